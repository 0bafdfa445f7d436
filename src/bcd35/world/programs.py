"""The outside programs that bcd35 starts, LibreOffice and browser; none is left running."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.layout.fonts import FONT


def open_in_browser(path: Path, place: str = "") -> bool:
    """Show a page, at a place of it, to the person at this machine; False where no browser starts."""
    import webbrowser

    return webbrowser.open(path.resolve().as_uri() + (f"#{place}" if place else ""))


# Where LibreOffice usually is when the PATH does not name it.
_USUAL_OFFICES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
# A start takes as long as a handful of letters; a run that hangs loses at most these documents.
_MOST_PER_RUN = 20
_START_SECONDS, _DOCUMENT_SECONDS = 90, 30
# Blank pages before a section that begins on an odd page are kept: a printer needs them.
_AS_PDF = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'


# A foreign document must not make LibreOffice fetch anything: no link is followed, no macro runs, and the way
# to the network ends at a port of this computer where nothing listens.
_ALONE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>\
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>\
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>\
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>\
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>\
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>"""


class _Conversion(NamedTuple):
    """From which ending to which, and how LibreOffice calls that."""

    source: str
    result: str
    filter: str


class _Work(NamedTuple):
    """Documents to be converted in a folder of our own, each named by its place."""

    folder: Path
    documents: Sequence[bytes]
    conversion: _Conversion = _Conversion(".docx", ".pdf", _AS_PDF)

    def converted(self, place: int) -> bytes | None:
        """The result for a document, which is taken away; None where there is none."""
        path = self.folder / f"{place}{self.conversion.result}"
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        finally:
            with suppress(OSError):  # held by a virus scanner, it goes with the folder
                path.unlink()


def find_soffice() -> Path | None:
    """LibreOffice on this machine, or None."""
    import shutil

    found = shutil.which("soffice") or shutil.which("libreoffice")
    return (
        Path(found) if found else next((path for path in map(Path, _USUAL_OFFICES) if path.is_file()), None)
    )


# Fonts of the same widths as the one that letters are set in.
_LETTER_FONTS = (FONT, "Liberation Serif", "Tinos")


def has_letter_font() -> bool:
    """Whether the font of the letters, or one of its widths, is on this machine."""
    if sys.platform == "win32":
        return (Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts" / "times.ttf").is_file()
    import shutil
    import subprocess

    if not (program := shutil.which("fc-list")):
        return False
    command = [program, ":", "family"]
    listed = subprocess.run(command, check=False, capture_output=True, timeout=30)  # noqa: S603 – found on the PATH
    return any(font in listed.stdout.decode(errors="replace") for font in _LETTER_FONTS)


def convert_to_pdf(soffice: Path, documents: Sequence[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """``(place, PDF)`` of each document, as the runs of LibreOffice end; None for one that it cannot convert.

    Documents go in batches to one LibreOffice per core, each with its own profile. One bad file may stop a
    batch, so the documents that a batch did not convert are tried one by one. No program is left running when
    this ends, however it ends.
    """
    with _own_folder() as folder:
        work = _Work(folder, documents)
        size = min(_MOST_PER_RUN, -(-len(documents) // _offices()))
        batches = [
            range(start, min(start + size, len(documents))) for start in range(0, len(documents), size or 1)
        ]
        undone: list[range] = []
        for batch in _run_offices(soffice, work, batches):
            for place in batch:
                pdf = work.converted(place)
                if pdf is None and len(batch) > 1:
                    undone.append(range(place, place + 1))
                else:
                    yield place, pdf
        for alone in _run_offices(soffice, work, undone):
            yield alone.start, work.converted(alone.start)


def convert_to_docx(soffice: Path, data: bytes, ending: str) -> bytes | None:
    """The .docx of a document of another kind; None for one that LibreOffice cannot convert.

    ``ending``: ``.doc``, ``.rtf`` or ``.odt``.
    """
    with _own_folder() as folder:
        work = _Work(folder, [data], _Conversion(ending, ".docx", "docx"))
        for batch in _run_offices(soffice, work, [range(1)]):
            return work.converted(batch.start)
    return None


@contextmanager
def _own_folder() -> Iterator[Path]:
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="bcd35-pdf-"))
    try:
        yield folder
    finally:
        with _undisturbed():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ignore Ctrl-C while this clears up: a second one must not leave it half done."""
    import threading

    # Only the main thread may set signal handlers.

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _offices() -> int:
    return os.cpu_count() or 1


def _run_offices(soffice: Path, work: _Work, batches: Sequence[range]) -> Iterator[range]:
    """Each batch when its run has ended, well or not."""
    waiting = list(reversed(batches))
    profiles = [work.folder / f"profile-{number}" for number in range(min(_offices(), len(batches)))]
    running: dict[Path, _OfficeRun] = {}
    try:
        while waiting or running:
            for profile in profiles:
                if waiting and profile not in running:
                    running[profile] = _OfficeRun(soffice, work, profile, waiting.pop())
            time.sleep(0.05)
            for profile, run in list(running.items()):
                if run.has_ended():
                    yield running.pop(profile).batch
    finally:
        with _undisturbed():
            for run in running.values():
                run.kill()


class _OfficeRun:
    """One LibreOffice that converts one batch; its own process group lets it be killed with its children."""

    def __init__(self, soffice: Path, work: _Work, profile: Path, batch: range) -> None:
        import subprocess

        self.batch = batch
        self._deadline = time.monotonic() + _START_SECONDS + _DOCUMENT_SECONDS * len(batch)
        sources = [work.folder / f"{place}{work.conversion.source}" for place in batch]
        for source, place in zip(sources, batch, strict=True):
            source.write_bytes(work.documents[place])
        settings = profile / "user" / "registrymodifications.xcu"
        if not settings.exists():
            settings.parent.mkdir(parents=True, exist_ok=True)
            settings.write_text(_ALONE, encoding="utf-8")
        options = [
            "--headless",
            "--norestore",
            f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to",
            work.conversion.filter,
        ]
        command = [str(soffice), *options, "--outdir", str(work.folder), *map(str, sources)]
        nowhere = subprocess.DEVNULL
        # In a session of its own a Ctrl-C at the terminal does not reach it; we end it ourselves.
        self._process = subprocess.Popen(  # noqa: S603 – the program we found, files we named
            command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
        )

    def has_ended(self) -> bool:
        """Tell whether the run is over; one that takes too long is ended here."""
        if self._process.poll() is None and time.monotonic() < self._deadline:
            return False
        self.kill()
        return True

    def kill(self) -> None:
        """End the program and all that it started."""
        import subprocess

        if sys.platform == "win32":
            if self._process.poll() is None:
                end_all = ["taskkill", "/T", "/F", "/PID", str(self._process.pid)]
                subprocess.run(end_all, check=False, capture_output=True)  # noqa: S603 – a program of Windows
        else:
            with suppress(ProcessLookupError):  # the usual case: all of them have ended
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
