"""The check of a template's tags before anything is issued with it: all faults at once.

It finds open blocks, malformed tags, unknown names, and values that the template does not print. ``guard``
checks whether the file may be opened at all; ``template`` fills the tags in.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from bcd35.domain.findings import Finding
from bcd35.formats.docx.shown import shown_lines
from bcd35.formats.docx.template import WordTemplate, paragraph_label, unknown_name

# The ``p`` of ``{%p for … %}``: which piece of the document the block repeats.
_PIECE = re.compile(r"(\{[{%]-?)\s*(?:p|r|tr|tc)\s")
_BLOCK = re.compile(r"\{%-?\s*(end)?(for|if)\b")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_STRAY = re.compile(r"\{[{%#]?|[%#}]?\}")
_STRAIGHT_QUOTES = str.maketrans("“”‘’", "\"\"''")
_TEXT_SHOWN = 40
_WHOLE = frozenset({"upper", "trim"})  # filters that leave a value what it is

if TYPE_CHECKING:
    from jinja2 import nodes


class _OpenBlock(NamedTuple):
    keyword: str  # for, if
    paragraph: str


def unused_values(
    template: WordTemplate, context: Mapping[str, object], model: WordTemplate
) -> tuple[Finding, ...]:
    """Advice: the values that ``model``, the program's own template, shows and this one does not."""
    unused = _shown_names(model) - _shown_names(template)
    return tuple(_unused(template, name, context[name]) for name in sorted(unused))


def _shown_names(template: WordTemplate) -> set[str]:
    """The names that stand in readable tags; the length of a drawn line stands in one that is not."""
    shown = "\n".join(line.text for line in shown_lines(template.data))
    return {name for name in _names(template) if re.search(rf"\b{name}\b", shown)}


def judge_names(template: WordTemplate, context: Mapping[str, object]) -> tuple[Finding, ...]:
    """The tags that name no value of ``context``, of a template whose writing is right."""
    unknown = _names(template) - set(context)
    in_order = sorted(unknown, key=lambda name: (_first_use(template, name), name))
    return tuple(found for name in in_order for found in unknown_name(template, name, context).findings)


def judge_writing(template: WordTemplate) -> tuple[Finding, ...]:
    """The faults of the tags themselves, whatever values they get."""
    from jinja2 import TemplateSyntaxError

    # A half of a tag comes first: what is behind it would be told of the wrong paragraph.
    if faults := tuple(_stray_marks(template)) or tuple(_block_faults(template)):
        return faults
    try:
        _names(template)
    except TemplateSyntaxError as error:
        return (_syntax_fault(template, error.lineno, error.message or ""),)
    return ()


def judge_computed(template: WordTemplate, required: Iterable[str]) -> Iterator[Finding]:
    """The tags that make another value of a required one, or print it in some documents only.

    They may print it whole, in capitals, and ask whether there is anything to print.
    """
    from jinja2 import nodes

    tree = _parsed(template)
    names = {path.rpartition(".")[2] for path in required}
    for loop in tree.find_all(nodes.For):
        if names & _named_in(loop.iter):
            names |= _named_in(loop.target)
    for expression, printed in _expressions(tree):
        if _computes(expression) and any(names & _named_in(one) for one in printed):
            yield _computed(template, expression.lineno)


def _expressions(tree: Any) -> Iterator[tuple[Any, list[Any]]]:
    """What each tag computes, and the values that are printed by it."""
    from jinja2 import nodes

    for output in tree.find_all(nodes.Output):
        yield from ((one, [one]) for one in output.nodes)
    for assigned in tree.find_all(nodes.Assign):
        yield assigned.node, [assigned.node]
    for block in tree.find_all((nodes.If, nodes.For)):
        computed = (block.test, getattr(block, "iter", None))
        yield from ((one, [*block.find_all(nodes.Output)]) for one in computed if one is not None)


def _computes(expression: Any) -> bool:
    from jinja2 import nodes

    return any(
        isinstance(one, nodes.CondExpr | nodes.Call)
        or (isinstance(one, nodes.Filter) and one.name not in _WHOLE)
        or (isinstance(one, nodes.Compare) and one.find(nodes.Const) is not None)
        for one in _with_inner(expression)
    )


def _named_in(node: Any) -> set[str]:
    """The last names of the values in a tag."""
    from jinja2 import nodes

    found = _with_inner(node)
    return {
        getattr(one, "attr", getattr(one, "name", ""))
        for one in found
        if isinstance(one, nodes.Name | nodes.Getattr)
    }


def _with_inner(node: Any) -> list[Any]:
    from jinja2 import nodes

    return [node, *node.find_all(nodes.Node)]


