"""What can go wrong when a channel sends, grouped by what follows from it; raised by senders, reported by statuses.

fault: the channel's own code, for the log and the transcript; never a guest's words.
"""

from __future__ import annotations


class SendFault(Exception):
    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault[:64]


class Retry(SendFault):
    """Certainly not sent; try again after first_seconds, then each time factor longer, up to longest_seconds.

    of_all: whatever goes the same way waits too; False: only this guest's.
    """

    def __init__(
        self,
        fault: str,
        first_seconds: float,
        *,
        factor: float = 2.0,
        longest_seconds: float = 60.0,
        of_all: bool = True,
    ) -> None:
        super().__init__(fault)
        self.longest_seconds = longest_seconds
        self.first_seconds = first_seconds
        self.factor = factor
        self.of_all = of_all


class Unsure(SendFault):
    """May have been sent: only the channel's statuses tell."""


class WindowClosed(SendFault):
    """The guest has been silent for too long; only what was approved before may be said."""


class Gone(SendFault):
    """Not sent, and never will be. attention: why staff should look; opts_out: the guest wants to be left alone."""

    def __init__(self, fault: str, *, attention: str = "undelivered", opts_out: bool = False) -> None:
        super().__init__(fault)
        self.attention = attention
        self.opts_out = opts_out


class Mistaken(Gone):
    """Our own request was wrong: a bug, or a template that is not what we take it for."""


class StopAll(SendFault):
    """Not sent, and nothing else will be either, until a person mends it: a token, a permission, an account."""
