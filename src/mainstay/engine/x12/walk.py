"""One ST..SE while it is read: each segment finds its place in the guide, the builder uses it."""

from mainstay.engine.x12.automaton import FORWARD, Choice, Step, automaton
from mainstay.engine.x12.builders import BUILDERS, handlers
from mainstay.engine.x12.checker import Checker
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.envelope import Chosen
from mainstay.engine.x12.guide import guide
from mainstay.engine.x12.transaction import BodyHash, Place

TEXTS_BEFORE_DIGEST = 512


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
        self.segments = 1
        self.has_started = False
        self.body = BodyHash(delimiters, st01, st03)

    def take(self, text: str, elements: list[str]) -> None:
        """The next segment of the body."""
        self.segments += 1
        body = self.body
        body.add(text)
        if len(body) > TEXTS_BEFORE_DIGEST:
            body.digest_so_far()

    def close(self, text: str, elements: list[str]) -> None:
        """Its SE, or nothing ("", []) where that is missing."""


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
        self.handlers = handlers(BUILDERS[kind], kind)
        self.checker = Checker(place, guide(kind), delimiters) if full else None
        self.walk(delimiters.element.join(header), header)

    def take(self, text: str, elements: list[str]) -> None:
        super().take(text, elements)
        self.walk(text, elements)

    def close(self, text: str, elements: list[str]) -> None:
        if elements:
            self.walk(text, elements)
        self.builder.finish()
        if self.checker is not None:
            self.checker.finish()
            self.place.inspect = None

    def walk(self, text: str, elements: list[str]) -> None:
        choice = (self.state.made or self.state.table).get(elements[0])
        step = None if choice is None else self._step(choice, elements)
        if step is None or (self.lost and not self._is_found_again(step)):
            self._misplaced(choice, text, elements)
            return
        self.lost = ""
        self.state = step.next
        definition = step.definition
        place = self.place
        place.loop = definition.loop.id
        place.segment_id = definition.segment
        if self.checker is not None:
            self.checker.segment(step, text, elements)
        handler = self.handlers[definition.index]
        if handler is not None:
            handler(self.builder, elements)

    def _step(self, choice: Choice, elements: list[str]) -> Step | None:
        position = choice.position
        if not position:
            return choice.by_qualifier[""]
        if position >= len(elements):
            return choice.by_qualifier.get("")
        qualifier = elements[position]
        if self.component in qualifier:
            qualifier = qualifier.partition(self.component)[0]
        return choice.by_qualifier.get(qualifier)

    def _is_found_again(self, step: Step) -> bool:
        """After a lost HL only the next HL counts; after a lost name, what goes forward."""
        if self.lost == "HL":
            return step.definition.segment == "HL"
        return step.kind == FORWARD

    def _misplaced(self, choice: Choice | None, text: str, elements: list[str]) -> None:
        is_news = not self.lost
        if is_news and elements[0] in self.starters:
            self.lost = elements[0]
        self.place.segment_id = elements[0]
        self.place.loop = self.state.loop.id
        if self.checker is not None:
            self.checker.misplaced(choice, text, elements, self.state, is_news=is_news)
