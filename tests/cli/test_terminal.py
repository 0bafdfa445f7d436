"""What reaches a terminal.

Stored texts never act on it, every code page is written, colours and bars only where a person looks.
"""

import codecs
import errno
import io
import json
import os
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from openpyxl import Workbook

from bcd35.cli.asking import says_yes
from bcd35.domain.channels import Channel
from bcd35.domain.findings import Finding
from bcd35.domain.units import Unit
from bcd35.show.progress import drawn_progress
from bcd35.show.screen import Cell, OutputOptions, Screen, Table, say, show, show_error, width, wrapped
from bcd35.usecases.workspace.opening import open_desk
from bcd35.world.workspace import Workspace, World
from tests.conftest import GOOD_VALUES, NOW, ROUND, SET_VALUES, CommandLine, Ran
from tests.support.filling import fill, form_of, picture, rows
from tests.support.office_lists import workbook

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
pytestmark = [pytest.mark.command_line, pytest.mark.issued]

# Markup of rich, and everything that a terminal acts on or that hides or turns text: ESC sequences, a title,
# a link, C1, bidi, zero width.
MARKUP = "[/] [bold]đậm[/bold] :warning: [link=http://x.vn]a[/link] \\[x"
ACTS = (
    "\x1b[31m \x1b]0;tên\x07 \x1b]8;;http://x.vn\x1b\\a \x9b31m \x85 \x07 \x08 \r \u202e \u2066 \u200b "
    "\ufeff \u2028"
)
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def plant(root: Path) -> None:
    """Texts that no command of ours would have let in: written straight into the database."""
    desk = open_desk(World(NOW, Workspace(root)))
    registers = desk.store.registers
    with desk.act():
        registers.add_units(
            [
                Unit(code="U1", name=f"Sở {MARKUP}", kind="dang_uy_co_so"),
                Unit(code="U2", name=f"Sở {ACTS} hết", kind="dang_uy_co_so", note=ACTS),
            ]
        )
        registers.add_channels(
            [
                Channel(
                    code="x1",
                    platform="website",
                    name=f"Kênh {MARKUP} {ACTS} hết",
                    url="https://x.vn/",
                    canonical_url="https://x.vn",
                )
            ]
        )
    desk.store.close()


class Terminal(NamedTuple):
    """What a process wrote to a pseudo-terminal, and its exit code."""

    code: int
    screen: str

    @property
    def plain(self) -> str:
        """Without the colours and cursor moves that we write ourselves."""
        return re.sub(r"\x1b\[[0-9;]*[mK]", "", self.screen).replace("\r\n", "\n")


def environment(**more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "BCD35_ROOT", "COLUMNS", "LINES", "FORCE_COLOR")
    }
    return {**kept, "TERM": "xterm-256color", **more}


def at_terminal(
    root: Path,
    *arguments: str,
    answers: tuple[tuple[str, str], ...] = (),
    wide: int = 200,
    stdout: int | None = None,
    more: dict[str, str] | None = None,
) -> Terminal:
    """Run ``bcd35`` on a pseudo-terminal; ``answers``: each is typed once the text before it has appeared."""
    leader, follower = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, wide, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "bcd35", *arguments],
        cwd=root,
        env=environment(**(more or {})),
        stdin=follower,
        stdout=stdout or follower,
        stderr=follower,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 – the terminal must be its own for Ctrl-C
    )
    os.close(follower)
    decoder = codecs.getincrementaldecoder("utf-8")()
    seen, place, typed = "", 0, ""
    waiting = list(answers)
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        if waiting and waiting[0][0] in _plain(seen)[place:]:
            wanted, typed = waiting.pop(0)
            place = _plain(seen).index(wanted, place) + len(wanted)
            os.write(leader, typed.encode())
        if not select.select([leader], [], [], 0.2)[0]:
            if process.poll() is not None:
                break
            # Python misses a signal that comes just before it begins to read a line
            if typed == "\x03" and not waiting:
                os.write(leader, typed.encode())
            continue
        try:
            part = os.read(leader, 65536)
        except OSError:  # the other end was closed
            break
        if not part:
            break
        seen += decoder.decode(part)
    try:
        code = process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError(f"still runs; on the screen: {_plain(seen)}; next: {waiting[:1]}") from None
    os.close(leader)
    assert not waiting, f"never asked: {waiting[0][0]}; on the screen: {_plain(seen)}"
    return Terminal(code, seen)


def _plain(screen: str) -> str:
    return Terminal(0, screen).plain


def piped(root: Path, *arguments: str, **more: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "bcd35", *arguments],
        cwd=root,
        env=environment(**more),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


COMMANDS = (
    ("units", "list"),
    ("units", "show", "U1"),
    ("units", "show", "U2"),
    ("channels", "list"),
    ("channels", "show", "x1"),
    ("notify", "--unit", "U1", "--unit", "U2", "--dry-run"),
    ("units", "show", f"{MARKUP} {ACTS}".replace("\x00", "")),
)

# --- stored texts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", COMMANDS, ids=lambda arguments: " ".join(arguments[:2]) + " " + ascii(arguments[-1])[:6]
)
def test_stored_texts_do_not_act_when_piped(
    arguments: tuple[str, ...], bcd35: CommandLine, root: Path
) -> None:
    plant(root)

    ran, plain = bcd35(*arguments), bcd35(*arguments, "--json")

    assert ran.code in (0, 4)
    assert FORBIDDEN.findall(ran.out + ran.err) == []
    assert json.loads(plain.out)["ok"] == (ran.code == 0)
    # JSON escapes ESC and the rest of C0 itself; what it would leave bare must not reach the terminal either.
    assert FORBIDDEN.findall(plain.out + plain.err) == []


@pytest.mark.parametrize(
    "arguments", [("units", "list"), ("channels", "list"), ("units", "show", "U2")], ids=" ".join
)
def test_stored_texts_do_not_act_on_a_terminal(arguments: tuple[str, ...], root: Path) -> None:
    plant(root)

    shown = at_terminal(root, *arguments)

    assert shown.code == 0
    assert FORBIDDEN.findall(shown.plain) == []
    assert "x.vn" not in re.sub(r"https://x\.vn|http://x\.vn", "", shown.plain)


def test_markup_is_shown_as_it_was_written(bcd35: CommandLine, root: Path) -> None:
    plant(root)

    on_terminal = at_terminal(root, "units", "list", "U1", wide=200).plain
    by_pipe = bcd35("units", "list", "U1").out

    for text in (on_terminal, by_pipe):
        assert f"Sở {MARKUP}" in re.sub(r" +", " ", text)


def test_markup_in_every_part_of_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    found = Finding("x", f"ở {MARKUP}{ACTS}", f"{MARKUP}{ACTS}", f"{MARKUP}{ACTS}")
    table = Table((MARKUP,), ((Cell(f"{MARKUP}{ACTS}", "bad"),), (f"a\nb{MARKUP}",)))

    show(Screen(None, (f"{MARKUP}{ACTS}", table), (f"{MARKUP}{ACTS}",), (found,), 3), OutputOptions())
    show_error((found,), 3, OutputOptions())

    written = capsys.readouterr()
    assert written.out.count(MARKUP) == 5
    assert written.err.count(MARKUP) == 6
    assert FORBIDDEN.findall(written.out + written.err) == []


