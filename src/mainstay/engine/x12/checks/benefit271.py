"""271: whether an answer answers, and whether its benefits can be reckoned with."""

from typing import ClassVar

from mainstay.engine.x12.checks.base import SegmentCheck
from mainstay.engine.x12.checks.people import PeopleChecks
from mainstay.engine.x12.records import Benefit271, EligibilityResponse271, Record
from mainstay.engine.x12.rules import ERROR, WARNING, Rule, declare
from mainstay.engine.x12.transaction import Place

declare(
    Rule("answer-missing", 4, ERROR, "An answer must give a benefit (EB) or say why it does not (AAA).", "3"),
    Rule("benefit-amount", 4, WARNING, "EB01 {information} says an amount: EB07 (or EB08) must give it.", "2"),
    Rule("benefit-share", 4, ERROR, "EB08 must be a share from 0 to 1: 20 percent is 0.2.", "7"),
    Rule("benefit-group-opened", 4, ERROR, "LS must stand before the names related to a benefit.", "3"),
    Rule("benefit-group-closed", 4, ERROR, "LE must stand after the names related to a benefit.", "3"),
)  # fmt: skip

AMOUNTS = ("A", "B", "C", "G", "J", "Y")


class Benefit271Checks(PeopleChecks):
    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.is_group_open = False

    # LS and LE around the names related to a benefit.

    def group_opens(self, _e: list[str]) -> None:
        self.is_group_open = True

    def group_closes(self, _e: list[str]) -> None:
        self.is_group_open = False

    def related_name(self, _e: list[str]) -> None:
        if not self.is_group_open:
            self.place.report("benefit-group-opened", segment_id="LS", element=0)
            self.is_group_open = True

    def benefit_starts(self, _e: list[str]) -> None:
        self._close_group()

    def level_starts(self, e: list[str]) -> None:
        self._close_group()
        self.hierarchy(e)

    def finish(self) -> None:
        self._close_group()
        super().finish()

    def _close_group(self) -> None:
        if self.is_group_open:
            self.place.report("benefit-group-closed", segment_id="LE", element=0)
        self.is_group_open = False

    # What an answer says as a whole.

    def inspect(self, record: Record) -> None:
        if not isinstance(record, EligibilityResponse271):
            return
        letter = "C" if record.patient_is_subscriber else "D"
        self.is_person(record, f"2100{letter}")
        if not record.benefits and not record.rejections:
            self.place.report("answer-missing", at=record.at, segment_id="EB", loop=f"2110{letter}")
        for one in record.benefits:
            self._benefit(one, f"2110{letter}")

    def _benefit(self, one: Benefit271, loop: str) -> None:
        self.service_types(one.segment, "EB", loop, 3, one.service_types)
        if one.information in AMOUNTS and one.cents is None and one.percent_bps is None:
            self.about(
                "benefit-amount", one.segment, "EB", loop, element=7, information=one.information
            )
        if one.percent_bps is not None and not 0 <= one.percent_bps <= 10_000:
            self.about("benefit-share", one.segment, "EB", loop, element=8)

    SEQUENCE: ClassVar[dict[str, SegmentCheck]] = {
        "* HL": level_starts,
        "* EB": benefit_starts,
        "* LS": group_opens,
        "* LE": group_closes,
        "2120C NM1": related_name,
        "2120D NM1": related_name,
    }
    SEGMENTS: ClassVar[dict[str, SegmentCheck]] = PeopleChecks.SEGMENTS | {
        "* AAA": PeopleChecks.reject_reason,
    }
