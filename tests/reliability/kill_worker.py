"""Kill the worker at random, again and again, while it imports; then compare the books.

    python tests/reliability/kill_worker.py --kills 200 --engine sqlite
    python tests/reliability/kill_worker.py --kills 200 --engine postgresql --claims 12000

Imports the same simulated practice twice into two databases of its own: once undisturbed, once
with SIGKILL at random moments of work: the clock starts when a worker says that it took a job.
Passes when `mainstay verify --dump` gives the same bytes for both
and `mainstay verify` finds nothing. The seed is printed; the same seed waits the same times.
Exit codes: 0 the books are the same; 1 they differ or verify found something.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.postgres import own_server  # noqa: E402

CODE = "harbor"
UNTIL = "2026-06-30"


def main() -> int:
    arguments = _arguments()
    print(f"seed {arguments.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        files = work / "files"
        _mainstay(
            work,
            "simulate",
            "--out", str(files), "--seed", "7", "--until", UNTIL, "--claims", str(arguments.claims),
        )  # fmt: skip
        if arguments.engine == "sqlite":
            calm, rough = work / "calm", work / "rough"
            calm_url = rough_url = ""
            return _compare(arguments, files, (calm, calm_url), (rough, rough_url))
        with own_server(fsync=True) as server:
            urls = server.database("calm"), server.database("rough")
            return _compare(arguments, files, (work / "calm", urls[0]), (work / "rough", urls[1]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--claims", type=int, default=12_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--longest", type=float, default=0.0, help="seconds between kills, at most")
    return parser.parse_args()


def _compare(
    arguments: argparse.Namespace, files: Path, calm: tuple[Path, str], rough: tuple[Path, str]
) -> int:
    started = time.monotonic()
    _mainstay(calm[0], "import", str(files), "--practice", CODE, url=calm[1])
    undisturbed = time.monotonic() - started
    longest = arguments.longest or 1.0 + 1.5 * undisturbed / max(arguments.kills, 1)
    kills = _import_under_fire(arguments, files, rough, longest=longest)
    dumps = [_dump(*place) for place in (calm, rough)]
    verified = [_mainstay(place[0], "verify", url=place[1], check=False) for place in (calm, rough)]
    is_same = dumps[0] == dumps[1]
    figures = {
        "name": "kill_worker",
        "engine": arguments.engine,
        "kills": kills,
        "seed": arguments.seed,
        "seconds": round(time.monotonic() - started, 1),
        "dump": [hashlib.sha256(dump).hexdigest()[:16] for dump in dumps],
        "result": "ok" if is_same and not any(verified) else "FAILED",
    }
    evidence = ROOT / "evidence"
    evidence.mkdir(exist_ok=True)
    with (evidence / "reliability.jsonl").open("a") as file:
        file.write(json.dumps(figures) + "\n")
    print(json.dumps(figures))
    return 0 if figures["result"] == "ok" else 1


def _import_under_fire(
    arguments: argparse.Namespace, files: Path, place: tuple[Path, str], *, longest: float
) -> int:
    """Deliver the files, then run and kill workers until the lane is empty and the kills are done.

    The delivering process is left alone: a command line that is killed is given again by hand.
    """
    dice = random.Random(arguments.seed)
    home, url = place
    _mainstay(home, "import", str(files), "--practice", CODE, "--receive-only", url=url)
    kills = 0
    while kills < arguments.kills:
        worker = subprocess.Popen(
            [str(ROOT / "mainstay"), "worker", "--until-idle", "--lease-seconds", "1"],
            env=_environment(home, url),
            start_new_session=True,
            stdout=subprocess.PIPE,
        )
        assert worker.stdout is not None
        if not worker.stdout.readline():
            break  # it ended without a job: everything is applied, nothing to be killed over
        time.sleep(dice.uniform(0, longest))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        kills += 1
    _mainstay(home, "worker", "--until-idle", "--lease-seconds", "1", url=url)
    return kills


def _dump(home: Path, url: str) -> bytes:
    return subprocess.run(
        [str(ROOT / "mainstay"), "verify", "--dump", "--practice", CODE],
        env=_environment(home, url),
        check=True,
        capture_output=True,
    ).stdout


def _mainstay(home: Path, *command: str, url: str = "", check: bool = True) -> int:
    result = subprocess.run(
        [str(ROOT / "mainstay"), *command], env=_environment(home, url), check=check
    )
    return result.returncode


def _environment(home: Path, url: str) -> dict[str, str]:
    home.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "MAINSTAY_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    return {**environment, "DATABASE_URL": url} if url else environment


if __name__ == "__main__":
    sys.exit(main())
