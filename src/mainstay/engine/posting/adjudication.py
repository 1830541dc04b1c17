"""Read one claim payment: what moves, what the patient owes, what was denied, what a person sees.

The rules are domain/835-posting.md 3 and 5 and the table of DESIGN 9, in that order of words:
group and category of the reason decide; the guards come before any automatic write-off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from mainstay.engine import codes
from mainstay.engine.money import Money, format_cents
from mainstay.engine.posting.allowed import allowed_and_doubt, allowed_by_payment, patient_share
from mainstay.engine.posting.balance import imbalance_of
from mainstay.engine.posting.outcome import (
    AdjudicatedClaim,
    AdjudicatedLine,
    Adjustment,
    DeniedAmount,
    LineOutcome,
    Movement,
    MovementKind,
    Outcome,
)
from mainstay.engine.posting.route import Overrides, route_of

POSTABLE = frozenset({"1", "2", "3", "4", "19", "20", "21"})
SECONDARY = frozenset({"2", "3", "20", "21"})
DENIED_AS_A_WHOLE = "4"
GROUPS = frozenset({"CO", "PR", "OA", "PI"})
REPORTING_CENTS = 1  # a line of $0.00 or $0.01 only reports

_NOT_POSTED = {
    "22": "A reversal mirrors the posting it negates; it is not read on its own.",
    "23": "Not this payer's claim; it was forwarded. Change the payer, post nothing.",
    "25": "Predetermination only: an estimate before the service. Post nothing.",
}
_ACCOUNTS: dict[str, MovementKind] = {
    "CAPITATION": "capitated",
    "WITHHOLD": "withhold",
    "INCENTIVE": "incentive",
    "REPORTING": "write_off",
}
_TAX_WITHHELD = "105"


@dataclass(frozen=True, slots=True)
class _Review:
    sentence: str


@dataclass(frozen=True, slots=True)
class _NoEntry:
    is_pended: bool = False


_Effect = Movement | DeniedAmount | _Review | _NoEntry


@dataclass(frozen=True, slots=True)
class _Context:
    """What an adjustment is read in: its claim, the remarks beside it, the payer's meanings."""

    claim: AdjudicatedClaim
    rarcs: tuple[str, ...]
    overrides: Overrides | None
    hides_a_denial: bool


def adjudicate(claim: AdjudicatedClaim, *, overrides: Overrides | None = None) -> Outcome:
    """What ``claim`` moves, line by line. A claim without lines reads as one, of key None.

    Claim-level adjustments are shared over the lines by charge (``Money.split``). Reversals are
    not read here: the caller mirrors the posting they negate. Never raises for what a file says.
    """
    if claim.status not in POSTABLE:
        sentence = _NOT_POSTED.get(
            claim.status, f"Claim status {claim.status!r} is not one an 835 may post. Look at it."
        )
        return Outcome(lines=(), balanced=True, imbalance="", park=sentence, reviews=(sentence,))
    imbalance = imbalance_of(claim)
    lines = lines_with_claim_adjustments(claim)
    return Outcome(
        lines=tuple(_read_line(claim, line, overrides) for line in lines),
        balanced=not imbalance,
        imbalance=imbalance,
        park=imbalance or _primary_needed_first(claim, lines),
    )


def lines_with_claim_adjustments(claim: AdjudicatedClaim) -> list[AdjudicatedLine]:
    """The lines of the claim, each with its share of the claim-level adjustments.

    The share lowers the line's payment as well, so the lines add up to the claim.
    """
    if not claim.lines:
        whole = AdjudicatedLine(
            key=None,
            charge_cents=claim.charge_cents,
            paid_cents=claim.paid_cents,
            adjustments=tuple(claim.claim_adjustments),
        )
        return [whole]
    lines = list(claim.lines)
    weights = [max(line.charge_cents, 0) for line in lines]
    weights = weights if any(weights) else [1] * len(lines)
    for group, carc, cents in claim.claim_adjustments:
        for index, share in enumerate(Money(cents).split(weights)):
            if share.cents:
                lines[index] = _with_adjustment(lines[index], (group, carc, share.cents))
    return lines


def _with_adjustment(line: AdjudicatedLine, adjustment: Adjustment) -> AdjudicatedLine:
    return replace(
        line,
        paid_cents=line.paid_cents - adjustment[2],
        adjustments=(*line.adjustments, adjustment),
    )


