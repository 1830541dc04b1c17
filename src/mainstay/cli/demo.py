"""`mainstay demo`: a fictional practice with 18 months of claims, in your browser."""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mainstay.foundation.accounts.models import Membership

CODE = "demo"
SEED = 7

# By function its owner and its backups, as roles; the outside specialist owns with her whole team.
# Patients' and credit balances are left without an owner on purpose: that is what the demo shows.
STAFFING = {
    "insurance_verification": ("front_desk", "biller"),
    "prior_authorization": ("front_desk", "manager"),
    "charge_entry": ("front_desk",),
    "coding_review": ("coder", "biller"),
    "claim_scrubbing": ("biller", "coder"),
    "submission": ("biller", "poster"),
    "file_intake": ("biller", "poster"),
    "rejection_handling": ("biller", "coder"),
    "payment_posting": ("poster", "biller"),
    "underpayment_review": ("biller", "poster"),
    "denial_follow_up": ("outside_specialist", "biller", "poster"),
    "appeals": ("outside_specialist", "biller"),
    "ar_follow_up": ("outside_specialist", "poster"),
    "quality_review": ("manager", "coder"),
    "full_picture_review": ("manager", "biller"),
    "deposits": ("poster", "manager"),
    "credentialing": ("manager",),
    "system_upkeep": ("manager", "biller"),
}

EPILOG = """Example:
  ./mainstay demo
  ./mainstay demo --port 8080 --build-only

The practice, its patients and its payers are made up. The first run writes its files and imports
them through the same inbox that yours go through; later runs start at once. Sign-in is one click
per role, only here and only on this computer. Stop with Ctrl C.
Exit codes: 0 stopped by you; 1 the demo's files could not all be applied; 2 could not start."""


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "demo",
        help="a fictional practice with 18 months of claims, in your browser",
        description="Build the demo practice if absent, then start web and worker.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=8000, help="first port to try (default 8000)")
    parser.add_argument("--claims", type=int, default=12_000, help="how many claims to make up")
    parser.add_argument(
        "--until", metavar="DATE", help="last day of its history (default yesterday)"
    )
    parser.add_argument("--build-only", action="store_true", help="build, then stop")


def run(args: argparse.Namespace) -> int:
    """Build where needed, then serve until stopped."""
    os.environ["MAINSTAY_DEMO_SIGN_IN"] = "1"
    from mainstay.cli.main import set_up_django

    set_up_django()
    from mainstay.cli.migrate import migrate

    migrate(quiet=True)
    if not build(claims=args.claims, until=args.until):
        print(
            "Some of the demo's files could not be applied; the inbox says which.", file=sys.stderr
        )
        return 1
    if args.build_only:
        return 0
    return _serve(_free_port(args.port))


def build(*, claims: int, until: str | None) -> bool:
    """Make the demo practice unless it is there. Returns whether all its files are applied."""
    from mainstay.foundation import clock
    from mainstay.foundation.accounts.services import demo_people
    from mainstay.pipelines.practices import ensure_practice
    from mainstay.revenue.exchange.queries.inbox import is_settled

    practice, _ = ensure_practice(
        CODE,
        name="Harbor Light Family Medicine",
        zone="America/New_York",
        is_demo=True,
        at=clock.now(),
    )
    people = {member.role: member for member in demo_people(practice)}
    _give_functions_to(people, practice.pk)
    if is_settled(practice.pk):
        return True
    last_day = until or (clock.today(practice.zone) - timedelta(days=1)).isoformat()
    is_applied = _import(practice.pk, _files(claims=claims, until=last_day))
    _review_samples(people["coder"])
    return is_applied


def _give_functions_to(people: "dict[str, Membership]", practice_id: int) -> None:
    """Let the demo's work have owners, backups and procedures; what STAFFING leaves out is nobody's."""
    from django.db import transaction

    from mainstay.foundation.work import services as work

    with transaction.atomic():
        for code, (owner, *backups) in STAFFING.items():
            team_id = people[owner].team_id
            work.assign_function(
                practice_id,
                code,
                owner_user_id=None if team_id else people[owner].user_id,
                owner_team_id=team_id,
                backups=[people[role].user_id for role in backups],
            )
    _write_procedures(people["manager"])
    _train(people)


