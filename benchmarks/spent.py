"""What earlier builds have left: put aside while anything is measured, deleted when all is done.

ext4 gives the number of a deleted file to no new one for one to six minutes, and looks at each of them whenever it
makes a file: after `rm -r` of a site with ten thousand pages, the next site's files cost their makers up to 1.5 ms of
CPU each (seen with perf: `recently_deleted`). So nothing is deleted before something that is to be measured.
"""

import shutil
from pathlib import Path
from uuid import uuid4

SPENT = "spent"
"""The folder for it, in that of a plant or a project."""


def put_aside(path: Path, spent: Path) -> None:
    """Take a file or folder out of the way, if it is there; `spent` is a folder of the same file system."""
    if path.exists():
        spent.mkdir(parents=True, exist_ok=True)
        path.rename(spent / uuid4().hex)


def delete_spent(workshop: Path) -> None:
    """Delete whatever was put aside in a workshop's plants and projects."""
    for spent in [*workshop.glob(f"boards/*/{SPENT}"), *workshop.glob(f"peers/*/*/{SPENT}")]:
        shutil.rmtree(spent, ignore_errors=True)
