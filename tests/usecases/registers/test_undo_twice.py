"""An act that is undone leaves all figures as before it; undone twice, as after it, with all its options."""

import json
import shlex
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW, ROUND, SET_VALUES, CommandLine

pytestmark = pytest.mark.issued

FIRST = NOW + timedelta(days=21)
DAYS = ("2025-12-01", "2025-12-05", "2025-12-10", "2025-12-16", "2025-12-31")
MERGER = "units retire SXD --into MOI --date 2025-12-10 --reason a"
EARLIER = "record-report TTT --received-on 2025-12-02 ĐỦ"
LATER = "record-report TTT --received-on 2025-12-14 ĐỦ"  # a report typed in wholly, after all of SYT's
ACTS = [
    ("units retire SXD --date 2025-12-10",),
    ("units retire SXD --date 2025-12-10 --keep-expected",),
    (MERGER,),
    (f"{MERGER} --keep-expected",),
    (f"{MERGER} --keep-expected", "units retire SXD --take-back x"),
    (f"{MERGER} --keep-expected", "units retire SXD --reason b --put-right x"),
    (f"{MERGER} --keep-expected", "units retire SXD --no-keep-expected --put-right x"),
    (MERGER, "units retire SXD --keep-expected --put-right x"),
    (MERGER, "units retire SXD --into TTT --date 2025-12-05 --put-right x"),
    (MERGER, "units retire SXD --take-back x"),
    (MERGER, "rounds restore SXD --date 2025-12-12 --reason z", "units retire SXD --reason b --put-right x"),
    ("units retire SXD --date 2025-12-10", "units retire SXD --into TTT --reason b --put-right x"),
    ("units split SXD --into A:Sở --into B:Chi --date 2025-12-10 --reason c --add --new",),
    ("units split SXD --into A:Sở --into SYT --date 2025-12-10 --add --keep --new",),
    ("units split SXD --into A:Sở --into TTT --date 2025-12-10 --add --new", "units split SXD --take-back x"),
    ("units split SXD --into A:Sở --into MOI --date 2025-12-10 --add --new",),
    ("units split SXD --into A:Sở --into MOI --date 2025-12-10 --add --new", "units split SXD --take-back x"),
    ("units recode SXD SXDM",),
    ("units edit SYT --name Sở_Y --note n --email a@b.vn",),
    ("units edit SXD --status retired --date 2025-12-05",),
    ("units add TCT --name Trường --kind dang_uy_co_so",),
    ("channels edit fb-huong-tra --status retired --note n",),
    ("office --place Huế",),
    (f"rounds close {ROUND} --date 2025-12-18 --reason r",),
    (f"rounds close {ROUND}", f"rounds reopen {ROUND} --reason r"),
    ("rounds exempt SXD --date 2025-12-03 --reason r",),
    ("rounds exempt SXD --reason q", "rounds exempt SXD --date 2025-12-03 --reason r --put-right x"),
    ("rounds exempt SXD --date 2025-12-03 --reason q", "rounds restore SXD --date 2025-12-05 --reason r"),
    ("rounds extend --all --to 2025-12-26 --reason r",),
    ("rounds extend --unit SXD --to 2025-12-26 --reason r", "rounds extend --undo --unit SXD --reason x"),
    (
        "rounds extend --unit SXD --to 2025-12-26 --reason r",
        "rounds extend --unit SXD --to 2025-12-30 --reason s",
    ),
    (f"notify {ROUND} --add --unit MOI",),
    ("letters reserve 40 --reason r",),
    ("letters on-paper 41 --date 2025-12-20 --reason r",),
    ("record-report SXD --received-on 2025-12-04 ĐỦ",),
    ("reports amend SYT --received-on 2025-12-17 --note n --ref 5 --ref-date 2025-12-12 --reason r",),
    ("reports withdraw SYT --date 2025-12-12 --reason r",),
    ("reports withdraw SYT --revision 2 --reason r",),
    ("reports move SYT --to SXD --reason r",),
    ("reports move SNV --revision 1 --to SXD --reason r",),
    ("reports move SNV --revision 1 --to SYT --reason r",),
    ("reports move SYT --revision 1 --revision 2 --to SNV --reason r",),
    (LATER, "reports move TTT --revision 1 --to SYT --reason r"),
    (LATER, "reports move TTT --revision 1 --to SNV --reason r"),
    (LATER, "reports move SYT --revision 1 --revision 2 --to TTT --reason r"),
    (EARLIER, "reports move SYT --revision 1 --revision 2 --to TTT --reason r"),
    ("record-report SYT --received-on 2025-12-12 --set anh_da_gui=11",),
    ("reports swap SYT SNV --reason r",),
]


def figures(bcd35: CommandLine, root: Path) -> dict[str, Any]:
    """What is said of all units as of some days, and the registers; not who stated a value."""
    seen: dict[str, Any] = {}
    now = FIRST + timedelta(days=3)
    for day in DAYS:
        units = bcd35("status", ROUND, "--as-of", day, "--json", now=now).json["data"]["units"]
        told = ("state", "days_late", "deadline", "received_on")
        seen |= {f"{day} {one['code']}": tuple(one[name] for name in told) for one in units}
    (root / "s.json").unlink(missing_ok=True)
    assert bcd35("export-summary", "-o", "s.json", "--format", "json", now=now).code == 0
    summary = json.loads((root / "s.json").read_text(encoding="utf-8"))
    seen |= {f"answers {one['code']}": one["answers"] for one in summary["units"]}
    for words in ("units list --all", "channels list --all"):
        entries = bcd35(*words.split(), "--json", now=now).json["data"]
        seen |= {f"{words} {one['code']}": {**one, "source": ""} for one in entries}
    seen["office"] = bcd35("office", "--json", now=now).json["data"]
    (round_,) = bcd35("rounds", "list", "--json", now=now).json["data"]
    return {**seen, "round": round_["status"]}


@pytest.mark.parametrize("acts", ACTS, ids=" · ".join)
def test_an_act_is_undone_and_undone_again(acts: tuple[str, ...], bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "add", "MOI", "--name", "Sở mới", "--kind", "dang_uy_co_so", now=FIRST)
    for unit, day in (("SYT", "2025-12-08"), ("SNV", "2025-12-16")):
        assert bcd35("record-report", unit, "--received-on", day, *SET_VALUES, now=FIRST).code == 0
    more = ["SYT", "--received-on", "2025-12-11", "--set", "anh_da_gui=9"]
    assert bcd35("record-report", *more, now=FIRST).code == 0
    *before_it, act = acts
    moment = FIRST
    for words in before_it:
        moment += timedelta(minutes=1)
        assert bcd35(*typed(words), now=moment).code == 0, words

    was = figures(bcd35, root)
    ran = bcd35(*typed(act), now=moment + timedelta(minutes=1))
    assert ran.code == 0, ran.err
    done = figures(bcd35, root)
    assert bcd35("undo", "--yes", now=moment + timedelta(minutes=2)).code == 0
    undone = figures(bcd35, root)
    assert {name: undone[name] for name in was} == was
    assert bcd35("undo", "--yes", now=moment + timedelta(minutes=3)).code == 0
    again = figures(bcd35, root)
    assert {name: again[name] for name in done} == done


def typed(words: str) -> list[str]:
    """``ĐỦ`` stands for all answers."""
    found = shlex.split(words)
    return found[:-1] + SET_VALUES if found[-1] == "ĐỦ" else found
