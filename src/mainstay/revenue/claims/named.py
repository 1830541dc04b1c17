"""Who and what an 837 claim names, in the words of the packages that know them. Pure."""

from datetime import date

from mainstay.directory.payers.services.resolving import PayerAsNamed
from mainstay.directory.providers.services.resolving import LocationAsNamed, ProviderAsNamed
from mainstay.engine.x12 import Address, Claim837, Party, ServiceLine
from mainstay.frontoffice.patients.services.resolving import PatientAsNamed
from mainstay.revenue.charges.billed import BilledLine

SOURCE = "837"
RANKS = {"P": 1, "S": 2, "T": 3, "A": 4, "B": 5, "C": 6, "D": 7, "E": 8, "F": 9, "G": 10, "H": 11}
UNKNOWN_RANK = 12
PAYER_IDS = frozenset({"2U", "EI", "FY", "NF"})  # what REF01 may be in 2010BB and 2330B of a payer


def payer(party: Party) -> PayerAsNamed:
    """A payer of an 837: NM1*PR with its ids. In 2330B its REFs also name claims; those are no ids."""
    ids_of_payers = tuple((kind, value) for kind, value in party.ids if kind in PAYER_IDS)
    return PayerAsNamed(party.name, SOURCE, _ids(party, ids_of_payers))


def patient(claim: Claim837) -> PatientAsNamed:
    """The patient: by name, birth date, and member id or address as the agreeing identifier."""
    person = claim.patient
    ids = [("MI", claim.member_id.upper())] if claim.member_id else []
    if key := _address_key(person.address):
        ids.append(("ADDR", key))
    return PatientAsNamed(
        last_name=person.name,
        first_name=person.first,
        middle_name=person.middle,
        birth_on=claim.patient_birth_on,
        sex=claim.patient_sex,
        source=SOURCE,
        ids=tuple(ids),
    )


def rendering(claim: Claim837) -> ProviderAsNamed:
    """Who rendered care: the claim's rendering provider, a line's, else the billing provider."""
    on_lines = (line.rendering for line in claim.lines if line.rendering)
    party = claim.rendering or claim.attending or next(on_lines, None) or claim.billing
    taxonomy = claim.rendering_taxonomy if claim.rendering else ""
    return ProviderAsNamed(party.name, party.first, SOURCE, _ids(party), taxonomy)


def location(claim: Claim837) -> LocationAsNamed:
    """Where: the service facility, else the billing provider's place."""
    party = claim.facility or claim.billing
    address = party.address
    key = _address_key(address)
    ids = (("ADDR", key),) if key else _ids(party)
    name = party.name if not address else f"{party.name}, {address.line1}"
    return LocationAsNamed(
        name=name,
        source=SOURCE,
        ids=ids,
        city=address.city if address else "",
        state=address.state if address else "",
    )


def rank_of(sequence: str) -> int:
    """A payer's place in the order: P 1, S 2, T 3, then A to H; U (unknown) last."""
    return RANKS.get(sequence, UNKNOWN_RANK)


def is_primary(claim: Claim837) -> bool:
    """Whether the claim is to the first payer: SBR01 is P, or unknown and nobody else is named."""
    return claim.sequence == "P" or (claim.sequence not in RANKS and not claim.other_payers)


def family_sequence(sequence: str) -> tuple[str, int]:
    """How the claim table says it: P, S or T, and a part for those after the third."""
    if sequence in ("P", "S", "T"):
        return sequence, 1
    return "T", max(rank_of(sequence) - 2, 1)


def lines(claim: Claim837, key: str) -> tuple[BilledLine, ...]:
    """The service lines that have a readable charge; ``key`` names the file."""
    return tuple(
        BilledLine(
            source_key=f"{key}:{line.segment}",
            ordinal=line.ordinal,
            line_number=line.control_number[:50],
            service_on=line.service_on or claim.statement_from_on,
            service_to_on=_end(line) or claim.statement_to_on,
            procedure=(line.procedure or line.revenue_code)[:48],
            modifiers=":".join(line.modifiers)[:15],
            revenue_code=line.revenue_code[:8],
            units_milli=line.units_milli if line.units_milli is not None else 1000,
            cents=line.charge_cents,
        )
        for line in claim.lines
        if line.charge_cents is not None
    )


def _end(line: ServiceLine) -> date | None:
    return line.service_to_on or line.service_on


def _ids(
    party: Party, others: tuple[tuple[str, str], ...] | None = None
) -> tuple[tuple[str, str], ...]:
    """The id in NM109, then ``others``: those of its REFs unless told."""
    first = ((party.id_qualifier or "ID", party.id),) if party.id else ()
    named = first + (party.ids if others is None else others)
    return tuple(dict.fromkeys((q[:8], v.strip().upper()[:80]) for q, v in named if v))


def _address_key(address: Address | None) -> str:
    if address is None or not address.line1 or not address.postal:
        return ""
    street = "".join(c for c in address.line1.upper() if c.isalnum())
    return f"{address.postal[:5]} {street}"[:120]
