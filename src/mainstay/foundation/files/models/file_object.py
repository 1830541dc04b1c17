"""That a practice has a file; its bytes lie in the store under their hash."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel


class FileObject(PracticeModel):
    """Bytes received or sent by a practice. Append-only; practices share bytes by hash, not rows."""

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="Bytes.")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "files_object"
        constraints = [
            models.UniqueConstraint(fields=["practice", "sha256"], name="files_object_once"),
            models.CheckConstraint(condition=models.Q(size__gte=0), name="files_object_size"),
        ]
