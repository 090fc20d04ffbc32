"""Golden rows: one YAML file in golden/ is one test - a plant's files, instants, and the rows that they must give.

A golden holds `purpose`, what stands in `cases/` (`board`: text of board.yml; `cases`: name and front matter;
`sheet`: text of issues.csv), `rows` (each `at` an instant in plant time, of the case `id`, FR-1 unless given, with
only those fields that the golden speaks of), and `findings`: the codes that it must raise, and which it must not
(`BG6` stands for all codes that begin so). Goldens are written by hand from the contract: nothing rewrites them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from board_gen.model.local_time import instant_of
from board_gen.rules.judge import judge_plant
from board_gen.rules.judged import JudgedPlant
from board_gen.sources.plant_folder import read_plant
from board_gen.views.api import board_json, case_json
from board_gen.views.reader import Reader
from board_gen.wording import Wording

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.yml"))
NO_CELL = "·"
"""What stands in `letters` for a criterion that the case's profile lacks."""
INSTANTS = ("opened", "since", "updated", "closed", "watch_until")
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    """A case's row as board.json gives it, with its instants in plant time, as a golden writes them."""

    judged: JudgedPlant
    at: datetime
    row: Json
    on_board: bool

    def local(self, text: str | None) -> str | None:
        """`2026-11-21 16:30`, with seconds where there are any; the later of two equal local times with `*`."""
        if text is None or "T" not in text:
            return text
        wall = datetime.fromisoformat(text).astimezone(self.judged.rules.zone)
        return wall.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00") + "*" * wall.fold

    def letters(self) -> str:
        """One letter per column of the board, in its order; for a listed row that of its answer."""
        cells = {cell["id"]: cell["status"] for cell in self.row["criteria"]}
        columns = [criterion.id for criterion in self.judged.rules.criteria if "answer" not in cells]
        return " ".join(cells.get(column, NO_CELL) for column in columns or cells)

    def told(self, field: str) -> Any:
        """What the row says of a field that a golden names."""
        if field == "letters":
            return self.letters()
        if field == "on_board":
            return self.on_board
        if field in ("due", "first_due", "done", "moved"):
            return {cell["id"]: self._plain(cell[field]) for cell in self.row["criteria"]}
        return self._plain(self.row[field]) if field in (*INSTANTS, "next_report") else self.row[field]

    def _plain(self, value: Any) -> Any:
        return self.local(value) if isinstance(value, str) else value


def plant_of(golden: Json, folder: Path) -> JudgedPlant:
    """The golden's files, written, read and judged."""
    folder.mkdir()
    (folder / "board.yml").write_text(golden.get("board", ""), encoding="utf-8")
    for name, front_matter in golden.get("cases", {}).items():
        (folder / f"{name}.md").write_text(f"---\n{front_matter}---\n", encoding="utf-8")
    if "sheet" in golden:
        (folder / "issues.csv").write_text(golden["sheet"], encoding="utf-8")
    return judge_plant(read_plant(folder, "cases"))


def seen_at(judged: JudgedPlant, name: str, at_text: str) -> Seen:
    """A case at an instant given in plant time."""
    at = instant_of(datetime.fromisoformat(at_text), judged.rules.zone)
    reader = Reader(at, judged.rules, Wording(judged.rules.language), pinned=True)
    board = board_json(judged, reader)
    listed: Any = board["cases"]
    rows = [row for row in listed if row["id"] == name]
    away = [case_json(tracks, (), reader) for tracks in judged.cases if tracks.case.id == name]
    assert rows or away, f"no case {name}"
    return Seen(judged, at.astimezone(UTC), (rows or away)[0], on_board=bool(rows))


def expected_of(row: Json, seen: Seen) -> Json:
    """What a golden's row expects; of fields that have a value per criterion, for the criteria that it names."""
    fields = {field: value for field, value in row.items() if field not in ("at", "id")}
    return {
        field: {**seen.told(field), **value} if isinstance(value, dict) else value for field, value in fields.items()
    }


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_golden_row(path: Path, tmp_path: Path) -> None:
    """The plant that a golden describes gives the rows and findings that it expects."""
    golden = yaml.safe_load(path.read_text(encoding="utf-8"))
    judged = plant_of(golden, tmp_path / "cases")
    for row in golden["rows"]:
        seen = seen_at(judged, row.get("id", "FR-1"), row["at"])
        expected = expected_of(row, seen)
        assert {field: seen.told(field) for field in expected} == expected, f"{golden['purpose']} - at {row['at']}"
    codes = {finding.kind.code for finding in judged.findings}
    for code in golden.get("findings", {}).get("raised", []):
        assert code in codes, golden["purpose"]
    for prefix in golden.get("findings", {}).get("not_raised", []):
        assert not [code for code in codes if code.startswith(prefix)], golden["purpose"]


def test_goldens_are_complete() -> None:
    """Each golden says what it is for, expects at least one row, and has no field that nobody reads."""
    known = {"purpose", "board", "cases", "sheet", "rows", "findings"}
    for path in GOLDEN:
        golden = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert golden["purpose"], path.name
        assert golden["rows"], path.name
        assert all(len(row) > 1 for row in golden["rows"]), path.name
        assert set(golden) <= known, path.name
    assert len(GOLDEN) >= 30
