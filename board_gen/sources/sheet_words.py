"""The words that a sheet's cells may hold, by whole value only: `未结案` is not `结案` (contract §4)."""

from collections.abc import Mapping
from enum import StrEnum

from board_gen.model.terms import Letter, Severity
from board_gen.sources.sheet_names import LONGEST_WORD, folded
from board_gen.sources.table import BadValue, Cell


class SheetStatus(StrEnum):
    """What a row says of itself; a letter typed there is kept apart, for comparison."""

    OPEN = "open"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    REJECTED = "rejected"


NOT_GIVEN = frozenset({"/", "-", "–", "—", "?", "n/a", "na", "无"})
"""Folded texts that mean *not given*; in a criterion's column *not applicable*."""

ERRORS = frozenset({
    "#n/a", "#value!", "#ref!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!", "#getting_data",
    "err:502", "err:504", "err:508", "err:511", "err:519", "err:522", "err:523",
})  # fmt: skip
"""Folded errors of spreadsheets, as they stand in the texts that were exported from them."""

LETTERS: Mapping[str, Letter] = {
    "g": Letter.GREEN,
    "green": Letter.GREEN,
    "绿": Letter.GREEN,
    "绿色": Letter.GREEN,
    "y": Letter.YELLOW,
    "yellow": Letter.YELLOW,
    "黄": Letter.YELLOW,
    "黄色": Letter.YELLOW,
    "r": Letter.RED,
    "red": Letter.RED,
    "红": Letter.RED,
    "红色": Letter.RED,
}

STATUSES: Mapping[str, SheetStatus] = {
    "open": SheetStatus.OPEN,
    "打开": SheetStatus.OPEN,
    "开启": SheetStatus.OPEN,
    "未关闭": SheetStatus.OPEN,
    "未结案": SheetStatus.OPEN,
    "未闭环": SheetStatus.OPEN,
    "进行中": SheetStatus.OPEN,
    "处理中": SheetStatus.OPEN,
    "inprogress": SheetStatus.OPEN,
    "closed": SheetStatus.CLOSED,
    "close": SheetStatus.CLOSED,
    "关闭": SheetStatus.CLOSED,
    "已关闭": SheetStatus.CLOSED,
    "结案": SheetStatus.CLOSED,
    "已结案": SheetStatus.CLOSED,
    "闭环": SheetStatus.CLOSED,
    "已闭环": SheetStatus.CLOSED,
    "on_hold": SheetStatus.ON_HOLD,
    "onhold": SheetStatus.ON_HOLD,
    "on-hold": SheetStatus.ON_HOLD,
    "暂停": SheetStatus.ON_HOLD,
    "已暂停": SheetStatus.ON_HOLD,
    "挂起": SheetStatus.ON_HOLD,
    "搁置": SheetStatus.ON_HOLD,
    "rejected": SheetStatus.REJECTED,
    "reject": SheetStatus.REJECTED,
    "驳回": SheetStatus.REJECTED,
    "已驳回": SheetStatus.REJECTED,
    "拒绝": SheetStatus.REJECTED,
    "不成立": SheetStatus.REJECTED,
}

SEVERITIES: Mapping[str, Severity] = {
    "major": Severity.MAJOR,
    "重大": Severity.MAJOR,
    "主要": Severity.MAJOR,
    "严重": Severity.MAJOR,
    "minor": Severity.MINOR,
    "一般": Severity.MINOR,
    "次要": Severity.MINOR,
    "轻微": Severity.MINOR,
    "safety": Severity.SAFETY,
    "安全": Severity.SAFETY,
}

ANSWERS: Mapping[str, bool] = {
    "yes": True,
    "y": True,
    "true": True,
    "是": True,
    "no": False,
    "n": False,
    "false": False,
    "否": False,
}


def is_not_given(text: str) -> bool:
    """True for an empty text and for those that stand for *nothing*."""
    if len(text) > LONGEST_WORD:
        return not text.strip()
    word = folded(text)
    return not word or word in NOT_GIVEN


def error_in(cell: Cell) -> BadValue | None:
    """The error that stands in a cell in the place of a value: as a workbook holds it, or as its export wrote it.

    `#####` is what a column shows that is too narrow.
    """
    if isinstance(cell.value, BadValue):
        return cell.value
    text = cell.text
    if text[:1] not in ("#", "E", "e") or len(text) > LONGEST_WORD:
        return None
    return BadValue(text) if folded(text) in ERRORS or (len(text) > 3 and not text.strip("#")) else None


def gives_something(cell: Cell) -> bool:
    """True for a cell that says anything of a problem: no error of a formula, no tick that nobody has set."""
    if cell.value == "" or cell.value is False:
        return False
    return error_in(cell) is None and not is_not_given(cell.text)
