"""Frozen records and closed sets: what a plant keeps and the rules it keeps it by. Standard library only."""
