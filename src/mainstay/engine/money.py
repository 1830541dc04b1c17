"""Money as whole cents. No float ever enters; no cent is ever lost in a split.

Rates are exact; a product is rounded once, with ``round_half_up``, at the points that
DESIGN law 1 lists. An amount is shared out by ``Money.split`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_CENTS = 10**13 - 1
"""The largest amount read from text, either sign; above it is a typo (RELIABILITY 3)."""

MINUS = "\u2212"
_LONGEST_AMOUNT = 40
_AMOUNT = re.compile(
    rf"(?P<sign>[+\-{MINUS}]?)\s*\$?\s*"
    r"(?P<dollars>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)"
    r"(?:\.(?P<fraction>[0-9]*))?"
)


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """A signed US-dollar amount.

    Units: ``cents`` is whole cents (12_345 is $123.45).

    Raises:
        TypeError: ``cents`` is not an int.
    """

    cents: int

    def __post_init__(self) -> None:
        if type(self.cents) is not int:
            raise TypeError(f"cents must be int, got {type(self.cents).__name__}")

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Share this amount in proportion to ``weights``; the parts add up exactly.

        Leftover cents go to the largest remainders, earliest part first, so the
        result does not depend on anything but the arguments.

        Raises:
            ValueError: a weight is negative, or there is no weight above zero.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative and not all zero")
        sign, magnitude = (-1, -self.cents) if self.cents < 0 else (1, self.cents)
        parts = [magnitude * weight // total for weight in weights]
        by_remainder = sorted(
            range(len(weights)), key=lambda i: (-(magnitude * weights[i] % total), i)
        )
        for i in by_remainder[: magnitude - sum(parts)]:
            parts[i] += 1
        return [Money(sign * part) for part in parts]


def round_half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to the exact fraction; halves go away from zero.

    So a negative amount always mirrors its positive: 5/2 is 3 and -5/2 is -3.

    Raises:
        ZeroDivisionError: ``denominator`` is zero.
    """
    is_negative = (numerator < 0) != (denominator < 0)
    numerator, denominator = abs(numerator), abs(denominator)
    rounded = (2 * numerator + denominator) // (2 * denominator)
    return -rounded if is_negative else rounded


def parse_cents(text: str) -> int:
    """Read an amount of dollars as a person types it: ``1,234.5``, ``$24``, ``-3.00``.

    Refuses to round: ``12.345`` is an error, ``12.340`` is not.

    Raises:
        ValueError: not a plain amount, finer than a cent, or above ``MAX_CENTS``. The
            sentence can be shown beside the field; it does not repeat the text.
    """
    amount = text.strip()
    match = _AMOUNT.fullmatch(amount) if len(amount) <= _LONGEST_AMOUNT else None
    if match is None or not (match["dollars"] or match["fraction"]):
        raise ValueError("Enter an amount in dollars and cents, such as 1,234.50.")
    fraction = (match["fraction"] or "").rstrip("0")
    if len(fraction) > 2:
        raise ValueError("Enter no more than two decimal places; an amount is whole cents.")
    dollars = int(match["dollars"].replace(",", "") or "0")
    cents = dollars * 100 + int(fraction.ljust(2, "0"))
    if cents > MAX_CENTS:
        raise ValueError(f"Enter an amount of at most {format_cents(MAX_CENTS)}.")
    return -cents if match["sign"] in ("-", MINUS) else cents


def format_cents(cents: int) -> str:
    """Write cents as dollars for a page: ``$1,284.00``, a negative with U+2212."""
    dollars, rest = divmod(abs(cents), 100)
    return f"{MINUS if cents < 0 else ''}${dollars:,}.{rest:02}"
