"""Letters: templates as data, their merge fields, and the letter they make. Pure.

A template's words stand in ``*.toml`` beside this file; a practice's own version of one is a row
(``models.LetterVersion``). ``{{field}}`` is filled from what is known of the denial; what isn't
known stays in the letter as ``[[field name]]``, so that a gap is seen and named, never blank.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FIELDS = {
    "practice": "the practice’s name",
    "npi": "the practice’s NPI",
    "tin": "the practice’s tax number",
    "payer": "the payer’s name",
    "patient": "the patient’s name",
    "birth_date": "the patient’s birth date",
    "member_id": "the member id",
    "claim_number": "our claim number",
    "payer_claim_number": "the payer’s claim number",
    "service_dates": "the dates of service",
    "provider": "the rendering provider",
    "procedure": "the procedure",
    "modifiers": "the modifiers",
    "diagnoses": "the diagnoses",
    "billed": "the amount billed",
    "denied": "the amount denied",
    "reason": "the payer’s reason in words",
    "reason_code": "the payer’s reason code",
    "remarks": "the payer’s remarks",
    "authorization": "the authorization number",
    "referral": "the referral number",
    "denied_on": "the date of the denial",
    "trace_number": "the remittance’s number",
    "first_sent_on": "the date the claim was first sent",
    "accepted_on": "the date the payer accepted the claim",
    "level": "the level of appeal",
    "today": "today’s date",
    "clinical_reason": "the clinical reason for the service",
    "why_separate": "why the services were separate",
    "what_changed": "what was corrected",
}
"""Every merge field with its name as people read it. The last three are always written by hand."""

BY_HAND = ("clinical_reason", "why_separate", "what_changed")
_FIELD = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_GAP = re.compile(r"\[\[([^\]\n]{1,80})\]\]")


@dataclass(frozen=True, slots=True)
class Template:
    """A letter for some reasons, payers and level; empty lists fit all.

    ``version`` 0 is as shipped. ``attachments`` name what should go along.
    """

    code: str
    title: str
    body: str
    level: int = 1
    carcs: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    payer_types: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    version: int = 0


@cache
def shipped() -> dict[str, Template]:
    """The templates of this release by code.

    Raises:
        ValueError: one uses a field that is not in FIELDS.
    """
    found: dict[str, Template] = {}
    folder = files("mainstay.revenue.denials.letters")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        row = tomllib.loads(file.read_text("utf-8"))
        lists = ("carcs", "categories", "payer_types", "attachments")
        row |= {name: tuple(row.get(name, ())) for name in lists}
        template = Template(code=file.name.removesuffix(".toml"), **row)
        if unknown := unknown_fields(template.body):
            raise ValueError(f"{file.name} uses unknown fields: {', '.join(unknown)}")
        found[template.code] = template
    return found


def unknown_fields(body: str) -> list[str]:
    """The fields a text uses that there are none of."""
    return sorted({name for name in _FIELD.findall(body) if name not in FIELDS})


def merged(body: str, values: Mapping[str, str]) -> str:
    """The letter: each field filled in, or its name in double brackets where it isn't known."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        return values.get(name) or f"[[{FIELDS.get(name, name)}]]"

    return _FIELD.sub(fill, body).strip()


def gaps(text: str) -> list[str]:
    """What a letter still does not say, in its order, each once."""
    return list(dict.fromkeys(_GAP.findall(text)))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a letter; a gap is drawn so that nobody overlooks it."""

    text: str
    is_gap: bool


def pieces(text: str) -> list[Piece]:
    """A letter cut into its words and its gaps, for a preview."""
    found: list[Piece] = []
    at = 0
    for match in _GAP.finditer(text):
        found += [Piece(text[at : match.start()], False), Piece(match[1], True)]
        at = match.end()
    found.append(Piece(text[at:], False))
    return [piece for piece in found if piece.text]


def fitting(
    templates: Iterable[Template], *, carc: str, category: str, payer_type: str, level: int
) -> list[Template]:
    """The templates that may be used for a denial, the best first.

    One for this very reason comes before one for its category, before a general one; among equals
    one for this type of payer, then by code. A letter for another level comes last.
    """

    def rank(one: Template) -> tuple[int, int, int, str]:
        for_reason = 0 if carc in one.carcs else 1 if category in one.categories else 2
        for_payer = 0 if payer_type in one.payer_types else 1
        return (0 if one.level == level else 1, for_reason, for_payer, one.code)

    usable = [
        one
        for one in templates
        if (not one.payer_types or payer_type in one.payer_types)
        and (carc in one.carcs or category in one.categories or not (one.carcs or one.categories))
    ]
    return sorted(usable, key=rank)
