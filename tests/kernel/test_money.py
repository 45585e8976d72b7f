"""Money is exact: nothing is lost by splitting, sharing, reading or writing it."""

from __future__ import annotations

import operator
import time
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Invalid
from kernel.money import AMOUNT_MAX, MINOR_DIGITS, Money, minor_digits

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF"])
AMOUNTS = st.integers(-AMOUNT_MAX, AMOUNT_MAX)
SMALL = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any)


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ZZZ", 2)])
def test_minor_digits_follow_iso_4217(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


def test_no_currency_is_listed_with_the_default() -> None:
    assert set(MINOR_DIGITS.values()) == {0, 3, 4}


@pytest.mark.parametrize("currency", ["", "eur", "EU", "EURO", "E1R", "EUR\n", "ÉUR"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(Invalid, match="currency must be three capital letters"):
        Money(1, currency)


@pytest.mark.parametrize("amount", [1.0, True, "1", Decimal(1), None])
def test_an_amount_is_a_whole_number(amount: object) -> None:
    with pytest.raises(TypeError, match="whole number of minor units"):
        Money(amount, "EUR")  # type: ignore[arg-type]  # that is the point


@pytest.mark.parametrize("amount", [AMOUNT_MAX + 1, -AMOUNT_MAX - 1])
def test_an_amount_stays_exact_in_json(amount: int) -> None:
    assert Money(AMOUNT_MAX, "EUR").amount_minor == 2**53 - 1
    with pytest.raises(Invalid, match="larger than any amount"):
        Money(amount, "EUR")


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("12.50", "EUR", 1250),
        ("12.5", "EUR", 1250),
        ("12", "EUR", 1200),
        ("12.500", "EUR", 1250),
        ("-0.01", "EUR", -1),
        ("-0.00", "EUR", 0),
        ("007", "JPY", 7),
        ("7.0", "JPY", 7),
        ("1.234", "KWD", 1234),
        ("90071992547409.91", "EUR", AMOUNT_MAX),
    ],
)
def test_parse_reads_decimals(text: str, currency: str, amount: int) -> None:
    assert Money.parse(text, currency) == Money(amount, currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "12,50",
        "12.",
        ".5",
        "+1",
        "1e3",
        "1_000",
        "NaN",
        "sNaN",
        "Infinity",
        "0x10",
        "12.50 ",
        "12\n",
        "\uff11\uff12",
        "--1",
    ],
)
def test_parse_refuses_what_is_not_a_decimal(text: str) -> None:
    with pytest.raises(Invalid, match="amount must be a decimal number"):
        Money.parse(text, "EUR")


@pytest.mark.parametrize(
    ("text", "currency", "digits"),
    [("0.001", "EUR", 2), ("0.1", "JPY", 0), ("12.5000000000000000000000000000000000000001", "EUR", 2)],
)
def test_parse_refuses_more_decimals_than_the_currency_has(text: str, currency: str, digits: int) -> None:
    with pytest.raises(Invalid, match=f"may have {digits} decimals in {currency}"):
        Money.parse(text, currency)


@pytest.mark.parametrize("text", ["9" * 20, "90071992547409.92", "1e999999", "1e999990", "9" * 100_000])
def test_parse_refuses_the_enormous_at_once(text: str) -> None:
    began = time.monotonic()

    with pytest.raises(Invalid):
        Money.parse(text, "EUR")

    assert time.monotonic() - began < 1


@given(AMOUNTS, CURRENCIES)
def test_parse_reads_what_str_writes(amount: int, currency: str) -> None:
    text, _, written = str(Money(amount, currency)).partition(" ")

    assert Money.parse(text, written) == Money(amount, currency)


@pytest.mark.parametrize(
    ("money", "text"),
    [(Money(-5, "EUR"), "-0.05 EUR"), (Money(1200, "JPY"), "1200 JPY"), (Money(1, "KWD"), "0.001 KWD")],
)
def test_str_has_the_currencys_decimals(money: Money, text: str) -> None:
    assert str(money) == text


@given(SMALL, SMALL, CURRENCIES)
def test_sums_are_those_of_the_minor_units(left: int, right: int, currency: str) -> None:
    a, b = Money(left, currency), Money(right, currency)

    assert a + b == b + a == Money(left + right, currency)
    assert a - b == -(b - a) == Money(left - right, currency)
    assert a * 3 == a + a + a
    assert bool(a) is (left != 0)
    assert (a < b, a <= b, a > b, a >= b) == (left < right, left <= right, left > right, left >= right)


@pytest.mark.parametrize("combine", [operator.add, operator.sub, operator.lt, operator.le])
def test_currencies_do_not_mix(combine: Callable[[Money, Money], object]) -> None:
    with pytest.raises(Invalid, match="currency is USD, expected EUR"):
        combine(Money(1, "EUR"), Money(1, "USD"))


def test_a_sum_beyond_what_is_exact_is_refused() -> None:
    with pytest.raises(Invalid, match="larger than any amount"):
        Money(AMOUNT_MAX, "EUR") + Money(1, "EUR")
    with pytest.raises(Invalid, match="larger than any amount"):
        Money(AMOUNT_MAX, "EUR") * 2


@pytest.mark.parametrize(
    ("amount", "rate", "shared"),
    [
        (5, "0.5", 2),
        (15, "0.5", 8),
        (-5, "0.5", -2),
        (10000, "0.19", 1900),
        (1, "0.4999", 0),
        (100, "1.5", 150),
        (7, "0", 0),
    ],
)
def test_a_share_is_rounded_half_to_even(amount: int, rate: str, shared: int) -> None:
    assert Money(amount, "EUR").share(Decimal(rate)) == Money(shared, "EUR")


def test_a_share_is_rounded_once() -> None:
    """Just above a half, by less than a decimal of the usual precision could tell."""
    assert Money(1, "EUR").share(Decimal("0.5000000000000000000000000000000000000001")) == Money(1, "EUR")


@given(SMALL, st.decimals(0, 1, places=6))
def test_a_share_is_the_nearest_minor_unit_in_any_context(amount: int, rate: Decimal) -> None:
    with localcontext(prec=3):
        shared = Money(amount, "EUR").share(rate)

    assert abs(Fraction(shared.amount_minor) - amount * Fraction(rate)) <= Fraction(1, 2)


@given(AMOUNTS, WEIGHTS, CURRENCIES)
def test_parts_sum_to_the_whole_and_are_fair(amount: int, weights: list[int], currency: str) -> None:
    parts = Money(amount, currency).allocate(weights)

    assert len(parts) == len(weights)
    assert sum(part.amount_minor for part in parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert part.currency == currency
        assert abs(part.amount_minor - Fraction(amount * weight, sum(weights))) < 1
        assert weight or not part


@given(AMOUNTS, WEIGHTS)
def test_a_refund_is_split_as_the_payment_was(amount: int, weights: list[int]) -> None:
    paid = Money(amount, "EUR").allocate(weights)

    assert [-part for part in paid] == Money(-amount, "EUR").allocate(weights)


def test_ties_go_to_the_earlier_part() -> None:
    assert Money(100, "EUR").allocate([1, 1, 1]) == [Money(34, "EUR"), Money(33, "EUR"), Money(33, "EUR")]
    assert Money(5, "EUR").allocate([1, 1]) == [Money(3, "EUR"), Money(2, "EUR")]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [3, -1]])
def test_weights_are_not_negative_and_not_all_zero(weights: list[int]) -> None:
    with pytest.raises(Invalid, match="weights must not be negative and must not all be zero"):
        Money(1, "EUR").allocate(weights)
