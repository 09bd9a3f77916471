"""Place phrases as trees, before any name is looked up on the map: «قرى أ وب بريف حماة الشرقي» → in(list(أ, ب), belt(حماة, 90°)).

The parser goes from a trigger word (name, kind word, direction, belt) to the longest phrase; the names' candidates are kept.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

from marsad.arabic.clitics import splits
from marsad.arabic.normalise import fold
from marsad.arabic.phrases import stem_start
from marsad.arabic.tokens import Token
from marsad.extract import gazetteer
from marsad.resources import places as tables
from marsad.resources.places import Belt, KindWord

LOCATIVE = frozenset(("في", "الي", "باتجاه", "نحو", "داخل"))
_QUOTES = frozenset("\"'“”«»″’‘")
_DASHES = frozenset("-–—")
_DEEPEST = 6
_LONGEST_LIST = 12


class Node(NamedTuple):
    """A part of a phrase: tokens first..last (end exclusive); ``start`` its offset without proclitics.

    ``op``: name, unknown, back, home, side, centre, belt, between, border, road, bank, list, in, near, some.
    """

    op: str
    first: int
    last: int
    start: int
    pro: str = ""
    ids: tuple[int, ...] = ()
    words: str = ""
    kind: KindWord | None = None
    belt: Belt | None = None
    bearing: float | None = None
    km: float | None = None
    kids: tuple[Node, ...] = ()


class Reading(NamedTuple):
    """What a word may be. ``role``: name, kind, dual, plural, back, dir, adj, centre, belt, belt_dual, belt_def, road, border, …"""

    role: str
    pro: str
    stem: str


class _Lexicon(NamedTuple):
    roles: dict[str, tuple[str, ...]]
    kinds: dict[str, KindWord]
    after: frozenset[str]
    bearings: dict[str, int]
    belts: dict[str, tuple[Belt, tuple[tuple[str, ...], ...]]]
    containers: dict[str, list[tuple[tuple[str, ...], str]]]
    words: dict[str, frozenset[str]]
    never: frozenset[str]


@functools.lru_cache(maxsize=1)
def lexicon() -> _Lexicon:
    """The words of kinds.yml, relations.yml and common_words.yml, folded."""
    rel = tables.relations()
    roles: dict[str, list[str]] = {}
    kinds: dict[str, KindWord] = {}
    bearings: dict[str, int] = {}
    belts: dict[str, tuple[Belt, tuple[tuple[str, ...], ...]]] = {}
    after: set[str] = set()

    def add(word: str, role: str) -> None:
        roles.setdefault(word, []).append(role)

    for kind in tables.kinds():
        for word in kind.singular:
            kinds[fold(word)] = kind
            add(fold(word), "kind")
            if kind.back == "yes":
                kinds["ال" + fold(word)] = kind
                add("ال" + fold(word), "back")
        for role, words in (("dual", kind.dual), ("plural", kind.plural)):
            for word in words:
                kinds[fold(word)] = kind
                add(fold(word), role)
        after.update(fold(w) for w in kind.after)
    for d in rel.directions:
        for word in d.of:
            bearings[fold(word)] = d.bearing
            add(fold(word), "dir")
        for word in d.adjective:
            bearings[fold(word)] = d.bearing
            add(fold(word), "adj")
    for belt in rel.belts:
        for role, words in (("belt", belt.words), ("belt_dual", belt.dual), ("belt_def", belt.definite)):
            for phrase in words:
                head, *rest = fold(phrase).split(" ")
                known, ways = belts.get(head, (belt, ()))
                belts[head] = (known, (*ways, tuple(rest)))
                add(head, role)
    containers: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for c in rel.containers:
        for phrase in c.words:
            head, *rest = fold(phrase).split(" ")
            containers.setdefault(head, []).append((tuple(rest), c.relation))
    for ways_in in containers.values():
        ways_in.sort(key=lambda w: -len(w[0]))
    groups = ("centre", "roads", "borders", "banks", "between", "homeland", "here")
    for group in groups:
        for word in getattr(rel, group):
            add(fold(word), group)
    every = (*groups, "roads_after", "borders_after", "units", "prepositions", "blockers")
    words_by_group = {g: frozenset(fold(w) for w in getattr(rel, g)) for g in every}
    never = frozenset(fold(w) for w in tables.common().never)
    return _Lexicon({k: tuple(v) for k, v in roles.items()}, kinds, frozenset(after), bearings, belts, containers, words_by_group, never)


@functools.lru_cache(maxsize=60_000)
def readings(form: str) -> tuple[Reading, ...]:
    """Everything that a folded word may begin, longest stem first; () for most words."""
    lex, idx = lexicon(), gazetteer.index()
    found = []
    for pro, stem in splits(form):
        if pro.endswith("ك") or "ف" in pro:
            continue
        found += [Reading(role, pro, stem) for role in lex.roles.get(stem, ())]
        if stem in idx.longest and form not in lex.never and stem not in lex.never and not (pro and len(stem) < 3):
            found.append(Reading("name", pro, stem))
    return tuple(found)


@functools.lru_cache(maxsize=60_000)
def promise(form: str) -> int:
    """What a word is to the finder: 0 begins no phrase; 1 only a name that needs a container behind it or a preposition before; 2 may begin one."""
    found = readings(form)
    if not found:
        return 0
    idx = gazetteer.index()
    if all(r.role == "name" and idx.longest[r.stem] == 1 and idx.ease.get(r.stem, 0) > 0 for r in found):
        return 1
    return 2


def worth_a_look(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word of promise 1 stands where it could be a place: in front of a container, or after a preposition."""
    lex = lexicon()
    if tokens[i].form[0] in "بلو":
        return True
    if i + 1 < len(tokens):
        after = tokens[i + 1].form
        if after[0] in "بو،" or after in lex.containers:
            return True
    before = tokens[i - 1].form if i else ""
    return before in lex.words["prepositions"] or before[1:] in lex.words["prepositions"]


