"""What units sent for publication, and how each piece went on: received, edited, published, or not used.

Units only: a contribution has no author. What a unit claims in its report is compared with the register.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from bcd35.domain.answers import UNANSWERED, Answer
from bcd35.domain.channels import Channel, canonical_url
from bcd35.domain.dates import screen_date
from bcd35.domain.entries import judge_address
from bcd35.domain.findings import Finding
from bcd35.domain.rounds import ContributionTerms
from bcd35.domain.shape import ShortText, Text
from bcd35.domain.summary import UnitState

Medium = Literal["article", "photo", "video"]
Stage = Literal["received", "edited", "published", "not_used"]

MEDIUM_WORDS: dict[str, str] = {"article": "tin bài", "photo": "hình ảnh", "video": "video"}
STAGE_WORDS: dict[str, str] = {
    "received": "đã nhận",
    "edited": "đã biên tập",
    "published": "đã đăng",
    "not_used": "không dùng",
}
# A piece goes back to “received” from any other stage, with a reason: so a wrong entry is corrected.
_FORWARD: dict[str, tuple[str, ...]] = {
    "received": ("edited", "published", "not_used"),
    "edited": ("published", "not_used"),
    "published": (),
    "not_used": (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionLine:
    """One dated line of a contribution's ledger: how it stands from ``on``.

    The last line counts; lines are never changed. ``channel`` (its code) and ``url`` belong to “published”,
    ``reason`` to “not used” and to going back to “received”.
    """

    title: Annotated[str, Text(300)]
    medium: Medium
    category: ShortText
    stage: Stage
    on: date
    channel: str = ""
    url: Annotated[str, Text(500)] = ""
    reason: ShortText = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Tin, bài, ảnh, video: one piece that a unit sent for publication.

    ``sha256`` is empty when no file was kept.
    """

    number: int
    round_code: str
    unit: str
    received_on: date
    sha256: str
    file_name: str
    lines: tuple[ContributionLine, ...]

    @property
    def now(self) -> ContributionLine:
        return self.lines[-1]

    @property
    def remark(self) -> str:
        """The reason of its last line, unless it only says why a wrong entry went back to “received”."""
        steps = pairwise(self.lines)
        back = [line.reason for before, line in steps if line.stage == "received" != before.stage]
        return "" if self.now.stage == "received" and self.now.reason in back[-1:] else self.now.reason


def judge_line(
    before: ContributionLine | None,
    after: ContributionLine,
    terms: ContributionTerms,
    channels: Sequence[Channel],
) -> list[Finding]:
    """Everything wrong with the next line of a contribution; ``before`` is None for its first."""
    untitled = (
        []
        if after.title
        else [Finding("missing_title", "--title", "Tiêu đề để trống.", "Ghi tiêu đề của tin bài.")]
    )
    return [
        *untitled,
        *_judge_category(after, terms),
        *_judge_stage(before, after),
        *_judge_publication(after, channels),
    ]


def _judge_category(line: ContributionLine, terms: ContributionTerms) -> Iterator[Finding]:
    if line.category in terms.categories or (not line.category and not terms.categories):
        return
    if not terms.categories:
        yield Finding("no_categories", "--category", "Đợt này không chia nhóm nội dung.", "Bỏ --category.")
        return
    found = f"Không có nhóm “{line.category}”" if line.category else "Chưa nêu nhóm nội dung"
    message = f"{found}; chỉ nhận: {'; '.join(terms.categories)}."
    yield Finding("unknown_category", "--category", message, "Ghi một trong các nhóm ấy.")


def _judge_stage(before: ContributionLine | None, after: ContributionLine) -> Iterator[Finding]:
    last = before.stage if before else "received"
    back = after.stage == "received" != last
    if after.stage != last and not back and after.stage not in _FORWARD[last]:
        message = f"Tin bài {STAGE_WORDS[last]} không chuyển thẳng sang {STAGE_WORDS[after.stage]}."
        fix = "Ghi nhầm thì trả về “đã nhận” trước: --stage da-nhan --reason LÝ_DO"
        yield Finding("bad_stage", "--stage", message, fix)
    if (back or after.stage == "not_used") and not after.reason:
        message = f"Chuyển sang {STAGE_WORDS[after.stage]} thì phải nêu lý do."
        yield Finding("missing_reason", "--reason", message, "Thêm --reason LÝ_DO.")
    if before and after.on < before.on:
        message = f"Ngày {screen_date(after.on)} ở trước lần ghi trước ({screen_date(before.on)})."
        yield Finding("before_last_line", "--on", message, "Kiểm tra lại ngày.")


