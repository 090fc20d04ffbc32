"""The folder that benchmarks work in: plants and peers' projects by size, made once and used again."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.board import HERE, Board
from benchmarks.peers import Peer, PeerSite, Tools, tools_in

FOLDER = HERE / "build/benchmarks"
FEW = 20
"""So many cases make the plant that shows the fixed part of a build."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """The folder, which may be thrown away at any time, and the version of board_gen that is measured."""

    folder: Path = FOLDER
    tree: Path = HERE

    def board(self, count: int) -> Board:
        """A plant of so many cases, written."""
        board = Board(self.folder / "boards" / str(count), count, self.tree)
        board.write()
        return board

    def peer(self, peer: Peer, count: int) -> PeerSite:
        """A peer's project with the same cases, written."""
        site = PeerSite(peer, self.board(count), self.folder / "peers" / peer.name / str(count), self.tools())
        framed = self.board(FEW)
        if not framed.site.is_dir():
            framed.build()
        site.write(framed.site)
        return site

    def tools(self) -> Tools:
        """The peers' programs, installed."""
        return tools_in(self.folder / "tools")
