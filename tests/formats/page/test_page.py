"""The page: its figures are the round's; no text becomes markup; a real browser shows it."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bcd35.domain.answers import Answer
from bcd35.domain.contributions import ContributionLine
from bcd35.domain.figures import DailyArrivals, figure_round
from bcd35.domain.numerals import group_thousands, share_words
from bcd35.domain.round_summary import RoundSummary
from bcd35.domain.summary import STATE_WORDS, RoundState, Totals
from bcd35.domain.terms import Grant
from bcd35.domain.text import sort_key
from bcd35.formats.page.charts import draw_arrivals, stacked_bar
from bcd35.formats.page.summary import PageContent, write_page
from bcd35.usecases.registers.contributions import NewContribution, add_contribution
from bcd35.usecases.summary.export import export_summary
from bcd35.usecases.summary.status import status, sum_up
from tests.conftest import CommandLine
from tests.support import REPOSITORY
from tests.support.rosters import AS_OF, DATED, DEADLINE, ROUND, build_roster

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from bcd35.usecases.desk import Desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Desk]":
    """An office of 45 units, one of which sent a piece for publication."""
    opened = build_roster(tmp_path_factory.mktemp("trang") / "vp", 45)
    add_contribution(
        opened,
        NewContribution(
            "DV0009",
            ContributionLine(
                title="Một cửa", medium="article", category="mô hình mới", stage="received", on=AS_OF
            ),
        ),
    )
    yield opened
    opened.store.close()


def content_of(desk: "Desk") -> PageContent:
    seen = status(desk, as_of=AS_OF)
    return PageContent(
        seen.office, seen.round_, seen.letter.number.reference, seen.letter.dated, sum_up(desk, seen)
    )


@pytest.fixture(scope="module")
def content(desk: "Desk") -> PageContent:
    return content_of(desk)


@pytest.fixture(scope="module")
def file(desk: "Desk") -> Path:
    return export_summary(desk, form="html", as_of=AS_OF).path


# --- what it says -------------------------------------------------------------------------------------------


class Seen:
    """What a parser sees of a page.

    Element names, attribute names, its whole text, every table's cell texts by caption.
    """

    def __init__(self, page: bytes) -> None:
        root = lxml.html.document_fromstring(page.decode())
        elements = list(root.iter())
        self.tags = [str(one.tag) for one in elements]
        self.attributes = [name for one in elements for name in one.attrib]
        self.text = root.text_content()
        self.tables = {
            table.findtext("caption"): [
                [cell.text_content().strip() for cell in row] for row in table.iter("tr")
            ]
            for table in root.iter("table")
        }


def test_every_table_says_the_figures_of_the_round(content: PageContent) -> None:
    figures = content.figures
    tables = Seen(write_page(content)).tables

    def counts(totals: Any) -> list[str]:
        return [
            *map(group_thousands, totals[:6]),
            share_words(totals.completeness),
            share_words(totals.timeliness),
        ]

    assert tables["Số đơn vị theo loại"][1:] == [
        *([kind.label, *counts(kind.totals)] for kind in figures.kinds),
        ["Tổng cộng", *counts(figures.totals)],
    ]
    days = tables["Báo cáo đầu tiên nhận theo ngày"][1:]
    assert [row[1:] for row in days] == [[str(one.received), str(one.until)] for one in figures.arrivals]
    assert [
        row[0] for row in tables[f"{figures.totals.missing} đơn vị, tính đến hết ngày 20/12/2025"][1:]
    ] == [unit.name for unit in figures.state.units if unit.unreported]
    units = tables["Mọi đơn vị trong danh sách, tính đến hết ngày 20/12/2025"][1:]
    assert [row[:2] + row[3:4] for row in units] == [
        [unit.code, unit.name, STATE_WORDS[unit.state]] for unit in figures.state.units
    ]
    fields = {row[0]: row[1:] for row in tables["Kết quả và số đơn vị trả lời"][1:]}
    for one in figures.fields:
        if one.field.kind != "text":
            assert fields[one.field.label][1:] == [
                str(one.answered),
                str(one.nothing),
                str(one.not_applicable),
                str(one.unanswered),
            ]
    sent = next(one for one in figures.fields if one.field.code == "tin_bai_da_gui")
    assert fields["Số tin bài đã gửi"][0].startswith(f"Tổng số {group_thousands(sent.result.total)} (")  # type: ignore[union-attr, arg-type]  # a count
    claims = tables["Số báo cáo và số ghi sổ"][1:]
    contributions = content.summary.contributions
    assert contributions is not None
    assert len(claims) == sum(
        bool(one.difference) or (one.difference is None and one.registered > 0)
        for one in contributions.claims
    )


def test_the_tiles_are_the_totals_in_words(content: PageContent) -> None:
    page = write_page(content).decode()
    tiles = re.findall(r'<li class="tile [a-z_]*"><b>([^<]+)</b><span class="name">([^<]+)</span>', page)
    names = ("phải báo cáo", "đã báo cáo", "đúng hạn", "trễ hạn", "chưa báo cáo", "được miễn")
    assert tiles == [
        (group_thousands(count), f"đơn vị {name}")
        for count, name in zip(content.figures.totals[:6], names, strict=True)
    ]


def test_the_same_content_gives_the_same_bytes_and_reaches_for_nothing(content: PageContent) -> None:
    page = write_page(content)

    assert page == write_page(content)
    links = re.findall(rb"(?:src|href|action|data)=\"([^\"]*)\"|url\(([^)]*)\)|@import", page)
    assert {one or two for one, two in links if not (one or two).startswith(b"#")} == set()


def test_the_policy_allows_exactly_the_style_and_the_script_of_the_page(content: PageContent) -> None:
    page = write_page(content).decode()

    def source(tag: str) -> str:
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy.replace("&#39;", "'") == (
        f"default-src 'none'; style-src '{source('style')}'; script-src '{source('script')}'; base-uri "
        "'none'; form-action 'none'"
    )
    assert " style=" not in page
    assert not re.search(r"\son[a-z]+=", page)


def renamed(content: PageContent, text: str) -> PageContent:
    """The same page, where every stored text is this one."""
    units = tuple(
        unit._replace(
            name=text, note=text, answers={**unit.answers, "kho_khan_kien_nghi": Answer("value", text)}
        )
        for unit in content.figures.state.units[:8]
    )
    round_ = replace(
        content.round_,
        subject=text,
        fields=tuple(replace(field, label=text) for field in content.round_.fields),
    )
    kinds = tuple(replace(kind, label=text) for kind in content.office.unit_kinds)
    office = replace(
        content.office, superior=text, issuer=text, full_name=text, standing_office=text, unit_kinds=kinds
    )
    figures = figure_round(round_, RoundState(DEADLINE, AS_OF, units, 0), (), kinds)
    return replace(
        content, office=office, round_=round_, reference=text, summary=RoundSummary(figures, {}, None, None)
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "</title><img src=x onerror=alert(1)>",
        "</style><svg onload=alert(1)>",
        '" onmouseover="alert(1)',
        "'><a href=javascript:alert(1)>",
        "{{ 7*7 }}{% raw %}",
        "&lt;b&gt; &amp; <!-- ]]> <![CDATA[",
    ],
)
def test_stored_text_stays_text(content: PageContent, text: str) -> None:
    plain, hostile = (Seen(write_page(renamed(content, words))) for words in ("Chữ thường", text))

    assert hostile.tags == plain.tags
    assert hostile.attributes == plain.attributes
    assert hostile.text.count(text) > 20


def test_no_text_at_all_changes_the_markup(content: PageContent) -> None:
    plain = Seen(write_page(renamed(content, "a")))

    @settings(max_examples=25)
    @given(st.text(min_size=1, max_size=40))
    def holds(text: str) -> None:
        page = Seen(write_page(renamed(content, text)))
        assert (page.tags, page.attributes) == (plain.tags, plain.attributes)

    holds()


def test_a_round_that_nobody_has_answered(content: PageContent) -> None:
    units = tuple(
        unit._replace(state="missing", received_on=None, answers={})
        for unit in content.figures.state.units[:3]
    )
    figures = figure_round(
        content.round_, RoundState(DEADLINE, DATED, units, 0), (), content.office.unit_kinds
    )

    page = Seen(write_page(replace(content, summary=RoundSummary(figures, {}, None, None))))

    nobody = "Đến hết ngày 22/11/2025, chưa có đơn vị nào trong 03 đơn vị phải báo cáo gửi báo cáo."
    assert nobody in page.text
    assert "Kết quả và số đơn vị trả lời" not in page.tables


def test_a_round_of_nobody(content: PageContent) -> None:
    figures = figure_round(content.round_, RoundState(DEADLINE, AS_OF, (), 0), (), ())

    page = Seen(write_page(replace(content, summary=RoundSummary(figures, {}, None, None))))

    assert "Đến hết ngày 20/12/2025, không có đơn vị nào phải báo cáo." in page.text
    assert page.tables == {}


# --- charts -------------------------------------------------------------------------------------------------


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000))
def test_a_bar_is_whole(on_time: int, late: int, missing: int) -> None:
    bar = stacked_bar(
        Totals(
            expected=on_time + late + missing,
            reported=on_time + late,
            on_time=on_time,
            late=late,
            missing=missing,
            exempt=3,
        )
    )

    assert sum(part.units for part in bar) == on_time + late + missing
    assert sum(part.length for part in bar) == pytest.approx(100 if bar else 0, abs=0.01)
    assert [part.start for part in bar] == pytest.approx(
        [sum(one.length for one in bar[:place]) for place in range(len(bar))], abs=0.01
    )


@given(
    st.dictionaries(st.dates(date(2025, 11, 1), date(2026, 3, 1)), st.integers(1, 400), max_size=40),
    st.integers(0, 3),
)
def test_the_arrivals_stay_on_the_drawing(by_day: dict[date, int], missing: int) -> None:
    until, arrivals = 0, []
    for day, received in sorted(by_day.items()):
        until += received
        arrivals.append(DailyArrivals(day, received, until))

    chart = draw_arrivals(
        arrivals, expected=until + missing, dated=DATED, deadline=DEADLINE, as_of=max([AS_OF, *by_day])
    )

    points = [tuple(map(float, point.split(","))) for point in chart.line.split()]
    inside = (chart.left, chart.right, chart.top, chart.bottom)
    assert all(inside[0] <= x <= inside[1] + 0.1 and inside[2] - 0.1 <= y <= inside[3] for x, y in points)
    assert all(
        inside[0] <= bar.left and bar.left + bar.width <= inside[1] and bar.top >= inside[2] - 0.1
        for bar in chart.bars
    )
    assert [bar.received for bar in chart.bars] == [one.received for one in arrivals]
    assert 1 <= len(chart.days) <= 6
    assert 1 <= len(chart.counts) <= 7


# --- in a real browser --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def full_file(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Path]":
    """A page with everything that it can hold: own terms and earlier rounds too."""
    desk = build_roster(tmp_path_factory.mktemp("đủ") / "vp", 45, earlier=3)
    why = "mưa lũ kéo dài, đường vào các xóm bị chia cắt nhiều ngày"
    own = [Grant(f"DV{place:04}", "extended", AS_OF, date(2025, 12, 22), reason=why) for place in (3, 19, 23)]
    with desk.act():
        desk.store.terms.record(ROUND, own, desk.world.now)
    yield export_summary(desk, ROUND, form="html", as_of=AS_OF).path
    desk.store.close()


@pytest.fixture
def opened(browser: "Browser", file: Path) -> "Iterator[Callable[..., Page]]":
    """``opened(width=390, color_scheme="dark", java_script_enabled=False)``: the page, or that of a file.

    Whatever the browser complains of fails the test.
    """
    complaints: list[str] = []
    contexts = []

    def open_page(shown: Path = file, *, width: int = 1280, height: int = 900, **settings: Any) -> "Page":
        contexts.append(
            browser.new_context(viewport={"width": width, "height": height}, offline=True, **settings)
        )
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(shown.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def shown(page: "Page", column: int) -> list[str]:
    cells = page.locator(f"[data-sortable] tbody tr:visible > :nth-child({column})")
    return [text.strip() for text in cells.all_inner_texts()]


def test_searching_and_sorting(opened: "Callable[..., Page]", content: PageContent) -> None:
    page = opened()
    units = content.figures.state.units
    assert shown(page, 2) == [unit.name for unit in units]

    page.get_by_label("Tìm theo tên").fill("dinh hoa")
    assert shown(page, 2) == [unit.name for unit in units if "Định Hóa" in unit.name]
    assert page.get_by_role("status").inner_text() == f"Đang hiện {len(shown(page, 2))}/45 đơn vị"
    page.get_by_label("Tìm theo tên").fill("")
    page.get_by_label("Tình trạng").select_option("missing")
    assert Counter(shown(page, 4)) == {"Chưa báo cáo": content.figures.totals.missing}

    page.get_by_label("Tình trạng").select_option("")
    page.get_by_role("button", name="Số ngày trễ").click()
    days = [unit.days_late for unit in units if unit.state != "exempt"]
    assert [int(text) for text in shown(page, 6) if text != "–"] == sorted(days)
    page.get_by_role("button", name="Số ngày trễ").click()
    assert [int(text) for text in shown(page, 6) if text != "–"] == sorted(days, reverse=True)
    heading = page.locator("[data-sortable] thead th", has_text="Số ngày trễ")
    assert heading.get_attribute("aria-sort") == "descending"
    page.get_by_role("button", name="Đơn vị", exact=True).click()
    assert shown(page, 2) == sorted((unit.name for unit in units), key=sort_key)


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("light", 390), ("dark", 1280)])
def test_a_screen_reader_finds_no_obstacle(
    opened: "Callable[..., Page]", full_file: Path, scheme: str, width: int, tmp_path: Path
) -> None:
    page = opened(full_file, width=width, color_scheme=scheme)
    template = (REPOSITORY / "src/bcd35/formats/page/summary.html").read_text("utf-8")
    sections = set(re.findall(r'<h2 id="([a-z-]+)"', template))
    assert sections <= {*page.locator("h2").evaluate_all("all => all.map((one) => one.id)")}
    assert page.locator("table").count() >= template.count("{% call table(")
    page.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )

    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]] == []
    assert len(found.response["passes"]) > 20
    # Nothing sticks out: only the boxes that say so scroll sideways.
    assert page.evaluate("document.documentElement.scrollWidth") == width
    picture = tmp_path / f"{scheme}-{width}.png"
    page.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 50_000


def test_the_note_of_a_tile_is_not_marked_as_a_fault(opened: "Callable[..., Page]") -> None:
    edges = (
        opened()
        .locator(".tile .note")
        .evaluate_all("all => all.map((one) => getComputedStyle(one).borderLeftWidth)")
    )
    assert {*edges} == {"0px"}


def test_without_scripts_everything_is_there_to_read(
    opened: "Callable[..., Page]", content: PageContent
) -> None:
    page = opened(java_script_enabled=False)

    assert page.locator("form.tools").is_hidden()
    assert page.locator("thead button").count() == 0
    assert page.locator("[data-sortable] tbody tr:visible").count() == len(content.figures.state.units)
    assert page.get_by_role("heading", level=1).inner_text() == (
        "Kết quả báo cáo: Đẩy mạnh tuyên truyền, lan tỏa thông tin trên các kênh truyền thông"
    )


def test_printed_on_a4_nothing_is_cut(
    opened: "Callable[..., Page]", content: PageContent, pdftotext: Callable[..., str], tmp_path: Path
) -> None:
    page = opened()
    page.pdf(path=tmp_path / "trang.pdf", prefer_css_page_size=True)

    reader = PdfReader(tmp_path / "trang.pdf")
    assert {tuple(round(float(side)) for side in one.mediabox[2:]) for one in reader.pages} == {(595, 842)}
    assert len(reader.pages) < 25
    words = " ".join(pdftotext(tmp_path / "trang.pdf", "-layout").split())
    assert [unit.code for unit in content.figures.state.units if unit.code not in words] == []
    assert f"1/{len(reader.pages)}" in words
    assert "Tìm theo tên" not in words
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 660, "height": 900})  # A4 less the margins
    rights = page.locator("table, svg.chart, .tiles").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().right)"
    )
    assert len(rights) > 5
    assert max(rights) <= 661


# --- commands -----------------------------------------------------------------------------------------------


def test_status_open_writes_the_page_and_shows_it(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: not asked.append(address))  # type: ignore[func-returns-value]  # says yes
    assert bcd35("notify", "--date", "2025-11-22", "-q").code == 0

    ran = bcd35("status", "--open")

    (page,) = (root / "out").glob("*/*.html")
    assert (ran.code, asked) == (0, [page.as_uri()])
    assert ran.out.splitlines()[-1] == f"Đã ghi và mở trang: {page.relative_to(root).as_posix()}"
    assert page.read_bytes().startswith(b"<!doctype html>")


def test_status_open_where_no_browser_starts(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda _address: False)
    assert bcd35("notify", "--date", "2025-11-22", "-q").code == 0

    ran = bcd35("status", "--open", "-q")

    (page,) = (root / "out").glob("*/*.html")
    shown_as = page.relative_to(root).as_posix()
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out.splitlines()[-1]
        == f"Đã ghi trang: {shown_as} (không mở được trình duyệt; hãy mở tệp bằng tay)"
    )
