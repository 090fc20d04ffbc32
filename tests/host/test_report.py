"""`board-gen report ID --format pdf`: a case's page as a file for a customer (contract §9)."""

import io
import stat
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pypdf import PdfReader

from board_gen.chromium import OLDEST, NoBrowserError, PrintError, browser, printed, version_of
from board_gen.model.label import Language
from board_gen.pages.case import case_page
from board_gen.pages.qr import qr_svg
from board_gen.pages.report_pdf import CODE, paper_of, settled, with_addresses
from board_gen.pages.site import Page
from tests.conftest import CHROMIUM, MKDOCS_YML, PROJECT, PlantFolder
from tests.pages.builders import AT, plant_of, reader_of
from tests.pages.full_case import full_case

STEPS = tuple(f"D{number}" for number in range(9))
PINNED = ("--at", "2026-11-23 08:12")
BODY = "## D4\n\nSee [rinse log](log.txt), [the other](B-1.md) and [the standard](https://example.com/a?b=1&c=2).\n"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> PlantFolder:
    """The demonstration plant as it is, read from a folder of the test's own, so that reports land there."""
    made = PlantFolder(tmp_path_factory.mktemp("plant"))
    for name in ("mkdocs.yml", "cases", "docs"):
        (made.folder / name).symlink_to(PROJECT / name)
    return made


def script(folder: Path, *lines: str) -> str:
    """A program that stands in for the browser."""
    path = folder / "browser.sh"
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def folded(text: str) -> str:
    """White space folded."""
    return " ".join(text.split())


