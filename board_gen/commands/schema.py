"""`board-gen schema`: what may stand in a file, as JSON Schema."""

import argparse
import json

from board_gen.host import DONE
from board_gen.sources.schema import board_schema, case_schema


def schema(given: argparse.Namespace) -> int:
    """Print the schema of a case's front matter or of board.yml."""
    schema = {"board": board_schema, "case": case_schema}[given.of]()
    print(json.dumps(schema, ensure_ascii=False, indent=2))
    return DONE
