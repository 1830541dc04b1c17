"""What claims do when others move money on their encounters."""

from collections.abc import Iterable
from typing import Protocol

from mainstay.foundation import clock
from mainstay.revenue.claims.models import Claim
from mainstay.revenue.claims.services.facts import refresh
from mainstay.revenue.claims.states import Status

SETTLED = (Status.PAID.value, Status.CLOSED.value)


class MoneyMoved(Protocol):
    """An event after which somebody owes something else, such as a patient's payment."""

    @property
    def practice_id(self) -> int: ...
    @property
    def encounter_ids(self) -> Iterable[int]: ...


def on_money_moved(event: MoneyMoved) -> None:
    """Let the statuses of these encounters' claims follow: paid becomes closed, or open again.

    A patient's money decides nothing else, so claims the payer has not settled are left alone.
    """
    claims = Claim.objects.for_practice(event.practice_id).filter(
        encounter__in=list(event.encounter_ids), status__in=SETTLED
    )
    refresh(event.practice_id, list(claims.values_list("id", flat=True)), at=clock.now())
