"""YAML text → nodes that know their line and column. Every scalar stays text; nothing is guessed.

PyYAML's own typing turns a phone number into an octal and ``no`` into False, lets the last of two equal keys
win and expands aliases without a limit; so only its event stream is used here (the C parser when the wheel
has it).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bcd35.domain.findings import Finding

LARGEST_FILE = 32 * 1024 * 1024  # a roster of 1,530 units is about 0.25 MiB
_DEEPEST = 20


class Position(NamedTuple):
    """A line and a column in a file, counted from 1 as editors do."""

    line: int
    column: int

    def text(self, name: str) -> str:
        """``tên, dòng 3, cột 5``; ``name`` is the file's."""
        return f"{name}, dòng {self.line}, cột {self.column}"


@dataclass(slots=True)
class Node:
    """A scalar (``text``), a list (``items``) or a mapping (``keys``: key → its position and its node)."""

    kind: str
    position: Position
    text: str = ""
    items: list["Node"] = field(default_factory=list)
    keys: dict[str, tuple[Position, "Node"]] = field(default_factory=dict)


def read_nodes(data: bytes, name: str) -> tuple[Node | None, list[Finding]]:
    """The root node and what is wrong with the file as YAML; None when no tree could be built at all."""
    import yaml

    text, fault = _decoded(data, name)
    if fault:
        return None, [fault]
    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    builder = _Builder(name)
    try:
        root = builder.document(yaml.parse(text, Loader=loader))
    except _TooDeep:
        return None, builder.findings
    except yaml.YAMLError as error:
        return None, [*builder.findings, _syntax_finding(error, text, name)]
    if root is None:
        fix = "Điền dữ liệu; bản mặc định có trong thư mục mới tạo bằng: bcd35 init THƯ_MỤC_KHÁC"
        return None, [Finding("empty_file", name, "Tệp chưa có nội dung.", fix)]
    return root, builder.findings


def _decoded(data: bytes, name: str) -> tuple[str, Finding | None]:
    if len(data) > LARGEST_FILE:
        message = (
            f"Tệp lớn {len(data) // 1024 // 1024} MiB; chỉ nhận tệp đến {LARGEST_FILE // 1024 // 1024} MiB."
        )
        return "", Finding("too_large", name, message, "Chia nhỏ tệp.")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        fix = "Mở tệp, chọn lưu lại với bảng mã UTF-8."
        return "", Finding("bad_encoding", f"{name}, dòng {line}", "Tệp không phải bảng mã UTF-8.", fix)


def _syntax_finding(error: Exception, text: str, name: str) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    # An error without a mark is a forbidden character. Its position is in bytes with the C parser, in
    # characters without it, so it is searched again.
    if mark is None:
        message = "Tệp có ký tự điều khiển không được phép."
        return Finding("bad_yaml", _position_of_stray(text).text(name), message, "Xóa ký tự lạ ở dòng này.")
    where = Position(mark.line + 1, mark.column + 1).text(name)
    lines = text.splitlines()
    around = "".join(lines[max(0, mark.line - 1) : mark.line + 1])
    if "\t" in around:
        message = "Có ký tự tab; tệp này chỉ dùng dấu cách để thụt đầu dòng."
        return Finding("tab_in_yaml", where, message, "Thay tab bằng hai dấu cách.")
    message = "Dòng này viết sai cú pháp (thiếu dấu “:”, thiếu dấu nháy, hoặc thụt đầu dòng lệch)."
    return Finding("bad_yaml", where, message, "So với các dòng đúng bên trên rồi sửa.")


def _position_of_stray(text: str) -> Position:
    from yaml.reader import Reader

    stray = Reader.NON_PRINTABLE.search(text)
    before = text[: stray.start()] if stray else ""
    return Position(before.count("\n") + 1, len(before) - before.rfind("\n"))


class _TooDeep(Exception):  # noqa: N818 – a signal to stop, not an error
    """Stops the reading of a file nested too deep.

    Such a file exhausts Python's stack, and libyaml's time grows with the square of the depth.
    """


class _Builder:
    """Builds nodes from events; duplicate keys, aliases and depth become findings."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []

    def document(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        for event in events:
            kind = type(event).__name__
            if kind in ("ScalarEvent", "SequenceStartEvent", "MappingStartEvent", "AliasEvent"):
                node = self._node(event, events, 0)
                if root is not None:
                    message = "Tệp có hơn một tài liệu (dòng “---”)."
                    self._add("second_document", node.position, message, "Giữ một tài liệu trong mỗi tệp.")
                root = root or node
        return root

    def _add(self, code: str, position: Position, message: str, fix: str) -> None:
        self.findings.append(Finding(code, position.text(self.name), message, fix))

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        position = Position(event.start_mark.line + 1, event.start_mark.column + 1)
        kind = type(event).__name__
        if kind == "AliasEvent":
            self._add("alias", position, f"Không dùng bí danh “*{event.anchor}”.", "Ghi đủ nội dung tại chỗ.")
            return Node("scalar", position)
        if kind == "ScalarEvent":
            return Node("scalar", position, text=event.value)
        if depth == _DEEPEST:
            self._add("too_deep", position, f"Dữ liệu lồng quá {_DEEPEST} cấp.", "Bỏ bớt cấp.")
            raise _TooDeep
        if kind == "SequenceStartEvent":
            return self._sequence(Node("list", position), events, depth)
        return self._mapping(Node("mapping", position), events, depth)

    @staticmethod
    def _ends(event: Any) -> bool:
        return type(event).__name__ in ("SequenceEndEvent", "MappingEndEvent")

    def _sequence(self, node: Node, events: Iterator[Any], depth: int) -> Node:
        while not self._ends(event := next(events)):
            node.items.append(self._node(event, events, depth + 1))
        return node

    def _mapping(self, node: Node, events: Iterator[Any], depth: int) -> Node:
        while not self._ends(event := next(events)):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if key.kind != "scalar":
                self._add("bad_key", key.position, "Tên mục phải là chữ.", "Viết dạng “tên: giá trị”.")
            elif key.text in node.keys:
                first = node.keys[key.text][0]
                message = f"Mục “{key.text}” ghi hai lần (lần đầu ở dòng {first.line})."
                self._add("duplicate_key", key.position, message, "Giữ một mục.")
            else:
                node.keys[key.text] = (key.position, value)
        return node
