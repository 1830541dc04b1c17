"""Implementation guides, read from the text files in guides/: what may stand where."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

FOLDER = resources.files("mainstay.engine.x12") / "guides"

# Which element tells apart two segments of one id; HI does so by a component.
QUALIFIER_AT = (
    {"HL": 3}
    | dict.fromkeys(
        ("NM1", "N1", "REF", "DTP", "DTM", "AMT", "QTY", "TRN", "PRV", "CRC", "HI", "CUR", "PER"), 1
    )
    | {"LQ": 1, "NTE": 1}
)


class ElementRule(NamedTuple):
    """One element or component: type, lengths, usage and codes. `usage` is R, S or N (not used)."""

    type: str
    shortest: int
    longest: int
    usage: str = "N"
    codes: frozenset[str] = frozenset()
    components: tuple["ElementRule", ...] = ()
    repeats: int = 1


class Note(NamedTuple):
    """A syntax note of the standard: kind P R E C L over element positions."""

    kind: str
    positions: tuple[int, ...]

    @property
    def is_adjacent_pair(self) -> bool:
        """Such a pair can be told by one expression."""
        return self.kind == "P" and self.positions[1:] == (self.positions[0] + 1,)

    @property
    def reach(self) -> int:
        """A segment that ends before this element cannot break the note."""
        match self.kind:
            case "R":
                return 0
            case "E":
                return self.positions[1]
            case "P":
                return min(self.positions)
        return self.positions[0]


class Definition:
    """One use of a segment in one loop."""

    __slots__ = (
        "bit", "elements", "index", "loop", "max_use", "notes", "notes_reach", "qualifiers", "rank",
        "required", "required_before", "segment", "watched",
    )  # fmt: skip

    def __init__(
        self,
        segment: str,
        qualifiers: tuple[str, ...],
        *,
        required: bool,
        max_use: int,
        elements: tuple[ElementRule, ...],
        notes: tuple[Note, ...],
    ) -> None:
        self.segment = segment
        self.qualifiers = qualifiers
        self.required = required
        self.max_use = max_use  # 0 is unlimited
        self.elements = elements
        self.notes = notes
        self.notes_reach = min((one.reach for one in notes if not one.is_adjacent_pair), default=99)
        self.rank = 0
        self.index = 0
        self.bit = 0
        self.required_before = 0  # bits of what must stand before it in its loop
        self.watched = 0  # those and its own
        self.loop: Loop

    @property
    def name(self) -> str:
        return "*".join((self.segment, "|".join(self.qualifiers))).rstrip("*")


class Loop:
    """A group of segments and inner loops; it begins with its first segment."""

    __slots__ = (
        "bit", "depth", "id", "is_anchor", "items", "max_repeat", "parent", "rank", "required",
        "required_before", "required_bits", "title", "watched",
    )  # fmt: skip

    def __init__(
        self, id_: str, title: str, *, required: bool, max_repeat: int, is_anchor: bool
    ) -> None:
        self.id = id_
        self.title = title
        self.required = required
        self.max_repeat = max_repeat
        self.is_anchor = is_anchor
        self.items: list[Definition | Loop] = []
        self.parent: Loop | None = None
        self.depth = 0
        self.rank = 0
        self.bit = 0
        self.required_before = 0
        self.watched = 0
        self.required_bits = 0

    @property
    def starter(self) -> Definition:
        first = self.items[0]
        assert isinstance(first, Definition), f"loop {self.id} begins with a segment"
        return first

    def ancestors(self) -> Iterator["Loop"]:
        loop: Loop | None = self
        while loop is not None:
            yield loop
            loop = loop.parent


class Guide:
    """A guide as a tree. `definitions` are numbered in the order of the file."""

    def __init__(self, kind: str, root: Loop) -> None:
        self.kind = kind
        self.root = root
        self.definitions: list[Definition] = []
        self.loops: list[Loop] = []
        self._number(root)
        self.segment_ids = frozenset(one.segment for one in self.definitions)
        self.starters = frozenset(one.starter.segment for one in self.loops[1:])

    def _number(self, loop: Loop) -> None:
        """Ranks: segments (or loops) of one id in a row share theirs, so stand in any order."""
        self.loops.append(loop)
        rank, last, before = -1, "", 0
        for place, item in enumerate(loop.items):
            leading = item.segment if isinstance(item, Definition) else item.starter.segment
            if leading != last:
                rank, last, before = rank + 1, leading, loop.required_bits
            item.rank = rank
            item.bit = 1 << place
            item.required_before = before
            item.watched = before | item.bit
            if item.required:
                loop.required_bits |= item.bit
            if isinstance(item, Definition):
                item.loop = loop
                item.index = len(self.definitions)
                self.definitions.append(item)
            else:
                item.parent = loop
                item.depth = loop.depth + 1
                self._number(item)


class Listed(NamedTuple):
    """A line of the catalogue."""

    version: str
    functional_id: str
    set_id: str
    kind: str
    verdict: str  # read, kept, refused


@cache
def catalogue() -> tuple[Listed, ...]:
    """Every guide this engine has an opinion about."""
    return tuple(Listed(*line.split()) for _, line in _lines("catalogue"))


@cache
def guide(kind: str) -> Guide:
    """The guide of a kind whose verdict is "read"."""
    reading = _GuideReading(kind)
    return Guide(kind, reading.root)


@cache
def syntax_only() -> Guide:
    """Any segment known here, anywhere, with whatever elements: for guides that are only kept."""
    root = Loop("", "", required=True, max_repeat=1, is_anchor=True)
    for segment, layout in _layouts().items():
        if not layout.is_composite:
            elements = tuple(_optional(one) for one in layout.elements)
            root.items.append(
                Definition(
                    segment, (), required=False, max_use=0, elements=elements, notes=layout.notes
                )
            )
    return Guide("", root)


def _optional(rule: ElementRule) -> ElementRule:
    return rule._replace(usage="S", components=tuple(_optional(one) for one in rule.components))


def _lines(name: str) -> Iterator[tuple[int, str]]:
    """(indentation, text) of each line that says something."""
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        text = line.partition("#")[0].rstrip()
        if text:
            yield len(text) - len(text.lstrip()), text.strip()


class _GuideReading:
    def __init__(self, kind: str) -> None:
        self.lines = list(_lines(kind))
        self.parts: dict[str, int] = {}
        self.root = Loop("", "", required=True, max_repeat=1, is_anchor=True)
        at = 0
        while at < len(self.lines):
            indent, text = self.lines[at]
            if text.startswith("part "):
                self.parts[text.split()[1]] = at + 1
                at = self._end_of_block(at + 1, indent)
            elif text.startswith("kind "):
                at += 1
            else:
                at = self._item(at, self.root)

    def _item(self, at: int, parent: Loop) -> int:
        indent, text = self.lines[at]
        if text.startswith("use "):
            self._block(self.parts[text.split()[1]], parent)
            return at + 1
        if text.startswith("loop"):
            word, id_, usage, repeat, *title = text.split()
            loop = Loop(
                id_,
                " ".join(title),
                required=usage == "R",
                max_repeat=_count(repeat),
                is_anchor=word.endswith("!"),
            )
            parent.items.append(loop)
            return self._block(at + 1, loop, indent)
        parent.items.append(_definition(text))
        return at + 1

    def _block(self, at: int, parent: Loop, outer: int = 0) -> int:
        while at < len(self.lines) and self.lines[at][0] > outer:
            at = self._item(at, parent)
        return at

    def _end_of_block(self, at: int, outer: int) -> int:
        while at < len(self.lines) and self.lines[at][0] > outer:
            at += 1
        return at


def _definition(line: str) -> Definition:
    head, _, spec = line.partition(" : ")
    name, usage, repeat = head.split()
    segment, _, qualifier = name.partition("*")
    qualifiers = tuple(qualifier.split("|")) if qualifier else ()
    layout = segment_layout(segment)
    uses = dict(_uses(layout.usage)) | dict(_uses(spec))
    elements = tuple(
        _used(rule, uses.get(position, _NOT_USED))
        for position, rule in enumerate(layout.elements, start=1)
    )
    return Definition(
        segment,
        qualifiers,
        required=usage == "R",
        max_use=_count(repeat),
        elements=_with_qualifiers(segment, elements, qualifiers),
        notes=tuple(one for one in layout.notes if _can_break(one, elements)),
    )


def _can_break(note: Note, elements: tuple[ElementRule, ...]) -> bool:
    """Whether a note says more than the guide's own usage of its elements does."""
    usages = [elements[at - 1].usage for at in note.positions]
    match note.kind:
        case "P":
            return "S" in usages
        case "R":
            return "R" not in usages
        case "C" | "L":
            return usages[0] != "N" and (usages[0] == "S" or "S" in usages[1:])
    return usages.count("N") < len(usages) - 1


