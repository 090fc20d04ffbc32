"""What may be asked for on the command line: each command with its options (contract §9)."""

import argparse
from datetime import date, datetime
from pathlib import Path

from board_gen import __version__
from board_gen.model.label import Language

CHECK_FORMATS = ("github", "json", "text")
REPORT_FORMATS = ("docx", "pdf", "xlsx")
"""What `check` and `report` can write; named here too, so that no other command loads what writes them."""
_Parser = argparse.ArgumentParser
_Commands = argparse._SubParsersAction  # there is no other name for what `add_subparsers` gives


def parser() -> argparse.ArgumentParser:
    """The reader of the command line; what it reads names its `command`."""
    made = argparse.ArgumentParser(prog="board-gen", description="A plant's fast-response board as a static site.")
    made.add_argument("--version", action="version", version=f"board-gen {__version__}")
    commands = made.add_subparsers(required=True, metavar="COMMAND", dest="command")
    build = _command(commands, "build", "build the site and publish it in one step")
    build.add_argument("--site-dir", type=Path, metavar="DIR", help="where to (default: site_dir in mkdocs.yml)")
    build.add_argument("--strict", action="store_true", help="exit with 1 where findings of level error exist")
    build.add_argument("--offline", action="store_true", help="make a site that works from file://")
    build.add_argument("--allow-fewer", action="store_true", help="publish even if many cases have gone")
    serve = _command(commands, "serve", "show the site, and build it again when a file is saved")
    serve.add_argument("-a", "--dev-addr", metavar="HOST:PORT", help="where to listen (default: 127.0.0.1:8000)")
    check = _command(commands, "check", "list everything that is wrong with the data")
    check.add_argument("--format", choices=CHECK_FORMATS, default="text")
    check.add_argument("--against", metavar="REV", help="also compare with a Git revision: a past that was edited")
    check.add_argument("--changed", action="store_true", help="only what is said of files that differ from REV")
    _command(commands, "status", "print the board")
    report = _command(commands, "report", "write the report of one case as a file, for paper or for a customer")
    report.add_argument("id", metavar="ID", help="the case's id")
    report.add_argument("--format", choices=REPORT_FORMATS, default="pdf")
    report.add_argument("--out", type=Path, metavar="FILE", help="where to (default: ID and the format's suffix, here)")
    report.add_argument("--language", type=Language, choices=[*Language], help="default: the plant's")
    report.add_argument("--template", type=Path, metavar="FOLDER", help="a form of your own to fill")
    audit = _command(commands, "audit", "draw closed cases at random, and write a sheet for an auditor to sign")
    audit.add_argument("--sample", type=_count, default=3, metavar="N", help="so many cases (default: 3)")
    audit.add_argument("--seed", metavar="TEXT", help="the same seed draws the same cases (default: a new one)")
    audit.add_argument("--from", dest="first", type=_day, metavar="DAY", help="only cases closed on that day or later")
    audit.add_argument("--to", dest="last", type=_day, metavar="DAY", help="only cases closed by that day")
    audit.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="where to (default: here)")
    imported = _command(commands, "import", "write case files for the rows of a sheet that need one")
    imported.add_argument("sheet", type=Path, metavar="SHEET", help="a workbook or CSV, in the folder of cases or not")
    imported.add_argument("--tab", metavar="NAME", help="the tab to read (default: as board.yml says, else the first)")
    imported.add_argument("--all", action="store_true", help="also for rows that need no case file")
    imported.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
    schema = commands.add_parser("schema", help="print the JSON Schema of a case's front matter or of board.yml")
    schema.add_argument("of", choices=("case", "board"))
    return made


def _count(text: str) -> int:
    """A number of cases."""
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if count < 1:
        raise argparse.ArgumentTypeError(f"{text}: not a number from 1 to 99999")
    return count


def _day(text: str) -> date:
    """A day, `2026-11-03`."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day of the plant's calendar
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: not a day; write it as 2026-11-03") from error


def _command(commands: "_Commands[_Parser]", name: str, text: str) -> _Parser:
    made = commands.add_parser(name, help=text, description=text)
    made.add_argument("-f", "--config-file", type=Path, metavar="FILE", help="default: mkdocs.yml")
    made.add_argument("--data", metavar="DIR", help="the folder of cases, beside mkdocs.yml (default: cases)")
    made.add_argument("--at", metavar="INSTANT", help="build as of then; plant time without an offset")
    return made
