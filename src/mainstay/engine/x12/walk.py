"""One ST..SE while it is read: each segment finds its place in the guide, the builder uses it."""

import re
from collections.abc import Iterator
from itertools import chain

from mainstay.engine.x12.automaton import ENVELOPE, FORWARD, Choice, Moves, Step, automaton
from mainstay.engine.x12.builders import BUILDERS, handlers_of
from mainstay.engine.x12.checker import Checker
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.envelope import Chosen
from mainstay.engine.x12.grammar import grammar
from mainstay.engine.x12.guide import guide, syntax_only
from mainstay.engine.x12.transaction import BodyHash, Place

_LOST: Moves = {}
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

    def take(self, text: str, texts: Iterator[str]) -> str:
        """A segment of the body, and those after it until there is something to hand over.

        Returns the next text, not taken and not counted; "" when there are no more.
        """
        place, out = self.place, self.place.out
        first = place.segment
        self.take_one(text, text.split(self.separator))
        for following in texts:
            elements = following.split(self.separator)
            if out or elements[0] in ENVELOPE:
                break
            place.segment += 1
            self.take_one(following, elements)
        else:
            following = ""
        self.keep_from(first)
        return following

    def keep_from(self, first: int) -> None:
        """Hash the body's segments from the one of this ordinal to where reading is."""
        place, batch = self.place, self.place.batch
        self.body.add(batch.texts[first - batch.ordinal : place.segment - batch.ordinal + 1])

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
        self.state = automaton(guide(kind)).start
        self.lost = ""  # the segment without a place that those now skipped seem to belong to
        self.starters = guide(kind).starters
        self.builder = BUILDERS[kind](place, delimiters, kind)
        self.handlers = handlers_of(kind)
        self.checker = Checker(place, guide(kind), delimiters) if full else None
        self.take_one(delimiters.element.join(header), header)

    def take(self, text: str, texts: Iterator[str]) -> str:
        """As above. `take_one` written out for segments that are told at first sight."""
        place, out, separator = self.place, self.place.out, self.separator
        builder, handlers = self.builder, self.handlers
        check = self.checker.segment if self.checker is not None else None
        first = place.segment
        place.segment = first - 1
        state = self.state
        moves = _LOST if self.lost else state.known_moves or state.moves
        for following in chain((text,), texts):
            elements = following.split(separator)
            try:
                position, steps = moves[elements[0]]
                step = steps.get(elements[position])
            except LookupError:
                step = None
            if out or (step is None and elements[0] in ENVELOPE):
                break
            place.segment += 1
            if step is None:
                self.state = state
                self.take_one(following, elements)
                state = self.state
                moves = _LOST if self.lost else state.known_moves or state.moves
                continue
            state = step.next
            moves = state.known_moves or state.moves
            place.definition = definition = step.definition
            if check is not None:
                check(step, following, elements)
            handler = handlers[definition.index]
            if handler is not None:
                handler(builder, elements)
        else:
            following = ""
        self.state = state
        self.keep_from(first)
        return following

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
        self.place.definition = definition = step.definition
        if self.checker is not None:
            self.checker.segment(step, text, elements)
        handler = self.handlers[definition.index]
        if handler is not None:
            handler(self.builder, elements)

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
        """After a lost HL only the next HL counts; after a lost name, what goes forward."""
        if self.lost == "HL":
            return step.definition.segment == "HL"
        return step.kind == FORWARD

    def _misplaced(self, choice: Choice | None, elements: list[str]) -> None:
        is_news = not self.lost
        if is_news and elements[0] in self.starters:
            self.lost = elements[0]
        self.place.stand_at(elements[0], self.state.loop.id)
        if self.checker is not None:
            self.checker.misplaced(choice, elements, self.state, is_news=is_news)
