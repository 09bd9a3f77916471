"""Several reviewers correct the same claims at once through the workbench: nothing that was accepted is lost, what came too late is told so.

``python bench/edits.py [REVIEWERS] [EDITS] [URL]``: each reviewer makes so many corrections that are accepted (default 8 × 200) on a SQLite
file, or on the empty database at URL («postgres» starts a throwaway server of its own).
"""

from __future__ import annotations

import pathlib
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from fastapi import FastAPI
from starlette.testclient import TestClient

from marsad.web import review
from marsad.web.access import Turns
from marsad.web.app import create_app

HERE = {"Sec-Fetch-Site": "same-origin"}
_SEEN = re.compile(r'action="/claims/(c_[0-9a-f]+)/correct"[^>]*><input type="hidden" name="seen" value="([^"]*)"')


@dataclass
class Outcome:
    """What became of the edits. ``stale``: accepted although somebody had changed the claim since the form was opened; ``lost``: accepted and not kept."""

    statuses: Counter[int] = field(default_factory=Counter)
    accepted: int = 0
    stale: int = 0
    lost: int = 0
    doubled: int = 0
    audit: list[str] = field(default_factory=list)
    seconds: float = 0.0


def run(app: FastAPI, reviewers: int, edits: int, claims: int = 4) -> Outcome:
    """Each reviewer edits until so many edits of theirs were accepted; a refused one is made anew from the form as it is then."""
    desk, door, found = app.state.desk, app.state.door, Outcome()
    door.calls = Turns(10**9, 60.0)
    documents = {c.id: c.document for c in desk.whole.claims() if not c.tolls}  # a form of a claim with tolls carries each of them
    chosen = sorted(documents)[:claims]
    took: list[tuple[str, str, str]] = []  # claim, what its form had seen, the edit's own mark
    lock = threading.Lock()

    def work(n: int) -> None:
        name = f"reviewer {n}"
        if door.ledger.accounts.get(name) is None:
            door.ledger.accounts.add(name, "reviewer", "!", by="bench")
        client = TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False, headers=HERE, raise_server_exceptions=False)
        client.cookies.set("marsad_session", door.sessions.begin(name))
        made = tried = 0
        while made < edits and tried < edits * 100:
            claim = chosen[(n + tried) % len(chosen)]
            tried += 1
            page = client.get(f"/documents/{documents[claim]}", params={"claim": claim})
            form = _SEEN.search(page.text)
            if page.status_code != 200 or form is None:
                with lock:
                    found.statuses[page.status_code] += 1
                return
            mark = f"{name} {tried}"
            answer = client.post(f"/claims/{claim}/correct", data={"seen": form[2], "type": ("attack", "clash")[tried % 2], "status": "asserted", "background": "true", "note": mark})
            with lock:
                found.statuses[answer.status_code] += 1
                if answer.status_code == 303:
                    made += 1
                    took.append((claim, form[2], mark))

    start = time.perf_counter()
    threads = [threading.Thread(target=work, args=(n,)) for n in range(reviewers)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    found.seconds = time.perf_counter() - start
    found.accepted = len(took)
    found.stale = len(took) - len({(claim, seen) for claim, seen, _ in took})
    kept = Counter(r.note for r in desk.whole.reviews())
    found.lost = sum(kept[mark] == 0 for _, _, mark in took)
    found.doubled = sum(kept[mark] > 1 for _, _, mark in took)
    found.audit = desk.whole.verify()
    return found


def main() -> int:
    reviewers, edits = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (8, 200)
    sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tests" / "web"))
    import conftest
    import server

    review.RELINK_UP_TO = 0  # the accounts are not what is measured
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 3:
            with server.server() as started:
                return told(conftest, started.url, reviewers, edits)
        return told(conftest, f"sqlite:///{folder}/edits.db", reviewers, edits)


def told(conftest: object, url: str, reviewers: int, edits: int) -> int:
    conftest.build(url)  # type: ignore[attr-defined]
    app = create_app(url, mode="accounts")
    found = run(app, reviewers, edits)
    app.state.desk.close()
    print(f"{url.partition(':')[0]}: {reviewers} reviewers, {found.accepted} edits accepted in {found.seconds:.0f} s, answers {dict(sorted(found.statuses.items()))}")
    print(f"lost {found.lost}, doubled {found.doubled}, on a stale form {found.stale}, audit: {found.audit or 'agrees'}")
    wrong = found.lost + found.doubled + found.stale + len(found.audit) + (found.accepted != reviewers * edits) + sum(n for s, n in found.statuses.items() if s not in (303, 409))
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
