"""The documentation tells the truth: every command block of every page is run, in order, and prints what the page says it prints.

A page's ``console`` blocks run in one empty folder: lines after ``$`` are commands, what follows them is their output, where «…» stands for
anything. A block with ``title="name"`` is a file of that name. ``MARSAD_RENEW_DOCS=1 pytest tests/test_docs.py`` writes the outputs anew.
"""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

DOCS = pathlib.Path(__file__).parent.parent / "docs"
FENCE = re.compile(r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', re.M | re.S)
ELSEWHERE = {"sh": "shell lines nobody runs", "bash": "shell lines nobody runs"}
RENEW = bool(os.environ.get("MARSAD_RENEW_DOCS"))


@dataclass(frozen=True)
class Step:
    """A command and what the page says it prints; ``where``: the output's place in the page."""

    command: str
    said: str
    where: tuple[int, int]


def pages() -> list[pathlib.Path]:
    return sorted(p for p in DOCS.rglob("*.md") if "```console" in p.read_text(encoding="utf-8"))


def parts(text: str) -> Iterator[tuple[str, str] | Step]:
    """Files to write and commands to run, in the order of the page."""
    for found in FENCE.finditer(text):
        kind, title, body = found.groups()
        if title:
            yield title, body
        elif kind == "console":
            at = found.start(3)
            commands = [m.start() for m in re.finditer(r"^\$ ", body, re.M)]
            assert commands and not body[: commands[0]].strip(), "a console block begins with a command"
            for start, end in zip(commands, [*commands[1:], len(body)], strict=True):
                line, _, said = body[start:end].partition("\n")
                yield Step(line[2:], said, (at + start + len(line) + 1, at + end))


def agrees(said: str, printed: str) -> bool:
    """Whether the output is what the page says; «…» stands for any run of characters."""
    pattern = ".*?".join(re.escape(piece) for piece in said.strip().split("…"))
    return re.fullmatch(pattern, printed.strip(), re.S) is not None


@pytest.mark.parametrize("page", [pytest.param(p, id=p.relative_to(DOCS).as_posix()) for p in pages()])
def test_a_page_runs(page: pathlib.Path, tmp_path: pathlib.Path) -> None:
    text = page.read_text(encoding="utf-8")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "marsad").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m marsad.cli "$@"\n')
    (bin_folder / "marsad").chmod(0o755)
    folder = tmp_path / "work"
    folder.mkdir()
    env = {k: v for k, v in os.environ.items() if not k.startswith("MARSAD_")} | {
        "PATH": f"{bin_folder}:{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "200", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "CI": "1",
    }  # fmt: skip
    renewed, shift = text, 0
    for part in parts(text):
        if isinstance(part, tuple):
            path = folder / part[0]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(part[1], encoding="utf-8")
            continue
        done = subprocess.run(["bash", "-c", part.command], cwd=folder, env=env, capture_output=True, text=True, timeout=600, encoding="utf-8")
        printed = done.stdout + done.stderr
        if RENEW and not agrees(part.said, printed):
            start, end = part.where[0] + shift, part.where[1] + shift
            new = printed.rstrip("\n") + "\n" if printed.strip() else ""
            renewed, shift = renewed[:start] + new + renewed[end:], shift + len(new) - (end - start)
            continue
        assert agrees(part.said, printed), f"$ {part.command}\n--- the page says\n{part.said}\n--- it prints\n{printed}"
        assert done.returncode == 0 or "exit code" in part.command, f"$ {part.command}\n{printed}"
    if renewed != text:
        page.write_text(renewed, encoding="utf-8")


def test_no_page_has_shell_lines_that_nobody_runs() -> None:
    for page in DOCS.rglob("*.md"):
        for kind, title, _ in FENCE.findall(page.read_text(encoding="utf-8")):
            assert kind not in ELSEWHERE or title, f"{page.name}: make it a console block, so that it is run"


def test_links_lead_somewhere() -> None:
    for page in DOCS.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.relative_to(DOCS)} links to {target}"


@pytest.mark.parametrize(("said", "printed", "same"), [("a…c\n", "abbbc", True), ("a…c", "abd", False), ("…", "", True), ("x\n…\ny", "x\n1\n2\ny\n", True), ("a.b", "axb", False)])
def test_what_agrees(said: str, printed: str, same: bool) -> None:
    assert agrees(said, printed) is same
