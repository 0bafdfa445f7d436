"""Two examples for each help page; a test runs them in the folder to learn in (``demo``)."""

_R = "2025-11-kenh-truyen-thong"  # the round of the packaged data
EXAMPLES: dict[str, tuple[str, ...]] = {
    "today": ("today", "today --all"),
    "status": ("status", f"status {_R} --late --unit SYT"),
    "notify": ("notify --draft", "notify --date 22/11/2025"),
    "record-report": (
        "record-report bao-cao-gui-ve",
        'record-report SYT --set "Số tin bài đã gửi=3" --note "bản giấy"',
    ),
    "return-report": ("return-report STC --draft", "return-report --all-refused --draft"),
    "remind": ("remind --draft", "remind --unit STC --unit TTT --together"),
    "export-summary": ("export-summary -o tong-hop.xlsx", "export-summary --format docx --as-of 15/12/2025"),
    "why": ("why SYT", f"why SYT {_R} --as-of 16/12/2025"),
    "casefile": ("casefile -o ho-so.zip", "casefile verify ho-so.zip"),
    "check-format": ("check-format cong-van.docx", "check-format cong-van.docx --fix -o cong-van-moi.docx"),
    "pdf": ("pdf out", "pdf cong-van.docx"),
    "print": ("print", f"print {_R}"),
    "init": ("init van-phong", "init van-phong --answers tra-loi.yaml"),
    "demo": ("demo", "demo D:/tap-dung"),
    "office": (
        'office --recipient "Các đơn vị trực thuộc" --recipient "Lưu Văn phòng"',
        "office --second-post 2",
    ),
    "import": ("import --dry-run", "import data/office.yaml"),
    "log": ("log", "log --unit SYT --on 01/12/2025"),
    "undo": ("undo --dry-run", "undo"),
    "recover": ("recover", "recover --adopt --dry-run"),
    "check": ("check", 'check --accept "đã đối chiếu với bản giấy"'),
    "backup": ("backup", "backup -o E:/sao-luu"),
    "restore": ("restore E:/sao-luu --rehearse", "restore E:/sao-luu --missing"),
    "update": ("update", "update --apply"),
    "doctor": ("doctor", "doctor --json"),
    "help": ("help nhan-bao-cao", 'help "gia hạn"'),
    "completion": ("completion powershell", "completion bash"),
    "letters list": ("letters list", "letters list -o so-cong-van.xlsx"),
    "letters void": ('letters void 28 --reason "sai ngày"', 'letters void 28 --reason "sai ngày" --dry-run'),
    "letters reserve": ('letters reserve 35 --reason "giấy mời"', 'letters reserve 35-40 --reason "đợt họp"'),
    "letters release": ('letters release 35 --reason "không dùng"', 'letters release 28 --reason "hủy nhầm"'),
    "letters on-paper": (
        'letters on-paper 35 --date 30/11/2025 --reason "giấy mời họp"',
        'letters on-paper 36-37 --date 01/12/2025 --reason "thông báo"',
    ),
    "letters reprint": ("letters reprint --missing-only", "letters reprint --unit SYT --dry-run"),
    "channels list": ("channels list", "channels list --platform facebook"),
    "channels show": ("channels show tt-bao", "channels show tt-bao --json"),
    "channels add": (
        'channels add x --platform x --name "Kênh tỉnh" --url https://x.com/ten',
        'channels add w --platform website --name "Cổng" --url https://vi-du.vn',
    ),
    "channels edit": ('channels edit tt-bao --name "Tên mới"', "channels edit tt-bao --note -"),
    "channels retire": ("channels retire tt-bao", "channels retire tt-bao --json"),
    "channels import": ("channels import kenh.xlsx --dry-run", "channels import data/channels.yaml"),
    "channels export": ("channels export -o kenh.yaml", "channels export -o D:/gui-di/kenh.yaml"),
    "channels poster": ("channels poster -o ap-phich.docx", "channels poster -o D:/in/ap-phich.docx"),
    "units list": ('units list "y te"', "units list --all"),
    "units show": ("units show SYT", 'units show "Sở Y tế"'),
    "units add": (
        'units add TCT --name "Trường Chính trị" --kind dang_uy_co_so',
        'units add SNG --name "Sở Ngoại vụ" --kind so_nganh --email a@vi-du.vn',
    ),
    "units edit": (
        "units edit SYT --email vanthu@vi-du.gov.vn",
        'units edit SYT --name "Sở Y tế tỉnh" --date 01/12/2025',
    ),
    "units retire": (
        "units retire SNV --reason thôi-hoạt-động",
        'units retire SNV --into SYT --reason "theo đề án"',
    ),
    "units split": (
        'units split SNV --into "SNVA:Nội vụ A" --into "SNVB:Nội vụ B" --add',
        "units split SNV --into SYT,STC --keep",
    ),
    "units recode": ("units recode SYT SOYTE", 'units recode SYT SOYTE --reason "mã định danh mới"'),
    "units import": ("units import danh-sach.xlsx --dry-run", "units import danh-sach.xlsx"),
    "units export": ("units export -o don-vi.xlsx", "units export -o D:/gui-di/don-vi.yaml"),
    "holidays list": ("holidays list", "holidays list 2026"),
    "holidays confirm": (
        'holidays confirm 2026 --decision "Thông báo 150/TB"',
        'holidays confirm 2026 --decision "Thông báo 150/TB" --off 02/01/2026',
    ),
    "holidays presume": (
        'holidays presume 2026 --reason "nhầm năm"',
        'holidays presume 2027 --reason "chưa có"',
    ),
    "template check": ("template check", "template check templates/cong-van.docx"),
    "rounds list": ("rounds list", "rounds list --json"),
    "rounds show": ("rounds show", f"rounds show {_R}"),
    "rounds new": (
        "rounds new",
        f"rounds new --like {_R} --deadline 16/03/2026",
    ),
    "rounds edit": (
        f"rounds edit {_R} --deadline 12/12/2025",
        f"rounds edit {_R} --to SYT --to STC --together",
    ),
    "rounds import": (
        f"rounds import data/rounds/{_R}.yaml --dry-run",
        f"rounds import data/rounds/{_R}.yaml",
    ),
    "rounds drop": (
        'rounds drop 2026-03-kenh-truyen-thong --reason "tạo nhầm"',
        'rounds drop 2026-03-kenh-truyen-thong --take-back "bỏ nhầm"',
    ),
    "rounds close": (
        f"rounds close {_R}",
        f'rounds close {_R} --reason "đã tổng hợp xong"',
    ),
    "rounds reopen": (f"rounds reopen {_R}", f'rounds reopen {_R} --reason "bổ sung báo cáo"'),
    "rounds exempt": (
        'rounds exempt SXD --reason "đang sáp nhập"',
        'rounds exempt SXD --reason "đang sáp nhập" --date 01/12/2025',
    ),
    "rounds restore": ("rounds restore SXD", 'rounds restore SXD --reason "đã sáp nhập xong"'),
    "rounds extend": (
        'rounds extend --date 12/12/2025 --to 22/12/2025 --all --reason "lũ"',
        'rounds extend --date 12/12/2025 --to 22/12/2025 --unit SXD --reason "lũ"',
    ),
    "contributions list": ("contributions list", "contributions list --unit SYT --stage da-dang"),
    "contributions add": (
        'contributions add SYT --title Lũ --medium video --category "mô hình mới"',
        'contributions add SNV --title Hè --medium video --category "mô hình mới"',
    ),
    "contributions edit": (
        "contributions edit 1 --stage da-bien-tap",
        'contributions edit 1 --stage khong-dung --reason "trùng tin trước"',
    ),
    "contributions move": (
        'contributions move 1 --to SNV --reason "ghi nhầm đơn vị"',
        "contributions move 1 --to-round 2026-03-kenh-truyen-thong --reason nhầm",
    ),
    "contributions redate": (
        'contributions redate 1 --received-on 30/11/2025 --reason "ghi nhầm ngày"',
        'contributions redate 2 --received-on 2025-12-01 --reason "ghi nhầm ngày"',
    ),
    "contributions void": (
        'contributions void 1 --reason "ghi hai lần"',
        'contributions void 2 --reason "nhầm"',
    ),
    "contributions export": (
        "contributions export -o tin-bai.csv",
        f"contributions export -o tin-bai.csv --round {_R}",
    ),
    "reports show": ("reports show SYT", f"reports show SYT --round {_R}"),
    "reports amend": (
        'reports amend SYT --received-on 30/11/2025 --reason "nhập chậm"',
        'reports amend --all-of 2/12/2025 --received-on 1/12/2025 --reason "chậm"',
    ),
    "reports withdraw": (
        'reports withdraw SYT --reason "đơn vị xin rút"',
        'reports withdraw STC --refused --reason "tệp thử của văn phòng"',
    ),
    "reports restore": (
        'reports restore SYT --reason "rút nhầm"',
        'reports restore STC --refused --reason "rút nhầm tệp"',
    ),
    "reports move": (
        'reports move SYT --to TTT --reason "ghi nhầm đơn vị"',
        'reports move SYT --revision 1 --to TTT --reason "nhầm"',
    ),
    "reports swap": (
        'reports swap SYT SNV --reason "ghi lẫn hai đơn vị"',
        f'reports swap SYT SNV --round {_R} --reason "lẫn"',
    ),
}


def examples_of(name: str) -> list[str]:
    """The examples of a command; of a group, one of each of its first two commands."""
    if name in EXAMPLES:
        return [f"bcd35 {line}" for line in EXAMPLES[name]]
    inside = [lines for command, lines in EXAMPLES.items() if name and command.startswith(f"{name} ")]
    shown = [*(lines[0] for lines in inside), *(lines[1] for lines in inside)]
    return [f"bcd35 {line}" for line in shown[:2]]
