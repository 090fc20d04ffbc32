"""`/history/`: the board at any day and minute, drawn in the browser from the pasts of all cases (contract §7).

The page holds no case: its script loads one file of pasts (`pages/past_data.py`), which changes with the cases and not
with the time, and draws the rows of the instant that its slider, its calendar or its address names.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from markupsafe import Markup

from board_gen.messages import N_
from board_gen.pages.assets import script_url
from board_gen.pages.cases import PartFile
from board_gen.pages.lasting import Lastings
from board_gen.pages.past_data import (
    KNOWN,
    NOW,
    KnownPast,
    Pasts,
    line_of_digest,
    past_file_of,
    path_of,
    site_file_of,
)
from board_gen.pages.render import rendered
from board_gen.pages.site import Page, SiteFile, root_of
from board_gen.rules.judged import JudgedPlant
from board_gen.views.history import HistoryView, history_view_of, history_words_of
from board_gen.views.live import words_of
from board_gen.views.old_rows import old_rows_words
from board_gen.views.reader import Reader

URL = "history/"
_EPOCH = date(1970, 1, 1)
_ESCAPED = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


@dataclass(frozen=True)
class HistorySection:
    """The board of any day as a part of the site: its page and its data, which is taken over while no case changes."""

    judged: JudgedPlant
    reader: Reader
    pasts: Pasts
    lastings: Lastings
    known: KnownPast

    def page(self) -> Page:
        """The page at the reader's instant, which is the last that it shows."""
        versions = {name: part.version for name, part in self._parts.items()}
        return history_page(self.judged, self.reader, versions, self.known)

    def files(self) -> Iterator[SiteFile]:
        """The data, but for what stands."""
        for name, part in self._parts.items():
            if part.text is not None:
                yield site_file_of(name, part.text)

    @cached_property
    def _parts(self) -> Mapping[str, PartFile]:
        """The files, by way of looking."""
        return {NOW: self._now()} | ({KNOWN: self._known()} if self.known.since else {})

    def _now(self) -> PartFile:
        digests = self.judged.digests(self.reader.at)
        standing = self.lastings.standing(path_of(NOW), [digest.id for digest in digests])
        if standing and standing.told:
            return standing.told
        steps = ((digest, self.pasts(digest.id)) for digest in digests)
        lines = [line_of_digest(digest, told, self.reader) for digest, told in steps if told]
        return self._told(NOW, *past_file_of(lines))

    def _known(self) -> PartFile:
        standing = self.lastings.standing(path_of(KNOWN), (), self.known.digest)
        return standing.told if standing and standing.told else self._told(KNOWN, *past_file_of(self.known.lines))

    def _told(self, name: str, count: int, version: str, text: str) -> PartFile:
        return self.lastings.told(path_of(name), PartFile(name, count, None, version, "", text))


def history_page(
    judged: JudgedPlant, reader: Reader, versions: Mapping[str, str], known: KnownPast | None = None
) -> Page:
    """The page at the reader's instant. `versions` names the content of the files of pasts, by way of looking."""
    known = known or KnownPast()
    view = history_view_of(judged, reader, known.since)
    html = rendered(
        "history.html",
        reader,
        view=view,
        known=known,
        outline=_element(_outline_of(view, reader, versions, known)),
        page_url=URL,
        old_rows=old_rows_words(judged, reader),
    )
    title = reader.words(N_("The board of any day"))
    return Page(url=URL, title=title, html=html, scripts=(script_url("history.js"),))


def _outline_of(view: HistoryView, reader: Reader, versions: Mapping[str, str], known: KnownPast) -> dict[str, object]:
    """What the script has to know: instants in seconds, days and times of a day on the plant's clock."""
    columns = [[column.criterion, column.step, column.label] for column in (*view.columns, view.answer)]
    return {
        "at": _second(reader.at),
        "first": _second(view.first),
        "begin": _second(view.begin),
        "since": _second(known.since) if known.since else None,
        "until": _second(known.until) if known.until else None,
        "zone": reader.zone.key,
        "offsets": [[_second(at), int(offset.total_seconds())] for at, offset in view.offsets],
        "columns": columns,
        "meeting": view.meeting.hour * 3600 + view.meeting.minute * 60,
        "meetings": [(day - _EPOCH).days for day in view.meetings],
        "files": {way: f"{root_of(URL)}{path_of(way)}?v={version}" for way, version in versions.items()},
        "words": words_of(reader.words) | history_words_of(reader.words),
    }


def _second(instant: datetime) -> int:
    return int(instant.timestamp())


def _element(outline: dict[str, object]) -> Markup:
    text = json.dumps(outline, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return Markup(f'<script type="application/json" id="history-outline">{text}</script>')  # noqa: S704 - escaped above
