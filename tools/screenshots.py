"""Make docs/*.png from the sample roster: the page in Chromium, the workbook's first sheet in LibreOffice.

Needs chromium, soffice and pdftoppm, and the development dependencies. The pictures are looked at by people,
not compared by tests: fonts differ from machine to machine.
"""

import shutil
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from bcd35.domain.contributions import ContributionLine
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.receiving.record import ManualReport, record_by_hand
from bcd35.usecases.registers.contributions import NewContribution, add_contribution
from bcd35.usecases.summary.export import export_summary
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import make_workspace
from bcd35.world.workspace import VIETNAM, Workspace, World

DOCS = Path(__file__).resolve().parents[1] / "docs"
DATED, AS_OF = date(2025, 11, 22), date(2025, 12, 20)
# Day of receipt after the letter for every sample unit in turn; None: nothing came.
_DAYS = (9, 12, None, 17, 20, 25, 11, 15, 16, None, 18, 21, 26, 13, None, 19, 22, 14)
_WIDTH, _HEIGHT, _COLOURS = 1180, 1020, 128
_BETWEEN, _GREY = 12, "#b0b0b0"  # pixels between two printed pages


def sample_office(folder: Path) -> Desk:
    """The packaged office with its letter issued and most reports in."""
    make_workspace(folder)
    desk = open_desk(World(datetime(2025, 12, 20, 9, tzinfo=VIETNAM), Workspace(folder)))
    notify(desk, NoticeRequest(dated=DATED))
    for place, (unit, day) in enumerate(zip(desk.store.registers.units(), _DAYS, strict=True)):
        if day is not None:
            record_by_hand(
                desk,
                ManualReport(unit=unit.code, values=_answers(place), received_on=DATED + timedelta(days=day)),
            )
    piece = ContributionLine(
        title="Một cửa liên thông ở xã vùng cao",
        medium="article",
        category="mô hình mới",
        stage="received",
        on=date(2025, 12, 8),
    )
    add_contribution(desk, NewContribution("SNV", piece))
    return desk


def _answers(place: int) -> dict[str, str]:
    return {
        "to_chuc_da_thong_bao": str(6 + place * 5 % 17),
        "hinh_thuc_thong_bao": ("văn bản", "văn bản; họp chi bộ", "trang thông tin của đơn vị; văn bản")[
            place % 3
        ],
        "ngay_thong_bao_xong": f"{24 + place % 6}/11/2025",
        "co_trang_chinh_thuc": "Có" if place % 4 else "Không",
        "tin_bai_da_chia_se": str(place * 3 % 20) if place % 4 else "KAD",
        "tin_bai_da_gui": str(place % 3),
        "anh_da_gui": str(place % 5) if place % 2 else "KPS",
        "video_da_gui": str(place % 2),
        **(
            {"kho_khan_kien_nghi": "Đề nghị tập huấn viết tin, chụp ảnh cho cán bộ kiêm nhiệm."}
            if place % 6 == 0
            else {}
        ),
    }


def photograph_page(page: Path, picture: Path, part: str = "") -> None:
    """The upper part of the page, as a laptop shows it; or one part of it, named as CSS does."""
    with sync_playwright() as playwright:
        quiet = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
        ]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=quiet)
        sheet = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT}, color_scheme="light")
        sheet.goto(page.as_uri())
        (sheet.locator(part) if part else sheet).screenshot(path=picture)
        browser.close()


def photograph_workbook(workbook: Path, picture: Path) -> None:
    """The workbook's first two printed pages side by side.

    Its first sheet, the tables and then the charts.
    """
    profile = (workbook.parent / "profile").as_uri()
    convert = (
        "soffice",
        "--headless",
        f"-env:UserInstallation={profile}",
        "--convert-to",
        "pdf",
        "--outdir",
        workbook.parent,
        workbook,
    )
    subprocess.run(convert, check=True, capture_output=True, timeout=180)  # noqa: S603 – our own file
    pages = workbook.with_name("page")
    draw = ("pdftoppm", "-png", "-r", "90", "-l", "2", workbook.with_suffix(".pdf"), pages)
    subprocess.run(draw, check=True, timeout=60)  # noqa: S603 – as above
    first, second = (Image.open(page) for page in sorted(workbook.parent.glob("page-*.png")))
    with Image.new("RGB", (first.width + second.width + _BETWEEN, first.height), _GREY) as spread:
        spread.paste(first, (0, 0))
        spread.paste(second, (first.width + _BETWEEN, 0))
        spread.save(picture)


def shrink(picture: Path) -> None:
    """Fewer colours: a picture in a README should load at once."""
    with Image.open(picture) as full:
        small = full.convert("RGB").quantize(_COLOURS)
    small.save(picture, optimize=True)


def main() -> int:
    """Write docs/page.png and docs/workbook.png."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        desk = sample_office(Path(folder) / "vp")
        page = export_summary(desk, form="html", as_of=AS_OF).path
        workbook = export_summary(desk, as_of=AS_OF).path
        photograph_page(page, DOCS / "page.png")
        photograph_workbook(workbook, DOCS / "workbook.png")
        desk.store.close()
    for picture in (DOCS / "page.png", DOCS / "workbook.png"):
        shrink(picture)
        print(f"{picture.name}: {picture.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
