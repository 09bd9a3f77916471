"""Whatever people decide can be taken back: the state is what it was, and every step is still in the log."""

from __future__ import annotations

import datetime as dt
import itertools
import random

from test_ledger import filled, incident

from marsad.ledger import Ledger

ACTS = 120


def test_acts_undone_restore_the_state() -> None:
    seconds = itertools.count()
    rng = random.Random(11)
    with Ledger("sqlite://", clock=lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=next(seconds))) as ledger:
        names = "abcd"
        filled(ledger, *names)
        ledger.save_resolution([incident("a", "c_a", "c_b")], incident("a", "c_a", "c_b").links)
        ledger.decide("c_a", "c_c", "same", who="سلمى", reason="أول")
        before = ledger.standing()
        undo = []
        for n in range(ACTS):
            if rng.random() < 0.5:
                left, right = sorted(rng.sample([f"c_{x}" for x in names], 2))
                stood = next((j for j in ledger.judgements() if (j.left, j.right) == (left, right)), None)
                if rng.random() < 0.2:
                    ledger.withdraw_judgement(left, right)
                else:
                    ledger.decide(left, right, rng.choice(("same", "not_same", "unsure")), who=rng.choice("xyz"), reason=str(n))
                undo.append((left, right, stood))
            else:
                one = f"c_{rng.choice(names)}"
                was = next((r for r in ledger.reviews(one) if r.deleted_at is None), None)
                ledger.review(one, {"status": rng.choice(("denied", "claimed", "asserted"))}, accepted=rng.random() < 0.7, who=rng.choice("xyz"), note=str(n))
                undo.append((one, None, was))
        assert ledger.standing() != before
        for left, right, stood in reversed(undo):
            if right is not None and stood is not None:
                ledger.decide(left, right, stood.verdict, who=stood.who, reason=stood.reason)
            elif right is not None:
                ledger.withdraw_judgement(left, right)
            elif stood is not None:
                ledger.review(left, stood.corrected, accepted=stood.accepted, who=stood.who, note=stood.note)
            else:
                ledger.withdraw_review(left)
        assert ledger.standing() == before
        assert ledger.verify() == []
        assert len(ledger.reviews()) > ACTS // 4  # nothing was erased on the way
