"""The trends page as a whole: its questions in a manager's order, each with the panels that answer it."""

from board_gen.messages import N_
from board_gen.views.reader import Reader
from board_gen.views.trend_classes import pareto_panels
from board_gen.views.trend_deadlines import moved_panel, on_time_panel, reasons_panel
from board_gen.views.trend_durations import open_time_panel, times_panel
from board_gen.views.trend_panels import Panel, as_of_text
from board_gen.views.trend_progress import age_panel, board_panel, flow_panel, recurred_panel
from board_gen.views.trends import Trends, day_text

_QUESTIONS = (
    (N_("Is it getting better?"), (board_panel, flow_panel, open_time_panel, times_panel, age_panel, recurred_panel)),
    (N_("Are deadlines kept, or moved?"), (on_time_panel, moved_panel, reasons_panel)),
)


def questions_of(trends: Trends, reader: Reader) -> tuple[tuple[str, tuple[Panel, ...]], ...]:
    """Every question with its panels, in order."""
    told = [(message, tuple(make(trends, reader) for make in makers)) for message, makers in _QUESTIONS]
    told.append((N_("Where does it come from?"), pareto_panels(trends, reader)))
    return tuple((reader.words(message), tuple(_dated(panel, reader) for panel in panels)) for message, panels in told)


def panels_of(trends: Trends, reader: Reader) -> tuple[Panel, ...]:
    """The page's panels, in order."""
    return tuple(panel for _, panels in questions_of(trends, reader) for panel in panels)


def _dated(panel: Panel, reader: Reader) -> Panel:
    """The panel with its instant as the last note."""
    return panel._replace(notes=(*panel.notes, as_of_text(reader)))


def chosen_text(trends: Trends, reader: Reader, names: tuple[str, ...] = ()) -> str:
    """What is charted, in a sentence: of whom (`names`; none: the whole plant), since when, and how many cases."""
    selection = trends.sums.selection
    return reader.words(
        N_("{who}, {first} to {last}: {opened} cases opened, {cases} on the board at some time."),
        who=" · ".join(names) or reader.words(N_("The whole plant")),
        first=day_text(selection.first),
        last=day_text(selection.last),
        opened=trends.sums.opened,
        cases=trends.sums.qsb.cases,
    )
