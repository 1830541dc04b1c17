"""Accounts by name. A name is a value: nothing is looked up until something is posted."""

from typing import NamedTuple

from mainstay.foundation.ledger.kinds import PARTY_KINDS, WITH_PARTY, Kind


class Account(NamedTuple):
    """An account of a practice: its kind, and its party ("payer:7", "patient:12") or None."""

    practice_id: int
    kind: Kind
    party: str | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.party}" if self.party else str(self.kind)


def account(practice_id: int, kind: str, party: str | None = None) -> Account:
    """The name of an account, checked. The row is made by the first posting on it.

    Raises:
        ValueError: no such kind, a party where the kind has none, or none where it needs one.
    """
    known = Kind(kind)
    if (party is not None) != (known in WITH_PARTY):
        wants = "needs a party" if known in WITH_PARTY else "has no parties"
        raise ValueError(f"The account {known} {wants}; it was given {party!r}.")
    if party is not None:
        split_party(party)
    return Account(practice_id, known, party)


def split_party(party: str | None) -> tuple[str, int]:
    """A party as its two columns; ("", 0) for none.

    Raises:
        ValueError: the party is not "payer:<id>" or "patient:<id>".
    """
    if party is None:
        return "", 0
    kind, _, number = party.partition(":")
    if kind not in PARTY_KINDS or not number.isdecimal() or int(number) == 0:
        raise ValueError(f"A party is payer:<id> or patient:<id>, not {party!r}.")
    return kind, int(number)


def join_party(party_kind: str, party_id: int) -> str | None:
    """The two columns as a party."""
    return f"{party_kind}:{party_id}" if party_kind else None
