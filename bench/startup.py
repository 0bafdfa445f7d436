"""Start-up of whole processes: ours against ``python -c pass`` and against a bare typer app, interleaved in
one run.

``python bench/startup.py [ROUNDS]`` prints medians and, per round, ratios; ratios hold on another machine,
milliseconds do not.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bcd35.usecases.workspace.upkeep import make_workspace

BARE_TYPER = """
import typer
app = typer.Typer(rich_markup_mode=None, add_completion=False)
@app.callback()
def root() -> None: ...
@app.command("list")
def list_(limit: int = 10) -> None:
    print("x")
app()
"""
AIMS = {"bcd35 --version": 1.2, "bcd35 --help": 6.5, "bcd35 channels list": 6.5}


def _commands(workspace: Path) -> dict[str, list[str]]:
    bare = workspace / "bare.py"
    bare.write_text(BARE_TYPER, encoding="utf-8")
    ours = [str(Path(sys.executable).with_name("bcd35"))]
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        "bare typer app": [sys.executable, str(bare), "list"],
        "bcd35 --version": [*ours, "--version"],
        "bcd35 --help": [*ours, "--help"],
        "bcd35 channels list": [*ours, "channels", "list"],
    }


def _seconds(command: list[str], cwd: Path) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    """Time every command once per round and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    os.environ.pop("BCD35_ROOT", None)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        make_workspace(workspace)
        commands = _commands(workspace)
        for command in commands.values():  # warm caches and make the database
            _seconds(command, workspace)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                times[name].append(_seconds(command, workspace))
    base = times["python -c pass"]
    typer = times["bare typer app"]
    print(f"{'command':<22}{'median ms':>10}{'x pass':>9}{'x typer':>9}{'aim':>7}   ({rounds} rounds)")
    for name, seconds in times.items():
        per_pass = median(one / ground for one, ground in zip(seconds, base, strict=True))
        per_typer = median(one / ground for one, ground in zip(seconds, typer, strict=True))
        aim = f"{AIMS[name]:.1f}" if name in AIMS else ""
        print(f"{name:<22}{median(seconds) * 1000:>10.1f}{per_pass:>9.2f}{per_typer:>9.2f}{aim:>7}")


if __name__ == "__main__":
    main()