def links_of(pdf: bytes) -> list[str]:
    """The addresses that a PDF leads to."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    notes = [note.get_object() for page in pages for note in page.get("/Annots") or ()]
    return [str(note["/A"]["/URI"]) for note in notes if "/URI" in note.get("/A", {})]


def test_a_report_is_a_pdf_named_by_its_case(demonstration: PlantFolder) -> None:
    """`report ID` writes ./ID.pdf: A4, its title and date those of the case, its nine steps an outline, tagged."""
    done = demonstration.run("report", "fr-2026-0118", *PINNED)
    assert (done.returncode, done.stdout) == (0, "FR-2026-0118.pdf\n")
    reader = PdfReader(demonstration.folder / "FR-2026-0118.pdf")
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages} == {(595, 842)}
    assert reader.metadata is not None
    assert reader.metadata.title == "FR-2026-0118 焊接到膜盒上的毛细管泄漏"
    assert reader.metadata.creation_date == reader.metadata.modification_date == AT
    outline = [item.title[:2] for item in flattened(reader.outline)]
    assert [step for step in outline if step in STEPS] == list(STEPS)
    assert "/StructTreeRoot" in reader.root_object


def flattened(outline):
    """The entries of an outline at every depth, in order."""
    return [one for item in outline for one in (flattened(item) if isinstance(item, list) else [item])]


def test_the_same_report_is_the_same_bytes(demonstration: PlantFolder) -> None:
    """Two runs at one instant write the same file, whatever the hour."""
    for name in ("one.pdf", "two.pdf"):
        assert demonstration.run("report", "FR-2026-0009", *PINNED, "--out", name).returncode == 0
    assert (demonstration.folder / "one.pdf").read_bytes() == (demonstration.folder / "two.pdf").read_bytes()


def test_a_report_in_the_language_of_its_reader(demonstration: PlantFolder) -> None:
    """`--language en` gives an English report of a Chinese plant, and a listed row its short page on one sheet."""
    done = demonstration.run("report", "IL-26-054", *PINNED, "--language", "en", "--out", "row.pdf")
    assert done.returncode == 0
    pages = PdfReader(demonstration.folder / "row.pdf").pages
    assert len(pages) == 1
    assert "all times: Asia/Shanghai" in folded(pages[0].extract_text())


def test_an_id_that_no_case_has(demonstration: PlantFolder) -> None:
    """It is said on one line with the ids that are near to it, exit status 2, and nothing is written."""
    done = demonstration.run("report", "0118X", *PINNED)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    done = demonstration.run("report", "FR-2026-118", *PINNED)
    assert done.returncode == 2
    assert "there is no such case" in done.stderr
    assert "FR-2026-0118" in done.stderr
    assert not (demonstration.folder / "FR-2026-118.pdf").exists()


def test_a_case_that_cannot_be_judged_has_no_report(demonstration: PlantFolder) -> None:
    """Its findings are told, exit status 1, and no file is written."""
    done = demonstration.run("report", "FR-2026-0116", *PINNED)
    assert (done.returncode, done.stdout) == (1, "")
    assert "BG633" in done.stderr
    assert "cases/2026/FR-2026-0116.md:4:9: error BG224" in done.stderr
    assert not (demonstration.folder / "FR-2026-0116.pdf").exists()


def test_errors_of_the_case_are_told_beside_its_report(demonstration: PlantFolder) -> None:
    """A refused closing is no hindrance: the report is written, and stderr names what is wrong with the case."""
    done = demonstration.run("report", "FR-2026-0068", *PINNED, "--out", "refused.pdf")
    assert (done.returncode, done.stdout) == (0, "refused.pdf\n")
    assert "error BG602" in done.stderr


def test_a_pdf_fills_no_form(demonstration: PlantFolder) -> None:
    """A template that is named for a PDF is said to be left out; the report is written."""
    done = demonstration.run("report", "IL-26-054", *PINNED, "--template", "forms", "--out", "form.pdf")
    assert (done.returncode, done.stdout, done.stderr.count("forms: warning BG634")) == (0, "form.pdf\n", 1)


def test_a_plant_that_gives_nothing_but_what_it_must(plant: PlantFolder) -> None:
    """A case without any optional field, in a plant without rules, has a report of all nine steps."""
    plant.write("cases/A-1.md", "---\nid: A-1\ntitle: Leak\nopened: 2026-11-20 16:30\nsource: line\n---\n")
    assert plant.run("report", "A-1", *PINNED).returncode == 0
    text = folded("".join(page.extract_text() for page in PdfReader(plant.folder / "A-1.pdf").pages))
    assert [step for step in STEPS if f"{step} " not in text] == []


def test_no_word_is_too_long_for_paper(plant: PlantFolder) -> None:
    """Words of 300 letters in fields and texts, and a table of 16 columns, stand on the paper to their last letter."""
    word = "".join(f"{number:03}-" for number in range(75))
    fields = ("actions:", f"  - {{step: D3, what: {word}a, owner: {word}o, result: {word}r}}", "risk_stock:")
    stock = f"  - {{location: wip, quantity: 1000000000, sorted: 999999999, disposition: {word}s}}"
    table = "\n".join(
        "|" + "|".join(cells) + "|" for cells in (["head"] * 16, ["-"] * 16, [f"cell{n}x" for n in range(16)])
    )
    body = f"## D4\n\n{word}b\n\n`{word}c`\n\n{table}\n\n| one |\n|---|\n| {word}t |\n"
    plant.case("A-1", title=f"{word}h", more="\n".join((*fields, stock, "")), body=body)
    assert plant.run("report", "A-1", *PINNED).returncode == 0
    pages = PdfReader(plant.folder / "A-1.pdf").pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    ends = [word[-12:] + letter for letter in "aorsbcth"] + [f"cell{number}x" for number in range(16)]
    assert [end for end in ends if end not in text] == []
    assert "1000000000" in text.replace(",", "")


def test_links_lead_to_the_site_or_nowhere(plant: PlantFolder) -> None:
    """With `site_url` a link in the PDF names the site; without it only what stands elsewhere can be followed."""
    plant.case("A-1", body=BODY)
    plant.case("B-1")
    plant.write("cases/A-1/log.txt", "12:00 ok\n")
    assert plant.run("report", "A-1", *PINNED).returncode == 0
    assert links_of((plant.folder / "A-1.pdf").read_bytes()) == ["https://example.com/a?b=1&c=2"]
    plant.mkdocs(f"site_url: https://quality.example/board/\n{MKDOCS_YML}")
    assert plant.run("report", "A-1", *PINNED).returncode == 0
    assert set(links_of((plant.folder / "A-1.pdf").read_bytes())) == {
        "https://quality.example/board/cases/A-1/log.txt",
        "https://quality.example/board/cases/B-1/",
        "https://example.com/a?b=1&c=2",
    }


def test_the_code_of_the_address_is_printed_where_the_address_is_known() -> None:
    """With `site_url` the report shows the QR code of its own page; without it the place stays empty."""
    page = Page("cases/质量-1/", "质量-1", f"<h1>Leak</h1>{CODE}")
    told = paper_of(page, Language.ZH, "https://q.example/board/")
    assert qr_svg("https://q.example/board/cases/%E8%B4%A8%E9%87%8F-1/") in told
    assert CODE in paper_of(page, Language.ZH, None)


def test_every_page_of_a_case_has_a_place_for_the_code() -> None:
    """What the report looks for in the page is what the templates write, once."""
    judged = plant_of([full_case()])
    assert case_page(judged.cases[0], judged, reader_of(judged)).html.count(CODE) == 1


def test_links_in_texts_are_no_links() -> None:
    """Only the address of an element is changed: what a text quotes stays, an anchor and another scheme too."""
    html = (
        '<p title="a href=&quot;./x&quot;"> href="./y" <a class="q" href="./z?a=1&amp;b=2">z</a><a href="#d4">4</a></p>'
    )
    base = "https://q.example/cases/A/"
    assert with_addresses(html, base) == html.replace("./z?", "https://q.example/cases/A/z?")
    assert with_addresses(html, None) == html.replace(' href="./z?a=1&amp;b=2"', "")


def test_a_report_takes_the_place_of_a_former_one_as_a_whole(plant: PlantFolder) -> None:
    """What the browser could not make leaves the file that stood there, and nothing else beside it."""
    plant.case("A-1")
    plant.write("A-1.pdf", "the former one")
    broken = script(plant.folder, "echo 'cannot open display' >&2", "exit 3")
    done = plant.run("report", "A-1", env={"CHROMIUM": broken})
    assert done.returncode == 1
    assert "BG631" in done.stderr
    assert "status 3: cannot open display" in done.stderr
    assert (plant.folder / "A-1.pdf").read_text() == "the former one"
    assert plant.run("report", "A-1").returncode == 0
    assert (plant.folder / "A-1.pdf").read_bytes().startswith(b"%PDF-")
    assert sorted(path.name for path in plant.folder.iterdir()) == ["A-1.pdf", "browser.sh", "cases", "mkdocs.yml"]


def test_a_file_that_cannot_be_written(plant: PlantFolder) -> None:
    """A folder in the file's place, or no folder for it, is one finding and exit status 1."""
    plant.case("A-1")
    for target in ("cases", "nowhere/A-1.pdf"):
        done = plant.run("report", "A-1", "--out", target)
        assert (done.returncode, done.stdout, done.stderr.count("BG630")) == (1, "", 1)
    assert sorted(path.name for path in plant.folder.iterdir()) == ["cases", "mkdocs.yml"]


