"""Heads that relate a phrase to a place: sides, belts, roads, borders, banks, the land between two places."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.arabic.phrases import stem_start
from marsad.arabic.tokens import Token, Words
from marsad.extract import gazetteer
from marsad.extract.place_words import DASHES, FIRSTS, INSIDE, QUOTES, Node, Reading, country_node, is_named, is_plain, lexicon, readings
from marsad.resources.places import Belt

LONGEST_LIST = 12


class Walker:
    """The tokens of one document; names, and the relations that hang on a head that ``Parser`` finds."""

    def __init__(self, words: Words) -> None:
        self.tokens: Sequence[Token] = words.tokens
        self.forms = words.forms
        self.n = len(words.tokens)
        self.lex, self.idx = lexicon(), gazetteer.index()

    def head(self, i: int, depth: int = 0) -> Node | None:
        """One place that begins at token i; see ``Parser``."""
        raise NotImplementedError

    def next(self, i: int) -> int:
        """The index of the next word after token i - 1 on the same line, past one quotation mark; n where there is none."""
        n, tokens = self.n, self.tokens
        if i < n and tokens[i].line == (line := tokens[i - 1].line):
            if self.forms[i] not in QUOTES:
                return i
            i += 1
            if i < n and self.forms[i] not in QUOTES and tokens[i].line == line:
                return i
        return n

    def close(self, first: int, last: int) -> int:
        """``last`` past the quotation mark that closes one opened inside first..last."""
        quotes = sum(1 for t in self.tokens[first:last] if t.form in QUOTES)
        if quotes % 2 and last < self.n and self.forms[last] in QUOTES:
            return last + 1
        return last

    def form(self, i: int) -> str:
        return self.forms[i] if i < self.n else ""

    def start(self, i: int, pro: str, stem: str) -> int:
        return stem_start(self.tokens[i], pro, stem)

    def name(self, i: int, pro: str, stem: str) -> Node | None:
        """The longest name whose first word is the stem of token i."""
        forms, n = self.forms, self.n
        ids, most, second = FIRSTS[stem]
        last, phrase = 0, stem
        if ids and forms[i] not in self.lex.never:
            last = i + 1
        j = i + 1
        if most > 1 and j < n and (forms[j] in second or forms[j] in INSIDE):
            words, tokens, names = stem, self.tokens, self.idx.names
            line = tokens[i].line
            for _ in range(most - 1):
                while j < n and forms[j] in INSIDE and tokens[j].line == line:
                    j += 1
                if j >= n or tokens[j].line != line or tokens[j].kind == "punct":
                    break
                words = f"{words} {forms[j]}"
                j += 1
                if words in names:
                    last, phrase, ids = j, words, tuple(names[words])
        if not last:
            return None
        return Node("name", i, last, stem_start(self.tokens[i], pro, stem), pro, ids, phrase)

    def bearing(self, i: int, first: str) -> tuple[float, int]:
        """The bearing that begins at token i («شمال», «شمال شرق», «الشمالي الشرقي», «شمال-شرق») and the index behind it."""
        bearings = self.lex.bearings
        one = bearings[first]
        j = i + 1
        if j < self.n and self.forms[j] in DASHES:
            j += 1
        second = self.form(j)
        if second.startswith("و") and second[1:] in bearings:
            second = ""
        two = bearings.get(second) if j < self.n and self.tokens[j].line == self.tokens[i].line else None
        if two is None or (one + two) % 180 != 90:
            return float(one), i + 1
        mean = 315.0 if {one, two} == {0, 270} else (one + two) / 2
        return mean, j + 1

    def side(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        idx = self.idx
        bearing, j = self.bearing(i, r.stem)
        if j >= self.n:
            return None
        first, km = i, None
        country = idx.nisba.get(self.form(j))
        if r.stem.startswith("ال") and country and is_plain(r.stem):  # «الشمال السوري»
            base = country_node(country, j)
            return Node("side", i, j + 1, start, r.pro, bearing=bearing, kids=(base,)) if base else None
        if r.stem.startswith("ال") and (not is_plain(r.stem) or (self.form(j) != "من" and not self.form(j).startswith("ل"))):
            return None
        if self.form(j) == "من":
            j += 1
        j = self.next(j)
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
        if j >= 0 and self.form(j) in ("الي", "من"):
            j -= 1
        if j < 1 or self.form(j) not in self.lex.words["units"] or self.tokens[j - 1].kind != "number":
            return None
        try:
            km = float(self.tokens[j - 1].form.replace(",", "."))
        except ValueError:
            return None
        return (j - 1, km) if 0 < km < 1000 else None

    def belt(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        lex = self.lex
        belt, ways = lex.belts[r.stem]
        if r.role == "belt_def":
            return self._definite_belt(i, r, start, belt, depth)
        for rest in sorted(ways, key=len, reverse=True):
            k, pro = i + 1, ""
            for word in rest:
                if len(word) == 1:
                    pro = word
                elif self.form(k) == word:
                    k += 1
                else:
                    k = -1
                    break
            if k < 0:
                continue
            k = self.next(k)
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
        while len(found) < LONGEST_LIST:
            j = self.next(found[-1].last) if found[-1].last < self.n else self.n
            if j >= self.n or not self.forms[j].startswith("و"):
                break
            node = self.name(j, "و", self.forms[j][1:])
            if node is None:
                break
            found.append(node)
        return found

    def _adjective(self, j: int) -> tuple[int, float | None]:
        """A direction behind a belt («ريف حماة الشرقي»): the index behind it and the bearing."""
        form = self.form(j)
        if form and form in self.lex.bearings and form.startswith("ال") and not is_plain(form):
            bearing, k = self.bearing(j, form)
            return k, bearing
        return j, None

    def _definite_belt(self, i: int, r: Reading, start: int, belt: Belt, depth: int) -> Node | None:
        """«الريف الشرقي (لحماة)», «البادية» back to the one that the text is about."""
        last, bearing = self._adjective(i + 1)
        j = self.next(last) if last < self.n else self.n
        if j < self.n:
            country = self.idx.nisba.get(self.form(j))
            if country:
                base = country_node(country, j)
                if base:
                    return Node("belt", i, j + 1, start, r.pro, belt=belt, bearing=bearing, kids=(base,))
            if bearing is not None and any(x.pro in ("ل", "ب") for x in readings(self.form(j))):
                base = self.head(j, depth + 1)
                if base and base.pro in ("ل", "ب") and is_named(base):
                    return Node("belt", i, base.last, start, r.pro, belt=belt, bearing=bearing, kids=(base,))
        if belt.id != "badia" and (bearing is None or belt.id != "countryside"):
            return None
        return Node("back", i, last, start, r.pro, words=r.stem, belt=belt, bearing=bearing)

    def road(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        """«طريق دمشق – حمص», «الطريق الدولي الواصل بين X وY», «طريق تدمر»."""
        lex = self.lex
        if i and self.form(i - 1) == "عن":  # «عن طريق تركيا» is by way of it
            return None
        j = self.next(i + 1)
        while j < self.n and self.form(j) in lex.words["roads_after"]:
            j = self.next(j + 1)
        if j >= self.n:
            return None
        if self.form(j) in lex.words["between"]:
            node = self.between(i, j, r.pro, start, depth)
            return node._replace(op="road") if node else None
        base = self.head(j, depth + 1)
        if base is None or base.pro or base.op not in ("name", "belt", "back", "some"):
            return None
        if base.op == "back" and base.belt is None:
            return None
        stops, last = [base], base.last
        while last < self.n and len(stops) < 4:
            k = last
            if self.forms[k] in DASHES or self.form(k) == "الي":
                k += 1
            elif self.forms[k] in ("،", ",") or self.tokens[k].line != self.tokens[i].line:
                break
            k = self.next(k) if k < self.n else self.n
            node = self.name(k, "", self.form(k)) if k < self.n else None
            if node is None and k > last:
                break
            if node is None:
                break
            stops.append(node)
            last = node.last
        while last < self.n and self.form(last) in lex.words["roads_after"]:
            last += 1
        return Node("road", i, last, start, r.pro, kids=tuple(stops))

    def border(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        """«الحدود السورية العراقية», «الحدود الإدارية بين X وY», «الحدود مع العراق», «حدود سوريا»."""
        lex, idx = self.lex, self.idx
        j = self.next(i + 1)
        found: list[Node] = []
        while j < self.n and len(found) < 3:
            form = self.form(j)
            if form in lex.words["borders_after"]:
                j = self.next(j + 1)
            elif form in idx.nisba or (form.startswith("وال") and form[1:] in idx.nisba):
                base = country_node(idx.nisba[form.removeprefix("و") if form not in idx.nisba else form], j)
                if base:
                    found.append(base)
                j = self.next(j + 1)
                if j < self.n and self.forms[j] in DASHES:
                    j = self.next(j + 1)
            else:
                break
        if j < self.n and len(found) < 2:
            form = self.form(j)
            if form in lex.words["between"]:
                node = self.between(i, j, r.pro, start, depth)
                return node._replace(op="border") if node else None
            k = self.next(j + 1) if form == "مع" else j
            if (form == "مع" or not found) and k < self.n and not (r.stem.startswith("ال") and form != "مع"):
                node = self.head(k, depth + 1)
                if node and not node.pro and node.op == "name":
                    found.append(node)
        if not found:
            return None
        last = found[-1].last
        return Node("border", i, last, start, r.pro, kids=tuple(found))

    def bank(self, i: int, r: Reading, start: int, depth: int) -> Node | None:
        """«الضفة الغربية للفرات», «ضفاف نهر الفرات»."""
        j, bearing = self.next(i + 1), None
        if j < self.n and self.form(j) in self.lex.bearings:
            bearing, j = self.bearing(j, self.form(j))
            j = self.next(j)
        if j < self.n and self.form(j) == "من":
            j = self.next(j + 1)
        base = self.head(j, depth + 1) if j < self.n else None
        if base is None or base.pro not in ("", "ل") or base.op not in ("name", "back"):
            return None
        if base.op == "name" and not any(self.idx.entries[p].kind in ("river", "lake", "sea") for p in base.ids):
            return None
        ids = tuple(p for p in base.ids if self.idx.entries[p].kind in ("river", "lake", "sea"))
        return Node("bank", i, base.last, start, r.pro, bearing=bearing, kids=(base._replace(ids=ids),))

    def between(self, i: int, j: int, pro: str, start: int, depth: int) -> Node | None:
        """«بين X وY» with «بين» at token j, the phrase beginning at token i."""
        k = self.next(j + 1)
        if k >= self.n:
            return None
        node = self.head(k, depth + 1)
        if node is None or node.pro:
            return None
        if node.op == "list" and len(node.kids) >= 2:
            return Node("between", i, node.last, start, pro, kids=node.kids, kind=node.kind)
        k = self.next(node.last) if node.last < self.n else self.n
        if k < self.n and self.form(k) == "و":
            k = self.next(k + 1)
            other = self.head(k, depth + 1) if k < self.n else None
            other = other if other and not other.pro else None
        else:
            other = self.head(k, depth + 1) if k < self.n and self.form(k).startswith("و") else None
            if other and other.pro not in ("و", "وب"):
                other = None
        if other is None:
            return None
        return Node("between", i, other.last, start, pro, kids=(node, other))
