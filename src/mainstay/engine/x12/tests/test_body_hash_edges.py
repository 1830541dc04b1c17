"""The body's hash does not depend on where its pieces are digested."""

from datetime import datetime

import pytest

from mainstay.engine import x12
from mainstay.engine.x12.reading import TEXTS_BEFORE_DIGEST

AT = datetime(2026, 6, 1, 8, 0)


def a_999(answers: int, st02: str) -> bytes:
    """A 999 with so many AK2/IK5 pairs that its body has 2 + 2 × answers segments."""
    segments: list[tuple[str, ...]] = [("AK1", "HC", "1", "005010X222A1")]
    for number in range(answers):
        segments += [("AK2", "837", f"{number + 1:04}", "005010X222A1"), ("IK5", "A")]
    segments.append(("AK9", "A", str(answers), str(answers), str(answers)))
    sets = [x12.TransactionSet("999", st02, segments, "005010X231A1")]
    group = x12.Group("FA", "005010X231A1", "US", "THEM", 1, AT, sets)
    return x12.write_interchange(sender="US", receiver="THEM", isa13=1, groups=[group], at=AT)


def body_of(content: bytes) -> str:
    [end] = [r for r in x12.read(content) if isinstance(r, x12.TransactionEnd)]
    return end.body_sha256


@pytest.mark.parametrize("more", [-2, -1, 0, 1, 2])
def test_a_body_around_the_size_of_a_piece_has_a_hash_that_ignores_st_and_se(more: int) -> None:
    answers = TEXTS_BEFORE_DIGEST // 2 + more

    assert body_of(a_999(answers, "0001")) == body_of(a_999(answers, "0777"))
