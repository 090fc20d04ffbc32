"""The demonstration plant, played today: a copy of its folder in which every date is moved by whole days.

    python tools/live_plant.py build/live          writes mkdocs.yml and cases/ there; `make live` serves it

The plant's pinned day becomes today on the plant's clock, so that its letters turn while one looks. Whole days keep
every time of day; weekdays are not kept, so deadlines in working days may fall otherwise than in the pinned plant.
"""

import argparse
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PINNED = date(2026, 11, 23)
"""The day at which mkdocs.yml pins the demonstration."""
ZONE = ZoneInfo("Asia/Shanghai")
SHIFTED = {".md", ".csv", ".yml", ".yaml"}
MKDOCS_YML = "site_name: 快速响应板 · live\ntheme: {name: material}\nplugins: [board_gen]\n"
_DATE = re.compile(
    r"(?<![\w./-])(?P<year>20\d\d)(?:(?P<dash>[-/.])(?P<month>\d{1,2})(?P=dash)(?P<day>\d{1,2})"
    r"|年(?P<m>\d{1,2})月(?P<d>\d{1,2})(?=日))(?![\d/-])"
)


def shifted(text: str, days: int) -> str:
    """A text with every whole date moved; what only looks like one (`2026-13-01`) stays, a month or id does too."""
    return _DATE.sub(lambda match: _moved(match, days), text)


def _moved(match: re.Match[str], days: int) -> str:
    month, day = match["month"] or match["m"], match["day"] or match["d"]
    try:
        moved = date(int(match["year"]), int(month), int(day)) + timedelta(days=days)
    except (ValueError, OverflowError):
        return match[0]
    parts = str(moved.month).zfill(len(month)), str(moved.day).zfill(len(day))
    if match["dash"]:
        return match["dash"].join((str(moved.year), *parts))
    return f"{moved.year}年{parts[0]}月{parts[1]}"


def write_plant(source: Path, target: Path, today: date) -> None:
    """Write a plant that plays on `today` into `target`, in the place of an earlier one."""
    days = (today - PINNED).days
    shutil.rmtree(target / "cases", ignore_errors=True)
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        copy = target / "cases" / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in SHIFTED:
            copy.write_bytes(shifted(path.read_bytes().decode(), days).encode())
        else:
            shutil.copyfile(path, copy)
    (target / "mkdocs.yml").write_text(MKDOCS_YML, encoding="utf-8")


def main() -> None:
    """Write the plant that plays today into the folder that the command line names."""
    parser = argparse.ArgumentParser(description="Write the demonstration plant as if its pinned day were today.")
    parser.add_argument("target", type=Path)
    target = parser.parse_args().target
    write_plant(Path(__file__).resolve().parent.parent / "cases", target, datetime.now(UTC).astimezone(ZONE).date())
    print(f"The plant that plays today: {target / 'cases'} (edit a file and see the page follow)")


if __name__ == "__main__":
    main()
