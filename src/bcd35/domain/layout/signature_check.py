"""Who signs, against a profile: authority and posts of each signature block, the name below them."""

import re
from collections.abc import Iterator, Sequence

from bcd35.domain.layout.deviations import Deviation, Rules
from bcd35.domain.layout.recognised import Found, Recognised
from bcd35.domain.signature import (
    authority_form,
    authority_letters,
    begins_post,
    gives_authority,
    in_body_without_seal,
    joins_posts,
    parted_posts,
    seal_first,
)
from bcd35.domain.text import clean, identity_key

_ACTING = re.compile(r"(PHÓ\b.*?)[\s,(–-]*PHỤ TRÁCH\)?")

# What acts as a whole: a deputy signs for the head of it, never in its own stead.
_COLLECTIVE = re.compile(
    r"(BAN|(TIỂU|[UỦ][ỶY]) BAN|(ĐẢNG|TỈNH|THÀNH|HUYỆN|QUẬN|CHI) [UỦ][ỶY]|(ĐẢNG|CHI) BỘ|ĐẢNG ĐOÀN|HỘI ĐỒNG"
    r"|UBND|ĐOÀN CHỦ TỊCH|THƯỜNG TRỰC|TẬP THỂ)\b",
    re.IGNORECASE,
)
_FOR_ANOTHER = ("KT", "TL", "TUQ")  # who signs so has a post below; of T/M one may be a mere member
_RANK = re.compile(
    r"\s*(P?GS|TSKH|TS|Th\.?S|CN|BS(CK)?I*|CKI+|KS|KTS|DS|LS|(Phó )?giáo sư|Tiến sĩ|Thạc sĩ|Đồng chí|Đ/c"
    r"|Bác sĩ|Kỹ sư|Luật sư|Kiến trúc sư"
    r"|(Đại|Thượng|Trung|Thiếu) (tướng|tá|úy|uý)|(Chuẩn |Phó )?Đô đốc"
    r"|Nhà giáo|Thầy thuốc|Nghệ (sĩ|nhân)|Anh hùng|NGƯT|NGND|NSƯT|NSND)\b[.,/\s]",
    re.IGNORECASE,
)