def _with_qualifiers(
    segment: str, elements: tuple[ElementRule, ...], qualifiers: tuple[str, ...]
) -> tuple[ElementRule, ...]:
    if not qualifiers:
        return elements
    at = QUALIFIER_AT[segment] - 1
    rule = elements[at]
    codes = frozenset(qualifiers)
    if rule.components:
        rule = rule._replace(
            components=(rule.components[0]._replace(codes=codes), *rule.components[1:])
        )
    else:
        rule = rule._replace(usage="R", codes=codes)
    return (*elements[:at], rule, *elements[at + 1 :])


def _count(text: str) -> int:
    return 0 if text == "*" else int(text)


class _Use(NamedTuple):
    usage: str
    codes: frozenset[str] = frozenset()
    components: str = ""


_NOT_USED = _Use("N")
_ITEM = re.compile(
    r"(?P<first>\d+)(?:-(?P<last>\d+))?(?P<usage>[?-]?)"
    r"(?:=(?P<codes>[\w|]+))?(?:\{(?P<components>[^}]*)\})?"
)


def _uses(spec: str) -> Iterator[tuple[int, _Use]]:
    """ "1 2? 4-5? 8=XX 1{1=HC 2}" to positions and their use."""
    for match in _ITEM.finditer(spec):
        first = int(match["first"])
        usage = {"": "R", "?": "S", "-": "N"}[match["usage"]]
        codes = frozenset(match["codes"].split("|")) if match["codes"] else frozenset()
        for position in range(first, int(match["last"] or first) + 1):
            yield position, _Use(usage, codes, match["components"] or "")


