"""One ST..SE while it is read: each segment finds its place in the guide, the builder uses it."""

import re
from collections.abc import Generator, Iterator
from functools import cache
from itertools import chain

from mainstay.engine.x12.automaton import ENVELOPE, FORWARD, Automaton, Choice, Step
from mainstay.engine.x12.builders import BUILDERS, handlers_of
from mainstay.engine.x12.checker import Checker
from mainstay.engine.x12.checks import sequence_checks
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.envelope import Chosen
from mainstay.engine.x12.grammar import grammar
from mainstay.engine.x12.guide import guide, syntax_only
from mainstay.engine.x12.records import Finding, Record
from mainstay.engine.x12.transaction import BodyHash, Place

Numbered = Iterator[tuple[int, str]]
"""Segments with their ordinals in the file."""

Taking = Generator[Record | Finding, None, str]

_NOWHERE: dict[str, Choice] = {}
_SEGMENT_ID = re.compile("[A-Z][0-9A-Z]{1,2}")


class TransactionSet:
    """An open transaction set of any kind: counted and hashed."""

    def __init__(
        self, place: Place, chosen: Chosen, header: list[str], delimiters: Delimiters, errors: int
    ) -> None:
        st01, st02, st03 = (*header[1:4], "", "", "")[:3]
        self.place = place
        self.chosen = chosen
        self.control = st02
        self.errors_before = errors
        self.has_started = False
        self.separator = delimiters.element
        self.body = BodyHash(delimiters, st01, st03)

    def take(self, opening: str, numbered: Numbered) -> Taking:
        """The segment of the body at which reading is, and those after it to the body's end.

        Hands over what there is after each of them. Returns the text that ends the body, where
        reading is now; "" when there are no more.
        """
        place, out = self.place, self.place.out
        first = place.segment
        for place.segment, text in chain(((first, opening),), numbered):
            elements = text.split(self.separator)
            if elements[0] in ENVELOPE:
                break
            self.take_one(text, elements)
            if out:
                yield from out
                out.clear()
        else:
            text = ""
        self.keep(first, place.segment - (text != ""))
        return text

    def keep(self, first: int, last: int) -> None:
        """Hash the body's segments from the one of this ordinal to that."""
        batch = self.place.batch
        self.body.add(batch.texts[first - batch.ordinal : last - batch.ordinal + 1])

    def take_one(self, text: str, elements: list[str]) -> None:
        """The next segment of the body."""

    def close(self, text: str, elements: list[str]) -> None:
        """Its SE, or nothing ("", []) where that is missing."""


class KeptTransactionSet(TransactionSet):
    """A transaction set that is only kept, checked for its syntax: no guide, no places."""

    def __init__(
        self, place: Place, chosen: Chosen, header: list[str], delimiters: Delimiters, errors: int
    ) -> None:
        super().__init__(place, chosen, header, delimiters, errors)
        guide = syntax_only()
        self.grammar = grammar(guide, delimiters)
        self.definitions = {one.segment: one for one in guide.definitions}

    def take_one(self, text: str, elements: list[str]) -> None:
        self.place.stand_at(elements[0])
        if not _SEGMENT_ID.fullmatch(elements[0]):
            self.place.report("segment-unknown", value=elements[0])
            return
        definition = self.definitions.get(elements[0])
        if definition is not None:
            matcher = self.grammar.matchers[definition.index]
            if matcher is None or not matcher(text):
                self.grammar.examine(self.place, definition, elements)


class GuidedTransactionSet(TransactionSet):
    """A transaction set whose guide this engine reads."""

    def __init__(
        self,
        place: Place,
        chosen: Chosen,
        header: list[str],
        delimiters: Delimiters,
        errors: int,
        *,
        full: bool,
    ) -> None:
        super().__init__(place, chosen, header, delimiters, errors)
        kind = chosen.kind
        self.component = delimiters.component
        self.state = _automaton(kind).start
        self.lost = ""  # the segment without a place that those now skipped seem to belong to
        self.starters = guide(kind).starters
        self.builder = BUILDERS[kind](place, delimiters, kind)
        self.checker = Checker(place, guide(kind), delimiters) if full else None
        self.take_one(delimiters.element.join(header), header)

    def take(self, opening: str, numbered: Numbered) -> Taking:
        """As above. `take_one` written out for segments that are told at first sight."""
        place, out, separator = self.place, self.place.out, self.separator
        builder = self.builder
        check = self.checker.segment if self.checker is not None else None
        state = self.state
        moves = _NOWHERE if self.lost else state.moves
        first = place.segment
        for place.segment, text in chain(((first, opening),), numbered):
            elements = text.split(separator)
            try:
                choice = moves[elements[0]]
                step = choice.certain or choice.by_qualifier.get(elements[choice.position])
            except LookupError:
                step = None
            if step is not None:
                state = step.next
                moves = state.moves
                place.definition = step.definition
                if check is not None:
                    check(step, text, elements)
                handler = step.handler
                if handler is not None:
                    handler(builder, elements)
            elif elements[0] in ENVELOPE:
                break
            else:
                self.state = state
                self.take_one(text, elements)
                state = self.state
                moves = _NOWHERE if self.lost else state.moves
            if out:
                yield from out
                out.clear()
        else:
            text = ""
        self.state = state
        self.keep(first, place.segment - (text != ""))
        return text

    def take_one(self, text: str, elements: list[str]) -> None:
        """Find what the segment is here, check it, hand it to the builder."""
        choice = self.state.table.get(elements[0])
        if choice is None:
            step = None
        elif choice.position and choice.position < len(elements):
            step = choice.by_qualifier.get(elements[choice.position]) or self._by_component(
                choice, elements
            )
        else:
            step = choice.only
        if step is None or (self.lost and not self._is_found_again(step)):
            self._misplaced(choice, elements)
            return
        if self.lost:
            self.lost = ""
        self.state = step.next
        self.place.definition = step.definition
        if self.checker is not None:
            self.checker.segment(step, text, elements)
        if step.handler is not None:
            step.handler(self.builder, elements)

    def close(self, text: str, elements: list[str]) -> None:
        if elements:
            self.take_one(text, elements)
        self.builder.finish()
        if self.checker is not None:
            self.checker.finish()
            self.place.inspect = None

    def _by_component(self, choice: Choice, elements: list[str]) -> Step | None:
        """An HI is told by the first component of its first element."""
        qualifier, _, rest = elements[choice.position].partition(self.component)
        return choice.by_qualifier.get(qualifier) if rest else None

    def _is_found_again(self, step: Step) -> bool:
        """After a lost HL only the next HL or the end counts; after a lost name, what goes forward."""
        if self.lost == "HL":
            return step.definition.segment in {"HL", "SE"}
        return step.kind == FORWARD

    def _misplaced(self, choice: Choice | None, elements: list[str]) -> None:
        is_news = not self.lost
        if is_news and elements[0] in self.starters:
            self.lost = elements[0]
        self.place.stand_at(elements[0], self.state.loop.id)
        if self.checker is not None:
            self.checker.misplaced(choice, elements, self.state, is_news=is_news)


@cache
def _automaton(kind: str) -> Automaton:
    return Automaton(guide(kind), handlers_of(kind), sequence_checks(kind))
