"""The schema, as commented SQL, in numbered migrations.

A migration that has landed is never edited; the next one is appended. JSON is written by us only; its
functions stay out of CHECKs, where SQLite 3.40 calls them unsafe under ``trusted_schema = OFF``. Dates are ISO text (``2025-11-22``), instants ISO text with ``+07:00``; SQLite's own
``date('now')`` is UTC and is not used.
"""

# Rows of these tables are promises that were acted on (a letter went out, a report was acknowledged): they
# are final. A mistake is corrected by the next revision or the next dated line.
FINAL_TABLES = (
    "numbers",
    "letters",
    "letter_files",
    "forms",
    "expectations",
    "reports",
    "answers",
    "evidence",
    "journal",
)

_REGISTERS = """
-- Official channels. The same page under two addresses has one canonical_url.
CREATE TABLE channels (
  code          TEXT PRIMARY KEY COLLATE NOCASE CHECK (length(code) BETWEEN 1 AND 40),
  platform      TEXT NOT NULL,
  name          TEXT NOT NULL CHECK (name <> ''),
  url           TEXT NOT NULL,
  canonical_url TEXT NOT NULL UNIQUE,
  owner         TEXT NOT NULL DEFAULT '',
  status        TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'retired')),
  note          TEXT NOT NULL DEFAULT '',
  source        TEXT NOT NULL DEFAULT ''
) STRICT;

-- Units. email is the office's work address; sample rows are the roster that ships with the tool.
CREATE TABLE units (
  code   TEXT PRIMARY KEY COLLATE NOCASE CHECK (length(code) BETWEEN 1 AND 40),
  name   TEXT NOT NULL CHECK (name <> ''),
  kind   TEXT NOT NULL,
  email  TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'retired')),
  note   TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  sample INTEGER NOT NULL DEFAULT 0 CHECK (sample IN (0, 1))
) STRICT;

-- The issuing office as a whole (JSON): one row.
CREATE TABLE office (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  definition TEXT NOT NULL CHECK (definition <> '')
) STRICT;

CREATE TABLE holidays (
  day  TEXT PRIMARY KEY CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  name TEXT NOT NULL
) STRICT;

-- A round as its file defines it (JSON). After issue its letter holds the definition that units were asked by.
CREATE TABLE rounds (
  code       TEXT PRIMARY KEY COLLATE NOCASE,
  status     TEXT NOT NULL CHECK (status IN ('open', 'closed')),
  definition TEXT NOT NULL CHECK (definition <> '')
) STRICT;

-- Register files as they were when imported, to notice later edits.
CREATE TABLE register_files (
  path        TEXT PRIMARY KEY,
  sha256      TEXT NOT NULL,
  size        INTEGER NOT NULL,
  modified_ns INTEGER NOT NULL,
  imported_at TEXT NOT NULL
) STRICT;
"""

