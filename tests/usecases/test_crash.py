"""Several clerks at once, and the power plug.

Whatever moment a run dies at, nothing acknowledged is lost and nothing is doubled.
"""

import json
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bcd35.cli.errors import run
from bcd35.domain.findings import Finding
from bcd35.domain.shape import to_plain
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.reminder import ReminderRequest, remind
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.receiving.give_back import return_report
from bcd35.usecases.receiving.record import ReturnedFiles, record_files
from bcd35.usecases.receiving.refused_file import CorrectionRequest
from bcd35.usecases.registers.rounds import get_round
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import Checked, check_workspace
from bcd35.world.files import left_overs
from bcd35.world.workspace import Workspace, World
from tests.conftest import NOW, ROUND
from tests.support.filling import fill, form_of, make_office
from tests.support.processes import CHILD, start
from tests.support.trees import but_the_mark

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")]

REAL = (sys.executable, "-m", "bcd35")
UNITS = ("DTN", "STC", "SYT")
KILLS = 50
# Steps of the ledger's first copy of itself after the act: synced, renamed; its folder synced and the 2 in
# which it and the folder of copies are new.
COPY = 5
DATED = date(2025, 11, 22)
RECEIVED = date(2025, 12, 1)


@contextmanager
def sitting(root: Path) -> Iterator[Desk]:
    """A desk in this process."""
    desk = open_desk(World(NOW, Workspace(root)))
    try:
        yield desk
    finally:
        desk.store.close()