# --- code pages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1252", "cp1258", "cp437", "ascii", "utf-8"])
def test_output_is_utf8_whatever_the_code_page(encoding: str, root: Path) -> None:
    listed = piped(root, "units", "list", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    refused = piped(root, "units", "show", "Ủy ban", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    whole = piped(root, "status", "--json", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    desk = piped(root, PYTHONIOENCODING=encoding, PYTHONUTF8="0")

    assert (listed.code, listed.err) == (0, "")
    assert "Đoàn Thanh niên Cộng sản Hồ Chí Minh Đảng ủy Ủy ban nhân dân tỉnh" in listed.out
    assert refused.err.startswith("Lỗi: Không có đơn vị “Ủy ban”. Có phải ý bạn là ")
    assert whole.json["data"]["letter"] == "28-CV/BCĐ"
    assert (desk.code, "Việc tiếp theo:\n 1. Đợt " in desk.out) == (0, True)


# --- colours ------------------------------------------------------------------------------------------------

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    ("arguments", "more", "coloured"),
    [
        (("status",), {}, True),
        (("status",), {"NO_COLOR": "1"}, False),
        (("status",), {"TERM": "dumb"}, False),
        (("status", "--no-color"), {}, False),
        (("--no-color", "status"), {}, False),
        (("status", "--json"), {}, False),
    ],
    ids=["terminal", "NO_COLOR", "dumb", "--no-color after", "--no-color before", "--json"],
)
def test_colours_only_for_a_person_who_wants_them(
    arguments: tuple[str, ...],
    more: dict[str, str],
    coloured: bool,  # noqa: FBT001 – a column of the table above
    root: Path,
) -> None:
    shown = at_terminal(root, *arguments, more=more)
    assert (shown.code, bool(COLOUR.search(shown.screen))) == (0, coloured)
    if not coloured:
        assert "\x1b" not in shown.screen


@pytest.mark.parametrize("more", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
@pytest.mark.parametrize(
    "arguments", [("status",), ("--no-input",), ("help", "phat-hanh", "Hủy một số")], ids=str
)
def test_nothing_is_drawn_where_no_colours_are_wanted(
    arguments: tuple[str, ...], more: dict[str, str], root: Path
) -> None:
    drawn = re.compile("[\u2500-\u259f]")  # lines and blocks
    assert drawn.search(at_terminal(root, *arguments, wide=60).screen)
    plain = at_terminal(root, *arguments, wide=60, more=more)
    assert (plain.code, drawn.search(plain.screen), "Mã " in plain.plain or "Đợt " in plain.plain) == (
        0,
        None,
        True,
    )
    assert max(map(len, plain.plain.splitlines())) <= 60


def test_no_colours_in_a_pipe(root: Path) -> None:
    ran = piped(root, "status", FORCE_COLOR="1", CLICOLOR_FORCE="1")
    # it runs today: by now a copy is overdue
    assert (ran.code, ran.err.count("\n"), "\x1b" in ran.out + ran.err) == (0, 1, False)


def test_words_carry_what_colours_say(root: Path) -> None:
    by_pipe, on_terminal = piped(root, "status", "-q"), at_terminal(root, "status", "-q")
    words = re.findall(r"Chưa báo cáo|Đúng hạn|Trễ hạn", by_pipe.out)
    assert words == ["Chưa báo cáo"] * 5
    assert re.findall(r"Chưa báo cáo|Đúng hạn|Trễ hạn", on_terminal.plain) == words


@pytest.mark.parametrize("wide", [80, 100])
@pytest.mark.parametrize(
    "arguments",
    [("status",), ("channels", "list"), ("units", "list"), ("rounds", "list"), ("rounds", "show")],
    ids=" ".join,
)
def test_a_table_fits_the_terminal(arguments: tuple[str, ...], wide: int, root: Path) -> None:
    lines = at_terminal(root, *arguments, wide=wide).plain.splitlines()
    heading = next(
        place
        for place, line in enumerate(lines)
        if line.lstrip().startswith(("Mã ", "Đợt ", "Công văn, ")) and "  " in line.strip()
    )
    assert [
        line for line in lines[heading:] if len(line) > wide and not line.startswith(("Còn ", "Có ", "Khi "))
    ] == []


def test_the_code_of_a_round_stays_whole(bcd35: CommandLine, root: Path) -> None:
    code = "2026-03-chuyen-doi-so-ca-tinh-1"  # as long as a proposed one
    bcd35("rounds", "new", "--like", ROUND, "--deadline", "2026-03-16", "--code", code)
    words = at_terminal(root, "rounds", "list", wide=80).plain.split()
    assert {code, "16/03/2026"} <= {*words}


def test_what_has_most_to_say_stands_under_another_column_where_not_all_fit(root: Path) -> None:
    reason = "sai thể thức, phải phát hành lại"
    assert piped(root, "letters", "void", "28", "--reason", reason).code == 0
    (entry,) = json.loads(piped(root, "letters", "list", "--json").out)["data"]["numbers"][-1:]

    lines = at_terminal(root, "letters", "list", wide=80).plain.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines if "Công văn (đã hủy)" in line] == [str(entry["first"])]
    assert " ".join(" ".join(lines).split()).find(f"đã hủy: {reason}") > 0

    (place,) = (at for at, line in enumerate(listed_at(root, 80)) if ROUND in line)
    assert listed_at(root, 80)[place + 1].startswith(" 28-CV/BCĐ đã hủy")
    assert any(ROUND in line and "28-CV/BCĐ đã hủy" in line for line in listed_at(root, 200))


def listed_at(root: Path, wide: int) -> list[str]:
    return at_terminal(root, "rounds", "list", wide=wide).plain.splitlines()


def test_the_calendar_is_shown_on_a_terminal(root: Path) -> None:
    lines = at_terminal(root, "holidays", "list", "2027", wide=80).plain.splitlines()
    assert [line.split() for line in lines if "06/02/2027" in line] == [
        ["06/02/2027", "thứ", "bảy", "nghỉ", "Tết", "Nguyên", "Đán", "dự", "kiến"]
    ]


def test_addresses_and_codes_stay_whole_where_there_is_room(root: Path) -> None:
    listed = json.loads(piped(root, "channels", "list", "--json").out)["data"]
    assert len(listed) == 6

    lines = at_terminal(root, "channels", "list", wide=100).plain.splitlines()
    rows_ = [line.split() for line in lines if "https://" in line]
    assert [(row[0], row[-1]) for row in rows_] == [
        (channel["code"], channel["canonical_url"]) for channel in listed
    ]
    assert ROUND in at_terminal(root, "rounds", "list", wide=100).plain


@pytest.mark.parametrize("wide", [60, 80])
def test_an_address_without_room_beside_the_name_stands_under_it(wide: int, root: Path) -> None:
    listed = json.loads(piped(root, "channels", "list", "--json").out)["data"]
    lines = at_terminal(root, "channels", "list", wide=wide).plain.splitlines()
    assert max(map(len, lines)) <= wide
    shown = list(pairwise(lines))
    for channel in listed:
        assert [above for above, line in shown if line.strip() == channel["canonical_url"]] != []
        assert [line for above, line in shown if above.rstrip().endswith(channel["name"])] != []


def test_a_table_whose_columns_stand_under_each_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table(
        ("Mã", "Tên", "Địa chỉ", "Ghi chú"),
        (("a1", "Cổng thông tin điện tử của tỉnh", "https://x.vn/mot-trang-dai", "mới"),),
        whole=frozenset({0, 2}),
    )
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setenv("NO_COLOR", "1")
    show(Screen(None, (table,)), OutputOptions())
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == [
        "",
        "Tên",
        "Mã   Địa chỉ                           Ghi chú",
        "----------------------------------------------",
        "a1   Cổng thông tin điện tử của tỉnh   mới",
        "https://x.vn/mot-trang-dai",
        "",
    ]


def test_a_day_stays_whole_on_a_narrow_terminal(bcd35: CommandLine, root: Path) -> None:
    title = "Khám bệnh lưu động cho đồng bào vùng cao, vùng sâu, vùng xa"
    bcd35("contributions", "add", "SYT", "--title", title, "--medium", "tin-bai", "--category", "mô hình mới")
    received = json.loads(piped(root, "contributions", "list", "--json").out)["data"]["contributions"][0][
        "received_on"
    ]
    day = "/".join(reversed(received.split("-")))
    assert day in at_terminal(root, "contributions", "list", wide=60).plain.split()


def test_what_follows_a_label_stands_beside_it(root: Path) -> None:
    lines = at_terminal(root, "rounds", "show", wide=60).plain.splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith("Trích yếu:"))
    assert lines[place : place + 2] == [
        "Trích yếu:  đẩy mạnh tuyên truyền, lan tỏa thông tin trên",
        "            các kênh truyền thông",
    ]


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (" 4. 2 tệp bị từ chối: giay moi.txt", [" 4. 2 tệp bị từ chối: giay", "    moi.txt"]),
        ("được     Phông chữ: có Times New Roman", ["được     Phông chữ: có Times", "         New Roman"]),
        ("Ngày 30/11/2026 nhận 12 báo cáo. 3 tệp lạ", ["Ngày 30/11/2026 nhận 12 báo", "cáo. 3 tệp lạ"]),
    ],
)
def test_what_follows_a_number_or_a_padded_word_stands_under_it(line: str, rows: list[str]) -> None:
    assert wrapped(line, 28).splitlines() == rows


