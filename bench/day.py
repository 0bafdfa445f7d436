"""The commands of an office's day: every command that writes, each with something to do.

One table for two harnesses: ``bench.powercut`` runs them one after the other and cuts the power,
``bench.faults`` runs each on a failing disk. A new command that writes gets its line in ``DAY``.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from bench import ours

ROUND = "2025-11-kenh-truyen-thong"
UNITS = ("SNV", "SYT", "SXD", "TTT", "STP")  # to whom the letter goes first
_LATER = ("SCT", "BQLKCN")  # the one gets the letter later, the other is merged


def _add_holiday(root: Path, _inbox: Path) -> None:
    file = root / "data" / "holidays.yaml"
    ours.write_file(file, file.read_bytes() + b"  - {date: 2025-12-24, name: ngh\xe1\xbb\x89 b\xc3\xb9}\n")


def _write_roster(_root: Path, inbox: Path) -> None:
    lines = (
        f'  - {{code: {code}, name: "Sở số {code}", kind: dang_uy_co_so}}\n' for code in (*UNITS, *_LATER)
    )
    (inbox / "units.yaml").write_text("units:\n" + "".join(lines), encoding="utf-8")


def _fill_forms(root: Path, inbox: Path) -> None:
    from tests.support.filling import fill, form_of

    fill(form_of(root, "SYT"), inbox / "forms" / "SYT.xlsx")
    fill(form_of(root, "SXD"), inbox / "forms" / "SXD.xlsx", so_anh="năm")  # refused, and later returned
    (inbox / "anh.jpg").write_bytes(b"\xff\xd8" + bytes(range(256)) * 80)


def _write_table(_root: Path, inbox: Path) -> None:
    (inbox / "bang.csv").write_text("Mã đơn vị;anh_da_gui\nSNV;7\nSYT;5\n", encoding="utf-8-sig")


def _write_faulty_letter(_root: Path, inbox: Path) -> None:
    from tests.support.party_faults import spoiled_cases

    (inbox / "sai.docx").write_bytes(next(spoiled_cases()).data)


def stand_in_office(folder: Path) -> Path:
    """Put a program into a folder that takes LibreOffice's place: each document gets the same small PDF."""
    program = folder / "programs" / "soffice"
    program.parent.mkdir()
    program.write_text(
        """#!/bin/sh
while [ "$1" != --outdir ]; do shift; done
folder=$2; shift 2
for document; do
  name=${document##*/}
  printf '%%PDF-1.4\\nstartxref\\n9\\n%%%%EOF\\n' > "$folder/${name%.docx}.pdf"
done
""",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return program.parent


def _nothing(_root: Path, _inbox: Path) -> None:
    pass


class Step(NamedTuple):
    """One command, and what must be there before it.

    ``words``: its arguments, with ``{root}`` and ``{inbox}``, the folder of what comes in; ``␣`` is a space
    inside an argument.
    """

    name: str
    words: str
    ends: int = 0
    prepare: Callable[[Path, Path], None] = _nothing

    def arguments(self, root: Path, inbox: Path) -> list[str]:
        words = [word.format(root=root, inbox=inbox).replace("␣", " ") for word in self.words.split()]
        return words if self.words.startswith("init") else ["-C", str(root), *words]


_ANSWERS = (
    "--set to_chuc_da_thong_bao=12 --set hinh_thuc_thong_bao=văn␣bản --set ngay_thong_bao_xong=28/11/2025"
    " --set co_trang_chinh_thuc=Có --set tin_bai_da_chia_se=3 --set tin_bai_da_gui=0 --set anh_da_gui=KPS"
    " --set video_da_gui=KAD --set kho_khan_kien_nghi=Thiếu␣máy␣ảnh."
)
_TO = " ".join(f"--unit {unit}" for unit in UNITS)
# In this order each has something to do. Exit code 3: a form is refused.
DAY: Sequence[Step] = (
    Step("init", "init {root}"),
    Step("first use", "channels list"),
    Step("import", "import", prepare=_add_holiday),
    Step("units import", "units import {inbox}/units.yaml --retire-missing", prepare=_write_roster),
    Step("units add", "units add MOI --name Chi␣bộ␣mới --kind chi_bo_co_so"),
    Step("units edit", "units edit SYT --name Sở␣Y␣tế --email syt@tinh.gov.vn"),
    Step("units retire", "units retire BQLKCN --into SXD"),
    Step("channels add", "channels add moi --platform website --name Trang␣mới --url https://moi.gov.vn"),
    Step("channels edit", "channels edit moi --name Trang␣tin␣mới"),
    Step("channels retire", "channels retire moi"),
    Step("notify --draft", f"notify --draft {_TO}"),
    Step("notify", f"notify --date 2025-11-22 {_TO}"),
    Step("notify, one more unit", "notify --unit SCT"),
    Step("record-report by hand", f"record-report SNV {_ANSWERS}", prepare=_fill_forms),
    Step("record-report folder", "record-report {inbox}/forms --received-on 2025-12-01", ends=3),
    Step("record-report evidence", f"record-report TTT {_ANSWERS} --evidence {{inbox}}/anh.jpg"),
    Step("record-report table", "record-report {inbox}/bang.csv", prepare=_write_table),
    Step("reports withdraw", "reports withdraw TTT --reason gửi␣nhầm"),
    Step("return-report --draft", "return-report SXD --draft"),
    Step("return-report", "return-report SXD --date 2025-12-02"),
    Step(
        "contributions add",
        "contributions add SNV --title Ảnh␣một --medium hinh-anh --category mô␣hình␣mới"
        " --file {inbox}/anh.jpg",
    ),
    Step("contributions edit", "contributions edit 1 --stage da-bien-tap"),
    Step(
        "contributions published",
        "contributions edit 1 --stage da-dang --channel fb-bao-ptth --url https://fb.com/1",
    ),
    Step("remind", "remind --unit STP --date 2025-12-20"),
    Step("remind --together", "remind --together --date 2025-12-21"),
    Step("rounds exempt", "rounds exempt SCT --reason đang␣sáp␣nhập"),
    Step("rounds restore", "rounds restore SCT --reason chưa␣sáp␣nhập"),
    Step("export-summary xlsx", "export-summary --format xlsx"),
    Step("export-summary html", "export-summary --format html"),
    Step("export-summary docx", "export-summary --format docx"),
    Step("export-summary json", "export-summary --format json"),
    Step("export-summary csv", "export-summary --format csv"),
    Step("export-summary datapackage", "export-summary --format datapackage"),
    Step("contributions export", "contributions export --output {root}/tin-bai.csv"),
    Step("units export", "units export --output {root}/don-vi.yaml"),
    Step("channels export", "channels export --output {root}/kenh.yaml"),
    Step("channels poster", "channels poster"),
    Step(
        "check-format --fix",
        "check-format {inbox}/sai.docx --fix --output {root}/da-sua.docx",
        prepare=_write_faulty_letter,
    ),
    Step("pdf", "pdf {root}/out/Ap-phich_kenh-truyen-thong.docx"),
    Step("print", "print"),
    Step("casefile", "casefile"),
    Step("rounds close", f"rounds close {ROUND}"),
    Step("rounds reopen", f"rounds reopen {ROUND}"),
)


def run_step(step: Step, root: Path, inbox: Path, at: datetime) -> int:
    """Run a command in this process; its exit code."""
    return ours.command_line(step.arguments(root, inbox), now=at)
