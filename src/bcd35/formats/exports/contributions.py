"""The register of contributions as a table."""

from collections.abc import Iterable, Mapping

from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS, Contribution
from bcd35.formats.exports.csv_table import CsvValue, write_csv

HEADINGS = (
    "Số",
    "Mã đơn vị",
    "Đơn vị",
    "Tiêu đề",
    "Loại",
    "Nhóm",
    "Ngày nhận",
    "Tình trạng",
    "Từ ngày",
    "Kênh",
    "Địa chỉ",
    "Lý do",
    "Tệp",
    "SHA-256",
)


def write_contributions(
    pieces: Iterable[Contribution], unit_names: Mapping[str, str], channel_names: Mapping[str, str]
) -> bytes:
    """One line a piece, as it stands now."""
    return write_csv(HEADINGS, (contribution_row(piece, unit_names, channel_names) for piece in pieces))


def contribution_row(
    piece: Contribution, unit_names: Mapping[str, str], channel_names: Mapping[str, str]
) -> tuple[CsvValue, ...]:
    """One piece under ``HEADINGS``."""
    now = piece.now
    return (
        piece.number,
        piece.unit,
        unit_names.get(piece.unit, ""),
        now.title,
        MEDIUM_WORDS[now.medium],
        now.category,
        piece.received_on,
        STAGE_WORDS[now.stage],
        now.on,
        channel_names.get(now.channel, now.channel),
        now.url,
        now.reason,
        piece.file_name,
        piece.sha256,
    )