def _used(rule: ElementRule, use: _Use) -> ElementRule:
    if not rule.components:
        return rule._replace(usage=use.usage, codes=use.codes)
    inner = dict(_uses(use.components))
    return rule._replace(
        usage=use.usage,
        components=tuple(
            _used(one, inner.get(position, _NOT_USED))
            for position, one in enumerate(rule.components, start=1)
        ),
    )


class Layout(NamedTuple):
    """A segment as the standard defines it, before any guide narrows it."""

    elements: tuple[ElementRule, ...]
    notes: tuple[Note, ...]
    usage: str
    is_composite: bool


def segment_layout(segment: str) -> Layout:
    return _layouts()[segment]


@cache
def _layouts() -> dict[str, Layout]:
    found: dict[str, Layout] = {}
    for _, line in _lines("segments"):
        name, _, text = line.partition("=")
        text, _, usage = text.partition("::")
        fields, _, notes = text.partition("|")
        found[name.strip()] = Layout(
            tuple(_element(field, found) for field in fields.split()),
            tuple(_note(one) for one in notes.split()),
            usage.strip(),
            re.fullmatch("C[0-9]{3}", name.strip()) is not None,
        )
    return found


_FIELD = re.compile(r"(?P<type>AN|ID|N|R|DT|TM)(?P<shortest>\d+)(?:-(?P<longest>\d+))?")


def _element(field: str, composites: dict[str, Layout]) -> ElementRule:
    name, _, repeats = field.partition("x")
    if name in composites:
        return ElementRule(
            "C", 0, 0, components=composites[name].elements, repeats=int(repeats or 1)
        )
    match = _FIELD.fullmatch(name)
    assert match, f"{field} is no element"
    shortest = int(match["shortest"])
    longest = int(match["longest"] or shortest)
    return ElementRule(match["type"], shortest, longest, repeats=int(repeats or 1))


def _note(text: str) -> Note:
    return Note(text[0], tuple(int(text[at : at + 2]) for at in range(1, len(text), 2)))
