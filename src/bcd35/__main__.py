"""The front door. ``--version`` is answered before anything heavy loads."""

import os
import sys


def main() -> None:
    """Entry point of the ``bcd35`` command; never returns."""
    if sys.stdout is None or sys.stderr is None:  # closed by the caller (``>&-``), or no console at all (pythonw)
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 – lives as long as the process
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        # Vietnamese cannot be written in cp1252 or cp1258; a failed print after a finished act would look like a failed act.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.argv[1:2] in (["--version"], ["-V"]):
        from bcd35 import __version__

        sys.stdout.write(f"bcd35 {__version__}\n")
        sys.exit(0)
    import gc

    # Imports make many objects and no garbage: collecting while they load costs a twentieth of the start-up.
    gc.set_threshold(100_000)
    try:
        from bcd35.cli.border import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # before or after the border's own watch
        code = 130
    # The interpreter's last sweep would visit every object only to find that all are still in use: a sixth of a short run.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
