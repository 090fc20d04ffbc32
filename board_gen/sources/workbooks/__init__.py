"""The program that reads workbooks, one file and one tab, in a process of its own with limits (`child.py`).

It imports nothing else of board_gen, and of libraries only xlrd, for old .xls files. What it writes is told in
`grid.py`; `sources/workbook.py` starts it and reads that.
"""
