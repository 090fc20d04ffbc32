"""Names as a reader knows them: people, customers, sources; what the rules do not know stands as it was written."""

from board_gen.views.reader import Reader


def person_of(name: str, reader: Reader) -> str:
    """A person's name in the reader's language, where board.yml `people` gives one."""
    label = reader.rules.people.get(name)
    return reader.label(label) if label else name


def customer_of(code: str, reader: Reader) -> str:
    """A customer by its label, else its code."""
    customer = reader.rules.customers.get(code)
    return reader.label(customer.label) if customer and customer.label else code


def source_of(code: str, reader: Reader) -> str:
    """A source by its label, else its code."""
    source = reader.rules.sources.get(code)
    return reader.label(source.label) if source else code


def step_of(step: str, reader: Reader) -> str:
    """A step with its label, `D3 Containment`; the bare step where the plant gives it no label."""
    label = reader.rules.steps.get(step)
    return f"{step} {reader.label(label)}" if label else step
