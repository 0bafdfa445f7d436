"""The ledger of contributions: the pieces that units sent, and the dated lines of how each one stands."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bcd35.domain.contributions import Contribution, ContributionLine
from bcd35.store.annulments import stands
from bcd35.store.codes import Codes
from bcd35.store.ledger import LedgerPart


class Contributions(LedgerPart):
    """Questions and records about contributions."""

    def of_round(self, round_code: str) -> list[Contribution]:
        """All pieces of a round by number, each with its lines in ledger order."""
        return self._pieces(f"round_code = ? AND {stands('contributions', 'c.id')}", round_code)

    def entered(self, number: int) -> Contribution | None:
        """A piece as it was entered, be it void by now; None when there is no such piece."""
        return next(iter(self._pieces("c.id = ?", number)), None)

    def _pieces(self, which: str, value: str | int) -> list[Contribution]:
        now, lines = Codes(self._connection).now, self._lines(which, value)
        sql = (
            "SELECT id, round_code, unit_code, received_on, sha256, file_name FROM contributions c"  # noqa: S608 – our own text
            f" WHERE {which} ORDER BY id"
        )
        return [
            Contribution(
                number=number,
                round_code=code,
                unit=now(unit),
                received_on=date.fromisoformat(received_on),
                sha256=sha256,
                file_name=name,
                lines=tuple(lines[number]),
            )
            for number, code, unit, received_on, sha256, name in self._connection.execute(sql, (value,))
        ]

    def _lines(self, which: str, value: str | int) -> Mapping[int, Sequence[ContributionLine]]:
        """Number of a piece → what was said of it, in order."""
        lines: dict[int, list[ContributionLine]] = {}
        sql = (
            "SELECT contribution_id, title, medium, category, stage, on_date, channel, url, reason"  # noqa: S608 – our own text
            " FROM contribution_lines JOIN contributions c ON c.id = contribution_id"
            f" WHERE {which} ORDER BY contribution_lines.id"
        )
        for row in self._rows(sql, (value,)):
            number, on = row.pop("contribution_id"), date.fromisoformat(row.pop("on_date"))
            lines.setdefault(number, []).append(ContributionLine(**row, on=on))
        return lines

    def round_of(self, number: int) -> str | None:
        """The round that a piece belongs to; None when there is no such piece."""
        sql = "SELECT round_code FROM contributions WHERE id = ?"
        row = self._connection.execute(sql, (number,)).fetchone()
        return str(row[0]) if row else None

    def record(self, piece: Contribution, at: datetime) -> int:
        """A new piece with its lines (its own ``number`` is ignored). Returns its number.

        A file that was taken before, and does not stand any more, is taken once more.
        """
        sql = (
            "INSERT INTO contributions"
            " (round_code, unit_code, received_on, sha256, file_name, recorded_at, taking) SELECT"
            " ?1, ?2, ?3, ?4, ?5, ?6, count(*) + 1 FROM contributions WHERE ?4 <> ''"
            " AND (round_code, unit_code, sha256) = (?1, ?2, ?4)"
        )
        values = (piece.round_code, piece.unit, piece.received_on.isoformat(), piece.sha256, piece.file_name)
        number = int(
            self._connection.execute(sql, (*values, at.isoformat(timespec="seconds"))).lastrowid or 0
        )
        for line in piece.lines:
            self.record_line(number, line, at)
        return number

    def record_line(self, number: int, line: ContributionLine, at: datetime) -> None:
        """The next line of a piece."""
        from bcd35.domain.shape import to_plain
        from bcd35.store.rows import insert_rows

        plain = to_plain(line)
        row = {
            "contribution_id": number,
            "on_date": plain.pop("on"),
            **plain,
            "recorded_at": at.isoformat(timespec="seconds"),
        }
        insert_rows(self._connection, "contribution_lines", [row])

    def stored_hashes(self) -> dict[str, str]:
        """sha256 of every file that the ledger promises → the name it came with."""
        sql = "SELECT sha256, file_name FROM contributions WHERE sha256 <> '' ORDER BY id"
        return dict(self._connection.execute(sql).fetchall())
