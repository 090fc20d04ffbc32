"""Boards that tick, for tests: what a page shows, and what Python says that it has to show."""

from datetime import datetime
from pathlib import Path

from board_gen.judging import judged_at
from board_gen.model.label import Language
from board_gen.pages.assets import script
from board_gen.pages.live import live_script
from board_gen.rules.judged import JudgedPlant
from board_gen.sources.plant_folder import read_plant
from board_gen.views.board import board_of
from board_gen.views.reader import Reader
from board_gen.views.row import BESIDE_A_CELL, Row
from board_gen.wording import Wording
from board_gen.wording.terms import MARKS
from tests.pages.builders import AT, framed

PROJECT = Path(__file__).resolve().parents[2]

SEEN = """(page) => {
  const document = page || window.document;
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const text = element => element && !element.hidden ? element.textContent.trim() : "";
  const counts = {};
  all(document, "[data-count]").forEach(e => { counts[e.dataset.count] = +e.textContent; });
  return {
    rows: all(document, "tr[data-live-row]").map(row => ({
      id: row.dataset.case,
      head: [row.dataset.phase, row.dataset.status, +row.dataset.escalation],
      letters: all(row, "[data-letter]").map(e => [e.dataset.case, e.dataset.criterion, e.dataset.letter, e.textContent,
        e.getAttribute("aria-label"), e.title]),
      marks: all(row, "[data-live=marks] [data-mark]").map(e => [e.dataset.mark, e.textContent, e.title,
        e.classList.contains("tag-strong")]),
      beside: all(row, "td.cell[data-beside] [data-mark]").map(e => [e.dataset.mark, e.textContent]),
      age: text(row.querySelector("[data-live=age]")),
      level: [text(row.querySelector("[data-live=level]")), row.querySelector("[data-live=level]").title],
      next: [text(row.querySelector("[data-live=what]")), text(row.querySelector("[data-live=left]")),
        row.querySelector("[data-live=left]").title, row.querySelector("[data-live=tone]").className],
    })),
    counts: counts,
    empty: text(document.querySelector("[data-live=empty] [data-live=quiet]")),
    isEmpty: [document.querySelector("[data-live=empty]").hidden,
      document.querySelector("[data-live=filled]") ? document.querySelector("[data-live=filled]").hidden : true],
    title: document.title,
  };
}"""
"""What a reader sees of a board, as plain values."""


def demo_judged() -> JudgedPlant:
    """The demonstration plant, judged at its instant."""
    return judged_at(read_plant(PROJECT / "cases", "cases"), AT)


def reader_at(judged: JudgedPlant, at: datetime = AT, language: Language = Language.ZH) -> Reader:
    """A reader whose page ticks."""
    return Reader(at, judged.rules, Wording(language), pinned=False)


def ticking(html: str) -> str:
    """A page's content in a bare frame, with the script that keeps it true."""
    return framed(html).replace("</body>", f"<script>{script('live.js').decode()}</script></body>")


def ticking_case(html: str, language: Language = Language.ZH) -> str:
    """The same for the page of a case, which brings no words of its own but a script."""
    scripts = (live_script(Wording(language)), script("case_live.js"))
    return framed(html).replace("</body>", "".join(f"<script>{sent.decode()}</script>" for sent in scripts) + "</body>")


def expected(judged: JudgedPlant, reader: Reader) -> dict[str, object]:
    """What `SEEN` has to be at the reader's instant."""
    view = board_of(judged, reader)
    counts = view.counts
    told = {"R": counts.red, "Y": counts.yellow, "G": counts.green, "new": counts.new}
    told |= {"watch": counts.watch, "ready": counts.ready} | ({"invalid": counts.invalid} if counts.invalid else {})
    has_table = bool(counts.board or view.later)
    quiet = reader.words.plural("{count} day without red", "{count} days without red", view.quiet_days or 0)
    return {
        "rows": [seen_row(row, reader) for row in view.rows],
        "counts": told,
        "empty": quiet if view.quiet_days else "",
        "isEmpty": [bool(counts.board), not counts.board] if has_table else [False, True],
        "title": f"({counts.red}) x" if counts.red else "x",
    }


def seen_row(row: Row, reader: Reader) -> dict[str, object]:
    """A row as `SEEN` tells it."""
    cells = [cell for cell in (*row.cells, row.answer) if cell]
    letters = [("overall", row.status, row.why), *((cell.criterion, cell.letter, cell.why) for cell in cells)]
    beside = [
        [("moved", cell.moved)] * bool(cell.moved) + [("claimed", _claimed(reader))] * cell.is_claimed for cell in cells
    ]
    tone = row.next.tone
    return {
        "id": row.id,
        "head": [row.phase.value, row.status.value, row.escalation],
        "letters": [
            [row.id, name, letter.value, "–" if letter.value == "NA" else letter.value, _named(letter, reader), why]
            for name, letter, why in letters
        ],
        "marks": [[mark.name, mark.text, mark.meaning, mark.is_strong] for mark in row.marks],
        "beside": [list(told) for cell in beside for told in cell] if not row.answer else [],
        "age": row.age,
        "level": [f"▲L{row.escalation}" if row.escalation else "", row.escalation_to],
        "next": [row.next.what, row.next.words, row.next.until_words, f"next tone-{tone}"],
    }


def _named(letter: object, reader: Reader) -> str:
    from board_gen.model.terms import Letter
    from board_gen.wording.terms import LETTERS

    return reader.words(LETTERS[Letter(str(letter))])


def _claimed(reader: Reader) -> str:
    claimed = next(mark for mark in BESIDE_A_CELL if mark.value == "claimed")
    return reader.words(MARKS[claimed])
