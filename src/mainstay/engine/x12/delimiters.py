"""The separators of an interchange: where its ISA says they are, and what they may be."""

from typing import NamedTuple

import msgspec

from mainstay.engine.x12.errors import X12Error

LONGEST_HEADER = 400
"""An ISA is 106 characters; some senders pad or wrap it, none needs four times as many."""


class Delimiters(msgspec.Struct, frozen=True):
    """Single, distinct characters, neither letters nor digits. An empty repetition means none.

    `line_break` follows each terminator when writing; it is no delimiter.
    Raises X12Error (code "delimiters").
    """

    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    segment: str = "~"
    line_break: str = ""

    def __post_init__(self) -> None:
        used = [self.element, self.component, self.segment]
        if self.repetition:
            used.append(self.repetition)
        if any(len(one) != 1 or one.isalnum() or one == " " for one in used):
            raise X12Error(
                "delimiters", "A delimiter is one character that is no letter, digit or blank."
            )
        if len(set(used)) != len(used):
            raise X12Error("delimiters", "Two of the delimiters are the same character.")
        if self.line_break.strip("\r\n"):
            raise X12Error("delimiters", "A line break is made of CR and LF only.")


class Header(NamedTuple):
    """An ISA segment as found: its 17 elements (the first is "ISA") and where it ends."""

    elements: list[str]
    delimiters: Delimiters
    shared_repetition: bool
    end: int


def read_header(text: str, segment: int, byte: int) -> Header:
    """Read the ISA at the start of `text` by counting its 16 separators, whatever its width.

    Raises X12Error (code "isa") when the separators are not there or make no sense.
    """
    separator = text[3:4]
    elements = _elements(text, separator, segment, byte)
    after = elements.pop()
    component_at = _skip_breaks(text, len(text) - len(after))
    component = text[component_at : component_at + 1]
    terminator_at = _terminator_position(text, component_at + 1)
    terminator = text[terminator_at : terminator_at + 1]
    if "\r" in text or "\n" in text:
        elements = [_unwrapped(part) for part in elements]
    elements.append(component)
    repetition = _repetition(elements[11], elements[12])
    shared = repetition != "" and repetition in (separator, component, terminator)
    try:
        delimiters = Delimiters(separator, component, "" if shared else repetition, terminator)
    except X12Error as error:
        raise X12Error(
            "isa", f"The ISA does not tell its delimiters: {error.sentence}", segment, byte
        ) from None
    return Header(elements, delimiters, shared, terminator_at + 1)


def _elements(text: str, separator: str, segment: int, byte: int) -> list[str]:
    """The ISA and its first 15 elements, and whatever comes after the 16th separator."""
    parts = text[3:].split(separator, 16) if separator else []
    if len(parts) != 17:
        raise X12Error(
            "isa",
            "The ISA segment is cut short: an interchange starts with an ISA of 16 elements.",
            segment,
            byte,
        )
    return [text[:3], *parts[1:]]


def _terminator_position(text: str, at: int) -> int:
    """CR or LF end the segment, unless the text was wrapped right before its real terminator."""
    if text[at : at + 1] not in ("\r", "\n"):
        return at
    after = _skip_breaks(text, at)
    following = text[after : after + 1]
    return after if following and not following.isalnum() and following != " " else at


def _skip_breaks(text: str, at: int) -> int:
    while text[at : at + 1] in ("\r", "\n"):
        at += 1
    return at


def _unwrapped(text: str) -> str:
    return text.replace("\r", "").replace("\n", "")


def _repetition(isa11: str, isa12: str) -> str:
    """ISA11 is the repetition separator from version 00402 on; before, it is the letter U."""
    if len(isa11) != 1 or isa11.isalnum() or isa11.isspace() or isa12.strip() < "00402":
        return ""
    return isa11
