"""The front-end part of the build: npm packs frontend/ into src/marsad/web/static/dist, which the wheel carries."""

from __future__ import annotations

import pathlib
import shutil
import subprocess
import sys

_DIST = pathlib.Path("src/marsad/web/static/dist")
_SOURCES = ("package.json", "package-lock.json", "build.mjs", "basemap.mjs", "src")


class FrontendError(RuntimeError):
    """The assets could not be made; the message says what to install or run."""


def newest(folder: pathlib.Path) -> float:
    """The latest change among the sources of the front end, in seconds since the epoch."""
    times = []
    for name in _SOURCES:
        path = folder / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        times += [f.stat().st_mtime for f in files if f.is_file()]
    return max(times)


def build_frontend(root: pathlib.Path) -> bool:
    """Makes the assets where they are missing or older than their sources; True if it built.

    An sdist carries the built assets and no ``frontend/node_modules``: there nothing is done.
    Raises FrontendError where npm is missing or fails.
    """
    folder, manifest = root / "frontend", root / _DIST / "manifest.json"
    if not folder.is_dir():
        if manifest.exists():
            return False
        raise FrontendError(f"{folder} is missing and so are the built assets in {root / _DIST}: this is not a whole copy of Marsad")
    if manifest.exists() and manifest.stat().st_mtime >= newest(folder):
        return False
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise FrontendError("the workbench's front end is built with npm: install nodejs (18 or newer) and npm, on Debian: apt-get install nodejs npm")
    for words in (["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], ["run", "--silent", "build"]):
        done = subprocess.run([npm, *words], cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise FrontendError(f"npm {' '.join(words)} failed in {folder}:\n{(done.stdout + done.stderr).strip()[-3000:]}")
    return True


if __name__ == "__main__":
    try:
        print("built" if build_frontend(pathlib.Path(__file__).parent.parent) else "up to date")
    except FrontendError as error:
        sys.exit(str(error))
