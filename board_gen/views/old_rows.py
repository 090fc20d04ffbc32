"""What stands above the board while a sheet can't be read: of when the rows are that it shows in its place."""

from board_gen.messages import N_
from board_gen.rules.judged import JudgedPlant
from board_gen.views.reader import Reader

OLD_ROWS = N_("Old rows of {moment}, {span} ago: the sheet can't be read")


def old_rows_words(judged: JudgedPlant, reader: Reader) -> str:
    """It in words, as of the reader's instant; empty where every sheet was read."""
    as_of = judged.plant.rows_as_of
    if as_of is None:
        return ""
    as_of = min(as_of, reader.at)
    return reader.words(OLD_ROWS, moment=reader.moment(as_of), span=reader.at - as_of)
