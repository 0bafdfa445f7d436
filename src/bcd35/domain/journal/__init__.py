"""The journal as a clerk reads it: which act by which command, what was and what is, and what puts it right.

Not here: keeping it (``store/registers.py``).
"""
