"""What `board-gen import` tells: a line for each row, what was written, what was left and why."""

from collections.abc import Iterable, Iterator

from board_gen.importing import ImportedRow, Outcome
from board_gen.messages import N_
from board_gen.pages.reporters import plain_line, text_line
from board_gen.wording import Wording

_SENTENCES = {
    Outcome.WRITTEN: N_("{file}: written from {place}"),
    Outcome.WRITABLE: N_("{file}: would be written from {place}"),
    Outcome.HAS_FILE: N_("{place}: {id} has a case file already: {file}"),
    Outcome.SECOND: N_("{place}: {id} was not imported, the id stands at {file} already"),
    Outcome.LISTED: N_("{place}: {id} is listed and needs no case file; --all writes one"),
}


def import_lines(rows: Iterable[ImportedRow], words: Wording) -> Iterator[str]:
    """A line for each row, and for each of its findings; at the end how many there were."""
    written = left = 0
    for made in rows:
        is_written = made.outcome in (Outcome.WRITTEN, Outcome.WRITABLE)
        written, left = written + is_written, left + (not is_written)
        if made.outcome in _SENTENCES:
            sentence = _SENTENCES[made.outcome]
            yield plain_line(words(sentence, file=made.file, place=str(made.row.row_place), id=made.row.id))
        yield from (text_line(finding, words) for finding in made.findings)
    yield words(N_("Rows with a new case file: {written}. Rows left: {left}."), written=written, left=left)
