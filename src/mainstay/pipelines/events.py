"""Which event tells whom. *Now*: in the transaction that published it. *Later*: by a job."""

from collections.abc import Callable, Mapping
from typing import Any

from mainstay.foundation.events.registry import Later
from mainstay.oversight.insight.services.folding import on_encounters_moved
from mainstay.pipelines.inbound import REFRESH_JOB
from mainstay.revenue.claims.events import ClaimsAnswered, ClaimsSent
from mainstay.revenue.claims.services.statuses import on_money_moved
from mainstay.revenue.denials.events import BalanceAdjusted
from mainstay.revenue.denials.services.opening import on_claim_payments_posted
from mainstay.revenue.denials.services.resending import on_claims_sent as on_denied_claims_sent
from mainstay.revenue.receipts.events import PatientPaid
from mainstay.revenue.receipts.services.patient_payments import place_waiting_payments
from mainstay.revenue.remits.events import ClaimPaymentsPosted
from mainstay.revenue.remits.services.placing import on_claims_sent

NOW: Mapping[type[Any], tuple[Callable[[Any], None], ...]] = {
    ClaimsSent: (
        on_claims_sent,
        place_waiting_payments,
        on_denied_claims_sent,
        on_encounters_moved,
    ),
    ClaimsAnswered: (on_encounters_moved,),
    ClaimPaymentsPosted: (on_claim_payments_posted, on_encounters_moved),
    PatientPaid: (on_money_moved, on_encounters_moved),
    BalanceAdjusted: (on_money_moved, on_encounters_moved),
}

LATER: Mapping[type[Any], tuple[Later, ...]] = {
    BalanceAdjusted: (Later(REFRESH_JOB, lane=lambda event: str(event.practice_id)),),
}
