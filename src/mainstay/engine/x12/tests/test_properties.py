"""What holds for every file: round trips, one exception, linear time, bounded memory.

MAINSTAY_FUZZ sets how many mutated files are read (default 3000); the seed is in the test's id.
"""

import io
import os
import random
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.engine import x12
from mainstay.engine.x12.segments import SegmentStream
from mainstay.engine.x12.tests.patient_samples import (
    body_270,
    body_271,
    body_271_refused,
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
    claim,
    file_277ca,
    file_835,
    file_837i,
    file_837p,
    file_999,
    line,
    other_payer,
    patient,
    payment,
    subscriber,
)

ROUNDS = int(os.environ.get("MAINSTAY_FUZZ", "3000"))
SEEDS = 10

values = st.text(
    st.characters(codec="latin-1", exclude_categories=["Cc"], exclude_characters="*:^~"),
    max_size=12,
).map(str.strip)
elements = st.one_of(values, st.lists(values, max_size=4).map(tuple))
bodies = st.lists(
    st.tuples(st.sampled_from(["REF", "NM1", "N3", "ZZZ"]), st.lists(elements, max_size=9)),
    max_size=15,
).map(lambda segments: [(id_, *rest) for id_, rest in segments])


def as_read(segment):
    """What a written segment reads back as: joined components, no empty tail."""
    texts = []
    for element in segment:
        if isinstance(element, tuple):
            parts = list(element)
            while parts and not parts[-1]:
                parts.pop()
            texts.append(":".join(parts))
        else:
            texts.append(element)
    while len(texts) > 1 and not texts[-1]:
        texts.pop()
    return texts


@given(bodies)
def test_what_is_written_reads_back_the_same(body):
    data = file_837p(body)
    read = [elements for *_, elements in SegmentStream(data, lambda *_: None)]

    assert read[3:-3] == [as_read(one) for one in body]


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 10**9)), max_size=5))
def test_amounts_read_back_to_the_cent(amounts):
    payments = [
        payment(f"A{n}", "1", _dollars(charge), _dollars(paid), "0", lines=[])
        for n, (charge, paid) in enumerate(amounts)
    ]
    found = [
        (one.charge_cents, one.paid_cents)
        for one in x12.read(file_835(body_835("0", *payments or [[]])))
        if isinstance(one, x12.ClaimPayment835)
    ]

    assert found == amounts


def _dollars(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


@given(st.binary(max_size=400) | st.binary(max_size=400).map(b"ISA*00*".__add__))
def test_any_bytes_raise_x12error_or_nothing(data):
    with suppress(x12.X12Error):
        list(x12.read(data))
    with suppress(x12.X12Error):
        list(x12.check(data))


@given(st.binary(max_size=300), st.integers(0, 400))
def test_a_file_with_a_hole_raises_x12error_or_nothing(noise, at):
    whole = file_837p(body_837p())
    with suppress(x12.X12Error):
        list(x12.check(whole[:at] + noise + whole[at + len(noise) :]))


def seeds() -> list[bytes]:
    dependents = body_837p(
        subscriber(2, children=1, of=""),
        patient(3, 2, claim("A", others=other_payer("120", ("CAS", "CO", "45", "130")))),
        subscriber(4, claim("B"), claim("C", frequency="7")),
    )
    plb = [("PLB", "1234567893", "20261231", ("L6", "X"), "-4", "WO", "4")]
    return [
        file_837p(dependents, body_837p()),
        file_837i(body_837i()),
        file_835(body_835("192", payment("A"), payment("B"), plb=plb)),
        file_999(body_999()),
        file_277ca(body_277ca(), ta1=[("TA1", "000000042", "260115", "0930", "A", "000")]),
        file_270(body_270()),
        file_271(body_271(), body_271_refused()),
        file_276(body_276()),
        file_277(body_277()),
        file_278(body_278_request(), body_278_response(), body_278_refused()),
    ]


ODD_VALUES = [
    "", " ", "0", "-1", "1.005", "9" * 19, "9" * 400, "99999999", "20260231", "18", "ZZ", "é",
    "\x00", "A:B:C:D:E:F:G:H:I:J", "A^B", ":", ":::", "1e5", ".", "-", "²", "١",
]  # fmt: skip


def mutate(data: bytes, chance: random.Random) -> bytes:
    """A few changes of the kind that happen to real files."""
    segments = data.decode("latin-1").split("~")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(segments))
        match chance.randrange(9):
            case 0:
                del segments[at]
            case 1:
                segments.insert(at, segments[at])
            case 2:
                other = chance.randrange(len(segments))
                segments[at], segments[other] = segments[other], segments[at]
            case 3 | 4:
                parts = segments[at].split("*")
                parts[chance.randrange(len(parts))] = chance.choice(ODD_VALUES)
                segments[at] = "*".join(parts)
            case 5:
                parts = segments[at].split("*")
                segments[at] = "*".join(parts[: chance.randrange(len(parts) + 1)])
            case 6:
                segments[at] += "*" * chance.randint(1, 30)
            case 7:
                segments = segments[: at + 1]
            case 8:
                segments[at] = segments[at][: chance.randrange(len(segments[at]) + 1)]
        segments = segments or [""]
    text = "~".join(segments)
    if chance.random() < 0.1:
        text = text.translate(str.maketrans("*:~", chance.choice(["|>\n", "^`!", "~*:"])))
    return text.encode("latin-1", "replace")


