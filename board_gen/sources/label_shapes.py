"""What is said in two languages, and how long something takes: shapes that several parts of board.yml share."""

from datetime import timedelta

from board_gen.model.label import Label
from board_gen.sources.scalars import DurationText, Text
from board_gen.sources.shape import ByForm, Field, Record, Shape


def _label(zh: str = "", en: str = "") -> Label:
    """A label of which one language may be missing: the other stands for it."""
    return Label(zh or en, en or zh)


LABEL: Shape[Label] = ByForm(
    text=Text().then(Label.plain), mapping=Record(_label, (Field("zh", Text()), Field("en", Text())))
)
ELAPSED: Shape[timedelta] = DurationText(is_elapsed=True).then(lambda duration: duration.elapsed)
