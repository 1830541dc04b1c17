"""Promises about the repository as a whole."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.architecture


def tracked_files() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def test_lock_files_name_no_host_and_no_path() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        found = [
            line
            for line in lock.read_text().splitlines()
            if re.search(r"https?://|file:|/", line.split("#")[0])
        ]

        assert found == [], f"{lock.name} names a place instead of a package"


def test_no_tracked_file_names_a_folder_of_somebodys_machine() -> None:
    home_folder = re.compile(r"/(?:home|Users)/[a-z]+/|/root/\.|/wor" + r"k/(?:main|shared|plan)")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked_files()
        if path.suffix
        in {".py", ".md", ".toml", ".yml", ".html", ".css", ".js", ".txt", ".cfg", ""}
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if home_folder.search(line)
    ]

    assert found == []


def test_the_import_contracts_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [str(tool), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout[-3000:]


def test_every_package_says_what_it_owns() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("__init__.py")
        if path.parent.name not in {"migrations", "tests"}
        and len(path.read_text().strip().strip('"').strip(".")) < 10
    ]

    assert silent == []
