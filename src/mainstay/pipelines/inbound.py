"""What each kind of inbound work does, and the one lane in which a practice's files are applied."""

import gc
from collections.abc import Callable
from itertools import islice

from mainstay.foundation import clock
from mainstay.foundation.db.planning import measure_what_grew
from mainstay.foundation.jobs import services as jobs
from mainstay.pipelines.reader_process import Readers
from mainstay.revenue.claims.services import statuses
from mainstay.revenue.claims.services.acknowledge import apply_acknowledgements
from mainstay.revenue.claims.services.intake import apply_claims
from mainstay.revenue.exchange import queries, transcripts
from mainstay.revenue.exchange.services.note_reading import note_readings
from mainstay.revenue.receipts.services.patient_payments import apply_payments
from mainstay.revenue.remits.services.intake import apply_remits

Handler = Callable[..., None]

# In the order in which a practice's lane applies what waits.
HANDLERS: dict[str, Handler] = {
    "claims": apply_claims,  # 837P, 837I
    "acknowledgements": apply_acknowledgements,  # TA1, 999, 277CA
    "remits": apply_remits,  # 835
    "payments": apply_payments,  # patients' payments, CSV
}

REFRESH_JOB = "insight.refresh"
FILES_AT_ONCE = 100


def run_lane(practice_id: int) -> None:
    """Read what was received, then apply every waiting part in order. Safe to kill and repeat.

    All files are read before the first is applied: the order of application must depend on the
    files alone, not on when a worker was killed.
    """
    _spare_the_collector()
    read_received(practice_id)
    for kind, apply in HANDLERS.items():
        parts = iter(queries.waiting_parts(practice_id, kind))
        while some := list(islice(parts, FILES_AT_ONCE)):
            apply(some, at=clock.now())
            measure_what_grew()
    transcripts.discard(practice_id)
    statuses.bring_up_to_date(practice_id, at=clock.now())
    jobs.enqueue(
        REFRESH_JOB,
        {"practice_id": practice_id},
        dedupe_key=f"{REFRESH_JOB}:{practice_id}",
        practice_id=practice_id,
    )


def _spare_the_collector() -> None:
    """A lane makes millions of rows that live for a moment, and hardly a cycle among them.

    What the program is made of is left out of every search for cycles, and searches come less
    often: a quarter of the time of an import (X12.md 2 saw three to five times for the engine).
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def read_received(practice_id: int) -> None:
    """Give the unread files to the reader processes and write down what they found."""
    with Readers(transcripts.folder(practice_id)) as readers:
        readings = readers.readings(queries.received_files(practice_id))
        while some := list(islice(readings, FILES_AT_ONCE)):
            note_readings(some, at=clock.now())
