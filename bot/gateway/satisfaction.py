"""One question a conversation: how was it? Asked after a booking or when a person has gone; the answer is counted here.

A guest's press on one of its buttons is a turn like any other, but the bot is not asked what it means.
"""

from __future__ import annotations

ASK = "satisfaction.ask"
THANKS = "satisfaction.thanks"
RATE_STAY = "rate_stay"
"""What its buttons mean; no intent of the bot's."""
