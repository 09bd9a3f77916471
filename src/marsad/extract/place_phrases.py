"""Place phrases as trees, before any name is looked up on the map: «قرى أ وب بريف حماة الشرقي» → in(list(أ, ب), belt(حماة, 90°)).

The parser goes from a trigger word (name, kind word, direction, belt) to the longest phrase; the names' candidates are kept.
"""

from __future__ import annotations

from marsad.arabic.clitics import splits
from marsad.extract.place_relations import LONGEST_LIST, Walker
from marsad.extract.place_words import (
    QUOTES,
    TWO_WORD_HEADS,
    Node,
    Reading,
    country_node,
    goes_on,
    is_function,
    is_named,
    joins,
    nisba_of,
    readings,
)
from marsad.resources.places import KindWord

_DEEPEST = 6
_SPENDING = "قضاء"  # a district, or what one does with a holiday


class Parser(Walker):
    """The place phrases of one document's tokens."""

    def phrase(self, i: int, depth: int = 0) -> Node | None:
        """The longest place phrase that begins at token i, lists and containers included."""
        item = self.item(i, depth)
        if item is None or depth > 2:
            return item
        end = item.last
        if end >= self.n or not joins(self.forms[end]):
            return item
        items = [item]
        while len(items) < LONGEST_LIST:
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
        if self.forms[i] == "،" or self.forms[i] == ",":
            found: list[Node] = []
            while i < self.n and self.forms[i] in ("،", ",") and len(found) < LONGEST_LIST:
                j = self.next(i + 1)
                if j >= self.n or (self.forms[j][0] == "و" and self._and(i + 1, depth)):
                    break
                node = self.item(j, depth + 1)
                if node is None or node.pro or node.op not in ("name", "unknown", "in", "belt") or not is_named(node):
                    return None
                found.append(node)
                i = node.last
            last = self._and(i + 1 if i < self.n and self.forms[i] in ("،", ",") else i, depth)
            return [*found, last] if last and (found or last.op == "name" or last.kind) else None
        last = self._and(i, depth)
        return [last] if last else None

    def _and(self, i: int, depth: int) -> Node | None:
        """«وب» or «و ب» at i, where ب is named by a name or a kind word."""
        j = self.next(i) if 0 < i < self.n else self.n
        if j >= self.n:
            return None
        if self.forms[j] == "و":
            k = self.next(j + 1)
            node = self.item(k, depth + 1) if k < self.n else None
            return node if node and not node.pro and is_named(node) else None
        if self.forms[j][0] != "و":
            return None
        node = self.item(j, depth + 1)
        if node is None or node.pro != "و" or not is_named(node):
            return None
        return node

    def item(self, i: int, depth: int = 0) -> Node | None:
        """A head with the containers around it: «بلدة الباغوز بريف دير الزور الشرقي»."""
        if depth > _DEEPEST or i >= self.n:
            return None
        node = self.head(i, depth)
        if node is None:
            return None
        last = node.last
        if last >= self.n or not goes_on(self.forms[last]):
            return node
        country = nisba_of(self.forms[last])
        if country and self.forms[last][0] == "ا" and is_named(node) and self.tokens[last].line == self.tokens[last - 1].line:
            base = country_node(country, last)
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
        comma = self.forms[i] in ("،", ",")
        j = self.next(i + 1 if comma else i)
        if j >= self.n:
            return None
        form = self.forms[j]
        if not goes_on(form):
            return None
        lex = self.lex
        for rest, relation in lex.containers.get(form, ()):
            if comma and form == "من":
                continue
            k, pro = j + 1, ""
            matched = True
            for word in rest:
                if len(word) == 1:
                    pro = word
                elif self.form(k) == word:
                    k += 1
                else:
                    matched = False
                    break
            if not matched:
                continue
            k = self.next(k)
            if k >= self.n:
                continue
            kid = self.head(k, depth + 1)
            if kid is None or kid.pro != pro or not self._holds(kid, form, comma, inner):
                continue
            return relation, kid
        found = readings(form)
        if not found:
            return None
        if not comma and form[0] == "ب" and any(r.pro == "ب" for r in found):
            kid = self.head(j, depth + 1)
            if kid and kid.pro == "ب" and kid.op not in ("back",):
                return "in", kid
        kid = self.head(j, depth + 1)
        if kid and not kid.pro:
            if kid.op in ("side", "centre", "between") or (kid.op == "belt" and kid.belt and kid.belt.relation == "near"):
                return "in", kid
            if kid.op == "name" and not comma and self.form(kid.first) in lex.roles and kid.last - kid.first > 1:
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

    def head(self, i: int, depth: int = 0) -> Node | None:
        """One place: a name, a kind word with a name, a side, a belt, a road …; the longest of the word's readings."""
        if depth > _DEEPEST or i >= self.n:
            return None
        found = readings(self.forms[i])
        if not found:
            return None
        if len(found) == 1:
            role, pro, stem = found[0]
            return self.name(i, pro, stem) if role == "name" else self._read(i, found[0], depth)
        best: Node | None = None
        for reading in found:
            node = self._read(i, reading, depth)
            if node and (best is None or _fullness(node) > _fullness(best)):
                best = node
        return best

    def _read(self, i: int, r: Reading, depth: int) -> Node | None:
        role = r.role
        if role == "name":
            return self.name(i, r.pro, r.stem)
        start = self.start(i, r.pro, r.stem)
        if role in ("kind", "back"):
            return self._kind(i, r, start, depth)
        if role in ("dual", "plural"):
            return self._several(i, r, start, depth)
        if role in ("dir", "adj"):
            return self.side(i, r, start, depth)
        if role == "centre":
            j = self.next(i + 1)
            base = self.head(j, depth + 1) if j < self.n else None
            return Node("centre", i, base.last, start, r.pro, kids=(base,)) if base and not base.pro else None
        if role in ("belt", "belt_dual", "belt_def"):
            return self.belt(i, r, start, depth)
        if role == "roads":
            return self.road(i, r, start, depth)
        if role == "borders":
            return self.border(i, r, start, depth)
        if role == "banks":
            return self.bank(i, r, start, depth)
        if role == "between":
            return self.between(i, i, r.pro, start, depth)
        if role == "here":
            if not self._points(i):
                return None
            return Node("back", i, i + 1, start, r.pro, words="هناك")
        if role == "homeland":
            return Node("home", i, i + 1, start, r.pro)
        return None

    def _points(self, i: int) -> bool:
        """Whether «هناك» at i is "there" and not "there is" («أن هناك محاولة»)."""
        there_is = self.lex.words["there_is"]
        if i and self.form(i - 1) in there_is:
            return False
        after = self.tokens[i + 1] if i + 1 < self.n and self.tokens[i + 1].line == self.tokens[i].line else None
        return after is None or after.kind == "punct" or after.form[0] in "وبل" or is_function(after.form)

    def _kind(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        lex = self.lex
        kind = lex.kinds[r.stem]
        j = self.next(i + 1)
        if j < self.n and (r.role == "kind" or kind.id == "capital"):
            k = j
            while kind.id == "capital" and k < self.n and (self.form(k) in self.idx.nisba or self.form(k) in lex.bearings):
                k = self.next(k + 1)
            node = self._named(k, kind, depth)
            if node:
                return self._after(node, i, start, r.pro, kind)
            if r.role == "kind" and k == j:
                inner = self.head(j, depth + 1)
                if inner and not inner.pro and inner.op in ("name", "unknown", "belt", "side") and is_named(inner):
                    return Node("some", i, inner.last, start, r.pro, kind=kind, kids=(inner,))
                unknown = self._unknown(i, j, r, start, kind, depth)
                if unknown:
                    return unknown
        if r.role == "back":
            if j < self.n and self.form(j) in lex.bearings and kind.id != "capital":
                return None  # «المنطقة الشرقية» is another's name
            if kind.id == "capital":
                country = self.idx.nisba.get(self.form(j)) if j < self.n else None
                last = j + 1 if country else i + 1
                return Node("back", i, last, start, r.pro, words=country or "", kind=kind)
            return Node("back", i, i + 1, start, r.pro, words=r.stem, kind=kind)
        return None

    def _named(self, j: int, kind: KindWord, depth: int) -> Node | None:
        """A known name of the kind at j, through a second kind word where there is one («منطقة مدينة الباب»)."""
        if j >= self.n:
            return None
        idx = self.idx
        node = self.name(j, "", self.forms[j])
        if node is None or not any(idx.entries[p].kind in kind.accepts for p in node.ids):
            return None
        return node

    def _after(self, name: Node, i: int, start: int, pro: str, kind: KindWord) -> Node:
        """The name with its kind word before and its adjective behind: «مطار دير الزور العسكري»."""
        idx = self.idx
        ids = tuple(p for p in name.ids if idx.entries[p].kind in kind.accepts)
        last = self.close(i, name.last)
        while last < self.n and self.form(last) in self.lex.after and self.tokens[last].line == self.tokens[i].line:
            last += 1
        return Node("name", i, last, start, pro, ids, name.words, kind)

    def _unknown(self, i: int, j: int, r: Reading, start: int, kind: KindWord, depth: int) -> Node | None:
        """A name that no table has, after a kind word: in quotation marks, before a container, or alone where the kind allows."""
        if kind.unknown == "no" or j >= self.n or self.tokens[j].kind != "word":
            return None
        tokens = self.tokens
        if j > i + 1:  # quotation marks
            k = j
            while k < self.n and k - j < 4 and tokens[k].form not in QUOTES and tokens[k].line == tokens[i].line:
                k += 1
            if k < self.n and tokens[k].form in QUOTES:
                return self._nameless(i, j, k, k + 1, r, start, kind)
            return None
        word = self.forms[j]
        if is_function(word) or word.startswith("لل") or (kind.unknown == "nested" and word.endswith(("ي", "يه", "يين")) and word[:2] != "ال"):
            return None  # «قاعدة عسكرية», «مقبرة جماعية»
        for k in (j + 1, j + 2, j + 3):
            if k > self.n or tokens[k - 1].kind != "word" or tokens[k - 1].line != tokens[i].line or is_function(tokens[k - 1].form):
                break
            probe = Node("unknown", i, k, start, r.pro, kind=kind)
            if self._container(k, depth + 1, probe) and not (k < self.n and self.form(k) == "من"):
                return self._nameless(i, j, k, k, r, start, kind)
        if "ل" in r.pro and self.forms[i].endswith(_SPENDING):
            return None  # «لقضاء العطلة»
        if kind.unknown == "yes" and len(word) > 3 and (word.startswith("ال") or j + 1 < self.n) and word not in self.idx.nisba:
            last = j + 1
            if word in TWO_WORD_HEADS and last < self.n and tokens[last].kind == "word" and tokens[last].line == tokens[i].line:
                last += 1
            return self._nameless(i, j, last, last, r, start, kind) if word.startswith("ال") or last > j + 1 else None
        return None

    def _nameless(self, i: int, j: int, k: int, last: int, r: Reading, start: int, kind: KindWord) -> Node:
        name = " ".join(t.text for t in self.tokens[j:k])
        return Node("unknown", i, last, start, r.pro, words=name, kind=kind)

    def _several(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        """«بلدتي س وص», «قرى أ وب وج», «مدن …»; a plural before one larger place is some of it («قرى ريف حماة»)."""
        kind = self.lex.kinds[r.stem]
        items: list[Node] = []
        j = self.next(i + 1)
        while j < self.n and len(items) < LONGEST_LIST:
            joined = bool(items)
            node = self._member(j, kind, depth, and_=(joined and self.tokens[j - 1].form not in ("،", ",", "-", "–")) or None)
            if node is None:
                break
            items.append(node)
            k = self.close(i, node.last)
            if k < self.n and self.tokens[k].form in ("،", ",", "-", "–") and self.tokens[k].line == self.tokens[i].line:
                k += 1
            j = self.next(k) if k < self.n else self.n
            if j < self.n and self.forms[j] == "و":
                j = self.next(j + 1)
        if items:
            last = self.close(i, items[-1].last)
            if len(items) == 1:
                return Node("some", i, last, start, r.pro, kind=kind, kids=tuple(items)) if r.role == "plural" else items[0]._replace(
                    first=i, start=start, pro=r.pro
                )
            return Node("list", i, last, start, r.pro, kind=kind, kids=tuple(items))
        if r.role == "plural" and j < self.n:
            inner = self.head(j, depth + 1)
            if inner and not inner.pro and inner.op in ("name", "belt", "side") and is_named(inner):
                return Node("some", i, inner.last, start, r.pro, kind=kind, kids=(inner,))
            probe = Node("some", i, i + 1, start, r.pro, kind=kind)
            outer = self._container(i + 1, depth + 1, probe)
            if outer:
                return Node("some", i, outer[1].last, start, r.pro, kind=kind, kids=(outer[1],))
        return None

    def _member(self, j: int, kind: KindWord, depth: int, and_: bool | None) -> Node | None:
        """A member of a list at j, its «و» taken off (``and_``: it must have one; None: it may)."""
        for pro, stem in splits(self.forms[j]):
            if pro not in ("", "و") or (and_ and pro != "و"):
                continue
            node = self.name(j, pro, stem)
            if node and any(self.idx.entries[p].kind in kind.accepts for p in node.ids):
                ids = tuple(p for p in node.ids if self.idx.entries[p].kind in kind.accepts)
                return node._replace(ids=ids, kind=kind)
        form = self.forms[j]
        if readings(form) and (and_ is None or form.startswith("و")):
            node = self.head(j, depth + 1)
            if node and node.pro in ("", "و") and node.op in ("belt", "side") and is_named(node):
                return node
        pro = "و" if form.startswith("وال") else ""
        stem = form[len(pro):]
        if kind.unknown == "yes" and self.tokens[j].kind == "word" and stem.startswith("ال") and len(stem) > 4 and (pro or not and_):
            if stem in self.lex.roles or stem in self.idx.nisba:
                return None
            return Node("unknown", j, j + 1, self.start(j, pro, stem), pro, words=self.tokens[j].text[len(pro):], kind=kind)
        return None


def _fullness(node: Node) -> tuple[int, bool, bool]:
    """The longer reading is the better; of two as long a name before a relation, and the whole phrase as a name before its kind word."""
    return node.last, node.op == "name" and not node.pro, node.kind is None
