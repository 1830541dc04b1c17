"""276 and 277: what lets a claim be found, and whether what is said of it holds together."""

from typing import ClassVar

from mainstay.engine.x12.builders.base import at
from mainstay.engine.x12.checks.base import SegmentCheck, dollars, total
from mainstay.engine.x12.checks.codes import STATUS_CATEGORIES
from mainstay.engine.x12.checks.people import PeopleChecks
from mainstay.engine.x12.records import (
    ClaimStatusRequest276,
    ClaimStatusResponse277,
    LevelStatusResponse277,
    Position,
    Record,
    StatusInformation277,
)
from mainstay.engine.x12.rules import ERROR, WARNING, Rule, declare
from mainstay.engine.x12.transaction import Place

declare(
    Rule("claim-not-named", 4, ERROR, "A patient without dependents needs a claim: TRN is missing.", "3"),
    Rule("claim-date-missing", 4, ERROR, "A claim is found by its service date: DTP*472 is needed for it or for its lines.", "3"),
    Rule("status-category", 5, WARNING, "{place} must be a claim status category code known here.", "7"),
    Rule("status-line-charges", 3, WARNING, "The lines' charges, {lines}, must not exceed the claim's, {claim}."),
    Rule("status-line-paid", 3, WARNING, "The lines' payments, {lines}, must not exceed the claim's, {claim}."),
)  # fmt: skip


class ClaimStatusChecks(PeopleChecks):
    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.subscriber_at: Position | None = None  # one of whom no claim was named as yet

    def level(self, e: list[str]) -> None:
        """HL04 of a dependent is not used, so its HL says nothing of children."""
        self._subscriber_has_claim(next_level=at(e, 3))
        self.hierarchy(e)
        if at(e, 3) == "22":
            self.subscriber_at = self.place.position()
        elif at(e, 3) == "23":
            self.open_level = None

    def claim(self, _e: list[str]) -> None:
        self.subscriber_at = None

    def finish(self) -> None:
        self._subscriber_has_claim(next_level="")
        super().finish()

    def _subscriber_has_claim(self, *, next_level: str) -> None:
        if self.subscriber_at is not None and next_level != "23":
            self.place.report(
                "claim-not-named", at=self.subscriber_at, segment_id="TRN", loop="2200D"
            )
        self.subscriber_at = None

    def inspect(self, record: Record) -> None:
        match record:
            case ClaimStatusRequest276():
                self._request(record)
            case ClaimStatusResponse277():
                self._response(record)
            case LevelStatusResponse277():
                letter = "B" if record.level == "receiver" else "C"
                self._categories(record.information, f"2200{letter}")

    def _request(self, record: ClaimStatusRequest276) -> None:
        letter = "D" if record.patient_is_subscriber else "E"
        self.is_person(record, f"2100{letter}")
        if record.from_on is None and not any(one.from_on for one in record.lines):
            self.about("claim-date-missing", record.at.segment, "DTP", f"2200{letter}")
        if record.charge_cents is not None and record.charge_cents < 0:
            self.about("charge-negative", record.at.segment, "AMT", f"2200{letter}", element=2)
        for one in record.lines:
            if one.procedure_qualifier == "HC":
                self.procedure(one.segment, "SVC", f"2210{letter}", 1, one.procedure)

    def _response(self, record: ClaimStatusResponse277) -> None:
        letter = "D" if record.patient_is_subscriber else "E"
        self._categories(record.information, f"2200{letter}")
        for one in record.lines:
            self._categories(one.information, f"2220{letter}")
            if one.procedure_qualifier == "HC":
                self.procedure(one.segment, "SVC", f"2220{letter}", 1, one.procedure)
        if record.lines:
            self._sums(record)

    def _categories(self, information: tuple[StatusInformation277, ...], loop: str) -> None:
        for one in information:
            for element, status in zip((1, 10, 11), one.statuses, strict=False):
                if status.category not in STATUS_CATEGORIES:
                    self.about(
                        "status-category",
                        one.segment,
                        "STC",
                        loop,
                        element=element,
                        component=1,
                        value=status.category,
                    )

    def _sums(self, record: ClaimStatusResponse277) -> None:
        """A payer may leave lines out, so they may come to less than the claim."""
        charges = total([one.charge_cents for one in record.lines])
        paid = total([one.paid_cents for one in record.lines])
        self._not_more("status-line-charges", record, 4, charges, record.charge_cents)
        self._not_more("status-line-paid", record, 5, paid, record.paid_cents)

    def _not_more(
        self,
        rule: str,
        record: ClaimStatusResponse277,
        element: int,
        lines: int | None,
        claim: int | None,
    ) -> None:
        if lines is not None and claim is not None and lines > claim:
            self.about(
                rule,
                record.information[0].segment,
                "STC",
                "2200D" if record.patient_is_subscriber else "2200E",
                element=element,
                lines=dollars(lines),
                claim=dollars(claim),
            )

    SEQUENCE: ClassVar[dict[str, SegmentCheck]] = {
        "* HL": level,
        "2200D TRN": claim,
        "2200E TRN": claim,
    }
