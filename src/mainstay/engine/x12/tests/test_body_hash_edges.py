"""The body's hash: neither the size of its pieces nor empty tails matter."""

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.engine import x12
from mainstay.engine.x12.transaction import TEXTS_BEFORE_DIGEST, BodyHash

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


def without_empty_tails(segment: str) -> str:
    """The long way: components, then repetitions, then elements lose their empty ends."""
    elements = []
    for element in segment.split("*"):
        repetitions = [one.rstrip(":") for one in element.split("^")]
        elements.append("^".join(repetitions).rstrip("^"))
    return "*".join(elements).rstrip("*")


@given(st.lists(st.text("A*:^", max_size=12), max_size=5))
def test_empty_tails_say_nothing(bodies: list[str]) -> None:
    def digest(texts: list[str]) -> str:
        body = BodyHash(x12.Delimiters(), "835", "")
        body.texts += texts
        return body.hexdigest()

    texts = [f"REF*{body}" for body in bodies]
    assert digest(texts) == digest([without_empty_tails(one) for one in texts])


def test_a_long_run_of_separators_is_read_once() -> None:
    def seconds(size: int) -> float:
        body = BodyHash(x12.Delimiters(), "835", "")
        body.texts += ["REF*" + "*" * size + "X", "REF*A**"] * 4
        start = time.process_time()
        body.digest()
        return time.process_time() - start

    assert min(seconds(60_000) for _ in range(3)) < 1
