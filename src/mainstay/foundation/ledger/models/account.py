"""An account of a practice's books."""

from django.db import models
from django.db.models import Q

from mainstay.foundation.ledger.kinds import PARTY_KINDS, WITH_PARTY, Kind
from mainstay.foundation.tenancy.models import PracticeModel

_WITH_PARTY = sorted(kind.value for kind in WITH_PARTY)


class Account(PracticeModel):
    """A kind of account, of one party where its kind has parties.

    A party is a payer or patient by plain id: the ledger knows no table above it.
    """

    kind = models.CharField(max_length=16)
    party_kind = models.CharField(max_length=8, blank=True, default="")
    party_id = models.BigIntegerField(default=0, help_text="0: the practice's own account.")

    class Meta:
        db_table = "ledger_account"
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "kind", "party_kind", "party_id"], name="ledger_account_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="ledger_account_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=_WITH_PARTY, party_kind__in=list(PARTY_KINDS), party_id__gt=0)
                | (~Q(kind__in=_WITH_PARTY) & Q(party_kind="", party_id=0)),
                name="ledger_account_party",
            ),
        ]
