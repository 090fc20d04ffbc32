"""The command line: arguments in, an exit status out (contract §9)."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from board_gen.arguments import parser
from board_gen.auditing import AuditWish, audit_written, drawn_words, new_seed
from board_gen.checking import checked
from board_gen.chromium import NoBrowserError
from board_gen.finding import Level
from board_gen.host import DONE, FINDINGS, WRONG, Asked, Settings, Stopped, readings_of, stop_for
from board_gen.import_report import import_lines
from board_gen.importing import Importer, rehearsed, taken_ids, written
from board_gen.judging import has_broken_rules, instant_of_build, judged_at
from board_gen.model.plant import Plant
from board_gen.pages.progress import shown_progress
from board_gen.pages.reporters import REPORTERS, below, plain_line
from board_gen.pages.sheet_help import sheet_help_text
from board_gen.pages.terminal import print_board
from board_gen.reporting import NoCaseError, Wish, report_written
from board_gen.rules.judged import JudgedPlant
from board_gen.runner import read_settings, run_build, run_serve
from board_gen.sources.board_file import read_board
from board_gen.sources.plant_folder import BOARD_FILE, Outline, plant_of, read_outline
from board_gen.sources.schema import board_schema, case_schema
from board_gen.sources.sheet_help import sheet_help_of
from board_gen.views.board import board_of
from board_gen.views.old_rows import old_rows_words
from board_gen.views.reader import Reader
from board_gen.wording import Wording


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    given = parser().parse_args(arguments)
    try:
        return _RUNS[given.command](given)
    except Stopped as stop:
        print(f"board-gen: {stop.format_message()}", file=sys.stderr)
        return stop.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `| head`: whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _build(given: argparse.Namespace) -> int:
    return run_build(_asked(given))


def _serve(given: argparse.Namespace) -> int:
    return run_serve(_asked(given), given.dev_addr)


def _check(given: argparse.Namespace) -> int:
    settings = read_settings(_asked(given))
    if given.changed and given.against is None:
        raise Stopped("--changed goes with --against: files differ from something")
    done = checked(settings, given.against, changed_only=given.changed)
    words, is_github = Wording(done.plant.rules.language), given.format == "github"
    findings = (*done.edits, *done.findings) if is_github else (*done.findings, *done.edits)
    told = below(findings, _folder_in_workspace(settings)) if is_github else findings
    print(REPORTERS[given.format](told, words), end="")
    if given.format == "text" and not done.is_broken and not given.changed:
        print(_sheet_help(done.outline, done.plant, settings, words), end="")
    if done.is_broken:
        return WRONG
    return FINDINGS if done.has_errors else DONE


def _sheet_help(outline: Outline, plant: Plant, settings: Settings, words: Wording) -> str:
    """What was understood of the plant's sheets."""
    owners = {case.owner for case in plant.cases if case.owner}
    helps = [sheet_help_of(sheet, plant.rules, owners) for sheet in outline.sheets.tables]
    return sheet_help_text(helps, settings.name, words, plant.rules.sheets)


def _folder_in_workspace(settings: Settings) -> str:
    """The folder of mkdocs.yml below the repository that GitHub has checked out: its annotations count from there."""
    name, workspace = Path(settings.name), os.environ.get("GITHUB_WORKSPACE")
    if not workspace or name.is_absolute():
        return ""
    base, top = settings.folder.parents[len(name.parts) - 1].resolve(), Path(workspace).resolve()
    return base.relative_to(top).as_posix() if base.is_relative_to(top) else ""


def _status(given: argparse.Namespace) -> int:
    judged, reader, _ = _judged(read_settings(_asked(given)))
    if _has_told_broken(judged, reader):
        return WRONG
    print_board(board_of(judged, reader), reader, Console(), old_rows_words(judged, reader))
    return DONE


def _has_told_broken(judged: JudgedPlant, reader: Reader) -> bool:
    """True where board.yml can't be used; what is wrong has been printed then."""
    if not has_broken_rules(judged.findings):
        return False
    broken = [finding for finding in judged.findings if finding.level is Level.ERROR]
    print(REPORTERS["text"](broken, reader.words), end="", file=sys.stderr)
    return True


