"""What a file says, one record per claim, claim payment or acknowledgement.

Money is whole cents, quantities are thousandths (`_milli`), dates are dates. An amount, quantity
or date that cannot be read (or is finer than a cent) is None, and a Finding tells where.
"""

from datetime import date, datetime, time

import msgspec


class Position(msgspec.Struct, frozen=True, gc=False):
    """Where it stands: control numbers, 1-based ordinals in file and ST, byte offset."""

    isa13: str
    gs06: str
    st02: str
    segment: int
    st_segment: int
    byte: int


class Record(msgspec.Struct, frozen=True, gc=False, tag_field="record", tag=True):
    """Whatever `read` yields. Outside Python a record carries its type's name as `record`."""

    at: Position


class Finding(msgspec.Struct, frozen=True, gc=False):
    """Something wrong or odd, and where. `level` is the SNIP level 1-7.

    `code` is the acknowledgement's own code (TA105, AK905, IK304, IK403, IK502) where there is
    one. `value` may identify a person; `sentence` never does.
    """

    at: Position
    rule: str
    level: int
    severity: str  # error, warning, info
    sentence: str
    code: str = ""
    loop: str = ""
    segment_id: str = ""
    element: int = 0
    component: int = 0
    repetition: int = 0
    value: str = ""


class TransactionStart(Record, frozen=True, gc=False):
    kind: str
    guide: str
    isa_sender: str
    isa_receiver: str
    isa_at: datetime | None
    test: bool
    gs_sender: str
    gs_receiver: str
    gs_on: date | None
    reference: str
    created_on: date | None
    supported: bool


class TransactionEnd(Record, frozen=True, gc=False):
    kind: str
    segments: int
    complete: bool
    errors: int
    body_sha256: str


class Address(msgspec.Struct, frozen=True, gc=False):
    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    postal: str = ""
    country: str = ""


class Party(msgspec.Struct, frozen=True, gc=False):
    """A person or an organisation; `name` is the last name or the organisation's."""

    name: str = ""
    first: str = ""
    middle: str = ""
    suffix: str = ""
    is_person: bool = False
    id_qualifier: str = ""
    id: str = ""
    address: Address | None = None
    ids: tuple[tuple[str, str], ...] = ()


NOBODY = Party()


class Adjustment(msgspec.Struct, frozen=True, gc=False):
    at_segment: int
    group: str
    carc: str
    cents: int | None
    quantity_milli: int | None = None


class LineAdjudication(msgspec.Struct, frozen=True, gc=False):
    """What an earlier payer decided about a line (SVD, 2430)."""

    payer_id: str
    paid_cents: int | None
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    units_milli: int | None = None
    adjudicated_on: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    segment: int = 0


class ServiceLine(msgspec.Struct, frozen=True, gc=False):
    segment: int
    ordinal: int
    line_number: str
    qualifier: str = ""
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    description: str = ""
    charge_cents: int | None = None
    unit: str = ""
    units_milli: int | None = None
    place_of_service: str = ""
    pointers: tuple[int, ...] = ()
    revenue_code: str = ""
    service_on: date | None = None
    service_to_on: date | None = None
    control_number: str = ""
    authorization: str = ""
    rendering: Party | None = None
    ndc: str = ""
    adjudications: tuple[LineAdjudication, ...] = ()
    ndc_unit: str = ""
    ndc_units_milli: int | None = None


class OtherPayer(msgspec.Struct, frozen=True, gc=False):
    """Another coverage of the same patient (2320)."""

    sequence: str
    relationship: str = ""
    filing_indicator: str = ""
    group_number: str = ""
    payer: Party = NOBODY
    member_id: str = ""
    paid_cents: int | None = None
    adjudicated_on: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    segment: int = 0
    subscriber: Party = NOBODY


