"""Heads and letters of state offices as people type them, in the raw: paragraphs, cells, boxes."""

TITLE, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
DATE = "Thái Nguyên, ngày 05 tháng 9 năm 2026"
SENTENCE = (
    "Đề nghị các phòng, ban triển khai nội dung này và báo cáo kết quả trước ngày 20/12/2026 để tổng hợp."
)
REST = ["Kính gửi: Các phòng, ban.", SENTENCE * 2, "Nơi nhận:", "- Như trên;", "- Lưu: VT."]


def lines(*texts: str, centred: bool = False) -> str:
    """A paragraph for each text; a tab and a line break in it are those of Word."""
    align = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    return "".join(f"<w:p>{align}<w:r>{_pieces(text)}</w:r></w:p>" for text in texts)


def _pieces(text: str) -> str:
    marked = text.replace("\t", "\f<w:tab/>\f").replace("\n", "\f<w:br/>\f").split("\f")
    return "".join(
        one if one.startswith("<w:") else f'<w:t xml:space="preserve">{one}</w:t>' for one in marked if one
    )


def cells(*columns: str) -> str:
    return f"<w:tbl><w:tr>{''.join(f'<w:tc>{one}</w:tc>' for one in columns)}</w:tr></w:tbl>"


def boxed(content: str) -> str:
    return f"<w:p><w:r><w:pict><w:txbxContent>{content}</w:txbxContent></w:pict></w:r></w:p>"


def typed(gap: str) -> str:
    pairs = (("UBND TỈNH", TITLE), ("SỞ NỘI VỤ", MOTTO), ("Số: 15/SNV-VP", DATE))
    return lines(*(f"{left}{gap}{right}" for left, right in pairs), "V/v báo cáo")


LEFT = lines("UBND TỈNH", "SỞ NỘI VỤ", "Số: 15/SNV-VP", "V/v báo cáo")