@pytest.mark.parametrize("seed", range(SEEDS))
def test_mutated_files_break_no_promise(seed):
    chance = random.Random(seed)
    originals = seeds()
    for _ in range(ROUNDS // SEEDS):
        data = b"".join(mutate(one, chance) for one in chance.choices(originals, k=2))
        told: list[x12.Finding] = []
        checked, outcome = _read_all(data, told)
        plain, plain_outcome = _read_all(data, None)

        assert outcome == plain_outcome
        assert [_without_errors(one) for one in checked] == [_without_errors(one) for one in plain]
        _keep_order(checked)
        for finding in told:
            assert finding.sentence
            assert "{" not in finding.sentence + finding.code
            assert 0 <= finding.at.byte <= len(data)


def _read_all(data, told):
    found = []
    try:
        found.extend(x12.read(data, on_finding=None if told is None else told.append))
    except x12.X12Error as error:
        return found, error.code
    return found, "read"


def _without_errors(record):
    if isinstance(record, x12.TransactionEnd):
        return (record.at, record.kind, record.segments, record.complete, record.body_sha256)
    return record


def _keep_order(records):
    """Start, records, end; nothing of one set inside another."""
    is_open = False
    for record in records:
        if isinstance(record, x12.TransactionStart):
            assert not is_open
            is_open = True
        elif isinstance(record, x12.TransactionEnd):
            assert is_open
            is_open = False
        elif not isinstance(record, x12.InterchangeAck):
            assert is_open
    assert not is_open


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 11, 30])
def test_records_and_hashes_do_not_depend_on_the_size_of_pieces(size, monkeypatch):
    """Neither on how many segments are digested at once nor on how many bytes come at once."""
    before = [_read_all(data, []) for data in seeds()]
    monkeypatch.setattr("mainstay.engine.x12.transaction.TEXTS_BEFORE_DIGEST", size)
    monkeypatch.setattr("mainstay.engine.x12.source.CHUNK", size)

    assert [_read_all(data, []) for data in seeds()] == before


def large(claims: int) -> bytes:
    levels = [subscriber(n, claim(f"C{n}")) for n in range(2, claims + 2)]
    return file_837p(body_837p(*levels))


def hostile(size: int) -> bytes:
    """Much that looks like a header, an unknown segment, a repeated loop, an endless element."""
    text = file_837p(body_837p()).decode()
    parts = ["ISA*00*", "XXX*1~", "NM1*ZZ~", "HL*1*9*22*1~", "N3*" + ":" * 50 + "~", "ISA~", "~~"]
    junk = "".join(parts) * size
    return text.replace("SE*", junk + "SE*").encode()


