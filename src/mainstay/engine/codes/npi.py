"""The National Provider Identifier: ten digits, the last a check digit."""

from __future__ import annotations

import re

_TEN_DIGITS = re.compile(r"[12][0-9]{9}")
_PREFIX_SUM = 24  # what the constant prefix 80840 of a health card number adds to the sum


def npi_is_valid(text: str) -> bool:
    """Whether ``text`` is ten digits, starts with 1 or 2, and its check digit fits.

    Source: 45 CFR 162.406; ISO Luhn check over the card prefix 80840 and the NPI.
    """
    if not _TEN_DIGITS.fullmatch(text):
        return False
    digits = [int(digit) for digit in text]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[0:9:2]]
    return (_PREFIX_SUM + sum(doubled) + sum(digits[1::2])) % 10 == 0
