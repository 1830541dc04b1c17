"""Which handler a kind of job has, what runs when, and what happens when a job gives up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from mainstay.foundation import audit, clock, work
from mainstay.foundation.db.invariants import all_invariants
from mainstay.foundation.jobs import services
from mainstay.foundation.jobs.registry import Handler, Mark, OnGiveUp, Schedule, TakenJob
from mainstay.foundation.tenancy.models import Practice
from mainstay.oversight.insight.services.refreshing import refresh
from mainstay.oversight.quality.services import draw_week
from mainstay.pipelines import folders, inbound
from mainstay.revenue.claims.services import statuses
from mainstay.revenue.exchange.queries import lane_progress
from mainstay.revenue.exchange.services.receive import LANE_JOB

ANCHOR_JOB = "audit.anchor"
FOLDERS_JOB = "exchange.folders"
TIDY_JOB = "jobs.tidy"
VERIFY_JOB = "foundation.verify"
OWNERSHIP_JOB = "work.ownership"
SAMPLE_JOB = "quality.sample"
KEEP_DONE_JOBS = timedelta(days=3)


def apply_lane(job: TakenJob) -> None:
    """Read and apply what waits for one practice, in its one lane."""
    inbound.run_lane(_practice_of(job))


def refresh_figures(job: TakenJob) -> None:
    """Bring a practice's statuses and figures up to date with what was applied, and with the date."""
    practice_id = _practice_of(job)
    statuses.bring_up_to_date(practice_id, at=clock.now())
    refresh(practice_id, at=clock.now())


def tidy_jobs(job: TakenJob) -> None:
    """Forget the jobs that were done some days ago."""
    services.tidy(before=clock.now() - KEEP_DONE_JOBS)


def anchor_audit(job: TakenJob) -> None:
    """Note the end of a practice's audit chain outside the database."""
    audit.anchor(_practice_of(job))


def look_at_folders(job: TakenJob) -> None:
    """Take in what has settled in the watched folders."""
    folders.look_at_folders()


def keep_ownership(job: TakenJob) -> None:
    """Move the work of those who left or came back, find holders, and let late work climb."""
    practice_id, now = _practice_of(job), clock.now()
    work.keep_up_with_absences(practice_id, at=now)
    work.reroute(practice_id, at=now)
    work.climb(practice_id, at=now)


def draw_sample(job: TakenJob) -> None:
    """Draw last week's sample of claims, if it is not drawn yet."""
    draw_week(_practice_of(job), at=clock.now())


def verify_practice(job: TakenJob) -> None:
    """Ask every question of `mainstay verify`; a promise that does not hold becomes a work item.

    A practice opened today has its first night ahead.
    """
    practice_id = _practice_of(job)
    if Practice.objects.get(pk=practice_id).created_at > clock.now() - timedelta(days=1):
        return
    for invariant in all_invariants():
        first = next(iter(invariant.violations(practice_id)), None)
        if first is None:
            continue
        work.open_item(
            practice_id,
            "system_upkeep",
            f"verify:{invariant.code}:{job.dedupe_key}",
            subject_kind="invariant",
            subject_key=invariant.code,
            title=f"{invariant.title}: not so. {first}",
        )


def ask_a_person(job: TakenJob, error: str) -> None:
    """A job's last attempt failed: say so where work is looked for."""
    if job.practice_id is None:
        return  # `mainstay doctor` lists these; there is no practice whose person could be asked
    work.open_item(
        job.practice_id,
        "system_upkeep",
        f"job:{job.id}",
        subject_kind="job",
        subject_key=job.kind,
        title=f"The background job {job.kind} failed {job.attempts} times: {error}",
        at=clock.now(),
    )


HANDLERS: Mapping[str, Handler] = {
    LANE_JOB: apply_lane,
    inbound.REFRESH_JOB: refresh_figures,
    ANCHOR_JOB: anchor_audit,
    FOLDERS_JOB: look_at_folders,
    VERIFY_JOB: verify_practice,
    OWNERSHIP_JOB: keep_ownership,
    SAMPLE_JOB: draw_sample,
    TIDY_JOB: tidy_jobs,
}


def each_half_minute(at: datetime) -> str:
    """One run for each half minute."""
    return f"{at:%Y-%m-%dT%H:%M}:{at.second // 30 * 30:02}"


def each_minute(at: datetime) -> str:
    """One run for each minute."""
    return f"{at:%Y-%m-%dT%H:%M}"


def each_five_minutes(at: datetime) -> str:
    """One run for each five minutes."""
    return f"{at:%Y-%m-%dT%H}:{at.minute // 5 * 5:02}"


def each_night(at: datetime) -> str:
    """One run for each day that begins at 07:00 UTC: the small hours in the United States."""
    return (at - timedelta(hours=7)).date().isoformat()


SCHEDULES: Sequence[Schedule] = (
    Schedule(FOLDERS_JOB, each_half_minute, is_per_practice=False),
    Schedule(ANCHOR_JOB, each_five_minutes),
    Schedule(OWNERSHIP_JOB, each_minute),
    Schedule(inbound.REFRESH_JOB, each_night),
    Schedule(VERIFY_JOB, each_night),
    Schedule(SAMPLE_JOB, each_night),
    Schedule(TIDY_JOB, each_night, is_per_practice=False),
)


def lane_mark(job: TakenJob) -> int:
    """How many files and records of the practice are through."""
    return lane_progress(_practice_of(job))


MARKS: Mapping[str, Mark] = {LANE_JOB: lane_mark}

WHEN_GIVEN_UP: Sequence[OnGiveUp] = (ask_a_person,)


def _practice_of(job: TakenJob) -> int:
    if job.practice_id is None:
        raise ValueError(f"A job of kind {job.kind} needs a practice.")
    return job.practice_id
