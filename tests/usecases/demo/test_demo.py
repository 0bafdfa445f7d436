"""``bcd35 demo``: every printed command works in it, and every demo is the same."""

import re
import shlex
from pathlib import Path

import pytest

from bcd35.usecases.demo.making import make_demo
from tests.conftest import CommandLine, on_day
from tests.support.filling import picture, rows


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("máy mới") / "thử").root


@pytest.mark.slow
def test_what_it_prints_can_be_typed(bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = bcd35("demo")

    place = root.parent / "bcd35-dung-thu"
    assert (made.code, made.err, place.is_dir()) == (0, "", True), "beside the workspace, not inside"
    change, *commands = [line.strip() for line in made.out.splitlines() if line.startswith("  ")]
    assert shlex.split(change) == ["cd", str(place)]
    monkeypatch.chdir(place)
    late = on_day("2025-12-20")
    ran = {command: bcd35(*shlex.split(command)[1:], "--json", now=late) for command in commands}
    assert [one.code for one in ran.values()] == [3, 0, 0]
    counts = next(iter(ran.values())).json["data"]["counts"]
    assert {verdict: count for verdict, count in counts.items() if count} == {
        "accepted": 8,
        "conflict": 2,
        "blank": 1,
        "refused": 3,
        "total": 14,
    }
    told = ran[commands[-1]].json["data"]
    assert (told["reported"], told["on_time"], told["late"], told["missing"]) == (11, 8, 3, 7)
    for command in ("check", "rounds list", "remind --date 2025-12-20", "notify", "export-summary"):
        assert bcd35(*command.split(), now=late).code == 0, command
    assert bcd35("demo").out.count("bcd35-dung-thu-2") == 2


def test_a_finished_round_and_a_round_that_is_out(demo: Path) -> None:
    assert rows(demo, "SELECT code, status FROM rounds ORDER BY code") == [
        ("2025-09-kenh-truyen-thong", "closed"),
        ("2025-11-kenh-truyen-thong", "open"),
    ]
    assert rows(demo, "SELECT round_code, count(*) FROM reports GROUP BY 1") == [
        ("2025-09-kenh-truyen-thong", 15)
    ]
    assert rows(demo, "SELECT number FROM numbers") == [(28,), (29,), (30,)]


@pytest.mark.slow
def test_every_demo_is_the_same(demo: Path, tmp_path: Path) -> None:
    def told(root: Path) -> dict[str, str]:
        found = picture(root)
        # the time of change of the register files is that of the copying
        return {**found, "bcd35.db": re.sub(r'INSERT INTO "(register_files|seals)".*', "", found["bcd35.db"])}

    assert told(make_demo(tmp_path / "nữa").root) == told(demo)


def test_a_folder_that_holds_something_is_left_alone(bcd35: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "của tôi").mkdir()
    (tmp_path / "của tôi" / "a.txt").touch()

    ran = bcd35("demo", str(tmp_path / "của tôi"))

    assert (ran.code, ran.out) == (5, "")
    assert f'bcd35 demo "{tmp_path / "của tôi-2"}"' in ran.err
    assert [path.name for path in (tmp_path / "của tôi").iterdir()] == ["a.txt"]
