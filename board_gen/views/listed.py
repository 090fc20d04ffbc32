"""The short pages: a listed row with its answer, and a case that can't be judged with its faults (contract §3, §7)."""

from typing import NamedTuple

from board_gen.messages import N_
from board_gen.model.case import InvalidCase
from board_gen.rules.judged import JudgedPlant
from board_gen.rules.tracks import CaseTracks
from board_gen.views.board import Fault, fault_of, faults_of_case
from board_gen.views.case_clock import CaseClock
from board_gen.views.criterion_card import CriterionCard, cards_of
from board_gen.views.names import customer_of, person_of, source_of
from board_gen.views.reader import Reader
from board_gen.views.report import Banner, Fact, HeadView, Notice, banner_of, facts_of, head_of, notices_of


class ListedView(NamedTuple):
    """All that the page of a listed row says; `place` is its row in the sheet."""

    head: HeadView
    banner: Banner
    facts: tuple[Fact, ...]
    notices: tuple[Notice, ...]
    cards: tuple[CriterionCard, ...]
    place: str
    zone: str


class InvalidView(NamedTuple):
    """All that the page of an invalid case says: what could be read, what is wrong, and where to mend it."""

    id: str
    title: str
    place: str
    facts: tuple[Fact, ...]
    faults: tuple[Fault, ...]


def listed_of(tracks: CaseTracks, judged: JudgedPlant, reader: Reader) -> ListedView:
    """The short page of a row without a case file."""
    clock = CaseClock.of(tracks, reader)
    cards = cards_of(tracks, clock)
    return ListedView(
        head=head_of(tracks, clock),
        banner=banner_of(tracks, cards, clock),
        facts=facts_of(tracks, clock),
        notices=notices_of(tracks, judged, clock),
        cards=cards,
        place=str(tracks.case.place),
        zone=reader.zone.key,
    )


def invalid_of(invalid: InvalidCase, judged: JudgedPlant, reader: Reader) -> InvalidView:
    """The page of an invalid case."""
    words = reader.words
    opened = reader.moment(invalid.opened) if invalid.opened else ""
    facts = (
        Fact(words(N_("Owner")), person_of(invalid.owner, reader)),
        Fact(words(N_("Customer")), customer_of(invalid.customer, reader)),
        Fact(words(N_("Part")), invalid.part),
        Fact(words(N_("Opened")), opened),
        Fact(words(N_("Source")), source_of(invalid.source, reader)),
        Fact(words(N_("Area")), invalid.area),
    )
    return InvalidView(
        id=invalid.id,
        title=invalid.title,
        place=str(invalid.place),
        facts=tuple(fact for fact in facts if fact.text),
        faults=tuple(fault_of(finding, reader) for finding in faults_of_case(invalid, judged)),
    )
