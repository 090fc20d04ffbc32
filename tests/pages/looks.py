"""Measuring looks: tokens of a stylesheet, contrast (WCAG 2), and colours as the colour-blind see them (Machado)."""

import re

from html5lib import HTMLParser, treebuilders

Colour = tuple[float, float, float]
"""Linear light, red, green, blue, 0 to 1."""

MACHADO = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""Severity 1.0, on linear light."""


def tokens_of(css: str, scheme: str) -> dict[str, str]:
    """The colours that hold in a scheme: the light ones, with the scheme's own over them; print is left out."""
    screen = css.split("@media print")[0]
    light = _declared(screen[: screen.index('[data-md-color-scheme="slate"]')])
    return light if scheme == "default" else light | _declared(screen[screen.index('[data-md-color-scheme="slate"]') :])


def _declared(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", css))


def linear(colour: str) -> Colour:
    """`#rrggbb` as linear light."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (linear(one), linear(other))
    )
    return (lighter + 0.05) / (darker + 0.05)


def distance(one: str, other: str, blindness: str) -> float:
    """How far two colours lie apart (CIE76) for somebody of that colour-blindness."""
    seen = [_lab(_seen(linear(colour), blindness)) for colour in (one, other)]
    return float(sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5)


def _seen(colour: Colour, blindness: str) -> Colour:
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, colour, strict=True))))
        for row in MACHADO[blindness]
    )
    return red, green, blue


def _lab(colour: Colour) -> Colour:
    red, green, blue = colour
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = _f(x), _f(y), _f(z)
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _f(value: float) -> float:
    return float(value ** (1 / 3)) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116


def parsed(html: str):
    """A whole document, parsed strictly: any parse error is raised. The tree has no namespaces."""
    parser = HTMLParser(strict=True, tree=treebuilders.getTreeBuilder("etree"), namespaceHTMLElements=False)
    return parser.parse(html)


def without_data(html: str) -> str:
    """A page without the elements of the live list, which no browser runs or shows."""
    return re.sub(r'<script type="(?:application/json|text/html)"[^>]*>.*?</script>', "", html, flags=re.DOTALL)


def text_of(element) -> str:
    """An element's text, white space folded."""
    return " ".join("".join(element.itertext()).split())


def letters_in(tree) -> set[tuple[str, str, str]]:
    """Every letter of a case in a document: case, criterion, letter."""
    return {
        (element.get("data-case"), element.get("data-criterion"), element.get("data-letter"))
        for element in tree.iter()
        if element.get("data-letter")
    }
