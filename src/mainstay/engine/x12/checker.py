"""Placeholder."""

from mainstay.engine.x12.automaton import Choice, State, Step
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.guide import Guide
from mainstay.engine.x12.transaction import Place


class Checker:
    def __init__(self, place: Place, guide: Guide, delimiters: Delimiters) -> None:
        self.place = place

    def segment(self, step: Step, text: str, elements: list[str]) -> None:
        pass

    def misplaced(
        self, choice: Choice | None, text: str, elements: list[str], state: State, *, is_news: bool
    ) -> None:
        if is_news:
            self.place.report("segment-unexpected", after=state.loop.id)

    def finish(self) -> None:
        pass
