"""The frozen sample ledger, and every format of it written to a file."""

from __future__ import annotations

import importlib.util
import pathlib
from collections.abc import Callable
from types import ModuleType

import pytest

from marsad.export import FORMATS, State

ROOT = pathlib.Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def golden() -> ModuleType:
    """scripts/golden.py, which made the copies."""
    spec = importlib.util.spec_from_file_location("golden", ROOT / "scripts" / "golden.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def frozen(golden: ModuleType) -> Callable[..., State]:
    """The state of the frozen sample ledger, anew at each call."""
    state: Callable[..., State] = golden.frozen
    return state


@pytest.fixture(scope="session")
def written(frozen: Callable[..., State], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], pathlib.Path]:
    """The file of a format, written from the frozen ledger."""
    folder = tmp_path_factory.mktemp("exports")

    def write(name: str) -> pathlib.Path:
        path = folder / f"{name}{FORMATS[name].suffix}"
        if not path.exists():
            path.write_bytes(b"".join(FORMATS[name].write(frozen())))
        return path

    return write
