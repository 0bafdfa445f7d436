"""The front door. ``--version`` is answered before anything heavy loads."""

import sys


def main() -> None:
    """Entry point of the ``bcd35`` command; never returns."""
    for stream in (sys.stdout, sys.stderr):
        # Vietnamese cannot be written in cp1252 or cp1258; a failed print after a finished act would look like a failed act.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.argv[1:] in (["--version"], ["-V"]):
        from bcd35 import __version__

        sys.stdout.write(f"bcd35 {__version__}\n")
        sys.exit(0)
    from bcd35.cli.border import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
