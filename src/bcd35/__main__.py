"""The front door. ``--version`` is answered before anything heavy loads."""

import atexit
import os
import sys

# New objects between two searches for garbage; of itself the interpreter searches after 700. A run keeps
# nearly all that it makes, and each search looks through it to find next to nothing: 11 % of `record-report`
# with 1,530 forms (docs/measurements.md), 1 % of every start.
_OBJECTS = 10_000


def main() -> None:
    """Entry point of the ``bcd35`` command; never returns."""
    _open_streams()
    _leave(_answer(sys.argv[1:]))


def _answer(arguments: list[str]) -> int:
    """What the command line asks for: its exit code."""
    if "--version" in arguments or arguments[:1] == ["-V"]:
        _tell_version(arguments)
        return 0
    if arguments[:1] == ["--complete"]:
        from bcd35.cli.complete import complete

        complete(arguments[1:])
        return 0
    return _run(arguments)


def _leave(code: int) -> None:
    """Leave at once; never returns. To take 200 modules apart first would be 2 % of `bcd35 status`.

    All else that the interpreter does at its end is done here; no thread of ours outlives its command.
    """
    atexit._run_exitfuncs()  # noqa: SLF001 – temporary files; as multiprocessing does before its own os._exit
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody reads it, or the disk is full: the interpreter's own end tells it
        sys.exit(code)
    os._exit(code)


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


def _run(arguments: list[str]) -> int:
    """Run the command: its exit code."""
    import gc

    # Loading modules makes many objects and no garbage. To search them would take a tenth of the time of
    # `bcd35 --help`: see the rows “start” of `python -m bench`.
    gc.disable()
    sys.unraisablehook = _press_again
    try:
        from bcd35.cli.errors import run

        gc.freeze()  # nor does any later search look through what is loaded for good
        gc.set_threshold(_OBJECTS)
        gc.enable()
        return run(arguments)
    except KeyboardInterrupt:
        # ``run`` does not catch a Ctrl-C that comes before it starts or as it ends.
        return 130


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
