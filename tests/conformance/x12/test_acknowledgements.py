"""Our 999 of other people's files against the one pyx12 makes of them."""

import io
import logging
from datetime import datetime

import pytest
from pyx12.params import params
from pyx12.x12n_document import x12n_document

from mainstay.engine import x12
from tests.conformance.x12.corpus import Facts, facts
from tests.conformance.x12.test_corpus import PYX12_DIFFERS

ENVELOPE = x12.Envelope(sender="US", receiver="THEM", isa13=1, at=datetime(2026, 1, 16, 8, 0))
# Where the verdicts differ for another reason than those told of the findings themselves.
VERDICT_DIFFERS = {
    "837P/moov-sample.edi": "its diagnosis pointers reach no diagnosis; pyx12 looks no further",
    "837P/vgi-claim-837.edi": "pyx12 writes no 999 where ST03 is missing",
}


def verdicts(segments: list[list[str]]) -> list[tuple[str, ...]]:
    """IK5 and AK9 without their error codes; accepted with notes is accepted."""
    return [
        (one[0], one[1].replace("E", "A"), *(one[2:5] if one[0] == "AK9" else ()))
        for one in segments
        if one[0] in ("IK5", "AK9")
    ]


def theirs(one: Facts) -> list[list[str]]:
    text = one.path.read_bytes().decode("latin-1").removeprefix("\xef\xbb\xbf")
    text = text.replace("X222A2", "X222A1").replace("X223A3", "X223A2")
    out = io.StringIO()
    logging.disable(logging.CRITICAL)
    try:
        x12n_document(params(), io.StringIO(text), out, None, None, None)
    finally:
        logging.disable(logging.NOTSET)
    answer = out.getvalue()
    return [part.strip().split(answer[3]) for part in answer.split(answer[105])]


def ours(one: Facts) -> list[list[str]]:
    return [part.split("*") for part in x12.acknowledge(one.path, ENVELOPE).decode().split("~")]


def is_told(one: Facts) -> bool:
    return one.kind in ("837P", "837I", "277CA") and (
        one.pyx12 == "valid"
        or (one.pyx12.startswith("invalid") and "not recognised" not in one.pyx12)
    )


@pytest.mark.parametrize("one", [pytest.param(f, id=f.name) for f in facts() if is_told(f)])
def test_sets_and_groups_get_the_verdict_that_pyx12_gives(one):
    is_same = verdicts(ours(one)) == verdicts(theirs(one))

    assert is_same != (one.name in PYX12_DIFFERS or one.name in VERDICT_DIFFERS)


@pytest.mark.parametrize("one", [pytest.param(f, id=f.name) for f in facts()])
def test_every_answer_is_x12_that_reads_back(one):
    try:
        data = x12.acknowledge(one.path, ENVELOPE)
    except x12.X12Error as error:
        assert error.code == "empty"
        assert one.kind in ("999", "TA1")
        return
    starts = [s for s in x12.read(one.path) if isinstance(s, x12.TransactionStart)]
    answered = [s for s in x12.read(data) if isinstance(s, x12.SetAck999)]

    assert len(answered) in (len(starts), 0)
