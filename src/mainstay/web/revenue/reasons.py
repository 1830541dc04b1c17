"""Adjustments of a remittance in words: plain first, code second. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from mainstay.engine import codes

GROUPS = {
    "CO": "contract or payer’s rule; the patient is not billed",
    "PR": "the patient’s share",
    "OA": "other, often another payer’s part",
    "PI": "the payer’s own decision",
    "CR": "correction of an earlier answer",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One CAS amount: why in our words, the code behind it, and the cents it takes off."""

    words: str
    code: str
    group: str
    cents: int
    is_denial: bool


def reason(group: str, carc: str, cents: int) -> Reason:
    """An adjustment in words; ``cents`` positive lowers the payment."""
    known = codes.carc(carc)
    is_denial = codes.category(known.category).is_denial and group != "PR"
    return Reason(known.summary, f"{group}-{carc}", GROUPS.get(group, ""), cents, is_denial)


def reasons(adjustments: Iterable[tuple[str, str, int]]) -> tuple[Reason, ...]:
    """Several (group, CARC, cents) in words, in their order."""
    return tuple(reason(*one) for one in adjustments)


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark code with what it says."""

    code: str
    words: str


def remarks(named: Iterable[str]) -> tuple[Remark, ...]:
    """Remark codes in our words."""
    return tuple(Remark(code, codes.rarc(code).summary) for code in named)


def service_in_words(procedure: str, modifiers: str = "") -> str:
    """A procedure's code with its modifiers: "99214 with 25"."""
    return f"{procedure} with {', '.join(modifiers.split())}" if modifiers else procedure


def person_in_words(name: str) -> str:
    """A name as an 835 gives it ("Sablegate, Ada"), as one says it."""
    last, _, first = name.partition(", ")
    return f"{first} {last}".strip()
