"""The events of a MkDocs build: shells in, stamped pages out, and the finished folder published in one step.

`mkdocs build`, `mkdocs serve` and `board-gen` all come through the class here: one code path.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from mkdocs.config import config_options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from board_gen import host, publish
from board_gen.build import site_of
from board_gen.pages.progress import shown_progress
from board_gen.pages.shells import Shell, Slot, addresses_of, shells_of
from board_gen.pages.site import Site
from board_gen.pages.stamp import TITLE, StampError, with_index_names
from board_gen.pages.written import write_site


class BoardGenPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # `data` can't be a field of MkDocs' Config
    """A plant's board inside a MkDocs site. Its state is that of one build; each build begins anew."""

    config_scheme = (
        ("data", config_options.Type(str, default="cases")),
        ("at", config_options.Optional(config_options.Type((str, date)))),
        ("offline", config_options.Type(bool, default=False)),
        ("allow_fewer", config_options.Type(bool, default=False)),
    )
    is_serving = False
    workshop: Path | None = None
    is_published = False
    site: Site
    target: Path
    shells: Mapping[str, Shell]
    files: Files

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002 - MkDocs' own signature
        """Remember who asks: a preview is never refused for having fewer cases."""
        self.is_serving = command == "serve"

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, **_: object) -> LiveReloadServer:
        """Build again when a case, the rules or the sheet is saved."""
        server.watch(str(host.settings_of(config).folder))
        return server

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the plant and judge it, refuse what must not be published, and give the theme its settings."""
        self.is_published, self.workshop, self.target = False, None, Path(config.site_dir)
        settings = host.settings_of(config)
        self.site = site_read(settings)
        host.report_errors(self.site)
        host.object_to_publishing(self.site, self.target, is_fewer_allowed=self.is_serving or settings.allow_fewer)
        self.shells = addresses_of(shells_of(self.site))
        host.settle(config, self.site)
        self.workshop = publish.open_workshop(self.target)
        config.site_dir = str(self.workshop)
        return config

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Add the shells; take away what stands at an address of ours; make the navigation where there is none."""
        ours = {f"{page.url}index.html" for page in self.site.pages} | {file.path for file in self.site.files}
        for file in [file for file in files.documentation_pages() if file.dest_uri in ours]:
            host.report_left_out(file, self.site)
            files.remove(file)
        docs = host.docs_of(files)
        for source in self.shells:
            files.append(host.shell_file(source, config))
        if config.nav is None:
            config.nav = host.navigation(self.site, docs)
        self.files = files
        return files

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
        return with_index_names(output) if self.site.offline and page.file.src_uri not in self.shells else output

    def on_post_template(self, output: str, /, *, template_name: str, **_: object) -> str:
        """Leave out MkDocs' list of addresses, which knows only shells, and the 404 page that files never show."""
        return "" if template_name == "sitemap.xml" or (self.site.offline and template_name == "404.html") else output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Stamp the pages, write all other files, and put the site in the place of the old one."""
        workshop, config.site_dir = Path(config.site_dir), str(self.target)  # gh-deploy reads it afterwards
        docs = [file.page for file in self.files.documentation_pages() if file.src_uri not in self.shells]
        addresses = [page.canonical_url for page in docs if page and page.canonical_url]
        try:
            write_site(self.site, tuple(self.shells.values()), workshop, config.site_url, addresses)
            publish.publish(workshop, self.target)
        except (OSError, StampError) as error:
            raise host.Stopped(str(error)) from error
        self.is_published = True

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002 - MkDocs' own signature
        """Throw away what was begun: the old site stands."""
        if self.workshop and not self.is_published:
            publish.discard(self.workshop)


def site_read(settings: host.Settings) -> Site:
    """Read the site, or stop where there is nothing to read."""
    try:
        with shown_progress() as progress:
            url = settings.site_url
            site = site_of(settings.folder, settings.name, settings.at, site_url=url, progress=progress)
    except (FileNotFoundError, ValueError) as error:
        raise host.stop_for(error, settings) from error
    return replace(site, offline=settings.offline)
