"""The practice: facts become tracks, once. Pure; no clock, no files (contract §5)."""
