"""Prices we gave, kept as they were given: a booking is made at the quoted price or not at all."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from pms.contract import errors
from pms.contract.errand import Errand
from pms.contract.models import ChangeQuote, Quote
from pms.tables import quotes


class Quotes:
    """A quote serves the conversation it was given in, and nobody else's."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def keep(self, errand: Errand, quote: Quote | ChangeQuote) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(quotes).values(
                    id=quote.id,
                    property_id=quote.property_id,
                    conversation=errand.conversation,
                    kind=_kind(type(quote)),
                    body=quote.model_dump(mode="json"),
                    created_at=self._clock.now(),
                    expires_at=quote.expires_at,
                )
            )

    async def get[Kept: (Quote, ChangeQuote)](self, errand: Errand, quote_id: str, model: type[Kept]) -> Kept:
        """Also when it has expired: a booking that was made in time may be asked for again.

        Raises QuoteExpired for what was never quoted here.
        """
        async with self._engine.connect() as connection:
            row = await connection.execute(
                select(quotes.c.body).where(
                    quotes.c.id == quote_id,
                    quotes.c.kind == _kind(model),
                    quotes.c.property_id == errand.property_id,
                    quotes.c.conversation == errand.conversation,
                )
            )
            body = row.scalar_one_or_none()
        if body is None:
            raise errors.QuoteExpired(property_id=errand.property_id, detail="never quoted here")
        return model.model_validate(body)


def _kind(model: type[Quote] | type[ChangeQuote]) -> str:
    return "stay" if model is Quote else "change"
