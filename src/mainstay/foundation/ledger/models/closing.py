"""How far the books are closed."""

from datetime import date

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel


class Closing(PracticeModel):
    """The last day into which nothing is booked any more; one row a practice, moving forward."""

    closed_through = models.DateField(default=date.min)

    class Meta:
        db_table = "ledger_closing"
        constraints = [
            models.UniqueConstraint(fields=["practice"], name="ledger_closing_once"),
        ]
