"""What a command writes: results to stdout or a file, sentences and progress to stderr."""

from __future__ import annotations

import datetime as dt
import pathlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

import typer

if TYPE_CHECKING:
    from marsad.extract.dating import Dating
    from marsad.intake import Account
    from marsad.model import Claim, Document, Incident, Place, Rejection


class Failed(Exception):
    """A command that cannot go on: one plain sentence for stderr, exit code 1."""


def line(value: Any) -> bytes:
    """A JSON value on a line of its own."""
    import orjson

    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


@contextmanager
def writer(path: pathlib.Path | None) -> Iterator[BinaryIO]:
    """The named file, else standard output. A file appears when it is whole: what stood there stays until then.

    Raises Failed where the file cannot be written.
    """
    if path is None or str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = path if path.exists() and not path.is_file() else path.with_name(f".{path.name}.part")  # a pipe or /dev/null has no whole
    try:
        file = part.open("wb")
    except OSError as error:
        raise Failed(f"{path}: cannot be written ({error.strerror}).") from error
    try:
        with file:
            yield file
        if part != path:
            part.replace(path)
    except BaseException:
        if part != path:
            part.unlink(missing_ok=True)
        raise


def moment(text: str | None, option: str) -> dt.datetime | None:
    """An instant as typed, UTC where no zone is told; a bare day for ``--as-of`` is its end. Raises a usage error on anything else."""
    if text is None:
        return None
    try:
        if len(text) == 10:
            day = dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max if option == "--as-of" else dt.time.min)
            return day.replace(tzinfo=dt.UTC)
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no moment; write it as 2026-11-22 or 2026-11-22T06:10:00Z", param_hint=option) from error
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def causes(cause: Mapping[str, Any] | None) -> list[str]:
    """Why an account changed, a sentence each."""
    told = cause or {}
    out = [f"{label} {', '.join(told[key])}" for key, label in _CAUSES if told.get(key)]
    out += [f"{d['who']} said {d['verdict']} of {d['left']} and {d['right']}" for d in told.get("decided", ())]
    return out + [f"{r['who']} {r['what']} {r['claim']}" for r in told.get("reviewed", ())]


_CAUSES = (("new", "it took in"), ("gone", "it no longer holds"), ("retired", "no report says any more"), ("reread", "a report says otherwise:"))


