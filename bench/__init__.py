"""How fast the program is, how much memory it takes; what kills, power cuts and bad disks leave behind.

``python -m bench`` prints the table; ``bench.kills``, ``bench.powercut``, ``bench.faults`` and
``bench.guards`` are the harnesses. All run at the top of the repository. ``ours`` is the only file that names
the program's modules.
"""
