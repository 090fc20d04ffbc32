"""What is about the whole plant: the pages that stand once in a site, and the data files beside them."""

from collections.abc import Callable, Iterable, Iterator

from board_gen.messages import N_
from board_gen.pages.api import api_files, spreadsheet_files
from board_gen.pages.assets import asset_files
from board_gen.pages.board import board_page
from board_gen.pages.case import url_of
from board_gen.pages.case_keys import case_keys_file
from board_gen.pages.cases import Listing, PartFile, part_path
from board_gen.pages.changes import URL as CHANGES
from board_gen.pages.changes import changes_page
from board_gen.pages.deadlines_ics import deadlines_file
from board_gen.pages.feed import feed_file
from board_gen.pages.findings import FindingsSection
from board_gen.pages.history import URL as HISTORY
from board_gen.pages.history import HistorySection
from board_gen.pages.lasting import Lastings
from board_gen.pages.lessons import LessonSection
from board_gen.pages.live import SCRIPT, live_script
from board_gen.pages.meeting import meeting_page
from board_gen.pages.metric_charts import URL as METRICS
from board_gen.pages.metric_charts import metrics_file, metrics_page
from board_gen.pages.past_data import KnownPast, Pasts
from board_gen.pages.period_reports import URL as REPORTS
from board_gen.pages.period_reports import PeriodReports, period_files
from board_gen.pages.q_charts import URL as Q_CHARTS
from board_gen.pages.q_charts import q_charts_files, q_charts_page
from board_gen.pages.read_across import URL as READ_ACROSS
from board_gen.pages.read_across import read_across_page
from board_gen.pages.rules_page import rules_page
from board_gen.pages.seen_before import seen_before_files
from board_gen.pages.site import NavItem, Page, SiteFile, href_of
from board_gen.pages.trend_data import trends_file
from board_gen.pages.trends import trends_files, trends_page
from board_gen.pages.tv import tv_files
from board_gen.rules.judged import JudgedPlant
from board_gen.views.lessons import Lessons
from board_gen.views.pieces import Pieces
from board_gen.views.reader import Reader
from board_gen.views.standing import Standing
from board_gen.wording import Wording

BESIDE = (CHANGES, READ_ACROSS, Q_CHARTS, METRICS, HISTORY, REPORTS)
"""The addresses of pages about the whole plant that are not in the navigation."""


class AboutAll:
    """The pages and files about a judged plant; what several of them show is made once.

    `site_url` is where the site will stand, None where nobody says. `lessons` tells what cases teach, `pasts` what rows
    of the board showed, `known` what was known of them when; `pieces` are those that a former build made of cases.
    """

    def __init__(
        self,
        judged: JudgedPlant,
        reader: Reader,
        site_url: str | None,
        lastings: Lastings,
        lessons: Lessons,
        *,
        pasts: Pasts,
        known: KnownPast,
        pieces: Pieces,
    ) -> None:
        self.judged, self.reader, self.site_url, self.lastings = judged, reader, site_url, lastings
        self.standing = Standing(judged, reader.at, pieces=pieces)
        self.listing = Listing(judged, reader, self._part)
        self.learned = LessonSection(judged, reader, lessons, lastings)
        self.found = FindingsSection(judged, reader)
        self.past = HistorySection(judged, reader, pasts, lastings, known)
        self.reports = PeriodReports(judged, reader, lessons, lastings)

    def pages(self) -> Iterator[Page]:
        """Every page in the theme's frame, but for those that last and stand."""
        yield board_page(self.judged, self.reader, self.standing)
        yield meeting_page(self.judged, self.reader, self.standing)
        yield changes_page(self.judged, self.reader, self.standing)
        yield trends_page(self.judged, self.reader)
        yield q_charts_page(self.judged, self.reader, self.standing)
        yield metrics_page(self.judged, self.reader)
        yield self.past.page()
        yield from self.learned.pages()
        yield read_across_page(self.judged, self.reader)
        yield rules_page(self.judged, self.reader)
        yield from self.reports.pages()
        yield self.listing.page()
        yield self.found.page()
        for month in self.listing.months:
            if not (month.has_ended and self.lastings.standing(f"{month.url}index.html", month.ids)):
                yield self.listing.month_page(month)

    def files(self) -> Iterator[SiteFile]:
        """All that is no page and no case's own, but for what lasts and stands."""
        yield from (file for file in asset_files() if file.path != SCRIPT)
        yield SiteFile(SCRIPT, live_script(self.reader.words))
        yield from trends_files()
        yield trends_file(self.judged, self.reader)
        yield from q_charts_files()
        yield from period_files()
        yield metrics_file(self.judged, self.reader)
        yield from self.past.files()
        yield from tv_files(self.judged, self.reader, self.standing, site_url=self.site_url)
        yield from api_files(self.judged, self.reader, self.standing)
        yield from spreadsheet_files(self.judged, self.reader, self.standing, self.site_url)
        yield feed_file(self.judged, self.reader, self.site_url)
        yield deadlines_file(self.judged, self.reader, self.site_url)
        yield from self.listing.files()
        yield from self.learned.files()
        yield from self.found.files()
        yield case_keys_file(self.judged, self.reader, self.standing)
        yield from seen_before_files(self.judged, self.reader, self.lastings)

    def _part(self, name: str, ids: Iterable[str], make: Callable[[], PartFile]) -> PartFile:
        """A part of the list whose cases have ended: as it stands, else made."""
        if self.listing.is_short:
            return make()
        standing = self.lastings.standing(part_path(name), ids)
        return standing.told if standing and standing.told else self.lastings.told(part_path(name), make())

    def addresses(self) -> Iterator[str]:
        """The absolute addresses of all pages, the cases' too; none where nobody says where the site stands."""
        own = (item.url for item in navigation(self.reader.words))
        cases = (url_of(address) for address in {address for _, address in self.judged.addresses.values()})
        months = (month.url for month in self.listing.months)
        for url in (*own, *BESIDE, *cases, *months, *self.learned.urls, *self.reports.urls):
            if self.site_url:
                yield self.site_url + href_of(url)


def navigation(words: Wording) -> tuple[NavItem, ...]:
    """The navigation, in the reader's language."""
    titles = (
        (N_("Board"), ""),
        (N_("Meeting"), "meeting/"),
        (N_("Cases"), "cases/"),
        (N_("Trends"), "trends/"),
        (N_("Lessons"), "lessons/"),
        (N_("Rules"), "rules/"),
        (N_("Findings"), "findings/"),
    )
    return tuple(NavItem(words(title), url) for title, url in titles)
