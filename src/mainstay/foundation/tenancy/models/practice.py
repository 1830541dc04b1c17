"""A practice and the numbers by which files name it."""

from django.db import models


class Practice(models.Model):
    """One medical practice: the unit of scope, of books and of placement."""

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=40, default="America/New_York")
    is_demo = models.BooleanField(default=False)
    identifiers_confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class PracticeIdentifier(models.Model):
    """An NPI or TIN under which the practice bills, learned from its files until it confirms them.

    From then on a file that names a stranger is held (DESIGN 9).
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=3)
    value = models.CharField(max_length=20)
    learned_from = models.CharField(max_length=40, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "kind", "value"], name="practice_identifier_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["NPI", "TIN"]), name="practice_identifier_kind"
            ),
        ]
        indexes = [models.Index(fields=["kind", "value"], name="practice_identifier_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
