"""The front door. ``--version`` is answered before anything heavy loads."""

import os
import sys

# New objects between two searches for garbage; of itself the interpreter searches after 700. A run keeps
# nearly all that it makes, and each search looks through it to find next to nothing.
_OBJECTS = 10_000


def main() -> None:
    """Entry point of the ``bcd35`` command; never returns."""
    _open_streams()
    if "--version" in sys.argv[1:] or sys.argv[1:2] == ["-V"]:
        _tell_version(sys.argv[1:])
        sys.exit(0)
    if sys.argv[1:2] == ["--complete"]:
        from bcd35.cli.complete import complete

        complete(sys.argv[2:])
        sys.exit(0)
    sys.exit(_run())


def _open_streams() -> None:
    """Streams that take Vietnamese, also where the caller gave none."""
    # closed by the caller (``>&-``), or no console at all (pythonw)
    if sys.stdout is None or sys.stderr is None:
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 – lives as long as the process
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        # Vietnamese cannot be written in cp1252 or cp1258; a failed print after a finished act would look
        # like a failed act.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.stdin is None:  # a question then meets the end of its input, as with an empty file
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 – as above


def _run() -> int:
    """Run the command: its exit code."""
    import gc

    # Loading modules makes many objects and no garbage, and the interpreter's last search for garbage would
    # find that all are still in use. Both together would take a quarter of the time of `bcd35 --help`: see
    # the rows “start” of `python -m bench`.
    gc.disable()
    sys.unraisablehook = _press_again
    try:
        from bcd35.cli.errors import run

        gc.freeze()  # nor does any later search look through what is loaded for good
        gc.set_threshold(_OBJECTS)
        gc.enable()
        return run(sys.argv[1:])
    except KeyboardInterrupt:
        # ``run`` does not catch a Ctrl-C that comes before it starts or as it ends.
        return 130
    finally:
        gc.freeze()


def _tell_version(arguments: list[str]) -> None:
    """Of the program, of Python and of SQLite: what somebody who is asked for help wants to know first."""
    import _sqlite3  # the library alone; sqlite3 would load ten times as much

    from bcd35 import __version__

    versions = {"bcd35": __version__, "python": sys.version.split()[0], "sqlite": _sqlite3.sqlite_version}
    if "--json" in arguments:
        data = ", ".join(f'"{name}": "{version}"' for name, version in versions.items())
        sys.stdout.write(f'{{"ok": true, "data": {{{data}}}, "findings": []}}\n')
        return
    sys.stdout.write("bcd35 {bcd35} (Python {python}, SQLite {sqlite})\n".format(**versions))


def _press_again(lost: "sys.UnraisableHookArgs") -> None:
    """Python drops a Ctrl-C that falls into a callback of its own, as its imports have them.

    Let it come once more.
    """
    if lost.exc_type is KeyboardInterrupt:
        from _thread import interrupt_main
        from threading import Timer

        again = Timer(0.05, interrupt_main)  # a moment later: in here it would be dropped like the first
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(lost)


if __name__ == "__main__":
    main()
