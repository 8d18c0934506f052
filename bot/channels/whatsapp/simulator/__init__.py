"""A pretend Graph API: takes what we send as Meta would, refuses what Meta refuses, and sends signed webhooks back.

Written from the vendor's contract, never from our client: it imports nothing of ours, so that the two can disagree.
`python -m bot.channels.whatsapp.simulator` starts it; `app.py` is the door, docs/guides/whatsapp.md says what it can do.
"""
