"""The names that a sheet's columns may have, and what they mean (contract §4).

Names are exact after folding: case, widths, blanks, line breaks and invisible characters make no difference, nor do
marks that say nothing (`*`, `#`, a colon, `（必填）`, `(yyyy-mm-dd)`). A name in two languages (`责任人 Owner`) is
known where both halves are and mean the same.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from board_gen.model.rules import Rules, SheetRules

DUE_SUFFIXES = (" due", " 期限")
"""Behind a criterion's name: its deadline."""

LONGEST_WORD = 40
"""Characters; what is longer is prose, and not kept in mind for the next row."""

LONGEST_NAME = 80
"""Characters of a column's name with its remarks; longer cells are no header."""

BUILT_IN: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "no", "no.", "number", "issue number", "编号", "序号", "问题编号"),
    "opened": ("opened", "date opened", "open date", "date", "日期", "开启日期", "发生日期", "提出日期"),
    "title": ("title", "issue", "issue description", "description", "problem", "问题", "问题描述"),
    "source": ("source", "来源", "问题来源"),
    "customer": ("customer", "客户"),
    "area": ("area", "区域", "车间"),
    "department": ("department", "责任部门", "责任单位"),
    "part": ("part", "part number", "unit i.d. #", "零件号", "零件"),
    "owner": ("owner", "lead", "责任人", "牵头人", "负责人"),
    "severity": ("severity", "严重度", "级别"),
    "profile": ("profile", "规则"),
    "tracked": ("tracked", "跟踪"),
    "next": ("next", "下一步", "对策"),
    "next_report": ("next_report", "next report", "next date", "下次汇报日期", "下次汇报时间"),
    "updated": ("updated", "更新日期"),
    "due": ("due", "期限", "应完成日期"),
    "closed": ("closed", "date closed", "关闭日期"),
    "status": ("status", "overall status", "状态", "总体状态"),
}

RUNNING_NUMBERS = frozenset({"no", "no.", "number", "序号"})
"""Names of the id that mostly number the rows: beside a column with a better name for it they are not read."""

DUE_PARTS = frozenset({
    "due", "duedate", "deadline", "target", "targetdate", "plan", "planned", "planneddate",
    "期限", "应完成", "应完成日期", "要求完成", "要求完成日期", "要求日期",
    "计划", "计划完成", "计划完成日期", "计划日期", "目标日期",
})  # fmt: skip
"""Folded names that mean the deadline where they stand under the name of a criterion."""

DONE_PARTS = frozenset({
    "done", "donedate", "datedone", "completed", "completeddate", "complete", "actual", "actualdate", "date",
    "完成", "完成日期", "完成时间", "实际", "实际完成", "实际完成日期", "实际日期", "日期",
})  # fmt: skip
"""Folded names that mean the criterion's cell, with the date on which it was done."""

LETTER_PARTS = frozenset({"status", "letter", "g/y/r", "gyr", "r/y/g", "ryg", "rag", "状态", "颜色", "评价"})
"""Folded names that mean the criterion's cell too, with its letter; where there is a date, that is read."""

_EMPTY_MARKS = "*#:★☆●▲※"
_SAYS_NOTHING = re.compile(
    r"[(\[【](?:必填|必填项|必须|选填|可选|非必填|下拉|下拉选择|自动|自动计算|required|optional|mandatory|auto"
    r"|yyyy[-/.]?mm[-/.]?dd|mm[-/.]dd[-/.]yyyy|dd[-/.]mm[-/.]yyyy|年[-/.]?月[-/.]?日?)[)\]】]"
)
_CHINESE = "\u3400-\u9fff"
_HALVES = re.compile(rf"\s*[\n/|()\[\]【】]+\s*|(?<=[{_CHINESE}])\s*(?=[A-Za-z#])|(?<=[A-Za-z.#])\s*(?=[{_CHINESE}])")


@dataclass(frozen=True, slots=True, order=True)
class ColumnKey:
    """What a column holds: a field of the row, or (`criterion`) a criterion's cell or (`deadline`) its deadline."""

    name: str
    criterion: bool = False
    deadline: bool = False

    def __str__(self) -> str:
        return f"{self.name} due" if self.deadline else self.name


def folded(text: str) -> str:
    """A name or word for comparison: without case, width, blanks, line breaks and invisible characters."""
    return _folded(text) if len(text) <= LONGEST_WORD else _folded.__wrapped__(text)


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in wide if not letter.isspace() and unicodedata.category(letter) != "Cf")


def bare(name: str) -> str:
    """A folded name without the marks and remarks that say nothing of what it means."""
    former = ""
    while former != name:
        former, name = name, _SAYS_NOTHING.sub("", name).strip(_EMPTY_MARKS)
    return name


def known_name_of(text: str, known: Mapping[str, ColumnKey]) -> str | None:
    """The folded name by which a header's text is known, None for all others."""
    name = folded(text)
    if name in known:
        return name
    if len(text) > LONGEST_NAME:
        return None
    if bare(name) in known:
        return bare(name)
    halves = [bare(folded(half)) for half in _HALVES.split(unicodedata.normalize("NFKC", text))]
    halves = [half for half in halves if half]
    agree = len(halves) > 1 and len({known.get(half) for half in halves}) == 1
    return halves[0] if agree and halves[0] in known else None


def known_names(rules: Rules, sheet: SheetRules) -> dict[str, ColumnKey]:
    """Every folded header name that is understood: `sheet.columns` first, then the built-in ones, then criteria."""
    names: dict[str, ColumnKey] = {}
    for key, name in (*_own_names(rules, sheet), *_built_in_names(), *_criteria_names(rules)):
        names.setdefault(folded(name), key)
    names.pop("", None)
    return names


def own_names(rules: Rules, sheet: SheetRules) -> frozenset[str]:
    """The folded names that board.yml adds; where a column has one, no other stands for its key."""
    return frozenset(folded(name) for _, name in _own_names(rules, sheet))


def _own_names(rules: Rules, sheet: SheetRules) -> Iterator[tuple[ColumnKey, str]]:
    """What board.yml adds; a key that is neither a field nor a criterion adds nothing."""
    keys = {folded(str(key)): key for key in _all_keys(rules)}
    for written, names in sheet.columns.items():
        key = keys.get(folded(written))
        if key is not None:
            yield from ((key, name) for name in names)


def _all_keys(rules: Rules) -> Iterator[ColumnKey]:
    yield from (ColumnKey(field) for field in BUILT_IN)
    for criterion in rules.criteria:
        yield ColumnKey(criterion.id, criterion=True)
        yield ColumnKey(criterion.id, criterion=True, deadline=True)


def _built_in_names() -> Iterator[tuple[ColumnKey, str]]:
    for field, names in BUILT_IN.items():
        yield from ((ColumnKey(field), name) for name in names)


def _criteria_names(rules: Rules) -> Iterator[tuple[ColumnKey, str]]:
    """The criteria's ids and labels, also behind their step: `D3 围堵`."""
    for criterion in rules.criteria:
        labels = (criterion.label.zh, criterion.label.en)
        for name in (criterion.id, *labels, *(f"{criterion.step} {label}" for label in labels if criterion.step)):
            yield ColumnKey(criterion.id, criterion=True), name
            for suffix in DUE_SUFFIXES:
                yield ColumnKey(criterion.id, criterion=True, deadline=True), name + suffix
