"""Patients who do not exist, and the cover they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from mainstay.simulator.payers import COBALT, EVERGREEN, LIGHTHOUSE, NORTHWIND, PINECREST, Payer
from mainstay.simulator.practice import PROVIDERS, Address

PAYER_SHARES = (
    (LIGHTHOUSE, 25),
    (PINECREST, 24),
    (COBALT, 18),
    (EVERGREEN, 13),
    (NORTHWIND, 20),
)
SUPPLEMENT_PERCENT = 50


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_GIVEN = {
    "F": _words(
        "ADA ALMA BEATRIX CELIA CLARA CORA DELIA DORA EDITH ELISE ELLA ESME FAITH FERN FLORA "
        "GRETA HAZEL IDA INES IRIS IVY JOAN JUNE LENA LILA LOIS LUCIA MABEL MAEVE MARA MAY MILA "
        "MINA MYRA NELL NINA NORA OLIVE OPAL PEARL PETRA POLLY RHEA ROSA RUTH SELMA TESS THEA UNA "
        "VERA VIOLA WILLA WINIFRED YARA ZELDA ZORA"
    ),
    "M": _words(
        "ABEL ALDEN AMOS ANSEL ARLO ASA AUGUST BASIL BRAM CALEB CARL CYRUS DAVIN EDGAR ELI EMIL "
        "ENZO EZRA FELIX FINN FLYNN GIDEON GUS HUGO HENRIK IAN IGOR IRA IVAN JONAS JUDE JULIUS "
        "KARL LARS LEON LINUS LUCAS MARCO MILES MILO NED NOEL OMAR ORSON OSCAR OTIS OTTO PAUL "
        "RAUL REX ROMAN RUBEN RUFUS SILAS SIMON THEO TOBIAS URI VICTOR WADE WALTER ZEKE"
    ),
}
_FAMILY_STARTS = _words(
    "ALDER AMBER ARDEN BIRCH BRAM BRIAR CLOVER COPPER CROSS DAPPLE DRIFT DUN EASTER ELDER FALLOW "
    "FERN FLINT FROST GLEN GRAY HARROW HAWK HAZEL HOLLY KELP LARK LINDEN LOCH MARSH MEADOW MOSS "
    "NETTLE NORTH OAK OTTER PEBBLE QUILL RAVEN REED ROOK ROWAN SABLE SALT SEDGE SHALE SORREL "
    "STARLING STONE SWIFT TEAL THISTLE THORN TIDE UMBER VALE WEST WHIN WILLOW WREN YARROW"
)
_FAMILY_ENDS = _words(
    "BOURNE BROOK BURY COTE CROFT DALE FIELD FORD GATE HOLM HURST LEIGH LOW MERE MONT SHAW STEAD "
    "TON WAITE WELL WICK WORTH"
)
_STREETS = _words(
    "ANCHOR BAYBERRY BUOY CEDAR COVE DORY GULL HERON JETTY KEEL MAST OSPREY PIER ROPEWALK "
    "SCHOONER SPINNAKER TIDEWAY WHARF"
)
_TOWNS = (
    ("PORT ALDER", "ME", "04599"),
    ("EAST ALDER", "ME", "04598"),
    ("CASTINE BAY", "ME", "04597"),
    ("GULL HARBOR", "ME", "04595"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A name with a birth date and a sex (F, M)."""

    last: str
    first: str
    sex: str
    birth_on: date


@dataclass(frozen=True, slots=True)
class Cover:
    """A policy. ``deductible_cents`` a calendar year; ``copay_cents`` a visit, 0 for none."""

    payer: Payer
    member_id: str
    group_number: str
    copay_cents: int
    deductible_cents: int
    coinsurance_bps: int