def test_the_first_help_page_fits_a_terminal(bcd35: CommandLine) -> None:
    assert [line for line in bcd35("--help").out.splitlines() if width(line) > 80] == []


def test_the_words_that_an_option_takes_are_not_broken_at_their_hyphens(
    bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    page = bcd35("remind", "--help").out
    assert [word for word in ("outside-term", "far-date", "shorter-term") if word not in page] == []


def test_sentences_are_broken_between_words_and_commands_not_at_all(root: Path) -> None:
    shown = at_terminal(root, "notify", "--unit", "SYT", wide=50)
    assert shown.plain.splitlines() == [
        "Công văn số 28-CV/BCĐ, ngày 22/11/2025: đẩy mạnh",
        "tuyên truyền, lan tỏa thông tin trên các kênh",
        "truyền thông",
        "Công văn đã phát hành cho 1 đơn vị từ trước; lần",
        "chạy này không ghi gì.",
        "Theo dõi bằng:",
        f"bcd35 status {ROUND}",
    ]
    assert [len(line) > 50 for line in piped(root, "notify", "--unit", "SYT").out.splitlines()] == [
        True,
        True,
        True,
    ]


def test_a_list_leaves_out_what_says_nothing(bcd35: CommandLine) -> None:
    def table() -> list[list[str]]:
        heading, _, *rest = bcd35("units", "list", "so xay", "--all", "-q").out.splitlines()
        return [re.split(r"\s{2,}", line) for line in (heading, *rest)]

    assert table() == [["Mã", "Đơn vị", "Loại"], ["SXD", "Sở Xây dựng", "Đảng ủy cơ sở"]]
    bcd35("units", "edit", "SXD", "--email", "vt@sxd.gov.vn")
    bcd35("units", "retire", "SXD")
    assert table() == [
        ["Mã", "Đơn vị", "Loại", "Thư công vụ", "Trạng thái"],
        ["SXD", "Sở Xây dựng", "Đảng ủy cơ sở", "vt@sxd.gov.vn", "thôi dùng"],
    ]


# --- progress -----------------------------------------------------------------------------------------------


# The bar's last line is left, the cursor is shown, and the line is wiped off.
WIPED_OFF = "\r\n\x1b[?25h\r\x1b[1A\x1b[2K"


def drawings(screen: str, what: str = "Soạn văn bản") -> list[str]:
    """The count at each drawing of the progress."""
    return re.findall(rf"{what}(?: [━╸╺]+)? +(\d+/\d+)", re.sub(r"\x1b\[[0-9;]*m", "", screen))


def test_a_bar_on_a_terminal_only(root: Path, tmp_path: Path) -> None:
    shown = at_terminal(root, "notify", "--draft", "--unit", "SYT", "--unit", "SNV", "--no-color")
    bar, wiped_off, result = shown.screen.partition(WIPED_OFF)
    assert drawings(bar) == ["0/2", "1/2", "2/2", "2/2"]
    assert wiped_off
    assert result.startswith("Dự thảo công văn"), "the bar is gone before the result"

    with (tmp_path / "ra.txt").open("w+b") as file:
        apart = at_terminal(root, "notify", "--draft", "--unit", "SYT", stdout=file.fileno())
        file.seek(0)
        written = file.read().decode()
    assert drawings(apart.screen) == ["0/1", "1/1", "1/1"], "it is on stderr"
    assert "Soạn văn bản" not in written
    assert "Đã soạn dự thảo cho 1 đơn vị" in written

    for quiet in ("-q", "--json"):
        assert "Soạn văn bản" not in at_terminal(root, "notify", "--draft", "--unit", "SYT", quiet).screen
    by_pipe = piped(root, "notify", "--draft", "--unit", "SYT")
    assert "Soạn văn bản" not in by_pipe.out + by_pipe.err
    dumb = at_terminal(root, "notify", "--draft", "--unit", "SYT", more={"TERM": "dumb"})
    assert dumb.screen.startswith("Dự thảo công văn")


def terminal_as_stderr(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Standard error as a terminal; not a fixture, because pytest puts its own stream there before a call."""
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    return stream


def test_an_interrupted_bar_is_wiped_off_and_gives_the_cursor_back(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal_as_stderr(monkeypatch)

    def interrupted() -> None:
        with drawn_progress(colour=False) as progress:
            progress("Soạn văn bản", 1, 2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert stderr.getvalue().startswith("\x1b[?25lSoạn văn bản ")
    assert stderr.getvalue().endswith(WIPED_OFF.replace("\r\n", "\n"))


def test_no_bar_is_drawn_where_no_colours_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_as_stderr(monkeypatch)
    with drawn_progress(colour=False) as draw:
        draw("Soạn văn bản", 1, 2)
    assert "Soạn văn bản 1/2" in terminal.getvalue()
    assert re.search("[\u2500-\u259f]", terminal.getvalue()) is None


def test_a_bar_is_drawn_once_a_percent_and_for_each_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal_as_stderr(monkeypatch)
    with drawn_progress(colour=False) as progress:
        for done in range(1530):
            progress("Đọc báo cáo", done, 1530)
        progress("Ghi sổ", 1530, 1530)
    counts = drawings(stderr.getvalue(), "Đọc báo cáo")
    assert (len(counts), counts[0], counts[-1]) == (100, "0/1530", "1515/1530")
    assert drawings(stderr.getvalue(), "Ghi sổ") == ["1530/1530"] * 2


def test_a_terminal_that_was_closed_does_not_stop_the_act(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = terminal_as_stderr(monkeypatch)

    def closed(_text: str) -> int:
        raise OSError(errno.EIO, "closed")

    monkeypatch.setattr(stderr, "write", closed)
    done = []
    with drawn_progress(colour=False) as progress:
        for place in range(3):
            progress("Ghi sổ", place, 2)
            done.append(place)
    assert done == [0, 1, 2]


# --- pipes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("units list", 0),
        ("status --json", 0),
        ("units show zzz --json", 4),
        ("--help", 0),
        ("notify --help", 0),
    ],
)
def test_a_reader_that_went_away_is_no_failure(arguments: str, code: int, root: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, "-m", "bcd35", *arguments.split()]
    done = subprocess.run(
        command, cwd=root, env=environment(), stdout=theirs, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(theirs)
    assert (done.returncode, done.stderr.decode()) == (code, "")


NOT_PRINTED = "Lệnh đã làm xong nhưng không in hết được kết quả"


@pytest.mark.parametrize(
    ("platform", "told"), [("win32", ""), ("linux", NOT_PRINTED), ("darwin", NOT_PRINTED)]
)
def test_only_windows_says_einval_of_a_reader_that_went_away(
    platform: str, told: str, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def show(*_: object) -> None:
        monkeypatch.setattr("sys.platform", platform)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr("bcd35.cli.errors.show", show)
    ran = bcd35("channels", "list")
    assert (ran.code, ran.out, ran.err.partition(" (")[0]) == (9 if told else 0, "", told)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_result_that_cannot_be_printed(root: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "bcd35", "units", "edit", "SYT", "--note", "mới"]
        done = subprocess.run(
            command, cwd=root, env=environment(), stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert done.returncode == 9
    assert done.stderr.decode() == "Lệnh đã làm xong nhưng không in hết được kết quả (ổ đĩa đầy).\n"
    assert rows(root, "SELECT note FROM units WHERE code = 'SYT'") == [("mới",)]


@pytest.mark.parametrize("closed", ["1", "2", "1 2"])
def test_closed_streams(closed: str, root: Path) -> None:
    redirections = " ".join(f"{number}>&-" for number in closed.split())
    command = f'exec "{sys.executable}" -m bcd35 units edit SYT --note "đã ghi" {redirections}'
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=root, env=environment(), capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert rows(root, "SELECT note FROM units WHERE code = 'SYT'") == [("đã ghi",)]


@pytest.mark.parametrize("command", ["record-report SYT", "today", "remind"])
def test_a_closed_input_is_nobody_to_ask(command: str, root: Path) -> None:
    script = f'exec "{sys.executable}" -m bcd35 {command} <&-'
    done = subprocess.run(
        ["/bin/sh", "-c", script], cwd=root, env=environment(), capture_output=True, timeout=60, check=False
    )
    assert done.returncode in (0, 2)
    assert "bcd35-loi-" not in done.stderr.decode()


# --- asking -------------------------------------------------------------------------------------------------


def open_another(root: Path) -> None:
    first = (root / "data" / "rounds" / f"{ROUND}.yaml").read_text(encoding="utf-8")
    other = root / "data" / "rounds" / "2026-01.yaml"
    other.write_text(first.replace(f"code: {ROUND}", "code: 2026-01"), encoding="utf-8")
    assert piped(root, "rounds", "import", "data/rounds/2026-01.yaml").code == 0
    assert piped(root, "notify", "2026-01", "--date", "2025-11-25").code == 0


def test_which_of_several_rounds_is_meant_is_asked_once(root: Path) -> None:
    open_another(root)

    shown = at_terminal(
        root,
        "remind",
        "--date",
        "2025-12-20",
        answers=(("số mấy?", "3\n"), ("từ 1 đến 2", ""), ("số mấy?", "1\n")),
    )

    assert f"  1. tháng 11/2025 ({ROUND})\n  2. tháng 01/2026 (2026-01)\n" in shown.plain
    assert shown.plain.count("đợt đang mở") == 1
    assert (shown.code, "Công văn đôn đốc số 30-CV/BCĐ" in shown.plain) == (0, True)
    for words in (("remind", "--no-input"), ("remind", "--json")):
        assert at_terminal(root, *words).code == 3


def test_a_round_that_never_had_a_letter_is_not_offered_where_letters_are_needed(root: Path) -> None:
    first = (root / "data" / "rounds" / f"{ROUND}.yaml").read_text(encoding="utf-8")
    other = root / "data" / "rounds" / "dot-2.yaml"
    other.write_text(
        f"{first.replace(f'code: {ROUND}', 'code: dot-2')}\nshort_name: Đợt số 2\n", encoding="utf-8"
    )
    assert piped(root, "rounds", "import", "data/rounds/dot-2.yaml").code == 0

    asked = at_terminal(root, "notify", "--dry-run", answers=(("số mấy?", "2\n"),))
    assert f"  1. tháng 11/2025 ({ROUND})\n  2. Đợt số 2 (dot-2), chưa phát hành\n" in asked.plain
    assert "số mấy?" not in at_terminal(root, "status", "--all").plain

    closed = piped(root, "rounds", "close", "dot-2")
    assert closed.out.startswith("Đợt số 2 đã đóng từ ngày ")


def test_a_report_by_hand_asks_for_its_round_too(root: Path) -> None:
    open_another(root)
    values = SET_VALUES

    shown = at_terminal(
        root, "record-report", "SYT", *values, answers=(("số mấy?", "2025-11-kenh-truyen-thong\n"),)
    )

    assert shown.code == 0
    assert rows(root, "SELECT round_code FROM reports") == [(ROUND,)]


def test_what_came_is_asked_where_nothing_is_named(root: Path) -> None:
    fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx")
    answers = (("cần ghi tay: ", "\n"), ("Chưa nêu thư mục", ""), ("cần ghi tay: ", "'thư đến'\n"))

    assert at_terminal(root, "record-report", answers=answers).code == 0
    assert rows(root, "SELECT unit_code FROM reports") == [("SYT",)]


def test_which_sheet_of_a_table_is_asked(root: Path) -> None:
    book = Workbook()
    for title in ("Tháng 11", "Tháng 12"):
        page = book.create_sheet(title)
        page.append(["Mã đơn vị", *GOOD_VALUES])
        page.append(["SYT" if title == "Tháng 12" else "SNV", *GOOD_VALUES.values()])
    book.save(root / "bang.xlsx")

    shown = at_terminal(root, "record-report", "bang.xlsx", answers=(("Chọn số (1–2)", "2\n"),))

    assert '  2. Trang tính “Tháng 12”  (--sheet "Tháng 12")\n' in shown.plain
    assert shown.code == 0
    assert rows(root, "SELECT unit_code FROM reports") == [("SYT",)]


def test_a_step_of_the_desk_is_started_by_its_number(root: Path) -> None:
    fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx")
    steps = piped(root, "--json").json["data"]["steps"]
    place = next(number for number, step in enumerate(steps, start=1) if "THƯ_MỤC" in step["command"])
    question = "(Enter: thôi): "

    shown = at_terminal(
        root,
        answers=((question, "99\n"), ("có lệnh", ""), (question, f"{place}\n"), ("gửi về: ", "thư đến\n")),
    )

    assert shown.code == 0
    assert '→ bcd35 record-report "thư đến"\n' in shown.plain
    assert rows(root, "SELECT unit_code FROM reports") == [("SYT",)]


def test_a_deadline_that_a_step_leaves_open_is_asked(root: Path) -> None:
    first = (root / "data" / "rounds" / f"{ROUND}.yaml").read_text(encoding="utf-8")
    late = first.replace(f"code: {ROUND}", "code: 2025-01").replace(
        "deadline: 2025-12-15", "deadline: 2025-01-15"
    )
    (root / "data" / "rounds" / "2025-01.yaml").write_text(late, encoding="utf-8")
    assert piped(root, "rounds", "import", "data/rounds/2025-01.yaml").code == 0
    commands = [step["command"] for step in piped(root, "--json").json["data"]["steps"]]
    place = 1 + commands.index("bcd35 rounds edit 2025-01 --deadline NGÀY")
    question = "ngày/tháng/năm: "

    shown = at_terminal(
        root,
        answers=(
            ("(Enter: thôi): ", f"{place}\n"),
            (question, "mai\n"),
            ("không phải ngày", ""),
            (question, "27/2/2099\n"),
        ),
    )

    assert shown.code == 0
    assert "→ bcd35 rounds edit 2025-01 --deadline 27/02/2099\n" in shown.plain


@pytest.mark.parametrize(("typed", "code"), [("\n", 0), ("\x04", 130)], ids=["Enter", "Ctrl-D"])
def test_leaving_the_desk_does_nothing(typed: str, code: int, root: Path) -> None:
    before = picture(root)
    shown = at_terminal(root, answers=(("(Enter: thôi): ", typed),))
    assert (shown.code, picture(root) == before) == (code, True)


def test_the_desk_without_questions(root: Path) -> None:
    for words in (("--no-input",), ("-q", "--no-input"), ("today", "--no-input", "--no-color")):
        shown = at_terminal(root, *words, more={"TERM": "dumb"})
        assert (shown.code, "\x1b" in shown.screen, "Enter" in shown.plain) == (0, False, False)
        assert "Việc tiếp theo:" in shown.plain


def test_reports_are_asked_for_field_by_field(root: Path) -> None:
    answers = (
        ("Số tổ chức trực thuộc đã được thông báo (Số nguyên, từ 0 trở lên): ", "nhiều\n"),
        ("Ghi một số nguyên, ví dụ 12 hoặc 1.234; không có thì ghi 0.\n", ""),
        ("Số tổ chức trực thuộc đã được thông báo (Số nguyên, từ 0 trở lên): ", "12\n"),
        ("nhóm trao đổi công việc): ", "loa phường\n"),
        ("“Hình thức thông báo” ghi “loa phường”; chỉ nhận các lựa chọn: họp chi bộ;", ""),
        ("nhóm trao đổi công việc): ", "văn bản\n"),
        ("Ngày thông báo xong (Ngày/tháng/năm): ", "31/11/2025\n"),
        ("Ngày thông báo xong (Ngày/tháng/năm): ", "28/11/2025\n"),
        ("(Có hoặc Không): ", "có\n"),
        ("đã chia sẻ trên trang chính thức của đơn vị (Số nguyên, từ 0 trở lên): ", "1.234\n"),
        ("Số tin bài đã gửi (Số nguyên, từ 0 trở lên): ", "0\n"),
        ("Số ảnh đã gửi (Số nguyên, từ 0 trở lên): ", "KPS\n"),
        ("Số video đã gửi (Số nguyên, từ 0 trở lên): ", "KAD\n"),
        ("Khó khăn, kiến nghị (Ghi bằng lời (không bắt buộc)): ", "\n"),
    )

    shown = at_terminal(root, "record-report", "SYT", "--received-on", "2025-12-10", answers=answers)

    assert shown.code == 0
    assert shown.plain.startswith(
        "Ghi báo cáo của Sở Y tế. KPS: không phát sinh; KAD: không áp dụng; Ctrl-C: dừng, chưa ghi gì.\n"
    )
    assert "Kết quả của 1 báo cáo: đã nhận 1." in shown.plain
    assert rows(root, "SELECT state, value FROM answers ORDER BY rowid") == [
        ("value", "12"),
        ("value", '["văn bản"]'),
        ("value", '"2025-11-28"'),
        ("value", "true"),
        ("value", "1234"),
        ("value", "0"),
        ("nothing", None),
        ("not_applicable", None),
        ("unanswered", None),
    ]


def test_options_are_chosen_by_their_numbers(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("record-report", "SYT", *SET_VALUES).code == 0
    answers = (
        ("[12]: ", "\n"),
        ("  2. văn bản\n", ""),
        ("[họp chi bộ; văn bản]: ", "9\n"),
        ("Chọn trong danh sách", ""),
        ("[họp chi bộ; văn bản]: ", "2; 1\n"),
        ("[28/11/2025]: ", "\n"),
        ("[Có]: ", "\n"),
        ("[1.234]: ", "\n"),
        ("[0]: ", "3\n"),
        ("[Không phát sinh]: ", "\n"),
        ("[Không áp dụng]: ", "\n"),
        ("[Chưa có cán bộ chuyên trách.]: ", "\n"),
    )
    assert at_terminal(root, "record-report", "SYT", answers=answers).code == 0
    value = "SELECT value FROM answers WHERE report_id = 2 AND field = 'hinh_thuc_thong_bao'"
    assert rows(root, value) == [('["họp chi bộ", "văn bản"]',)]


def test_a_correction_offers_what_is_on_record(bcd35: CommandLine, root: Path) -> None:
    assert (
        bcd35(
            "record-report",
            "SYT",
            *SET_VALUES,
        ).code
        == 0
    )
    keep = [
        ("[12]: ", "\n"),
        ("[họp chi bộ; văn bản]: ", "\n"),
        ("[28/11/2025]: ", "\n"),
        ("[Có]: ", "\n"),
        ("[1.234]: ", "\n"),
    ]
    more = [
        ("[0]: ", "3\n"),
        ("[Không phát sinh]: ", "\n"),
        ("[Không áp dụng]: ", "\n"),
        ("[Chưa có cán bộ chuyên trách.]: ", "\n"),
    ]

    shown = at_terminal(root, "record-report", "SYT", answers=(*keep, *more))

    assert (shown.code, "Sở Y tế: Số tin bài đã gửi: 0 → 3" in shown.plain) == (0, True)
    assert rows(
        root,
        "SELECT field FROM answers a WHERE report_id = 2 AND (state, value) IS NOT (SELECT state, value FROM "
        "answers b"
        " WHERE b.report_id = 1 AND b.field = a.field)",
    ) == [("tin_bai_da_gui",)]


@pytest.mark.parametrize("typed", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_in_the_middle_of_the_questions(typed: str, root: Path) -> None:
    before = picture(root)

    shown = at_terminal(
        root,
        "record-report",
        "SYT",
        answers=(("(Số nguyên, từ 0 trở lên): ", "12\n"), ("công việc): ", typed)),
    )

    assert shown.code == 130
    assert '--set "to_chuc_da_thong_bao=12" --set hinh_thuc_thong_bao=GIÁ_TRỊ' in shown.plain
    assert shown.plain.endswith(
        "Đã dừng theo yêu cầu. Việc chưa xong thì chưa ghi vào sổ; chạy lại lệnh là được.\n"
    )
    assert "Traceback" not in shown.plain
    assert picture(root) == before


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["spoken", "json"])
def test_nobody_is_asked_where_nobody_sits(options: list[str], bcd35: CommandLine, root: Path) -> None:
    before = picture(root)

    ran = bcd35("record-report", "Sở Y tế", *options)

    values = " ".join(f"--set {field}=GIÁ_TRỊ" for field in GOOD_VALUES)
    message = (
        f"Chưa nêu số liệu. Ghi: bcd35 record-report SYT --round {ROUND} --received-on 2025-12-01 {values}"
    )
    if options:
        fix = "Xem cách dùng: bcd35 record-report --help"
        finding = {"code": "usage", "where": "bcd35 record-report", "message": message, "fix": fix}
        assert (ran.code, ran.json, ran.err) == (2, {"ok": False, "data": None, "findings": [finding]}, "")
    else:
        assert ran == (2, "", f"Lỗi: {message}\n  → Xem cách dùng: bcd35 record-report --help\n")
    assert picture(root) == before


def test_json_asks_nothing_even_at_a_terminal(root: Path) -> None:
    shown = at_terminal(root, "record-report", "SYT", "--json")
    assert shown.code == 2
    assert json.loads(shown.plain)["findings"][0]["code"] == "usage"


MOMENTS = ("bcd35.cli.errors", "typer", "bcd35.cli.app", "bcd35.usecases.letters.notice", "writing")


@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c_at_any_moment_ends_with_130(root: Path, moment: str) -> None:
    """A real signal to a real process: also one that comes while it is still starting."""
    before = picture(root)
    command, pipe = [sys.executable, "-c", _PAUSING, moment], subprocess.PIPE
    process = subprocess.Popen(command, cwd=root, env=environment(), stdout=pipe, stderr=pipe)
    assert process.stdout is not None
    assert process.stdout.readline() == f"{moment}\n".encode()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert picture(root) == before


# Main, with an interrupt that falls into a callback, where Python drops it.
_DROPPED = """
import sys, time, weakref
sys.argv = ["bcd35", "status"]
import bcd35.cli.errors
def run(_):
    class Thing: pass
    thing = Thing()
    def callback(_):
        raise KeyboardInterrupt
    kept = weakref.ref(thing, callback)
    del thing
    while True:
        time.sleep(0.1)
bcd35.cli.errors.run = run
from bcd35.__main__ import main
main()
"""


def test_a_ctrl_c_that_python_drops_comes_once_more(root: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-c", _DROPPED],
        cwd=root,
        env=environment(),
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert (process.returncode, process.stdout, process.stderr) == (130, b"", b"")


# Main, which prints the moment (the import of a module, or the first file written) and goes no further.
# The signal always comes in time.
_PAUSING = """
import sys, time
from importlib.abc import MetaPathFinder
moment = sys.argv.pop()
def pause(*_):
    print(moment, flush=True)
    while True:  # a lone signal.pause() would miss a signal that comes just before it
        time.sleep(0.1)
class Finder(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == moment:
            pause()
sys.argv = ["bcd35", "notify", "--unit", "STC"]
from bcd35.__main__ import main
if moment == "writing":
    import bcd35.world.files
    bcd35.world.files.write_aside = pause
sys.meta_path.insert(0, Finder())
main()
"""


def test_forms_from_a_terminal_show_every_verdict(root: Path) -> None:
    folder = root / "thư đến"
    fill(form_of(root, "SYT"), folder / "[bold]a.xlsx")
    fill(form_of(root, "SNV"), folder / "b.xlsx", so_anh="năm")

    shown = at_terminal(root, "record-report", "thư đến")

    assert shown.code == 3
    for words in (
        "[bold]a.xlsx",
        "đã nhận",
        "từ chối",
        "Lỗi [thư đến/b.xlsx, Báo cáo!D18]: “Số ảnh đã gửi” ghi “năm”; ",
    ):
        assert words in shown.plain
    read = drawings(shown.screen, "Đọc báo cáo")
    assert read == ["0/2", "2/2"]  # few files are read in one part; the bar goes on with the next stage
    assert "Bước tiếp theo: gửi lại đơn vị những điều nêu trên" in shown.plain
    back = f"bcd35 return-report SNV --round {ROUND}"  # to be run as printed, whatever rounds are open
    assert shown.plain.endswith(f"Công văn gửi trả, kèm mẫu đã điền phần đúng: {back}\n")


def test_what_is_to_be_copied_is_not_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    line = (
        'Nếu tệp này đúng, chạy lại lệnh và thêm: --replace "thư đến/báo cáo mới nhất.xlsx"; xong thì xem: '
        "bcd35 status 2025-11-kenh"
    )
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((60, 24)))
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdout", stream)
    say(f"  – {line}")
    assert stream.getvalue().splitlines() == [
        "  – Nếu tệp này đúng, chạy lại lệnh và thêm: --replace",
        '    "thư đến/báo cáo mới nhất.xlsx"; xong thì xem:',
        "    bcd35 status 2025-11-kenh",
    ]


@pytest.mark.parametrize(("typed", "status"), [("có\n", "open"), ("\n", "closed")])
def test_undo_shows_the_act_and_does_nothing_unasked(root: Path, typed: str, status: str) -> None:
    at_terminal(root, "rounds", "close", ROUND)

    shown = at_terminal(root, "undo", answers=(("Chạy? (có/không)", typed),))

    assert shown.code == 0
    assert shown.plain.count(f'  bcd35 rounds close {ROUND} --take-back "ghi nhầm"\n') == 1
    assert rows(root, "SELECT status FROM rounds") == [(status,)]


def test_a_list_is_decided_at_the_terminal(root: Path) -> None:
    rows = [("STT", "Tên đơn vị"), ("I", "ĐƠN VỊ SỰ NGHIỆP"), (1, "Trung tâm Lưu trữ"), (2, "Sở Nội vu")]
    (root / "ds.xlsx").write_bytes(workbook(rows))

    shown = at_terminal(root, "units", "import", "ds.xlsx", answers=(("(1–3): ", "1\n"), ("(1–4): ", "2\n")))

    assert shown.code == 0, shown.plain
    assert "“Sở Nội vu” có phải đơn vị “Sở Nội vụ” (SNV) trong sổ không?" in shown.plain
    assert "  4. Loại mới (thêm vào data/office.yaml)" in shown.plain
    assert "mới 1, thay đổi 1" in shown.plain  # SNV stands in another group now


def test_rows_that_may_be_no_units_are_asked_about_before_writing(root: Path) -> None:
    rows = [("STT", "Tên đơn vị", "Loại"), (1, "Đảng bộ Sở Thử", "Đảng ủy cơ sở")]
    (root / "ds.xlsx").write_bytes(workbook([*rows, ("a)", "Chi bộ Văn phòng", "Chi bộ cơ sở")]))
    before = picture(root)
    command, asked = ("units", "import", "ds.xlsx"), "Vẫn ghi các hàng ấy là đơn vị? (có/không) [không]: "

    refused = at_terminal(root, *command, answers=((asked, "\n"),))
    assert (refused.code, picture(root) == before) == (3, True), refused.plain
    assert "Xóa các hàng ấy khỏi danh sách, lưu lại rồi chạy lại." in refused.plain

    taken = at_terminal(root, *command, answers=((asked, "có\n"),))
    assert (taken.code, "mới 2" in taken.plain) == (0, True), taken.plain
    assert at_terminal(root, *command).code == 0  # what was answered is not asked again


def test_a_round_is_asked_for_at_the_terminal(root: Path) -> None:
    answers = (
        ("Trích yếu (không ghi “về việc”): ", "chuyển đổi số\n"),
        ("Thời hạn báo cáo (ngày/tháng/năm): ", "32/13\n"),
        ("Thời hạn báo cáo (ngày/tháng/năm): ", "1/1/2020\n"),
        ("đã qua. Vẫn dùng? (có, hoặc nêu ngày khác): ", "<\n"),
        ("Trích yếu (không ghi “về việc”): ", "chuyển đổi số\n"),
        ("Thời hạn báo cáo (ngày/tháng/năm): ", "1/1/2020\n"),
        ("đã qua. Vẫn dùng? (có, hoặc nêu ngày khác): ", "22/3/2099\n"),
        ("ở sau hôm nay quá nửa năm. Vẫn dùng? (có, hoặc nêu ngày khác): ", "có\n"),
        ("là ngày nghỉ (chủ nhật). Vẫn dùng? (có, hoặc nêu ngày khác): ", "20/3/2099\n"),
        ("ở sau hôm nay quá nửa năm. Vẫn dùng? (có, hoặc nêu ngày khác): ", "có\n"),
        ("[tháng 3/2099]: ", "\n"),
        ("[2099-03-chuyen-doi-so]: ", "\n"),
        ("Căn cứ: ", "Công văn | 30-CV/BCĐ | | Ban Chỉ đạo\n"),
        ("thiếu: ngày; trích yếu. Ghi đủ: loại | số, ký hiệu | ngày | cơ quan | trích yếu.", ""),
        ("Căn cứ: ", "\n"),
        ("Nội dung 1, tên: ", "Dịch vụ công\n"),
        ("[Dịch vụ công]: ", "\n"),
        ("[Dịch vụ công]: ", "Rà soát; Niêm yết\n"),
        ("Nội dung 2, tên: ", "\n"),
        ("Câu hỏi 1: ", "Số hồ sơ\n"),
        ("Loại [số]: ", "\n"),
        ("[có]: ", "\n"),
        ("Câu hỏi 2: ", "\n"),
        ("(có/không) [không]: ", "hử\n"),
        ("(có/không) [không]: ", "\n"),
        ("gửi chung? (có/không) [không]: ", "\n"),
    )
    shown = at_terminal(root, "rounds", "new", answers=answers)

    assert shown.code == 0, shown.plain
    assert "Đã ghi data/rounds/2099-03-chuyen-doi-so.yaml và nhập vào sổ." in shown.plain


def test_a_round_is_asked_for_and_a_question_before_is_answered_once_more(root: Path) -> None:
    answers = (
        ("Trích yếu (không ghi “về việc”): ", "chuyển đổi xố\n"),
        ("Thời hạn báo cáo (ngày/tháng/năm): ", "<\n"),
        ("Trích yếu (không ghi “về việc”): ", "chuyển đổi số\n"),
        ("Thời hạn báo cáo (ngày/tháng/năm): ", "20/2/2099\n"),
        ("ở sau hôm nay quá nửa năm. Vẫn dùng? (có, hoặc nêu ngày khác): ", "có\n"),
        ("[tháng 02/2099]: ", "\n"),
        ("[2099-02-chuyen-doi-so]: ", "\n"),
        ("Căn cứ: ", "\n"),
        ("Nội dung 1, tên: ", "Dịch vụ\n"),
        ("[Dịch vụ]: ", "<\n"),
        ("Nội dung 1, tên: ", "Dịch vụ công\n"),
        ("[Dịch vụ công]: ", "\n"),
        ("[Dịch vụ công]: ", "\n"),
        ("Nội dung 2, tên: ", "\n"),
        ("Câu hỏi 1: ", "Số hồ xơ\n"),
        ("Loại [số]: ", "\n"),
        ("[có]: ", "\n"),
        ("Câu hỏi 2: ", "<\n"),
        ("Câu hỏi 1: ", "Số hồ sơ\n"),
        ("Loại [số]: ", "\n"),
        ("[có]: ", "\n"),
        ("Câu hỏi 2: ", "\n"),
        ("kênh truyền thông (có/không) [không]: ", "<\n"),
        ("Câu hỏi 2: ", "\n"),
        ("kênh truyền thông (có/không) [không]: ", "\n"),
        ("gửi chung? (có/không) [không]: ", "có\n"),
        ("nhằm”: ", "phục vụ mọi người\n"),
        ("mở đầu: ", "<\n"),
        ("kênh truyền thông (có/không) [không]: ", "\n"),
        ("gửi chung? (có/không) [không]: ", "\n"),
    )
    shown = at_terminal(root, "rounds", "new", answers=answers)

    assert shown.code == 0, shown.plain
    stated = (root / "data/rounds/2099-02-chuyen-doi-so.yaml").read_text(encoding="utf-8")
    assert [word for word in ("xố", "hồ xơ", "phục vụ mọi người") if word in stated] == []
    assert (stated.count("title: Dịch vụ"), stated.count("label: Số hồ sơ")) == (1, 1)


def test_an_answer_that_will_not_do_is_asked_again_with_the_reason(root: Path) -> None:
    answers = (
        ("Trích yếu (không ghi “về việc”): ", "\n"),
        ("Câu này phải trả lời.", ""),
        (": ", "chuyển đổi số\n"),
        ("(ngày/tháng/năm): ", "20/3/2099\n"),
        ("ở sau hôm nay quá nửa năm. Vẫn dùng? (có, hoặc nêu ngày khác): ", "có\n"),
        ("[tháng 3/2099]: ", "\n"),
        ("[2099-03-chuyen-doi-so]: ", f"{ROUND}\n"),
        ("Đã có đợt", ""),
        ("[2099-03-chuyen-doi-so]: ", "mã có dấu\n"),
        ("Mục “mã” ghi “mã có dấu”", ""),
        ("bắt đầu bằng chữ hoặc số", ""),
        ("[2099-03-chuyen-doi-so]: ", "\n"),
        ("Căn cứ: ", "\n"),
        ("Nội dung 1, tên: ", "\n"),
        ("Câu này phải trả lời.", ""),
        ("Nội dung 1, tên: ", "Dịch vụ công\n"),
        ("[Dịch vụ công]: ", "\n"),
        ("[Dịch vụ công]: ", "\n"),
        ("Nội dung 2, tên: ", "\n"),
        ("Câu hỏi 1: ", "Danh sách đảng viên\n"),
        ("hỏi về cá nhân", ""),
        ("Câu hỏi 1: ", "Hình thức\n"),
        ("Loại [số]: ", "chọn\n"),
        ("dấu “;”: ", "\n"),
        ("Câu này phải trả lời.", ""),
        ("dấu “;”: ", "bảng tin; trang web\n"),
        ("[có]: ", "hử\n"),
        ("Chỉ nhận: có, không.", ""),
        ("[có]: ", "\n"),
        ("Câu hỏi 2: ", "hình thức\n"),
        ("đã hỏi ở câu hỏi 1", ""),
        ("Câu hỏi 2: ", "\n"),
        ("(có/không) [không]: ", "\n"),
        ("(có/không) [không]: ", "\n"),
    )
    shown = at_terminal(root, "rounds", "new", answers=answers)

    assert (shown.code, "2099-03-chuyen-doi-so.yaml và nhập vào sổ." in shown.plain) == (0, True)


def test_tasks_that_the_questions_name_are_asked_of_by_their_names(root: Path) -> None:
    rows = "Số A;Thông báo các kênh\nSố B;Cung cấp tin"
    (root / "q.csv").write_text(f"Câu hỏi;Thuộc nội dung\n{rows}\n", encoding="utf-8")
    answers = (
        ("Căn cứ: ", "\n"),
        ("[Thông báo các kênh]: ", "Thông báo tới mọi người.\n"),
        ("[Thông báo các kênh]: ", "Niêm yết; Họp\n"),
        ("[Cung cấp tin]: ", "\n"),
        ("[Cung cấp tin]: ", "\n"),
        ("Nội dung 3, tên: ", "\n"),
        ("(có/không) [không]: ", "\n"),
        ("(có/không) [không]: ", "\n"),
    )
    said = ("--subject", "x", "--deadline", "20/3/2099", "--short-name", "x", "--code", "moi")
    shown = at_terminal(root, "rounds", "new", *said, "--questions", "q.csv", answers=answers)

    assert shown.code == 0, shown.plain
    stated = (root / "data/rounds/moi.yaml").read_text(encoding="utf-8")
    assert "Thông báo tới mọi người." in stated
    assert "- Niêm yết" in stated


def test_rows_of_questions_without_a_kind_are_asked(root: Path) -> None:
    rows = "TUYÊN TRUYỀN;\nSố hội nghị;số\nKhó khăn;\nHình thức;"
    (root / "q.csv").write_text(f"Câu hỏi;Loại\n{rows}\n", encoding="utf-8")
    answers = (
        ("(q.csv, hàng 2): ", "nhóm\n"),
        ("(q.csv, hàng 4): ", "chữ\n"),
        ("(q.csv, hàng 5): ", "chọn\n"),
        ("ngăn bằng dấu “;”: ", "họp; văn bản\n"),
        ("Căn cứ: ", "\n"),
        ("[TUYÊN TRUYỀN]: ", "\n"),
        ("[TUYÊN TRUYỀN]: ", "\n"),
        ("Nội dung 2, tên: ", "\n"),
        ("(có/không) [không]: ", "\n"),
        ("(có/không) [không]: ", "\n"),
    )
    said = ("--subject", "x", "--deadline", "20/3/2099", "--short-name", "x", "--code", "moi")
    shown = at_terminal(root, "rounds", "new", *said, "--questions", "q.csv", answers=answers)

    assert shown.code == 0, shown.plain
    stated = yaml.safe_load((root / "data/rounds/moi.yaml").read_text(encoding="utf-8"))
    assert [task["title"] for task in stated["tasks"]] == ["TUYÊN TRUYỀN"]
    assert [(one["label"], one["kind"], one["task"], one.get("of")) for one in stated["fields"]] == [
        ("Số hội nghị", "count", "1", None),
        ("Khó khăn", "text", "1", None),
        ("Hình thức", "choices", "1", ["họp", "văn bản"]),
    ]


def test_answers_that_no_shell_takes_are_kept_in_a_file(bcd35: CommandLine, root: Path) -> None:
    answers = (
        ("Trích yếu (không ghi “về việc”): ", 'phát động "Tháng Thanh niên"\n'),
        ("(ngày/tháng/năm): ", "25/12/2026\n"),
        ("[tháng 12/2026]: ", "\x03"),
    )
    shown = at_terminal(root, "rounds", "new", answers=answers)

    assert shown.code == 130
    (line,) = re.findall(r"bcd35 (rounds new .*)", shown.plain)
    more = ("--code", "x1", "--task", "Việc một", "--question", "Số hội viên")
    assert bcd35(*shlex.split(line), *more, "--no-input").code == 0
    assert 'phát động "Tháng Thanh niên"' in bcd35("rounds", "show", "x1").out
    (root / "bcd35-lenh-do.txt").unlink()
    assert bcd35(*shlex.split(line)).err.startswith("Lỗi: Không có tệp “bcd35-lenh-do.txt”.")


def test_whoever_stops_gets_the_command_that_keeps_the_answers(root: Path) -> None:
    before = picture(root)
    answers = (
        ("Trích yếu (không ghi “về việc”): ", "chuyển đổi số\n"),
        ("(ngày/tháng/năm): ", "20/3/2099\n"),
        ("ở sau hôm nay quá nửa năm. Vẫn dùng? (có, hoặc nêu ngày khác): ", "có\n"),
        ("[tháng 3/2099]: ", "\n"),
        ("[2099-03-chuyen-doi-so]: ", "\n"),
        ("Căn cứ: ", "Công văn | 30-CV/BCĐ | 2/3/2026 | Ban Chỉ đạo 35 | về chuyển đổi số\n"),
        ("Căn cứ: ", "\x04"),
    )
    stopped = at_terminal(root, "rounds", "new", answers=answers, wide=400)

    assert (stopped.code, picture(root) == before) == (130, True)
    command = next(
        line.strip() for line in stopped.plain.splitlines() if line.startswith("  bcd35 rounds new")
    )
    kept = ("--task", "Dịch vụ công", "--question", "Số hồ sơ", "--no-input")
    assert piped(root, *shlex.split(command)[1:], *kept).code == 0
    assert "30-CV/BCĐ" in (root / "data/rounds/2099-03-chuyen-doi-so.yaml").read_text(encoding="utf-8")


def test_a_stop_in_a_list_keeps_what_was_decided(root: Path) -> None:
    rows = [("STT", "Tên đơn vị"), ("I", "ĐƠN VỊ SỰ NGHIỆP"), (1, "Trung tâm Lưu trữ"), (2, "Sở Nội vu")]
    (root / "ds.xlsx").write_bytes(workbook(rows))

    stopped = at_terminal(
        root, "units", "import", "ds.xlsx", answers=(("(1–3): ", "1\n"), ("(1–4): ", "\x04")), wide=200
    )

    assert (stopped.code, '  bcd35 units import ds.xlsx --same "Sở Nội vu=SNV"\n' in stopped.plain) == (
        130,
        True,
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(
            (text, True)
            for text in ("có", "C", "ok", "OK.", "đồng ý", "được", "đúng", "đúng rồi", "ừ", "vâng")
        ),
        *((text, False) for text in ("không", "K", "n", "chưa", "thôi", "đừng", "dừng")),
        *((text, None) for text in ("", "28", "dung", "không biết", "chưa đúng câu 3")),
    ],
)
def test_a_yes_and_a_no_are_known_by_many_words(typed: str, *, meant: bool | None) -> None:
    assert says_yes(typed) is meant


# --- the first run ------------------------------------------------------------------------------------------

FIRST_ANSWERS = ("", "=", "BAN CHỈ ĐẠO 35", "=", "Mường Hum", "=", "=", "=", "=", "", "", "")


def first_answers(*after: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Twelve answers, each when its question stands on the screen, and what comes then."""
    asked = (
        step
        for number, text in enumerate(FIRST_ANSWERS, start=1)
        for step in ((f"\n{number}. ", ""), ("Trả lời: ", f"{text}\n"))
    )
    return (*asked, *after)


def test_a_person_is_asked_and_sees_the_head_before_anything_is_made(tmp_path: Path) -> None:
    right = ("Đúng chưa?", "5\n"), ("Trả lời: ", "\n"), ("Chưa trả lời", ""), ("Trả lời: ", "Bát Xát\n")
    shown = at_terminal(tmp_path, "init", "vp", answers=first_answers(*right, ("Đúng chưa?", "có\n")))

    assert (shown.code, "Bát Xát, ngày " in shown.plain, "Số 28-CV/BCĐ" in shown.plain) == (0, True, True)
    stated = (tmp_path / "vp/data/office.yaml").read_text(encoding="utf-8")
    assert 'place: "Bát Xát"\n' in stated
    assert list((tmp_path / "vp/data").glob("rounds/*")) == []


def test_a_person_goes_back_to_the_question_before(tmp_path: Path) -> None:
    five = first_answers()[: 2 * 5]
    again = ("\n6. ", ""), ("Trả lời: ", "<\n"), ("\n5. ", ""), ("Trả lời: ", "Bát Xát\n")
    rest = *first_answers()[2 * 5 :], ("Đúng chưa?", "ok\n")
    shown = at_terminal(tmp_path, "init", "vp", answers=(*five, *again, *rest))

    assert shown.code == 0
    assert 'place: "Bát Xát"\n' in (tmp_path / "vp/data/office.yaml").read_text(encoding="utf-8")


def test_a_person_chooses_the_order_of_two_posts_as_both_print(tmp_path: Path) -> None:
    before, behind = first_answers()[: 2 * 6], first_answers()[2 * 7 :]
    posts = ("\n7. ", ""), ("Trả lời: ", "TRƯỞNG BAN CHỈ ĐẠO; kiêm; PHÓ BÍ THƯ\n")
    order = ("1. PHÓ BÍ THƯ / kiêm / TRƯỞNG BAN CHỈ ĐẠO (", ""), ("Số [1]: ", "3\n"), ("Số [1]: ", "2\n")

    shown = at_terminal(
        tmp_path, "init", "vp", answers=(*before, *posts, *order, *behind, ("Đúng chưa?", "có\n"))
    )

    assert (shown.code, "Không rõ “3”. Ghi: 1, hoặc: 2" in shown.plain) == (0, True)
    assert "Lưu ý: Chức vụ ký in là" not in shown.plain
    assert 'second_post: "nếp riêng"\n' in (tmp_path / "vp/data/office.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("answered", [0, 5, 12])
def test_a_stop_at_any_question_of_the_first_run_keeps_only_the_answers(
    answered: int, tmp_path: Path
) -> None:
    question = ("Đúng chưa?", "\x03") if answered == len(FIRST_ANSWERS) else ("Trả lời: ", "\x03")

    shown = at_terminal(tmp_path, "init", "vp", answers=(*first_answers()[: 2 * answered], question))

    kept = ["bcd35-tra-loi-do.yaml"] if answered else []
    assert (shown.code, [one.name for one in tmp_path.iterdir()]) == (130, kept)
    assert (f"{answered} câu đã trả lời giữ ở tệp" in shown.plain) == bool(answered)


def test_a_window_that_is_closed_on_a_question_keeps_the_answers(tmp_path: Path) -> None:
    end = "\x1c"  # Ctrl-\: nothing of ours runs any more
    killed = (*first_answers()[: 2 * 5], ("\n6. ", ""), ("Trả lời: ", end))
    assert at_terminal(tmp_path, "init", "vp", answers=killed).code == -signal.SIGQUIT

    shown = at_terminal(tmp_path, "init", "vp", answers=(("trả lời 5 câu", "\n"), ("\n6. ", "\x04")))

    assert (shown.code, (tmp_path / "vp").exists()) == (130, False)


def test_a_question_behind_another_is_not_counted(tmp_path: Path) -> None:
    before, posts = first_answers()[:12], ("Trả lời: ", "TRƯỞNG BAN CHỈ ĐẠO; kiêm; PHÓ BÍ THƯ\n")
    stopped = *before, ("\n7. ", ""), posts, ("Số [1]: ", "2\n"), ("Trả lời: ", "\x03")
    assert "7 câu đã trả lời giữ ở tệp" in at_terminal(tmp_path, "init", "vp", answers=stopped).plain


def test_the_first_run_goes_on_from_where_it_was_stopped(tmp_path: Path) -> None:
    at_terminal(tmp_path, "init", "vp", answers=(*first_answers()[: 2 * 5], ("Trả lời: ", "\x04")))
    rest = *first_answers()[2 * 5 :], ("Đúng chưa?", "gì cơ\n"), ("Gõ “có” nếu đúng", ""), ("?", "đúng\n")

    shown = at_terminal(tmp_path, "init", "vp", answers=(("trả lời 5 câu", "\n"), *rest))

    assert (shown.code, [one.name for one in tmp_path.iterdir()]) == (0, ["vp"])
    assert 'place: "Mường Hum"\n' in (tmp_path / "vp/data/office.yaml").read_text(encoding="utf-8")


def test_a_roster_that_is_refused_is_named_by_its_rows_and_read_anew(tmp_path: Path) -> None:
    head = "STT;Tên đơn vị;Loại\n1;Đảng bộ Sở Thử;Đảng ủy cơ sở\n"
    (tmp_path / "sai.csv").write_text(f"{head}2;Nguyễn Văn Tèo;Chi bộ cơ sở\n", encoding="utf-8")
    (tmp_path / "dung.csv").write_text(head, encoding="utf-8")
    again = "gõ 11, là số của câu ấy: "
    answers = (
        *first_answers(("Đúng chưa?", "11\n"), ("Trả lời: ", "sai.csv\n"), ("Đúng chưa?", "có\n")),
        ("[sai.csv, hàng 3] “Nguyễn Văn Tèo” là họ tên người", ""),
        (again, "\n"),
        ("[sai.csv, hàng 3] “Nguyễn Văn Tèo” là họ tên người", ""),
        (again, "11\n"),
        ("Trả lời: ", "dung.csv\n"),
        ("Đúng chưa?", "có\n"),
    )
    shown = at_terminal(tmp_path, "init", "vp", answers=answers)
    assert (shown.code, (tmp_path / "vp").is_dir()) == (0, True), shown.plain


def test_init_asks_nothing_with_no_input(tmp_path: Path) -> None:
    assert at_terminal(tmp_path, "init", "vp", "--no-input").code == 0
    assert (tmp_path / "vp/data/office.yaml").is_file()


@pytest.mark.parametrize("key", ["q\n", "\x03"])
def test_a_long_page_is_read_by_screenfuls_in_vietnamese(key: str, root: Path) -> None:
    question = "-- còn nữa: Enter xem tiếp, gõ q rồi Enter thì thôi --"
    seen = at_terminal(root, "help", "tong-hop", wide=80, answers=((question, "\n"), (question, key)))
    assert seen.code == 0
    first, second, rest = seen.plain.split(question)
    assert "Tổng hợp" in first
    # The last of 50 rows asks; the answer ends it.
    assert [part.count("\n") for part in (first, second)] == [49, 50]
    assert rest.strip(" ^Cq\n") == ""


def test_a_page_that_fits_asks_nothing(root: Path) -> None:
    seen = at_terminal(root, "help", "don-doc", wide=60)
    assert (seen.code, "còn nữa" in seen.plain) == (0, False)
    assert max(map(width, seen.plain.splitlines())) <= 60
