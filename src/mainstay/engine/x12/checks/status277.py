"""277CA: the totals of a level against the decisions on its claims."""

from typing import ClassVar

from mainstay.engine.x12.builders.base import at
from mainstay.engine.x12.checks.base import Checks, SegmentCheck
from mainstay.engine.x12.records import BatchStatus277, ClaimStatus277, Record
from mainstay.engine.x12.rules import WARNING, Rule, declare
from mainstay.engine.x12.transaction import Place

declare(
    Rule("status-count", 3, WARNING, "The {level}'s {what} claims are {told}, but {actual} follow."),
    Rule("status-amount", 3, WARNING, "The {level}'s {what} charges should add up to those of the claims that follow."),
)  # fmt: skip


class _Tally:
    """What a level announced, and what its claims came to."""

    def __init__(self, batch: BatchStatus277) -> None:
        self.batch = batch
        self.counts = {"accepted": 0, "rejected": 0}
        self.cents = {"accepted": 0, "rejected": 0}

    def add(self, claim: ClaimStatus277) -> None:
        what = "rejected" if claim.action == "U" else "accepted"
        self.counts[what] += 1
        self.cents[what] += claim.charge_cents or 0


class Status277Checks(Checks):
    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.tallies: dict[str, _Tally] = {}

    def level(self, e: list[str]) -> None:
        """HL04 of the patient level may be left out, and its HL says nothing of children."""
        self.hierarchy(e)
        if at(e, 3) == "PT":
            self.open_level = None

    def inspect(self, record: Record) -> None:
        if isinstance(record, BatchStatus277):
            self._close(record.level)
            if record.level == "receiver":
                self._close("provider")
            self.tallies[record.level] = _Tally(record)
        elif isinstance(record, ClaimStatus277):
            for tally in self.tallies.values():
                tally.add(record)

    def finish(self) -> None:
        super().finish()
        for level in list(self.tallies):
            self._close(level)

    def _close(self, level: str) -> None:
        tally = self.tallies.pop(level, None)
        if tally is None or not any(tally.counts.values()):
            return  # a level rejected as a whole lists no claims
        batch = tally.batch
        told = {"accepted": batch.accepted_count, "rejected": batch.rejected_count}
        charges = {"accepted": batch.accepted_cents, "rejected": batch.rejected_cents}
        for what, actual in tally.counts.items():
            if told[what] is not None and told[what] != actual:
                self._about(batch, "status-count", "QTY", what=what, told=told[what], actual=actual)
            if charges[what] is not None and charges[what] != tally.cents[what]:
                self._about(batch, "status-amount", "AMT", what=what)

    def _about(self, batch: BatchStatus277, rule: str, segment: str, **words: object) -> None:
        self.place.report(
            rule,
            at=batch.at,
            segment_id=segment,
            loop="",
            element=2,
            level=batch.level,
            **words,  # type: ignore[arg-type]
        )

    SEQUENCE: ClassVar[dict[str, SegmentCheck]] = {"* HL": level}
    SEGMENTS: ClassVar[dict[str, SegmentCheck]] = {"* NM1": Checks.npi}
