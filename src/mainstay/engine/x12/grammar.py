"""The elements of a segment against its definition.

Fast: one regular expression per definition and set of delimiters says yes. Slow: when it does not,
each element is looked at for what exactly is wrong. A definition must be met a few times before
its expression is worth compiling.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from mainstay.engine.x12 import values
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.guide import Definition, ElementRule, Guide, Note
from mainstay.engine.x12.transaction import Place

USES_BEFORE_COMPILING = 20
SOUND_REMEMBERED = 500
# Levels, lines, services, dates and amounts come again and again: once found sound is enough.
# What names or numbers a person is never remembered.
RECURRING = frozenset(
    ("AMT", "CAS", "DTM", "DTP", "HL", "LQ", "LX", "MOA", "PRV", "QTY", "SBR", "SV1", "SV2", "SVC")
)

# Where one element (or component, in C022) names the format of the next.
FORMAT_AT = {"DTP": 2, "DMG": 1, "PAT": 5, "DTM": 5}
FORMAT_COMPONENT_AT = {"HI": 3}

_DAY = (
    r"(?:18|19|20)[0-9]{2}(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|1[0-9]|2[0-8]))"
)
_CLOCK = r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9][0-9]{0,2})?"
_FORMATS = {
    "D8": _DAY,
    "RD8": f"{_DAY}-{_DAY}",
    "TM": _CLOCK,
    "DT": f"{_DAY}(?:[01][0-9]|2[0-3])[0-5][0-9]",
}
_CONTROLS = r"\x00-\x1f\x7f-\x9f"
_ID = re.compile("[0-9A-Za-z]+")
_NUMBERS = {
    "N": re.compile("-?[0-9]+"),
    "R": re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
}
_UNPRINTABLE = re.compile(f"[{_CONTROLS}]")

Matcher = Callable[[str], object]


class Grammar:
    """The matchers of a guide for one set of delimiters, each made when it has become worth it."""

    def __init__(self, guide: Guide, delimiters: Delimiters) -> None:
        self.delimiters = delimiters
        self.matchers: list[Matcher | None] = [None] * len(guide.definitions)
        self._uses = [0] * len(guide.definitions)
        self.sound: list[set[str] | None] = [
            set() if one.segment in RECURRING else None for one in guide.definitions
        ]

    def remember(self, sound: set[str], text: str) -> None:
        """That nothing is wrong with this text. Few are kept, so that memory stays bounded."""
        if len(sound) >= SOUND_REMEMBERED:
            sound.clear()
        sound.add(text)

    def examine(self, place: Place, definition: Definition, elements: list[str]) -> None:
        """The slow way: report everything that is wrong with the segment."""
        uses = self._uses[definition.index] = self._uses[definition.index] + 1
        if uses == USES_BEFORE_COMPILING:
            self.matchers[definition.index] = compiled(definition, self.delimiters)
        _Examination(place, definition, self.delimiters).run(elements)

    def conditions(self, place: Place, definition: Definition, elements: list[str]) -> None:
        """Only what a matcher cannot see: elements that depend on each other."""
        _Examination(place, definition, self.delimiters).conditions(elements)


@lru_cache(maxsize=64)
def grammar(guide: Guide, delimiters: Delimiters) -> Grammar:
    return Grammar(guide, delimiters)


# The fast way.


def compiled(definition: Definition, delimiters: Delimiters) -> Matcher | None:
    """A function that is true of a flawless segment; None where a format hangs on an option."""
    elements = definition.elements
    format_at = FORMAT_AT.get(definition.segment, 0)
    if format_at and elements[format_at - 1].usage == "S":
        return None
    if definition.segment in FORMAT_COMPONENT_AT and _has_optional_format(elements):
        return None
    patterns = _Patterns(delimiters)
    parts = [patterns.element(rule, definition.segment) for rule in elements]
    required = [rule.usage == "R" for rule in elements]
    if format_at and elements[format_at - 1].usage == "R":
        formatted = patterns.formatted(elements[format_at - 1], patterns.separator)
        parts[format_at - 1 : format_at + 1] = [formatted]
        required[format_at - 1 : format_at + 1] = [True]
    for note in definition.notes:
        if note.is_adjacent_pair:
            patterns.pair(parts, required, note.positions[0] - 1)
    body = definition.segment + _sequence(patterns.separator, parts, required)
    return re.compile(body + patterns.no_tail, re.DOTALL).fullmatch


def _has_optional_format(elements: tuple[ElementRule, ...]) -> bool:
    return any(
        len(rule.components) > 2 and rule.components[2].usage == "S" and rule.usage != "N"
        for rule in elements
    )


class _Patterns:
    def __init__(self, delimiters: Delimiters) -> None:
        self.separator = re.escape(delimiters.element)
        self.component = re.escape(delimiters.component)
        self.repetition = re.escape(delimiters.repetition)
        outside = re.escape(delimiters.element + delimiters.component + delimiters.repetition)
        self.character = f"[^{outside}{_CONTROLS}]"
        self.no_tail = f"(?<![{outside}])"

    def element(self, rule: ElementRule, segment: str) -> str:
        if rule.usage == "N":
            return ""
        pattern = self._composite(rule, segment) if rule.components else self.simple(rule)
        if rule.repeats > 1 and self.repetition:
            pattern += f"(?:{self.repetition}{pattern}){{0,{rule.repeats - 1}}}+"
        return pattern

    def simple(self, rule: ElementRule) -> str:
        """Narrower than the rule in rare shapes (.5, many decimals): those go the slow way."""
        if rule.codes:
            return _either(rule.codes)
        size = f"{{{rule.shortest},{rule.longest}}}+"
        units = max(rule.longest - 3, 1)
        by_type = {
            "ID": f"[0-9A-Za-z]{size}",
            "N": f"[0-9]{size}",
            "R": f"-?[0-9]{{1,{units}}}+" + (r"(?:\.[0-9]{1,3}+)?+" if rule.longest > 3 else ""),
            "DT": _DAY,
            "TM": _CLOCK,
        }
        return by_type.get(rule.type) or f"(?! ){self.character}{size}(?<! )"

    def formatted(self, qualifier: ElementRule, between: str) -> str:
        codes = qualifier.codes or _FORMATS.keys()
        either = "|".join(f"{code}{between}{_FORMATS[code]}" for code in sorted(codes))
        return f"(?:{either})"

    def pair(self, parts: list[str], required: list[bool], at: int) -> None:
        """Two elements of which both are there or none. (A second place holds nothing more.)"""
        if required[at] or required[at + 1] or not parts[at] or not parts[at + 1]:
            return
        parts[at] = f"(?:{parts[at]}{self.separator}{parts[at + 1]}|{self.separator})"
        parts[at + 1] = _TAKEN

    def _composite(self, rule: ElementRule, segment: str) -> str:
        parts = ["" if one.usage == "N" else self.simple(one) for one in rule.components]
        required = [one.usage == "R" for one in rule.components]
        at = FORMAT_COMPONENT_AT.get(segment, 0)
        if at and rule.components[at - 1].usage == "R":
            parts[at - 1 : at + 1] = [self.formatted(rule.components[at - 1], self.component)]
            required[at - 1 : at + 1] = [True]
        return _sequence(self.component, parts, required)[len(self.component) :] + (
            f"(?<!{self.component})"
        )


def _either(codes: frozenset[str]) -> str:
    """One of the codes; longer ones first, for what follows is a separator or the end."""
    if all(len(one) == 1 for one in codes):
        return f"[{''.join(sorted(codes))}]"
    return f"(?:{'|'.join(sorted(codes, key=lambda one: (-len(one), one)))})"


_TAKEN = "taken"  # the second of a pair stands in the pattern of the first


def _sequence(separator: str, parts: list[str], required: list[bool]) -> str:
    """Parts behind separators; what follows the last required one may end anywhere."""
    last_required = max((at for at, one in enumerate(required) if one), default=-1)
    while len(parts) > last_required + 1 and not parts[-1]:
        parts = parts[:-1]
    pattern = ""
    for at in range(len(parts) - 1, -1, -1):
        if parts[at] == _TAKEN:
            continue
        part = parts[at] if required[at] or not parts[at] else f"(?:{parts[at]})?+"
        if at > last_required and at > 0:
            pattern = f"(?:{separator}{part}{pattern})?+"
        else:
            pattern = f"{separator}{part}{pattern}"
    return pattern


# The slow way.


class _Examination:
    def __init__(self, place: Place, definition: Definition, delimiters: Delimiters) -> None:
        self.place = place
        self.definition = definition
        self.delimiters = delimiters

    def run(self, elements: list[str]) -> None:
        rules = self.definition.elements
        if len(elements) > 1 and not elements[-1]:
            self.place.report("trailing-separator", element=len(elements) - 1)
        for position in range(1, max(len(elements), len(rules) + 1)):
            text = elements[position] if position < len(elements) else ""
            if position <= len(rules):
                self._element(position, rules[position - 1], text)
            elif text:
                self.place.report("element-extra", element=position, value=text, most=len(rules))
                break
        self.conditions(elements)
        self._format(elements)

    def conditions(self, elements: list[str]) -> None:
        for note in self.definition.notes:
            if _is_broken(note, elements):
                self._report_note(note, elements)

    def _element(self, position: int, rule: ElementRule, text: str) -> None:
        if not text:
            if rule.usage == "R":
                self.place.report("element-missing", element=position)
            return
        if rule.usage == "N":
            self.place.report("element-unused", element=position, value=text)
            return
        for repetition, one in enumerate(self._repeated(position, rule, text), start=1):
            at = repetition if rule.repeats > 1 else 0
            if rule.components:
                self._composite(position, rule, one, at)
            else:
                self._simple(position, 0, rule, one, at)

    def _repeated(self, position: int, rule: ElementRule, text: str) -> list[str]:
        separator = self.delimiters.repetition
        if not separator or separator not in text:
            return [text]
        parts = text.split(separator)
        if len(parts) > rule.repeats:
            self.place.report("element-repeated", element=position, value=text, most=rule.repeats)
        return parts[: rule.repeats]

    def _composite(self, position: int, rule: ElementRule, text: str, repetition: int) -> None:
        parts = text.split(self.delimiters.component)
        if len(parts) > 1 and not parts[-1]:
            self.place.report("trailing-separator", element=position, component=len(parts))
        for at, inner in enumerate(rule.components, start=1):
            part = parts[at - 1] if at <= len(parts) else ""
            if part and inner.usage == "N":
                self.place.report("element-unused", element=position, component=at, value=part)
            elif part:
                self._simple(position, at, inner, part, repetition)
            elif inner.usage == "R":
                self.place.report("element-missing", element=position, component=at)
        if any(parts[len(rule.components) :]):
            self.place.report("component-extra", element=position, value=text)
        if self.definition.segment in FORMAT_COMPONENT_AT and len(parts) > 3 and parts[2]:
            self._formatted(position, 4, parts[2], parts[3])

    def _simple(
        self, position: int, component: int, rule: ElementRule, text: str, repetition: int
    ) -> None:
        if self.delimiters.component in text:
            self.place.report("component-extra", element=position, value=text)
            return
        flaw = _flaw(rule, text)
        if flaw is not None:
            self.place.report(
                flaw,
                element=position,
                component=component,
                repetition=repetition,
                value=text,
                codes=_listed(rule.codes),
                shortest=rule.shortest,
                longest=rule.longest,
            )

    def _format(self, elements: list[str]) -> None:
        at = FORMAT_AT.get(self.definition.segment, 0)
        if at and at + 1 < len(elements) and elements[at + 1]:
            self._formatted(at + 1, 0, elements[at], elements[at + 1])

    def _formatted(self, position: int, component: int, qualifier: str, text: str) -> None:
        if qualifier in _FORMATS and not _is_formatted(qualifier, text):
            rule = "time-invalid" if qualifier == "TM" else "date-invalid"
            self.place.report(
                rule, element=position, component=component, value=text, format=qualifier
            )

    def _report_note(self, note: Note, elements: list[str]) -> None:
        present = [at for at in note.positions if at < len(elements) and elements[at]]
        absent = [at for at in note.positions if at not in present]
        names = " and ".join(f"{self.definition.segment}{at:02}" for at in note.positions)
        if note.kind == "E":
            self.place.report("elements-exclude", element=present[-1], names=names)
        else:
            self.place.report("elements-require", element=absent[0], names=names)


def _is_broken(note: Note, elements: list[str]) -> bool:
    """P all or none, R at least one, E at most one, C the first needs all, L needs another."""
    size = len(elements)
    kind, positions = note
    if kind in "CL" and (positions[0] >= size or not elements[positions[0]]):
        return False
    present = 0
    for at in positions:
        if at < size and elements[at]:
            present += 1
    match kind:
        case "P":
            return 0 < present < len(positions)
        case "R":
            return present == 0
        case "E":
            return present > 1
        case "C":
            return present < len(positions)
    return present < 2


def _flaw(rule: ElementRule, text: str) -> str | None:
    """The rule a value breaks."""
    broken = _type_flaw(rule.type, text)
    if broken is not None:
        return broken
    if rule.codes and text not in rule.codes:
        return "element-code"
    size = sum(one.isdigit() for one in text) if rule.type in ("R", "N") else len(text)
    if rule.type not in ("DT", "TM") and not rule.shortest <= size <= rule.longest:
        return "element-short" if size < rule.shortest else "element-long"
    if rule.type == "ID" and not _ID.fullmatch(text):
        return "element-characters"
    return "element-blanks" if text != text.strip() else None


def _type_flaw(kind: str, text: str) -> str | None:
    if kind in _NUMBERS:
        return None if _NUMBERS[kind].fullmatch(text) else "element-characters"
    if kind == "DT":
        return None if _is_day(text) else "date-invalid"
    if kind == "TM":
        return None if values.clock(text) is not None else "time-invalid"
    if _UNPRINTABLE.search(text):
        return "element-characters"
    return None if text.strip() else "element-blank"


def _is_formatted(qualifier: str, text: str) -> bool:
    match qualifier:
        case "TM":
            return len(text) == 4 and values.clock(text) is not None
        case "DT":
            return len(text) == 12 and _is_day(text[:8]) and values.clock(text[8:]) is not None
        case "RD8":
            first, _, last = text.partition("-")
            return _is_day(first) and _is_day(last)
    return _is_day(text)


def _is_day(text: str) -> bool:
    return values.day(text) is not None and text >= "18"


@cache
def _listed(codes: frozenset[str]) -> str:
    return ", ".join(sorted(codes))