_LEDGER = """
-- The number book: every number ever taken, once, for ever. A number without a letter was taken by an issue that did not finish;
-- the next run for the same round uses it.
CREATE TABLE numbers (
  symbol     TEXT NOT NULL,
  term       TEXT NOT NULL,
  number     INTEGER NOT NULL CHECK (number BETWEEN 1 AND 99999),
  round_code TEXT NOT NULL REFERENCES rounds (code),
  taken_at   TEXT NOT NULL,
  PRIMARY KEY (symbol, term, number)
) STRICT;

-- Letters issued: one per round. round, office and channels are frozen (JSON) as they stood that day.
CREATE TABLE letters (
  id         INTEGER PRIMARY KEY,
  round_code TEXT NOT NULL UNIQUE REFERENCES rounds (code),
  symbol     TEXT NOT NULL,
  term       TEXT NOT NULL,
  number     INTEGER NOT NULL,
  dated      TEXT NOT NULL,
  round      TEXT NOT NULL CHECK (round <> ''),
  office     TEXT NOT NULL CHECK (office <> ''),
  channels   TEXT NOT NULL CHECK (channels <> ''),
  issued_at  TEXT NOT NULL,
  UNIQUE (symbol, term, number),
  FOREIGN KEY (symbol, term, number) REFERENCES numbers (symbol, term, number)
) STRICT;

-- Each row promises a file in the workspace with this hash. unit_code is '' for the office's file copy.
CREATE TABLE letter_files (
  letter_id INTEGER NOT NULL REFERENCES letters (id),
  unit_code TEXT NOT NULL COLLATE NOCASE,
  role      TEXT NOT NULL CHECK (role IN ('letter', 'checklist', 'form', 'file_copy')),
  path      TEXT NOT NULL UNIQUE,
  sha256    TEXT NOT NULL CHECK (length(sha256) = 64),
  size      INTEGER NOT NULL CHECK (size > 0),
  PRIMARY KEY (letter_id, unit_code, role)
) STRICT;

-- Forms issued: only these are recognised when they come back.
CREATE TABLE forms (
  form_id   TEXT PRIMARY KEY,
  letter_id INTEGER NOT NULL REFERENCES letters (id),
  unit_code TEXT NOT NULL REFERENCES units (code),
  version   INTEGER NOT NULL,
  spec      TEXT NOT NULL,
  UNIQUE (letter_id, unit_code, version)
) STRICT;

-- Who is expected to report: dated lines, the latest one counts. Name and kind as of that day.
CREATE TABLE expectations (
  id          INTEGER PRIMARY KEY,
  round_code  TEXT NOT NULL REFERENCES rounds (code),
  unit_code   TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  name        TEXT NOT NULL,
  kind        TEXT NOT NULL,
  event       TEXT NOT NULL CHECK (event IN ('issued', 'added', 'exempted', 'restored')),
  on_date     TEXT NOT NULL,
  reason      TEXT NOT NULL DEFAULT '',
  recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX expectations_of_round ON expectations (round_code, id);
-- A unit joins a round once; afterwards it can only be exempted and restored.
CREATE UNIQUE INDEX expectations_once ON expectations (round_code, unit_code) WHERE event IN ('issued', 'added');

-- Reports: revisions 1, 2, 3 … of one unit in one round. sha256 is the returned file's, '' when recorded by hand.
CREATE TABLE reports (
  id          INTEGER PRIMARY KEY,
  round_code  TEXT NOT NULL REFERENCES rounds (code),
  unit_code   TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  revision    INTEGER NOT NULL CHECK (revision >= 1),
  received_on TEXT NOT NULL,
  origin      TEXT NOT NULL CHECK (origin IN ('form', 'manual')),
  form_id     TEXT REFERENCES forms (form_id),
  sha256      TEXT NOT NULL DEFAULT '' CHECK (length(sha256) IN (0, 64)),
  file_name   TEXT NOT NULL DEFAULT '',
  note        TEXT NOT NULL DEFAULT '',
  recorded_at TEXT NOT NULL,
  UNIQUE (round_code, unit_code, revision)
) STRICT;
CREATE UNIQUE INDEX reports_of_file ON reports (sha256) WHERE sha256 <> '';

-- Answers of a report; value is JSON and NULL unless state is 'value': the four kinds of empty stay four.
CREATE TABLE answers (
  report_id INTEGER NOT NULL REFERENCES reports (id),
  field     TEXT NOT NULL,
  kind      TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('value', 'nothing', 'not_applicable', 'unanswered')),
  value     TEXT CHECK ((state = 'value') = (value IS NOT NULL)),
  PRIMARY KEY (report_id, field)
) STRICT;

-- Evidence handed in with a report, stored once per content under its hash.
CREATE TABLE evidence (
  report_id INTEGER NOT NULL REFERENCES reports (id),
  sha256    TEXT NOT NULL CHECK (length(sha256) = 64),
  name      TEXT NOT NULL,
  size      INTEGER NOT NULL,
  PRIMARY KEY (report_id, sha256)
) STRICT;

-- What was done, in order: one line per act, written in the act's own transaction.
CREATE TABLE journal (
  id      INTEGER PRIMARY KEY,
  at      TEXT NOT NULL,
  act     TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail  TEXT NOT NULL CHECK (detail <> '')
) STRICT;
"""

# Final like the tables above.
CONTRIBUTION_TABLES = ("contributions", "contribution_lines")

_CONTRIBUTIONS = """
-- What units sent for publication. sha256 is '' when no file was kept; the same file from one unit in one round is one piece.
CREATE TABLE contributions (
  id          INTEGER PRIMARY KEY,
  round_code  TEXT NOT NULL COLLATE NOCASE REFERENCES rounds (code),
  unit_code   TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  received_on TEXT NOT NULL,
  sha256      TEXT NOT NULL DEFAULT '' CHECK (length(sha256) IN (0, 64)),
  file_name   TEXT NOT NULL DEFAULT '',
  recorded_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX contributions_of_file ON contributions (round_code, unit_code, sha256) WHERE sha256 <> '';

-- How each piece stands: dated lines, the latest one counts. channel and url say where it was published.
CREATE TABLE contribution_lines (
  id              INTEGER PRIMARY KEY,
  contribution_id INTEGER NOT NULL REFERENCES contributions (id),
  title           TEXT NOT NULL CHECK (title <> ''),
  medium          TEXT NOT NULL CHECK (medium IN ('article', 'photo', 'video')),
  category        TEXT NOT NULL,
  stage           TEXT NOT NULL CHECK (stage IN ('received', 'edited', 'published', 'not_used')),
  on_date         TEXT NOT NULL,
  channel         TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  url             TEXT NOT NULL DEFAULT '' CHECK ((stage = 'published') = (url <> '')),
  reason          TEXT NOT NULL DEFAULT '',
  recorded_at     TEXT NOT NULL
) STRICT;
CREATE INDEX lines_of_contribution ON contribution_lines (contribution_id, id);
"""


_MERGERS = """
-- Units that were merged into another one, and since when: comparisons across rounds count them for their successor.
-- A register, not a ledger: a unit that is used again was not merged.
CREATE TABLE mergers (
  unit_code TEXT PRIMARY KEY COLLATE NOCASE REFERENCES units (code),
  into_code TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  on_date   TEXT NOT NULL,
  CHECK (unit_code <> into_code)
) STRICT;
"""


def _final(table: str) -> str:
    return "".join(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table}: ledger rows are final'); END;\n"
        for act in ("UPDATE", "DELETE")
    )


