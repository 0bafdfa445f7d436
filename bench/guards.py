"""Time and memory of the guard of .docx files on its worst cases: ``python bench/guards.py`` (bounds: 1 s and 64 MiB each; Linux).

Every seed of the tests is measured in a process of its own that has made nothing else, since memory once taken is not given back.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def measure(path: Path) -> None:
    """Print seconds and additional mebibytes of one check, in this process."""
    from bcd35.formats.docx_guard import check_template

    data = path.read_bytes()
    check_template(b"")
    before, began = peak(), time.perf_counter()
    check_template(data)
    print(time.perf_counter() - began, peak() - before)


def peak() -> float:
    """The most memory that this process has ever held, in MiB."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measured(path: Path) -> tuple[float, float]:
    done = subprocess.run([sys.executable, __file__, str(path)], capture_output=True, text=True, check=True)
    seconds, mebibytes = map(float, done.stdout.split())
    return seconds, mebibytes


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from tests.test_docx_guard import HONEST, HOSTILE

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.docx"
        figures = {}
        for kind, data in ({kind: data for kind, (data, _) in HOSTILE.items()} | HONEST).items():
            path.write_bytes(data)
            figures[kind] = measured(path)
    for kind, (seconds, mebibytes) in sorted(figures.items(), key=lambda item: -item[1][0]):
        print(f"{seconds * 1000:8.1f} ms  {mebibytes:6.1f} MiB  {kind}")
    slowest, largest = (max(figure[place] for figure in figures.values()) for place in (0, 1))
    print(f"{len(figures)} files: slowest {slowest:.2f} s, most memory {largest:.0f} MiB")


if __name__ == "__main__":
    if sys.argv[1:]:
        measure(Path(sys.argv[1]))
    else:
        main()
