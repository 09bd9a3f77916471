"""Watching: each source when it is due, politely, with what was seen remembered in the ledger, so that it goes on after a restart."""

from __future__ import annotations

import datetime as dt
import hashlib
import pathlib
import time
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

from marsad.intake.account import Account
from marsad.intake.ingest import ingest
from marsad.model import Rejection
from marsad.read import Given, feeds, parse
from marsad.read.decode import Unreadable
from marsad.read.fetch import Fetched, Fetcher, Refused
from marsad.read.pieces import Piece
from marsad.read.sniff import HEAD, kind_of
from marsad.read.walk import Found, walk
from marsad.resources import watched

if TYPE_CHECKING:
    from marsad.ledger import Ledger

MAX_PAGES = 50
"""New pages that one poll of a feed or sitemap fetches; the rest wait for the next."""
_REMEMBERED = 20_000
_JITTER = 0.1
Say = Callable[[str], object]


def watch(
    path: pathlib.Path,
    ledger: Ledger,
    store: pathlib.Path,
    *,
    once: bool = False,
    say: Say = lambda _: None,
    fetcher: Callable[[watched.Watched], Fetcher] | None = None,
) -> Account:
    """Polls the sources of the file, each when it is due, and reads what is new; ``once`` ends after one round. Returns the whole account.

    Raises DataError on a broken file. A source that fails is named and tried again at its next time.
    """
    total = Account()
    fetchers: dict[str, Fetcher] = {}
    while True:
        sources = watched.load(path)  # anew each round: it may be edited while we watch
        for source in sources:
            known = ledger.poll(source.id)
            now = dt.datetime.now(dt.UTC)
            if known and known[0] > now:
                continue
            state = dict(known[1]) if known and known[1].get("address") == source.address else {"address": source.address}
            if source.id not in fetchers:
                fetchers[source.id] = (fetcher or _fetcher)(source)
            _poll(source, state, fetchers[source.id], ledger, store, total, say)
        if once:
            return total
        time.sleep(_pause(sources, ledger))


def _fetcher(source: watched.Watched) -> Fetcher:
    return Fetcher(proxy=source.proxy, delay=watched.seconds(source.delay), robots=source.robots == "respect")


def _pause(sources: list[watched.Watched], ledger: Ledger) -> float:
    """Seconds to the next source that is due; at most a minute, so that an edited file is seen."""
    now = dt.datetime.now(dt.UTC)
    due = [p[0] if (p := ledger.poll(s.id)) else now for s in sources]
    return min(60.0, max(0.2, (min(due) - now).total_seconds()))


def _poll(
    source: watched.Watched, state: dict[str, Any], fetcher: Fetcher, ledger: Ledger, store: pathlib.Path, total: Account, say: Say
) -> None:
    given = Given(outlet=source.outlet)
    found = walk([source.address], given) if source.kind == "folder" else _pieces(source, state, fetcher)
    done = ingest(found, given, ledger, store, jobs=1 if source.kind != "folder" else None)
    for name in ("stored", "duplicate", "revised", "copies", "versions", "claims"):
        setattr(total, name, getattr(total, name) + getattr(done, name))
    total.rejected += done.rejected
    total.quarantined += done.quarantined
    total.passed.update(done.passed)
    every = watched.seconds(source.every)
    shift = int(hashlib.sha256(f"{source.id}{state.get('polls', 0)}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF  # not by the clock of a robot
    due = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=every * (1 + _JITTER * (2 * shift - 1)))
    state["polls"] = state.get("polls", 0) + 1
    state["last"] = {"stored": done.stored, "duplicate": done.duplicate, "faults": [f"{r.origin}: {r.reason}" for r in [*done.rejected, *done.quarantined]][:20]}
    ledger.polled(source.id, due, state)
    fault = f"; {state['last']['faults'][0]}" if state["last"]["faults"] else ""
    say(f"{source.id}: {done.stored} stored, {done.duplicate} known, {done.versions} changed{fault}; next {due:%Y-%m-%d %H:%M} UTC")


def _pieces(source: watched.Watched, state: dict[str, Any], fetcher: Fetcher) -> Iterator[Found]:
    """What a poll of an address gives; what it must remember goes into ``state``."""
    try:
        reply = fetcher.fetch(source.address, state.get("validators"))
    except Refused as error:
        yield Rejection(source.address, str(error))
        return
    if reply.status == 304:
        return
    if reply.status != 200:
        yield Rejection(source.address, f"answers with status {reply.status}")
        return
    if source.kind == "page":
        yield _piece(reply)
    else:
        try:
            addresses = _addresses(source, reply)
        except Unreadable as error:
            yield Rejection(source.address, str(error))
            return
        if source.kind == "feed" and source.pages == "no":
            yield _piece(reply)
        elif not (yield from _linked(addresses, state, fetcher)):
            return  # not all of it was fetched: no validators, so that the next poll sees the list again
    state["validators"] = {k: reply.headers[k] for k in ("etag", "last-modified") if k in reply.headers}


def _addresses(source: watched.Watched, reply: Fetched) -> list[str]:
    if source.kind == "sitemap":
        return feeds.addresses(reply.body)
    if source.pages == "no":
        return []
    kind = kind_of(reply.body[:HEAD])
    if kind not in ("feed", "jsonfeed"):
        raise Unreadable("is no feed")
    return [p.said.url for p in parse.reader_of(kind)(reply.body, {}) if p.said.url]


def _linked(addresses: list[str], state: dict[str, Any], fetcher: Fetcher) -> Generator[Found, None, bool]:
    """Pages not fetched before, oldest last as feeds list them. Returns whether all were."""
    seen = list(state.get("seen", ()))
    fresh = [a for a in addresses if a not in set(seen)]
    for address in fresh[:MAX_PAGES]:
        try:
            reply = fetcher.fetch(address)
        except Refused as error:
            yield Rejection(address, str(error))
            continue
        if reply.status != 200:
            yield Rejection(address, f"answers with status {reply.status}")
            if reply.status not in (404, 410):
                continue
        else:
            yield _piece(reply)
        seen.append(address)
        state["seen"] = seen[-_REMEMBERED:]
    return len(fresh) <= MAX_PAGES


def _piece(reply: Fetched) -> Found:
    kind = kind_of(reply.body[:HEAD], "", len(reply.body))
    if kind not in ("html", "pdf", "feed", "jsonfeed", "text", "docx"):
        return Rejection(reply.url, f"is neither a page nor a feed ({reply.headers.get('content-type', kind)})")
    headers = {**reply.headers, **{f"fetch-{k}": v for k, v in reply.record.items()}, "fetch-status": str(reply.status)}
    return Piece(reply.body, kind, reply.url, reply.url, headers=headers, got_at=dt.datetime.now(dt.UTC), url=reply.url)
