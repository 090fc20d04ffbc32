"""A QR code as a drawing, for phones that look at a screen."""

from collections.abc import Iterable, Sequence

import segno
from markupsafe import Markup

QUIET_ZONE = 4
"""The white edge that readers need, in modules."""


def qr_svg(text: str) -> Markup:
    """The QR code of a text, black on white whatever the page's theme, at error correction M or better."""
    modules = [[bool(module) for module in row] for row in segno.make_qr(text, error="m").matrix]
    size = len(modules) + 2 * QUIET_ZONE
    path = path_of(modules)
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="qr" viewBox="0 0 {size} {size}" shape-rendering="crispEdges" aria-hidden="true">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def path_of(modules: Sequence[Sequence[bool]]) -> str:
    """The dark modules as one path: a rectangle for each run in a line."""
    return "".join(
        f"M{start + QUIET_ZONE} {line + QUIET_ZONE}h{length}v1h-{length}z"
        for line, row in enumerate(modules)
        for start, length in _runs(row)
    )


def _runs(row: Sequence[bool]) -> Iterable[tuple[int, int]]:
    start = 0
    while start < len(row):
        end = start
        while end < len(row) and row[end]:
            end += 1
        if end > start:
            yield start, end - start
        start = end + 1
