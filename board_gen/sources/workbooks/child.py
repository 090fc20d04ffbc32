"""The child: reads one tab of the workbook on its standard input, within its limits, and writes it as a grid.

`python -m board_gen.sources.workbooks.child ORDER` with an `Order` as JSON.
"""

import json
import sys
from typing import BinaryIO

from board_gen.sources.workbooks import xlsb
from board_gen.sources.workbooks.grid import Fault, Grid, Order, RefusedError
from board_gen.sources.workbooks.ods import is_ods, read_fods, read_ods
from board_gen.sources.workbooks.package import Package
from board_gen.sources.workbooks.xlsx import book_part_of, read_xlsx

LONGEST_REASON = 120


def main() -> None:
    """The whole program; whatever goes wrong is told in its last line."""
    order = Order(**json.loads(sys.argv[1]))
    _limit(order)
    grid = Grid(order, sys.stdout.buffer)
    try:
        _read(sys.stdin.buffer, grid)
    except RefusedError as error:
        grid.refuse(error.fault, error.values)
    except MemoryError:
        grid.refuse(Fault.MEMORY, {})
    except Exception as error:  # a damaged file makes a reader stumble anywhere
        reason = f"{type(error).__name__}: {error}"[:LONGEST_REASON]
        grid.refuse(Fault.DAMAGED, {"reason": reason})
    else:
        grid.end()


def _limit(order: Order) -> None:
    """Have the system end this process where it takes too much; Windows knows no such limits."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for limit, most in ((resource.RLIMIT_AS, order.most_memory), (resource.RLIMIT_CPU, order.most_seconds)):
        _, hard = resource.getrlimit(limit)
        if hard == resource.RLIM_INFINITY or hard >= most:
            resource.setrlimit(limit, (most, most))


def _read(file: BinaryIO, grid: Grid) -> None:
    """The workbook, by what its content says it is."""
    file.seek(0)
    begin = file.read(8)
    file.seek(0)
    if begin.startswith(b"PK"):
        _read_package(Package(file, grid.order.most_unpacked), grid)
    elif b"<" in begin:
        read_fods(file, grid)
    else:
        from board_gen.sources.workbooks.xls import read_xls  # its library is needed for nothing else

        read_xls(file.read(), grid)


def _read_package(package: Package, grid: Grid) -> None:
    book = book_part_of(package)
    if package.holds(xlsb.BOOK_PART):
        xlsb.read_xlsb(package, grid)
    elif package.holds(book):
        read_xlsx(package, book, grid)
    elif is_ods(package):
        read_ods(package, grid)
    else:
        raise RefusedError(Fault.NO_FORMAT)


if __name__ == "__main__":
    main()
