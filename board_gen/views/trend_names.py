"""The names of a trend table, in its order, as a reader sees them: for the page and for the data file."""

from board_gen.model.terms import Branch
from board_gen.rules.profile import ANSWER_CRITERION
from board_gen.rules.trend_rows import Names, TrendTable
from board_gen.views.reader import Reader
from board_gen.wording.report_terms import BRANCHES


def criterion_names(table: TrendTable, reader: Reader) -> tuple[str, ...]:
    """The labels of the table's criteria; the id of one that the rules lack."""
    labels = {criterion.id: criterion.label for criterion in (ANSWER_CRITERION, *reader.rules.criteria)}
    return tuple(reader.label(labels[name]) if name in labels else name for name in table.criteria)


def source_names(names: Names, reader: Reader) -> tuple[str, ...]:
    """The labels of the sources in a table's order; the code of one that the rules lack."""
    sources = reader.rules.sources
    return tuple(reader.label(sources[code].label) if code in sources else code for code in names.source)


def customer_names(names: Names, reader: Reader) -> tuple[str, ...]:
    """The labels of the customers in a table's order; the code of one that has none."""
    labels = {code: customer.label for code, customer in reader.rules.customers.items() if customer.label}
    return tuple(reader.label(labels[code]) if code in labels else code for code in names.customer)


def cause_names(names: Names, reader: Reader) -> tuple[str, ...]:
    """The branches of verified causes; "" where there is none yet."""
    return tuple(reader.words(BRANCHES[Branch(branch)]) if branch else "" for branch in names.cause)