@functools.lru_cache(maxsize=60_000)
def nisba_of(form: str) -> str | None:
    """The country that an adjective with the article speaks of: «السورية», «والعراقية» → SY, IQ."""
    nisba = gazetteer.index().nisba
    bare = form[1:] if form.startswith("وال") else form
    return nisba.get(bare) if bare.startswith("ال") else None


class Parser:
    """The tokens of one document and the place phrases in them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.n = len(tokens)

    # -- walking ---------------------------------------------------------------------------------------------------

    def _next(self, i: int) -> int:
        """The index of the next word after token i - 1 on the same line, past one quotation mark; n where there is none."""
        tokens, line = self.tokens, self.tokens[i - 1].line
        for _ in range(2):
            if i >= self.n or tokens[i].line != line:
                return self.n
            if tokens[i].kind != "punct" or tokens[i].form not in _QUOTES:
                return i
            i += 1
        return self.n

    def _close(self, first: int, last: int) -> int:
        """``last`` past the quotation mark that closes one opened inside first..last."""
        quotes = sum(1 for t in self.tokens[first:last] if t.form in _QUOTES)
        if quotes % 2 and last < self.n and self.tokens[last].form in _QUOTES:
            return last + 1
        return last

    def _form(self, i: int) -> str:
        return self.tokens[i].form if i < self.n else ""

    def _start(self, i: int, pro: str, stem: str) -> int:
        return stem_start(self.tokens[i], pro, stem)

    # -- the phrase ------------------------------------------------------------------------------------------------

    def phrase(self, i: int, depth: int = 0) -> Node | None:
        """The longest place phrase that begins at token i, lists and containers included."""
        item = self.item(i, depth)
        if item is None or depth > 2:
            return item
        items, end = [item], item.last
        while len(items) < _LONGEST_LIST:
            following = self._joined(end, depth)
            if following is None:
                break
            items += following
            end = following[-1].last
        if len(items) == 1:
            return item
        return Node("list", item.first, end, item.start, item.pro, kids=tuple(items))

    def _joined(self, i: int, depth: int) -> list[Node] | None:
        """What a list goes on with at i: «وب», «، ب وج», «- ب»."""
        tokens = self.tokens
        if i >= self.n or tokens[i].line != tokens[i - 1].line:
            return None
        if tokens[i].form == "،" or tokens[i].form == ",":
            found: list[Node] = []
            while i < self.n and tokens[i].form in ("،", ",") and len(found) < _LONGEST_LIST:
                j = self._next(i + 1)
                if j >= self.n or (tokens[j].form[0] == "و" and self._and(i + 1, depth)):
                    break
                node = self.item(j, depth + 1)
                if node is None or node.pro or node.op not in ("name", "unknown", "in", "belt") or not _is_named(node):
                    return None
                found.append(node)
                i = node.last
            last = self._and(i + 1 if i < self.n and tokens[i].form in ("،", ",") else i, depth)
            return [*found, last] if last and (found or last.op == "name" or last.kind) else None
        last = self._and(i, depth)
        return [last] if last else None

    def _and(self, i: int, depth: int) -> Node | None:
        """«وب» or «و ب» at i, where ب is named by a name or a kind word."""
        j = self._next(i) if 0 < i < self.n else self.n
        if j >= self.n:
            return None
        if self.tokens[j].form == "و":
            k = self._next(j + 1)
            node = self.item(k, depth + 1) if k < self.n else None
            return node if node and not node.pro and _is_named(node) else None
        if self.tokens[j].form[0] != "و":
            return None
        node = self.item(j, depth + 1)
        if node is None or node.pro != "و" or not _is_named(node):
            return None
        return node

    def item(self, i: int, depth: int = 0) -> Node | None:
        """A head with the containers around it: «بلدة الباغوز بريف دير الزور الشرقي»."""
        if depth > _DEEPEST or i >= self.n:
            return None
        node = self.head(i, depth)
        if node is None:
            return None
        if node.last < self.n and _is_named(node) and self.tokens[node.last].line == self.tokens[node.last - 1].line:
            country = nisba_of(self._form(node.last))
            base = country_node(country, node.last) if country and self._form(node.last)[0] == "ا" else None
            if base:  # «درنة الليبية»
                node = Node("in", node.first, base.last, node.start, node.pro, kids=(node, base), kind=node.kind)
        for _ in range(3):
            outer = self._container(node.last, depth, node)
            if outer is None:
                break
            relation, kid = outer
            node = Node(relation, node.first, kid.last, node.start, node.pro, kids=(node, kid), kind=node.kind)
        return node

    def _container(self, i: int, depth: int, inner: Node) -> tuple[str, Node] | None:
        tokens = self.tokens
        if i >= self.n or tokens[i].line != tokens[i - 1].line:
            return None
        comma = tokens[i].form in ("،", ",")
        j = self._next(i + 1 if comma else i)
        if j >= self.n or tokens[j].kind == "punct":
            return None
        form = tokens[j].form
        lex = lexicon()
        for rest, relation in lex.containers.get(form, ()):
            if comma and form == "من":
                continue
            k, pro = j + 1, ""
            matched = True
            for word in rest:
                if len(word) == 1:
                    pro = word
                elif self._form(k) == word:
                    k += 1
                else:
                    matched = False
                    break
            if not matched:
                continue
            k = self._next(k)
            if k >= self.n:
                continue
            kid = self.head(k, depth + 1)
            if kid is None or kid.pro != pro or not self._holds(kid, form, comma, inner):
                continue
            return relation, kid
        if any(r.pro == "ب" for r in readings(form)) and not comma:
            kid = self.head(j, depth + 1)
            if kid and kid.pro == "ب" and kid.op not in ("back",):
                return "in", kid
        kid = self.head(j, depth + 1) if readings(form) else None
        if kid and not kid.pro:
            if kid.op in ("side", "centre", "between") or (kid.op == "belt" and kid.belt and kid.belt.relation == "near"):
                return "in", kid
            if kid.op == "name" and not comma and self._form(kid.first) in lex.roles and kid.last - kid.first > 1:
                return "in", kid  # «… وسط مالي», «… شمال سيناء»: a side that is a name too
            if comma and kid.op in ("road", "border"):
                return "in", kid
            if kid.op == "border" and not comma:
                return "in", kid
        return None

    def _holds(self, kid: Node, connector: str, comma: bool, inner: Node) -> bool:
        """Whether what follows a connector can be the place around the phrase so far."""
        if connector == "من":  # «أحياء من مدينة دير الزور», «القريبة من …»; «انسحب من حلب من …» is no container
            return inner.op in ("some", "side")
        if connector == "علي":
            return kid.op in ("road", "border", "bank", "side", "between") or kid.op == "belt"
        if kid.op == "back":
            return not comma and inner.op in ("unknown", "some")
        return not (comma and kid.op == "name" and kid.kind is None)

    # -- heads -----------------------------------------------------------------------------------------------------

    def head(self, i: int, depth: int = 0) -> Node | None:
        """One place: a name, a kind word with a name, a side, a belt, a road …; the longest of the word's readings."""
        if depth > _DEEPEST or i >= self.n:
            return None
        found = readings(self.tokens[i].form)
        if not found:
            return None
        best: Node | None = None
        for reading in found:
            node = self._read(i, reading, depth)
            if node and (best is None or (node.last, node.op == "name" and not node.pro) > (best.last, best.op == "name")):
                best = node
        return best

    def _read(self, i: int, r: Reading, depth: int) -> Node | None:
        role = r.role
        if role == "name":
            return self._name(i, r.pro, r.stem)
        start = self._start(i, r.pro, r.stem)
        if role in ("kind", "back"):
            return self._kind(i, r, start, depth)
        if role in ("dual", "plural"):
            return self._several(i, r, start, depth)
        if role in ("dir", "adj"):
            return self._side(i, r, start, depth)
        if role == "centre":
            j = self._next(i + 1)
            base = self.head(j, depth + 1) if j < self.n else None
            return Node("centre", i, base.last, start, r.pro, kids=(base,)) if base and not base.pro else None
        if role in ("belt", "belt_dual", "belt_def"):
            return self._belt(i, r, start, depth)
        if role == "roads":
            return self._road(i, r, start, depth)
        if role == "borders":
            return self._border(i, r, start, depth)
        if role == "banks":
            return self._bank(i, r, start, depth)
        if role == "between":
            return self._between(i, i, r.pro, start, depth)
        if role == "here":
            return Node("back", i, i + 1, start, r.pro, words="هناك")
        if role == "homeland":
            return Node("home", i, i + 1, start, r.pro)
        return None

    def _name(self, i: int, pro: str, stem: str) -> Node | None:
        idx, tokens = gazetteer.index(), self.tokens
        most = idx.longest.get(stem, 0)
        if not most:
            return None
        words, best, j = [stem], None, i + 1
        if stem in idx.names:
            best = (i + 1, stem)
        line = tokens[i].line
        while len(words) < most:
            while j < self.n and tokens[j].kind == "punct" and tokens[j].form in _DASHES | _QUOTES and tokens[j].line == line:
                j += 1
            if j >= self.n or tokens[j].line != line or tokens[j].kind == "punct":
                break
            words.append(tokens[j].form)
            j += 1
            phrase = " ".join(words)
            if phrase in idx.names:
                best = (j, phrase)
        if best is None:
            return None
        last, phrase = best
        return Node("name", i, last, self._start(i, pro, stem), pro, tuple(idx.names[phrase]), phrase)

    def _kind(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        lex = lexicon()
        kind = lex.kinds[r.stem]
        j = self._next(i + 1)
        if j < self.n and (r.role == "kind" or kind.id == "capital"):
            k = j
            while kind.id == "capital" and k < self.n and (self._form(k) in gazetteer.index().nisba or self._form(k) in lex.bearings):
                k = self._next(k + 1)
            node = self._named(k, kind, depth)
            if node:
                return self._after(node, i, start, r.pro, kind)
            if r.role == "kind" and k == j:
                inner = self.head(j, depth + 1)
                if inner and not inner.pro and inner.op in ("name", "unknown", "belt", "side") and _is_named(inner):
                    return Node("some", i, inner.last, start, r.pro, kind=kind, kids=(inner,))
                unknown = self._unknown(i, j, r, start, kind, depth)
                if unknown:
                    return unknown
        if r.role == "back":
            if j < self.n and self._form(j) in lex.bearings and kind.id != "capital":
                return None  # «المنطقة الشرقية» is another's name
            if kind.id == "capital":
                country = gazetteer.index().nisba.get(self._form(j)) if j < self.n else None
                last = j + 1 if country else i + 1
                return Node("back", i, last, start, r.pro, words=country or "", kind=kind)
            return Node("back", i, i + 1, start, r.pro, words=r.stem, kind=kind)
        return None

    def _named(self, j: int, kind: KindWord, depth: int) -> Node | None:
        """A known name of the kind at j, through a second kind word where there is one («منطقة مدينة الباب»)."""
        if j >= self.n:
            return None
        idx = gazetteer.index()
        node = self._name(j, "", self.tokens[j].form)
        if node is None or not any(idx.entries[p].kind in kind.accepts for p in node.ids):
            return None
        return node

    def _after(self, name: Node, i: int, start: int, pro: str, kind: KindWord) -> Node:
        """The name with its kind word before and its adjective behind: «مطار دير الزور العسكري»."""
        idx = gazetteer.index()
        ids = tuple(p for p in name.ids if idx.entries[p].kind in kind.accepts)
        last = self._close(i, name.last)
        while last < self.n and self._form(last) in lexicon().after and self.tokens[last].line == self.tokens[i].line:
            last += 1
        return Node("name", i, last, start, pro, ids, name.words, kind)

    def _unknown(self, i: int, j: int, r: Reading, start: int, kind: KindWord, depth: int) -> Node | None:
        """A name that no table has, after a kind word: in quotation marks, before a container, or alone where the kind allows."""
        if kind.unknown == "no" or j >= self.n or self.tokens[j].kind != "word":
            return None
        tokens = self.tokens
        if j > i + 1:  # quotation marks
            k = j
            while k < self.n and k - j < 4 and tokens[k].form not in _QUOTES and tokens[k].line == tokens[i].line:
                k += 1
            if k < self.n and tokens[k].form in _QUOTES:
                return self._nameless(i, j, k, k + 1, r, start, kind)
            return None
        if _is_function(tokens[j].form) or tokens[j].form.startswith("لل"):
            return None
        for k in (j + 1, j + 2, j + 3):
            if k > self.n or tokens[k - 1].kind != "word" or tokens[k - 1].line != tokens[i].line or _is_function(tokens[k - 1].form):
                break
            probe = Node("unknown", i, k, start, r.pro, kind=kind)
            if self._container(k, depth + 1, probe) and not (k < self.n and self._form(k) == "من"):
                return self._nameless(i, j, k, k, r, start, kind)
        word = tokens[j].form
        if kind.unknown == "yes" and len(word) > 3 and (word.startswith("ال") or j + 1 < self.n) and word not in gazetteer.index().nisba:
            last = j + 1
            if word in _TWO_WORD_HEADS and last < self.n and tokens[last].kind == "word" and tokens[last].line == tokens[i].line:
                last += 1
            return self._nameless(i, j, last, last, r, start, kind) if word.startswith("ال") or last > j + 1 else None
        return None

    def _nameless(self, i: int, j: int, k: int, last: int, r: Reading, start: int, kind: KindWord) -> Node:
        name = " ".join(t.text for t in self.tokens[j:k])
        return Node("unknown", i, last, start, r.pro, words=name, kind=kind)

    def _several(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        """«بلدتي س وص», «قرى أ وب وج», «مدن …»; a plural before one larger place is some of it («قرى ريف حماة»)."""
        kind = lexicon().kinds[r.stem]
        items: list[Node] = []
        j = self._next(i + 1)
        while j < self.n and len(items) < _LONGEST_LIST:
            joined = bool(items)
            node = self._member(j, kind, depth, and_=(joined and self.tokens[j - 1].form not in ("،", ",", "-", "–")) or None)
            if node is None:
                break
            items.append(node)
            k = self._close(i, node.last)
            if k < self.n and self.tokens[k].form in ("،", ",", "-", "–") and self.tokens[k].line == self.tokens[i].line:
                k += 1
            j = self._next(k) if k < self.n else self.n
            if j < self.n and self.tokens[j].form == "و":
                j = self._next(j + 1)
        if items:
            last = self._close(i, items[-1].last)
            if len(items) == 1:
                return Node("some", i, last, start, r.pro, kind=kind, kids=tuple(items)) if r.role == "plural" else items[0]._replace(
                    first=i, start=start, pro=r.pro
                )
            return Node("list", i, last, start, r.pro, kind=kind, kids=tuple(items))
        if r.role == "plural" and j < self.n:
            inner = self.head(j, depth + 1)
            if inner and not inner.pro and inner.op in ("name", "belt", "side") and _is_named(inner):
                return Node("some", i, inner.last, start, r.pro, kind=kind, kids=(inner,))
            probe = Node("some", i, i + 1, start, r.pro, kind=kind)
            outer = self._container(i + 1, depth + 1, probe)
            if outer:
                return Node("some", i, outer[1].last, start, r.pro, kind=kind, kids=(outer[1],))
        return None

    def _member(self, j: int, kind: KindWord, depth: int, and_: bool | None) -> Node | None:
        """A member of a list at j, its «و» taken off (``and_``: it must have one; None: it may)."""
        for pro, stem in splits(self.tokens[j].form):
            if pro not in ("", "و") or (and_ and pro != "و"):
                continue
            node = self._name(j, pro, stem)
            if node and any(gazetteer.index().entries[p].kind in kind.accepts for p in node.ids):
                ids = tuple(p for p in node.ids if gazetteer.index().entries[p].kind in kind.accepts)
                return node._replace(ids=ids, kind=kind)
        form = self.tokens[j].form
        if readings(form) and (and_ is None or form.startswith("و")):
            node = self.head(j, depth + 1)
            if node and node.pro in ("", "و") and node.op in ("belt", "side") and _is_named(node):
                return node
        pro = "و" if form.startswith("وال") else ""
        stem = form[len(pro):]
        if kind.unknown == "yes" and self.tokens[j].kind == "word" and stem.startswith("ال") and len(stem) > 4 and (pro or not and_):
            if stem in lexicon().roles or stem in gazetteer.index().nisba:
                return None
            return Node("unknown", j, j + 1, self._start(j, pro, stem), pro, words=self.tokens[j].text[len(pro):], kind=kind)
        return None

    def _bearing(self, i: int, first: str) -> tuple[float, int]:
        """The bearing that begins at token i («شمال», «شمال شرق», «الشمالي الشرقي», «شمال-شرق») and the index behind it."""
        bearings = lexicon().bearings
        one = bearings[first]
        j = i + 1
        if j < self.n and self.tokens[j].form in _DASHES:
            j += 1
        second = self._form(j)
        if second.startswith("و") and second[1:] in bearings:
            second = ""
        two = bearings.get(second) if j < self.n and self.tokens[j].line == self.tokens[i].line else None
        if two is None or (one + two) % 180 != 90:
            return float(one), i + 1
        mean = 315.0 if {one, two} == {0, 270} else (one + two) / 2
        return mean, j + 1

    def _side(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        idx = gazetteer.index()
        bearing, j = self._bearing(i, r.stem)
        if j >= self.n:
            return None
        first, km = i, None
        country = idx.nisba.get(self._form(j))
        if r.stem.startswith("ال") and country and _plain(r.stem):  # «الشمال السوري»
            base = country_node(country, j)
            return Node("side", i, j + 1, start, r.pro, bearing=bearing, kids=(base,)) if base else None
        if r.stem.startswith("ال"):
            if not _plain(r.stem) or (self._form(j) not in ("من",) and not self._form(j).startswith("ل")):
                return None
        if self._form(j) == "من":
            j += 1
        j = self._next(j)
        base = self.head(j, depth + 1) if j < self.n else None
        if base is None or base.pro not in (("", "ل") if r.stem.startswith("ال") else ("",)) or base.op in ("between",):
            return None
        if base.op == "back" and base.words == "هناك":
            return None
        before = self._distance(i)
        if before and not r.pro:
            first, km = before
            start = self.tokens[first].start
        return Node("side", first, base.last, start, r.pro, bearing=bearing, km=km, kids=(base,))

    def _distance(self, i: int) -> tuple[int, float] | None:
        """«على بعد 20 كم (إلى) » before token i: (its first token, km)."""
        j = i - 1
        if j >= 0 and self._form(j) in ("الي", "من"):
            j -= 1
        if j < 1 or self._form(j) not in lexicon().words["units"] or self.tokens[j - 1].kind != "number":
            return None
        try:
            km = float(self.tokens[j - 1].form.replace(",", "."))
        except ValueError:
            return None
        return (j - 1, km) if 0 < km < 1000 else None

    def _belt(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        lex = lexicon()
        belt, ways = lex.belts[r.stem]
        if r.role == "belt_def":
            return self._definite_belt(i, r, start, belt, depth)
        for rest in sorted(ways, key=len, reverse=True):
            k, pro = i + 1, ""
            for word in rest:
                if len(word) == 1:
                    pro = word
                elif self._form(k) == word:
                    k += 1
                else:
                    k = -1
                    break
            if k < 0:
                continue
            k = self._next(k)
            base = self.head(k, depth + 1) if k < self.n else None
            if base is None or base.pro != pro or base.op == "between":
                continue
            last, bearing = self._adjective(base.last)
            if bearing is None and base.op == "name" and r.role in ("belt_dual", "belt") :
                listed = self._and_names(base)
                if len(listed) > 1 and (r.role == "belt_dual" or belt.id != "countryside"):
                    kids = tuple(Node("belt", i, m.last, start, r.pro, belt=belt, kids=(m,)) for m in listed)
                    last, bearing = self._adjective(listed[-1].last)
                    kids = tuple(m._replace(bearing=bearing) for m in kids)
                    return Node("list", i, last, start, r.pro, kids=kids)
            return Node("belt", i, last, start, r.pro, belt=belt, bearing=bearing, kids=(base,))
        return None

    def _and_names(self, first: Node) -> list[Node]:
        found = [first]
        while len(found) < _LONGEST_LIST:
            j = self._next(found[-1].last) if found[-1].last < self.n else self.n
            if j >= self.n or not self.tokens[j].form.startswith("و"):
                break
            node = self._name(j, "و", self.tokens[j].form[1:])
            if node is None:
                break
            found.append(node)
        return found

    def _adjective(self, j: int) -> tuple[int, float | None]:
        """A direction behind a belt («ريف حماة الشرقي»): the index behind it and the bearing."""
        form = self._form(j)
        if form and form in lexicon().bearings and form.startswith("ال") and not _plain(form):
            bearing, k = self._bearing(j, form)
            return k, bearing
        return j, None

    def _definite_belt(self, i: int, r: Reading, start: int, belt: Belt, depth: int) -> Node | None:
        """«الريف الشرقي (لحماة)», «البادية» back to the one that the text is about."""
        last, bearing = self._adjective(i + 1)
        j = self._next(last) if last < self.n else self.n
        if j < self.n:
            country = gazetteer.index().nisba.get(self._form(j))
            if country:
                base = country_node(country, j)
                if base:
                    return Node("belt", i, j + 1, start, r.pro, belt=belt, bearing=bearing, kids=(base,))
            if bearing is not None and any(x.pro in ("ل", "ب") for x in readings(self._form(j))):
                base = self.head(j, depth + 1)
                if base and base.pro in ("ل", "ب") and _is_named(base):
                    return Node("belt", i, base.last, start, r.pro, belt=belt, bearing=bearing, kids=(base,))
        if belt.id != "badia" and (bearing is None or belt.id != "countryside"):
            return None
        return Node("back", i, last, start, r.pro, words=r.stem, belt=belt, bearing=bearing)

    def _road(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        """«طريق دمشق – حمص», «الطريق الدولي الواصل بين X وY», «طريق تدمر»."""
        lex = lexicon()
        j = self._next(i + 1)
        while j < self.n and self._form(j) in lex.words["roads_after"]:
            j = self._next(j + 1)
        if j >= self.n:
            return None
        if self._form(j) in lex.words["between"]:
            node = self._between(i, j, r.pro, start, depth)
            return node._replace(op="road") if node else None
        base = self.head(j, depth + 1)
        if base is None or base.pro or base.op not in ("name", "belt", "back", "some"):
            return None
        if base.op == "back" and base.belt is None:
            return None
        stops, last = [base], base.last
        while last < self.n and len(stops) < 4:
            k = last
            if self.tokens[k].form in _DASHES or self._form(k) == "الي":
                k += 1
            elif self.tokens[k].form in ("،", ",") or self.tokens[k].line != self.tokens[i].line:
                break
            k = self._next(k) if k < self.n else self.n
            node = self._name(k, "", self._form(k)) if k < self.n else None
            if node is None and k > last:
                break
            if node is None:
                break
            stops.append(node)
            last = node.last
        while last < self.n and self._form(last) in lex.words["roads_after"]:
            last += 1
        return Node("road", i, last, start, r.pro, kids=tuple(stops))

    def _border(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        """«الحدود السورية العراقية», «الحدود الإدارية بين X وY», «الحدود مع العراق», «حدود سوريا»."""
        lex, idx = lexicon(), gazetteer.index()
        j = self._next(i + 1)
        found: list[Node] = []
        while j < self.n and len(found) < 3:
            form = self._form(j)
            if form in lex.words["borders_after"]:
                j = self._next(j + 1)
            elif form in idx.nisba or (form.startswith("وال") and form[1:] in idx.nisba):
                base = country_node(idx.nisba[form.removeprefix("و") if form not in idx.nisba else form], j)
                if base:
                    found.append(base)
                j = self._next(j + 1)
                if j < self.n and self.tokens[j].form in _DASHES:
                    j = self._next(j + 1)
            else:
                break
        if j < self.n and len(found) < 2:
            form = self._form(j)
            if form in lex.words["between"]:
                node = self._between(i, j, r.pro, start, depth)
                return node._replace(op="border") if node else None
            k = self._next(j + 1) if form == "مع" else j
            if (form == "مع" or not found) and k < self.n and not (r.stem.startswith("ال") and form != "مع"):
                node = self.head(k, depth + 1)
                if node and not node.pro and node.op == "name":
                    found.append(node)
        if not found:
            return None
        last = found[-1].last
        return Node("border", i, last, start, r.pro, kids=tuple(found))

    def _bank(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        """«الضفة الغربية للفرات», «ضفاف نهر الفرات»."""
        j, bearing = self._next(i + 1), None
        if j < self.n and self._form(j) in lexicon().bearings:
            bearing, j = self._bearing(j, self._form(j))
            j = self._next(j)
        if j < self.n and self._form(j) == "من":
            j = self._next(j + 1)
        base = self.head(j, depth + 1) if j < self.n else None
        if base is None or base.pro not in ("", "ل") or base.op not in ("name", "back"):
            return None
        if base.op == "name" and not any(gazetteer.index().entries[p].kind in ("river", "lake", "sea") for p in base.ids):
            return None
        ids = tuple(p for p in base.ids if gazetteer.index().entries[p].kind in ("river", "lake", "sea"))
        return Node("bank", i, base.last, start, r.pro, bearing=bearing, kids=(base._replace(ids=ids),))

    def _between(self, i: int, j: int, pro: str, start: int, depth: int) -> Node | None:
        """«بين X وY» with «بين» at token j, the phrase beginning at token i."""
        k = self._next(j + 1)
        if k >= self.n:
            return None
        node = self.head(k, depth + 1)
        if node is None or node.pro:
            return None
        if node.op == "list" and len(node.kids) >= 2:
            return Node("between", i, node.last, start, pro, kids=node.kids, kind=node.kind)
        k = self._next(node.last) if node.last < self.n else self.n
        if k < self.n and self._form(k) == "و":
            k = self._next(k + 1)
            other = self.head(k, depth + 1) if k < self.n else None
            other = other if other and not other.pro else None
        else:
            other = self.head(k, depth + 1) if k < self.n and self._form(k).startswith("و") else None
            if other and other.pro not in ("و", "وب"):
                other = None
        if other is None:
            return None
        return Node("between", i, other.last, start, pro, kids=(node, other))


_TWO_WORD_HEADS = frozenset(["تل", "دير", "عين", "بير", "بيت", "خربه", "كفر", "ام", "ابو", "راس", "وادي", "جبل", "خان", "حوش", "بئر", "بني"])
_FUNCTION = frozenset(
    ["في", "من", "الي", "علي", "عن", "مع", "بين", "التي", "الذي", "الذين", "ان", "انه", "او", "ثم", "قد", "لم", "لن", "لا", "ما", "هو", "هي", "هذا", "هذه", "ذلك", "تلك", "كان", "كانت", "بعد", "قبل", "حيث", "كما", "كل", "بعض", "امام", "خلال", "ضد", "لدي", "عند", "عبر", "حتي", "وقد", "التابعه", "التابع", "الواقعه", "الواقع", "اليوم", "امس"]
)


def _is_function(form: str) -> bool:
    return form in _FUNCTION or (form[0] == "و" and form[1:] in _FUNCTION) or len(form) < 2


def _plain(stem: str) -> bool:
    """«الشمال», not «الشمالي»."""
    return stem in ("الشمال", "الجنوب", "الشرق", "الغرب")


def _is_named(node: Node) -> bool:
    """Whether a phrase says a name somewhere (not only «المدينة»)."""
    return node.op in ("name", "unknown") or any(_is_named(k) for k in node.kids)


@functools.lru_cache(maxsize=512)
def country_entry(country: str) -> int | None:
    idx = gazetteer.index()
    return next((i for i, e in enumerate(idx.entries) if e.kind == "country" and e.country == country), None)


def country_node(country: str, at: int) -> Node | None:
    found = country_entry(country)
    if found is None:
        return None
    return Node("name", at, at + 1, 0, "", (found,), gazetteer.index().entries[found].name)
