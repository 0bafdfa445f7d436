"""One-bit flips of a ledger: ``check`` names whatever changes what is told, and nothing ends as a bug.

``python -m bench.flips`` flips one bit at a time in the ledger of an office with two rounds of life, asks
everything that a clerk reads of it, and then ``check``. It then does the same with a build whose check does
not look at the seals, which must be found out. Exit code 1: a gate was broken.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from tests.support.damage import Judged, flipped, flips, judge, told, two_rounds

_SILENT, _BUG = "changes what is told, SILENT", "ends as a BUG"


def kind_of(judged: Judged) -> str:
    """The row of the table that one flip belongs to."""
    if judged.bugs:
        return _BUG
    if judged.changed:
        return "changes what is told, named by check" if judged.named else _SILENT
    return "changes nothing told, named by check" if judged.named else "changes nothing told, not named"


def run(root: Path, count: int, seed: int, *, show: bool = False) -> Counter[str]:
    """Flip so many bits, one at a time; how many flips are of which kind."""
    whole, before = (root / "bcd35.db").read_bytes(), told(root)
    kinds: Counter[str] = Counter()
    for byte, bit in flips(whole, count, seed):
        judged = judge(root, flipped(whole, byte, bit), before)
        kind = kind_of(judged)
        kinds[kind] += 1
        if show:
            print(f"byte {byte}, bit {bit}: {kind} {judged.bugs}\n{judged.check.text}")
    (root / "bcd35.db").write_bytes(whole)
    return kinds


def main() -> int:
    """Read the options and run; 1 when a gate failed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.flips", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--flips", type=int, default=300, help="how many bits are flipped (%(default)s)")
    parser.add_argument("--seed", type=int, default=35, help="which bits (%(default)s)")
    parser.add_argument("--show", action="store_true", help="print what check says of each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = two_rounds(Path(place))
        size = (root / "bcd35.db").stat().st_size
        kinds = run(root, options.flips, options.seed, show=options.show)
        with patch("bcd35.store.seal_audit.differences", return_value=[]):
            blind = run(root, max(options.flips // 3, 60), options.seed)
    print(f"{options.flips} flips of a ledger of {size} bytes, seed {options.seed}")
    for kind, count in sorted(kinds.items()):
        print(f"| {kind} | {count} |")
    print(
        f"build without seals: {f'found out: {blind[_SILENT]} silent' if blind[_SILENT] else 'NOT found out'}"
    )
    return 1 if kinds[_SILENT] or kinds[_BUG] or not blind[_SILENT] else 0


if __name__ == "__main__":
    sys.exit(main())
