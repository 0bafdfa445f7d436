"""Which units a line of Kính gửi names: usual lines against usual kinds, each cell of the table judged."""

import pytest

from bcd35.domain.addressed_lines import names_kind, names_unit
from bcd35.domain.units import UnitKind, addressee

KINDS = {
    "organisations": ("Đảng ủy cơ sở", "Đảng ủy", ("Sở Tài chính", "Văn phòng Ủy ban nhân dân tỉnh")),
    "communes": ("Đảng ủy xã, phường", "", ("Đảng ủy xã Ba Bể", "Đảng ủy phường Tích Lương")),
    "cells": ("Chi bộ cơ sở", "Chi bộ", ("Thanh tra tỉnh", "Quỹ Đầu tư phát triển tỉnh")),
    "youth": (
        "Đoàn Thanh niên",
        "",
        ("Đoàn Thanh niên Cộng sản Hồ Chí Minh Đảng ủy Ủy ban nhân dân tỉnh",),
    ),
    "agencies": ("Sở, ban, ngành", "", ("Sở Y tế", "Thanh tra tỉnh", "Văn phòng UBND tỉnh")),
    "committees": ("UBND cấp xã", "", ("UBND xã Ba Bể", "Ủy ban nhân dân phường Tích Lương")),
    "boards": ("Ban Đảng", "", ("Ban Tổ chức Tỉnh ủy", "Văn phòng Tỉnh ủy")),
    "societies": ("Đoàn thể", "", ("Hội Nông dân tỉnh", "Liên đoàn Lao động tỉnh", "Tỉnh đoàn")),
    "services": ("Đơn vị sự nghiệp", "", ("Đài Phát thanh", "Trung tâm Lưu trữ")),
    "schools": ("Trường học", "", ("Trường THPT Chuyên", "Trường Mầm non 1")),
    "companies": ("Doanh nghiệp", "", ("Công ty CP Gang thép", "Điện lực Thái Nguyên")),
    "hamlets": ("Thôn, tổ dân phố", "", ("Thôn Nà Mòn", "Tổ dân phố số 3")),
}
PARTY = "organisations communes cells"
STATE = "agencies boards organisations"  # “ban” and the offices of a party body that is called by its sở
EVERY = " ".join(KINDS)
LINES = {
    "Các chi bộ, đảng ủy cơ sở trực thuộc": PARTY,
    "Các chi bộ, đảng bộ cơ sở trực thuộc Đảng ủy": PARTY,
    "Các chi, đảng bộ trực thuộc": PARTY,
    "Các đảng bộ, chi bộ cơ sở": PARTY,
    "Các đảng ủy, chi ủy cơ sở": PARTY,
    "Các tổ chức cơ sở đảng trực thuộc": PARTY,
    "Các cấp ủy, tổ chức đảng trực thuộc": PARTY,
    "Cấp ủy các chi, đảng bộ cơ sở": PARTY,
    "Các cấp ủy trực thuộc Tỉnh ủy": PARTY,
    "Các đảng ủy trực thuộc Tỉnh ủy": "organisations communes",
    "Đảng ủy các xã, phường": "communes",
    "Đảng ủy các xã, phường trên địa bàn tỉnh": "communes",
    "Ban Thường vụ đảng ủy các xã, phường": "communes",
    "Ban Chỉ đạo 35 các đảng ủy trực thuộc": "organisations communes",
    "Ban Chỉ đạo 35 đảng ủy các xã, phường": "communes",
    "Đảng ủy các sở, ban, ngành": "organisations",
    "Đồng chí Bí thư các chi bộ, đảng bộ": PARTY,
    "Các chi bộ trực thuộc": "cells",
    "Bí thư các chi bộ trực thuộc Đảng ủy xã": "cells",
    "Đoàn Thanh niên Cộng sản Hồ Chí Minh Đảng ủy Ủy ban nhân dân tỉnh": "youth",
    "Đoàn TNCS Hồ Chí Minh Đảng ủy UBND tỉnh": "youth",
    "Đoàn Thanh niên Đảng ủy UBND tỉnh": "youth",
    "Các sở, ban, ngành": STATE,
    "Các sở, ban, ngành của tỉnh": STATE,
    "Các Sở, ban, ngành, đoàn thể tỉnh": f"{STATE} societies youth",
    "Thủ trưởng các sở, ban, ngành": STATE,
    "Các sở, ban, ngành, Mặt trận Tổ quốc và các tổ chức chính trị - xã hội tỉnh": f"{STATE} societies youth",
    "UBND các xã, phường": "committees",
    "Ủy ban nhân dân các xã, phường, đặc khu": "committees",
    "Ủy ban nhân dân cấp xã": "committees",
    "Chủ tịch UBND các xã, phường": "committees",
    "Các xã, phường": "committees communes",
    "Các sở, ban, ngành; UBND các xã, phường": f"{STATE} committees",
    "Các ban Đảng, Văn phòng Tỉnh ủy": "boards",
    "Các ban xây dựng Đảng Tỉnh ủy": "boards",
    "Các đoàn thể chính trị - xã hội tỉnh": "societies youth",
    "Các tổ chức chính trị - xã hội": "societies youth",
    "Các đơn vị sự nghiệp trực thuộc": "services",
    "Các đơn vị sự nghiệp công lập trực thuộc UBND tỉnh": "services",
    "Các cơ quan, đơn vị": EVERY,
    "Các cơ quan, đơn vị, địa phương": EVERY,
    "Các đơn vị trực thuộc": EVERY,
    "Thủ trưởng các cơ quan, đơn vị": EVERY,
    "Các đơn vị có tên trong danh sách kèm theo": EVERY,
    "Các trường học trên địa bàn": "schools",
    "Ban Giám hiệu các trường": "schools",
    "Hiệu trưởng các trường Mầm non, Tiểu học, THCS": "",
    "Các doanh nghiệp trên địa bàn tỉnh": "companies",
    "Trưởng các thôn, tổ dân phố": "hamlets",
    "Các thôn, tổ dân phố": "hamlets",
    "Thường trực Đảng ủy": "",
    "Ban Chỉ đạo 35 Tỉnh ủy": "",
    "Ban Tuyên giáo và Dân vận Tỉnh ủy": "",
    "Đảng ủy Ủy ban nhân dân tỉnh": "",
    "Sở Y tế; Thanh tra tỉnh; Văn phòng UBND tỉnh": "agencies",
    "Văn phòng Đảng ủy": "",
    "Các phòng, ban chuyên môn": "",
    "Các cơ quan chuyên môn thuộc UBND tỉnh": STATE,
    "Như danh sách gửi kèm": EVERY,
}


@pytest.mark.parametrize("line", LINES)
def test_a_usual_line_names_these_kinds_and_no_other(line: str) -> None:
    named = set()
    for code, (label, prefix, units) in KINDS.items():
        kinds = [UnitKind(code, label, prefix)]
        each = [names_unit(line, name, addressee(name, code, kinds)) for name in units]
        if names_kind([line], label) or all(each):
            named.add(code)
    assert named == set(LINES[line].split())


SAMPLE = (
    "Các chi bộ, đảng ủy cơ sở trực thuộc",
    "Đoàn Thanh niên Cộng sản Hồ Chí Minh Đảng ủy Ủy ban nhân dân tỉnh",
)


@pytest.mark.parametrize(
    "label",
    [
        "Sở, ban, ngành",
        "UBND cấp xã",
        "UBND xã, phường",
        "Ủy ban nhân dân xã",
        "Các ban của Tỉnh ủy",
        "Ban ngành, đoàn thể",
        "Đoàn thể",
        "Mặt trận và đoàn thể",
    ],
)
def test_a_kind_that_shares_a_syllable_with_a_line_is_not_named_by_it(label: str) -> None:
    assert not names_kind(SAMPLE, label)
