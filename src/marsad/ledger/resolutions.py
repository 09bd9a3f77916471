"""Incidents and links in the ledger: a new resolution is compared with the one that stands, and only differences are written."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, delete, insert, select, update

from marsad.ledger import causes, outlines, rows
from marsad.ledger.audit import Scope
from marsad.ledger.driver import MANY, parts
from marsad.ledger.tables import incident, incident_actor, incident_claim, incident_history, link, redirect
from marsad.model import JSON, Incident, Link, Words

_SAID = ("type", "kind", "status", "grade", "time", "place", "perpetrators", "targets", "tolls", "disputed", "claims", "independent_origins")


def save(connection: Connection, incidents: Sequence[Incident], links: Sequence[Link], now: dt.datetime, scope: Scope | None = None) -> None:
    """Replaces the standing resolution, or what is in the ``scope`` of it; the same again writes nothing."""
    # the history that came with an incident is the ledger's own and is not written back
    named = {i.id: i for i in incidents}
    new = {i.id: rows.incident_row(i) for i in incidents}
    for row in new.values():
        row["payload"] = orjson.loads(orjson.dumps(row["payload"]))
    among = scope.incidents if scope else None
    old: dict[str, Any] = {r["id"]: r for r in _rows(connection, select(incident), incident.c.id, among)}
    members = defaultdict(set)
    for one in _rows(connection, select(incident_claim), incident_claim.c.incident, among):
        members[one["incident"]].add(one["claim"])
    home = {c: i.id for i in sorted(incidents, key=lambda i: i.kind == "incident") for c in i.claims}
    news = causes.since_last(connection) if old or scope else causes.News()

    stood = {c: key for key in sorted(members) if key in old and old[key]["kind"] == "incident" for c in members[key]}

    gone = sorted(old.keys() - new.keys())
    for key in gone:
        votes = Counter(home[c] for c in members[key] if c in home)
        into = min(votes, key=lambda i: (-votes[i], i)) if votes else None
        what: JSON = {"what": "merged", "into": into} if into else {"what": "withdrawn"}
        what["since"] = _moment(old[key]["created_at"])
        _remember(connection, key, now, _caused(what, causes.of(news, members[key], members[key])), old[key]["payload"])
        connection.execute(delete(incident_claim).where(incident_claim.c.incident == key))
        connection.execute(delete(incident_actor).where(incident_actor.c.incident == key))
        connection.execute(delete(incident).where(incident.c.id == key))
        if into:
            _redirect(connection, key, into, now)
            _remember(connection, into, now, {"what": "absorbed", "incident": key}, None)
    came_up = sorted(new.keys() - old.keys())
    if came_up:
        for some in parts(came_up):  # an id that lives again points nowhere else
            connection.execute(delete(redirect).where(redirect.c.old.in_(some)))
        connection.execute(insert(incident), [{**new[key], "created_at": now} for key in came_up])
        if actors := [row for key in came_up for row in rows.incident_actors(named[key])]:
            connection.execute(insert(incident_actor), actors)
    for key in came_up if stood else ():
        came = Counter(stood[c] for c in named[key].claims if stood.get(c) in new)  # what it was part of, and is no more
        if came and named[key].kind == "incident":
            of = min(came, key=lambda i: (-came[i], i))
            _remember(connection, key, now, _caused({"what": "split", "incident": of}, causes.of(news, named[key].claims, named[key].claims)), None)
    changed = [key for key in sorted(new.keys() & old.keys()) if new[key]["payload"] != old[key]["payload"]]
    for key in changed:
        row, was = new[key], old[key]
        fields = [k for k in _SAID if row["payload"][k] != was["payload"][k]]
        if fields:  # wording of an explanation alone is no change of the account
            told: JSON = {"what": "changed", "fields": fields, "since": _moment(was["created_at"])}
            _remember(connection, key, now, _caused(told, causes.of(news, members[key], named[key].claims)), was["payload"])
        connection.execute(update(incident).where(incident.c.id == key).values(row))
        connection.execute(delete(incident_actor).where(incident_actor.c.incident == key))
        if sides := rows.incident_actors(named[key]):
            connection.execute(insert(incident_actor), sides)
    _save_members(connection, incidents, {k: v for k, v in members.items() if k not in gone})
    differing = set(changed)
    outlines.keep(connection, [named[key] for key in named if key not in old or key in differing], gone)
    _save_links(connection, links, scope)


def _rows(connection: Connection, query: Select[Any], key: ColumnElement[str], among: Collection[str] | None) -> Iterator[RowMapping]:
    """The rows, or those whose key is one of these."""
    if among is None:
        yield from connection.execute(query).mappings()
        return
    for some in parts(sorted(among)):
        yield from connection.execute(query.where(key.in_(some))).mappings()


def _caused(what: JSON, cause: JSON) -> JSON:
    return {**what, "cause": cause} if cause else what


def _moment(at: dt.datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _remember(connection: Connection, key: str, now: dt.datetime, what: JSON, before: Any) -> None:
    connection.execute(insert(incident_history).values(incident=key, at=now, what=what, before=before))


def _redirect(connection: Connection, old: str, new: str, now: dt.datetime) -> None:
    connection.execute(delete(redirect).where(redirect.c.old == old))
    connection.execute(update(redirect).where(redirect.c.new == old).values(new=new))
    connection.execute(insert(redirect).values(old=old, new=new, at=now))


def _save_members(connection: Connection, incidents: Iterable[Incident], old: dict[str, set[str]]) -> None:
    t = incident_claim
    added = []
    for one in incidents:
        has = old.get(one.id, set())
        for left in sorted(has - set(one.claims)):
            connection.execute(delete(t).where((t.c.incident == one.id) & (t.c.claim == left)))
        added += [{"incident": one.id, "claim": c} for c in dict.fromkeys(one.claims) if c not in has]
    if added:
        connection.execute(insert(t), added)


def _save_links(connection: Connection, links: Iterable[Link], scope: Scope | None) -> None:
    t = link
    new = {}
    for one in links:
        row = _link_row(one)
        new[row["left"], row["right"]] = row
    ends = (t.c.left, t.c.right) if scope else (t.c.left,)
    old = {(r["left"], r["right"]): dict(r) for end in ends for r in _rows(connection, select(t), end, scope.claims if scope else None)}
    stale = [pair for pair, row in old.items() if new.get(pair) != row]
    for left, right in stale:
        connection.execute(delete(t).where((t.c.left == left) & (t.c.right == right)))
    added = [row for pair, row in new.items() if old.get(pair) != row]
    if added:
        connection.execute(insert(t), added)


def _link_row(one: Link) -> dict[str, Any]:
    left, right = sorted((one.left, one.right))
    reasons = [[feature, weight, words.to_json()] for feature, weight, words in one.reasons]
    plain = orjson.loads(orjson.dumps(reasons))
    return {"left": left, "right": right, "score": float(one.score), "verdict": one.verdict, "reasons": plain, "by": one.by}


def names(connection: Connection, homes: Mapping[str, str | None], known: Container[str]) -> dict[str, str]:
    """Claim → incident id that a new resolution should keep, the oldest id first; ``homes``: incidents of the claims in question, now;
    ``known``: all claims in force.

    An id stays with the claim that it was made for, dead ids too: so a merge keeps the older id, and what is taken back gets its own again.
    Where that claim is gone, it stays with the claims that it stands for.
    """
    founders = sorted({*homes, *(founder for home in homes.values() if home and (founder := _founder(home)) in known)})
    among = [name for claim in founders for name in _named_after(claim)] if len(founders) < MANY * 20 else None
    h, wanted = incident_history.c, set(founders)
    born = {row["id"]: _moment(row["created_at"]) for row in _rows(connection, select(incident.c.id, incident.c.created_at), incident.c.id, among)}
    for row in _rows(connection, select(h.incident, h.what), h.incident, among):
        if since := row["what"].get("since"):
            born[row["incident"]] = min(born.get(row["incident"], since), since)
    oldest: dict[str, str] = {}
    for key in sorted(born, key=lambda k: (born[k], k)):
        if _founder(key) in wanted:
            oldest.setdefault(_founder(key), key)
    found = {claim: key for claim, key in oldest.items() if claim in homes}
    kept = set(oldest.values())
    for claim, home in homes.items():
        if home and home not in kept:
            found.setdefault(claim, home)
    return found


def _founder(incident: str) -> str:
    """The claim that an incident is named after."""
    return "c_" + incident[2:].rstrip("_")


def _named_after(claim: str) -> list[str]:
    """The ids that incidents have been given after this claim: the second time it was taken, a line was added."""
    return [f"i_{claim[2:]}{'_' * n}" for n in range(4)]


def follow(connection: Connection, id_: str) -> str:
    """The id that stands for this one now: itself, or what it was merged into."""
    if connection.execute(select(incident.c.id).where(incident.c.id == id_)).first():
        return id_
    return connection.execute(select(redirect.c.new).where(redirect.c.old == id_)).scalar() or id_


def load(connection: Connection, id_: str | None = None) -> list[Incident]:
    """Incidents with their history, by first day (undated last), then id."""
    query, past = select(incident.c.id, incident.c.payload), select(incident_history).order_by(incident_history.c.id)
    if id_ is not None:
        query, past = query.where(incident.c.id == id_), past.where(incident_history.c.incident == id_)
    history: dict[str, list[JSON]] = defaultdict(list)
    for row in connection.execute(past).mappings():
        history[row["incident"]].append({"at": row["at"].isoformat(timespec="seconds").replace("+00:00", "Z"), **{k: v for k, v in row["what"].items() if k != "since"}})
    found = [rows.incident_from_payload(payload, history[key]) for key, payload in connection.execute(query)]
    return sorted(found, key=lambda i: ((i.time and i.time.start_day) or dt.date.max, i.id))


def some(connection: Connection, ids: Sequence[str]) -> list[Incident]:
    """The incidents of these ids with their history, in the order of the ids."""
    history: dict[str, list[JSON]] = defaultdict(list)
    past = select(incident_history).where(incident_history.c.incident.in_(ids)).order_by(incident_history.c.id)
    for row in connection.execute(past).mappings():
        told = {k: v for k, v in row["what"].items() if k != "since"}
        history[row["incident"]].append({"at": row["at"].isoformat(timespec="seconds").replace("+00:00", "Z"), **told})
    found = {key: rows.incident_from_payload(payload, history[key])
             for key, payload in connection.execute(select(incident.c.id, incident.c.payload).where(incident.c.id.in_(ids)))}  # fmt: skip
    return [found[key] for key in ids if key in found]


def between(connection: Connection, left: str, right: str) -> list[Link]:
    """The link of two claims, if there is one."""
    left, right = sorted((left, right))
    return _links(connection, select(link).where((link.c.left == left) & (link.c.right == right)))


def links(connection: Connection, incident_id: str | None, verdict: str | None) -> list[Link]:
    """Links, of one incident those with an end in it, by left and right claim."""
    t = link
    query = select(t).order_by(t.c.left, t.c.right)
    if verdict is not None:
        query = query.where(t.c.verdict == verdict)
    if incident_id is not None:
        # by name and not as a question of their own, of which PostgreSQL makes a walk through every link
        inside = list(connection.execute(select(incident_claim.c.claim).where(incident_claim.c.incident == incident_id)).scalars())
        query = query.where(t.c.left.in_(inside) | t.c.right.in_(inside))
    return _links(connection, query)


def _links(connection: Connection, query: Select[Any]) -> list[Link]:
    return [
        Link(
            left=r["left"], right=r["right"], score=r["score"], verdict=r["verdict"], by=r["by"],
            reasons=tuple((feature, weight, Words(en=words["en"], ar=words["ar"])) for feature, weight, words in r["reasons"]),
        )
        for r in connection.execute(query).mappings()
    ]  # fmt: skip
