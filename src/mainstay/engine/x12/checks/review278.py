"""278: what a request must say, and whether a response decides."""

from typing import ClassVar

from mainstay.engine.x12.builders.base import at
from mainstay.engine.x12.checks.base import SegmentCheck
from mainstay.engine.x12.checks.codes import REVIEW_ACTIONS
from mainstay.engine.x12.checks.people import PeopleChecks
from mainstay.engine.x12.records import (
    Record,
    ReviewDecision278,
    ReviewService278,
    ServiceReviewRequest278,
    ServiceReviewResponse278,
)
from mainstay.engine.x12.rules import ERROR, WARNING, Rule, declare
from mainstay.engine.x12.transaction import Place

declare(
    Rule("review-response-only", 4, ERROR, "{segment} stands in a response only (BHT02 11).", "2"),
    Rule("review-action", 5, WARNING, "HCR01 must be a review decision known here.", "7"),
    Rule("review-number", 4, WARNING, "A certification has a number: HCR02 is missing.", "2"),
    Rule("review-undecided", 4, ERROR, "A response must decide (HCR) or say why it does not (AAA).", "3"),
    Rule("review-event-missing", 4, ERROR, "A request must name a patient event (HL*EV) with its UM.", "3"),
    Rule("review-admission-date", 4, WARNING, "An admission review (UM01 AR) needs DTP*435, the admission date.", "3"),
    Rule("review-earlier-number", 4, WARNING, "UM02 {type} changes an earlier certification: REF*BB must name it.", "3"),
)  # fmt: skip

CERTIFIED = ("A1", "A2", "A6")
CHANGES = ("3", "4", "S")  # cancel, extension, revised


class Review278Checks(PeopleChecks):
    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.is_response = False

    def beginning(self, e: list[str]) -> None:
        self.is_response = at(e, 2) == "11"

    def answer(self, _e: list[str]) -> None:
        if not self.is_response:
            self.place.report("review-response-only")

    def inspect(self, record: Record) -> None:
        if isinstance(record, ServiceReviewRequest278):
            self._request(record)
        elif isinstance(record, ServiceReviewResponse278):
            self._response(record)

    def _request(self, record: ServiceReviewRequest278) -> None:
        segment = record.at.segment
        if not record.category:
            self.about("review-event-missing", segment, "UM", "2000E")
            return
        self.can_be_found(record, "2010C" if record.patient_is_subscriber else "2010D")
        self._service_types(record)
        if record.category == "AR" and not any(one.qualifier == "435" for one in record.dates):
            self.about("review-admission-date", segment, "DTP", "2000E")
        if record.certification_type in CHANGES and not any(q == "BB" for q, _ in record.ids):
            self.about(
                "review-earlier-number", segment, "REF", "2000E", type=record.certification_type
            )

    def _response(self, record: ServiceReviewResponse278) -> None:
        parts: tuple[ServiceReviewResponse278 | ReviewService278, ...] = (
            record,
            *record.services,
        )
        self._service_types(record)
        if not any(one.decision or one.rejections for one in parts):
            loop = "2000E" if record.category else ""
            self.about("review-undecided", record.at.segment, "HCR", loop)
        for loop, one in zip(("2000E", *["2000F"] * len(parts)), parts, strict=False):
            if one.decision is not None:
                self._decision(one.decision, loop)

    def _decision(self, one: ReviewDecision278, loop: str) -> None:
        if one.action and one.action not in REVIEW_ACTIONS:
            self.about("review-action", one.segment, "HCR", loop, element=1, value=one.action)
        if one.action in CERTIFIED and not one.certification_number:
            self.about("review-number", one.segment, "HCR", loop, element=2)

    def _service_types(self, record: ServiceReviewRequest278 | ServiceReviewResponse278) -> None:
        if record.service_type:
            self.service_types(record.at.segment, "UM", "2000E", 3, (record.service_type,))
        for one in record.services:
            if one.service_type:
                self.service_types(one.segment, "UM", "2000F", 3, (one.service_type,))
            if one.procedure_qualifier == "HC":
                self.procedure(one.segment, "SV1", "2000F", 1, one.procedure)

    SEQUENCE: ClassVar[dict[str, SegmentCheck]] = PeopleChecks.SEQUENCE | {
        "BHT": beginning,
        "* AAA": answer,
        "* HCR": answer,
    }
    SEGMENTS: ClassVar[dict[str, SegmentCheck]] = PeopleChecks.SEGMENTS | {
        "* AAA": PeopleChecks.reject_reason,
    }