# Final like the tables above.
REMINDER_TABLES = ("reminders", "reminder_units", "reminder_files")

_REMINDERS = """
-- Numbers are taken for reminders too; a number left over by an unfinished run serves the same purpose again, and no other.
ALTER TABLE numbers ADD COLUMN purpose TEXT NOT NULL DEFAULT 'letter' CHECK (purpose IN ('letter', 'reminder', 'correction'));

-- Reminders: letters to units of a round that had not reported as of a day. deadline is the new one they were given.
CREATE TABLE reminders (
  id        INTEGER PRIMARY KEY,
  letter_id INTEGER NOT NULL REFERENCES letters (id),
  symbol    TEXT NOT NULL,
  term      TEXT NOT NULL,
  number    INTEGER NOT NULL,
  dated     TEXT NOT NULL,
  as_of     TEXT NOT NULL,
  deadline  TEXT NOT NULL,
  issued_at TEXT NOT NULL,
  UNIQUE (symbol, term, number),
  FOREIGN KEY (symbol, term, number) REFERENCES numbers (symbol, term, number)
) STRICT;
CREATE INDEX reminders_of_letter ON reminders (letter_id);

CREATE TABLE reminder_units (
  reminder_id INTEGER NOT NULL REFERENCES reminders (id),
  unit_code   TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  PRIMARY KEY (reminder_id, unit_code)
) STRICT;

-- Each row promises a file like a row of letter_files; unit_code is '' for the letter to all of them, which is the file copy.
CREATE TABLE reminder_files (
  reminder_id INTEGER NOT NULL REFERENCES reminders (id),
  unit_code   TEXT NOT NULL COLLATE NOCASE,
  path        TEXT NOT NULL UNIQUE,
  sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
  size        INTEGER NOT NULL CHECK (size > 0),
  PRIMARY KEY (reminder_id, unit_code)
) STRICT;
"""


# Rows of these are final too; what was decided once is told by later rows.
INTAKE_FINAL_TABLES = ("unit_aliases", "set_aside", "quarantine", "corrections", "correction_files")

_INTAKE = """
-- Reports learn two more origins: a row of an office's table, and a withdrawal (no answers; note is the reason). A CHECK cannot be
-- changed in place, so the three tables are laid anew and filled; children go first, then the renames carry their references along.
CREATE TABLE reports_next (
  id          INTEGER PRIMARY KEY,
  round_code  TEXT NOT NULL REFERENCES rounds (code),
  unit_code   TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  revision    INTEGER NOT NULL CHECK (revision >= 1),
  received_on TEXT NOT NULL,
  origin      TEXT NOT NULL CHECK (origin IN ('form', 'manual', 'table', 'withdrawal')),
  form_id     TEXT REFERENCES forms (form_id),
  sha256      TEXT NOT NULL DEFAULT '' CHECK (length(sha256) IN (0, 64)),
  file_name   TEXT NOT NULL DEFAULT '',
  note        TEXT NOT NULL DEFAULT '' CHECK (origin <> 'withdrawal' OR note <> ''),
  recorded_at TEXT NOT NULL,
  UNIQUE (round_code, unit_code, revision)
) STRICT;
INSERT INTO reports_next SELECT * FROM reports ORDER BY id;

CREATE TABLE answers_next (
  report_id INTEGER NOT NULL REFERENCES reports_next (id),
  field     TEXT NOT NULL,
  kind      TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('value', 'nothing', 'not_applicable', 'unanswered')),
  value     TEXT CHECK ((state = 'value') = (value IS NOT NULL)),
  PRIMARY KEY (report_id, field)
) STRICT;
INSERT INTO answers_next SELECT * FROM answers ORDER BY rowid;

CREATE TABLE evidence_next (
  report_id INTEGER NOT NULL REFERENCES reports_next (id),
  sha256    TEXT NOT NULL CHECK (length(sha256) = 64),
  name      TEXT NOT NULL,
  size      INTEGER NOT NULL,
  PRIMARY KEY (report_id, sha256)
) STRICT;
INSERT INTO evidence_next SELECT * FROM evidence ORDER BY rowid;

DROP TABLE evidence;
DROP TABLE answers;
DROP TABLE reports;
ALTER TABLE reports_next RENAME TO reports;
ALTER TABLE answers_next RENAME TO answers;
ALTER TABLE evidence_next RENAME TO evidence;
CREATE UNIQUE INDEX reports_of_file ON reports (sha256) WHERE sha256 <> '';
CREATE INDEX evidence_of_file ON evidence (sha256);

CREATE INDEX expectations_of_unit ON expectations (round_code, unit_code);

-- Names that a clerk has confirmed to mean a unit, as they stood on a form that had lost its hidden sheet. key is the identity key.
CREATE TABLE unit_aliases (
  key       TEXT NOT NULL CHECK (key <> ''),
  unit_code TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  alias     TEXT NOT NULL CHECK (alias <> ''),
  source    TEXT NOT NULL,
  added_on  TEXT NOT NULL,
  PRIMARY KEY (key, unit_code)
) STRICT;

-- Returned files that a clerk decided against when two of one form said different things; they stay out on later runs.
CREATE TABLE set_aside (
  sha256     TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  round_code TEXT NOT NULL REFERENCES rounds (code),
  unit_code  TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  file_name  TEXT NOT NULL,
  decided_at TEXT NOT NULL
) STRICT;

-- Refused files, once per content: where the copy lies, and why it was refused that day (findings as JSON). Unit and round if known.
CREATE TABLE quarantine (
  id         INTEGER PRIMARY KEY,
  sha256     TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  path       TEXT NOT NULL,
  file_name  TEXT NOT NULL,
  unit_code  TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  round_code TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  refusal    TEXT NOT NULL,
  findings   TEXT NOT NULL CHECK (findings <> ''),
  refused_on TEXT NOT NULL
) STRICT;
CREATE INDEX quarantine_of_unit ON quarantine (unit_code, round_code) WHERE unit_code <> '';

-- Letters that gave a refused report back to its unit, one per refused file. deadline is the new one.
CREATE TABLE corrections (
  id         INTEGER PRIMARY KEY,
  letter_id  INTEGER NOT NULL REFERENCES letters (id),
  unit_code  TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  refused_id INTEGER NOT NULL UNIQUE REFERENCES quarantine (id),
  symbol     TEXT NOT NULL,
  term       TEXT NOT NULL,
  number     INTEGER NOT NULL,
  dated      TEXT NOT NULL,
  deadline   TEXT NOT NULL,
  issued_at  TEXT NOT NULL,
  UNIQUE (symbol, term, number),
  FOREIGN KEY (symbol, term, number) REFERENCES numbers (symbol, term, number)
) STRICT;

-- Each row promises a file like a row of letter_files.
CREATE TABLE correction_files (
  correction_id INTEGER NOT NULL REFERENCES corrections (id),
  role          TEXT NOT NULL CHECK (role IN ('letter', 'form')),
  path          TEXT NOT NULL UNIQUE,
  sha256        TEXT NOT NULL CHECK (length(sha256) = 64),
  size          INTEGER NOT NULL CHECK (size > 0),
  PRIMARY KEY (correction_id, role)
) STRICT;
"""

