"""A library that is not ours finds the simulator's 837P and 835 files valid.

A seeded sample here, for pyx12 reads 0.13 MB/s; `mainstay simulate --oracle` has it read them all.
"""

from pathlib import Path
from random import Random

import pytest

from mainstay.simulator import write_practice
from mainstay.simulator.oracle import check


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("practice")
    write_practice(path, seed=7, until="2026-10-31", claims=400)
    return path


def sample(folder: Path, *, holding: str, count: int) -> list[Path]:
    """Some of the folder's files that hold a piece of text, always the same ones."""
    found = [path for path in sorted(folder.iterdir()) if holding in path.read_text("latin-1")]
    return Random(12).sample(found, min(count, len(found)))


@pytest.mark.parametrize(
    ("kind", "holding"),
    [
        ("837", "*11:B:1*"),
        ("837", "*11:B:7*"),
        ("837", "~SVD*"),
        ("837", "~PAT*19~"),
        ("835", "~BPR*I*"),
        ("835", "*22*"),
        ("835", "~PLB*"),
        ("835", "*NON*"),
        ("835", "*OA*23*"),
    ],
)
def test_pyx12_finds_nothing_wrong(folder: Path, kind: str, holding: str) -> None:
    paths = sample(folder / kind, holding=holding, count=2)
    assert paths
    for path in paths:
        assert check(path.read_bytes()) == []


def test_pyx12_is_not_blind(folder: Path) -> None:
    path = next((folder / "837").iterdir())
    broken = path.read_bytes().replace(b"~HI*ABK:", b"~HI*QQQ:", 1)
    assert any("HI" in sentence for sentence in check(broken))
