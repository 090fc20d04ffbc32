"""The command line: arguments in, an exit status out (contract §9)."""

import atexit
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

from board_gen.arguments import parser
from board_gen.host import Stopped

COMMANDS: Mapping[str, str] = {
    "build": "build:build",
    "serve": "build:serve",
    "check": "check:check",
    "status": "status:status",
    "report": "report:report",
    "audit": "audit:audit",
    "import": "bring_in:bring_in",
    "schema": "schema:schema",
}
"""What does each command, in the room `commands`: its module, loaded when it is asked for, and its function."""

atexit.register(gc.freeze)  # a process that ends need not look for garbage in all that it has loaded


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    given = parser().parse_args(arguments)
    module, _, name = COMMANDS[given.command].partition(":")
    try:
        return int(getattr(import_module(f"board_gen.commands.{module}"), name)(given))
    except Stopped as stop:
        print(f"board-gen: {stop.format_message()}", file=sys.stderr)
        return stop.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `| head`: whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
