"""The loops of a guide as a deterministic automaton: one dictionary per place in the guide.

A place is a loop and a rank in it. Its dictionary says, for each segment id (and qualifier, where
the id alone does not tell), which definition it is there and where that leads. The nearest meaning
wins: further on in the same loop or in an inner loop, then in the loops around; a level that was
opened without its first segment; at last something that should have come earlier. Which of them
holds is settled when the dictionary is made, so reading never tries alternatives.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mainstay.engine.x12.guide import QUALIFIER_AT, Definition, Guide, Loop

FORWARD, IMPLIED, LATE = 0, 1, 2
# Segments of the envelope: they end a transaction set wherever they come.
ENVELOPE = frozenset(("ISA", "GS", "ST", "SE", "GE", "IEA", "TA1"))
COMMON = ("N3", "REF")  # required in too many loops to tell which of them began

Handler = Callable[[Any, list[str]], None]
"""A method of a builder or of its checks: takes the elements of a segment."""


class Step:
    """Where one segment leads. `opens` are the loops it begins, outermost first."""

    __slots__ = (
        "around", "definition", "handler", "kind", "next", "opens", "sequence_check", "stays",
    )  # fmt: skip

    def __init__(
        self,
        definition: Definition,
        kind: int,
        opens: tuple[Loop, ...],
        next_: "State",
        *,
        stays: bool,
        handler: Handler | None,
        sequence_check: Handler | None,
    ) -> None:
        self.definition = definition
        self.kind = kind
        self.opens = opens
        self.around = opens[0].depth - 1 if opens else definition.loop.depth  # what stays open
        self.next = next_
        self.stays = stays  # no loop begins or ends
        self.handler = handler  # the builder's method for the definition
        self.sequence_check = sequence_check  # that of the checks


class Choice:
    """The steps of one segment id, told apart by a qualifier; or the only one there is."""

    __slots__ = ("by_qualifier", "certain", "only", "position")

    def __init__(self, position: int) -> None:
        self.position = position
        self.only: Step | None = None
        self.certain: Step | None = None  # whatever the qualifier
        self.by_qualifier: dict[str, Step] = {}


_UNKNOWN: dict[str, Choice] = {}


class State:
    """A place in a guide; its table is made when first needed.

    `moves` is the table without the envelope, for a look at first sight: nothing before it is made.
    """

    __slots__ = ("_automaton", "_table", "loop", "moves", "rank")

    def __init__(self, automaton: "Automaton", loop: Loop, rank: int) -> None:
        self._automaton = automaton
        self._table: dict[str, Choice] | None = None
        self.moves = _UNKNOWN
        self.loop = loop
        self.rank = rank

    @property
    def table(self) -> dict[str, Choice]:
        if self._table is None:
            self._table = self._automaton.table(self)
            self.moves = {id_: one for id_, one in self._table.items() if id_ not in ENVELOPE}
        return self._table


class Automaton:
    """`handlers` are the builder's methods for each definition, `checks` those of the checks."""

    def __init__(
        self,
        guide: Guide,
        handlers: Sequence[Handler | None] = (),
        checks: Sequence[Handler | None] = (),
    ) -> None:
        self.guide = guide
        self._handlers = handlers or (None,) * len(guide.definitions)
        self._checks = checks or (None,) * len(guide.definitions)
        self._states: dict[tuple[int, int], State] = {}
        self.start = self.state(guide.root, 0)

    def state(self, loop: Loop, rank: int) -> State:
        key = (id(loop), rank)
        if key not in self._states:
            self._states[key] = State(self, loop, rank)
        return self._states[key]

    def table(self, state: State) -> dict[str, Choice]:
        """Every segment that has a meaning here, the nearest meaning first."""
        found: dict[str, Choice] = {}
        for step in self._steps(state):
            segment = step.definition.segment
            position = QUALIFIER_AT.get(segment, 0)
            choice = found.setdefault(segment, Choice(position))
            for qualifier in step.definition.qualifiers or ("",):
                choice.by_qualifier.setdefault(qualifier, step)
            choice.only = choice.by_qualifier.get("")
            choice.certain = None if position else choice.only
        return found

    def _steps(self, state: State) -> Iterator[Step]:
        for loop, rank in _outward(state.loop, state.rank):
            yield from self._forward(state, loop, rank)
        reachable = True
        for loop, rank in _outward(state.loop, state.rank):
            yield from self._implied(loop, rank)
            if reachable:
                yield from self._late(state, loop, rank)
            reachable = reachable and not loop.is_anchor

    def _step(
        self,
        definition: Definition,
        kind: int,
        opens: tuple[Loop, ...],
        next_: State,
        *,
        stays: bool = False,
    ) -> Step:
        return Step(
            definition,
            kind,
            opens,
            next_,
            stays=stays,
            handler=self._handlers[definition.index],
            sequence_check=self._checks[definition.index],
        )

    def _forward(self, state: State, loop: Loop, rank: int) -> Iterator[Step]:
        for item in _inner(loop):
            if item.rank < rank:
                continue
            if isinstance(item, Loop):
                yield self._step(item.starter, FORWARD, (item,), self.state(item, 0))
            else:
                stays = loop is state.loop
                yield self._step(item, FORWARD, (), self.state(loop, item.rank), stays=stays)

    def _implied(self, loop: Loop, rank: int) -> Iterator[Step]:
        """Segments that show a loop has begun although its first segment is missing.

        Inner loops tell by how they begin, a loop itself by what it requires next; but an N3
        could belong to any.
        """
        waiting: list[tuple[Loop, ...]] = [
            (item,) for item in _inner(loop) if isinstance(item, Loop) and item.rank >= rank
        ]
        for path in waiting:
            inside = path[-1]
            for item in _inner(inside):
                if isinstance(item, Loop):
                    opens = (*path, item)
                    yield self._step(item.starter, IMPLIED, opens, self.state(item, 0))
                    waiting.append(opens)
                elif item.required and item.rank == 1 and item.segment not in COMMON:
                    yield self._step(item, IMPLIED, path, self.state(inside, item.rank))

    def _late(self, state: State, loop: Loop, rank: int) -> Iterator[Step]:
        for item in _inner(loop):
            if item.rank >= rank:
                continue
            if isinstance(item, Loop):
                yield self._step(item.starter, LATE, (item,), self.state(item, 0))
            elif loop is state.loop:
                yield self._step(item, LATE, (), state)
            else:
                yield self._step(item, LATE, (), self.state(loop, item.rank))


def _outward(loop: Loop, rank: int) -> Iterator[tuple[Loop, int]]:
    """This loop from `rank` on, then each loop around it from where the inner one stands."""
    yield loop, rank
    for inner in loop.ancestors():
        if inner.parent is not None:
            yield inner.parent, inner.rank


def _inner(loop: Loop) -> list[Definition | Loop]:
    """What a loop holds besides the segment that begins it (the root has none)."""
    return loop.items[1:] if loop.parent is not None else loop.items
