"""What the pages of a build share: the pages are those that each makes by itself, also of cases known in short."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import pytest

from board_gen.model.case import Closing
from board_gen.model.label import Language
from board_gen.pages.board import board_page
from board_gen.pages.meeting import meeting_page
from board_gen.pages.tv import tv_files
from board_gen.rules.digest import digest_of, settled_at
from board_gen.rules.judged import JudgedPlant
from board_gen.views.api import board_json
from board_gen.views.counts import days_without_red
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing
from board_gen.wording import Wording
from tests.pages.builders import AT, DAY, HOUR, all_done, case_of, plant_of
from tests.tv.sites import demo_judged, quiet_plant

INSTANTS = (AT, AT - 40 * DAY, AT + 20 * DAY, AT + 400 * DAY)


@cache
def plant_named(name: str) -> JudgedPlant:
    return {"demonstration": demo_judged, "mixed": mixed_plant, "quiet": quiet_plant}[name]()


def mixed_plant() -> JudgedPlant:
    """Cases that closed green, one after being red; open ones; one to come; two areas."""
    late = {**all_done(AT - 30 * DAY), "containment": replace(all_done(AT)["containment"], done=(AT - 20 * DAY,))}
    return plant_of(
        [
            case_of(
                "FR-1", "closed", AT - 60 * DAY, area="A", facts=all_done(AT - 59 * DAY), closed=Closing(AT - 9 * DAY)
            ),
            case_of("FR-2", "was red", AT - 60 * DAY, area="B", facts=late, closed=Closing(AT - 3 * DAY)),
            case_of("FR-3", "open", AT - HOUR, area="A"),
            case_of("FR-4", "to come", AT + DAY, area="A"),
        ],
        invalid=(),
        findings=(),
    )


def in_short(judged: JudgedPlant, at: datetime) -> JudgedPlant:
    """The same plant with every case that has settled by `at` as a digest only."""
    has_settled = {
        tracks.case.id: (end := settled_at(tracks)) is not None and end <= at and tracks.case.opened <= at
        for tracks in judged.cases
    }
    return replace(
        judged,
        cases=tuple(tracks for tracks in judged.cases if not has_settled[tracks.case.id]),
        settled=tuple(digest_of(tracks, at) for tracks in judged.cases if has_settled[tracks.case.id]),
    )


def published(judged: JudgedPlant, at: datetime, standing: Standing | None = None) -> Iterator[tuple[str, object]]:
    reader = Reader(at, judged.rules, Wording(judged.rules.language))
    yield "board", board_page(judged, reader, standing).html
    yield "meeting", meeting_page(judged, reader, standing).html
    for file in tv_files(judged, reader, standing, site_url="https://board.example/"):
        yield file.path, file.content
    yield "board.json", json.dumps(board_json(judged, reader))


@pytest.mark.parametrize("name", ["demonstration", "mixed", "quiet"])
@pytest.mark.parametrize("at", INSTANTS)
def test_settled_cases_in_short_give_the_same_pages(name: str, at: datetime) -> None:
    """Board, meeting, televisions, board.json are the same bytes whether settled cases are known whole or in short."""
    judged = plant_named(name)
    short = in_short(judged, at)
    assert len(short.cases) + len(short.settled) == len(judged.cases)
    assert dict(published(short, at)) == dict(published(judged, at))


def test_some_cases_settle() -> None:
    """The plants that are compared do hold settled cases."""
    assert all(in_short(plant_named(name), AT).settled for name in ("demonstration", "mixed", "quiet"))


def test_a_shared_standing_changes_no_page() -> None:
    """Pages that share what is worked out are the same bytes as pages that each work it out."""
    judged = plant_named("demonstration")
    assert dict(published(judged, AT, Standing(judged, AT))) == dict(published(judged, AT))


@pytest.mark.parametrize("language", Language)
def test_a_case_is_worked_out_once(language: Language) -> None:
    """Whoever asks again for a row or a line gets the very same one."""
    judged = plant_named("demonstration")
    standing, reader = Standing(judged, AT), Reader(AT, judged.rules, Wording(language))
    for tracks in standing.on_board:
        area = standing.of_area(tracks.case.area)
        assert area.row(tracks, reader, with_whys=False) is standing.row(tracks, reader, with_whys=False)
        assert area.line(tracks, reader, with_whys=True) is standing.line(tracks, reader, with_whys=True)


@pytest.mark.parametrize("days", range(0, 80, 5))
def test_the_parts_are_quiet_by_themselves(days: int) -> None:
    """The days without red of an area are counted over its own cases, settled ones too."""
    judged, at = plant_named("mixed"), AT - timedelta(days=60 - days)
    standing = Standing(in_short(judged, at), at)
    assert standing.quiet_days == days_without_red(judged, at)
    for area in ("A", "B"):
        mine = replace(judged, cases=tuple(tracks for tracks in judged.cases if tracks.case.area == area))
        assert standing.of_area(area).quiet_days == days_without_red(mine, at)


def test_an_area_that_nothing_names_is_empty() -> None:
    """The part of an unknown area has no case."""
    standing = Standing(plant_named("mixed"), AT)
    assert standing.of_area("nowhere").on_board == ()
