"""Bytes ↔ values: registers, letters, checklists, forms, the summary workbook. No clock, no SQL, no disk."""