_REFUSED_AND_STATED_FILES = """
-- One file is one unit's report. Stated for the wrong unit and withdrawn, it can be recorded for the right one.
DROP INDEX reports_of_file;
CREATE UNIQUE INDEX reports_of_file ON reports (sha256, round_code, unit_code) WHERE sha256 <> '';
-- The day a refused file was received, which need not be the day it was judged; '' in rows of older versions.
ALTER TABLE quarantine ADD COLUMN received_on TEXT NOT NULL DEFAULT '';
"""

# Rows of these are final too. The entries of register files are not among them: an import replaces them.
TRUTH_FINAL_TABLES = (
    "number_lines",
    "found_papers",
    "issued_templates",
    "issued_contents",
    "form_layouts",
    "seals",
)

_TRUTH = """
-- What a number was taken for within its round: the digest of the refused file of a correction. A number left over by an
-- unfinished run serves that again, and nothing else. '' where the round and the purpose say it all.
ALTER TABLE numbers ADD COLUMN subject TEXT NOT NULL DEFAULT '';

-- What became of numbers that no letter of the ledger carries: dated lines about a span of numbers, the latest one counts.
CREATE TABLE number_lines (
  id          INTEGER PRIMARY KEY,
  symbol      TEXT NOT NULL,
  term        TEXT NOT NULL,
  first       INTEGER NOT NULL CHECK (first BETWEEN 1 AND 99999),
  last        INTEGER NOT NULL CHECK (last BETWEEN first AND 99999),
  event       TEXT NOT NULL CHECK (event IN ('skipped', 'reserved', 'on_paper', 'void', 'released')),
  reason      TEXT NOT NULL CHECK (reason <> ''),
  on_date     TEXT NOT NULL,
  recorded_at TEXT NOT NULL
) STRICT;

-- Papers that lay in the workspace without a row, and that the office took into the book as they lie: their numbers are used.
CREATE TABLE found_papers (
  path        TEXT PRIMARY KEY,
  sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
  size        INTEGER NOT NULL CHECK (size > 0),
  symbol      TEXT NOT NULL,
  term        TEXT NOT NULL,
  number      INTEGER NOT NULL,
  unit_code   TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  recorded_at TEXT NOT NULL,
  FOREIGN KEY (symbol, term, number) REFERENCES numbers (symbol, term, number)
) STRICT;

-- The templates from which the papers of a number were made; each is kept in the workspace under its digest.
CREATE TABLE issued_templates (
  symbol TEXT NOT NULL,
  term   TEXT NOT NULL,
  number INTEGER NOT NULL,
  name   TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  PRIMARY KEY (symbol, term, number, name),
  FOREIGN KEY (symbol, term, number) REFERENCES numbers (symbol, term, number)
) STRICT;

-- What a reminder or a correction says (JSON): its office, its figures, its units as they stood when it was made.
CREATE TABLE issued_contents (
  symbol  TEXT NOT NULL,
  term    TEXT NOT NULL,
  number  INTEGER NOT NULL,
  content TEXT NOT NULL CHECK (content <> ''),
  PRIMARY KEY (symbol, term, number),
  FOREIGN KEY (symbol, term, number) REFERENCES numbers (symbol, term, number)
) STRICT;

-- Layouts with which forms were issued (JSON), by the digest that every form carries: a form is judged by its own.
CREATE TABLE form_layouts (
  digest TEXT PRIMARY KEY CHECK (digest <> ''),
  layout TEXT NOT NULL CHECK (layout <> '')
) STRICT;

-- Entries of register files as their last import read them (JSON): what a file changed since, and what a command did.
CREATE TABLE imported_entries (
  path  TEXT NOT NULL,
  code  TEXT NOT NULL COLLATE NOCASE,
  entry TEXT NOT NULL CHECK (entry <> ''),
  PRIMARY KEY (path, code)
) STRICT;

-- One line per act: the digests of what it changed (covers: JSON, table to rows and digest), chained to the line before.
-- at is '' for a migration, which has no clock. outside: what something else had changed before the act of the next line.
CREATE TABLE seals (
  id     INTEGER PRIMARY KEY,
  at     TEXT NOT NULL,
  kind   TEXT NOT NULL CHECK (kind IN ('made', 'unsealed', 'accepted', 'outside', 'act')),
  covers TEXT NOT NULL CHECK (covers <> ''),
  digest TEXT NOT NULL CHECK (length(digest) = 64)
) STRICT;
"""

