"""Workbooks that somebody sent: the guard, the exact reader, what a cell means."""
