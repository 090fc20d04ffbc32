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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
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
MOST_EDITED = 200
"""Where more cases than this were edited at once, nobody asks which others that touches."""
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


def seen_before_of(
    seen: "Seen", judged: JudgedPlant, only: Set[str] | None = None
) -> Iterator[tuple[CaseDigest, tuple[Like, ...]]]:
    """Each case that leads to others, with those, newest first; `judged` knows where they stand.

    `only`: of these ids alone, and no more is looked through than they need.
    """
    naming = _naming_of(seen.begun, judged)
    for place, digest in enumerate(seen.begun):
        if only is None or digest.id in only:
            shown = seen.shown_at(place, naming)
            if shown:
                yield digest, tuple([seen.like(place, other, naming) for other in shown])


def touched_by(before: Sequence[CaseDigest], now: "Seen", judged: JudgedPlant) -> Set[str] | None:
    """The ids of the cases of which something else may be told than `before`: all others lead to the same cases, of
    which the same is said. None: nobody knows. `before` is what had begun then; `judged` is the plant as it is now.
    """
    edited = _edited_ids(before, now.begun)
    has_naming = any(digest.repeats for digest in (*before, *now.begun))
    if len(edited) > MOST_EDITED or (has_naming and not _name_the_same(before, now.begun)):
        return None
    edited |= _retitled_ids(before, now.begun, edited)
    old = Seen(_of_same_part_or_area(before, [one for one in (*before, *now.begun) if one.id in edited]))
    touched = set(edited)
    for former, present in ((old.by_part, now.by_part), (old.by_area, now.by_area)):
        for key in {each.keys[place] for each in (former, present) for place in each.places_of(edited)}:
            is_now = present.ids_in(key)
            old.learn_from(now, edited)
            touched |= _differing(former.ids_in(key), is_now, edited)
    if has_naming:
        naming = _naming_of(now.begun, judged)
        for place in now.by_part.places_of(edited):
            touched |= {now.begun[other].id for other in naming.around(place)}
    return touched


def _of_same_part_or_area(digests: Iterable[CaseDigest], edited: Iterable[CaseDigest]) -> list[CaseDigest]:
    """All that an edited case may lead to but for a name, and those with which they share it."""
    parts, areas = {_part_of(one.part) for one in edited}, {one.area for one in edited}
    return [one for one in digests if one.area in areas or _part_of(one.part) in parts]


_TOLD = attrgetter("address", "title", "part", "part_name", "area", "opened", "repeats")


def _edited_ids(before: Iterable[CaseDigest], now: Iterable[CaseDigest]) -> set[str]:
    """The cases that came, went, or are told otherwise."""
    was, present = ({digest.id: digest for digest in digests} for digests in (before, now))
    edited = {
        name
        for name, digest in present.items()
        if (former := was.get(name)) is not digest and (former is None or _TOLD(former) != _TOLD(digest))
    }
    return edited | (was.keys() - present.keys())


def _name_the_same(before: Iterable[CaseDigest], now: Iterable[CaseDigest]) -> bool:
    """True where every name that a recurrence may tell leads to the same case as before."""
    old, new = ({(one.id, one.address, one.repeats) for one in digests} for digests in (before, now))
    return old == new


def _retitled_ids(before: Iterable[CaseDigest], now: Iterable[CaseDigest], edited: Set[str]) -> set[str]:
    """The cases of parts that are called otherwise than before: a name's words tell nothing in their titles."""
    parts = {_part_of(one.part) for one in (*before, *now) if one.id in edited} - {""}
    old, new = ([one for one in digests if _part_of(one.part) in parts] for digests in (before, now))
    was, present = _names_in(old), _names_in(new)
    return {one.id for one in (*old, *new) if was.get(_part_of(one.part)) != present.get(_part_of(one.part))}


