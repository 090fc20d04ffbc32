"""A plant of any size: full cases as a quality department writes them, the same bytes for the same seed.

`python -m benchmarks.generate 10000 /tmp/plant` writes mkdocs.yml and cases/: about 7 KB of front matter and 2 KB of
Markdown each, every other case in Chinese; 5 % open, the rest closed when everything was met and the watch was over.
A case's bytes follow from the seed, its number and the count of all alone, so that the processors can share the work.
"""

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

AT = datetime(2026, 11, 23, 8, 12)  # noqa: DTZ001 - plant time, as cases write it
"""The instant that the plant is made for."""
YEARS = 5
OPEN_SHARE = 0.05
WATCH = timedelta(days=7)
DUE = {
    "containment": 1,
    "root_cause": 2,
    "corrective_action": 7,
    "error_proofing": 14,
    "verified": 21,
    "fmea_cp": 21,
    "standard_work": 21,
    "layered_audit": 28,
    "lessons": 30,
}
"""The default criteria and their days in the profile `complaint`."""
STOCK = ("customer", "finished", "wip", "transit", "supplier")
BRANCHES = ("man", "machine", "material", "method", "measurement", "environment")
QUESTIONS = ("what", "where", "when", "who", "why", "how", "how_much")
PEOPLE = ("赵敏", "王芳", "杨雪", "郑凯", "李伟", "刘洋", "黄磊", "孙丽", "何军", "陈刚", "周涛", "吴洁")
ROLES = {"zh": ("工艺", "质量", "设备", "物流", "生产"), "en": ("process", "quality", "tooling", "logistics", "shop")}
WORDS = {
    "zh": (
        *("毛细管根部焊缝泄漏", "清洗槽温度波动", "密封面划伤", "扭矩不足", "批次混装", "标签错贴", "氦检漏率超差"),
        *("料盘隔板磨损", "来料沉积物", "首件确认未记录", "换班交接遗漏", "控制计划未更新", "夹具定位销松动"),
        *("驻厂两人全检", "合格件点绿", "隔离货位锁定", "加侧光目检", "工装报价待批", "试生产一批并全检"),
        *("验证四周无复发", "作业指导书升版", "分层审核加一项", "供应商变更须评审下游", "参数加锁", "抽检改为全检"),
    ),
    "en": (
        *("leak at the weld root", "bath temperature drifts", "scratched sealing face", "torque too low"),
        *("mixed lots in one box", "label swapped", "helium rate above limit", "tray divider worn"),
        *("deposit on incoming tube", "first piece not recorded", "handover missed at shift change"),
        *("control plan not updated", "locating pin loose", "two inspectors on site", "good parts dotted green"),
        *("stock locked in area B-07", "inspection under side light", "fixture quoted", "trial lot fully checked"),
        *("four weeks without a return", "work instruction revised", "one question more in the audit"),
    ),
}
BOARD = """\
title: {zh: 快速响应板, en: Fast-response board}
plant: Benchmark
timezone: Asia/Shanghai
language: zh
meeting: {roster: [赵敏, 王芳, 杨雪, 李伟, 何军, 陈刚]}
criteria:
  - {id: containment, label: {zh: 围堵, en: Containment}, step: D3}
  - {id: root_cause, label: {zh: 根因, en: Root cause}, step: D4}
  - {id: corrective_action, label: {zh: 措施, en: Corrective action}, step: D6}
  - {id: error_proofing, label: {zh: 防错, en: Error-proofing}, step: D5}
  - {id: verified, label: {zh: 验证, en: Verified}, step: D6, evidence: required, fails_on_recurrence: true}
  - {id: fmea_cp, label: {zh: FMEA/CP, en: FMEA/CP}, step: D7}
  - {id: standard_work, label: {zh: 标准作业, en: Standard work}, step: D7}
  - {id: layered_audit, label: {zh: 分层审核, en: Layered audit}, step: D7}
  - {id: lessons, label: {zh: 经验教训, en: Lessons}, step: D8}
people:
  赵敏: {zh: 赵敏, en: Zhao Min}
  王芳: {zh: 王芳, en: Wang Fang}
  李伟: {zh: 李伟, en: Li Wei}
  何军: {zh: 何军, en: He Jun}
"""
MKDOCS = "site_name: Benchmark\ntheme: {name: material}\nplugins: [board_gen]\n"

