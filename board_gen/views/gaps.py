"""What an 8D lacks, for the views that show each gap where it stands (contract §6)."""

from collections.abc import Iterator
from dataclasses import dataclass

from board_gen.finding import Kind
from board_gen.messages import N_
from board_gen.rules.gates import Missing, claims_of, missing_in
from board_gen.rules.tracks import CaseTracks
from board_gen.views.case_clock import CaseClock
from board_gen.views.reader import Reader
from board_gen.wording.report_terms import NAMES


@dataclass(frozen=True, slots=True)
class Gaps:
    """`now` is what the gates that count already find missing in a case, `later` what the others will ask for.

    `claimed` are the steps whose gates count.
    """

    now: tuple[Missing, ...]
    later: tuple[Missing, ...]
    claimed: frozenset[str]
    reader: Reader

    @classmethod
    def of_case(cls, tracks: CaseTracks, clock: CaseClock) -> "Gaps":
        """The gaps of a case at the instant of a clock."""
        claimed, missing = claims_of(tracks, clock.at), missing_in(tracks, clock.reader.rules)
        now = tuple([gap for gap in missing if gap.step in claimed])
        later = tuple([gap for gap in missing if gap.step not in claimed])
        return cls(now, later, claimed, clock.reader)

    def of(self, kind: Kind) -> Iterator[Missing]:
        """The gaps of a kind that count already."""
        return (gap for gap in self.now if gap.kind.code == kind.code)

    def texts(self, *kinds: Kind) -> tuple[str, ...]:
        """The gaps of these kinds that count already, each in words."""
        if not self.now:
            return ()
        return tuple([gap_words(gap, self.reader) for kind in kinds for gap in self.of(kind)])

    def text(self, kind: Kind) -> str:
        """The first gap of a kind in words; empty where there is none."""
        return next(iter(self.texts(kind)), "")

    def names(self, kind: Kind) -> frozenset[str]:
        """The file's own words (`transit`, `how_much`) for what the gaps of a kind name."""
        return frozenset([name for gap in self.of(kind) for name in gap.names])


def gap_words(gap: Missing, reader: Reader) -> str:
    """What is missing, in the reader's words."""
    words = reader.words
    names = words(N_(", ")).join(words(NAMES.get(name, name)) for name in gap.names)
    return words(gap.kind.text, names=names, what=gap.what, count=gap.count)
