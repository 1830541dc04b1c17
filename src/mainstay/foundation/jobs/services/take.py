"""Take the next job that is due."""

from datetime import datetime, timedelta

from django.db import connection

from mainstay.foundation.db import atomic, retrying
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.registry import TakenJob

LEASE = timedelta(seconds=60)


@retrying
def take(
    holder: str, *, at: datetime, practice_id: int | None = None, lease: timedelta = LEASE
) -> TakenJob | None:
    """Lease the job that is due longest to ``holder``, or None when none is due.

    One statement: two workers never get the same job. A job whose lease has run out is due again,
    since its worker is dead. With ``practice_id`` only that practice's jobs count.
    """
    skip = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    ours = " AND practice_id = %s" if practice_id is not None else ""
    scope = [] if practice_id is None else [practice_id]
    moment, lease_until = (
        Job._meta.get_field("run_after").get_db_prep_value(value, connection)
        for value in (at, at + lease)
    )
    with atomic(), connection.cursor() as cursor:
        for due in (
            f"state = 'waiting' AND run_after <= %s{ours} ORDER BY run_after, id",
            f"state = 'running' AND lease_until < %s{ours} ORDER BY lease_until, id",
        ):
            sql = f"""
                UPDATE jobs_job SET state = 'running', lease_until = %s, lease_holder = %s,
                    attempts = attempts + 1, is_wanted_again = %s,
                    progressed_at = CASE WHEN attempts = 0 THEN %s ELSE progressed_at END
                WHERE id = (SELECT id FROM jobs_job WHERE {due} LIMIT 1{skip})
                RETURNING id
            """  # noqa: S608  (our own words only; values are parameters)
            cursor.execute(sql, [lease_until, holder, False, moment, moment, *scope])
            if found := cursor.fetchone():
                return _taken(found[0], lease)
    return None


def _taken(job_id: int, lease: timedelta) -> TakenJob:
    job = Job.objects.get(pk=job_id)
    return TakenJob(
        id=job.pk,
        kind=job.kind,
        practice_id=job.practice_id,
        payload=job.payload,
        dedupe_key=job.dedupe_key,
        attempts=job.attempts,
        lease_holder=job.lease_holder,
        lease=lease,
    )
