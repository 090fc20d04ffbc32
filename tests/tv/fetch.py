"""Fetch the browsers that televisions have: real Chromium 71, 79 and 90 out of npm's `chrome-aws-lambda`.

`python -m tests.tv.fetch` prints the folder that holds `71/chromium`, `79/chromium` and `90/chromium`; it is kept
under ~/.cache. Exit status 3, and a word on stderr, where npm's packages can't be had: then the tests are left out.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

PACKAGES = {
    "71": ("1.9.1", "package/bin/chromium-71.0.3563.0.br"),
    "79": ("2.0.2", "package/bin/chromium.br"),
    "90": ("8.0.2", "package/bin/chromium.br"),
}
DIGESTS = {
    "71": "33d88be1dc7e0b0bc152dfa7539e6e245543995b122f425f68dee6fdd234e12f",
    "79": "287fd9947ca8e8256a1d8fcdea588d133632787d890f3137eef635f9a1809eac",
    "90": "0020e6099378b3374b038c55b5586ef143e4101338d9b5f0aa25ebe4b45fd324",
}
"""SHA-256 of each package as it was when its browser was first tested."""
LEFT_OUT = 3
_UNPACK = "const z=require('zlib'),f=require('fs');f.writeFileSync(1,z.brotliDecompressSync(f.readFileSync(0)))"


class UnavailableError(Exception):
    """The browsers can't be had here."""


def cache_folder() -> Path:
    """Where the browsers are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "board_gen" / "televisions"


def fetch(folder: Path) -> None:
    """Put every browser that is missing into its place; UnavailableError where npm, node or the network is."""
    missing = [major for major in PACKAGES if not (folder / major / "chromium").exists()]
    if not missing:
        return
    if not shutil.which("npm") or not shutil.which("node"):
        raise UnavailableError("npm and node are not installed")
    folder.mkdir(parents=True, exist_ok=True)
    for major in missing:
        _fetch_one(major, folder)


def _fetch_one(major: str, folder: Path) -> None:
    version, member = PACKAGES[major]
    with tempfile.TemporaryDirectory(dir=folder) as workshop:
        package = _packed(version, Path(workshop))
        if sha256(package.read_bytes()).hexdigest() != DIGESTS[major]:
            raise UnavailableError(f"chrome-aws-lambda@{version} is not the package that it was")
        subprocess.run(["tar", "xzf", package, member], cwd=workshop, check=True)
        browser = Path(workshop) / "chromium"
        with (Path(workshop) / member).open("rb") as packed, browser.open("wb") as unpacked:
            subprocess.run(["node", "-e", _UNPACK], stdin=packed, stdout=unpacked, check=True)
        browser.chmod(0o755)
        (folder / major).mkdir(exist_ok=True)
        browser.replace(folder / major / "chromium")


def _packed(version: str, workshop: Path) -> Path:
    command = ["npm", "pack", "--silent", f"chrome-aws-lambda@{version}"]
    try:
        ran = subprocess.run(command, cwd=workshop, capture_output=True, text=True, timeout=300, check=False)
    except subprocess.TimeoutExpired as slow:
        raise UnavailableError(f"npm did not answer: {slow}") from slow
    packages = list(workshop.glob("*.tgz"))
    if ran.returncode or not packages:
        raise UnavailableError(f"npm can't fetch chrome-aws-lambda@{version}: {ran.stderr.strip()[:300]}")
    return packages[0]


def main() -> int:
    """Fetch, and print the folder."""
    folder = cache_folder()
    try:
        fetch(folder)
    except (UnavailableError, OSError, subprocess.CalledProcessError) as reason:
        print(f"LEFT OUT: the tests in Chromium 71, 79 and 90 (televisions): {reason}", file=sys.stderr)
        return LEFT_OUT
    print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
