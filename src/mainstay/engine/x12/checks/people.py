"""What must hold of whoever is asked about: 270, 271, 276, 277, 278."""

from typing import ClassVar

from mainstay.engine.x12 import values
from mainstay.engine.x12.builders.base import at
from mainstay.engine.x12.checks.base import Checks, SegmentCheck
from mainstay.engine.x12.checks.codes import REJECT_REASONS, SERVICE_TYPES
from mainstay.engine.x12.records import (
    ClaimStatusRequest276,
    EligibilityInquiry270,
    EligibilityResponse271,
    ServiceReviewRequest278,
)
from mainstay.engine.x12.rules import ERROR, WARNING, Rule, declare

declare(
    Rule("service-type", 5, WARNING, "{place} must be a service type code known here.", "7"),
    Rule("reject-reason", 5, WARNING, "AAA03 must be a reject reason known here.", "7"),
    Rule("patient-person", 4, ERROR, "The patient must be a person: a subscriber that is an organization needs a dependent level.", "7"),
    Rule("search-keys", 4, WARNING, "A payer finds a patient by at least two of member id, name and birth date.", "2"),
)  # fmt: skip

AboutPatient = (
    EligibilityInquiry270 | EligibilityResponse271 | ClaimStatusRequest276 | ServiceReviewRequest278
)


class PeopleChecks(Checks):
    """Levels, names and dates; a subclass adds what its transaction asks for."""

    def dates(self, e: list[str]) -> None:
        """The days of a DTP in their order."""
        first, last = values.period(at(e, 2), at(e, 3))
        if first is not None and last is not None and first > last:
            self.place.report("dates-order", element=3, value=at(e, 3))

    def reject_reason(self, e: list[str]) -> None:
        if at(e, 3) and at(e, 3) not in REJECT_REASONS:
            self.place.report("reject-reason", element=3, value=at(e, 3))

    def service_types(
        self, segment: int, segment_id: str, loop: str, element: int, codes: tuple[str, ...]
    ) -> None:
        """Each of the codes of an element of the record at hand."""
        for repetition, code in enumerate(codes, start=1):
            if code not in SERVICE_TYPES:
                self.about(
                    "service-type",
                    segment,
                    segment_id,
                    loop,
                    element=element,
                    repetition=repetition,
                    value=code,
                )

    def is_person(self, record: AboutPatient, loop: str) -> None:
        """An organization may hold the policy; it is never the patient."""
        name = record.patient
        if record.patient_is_subscriber and name.name and not name.is_person:
            self.about("patient-person", record.at.segment, "NM1", loop, element=2)

    def can_be_found(self, record: AboutPatient, loop: str) -> None:
        keys = (record.member_id, record.patient.name, record.patient_birth_on)
        if sum(map(bool, keys)) < 2:
            self.about("search-keys", record.at.segment, "NM1", loop)

    SEQUENCE: ClassVar[dict[str, SegmentCheck]] = {"* HL": Checks.hierarchy}
    SEGMENTS: ClassVar[dict[str, SegmentCheck]] = {
        "* NM1": Checks.npi,
        "* PRV": Checks.taxonomy,
        "* DTP": dates,
    }