def rows(desk: Desk, table: str) -> int:
    return int(desk.store._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 – our own names


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with its database, nothing issued."""
    root = tmp_path_factory.mktemp("ready") / "w"
    make_office(root)
    with sitting(root):
        pass
    return root


# --- at once ------------------------------------------------------------------------------------------------


def test_three_processes_take_six_hundred_numbers(ready: Path, tmp_path: Path) -> None:
    root = shutil.copytree(ready, tmp_path / "w")
    with sitting(root) as desk, desk.act():
        whole = get_round(desk, ROUND)
        # small: 600 of them are read 1,200 times
        round_ = replace(whole, tasks=whole.tasks[:1], fields=whole.fields[:1])
        for code in (f"{prefix}-{place}" for prefix in "abc" for place in range(200)):
            definition = json.dumps(to_plain(replace(round_, code=code)), ensure_ascii=False)
            desk.store.registers.set_round(code, "open", definition)
    children = [start(*CHILD, "numbers", str(root), prefix, "200") for prefix in "abc"]
    for child in children:
        assert child.stdin
        child.stdin.write("\n")
        child.stdin.flush()
    ended = [(*child.communicate(timeout=120), child.returncode) for child in children]

    assert [(errors, code) for _, errors, code in ended] == [("", 0)] * 3
    taken = [json.loads(out) for out, _, _ in ended]
    assert sorted(number for numbers in taken for number in numbers) == list(range(28, 628))
    with sitting(root) as desk:
        expected = {
            number: (f"{prefix}-{place}", False)
            for prefix, numbers in zip("abc", taken, strict=True)
            for place, number in enumerate(numbers)
        }
        assert desk.store.letters.taken_numbers("CV/BCĐ", "2025-2030") == expected
        assert desk.store.faults() == []
    assert all(numbers == sorted(numbers) for numbers in taken)
    # they did run at once
    assert not all(numbers == list(range(numbers[0], numbers[0] + 200)) for numbers in taken)


@pytest.mark.parametrize("trial", range(4))
def test_two_processes_issue_one_round(ready: Path, tmp_path: Path, trial: int) -> None:
    root = shutil.copytree(ready, tmp_path / "w")
    if trial % 2:
        (root / "bcd35.db").unlink()  # the first use of a fresh workspace, twice at once
    command = (
        *REAL,
        "-C",
        str(root),
        "notify",
        "--date",
        DATED.isoformat(),
        *(f"--unit={code}" for code in UNITS),
        "--json",
    )
    children = [start(*command) for _ in range(2)]
    ended = [(child.communicate(timeout=120), child.returncode) for child in children]

    with sitting(root) as desk:
        assert desk.store.letters.taken_numbers("CV/BCĐ", "2025-2030") == {28: (ROUND, True)}
        assert check_workspace(desk) == Checked(10, ())
        assert [line.unit for line in desk.store.letters.expectations(ROUND)] == sorted(UNITS)
        assert (rows(desk, "letters"), rows(desk, "forms")) == (1, 3)
        assert desk.store._connection.execute(
            "SELECT count(*) FROM journal WHERE act = 'notify'"
        ).fetchone() == (1,)
    for (out, errors), code in ended:
        assert "locked" not in out + errors
        answer = json.loads(out)
        if code:  # the one that was too late to find the letter before it began
            assert (code, [found["code"] for found in answer["findings"]]) == (3, ["issued_meanwhile"])
        else:
            assert answer["data"]["letter"]["number"] == 28
    assert [code for _, code in ended] in ([0, 0], [0, 3], [3, 0])


# --- killed -------------------------------------------------------------------------------------------------


def killed_after(lines: int, command: Sequence[str]) -> tuple[list[str], str]:
    """Kill a command that tells its steps once it wrote so many lines: all its lines, and its answer.

    The command may go on after so many lines and waits at the next one. So the kill falls somewhere between
    two neighbouring lines, however busy the machine is.
    """
    with start(*command) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        child.stdin.write("." * lines)
        child.stdin.flush()
        told = [child.stderr.readline() for _ in range(lines)]
        child.kill()
        out = child.stdout.read()
        told += child.stderr.readlines()
    assert child.returncode == -signal.SIGKILL, told
    return told, out


def not_killed(command: Sequence[str]) -> tuple[list[str], str]:
    """All lines of a command that tells its steps, and its answer."""
    child = start(*command)
    out, errors = child.communicate("." * 10_000, timeout=120)
    assert child.returncode == 0, errors
    return errors.splitlines(keepends=True), out


def after_random_lines(
    workspace: Path,
    tmp_path: Path,
    arguments: Callable[[Path], tuple[str, ...]],
    judge: Callable[..., str],
) -> Counter[str]:
    """Kill the command after each of its lines and after more lines of chance, KILLS times or more.

    Each time in a copy of the workspace. ``judge(root, code, out)`` → phase, checks everything.
    """

    def command(root: Path) -> tuple[str, ...]:
        return (*CHILD, "tell", "-C", str(root), *arguments(root))

    calm = shutil.copytree(workspace, tmp_path / "calm")
    every, out = not_killed(command(calm))
    assert judge(calm, 0, out) == "after"
    lines = range(1, len(every))  # after the last one nothing is left to kill
    random = Random(35)  # noqa: S311 – kills, not secrets
    chosen = random.sample(lines, len(lines)) + random.choices(lines, k=max(0, KILLS - len(lines)))

    def trial(number: int, line: int) -> str:
        root = shutil.copytree(workspace, tmp_path / str(number))
        told, out = killed_after(line, command(root))
        assert len(told) in (line, line + 1)
        assert set(told) <= set(every)  # and nothing else on stderr
        phase = judge(root, -signal.SIGKILL, out)
        shutil.rmtree(root)
        return phase

    with ThreadPoolExecutor(2) as pool:
        return Counter(pool.map(trial, range(len(chosen)), chosen))


def at_every_step(
    workspace: Path,
    tmp_path: Path,
    arguments: Callable[[Path], tuple[str, ...]],
    judge: Callable[..., str],
    *,
    way: str = "kill",
) -> Counter[str]:
    """Kill the command before its first, second, … step on the disk, until it gets through."""
    seen: Counter[str] = Counter()
    for step in count(1):
        root = shutil.copytree(workspace, tmp_path / str(step))
        child = start(*CHILD, way, str(step), "-C", str(root), *arguments(root))
        out, _ = child.communicate(timeout=120)
        seen[judge(root, child.returncode, out)] += 1
        shutil.rmtree(root)
        if child.returncode == 0:
            return seen
        assert child.returncode == -signal.SIGKILL
    raise AssertionError


def whole_answer(out: str) -> Any:
    """What a client was told, when the whole answer reached it."""
    try:
        return json.loads(out)
    except ValueError:
        return None


def left_over_findings(root: Path) -> tuple[Finding, ...]:
    shown = [Workspace(root).shown(path) for path in left_overs(root / "out")]
    return tuple(
        Finding(
            "left_over",
            path,
            f"Tệp tạm “{path}” do lần chạy bị ngắt để lại.",
            "Xóa được, khi không có lệnh bcd35 nào đang chạy.",
        )
        for path in shown
    )


def original_findings(lying: Sequence[str]) -> tuple[Finding, ...]:
    """What ``check`` says of originals, by their paths below ``out/_ho-so``, that no report has yet."""
    if not lying:
        return ()
    paths = [f"out/_ho-so/{path}" for path in lying]
    named = ", ".join(paths[:3])
    message = f"{len(paths)} tệp đã nhận không thuộc báo cáo hay tin bài nào: {named}."
    fix = "Xem từng tệp là gì, làm gì với nó: bcd35 recover"
    return (Finding("original_not_recorded", paths[0].rpartition("/")[0], message, fix),)


def not_recorded_findings(named: Collection[str], command: str = "notify") -> tuple[Finding, ...]:
    """What ``check`` says of the papers that an unfinished run left, by their paths below ``out/``."""
    named = [path for path in named if not path.startswith("_mau/")]  # copies of templates are no papers
    numberless = [
        path for path in named if path.rpartition("/")[2].startswith(("Bang-kiem_", "Mau-bao-cao_"))
    ]
    of_run = f"của một lần chạy {command} dở dang, chưa gửi đi thì đừng gửi"
    counts = ((len(named) - len(numberless), of_run), (len(numberless), "bảng kiểm hoặc mẫu báo cáo"))
    return tuple(
        Finding(
            "not_recorded",
            f"out/{ROUND}",
            f"Có {count} tệp trong out/{ROUND}/ chưa vào sổ: {what}.",
            "Xem từng tệp là gì, làm gì với nó: bcd35 recover",
        )
        for count, what in counts
        if count
    )


# --- killed while issuing -----------------------------------------------------------------------------------


def notify_arguments(units: tuple[str, ...]) -> tuple[str, ...]:
    return ("notify", "--date", DATED.isoformat(), *(f"--unit={code}" for code in units), "--json")


class JudgeIssue:
    """Looks at a workspace after a killed ``notify``, runs it again, compares with an undisturbed run."""

    def __init__(self, ready: Path, tmp_path: Path, units: tuple[str, ...]) -> None:
        self._request = NoticeRequest(dated=DATED, units=units)
        root = shutil.copytree(ready, tmp_path / "undisturbed")
        with sitting(root) as desk:
            notify(desk, self._request)
        self._units, self._expected = sorted(units), but_the_mark(root / "out")
        self._files = 1 + 3 * len(units)
        assert len(self._expected) == self._files + 2  # and two templates

    def __call__(self, root: Path, code: int, out: str) -> str:
        found = but_the_mark(root / "out")
        named = {
            path: data for path, data in found.items() if not path.rpartition("/")[2].startswith(".bcd35-")
        }
        with sitting(root) as desk:
            phase = self._phase(desk, named, found)
            if whole_answer(out):
                assert phase == "after"
            assert (code == 0) <= (phase == "after")
            for _ in range(2):
                notify(desk, self._request)
            assert desk.store.letters.taken_numbers("CV/BCĐ", "2025-2030") == {28: (ROUND, True)}
            assert [line.unit for line in desk.store.letters.expectations(ROUND)] == self._units
            assert check_workspace(desk) == Checked(self._files, ())
            assert desk.store._connection.execute(
                "SELECT count(*) FROM journal WHERE act = 'notify'"
            ).fetchone() == (1,)
        assert but_the_mark(root / "out") == self._expected  # the same bytes, and no temporary file
        return phase

    def _phase(self, desk: Desk, named: dict[str, bytes], found: dict[str, bytes]) -> str:
        """No letter and no row of one, or a letter with all its files.

        Under a final name only whole files.
        """
        assert desk.store.faults() == []
        for path, data in named.items():
            assert data == self._expected[path]
        issued = desk.store.letters.of_round(ROUND)
        counted = tuple(
            rows(desk, table) for table in ("numbers", "letters", "letter_files", "forms", "expectations")
        )
        units = len(self._units)
        if issued:
            assert counted == (1, 1, self._files, units, units)
            assert check_workspace(desk) == Checked(self._files, left_over_findings(desk.workspace.root))
            return "after"
        assert counted in ((0, 0, 0, 0, 0), (1, 0, 0, 0, 0))
        assert check_workspace(desk).files == 0
        assert set(check_workspace(desk).findings) == {
            *not_recorded_findings(named),
            *left_over_findings(desk.workspace.root),
        }
        return "between" if counted[0] or found else "before"


def test_fifty_kills_while_issuing(ready: Path, tmp_path: Path) -> None:
    judge = JudgeIssue(ready, tmp_path, UNITS)
    seen = after_random_lines(ready, tmp_path, lambda _root: notify_arguments(UNITS), judge)
    assert seen.total() >= KILLS
    # Certain: before, three lines up to the begin of the number. Between, all from its commit to the last
    # folder synced. After, the commit told and the answer given. At a commit itself it is either.
    assert seen["before"] >= 3, seen
    assert seen["between"] >= 49, seen
    assert seen["after"] >= 2, seen


def test_a_kill_before_every_step_of_issuing(ready: Path, tmp_path: Path) -> None:
    judge = JudgeIssue(ready, tmp_path, ("SYT",))
    seen = at_every_step(ready, tmp_path, lambda _root: notify_arguments(("SYT",)), judge)
    # Before: the begin and the commit of the number. Between: the first mark and the folder in which it is
    # new, 4 files synced, the begin, two templates (2 files, 2 renames, a folder and the one in which that is
    # new), 4 renames, 2 folders and the 2 in which they and the round's folder are new, the commit. After:
    # the mark synced, the end.
    assert seen == {"before": 2, "between": 22, "after": 2 + COPY}


# --- killed while replacing a letter ------------------------------------------------------------------------

REPLACING = NoticeRequest(dated=date(2025, 11, 26), replaces=28, reason="sai thời hạn")


def replace_arguments(_root: Path) -> tuple[str, ...]:
    return ("notify", "--replace", "28", "--reason", "sai thời hạn", "--date", "2025-11-26", "--json")


@pytest.fixture(scope="module")
def edited(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose letter went to one unit, with the round's file edited since."""
    root = shutil.copytree(ready, tmp_path_factory.mktemp("edited") / "w")
    with sitting(root) as desk:
        notify(desk, NoticeRequest(dated=DATED, units=("SYT",)))
    file = root / "data" / "rounds" / f"{ROUND}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("deadline: 2025-12-15", "deadline: 2025-12-22"), encoding="utf-8")
    return root


class JudgeReplaced:
    """Looks at a workspace after a killed ``notify --replace``, runs it again, compares with a calm run."""

    def __init__(self, edited: Path, tmp_path: Path) -> None:
        root = shutil.copytree(edited, tmp_path / "undisturbed")
        with sitting(root) as desk:
            notify(desk, REPLACING)
            assert self._stands(desk) == (29, date(2025, 12, 22))
        self._expected = but_the_mark(root / "out")

    @staticmethod
    def _stands(desk: Desk) -> tuple[int | None, date]:
        """The number in force and the deadline of the register, which go together."""
        issued = desk.store.letters.of_round(ROUND)
        return issued.letter.number.number if issued else None, get_round(desk, ROUND).deadline

    def __call__(self, root: Path, code: int, out: str) -> str:
        found = but_the_mark(root / "out")
        with sitting(root) as desk:
            assert desk.store.faults() == []
            stands = self._stands(desk)
            assert stands in ((28, date(2025, 12, 15)), (29, date(2025, 12, 22)))
            replaced = stands != (28, date(2025, 12, 15))
            assert (rows(desk, "letters"), rows(desk, "number_lines")) == ((2, 1) if replaced else (1, 0))
            assert {
                path: data for path, data in found.items() if ".bcd35-" not in path
            }.items() <= self._expected.items()
            assert check_workspace(desk).files == (8 if replaced else 4)
            assert (code == 0 or whole_answer(out) is not None) <= replaced
            taken = desk.store.letters.taken_numbers("CV/BCĐ", "2025-2030")
            # A number that was left over goes to no other letter of the round.
            assert notify(desk, NoticeRequest(units=("SYT",))).done is False
            for _ in range(2):
                notify(desk, REPLACING)
            assert self._stands(desk) == (29, date(2025, 12, 22))
            assert rows(desk, "expectations") == 1
            assert check_workspace(desk) == Checked(8, ())
            assert desk.store._connection.execute(
                "SELECT count(*) FROM journal WHERE act = 'replace_letter'"
            ).fetchone() == (1,)
        assert but_the_mark(root / "out") == self._expected  # the same bytes, and no temporary file
        return "after" if replaced else "between" if 29 in taken else "before"


def test_a_kill_before_every_step_of_replacing(edited: Path, tmp_path: Path) -> None:
    judge = JudgeReplaced(edited, tmp_path)
    seen = at_every_step(edited, tmp_path, replace_arguments, judge)
    # As with issuing, but that folders and templates are there already.
    # Between: the mark and 4 files synced, the begin, 4 renames, 2 folders, the commit.
    assert seen == {"before": 2, "between": 13, "after": 2 + COPY}


# --- killed while receiving ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def issued(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose letter went to three units, with their filled forms in ``tra-ve/``."""
    root = shutil.copytree(ready, tmp_path_factory.mktemp("issued") / "w")
    with sitting(root) as desk:
        notify(desk, NoticeRequest(dated=DATED, units=UNITS))
    (root / "tra-ve").mkdir()
    for code in UNITS:
        fill(form_of(root, code), root / "tra-ve" / f"Báo cáo {code}.xlsx")
    return root


class JudgeReceived:
    """Looks at a workspace after a killed ``record-report``, runs it again, compares with a calm run."""

    def __init__(self, issued: Path, tmp_path: Path) -> None:
        root = shutil.copytree(issued, tmp_path / "undisturbed")
        with sitting(root) as desk:
            self._record(desk)
            self._reports = desk.store.reports.of_round(ROUND)
        self._kept = but_the_mark(root / "out" / "_ho-so")
        assert {code: len(revisions) for code, revisions in self._reports.items()} == dict.fromkeys(UNITS, 1)
        assert len(self._kept) == 3

    @property
    def folders(self) -> int:
        """Of the kept originals, by their hashes: now and then two share one."""
        return len({path.partition("/")[0] for path in self._kept})

    @staticmethod
    def _record(desk: Desk) -> list[str]:
        return [
            outcome.verdict
            for outcome in record_files(
                desk, ReturnedFiles(paths=[desk.workspace.root / "tra-ve"], received_on=RECEIVED)
            ).outcomes
        ]

    def __call__(self, root: Path, code: int, out: str) -> str:
        kept = but_the_mark(root / "out" / "_ho-so")
        with sitting(root) as desk:
            assert desk.store.faults() == []
            reports = desk.store.reports.of_round(ROUND)
            assert reports in ({}, self._reports)
            assert {
                path: data for path, data in kept.items() if ".bcd35-" not in path
            }.items() <= self._kept.items()
            lying = [] if reports else sorted(path for path in kept if ".bcd35-" not in path)
            findings = (*original_findings(lying), *left_over_findings(root))
            assert check_workspace(desk) == Checked(10 + (3 if reports else 0), findings)
            if answer := whole_answer(out):
                assert [(one["verdict"], one["revision"]) for one in answer["data"]["files"]] == [
                    ("accepted", 1)
                ] * 3
                assert reports == self._reports
            assert (code == 0) <= bool(reports)
            assert self._record(desk) == (["already_received"] if reports else ["accepted"]) * 3
            assert self._record(desk) == ["already_received"] * 3
            assert desk.store.reports.of_round(ROUND) == self._reports
            assert check_workspace(desk) == Checked(13, ())
            assert desk.store._connection.execute(
                "SELECT count(*) FROM journal WHERE act = 'record_report'"
            ).fetchone() == (3,)
        assert but_the_mark(root / "out" / "_ho-so") == self._kept
        return "after" if reports else "between" if kept else "before"


def record_arguments(root: Path) -> tuple[str, ...]:
    return ("record-report", str(root / "tra-ve"), "--received-on", RECEIVED.isoformat(), "--json")


def test_fifty_kills_while_receiving(issued: Path, tmp_path: Path) -> None:
    judge = JudgeReceived(issued, tmp_path)
    seen = after_random_lines(issued, tmp_path, record_arguments, judge)
    assert seen.total() >= KILLS
    # Certain: between, all lines from the first sync to the last folder synced. After, the commit told and
    # the answer given. At the start and at the commit it is either.
    assert seen["between"] >= 14 + 2 * judge.folders, seen
    assert seen["after"] >= 2, seen


def test_a_kill_before_every_step_of_receiving(issued: Path, tmp_path: Path) -> None:
    judge = JudgeReceived(issued, tmp_path)
    seen = at_every_step(issued, tmp_path, record_arguments, judge)
    # Between (all bytes lie beside their places by the first step): three files synced, begin, renamed, their
    # folders and the 2 in which these and the folder of originals are new synced, commit. After: the mark
    # synced, the end.
    assert seen == {"between": 10 + judge.folders, "after": 2 + COPY}


class JudgeActs:
    """Looks at a workspace after a killed ``record-report`` of two acts: each is whole or not there."""

    def __init__(self, issued: Path, tmp_path: Path) -> None:
        root = shutil.copytree(issued, tmp_path / "undisturbed acts")
        with sitting(root) as desk:
            record_files(desk, ReturnedFiles(paths=[root / "tra-ve"], received_on=RECEIVED))
            self._whole = desk.store.reports.of_round(ROUND)
        first, second, _ = sorted(UNITS)  # in the order of the files' names
        self._after_act = [{}, {unit: self._whole[unit] for unit in (first, second)}, self._whole]

    def __call__(self, root: Path, code: int, _out: str) -> str:
        with sitting(root) as desk:
            reports = desk.store.reports.of_round(ROUND)
            assert desk.store.faults() == []
            assert reports in self._after_act
            assert rows(desk, "answers") == sum(
                len(one.answers) for revisions in reports.values() for one in revisions
            )
            journal = desk.store._connection.execute(
                "SELECT count(*) FROM journal WHERE act = 'record_report'"
            ).fetchone()
            assert journal == (len(reports),)
            recorded = desk.store.reports.stored_hashes()
            kept = (path for path in but_the_mark(root / "out" / "_ho-so") if ".bcd35-" not in path)
            lying = sorted(path for path in kept if Path(path).stem not in recorded)
            findings = (*original_findings(lying), *left_over_findings(root))
            assert check_workspace(desk) == Checked(10 + len(reports), findings)
            assert (code == 0) <= (reports == self._whole)
            # The next run takes in what is left, and only that.
            verdicts = [
                one.verdict
                for one in record_files(
                    desk, ReturnedFiles(paths=[root / "tra-ve"], received_on=RECEIVED)
                ).outcomes
            ]
            assert verdicts == ["already_received"] * len(reports) + ["accepted"] * (3 - len(reports))
            assert desk.store.reports.of_round(ROUND) == self._whole
        return f"{self._after_act.index(reports)} acts"


def test_a_kill_before_every_step_of_receiving_in_two_acts(issued: Path, tmp_path: Path) -> None:
    seen = at_every_step(
        issued, tmp_path, record_arguments, JudgeActs(issued, tmp_path), way="kill-small-acts"
    )
    # All three files are synced. First act: begin, two files renamed, their folders synced; commit. Second
    # act: one file alike, and the folder in which its own is new, unless an earlier file has the same.
    assert set(seen) == {"0 acts", "1 acts", "2 acts"}
    # The mark is synced after each.
    assert seen["1 acts"] in {5, 6}
    assert seen["2 acts"] == 2 + COPY


# --- killed while putting entries right ---------------------------------------------------------------------

PIECE = ("--medium", "tin-bai", "--category", "mô hình mới", "--received-on", "2025-12-01", "--round", ROUND)
PUT_RIGHT = {
    "a report moved": ("reports", "move", "SYT", "--to", "DTN", "--reason", "nhầm đơn vị"),
    "a withdrawal undone": ("reports", "restore", "STC", "--reason", "rút nhầm"),
    "a report amended": (
        *("reports", "amend", "SYT", "--received-on", "2025-12-09", "--reason", "nhầm ngày"),
        *("--evidence", "{root}/tra-ve/Báo cáo DTN.xlsx"),
    ),
    "a piece moved": ("contributions", "move", "1", "--to", "STC", "--reason", "nhầm đơn vị"),
    "a piece redated": (
        "contributions",
        "redate",
        "1",
        "--received-on",
        "2025-12-02",
        "--reason",
        "nhầm ngày",
    ),
    "a piece void": ("contributions", "void", "1", "--reason", "ghi nhầm"),
}


@pytest.fixture(scope="module")
def entered(issued: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As ``issued``, with a report of SYT, a withdrawn one of STC, and a piece of SYT."""
    root = shutil.copytree(issued, tmp_path_factory.mktemp("entered") / "w")
    for unit in ("SYT", "STC"):
        form = str(root / "tra-ve" / f"Báo cáo {unit}.xlsx")
        assert run(["-C", str(root), "record-report", form, "--received-on", RECEIVED.isoformat()]) == 0
    assert run(["-C", str(root), "reports", "withdraw", "STC", "--reason", "nhầm"]) == 0
    assert run(["-C", str(root), "contributions", "add", "SYT", "--title", "Mô hình mới", *PIECE]) == 0
    return root


class JudgePutRight:
    """Looks at a workspace after a killed command that puts one entry right, and runs it again."""

    # All that such a command writes, without the time of writing.
    _QUESTIONS = (
        "SELECT id, unit_code, revision, received_on, origin, sha256, note, taking FROM reports",
        "SELECT id, report_id, received_on, reason FROM report_lines",
        "SELECT line_table, line_id, reason FROM annulments",
        "SELECT report_id, name FROM evidence",
        "SELECT id, unit_code, received_on, sha256 FROM contributions",
        "SELECT id, contribution_id, stage, on_date FROM contribution_lines",
        "SELECT act, subject, detail FROM journal",
    )

    def __init__(self, entered: Path, tmp_path: Path, arguments: Sequence[str]) -> None:
        self._arguments, self._before = arguments, self._said(entered)
        root = shutil.copytree(entered, tmp_path / "undisturbed")
        assert self._run(root) == 0
        self._after = self._said(root)
        assert self._after != self._before

    def _run(self, root: Path) -> int:
        return run(["-C", str(root), *self.arguments(root)])

    def arguments(self, root: Path) -> tuple[str, ...]:
        return tuple(one.replace("{root}", str(root)) for one in self._arguments)

    def _said(self, root: Path) -> list[list[Any]]:
        with sitting(root) as desk:
            return [sorted(desk.store._connection.execute(sql)) for sql in self._QUESTIONS]

    def __call__(self, root: Path, code: int, out: str) -> str:
        found = self._said(root)
        assert found in (self._before, self._after)
        done = found == self._after
        assert (code == 0 or whole_answer(out) is not None) <= done
        # Once more: what was not done is done, and what was done is not done twice.
        assert self._run(root) == 0 or done
        assert self._said(root) == self._after
        with sitting(root) as desk:
            assert desk.store.faults() == []
            assert check_workspace(desk).findings == ()
        return "after" if done else "before"


@pytest.mark.parametrize("what", PUT_RIGHT)
def test_a_kill_before_every_step_of_putting_an_entry_right(what: str, entered: Path, tmp_path: Path) -> None:
    judge = JudgePutRight(entered, tmp_path, PUT_RIGHT[what])
    seen = at_every_step(entered, tmp_path, lambda root: (*judge.arguments(root), "--json"), judge)
    # Before: evidence synced, renamed, its folders synced; the begin, the commit. After: the mark, the end,
    # and on another day than that of the workspace the ledger's copy of itself.
    assert seen["before"] == (6 if "--evidence" in PUT_RIGHT[what] else 2)
    assert seen["after"] in (2, 2 + COPY)


# --- killed while reminding ---------------------------------------------------------------------------------


REMINDED = ReminderRequest(dated=date(2025, 12, 20), units=("SYT",))


def remind_arguments(_root: Path) -> tuple[str, ...]:
    return ("remind", "--date", "2025-12-20", "--unit", "SYT", "--json")


class JudgeReminder:
    """Looks at a workspace after a killed ``remind``, runs it again, compares with an undisturbed run."""

    def __init__(self, issued: Path, tmp_path: Path) -> None:
        root = shutil.copytree(issued, tmp_path / "undisturbed")
        with sitting(root) as desk:
            remind(desk, REMINDED)
            self._reminders = desk.store.reminders.of_round(ROUND)
        self._expected = but_the_mark(root / "out")
        assert [reminder.number.number for reminder in self._reminders] == [29]

    def __call__(self, root: Path, code: int, out: str) -> str:
        found = but_the_mark(root / "out")
        with sitting(root) as desk:
            assert desk.store.faults() == []
            recorded = desk.store.reminders.of_round(ROUND)
            assert recorded in ([], self._reminders)
            assert {
                path: data for path, data in found.items() if ".bcd35-" not in path
            }.items() <= self._expected.items()
            assert check_workspace(desk).files == 10 + (2 if recorded else 0)
            assert (code == 0 or whole_answer(out) is not None) <= bool(recorded)
            taken = desk.store.letters.taken_numbers("CV/BCĐ", "2025-2030", "reminder")
            for _ in range(2):
                remind(desk, REMINDED)
            assert desk.store.reminders.of_round(ROUND) == self._reminders
            assert check_workspace(desk) == Checked(12, ())
            assert desk.store._connection.execute(
                "SELECT count(*) FROM journal WHERE act = 'remind'"
            ).fetchone() == (1,)
        assert but_the_mark(root / "out") == self._expected  # the same bytes, and no temporary file
        return "after" if recorded else "between" if 29 in taken else "before"


def test_a_kill_before_every_step_of_reminding(issued: Path, tmp_path: Path) -> None:
    judge = JudgeReminder(issued, tmp_path)
    seen = at_every_step(issued, tmp_path, remind_arguments, judge)
    # Before: the begin and the commit of the number. Between: the mark and 2 files synced, the begin, the
    # template (file, rename, folder), 2 renames, 2 folders, the commit. After: the mark synced, the end.
    assert seen == {"before": 2, "between": 12, "after": 2 + COPY}


# --- killed while giving back -------------------------------------------------------------------------------


GIVEN_BACK = CorrectionRequest(unit="SYT", dated=date(2025, 12, 12))


@pytest.fixture(scope="module")
def refused(issued: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As ``issued``, with a refused report of SYT and of STC."""
    root = shutil.copytree(issued, tmp_path_factory.mktemp("refused") / "w")
    with sitting(root) as desk:
        for code in ("SYT", "STC"):
            file = fill(form_of(root, code), root / f"{code}.xlsx", so_anh="năm tấm")
            record_files(desk, ReturnedFiles(paths=[file], received_on=RECEIVED))
    return root


def give_back_arguments(_root: Path) -> tuple[str, ...]:
    return ("return-report", "SYT", "--date", "2025-12-12", "--json")


class JudgeGivenBack:
    """Looks at a workspace after a killed ``return-report``, gives another unit's back, runs it again."""

    def __init__(self, refused: Path, tmp_path: Path) -> None:
        root = shutil.copytree(refused, tmp_path / "undisturbed")
        with sitting(root) as desk:
            self._letter = return_report(desk, GIVEN_BACK).plan.content.number.number
            assert return_report(desk, replace(GIVEN_BACK, unit="STC")).plan.content.number.number == 30
        self._expected = but_the_mark(root / "out")
        assert self._letter == 29

    def __call__(self, root: Path, code: int, out: str) -> str:
        found = but_the_mark(root / "out")
        papers = [path for path in found if "bo-sung_" in path and ".bcd35-" not in path]
        with sitting(root) as desk:
            assert desk.store.faults() == []
            recorded = rows(desk, "corrections")
            assert {
                path: data for path, data in found.items() if ".bcd35-" not in path
            }.items() <= self._expected.items()
            findings = () if recorded else not_recorded_findings(papers, "return-report")
            assert check_workspace(desk) == Checked(12 + 2 * recorded, (*findings, *left_over_findings(root)))
            assert (code == 0 or whole_answer(out) is not None) <= bool(recorded)
            taken = desk.store.letters.taken_numbers("CV/BCĐ", "2025-2030")
            if 29 in taken:  # A number left over by SYT's is not given to STC.
                other = return_report(desk, replace(GIVEN_BACK, unit="STC"))
                assert other.plan.content.number.number == 30
            for _ in range(2):
                return_report(desk, GIVEN_BACK)
            return_report(desk, replace(GIVEN_BACK, unit="STC"))
            assert desk.store._connection.execute(
                "SELECT unit_code, number FROM corrections ORDER BY number"
            ).fetchall() == [("SYT", 29), ("STC", 30)]
            assert check_workspace(desk) == Checked(16, ())
        assert but_the_mark(root / "out") == self._expected  # the same bytes, and no temporary file
        return "after" if recorded else "between" if 29 in taken else "before"


def test_a_kill_before_every_step_of_giving_back(refused: Path, tmp_path: Path) -> None:
    judge = JudgeGivenBack(refused, tmp_path)
    seen = at_every_step(refused, tmp_path, give_back_arguments, judge)
    # Before: the begin and the commit of the number. Between: the mark and 2 files synced, the begin, the
    # template (file, rename, folder), 2 renames, the folder, the commit. After: the mark synced, the end.
    assert seen == {"before": 2, "between": 11, "after": 2 + COPY}


# --- killed while putting something right -------------------------------------------------------------------

# All that these commands write; a run that was killed and its rerun write it by one clock.
WRITTEN = (
    *("numbers", "number_lines", "letters", "letter_files", "forms", "extensions", "extension_files"),
    *("terms", "expectations", "units", "unit_lines", "mergers", "annulments", "journal"),
)


def state(root: Path) -> dict[str, list[tuple[Any, ...]]]:
    with sitting(root) as desk:
        execute = desk.store._connection.execute
        return {table: execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall() for table in WRITTEN}  # noqa: S608 – our own names


class JudgeRerun:
    """Runs a killed command again, twice, and holds ledger and papers against those of an undisturbed run."""

    def __init__(self, workspace: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
        self._command = command
        self._before = state(workspace)
        calm = shutil.copytree(workspace, tmp_path / "undisturbed")
        self._run(calm)
        self._after, self._papers = state(calm), but_the_mark(calm / "out")
        assert self._after != self._before

    def _run(self, root: Path) -> None:
        assert run(["-C", str(root), *self._command], now=NOW) == 0

    def __call__(self, root: Path, code: int, out: str) -> str:
        found = state(root)
        with sitting(root) as desk:
            assert desk.store.faults() == []
            told = {one.code for one in check_workspace(desk).findings}
        assert told <= {"not_recorded", "left_over"}
        named = {path: data for path, data in but_the_mark(root / "out").items() if ".bcd35-" not in path}
        assert named.items() <= self._papers.items(), "under a final name only whole files"
        assert (code == 0 or whole_answer(out) is not None) <= (found == self._after)
        for _ in range(2):
            self._run(root)
        assert state(root) == self._after
        assert but_the_mark(root / "out") == self._papers  # the same bytes, and no temporary file
        with sitting(root) as desk:
            assert check_workspace(desk).findings == ()
        return "before" if found == self._before else "after" if found == self._after else "between"


@pytest.fixture(scope="module")
def to_mend(issued: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As ``issued``, with a unit of the register that is not in the round."""
    root = shutil.copytree(issued, tmp_path_factory.mktemp("to mend") / "w")
    unit = ("units", "add", "MOI", "--name", "Sở mới", "--kind", "dang_uy_co_so")
    assert run(["-C", str(root), *unit], now=NOW) == 0
    return root


EXTEND = ("rounds", "extend", "--unit", "SYT", "--to", "2025-12-23", "--reason", "mưa lũ", "--letter")
OWN_TERM = ("--deadline", "2025-12-19", "--reason", "sắp xếp")


@pytest.mark.parametrize(
    ("command", "between"),
    [
        (("rounds", "extend", "--all", "--to", "2025-12-23", "--reason", "mưa lũ"), False),
        (EXTEND, True),
        (("units", "retire", "SYT", "--into", "MOI", *OWN_TERM), True),
        (("units", "split", "SYT", "--into", "SYT1:Sở một", "--keep", "--add", *OWN_TERM), True),
        (("units", "recode", "SYT", "SOYTE", "--reason", "bộ mã mới"), False),
        (("letters", "void", "28", "--reason", "sai ngày"), False),
    ],
    ids=["extend", "extend by letter", "merge", "split", "recode", "void"],
)
def test_a_kill_before_every_step_of_putting_something_right(
    to_mend: Path,
    tmp_path: Path,
    command: tuple[str, ...],
    between: bool,  # noqa: FBT001 – a case
) -> None:
    """``between``: whether the command has more than one act."""
    arguments = (*command, "--json")
    judge = JudgeRerun(to_mend, tmp_path, arguments)
    seen = at_every_step(to_mend, tmp_path, lambda _root: arguments, judge, way="kill-on-the-day")
    assert seen["before"] >= 2, seen  # the begin and the commit
    assert seen["after"] >= 2, seen  # the mark, the end
    assert ("between" in seen) == between, seen
