"""What happens at a visit: the services, their reasons, and what the practice forgets."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from mainstay.simulator import days
from mainstay.simulator.claims import Claim, Encounter, Line
from mainstay.simulator.payers import LIGHTHOUSE
from mainstay.simulator.people import Patient
from mainstay.simulator.practice import PROVIDERS
from mainstay.simulator.procedures import PROCEDURES
from mainstay.simulator.stories import Stories

_PROBLEMS = (
    ("I10", ("80053",)),
    ("E119", ("83036", "80061")),
    ("E785", ("80061",)),
    ("E039", ("84443",)),
    ("D649", ("85025",)),
    ("R5383", ("84443", "85025")),
    ("J069", ("87804",)),
    ("J029", ("87880",)),
    ("J209", ("71046",)),
    ("R059", ("94010",)),
    ("J45909", ("94010",)),
    ("I4891", ("93000",)),
    ("N390", ("81003",)),
    ("R300", ("81003",)),
    ("M5450", ()),
    ("K219", ()),
    ("F411", ()),
    ("G43909", ()),
    ("R519", ()),
    ("L309", ()),
    ("E669", ("80053",)),
    ("R7303", ("83036",)),
)
_PROCEDURES = (
    ("69210", "H6123", ""),
    ("20610", "M1711", "J3301"),
    ("11102", "D485", ""),
    ("17000", "L570", ""),
    ("17110", "B079", ""),
    ("12001", "S61411A", ""),
)
_LEVELS = (("99212", 7), ("99213", 45), ("99214", 43), ("99215", 5))
_SHOTS = (("J1885", 2, "M5450"), ("J3420", 1, "E559"))
MISSING_MODIFIER_PERCENT = 82


def make_visit(
    number: int, patient: Patient, on: date, *, seed: int, stories: Stories, start: date
) -> Encounter:
    """The encounter of ``patient`` on the day ``on``, with its own stream of chance."""
    rng = Random(f"{seed}/visit/{number}")
    claim_number = f"HL{number:07d}"
    services, diagnoses = _services(rng, patient, on)
    forgets = rng.random() * 100 < MISSING_MODIFIER_PERCENT
    lines, lacks_25 = _lines(claim_number, services, forgets_25=forgets)
    charge_on = days.later(on, _charge_lag(rng, on, stories))
    encounter = Encounter(
        number=number,
        patient=patient,
        provider=patient.provider,
        location=PROVIDERS[patient.provider].location,
        service_on=on,
        charge_on=charge_on,
        diagnoses=diagnoses,
        lines=lines,
        rng=rng,
        is_earlier=charge_on < start,
        lacks_modifier_25=lacks_25,
    )
    encounter.primary = Claim(encounter, patient.cover.payer, claim_number, "P")
    if any(line.procedure[:4] in ("9920", "9921") for line in lines):
        encounter.copay_paid_cents = _copay_at_desk(rng, patient)
    return encounter


def _charge_lag(rng: Random, on: date, stories: Stories) -> int:
    """Business days from the visit to the 837: usually 1 or 2, in two months three weeks."""
    if stories.is_late_entry(on):
        return rng.randint(11, 22)
    return rng.choices((1, 2, 3, 5), (62, 24, 10, 4))[0]


def _copay_at_desk(rng: Random, patient: Patient) -> int:
    copay = patient.cover.copay_cents
    return copay if copay >= 2_000 and rng.random() < 0.62 else 0


def _services(
    rng: Random, patient: Patient, on: date
) -> tuple[list[tuple[str, int]], tuple[str, ...]]:
    """Procedures with units, and the diagnoses, first one first."""
    roll = rng.random()
    if on - patient.last_preventive_on > timedelta(days=366) and roll < 0.30:
        patient.last_preventive_on = on
        return _preventive(rng, patient, on)
    if roll > 0.87:
        return _with_procedure(rng)
    return _problem_visit(rng)


def _preventive(
    rng: Random, patient: Patient, on: date
) -> tuple[list[tuple[str, int]], tuple[str, ...]]:
    age = patient.age_on(on)
    is_medicare = patient.cover.payer is LIGHTHOUSE
    by_age = ((1, "99391"), (5, "99392"), (12, "99393"), (18, "99394"), (40, "99395"))
    code = next((code for limit, code in by_age if age < limit), "99396")
    services = [("G0439" if is_medicare else code, 1)]
    if rng.random() < 0.5:
        services.append(("96127", 1))
    diagnoses = ["Z00129" if age < 18 else "Z0000"]
    if rng.random() < 0.45:
        services.append(("G0008" if is_medicare else "90471", 1))
        services.append(("90686" if is_medicare or rng.random() < 0.7 else "90715", 1))
        diagnoses.append("Z23")
    return services, tuple(diagnoses)


def _with_procedure(rng: Random) -> tuple[list[tuple[str, int]], tuple[str, ...]]:
    code, diagnosis, drug = rng.choice(_PROCEDURES)
    services = [(rng.choices(("99213", "99214"), (42, 58))[0], 1), (code, 1)]
    if drug:
        services.append((drug, rng.choice((2, 4))))
    return services, (diagnosis, rng.choice(_PROBLEMS)[0])


def _problem_visit(rng: Random) -> tuple[list[tuple[str, int]], tuple[str, ...]]:
    problems = rng.sample(_PROBLEMS, rng.choices((1, 2, 3), (45, 38, 17))[0])
    level = rng.choices([code for code, _ in _LEVELS], [share for _, share in _LEVELS])[0]
    if rng.random() < 0.08:
        level = rng.choice(("99203", "99204"))
    services = [(level, 1)]
    tests = [test for _, found in problems for test in found if rng.random() < 0.55]
    drawn = list(dict.fromkeys(tests))
    if any(test in ("80053", "80061", "83036", "84443", "85025") for test in drawn):
        services.append(("36415", 1))
    services += [(test, 1) for test in drawn]
    diagnoses = [diagnosis for diagnosis, _ in problems]
    if rng.random() < 0.03:
        drug, units, diagnosis = rng.choice(_SHOTS)
        services += [("96372", 1), (drug, units)]
        diagnoses.append(diagnosis)
    return services, tuple(dict.fromkeys(diagnoses))


def _lines(
    claim_number: str, services: list[tuple[str, int]], *, forgets_25: bool
) -> tuple[list[Line], bool]:
    """The lines as billed. A visit beside a procedure needs modifier 25; most often it is lost."""
    has_procedure = any(PROCEDURES[code].kind == "surgery" for code, _ in services)
    lines = []
    for ordinal, (code, units) in enumerate(services, start=1):
        needs_25 = has_procedure and PROCEDURES[code].kind == "visit"
        modifiers = ("25",) if needs_25 and not forgets_25 else ()
        if code in ("87804", "87880", "81003"):
            modifiers = ("QW",)
        charge_cents = PROCEDURES[code].charge_cents * units
        lines.append(Line(code, modifiers, units, charge_cents, f"{claim_number}L{ordinal}"))
    return lines, has_procedure and forgets_25
