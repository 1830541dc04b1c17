"""270: what an inquiry must say to be answered."""

from mainstay.engine.x12.checks.people import PeopleChecks
from mainstay.engine.x12.records import BenefitInquiry, EligibilityInquiry270, Record
from mainstay.engine.x12.rules import ERROR, Rule, declare

declare(
    Rule("inquiry-missing", 4, ERROR, "The subscriber is the patient: an EQ must say which benefits are asked for.", "3"),
)  # fmt: skip


class Inquiry270Checks(PeopleChecks):
    def inspect(self, record: Record) -> None:
        if not isinstance(record, EligibilityInquiry270):
            return
        letter = "C" if record.patient_is_subscriber else "D"
        self.is_person(record, f"2100{letter}")
        self.can_be_found(record, f"2100{letter}")
        if record.patient_is_subscriber and not record.inquiries:
            self.place.report("inquiry-missing", at=record.at, segment_id="EQ", loop="2110C")
        for one in record.inquiries:
            self._inquiry(record, one, f"2110{letter}")

    def _inquiry(self, record: EligibilityInquiry270, one: BenefitInquiry, loop: str) -> None:
        self.service_types(one.segment, "EQ", loop, 1, one.service_types)
        born = record.patient_birth_on
        if born is not None and one.from_on is not None and one.from_on < born:
            self.about("date-before-birth", one.segment, "EQ", loop)
