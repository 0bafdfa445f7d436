"""Questions to a person at the terminal; whoever runs a command without one is never asked.

Every question goes through :func:`asked`: an answer that cannot be taken is asked again with the reason.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from bcd35.cli.framework import options_of
from bcd35.domain.errors import Bcd35Error
from bcd35.domain.text import clean, fold
from bcd35.show.screen import OutputOptions, say

if TYPE_CHECKING:
    from bcd35.usecases.desk import ChooseRound

_Value = TypeVar("_Value")
BACK = "<"  # typed to answer the question before once more


def is_person(ctx: Any) -> bool:
    """Whether somebody can be asked: at a terminal, without ``--json`` and ``--no-input``."""
    options = options_of(ctx)
    return not (options.json or options.no_input) and sys.stdin.isatty() and sys.stderr.isatty()


def asked(question: str, take: Callable[[str], _Value], *, default: str = "") -> _Value:
    """What ``take`` makes of the answer; it raises BadParameter or Bcd35Error for one that will not do.

    ``default``: what an empty answer means, shown behind the question.
    """
    while True:
        text = clean(typer.prompt(question, default=default, show_default=bool(default), err=True))
        try:
            return take(text)
        except typer.BadParameter as wrong:
            say(f"  {wrong.message}")
        except Bcd35Error as wrong:
            tell(wrong)


def tell(wrong: Bcd35Error) -> None:
    """Say why something cannot be taken, while the questions go on."""
    for one in wrong.findings:
        say(f"  {one.message} {one.fix}")


# What people answer, toneless, beside the words of the question. “dung” is none: it may be “đúng”, but also
# “đừng” or “dừng”, which mean the opposite.
_YES = ("co", "c", "dung roi", "dong y", "duoc", "ok", "u", "vang", "y", "yes")
_NO = ("khong", "k", "ko", "kg", "chua", "sai", "thoi", "n", "no")
_WITH_TONE = {"đúng": True, "đ": True, "đừng": False, "dừng": False}


def says_yes(text: str) -> bool | None:
    """Whether an answer is a yes or a no; None for neither."""
    typed = clean(text).casefold().strip(" .!")
    said = fold(typed)
    return _WITH_TONE.get(typed, True if said in _YES else False if said in _NO else None)


def yes_or_no(text: str) -> bool:
    """``có`` or ``không``, or what means the same. Raises BadParameter for anything else."""
    said = says_yes(text)
    if said is None:
        raise typer.BadParameter("Chỉ nhận: có, không.")
    return said


def agreed(question: str) -> bool:
    """Whether the person says yes; an empty answer is no."""
    return asked(f"{question} (có/không)", yes_or_no, default="không")


def number_taken(least: int, most: int) -> Callable[[str], int]:
    """What takes a number from ``least`` to ``most``."""

    def take(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise typer.BadParameter(f"Chỉ nhận số từ {least} đến {most}.")
        return int(text)

    return take


@contextmanager
def keeping_answers(options: OutputOptions, words: Callable[[], Sequence[str]]) -> Iterator[None]:
    """Print the command that keeps the answers so far when the person stops or the command is refused.

    ``words``: that command's, behind ``bcd35``; none while nothing was answered.
    """
    try:
        yield
    except (typer.Abort, KeyboardInterrupt, EOFError, Bcd35Error):
        if kept := tuple(words()):
            _tell_command(kept, options)
        raise


def _tell_command(command: tuple[str, ...], options: OutputOptions) -> None:
    from bcd35.domain.commands import WORDS_FILE, can_be_typed, command_line

    say("")
    if can_be_typed(command):
        say("Chưa ghi gì. Lệnh này giữ những điều đã trả lời; sửa, thêm rồi chạy:")
    else:
        from bcd35.cli.kept_words import keep_words

        command = keep_words(command)
        say(f"Chưa ghi gì. Những điều đã trả lời giữ ở tệp {WORDS_FILE}")
        say("trong thư mục đang đứng, mỗi dòng một mục; sửa, thêm bằng Notepad được.")
        say("Làm tiếp từ đó:")
    say(f"  {command_line(command)}", options)


def round_chooser() -> "ChooseRound":
    """Asks which round is meant, once: a command that asks again may hold the write lock by then."""
    answered: list[str] = []

    def choose(rounds: Mapping[str, str]) -> str:
        if not answered:
            answered.append(_chosen(rounds))
        return answered[0]

    return choose


def _chosen(rounds: Mapping[str, str]) -> str:
    numbered = dict(enumerate(rounds, start=1))
    typer.echo(f"Có {len(rounds)} đợt đang mở:", err=True)
    for number, code in numbered.items():
        typer.echo(f"  {number}. {rounds[code]}", err=True)

    def take(text: str) -> str:
        if text.isascii() and text.isdigit() and int(text) in numbered:
            return numbered[int(text)]
        if text not in rounds:
            raise typer.BadParameter(f"Chỉ nhận số từ 1 đến {len(rounds)}, hoặc mã đợt.")
        return text

    return asked("Làm cho đợt số mấy? (Ctrl-C: thôi)", take)
