"""The formula of every metric, once. Pure functions over counts, cents and small frozen rows.

Words and worked numbers: domain/metrics.md; its section 16 is the golden test beside this
package. Every formula returns a ``Figure``: exact, n/a without a denominator, rounded on display.
"""

from mainstay.engine.measures.aging import (
    BUCKETS,
    Aging,
    OpenItem,
    aging,
    aging_bucket,
    ar_over_90_rate,
    ar_over_120_rate,
)
from mainstay.engine.measures.collection import (
    CohortCharge,
    allowed_for_collection,
    cohort_is_mature,
    gross_collection_rate,
    net_collection_by_period,
    net_collection_of_insurance,
    net_collection_rate,
)
from mainstay.engine.measures.dso import days_in_ar, days_sales_window
from mainstay.engine.measures.figure import NOT_AVAILABLE, Figure
from mainstay.engine.measures.first_pass import (
    FirstRemit,
    RemittedLine,
    clean_claim_rate,
    denial_overturn_rate,
    end_to_end_resolution_rate,
    first_pass_acceptance_rate,
    first_pass_resolution_rate,
    full_denial_rate,
    initial_denial_rate,
    initial_denial_rate_in_dollars,
)
from mainstay.engine.measures.lag import (
    Lags,
    lags,
    mean_lag,
    median_lag,
    pos_collection_rate,
    pos_share_of_patient_cash,
    share_within,
)
from mainstay.engine.measures.period import (
    Period,
    collection_cohort,
    collection_cohorts,
    month_window,
    twelve_months_to,
)
from mainstay.engine.measures.target import TARGETS, Target, Tone, tone_of

__all__ = [
    "BUCKETS",
    "NOT_AVAILABLE",
    "TARGETS",
    "Aging",
    "CohortCharge",
    "Figure",
    "FirstRemit",
    "Lags",
    "OpenItem",
    "Period",
    "RemittedLine",
    "Target",
    "Tone",
    "aging",
    "aging_bucket",
    "allowed_for_collection",
    "ar_over_90_rate",
    "ar_over_120_rate",
    "clean_claim_rate",
    "cohort_is_mature",
    "collection_cohort",
    "collection_cohorts",
    "days_in_ar",
    "days_sales_window",
    "denial_overturn_rate",
    "end_to_end_resolution_rate",
    "first_pass_acceptance_rate",
    "first_pass_resolution_rate",
    "full_denial_rate",
    "gross_collection_rate",
    "initial_denial_rate",
    "initial_denial_rate_in_dollars",
    "lags",
    "mean_lag",
    "median_lag",
    "month_window",
    "net_collection_by_period",
    "net_collection_of_insurance",
    "net_collection_rate",
    "pos_collection_rate",
    "pos_share_of_patient_cash",
    "share_within",
    "tone_of",
    "twelve_months_to",
]
