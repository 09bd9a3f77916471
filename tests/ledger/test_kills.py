"""kill -9 of the process and of the PostgreSQL server in the middle of an ingest: nothing lost, nothing doubled. bench/kill.py does 20 each."""

from __future__ import annotations

import pathlib
import random

import pytest

import kill
import server as servers


@pytest.mark.slow
@pytest.mark.parametrize(("database", "of_server"), [("sqlite", False), ("postgres", False), ("postgres", True)])
def test_what_is_killed_goes_on_whole(tmp_path: pathlib.Path, database: str, of_server: bool) -> None:
    if database == "sqlite":
        found = kill.run(tmp_path, None, 20, 2, random.Random(3))
    else:
        if reason := servers.missing():
            pytest.skip(reason)
        with servers.server(durable=True) as server:
            found = kill.run(tmp_path, server, 20, 2, random.Random(3), of_server=of_server)
    assert found["export_identical"] and found["verified"] and not found["doubled"] and found["claims"] > 0, found