_CALENDAR = """
-- Days of a weekend that are worked instead of another day.
CREATE TABLE working_days (
  day  TEXT PRIMARY KEY CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  name TEXT NOT NULL
) STRICT;

-- Years whose days off the office has compared with the decision; those of all other years are presumed.
CREATE TABLE confirmed_years (
  year         INTEGER PRIMARY KEY CHECK (year BETWEEN 2000 AND 2100),
  decision     TEXT NOT NULL,
  confirmed_on TEXT NOT NULL
) STRICT;
"""

# Rows of these are final too.
PUT_RIGHT_TABLES = (
    "extensions",
    "extension_files",
    "terms",
    "report_lines",
    "round_lines",
    "unit_lines",
    "undecided_files",
    "annulments",
)

_PUT_RIGHT = """
-- A round may have several letters: one that replaces another, under a number of its own. Numbers are taken for extensions
-- too. A key and a CHECK cannot be changed in place; the rows that refer to these two tables find them again at the end.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE numbers_kept AS SELECT * FROM numbers ORDER BY rowid;
CREATE TABLE letters_kept AS SELECT * FROM letters ORDER BY id;
DROP TABLE letters;
DROP TABLE numbers;
CREATE TABLE numbers (
  symbol     TEXT NOT NULL,
  term       TEXT NOT NULL,
  number     INTEGER NOT NULL CHECK (number BETWEEN 1 AND 99999),
  round_code TEXT NOT NULL REFERENCES rounds (code),
  taken_at   TEXT NOT NULL,
  purpose    TEXT NOT NULL DEFAULT 'letter' CHECK (purpose IN ('letter', 'reminder', 'correction', 'extension')),
  subject    TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (symbol, term, number)
) STRICT;
INSERT INTO numbers SELECT * FROM numbers_kept ORDER BY rowid;
CREATE TABLE letters (
  id         INTEGER PRIMARY KEY,
  round_code TEXT NOT NULL REFERENCES rounds (code),
  symbol     TEXT NOT NULL,
  term       TEXT NOT NULL,
  number     INTEGER NOT NULL,
  dated      TEXT NOT NULL,
  round      TEXT NOT NULL CHECK (round <> ''),
  office     TEXT NOT NULL CHECK (office <> ''),
  channels   TEXT NOT NULL CHECK (channels <> ''),
  issued_at  TEXT NOT NULL,
  replaces   INTEGER REFERENCES letters (id),
  UNIQUE (symbol, term, number),
  FOREIGN KEY (symbol, term, number) REFERENCES numbers (symbol, term, number)
) STRICT;
INSERT INTO letters SELECT *, NULL FROM letters_kept ORDER BY id;
CREATE INDEX letters_of_round ON letters (round_code, id);
DROP TABLE letters_kept;
DROP TABLE numbers_kept;

-- A refused file whose letter was declared void may be given back again: by another letter.
CREATE TABLE corrections_kept AS SELECT * FROM corrections ORDER BY id;
DROP TABLE corrections;
CREATE TABLE corrections (
  id         INTEGER PRIMARY KEY,
  letter_id  INTEGER NOT NULL REFERENCES letters (id),
  unit_code  TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  refused_id INTEGER NOT NULL REFERENCES quarantine (id),
  symbol     TEXT NOT NULL,
  term       TEXT NOT NULL,
  number     INTEGER NOT NULL,
  dated      TEXT NOT NULL,
  deadline   TEXT NOT NULL,
  issued_at  TEXT NOT NULL,
  UNIQUE (symbol, term, number),
  FOREIGN KEY (symbol, term, number) REFERENCES numbers (symbol, term, number)
) STRICT;
INSERT INTO corrections SELECT * FROM corrections_kept ORDER BY id;
CREATE INDEX corrections_of_file ON corrections (refused_id, id);
DROP TABLE corrections_kept;

-- Letters that gave units of a round a later last day. Which units, the rows of terms say.
CREATE TABLE extensions (
  id        INTEGER PRIMARY KEY,
  letter_id INTEGER NOT NULL REFERENCES letters (id),
  symbol    TEXT NOT NULL,
  term      TEXT NOT NULL,
  number    INTEGER NOT NULL,
  dated     TEXT NOT NULL,
  deadline  TEXT NOT NULL,
  issued_at TEXT NOT NULL,
  UNIQUE (symbol, term, number),
  FOREIGN KEY (symbol, term, number) REFERENCES numbers (symbol, term, number)
) STRICT;

-- Each row promises a file like a row of letter_files; unit_code is '' for the file copy.
CREATE TABLE extension_files (
  extension_id INTEGER NOT NULL REFERENCES extensions (id),
  unit_code    TEXT NOT NULL COLLATE NOCASE,
  path         TEXT NOT NULL UNIQUE,
  sha256       TEXT NOT NULL CHECK (length(sha256) = 64),
  size         INTEGER NOT NULL CHECK (size > 0),
  PRIMARY KEY (extension_id, unit_code)
) STRICT;

-- Last days of units that differ from the letter's: dated lines. unit_code is '' for all units of the round. on_date: the day
-- from which it is so. extension_id: the letter that told the units, if one did.
CREATE TABLE terms (
  id           INTEGER PRIMARY KEY,
  round_code   TEXT NOT NULL REFERENCES rounds (code),
  unit_code    TEXT NOT NULL COLLATE NOCASE,
  event        TEXT NOT NULL CHECK (event IN ('joined', 'extended')),
  deadline     TEXT NOT NULL,
  on_date      TEXT NOT NULL,
  reason       TEXT NOT NULL CHECK (reason <> ''),
  extension_id INTEGER REFERENCES extensions (id),
  recorded_at  TEXT NOT NULL
) STRICT;
CREATE INDEX terms_of_round ON terms (round_code, id);

-- The number and day that a unit gave its own report. A file withdrawn may be taken again: then it is its second taking.
ALTER TABLE reports ADD COLUMN reference TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN reference_on TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN taking INTEGER NOT NULL DEFAULT 1 CHECK (taking >= 1);
DROP INDEX reports_of_file;
CREATE UNIQUE INDEX reports_of_file ON reports (sha256, round_code, unit_code, taking) WHERE sha256 <> '';
ALTER TABLE contributions ADD COLUMN taking INTEGER NOT NULL DEFAULT 1 CHECK (taking >= 1);
DROP INDEX contributions_of_file;
CREATE UNIQUE INDEX contributions_of_file ON contributions (round_code, unit_code, sha256, taking) WHERE sha256 <> '';
-- '' in rows of older versions: then it came with its report.
ALTER TABLE evidence ADD COLUMN recorded_at TEXT NOT NULL DEFAULT '';

-- What was put right about a report: the latest line says all four values.
CREATE TABLE report_lines (
  id           INTEGER PRIMARY KEY,
  report_id    INTEGER NOT NULL REFERENCES reports (id),
  received_on  TEXT NOT NULL,
  note         TEXT NOT NULL,
  reference    TEXT NOT NULL,
  reference_on TEXT NOT NULL,
  reason       TEXT NOT NULL CHECK (reason <> ''),
  recorded_at  TEXT NOT NULL
) STRICT;
CREATE INDEX lines_of_report ON report_lines (report_id, id);

-- When and why rounds were closed and opened again; the register says only how they stand.
CREATE TABLE round_lines (
  id          INTEGER PRIMARY KEY,
  round_code  TEXT NOT NULL REFERENCES rounds (code),
  event       TEXT NOT NULL CHECK (event IN ('closed', 'reopened')),
  on_date     TEXT NOT NULL,
  reason      TEXT NOT NULL DEFAULT '',
  recorded_at TEXT NOT NULL
) STRICT;

-- What became of units: dated lines. other_code: the unit it was merged into, split from, or whose code it took over.
CREATE TABLE unit_lines (
  id          INTEGER PRIMARY KEY,
  unit_code   TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  event       TEXT NOT NULL CHECK (event IN ('renamed', 'retired', 'restored', 'merged', 'split', 'recoded')),
  was         TEXT NOT NULL DEFAULT '',
  now         TEXT NOT NULL DEFAULT '',
  other_code  TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  on_date     TEXT NOT NULL,
  reason      TEXT NOT NULL DEFAULT '',
  recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX lines_of_unit ON unit_lines (unit_code, id);

-- Files that came and wait for a clerk's decision: which unit one is of, or which of two is right. A row counts until the
-- file is recorded, decided against or refused.
CREATE TABLE undecided_files (
  sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
  round_code  TEXT NOT NULL REFERENCES rounds (code),
  unit_code   TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  file_name   TEXT NOT NULL,
  verdict     TEXT NOT NULL CHECK (verdict IN ('conflict', 'proposal')),
  received_on TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  PRIMARY KEY (sha256, round_code, unit_code)
) STRICT;

-- Lines that were entered by mistake, each by the table and id of its row: it never held.
CREATE TABLE annulments (
  line_table  TEXT NOT NULL
    CHECK (line_table IN ('expectations', 'reports', 'terms', 'contributions', 'round_lines', 'unit_lines')),
  line_id     INTEGER NOT NULL,
  reason      TEXT NOT NULL CHECK (reason <> ''),
  recorded_at TEXT NOT NULL,
  PRIMARY KEY (line_table, line_id)
) STRICT;
"""

