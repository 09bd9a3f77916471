"""Reviewers who correct the same claims at the same time: bench/edits.py in small."""

from __future__ import annotations

import pathlib
import shutil

import pytest

import edits
from marsad.web import review
from marsad.web.app import create_app


def test_nothing_accepted_is_lost_and_what_came_late_is_told(sample_db: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "RELINK_UP_TO", 0)
    copy = shutil.copy(sample_db, tmp_path / "edits.db")
    app = create_app(f"sqlite:///{copy}", mode="accounts", store=tmp_path)
    found = edits.run(app, 4, 4, claims=1)
    app.state.desk.close()
    assert found.accepted == 16 and set(found.statuses) <= {303, 409}
    assert (found.lost, found.doubled, found.stale, found.audit) == (0, 0, 0, [])
