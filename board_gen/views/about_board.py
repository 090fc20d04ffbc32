"""What has to be told of the exported board by itself: a file is looked at far from its site (contract §7)."""

from collections.abc import Iterator
from dataclasses import dataclass

from board_gen.messages import N_
from board_gen.model.terms import Letter
from board_gen.rules.judged import JudgedPlant
from board_gen.views.board_table import Value
from board_gen.views.counts import Counts, counts_of
from board_gen.views.reader import Reader
from board_gen.wording.terms import LETTERS


@dataclass(frozen=True, slots=True)
class AboutBoard:
    """The second sheet: `facts` are named values, `letters` each letter with its meaning, `remarks` sentences."""

    facts: tuple[tuple[str, Value], ...]
    letters: tuple[tuple[Letter, str], ...]
    remarks: tuple[str, ...]


def about_board_of(judged: JudgedPlant, reader: Reader, site_url: str | None) -> AboutBoard:
    """What the second sheet tells."""
    words, rules = reader.words, reader.rules
    pinned = [(words(N_("Note")), words(N_("pinned, does not tick")))] if reader.pinned else []
    letters = (Letter.RED, Letter.YELLOW, Letter.GREEN, Letter.NOT_APPLICABLE)
    return AboutBoard(
        facts=(
            (words(N_("Board")), reader.label(rules.title)),
            (words(N_("Plant")), reader.label(rules.plant)),
            (words(N_("As of")), reader.at.astimezone(rules.zone).replace(tzinfo=None)),
            (words(N_("Time zone")), rules.zone.key),
            *pinned,
            (words(N_("Site")), site_url or ""),
            *_counted(counts_of(judged, reader.at), reader),
        ),
        letters=tuple((letter, words(LETTERS[letter])) for letter in letters),
        remarks=(
            words(N_("A deadline without a time ends with its day.")),
            words(N_("“{due}” is the deadline of a listed problem, which has no criteria."), due=words(N_("Due"))),
            words(N_("A letter changes when a deadline passes: this is how the board stood at the instant above.")),
            words(N_("What is changed in this file changes nothing: the case files and the issue sheet count.")),
        ),
    )


def _counted(counts: Counts, reader: Reader) -> Iterator[tuple[str, int]]:
    names = (
        (N_("on the board"), counts.board),
        (N_("red"), counts.red),
        (N_("yellow"), counts.yellow),
        (N_("green"), counts.green),
        (N_("new in 24 h"), counts.new),
        (N_("in watch"), counts.watch),
        (N_("ready to close"), counts.ready),
        (N_("invalid"), counts.invalid),
    )
    return ((reader.words(name), count) for name, count in names)
