"""The API against its own OpenAPI: schemathesis makes requests, good and bad, for each role, and holds the answers to what is declared.

``python bench/contract.py [CASES [ROLE…]]``: so many cases a role (default 3,000; None is nobody) on the sample ledger. No 5xx, no body that breaks its schema,
no status code or content type that is not declared.
"""

from __future__ import annotations

import pathlib
import sys
import tempfile
import time
from collections import Counter
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from marsad.ledger.accounts import ROLES
from marsad.web import access, passwords
from marsad.web.app import create_app

WHO = (None, *ROLES)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance]


def staffed(url: str) -> tuple[FastAPI, dict[str | None, dict[str, str]]]:
    """A workbench with one account a role, and the headers that each asks with. Nobody is held back for asking too often: that is tested elsewhere."""
    app = create_app(url, mode="accounts")
    door = app.state.door
    door.calls = access.Turns(10**9, 60.0)
    headers: dict[str | None, dict[str, str]] = {None: {}}
    for role in ROLES:
        if door.ledger.accounts.get(role) is None:
            door.ledger.accounts.add(role, role, "!", by="bench")
        key = passwords.new_key()
        door.ledger.accounts.add_token(role, "bench", passwords.fingerprint(key))
        headers[role] = {"Authorization": f"Bearer {key}"}
    return app, headers


def known(app: FastAPI) -> list[str]:
    """Ids and cursors that exist: a schema alone never guesses one."""
    ledger = app.state.desk.ledger
    return [ledger.incidents()[0].id, ledger.documents()[0].id, ledger.claims()[0].id]


def check(app: FastAPI, headers: dict[str, str], cases: int, *, first: int = 0) -> tuple[Counter[int], list[str]]:
    """Asks so many times, evenly over the operations; what has fewer cases leaves its share to the others.

    Returns how often each status was answered, and what broke the contract.
    """
    schema = schemathesis.openapi.from_dict(app.openapi())
    schema.app = app
    statuses: Counter[int] = Counter()
    wrong: list[str] = []
    real = known(app)
    asking = [o.ok() for o in schema.get_all_operations()]
    turn = 0
    while asking and (left := cases - sum(statuses.values())) > 0:
        share, more = -(-left // len(asking)), []
        for operation in asking:
            before = sum(statuses.values())
            _ask(operation, headers, share, first + turn, real, statuses, wrong)
            if sum(statuses.values()) - before >= share // 2:
                more.append(operation)  # one without parameters has no more cases than it gave
        asking, turn = more, turn + 1
    return statuses, wrong


def _ask(operation: Any, headers: dict[str, str], share: int, start: int, real: list[str], statuses: Counter[int], wrong: list[str]) -> None:
    """So many cases of one operation, right and wrong ones."""
    asked = 0

    def ask(case: Any) -> None:
        nonlocal asked
        if case.path_parameters and asked % 2:  # half of the cases ask for something that is there
            case.path_parameters.update({k: real[(asked // 2) % len(real)] for k, v in case.path_parameters.items() if k.endswith("id") and isinstance(v, str)})
        asked += 1
        response = case.call(headers=headers, base_url="http://localhost")
        statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except Exception as error:  # noqa: BLE001 - whatever the checks find is a finding
            wrong.append(f"{operation.label}: {response.status_code}: {str(error)[:600]}")

    for n, mode in enumerate(GenerationMode):
        try:
            strategy = operation.as_strategy(generation_mode=mode)
            run = settings(max_examples=max(1, share // 2 + (share % 2) * (n == 0)), deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
            seed(start)(run(given(strategy)(ask)))()
        except Exception as error:
            if type(error).__name__ not in ("Unsatisfiable", "SkipTest"):  # an operation without parameters has no wrong ones
                raise


def main() -> int:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    who = [r for r in WHO if len(sys.argv) < 3 or str(r) in sys.argv[2:]]
    sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tests" / "web"))
    import conftest

    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/contract.db"
        conftest.build(url)
        app, headers = staffed(url)
        for role in who:
            start = time.perf_counter()
            statuses, wrong = check(app, headers[role], cases)
            bad += len(wrong)
            print(f"{role or 'nobody':9} {sum(statuses.values()):6} cases {time.perf_counter() - start:6.1f} s  {dict(sorted(statuses.items()))}  {len(wrong)} broken", flush=True)
            for one in sorted(set(wrong))[:10]:
                print("   ", one.replace("\n", " "), flush=True)
        app.state.desk.close()
    return bool(bad)


if __name__ == "__main__":
    raise SystemExit(main())
