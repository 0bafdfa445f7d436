"""The summary workbook (bảng tổng hợp, .xlsx): figures for leaders, lists for the clerk who answers their
questions.

``book.py`` puts it together; ``overview.py``, ``lists.py`` and ``notes.py`` say what stands on the sheets,
``column.py`` what a column of a list is and ``listing.py`` how a list is written, ``sheet_writer.py`` how a cell
is, ``cell_styles.py`` how cells look and ``cells.py`` what a cell can hold. No figure is computed here.
"""