_OFFICE_LISTS = """
-- The place of a channel and of a unit in the office's own list, from 1; 0: not stated. phone: the office's work telephone.
ALTER TABLE units ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE units ADD COLUMN place INTEGER NOT NULL DEFAULT 0 CHECK (place >= 0);
ALTER TABLE channels ADD COLUMN place INTEGER NOT NULL DEFAULT 0 CHECK (place >= 0);
"""

# Rows of these are final too.
FACT_TABLES = ("refused_lines", "report_successors", "evidence_lines")

_FACTS = """
-- What earlier versions told the journal alone stands in tables: the journal tells, and nothing is decided by it.
-- What is known of a refused file since it was refused: the latest line says all of it. withdrawn: it was the office's own mistake.
CREATE TABLE refused_lines (
  id          INTEGER PRIMARY KEY,
  refused_id  INTEGER NOT NULL REFERENCES quarantine (id),
  unit_code   TEXT NOT NULL COLLATE NOCASE,
  round_code  TEXT NOT NULL COLLATE NOCASE,
  received_on TEXT NOT NULL,
  withdrawn   INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
  reason      TEXT NOT NULL,
  recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX lines_of_refused ON refused_lines (refused_id, id);
INSERT INTO refused_lines (refused_id, unit_code, round_code, received_on, withdrawn, reason, recorded_at)
SELECT q.id, unit_code, round_code, day, 0, reason, at
FROM (
  SELECT detail ->> '$.sha256' AS file, detail ->> '$.changes.received_on[1]' AS day,
    coalesce(detail ->> '$.reason', '') AS reason, at, 1 AS by_journal, id AS place
  FROM journal WHERE act IN ('amend_refused', 'return_report')
  UNION ALL
  SELECT sha256, json_extract(content, '$.content.received_on'), '', issued_at, 0, n.id
  FROM corrections n JOIN quarantine ON quarantine.id = refused_id JOIN issued_contents USING (symbol, term, number)
) JOIN quarantine q ON q.sha256 = file
WHERE day IS NOT NULL ORDER BY at, by_journal, place;

-- Revisions that were entered once more: among others of their unit, or where they were moved (with the reason). Of a report that
-- moved as a whole the withdrawal there, and the first revision here. The latest row of a revision counts.
CREATE TABLE report_successors (
  id        INTEGER PRIMARY KEY,
  report_id INTEGER NOT NULL REFERENCES reports (id),
  next_id   INTEGER NOT NULL REFERENCES reports (id),
  reason    TEXT NOT NULL
) STRICT;
CREATE INDEX successors_of_report ON report_successors (report_id, id);
WITH RECURSIVE
  recoded (one, other) AS (
    SELECT other_code, unit_code FROM unit_lines WHERE event = 'recoded'
    UNION SELECT unit_code, other_code FROM unit_lines WHERE event = 'recoded'
  ),
  same (code, own) AS (
    SELECT code, code FROM units
    UNION SELECT same.code, recoded.other FROM same JOIN recoded ON recoded.one = same.own
  ),
  told (place, code, unit, revision, next_code, next_unit, next_revision, at, reason) AS (
    SELECT id, detail ->> '$.round', subject, coalesce(detail ->> '$.revision', detail ->> '$.withdrawal'),
      coalesce(detail ->> '$.to_round', detail ->> '$.round'), detail ->> '$.into',
      coalesce(detail ->> '$.to_revision', detail ->> '$.to_first'), at, detail ->> '$.reason'
    FROM journal WHERE act IN ('move_report', 'swap_reports', 'swapped')
    UNION ALL
    SELECT journal.id, anew.value ->> 0, anew.value ->> 1, anew.value ->> 2,
      anew.value ->> 0, anew.value ->> 1, anew.value ->> 3, at, ''
    FROM journal, json_each(detail, '$.anew') anew
    WHERE act IN ('withdraw_revision', 'restore_revision', 'move_report')
  )
INSERT INTO report_successors (report_id, next_id, reason)
SELECT there.id, here.id, told.reason
FROM told
JOIN reports there ON there.round_code = told.code
  AND EXISTS (SELECT 1 FROM same WHERE same.code = told.unit AND same.own = there.unit_code)
  -- a line of an older version that moved all revisions does not number them
  AND iif(told.revision IS NULL, there.recorded_at = told.at AND there.origin = 'withdrawal', there.revision = told.revision)
JOIN reports here ON iif(told.next_revision IS NULL, here.id = there.id + 1,
  here.round_code = told.next_code AND here.revision = told.next_revision
  AND EXISTS (SELECT 1 FROM same WHERE same.code = told.next_unit AND same.own = here.unit_code))
ORDER BY told.place;

-- Evidence that was handed in by mistake, and evidence that counts again: the latest line of a file says it.
CREATE TABLE evidence_lines (
  id          INTEGER PRIMARY KEY,
  report_id   INTEGER NOT NULL,
  sha256      TEXT NOT NULL,
  withdrawn   INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
  reason      TEXT NOT NULL CHECK (reason <> ''),
  recorded_at TEXT NOT NULL,
  FOREIGN KEY (report_id, sha256) REFERENCES evidence (report_id, sha256)
) STRICT;
CREATE INDEX lines_of_evidence ON evidence_lines (report_id, sha256, id);

-- A name counts while the file by which a clerk confirmed it stands as a report of the unit; sha256 is '' where a list says it.
ALTER TABLE unit_aliases RENAME TO unit_aliases_kept;
CREATE TABLE unit_aliases (
  key       TEXT NOT NULL CHECK (key <> ''),
  unit_code TEXT NOT NULL COLLATE NOCASE REFERENCES units (code),
  alias     TEXT NOT NULL CHECK (alias <> ''),
  source    TEXT NOT NULL,
  added_on  TEXT NOT NULL,
  sha256    TEXT NOT NULL DEFAULT '' CHECK (length(sha256) IN (0, 64)),
  PRIMARY KEY (key, unit_code, sha256)
) STRICT;
WITH confirmed (unit, name, sha256, file, day) AS (
  SELECT subject, detail ->> '$.alias', sha256, file_name, substr(at, 1, 10)
  FROM journal JOIN reports ON unit_code = subject AND round_code = detail ->> '$.round' AND revision = detail ->> '$.revision'
  WHERE act = 'record_report' AND sha256 <> '' AND EXISTS (
    SELECT 1 FROM journal c WHERE c.act = 'confirm_alias' AND c.at = journal.at AND c.subject = journal.subject)
)
INSERT INTO unit_aliases
SELECT DISTINCT key, unit_code, alias, coalesce(file, source), coalesce(day, added_on), coalesce(sha256, '')
FROM unit_aliases_kept LEFT JOIN confirmed ON unit = unit_code AND name = alias ORDER BY unit_aliases_kept.rowid;
DROP TABLE unit_aliases_kept;

-- Names that units got in older versions, which wrote no lines.
INSERT INTO unit_lines (unit_code, event, was, now, on_date, recorded_at)
SELECT subject, 'renamed', coalesce(detail ->> '$.changes.name[0]', ''),
  coalesce(detail ->> '$.changes.name[1]', detail ->> '$.name'), substr(at, 1, 10), at
FROM journal j WHERE act IN ('edit_unit', 'import_unit')
AND coalesce(detail ->> '$.changes.name[1]', detail ->> '$.name') IS NOT NULL
AND subject IN (SELECT code FROM units)
AND NOT EXISTS (SELECT 1 FROM unit_lines u WHERE u.unit_code = j.subject AND u.recorded_at = j.at)
ORDER BY id;
"""

