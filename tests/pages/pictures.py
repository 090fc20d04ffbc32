"""Pictures of pages: taken of a browser's tab, kept in build/pictures/, and looked at for what a blank page lacks."""

import base64
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "build" / "pictures"
"""Where a test run leaves its pictures; nobody keeps them."""
_COUNT = """async ([png]) => {
    const picture = new Image();
    picture.src = "data:image/png;base64," + png;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = picture.naturalWidth;
    canvas.height = picture.naturalHeight;
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    const points = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    const counts = new Map();
    points.forEach(colour => counts.set(colour, (counts.get(colour) || 0) + 1));
    return [canvas.width, canvas.height, counts.size, Math.max(...counts.values()) / points.length];
}"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a picture shows: its size in pixels, how many colours, and the share of the commonest one."""

    width: int
    height: int
    colours: int
    ground: float

    @property
    def is_blank(self) -> bool:
        """True for a picture on which nothing is drawn."""
        return self.colours < 20 or self.ground > 0.995


def taken(page: Page, name: str, height: int | None = None) -> Path:
    """A picture of the window, or of the page's top down to `height`, as build/pictures/NAME.png."""
    target = FOLDER / f"{name}.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    window = page.viewport_size or {"width": 1440, "height": 900}
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    if height is None or whole <= window["height"]:
        page.screenshot(path=target, animations="disabled")
    else:
        clip = {"x": 0, "y": 0, "width": window["width"], "height": min(height, whole)}
        page.screenshot(path=target, full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]
    return target


def seen(page: Page, picture: Path) -> Seen:
    """What a picture shows; `page` is any tab that may draw it."""
    told = page.evaluate(_COUNT, [base64.b64encode(picture.read_bytes()).decode()])
    return Seen(*told)
