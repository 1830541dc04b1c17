"""A file that can be shared: identifying values replaced by fictional ones, alike in form.

What is replaced: names, addresses, ids, account, claim and member numbers, dates of birth, phone
numbers, free text, sender and receiver. What stays: payers, codes, amounts, dates of service,
states. It makes a file fit for a bug report; it is no de-identification in the sense of 45 CFR
164.514, which also asks for the dates.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta

from mainstay.engine.x12.checks.base import npi_is_valid
from mainstay.engine.x12.document import Document
from mainstay.engine.x12.source import Source
from mainstay.engine.x12.values import day

_CONSONANTS, _VOWELS = "BDFGKLMNPRSTV", "AEIOU"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_PAYERS = frozenset(("PR", "40", "TT", "AY", "GB", "RE"))  # NM101 and N101 left as they are
# REF01 of numbers that name no person: payers' own, versions, lists.
_OPEN_NUMBERS = frozenset(("2U", "FY", "NF", "EV", "F2", "APC", "1S", "0K", "BB", "PXC", "LX"))
YOUNGER_BY_AT_MOST = 364


def mask(source: Source, *, key: bytes | None = None) -> bytes:
    """`source` with its identifying values replaced; lengths, layout and validity stay.

    One value always gets the same replacement, so files still match each other; with the same
    `key` also over several calls. Who knows the key can test guesses: by default it is random and
    forgotten. Births move back by one number of days, the same for all.

    Raises X12Error as `read` does. The file is held in memory.
    """
    masking = _Masking(key or secrets.token_bytes(32))
    document = Document(source)
    for index in range(len(document)):
        elements = document[index]
        fields = _FIELDS.get(elements[0])
        if fields is not None:
            masking.segment(document, index, elements, fields)
    return bytes(document)


Kind = str
_NM1: dict[int, Kind] = {3: "name", 4: "name", 5: "name", 9: "number", 12: "name"}
_FIELDS: dict[str, dict[int, Kind]] = {
    "ISA": {6: "number", 8: "number"},
    "GS": {2: "number", 3: "number"},
    "BHT": {3: "number"},
    "NM1": _NM1,
    "N1": {2: "name", 4: "number"},
    "N2": {1: "name", 2: "name"},
    "N3": {1: "name", 2: "name"},
    "N4": {1: "name", 3: "number"},
    "PER": {2: "name", 4: "number", 6: "number", 8: "number"},
    "REF": {2: "number", 3: "name"},
    "SBR": {3: "number", 4: "name"},
    "DMG": {2: "birth"},
    "CLM": {1: "number"},
    "CLP": {1: "number", 7: "number"},
    "TRN": {2: "number", 3: "number", 4: "number"},
    "BPR": {9: "number", 10: "number", 15: "number"},
    "PLB": {1: "number"} | dict.fromkeys(range(3, 14, 2), "reference"),
    "TS3": {1: "number"},
    "PWK": {6: "number", 7: "name"},
    "NTE": {2: "name"},
    "K3": {1: "name"},
    "MSG": {1: "name"},
    "FRM": {3: "name"},
    "CR1": {9: "name", 10: "name"},
    "CR2": {10: "name", 11: "name"},
    "SV1": {1: "description"},
    "SV2": {2: "description"},
    "SVC": {1: "description", 6: "description"},
    "HCR": {2: "number"},
    "IK4": {4: "number"},
    "CTX": {1: "reference"},
}


class _Masking:
    def __init__(self, key: bytes) -> None:
        self.key = key
        self.days = 1 + int.from_bytes(self._stream("days")[:4]) % YOUNGER_BY_AT_MOST
        self.kinds: dict[Kind, Callable[[str], str]] = {
            "name": self.name,
            "number": self.number,
            "birth": self.birth,
            "reference": self.number,
            "description": self.name,
        }

    def segment(
        self, document: Document, index: int, elements: list[str], fields: dict[int, Kind]
    ) -> None:
        if elements[0] in ("NM1", "N1") and elements[1:2] and elements[1] in _PAYERS:
            return
        if elements[0] == "REF" and elements[1:2] and elements[1] in _OPEN_NUMBERS:
            return
        for position, kind in fields.items():
            if position >= len(elements) or not elements[position].strip():
                continue
            component = {"reference": 2, "description": 7}.get(kind, 0)
            text = elements[position]
            if component:
                text = document.component(index, position, component)
            if text:
                masked = self.kinds[kind](text)
                document.change_as_is(index, position, masked, component=component)

    def name(self, text: str) -> str:
        """Syllables in place of letters; digits, blanks and signs keep their places."""
        stream = self._stream(text.strip())
        out = []
        for at, one in enumerate(text):
            byte = stream[at % len(stream)]
            if one.isdigit() and one.isascii():
                out.append(_digit(one, byte))
            elif one.isalpha():
                letters = _VOWELS if at % 2 else _CONSONANTS
                letter = letters[byte % len(letters)]
                out.append(letter.lower() if one.islower() else letter)
            else:
                out.append(one)
        return "".join(out)

    def number(self, text: str) -> str:
        """Digits for digits and letters for letters; an NPI stays an NPI."""
        stream = self._stream(text.strip())
        out = []
        for at, one in enumerate(text):
            byte = stream[at % len(stream)]
            if one.isdigit() and one.isascii():
                out.append(_digit(one, byte))
            elif one.isalpha():
                letter = _LETTERS[byte % len(_LETTERS)]
                out.append(letter.lower() if one.islower() else letter)
            else:
                out.append(one)
        number = "".join(out)
        if npi_is_valid(text):
            first = text[0] + number[1:9]
            return next(first + last for last in "0123456789" if npi_is_valid(first + last))
        if npi_is_valid(number):  # by chance; what is wrong stays wrong
            return number[:-1] + _digit("1", int(number[-1]))
        return number

    def birth(self, text: str) -> str:
        on = day(text)
        if on is None or on.year < 1801:
            return text
        return (on - timedelta(days=self.days)).isoformat().replace("-", "")

    def _stream(self, text: str) -> bytes:
        return hmac.digest(self.key, text.encode("latin-1"), hashlib.sha256) * 2


def _digit(one: str, byte: int) -> str:
    """A zero stays, so that a number keeps its length whatever reads it."""
    return one if one == "0" else str(1 + byte % 9)