def judge_signature(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """Every deviation of who signs: the form of each line, then block by block, then the name."""
    for found in recognised.all("authority", "position"):
        yield from _judge_form(found, rules)
    for block in recognised.signatures:
        lines = [found for found in block if found.code != "signer_name"]
        yield from _judge_two_posts(lines, rules)
        yield from _judge_authorities(lines, rules)
        if not recognised.several_sign:  # a joint document names the body with each post
            yield from _judge_bare_posts(lines, rules)
    marks, issuer = rules.profile.marks, clean(" ".join(_texts(recognised.all("issuer"))))
    allowed = marks.titles_before_name or (issuer and re.fullmatch(marks.titled_issuers, issuer))
    for name in () if allowed else recognised.all("signer_name"):
        if _RANK.match(clean(name.line.text)):
            label = rules.profile.component("signer_name").label
            yield from rules.broken("bare_name", label, name.line.text, "kèm học vị hoặc chức danh")


def _judge_form(found: Found, rules: Rules) -> Iterator[Deviation]:
    """The right form is known by its letters; where the guidance has none of these, the rule speaks."""
    text, forms = found.line.text, rules.profile.authority
    written = authority_form(text)
    if written and forms:
        right = _form_of(authority_letters(text), rules)
    else:
        written = next(iter(text.upper().split()), "")
        right = next((one.form for one in forms if written in one.wrong), written)
    label = rules.profile.component(found.code).label
    if written != right:
        required = f"ghi “{right}”" if right else ""
        yield from rules.broken("authority_form", label, text, f"ghi “{written}”", required=required)
    letters, whose = authority_letters(text), _behind_authority(text)
    told = ""
    if letters == "KT" and _COLLECTIVE.match(whose):
        told = f"ký thay một tập thể (“{whose}”)"
    elif letters == "TM" and begins_post(whose) and not _COLLECTIVE.match(whose):
        told = f"thay mặt một người (“{whose}”)"
    if told:
        for_all, for_head = _form_of("TM", rules), _form_of("KT", rules)
        required = f"thay mặt tập thể thì ghi “{for_all}”; “{for_head}” chỉ ghi trước chức vụ người đứng đầu"
        yield from rules.broken("authority_form", label, text, told, required=required)


def _form_of(letters: str, rules: Rules) -> str:
    """How the profile writes an authority; empty where it has none of these letters."""
    forms = (one.form for one in rules.profile.authority)
    return next((form for form in forms if "".join(filter(str.isalpha, form)) == letters), "")


def _behind_authority(text: str) -> str:
    """For whom a line says that the signer signs, or the post that it names."""
    return text.strip()[len(authority_form(text)) :].strip()


def _part(rules: Rules) -> str:
    return rules.profile.component("position").label


def _texts(lines: Sequence[Found]) -> list[str]:
    return [found.line.text.strip() for found in lines]


def _judge_two_posts(lines: Sequence[Found], rules: Rules) -> Iterator[Deviation]:
    """Around “kiêm”, on a line of its own, the post of the seal comes first; nobody signs for another."""
    texts = _texts(lines)
    parted = parted_posts(texts)
    if not any(map(joins_posts, parted)):
        return
    right = seal_first(parted)
    if right != texts:
        order = " – ".join("kiêm" if joins_posts(one) else one for one in right)
        required = order if parted == texts else f"mỗi chức vụ một dòng, “kiêm” ở dòng riêng: {order}"
        yield from rules.broken("second_post", _part(rules), texts[0], " – ".join(texts), required=required)
    for text in filter(gives_authority, texts):
        told = f"ghi “{authority_form(text)}” cùng “kiêm”"
        yield from rules.broken("second_post_authority", _part(rules), text, told)


def _judge_authorities(lines: Sequence[Found], rules: Rules) -> Iterator[Deviation]:
    letters = set(map(authority_letters, _texts(lines)))
    label = rules.profile.component("authority").label
    for code, both in (("collective", ("T/M", "K/T")), ("no_redelegation", ("T/L", "K/T"))):
        if letters.issuperset(one.replace("/", "") for one in both):
            yield from rules.broken(code, label, lines[0].line.text, f"có cả {both[0]} và {both[1]}")
    last = lines[-1].line.text if lines else ""
    if authority_letters(last) in _FOR_ANOTHER:
        told, required = "ở dưới không ghi chức vụ người ký", "chức vụ người ký ở dòng dưới"
        yield from rules.broken("missing", _part(rules), last, told, required=required)


def _judge_bare_posts(lines: Sequence[Found], rules: Rules) -> Iterator[Deviation]:
    """A post stands without the name of its body, and below T/M only some posts stand at all."""
    posts, texts = rules.profile.posts, _texts(lines)
    if any(map(joins_posts, parted_posts(texts))):
        return
    alone, for_all = ([*map(identity_key, names)] for names in (posts.alone, posts.for_all))
    collective = any(authority_letters(text) == "TM" for text in texts)
    for text in texts:
        if gives_authority(text) and authority_letters(text) != "KT":
            continue
        own = _behind_authority(text).upper().removeprefix("Q.").strip()
        if acting := _ACTING.fullmatch(own):
            yield from rules.broken("acting_post", _part(rules), text, "ghi “PHỤ TRÁCH”")
            own = acting[1]
        post = identity_key(own)
        named = any(post.startswith(f"{one} ") for one in alone) and not in_body_without_seal(own)
        if named and post not in (*alone, *for_all):
            yield from rules.broken("bare_post", _part(rules), text, "kèm tên cơ quan")
        elif collective and for_all and post not in for_all and not gives_authority(text):
            yield from rules.broken("collective_post", _part(rules), text, "ghi chức vụ này dưới T/M")
