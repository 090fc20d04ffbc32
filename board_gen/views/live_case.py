"""What the page of one case tells by itself, at every instant: the live list of its page (contract §7)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from board_gen.messages import N_
from board_gen.rules.tracks import CaseTracks
from board_gen.views.case_clock import CaseClock, Moment, Timing
from board_gen.views.criterion_card import cards_of, report_cards_of
from board_gen.views.live import LiveList, is_live, live_page_of
from board_gen.views.live_line import Page, Told
from board_gen.views.reader import Reader
from board_gen.views.report import CALLING_HERE, Banner, HeadView, banner_of, head_of

Texts = dict[str, Told]


def live_report_of(tracks: CaseTracks, reader: Reader) -> LiveList | None:
    """What keeps the page of a case true; None for a case that has ended, whose page never changes."""
    if not is_live(tracks, reader.at):
        return None
    return live_page_of(tracks, reader, page_texts_of(tracks, reader), CALLING_HERE)


def page_texts_of(tracks: CaseTracks, reader: Reader) -> Page:
    """The texts and clocks of a case's page, as a function of the instant."""

    def told_at(at: datetime) -> tuple[Mapping[str, Told], Mapping[str, datetime | None]]:
        there = replace(reader, at=at)
        clock = CaseClock.of(tracks, there)
        cards = cards_of(tracks, clock)
        texts = {**_head(head_of(tracks, there), there), **_banner(banner_of(tracks, cards, clock))}
        timings = {card.cell.criterion: card.timing for card in cards}
        timings |= {f"report.{card.name}": card.timing for card in report_cards_of(tracks, clock)}
        for name, timing in timings.items():
            texts.update(_timing(name, timing, there))
        return texts, {f"standing:{name}": timing.clock for name, timing in timings.items()}

    return told_at


def _head(head: HeadView, reader: Reader) -> Texts:
    since = head.level_since
    return {
        "phase": Told(head.phase_words),
        "level": Told(f"▲ L{head.level} {head.level_to}".strip() if head.level else ""),
        "since": Told(_filled(N_("since %(since)s"), reader, since=since.text) if since else ""),
    }


def _banner(banner: Banner) -> Texts:
    return {
        "banner": Told("", banner.tone.lower()),
        "title": Told(banner.title),
        "why": Told(banner.why),
        "next": Told(banner.next),
        "others": Told(banner.others),
    }


def _timing(name: str, timing: Timing, reader: Reader) -> Texts:
    """How a criterion or report stands; where its words count to an instant, that clock tells them."""
    done, due = _text(timing.done), _text(timing.due)
    return {
        f"when:{name}": Told(done or due),
        f"done:{name}": Told(_filled(N_("done %(at)s"), reader, at=done) if done else ""),
        f"due:{name}": Told(_filled(N_("deadline %(at)s"), reader, at=due)),
        f"standing:{name}": Told("" if timing.clock else timing.words, timing.tone),
    }


def _text(moment: Moment | None) -> str:
    return moment.text if moment else ""


def _filled(message: str, reader: Reader, **values: str) -> str:
    """A message of the page's template, filled as Jinja fills it."""
    return reader.words.translations.gettext(message) % values
