"""A page as PDF, by the Chromium that is installed; without one, a sentence that says so."""

from __future__ import annotations

import pathlib
import shutil
import subprocess
import tempfile

from marsad.cli.screen import Failed

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
          "--disable-extensions", "--no-pdf-header-footer", "--host-resolver-rules=MAP * ~NOTFOUND")  # fmt: skip


def pdf(page: bytes, target: pathlib.Path) -> None:
    """Prints the page into the file, without a network. Raises Failed where there is no Chromium or it fails."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        raise Failed("a PDF is printed by Chromium, which is not installed; write an .html file and print it from any browser.")
    with tempfile.TemporaryDirectory(prefix="marsad-") as folder:
        html, printed = pathlib.Path(folder) / "report.html", pathlib.Path(folder) / "report.pdf"
        html.write_bytes(page)
        try:
            done = subprocess.run([program, *_QUIET, f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}", html.as_uri()], capture_output=True, timeout=180)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Failed(f"{program}: could not print the report ({error}).") from error
        if not printed.exists():
            raise Failed(f"{program}: could not print the report (exit code {done.returncode}).")
        try:
            shutil.move(printed, target)
        except OSError as error:
            raise Failed(f"{target}: cannot be written ({error.strerror}).") from error
