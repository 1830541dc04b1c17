"""What came in, what it is, and how far it has been applied."""

from django.db import models

from mainstay.foundation.tenancy.models import PracticeModel, PublicModel

FILE_STATES = ["received", "parsed", "incomplete", "quarantined"]
PART_KINDS = ["claims", "acknowledgements", "remits", "payments"]


class Batch(PublicModel):
    """Files given together: one import command, one drop on the page, one look at a folder."""

    source = models.CharField(max_length=8)
    label = models.CharField(max_length=200, blank=True, default="")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    by_user_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["practice", "-opened_at"], name="batch_newest")]


class File(PublicModel):
    """Content received, known by its hash; its state is what reading it found."""

    object = models.OneToOneField("files.FileObject", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=24, blank=True, default="")
    state = models.CharField(max_length=12, default="received")
    reason = models.TextField(blank=True, default="")
    segment = models.IntegerField(null=True, blank=True)
    byte = models.BigIntegerField(null=True, blank=True)
    segments = models.IntegerField(default=0)
    claims = models.IntegerField(default=0)
    errors = models.IntegerField(default=0)
    warnings = models.IntegerField(default=0)
    note = models.TextField(blank=True, default="")
    payees = models.JSONField(default=list)
    received_at = models.DateTimeField()
    parsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "sha256"], name="file_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=FILE_STATES), name="file_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "state"], name="file_by_state"),
            models.Index(fields=["practice", "-received_at"], name="file_newest"),
        ]

    @property
    def key(self) -> str:
        """Twelve hex digits: how source keys name this file (DESIGN 9)."""
        return self.sha256[:12]


class Delivery(PublicModel):
    """One arrival of a file under a name. The second arrival of the same bytes is a duplicate."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="deliveries")
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    is_duplicate = models.BooleanField(default=False)
    delivered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["practice", "-delivered_at"], name="delivery_newest"),
            models.Index(fields=["batch", "id"], name="delivery_in_batch"),
        ]


class Part(PracticeModel):
    """What one kind of work finds in a file, applied in lane order: kind, date, hash.

    ``applied_through`` is the last segment ordinal whose effects are committed, so work that
    was killed goes on where it stopped.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="parts", db_index=False)
    kind = models.CharField(max_length=16)
    sort_on = models.DateField()
    sha256 = models.CharField(max_length=64)
    records = models.IntegerField(default=0)
    applied_through = models.IntegerField(default=0)
    applied_records = models.IntegerField(default=0)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "kind"], name="part_once"),
            models.CheckConstraint(condition=models.Q(kind__in=PART_KINDS), name="part_kind_known"),
        ]
        indexes = [
            models.Index(
                fields=["practice", "kind", "sort_on", "sha256"],
                condition=models.Q(applied_at__isnull=True),
                name="part_lane",
            )
        ]


class Sighting(PracticeModel):
    """A file seen in a watched folder: whole when size and mtime stay the same for 30 seconds."""

    path = models.CharField(max_length=1000)
    size = models.BigIntegerField()
    modified_ns = models.BigIntegerField()
    seen_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "path"], name="sighting_once")]


class FileFinding(PracticeModel):
    """What the checker said of a file (the first 200 of them)."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="findings")
    ordinal = models.IntegerField()
    severity = models.CharField(max_length=8)
    rule = models.CharField(max_length=40)
    segment = models.IntegerField(null=True, blank=True)
    place = models.CharField(max_length=80, blank=True, default="")
    sentence = models.TextField()

    class Meta:
        db_table = "exchange_finding"
        constraints = [
            models.UniqueConstraint(fields=["file", "ordinal"], name="file_finding_once")
        ]