def crowded(size: int) -> bytes:
    """One claim and one claim payment with far too much of everything."""
    decisions = [("SVD", "PAY99", "1", ("HC", "99214"), "", "1"), ("CAS", "CO", "45", "x")]
    body = claim(
        lines=line(1, ("HC", "99214"), "250", ("1",), *decisions * size),
        others=other_payer("1", ("CAS", "CO", "45", "1")) * size,
        extra=[("REF", "G1", "A"), ("HI", ("ABK", "I10"))] * size,
    )
    more = [
        ("REF", "1L", "A"),
        ("AMT", "AU", "1"),
        ("MOA", "", "", "MA01"),
        ("CAS", "CO", "1", "1"),
    ]
    paid = payment("A", "1", "200", "96", "24", *more * size)
    text = file_837p(body_837p(subscriber(2, body))) + file_835(body_835("96", paid))
    wide = "~N3*" + "*" * 50_000 + "X~N3*" + ":" * 50_000 + "X~CAS*CO" + "*x" * 25_000 + "~"
    return text.replace(b"~N3*4 OAK AVE~", (wide * (size // 400)).encode(), 1)


@pytest.mark.parametrize("make", [large, hostile, crowded])
def test_twice_the_input_takes_about_twice_the_work(make):
    once, twice = make(400), make(800)
    list(x12.check(once))  # tables and expressions are made
    for _ in range(4):
        ratio = _seconds(twice) / _seconds(once)
        if ratio <= 2.3:
            return
    assert ratio <= 2.3


def _seconds(data: bytes) -> float:
    best = 9e9
    for _ in range(3):
        start = time.process_time()
        with suppress(x12.X12Error):
            list(x12.check(data))
        best = min(best, time.process_time() - start)
    return best


class Endless(io.RawIOBase):
    """One ST with many claims that is never in memory as a whole."""

    def __init__(self, claims: int) -> None:
        head, tail = self._around()
        self.parts = self._parts(head, tail, claims)

    def _around(self) -> tuple[bytes, bytes]:
        data = file_837p(body_837p(subscriber(2, claim())))
        return data[: data.index(b"HL*2*1*22")], b"SE*1*0001~GE*1*7~IEA*1*000000001~"

    def _parts(self, head, tail, claims):
        yield head
        for number in range(2, claims + 2):
            segments = subscriber(number, claim(f"C{number}"))
            yield "".join(x12.segment(x12.Delimiters(), *one) + "~" for one in segments).encode()
        yield tail

    def readable(self) -> bool:
        return True

    def read(self, size=-1):
        return next(self.parts, b"")


READ_MANY = """
import resource
from mainstay.engine import x12
from mainstay.engine.x12.tests.test_properties import Endless

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

for _ in x12.read(Endless(200), on_finding=lambda one: None):
    pass
before, claims = peak(), 0
for record in x12.read(Endless(20_000), on_finding=lambda one: None):
    claims += isinstance(record, x12.Claim837)
print(claims, peak() - before)
"""


def test_one_set_with_20_000_claims_in_bounded_memory():
    done = subprocess.run(
        [sys.executable, "-c", READ_MANY], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.stderr == ""
    claims, grown_mb = map(int, done.stdout.split())

    assert claims == 20_000
    assert grown_mb < 16


def test_levels_nested_without_end_are_refused():
    """The guides here nest three or four deep; only a forged chain goes on."""
    from mainstay.engine.x12.builders.base import Builder
    from mainstay.engine.x12.delimiters import Delimiters
    from mainstay.engine.x12.transaction import Place

    class Deep(Builder):
        HIERARCHY = {"22": ("22", "")}

    builder = Deep(Place([]), Delimiters(), "837P")
    with pytest.raises(x12.X12Error) as caught:
        for number in range(1, 20):
            builder.open_level(["HL", str(number), str(number - 1), "22", "1"])

    assert caught.value.code == "hl_too_deep"
    assert builder.level.depth == 10


def test_the_samples_are_clean():
    for data in (*seeds()[2:], file_837p(body_837p()), file_837i(body_837i())):
        assert list(x12.check(data)) == []


def test_more_levels_than_are_remembered_stay_below_their_parents():
    levels, number = [], 2
    for _ in range(700):
        levels += [subscriber(number, children=1, of=""), patient(number + 1, number, claim())]
        number += 2
    data = file_837p(body_837p(*levels))
    claims = [one for one in x12.read(data) if isinstance(one, x12.Claim837)]

    assert list(x12.check(data)) == []
    assert {one.billing.name for one in claims} == {"FAMILY PRACTICE"}
    assert [one.member_id for one in claims] == [f"W{n:06}" for n in range(2, number, 2)]


def test_a_claim_of_endless_lines_is_read_with_its_last_positions(monkeypatch):
    monkeypatch.setattr("mainstay.engine.x12.transaction.STARTS_REMEMBERED", 10)
    lines = [segment for n in range(1, 41) for segment in line(n, charge="1")]
    bad = claim(charge="40", lines=[*lines[:-4], *line(40, ("HC", "9"), "1")])
    data = file_837p(body_837p(subscriber(2, bad)))
    [finding] = x12.check(data)

    assert finding.rule == "procedure-shape"
    assert data.decode().split("~")[finding.at.segment - 1] == "LX*40"
    assert data[finding.at.byte :].startswith(b"LX*40")
