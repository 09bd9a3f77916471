"""A thousand random acts of reviewers (decide, take back, correct, merge, split), undone: the state is what it was, to its hash."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from test_ledger import capture, claim, document

from marsad import pipeline
from marsad.ledger import Ledger

NAMES = "abcdef"
EXAMPLES, STEPS = 24, 50  # some steps of each are none: counted below
pairs = st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True).map(lambda two: tuple(sorted(f"c_{n}" for n in two)))
who = st.sampled_from(("سلمى", "نور", "هدى"))


class Acts(RuleBasedStateMachine):
    """``undo`` takes back the acts made so far, the last first; a linking follows each that moves incidents."""

    undone = 0  # acts of all examples that were taken back

    @initialize()
    def fill(self) -> None:
        seconds = itertools.count()
        self.ledger = Ledger("sqlite://", clock=lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=next(seconds)))
        self.undo: list[Any] = []
        for n, name in enumerate(NAMES):
            told = claim(name, of=name, same_as=None)
            assert told.time
            day = dt.date(2021, 2, 23) + dt.timedelta(days=n // 3 * 40)  # two happenings, three tellings of each
            told = told.replace(time=dataclasses.replace(told.time, start_day=day, end_day=day, edtf=day.isoformat()))
            self.ledger.append(capture(name), document(name), [told])
        pipeline.link(self.ledger)
        self.before = self.ledger.standing()

    @rule(pair=pairs, verdict=st.sampled_from(("same", "not_same", "unsure")), who=who, reason=st.none() | st.text(max_size=5))
    def decide(self, pair: tuple[str, str], verdict: str, who: str, reason: str | None) -> None:
        stood = next((j for j in self.ledger.judgements() if (j.left, j.right) == pair), None)
        self.ledger.decide(*pair, verdict, who=who, reason=reason)
        self.undo.append(lambda: self._stand(pair, stood))

    @rule(pair=pairs)
    def withdraw(self, pair: tuple[str, str]) -> None:
        stood = next((j for j in self.ledger.judgements() if (j.left, j.right) == pair), None)
        assert self.ledger.withdraw_judgement(*pair) == (stood is not None)
        self.undo.append(lambda: self._stand(pair, stood))

    @rule(pair=pairs, who=who)
    def merge_or_split(self, pair: tuple[str, str], who: str) -> None:
        """Two claims of one incident come apart, two of different ones together; the accounts follow at once."""
        homes = {c.id: c.incident for c in self.ledger.claims()}
        self.decide(pair, "not_same" if homes[pair[0]] == homes[pair[1]] else "same", who, None)
        pipeline.link(self.ledger)

    @rule(name=st.sampled_from(NAMES), status=st.sampled_from(("denied", "claimed", "suspected")), accepted=st.booleans(), who=who)
    def correct(self, name: str, status: str, accepted: bool, who: str) -> None:
        one = f"c_{name}"
        stood = next((r for r in self.ledger.reviews(one) if r.deleted_at is None), None)
        self.ledger.review(one, {"status": status}, accepted=accepted, who=who)
        self.undo.append(lambda: self._reviewed(one, stood))

    @rule(name=st.sampled_from(NAMES))
    def restore(self, name: str) -> None:
        one = f"c_{name}"
        stood = next((r for r in self.ledger.reviews(one) if r.deleted_at is None), None)
        self.ledger.withdraw_review(one)
        self.undo.append(lambda: self._reviewed(one, stood))

    def _stand(self, pair: tuple[str, str], stood: Any) -> None:
        if stood:
            self.ledger.decide(*pair, stood.verdict, who=stood.who, reason=stood.reason)
        else:
            self.ledger.withdraw_judgement(*pair)

    def _reviewed(self, one: str, stood: Any) -> None:
        if stood:
            self.ledger.review(one, stood.corrected, accepted=stood.accepted, who=stood.who, note=stood.note)
        else:
            self.ledger.withdraw_review(one)

    def teardown(self) -> None:
        if not hasattr(self, "ledger"):
            return
        for act in reversed(self.undo):
            act()
        pipeline.link(self.ledger)
        assert self.ledger.standing() == self.before
        assert self.ledger.verify() == []
        self.ledger.close()
        Acts.undone += len(self.undo)


def test_a_thousand_acts_undone_restore_the_states_hash() -> None:
    Acts.undone = 0
    run_state_machine_as_test(
        Acts,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck), phases=(Phase.generate,),  # shrinking takes minutes; the acts are printed anyway
        ),
    )  # fmt: skip
    assert Acts.undone >= 1000