_CHUNK = 1000
"""So many cases are written by one process in one go."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
_NEEDS_QUOTES = re.compile(r"""[:#\[\]{},&*!|>'"%@`?]|^[-\s]|\s$|^$""")


@dataclass(frozen=True)
class Case:
    """What is fixed before anything is written: its number, language, and when its clocks ran."""

    number: int
    language: str
    opened: datetime
    is_open: bool

    @property
    def id(self) -> str:
        """`FR-2024-00042`."""
        return f"FR-{self.opened.year}-{self.number:05d}"

    @property
    def path(self) -> Path:
        """Its file inside `cases/`, some dozens to a folder."""
        return Path(f"{self.opened:%Y/%m}") / f"{self.id}.md"


def write_plant(folder: Path, count: int, seed: int = 1) -> None:
    """Write a plant of so many cases."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    (folder / "cases").mkdir(exist_ok=True)
    (folder / "cases/board.yml").write_text(BOARD, encoding="utf-8")
    chunks = [range(first, min(first + _CHUNK, count + 1)) for first in range(1, count + 1, _CHUNK)]
    if len(chunks) < 2:
        _write_cases(folder, count, seed, range(1, count + 1))
        return
    with ProcessPoolExecutor() as pool:
        list(pool.map(_write_cases, *zip(*((folder, count, seed, chunk) for chunk in chunks), strict=True)))


def _write_cases(folder: Path, count: int, seed: int, numbers: range) -> None:
    """Write the cases of these numbers, out of `count`."""
    cases = cases_of(count, seed)
    for number in numbers:
        case = cases[number - 1]
        path = folder / "cases" / case.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(case_text(case, cases, Random(f"{seed}/{case.id}")), encoding="utf-8")  # noqa: S311 - no secret


@cache
def cases_of(count: int, seed: int = 1) -> Sequence[Case]:
    """What is fixed of every case before any is written, by number."""
    return tuple(_case(number, Random(f"{seed}/{number}")) for number in range(1, count + 1))  # noqa: S311 - no secret


def _case(number: int, random: Random) -> Case:
    is_open = number % round(1 / OPEN_SHARE) == 0
    days = random.uniform(1, 28) if is_open else random.uniform(60, 365 * YEARS)
    opened = (AT - timedelta(days=days)).replace(second=0, microsecond=0)
    return Case(number, "en" if number % 2 else "zh", opened, is_open)


def case_text(case: Case, cases: Sequence[Case], random: Random) -> str:
    """The whole file of a case; its Markdown links to another of `cases`."""
    return f"---\n{_front_matter(case, _Pen(case.language, random))}---\n{_body(case, cases, random)}"


@dataclass(frozen=True)
class _Pen:
    """Writes texts of one language, by chance."""

    language: str
    random: Random

    def words(self, count: int) -> str:
        """So many phrases in a row."""
        joint = "，" if self.language == "zh" else ", "
        text = joint.join(self.random.choices(WORDS[self.language], k=count))
        return f"{text} {self.random.randint(2, 480)} {'件' if self.language == 'zh' else 'pcs'}"

    def person(self) -> str:
        """Somebody."""
        return self.random.choice(PEOPLE)

    def role(self) -> str:
        """What somebody brings to a team."""
        return self.random.choice(ROLES[self.language])


def _front_matter(case: Case, pen: _Pen) -> str:
    facts = {key: _criterion(case, days, pen) for key, days in DUE.items()}
    head = {
        "id": case.id,
        "title": pen.words(1),
        "opened": _moment(case.opened),
        "source": pen.random.choice(("PRR", "DR", "GCA", "PDI")),
        "customer": pen.random.choice(("SGM-DY", "SGM-NS", "HX-CS", "NDW")),
        "area": f"Line {pen.random.randint(1, 9)}",
        "part": {"number": f"33{pen.random.randint(1000, 9999)}", "name": pen.words(1), "lots": [_lot(pen)]},
        "owner": pen.person(),
        "department": pen.role(),
        "severity": pen.random.choice(("major", "minor")),
        "trigger": ["customer_request", "significant"],
        "updated": _moment(min(AT - timedelta(hours=2), case.opened + timedelta(days=40))),
    }
    if not case.is_open:
        head["closed"] = _moment(_all_met(case) + WATCH + timedelta(hours=pen.random.randint(1, 90)))
    blocks = {"criteria": facts, "team": _team(pen), "problem": {key: pen.words(4) for key in QUESTIONS}}
    lists = {
        "revisions": _revisions(case, pen),
        "risk_stock": [_stock(case, location, pen) for location in STOCK],
        "causes": [_cause(number, branch, pen) for number, branch in enumerate(BRANCHES)],
        "options": [_option(number, pen) for number in range(3)],
        "actions": [_action(case, step, pen) for step in ("D3", "D5", "D6", "D6", "D7")],
        "documents": [_document(case, kind, pen) for kind in ("PFMEA", "CP", "SOP")],
        "read_across": [_like(case, pen) for _ in range(2)],
    }
    lines = [f"{key}: {_flow(value)}" for key, value in head.items()]
    for key, block in blocks.items():
        lines += [f"{key}:", *(f"  {name}: {_flow(value)}" for name, value in block.items())]
    lines.append("diamond: {process: yes, tool: yes, part: yes, part_quality: no}")
    for key, items in lists.items():
        lines += [f"{key}:", *(f"  - {_flow(item)}" for item in items)] if items else []
    lines += ["whys:", *(line for kind in ("occurrence", "escape") for line in _ladder(kind, pen))]
    return "\n".join([*lines, ""])


def _done_at(case: Case, days: int) -> datetime:
    """When a criterion of so many days is met; one in seven is late."""
    share = 1.15 if (case.number + days) % 7 == 0 else 0.8
    return case.opened + timedelta(days=days) * share


def _all_met(case: Case) -> datetime:
    return max(_done_at(case, days) for days in DUE.values())


def _criterion(case: Case, days: int, pen: _Pen) -> Mapping[str, object]:
    done = _done_at(case, days)
    if done <= AT:
        evidence = [f"{pen.words(1)} p. {days}"]
        return {"done": _moment(done), "evidence": evidence, "by": pen.person(), "approved_by": pen.person()}
    return {"next": pen.words(2), "by": pen.person()} if pen.random.random() < 0.8 else {"by": pen.person()}


def _revisions(case: Case, pen: _Pen) -> list[Mapping[str, object]]:
    """One case in four has a deadline that was moved once."""
    if case.number % 4:
        return []
    moved, to = case.opened + timedelta(days=5, hours=3), case.opened + timedelta(days=10)
    key = "corrective_action"
    given = {"at": _moment(moved), "criterion": key, "to": f"{to:%Y-%m-%d}", "reason": pen.words(1)}
    return [{**given, "consent": "customer"}] if moved < AT else []


def _team(pen: _Pen) -> Mapping[str, object]:
    names = pen.random.sample(PEOPLE, 6)
    roles = ROLES[pen.language]
    members = [{"name": name, "role": role} for name, role in zip(names[2:], roles, strict=False)]
    return {"champion": names[0], "leader": names[1], "members": members}


def _stock(case: Case, location: str, pen: _Pen) -> Mapping[str, object]:
    quantity = pen.random.randint(100, 2000)
    numbers = {"quantity": quantity, "sorted": quantity, "rejected": pen.random.randint(0, 9)}
    clean = min(AT - timedelta(hours=1), case.opened + timedelta(hours=20))
    return {
        "location": location,
        "lots": [_lot(pen)],
        **numbers,
        "disposition": pen.words(1),
        "clean_from": _moment(clean),
    }


def _cause(number: int, branch: str, pen: _Pen) -> Mapping[str, object]:
    kind = "escape" if branch == "measurement" else "occurrence"
    return {"kind": kind, "branch": branch, "text": pen.words(1), "verified": "yes" if number % 2 == 0 else "no"}


def _ladder(kind: str, pen: _Pen) -> list[str]:
    rungs = [{"why": pen.words(1), "because": pen.words(1), "evidence": pen.words(1)} for _ in range(5)]
    return [f"  - kind: {kind}", "    chain:", *(f"      - {_flow(rung)}" for rung in rungs)]


def _option(number: int, pen: _Pen) -> Mapping[str, object]:
    given = {"what": pen.words(1), "effect": pen.words(1), "cost": pen.words(1), "side_effects": pen.words(1)}
    return {**given, "chosen": "yes"} if number == 0 else given


def _action(case: Case, step: str, pen: _Pen) -> Mapping[str, object]:
    start = case.opened + timedelta(days=1)
    done = case.opened + timedelta(days=6)
    given = {"step": step, "what": pen.words(2), "owner": pen.person(), "start": f"{start:%Y-%m-%d}"}
    given |= {"due": f"{start + timedelta(days=9):%Y-%m-%d}"}
    return {**given, "done": _moment(done), "result": pen.words(1)} if done < AT else given


def _document(case: Case, kind: str, pen: _Pen) -> Mapping[str, object]:
    name = f"{kind}-{pen.random.randint(100, 999)}"
    done = case.opened + timedelta(days=18)
    given = {"kind": kind, "name": name, "revision": f"R{pen.random.randint(2, 12)}"}
    return {**given, "done": f"{done:%Y-%m-%d}"} if done < AT else given


def _like(case: Case, pen: _Pen) -> Mapping[str, object]:
    given = {"product": pen.words(1), "affected": "no", "action": pen.words(1), "owner": pen.person()}
    done = case.opened + timedelta(days=12)
    return {**given, "due": f"{done:%Y-%m-%d}", **({"done": _moment(done)} if done < AT else {})}


def _lot(pen: _Pen) -> str:
    return f"L{pen.random.randint(2100, 2699)}-{pen.random.randint(1, 28):02d}"


def _moment(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"


def _flow(value: object) -> str:
    """A value as one line of YAML, in quotes only where YAML wants them: as people write it."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    text = str(value)
    is_plain = not _NEEDS_QUOTES.search(text) or _MOMENT.fullmatch(text)
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _body(case: Case, cases: Sequence[Case], random: Random) -> str:
    """The Markdown: a table, lists, a box, and a link to another case."""
    pen, other = _Pen(case.language, random), random.choice(cases)
    rows = [f"| {pen.words(1)} | {random.randint(1, 999)} / {random.randint(1000, 9999)} |" for _ in range(6)]
    paragraphs = [f"{pen.words(6)} - **{pen.words(1)}** `{_lot(pen)}`" for _ in range(3)]
    parts = [
        *("## D2", "", "| item | data |", "|---|---|", *rows, "", paragraphs[0], ""),
        *("## D3", "", *(f"- {pen.words(3)}" for _ in range(4)), "", '!!! warning "!"', f"    {pen.words(3)}", ""),
        *(f"## D4 {pen.words(1)}", "", paragraphs[1], "", f"1. {pen.words(2)}", f"2. {pen.words(2)}", ""),
        *(f"→ [{other.id}]({other.id}.md)", "", "## D7", "", paragraphs[2], ""),
        *("## D8", "", f"> {pen.words(6)}", "", pen.words(6), ""),
    ]
    return "\n".join(parts)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Write a plant of so many full cases.")
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write_plant(given.folder, given.count, given.seed)


if __name__ == "__main__":
    main()
