"""The events of a MkDocs build: shells in, stamped pages out, and the finished folder published in one step.

`mkdocs build`, `mkdocs serve` and `board-gen` all come through the class here: one code path.
"""

import atexit
import gc
import tempfile
from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from time import monotonic

from jinja2 import Environment
from mkdocs.config import config_options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from board_gen import host, publish
from board_gen.build import Begun, Hosted, Workplace, begun, bench_of, finished
from board_gen.compiled import Compiled, language_of
from board_gen.crew import without_collector
from board_gen.known_kept import HistoryFolder
from board_gen.known_reading import Patience
from board_gen.known_then import NOT_ASKED, KnownThen, known_then
from board_gen.pages.about_all import BESIDE
from board_gen.pages.progress import shown_progress
from board_gen.pages.shells import Shell, Slot, addresses_of, shells_of
from board_gen.pages.stamp import TITLE, StampError, with_index_names
from board_gen.pages.tv import FOLDER as TV
from board_gen.pages.written import frames_of
from board_gen.preview import Standing, attentive
from board_gen.serving import Serving
from board_gen.site_folder import SiteFolder
from board_gen.sources.readings import Readings
from board_gen.store import Ledger, Store

BUILD_READS, PREVIEW_READS = 60.0, 3.0
"""So many seconds a build, and a preview, may read what it does not know yet of the repository's history."""
PREVIEW = timedelta(hours=1)
"""For so long a preview leaves cases as they were made: their pages tell by themselves what changes meanwhile."""

atexit.register(gc.freeze)  # a process that ends need not look for garbage among a million records


class BoardGenPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # `data` can't be a field of MkDocs' Config
    """A plant's board inside a MkDocs site. Its state is that of one build; each build begins anew."""

    config_scheme = (
        ("data", config_options.Type(str, default="cases")),
        ("at", config_options.Optional(config_options.Type((str, date)))),
        ("offline", config_options.Type(bool, default=False)),
        ("allow_fewer", config_options.Type(bool, default=False)),
        ("history", config_options.Choice(host.HISTORIES, default=host.HISTORIES[0])),
    )
    is_serving = False
    remembered: Ledger | None = None
    readings: Readings | None = None
    history: HistoryFolder | None = None
    serving: Serving | None = None
    configured: tuple[host.Settings, bytes] | None = None
    standing: Standing | None = None
    rendered: Path | None = None
    workshop: Path | None = None
    is_published = False
    build: Begun
    settings: host.Settings
    target: Path
    shells: Mapping[str, Shell]
    files: Files

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002 - MkDocs' own signature
        """Remember who asks, and nothing of who asked before: MkDocs keeps a plugin for all commands of a process."""
        self.is_serving = command == "serve"
        self.remembered = self.readings = self.history = self.serving = self.configured = self.standing = None

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, **_: object) -> LiveReloadServer:
        """Build again when a case, the rules or the sheet is saved."""
        self.serving = Serving(server, host.settings_of(config).folder, host.log, self.standing)
        return server

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the rules, and give the theme its settings and a folder of its own to write to."""
        self.is_published, self.workshop, self.rendered = False, None, None
        self.target = Path(config.site_dir)
        self.settings = host.settings_of(config)
        former, self.configured = self.configured, (self.settings, host.config_bytes_of(config))
        self.standing = None
        if self.serving:
            self.serving.begin(is_as_before=former == self.configured)
        if not self.is_serving or self.readings is None:
            self.readings = host.readings_of(self.settings)
        self.build = build_begun(self.settings, self.readings)
        host.stop_for_broken_rules(self.build)
        self.shells = addresses_of(shells_of(self.build.chrome))
        host.settle(config, self.build.chrome)
        self.rendered = Path(tempfile.mkdtemp(prefix="board_gen-host-"))
        config.site_dir = str(self.rendered)
        return config

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Add the shells; take away what stands at an address of ours; make the navigation where there is none."""
        ours = {f"{url}index.html" for url in (*(item.url for item in self.build.chrome.nav), *BESIDE, TV)}
        for file in [file for file in files.documentation_pages() if file.dest_uri in ours]:
            host.report_left_out(file.src_uri, self.build.reader.words)
            files.remove(file)
        docs = host.docs_of(files)
        for source in self.shells:
            files.append(host.shell_file(source, config))
        if config.nav is None:
            config.nav = host.navigation(self.build.chrome, docs)
        self.files = files
        return files

    def on_env(self, env: Environment, /, **_: object) -> Environment:
        """Let the theme's templates be compiled once, not by every build."""
        if env.bytecode_cache is None:
            env.bytecode_cache = Compiled(f"theme {language_of(env)}")
        return env

    def on_page_markdown(self, markdown: str, /, *, page: Page, **_: object) -> str:
        """Give a shell its title slot and the full width."""
        if page.file.src_uri in self.shells:
            page.meta = {"title": Slot.TITLE.value, "hide": ["navigation", "toc"], "search": {"exclude": True}}
        return markdown

    def on_page_content(self, html: str, /, *, page: Page, **_: object) -> str:
        """Give a shell its content slot, whatever Markdown made of it."""
        return TITLE if page.file.src_uri in self.shells else html

    def on_page_context(
        self, context: TemplateContext, /, *, page: Page, nav: Navigation, **_: object
    ) -> TemplateContext:
        """Show as active the part of the site that a shared frame belongs to."""
        shell = self.shells.get(page.file.src_uri)
        section = f"{shell.section}index.md" if shell and shell.is_shared else None
        for other in nav.pages:
            other.active = False
        for other in nav.pages:
            if other is page or other.file.src_uri == section:
                other.active = True
        return context

    def on_post_page(self, output: str, /, *, page: Page, **_: object) -> str:
        """Let the user's own pages work from `file://` too; the shells' turn comes with the stamp."""
        return with_index_names(output) if self.settings.offline and page.file.src_uri not in self.shells else output

    def on_post_template(self, output: str, /, *, template_name: str, **_: object) -> str:
        """Leave out MkDocs' list of addresses, which knows only shells, and the 404 page that files never show."""
        return (
            "" if template_name == "sitemap.xml" or (self.settings.offline and template_name == "404.html") else output
        )

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Make the site in the host's frames, and put it in the place of the old one."""
        rendered, config.site_dir = Path(config.site_dir), str(self.target)  # gh-deploy reads it afterwards
        try:
            with without_collector():
                self._publish(self._hosted(rendered))
        except (OSError, StampError) as error:
            raise host.Stopped(str(error)) from error
        finally:
            publish.discard(rendered)
        self.is_published = True
        if self.serving:
            self.serving.end(self.standing)

    def _hosted(self, rendered: Path) -> Hosted:
        docs = [file for file in self.files.documentation_pages() if file.src_uri not in self.shells]
        addresses = tuple(file.page.canonical_url for file in docs if file.page and file.page.canonical_url)
        shells = tuple(self.shells.values())
        frames = frames_of(shells, rendered, offline=self.settings.offline)
        return Hosted(frames, shells, rendered, tuple(file.dest_uri for file in docs), addresses)

    def _publish(self, hosted: Hosted) -> None:
        """Make the site beside the old one, refuse what must not be published, and let the two change places."""
        words, store = self.build.reader.words, self._store()
        self.workshop = publish.open_workshop(self.target, store.spare)
        folder = SiteFolder(str(self.workshop), str(self.target.resolve()) if self.target.is_dir() else None)
        turn = self.serving.turn_in_build() if self.serving else None
        folder = attentive(folder, turn) if turn else folder
        former = self.remembered or store.read(host.log)
        patience = PREVIEW if self.is_serving else timedelta(0)
        with shown_progress() as progress:
            known, pieces = self._known(), store.pieces
            place = Workplace(hosted, folder, former, known, progress=progress, patience=patience, pieces=pieces)
            site = finished(self.build, place)
        host.report_errors(site.findings, words)
        is_fewer_allowed = self.is_serving or self.settings.allow_fewer
        host.object_to_publishing(site, self.target, words, is_fewer_allowed=is_fewer_allowed)
        if site.is_published:
            publish.retire(self.workshop, store.spare)
        else:
            publish.publish(self.workshop, self.target, store.spare, site.standing)
        if self.is_serving:
            self.remembered = site.ledger
            bench = bench_of(self.build, place, {})
            self.standing = Standing(self.build, self.settings.at, bench, site.ledger.made, self.target)
        elif site.ledger is not former:
            store.write(site.ledger)
        self._keep_readings()

    def _known(self) -> KnownThen:
        """What the repository knew of the cases when; a preview remembers what it read of it, and keeps nothing."""
        build, settings = self.build, self.settings
        if not settings.has_history:
            return NOT_ASKED
        if self.history is None or not self.is_serving:
            name = blake2b(str(settings.folder.resolve()).encode(errors="surrogateescape"), digest_size=6).hexdigest()
            self.history = HistoryFolder(settings.cache / f"{name}.history", is_writable=not self.is_serving)
        return known_then(build.folder, build.name, build.reader, self.history, self._patience())

    def _patience(self) -> Patience:
        """How long the repository's history may be read."""
        seconds = PREVIEW_READS if self.is_serving else BUILD_READS
        end = monotonic() + seconds
        return Patience(lambda: monotonic() < end, seconds)

    def _keep_readings(self) -> None:
        """Keep what was read of the sheets, now that it stands published, for builds that can't read them."""
        if self.readings:
            is_pinned = self.settings.at is not None
            good, at, is_lasting = self.build.outline.sheets.good, self.build.at, not self.is_serving
            reason = self.readings.keep(good, at, is_lasting=is_lasting, is_pinned=is_pinned)
            if reason:
                host.log.info("what was read of the sheet is not kept: %s", reason)

    def _store(self) -> Store:
        """Where the last build left what it knew; a preview remembers it, and leaves nothing in the plant's folder."""
        return Store(self.target.parent if self.is_serving else self.settings.cache, self.target)

    def on_shutdown(self) -> None:
        """Take away what a preview kept."""
        if self.is_serving:
            publish.discard(self._store().spare)

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002 - MkDocs' own signature
        """Throw away what was begun: the old site stands."""
        if self.serving:
            self.serving.end(None)
        if self.rendered:
            publish.discard(self.rendered)
        if self.workshop and not self.is_published:
            publish.discard(self.workshop)


def build_begun(settings: host.Settings, readings: Readings) -> Begun:
    """Begin a build, or stop where there is nothing to read."""
    try:
        return begun(
            settings.folder,
            settings.name,
            settings.at,
            site_url=settings.site_url,
            offline=settings.offline,
            readings=readings,
        )
    except (FileNotFoundError, ValueError) as error:
        raise host.stop_for(error, settings) from error
