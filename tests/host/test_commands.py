"""The commands: each is there, and loads no more than it needs."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from board_gen.arguments import CHECK_FORMATS, REPORT_FORMATS, parser
from board_gen.cli import COMMANDS
from board_gen.pages.reporters import REPORTERS
from board_gen.reporting import FORMATS


def test_every_command_that_the_arguments_know_has_a_function() -> None:
    """What may be asked for can be run."""
    (commands,) = (action.choices for action in parser()._actions if action.dest == "command")
    assert commands is not None
    assert set(COMMANDS) == set(commands)
    for told in COMMANDS.values():
        module, _, name = told.partition(":")
        assert callable(getattr(import_module(f"board_gen.commands.{module}"), name))


def test_the_formats_that_may_be_asked_for_are_those_that_can_be_written() -> None:
    """The names in the arguments stand for what is loaded only later."""
    assert tuple(sorted(REPORTERS)) == CHECK_FORMATS
    assert tuple(sorted(FORMATS)) == REPORT_FORMATS


@pytest.mark.parametrize("needless", ["rich", "board_gen.auditing", "board_gen.reporting", "board_gen.against"])
def test_a_build_loads_no_other_command(needless: str) -> None:
    """A build does not wait for what only `status`, `audit`, `report` and `check` need."""
    code = f"import board_gen.cli, board_gen.commands.build, board_gen.plugin, sys; print({needless!r} in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def test_a_build_tells_every_plugin_that_it_begins_and_ends(tmp_path: Path) -> None:
    """What else stands in mkdocs.yml hears of a build as it does from `mkdocs build`."""
    (tmp_path / "cases").mkdir()
    hook = "def on_startup(command, dirty):\n    print('begins', command)\n\ndef on_shutdown():\n    print('ends')\n"
    (tmp_path / "hook.py").write_text(hook, encoding="utf-8")
    config = "site_name: x\ntheme: {name: material}\nplugins: [board_gen]\nhooks: [hook.py]\n"
    (tmp_path / "mkdocs.yml").write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "board_gen", "build", "--site-dir", "site"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert [line for line in told.stdout.splitlines() if line] == ["begins build", "ends"]
