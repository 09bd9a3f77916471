"""The house rules that no linter knows: rooms, docstrings, one home for data files, no network in the core."""

from __future__ import annotations

import ast
import pathlib

import pytest

SRC = pathlib.Path(__file__).parent.parent / "src" / "marsad"
MODULES = sorted(p for p in SRC.rglob("*.py") if "migrations" not in p.parts)
FORBIDDEN_NAMES = {"utils", "common", "core", "helpers", "base", "misc"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_module_says_what_it_is(path: pathlib.Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{path} has no docstring"
    assert path.stem not in FORBIDDEN_NAMES, f"{path}: no drawer modules"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{path}: public {node.name} has no docstring"


def _imports(path: pathlib.Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name.split(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_no_dangerous_or_networked_imports(path: pathlib.Path) -> None:
    names = _imports(path)
    assert not names & {"pickle", "marshal", "shelve", "dill", "joblib"}, path
    network = {"httpx", "httpx2", "requests", "urllib3", "aiohttp"}
    assert not names & network or path.parent.name == "read", f"{path}: only read/ may fetch"
    if "fastapi" in names:
        assert "web" in path.parts, f"{path}: fastapi only under web/"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_only_resources_opens_the_pantry(path: pathlib.Path) -> None:
    if path.parent.name != "resources":
        assert "yaml" not in _imports(path), f"{path}: data files are opened in resources/ only"


def test_no_two_test_files_share_a_name() -> None:
    names = [p.name for p in pathlib.Path(__file__).parent.rglob("test_*.py")]
    assert len(names) == len(set(names)), sorted(n for n in names if names.count(n) > 1)
