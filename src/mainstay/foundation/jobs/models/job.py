"""Background work that waits for a worker."""

from django.db import models

from mainstay.foundation.jobs.states import State


class Job(models.Model):
    """One piece of background work. Every kind is idempotent: a dead worker's job runs again.

    ``dedupe_key`` is unique among unfinished jobs; with ``is_once`` it is unique for ever (a
    scheduled run). ``is_wanted_again`` is set when the key is asked for while it runs: it then
    waits again instead of being done, so no wake-up is lost. ``payload`` holds ids, never PHI.

    ``mark`` is how far its work was when it was last taken, for kinds that can tell
    (``registry.marks``); ``progressed_in`` the last attempt that brought it further, and
    ``progressed_at`` when that was seen, or when it was first taken.
    """

    practice = models.ForeignKey(
        "tenancy.Practice", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=64)
    payload = models.JSONField()
    dedupe_key = models.CharField(max_length=160)
    is_once = models.BooleanField(default=False)
    is_wanted_again = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default=State.WAITING.value)
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_holder = models.CharField(max_length=64, blank=True, default="")
    attempts = models.IntegerField(default=0)
    mark = models.BigIntegerField(default=-1)
    progressed_in = models.IntegerField(default=0)
    progressed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "jobs_job"
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="jobs_job_unfinished_once",
            ),
            models.UniqueConstraint(
                fields=["dedupe_key"], condition=models.Q(is_once=True), name="jobs_job_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "gave_up"]),
                name="jobs_job_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(lease_until__isnull=False),
                name="jobs_job_running_has_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["run_after", "id"],
                condition=models.Q(state="waiting"),
                name="jobs_job_due",
            ),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(state="running"),
                name="jobs_job_leased",
            ),
        ]
