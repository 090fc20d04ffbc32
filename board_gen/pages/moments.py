"""An instant as every page shows it that knows its words: one element, the same everywhere."""

from board_gen.views.case_clock import Moment
from board_gen.wording.times import utc_text


def moment_element(moment: Moment) -> str:
    """The element; its words are digits and signs of a date. The page of a case has 60 of them."""
    return f'<time datetime="{utc_text(moment.instant)}">{moment.text}</time>'
