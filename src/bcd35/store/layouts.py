"""The layouts of the forms that were issued, each kept once, under the digest that its forms carry."""

from bcd35.store.ledger import LedgerPart


class Layouts(LedgerPart):
    """Questions and records about layouts of forms."""

    def all(self) -> dict[str, str]:
        """The layouts of the forms that are out (JSON), by the digest that a form carries."""
        return dict(self._connection.execute("SELECT digest, layout FROM form_layouts"))

    def record(self, digest: str, layout: str) -> None:
        """Keep a layout; the same digest again changes nothing."""
        sql = "INSERT INTO form_layouts (digest, layout) VALUES (?, ?) ON CONFLICT DO NOTHING"
        self._connection.execute(sql, (digest, layout))

    def missing(self) -> dict[str, list[str]]:
        """Rounds none of whose forms has its layout here, each with the digests that its forms carry."""
        sql = (
            "SELECT round_code, (SELECT group_concat(DISTINCT spec) FROM forms WHERE letter_id = letters.id)"
            " FROM letters WHERE EXISTS (SELECT 1 FROM forms WHERE letter_id = letters.id) AND NOT EXISTS"
            " (SELECT 1 FROM forms JOIN form_layouts ON digest = spec WHERE letter_id = letters.id)"
        )
        return {code: digests.split(",") for code, digests in self._connection.execute(sql)}
