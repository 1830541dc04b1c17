"""SNIP 1 and 2 while a transaction set is read: where segments stand, how often, and how written."""

from mainstay.engine.x12.automaton import FORWARD, LATE, Choice, State, Step
from mainstay.engine.x12.checks import CHECKS, segment_checks
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.grammar import grammar
from mainstay.engine.x12.guide import QUALIFIER_AT, Definition, Guide, Loop
from mainstay.engine.x12.transaction import Place


class _Frame:
    """An open loop: which of its segments and inner loops were seen, and how often."""

    __slots__ = ("counts", "loop", "outer", "seen")

    def __init__(self, loop: Loop, outer: "_Frame | None") -> None:
        self.loop = loop
        self.outer: _Frame = outer or self  # the outermost is around itself
        self.seen = 0
        self.counts: dict[int, int] | None = None

    def count(self, bit: int) -> int:
        """One more of an item seen before."""
        if self.counts is None:
            self.counts = {}
        number = self.counts[bit] = self.counts.get(bit, 1) + 1
        return number


class Checker:
    """Told of every segment in turn. Findings go to the place they are about."""

    def __init__(self, place: Place, guide: Guide, delimiters: Delimiters) -> None:
        self.place = place
        self.guide = guide
        self.grammar = grammar(guide, delimiters)
        self.matchers = self.grammar.matchers
        self.sound = self.grammar.sound
        self.frame = _Frame(guide.root, None)
        self.checks = CHECKS[guide.kind](place)
        self.segment_checks = segment_checks(guide.kind)
        place.inspect = self.checks.inspect

    def segment(self, step: Step, text: str, elements: list[str]) -> None:
        definition = step.definition
        if not step.stays:
            self._move(step)
        frame = self.frame
        if frame.seen & definition.watched == definition.required_before:
            frame.seen |= definition.bit
        else:
            self._early_or_again(frame, definition)
        sound = self.sound[definition.index]
        if sound is None:
            self._examine(definition, text, elements)
        elif text not in sound:
            found_before = len(self.place.out)
            self._examine(definition, text, elements)
            if len(self.place.out) == found_before:
                self.grammar.remember(sound, text)
        if step.sequence_check is not None:
            step.sequence_check(self.checks, elements)

    def _early_or_again(self, frame: _Frame, definition: Definition) -> None:
        if definition.required_before & ~frame.seen:
            self._missing(frame, definition.required_before)
        bit = definition.bit
        if not frame.seen & bit:
            frame.seen |= bit
        elif definition.max_use and frame.count(bit) > definition.max_use:
            self.place.report("segment-repeated", most=definition.max_use)

    def _examine(self, definition: Definition, text: str, elements: list[str]) -> None:
        """What the segment says by itself."""
        matcher = self.matchers[definition.index]
        if matcher is None or not matcher(text):
            self.grammar.examine(self.place, definition, elements)
        elif len(elements) > definition.notes_reach:
            self.grammar.conditions(self.place, definition, elements)
        check = self.segment_checks[definition.index]
        if check is not None:
            check(self.checks, elements)

    def misplaced(
        self, choice: Choice | None, elements: list[str], state: State, *, is_news: bool
    ) -> None:
        """A segment without a place here. `is_news` is false for what follows a lost one."""
        id_ = elements[0]
        if id_ not in self.guide.segment_ids:
            self.place.report("segment-unknown", value=id_)
        elif not is_news:
            return
        elif choice is None:
            self.place.report("segment-unexpected", after=_after(state))
        else:
            at = QUALIFIER_AT[id_]
            value = elements[at] if at < len(elements) else ""
            codes = sorted(
                code for code, step in choice.by_qualifier.items() if step.kind == FORWARD
            )
            self.place.report(
                "qualifier-unexpected", element=at, value=value, codes=", ".join(codes)
            )

    def finish(self) -> None:
        root = self._close_to(0)
        self._missing(root, root.loop.required_bits)
        self.checks.finish()

    def _move(self, step: Step) -> None:
        """From loop to loop: those left behind must be complete."""
        if step.kind == LATE:
            self.place.report("segment-late")
        frame = self._close_to(step.around)
        for loop in step.opens:
            if frame.seen & loop.watched == loop.required_before:
                frame.seen |= loop.bit
            else:
                self._loop_early_or_again(loop, frame)
            frame = _Frame(loop, frame)
            if loop.items[0] is not step.definition:
                frame.seen = loop.starter.bit
                self.place.report("loop-starter-missing", loop=loop.id, starter=loop.starter.name)
        self.frame = frame

    def _close_to(self, depth: int) -> _Frame:
        """The open loop of that depth, once those within it are closed."""
        frame = self.frame
        while frame.loop.depth > depth:
            if frame.loop.required_bits & ~frame.seen:
                self._missing(frame, frame.loop.required_bits)
            frame = frame.outer
        return frame

    def _loop_early_or_again(self, loop: Loop, outer: _Frame) -> None:
        if loop.required_before & ~outer.seen:
            self._missing(outer, loop.required_before)
        if not outer.seen & loop.bit:
            outer.seen |= loop.bit
        elif loop.max_repeat and outer.count(loop.bit) > loop.max_repeat:
            self.place.report("loop-repeated", loop=loop.id, most=loop.max_repeat)

    def _missing(self, frame: _Frame, required: int) -> None:
        """Report, once, what should have come by now."""
        missing = required & ~frame.seen
        frame.seen |= missing
        for item in frame.loop.items:
            if not item.bit & missing:
                continue
            if isinstance(item, Loop):
                self.place.report(
                    "loop-missing",
                    loop=item.id,
                    segment_id=item.starter.segment,
                    title=item.title,
                    starter=item.starter.name,
                )
            else:
                self.place.report(
                    "segment-missing",
                    loop=frame.loop.id,
                    segment_id=item.segment,
                    name=item.name,
                    within=_within(frame.loop),
                )


def _after(state: State) -> str:
    return f"what came before it in loop {state.loop.id}" if state.loop.id else "what came before"


def _within(loop: Loop) -> str:
    return f"loop {loop.id} ({loop.title})" if loop.id else "the transaction set"