def report(faults: Iterable[Rejection]) -> None:
    """Names every input that was not read; exit code 1 where there is one."""
    failed = False
    for fault in faults:
        typer.echo(f"marsad: {fault.origin}: {fault.reason.rstrip('.')}.", err=True)
        failed = True
    if failed:
        raise typer.Exit(1)


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[..., object]]:
    """A bar (or a count, without a total) on stderr once the work has taken a second, only on a terminal.

    Yields a function that takes the number done so far, and how many there are where that is known only later.
    """
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    import time

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=total)
    started, shown = time.monotonic(), False

    def advance(done: int, total: int | None = total) -> None:
        nonlocal shown
        if not shown and time.monotonic() - started > 1:
            bar.start()
            shown = True
        bar.update(task, completed=done, total=total)

    try:
        yield advance
    finally:
        if shown:
            bar.stop()


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns padded to their widest cell; Arabic letters count one each, their vowel signs none."""
    cells = [tuple(head), *(tuple(r) for r in rows)]
    widths = [max(_width(r[i]) for r in cells) for i in range(len(head))]
    lines = ["  ".join(c + " " * (w - _width(c)) for c, w in zip(r, widths, strict=True)).rstrip() for r in cells]
    return "\n".join([lines[0], "  ".join("─" * w for w in widths), *lines[1:]])


def _width(text: str) -> int:
    import unicodedata

    return sum(unicodedata.category(c) not in ("Mn", "Cf") for c in text)


def account(total: Account) -> str:
    """What became of every input, in one line; the inputs equal the sum."""
    revised = f" ({total.revised} read anew)" if total.revised else ""
    among = ", ".join(f"{n} {what}" for n, what in ((total.copies, "copies of known texts"), (total.versions, "later texts of known addresses")) if n)
    passed = "".join(f"\nnot reports: {n} {what}" for what, n in sorted(total.passed.items()))
    return (
        f"{total.inputs} inputs: {total.stored} stored{f' ({among})' if among else ''}, {total.duplicate} duplicate{revised}, {len(total.rejected)} rejected, "
        f"{len(total.quarantined)} quarantined; {total.claims} new claims{passed}"
    )


def incidents_table(incidents: Sequence[Incident]) -> str:
    """One line an incident: what, when, where, the dead, how sure."""
    rows = []
    for one in incidents:
        dead = next((t for t in one.tolls if t.measure == "killed" and t.group is None), None)
        place = one.place
        where = _where(place) if place else "—"
        kind = one.type if one.kind == "incident" else f"{one.type} ({one.kind})"
        rows.append(
            (one.id, (one.time.edtf if one.time else "") or "undated", kind, where, _range(dead), one.grade, str(one.independent_origins), str(len(one.claims)))
        )
    return table(("incident", "when", "what", "where", "killed", "grade", "origins", "claims"), rows)


def _where(place: Place) -> str:
    parts = (place.name or place.text, place.admin1, place.country)
    return ", ".join(dict.fromkeys(p for p in parts if p))


def _range(toll: Any) -> str:
    return "—" if toll is None else span(toll.low, toll.best, toll.high)


def span(low: int | None, best: int | None, high: int | None) -> str:
    """«8», «5–8 (best 8)», «5+», «—» where nothing is known."""
    if low is None:
        return "—"
    if low == high:
        return str(low)
    told = f"{low}–{high}" if high is not None else f"{low}+"
    return f"{told} (best {best})" if best is not None else told


def dossier(incident: Incident, claims: Sequence[Claim]) -> str:
    """One incident in full: the account, its figures with their reasons, every claim with its source and its words."""
    place = incident.place
    out = [
        f"{incident.id}  {incident.type} ({incident.kind}), {incident.status}, {incident.grade}",
        f"when: {(incident.time.edtf if incident.time else '') or 'undated'}",
        f"where: {_where(place) if place else 'not told'}",
        f"perpetrators: {', '.join(incident.perpetrators) or 'not told'}",
        f"targets: {', '.join(incident.targets) or 'not told'}",
    ]
    if incident.disputed:
        out.append(f"disputed: {', '.join(incident.disputed)}")
    for toll in incident.tolls:
        out.append(f"{toll.measure}{f' of {toll.group}' if toll.group else ''}: {_range(toll)}{' DISPUTED' if toll.disputed else ''} — {toll.why.en}")
    out += [f"check {c.kind}: {'holds' if c.holds else 'FAILS'} — {c.text.en}" for c in incident.checks]
    out.append(f"independent origins: {incident.independent_origins}")
    out += [f"  {o.source} ({o.stance}): {', '.join(o.claims)}" for o in incident.origins]
    out.append("claims:")
    for claim in claims:
        chain = " ← ".join(s.source for s in claim.sources) or "the outlet itself"
        out.append(f"  {claim.id}  {claim.file}  {claim.type}, {claim.kind}, {claim.status}{', background' if claim.background else ''}; says: {chain}")
        out += [f"    «{q.text}» [{q.start}–{q.end}]" for q in claim.evidence]
    for h in incident.history:
        out.append(f"history: {h.get('at')} {h.get('what')} {', '.join(h.get('fields', ())) or h.get('into') or h.get('incident') or ''}".rstrip())
        out += [f"  because {reason}" for reason in causes(h.get("cause"))]
    return "\n".join(out)


def dating(document: Document, found: Dating) -> str:
    """When a report was printed: who says so, or the words that prove it, a line each."""
    if document.published:
        out = [f"{document.file}: {document.published} (by {document.published_from})"]
    else:
        likely = f", likely {found.likely[0]}/{found.likely[1]}" if found.likely and found.end is None else ""
        out = [f"{document.file}: {found.edtf if found.start or found.end else 'undated'}{likely}"]
    out += [f"  «{p.text}» [{p.start}–{p.end}] {p.says.en}" for p in found.proof]
    out += [f"  contradicts: «{p.text}» [{p.start}–{p.end}] {p.says.en}" for p in found.conflicts]
    return "\n".join(out) + "\n"
