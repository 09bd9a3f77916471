"""kill -9 at random points of an ingest: nothing lost, nothing doubled, the export's bytes those of an unbroken run.

`python bench/kill.py [--documents 1000] [--kills 50]`.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import warc


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    r = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        warc.make(base / "a.warc.gz", chosen.documents)
        for name in ("whole", "broken"):
            (base / name).mkdir()
        marsad = str(pathlib.Path(sys.executable).parent / "marsad")

        def start(name: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen([marsad, "ingest", "../a.warc.gz"], cwd=base / name, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def export(name: str) -> bytes:
            return subprocess.run([marsad, "export", "claims"], cwd=base / name, capture_output=True, check=True).stdout

        began = time.monotonic()
        if start("whole").wait():
            raise SystemExit("the unbroken run failed")
        seconds = time.monotonic() - began
        done = 0
        for _ in range(chosen.kills):
            process = start("broken")
            # from before the reading starts to well into it: each run goes on where the last was killed
            time.sleep(r.uniform(0.5, 3.0 + 1.6 * seconds / chosen.kills))
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                done += 1
            process.wait()
        if start("broken").wait():
            raise SystemExit("the last run failed")
        same = export("whole") == export("broken")
        verified = subprocess.run([marsad, "verify"], cwd=base / "broken", capture_output=True, text=True)
        print(json.dumps({"documents": chosen.documents, "kills": done, "export_identical": same, "verify": verified.stdout.strip() or verified.stderr[-300:], "seconds": round(time.monotonic() - began)}))
        return int(not same or verified.returncode != 0)


if __name__ == "__main__":
    raise SystemExit(main())