class Claim837(Record, frozen=True, gc=False):
    """One CLM of an 837, with what its HL levels say about provider, subscriber and patient."""

    end_segment: int
    billing: Party
    billing_taxonomy: str
    billing_tax_id: str
    pay_to: Party | None
    payer: Party
    sequence: str
    relationship: str
    filing_indicator: str
    group_number: str
    group_name: str
    subscriber: Party
    subscriber_birth_on: date | None
    subscriber_sex: str
    patient: Party
    patient_birth_on: date | None
    patient_sex: str
    member_id: str
    claim_number: str
    charge_cents: int | None
    place_of_service: str = ""
    frequency: str = ""
    payer_claim_number: str = ""
    authorization: str = ""
    referral: str = ""
    clearinghouse_number: str = ""
    patient_paid_cents: int | None = None
    accident_on: date | None = None
    onset_on: date | None = None
    admission_on: date | None = None
    statement_from_on: date | None = None
    statement_to_on: date | None = None
    diagnoses: tuple[tuple[str, str], ...] = ()
    rendering: Party | None = None
    rendering_taxonomy: str = ""
    referring: Party | None = None
    supervising: Party | None = None
    attending: Party | None = None
    facility: Party | None = None
    other_payers: tuple[OtherPayer, ...] = ()
    lines: tuple[ServiceLine, ...] = ()
    related_causes: tuple[str, ...] = ()  # CLM11: AA, EM, OA
    accident_state: str = ""
    patient_is_subscriber: bool = True
    kind: str = "837P"
    signature: str = ""  # CLM06: Y, N
    assignment: str = ""  # CLM07: A, B, C
    benefits_assigned: str = ""  # CLM08: Y, N, W
    release: str = ""  # CLM09: I, Y
    admission_type: str = ""  # CL1, of an institution
    admission_source: str = ""
    patient_status: str = ""


class Remit835(Record, frozen=True, gc=False):
    """The payment of an 835: one per ST, before its first claim payment."""

    handling: str = ""
    paid_cents: int | None = None
    credit_debit: str = ""
    method: str = ""
    paid_on: date | None = None
    trace_number: str = ""
    trace_payer_id: str = ""
    originator_id: str = ""
    payer: Party = NOBODY
    payee: Party = NOBODY
    production_on: date | None = None


class ServicePayment(msgspec.Struct, frozen=True, gc=False):
    """One SVC. `paid_units_milli` is 1000 when the file leaves SVC05 out, as the guide says."""

    segment: int
    ordinal: int
    qualifier: str = ""
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    submitted_procedure: str = ""
    submitted_modifiers: tuple[str, ...] = ()
    revenue_code: str = ""
    charge_cents: int | None = None
    paid_cents: int | None = None
    paid_units_milli: int | None = 1000
    billed_units_milli: int | None = None
    service_on: date | None = None
    service_to_on: date | None = None
    control_number: str = ""
    allowed_cents: int | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()


class ClaimPayment835(Record, frozen=True, gc=False):
    """One CLP. Signs as in the file: a positive adjustment lowers the payment."""

    end_segment: int
    ordinal: int
    claim_number: str
    status: str
    charge_cents: int | None
    paid_cents: int | None
    patient_cents: int | None = None
    filing_indicator: str = ""
    payer_claim_number: str = ""
    place_of_service: str = ""
    frequency: str = ""
    patient: Party | None = None
    insured: Party | None = None
    corrected: Party | None = None
    rendering: Party | None = None
    crossover: Party | None = None
    corrected_payer: Party | None = None
    service_from_on: date | None = None
    service_to_on: date | None = None
    received_on: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    amounts: tuple[tuple[str, int | None], ...] = ()
    lines: tuple[ServicePayment, ...] = ()


class ProviderAdjustment(msgspec.Struct, frozen=True, gc=False):
    """One reason and amount of a PLB. Positive lowers the payment."""

    at_segment: int
    ordinal: int
    provider_id: str
    fiscal_year_end: date | None
    code: str
    reference: str
    cents: int | None


class RemitEnd835(Record, frozen=True, gc=False):
    """What follows the last claim payment. A sum is None when one of its amounts is."""

    provider_adjustments: tuple[ProviderAdjustment, ...]
    claims: int
    sum_paid_cents: int | None
    sum_plb_cents: int | None


class GroupAck999(Record, frozen=True, gc=False):
    """AK1 and AK9. The 999 does not name the interchange it answers."""

    functional_id: str
    group_control: str
    version: str
    code: str
    included: int | None
    received: int | None
    accepted: int | None
    errors: tuple[str, ...] = ()


class SegmentError(msgspec.Struct, frozen=True, gc=False):
    """IK3, and its IK4 when an element is to blame (else element is 0)."""

    segment_id: str
    position: int | None
    loop: str = ""
    code: str = ""
    element: int = 0
    component: int = 0
    element_code: str = ""
    bad_value: str = ""
    context: tuple[str, ...] = ()
    repetition: int = 0
    data_element: str = ""


class SetAck999(Record, frozen=True, gc=False):
    group_control: str
    set_id: str
    set_control: str
    code: str
    errors: tuple[str, ...] = ()
    segment_errors: tuple[SegmentError, ...] = ()
    version: str = ""


class Status277(msgspec.Struct, frozen=True, gc=False):
    category: str
    code: str
    entity: str = ""
    code_list: str = ""  # RX: the code is one of the pharmacies' list