def _report(given: argparse.Namespace) -> int:
    settings = read_settings(_asked(given))
    judged, reader, _ = _judged(settings)
    if _has_told_broken(judged, reader):
        return WRONG
    wish = Wish(given.id, given.format, given.out, given.language, given.template, settings.site_url)
    try:
        done = report_written(judged, reader, wish)
    except (NoBrowserError, NoCaseError) as error:
        raise Stopped(str(error)) from error
    print(REPORTERS["text"](done.findings, reader.words), end="", file=sys.stderr)
    if done.written:
        print(done.written)
    return FINDINGS if done.is_faulty else DONE


def _audit(given: argparse.Namespace) -> int:
    settings = read_settings(_asked(given))
    judged, reader, _ = _judged(settings)
    if _has_told_broken(judged, reader):
        return WRONG
    wish = AuditWish(given.sample, given.seed or new_seed(), given.first, given.last, given.out)
    done = audit_written(judged, reader, wish, settings.name, settings.site_url)
    print(REPORTERS["text"](done.findings, reader.words), end="", file=sys.stderr)
    print(plain_line(drawn_words(done, wish, reader.words)))
    if done.written is None:
        return FINDINGS
    print(done.written)
    return DONE


def _import(given: argparse.Namespace) -> int:
    settings = read_settings(_asked(given))
    if not settings.folder.is_dir():
        raise stop_for(FileNotFoundError(settings.folder), settings)
    if not os.path.isfile(given.sheet):  # noqa: PTH113 - unlike Path, it is False for a name that is too long
        raise Stopped(f"{given.sheet}: there is no such file")
    rules, findings = read_board(settings.folder / BOARD_FILE, f"{settings.name}/{BOARD_FILE}")
    words = Wording(rules.language)
    if has_broken_rules(findings):
        print(REPORTERS["text"](findings, words), end="", file=sys.stderr)
        return WRONG
    taken = taken_ids(settings.folder, settings.name, rules)
    importer = Importer(settings.folder, settings.name, rules, words, taken, given.all)
    sheets = [importer.import_of(given.sheet, sheet) for sheet in importer.sheets_of(given.sheet, given.tab)]
    bring = rehearsed if given.dry_run else written
    rows = [bring(settings.folder, made) for sheet in sheets for made in sheet.rows]
    faults = [finding for sheet in sheets for finding in sheet.findings]
    print(REPORTERS["text"](faults, words), end="")
    for line in import_lines(rows, words):
        print(line)
    told = (*faults, *(finding for made in rows for finding in made.findings))
    return FINDINGS if any(finding.level is Level.ERROR for finding in told) else DONE


def _schema(given: argparse.Namespace) -> int:
    schema = {"board": board_schema, "case": case_schema}[given.of]()
    print(json.dumps(schema, ensure_ascii=False, indent=2))
    return DONE


def _judged(settings: Settings) -> tuple[JudgedPlant, Reader, Outline]:
    """The plant, judged at the instant asked for, its reader, and its outline; Stopped where nothing is to be read."""
    try:
        with shown_progress() as progress:
            outline = read_outline(settings.folder, settings.name, readings_of(settings))
            plant = plant_of(outline, progress)
        at = instant_of_build(settings.at, plant.rules.zone)
    except (FileNotFoundError, ValueError) as error:
        raise stop_for(error, settings) from error
    judged = judged_at(plant, at)
    return judged, Reader(at, judged.rules, Wording(judged.rules.language)), outline


def _asked(given: argparse.Namespace) -> Asked:
    known = {name: value for name, value in vars(given).items() if name in Asked.__slots__}
    return Asked(**known)


_RUNS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "build": _build,
    "serve": _serve,
    "check": _check,
    "status": _status,
    "report": _report,
    "audit": _audit,
    "import": _import,
    "schema": _schema,
}
"""What each command does."""
