"""The Vietnamese names of the commands: each is the same command as the English one, not a second one.

A command line is turned into English before anything reads it. Messages, advice and the journal name commands
in English only, so that one thing has one name on paper.
"""

from collections.abc import Iterator, Sequence

ROOT_OPTIONS = ("-C", "--root")
_LIST, _SHOW = {"list": "danh-sach"}, {"show": "xem"}
_REGISTER = {**_LIST, **_SHOW, "add": "them", "edit": "sua", "retire": "thoi-dung"}
_FILES = {"import": "nhap", "export": "xuat"}
# Group → its commands; the first group is the program itself.
VIETNAMESE: dict[str, dict[str, str]] = {
    "": {
        "today": "hom-nay",
        "status": "tinh-hinh",
        "notify": "phat-hanh",
        "record-report": "nhan",
        "return-report": "gui-tra",
        "remind": "don-doc",
        "export-summary": "tong-hop",
        "why": "vi-sao",
        "casefile": "ho-so",
        "check-format": "soat-the-thuc",
        "pdf": "lam-pdf",
        "print": "in",
        "init": "tao-moi",
        "demo": "dung-thu",
        "office": "co-quan",
        "import": "nhap",
        "log": "nhat-ky",
        "undo": "sua-lai",
        "recover": "noi-lai-so",
        "check": "kiem-tra",
        "backup": "sao-luu",
        "restore": "lay-lai",
        "update": "cap-nhat",
        "doctor": "kham-may",
        "help": "tro-giup",
        "completion": "goi-y",
        "letters": "so-cong-van",
        "channels": "kenh",
        "units": "don-vi",
        "holidays": "lich-nghi",
        "template": "tep-mau",
        "rounds": "dot",
        "contributions": "tin-bai",
        "reports": "bao-cao",
    },
    "letters": {
        **_LIST,
        "void": "huy",
        "reserve": "de-danh",
        "release": "bo-de-danh",
        "on-paper": "ngoai-may",
        "reprint": "lam-lai",
    },
    "channels": {**_REGISTER, **_FILES, "poster": "ap-phich"},
    "units": {**_REGISTER, **_FILES, "split": "chia-tach", "recode": "doi-ma"},
    "holidays": {**_LIST, "confirm": "xac-nhan", "presume": "du-kien"},
    "template": {"check": "soat"},
    "rounds": {
        **_LIST,
        **_SHOW,
        "new": "moi",
        "edit": "sua",
        "import": "nhap",
        "drop": "bo",
        "close": "dong",
        "reopen": "mo-lai",
        "exempt": "mien",
        "restore": "bo-mien",
        "extend": "gia-han",
    },
    "contributions": {
        **_LIST,
        "add": "them",
        "edit": "sua",
        "move": "chuyen",
        "redate": "sua-ngay",
        "void": "bo",
        "export": "xuat",
    },
    "reports": {
        **_SHOW,
        "amend": "sua",
        "withdraw": "rut",
        "restore": "bo-rut",
        "move": "chuyen",
        "swap": "doi-cho",
    },
}


def vietnamese(name: str, group: str = "") -> str:
    """``tinh-hinh`` for ``status``; empty for a name without one."""
    return VIETNAMESE.get(group, {}).get(name, "")


def places_of_names(arguments: Sequence[str]) -> Iterator[int]:
    """Places of the arguments that are neither options nor the workspace's folder."""
    for place, text in enumerate(arguments):
        if not text.startswith("-") and not (place and arguments[place - 1] in ROOT_OPTIONS):
            yield place


def in_english(arguments: Sequence[str]) -> list[str]:
    """The command line with its command, and the command of its group, in English."""
    english, group = list(arguments), ""
    for place, _ in zip(places_of_names(arguments), range(2), strict=False):
        names = VIETNAMESE.get(group, {})
        english[place] = next((name for name, own in names.items() if own == english[place]), english[place])
        group = english[place]
        if group not in VIETNAMESE:
            break
    return english
