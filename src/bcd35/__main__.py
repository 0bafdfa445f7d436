"""The front door. ``--version`` is answered before anything heavy loads."""

import os
import sys


def main() -> None:
    """Entry point of the ``bcd35`` command; never returns."""
    # closed by the caller (``>&-``), or no console at all (pythonw)
    if sys.stdout is None or sys.stderr is None:
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 – lives as long as the process
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        # Vietnamese cannot be written in cp1252 or cp1258; a failed print after a finished act would look
        # like a failed act.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.argv[1:2] in (["--version"], ["-V"]):
        from bcd35 import __version__

        sys.stdout.write(f"bcd35 {__version__}\n")
        sys.exit(0)
    import gc

    # Loading modules makes many objects and no garbage, and the interpreter's last search for garbage would
    # find that all are still in use. Both together would take a quarter of the time of `bcd35 --help`: see
    # the rows “start” of `python -m bench`.
    gc.disable()
    sys.unraisablehook = _press_again
    try:
        from bcd35.cli.errors import run

        gc.freeze()  # nor does any later search look through what is loaded for good
        gc.enable()
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        # ``run`` does not catch a Ctrl-C that comes before it starts or as it ends.
        code = 130
    gc.freeze()
    sys.exit(code)


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
