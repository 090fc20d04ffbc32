"""What the page of one case tells by itself, at every instant: the live list of its page (contract §7)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from board_gen.messages import N_
from board_gen.rules.track import Track
from board_gen.rules.tracks import CaseTracks, CriterionTrack, Ruling
from board_gen.views.case_clock import CaseClock, Moment, Timing
from board_gen.views.criterion_card import CriterionCard, card_of, report_timing
from board_gen.views.frames import is_live
from board_gen.views.live import LiveList, LiveWords, live_page_of, live_words_of
from board_gen.views.live_line import DATE, Dated, Page, Told
from board_gen.views.reader import Reader
from board_gen.views.report import CALLING_HERE, Banner, banner_of, levels_of
from board_gen.views.row import escalation_to
from board_gen.wording import Wording
from board_gen.wording.terms import PHASES

Texts = dict[str, Told]
Clocks = dict[str, datetime | None]


def live_report_of(tracks: CaseTracks, reader: Reader) -> LiveList | None:
    """What keeps the page of a case true; None for a case that has ended, whose page never changes."""
    if not is_live(tracks, reader.at):
        return None
    return live_page_of(tracks, reader, page_texts_of(tracks, reader))


def case_words_of(words: Wording) -> LiveWords:
    """What the script says on the pages of cases: one text for all of them, which stands beside the script."""
    return live_words_of(words, CALLING_HERE)


def page_texts_of(tracks: CaseTracks, reader: Reader) -> Page:
    """The texts and clocks of a case's page, as a function of the instant."""
    return _PageTexts(tracks, reader).told_at


class _Standing(NamedTuple):
    """What the texts of a criterion or report hang on; while it stays the same, so do they.

    `ruling` is a criterion's, or whether a report is done.
    """

    ruling: Ruling | bool
    is_late: bool
    is_ended: bool


class _PageTexts:
    """A case's page on its way through time: what hangs on its criteria is told anew where one stands otherwise."""

    def __init__(self, tracks: CaseTracks, reader: Reader) -> None:
        self._tracks = tracks
        self._reader = reader
        self._levels = levels_of(tracks)
        self._cards: dict[str, tuple[_Standing, CriterionCard]] = {}
        self._texts: dict[str, tuple[_Standing, Texts, datetime | None]] = {}
        self._told: tuple[tuple[_Standing, ...], Texts, Clocks] | None = None

    def told_at(self, at: datetime) -> tuple[Mapping[str, Told], Mapping[str, datetime | None]]:
        """The texts and clocks of an instant."""
        clock = CaseClock.of(self._tracks, replace(self._reader, at=at))
        standings = tuple(self._standings(clock))
        if self._told is None or self._told[0] != standings or not _has_unmet(standings):
            self._told = (standings, *self._told_of(standings, clock))
        return {**_head(self._tracks, self._levels, clock), **self._told[1]}, self._told[2]

    def _standings(self, clock: CaseClock) -> Iterator[_Standing]:
        """How each criterion stands, then each report."""
        for cell in self._tracks.criteria:
            ruling = cell.rulings.at(clock.at)
            yield _Standing(ruling, ruling.due <= clock.at, clock.is_ended)
        for report in self._tracks.reports:
            yield _Standing(report.done.at(clock.at), report.due <= clock.at, clock.is_ended)

    def _told_of(self, standings: tuple[_Standing, ...], clock: CaseClock) -> tuple[Texts, Clocks]:
        """All but the head, of criteria and reports that stand so."""
        criteria, reports = self._tracks.criteria, self._tracks.reports
        cards = tuple(self._card(cell, standing, clock) for cell, standing in zip(criteria, standings, strict=False))
        banner = banner_of(self._tracks, cards, clock)
        texts, clocks = _banner(banner), Clocks(left=banner.left.clock if banner.left else None)
        for cell, card, standing in zip(criteria, cards, standings, strict=False):
            self._tell(cell.criterion.id, standing, card.timing, texts, clocks)
            if card.is_ever_moved:
                texts.update(_moves(cell.criterion.id, card, self._reader))
        for report, standing in zip(reports, standings[len(criteria) :], strict=True):
            self._tell(f"report.{report.name}", standing, report_timing(report, clock), texts, clocks)
        return texts, clocks

    def _card(self, cell: CriterionTrack, standing: _Standing, clock: CaseClock) -> CriterionCard:
        known = self._cards.get(cell.criterion.id)
        if known is None or known[0] != standing:
            known = self._cards[cell.criterion.id] = (standing, card_of(self._tracks.case, cell, clock))
        return known[1]

    def _tell(self, name: str, standing: _Standing, timing: Timing, texts: Texts, clocks: Clocks) -> None:
        known = self._texts.get(name)
        if known is None or known[0] != standing:
            known = self._texts[name] = (standing, _timing(name, timing, self._reader), timing.clock)
        texts.update(known[1])
        clocks[f"how:{name}"] = known[2]


def _has_unmet(standings: tuple[_Standing, ...]) -> bool:
    """True where something has to be done: else the banner tells of a watch or an end, each with its instants."""
    return any(isinstance(told.ruling, Ruling) and told.ruling.is_unmet and not told.is_ended for told in standings)


def _head(tracks: CaseTracks, levels: Track[int], clock: CaseClock) -> Texts:
    head, reader = tracks.head.at(clock.at), clock.reader
    called = escalation_to(tracks, head.escalation, reader)
    since = (Dated(levels.since(clock.at)),) if head.escalation else ()
    return {
        "phase": Told(reader.words(PHASES[head.phase])),
        "level": Told(f"▲ L{head.escalation} {called}".strip() if head.escalation else ""),
        "since": Told(_filled(N_("since %(since)s"), reader, since=DATE) if since else "", "", since),
    }


def _banner(banner: Banner) -> Texts:
    left = banner.left
    return {
        "banner": Told("", banner.tone.lower()),
        "title": Told(banner.title),
        "why": Told(banner.why),
        "origin": Told(banner.origin),
        "left": Told("" if left is None or left.clock else left.words, left.tone if left else "open"),
        "next": Told(banner.next),
        "others": Told(banner.others),
    }


def _timing(name: str, timing: Timing, reader: Reader) -> Texts:
    """How a criterion or report stands; where its words count to an instant, that clock tells them."""
    done, due = _dated(timing.done), _dated(timing.due, is_deadline=True)
    said = [_filled(N_("done %(at)s"), reader, at=DATE)] if done else []
    said += [_filled(N_("deadline %(at)s"), reader, at=DATE)] if due else []
    return {
        f"when:{name}": Told(DATE, "", done or due),
        f"said:{name}": Told("\u2003".join(said), "", (*done, *due)),
        f"how:{name}": Told("" if timing.clock else timing.words, timing.tone),
    }


def _moves(name: str, card: CriterionCard, reader: Reader) -> Texts:
    """How often and how far its deadline was moved, and what the first one was."""
    first = _dated(card.first_due, is_deadline=True)
    message = N_("first deadline %(at)s, %(moves)s")
    told = _filled(message, reader, at=DATE, moves=card.moves) if first else ""
    return {f"moves:{name}": Told(card.moves), f"first:{name}": Told(told, "", first)}


def _dated(moment: Moment | None, *, is_deadline: bool = False) -> tuple[Dated, ...]:
    return (Dated(moment.instant, is_deadline),) if moment else ()


def _filled(message: str, reader: Reader, **values: str) -> str:
    """A message of the page's template, filled as Jinja fills it."""
    return reader.words.translations.gettext(message) % values
