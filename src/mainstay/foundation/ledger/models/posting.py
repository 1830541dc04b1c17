"""Postings and their entries: append-only, balanced by construction."""

from django.db import models
from django.db.models import F, Q

from mainstay.foundation.ledger.models.account import Account
from mainstay.foundation.tenancy.models import PracticeModel


class Posting(PracticeModel):
    """One business event that moved money, recorded once and never changed.

    ``occurred_on`` is the source's own date, ``effective_on`` the date in the books,
    ``recorded_at`` when we learned it (UTC). ``idempotency_key`` names its cause (DESIGN 9).
    """

    idempotency_key = models.CharField(max_length=160)
    kind = models.CharField(max_length=32)
    source = models.CharField(max_length=64, blank=True, default="")
    occurred_on = models.DateField()
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, blank=True)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )

    class Meta:
        db_table = "ledger_posting"
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "idempotency_key"], name="ledger_posting_once"
            ),
            models.CheckConstraint(condition=~Q(idempotency_key=""), name="ledger_posting_has_key"),
        ]
        indexes = [models.Index(fields=["practice", "effective_on"], name="ledger_posting_by_date")]


class Entry(PracticeModel):
    """A movement of ``cents`` from the credit account to the debit account.

    Both legs stand on one row, so an unbalanced entry cannot be written. The amount is positive;
    direction is the pair of accounts. ``charge_id`` is set on every receivable's entry.

    That its posting and accounts are there, and of its practice, is a rule of the database's own
    (``db.guards``), so no foreign keys say the first half once more.
    """

    posting = models.ForeignKey(
        Posting, on_delete=models.PROTECT, related_name="entries", db_constraint=False
    )
    debit = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    credit = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    cents = models.BigIntegerField()
    charge_id = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        db_table = "ledger_entry"
        constraints = [
            models.CheckConstraint(
                condition=Q(cents__gt=0, cents__lt=10**13), name="ledger_entry_cents"
            ),
            models.CheckConstraint(
                condition=~Q(debit=F("credit")), name="ledger_entry_accounts_differ"
            ),
        ]
        indexes = [models.Index(fields=["practice", "charge_id"], name="ledger_entry_by_charge")]
