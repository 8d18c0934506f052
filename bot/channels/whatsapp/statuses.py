"""What became of our messages, as Meta reports it. Whose they are is not asked: a status names its message."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.channels.whatsapp import metrics
from bot.channels.whatsapp.envelope import Update
from bot.channels.whatsapp.errors import fault_of_status
from bot.channels.whatsapp.kinds import Status
from bot.channels.whatsapp.numbers import Numbers
from bot.channels.whatsapp.parse import read
from bot.gateway.deliveries import note_status
from bot.gateway.event_worker import Received
from common.clock import Clock
from common.log import get_log

# A status may overtake the answer to our own send; after so many tries the message is none of ours.
_PATIENCE = 3

log = get_log("bot.channels.whatsapp")


class Statuses:
    def __init__(self, numbers: Numbers, clock: Clock) -> None:
        self._numbers = numbers
        self._clock = clock

    def note(self, connection: Connection, received: Received) -> bool:
        """False while its message may be on its way still."""
        status = read(Update.from_json(received.body), self._numbers)
        if not isinstance(status, Status):
            # Not stored, unless a number has been given up since.
            log.warning("event without use", kind=type(status).__name__)
            return True
        found = note_status(
            connection,
            external_id=status.message,
            callback=status.callback,
            status=status.status,
            at=status.at,
            now=self._clock.now(),
            fault=fault_of_status(status.fault) if status.status == "failed" else None,
            pricing=status.pricing,
        )
        if not found and received.tries < _PATIENCE:
            return False
        if not found:
            metrics.EVENTS.labels("status_of_others").inc()
        return True
