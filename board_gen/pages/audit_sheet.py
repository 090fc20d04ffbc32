"""The sheet of an audit as one HTML file that needs no other: its styles are in it, and no script."""

from collections.abc import Iterable
from importlib import resources

from markupsafe import Markup

from board_gen.pages.render import rendered
from board_gen.rules.tracks import CaseTracks
from board_gen.views.audit_sheet import AuditSample, audit_sheet_of
from board_gen.views.reader import Reader

_STYLES = ("css/tokens.css", "audit/audit.css")


def audit_sheet(cases: Iterable[CaseTracks], reader: Reader, sample: AuditSample, site_url: str | None) -> bytes:
    """The sheet's bytes."""
    sheet = audit_sheet_of(cases, reader, sample, site_url)
    html = rendered("audit_sheet.html", reader, sheet=sheet, styles=_styles(), language=reader.words.language.value)
    return html.encode()


def _styles() -> Markup:
    assets = resources.files("board_gen.pages") / "assets"
    return Markup("\n".join((assets / name).read_text(encoding="utf-8") for name in _STYLES))  # noqa: S704 - our own
