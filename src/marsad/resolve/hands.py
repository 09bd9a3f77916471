"""Work in portions by several processes. What they are given they share by the fork, what they make comes back in order: the result is the
same whatever their number."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


def available() -> int:
    """How many processes may work: the processors that we may use; one where forking is unknown, or unsafe because of other threads."""
    if "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(work: Callable[[int], T], count: int, processes: int = 1) -> Iterator[T]:
    """work(0) … work(count - 1), in order. Raises RuntimeError where a process fails or dies; what it said stands on its stderr."""
    processes = min(processes, count)
    if processes <= 1:
        yield from map(work, range(count))
        return
    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe(duplex=False) for _ in range(processes)]
    children = [context.Process(target=_child, args=(work, range(k, count, processes), pipes[k][1]), daemon=True) for k in range(processes)]
    try:
        for child, (_, theirs) in zip(children, pipes, strict=True):
            child.start()
            theirs.close()  # so that the end is seen when the child is gone
        for k in range(count):
            try:
                yield pipes[k % processes][0].recv()
            except EOFError:
                raise RuntimeError("a process that links claims has died") from None
    finally:
        for child, (mine, _) in zip(children, pipes, strict=True):
            mine.close()
            if child.pid is not None:
                child.terminate()
                child.join()


def _child(work: Callable[[int], Any], portions: range, pipe: Any) -> None:
    gc.disable()  # it lives shortly, and what it shares must not be copied for being looked at
    for k in portions:
        pipe.send(work(k))
    pipe.close()