def test_a_machine_without_a_browser(plant: PlantFolder) -> None:
    """One line says what to install, exit status 2; a browser that is named and missing is told by its name."""
    plant.case("A-1")
    done = plant.run("report", "A-1", env={"PATH": str(plant.folder), "CHROMIUM": ""})
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "apt install chromium" in done.stderr
    done = plant.run("report", "A-1", env={"CHROMIUM": "/nowhere/chrome"})
    assert (done.returncode, done.stderr) == (2, "board-gen: CHROMIUM=/nowhere/chrome: there is no such program\n")


def test_broken_rules_make_no_report(plant: PlantFolder) -> None:
    """By rules that nobody wrote no report is made: exit status 2, as for a build."""
    plant.board("nonsense: 1\n")
    plant.case("A-1")
    assert plant.run("report", "A-1").returncode == 2
    assert not (plant.folder / "A-1.pdf").exists()


def test_the_browser_is_found_by_any_of_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the path as Chrome, or wherever CHROMIUM says; no browser is an error that names one to install."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBrowserError, match="apt install chromium"):
        browser()
    chrome = Path(script(tmp_path, "exit 0")).rename(tmp_path / "google-chrome")
    assert browser() == str(chrome)
    monkeypatch.setenv("CHROMIUM", CHROMIUM)
    assert browser() == CHROMIUM


def test_a_browser_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When its time is over nothing of it is left, and the message says so."""
    hung = script(tmp_path, "sleep 600 &", f"echo $! > {tmp_path}/child", "wait")
    monkeypatch.setenv("CHROMIUM", hung)
    began = time.monotonic()
    with pytest.raises(PrintError, match=r"not finished after 0\.5 s"):
        printed(tmp_path / "page.html", 0.5)
    child = int((tmp_path / "child").read_text())
    while not is_gone(child):
        assert time.monotonic() - began < 20


def is_gone(process: int) -> bool:
    """True where a process has ended, collected by its parent or not yet."""
    try:
        return "State:\tZ" in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return True


def test_a_broken_pdf_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the browser did not finish is not handed on, though its status was 0."""
    half = script(tmp_path, 'for a in "$@"; do case $a in --print-to-pdf=*) echo "%PDF-1.4" > "${a#*=}";; esac; done')
    monkeypatch.setenv("CHROMIUM", half)
    with pytest.raises(PrintError, match="status 0"):
        printed(tmp_path / "page.html", 20)


def test_no_request_leaves_the_machine(tmp_path: Path) -> None:
    """A page that wants a picture of a web server, by name or number, is printed without it, and nobody is asked."""
    asked = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        html = f'<p>still</p><img src="http://localhost:{port}/a.png"><img src="http://127.0.0.1:{port}/b.png">'
        page = tmp_path / "page.html"
        page.write_text(paper_of(Page("cases/A-1/", "A-1", html), Language.EN, None))
        pdf = printed(page)
        server.shutdown()
    assert "still" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert asked == []
    assert (version_of(pdf) or 0) >= OLDEST


def test_what_a_pdf_says_of_its_making_is_settled() -> None:
    """Dates and numbers of elements become those of any other run, in as many bytes; texts like them stay."""
    one = b"/CreationDate (D:20260101000000+00'00')\n/ID (node00000412) (node00000009) (node00000412)\n(D:20260101)"
    made = settled(one, AT)
    assert len(made) == len(one)
    assert made == (
        b"/CreationDate (D:20261123001200+00'00')\n/ID (node00000002) (node00000001) (node00000002)\n(D:20260101)"
    )


def test_pictures_stand_in_the_report(plant: PlantFolder) -> None:
    """A case's photograph is an image of the PDF, also when it lies far down the page."""
    picture = next((PROJECT / "cases").rglob("sorting.png"))
    plant.case("A-1", body="## D8\n\n" + "line\n\n" * 200 + "![sorting](sorting.png)\n")
    plant.write("cases/A-1/sorting.png", picture.read_bytes())
    assert plant.run("report", "A-1").returncode == 0
    images = [image for page in PdfReader(plant.folder / "A-1.pdf").pages for image in page.images]
    assert len(images) == 1
