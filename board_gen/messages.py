"""The mark that a text is shown to readers and stands in the message catalogues."""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark `message` for extraction; it is worded later, in the reader's language."""
    return message
