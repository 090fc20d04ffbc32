"""What was measured, as tables and promises in Markdown, and their place in docs/performance.md."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = Path(__file__).parents[1] / "docs/performance.md"


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that was promised, what was measured of it, and the bound; numbers of one unit."""

    what: str
    measured: float
    bound: float
    unit: str
    is_least: bool = False
    """True where the bound is the least that is promised, else it is the most."""

    @property
    def is_kept(self) -> bool:
        """True where what was measured is within the bound."""
        return self.measured >= self.bound if self.is_least else self.measured <= self.bound

    def cells(self) -> Sequence[str]:
        """Its row in the table of promises."""
        bound = f"{'at least' if self.is_least else 'at most'} {self.bound:g} {self.unit}"
        return (self.what, bound, f"{self.measured:.2f} {self.unit}", "kept" if self.is_kept else "**not kept**")


@dataclass(frozen=True, slots=True)
class Section:
    """The outcome of one benchmark: a table (its head first), promises, or text as a program printed it."""

    key: str
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    promises: Sequence[Promise] = ()
    printed: str = ""

    def markdown(self) -> str:
        """The whole section without a heading."""
        parts = []
        if self.rows:
            parts.append(table_of(self.head, self.rows))
        if self.promises:
            head = ("promised", "bound", "measured", "")
            parts.append(table_of(head, [promise.cells() for promise in self.promises]))
        if self.printed:
            parts.append(f"```text\n{self.printed.strip()}\n```")
        return "\n\n".join(parts)


def table_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first stand to the right."""
    line = "|".join(("---", *("--:" for _ in head[1:])))
    return "\n".join((f"| {' | '.join(head)} |", f"|{line}|", *(f"| {' | '.join(row)} |" for row in rows)))


def write_section(section: Section, document: Path = DOCUMENT) -> None:
    """Replace what stands between the section's marks in the document. ValueError where it has no such marks."""
    marks = re.compile(rf"(<!-- measured: {re.escape(section.key)} -->\n).*?(<!-- /measured -->)", re.DOTALL)
    text = document.read_text(encoding="utf-8")
    written, count = marks.subn(lambda found: f"{found[1]}\n{section.markdown()}\n\n{found[2]}", text)
    if count != 1:
        raise ValueError(f"{document} has no place for {section.key}")
    document.write_text(written, encoding="utf-8")
