"""Segments to bytes: envelopes, counts and control numbers; never a delimiter inside a value."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.errors import X12Error

Element = str | int | Sequence[str | int]
"""A value, or its components (a trailing empty one is dropped)."""

Identity = str | tuple[str, str]
"""An interchange id, or (qualifier, id). Alone it is "ZZ", mutually defined."""


class TransactionSet(msgspec.Struct, frozen=True):
    """What stands between ST and SE. An empty `version` leaves ST03 out, as an 835 may."""

    st01: str
    st02: str
    segments: Sequence[Sequence[Element]]
    version: str = ""


class Group(msgspec.Struct, frozen=True):
    """A GS..GE with its transaction sets; `at` is in the sender's own time."""

    functional_id: str
    version: str
    sender: str
    receiver: str
    gs06: int
    at: datetime
    sets: Sequence[TransactionSet]


def segment(delims: Delimiters, id: str, *elements: Element) -> str:  # noqa: A002
    """One segment without its terminator. Empty elements and components at an end are dropped.

    Raises X12Error (codes "delimiter", "character") rather than let a value end a segment.
    """
    texts = [id]
    for position, element in enumerate(elements, start=1):
        if isinstance(element, str):
            _refuse_delimiters(delims, element, id, position)
            texts.append(element)
        elif isinstance(element, int):
            texts.append(str(element))
        else:
            texts.append(_composite(delims, element, id, position))
    while len(texts) > 1 and not texts[-1]:
        texts.pop()
    return delims.element.join(texts)


def clean(text: str, delims: Delimiters | None = None) -> str:
    """`text` fit for a segment: delimiters, control and non-Latin-1 characters become blanks."""
    delims = delims or Delimiters()
    kept = (" " if _is_unwritable(delims, one) else one for one in text)
    return "".join(kept).strip()


def write_interchange(
    *,
    sender: Identity,
    receiver: Identity,
    isa13: int,
    groups: Sequence[Group],
    at: datetime,
    test: bool = False,
    delims: Delimiters | None = None,
    ta1: Sequence[Sequence[Element]] = (),
    acknowledgement_requested: bool = False,
) -> bytes:
    """One ISA..IEA. Trailers and counts are written here; `at` is in the sender's own time.

    `ta1` are TA1 segments, put before the first group. Raises X12Error as `segment` does, and
    (code "range") for a control number of more than nine digits or an id over 15 characters.
    """
    delims = delims or Delimiters()
    lines = [
        header(delims, sender, receiver, isa13, at, test=test, requested=acknowledgement_requested)
    ]
    lines += [_line(delims, one) for one in ta1]
    for group in groups:
        lines += _group(delims, group)
    lines.append(segment(delims, "IEA", len(groups), f"{isa13:09}"))
    end = delims.segment + delims.line_break
    return (end.join(lines) + end).encode("latin-1")


def _group(delims: Delimiters, group: Group) -> list[str]:
    when = group.at
    lines = [
        segment(
            delims,
            "GS",
            group.functional_id,
            group.sender,
            group.receiver,
            f"{when:%Y%m%d}",
            f"{when:%H%M}",
            group.gs06,
            "X",
            group.version,
        )
    ]
    for one in group.sets:
        body = [_line(delims, elements) for elements in one.segments]
        lines.append(segment(delims, "ST", one.st01, one.st02, one.version))
        lines += body
        lines.append(segment(delims, "SE", len(body) + 2, one.st02))
    lines.append(segment(delims, "GE", len(group.sets), group.gs06))
    return lines


def _line(delims: Delimiters, elements: Sequence[Element]) -> str:
    id_, *rest = elements
    return segment(delims, str(id_), *rest)


def header(
    delims: Delimiters,
    sender: Identity,
    receiver: Identity,
    isa13: int,
    at: datetime,
    *,
    test: bool,
    requested: bool,
) -> str:
    if not 0 <= isa13 <= 999_999_999:
        raise X12Error("range", "An interchange control number has up to nine digits.")
    texts = ["ISA", "00", " " * 10, "00", " " * 10]
    for identity in (sender, receiver):
        qualifier, name = ("ZZ", identity) if isinstance(identity, str) else identity
        if len(qualifier) != 2 or not 1 <= len(name) <= 15:
            raise X12Error(
                "range", "An interchange id is a 2-letter qualifier and 1-15 characters."
            )
        _refuse_delimiters(delims, qualifier + name, "ISA", 6)
        texts += [qualifier, f"{name:15}"]
    texts += [f"{at:%y%m%d}", f"{at:%H%M}", delims.repetition or "U", "00501", f"{isa13:09}"]
    texts += ["1" if requested else "0", "T" if test else "P", delims.component]
    return delims.element.join(texts)


def _composite(delims: Delimiters, components: Sequence[str | int], id_: str, position: int) -> str:
    texts = [str(one) for one in components]
    for text in texts:
        _refuse_delimiters(delims, text, id_, position)
    while texts and not texts[-1]:
        texts.pop()
    return delims.component.join(texts)


def _refuse_delimiters(delims: Delimiters, text: str, id_: str, position: int) -> None:
    if text.isalnum() and text.isascii():
        return
    for one in text:
        if one in (delims.element, delims.component, delims.repetition, delims.segment):
            raise X12Error("delimiter", f"{id_}{position:02} holds a delimiter.")
        if _is_unwritable(delims, one):
            raise X12Error("character", f"{id_}{position:02} holds a character X12 cannot carry.")


def _is_unwritable(delims: Delimiters, one: str) -> bool:
    if one in (delims.element, delims.component, delims.repetition, delims.segment):
        return True
    return one < " " or "\x7f" <= one < "\xa0" or one > "\xff"
