"""The summary workbook (bảng tổng hợp, .xlsx): figures for leaders, lists for the clerk who answers their
questions.

``book.py`` puts it together; ``overview.py``, ``lists.py`` and ``notes.py`` say what stands on the sheets,
``listing.py`` how a long list is written, ``sheet_writer.py`` how a short sheet is, ``looks.py`` how cells look and
``cells.py`` what a cell can hold. No figure is computed here.
"""
