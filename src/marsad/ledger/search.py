"""Full text in Arabic: a word is found in every spelling and with what is glued to it («رتل» finds «وبالرتل», «رتلًا», «رتله»).

Documents are kept as the set of their folded words (table document_words), under FTS5 on SQLite and a GIN index on PostgreSQL; the
query is widened, not the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, text

from marsad.arabic.memo import once_a_word
from marsad.arabic.tokens import tokenise
from marsad.ledger import tables as t

MOST_WORDS = 40_000  # different words of one document that are kept: PostgreSQL's vectors hold a megabyte
LONGEST_WORD = 40
MOST_ASKED = 12  # words of a query that are looked at
AROUND = 90  # characters shown on each side
NEWEST = 1000  # hits that are looked at: a word that stands everywhere is not sorted by day over all of the archive

_CONJUNCTIONS = ("", "و", "ف")
_FRONTS = ("", "ال", "ب", "بال", "ل", "لل", "ك", "كال")
_BACKS = ("", "ا", "ه", "ها", "هم", "هن", "هما", "نا", "ي", "ك", "كم")


@dataclass(frozen=True, slots=True)
class Hit:
    """A report with the first stretch that answers: offsets into its text, words before, the words, words after; its incidents."""

    document: str
    start: int
    end: int
    before: str
    words: str
    after: str
    incidents: tuple[str, ...] = ()


def words_of(document: str) -> str:
    """The folded words of a text, each once, in the order in which they come."""
    distinct = dict.fromkeys(w for piece in dict.fromkeys(document.split()) for w in (_known(piece) if len(piece) <= LONGEST_WORD else _words(piece)))
    return " ".join(list(distinct)[:MOST_WORDS])


def _words(piece: str) -> tuple[str, ...]:
    """The folded words in what stands between two spaces."""
    return tuple(w for x in tokenise(piece).tokens if x.kind != "punct" for w in _PIECE.findall(x.form[:LONGEST_WORD]))


_known = once_a_word(_words)
_PIECE = re.compile(r"\w+")
_OPENED = re.compile(r"[وف]?(?:[بك]?ال|لل)(\w{3,})\Z")  # «والجنود», «بالميادين», «للجيش»: typed with what stands before the word


def forms(word: str) -> list[str]:
    """The folded word with every clitic that it may carry, itself first: «الميادين» → الميادين, بالميادين, وللميادين, ميادين …"""
    opened = _OPENED.match(word)
    bare = opened[1] if opened else word
    stems = [bare]
    if bare.endswith("ه") and len(bare) > 2:
        stems.append(bare[:-1] + "ت")  # the ta marbuta that a pronoun opens: هجمه → هجمته
    found = {word: None}
    if opened and word.startswith("ال"):  # «ألغام» begins with no article, though it looks so
        found |= {conjunction + front + word: None for conjunction in _CONJUNCTIONS for front in _FRONTS}
    for stem in stems:
        for back in _BACKS if len(stem) > 2 else ("",):
            if stem is not bare and not back:
                continue
            for conjunction in _CONJUNCTIONS:
                for front in _FRONTS:
                    found[conjunction + front + stem + back] = None
    return list(found)


def asked(query: str) -> list[list[str]]:
    """For each word of the query its forms; empty where the query holds no word."""
    tokens = [w for x in tokenise(query).tokens if x.kind != "punct" for w in _PIECE.findall(x.form[:LONGEST_WORD])]
    return [forms(w) for w in dict.fromkeys(tokens[:MOST_ASKED])]


def keep(connection: Connection, row: int, document: str) -> None:
    """Files the words of a document's row."""
    words = words_of(document)
    connection.execute(t.document_words.insert().values(row=row, words=words))
    if connection.dialect.name == "sqlite":  # a trigger may not: the schema is not trusted
        connection.execute(text("INSERT INTO document_fts(rowid, words) VALUES (:row, :words)"), {"row": row, "words": words})


