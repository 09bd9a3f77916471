"""kill -9 at random points of an ingest: nothing lost, nothing doubled, the export's bytes those of an unbroken run.

`python bench/kill.py [--database sqlite|postgres] [--what process|server] [--documents 400] [--kills 20]`. With ``server`` the PostgreSQL
server and all its processes are killed and started again; the ingest that lost its server is started again too.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from typing import Any

import server as servers
import warc

_MARSAD = [sys.executable, "-m", "marsad.cli"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--what", choices=("process", "server"), default="process")
    chosen = parser.parse_args()
    if chosen.what == "server" and chosen.database == "sqlite":
        parser.error("SQLite has no server")
    with contextlib.ExitStack() as stack:
        base = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = None
        if chosen.database == "postgres":
            if reason := servers.missing():
                raise SystemExit(reason)
            server = stack.enter_context(servers.server(durable=True))
        found = run(base, server, chosen.documents, chosen.kills, random.Random(chosen.seed), of_server=chosen.what == "server")
    print(json.dumps({"database": chosen.database, "killed": chosen.what, "documents": chosen.documents, **found}))
    return int(not found["export_identical"] or not found["verified"] or found["doubled"])


def run(base: pathlib.Path, server: servers.Server | None, documents: int, kills: int, r: random.Random, *, of_server: bool = False) -> dict[str, Any]:
    """Kills and goes on until all is read; the export beside that of an unbroken run."""
    warc.make(base / "a.warc.gz", documents)
    urls: dict[str, str] = {}

    def begin(name: str) -> None:
        (base / name).mkdir()
        urls[name] = server.database(name) if server else "sqlite:///marsad.db"

    def start(name: str) -> subprocess.Popen[bytes]:
        words = [*_MARSAD, "ingest", "../a.warc.gz", "--db", urls[name]]
        with (base / name / "log").open("ab") as log:
            return subprocess.Popen(words, cwd=base / name, stdout=log, stderr=log, start_new_session=True)

    def finish(name: str) -> None:
        if start(name).wait():
            raise SystemExit(f"the run of {name} failed: {(base / name / 'log').read_text()[-500:]}")

    def export(name: str) -> bytes:
        return subprocess.run([*_MARSAD, "export", "claims", "--db", urls[name]], cwd=base / name, capture_output=True, check=True).stdout

    begin("whole")
    began = time.monotonic()
    finish("whole")
    seconds = time.monotonic() - began
    whole = export("whole")
    done, ledgers, same, verified, doubled = 0, 0, True, True, 0
    while done < kills:
        name = f"broken{ledgers}"
        ledgers += 1
        begin(name)
        while done < kills:
            process = start(name)
            try:  # from before the reading starts to its end
                process.wait(r.uniform(0.05, 1.0) * seconds)
            except subprocess.TimeoutExpired:
                done += 1
                if of_server and server:
                    server.kill()
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(10)  # it says that its ledger went away
                    server.start()
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            else:
                break  # it came to its end: another ledger
        finish(name)
        broken = export(name)
        ids = [json.loads(line)["id"] for line in broken.splitlines()]
        checked = subprocess.run([*_MARSAD, "verify", "--db", urls[name]], cwd=base / name, capture_output=True, text=True)
        same, verified, doubled = same and broken == whole, verified and checked.returncode == 0, doubled + len(ids) - len(set(ids))
    return {
        "kills": done, "ledgers": ledgers, "claims": len(whole.splitlines()), "export_identical": same, "doubled": doubled, "verified": verified,
        "seconds": round(time.monotonic() - began),
    }  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
