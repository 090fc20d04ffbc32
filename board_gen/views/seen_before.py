"""Seen before: which cases a case names as its repeats, and which resemble it (docs/guide.md tells users the rule).

A case resembles another where
- both are of the same part, and at least one term stands in both titles; or
- both are of the same area, and in both titles stand the same two words side by side, or the same four Chinese signs
  in a row. What more than one in twenty titles of the area hold (and more than five) is everyday there, and says
  nothing.

Terms of a title are its words of three letters and more (a plural's `s` taken off) and its pieces of two Chinese
signs. What every title may hold (STOP_WORDS, STOP_PIECES) is no term, nor is what the part is called by in any case:
its words, and two signs in a row that both stand in its name. That tells the part, not the defect.

No pair of cases is ever compared: each is looked up by its terms, newest first.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import add, attrgetter
from typing import NamedTuple

from board_gen.rules.digest import CaseDigest
from board_gen.rules.judged import JudgedPlant
from board_gen.views.attached import address_named

MOST = 5
"""So many cases are shown, the newest."""
SIGNS = 4
"""So many Chinese signs in a row speak for a like defect where only the area is the same."""
EVERYDAY = 20
"""What more than one in so many titles of an area hold says nothing there."""
STOP_WORDS = frozenset(
    {
        *(
            "the",
            "and",
            "for",
            "with",
            "from",
            "into",
            "onto",
            "not",
            "was",
            "were",
            "are",
            "has",
            "have",
            "its",
            "this",
        ),
        *(
            "that",
            "than",
            "then",
            "out",
            "off",
            "per",
            "via",
            "due",
            "after",
            "before",
            "below",
            "above",
            "under",
            "over",
        ),
        *("under", "over", "between", "during", "without", "again", "new", "old", "one", "two", "all", "any", "some"),
        *("too", "very"),
        *("part", "case", "issue", "problem", "found", "defect", "nok", "reported", "left", "right", "front", "rear"),
        *("side", "line", "station", "piece", "pcs", "customer", "plant"),
    }
)
STOP_PIECES = (
    *("零件", "总成", "产品", "问题", "不良", "不合格", "缺陷", "异常", "发现", "出现", "导致", "造成", "存在", "客户"),
    *("现场", "生产", "部分", "个别", "多处", "左侧", "右侧", "左右", "位置", "以及", "没有", "以后", "之后", "工位"),
)
_RUN = re.compile(r"[\u3400-\u9fff]{2,}|[^\W\d_\u3400-\u9fff][^\W_\u3400-\u9fff]{2,}")
"""Chinese signs in a row, or a word that begins with a letter."""
_STOP = re.compile("|".join(sorted(STOP_PIECES, key=len, reverse=True)))


class Like(NamedTuple):
    """A case to which another one leads, and why: it is `named` by that one, it `names` that one; `part` or `area`, if
    that is what both have in common, with the `terms` that stand in both titles.
    """

    case: CaseDigest
    is_newer: bool
    is_named: bool = False
    names: bool = False
    part: str = ""
    area: str = ""
    terms: tuple[str, ...] = ()


def seen_before_of(digests: Iterable[CaseDigest], judged: JudgedPlant) -> Iterator[tuple[CaseDigest, tuple[Like, ...]]]:
    """Each case that has begun and leads to others, with those, newest first; `judged` knows where they stand."""
    begun = sorted((digest for digest in digests if digest.head is not None), key=attrgetter("id"))
    begun.sort(key=attrgetter("opened"), reverse=True)
    seen = _Seen(begun, judged)
    for place, digest in enumerate(begun):
        shown = seen.shown_at(place)
        if shown:
            yield digest, tuple([seen.like(place, other) for other in shown])


class _Title(NamedTuple):
    """What of a title may tell the defect: words in their order, and Chinese signs in a row."""

    words: tuple[str, ...]
    runs: tuple[str, ...]


Places = Mapping[int, set[int]]
"""By the place of a case, the places of others."""


class _Seen:
    """All cases, newest first, and which lead to which; a case is known by its place."""

    def __init__(self, begun: Sequence[CaseDigest], judged: JudgedPlant) -> None:
        self._begun = begun
        self._parts = [_part_of(digest.part) for digest in begun]
        names = _names_of(begun, self._parts)
        self._titles = [_title_of(one.title, names.get(part)) for one, part in zip(begun, self._parts, strict=True)]
        self._areas = [digest.area for digest in begun]
        self._by_part = self._alike(self._parts, _part_terms, is_bounded=False)
        self._by_area = self._alike(self._areas, _area_terms, is_bounded=True)
        self._named, self._names = self._naming(judged)

    def shown_at(self, place: int) -> list[int]:
        """The cases to which one leads: those that the two name, then the newest others, as many as are shown."""
        told = {*self._named.get(place, ()), *self._names.get(place, ())}
        others = {*self._by_part.get(place, ()), *self._by_area.get(place, ())} - told
        others.discard(place)
        return sorted([*sorted(told)[:MOST], *sorted(others)[: max(0, MOST - len(told))]])

    def like(self, place: int, other: int) -> Like:
        """Why one case leads to another."""
        terms = _common(self._titles[place], self._titles[other])
        part, area = self._parts[place], self._areas[place]
        is_same_part = bool(part) and part == self._parts[other] and bool(terms)
        is_same_area = not is_same_part and bool(area) and other in self._by_area.get(place, ())
        two = self._begun[other]
        return Like(
            two,
            other < place,
            other in self._named.get(place, ()),
            other in self._names.get(place, ()),
            two.part if is_same_part else "",
            area if is_same_area else "",
            terms if is_same_part or is_same_area else (),
        )

    def _alike(self, keys: Iterable[str], terms_of: Callable[[_Title], set[str]], *, is_bounded: bool) -> Places:
        """The newest cases of the same key with which a case shares a term; itself may be among them."""
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for place, key in enumerate(keys):
            groups[key].append(place)
        groups.pop("", None)
        found: defaultdict[int, set[int]] = defaultdict(set)
        for members in groups.values():
            most = max(MOST, len(members) // EVERYDAY) if is_bounded else len(members)
            for holding in self._postings(members, terms_of) if len(members) > 1 else ():
                if 1 < len(holding) <= most:
                    newest = holding[: MOST + 1]
                    for place in holding:
                        found[place].update(newest)
        return found

    def _postings(self, members: Iterable[int], terms_of: Callable[[_Title], set[str]]) -> Iterable[list[int]]:
        """For each term of a group's titles, who holds it, newest first."""
        postings: defaultdict[str, list[int]] = defaultdict(list)
        for place in members:
            for term in terms_of(self._titles[place]):
                postings[term].append(place)
        return postings.values()

    def _naming(self, judged: JudgedPlant) -> tuple[Places, Places]:
        """Who names a case as the one that tells of a recurrence, and whom a case names so."""
        named: defaultdict[int, set[int]] = defaultdict(set)
        names: defaultdict[int, set[int]] = defaultdict(set)
        naming = [(place, digest.repeats) for place, digest in enumerate(self._begun) if digest.repeats]
        places = {digest.address: place for place, digest in enumerate(self._begun)} if naming else {}
        for place, repeats in naming:
            found = {address_named(judged, repeat) for repeat in repeats}
            for other in {places[address] for address in found if address in places} - {place}:
                named[other].add(place)
                names[place].add(other)
        return named, names


