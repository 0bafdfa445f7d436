"""One-bit flips of a ledger: ``check`` names whatever changes what is told, and nothing ends as a bug.

``python -m bench.flips`` flips one bit at a time in the ledger of an office with two rounds of life, asks
everything that a clerk reads of it, and then ``check``. Exit code 1: a gate was broken.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.support.damage import Judged, flipped, flips, judge, told, two_rounds


def kind_of(judged: Judged) -> str:
    """The row of the table that one flip belongs to."""
    if judged.bugs:
        return "ended as a bug"
    if judged.changed:
        return "changes what is told, named by check" if judged.named else "changes what is told, SILENT"
    return "changes nothing told, named by check" if judged.named else "changes nothing told, not named"


def main() -> int:
    """Read the options and run; 1 when a flip was silent or ended as a bug."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.flips", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--flips", type=int, default=300, help="how many bits are flipped (%(default)s)")
    parser.add_argument("--seed", type=int, default=35, help="which bits (%(default)s)")
    parser.add_argument("--show", action="store_true", help="print what check says of each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = two_rounds(Path(place))
        whole, before = (root / "bcd35.db").read_bytes(), told(root)
        kinds: Counter[str] = Counter()
        for byte, bit in flips(whole, options.flips, options.seed):
            judged = judge(root, flipped(whole, byte, bit), before)
            kinds[kind_of(judged)] += 1
            if options.show or judged.bugs or (judged.changed and not judged.named):
                print(f"byte {byte}, bit {bit}: {kind_of(judged)} {judged.bugs}\n{judged.check.text}")
    print(f"{options.flips} flips of a ledger of {len(whole)} bytes, seed {options.seed}")
    for kind, count in sorted(kinds.items()):
        print(f"| {kind} | {count} |")
    return 1 if any("bug" in kind or "SILENT" in kind for kind in kinds) else 0


if __name__ == "__main__":
    sys.exit(main())
