"""`python -m board_gen` is `board-gen`."""

import sys

from board_gen.cli import main

if __name__ == "__main__":
    sys.exit(main())
