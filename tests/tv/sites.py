"""Screens on disk and on a web server whose clock the test sets, and plants that a screen has to bear."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from board_gen.judging import judged_at
from board_gen.model.case import Case, CriterionFacts, Rejection
from board_gen.model.label import Label, Language
from board_gen.model.rules import Criterion, Profile, ProfileVersion
from board_gen.pages.api import build_json
from board_gen.pages.assets import asset_files
from board_gen.pages.tv import tv_files
from board_gen.rules.judged import JudgedPlant
from board_gen.sources.plant_folder import read_plant
from board_gen.views.reader import Reader
from board_gen.wording import Wording
from tests.pages.builders import AT, DAY, HOUR, all_done, case_of, duration, facts_of, plant_of, rules_of

PROJECT = Path(__file__).resolve().parents[2]
PICTURES = PROJECT / "build" / "pictures" / "tv"
SIZES = {"1280x720": (1280, 720), "1920x1080": (1920, 1080), "3840x2160": (3840, 2160), "upright": (1080, 1920)}
_TITLES = (
    "焊接到膜盒上的毛细管泄漏",
    "座椅骨架靠背点焊脱焊",
    "Material contaminated, black specks in white trim",
    "安全带锚点凸焊螺母推力低于下限",
    "门板卡扣漏装",
)
LONG_TITLE = "仪表板表皮A柱侧起皱" * 30
HOSTILE_TITLES = (
    LONG_TITLE,
    "Pneumonoultramicroscopicsilicovolcanoconiosis" * 7,
    "تسرب في الأنبوب الشعري الملحوم بالغشاء، الدفعة L2611-07",
    "🚗🔧 异响 👨‍👩‍👧‍👦 ⚠️ 三次复测均可再现",
    "<script>alert(1)</script> & \"quotes\" 'n' `ticks`",
    "Z̸̢͙̞͖͎̆̐̈́a̷͓͔̞̼͗l̴͉̎͌̕g̷̙̼͌͛̄o̸͇͓͔͗ 划伤",
)


def demo_judged(at: datetime = AT) -> JudgedPlant:
    """The demonstration plant."""
    return judged_at(read_plant(PROJECT / "cases", "cases"), at)


def many_cases(count: int, at: datetime = AT) -> tuple[Case, ...]:
    """Open cases of all ages, every third red."""
    return tuple(
        case_of(
            f"FR-2026-{number:04}",
            _TITLES[number % len(_TITLES)],
            at - (1 + number % 9) * 7 * HOUR - timedelta(minutes=number),
            source="line" if number % 3 else "PRR",
            area=f"Line {number % 4}",
            owner=("李伟", "陈刚", "McGrath")[number % 3],
            customer="SGM-DY",
            facts=facts_of({"containment": at - HOUR} if number % 3 else {}),
        )
        for number in range(count)
    )


def hostile_plant() -> JudgedPlant:
    """Every title that could burst a row, with long owners, customers and parts."""
    cases = [
        case_of(
            f"FR-{number}" if number else "FR-" + "9" * 61,
            title,
            AT - 30 * HOUR,
            owner="欧阳" * 30,
            customer="Very Long Customer Name AG & Co. KG " * 4,
            area="冲压/一车间 <A>",
        )
        for number, title in enumerate(HOSTILE_TITLES)
    ]
    return plant_of(cases)


def quiet_plant() -> JudgedPlant:
    """Nothing on the board; the last red case was closed twelve days ago."""
    done = all_done(AT - 30 * DAY)
    closed = case_of("FR-1", "螺钉扭矩不足", AT - 60 * DAY, facts=done, rejected=Rejection(AT - 12 * DAY - HOUR))
    red = case_of("FR-2", "漏装", AT - 20 * DAY, rejected=Rejection(AT - 12 * DAY - HOUR))
    return plant_of([closed, red], invalid=(), findings=())


def empty_plant() -> JudgedPlant:
    """A plant without a case."""
    return plant_of((), invalid=(), findings=())


def wide_plant(columns: int = 14) -> JudgedPlant:
    """A plant with so many criteria."""
    criteria = tuple(
        Criterion(f"c{number}", Label(f"第{number}项检查要求", f"Requirement {number}"), f"D{3 + number % 6}")
        for number in range(columns)
    )
    version = ProfileVersion({given.id: duration("48h") for given in criteria}, watch=DAY)
    rules = rules_of()
    profiles = {name: Profile(name, (version,)) for name in ("complaint", "internal", "packing")}
    rules = replace(rules, criteria=criteria, profiles={**rules.profiles, **profiles})
    facts = {name: CriterionFacts(name, done=(AT - HOUR,)) for name in ("c0", "c1", "c5")}
    cases = [case_of(f"FR-{n}", _TITLES[n % 5], AT - n * 11 * HOUR, owner="李伟", facts=facts) for n in range(1, 12)]
    return plant_of(cases, invalid=(), findings=(), rules=rules)


def write_screens(
    folder: Path,
    judged: JudgedPlant,
    *,
    at: datetime = AT,
    pinned: bool = False,
    site_url: str | None = None,
    theme: str | None = None,
    **television: float,
) -> Path:
    """All screens of a plant and what they load, in `folder`; `television` replaces values of `tv` in the rules."""
    changed = replace(judged.rules.tv, **television, **({"theme": theme} if theme else {}))  # type: ignore[arg-type]
    judged = replace(judged, plant=replace(judged.plant, rules=replace(judged.rules, tv=changed)))
    reader = Reader(at, judged.rules, Wording(judged.rules.language), pinned=pinned)
    for file in (*tv_files(judged, reader, site_url=site_url), *asset_files()):
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        assert isinstance(file.content, bytes)
        target.write_bytes(file.content)
        os.utime(target, (at.timestamp(), at.timestamp()))  # a server tells times in whole seconds; tests are faster
    told = json.dumps(build_json(judged, reader))
    (folder / "api").mkdir(exist_ok=True)
    (folder / "api" / "build.json").write_text(told)
    (folder / "api" / "build.js").write_text(f'window.boardGenData={{"api/build.json":{told}}};')
    return folder


def page_of(folder: Path, language: Language = Language.ZH, area: str = "") -> str:
    """A written screen of a plant whose language is Chinese."""
    name = "index.html" if language is Language.ZH else "en.html"
    return (folder / "tv" / area / name).read_text(encoding="utf-8")


class _ClockedHandler(SimpleHTTPRequestHandler):
    def date_time_string(self, timestamp: float | None = None) -> str:
        if timestamp is not None:
            return super().date_time_string(timestamp)
        return format_datetime(datetime.fromtimestamp(time.time() + self.server.shift, UTC), usegmt=True)  # type: ignore[attr-defined]

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving_at(folder: Path, start: datetime) -> Iterator[str]:
    """A web server below a base path whose `Date` begins at `start`."""
    (folder.parent / "www").mkdir(exist_ok=True)
    link = folder.parent / "www" / "q"
    if not link.exists():
        link.symlink_to(folder, target_is_directory=True)
    handler = partial(_ClockedHandler, directory=str(folder.parent / "www"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.shift = start.timestamp() - time.time()  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/q/"
        server.shutdown()
        thread.join()


def clock_from(start: datetime) -> str:
    """A script that lets the page's clock begin at `start`, and run."""
    return (
        f"(function(){{var shift={int(start.timestamp() * 1000)}-Date.now(),Real=Date;"
        "function Shifted(a,b,c,d,e,f,g){return arguments.length?"
        "new (Function.prototype.bind.apply(Real,[null].concat([].slice.call(arguments)))):new Real(Real.now()+shift);}"
        "Shifted.now=function(){return Real.now()+shift;};Shifted.parse=Real.parse;Shifted.UTC=Real.UTC;"
        "Shifted.prototype=Real.prototype;window.Date=Shifted;})();"
    )