_PLACES_OF_FILES = """
-- Where a file lay when it came, as a digest of its folder and its name without ending: a refused file waits until the good one
-- came to the same place. '' in rows of older versions, in refused_at too, and where there was no file.
ALTER TABLE reports ADD COLUMN place TEXT NOT NULL DEFAULT '' CHECK (length(place) IN (0, 64));
ALTER TABLE quarantine ADD COLUMN place TEXT NOT NULL DEFAULT '' CHECK (length(place) IN (0, 64));
ALTER TABLE quarantine ADD COLUMN refused_at TEXT NOT NULL DEFAULT '';
"""

# What seals cover: tables whose rows are final, and registers with the number of columns that name a row.
LEDGER_TABLES = tuple(
    table
    for tables in (
        FINAL_TABLES,
        REMINDER_TABLES,
        CONTRIBUTION_TABLES,
        INTAKE_FINAL_TABLES,
        TRUTH_FINAL_TABLES,
        PUT_RIGHT_TABLES,
        FACT_TABLES,
    )
    for table in tables
    if table != "seals"
)
REGISTER_KEYS = {
    "channels": 1,
    "units": 1,
    "office": 1,
    "holidays": 1,
    "working_days": 1,
    "confirmed_years": 1,
    "rounds": 1,
    "register_files": 1,
    "mergers": 1,
    "imported_entries": 2,
}

# Their number is ``connection.SCHEMA_VERSION``.
MIGRATIONS: tuple[str, ...] = (
    _REGISTERS + _LEDGER + "".join(map(_final, FINAL_TABLES)),
    _REMINDERS + "".join(map(_final, REMINDER_TABLES)),
    _CONTRIBUTIONS + "".join(map(_final, CONTRIBUTION_TABLES)),
    _MERGERS,
    _INTAKE + "".join(map(_final, ("reports", "answers", "evidence", *INTAKE_FINAL_TABLES))),
    _REFUSED_AND_STATED_FILES,
    _TRUTH + "".join(map(_final, TRUTH_FINAL_TABLES)),
    _CALENDAR,
    _PUT_RIGHT + "".join(map(_final, ("numbers", "letters", "corrections", *PUT_RIGHT_TABLES))),
    _OFFICE_LISTS,
    _FACTS + "".join(map(_final, ("unit_aliases", *FACT_TABLES))),
    _PLACES_OF_FILES,
)
