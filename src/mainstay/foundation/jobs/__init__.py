"""Background and scheduled work: a table of jobs, taken by workers, each idempotent.

Others use ``services.enqueue`` (inside their transaction) and ``runner.run_until_idle``. Which
handler a kind has, and what runs when, is told by ``pipelines.jobs`` at start-up through
``registry``.
"""
