"""The front-end part of the build: when it builds, and what it says when it cannot."""

import importlib.util
import json
import os
import pathlib

import pytest

ROOT = pathlib.Path(__file__).parent.parent.parent
spec = importlib.util.spec_from_file_location("frontend_script", ROOT / "scripts" / "frontend.py")
assert spec
assert spec.loader
frontend = importlib.util.module_from_spec(spec)
spec.loader.exec_module(frontend)


@pytest.fixture
def copy(tmp_path: pathlib.Path) -> pathlib.Path:
    (tmp_path / "frontend" / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "build.mjs", "basemap.mjs", "src/main.js"):
        (tmp_path / "frontend" / name).write_text("x", encoding="utf-8")
    return tmp_path


def built(root: pathlib.Path, age: float) -> None:
    manifest = root / "src/marsad/web/static/dist/manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("{}", encoding="utf-8")
    now = (root / "frontend/src/main.js").stat().st_mtime
    os.utime(manifest, (now + age, now + age))


def test_nothing_is_done_where_the_assets_are_fresh(copy: pathlib.Path, monkeypatch: pytest.MonkeyPatch):
    built(copy, 10)
    monkeypatch.setenv("PATH", "")
    assert frontend.build_frontend(copy) is False


def test_missing_npm_is_named(copy: pathlib.Path, monkeypatch: pytest.MonkeyPatch):
    built(copy, -10)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(frontend.FrontendError, match=r"install nodejs .* and npm"):
        frontend.build_frontend(copy)


def test_a_failed_build_says_why(copy: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch):
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("npm", "node"):
        (tools / name).write_text("#!/bin/sh\necho 'no such package' >&2\nexit 1\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/bin:/usr/bin")
    with pytest.raises(frontend.FrontendError, match=r"npm ci .* failed .*\n.*no such package"):
        frontend.build_frontend(copy)


def test_half_a_copy_is_named(tmp_path: pathlib.Path):
    with pytest.raises(frontend.FrontendError, match="not a whole copy"):
        frontend.build_frontend(tmp_path)


def test_versions_are_pinned():
    wanted = json.loads((ROOT / "frontend/package.json").read_text(encoding="utf-8"))["devDependencies"]
    locked = json.loads((ROOT / "frontend/package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in wanted.items():
        assert version[0].isdigit(), name
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")
