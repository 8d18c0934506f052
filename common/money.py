"""Amounts in minor units of one currency; never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.numbers import get_currency_precision


@dataclass(frozen=True, order=False)
class Money:
    """minor: whole minor units (cents for EUR, yen for JPY); currency: ISO 4217 code."""

    minor: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def from_major(cls, amount: Decimal | int | str, currency: str) -> Money:
        """Raises ValueError when the amount is finer than the currency's minor unit."""
        exact = Decimal(amount) * 10 ** minor_digits(currency)
        if exact != int(exact):
            raise ValueError(f"{amount} {currency} is finer than its minor unit")
        return cls(int(exact), currency)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Money:
        return cls(int(value["minor"]), str(value["currency"]))

    def to_json(self) -> dict[str, Any]:
        return {"minor": self.minor, "currency": self.currency}

    @property
    def major(self) -> Decimal:
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same_currency(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same_currency(other).minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same_currency(other).minor

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same_currency(other).minor

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same_currency(other).minor

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same_currency(other).minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.major} {self.currency}"

    def _same_currency(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        return other


@lru_cache(maxsize=256)
def minor_digits(currency: str) -> int:
    """Decimal places of a currency: 2 for EUR, 0 for JPY (CLDR)."""
    return get_currency_precision(currency)