class BatchStatus277(Record, frozen=True, gc=False):
    """What a 277CA says of a whole batch; at receiver level the reference is the 837's BHT03."""

    level: str  # source, receiver, provider
    reference: str
    statuses: tuple[Status277, ...]
    action: str
    occurred_on: date | None
    accepted_count: int | None = None
    rejected_count: int | None = None
    accepted_cents: int | None = None
    rejected_cents: int | None = None
    party: Party | None = None
    received_on: date | None = None


class ClaimStatus277(Record, frozen=True, gc=False):
    claim_number: str
    statuses: tuple[Status277, ...]
    action: str
    occurred_on: date | None
    charge_cents: int | None = None
    payer_claim_number: str = ""
    clearinghouse_number: str = ""
    patient: Party | None = None
    service_on: date | None = None
    batch_reference: str = ""
    payer: Party | None = None
    line_statuses: tuple[tuple[str, tuple[Status277, ...]], ...] = ()
    provider: Party | None = None
    line_services: tuple[tuple[str, str, int | None], ...] = ()  # qualifier, procedure, charge


class InterchangeAck(Record, frozen=True, gc=False):
    """A TA1: `isa13`, `isa_on` and `isa_clock` name the interchange it answers."""

    isa13: str
    isa_on: date | None
    code: str
    note: str
    isa_clock: time | None = None


# Questions and answers about patients: 270, 271, 276, 277, 278.


class DatePeriod(msgspec.Struct, frozen=True, gc=False):
    """One DTP: what its qualifier says happened or holds, from the first day to the last."""

    segment: int
    qualifier: str
    from_on: date | None
    to_on: date | None


class Trace(msgspec.Struct, frozen=True, gc=False):
    """One TRN. Type 1 is the sender's own, 2 repeats that of the question."""

    segment: int
    type: str
    number: str
    assigned_by: str = ""
    assigned_by_part: str = ""


class Rejection(msgspec.Struct, frozen=True, gc=False):
    """One AAA: why a question has no answer (or only a part of one), and what to do about it.

    `request_valid` is AAA01: Y where the question was well put but cannot be answered now.
    """

    segment: int
    loop: str
    request_valid: str
    reason: str
    follow_up: str


class BenefitInquiry(msgspec.Struct, frozen=True, gc=False):
    """One EQ: benefits of which kind, for which procedure, on which days (else on the record's)."""

    segment: int
    service_types: tuple[str, ...] = ()
    procedure_qualifier: str = ""
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    coverage_level: str = ""
    diagnosis_pointers: tuple[int, ...] = ()
    place_of_service: str = ""
    authorization: str = ""
    referral: str = ""
    from_on: date | None = None
    to_on: date | None = None
    spend_down_cents: int | None = None
    billed_cents: int | None = None


class EligibilityInquiry270(Record, frozen=True, gc=False):
    """What a provider asks a payer about one patient; a dependent is asked for by name."""

    end_segment: int
    payer: Party
    provider: Party
    provider_taxonomy: str
    subscriber: Party
    subscriber_birth_on: date | None
    subscriber_sex: str
    patient: Party
    patient_birth_on: date | None
    patient_sex: str
    patient_is_subscriber: bool
    relationship: str
    member_id: str
    trace_number: str
    traces: tuple[Trace, ...] = ()
    dates: tuple[DatePeriod, ...] = ()  # 291 the day asked for, 102 the card's date of issue
    diagnoses: tuple[tuple[str, str], ...] = ()
    inquiries: tuple[BenefitInquiry, ...] = ()


class Contact(msgspec.Struct, frozen=True, gc=False):
    """One PER: whom to ask, with the numbers (TE, FX, EM, UR ...) in their order."""

    name: str = ""
    numbers: tuple[tuple[str, str], ...] = ()


class ServiceDelivery(msgspec.Struct, frozen=True, gc=False):
    """One HSD: so many visits (days, units) per so many weeks, for so many periods."""

    segment: int
    unit: str = ""
    quantity_milli: int | None = None
    per_unit: str = ""
    per_milli: int | None = None
    period: str = ""
    periods: int | None = None
    frequency: str = ""
    pattern: str = ""


class BenefitEntity(msgspec.Struct, frozen=True, gc=False):
    """Who else has to do with a benefit (2120): P3 the primary care provider, PRP another payer."""

    segment: int
    role: str
    party: Party
    relationship: str = ""
    taxonomy: str = ""
    contacts: tuple[Contact, ...] = ()