def _primary_needed_first(claim: AdjudicatedClaim, lines: Iterable[AdjudicatedLine]) -> str:
    """A secondary that names no prior payment can only be capped by what the primary left."""
    if any(
        _lacks_prior_payer(claim, line)
        and line.left_before_cents is None
        and _price_cents(line.adjustments) > 0
        for line in lines
    ):
        return "This secondary payment does not say what the primary did (OA-23). Post it first."
    return ""


def _read_line(
    claim: AdjudicatedClaim, line: AdjudicatedLine, overrides: Overrides | None
) -> LineOutcome:
    context = _Context(
        claim=claim,
        rarcs=tuple(dict.fromkeys((*line.remarks, *claim.remarks))),
        overrides=overrides,
        hides_a_denial=_price_takes_the_whole_charge(claim, line),
    )
    effects = [_effect(context, adjustment) for adjustment in line.adjustments if adjustment[2]]
    movements = [effect for effect in effects if isinstance(effect, Movement)]
    patient = patient_share(line.adjustments)
    denials = tuple(effect for effect in effects if isinstance(effect, DeniedAmount))
    reviews = [effect.sentence for effect in effects if isinstance(effect, _Review)]
    if _lacks_prior_payer(claim, line) and line.left_before_cents is not None:
        refused = sum(denial.cents for denial in denials)
        movements, capped = _capped_at_what_is_left(line, movements, patient, refused)
        reviews.extend(capped)
    is_denied = _is_denied(claim, line, denials)
    allowed_cents, doubt = allowed_and_doubt(
        line, is_secondary=claim.is_secondary, is_denied=is_denied
    )
    reviews.extend(filter(None, [doubt, _denied_without_reason(claim, line, denials)]))
    return LineOutcome(
        key=line.key,
        charge_cents=line.charge_cents,
        paid_cents=line.paid_cents,
        movements=tuple(movements),
        patient=patient,
        no_entry_cents=_total(line) - _sum(movements) - sum(cents for _, cents in patient),
        allowed_cents=allowed_cents,
        is_denied=is_denied,
        is_pended=any(isinstance(effect, _NoEntry) and effect.is_pended for effect in effects),
        denials=denials,
        reviews=tuple(reviews),
    )


def _effect(context: _Context, adjustment: Adjustment) -> _Effect:
    """What one adjustment does: its group must be one of today, then its category decides."""
    group, carc, _ = adjustment
    if group not in GROUPS:
        return _review(adjustment, "this group posts nothing in an 835 of today; look at it")
    read = _BY_CATEGORY.get(codes.carc(carc).category, _denial)
    return read(context, adjustment)


def _pended(_context: _Context, _adjustment: Adjustment) -> _Effect:
    return _NoEntry(is_pended=True)


def _prior_payer(context: _Context, adjustment: Adjustment) -> _Effect:
    if context.claim.is_secondary:
        return _NoEntry()
    return _review(adjustment, "names an earlier payer on a claim billed as primary")


def _patient(_context: _Context, adjustment: Adjustment) -> _Effect:
    if adjustment[0] == "PR":
        return _NoEntry()  # no entry of its own: ``patient_share`` and who_owes move it
    return _review(adjustment, "a patient's share the payer keeps from the patient; never bill it")


def _for_a_person(_context: _Context, adjustment: Adjustment) -> _Effect:
    summary = codes.carc(adjustment[1]).summary
    return _review(adjustment, f"{summary}; decide what it is, no write-off")


def _price(context: _Context, adjustment: Adjustment) -> _Effect:
    group, carc, cents = adjustment
    if group == "PR":
        return _review(adjustment, "may be billed to the patient only where the law allows it")
    if context.hides_a_denial:
        return _denied(context, adjustment, is_hidden_denial=True)
    if group == "PI" and context.claim.is_without_contract:
        return _review(adjustment, "no contract with this payer agrees to this; dispute or accept")
    return Movement("contractual", cents, carc, group)


def _reduction(_context: _Context, adjustment: Adjustment) -> _Effect:
    group, carc, cents = adjustment
    if group == "PR":
        return _review(adjustment, "not a patient's reason; do not bill it before it is explained")
    kind = "tax_prepaid" if carc == _TAX_WITHHELD else _ACCOUNTS[codes.carc(carc).category]
    return Movement(kind, cents, carc, group)


def _denial(context: _Context, adjustment: Adjustment) -> _Effect:
    if adjustment[2] < 0:
        return _review(adjustment, "a denial reason that raises the payment; look at it")
    return _denied(context, adjustment)


