"""What changed, where a former build knows the cases: the same as from nothing, whichever way time went."""

from tests.conftest import PlantFolder

CASE = """---
id: FR-2026-0001
title: Leak
opened: 2026-09-01 08:00
source: PRR
rejected: {at: 2026-09-20 10:00, reason: not ours}
---
"""


def written(plant: PlantFolder) -> dict[str, bytes]:
    names = ("changes/index.html", "api/feed.xml", "api/deadlines.ics", "api/board.json")
    return {name: (plant.folder / "site" / name).read_bytes() for name in names}


def test_an_earlier_instant_after_a_later_one(plant):
    """A case that was too old to be told of, seen again at an instant when it was news, is told of."""
    plant.mkdocs()
    plant.write("cases/2026/FR-2026-0001.md", CASE)
    for at in ("2026-11-23 08:12", "2026-11-24 08:12", "2026-10-15 08:12"):
        done = plant.run("build", "--at", at)
        assert done.returncode == 0, done.stderr
    warm = written(plant)
    assert b"FR-2026-0001/2026-09-20T02:00:00Z/rejected" in warm["api/feed.xml"]
    plant.write("cases/board.yml", "# the same rules, and a cold build\n")
    assert plant.run("build", "--at", "2026-10-15 08:12").returncode == 0
    assert written(plant)["api/feed.xml"] == warm["api/feed.xml"]
