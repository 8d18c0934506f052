"""How a person may reach a guest who has asked for one while nobody was there. Sealed, with the conversation, and gone with it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, update

from bot.gateway.addresses import is_address
from bot.gateway.handover_rows import hold
from bot.gateway.ledger import Ledger
from bot.gateway.tables import conversations
from bot.gateway.words import keep
from common.clock import Clock
from common.secrets import Sealer

_LONGEST = 200
_NUMBER = re.compile(r"\+?[\d\s()./-]{6,40}")


class NotReachable(Exception):
    """No name, or neither an e-mail address nor a telephone number."""


@dataclass(frozen=True)
class LeftContact:
    """reach: an e-mail address or a telephone number."""

    name: str
    reach: str

    @classmethod
    def of(cls, name: str, reach: str) -> LeftContact:
        """Raises NotReachable."""
        left = cls(keep(name).text, reach.strip())
        is_number = _NUMBER.fullmatch(left.reach) and sum(sign.isdigit() for sign in left.reach) >= 6
        if not left.name or max(len(left.name), len(left.reach)) > _LONGEST:
            raise NotReachable
        if not (is_number or is_address(left.reach)):
            raise NotReachable
        return left

    @classmethod
    def unsealed(cls, sealer: Sealer, sealed: str) -> LeftContact:
        return cls(**json.loads(sealer.unseal(sealed)))


async def leave(ledger: Ledger, sealer: Sealer, clock: Clock, conversation: str, left: LeftContact) -> None:
    """The latest stands. Staff should look at the conversation from now on. Raises NoSuchConversation."""
    sealed = sealer.seal(json.dumps(asdict(left), ensure_ascii=False))

    def work(connection: Connection) -> None:
        hold(connection, conversation, clock.now())
        connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation)
            .values(left_contact=sealed, attention="handoff")
        )

    await ledger.write(work)
