"""Environment and ``marsad.toml`` in, one frozen Settings out."""

from __future__ import annotations

import os
import pathlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

LEVELS = ("public", "restricted", "confidential")


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How careful the public profile is (docs/exports.md). ``levels``: ids of incidents, claims or documents, or names of places → level."""

    cell_km: float = 10.0
    hold_hours: float = 72.0
    levels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment may choose. ``database`` is an SQLAlchemy URL; paths are absolute or relative to the working folder."""

    database: str = "sqlite:///marsad.db"
    store: pathlib.Path = pathlib.Path("marsad-store")
    cache: pathlib.Path = pathlib.Path(".cache")
    language: str = "ar"
    access: str = "token"
    sources: pathlib.Path = pathlib.Path("sources.yml")
    lexicon: pathlib.Path = pathlib.Path("lexicon")
    sensitivity: Sensitivity = Sensitivity()


_DEFAULT = Settings()


def cache_dir() -> pathlib.Path:
    """Where compiled lexicons go when the wheel does not carry them: $MARSAD_CACHE, else $XDG_CACHE_HOME/marsad."""
    given = os.environ.get("MARSAD_CACHE")
    if given:
        return pathlib.Path(given)
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "marsad"


def load(config: pathlib.Path | None = None) -> Settings:
    """Settings from ``marsad.toml`` (or the file named), overridden by MARSAD_DATABASE, MARSAD_STORE, MARSAD_LANGUAGE, MARSAD_ACCESS.

    Raises ValueError on an unknown key: a misspelt setting must not be ignored in silence.
    """
    values: dict[str, str] = {}
    sensitivity = Sensitivity()
    path = config or pathlib.Path("marsad.toml")
    if path.exists():
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        sensitivity = _sensitivity(told.pop("sensitivity", {}), path)
        values = {k: str(v) for k, v in told.items()}
        known = [f.name for f in fields(Settings)]
        if unknown := set(values) - set(known):
            raise ValueError(f"{path}: unknown setting {', '.join(sorted(unknown))}; known are {', '.join(known)}")
    elif config:
        raise ValueError(f"{config}: no such settings file")
    for key in ("database", "store", "language", "access"):
        if value := os.environ.get(f"MARSAD_{key.upper()}"):
            values[key] = value
    return Settings(
        database=values.get("database", _DEFAULT.database),
        store=pathlib.Path(values["store"]) if "store" in values else _DEFAULT.store,
        cache=pathlib.Path(values["cache"]).expanduser() if "cache" in values else cache_dir(),
        language=values.get("language", _DEFAULT.language),
        access=values.get("access", _DEFAULT.access),
        lexicon=pathlib.Path(values.get("lexicon") or os.environ.get("MARSAD_LEXICON") or _DEFAULT.lexicon),
        sources=pathlib.Path(values["sources"]) if "sources" in values else _DEFAULT.sources, sensitivity=sensitivity,
    )


def _sensitivity(told: Any, path: pathlib.Path) -> Sensitivity:
    """The table ``[sensitivity]``; whoever misspells a level must not publish by mistake."""
    if not isinstance(told, dict) or (unknown := set(told) - {"cell_km", "hold_hours", "levels"}):
        raise ValueError(f"{path}: [sensitivity] knows cell_km, hold_hours and levels" + (f", not {', '.join(sorted(unknown))}" if isinstance(told, dict) else ""))
    levels = told.get("levels", {})
    if not isinstance(levels, dict) or any(v not in LEVELS for v in levels.values()):
        raise ValueError(f"{path}: a level in [sensitivity.levels] is one of {', '.join(LEVELS)}")
    numbers = {k: told.get(k, getattr(Sensitivity(), k)) for k in ("cell_km", "hold_hours")}
    for k, v in numbers.items():
        if isinstance(v, bool) or not isinstance(v, (int, float)) or v < 0 or (k == "cell_km" and v < 1):
            raise ValueError(f"{path}: sensitivity.{k} is a number, cell_km at least 1, hold_hours at least 0")
    return Sensitivity(float(numbers["cell_km"]), float(numbers["hold_hours"]), {str(k): str(v) for k, v in levels.items()})
