"""The outside world: the clock, the workspace, durable files, programs of this machine.

Not here: the database (``store/``), the meaning of a file (``formats/``).
"""
