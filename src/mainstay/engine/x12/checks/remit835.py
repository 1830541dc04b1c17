"""835: lines, claim payments and the whole payment must add up (domain/835-posting 2)."""

from typing import ClassVar

from mainstay.engine.x12.checks.base import (
    Checks,
    SegmentCheck,
    adjusted,
    dollars,
    is_remark,
    total,
)
from mainstay.engine.x12.records import (
    ClaimPayment835,
    Record,
    Remit835,
    RemitEnd835,
    ServicePayment,
)
from mainstay.engine.x12.rules import ERROR, WARNING, Rule, declare

declare(
    Rule("payment-line-balance", 3, ERROR, "SVC03 must be {expected}: the charge {charge} less the line's adjustments {adjusted}."),
    Rule("payment-claim-balance", 3, ERROR, "CLP04 must be {expected}: the charge {charge} less all adjustments {adjusted}."),
    Rule("payment-charges-balance", 3, ERROR, "CLP03 {charge} must be the sum of the lines' charges, {lines}."),
    Rule("payment-paid-balance", 3, ERROR, "CLP04 {paid} must be what the lines paid less the claim's own adjustments, {lines}."),
    Rule("payment-total-balance", 3, ERROR, "BPR02 {paid} must be the claims' payments {claims} less the provider adjustments {plb}."),
    Rule("patient-share", 3, WARNING, "CLP05 {told} should be the sum of the PR adjustments, {summed}."),
    Rule("payment-negative", 4, ERROR, "BPR02 is never negative: a PLB FB carries a negative balance forward."),
    Rule("payment-method", 4, WARNING, "BPR04 must be NON where BPR02 is zero, and only there."),
    Rule("reversal-sign", 4, WARNING, "A reversal (CLP02 22) repeats the charge with the sign turned: CLP03 must not be positive."),
    Rule("payment-dates-order", 4, ERROR, "The first day of service must not be after the last.", "8"),
    Rule("plb-zero", 4, ERROR, "A provider adjustment of zero is not allowed.", "7"),
    Rule("plb-code", 5, WARNING, "PLB holds a reason that is no provider adjustment code known here.", "7"),
    Rule("remark-shape", 5, WARNING, "A remark must be a remittance advice remark code (M1, MA01, N1 ...).", "7"),
)  # fmt: skip

_KNOWN_PLB = (
    "50 51 72 90 AH AM AP B2 B3 BD BN C5 CR CS CT CV CW DM E3 FB FC GO HM IP IR IS J1 L3 L6 LE LS "
    "OA OB PI PL RA RE SL TL WO WU"
)
_PLB_CODES = frozenset(_KNOWN_PLB.split())
_NOT_SECONDARY = ("1", "4", "19", "25")


