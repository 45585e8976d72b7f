"""Money: whole minor units and a currency, never a float. ISO 4217 says how many minor digits a currency has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from kernel.errors import Invalid

AMOUNT_MAX = 2**53 - 1
"""The largest amount that every JSON reader keeps exact (RFC 8259 section 6)."""

MINOR_DIGITS_DEFAULT = 2
_CURRENCY = re.compile(r"[A-Z]{3}")
_DECIMAL = re.compile(r"(-?)([0-9]{1,20})(?:\.([0-9]{1,40}))?")
MINOR_DIGITS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
         "XOF", "XPF"),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}  # fmt: skip


def minor_digits(currency: str) -> int:
    """How many decimals the currency has: 0 for JPY, 2 for EUR, 3 for KWD."""
    return MINOR_DIGITS.get(currency, MINOR_DIGITS_DEFAULT)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount. Arithmetic across currencies and results beyond 2^53-1 raise `Invalid`."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        if not _CURRENCY.fullmatch(self.currency):
            raise Invalid.field("currency", "must be three capital letters, as in EUR")
        if isinstance(self.amount_minor, bool) or not isinstance(self.amount_minor, int):
            raise TypeError("amount_minor is a whole number of minor units")
        if abs(self.amount_minor) > AMOUNT_MAX:
            raise Invalid.field("amount_minor", "is larger than any amount that stays exact in JSON")

    @classmethod
    def parse(cls, text: str, currency: str) -> Self:
        """The amount written as a decimal, such as `12.50`; more decimals than the currency has are refused."""
        # Read digit by digit: a Decimal would round in its context, and spend half a minute on 1e999990.
        written = _DECIMAL.fullmatch(text)
        if written is None:
            raise Invalid.field("amount", "must be a decimal number, as in 12.50")
        sign, whole, fraction = written.groups(default="")
        digits, fraction = minor_digits(currency), fraction.rstrip("0")
        if len(fraction) > digits:
            raise Invalid.field("amount", f"may have {digits} decimals in {currency}")
        return cls(int(sign + whole + fraction.ljust(digits, "0")), currency)

    def __str__(self) -> str:
        digits = minor_digits(self.currency)
        return f"{Decimal(self.amount_minor).scaleb(-digits):.{digits}f} {self.currency}"

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount_minor, self.currency)

    def __mul__(self, quantity: int) -> Money:
        return Money(self.amount_minor * quantity, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount_minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount_minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.amount_minor != 0

    def share(self, rate: Decimal) -> Money:
        """`rate` times this amount, rounded half to even (as IEEE 754 and banks do) to a whole minor unit."""
        # As a fraction, since a product of decimals would be rounded once before it is rounded here.
        return Money(round(self.amount_minor * Fraction(rate)), self.currency)

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Split by weight so that the parts sum to the whole (largest remainder; ties go to the earlier part)."""
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise Invalid.field("weights", "must not be negative and must not all be zero")
        sign = -1 if self.amount_minor < 0 else 1
        whole = abs(self.amount_minor)
        parts = [whole * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(whole * weights[i] % total), i))
        for index in by_remainder[: whole - sum(parts)]:
            parts[index] += 1
        return [Money(sign * part, self.currency) for part in parts]

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise Invalid.field("currency", f"is {other.currency}, expected {self.currency}")
        return other.amount_minor
