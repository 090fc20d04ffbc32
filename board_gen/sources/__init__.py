"""Files to model and findings: front matter, board.yml, case files, the sheet, ledgers, and their merge."""
