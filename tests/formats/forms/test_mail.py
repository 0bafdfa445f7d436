"""Saved letters of electronic mail: the forms that came with them, when they were sent, and hostile ones."""

from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import Header
from email.message import EmailMessage

import pytest

from bcd35.formats.forms import mail
from bcd35.formats.forms.mail import Attachment, Mail, read_mail
from bcd35.formats.ooxml.guard import RefusedFileError
from tests.support.mails import letter


def test_the_forms_of_a_letter_its_time_and_what_else_came() -> None:
    data = letter(
        {"Mẫu báo cáo.xlsx": b"PK one", "bản ký.pdf": b"%PDF"}, sent="Sun, 14 Dec 2025 23:30:00 +0700"
    )

    assert read_mail(data) == Mail(
        datetime(2025, 12, 14, 23, 30, tzinfo=timezone(timedelta(hours=7))),
        (Attachment("Mẫu báo cáo.xlsx", b"PK one"),),
        ("bản ký.pdf",),
    )


def test_two_attachments_of_one_name_are_two_files() -> None:
    data = letter({"a/BC.xlsx": b"one", "b/bc.XLSX": b"two", "c/BC.xlsx": b"three"})

    assert read_mail(data).books == (
        Attachment("BC.xlsx", b"one"),
        Attachment("bc (2).XLSX", b"two"),
        Attachment("BC (3).xlsx", b"three"),
    )


@pytest.mark.parametrize("spelt", [Header("Mẫu số 1.xlsx", "utf-8").encode(), "Mẫu số 1.xlsx"])
def test_a_name_in_the_way_of_a_subject_line_or_as_it_is(spelt: str) -> None:
    data = letter({"x.xlsx": b"one"}).replace(b'"x.xlsx"', f'"{spelt}"'.encode())

    assert [one.name for one in read_mail(data).books] == ["Mẫu số 1.xlsx"]


def test_a_picture_of_the_signature_is_no_attachment() -> None:
    message = EmailMessage()
    message.set_content("Kính gửi")
    message.add_related(
        b"\x89PNG", "image", "png", filename="image001.png", cid="<logo>", disposition="inline"
    )

    assert read_mail(message.as_bytes()) == Mail(None, (), ())


def test_a_forwarded_letter_gives_its_forms_and_the_time_of_the_outer_one() -> None:
    inner = letter({"x.xlsx": b"one"}, sent="Mon, 01 Dec 2025 08:00:00 +0000")
    outer = EmailMessage()
    outer["Date"] = "Tue, 02 Dec 2025 08:00:00 +0000"
    outer.set_content("chuyển tiếp")
    outer.add_attachment(message_from_bytes(inner, policy=outer.policy))

    assert read_mail(outer.as_bytes()) == Mail(
        datetime(2025, 12, 2, 8, tzinfo=UTC), (Attachment("x.xlsx", b"one"),), ()
    )


@pytest.mark.parametrize("sent", ["hôm qua", "Sun, 99 Dec 2025 23:30:00 +0700", "", "=?utf-8?q?=00?="])
def test_a_letter_that_does_not_say_when_it_was_sent(sent: str) -> None:
    assert read_mail(letter({"x.xlsx": b"one"}, sent=sent)).sent is None


def _nested(depth: int) -> bytes:
    heads = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(depth)
    )
    return heads + b"\nend\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Subject: x\n\n" + b"x" * (mail.LARGEST_MAIL + 1), "too_large"),
        (b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 1_000, "too_many_parts"),
        (b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 100_000, "too_many_parts"),
        (_nested(1_500), "unreadable"),
    ],
)
def test_a_hostile_letter_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(RefusedFileError) as caught:
        read_mail(data)
    assert (caught.value.finding.code, bool(caught.value.finding.fix)) == (code, True)


@pytest.mark.parametrize("data", [b"x" * (mail.LARGEST_MAIL + 1), b"--b\n" * 3_000])
def test_what_is_too_much_is_not_even_parsed(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "message_from_bytes", lambda *_, **__: pytest.fail("parsed"))
    with pytest.raises(RefusedFileError):
        read_mail(data)


@pytest.mark.parametrize("data", [b"", b"\x00" * 100, b"PK\x03\x04", b"Content-Type: multipart/mixed\n\nx"])
def test_what_is_no_letter_brings_nothing(data: bytes) -> None:
    assert read_mail(data) == Mail(None, (), ())
