"""The sample office of the tests; a test that needs another office replaces what differs."""

from bcd35.domain.number_books import NumberSeries
from bcd35.domain.office import Office, Signer
from bcd35.domain.units import UnitKind

TERM = "2025-2030"
OFFICE = Office(
    superior="ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN",
    issuer="BAN CHỈ ĐẠO 35",
    full_name="Ban Chỉ đạo 35 Đảng ủy Ủy ban nhân dân tỉnh",
    place="Thái Nguyên",
    standing_office="Ban Tuyên giáo và Dân vận Đảng ủy (cơ quan thường trực Ban Chỉ đạo 35 Đảng ủy)",
    standing_office_short="Ban Tuyên giáo và Dân vận Đảng ủy",
    addressee_groups=("Các chi bộ, đảng ủy cơ sở trực thuộc",),
    recipients=("Thường trực Đảng ủy", "Các chi bộ, đảng ủy cơ sở trực thuộc", "Lưu Ban Chỉ đạo 35 Đảng ủy"),
    signer=Signer(("PHÓ BÍ THƯ", "kiêm", "PHÓ TRƯỞNG BAN CHỈ ĐẠO"), "Mai Thị Nhài"),
    number_series=(NumberSeries("CV", "CV/BCĐ", TERM, 28), NumberSeries("BC", "BC/BCĐ", TERM)),
    unit_kinds=(
        UnitKind("dang_uy_co_so", "Đảng ủy cơ sở", "Đảng ủy"),
        UnitKind("chi_bo_co_so", "Chi bộ cơ sở", "Chi bộ"),
    ),
    follow_up_recipients=("Thường trực Đảng ủy", "Lưu Ban Chỉ đạo 35 Đảng ủy"),
)
