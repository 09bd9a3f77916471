"""The API keeps what its OpenAPI promises: bench/contract.py in small (3,000 cases a role there)."""

from __future__ import annotations

import pathlib
import shutil

import pytest

pytest.importorskip("schemathesis", reason="the development extra is not installed")
import contract


@pytest.mark.parametrize(("role", "cases"), [(None, 60), ("viewer", 120), ("editor", 120)])
def test_every_answer_is_one_that_is_declared(sample_db: pathlib.Path, tmp_path: pathlib.Path, role: str | None, cases: int) -> None:
    app, headers = contract.staffed(f"sqlite:///{shutil.copy(sample_db, tmp_path / 'contract.db')}")
    statuses, wrong = contract.check(app, headers[role], cases)
    app.state.desk.close()
    assert wrong == []
    assert sum(statuses.values()) >= cases // 2
    assert (set(statuses) == {401}) if role is None else {200, 404, 422} <= set(statuses)
