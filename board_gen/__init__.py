"""board_gen: a plant's case files and issue sheet in, its fast-response board out."""

__version__ = "0.1.0"