_BY_CATEGORY: dict[str, Callable[[_Context, Adjustment], _Effect]] = {
    "PENDED": _pended,
    "COB_INFO": _prior_payer,
    "PATIENT_RESP": _patient,
    "PRICING": _for_a_person,
    "PAYER_ADMIN": _for_a_person,
    "APPEAL_OUTCOME": _for_a_person,
    "CONTRACTUAL": _price,
    "CAPITATION": _reduction,
    "WITHHOLD": _reduction,
    "INCENTIVE": _reduction,
    "REPORTING": _reduction,
}  # everything else is a denial


def _denied(
    context: _Context, adjustment: Adjustment, *, is_hidden_denial: bool = False
) -> DeniedAmount:
    group, carc, cents = adjustment
    route = route_of(carc, context.rarcs, context.overrides, is_hidden_denial=is_hidden_denial)
    return DeniedAmount(
        group=group,
        carc=carc,
        rarcs=context.rarcs,
        cents=cents,
        category=route.category,
        root_cause=route.root_cause,
        owner=route.owner,
        action=route.action,
        preventable=codes.category(route.category).is_preventable,
        appealable=route.appealable,
        deadline_class=route.deadline_class,
    )


def _review(adjustment: Adjustment, what: str) -> _Review:
    group, carc, cents = adjustment
    return _Review(f"{group}-{carc} {format_cents(cents)}: {what}.")


def _price_takes_the_whole_charge(claim: AdjudicatedClaim, line: AdjudicatedLine) -> bool:
    """Payers misuse price reasons as a denial: nothing paid, nothing for the patient to pay."""
    return (
        not claim.is_secondary
        and line.charge_cents > REPORTING_CENTS
        and line.paid_cents == 0
        and not sum(cents for _, cents in patient_share(line.adjustments))
        and _price_cents(line.adjustments) == line.charge_cents
    )


def _price_cents(adjustments: Iterable[Adjustment]) -> int:
    return sum(
        cents
        for group, carc, cents in adjustments
        if group != "PR" and codes.carc(carc).category == "CONTRACTUAL"
    )


def _lacks_prior_payer(claim: AdjudicatedClaim, line: AdjudicatedLine) -> bool:
    return claim.is_secondary and not any(
        codes.carc(carc).category == "COB_INFO" for _, carc, _ in line.adjustments
    )


def _capped_at_what_is_left(
    line: AdjudicatedLine,
    movements: Sequence[Movement],
    patient: Iterable[tuple[str, int]],
    refused_cents: int,
) -> tuple[list[Movement], list[str]]:
    """Some secondaries put the primary's payment and write-off into CO-45.

    So a price reduction takes no more than what the charge still owes after this payment, the
    patient's share, and all else that keeps or moves an amount of it.
    """
    left = (line.left_before_cents or 0) - line.paid_cents - refused_cents
    left -= sum(cents for _, cents in patient)
    left -= _sum(move for move in movements if move.kind != "contractual")
    kept: list[Movement] = []
    reviews: list[str] = []
    for move in movements:
        if move.kind != "contractual":
            kept.append(move)
            continue
        taken = min(move.cents, max(left, 0))
        left -= taken
        if taken:
            kept.append(replace(move, cents=taken))
        if taken != move.cents:
            reviews.append(
                f"{move.reason} {format_cents(move.cents)}: only {format_cents(taken)} was left "
                "to write down; the rest repeats what the primary did."
            )
    return kept, reviews


def _is_denied(
    claim: AdjudicatedClaim, line: AdjudicatedLine, denials: Sequence[DeniedAmount]
) -> bool:
    """The denied line of domain/metrics.md 0. Read from the money, not from CLP02, except for 4."""
    if line.charge_cents <= REPORTING_CENTS:
        return False
    if claim.status == DENIED_AS_A_WHOLE:
        return True
    return line.paid_cents == 0 and bool(denials) and allowed_by_payment(line) == 0


def _denied_without_reason(
    claim: AdjudicatedClaim, line: AdjudicatedLine, denials: Sequence[DeniedAmount]
) -> str:
    if claim.status == DENIED_AS_A_WHOLE and line.charge_cents and not denials:
        return "The payer denied the whole claim (status 4) but gave no reason. Ask it for one."
    return ""


def _sum(movements: Iterable[Movement]) -> int:
    return sum(move.cents for move in movements)


def _total(line: AdjudicatedLine) -> int:
    return sum(cents for _, _, cents in line.adjustments)