class Benefit271(msgspec.Struct, frozen=True, gc=False):
    """One EB with what follows it. `information` (EB01) says how the other fields are meant.

    `cents` and `percent_bps` are the patient's share where EB01 is A (coinsurance) or B (copay).
    `authorization` is Y, N, U or "" (not said); `in_network` Y, N, W (both) or U.
    """

    segment: int
    ordinal: int
    information: str
    coverage_level: str = ""
    service_types: tuple[str, ...] = ()
    insurance_type: str = ""
    plan: str = ""
    time_period: str = ""
    cents: int | None = None
    percent_bps: int | None = None
    quantity_qualifier: str = ""
    quantity_milli: int | None = None
    authorization: str = ""
    in_network: str = ""
    procedure_qualifier: str = ""
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    diagnosis_pointers: tuple[int, ...] = ()
    deliveries: tuple[ServiceDelivery, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    dates: tuple[DatePeriod, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    messages: tuple[str, ...] = ()
    industry_codes: tuple[tuple[str, str], ...] = ()  # III: ZZ a place of service
    entities: tuple[BenefitEntity, ...] = ()


class EligibilityResponse271(Record, frozen=True, gc=False):
    """What a payer says about one patient, or why it says nothing.

    One that stops before a patient has the rejections of its levels, and nobody as its patient.
    `dates` hold the plan's (291, 307, 346 and 347, 356 and 357) by qualifier.
    """

    end_segment: int
    payer: Party
    payer_contacts: tuple[Contact, ...]
    provider: Party
    subscriber: Party
    subscriber_birth_on: date | None
    subscriber_sex: str
    patient: Party
    patient_birth_on: date | None
    patient_sex: str
    patient_is_subscriber: bool
    relationship: str
    member_id: str
    trace_number: str  # of the question
    is_corrected: bool = False  # INS03: the payer knows the patient by other particulars
    traces: tuple[Trace, ...] = ()
    dates: tuple[DatePeriod, ...] = ()
    diagnoses: tuple[tuple[str, str], ...] = ()
    benefits: tuple[Benefit271, ...] = ()
    rejections: tuple[Rejection, ...] = ()


class StatusRequestLine276(msgspec.Struct, frozen=True, gc=False):
    segment: int
    procedure_qualifier: str
    procedure: str
    modifiers: tuple[str, ...]
    charge_cents: int | None
    revenue_code: str = ""
    units_milli: int | None = None
    control_number: str = ""
    from_on: date | None = None
    to_on: date | None = None


class ClaimStatusRequest276(Record, frozen=True, gc=False):
    """A provider asks a payer what became of one claim (one TRN)."""

    end_segment: int
    payer: Party
    receiver: Party  # who sends the question and gets the answer
    providers: tuple[Party, ...]
    subscriber: Party
    subscriber_birth_on: date | None
    subscriber_sex: str
    patient: Party
    patient_birth_on: date | None
    patient_sex: str
    patient_is_subscriber: bool
    member_id: str
    trace_number: str
    claim_number: str = ""  # ours, of CLM01
    payer_claim_number: str = ""
    clearinghouse_number: str = ""
    group_number: str = ""
    bill_type: str = ""
    prescription_number: str = ""
    location: str = ""
    charge_cents: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    lines: tuple[StatusRequestLine276, ...] = ()


class StatusInformation277(msgspec.Struct, frozen=True, gc=False):
    """One STC of a 277: up to three statuses as of one day."""

    segment: int
    statuses: tuple[Status277, ...]
    effective_on: date | None = None
    charge_cents: int | None = None
    paid_cents: int | None = None
    adjudicated_on: date | None = None
    paid_on: date | None = None
    check_number: str = ""


class StatusLine277(msgspec.Struct, frozen=True, gc=False):
    segment: int
    procedure_qualifier: str
    procedure: str
    modifiers: tuple[str, ...]
    charge_cents: int | None
    paid_cents: int | None
    revenue_code: str = ""
    units_milli: int | None = None
    control_number: str = ""
    from_on: date | None = None
    to_on: date | None = None
    information: tuple[StatusInformation277, ...] = ()


class ClaimStatusResponse277(Record, frozen=True, gc=False):
    """What a payer says of one claim. Amounts and payment are those of the first STC with them."""

    end_segment: int
    payer: Party
    payer_contacts: tuple[Contact, ...]
    receiver: Party
    providers: tuple[Party, ...]
    subscriber: Party
    patient: Party
    patient_is_subscriber: bool
    member_id: str
    trace_number: str  # of the question
    claim_number: str = ""  # ours, of CLM01
    payer_claim_number: str = ""
    clearinghouse_number: str = ""
    bill_type: str = ""
    prescription_number: str = ""
    voucher_number: str = ""
    from_on: date | None = None
    to_on: date | None = None
    charge_cents: int | None = None
    paid_cents: int | None = None
    adjudicated_on: date | None = None
    paid_on: date | None = None
    check_number: str = ""
    information: tuple[StatusInformation277, ...] = ()
    lines: tuple[StatusLine277, ...] = ()


class LevelStatusResponse277(Record, frozen=True, gc=False):
    """Why a payer looked for no claim of a whole request, or of one provider in it."""

    level: str  # receiver, provider
    payer: Party
    party: Party
    reference: str
    information: tuple[StatusInformation277, ...]


class ReviewDecision278(msgspec.Struct, frozen=True, gc=False):
    """One HCR: A1 certified, A2 in part, A3 not, A4 pended, A6 modified, C cancelled ..."""

    segment: int
    action: str
    certification_number: str = ""
    reasons: tuple[str, ...] = ()


class ReviewProvider278(msgspec.Struct, frozen=True, gc=False):
    """Who provides an event or service (SJ), where (FA), or from where to where (PW, 45)."""

    segment: int
    role: str
    party: Party
    taxonomy: str = ""
    contacts: tuple[Contact, ...] = ()
    rejections: tuple[Rejection, ...] = ()


class ReviewService278(msgspec.Struct, frozen=True, gc=False):
    """One service (2000F) of a patient event; what it leaves out is as the event says."""

    segment: int
    trace_number: str = ""
    category: str = ""
    certification_type: str = ""
    service_type: str = ""
    place_of_service: str = ""
    procedure_qualifier: str = ""
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    revenue_code: str = ""
    charge_cents: int | None = None
    unit: str = ""
    units_milli: int | None = None
    diagnoses: tuple[tuple[str, str], ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    dates: tuple[DatePeriod, ...] = ()
    deliveries: tuple[ServiceDelivery, ...] = ()
    decision: ReviewDecision278 | None = None
    rejections: tuple[Rejection, ...] = ()
    providers: tuple[ReviewProvider278, ...] = ()
    messages: tuple[str, ...] = ()


class ServiceReviewRequest278(Record, frozen=True, gc=False):
    """A provider asks a utilization management organization (`umo`) about one patient event."""

    end_segment: int
    purpose: str  # BHT02: 13 request, 01 cancellation, 36 reservation
    umo: Party
    requester: Party
    subscriber: Party
    subscriber_birth_on: date | None
    subscriber_sex: str
    patient: Party
    patient_birth_on: date | None
    patient_sex: str
    patient_is_subscriber: bool
    relationship: str
    member_id: str
    trace_number: str = ""
    category: str = ""  # UM01: AR admission, HS health services, SC specialty care, IN
    certification_type: str = ""  # UM02: I initial, R renewal, S revised, 3 cancel ...
    service_type: str = ""
    place_of_service: str = ""
    urgency: str = ""
    diagnoses: tuple[tuple[str, str], ...] = ()
    ids: tuple[tuple[str, str], ...] = ()  # BB the number of an earlier certification
    dates: tuple[DatePeriod, ...] = ()  # AAH of the event, 435 admission
    deliveries: tuple[ServiceDelivery, ...] = ()
    providers: tuple[ReviewProvider278, ...] = ()
    services: tuple[ReviewService278, ...] = ()
    messages: tuple[str, ...] = ()


class ServiceReviewResponse278(Record, frozen=True, gc=False):
    """What a utilization management organization decided; or where it stopped, and why.

    `dates` 102 and 036 are the days a certification was issued and expires, 007 those it holds.
    """

    end_segment: int
    purpose: str
    umo: Party
    requester: Party
    subscriber: Party
    subscriber_birth_on: date | None
    subscriber_sex: str
    patient: Party
    patient_birth_on: date | None
    patient_sex: str
    patient_is_subscriber: bool
    relationship: str
    member_id: str
    trace_number: str = ""
    category: str = ""
    certification_type: str = ""
    service_type: str = ""
    place_of_service: str = ""
    urgency: str = ""
    diagnoses: tuple[tuple[str, str], ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    dates: tuple[DatePeriod, ...] = ()
    deliveries: tuple[ServiceDelivery, ...] = ()
    providers: tuple[ReviewProvider278, ...] = ()
    services: tuple[ReviewService278, ...] = ()
    messages: tuple[str, ...] = ()
    decision: ReviewDecision278 | None = None
    rejections: tuple[Rejection, ...] = ()
