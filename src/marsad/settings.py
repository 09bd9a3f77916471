"""Environment and ``marsad.toml`` in, one frozen Settings out."""

from __future__ import annotations

import os
import pathlib
import tomllib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment may choose. ``database`` is an SQLAlchemy URL; paths are absolute or relative to the working folder."""

    database: str = "sqlite:///marsad.db"
    store: pathlib.Path = pathlib.Path("marsad-store")
    cache: pathlib.Path = pathlib.Path(".cache")
    language: str = "ar"
    access: str = "token"


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
    path = config or pathlib.Path("marsad.toml")
    if path.exists():
        values = {k: str(v) for k, v in tomllib.loads(path.read_text(encoding="utf-8")).items()}
        unknown = set(values) - {"database", "store", "cache", "language", "access"}
        if unknown:
            raise ValueError(f"{path}: unknown setting {', '.join(sorted(unknown))}; known are database, store, cache, language, access")
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
    )
