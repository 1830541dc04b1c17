"""Records of all kinds that `write` takes, generated: what is written from them reads back equal.

They follow the canonical form: lines counted from 1, reasons of one group together.
"""

from datetime import date

from hypothesis import strategies as st

from mainstay.engine import x12

START = x12.Position("", "", "", 0, 0, 0)

words = st.text(
    st.characters(codec="latin-1", categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=9
)
texts = st.one_of(st.just(""), words, st.builds("{} {}".format, words, words))
codes = st.from_regex("[A-Z0-9]{2,5}", fullmatch=True)
cents = st.integers(-(10**11), 10**11)
charges = st.integers(0, 10**9)
millis = st.integers(1, 10**8)
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
maybe_days = st.none() | days
maybe_cents = st.none() | cents


def ids(*qualifiers: str):
    return st.lists(st.tuples(st.sampled_from(qualifiers), words), max_size=3).map(tuple)


addresses = st.none() | st.builds(
    x12.Address, words, texts, words, codes.map(lambda one: one[:2]), words, texts
)


def parties(*numbers: str, person: bool | None = None, address: bool = False):
    return st.builds(
        x12.Party,
        name=words,
        first=texts,
        middle=texts,
        suffix=texts,
        is_person=st.booleans() if person is None else st.just(person),
        id_qualifier=st.sampled_from(["XX", "MI", "PI"]),
        id=words,
        address=addresses if address else st.none(),
        ids=ids(*numbers) if numbers else st.just(()),
    )


def maybe(one):
    return st.none() | one


adjustment_groups = st.dictionaries(
    st.sampled_from(["CO", "PR", "OA", "PI"]),
    st.lists(st.tuples(codes, cents, st.none() | millis), min_size=1, max_size=8),
    max_size=3,
)
adjustments = adjustment_groups.map(
    lambda groups: tuple(
        x12.Adjustment(0, group, *one) for group, reasons in groups.items() for one in reasons
    )
)
modifiers = st.lists(codes.map(lambda one: one[:2]), max_size=4).map(tuple)

decisions = st.builds(
    x12.LineAdjudication,
    payer_id=words,
    paid_cents=cents,
    procedure=codes,
    modifiers=modifiers,
    units_milli=millis,
    adjudicated_on=maybe_days,
    adjustments=adjustments,
)


@st.composite
def spans(draw):
    """First and last day; both or none."""
    first = draw(maybe_days)
    return (None, None) if first is None else (first, draw(st.just(first) | days))


@st.composite
def service_lines(draw, kind: str, ordinal: int):
    is_professional = kind == "837P"
    first, last = draw(spans())
    ndc = draw(st.just("") | st.from_regex("[0-9]{11}", fullmatch=True))
    return x12.ServiceLine(
        segment=0,
        ordinal=ordinal,
        line_number=str(ordinal),
        qualifier="HC",
        procedure=draw(codes),
        modifiers=draw(modifiers),
        description=draw(texts),
        charge_cents=draw(cents),
        unit=draw(st.sampled_from(["UN", "MJ"])),
        units_milli=draw(millis),
        place_of_service=draw(st.just("") | st.just("11")) if is_professional else "",
        pointers=tuple(draw(st.lists(st.integers(1, 12), max_size=4))) if is_professional else (),
        revenue_code="" if is_professional else draw(st.from_regex("0[0-9]{3}", fullmatch=True)),
        service_on=first,
        service_to_on=last,
        control_number=draw(texts),
        authorization=draw(texts) if is_professional else "",
        rendering=draw(maybe(parties("G2"))),
        ndc=ndc,
        adjudications=tuple(draw(st.lists(decisions, max_size=2))),
        ndc_unit=draw(st.sampled_from(["ML", "UN"])) if ndc else "",
        ndc_units_milli=draw(millis) if ndc else None,
    )


@st.composite
def other_payers(draw):
    subscriber = draw(parties("SY", person=True, address=True))
    return x12.OtherPayer(
        sequence=draw(st.sampled_from("PST")),
        relationship=draw(st.sampled_from(["18", "01"])),
        filing_indicator="CI",
        group_number=draw(texts),
        payer=draw(parties("FY", "2U", person=False, address=True)),
        member_id=subscriber.id,
        paid_cents=draw(maybe_cents),
        adjudicated_on=draw(maybe_days),
        adjustments=draw(adjustments),
        subscriber=subscriber,
    )


@st.composite
def claims(draw, kind: str, billing: x12.Party, subscriber: x12.Party):
    """A claim of this provider for this subscriber, who may be the patient."""
    is_professional = kind == "837P"
    is_subscriber = draw(st.booleans())
    born, sex = date(1970, 1, 2), "F"
    patient = subscriber if is_subscriber else draw(parties("SY", person=True, address=True))
    first, last = (None, None) if is_professional else draw(spans())
    roles = {
        "rendering": draw(maybe(parties("0B", "G2"))),
        "referring": draw(maybe(parties("0B", "G2"))),
    }
    roles["supervising" if is_professional else "attending"] = draw(maybe(parties("0B", "G2")))
    taxonomy = draw(texts) if is_professional and roles["rendering"] else ""
    diagnoses = draw(st.lists(st.tuples(st.just("ABF"), codes), max_size=11))
    return x12.Claim837(
        at=START,
        end_segment=0,
        billing=billing,
        billing_taxonomy="207Q00000X",
        billing_tax_id=billing.ids[0][1],
        pay_to=None,
        payer=draw(st.sampled_from([PAYER, PAYER_TWO])),
        sequence="P",
        relationship="18" if is_subscriber else draw(st.sampled_from(["19", "01"])),
        filing_indicator="CI",
        group_number="G1",
        group_name="",
        subscriber=subscriber,
        subscriber_birth_on=born,
        subscriber_sex=sex,
        patient=patient,
        patient_birth_on=born if is_subscriber else draw(days),
        patient_sex=sex if is_subscriber else draw(st.sampled_from("FMU")),
        member_id=subscriber.id,
        claim_number=draw(words),
        charge_cents=draw(cents),
        place_of_service="11",
        frequency=draw(st.sampled_from("178")),
        payer_claim_number=draw(texts),
        authorization=draw(texts),
        referral=draw(texts),
        clearinghouse_number=draw(texts),
        patient_paid_cents=draw(maybe_cents) if is_professional else None,
        accident_on=draw(maybe_days) if is_professional else None,
        onset_on=draw(maybe_days) if is_professional else None,
        admission_on=draw(maybe_days),
        statement_from_on=first,
        statement_to_on=last,
        diagnoses=(("ABK", draw(codes)), *diagnoses),
        rendering_taxonomy=taxonomy,
        facility=draw(maybe(parties("0B", "G2", person=False, address=True))),
        other_payers=tuple(draw(st.lists(other_payers(), max_size=2))),
        lines=tuple(draw(service_lines(kind, at + 1)) for at in range(draw(st.integers(0, 3)))),
        related_causes=tuple(draw(st.lists(st.sampled_from(["AA", "EM"]), max_size=3)))
        if is_professional
        else (),
        accident_state=draw(st.sampled_from(["", "OH"])) if is_professional else "",
        patient_is_subscriber=is_subscriber,
        kind=kind,
        signature=draw(st.sampled_from("YN")) if is_professional else "",
        assignment=draw(st.sampled_from("ABC")),
        benefits_assigned=draw(st.sampled_from("YNW")),
        release=draw(st.sampled_from("IY")),
        admission_type="" if is_professional else "1",
        admission_source="" if is_professional else draw(st.sampled_from(["", "7"])),
        patient_status="" if is_professional else "01",
        **roles,
    )


PAYER = x12.Party("PAYER ONE", id_qualifier="PI", id="PAY01")
PAYER_TWO = x12.Party("PAYER TWO", id_qualifier="PI", id="PAY02", ids=(("FY", "OFFICE"),))
PROVIDERS = [
    x12.Party(
        name, id_qualifier="XX", id="1234567893",
        address=x12.Address("1 MAIN ST", "", "DAYTON", "OH", "454021234"), ids=(("EI", tax_id),),
    )
    for name, tax_id in (("FAMILY PRACTICE", "311234567"), ("OTHER PRACTICE", "317654321"))
]  # fmt: skip
SUBSCRIBERS = [
    x12.Party("DOE", "JANE", is_person=True, id_qualifier="MI", id=f"W{number}", ids=numbers)
    for number, numbers in ((1, ()), (2, (("SY", "123456789"),)))
]


def claim_files(kind: str):
    one = st.tuples(st.sampled_from(PROVIDERS), st.sampled_from(SUBSCRIBERS))
    return st.lists(one.flatmap(lambda whose: claims(kind, *whose)), min_size=1, max_size=4)


@st.composite
def service_payments(draw, ordinal: int):
    first, last = draw(spans())
    submitted = draw(st.booleans())
    return x12.ServicePayment(
        segment=0,
        ordinal=ordinal,
        qualifier="HC",
        procedure=draw(codes),
        modifiers=draw(modifiers),
        submitted_procedure=draw(codes) if submitted else "",
        submitted_modifiers=draw(modifiers) if submitted else (),
        revenue_code=draw(texts),
        charge_cents=draw(cents),
        paid_cents=draw(cents),
        paid_units_milli=draw(millis),
        billed_units_milli=draw(st.none() | millis),
        service_on=first,
        service_to_on=last,
        control_number=draw(texts),
        allowed_cents=draw(maybe_cents),
        adjustments=draw(adjustments),
        remarks=tuple(draw(st.lists(codes, max_size=3))),
    )


@st.composite
def claim_payments(draw, ordinal: int):
    person = maybe(parties())
    return x12.ClaimPayment835(
        at=START,
        end_segment=0,
        ordinal=ordinal,
        claim_number=draw(words),
        status=draw(st.sampled_from(["1", "2", "4", "22"])),
        charge_cents=draw(cents),
        paid_cents=draw(cents),
        patient_cents=draw(maybe_cents),
        filing_indicator="12",
        payer_claim_number=draw(words),
        place_of_service=draw(texts),
        frequency=draw(st.sampled_from(["", "1"])),
        patient=draw(person),
        insured=draw(person),
        corrected=draw(person),
        rendering=draw(person),
        crossover=draw(person),
        corrected_payer=draw(person),
        service_from_on=draw(maybe_days),
        service_to_on=draw(maybe_days),
        received_on=draw(maybe_days),
        adjustments=draw(adjustments),
        remarks=tuple(draw(st.lists(codes, max_size=5))),
        ids=tuple(draw(st.lists(st.tuples(st.sampled_from(["1L", "EA"]), words), max_size=2))),
        amounts=tuple(draw(st.lists(st.tuples(st.sampled_from(["AU", "I"]), cents), max_size=2))),
        lines=tuple(draw(service_payments(at + 1)) for at in range(draw(st.integers(0, 3)))),
    )


@st.composite
def remits(draw):
    payments = [draw(claim_payments(at + 1)) for at in range(draw(st.integers(0, 3)))]
    entries = draw(
        st.lists(st.tuples(words, days, codes.map(lambda c: c[:2]), texts, cents), max_size=8)
    )
    adjusted = tuple(
        x12.ProviderAdjustment(0, at, *entry) for at, entry in enumerate(entries, start=1)
    )
    return [
        x12.Remit835(
            at=START,
            handling="I",
            paid_cents=draw(cents),
            credit_debit="C",
            method=draw(st.sampled_from(["ACH", "CHK", "NON"])),
            paid_on=draw(maybe_days),
            trace_number=draw(words),
            trace_payer_id=draw(words),
            originator_id=draw(texts),
            payer=x12.Party("PAYER ONE", address=draw(addresses), ids=draw(ids("2U", "EO"))),
            payee=x12.Party(
                "PRACTICE", id_qualifier="XX", id="1234567893", address=draw(addresses),
                ids=(("XX", "1234567893"), *draw(ids("0B", "PQ"))),
            ),
            production_on=draw(maybe_days),
        ),
        *payments,
        x12.RemitEnd835(
            START,
            adjusted,
            len(payments),
            sum(one.paid_cents for one in payments),
            sum(one.cents for one in adjusted),
        ),
    ]  # fmt: skip


@st.composite
def segment_errors(draw, position: int):
    """One IK3 with its elements, as the reader gives it: an error for each element."""
    head = {
        "segment_id": draw(st.sampled_from(["CLM", "NM1"])),
        "position": position,
        "loop": draw(st.sampled_from(["", "2300"])),
        "code": "8",
    }
    shared = tuple(draw(st.lists(words.map("CLM01:{}".format), max_size=1)))
    triggers = st.sampled_from([(), ("SITUATIONAL TRIGGER*CLM*22*2300*11:1*1362",)])
    elements = [
        x12.SegmentError(
            **head,
            element=draw(st.integers(1, 20)),
            component=draw(st.integers(1, 5)),
            element_code="7",
            bad_value=draw(texts),
            context=shared + draw(triggers),
            repetition=draw(st.integers(0, 3)),
            data_element=draw(st.sampled_from(["", "1362"])),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    return elements or [x12.SegmentError(**head, context=shared)]


@st.composite
def acknowledged_sets(draw, group: str):
    errors = [one for at in range(draw(st.integers(0, 3))) for one in draw(segment_errors(at + 2))]
    return x12.SetAck999(
        at=START,
        group_control=group,
        set_id="837",
        set_control=draw(st.from_regex("[0-9]{4,9}", fullmatch=True)),
        code=draw(st.sampled_from("AER")),
        errors=tuple(draw(st.lists(st.sampled_from(["5", "I5"]), max_size=3))),
        segment_errors=tuple(errors),
        version=draw(st.sampled_from(["", "005010X222A1"])),
    )


@st.composite
def group_acks(draw):
    group = draw(st.integers(1, 10**9 - 1).map(str))
    sets = draw(st.lists(acknowledged_sets(group), max_size=3))
    verdict = draw(st.sampled_from("AEPR"))
    errors = tuple(draw(st.lists(st.sampled_from(["4", "5"]), max_size=2)))
    return [*sets, x12.GroupAck999(START, "HC", group, "005010X222A1", verdict, 3, 3, 1, errors)]


statuses = st.lists(
    st.builds(x12.Status277, codes, codes, st.sampled_from(["", "85"])), min_size=1, max_size=5
).map(tuple)


@st.composite
def batch_statuses(draw, level: str):
    is_source = level == "source"
    counts = st.none() | st.integers(0, 1000)
    return x12.BatchStatus277(
        at=START,
        level=level,
        reference=draw(words),
        statuses=() if is_source else draw(statuses),
        action="" if is_source else draw(st.sampled_from(["U", "WQ"])),
        occurred_on=draw(days),
        accepted_count=None if is_source else draw(counts),
        rejected_count=None if is_source else draw(counts),
        accepted_cents=None if is_source else draw(st.none() | charges),
        rejected_cents=None if is_source else draw(st.none() | charges),
        party=draw(parties(person=False)),
        received_on=draw(days) if is_source else None,
    )


@st.composite
def claim_statuses(draw, source: x12.BatchStatus277, receiver: x12.BatchStatus277):
    lines = draw(st.lists(st.tuples(words, statuses), max_size=2))
    return x12.ClaimStatus277(
        at=START,
        claim_number=draw(words),
        statuses=draw(statuses),
        action=draw(st.sampled_from(["U", "WQ"])),
        occurred_on=draw(days),
        charge_cents=draw(charges),
        payer_claim_number=draw(texts),
        clearinghouse_number=draw(texts),
        patient=draw(parties(person=True)),
        service_on=draw(maybe_days),
        batch_reference=receiver.reference,
        payer=source.party,
        line_statuses=tuple(lines),
        provider=draw(st.sampled_from([x12.Party("ONE"), x12.Party("TWO")])),
        line_services=tuple(("HC", draw(codes), draw(charges)) for _ in lines),
    )


@st.composite
def claim_acks(draw):
    source, receiver = draw(batch_statuses("source")), draw(batch_statuses("receiver"))
    return [source, receiver, *draw(st.lists(claim_statuses(source, receiver), max_size=4))]


interchange_acks = st.lists(
    st.builds(
        x12.InterchangeAck,
        at=st.just(START),
        isa13=st.from_regex("[0-9]{9}", fullmatch=True),
        isa_on=st.dates(date(1970, 1, 1), date(2069, 12, 31)),
        code=st.sampled_from("AER"),
        note=st.sampled_from(["000", "022"]),
        isa_clock=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    ),
    min_size=1,
    max_size=3,
)