def _judge_publication(line: ContributionLine, channels: Sequence[Channel]) -> Iterator[Finding]:
    if line.stage != "published":
        if line.channel or line.url:
            fix = "Thêm --stage da-dang, hoặc bỏ --channel và --url."
            yield Finding("not_published", "--url", "Chỉ tin bài đã đăng mới có kênh và địa chỉ.", fix)
        return
    channel = next((one for one in channels if one.code.casefold() == line.channel.casefold()), None)
    if channel is None:
        message = f"Không có kênh “{line.channel}”." if line.channel else "Tin bài đã đăng thì phải nêu kênh."
        yield Finding("unknown_channel", "--channel", message, "Xem danh sách: bcd35 channels list")
    if not line.url:
        message = "Tin bài đã đăng thì phải nêu địa chỉ bài."
        yield Finding("missing_url", "--url", message, "Thêm --url ĐỊA_CHỈ.")
    elif channel is None:
        yield from judge_address(line.url, "website", "--url")
    else:
        yield from judge_address(line.url, channel.platform, "--url") or _judge_host(line.url, channel)


def _judge_host(url: str, channel: Channel) -> list[Finding]:
    """An address published on the province's own site must be on that site's host."""
    host, home = (urlsplit(canonical_url(address) or "").hostname for address in (url, channel.canonical_url))
    if channel.platform != "website" or host == home:
        return []
    message = f"Địa chỉ “{url}” (máy chủ {host}) không thuộc kênh “{channel.name}” ({home})."
    return [Finding("url_not_of_channel", "--url", message, "Sửa địa chỉ, hoặc nêu đúng kênh.")]


class Claim(NamedTuple):
    """How many pieces of one medium a unit says it sent, beside how many are registered.

    ``claimed`` is the unit's answer.
    """

    unit: str
    medium: str
    claimed: Answer
    registered: int

    @property
    def difference(self) -> int | None:
        """Registered minus claimed; None when the unit gave no number. “Nothing to report” claims none."""
        if self.claimed.state == "nothing":
            return self.registered
        return self.registered - self.claimed.value if isinstance(self.claimed.value, int) else None


def compare_claims(
    terms: ContributionTerms, units: Iterable[UnitState], contributions: Iterable[Contribution]
) -> list[Claim]:
    """Claims beside the register: every unit of the round × every medium that a field of the round counts."""
    counts: dict[tuple[str, str], int] = {}
    for piece in contributions:
        key = (piece.unit.casefold(), piece.now.medium)
        counts[key] = counts.get(key, 0) + 1
    fields = terms.fields()
    return [
        Claim(
            unit.code,
            medium,
            unit.answers.get(field, UNANSWERED),
            counts.get((unit.code.casefold(), medium), 0),
        )
        for unit in units
        for medium, field in fields.items()
    ]


class MediumFigures(NamedTuple):
    """All pieces of one medium: how many are registered, of them by stage, and how many all units claim.

    ``claimed`` is None where no field of the round counts the medium.
    """

    medium: str
    claimed: int | None
    registered: int
    stages: Mapping[str, int]

    @property
    def difference(self) -> int | None:
        return None if self.claimed is None else self.registered - self.claimed


@dataclass(frozen=True, slots=True)
class ContributionFigures:
    """Số tin, bài, ảnh, video: in total by medium, then unit by unit."""

    media: tuple[MediumFigures, ...]
    claims: tuple[Claim, ...]

    @property
    def differing(self) -> list[Claim]:
        """Claims that differ from the register, or that could not be compared.

        Empty while the office keeps no register.
        """
        if not any(one.registered for one in self.media):
            return []
        return [
            claim
            for claim in self.claims
            if claim.difference or (claim.difference is None and claim.registered)
        ]


def figure_contributions(
    terms: ContributionTerms, units: Sequence[UnitState], contributions: Sequence[Contribution]
) -> ContributionFigures | None:
    """Claims beside the register; None when the round asks for nothing and nothing came."""
    if not (contributions or terms.fields()):
        return None
    claims = tuple(compare_claims(terms, units, contributions))
    claimed = {
        medium: sum(_number(one.claimed) for one in claims if one.medium == medium)
        for medium in terms.fields()
    }
    stages = count_stages(contributions)
    media = tuple(
        MediumFigures(medium, claimed.get(medium), sum(counts.values()), counts)
        for medium, counts in stages.items()
    )
    return ContributionFigures(media, claims)


def _number(claimed: Answer) -> int:
    return claimed.value if isinstance(claimed.value, int) else 0


def known_on(contributions: Iterable[Contribution], day: date) -> list[Contribution]:
    """The register at the end of a day: pieces received until then, with their lines until then."""
    cut = (
        replace(one, lines=tuple(line for line in one.lines if line.on <= day))
        for one in contributions
        if one.received_on <= day
    )
    return [one for one in cut if one.lines]


def count_stages(contributions: Iterable[Contribution]) -> Mapping[str, Mapping[str, int]]:
    """Medium → stage → how many pieces stand there; every medium and every stage, zeros included."""
    counts = {medium: dict.fromkeys(STAGE_WORDS, 0) for medium in MEDIUM_WORDS}
    for piece in contributions:
        counts[piece.now.medium][piece.now.stage] += 1
    return counts
