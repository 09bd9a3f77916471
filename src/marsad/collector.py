"""The collector of circles held off while much is made and nothing thrown away: it would look through all of it again and again."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def off() -> Iterator[None]:
    """Without it until the end; as it was after that."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
