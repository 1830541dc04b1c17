"""A transcript says what its file says, and a broken one is not taken for a short one."""

import io

import pytest

from mainstay.engine import x12
from mainstay.engine.x12 import transcript
from mainstay.engine.x12.tests.patient_samples import (
    body_270,
    body_271,
    body_276,
    body_277,
    body_278_refused,
    body_278_request,
    body_278_response,
    file_270,
    file_271,
    file_276,
    file_277,
    file_278,
)
from mainstay.engine.x12.tests.samples import (
    body_277ca,
    body_835,
    body_837i,
    body_837p,
    body_999,
    file_277ca,
    file_835,
    file_837i,
    file_837p,
    file_999,
)

SAMPLES = {
    "837P": file_837p(body_837p()),
    "837I": file_837i(body_837i()),
    "835": file_835(body_835()),
    "999": file_999(body_999()),
    "277CA": file_277ca(body_277ca()),
    "270": file_270(body_270()),
    "271": file_271(body_271()),
    "276": file_276(body_276()),
    "277": file_277(body_277()),
    "278": file_278(body_278_request(), body_278_response(), body_278_refused()),
    "TA1": file_999(body_999(), ta1=[("TA1", "000000042", "260115", "0930", "A", "000")]),
}


def written(file: bytes) -> bytes:
    return b"".join(map(transcript.frame, x12.read(file)))


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_transcript_gives_back_every_record_of_the_file(kind: str) -> None:
    records = list(x12.read(SAMPLES[kind]))

    assert list(transcript.records(io.BytesIO(written(SAMPLES[kind])))) == records


def test_every_kind_of_record_has_its_sample() -> None:
    seen = {type(one) for sample in SAMPLES.values() for one in x12.read(sample)}

    assert seen == set(x12.Record.__subclasses__())


@pytest.mark.parametrize("bytes_lost", [1, 50])
def test_a_transcript_that_was_cut_is_refused(bytes_lost: int) -> None:
    cut = written(SAMPLES["837P"])[:-bytes_lost]

    with pytest.raises(ValueError, match="ends inside a record"):
        list(transcript.records(io.BytesIO(cut)))


def test_a_transcript_that_ends_inside_a_length_is_refused() -> None:
    with pytest.raises(ValueError, match="ends inside a length"):
        list(transcript.records(io.BytesIO(written(SAMPLES["837P"]) + b"\0\0")))
