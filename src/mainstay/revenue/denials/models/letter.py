"""A practice's own wording of a letter."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel


class LetterVersion(PracticeModel):
    """One version of a letter template as this practice wants it. Append-only; the newest counts.

    Version 0 is the one that ships with Mainstay and has no row.
    """

    code = models.CharField(max_length=40)
    number = models.IntegerField()
    title = models.CharField(max_length=80)
    body = models.TextField()
    attachments = models.JSONField(default=list)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        db_table = "denials_letter_version"
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "code", "number"], name="letter_version_once"
            ),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="letter_version_number"),
        ]
