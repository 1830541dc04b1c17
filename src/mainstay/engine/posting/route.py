"""Where a denial goes: its cause, owner, act and clock (domain/denials.md 1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mainstay.engine import codes

READ_THE_REMARK = frozenset(
    ["16", "96", "129", "148", "201", "226", "227", "234", "237", "250", "251", "252", "267", "A1"]
)
"""Reasons that say little; a remark code is mandatory beside them and decides."""

UNPROCESSABLE = "MA130"


@dataclass(frozen=True, slots=True)
class Route:
    """What to do about a denied amount. ``appealable``, ``deadline_class``: see codes.Carc."""

    category: str
    root_cause: str
    owner: str
    action: str
    appealable: str
    deadline_class: str


Overrides = Mapping[tuple[str, str], Route]
"""A payer's own meanings: (CARC, RARC), or (CARC, "") whatever the remark."""


def route_of(
    carc_code: str,
    rarc_codes: Sequence[str],
    overrides: Overrides | None = None,
    *,
    is_hidden_denial: bool = False,
) -> Route:
    """The route of one denied amount.

    The first that applies: the payer's override; a remark that is known to go with the reason;
    any remark where the reason says little (a price reason that took the whole charge says
    nothing); the reason itself; UNKNOWN. A remark that is an alert never decides. The clock stays
    that of the reason, except that an unprocessable claim has only its timely filing left.
    """
    if override := _override(carc_code, rarc_codes, overrides or {}):
        return override
    route = _route_of_reason(carc_code, is_hidden_denial)
    says_little = is_hidden_denial or carc_code in READ_THE_REMARK
    if remark := _deciding_remark(carc_code, rarc_codes, says_little):
        route = replace(
            route,
            category=remark.category,
            root_cause=remark.summary,
            owner=codes.category(remark.category).owner,
            action=remark.action,
        )
    if carc_code == "16" and UNPROCESSABLE in rarc_codes:
        route = replace(
            route,
            action=f"Send a new claim while timely filing runs; no appeal. {route.action}",
            appealable="N",
            deadline_class="DT",
        )
    return route


def _override(carc_code: str, rarc_codes: Iterable[str], overrides: Overrides) -> Route | None:
    for rarc_code in (*rarc_codes, ""):
        if override := overrides.get((carc_code, rarc_code)):
            return override
    return None


def _route_of_reason(carc_code: str, is_hidden_denial: bool) -> Route:
    reason = codes.carc(carc_code)
    if is_hidden_denial:
        return Route(
            category="UNKNOWN",
            root_cause="A price reduction takes the whole charge",
            owner=codes.category("UNKNOWN").owner,
            action="Read the remark code or ask the payer what it denied; do not write off",
            appealable="Y",
            deadline_class="DA",
        )
    return Route(
        category=reason.category,
        root_cause=reason.root_cause,
        owner=reason.owner,
        action=reason.action,
        appealable=reason.appealable,
        deadline_class=reason.deadline_class,
    )


def _deciding_remark(
    carc_code: str, rarc_codes: Iterable[str], says_little: bool
) -> codes.Rarc | None:
    """A specific remark before "unprocessable", which names no cause of its own."""
    remarks = sorted(map(codes.rarc, rarc_codes), key=lambda remark: remark.code == UNPROCESSABLE)
    reasons = [
        remark
        for remark in remarks
        if not remark.is_alert
        and remark.category != "UNKNOWN"
        and codes.category(remark.category).is_denial
    ]
    paired = [remark for remark in reasons if carc_code in remark.pairs_with]
    return next(iter(paired or (reasons if says_little else [])), None)