@dataclass(slots=True)
class Patient:
    """Someone the practice treats.

    ``subscriber`` is the patient unless a parent holds the policy. ``deductible_used`` is by
    year, in cents; ``pays`` says how well this person pays what is theirs.
    """

    person: Person
    subscriber: Person
    address: Address
    cover: Cover
    supplement_id: str
    provider: int
    pays: str
    last_visit_on: date = date.min
    last_preventive_on: date = date.min
    deductible_used: dict[int, int] = field(default_factory=dict)

    @property
    def is_subscriber(self) -> bool:
        """Whether the policy is the patient's own."""
        return self.person is self.subscriber

    def age_on(self, day: date) -> int:
        """Full years of age on ``day``."""
        born = self.person.birth_on
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def make_patients(seed: int, count: int, start: date) -> list[Patient]:
    """``count`` patients, no two with the same name and birth date."""
    rng = Random(f"{seed}/people")
    taken: set[tuple[str, str, date]] = set()
    patients: list[Patient] = []
    while len(patients) < count:
        patient = _patient(rng, len(patients), start)
        person = patient.person
        key = (person.last, person.first, person.birth_on)
        if key not in taken:
            taken.add(key)
            patients.append(patient)
    return patients


def _patient(rng: Random, number: int, start: date) -> Patient:
    payer = rng.choices([one for one, _ in PAYER_SHARES], [share for _, share in PAYER_SHARES])[0]
    person = _person(rng, _family_name(rng), start, *_ages(rng, payer))
    subscriber = person
    is_child = (start - person.birth_on).days < 18 * 365
    if is_child and payer is not EVERGREEN:
        subscriber = _person(rng, person.last, start, 27, 52)
    town, state, zip5 = rng.choice(_TOWNS)
    street = f"{rng.randint(2, 990)} {rng.choice(_STREETS)} {rng.choice(('ST', 'LN', 'RD', 'AVE'))}"
    has_supplement = payer is LIGHTHOUSE and rng.random() * 100 < SUPPLEMENT_PERCENT
    return Patient(
        person=person,
        subscriber=subscriber,
        address=Address(street, town, state, f"{zip5}{rng.randint(1001, 9899)}"),
        cover=_cover(rng, payer, number),
        supplement_id=f"AN{7_100_000 + number * 3}" if has_supplement else "",
        provider=rng.randrange(len(PROVIDERS)),
        pays=rng.choices(("fully", "in two parts", "partly", "never"), (80, 15, 2, 3))[0],
    )


def _ages(rng: Random, payer: Payer) -> tuple[int, int]:
    if payer is LIGHTHOUSE:
        return 66, 88
    if payer is EVERGREEN:
        return (1, 17) if rng.random() < 0.5 else (19, 60)
    return (1, 17) if rng.random() < 0.22 else (19, 63)


def _family_name(rng: Random) -> str:
    return rng.choice(_FAMILY_STARTS) + rng.choice(_FAMILY_ENDS)


def _person(rng: Random, last: str, start: date, least_age: int, most_age: int) -> Person:
    sex = rng.choice("FM")
    days = rng.randint(least_age * 365 + least_age // 4 + 1, most_age * 365 + most_age // 4)
    return Person(last, rng.choice(_GIVEN[sex]), sex, start - timedelta(days=days))


def _cover(rng: Random, payer: Payer, number: int) -> Cover:
    if payer is LIGHTHOUSE:
        letters = "ACDEFGHJKMNPQRTUVWXY"
        made = f"{1 + number % 9}{rng.choice(letters)}{rng.choice(letters)}{number:05d}"
        left_cents = rng.choice((0, 0, 6_000, 25_700))  # the rest goes to other doctors
        return Cover(payer, made + rng.choice(letters) + "00", "", 0, left_cents, 2_000)
    if payer is EVERGREEN:
        return Cover(payer, f"EV{60_000_000 + number * 7}", "", 300 if number % 3 else 0, 0, 0)
    prefix = {PINECREST.key: "PCH", COBALT.key: "CBM", NORTHWIND.key: "NWT"}[payer.key]
    member_id = f"{prefix}{400_000_000 + number * 13}"
    group = f"{prefix}{100 + rng.randrange(40)}"
    if payer is not COBALT and rng.random() < 0.18:
        return Cover(payer, member_id, group, 0, rng.choice((100_000, 150_000)), 1_000)
    copay = rng.choice((2_000, 2_500, 3_000, 4_000))
    return Cover(payer, member_id, group, copay, rng.choice((0, 15_000, 30_000)), 1_500)
