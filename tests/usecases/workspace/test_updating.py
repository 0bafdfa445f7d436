"""``bcd35 update``: what an older version laid down is renewed, what the office edited is never lost."""

from pathlib import Path

import pytest
from docx import Document
from tools.known_defaults import now

from bcd35.usecases.workspace import updating
from bcd35.world.files import sha256
from bcd35.world.workspace import default_files, known_digests
from tests.conftest import CommandLine

LETTER, REMINDER, PROFILE = (
    "templates/cong-van.docx",
    "templates/don-doc.docx",
    "data/profiles/hd-05-2026.yaml",
)


@pytest.fixture
def edited(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with a letter of an earlier version, reminder and rules edited, one file missing."""
    (root / LETTER).write_bytes(b"of an earlier version")
    monkeypatch.setattr(updating, "known_digests", lambda: {LETTER: {sha256(b"of an earlier version")}})
    reminder = Document(str(root / REMINDER))
    reminder.paragraphs[-1].insert_paragraph_before("Xin cảm ơn.")
    reminder.save(str(root / REMINDER))
    (root / PROFILE).write_text((root / PROFILE).read_text("utf-8") + "# của văn phòng\n", "utf-8")
    (root / "templates/gia-han.docx").unlink()
    return root


def tree(root: Path) -> dict[str, bytes]:
    folders = ("templates", "data", "de-rieng", "ban-moi")
    files = (file for folder in folders for file in (root / folder).rglob("*") if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


def test_every_packaged_file_is_noted_so_that_the_next_version_knows_it() -> None:
    assert {name for name, digest in now() if digest not in known_digests().get(name, ())} == set()


def test_nothing_to_do(bcd35: CommandLine) -> None:
    ran = bcd35("update")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Tệp mẫu và bộ quy tắc thể thức đều như bản của chương trình (")


def test_told_and_nothing_done(bcd35: CommandLine, edited: Path) -> None:
    before = tree(edited)
    ran = bcd35("update")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        f"{PROFILE}: văn phòng đã sửa, hoặc không do chương trình đặt; khác bản nay của chương trình.",
        "    Dòng có dấu - là của văn phòng, dấu + là của chương trình:",
        "    - # của văn phòng",
        f"{LETTER}: bản của chương trình trước đây, chưa sửa; chương trình nay có bản mới.",
        f"{REMINDER}: văn phòng đã sửa, hoặc không do chương trình đặt; khác bản nay của chương trình.",
        "    Dòng có dấu - là của văn phòng, dấu + là của chương trình:",
        "    - Xin cảm ơn.",
        "templates/gia-han.docx: chưa có.",
        "Lấy bản mới (tệp văn phòng đã sửa thì giữ nguyên, bản mới đặt bên cạnh): bcd35 update --apply",
    ]
    assert tree(edited) == before


def test_applied_without_losing_an_edit(bcd35: CommandLine, edited: Path) -> None:
    before = tree(edited)
    ran = bcd35("update", "--apply", "--json")
    data = ran.json["data"]
    after = tree(edited)
    assert data["renewed"] == [LETTER, "templates/gia-han.docx"]
    assert data["beside"] == [f"ban-moi/{PROFILE}", f"ban-moi/{REMINDER}"]
    assert after[f"{data['aside']}/{LETTER}"] == b"of an earlier version"
    assert [after[name] for name in (REMINDER, PROFILE)] == [before[name] for name in (REMINDER, PROFILE)]
    assert bcd35("template", "check", LETTER, f"ban-moi/{REMINDER}").code == 0
    assert [one["state"] for one in bcd35("update", "--json").json["data"]["files"]].count("edited") == 2


def test_an_edited_file_is_given_up_only_when_it_is_named(bcd35: CommandLine, edited: Path) -> None:
    own = (edited / REMINDER).read_bytes()
    data = bcd35("update", "--take", "don-doc.docx", "--json").json["data"]
    assert data["renewed"] == [REMINDER]
    assert (edited / data["aside"] / REMINDER).read_bytes() == own
    assert (edited / LETTER).read_bytes() == b"of an earlier version"


def test_a_name_that_is_none(bcd35: CommandLine) -> None:
    ran = bcd35("update", "--take", "dondoc.docx")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == (
        "Lỗi [--take]: Chương trình không có tệp “dondoc.docx”.\n"
        "  → Có phải ý bạn là templates/don-doc.docx?\n"
    )


def test_an_edited_profile_of_an_older_version_names_the_way_to_the_program_s(
    bcd35: CommandLine, root: Path
) -> None:
    """A profile that lacks what the program now asks for stops the check; the advice ends that as printed."""
    lines = (root / PROFILE).read_text("utf-8").splitlines(keepends=True)
    older = [line for line in lines if not line.startswith("number: ")]
    (root / PROFILE).write_text("".join(older), "utf-8")

    ran = bcd35("template", "check", LETTER)

    assert ran.code == 6
    assert "thiếu mục “number”" in ran.err
    assert f"Lấy bản ấy, bản của văn phòng cất riêng: bcd35 update --take {PROFILE}" in ran.err
    assert bcd35("update", "--take", PROFILE).code == 0
    assert bcd35("template", "check", LETTER) == (0, f"{LETTER}: dùng được.\n", "")


def test_what_lies_beside_is_not_offered_again(bcd35: CommandLine, edited: Path) -> None:
    assert bcd35("update", "--apply").code == 0
    written = (edited / "ban-moi" / REMINDER).stat().st_mtime_ns
    ran = bcd35("update")
    assert f"    Bản của chương trình đã đặt bên cạnh: ban-moi/{REMINDER}" in ran.out.splitlines()
    assert "bcd35 update --apply" not in ran.out
    assert bcd35("update", "--apply", "--json").json["data"]["beside"] == []
    assert (edited / "ban-moi" / REMINDER).stat().st_mtime_ns == written


def test_with_rules_of_ones_own_a_missing_template_comes_from_the_set_that_lies_there(
    bcd35: CommandLine, root: Path
) -> None:
    packaged = dict(default_files("nd-30-2020"))
    for file in (root / "templates").glob("*.docx"):
        file.write_bytes(packaged[f"templates/{file.name}"].read_bytes())
    office = root / "data/office.yaml"
    office.write_text(f"{office.read_text('utf-8')}\nlayout: rieng\n", "utf-8")
    for again in (("update", "--apply"), ("init", str(root))):
        (root / LETTER).unlink()
        assert bcd35(*again).code == 0
        assert (root / LETTER).read_bytes() == packaged[LETTER].read_bytes()


@pytest.mark.parametrize("lost", [(LETTER,), None], ids=["one", "all"])
def test_the_check_of_templates_tells_what_is_not_there(
    bcd35: CommandLine, root: Path, lost: tuple[str, ...] | None
) -> None:
    names = lost or sorted(f"templates/{file.name}" for file in (root / "templates").iterdir())
    for name in names:
        (root / name).unlink()
    fix = "Lấy tệp mẫu của chương trình: bcd35 update --apply"

    ran = bcd35("template", "check")

    assert ran.code == 6
    assert sorted(ran.err.splitlines()) == sorted(
        line for name in names for line in (f"Lỗi: Thiếu tệp mẫu “{name}”.", f"  → {fix}")
    )
    assert bcd35("update", "--apply").code == 0
    assert bcd35("template", "check").code == 0


# --- files that the program cannot use any more -------------------------------------------------------------

_WAY = (
    "Xem đủ các lỗi: bcd35 template check Xem chỗ khác với bản của chương trình: bcd35 update Lấy bản ấy, "
    "bản của văn phòng cất riêng: bcd35 update --take {}"
)


@pytest.fixture
def unfit(root: Path) -> Path:
    """Rules and a letter that the office edited, and that lack what the program needs by now."""
    rules = (root / PROFILE).read_text("utf-8")
    (root / PROFILE).write_text(rules.replace("\nnumber:", "\nnumberx:"), "utf-8")
    letter = Document(str(root / LETTER))
    letter.paragraphs[-1].insert_paragraph_before("{{ issuerx }}")
    letter.save(str(root / LETTER))
    return root


@pytest.mark.parametrize("command", [("update",), ("doctor",), ()])
@pytest.mark.usefixtures("unfit")
def test_an_edited_file_that_cannot_be_used_is_told_with_its_way(
    bcd35: CommandLine, command: tuple[str, ...]
) -> None:
    ran = bcd35(*command)
    for name in (PROFILE, LETTER):
        assert f"Tệp “{name}” văn phòng đã sửa không dùng được nữa: " in ran.out + ran.err
        assert _WAY.format(name) in " ".join((ran.out + ran.err).split())
    for name in (PROFILE, LETTER):
        assert bcd35("update", "--take", name).code == 0
    ran = bcd35(*command)
    assert "không dùng được nữa" not in ran.out + ran.err


@pytest.mark.usefixtures("unfit")
def test_templates_are_not_blamed_for_the_rules(bcd35: CommandLine) -> None:
    told = bcd35("template", "check", "--json").json["data"]["templates"]
    assert [one["file"] for one in told if not one["usable"]] == [PROFILE, LETTER]
    assert len(told) > 8
