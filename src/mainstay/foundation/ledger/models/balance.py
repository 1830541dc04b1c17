"""The cache of sums of entries; ``mainstay verify`` recomputes it."""

from django.db import models

from mainstay.foundation.ledger.models.account import Account
from mainstay.foundation.tenancy.models import PracticeModel


class Balance(PracticeModel):
    """Debits less credits: of a receivable for each charge, of any other account as a whole (0)."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    charge_id = models.BigIntegerField(default=0)
    cents = models.BigIntegerField()

    class Meta:
        db_table = "ledger_balance"
        constraints = [
            models.UniqueConstraint(fields=["account", "charge_id"], name="ledger_balance_once")
        ]
        indexes = [models.Index(fields=["practice", "charge_id"], name="ledger_balance_by_charge")]
