"""How fast the program is, how much memory it takes, what a kill leaves behind, what a hostile file costs.

``python -m bench`` prints the table; ``python -m bench.kills`` and ``python -m bench.guards`` are the two
harnesses. All run at the top of the repository. ``ours`` is the only file that names the program's modules.
"""