def _write_procedures(manager: "Membership") -> None:
    """The procedures we ship, written down by the manager once; some are due to be looked at."""
    from mainstay.foundation import clock
    from mainstay.foundation.tenancy import Actor
    from mainstay.foundation.work import services as work
    from mainstay.foundation.work.queries.ownership import written_procedures
    from mainstay.foundation.work.standard import procedure_to_start_from

    maren = Actor(manager.practice_id, manager.user_id, "cli", manager.role)
    written, now = written_procedures(manager.practice_id), clock.now()
    for number, code in enumerate(STAFFING):
        if code not in written and (text := procedure_to_start_from(code)):
            review_on = now.date() + timedelta(days=20 + 37 * number)
            work.write_procedure(code, text, review_on=review_on, by=maren, at=now)


def _train(people: "dict[str, Membership]") -> None:
    """Who was trained when, and who says that they read: some lately, some long ago."""
    from mainstay.foundation import clock
    from mainstay.foundation.tenancy import Actor
    from mainstay.foundation.work import services as work
    from mainstay.foundation.work.errors import NoProcedure

    now = clock.now()
    for number, (code, roles) in enumerate(STAFFING.items()):
        for role in roles:
            member = people[role]
            actor = Actor(member.practice_id, member.user_id, "cli", member.role)
            on = now.date() - timedelta(days=20 + 17 * number)
            work.note_training(code, member.user_id, level=3, on=on, by=actor)
            if number % 3:
                with contextlib.suppress(NoProcedure):
                    work.note_reading(code, by=actor, at=now)


def _review_samples(coder: "Membership") -> None:
    """Let the coder have reviewed the samples of some weeks."""
    from mainstay.foundation import clock
    from mainstay.foundation.tenancy import Actor
    from mainstay.oversight.quality.services.demo import review_samples

    yuki = Actor(coder.practice_id, coder.user_id, "cli", coder.role)
    review_samples(coder.practice_id, SEED, reviewer=yuki, at=clock.now())


def _files(*, claims: int, until: str) -> Path:
    """The demo's files, written once: a folder without its last line is written again."""
    from django.conf import settings

    from mainstay.simulator import write_practice

    folder: Path = settings.HOME / "demo" / f"{SEED}-{until}-{claims}"
    if not (folder / "truth.json").exists():
        print(f"Making up 18 months of a practice, about {claims:,} claims ...", flush=True)
        write_practice(folder, seed=SEED, until=until, claims=claims)
    return folder


def _import(practice_id: int, folder: Path) -> bool:
    from mainstay.foundation import clock
    from mainstay.foundation.tenancy import Actor
    from mainstay.pipelines.progress import finish_batch
    from mainstay.revenue.exchange.services import receive

    print("Importing its files through the inbox ...", flush=True)
    actor = Actor.automation(practice_id, via="cli")
    batch = receive.open_batch(actor, source="cli", label="demo", at=clock.now())
    for kind in ("837", "999", "277CA", "TA1", "835", "payments"):
        if (folder / kind).is_dir():
            for _ in receive.receive_tree(batch, folder / kind, at=clock.now()):
                pass
    receive.close_batch(batch, by=actor, at=clock.now())
    return finish_batch(batch, on_progress=_show)


def _show(line: str) -> None:
    if sys.stdout.isatty():
        print(f"\r\x1b[K{line}", end="", flush=True)


def _free_port(first: int) -> int:
    for port in range(first, first + 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    return first


def _serve(port: int) -> int:
    environment = {**os.environ, "MAINSTAY_HOSTS": "127.0.0.1,localhost"}
    command = [sys.executable, "-m", "mainstay.cli"]
    children = [
        subprocess.Popen([*command, "worker"], env=environment),
        subprocess.Popen([*command, "serve", "--bind", f"127.0.0.1:{port}"], env=environment),
    ]
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        _wait_for(port)
        print(
            f"\nOpen http://127.0.0.1:{port}/ and choose who you are. Stop with Ctrl C.", flush=True
        )
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        return 2
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=15)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