def _computed(template: WordTemplate, line: int) -> Finding:
    place = paragraph_label(template.paragraphs[line - 1])
    message = f"Tệp mẫu “{template.name}”{place}: thẻ đổi giá trị phải in, hoặc chỉ in nó ở một số văn bản."
    fix = "Thẻ ấy chỉ viết dạng {{ tên }}, hay {{ tên|upper }} cho chữ hoa; bỏ điều kiện và phần tính thêm."
    return Finding("template_computed_value", template.name, message, fix)


def _names(template: WordTemplate) -> set[str]:
    """The names of the values that the tags print.

    Raises ``TemplateSyntaxError``; its line number is the number of the paragraph.
    """
    from jinja2.meta import find_undeclared_variables

    return find_undeclared_variables(_parsed(template))


def _parsed(template: WordTemplate) -> "nodes.Template":
    """The tags of a template; the line of each is the number of its paragraph."""
    from jinja2 import Environment

    lines = [_PIECE.sub(r"\1 ", " ".join(text.split())) for text in map(_straight, template.paragraphs)]
    return Environment(autoescape=True).parse("\n".join(lines))


def _straight(text: str) -> str:
    """A paragraph with the quotation marks of its tags as docxtpl reads them: Word makes them curly."""
    return _TAG.sub(lambda tag: tag[0].translate(_STRAIGHT_QUOTES), text)


def _stray_marks(template: WordTemplate) -> Iterator[Finding]:
    """Marks of a tag that lost its other half: they would be printed as they are."""
    for text in template.paragraphs:
        if stray := _STRAY.search(_TAG.sub("", text)):
            place = f"“{template.name}”{paragraph_label(text)}"
            message = f"Tệp mẫu {place}: dấu “{stray[0]}” đứng lẻ; thẻ thiếu một nửa."
            fix = "Viết đủ thẻ: {{ tên }} hoặc {% … %}; không phải thẻ thì bỏ dấu ấy."
            yield Finding("template_stray_mark", template.name, message, fix)


def _block_faults(template: WordTemplate) -> Iterator[Finding]:
    opened: list[_OpenBlock] = []
    for text in template.paragraphs:
        for ends, keyword in _BLOCK.findall(_PIECE.sub(r"\1 ", text)):
            if not ends:
                opened.append(_OpenBlock(keyword, text))
            elif any(block.keyword == keyword for block in opened):
                while opened[-1].keyword != keyword:
                    yield _left_open(template, opened.pop())
                opened.pop()
            else:
                yield _never_opened(template, keyword, text)
    yield from (_left_open(template, block) for block in opened)


def _left_open(template: WordTemplate, block: _OpenBlock) -> Finding:
    message = (
        f"Tệp mẫu “{template.name}”{paragraph_label(block.paragraph)}: thẻ {{% {block.keyword} %}} mở ở đây "
        "chưa được đóng."
    )
    fix = f"Thêm thẻ {{% end{block.keyword} %}} sau phần lặp lại hoặc có điều kiện."
    return Finding("template_open_block", template.name, message, fix)


def _never_opened(template: WordTemplate, keyword: str, text: str) -> Finding:
    message = (
        f"Tệp mẫu “{template.name}”{paragraph_label(text)}: thẻ {{% end{keyword} %}} không có thẻ "
        f"{{% {keyword} %}} mở trước."
    )
    fix = f"Bỏ thẻ ấy, hoặc thêm thẻ {{% {keyword} … %}} ở trước."
    return Finding("template_stray_end", template.name, message, fix)


def _syntax_fault(template: WordTemplate, line: int, reason: str) -> Finding:
    place = paragraph_label(template.paragraphs[line - 1])
    message = (
        f"Tệp mẫu “{template.name}”{place}: thẻ {{{{ … }}}} hoặc {{% … %}} viết sai (máy báo: {reason})."
    )
    fix = "Mở tệp mẫu bằng Word để sửa, hoặc chép lại tệp mẫu gốc."
    return Finding("template_syntax", template.name, message, fix)


def _first_use(template: WordTemplate, name: str) -> int:
    whole_word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return next(
        (place for place, text in enumerate(template.paragraphs) if whole_word.search(text)),
        len(template.paragraphs),
    )


def _unused(template: WordTemplate, name: str, value: object) -> Finding:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    short = text if len(text) <= _TEXT_SHOWN else f"{text[: _TEXT_SHOWN - 1]}…"
    example = f" (ví dụ “{short}”)" if short else ""
    message = f"Tệp mẫu “{template.name}” không in {{{{ {name} }}}}{example}."
    fix = "Thêm thẻ ấy vào tệp mẫu nếu văn bản cần có."
    return Finding("template_unused_value", template.name, message, fix)
