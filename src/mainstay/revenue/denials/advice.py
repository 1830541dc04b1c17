"""What to do about a denial, from what became of others: tried, won, how fast, worth what. Pure.

Worth is the share of dollars an act has won times the dollars at stake. The history that counts is
the nearest that is large enough: this payer and reason, this payer and category, any payer and
reason, any payer and category. Where none is, the category's starting figure stands
(domain/denials.md 2), and the page says so.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mainstay.engine import codes
from mainstay.engine.money import round_half_up

LEAST_CASES = 3
"""Fewer cases of one's own than this are no history."""

_USUAL_ACT = {"Y": "appeal", "R": "resend", "N": "escalate"}
"""The act a reason is made for (domain/denials.md 3): appeal, or fix and resubmit."""
OTHER_ACT_BPS = {"appeal": 5_000, "resend": 5_000, "send_records": 6_000, "escalate": 4_000}
"""A starting share of the category's chance for an act the reason is not made for."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Tries that ended, of one payer, category, reason and act; amounts in cents."""

    payer_id: int
    category: str
    carc: str
    tried: str
    cases: int
    won: int
    cents: int
    won_cents: int
    days: int


@dataclass(frozen=True, slots=True)
class Case:
    """The denial that advice is asked for."""

    payer_id: int
    category: str
    carc: str
    cents: int


@dataclass(frozen=True, slots=True)
class Option:
    """One thing one could do, with what it brought before.

    ``basis`` says from where: "payer", "all payers" or "start" (no history of that size yet).
    """

    act: str
    cases: int
    won: int
    share: Fraction
    average_days: Fraction | None
    worth_cents: int
    basis: str

    @property
    def evidence(self) -> str:
        """Where the figures come from, as the page says it."""
        if self.basis == "start":
            return "not enough history yet"
        noun = "case" if self.cases == 1 else "cases"
        whose = "with this payer" if self.basis == "payer" else "with all payers"
        return f"from {self.cases} of your own {noun} {whose}"


def usual_act(carc: str, category: str) -> str:
    """The act that a reason is made for; records that are asked for are sent."""
    if category == "DOCUMENTATION":
        return "send_records"
    return _USUAL_ACT[codes.carc(carc).appealable]


def options(case: Case, history: Iterable[Tally], acts: Collection[str]) -> tuple[Option, ...]:
    """What each of these acts is worth for the case, the best first."""
    tallies = list(history)
    found = [_option(case, act, [one for one in tallies if one.tried == act]) for act in acts]
    made_for = usual_act(case.carc, case.category)
    return tuple(sorted(found, key=lambda one: (-one.worth_cents, one.act != made_for, one.act)))


def _option(case: Case, act: str, tallies: Sequence[Tally]) -> Option:
    for basis, fits in _nearest_first(case):
        near = [one for one in tallies if fits(one)]
        cases, cents = sum(one.cases for one in near), sum(one.cents for one in near)
        if cases >= LEAST_CASES and cents > 0:
            share = Fraction(sum(one.won_cents for one in near), cents)
            return Option(
                act,
                cases,
                sum(one.won for one in near),
                share,
                Fraction(sum(one.days for one in near), cases),
                round_half_up(case.cents * share.numerator, share.denominator),
                basis,
            )
    share = _starting_share(case, act)
    worth = round_half_up(case.cents * share.numerator, share.denominator)
    return Option(act, 0, 0, share, None, worth, "start")


def _nearest_first(case: Case) -> tuple[tuple[str, Callable[[Tally], bool]], ...]:
    return (
        ("payer", lambda one: one.payer_id == case.payer_id and one.carc == case.carc),
        ("payer", lambda one: one.payer_id == case.payer_id and one.category == case.category),
        ("all payers", lambda one: one.carc == case.carc),
        ("all payers", lambda one: one.category == case.category),
    )


def _starting_share(case: Case, act: str) -> Fraction:
    """The category's chance; less of it for an act that the reason is not made for."""
    chance = Fraction(codes.category(case.category).overturn_bps, 10_000)
    if act == usual_act(case.carc, case.category):
        return chance
    return chance * Fraction(OTHER_ACT_BPS[act], 10_000)