class Remit835Checks(Checks):
    remit: Remit835 | None = None

    def inspect(self, record: Record) -> None:
        if isinstance(record, ClaimPayment835):
            self._claim(record)
            for line in record.lines:
                self._line(record, line)
        elif isinstance(record, Remit835):
            self.remit = record
            self._payment(record)
        elif isinstance(record, RemitEnd835):
            self._total(record)

    def _payment(self, remit: Remit835) -> None:
        paid = remit.paid_cents
        if paid is None:
            return
        if paid < 0:
            self._header(remit, "payment-negative", 2)
        if (remit.method == "NON") != (paid == 0):
            self._header(remit, "payment-method", 4)

    def _header(self, remit: Remit835, rule: str, element: int, **words: object) -> None:
        self.place.report(rule, at=remit.at, segment_id="BPR", loop="", element=element, **words)  # type: ignore[arg-type]

    def _claim(self, claim: ClaimPayment835) -> None:
        self._claim_balance(claim)
        self._claim_situation(claim)

    def _about_claim(
        self, claim: ClaimPayment835, rule: str, element: int, **words: object
    ) -> None:
        self.place.report(
            rule,
            at=claim.at,
            segment_id="CLP",
            loop="2100",
            element=element,
            **words,  # type: ignore[arg-type]
        )

    def _claim_balance(self, claim: ClaimPayment835) -> None:
        charge, paid = claim.charge_cents, claim.paid_cents
        own = adjusted(claim.adjustments)
        of_lines = total([adjusted(one.adjustments) for one in claim.lines])
        if charge is None or paid is None or own is None or of_lines is None:
            return
        if charge - own - of_lines != paid:
            self._about_claim(
                claim,
                "payment-claim-balance",
                4,
                expected=dollars(charge - own - of_lines),
                charge=dollars(charge),
                adjusted=dollars(own + of_lines),
            )
        charges = total([one.charge_cents for one in claim.lines])
        if claim.lines and charges is not None and charges != charge:
            self._about_claim(
                claim,
                "payment-charges-balance",
                3,
                charge=dollars(charge),
                lines=dollars(charges),
            )
        payments = total([one.paid_cents for one in claim.lines])
        if claim.lines and payments is not None and payments - own != paid:
            self._about_claim(
                claim,
                "payment-paid-balance",
                4,
                paid=dollars(paid),
                lines=dollars(payments - own),
            )

    def _claim_situation(self, claim: ClaimPayment835) -> None:
        everywhere = [*claim.adjustments, *[a for line in claim.lines for a in line.adjustments]]
        share = adjusted([one for one in everywhere if one.group == "PR"])
        told = claim.patient_cents
        if (
            claim.status in _NOT_SECONDARY
            and told is not None
            and share is not None
            and told != share
        ):
            self._about_claim(claim, "patient-share", 5, told=dollars(told), summed=dollars(share))
        if claim.status == "22" and (claim.charge_cents or 0) > 0:
            self._about_claim(claim, "reversal-sign", 3)
        first, last = claim.service_from_on, claim.service_to_on
        if first and last and first > last:
            self._about_claim(claim, "payment-dates-order", 0)
        for remark in claim.remarks:
            if not is_remark(remark):
                self._about_claim(claim, "remark-shape", 0, value=remark)

    def _line(self, claim: ClaimPayment835, line: ServicePayment) -> None:
        segment, loop = line.segment, "2110"
        charge, paid = line.charge_cents, line.paid_cents
        off = adjusted(line.adjustments)
        if charge is not None and paid is not None and off is not None and charge - off != paid:
            self.about(
                "payment-line-balance",
                segment,
                "SVC",
                loop,
                element=3,
                expected=dollars(charge - off),
                charge=dollars(charge),
                adjusted=dollars(off),
            )
        if line.service_on and line.service_to_on and line.service_on > line.service_to_on:
            self.about("payment-dates-order", segment, "DTM", loop, element=2)
        if line.qualifier == "HC":
            self.procedure(segment, "SVC", loop, 1, line.procedure)
        for remark in line.remarks:
            if not is_remark(remark):
                self.about("remark-shape", segment, "LQ", loop, element=2, value=remark)

    def _total(self, end: RemitEnd835) -> None:
        for one in end.provider_adjustments:
            if one.cents == 0:
                self.about("plb-zero", one.at_segment, "PLB", "", element=4)
            if one.code not in _PLB_CODES:
                self.about("plb-code", one.at_segment, "PLB", "", element=3, value=one.code)
        remit = self.remit
        if remit is None or remit.paid_cents is None:
            return
        claims, plb = end.sum_paid_cents, end.sum_plb_cents
        if claims is None or plb is None or claims - plb == remit.paid_cents:
            return
        self._header(
            remit,
            "payment-total-balance",
            2,
            paid=dollars(remit.paid_cents),
            claims=dollars(claims),
            plb=dollars(plb),
        )

    SEGMENTS: ClassVar[dict[str, SegmentCheck]] = {
        "* NM1": Checks.npi,
        "* N1": Checks.npi,
        "* CAS": Checks.reasons,
    }