class _Name(NamedTuple):
    """What a part is called by, in all cases: words and Chinese signs."""

    words: set[str]
    signs: set[str]


def _names_of(begun: Iterable[CaseDigest], parts: Iterable[str]) -> Mapping[str, _Name]:
    """What each part is called by; what has no number is called by its text."""
    names: dict[str, _Name] = {}
    told = dict.fromkeys((part, one.part_name or one.part) for part, one in zip(parts, begun, strict=True) if part)
    for part, name in told:
        known = names.setdefault(part, _Name(set(), set()))
        title = _title_of(name, None)
        known.words.update(title.words)
        known.signs.update(*title.runs)
    return names


def _title_of(title: str, name: _Name | None) -> _Title:
    words: list[str] = []
    runs: list[str] = []
    for run in _RUN.findall(_STOP.sub(" ", _folded(title))):
        if run[0] >= "\u3400":
            runs += _without(run, name.signs) if name else (run,)
        else:
            word = run[:-1] if run[-1] == "s" and run[-2] != "s" and len(run) > 3 else run
            if word not in STOP_WORDS and not (name and word in name.words):
                words.append(word)
    return _Title(tuple(words), tuple(runs))


def _without(run: str, signs: set[str]) -> Sequence[str]:
    """What is left of a run where two of these signs in a row and more are taken out: pieces of two signs and more."""
    if len(signs.intersection(run)) < 2:
        return (run,)
    kept, start, at, end = [], 0, 0, len(run)
    while at < end - 1:
        if run[at] not in signs or run[at + 1] not in signs:
            at += 1
            continue
        kept.append(run[start:at])
        at += 2
        while at < end and run[at] in signs:
            at += 1
        start = at
    return [piece for piece in (*kept, run[start:]) if len(piece) > 1]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=4096)
def _part_of(part: str) -> str:
    """A part for comparison: width, case and spaces make no difference."""
    return "".join(_folded(part).split())


def _part_terms(title: _Title) -> set[str]:
    """One of these in both titles is enough where the part is the same."""
    terms = set(title.words)
    for run in title.runs:
        terms.update(map(add, run, run[1:]))
    return terms


def _area_terms(title: _Title) -> set[str]:
    """One of these in both titles is enough where the area is the same."""
    terms = {f"{one} {two}" if one < two else f"{two} {one}" for one, two in pairwise(title.words)}
    for run in title.runs:
        terms.update([run[start : start + SIGNS] for start in range(len(run) - SIGNS + 1)])
    return terms


def _common(one: _Title, two: _Title) -> tuple[str, ...]:
    """The words of both titles, then the runs of Chinese signs of the one that stand in the other, of two and more."""
    found = [word for word in one.words if word in two.words]
    if one.runs and two.runs:
        others = "\n".join(two.runs)
        for run in one.runs:
            found += [run] if run in others else _pieces(run, others)
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _pieces(run: str, others: str) -> Iterator[str]:
    """The longest pieces of a run, of two signs and more, that stand in other runs."""
    start, last = 0, len(run) - 1
    while start < last:
        end = start + 2
        while end <= last + 1 and run[start:end] in others:
            end += 1
        if end > start + 2:
            yield run[start : end - 1]
            start = end - 2
        start += 1