def _names_in(digests: Iterable[CaseDigest]) -> Mapping[str, Set[str]]:
    """What each part is called by, as it is written; what has no number is called by its text."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for one in digests:
        names[_part_of(one.part)].add(one.part_name or one.part)
    return names


def _differing(old: Mapping[str, Set[str]], new: Mapping[str, Set[str]], edited: Set[str]) -> set[str]:
    """Who leads to others than before, or to an edited one."""
    nobody: Set[str] = frozenset()
    both = ((name, old.get(name, nobody), new.get(name, nobody)) for name in old.keys() | new.keys())
    return {name for name, former, present in both if former != present or not edited.isdisjoint(present)}


class _Title(NamedTuple):
    """What of a title may tell the defect: words in their order, and Chinese signs in a row."""

    words: tuple[str, ...]
    runs: tuple[str, ...]


class _Name(NamedTuple):
    """What a part is called by, in all cases: words and Chinese signs."""

    words: set[str]
    signs: set[str]


Places = Mapping[int, Set[int]]
"""By the place of a case, the places of others."""
_NONE: Set[int] = frozenset()


class _Naming(NamedTuple):
    """Who names a case as the one that tells of a recurrence, and whom a case names so; by places."""

    named: Places
    names: Places

    def around(self, place: int) -> set[int]:
        """Both."""
        return {*self.named.get(place, _NONE), *self.names.get(place, _NONE)}


def _naming_of(begun: Sequence[CaseDigest], judged: JudgedPlant) -> _Naming:
    named: defaultdict[int, set[int]] = defaultdict(set)
    names: defaultdict[int, set[int]] = defaultdict(set)
    naming = [(place, digest.repeats) for place, digest in enumerate(begun) if digest.repeats]
    places = {digest.address: place for place, digest in enumerate(begun)} if naming else {}
    for place, repeats in naming:
        found = {address_named(judged, repeat) for repeat in repeats}
        for other in {places[address] for address in found if address in places} - {place}:
            named[other].add(place)
            names[place].add(other)
    return _Naming(named, names)


class _Alike:
    """The newest cases of the same key with which a case shares a term; a group of cases with one key is looked through
    when somebody asks for one of them.
    """

    def __init__(
        self,
        begun: Sequence[CaseDigest],
        keys: Sequence[str],
        terms_of: Callable[[int], Iterable[str]],
        *,
        is_bounded: bool,
    ) -> None:
        self.begun, self.keys, self.terms_of, self.is_bounded = begun, keys, terms_of, is_bounded
        self.groups: defaultdict[str, list[int]] = defaultdict(list)
        for place, key in enumerate(keys):
            self.groups[key].append(place)
        self._found: dict[str, Places] = {"": {}}

    def of(self, place: int) -> Set[int]:
        """Those like one; itself may be among them."""
        return self._in(self.keys[place]).get(place, _NONE)

    def ids_in(self, key: str) -> Mapping[str, Set[str]]:
        """Those like each case of a key, by ids."""
        begun = self.begun
        return {begun[place].id: {begun[other].id for other in others} for place, others in self._in(key).items()}

    def places_of(self, ids: Set[str]) -> list[int]:
        """Where these cases stand, as far as they do."""
        return [place for place, digest in enumerate(self.begun) if digest.id in ids]

    def _in(self, key: str) -> Places:
        if key not in self._found:
            self._found[key] = self._looked_through(self.groups.get(key, ()))
        return self._found[key]

    def _looked_through(self, members: Sequence[int]) -> Places:
        found: defaultdict[int, set[int]] = defaultdict(set)
        most = max(MOST, len(members) // EVERYDAY) if self.is_bounded else len(members)
        for holding in self._postings(members) if len(members) > 1 else ():
            if 1 < len(holding) <= most:
                newest = holding[: MOST + 1]
                for place in holding:
                    found[place].update(newest)
        return found

    def _postings(self, members: Iterable[int]) -> Iterable[list[int]]:
        """For each term of a group's titles, who holds it, newest first."""
        postings: defaultdict[str, list[int]] = defaultdict(list)
        for place in members:
            for term in self.terms_of(place):
                postings[term].append(place)
        return postings.values()


class Seen:
    """All cases that have begun, newest first, and which lead to which; a case is known by its place."""

    def __init__(self, digests: Iterable[CaseDigest]) -> None:
        begun = sorted((digest for digest in digests if digest.head is not None), key=attrgetter("id"))
        begun.sort(key=attrgetter("opened"), reverse=True)
        self.begun: Sequence[CaseDigest] = begun
        parts, areas = [_part_of(digest.part) for digest in begun], [digest.area for digest in begun]
        self.by_part = _Alike(begun, parts, lambda place: _part_terms(self.title_at(place)), is_bounded=False)
        self.by_area = _Alike(begun, areas, lambda place: _area_terms(self.title_at(place)), is_bounded=True)
        self._titles: dict[str, _Title] = {}
        self._names: dict[str, _Name] = {}

    def learn_from(self, other: "Seen", edited: Set[str]) -> None:
        """Take over the titles that somebody else has taken apart, but for those of edited cases."""
        self._titles |= {name: title for name, title in other._titles.items() if name not in edited}

    def title_at(self, place: int) -> _Title:
        """What its title tells."""
        digest = self.begun[place]
        title = self._titles.get(digest.id)
        if title is None:
            title = self._titles[digest.id] = _title_of(digest.title, self._name_of(self.by_part.keys[place]))
        return title

    def _name_of(self, part: str) -> _Name | None:
        """What a part is called by; None for what is no part."""
        if part and part not in self._names:
            members = [self.begun[place] for place in self.by_part.groups[part]]
            self._names[part] = _name_of({one.part_name or one.part for one in members})
        return self._names.get(part)

    def shown_at(self, place: int, naming: _Naming) -> list[int]:
        """The cases to which one leads: those that the two name, then the newest others, as many as are shown."""
        told = naming.around(place)
        others = {*self.by_part.of(place), *self.by_area.of(place)} - told
        others.discard(place)
        return sorted([*sorted(told)[:MOST], *sorted(others)[: max(0, MOST - len(told))]])

    def like(self, place: int, other: int, naming: _Naming) -> Like:
        """Why one case leads to another."""
        terms = _common(self.title_at(place), self.title_at(other))
        part, area = self.by_part.keys[place], self.by_area.keys[place]
        is_same_part = bool(part) and part == self.by_part.keys[other] and bool(terms)
        is_same_area = not is_same_part and bool(area) and other in self.by_area.of(place)
        two = self.begun[other]
        return Like(
            two,
            other < place,
            other in naming.named.get(place, _NONE),
            other in naming.names.get(place, _NONE),
            two.part if is_same_part else "",
            area if is_same_area else "",
            terms if is_same_part or is_same_area else (),
        )


def _name_of(names: Iterable[str]) -> _Name:
    found = _Name(set(), set())
    for name in names:
        title = _title_of(name, None)
        found.words.update(title.words)
        found.signs.update(*title.runs)
    return found


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
