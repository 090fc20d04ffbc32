"""What the page of a case tells by itself is a function of the instant, however it came there (contract §7)."""

from board_gen.model.label import Language
from board_gen.views.frames import instants_of
from board_gen.views.live_case import page_texts_of
from board_gen.views.report import report_of
from tests.pages.builders import plant_of, reader_of, sample_cases
from tests.pages.full_case import full_case


def walks():
    """Each live case with its reader and the instants at which anything changes, in order."""
    judged = plant_of([full_case(), *(case for case in sample_cases() if case.id != full_case().id)])
    for language in Language:
        reader = reader_of(judged, language)
        for tracks in judged.cases:
            instants = {*instants_of(tracks), reader.at}
            yield judged, tracks, reader, sorted(at for at in instants if at >= tracks.case.opened)


def test_the_way_to_an_instant_does_not_matter() -> None:
    """Who walks the instants, forth and back, is told what one is told who looks at each of them alone."""
    for _, tracks, reader, instants in walks():
        alone = {at: page_texts_of(tracks, reader)(at) for at in instants}
        told_at = page_texts_of(tracks, reader)
        assert {at: told_at(at) for at in instants} == alone
        assert {at: told_at(at) for at in reversed(instants)} == alone


def test_the_texts_are_those_of_the_page() -> None:
    """At every step the list says the phase, the banner and how each criterion stands as the page of then says it."""
    for judged, tracks, reader, instants in walks():
        told_at = page_texts_of(tracks, reader)
        for at in instants:
            texts, clocks = told_at(at)
            view = report_of(tracks, judged, reader_of(judged, reader.words.language, at))
            assert texts["phase"].text == view.head.phase_words
            told, banner = [texts[name].text for name in ("title", "why", "origin", "next", "others")], view.banner
            assert told == [banner.title, banner.why, banner.origin, banner.next, banner.others]
            assert clocks["left"] == (banner.left.clock if banner.left else None)
            for card in view.cards:
                standing = texts[f"how:{card.cell.criterion}"]
                assert standing.tone == card.timing.tone
                assert standing.text == ("" if card.timing.clock else card.timing.words)
                assert clocks[f"how:{card.cell.criterion}"] == card.timing.clock
