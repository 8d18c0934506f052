"""What the gateway counts; names are in INTERFACES, and label values are never a guest's words."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

TURNS = Counter("turns_total", "Turns ended", ("channel", "language", "outcome"))
TURN_LATENCY = Histogram(
    "turn_latency_seconds",
    "From a message's arrival to its stored answer",
    ("channel",),
    buckets=(0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 30, 60),
)
INBOX_DEPTH = Gauge("inbox_depth", "Turns that still owe the guest an answer")
OUTGOING_DEPTH = Gauge("outgoing_depth", "Replies that no guest has taken yet")
HANDOFFS = Counter("handoffs_total", "Conversations that asked for a person", ("reason",))
CHANNEL_EVENTS = Counter(
    "channel_events_total", "Events of channels that call us, by what became of them", ("channel", "result")
)
CHANNEL_EVENTS_WAITING = Gauge("channel_events_waiting", "Events stored and not yet worked on")
SENDS = Counter("sends_total", "Messages given to a channel, by what came of it", ("channel", "result"))
SENDING_STOPPED = Gauge("sending_stopped", "Numbers that may not send until a person mends something")
DELIVERIES = Counter(
    "deliveries_total", "What channels report of messages they had accepted", ("channel", "status")
)
