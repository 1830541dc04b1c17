"""The ledger against a model of it, by random acts (RELIABILITY 16: test_ledger_machine)."""

import random
import time
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import hypothesis
import pytest
from django.db import DatabaseError, transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.support import evidence

from mainstay.foundation import ledger
from mainstay.foundation.ledger.invariants import INVARIANTS
from mainstay.foundation.ledger.models import Entry
from mainstay.foundation.tenancy.testing import a_practice

pytestmark = pytest.mark.reliability
NOW = datetime(2026, 3, 3, tzinfo=UTC)
FIRST_DAY = date(2026, 1, 1)
NAMES = (
    ("receivable", "payer:1"),
    ("receivable", "payer:2"),
    ("receivable", "patient:1"),
    ("clearing", "payer:1"),
    ("unapplied", "payer:1"),
    ("charges", None),
    ("contractual", None),
    ("undeposited", None),
    ("write_off", None),
)
MOVES = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.integers(-(10**9), 10**9),
        st.integers(1, 4),
    ).filter(lambda move: move[0] != move[1]),
    max_size=4,
)
DAYS = st.integers(0, 60).map(lambda days: FIRST_DAY + timedelta(days=days))


class Refused(Exception):
    """Ends a transaction after what was refused in it."""


class Ledger(RuleBasedStateMachine):
    """Two practices; what each ledger should hold is kept beside it in plain dictionaries."""

    keys = Bundle("keys")
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.practices = [a_practice().pk, a_practice().pk]
        self.sums = [defaultdict(int), defaultdict(int)]
        self.posted: list[dict[str, list]] = [{}, {}]
        self.days: list[dict[str, date]] = [{}, {}]
        self.reversals: list[dict[str, str]] = [{}, {}]
        self.number = 0

    def teardown(self) -> None:
        for practice_id in self.practices:
            assert sum(ledger.account_totals(practice_id).values()) == 0
            assert [row for promise in INVARIANTS for row in promise.violations(practice_id)] == []
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    def new_key(self) -> str:
        self.number += 1
        return f"test:{self.number}"

    def a_posting(self, who: int, key: str, moves: list, on: date) -> ledger.NewPosting:
        practice_id = self.practices[who]
        return ledger.NewPosting(
            key,
            "test",
            "",
            on,
            on,
            [
                ledger.Move(
                    ledger.account(practice_id, *debit),
                    ledger.account(practice_id, *credit),
                    cents,
                    charge,
                )
                for debit, credit, cents, charge in moves
            ],
        )

    def expect(self, who: int, key: str, moves: list, on: date) -> None:
        real = [move for move in moves if move[2]]
        if not real or key in self.posted[who]:
            return
        self.posted[who][key], self.days[who][key] = real, on
        for debit, credit, cents, charge in real:
            self.sums[who][(*debit, charge)] += cents
            self.sums[who][(*credit, charge)] -= cents

    @rule(target=keys, who=st.integers(0, 1), batch=st.lists(st.tuples(MOVES, DAYS), max_size=3))
    def post(self, who, batch):
        named = [(self.new_key(), moves, on) for moves, on in batch]
        with transaction.atomic():
            posted = ledger.post_many(
                self.practices[who], [self.a_posting(who, *one) for one in named], at=NOW
            )
        for one in named:
            self.expect(who, *one)
        assert set(posted.ids) == {key for key, *_ in named if key in self.posted[who]}
        return (who, named[0][0]) if named else (who, "none")

    @rule(key=keys, moves=MOVES, on=DAYS)
    def post_again(self, key, moves, on):
        """The same key with whatever content: the first one stands."""
        who, name = key
        if name not in self.posted[who]:
            return
        with transaction.atomic():
            posted = ledger.post_many(
                self.practices[who], [self.a_posting(who, name, moves, on)], at=NOW
            )
        assert name not in posted

    @rule(target=keys, key=keys, on=DAYS)
    def reverse(self, key, on):
        who, name = key
        new_key = self.new_key()
        call = {"kind": "test", "source": "", "occurred_on": on, "effective_on": on, "at": NOW}
        if name not in self.posted[who] or name in self.reversals[who]:
            refusal = (
                ledger.UnknownPosting if name not in self.posted[who] else ledger.AlreadyReversed
            )
            with pytest.raises(refusal), transaction.atomic():
                ledger.mirror(self.practices[who], {name: new_key}, **call)
            return (who, new_key)
        for _ in range(2):
            with transaction.atomic():
                ledger.mirror(self.practices[who], {name: new_key}, **call)
        self.reversals[who][name] = new_key
        mirrored = [
            (credit, debit, cents, charge)
            for debit, credit, cents, charge in self.posted[who][name]
        ]
        self.expect(who, new_key, mirrored, max(on, self.days[who][name]))
        return (who, new_key)

    @rule(who=st.integers(0, 1), moves=MOVES.filter(bool), on=DAYS)
    def break_off(self, who, moves, on):
        """A transaction that ends badly leaves nothing."""
        with pytest.raises(Refused), transaction.atomic():
            ledger.post_many(
                self.practices[who], [self.a_posting(who, self.new_key(), moves, on)], at=NOW
            )
            raise Refused

    @rule(who=st.integers(0, 1), moves=MOVES)
    def post_too_much(self, who, moves):
        """One impossible amount takes the whole batch with it."""
        too_much = [*moves, (NAMES[0], NAMES[5], 10**13, 1)]
        batch = [
            self.a_posting(who, self.new_key(), moves, FIRST_DAY),
            self.a_posting(who, self.new_key(), too_much, FIRST_DAY),
        ]
        with pytest.raises(DatabaseError), transaction.atomic():
            ledger.post_many(self.practices[who], batch, at=NOW)

    @rule(who=st.integers(0, 1))
    def mix_books(self, who):
        with pytest.raises(ValueError, match="another practice"), transaction.atomic():
            ledger.post_many(
                self.practices[who],
                [
                    self.a_posting(
                        1 - who, self.new_key(), [(NAMES[0], NAMES[5], 100, 1)], FIRST_DAY
                    )
                ],
                at=NOW,
            )

    @invariant()
    def the_balances_are_the_models(self):
        Ledger.steps += 1
        for practice_id, sums in zip(self.practices, self.sums, strict=True):
            expected = {key: cents for key, cents in sums.items() if cents}
            assert ledger.balances(practice_id, [1, 2, 3, 4]) == expected


def test_ledger_machine(db):
    """At least 5,000 random steps (200,000 before a release)."""
    wanted = evidence.floor("ledger_machine", ci=5_000, soak=200_000)
    seed = random.SystemRandom().randrange(2**31)
    print(f"seed {seed}")
    started, Ledger.steps = time.monotonic(), 0
    settings = hypothesis.settings(
        max_examples=min(max(wanted // 50, 1), 20),
        stateful_step_count=50,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    rounds = 0
    while Ledger.steps < wanted:
        run_state_machine_as_test(hypothesis.seed(seed + rounds)(Ledger), settings=settings)
        rounds += 1

    assert not Entry.objects.exists()
    evidence.note(
        "test_ledger_machine", n=Ledger.steps, seed=seed, seconds=time.monotonic() - started
    )
