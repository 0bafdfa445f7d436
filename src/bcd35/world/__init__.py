"""The outside world: the clock, the workspace, durable files, programs and cores of this machine.

What does not live here: the database (``store/``), the meaning of a file (``formats/``).
"""