def rebuild(connection: Connection) -> None:
    """Makes the index anew from the words that are kept; PostgreSQL's keeps itself."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO document_fts(document_fts) VALUES ('rebuild')"))
        connection.execute(text("INSERT INTO outline_fts(outline_fts) VALUES ('rebuild')"))


_WINDOWS = (32, 256)
"""PostgreSQL is asked for the last texts first, so many times as many as hits are wanted, then for more: a word that stands in every thirtieth has
enough among the first of them, one that does not in the end stands in few."""


def rows(connection: Connection, index: str, wanted: Sequence[Sequence[str]]) -> Any:
    """The rows of an index («document» or «outline») that hold every word in one of its forms; a form that ends in «*» is a beginning."""
    if connection.dialect.name == "sqlite":
        match = " AND ".join("(" + " OR ".join(f'"{form[:-1]}"*' if form.endswith("*") else f'"{form}"' for form in some) + ")" for some in wanted)
        asking = text(f"SELECT rowid AS row FROM {index}_fts WHERE {index}_fts MATCH :asked")  # noqa: S608 - the index is one of our own names
        asking = asking.bindparams(bindparam("asked", match, unique=True))
    else:
        # form by form: in one question of many forms PostgreSQL looks at each of them again at every hit
        forms = [[(f"asked_{n}_{m}", form) for m, form in enumerate(_known_forms(connection, some))] for n, some in enumerate(wanted)]
        match = " AND ".join(f"({' OR '.join(f'vector @@ CAST(:{name} AS tsquery)' for name, _ in some) or 'false'})" for some in forms)
        asking = text(f"SELECT row FROM {index}_words WHERE {match}")  # noqa: S608
        asking = asking.bindparams(*(bindparam(name, f"'{form[:-1]}':*" if form.endswith("*") else f"'{form}'", unique=True) for some in forms for name, form in some))
    found = asking.columns(row=t.document.c.row.type).subquery("hits")
    return select(found.c.row)


def _known_forms(connection: Connection, some: Sequence[str]) -> list[str]:
    """The forms that stand in any text, and the beginnings."""
    known = set(connection.execute(text("SELECT word FROM known_word WHERE word = ANY(:some)"), {"some": list(some)}).scalars())
    return [form for form in some if form in known or form.endswith("*")]


def newest(connection: Connection, wanted: Sequence[Sequence[str]], most: int) -> list[int]:
    """The rows of the documents that hold every word, at most so many, those that were filed last; asked by themselves: inside of a
    larger question a planner guesses their number and reads every document."""
    hits = rows(connection, "document", wanted)
    row = next(iter(hits.selected_columns))
    last = hits.order_by(row.desc()).limit(most)
    if connection.dialect.name == "sqlite":
        return list(connection.execute(last).scalars())
    latest, found = int(connection.execute(select(func.max(t.document_words.c.row))).scalar() or 0), []
    for window in (*_WINDOWS, None):
        first = latest - window * most if window is not None and latest > window * most else None  # rows are numbered as they come
        # the indexes are put together before a text is looked at; left alone the planner walks back through the texts one by one
        _plan(connection, "off")
        found = list(connection.execute(last if first is None else last.where(row > first)).scalars())
        _plan(connection, "on")
        if first is None or len(found) == most:
            break
    return found


def _plan(connection: Connection, walks: str) -> None:
    """Whether PostgreSQL may read rows one after another, in this transaction."""
    connection.execute(text("SELECT set_config('enable_seqscan', :walks, true), set_config('enable_indexscan', :walks, true)"), {"walks": walks})


def find(connection: Connection, query: str, limit: int) -> list[Hit]:
    """Documents in force that hold every word of the query in some form, the newest first; of very many only those that came last."""
    wanted = asked(query)
    if not wanted:
        return []
    d = t.document.c
    inside = select(d.row).where(d.row.in_(newest(connection, wanted, max(NEWEST, limit))), d.superseded_at.is_(None))
    shown = connection.execute(inside.order_by(d.published.is_(None), d.published.desc(), d.id).limit(limit)).scalars().all()
    texts = {row: (document, body) for row, document, body in connection.execute(select(d.row, d.id, d.text).where(d.row.in_(shown)))}
    found = [texts[row] for row in shown]
    homes = _incidents(connection, [document for document, _ in found])
    return [_hit(document, body, wanted, homes.get(document, ())) for document, body in found]


def _incidents(connection: Connection, documents: Sequence[str]) -> dict[str, tuple[str, ...]]:
    s, m = t.sighting.c, t.incident_claim.c
    query = select(s.document, m.incident).join(t.incident_claim, m.claim == s.claim).where(s.document.in_(documents)).distinct().order_by(s.document, m.incident)
    found: dict[str, tuple[str, ...]] = {}
    for document, incident in connection.execute(query):
        found[document] = (*found.get(document, ()), incident)
    return found


def _hit(document: str, body: str, wanted: Iterable[list[str]], incidents: tuple[str, ...]) -> Hit:
    """The first place at which the rarest thing is asked for: the whole of the longest word's forms."""
    spots = {form for some in wanted for form in some}
    start = end = 0
    for x in tokenise(body).tokens:
        if x.kind != "punct" and not spots.isdisjoint(_PIECE.findall(x.form[:LONGEST_WORD])):
            start, end = x.start, x.end
            break
    first, last = max(0, start - AROUND), min(len(body), end + AROUND)
    return Hit(document, start, end, body[first:start], body[start:end], body[end:last], incidents)
