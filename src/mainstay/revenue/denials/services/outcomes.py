"""Write down how a try ended."""

from datetime import date

from mainstay.revenue.denials.models import Act, Appeal, Denial, Outcome


def note_outcome(
    act: Act,
    denial: Denial,
    *,
    tried: tuple[str, date | None],
    won_cents: int,
    appeal: Appeal | None = None,
) -> None:
    """Note what the last try brought, with the act that tells it; nothing where none was made."""
    kind, on = tried
    if not kind or on is None:
        return
    Outcome.objects.create(
        practice_id=denial.practice_id,
        act=act,
        denial=denial,
        payer_id=denial.payer_id,
        category=denial.category,
        carc=denial.carc,
        tried=kind,
        letter_code=appeal.letter_code if appeal else "",
        level=appeal.level if appeal else 0,
        cents=denial.cents,
        won_cents=max(0, min(won_cents, denial.cents)),
        days=max((act.on - on).days, 0),
        on=act.on,
    )
