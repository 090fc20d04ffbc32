"""A preview while it is served: what was saved is shown ahead of each build, and browsers are told when to look."""

from collections.abc import Callable
from logging import Logger
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from board_gen.preview import Standing, is_shown_ahead
from board_gen.watching import Browsers, Saves, watch_closely


class Serving:
    """What a served preview remembers between builds and in each of them.

    `standing` is the site as the last build left it, None where that failed. `_former` is the one that a build goes on
    from: None where it may not, since something other than cases was saved.
    """

    def __init__(self, server: LiveReloadServer, folder: Path, log: Logger, standing: Standing | None) -> None:
        self.saves: Saves = watch_closely(server, folder)
        self.browsers = Browsers(server)
        self.log = log
        self.standing = standing
        self._former: Standing | None = None
        self._is_told = self._is_newer_told = False

    def begin(self, *, is_as_before: bool) -> None:
        """A build begins, after saves; `is_as_before`: with the settings of the last one. Show what may be shown."""
        saved = self.saves.taken()
        self._former, self.standing = self.standing if is_as_before else None, None
        self._is_told = self._is_newer_told = False
        if saved:
            self._is_told = self._is_shown(saved)
            self._former = self._former if self._is_told else None

    def turn_in_build(self) -> Callable[[], None] | None:
        """What shows a case that is saved while the site is made, None where that would not go on from what stood."""
        return self._show_meanwhile if self._former else None

    def _show_meanwhile(self) -> None:
        """Show what was saved meanwhile; the next build, which is due, makes it whole."""
        saved = self.saves.meanwhile()
        if saved and self._is_shown(saved):
            self._is_told = self._is_newer_told = True

    def end(self, standing: Standing | None) -> None:
        """The site stands as the build made it, or as it was, where it failed (None); browsers are to be told of it.

        Where they have seen a newer save already, the next build tells them: this site is older.
        """
        self.standing, self._former = standing, None
        if self._is_told and not (standing and self._is_newer_told):
            self.browsers.expect()

    def _is_shown(self, saved: frozenset[Path]) -> bool:
        """True where the saved cases could be shown by what the last build knew, and browsers have been told."""
        try:
            is_shown = self._former is not None and is_shown_ahead(self._former, saved)
        except Exception as error:  # whatever it was, the build will meet it too, and say so
            self.log.debug("the saved case is not shown before the build: %s", error)
            return False
        if is_shown:
            self.browsers.reload()
        return is_shown
