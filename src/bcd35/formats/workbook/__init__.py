"""The summary workbook (bảng tổng hợp, .xlsx): figures for leaders, lists for the clerk.

``book.py`` puts it together. ``overview.py``, ``lists.py`` and ``notes.py`` say what stands on the sheets.
``column.py`` says what a column of a list is, ``listing.py`` how a list is written, ``sheet_writer.py`` how a
short sheet is, ``cell_styles.py`` how cells look, ``cells.py`` what a cell can hold. No figure is computed
here.
"""
