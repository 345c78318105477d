-- The store of minutebook: one SQLite file.
--
-- CANONICAL tables hold what cannot be made again: documents' bytes, the text
-- a reader made of them, the registry of Record IDs, strategies and pledges,
-- and whatever people entered. DERIVED tables are what the rules say about
-- the canonical ones: `rebuild` empties them and fills them again, and they
-- come out the same. A derived table never refers to another by an id that is
-- printed anywhere: ids may change over a rebuild, Record IDs do not.
--
-- Dates are ISO 8601 text, times of acts are UTC as given by the caller.
-- "record n of a document" is its place, from 0, in the parsed document's list
-- of that kind (parser/document.h).

PRAGMA application_id = 0x4d42524b; -- "MBRK"
PRAGMA user_version = 3;

-- ====================================================================
-- CANONICAL
-- ====================================================================

-- Facts about this database.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,  -- db_id, source_seq, created_at, created_by
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for every command that wrote: what `status` and `undo` speak of.
CREATE TABLE run (
    id        INTEGER PRIMARY KEY,
    command   TEXT NOT NULL,     -- "ingest", "update", "rebuild" …
    args      TEXT,              -- the command line's rest, for people
    by        TEXT,              -- who, where a person acted
    at        TEXT NOT NULL,     -- when it began
    ended_at  TEXT,              -- when it ended; null: it did not
    program   TEXT NOT NULL,     -- program version
    rules     TEXT,              -- rule packs in force, "common 3, kent 1"
    config    TEXT,              -- hash of the configuration in force
    n_new     INTEGER NOT NULL DEFAULT 0, -- documents stored
    n_same    INTEGER NOT NULL DEFAULT 0, -- documents already there
    n_again   INTEGER NOT NULL DEFAULT 0, -- documents read again (new rules)
    n_refused INTEGER NOT NULL DEFAULT 0, -- documents refused
    status    INTEGER,           -- exit status; null: it did not end
    undone_by INTEGER REFERENCES run (id), -- the run that took it back
    why       TEXT               -- the reason that a person gave
) STRICT;

-- One document: bytes that were met once or more, known by their hash.
CREATE TABLE source_document (
    id          INTEGER PRIMARY KEY,
    sha256      TEXT NOT NULL UNIQUE CHECK (length (sha256) = 64),
    media_type  TEXT NOT NULL,     -- IANA name
    nbytes      INTEGER NOT NULL CHECK (nbytes >= 0),
    name        TEXT NOT NULL,     -- file name when first seen, for messages
    uri         TEXT,              -- where it was published, canonical
    authority   TEXT,              -- given by --authority, inbox or site
    status      TEXT NOT NULL DEFAULT 'stored'
                CHECK (status IN ('stored', 'withdrawn', 'purged')),
    first_run   INTEGER NOT NULL REFERENCES run (id), -- that stored it
    first_seen  TEXT NOT NULL      -- when
) STRICT;
CREATE INDEX source_document_run ON source_document (first_run);

-- The bytes. Apart, so that lists of documents do not drag them along.
CREATE TABLE source_bytes (
    document_id INTEGER PRIMARY KEY REFERENCES source_document (id),
    bytes       BLOB NOT NULL      -- as met; SHA-256 is in source_document
) STRICT;

-- What a reader made of the bytes: `rebuild` starts here.
CREATE TABLE source_text (
    document_id INTEGER PRIMARY KEY REFERENCES source_document (id),
    reader      TEXT NOT NULL,     -- tool and version, "html 1 libxml2 2.9.14"
    pages       INTEGER NOT NULL,  -- 0 where the format has none
    title       TEXT,              -- from metadata
    uri         TEXT,              -- from the page itself
    text_sha256 TEXT NOT NULL,     -- of text, for `verify`
    marks       BLOB NOT NULL,     -- 8 bytes a mark, little-endian: u32 start,
                                   -- u8 kind, level, flags, table
    reader_diags BLOB NOT NULL,    -- what the reader found odd: a line each,
                                   -- code TAB start TAB end TAB detail
    text        TEXT NOT NULL      -- UTF-8, LF, FF between pages
) STRICT;

-- Where a document was seen. A path is never what a document is.
CREATE TABLE sighting (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    path        TEXT NOT NULL,     -- as given, or URL
    run_id      INTEGER NOT NULL REFERENCES run (id), -- that saw it first
    at          TEXT NOT NULL,
    PRIMARY KEY (document_id, path)
) STRICT, WITHOUT ROWID;

-- Documents that a run could not take, with the reason.
CREATE TABLE refusal (
    run_id  INTEGER NOT NULL REFERENCES run (id),
    n       INTEGER NOT NULL,      -- from 0 within the run
    path    TEXT NOT NULL,
    reason  TEXT NOT NULL,         -- the one line that was printed
    PRIMARY KEY (run_id, n)
) STRICT, WITHOUT ROWID;

-- What people did to documents; append-only.
CREATE TABLE document_act (
    seq         INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    act         TEXT NOT NULL
                CHECK (act IN ('withdraw', 'restore', 'purge', 'undo',
                               'authority')),
    by          TEXT NOT NULL,
    at          TEXT NOT NULL,
    why         TEXT NOT NULL,
    run_id      INTEGER NOT NULL REFERENCES run (id),
    before      TEXT,              -- authority: the one it had
    records     TEXT               -- Record IDs of the clauses it gave then,
                                   -- a space between
) STRICT;

-- The registry of Record IDs. One row for every form under which a clause was
-- ever met; the row whose form equals its record_id is the first, and its
-- columns are what the ID was made of. Never changed, never deleted (but by
-- `undo` of the run that made it, where nobody wrote to it).
CREATE TABLE record (
    form       TEXT NOT NULL UNIQUE, -- MB- + 10 Crockford base32 characters of
                                   -- SHA-256 (scope|item|label|text|n)
    record_id  TEXT NOT NULL,      -- the clause's frozen ID
    scope      TEXT NOT NULL,      -- authority|body|date; see store/identity.h
    item       TEXT NOT NULL,      -- number as printed, '' if none
    label      TEXT NOT NULL,      -- label path, '' if none
    text       TEXT NOT NULL,      -- normalised
    n          INTEGER NOT NULL CHECK (n >= 1), -- among equals of a document
    how        TEXT NOT NULL       -- how this form came to this ID
               CHECK (how IN ('first', 'item-label', 'similar', 'same-matter',
                              'manual', 'same-document')), -- the last: its
                                   -- document was given another authority
    similarity REAL,               -- 0..1 to the form it was matched with
    run_id     INTEGER NOT NULL REFERENCES run (id)
) STRICT;
CREATE INDEX record_scope ON record (scope);
CREATE INDEX record_moved ON record (record_id) WHERE how = 'same-document';

-- What people entered beside what was extracted; append-only. An empty value
-- takes the field back to what was extracted.
CREATE TABLE entry (
    seq        INTEGER PRIMARY KEY,
    record_id  TEXT NOT NULL CHECK (record_id <> ''), -- MB-…
    field      TEXT NOT NULL CHECK (field <> ''), -- "Owner", "Status", "text" …
    value      TEXT NOT NULL,
    by         TEXT NOT NULL CHECK (by <> ''),
    at         TEXT NOT NULL,
    why        TEXT,
    source     TEXT,               -- workbook's file name; null: command line
    generation TEXT,               -- generation the workbook was made from
    conflict   INTEGER NOT NULL DEFAULT 0 CHECK (conflict IN (0, 1)),
                                   -- 1: kept beside another's value, not in
                                   -- force until somebody decides
    run_id     INTEGER NOT NULL REFERENCES run (id),
    undone_by  INTEGER REFERENCES run (id) -- taken back by `undo`; kept
) STRICT;
CREATE INDEX entry_record ON entry (record_id, field, seq);

-- What a workbook carried when it was written, so that an edited one can be
-- merged three ways: officer cells and link decisions of one generation.
CREATE TABLE emitted (
    generation TEXT PRIMARY KEY,   -- <db-id>:<source seq>:<entry seq>/<edition>
    at         TEXT NOT NULL,
    cells      TEXT NOT NULL       -- JSON, reports/ knows its shape
) STRICT, WITHOUT ROWID;

-- Strategies and their editions.
CREATE TABLE strategy (
    id         TEXT PRIMARY KEY CHECK (id <> ''), -- given at import, "ics-2022"
    title      TEXT NOT NULL,
    version    TEXT,               -- as printed: "2024 refresh"
    from_date  TEXT,               -- in force from
    to_date    TEXT,               -- in force to, inclusive
    supersedes TEXT,               -- id of the edition before
    first_code INTEGER,            -- number that the first pledge was given
    by         TEXT,
    at         TEXT NOT NULL,
    run_id     INTEGER NOT NULL REFERENCES run (id)
) STRICT, WITHOUT ROWID;

-- Other names by which texts call a strategy ("six shared objectives").
CREATE TABLE strategy_alias (
    strategy_id TEXT NOT NULL REFERENCES strategy (id) ON DELETE CASCADE,
    alias       TEXT NOT NULL,
    PRIMARY KEY (strategy_id, alias)
) STRICT, WITHOUT ROWID;

-- The files a strategy was imported from, in order.
CREATE TABLE strategy_source (
    strategy_id TEXT NOT NULL REFERENCES strategy (id) ON DELETE CASCADE,
    n           INTEGER NOT NULL,  -- from 0, as given
    name        TEXT NOT NULL,     -- file name
    uri         TEXT,
    sha256      TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    text        TEXT NOT NULL,     -- what the reader made of it
    bytes       BLOB NOT NULL,
    PRIMARY KEY (strategy_id, n)
) STRICT;

-- A strategy's tree.
CREATE TABLE pledge (
    strategy_id TEXT NOT NULL REFERENCES strategy (id) ON DELETE CASCADE,
    code        TEXT NOT NULL CHECK (code <> ''), -- as printed, or given
    position    INTEGER NOT NULL,  -- printed order, from 0
    parent      TEXT,              -- code of the one above
    level       TEXT NOT NULL,     -- "pledge", "outcome", "priority" … data
    title       TEXT NOT NULL,
    statement   TEXT,              -- the promise in full
    source_n    INTEGER,           -- strategy_source.n it stands in
    start       INTEGER,           -- its bytes there: from …
    end         INTEGER,           -- … to
    PRIMARY KEY (strategy_id, code)
) STRICT, WITHOUT ROWID;

-- What else a pledge states: owner, timescale, measure, target, partner …
CREATE TABLE pledge_field (
    strategy_id TEXT NOT NULL,
    code        TEXT NOT NULL,
    name        TEXT NOT NULL,
    n           INTEGER NOT NULL,  -- from 0, where a name stands repeatedly
    value       TEXT NOT NULL,
    PRIMARY KEY (strategy_id, code, name, n),
    FOREIGN KEY (strategy_id, code) REFERENCES pledge (strategy_id, code)
        ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A strategy as it was before a run imported it again under the same id:
-- `undo` of that run brings it back.
CREATE TABLE strategy_kept (
    run_id      INTEGER NOT NULL REFERENCES run (id),
    strategy_id TEXT NOT NULL,
    rows        TEXT NOT NULL,     -- its rows, as store/transfer.h writes them
    PRIMARY KEY (run_id, strategy_id)
) STRICT, WITHOUT ROWID;

-- What people decided about links; append-only, the latest of a link counts.
CREATE TABLE link_decision (
    seq         INTEGER PRIMARY KEY,
    link_id     TEXT NOT NULL,     -- LK-…, see store/strategy_store.h
    subject     TEXT NOT NULL,     -- a Record ID, or a matter's reference
    strategy_id TEXT NOT NULL,
    pledge      TEXT NOT NULL,     -- code, or * for the strategy as a whole
    decision    TEXT NOT NULL
                CHECK (decision IN ('confirmed', 'rejected', 'added',
                                    'reopened')),
    quote       TEXT,              -- what it rested on then
    by          TEXT NOT NULL CHECK (by <> ''),
    at          TEXT NOT NULL,
    why         TEXT,
    source      TEXT,              -- workbook's file name
    run_id      INTEGER NOT NULL REFERENCES run (id),
    undone_by   INTEGER REFERENCES run (id)
) STRICT;
CREATE INDEX link_decision_link ON link_decision (link_id, seq);

-- A person exists only because somebody said so: names that are one person's.
CREATE TABLE person (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL,            -- how reports print it
    by   TEXT NOT NULL,
    at   TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES run (id)
) STRICT;
CREATE TABLE person_name (
    seq       INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id),
    authority TEXT NOT NULL,       -- key of the authority; '' for any
    name_key  TEXT NOT NULL,       -- mb_person_key of a printed name
    by        TEXT NOT NULL,
    at        TEXT NOT NULL,
    why       TEXT,
    run_id    INTEGER NOT NULL REFERENCES run (id),
    split_by  TEXT,                -- who took it out again; null: in force
    split_at  TEXT,
    split_why TEXT
) STRICT;
CREATE UNIQUE INDEX person_name_key ON person_name (authority, name_key)
    WHERE split_at IS NULL;

-- Names by which an authority's body is also known, as told by people or the
-- configuration.
CREATE TABLE body_alias (
    authority_key TEXT NOT NULL,
    alias_key     TEXT NOT NULL,   -- mb_fold_key of the other name
    body          TEXT NOT NULL,   -- the name that counts
    by            TEXT,
    PRIMARY KEY (authority_key, alias_key)
) STRICT, WITHOUT ROWID;

-- ====================================================================
-- DERIVED: emptied and filled again by `rebuild`
-- ====================================================================

CREATE TABLE authority (
    id   INTEGER PRIMARY KEY,
    key  TEXT NOT NULL UNIQUE,     -- folded name; '?' + sha256 where unknown
    name TEXT                      -- as written; null where unknown
) STRICT;

CREATE TABLE body (
    id           INTEGER PRIMARY KEY,
    authority_id INTEGER NOT NULL REFERENCES authority (id),
    key          TEXT NOT NULL,    -- folded name without the authority's
    name         TEXT NOT NULL,    -- as first written
    UNIQUE (authority_id, key)
) STRICT;

-- What the parser made of a document as a whole.
CREATE TABLE document (
    document_id  INTEGER PRIMARY KEY REFERENCES source_document (id),
    kind         TEXT NOT NULL,    -- minutes, meeting, decision … (LABELLING)
    authority_id INTEGER NOT NULL REFERENCES authority (id),
    title        TEXT,
    state        TEXT CHECK (state IN ('draft', 'confirmed', 'corrected')),
                                   -- corrected: it says so, or a later meeting
                                   -- corrected it (`correction`)
    rank         INTEGER NOT NULL, -- whose words count: 1 confirmed minutes,
                                   -- 2 minutes … 9 (store/identity.h)
    chain        TEXT,             -- documents with the same chain are
                                   -- versions of one; null: no others can be
    superseded_by INTEGER REFERENCES source_document (id), -- later version
    truncated    INTEGER NOT NULL CHECK (truncated IN (0, 1)),
    rules        TEXT NOT NULL,    -- packs that read it
    lines        INTEGER NOT NULL, -- coverage: lines that are not blank,
    claimed      INTEGER NOT NULL, -- … explained by a record
    furniture    INTEGER NOT NULL,
    narrative    INTEGER NOT NULL,
    unclaimed    INTEGER NOT NULL,
    stated       TEXT              -- its state as it says itself
) STRICT;
CREATE INDEX document_corrected ON document (document_id)
    WHERE state = 'corrected';
CREATE INDEX document_chain ON document (chain) WHERE chain IS NOT NULL;

-- A meeting: (authority, body, date, ordinal that day).
CREATE TABLE meeting (
    id           INTEGER PRIMARY KEY,
    authority_id INTEGER NOT NULL REFERENCES authority (id),
    body_id      INTEGER REFERENCES body (id), -- null: not stated
    date         TEXT,             -- null: not stated; then it is scoped to
    document_id  INTEGER REFERENCES source_document (id), -- … this document
    ordinal      INTEGER NOT NULL DEFAULT 1, -- that day, by time
    time         TEXT,             -- HH:MM
    venue        TEXT,
    state        TEXT              -- draft, confirmed, corrected
) STRICT;
CREATE INDEX meeting_key ON meeting (authority_id, body_id, date);
CREATE INDEX meeting_document ON meeting (document_id)
    WHERE document_id IS NOT NULL;

-- What one document says of one meeting. Records of a document name their
-- meeting by (document_id, meeting) = (document_id, n) here.
CREATE TABLE meeting_source (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    n           INTEGER NOT NULL,
    meeting_id  INTEGER NOT NULL REFERENCES meeting (id),
    body        TEXT,              -- as written
    date        TEXT,
    time        TEXT,
    venue       TEXT,
    state       TEXT,
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_source_meeting ON meeting_source (meeting_id);

CREATE TABLE agenda_item (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    n           INTEGER NOT NULL,
    meeting     INTEGER,           -- meeting_source.n
    number      TEXT,              -- as printed
    title       TEXT,
    restricted  INTEGER CHECK (restricted IN (0, 1)), -- exempt; null: not said
    matter_id   INTEGER REFERENCES matter (id), -- its heading names it
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX agenda_item_matter ON agenda_item (matter_id)
    WHERE matter_id IS NOT NULL;

-- What a reference stands for, across meetings and bodies of one authority.
CREATE TABLE matter (
    id           INTEGER PRIMARY KEY,
    authority_id INTEGER NOT NULL REFERENCES authority (id),
    scheme       TEXT NOT NULL,    -- the grammar that knew the reference, ''
    reference    TEXT NOT NULL,    -- as printed
    UNIQUE (authority_id, scheme, reference)
) STRICT;
CREATE INDEX matter_reference ON matter (reference);

CREATE TABLE reference (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    n           INTEGER NOT NULL,
    matter_id   INTEGER NOT NULL REFERENCES matter (id),
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_matter ON reference (matter_id);

-- What happened to a matter, as one document tells it.
CREATE TABLE matter_event (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    n           INTEGER NOT NULL,  -- from 0
    matter_id   INTEGER NOT NULL REFERENCES matter (id),
    kind        TEXT NOT NULL
                CHECK (kind IN ('noticed', 'considered', 'recommended',
                                'endorsed', 'decided', 'called_in',
                                'published', 'effective', 'reported_back')),
    date        TEXT,
    meeting     INTEGER,           -- meeting_source.n
    body        TEXT,              -- who, as written
    record_kind TEXT NOT NULL,     -- the record it follows from …
    record_n    INTEGER NOT NULL,  -- … for its evidence
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX matter_event_matter ON matter_event (matter_id);

-- A formal decision record, as one document gives it.
CREATE TABLE decision (
    document_id  INTEGER NOT NULL REFERENCES source_document (id),
    n            INTEGER NOT NULL,
    matter_id    INTEGER REFERENCES matter (id), -- null: no reference
    meeting      INTEGER,          -- meeting_source.n
    item         INTEGER,          -- agenda_item.n
    title        TEXT,
    maker        TEXT,
    status       TEXT,
    key          INTEGER CHECK (key IN (0, 1)),     -- null: not said
    call_in      INTEGER CHECK (call_in IN (0, 1)), -- subject to; likewise
    date         TEXT,             -- taken
    published    TEXT,
    effective    TEXT,
    reasons      TEXT,
    alternatives TEXT,
    purpose      TEXT,
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_matter ON decision (matter_id)
    WHERE matter_id IS NOT NULL;

-- The clause: the unit that is tracked. Several documents may give it; its
-- words are those of the preferred one.
CREATE TABLE clause (
    id          INTEGER PRIMARY KEY,
    record_id   TEXT NOT NULL UNIQUE, -- MB-…
    document_id INTEGER NOT NULL,     -- the source whose words count …
    n           INTEGER NOT NULL,     -- … and its place there
    nsources    INTEGER NOT NULL,     -- documents that give it
    current     INTEGER NOT NULL CHECK (current IN (0, 1)),
                                      -- 0: only superseded versions give it
    differ      INTEGER NOT NULL CHECK (differ IN (0, 1)),
                                      -- 1: texts-differ
    unsure      TEXT,                 -- a Record ID it resembles and was not
                                      -- joined with: for review
    FOREIGN KEY (document_id, n) REFERENCES resolution (document_id, n)
        DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX clause_source ON clause (document_id, n);

-- Record IDs that lead to a clause besides its own: two that turned out one.
CREATE TABLE record_alias (
    record_id TEXT PRIMARY KEY,
    clause_id INTEGER NOT NULL REFERENCES clause (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX record_alias_clause ON record_alias (clause_id);

-- An operative clause as one document gives it: a source of a clause.
CREATE TABLE resolution (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    n           INTEGER NOT NULL,
    clause_id   INTEGER REFERENCES clause (id) ON DELETE SET NULL,
    scope       TEXT NOT NULL,     -- as in `record`
    meeting     INTEGER,           -- meeting_source.n
    agenda_item INTEGER,           -- agenda_item.n
    decision    INTEGER,           -- decision.n
    matter_id   INTEGER REFERENCES matter (id),
    item        TEXT,              -- item number as printed
    label       TEXT,              -- "(2)(b)" as printed
    verb        TEXT,              -- class: approve, agree, note, delegate …
    outcome     TEXT,              -- carried, lost, deferred, withdrawn …
    text        TEXT NOT NULL,
    mover       TEXT,
    seconder    TEXT,
    stem        TEXT,              -- words above a list that were dropped
    restricted  INTEGER NOT NULL CHECK (restricted IN (0, 1)),
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX resolution_clause ON resolution (clause_id)
    WHERE clause_id IS NOT NULL;
CREATE INDEX resolution_scope ON resolution (scope);
CREATE INDEX resolution_matter ON resolution (matter_id)
    WHERE matter_id IS NOT NULL;

CREATE TABLE vote_event (
    document_id   INTEGER NOT NULL REFERENCES source_document (id),
    n             INTEGER NOT NULL,
    resolution    INTEGER,         -- resolution.n
    item          TEXT,
    votes_for     INTEGER CHECK (votes_for >= 0), -- null: not given
    votes_against INTEGER CHECK (votes_against >= 0),
    votes_abstain INTEGER CHECK (votes_abstain >= 0),
    for_names     TEXT,            -- a name a line; null: not recorded
    against_names TEXT,
    abstain_names TEXT,
    result        TEXT,            -- carried, lost
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE attendance (
    document_id  INTEGER NOT NULL REFERENCES source_document (id),
    n            INTEGER NOT NULL,
    meeting      INTEGER,          -- meeting_source.n
    name         TEXT NOT NULL,    -- as printed
    name_key     TEXT NOT NULL,    -- without case, honorific, suffix
    capacity     TEXT NOT NULL,    -- chair, present, in_attendance, apologies …
    role         TEXT,
    on_behalf_of TEXT,
    note         TEXT,             -- late, left, part, virtual
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX attendance_name ON attendance (name_key);

CREATE TABLE interest (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    n           INTEGER NOT NULL,
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    item        TEXT,
    kind        TEXT,
    withdrew    INTEGER CHECK (withdrew IN (0, 1)),
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE action (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    n           INTEGER NOT NULL,
    hard        INTEGER NOT NULL CHECK (hard IN (0, 1)), -- 0: offer in prose
    item        TEXT,
    owner       TEXT,
    text        TEXT,
    due         TEXT,
    PRIMARY KEY (document_id, hard, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE mention (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    n           INTEGER NOT NULL,
    weak        INTEGER NOT NULL CHECK (weak IN (0, 1)), -- 1: year resolved
    body        TEXT,
    date        TEXT,
    verb        TEXT,
    PRIMARY KEY (document_id, weak, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE motion (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    n           INTEGER NOT NULL,
    item        TEXT,
    text        TEXT,
    mover       TEXT,
    seconder    TEXT,
    outcome     TEXT,              -- lost, withdrawn, fell; recommended
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;

-- What a document says is to be changed in an earlier meeting's minutes.
CREATE TABLE correction (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    n           INTEGER NOT NULL,
    meeting     INTEGER,           -- meeting_source.n: who corrects
    resolution  INTEGER,           -- resolution.n: on what authority
    date        TEXT,              -- of the minutes; null: the last meeting's
    item        TEXT,              -- item or minute that it names
    what        TEXT NOT NULL,     -- text, present, apologies, in_attendance …
    old         TEXT,              -- words that go
    new         TEXT,              -- words that come; who was present
    target_id   INTEGER REFERENCES meeting (id) ON DELETE SET NULL,
                                   -- the meeting whose minutes they are
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX correction_target ON correction (target_id)
    WHERE target_id IS NOT NULL;

-- Where a value stands and which rule found it.
CREATE TABLE evidence (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    kind        TEXT NOT NULL,     -- record kind, "resolutions" …
    n           INTEGER NOT NULL,  -- record n of that kind
    member      TEXT NOT NULL,     -- '' for the record, else one of its members
    page        INTEGER NOT NULL,  -- from 1; 0 where the format has none
    spans       TEXT NOT NULL,     -- "12-40,60-81": bytes of source_text.text
    rule        TEXT NOT NULL,     -- "common/resolved-that@3"
    confidence  INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 100),
    quote       TEXT NOT NULL,     -- the spans' bytes, joined by a space
    PRIMARY KEY (document_id, kind, n, member)
) STRICT, WITHOUT ROWID;

CREATE TABLE diagnostic (
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    n           INTEGER NOT NULL,
    code        TEXT NOT NULL,     -- base/diag.h
    severity    TEXT NOT NULL CHECK (severity IN ('note', 'warning', 'error')),
    line        INTEGER NOT NULL,  -- from 1; 0: about the whole document
    column      INTEGER NOT NULL,
    start       INTEGER NOT NULL,  -- bytes of the text
    end         INTEGER NOT NULL,
    detail      TEXT,              -- the words in question
    PRIMARY KEY (document_id, n)
) STRICT, WITHOUT ROWID;

-- Links as the machine proposes them; people's decisions are laid over them
-- from link_decision.
CREATE TABLE link (
    link_id     TEXT PRIMARY KEY,  -- LK-… of subject, strategy, pledge
    subject     TEXT NOT NULL,     -- Record ID, or the matter's reference
    record_id   TEXT,              -- the clause, if it is one …
    matter_id   INTEGER,           -- … and its matter, if known
    strategy_id TEXT NOT NULL REFERENCES strategy (id) ON DELETE CASCADE,
    pledge      TEXT NOT NULL,     -- code, or *
    basis       TEXT NOT NULL
                CHECK (basis IN ('explicit', 'by_report', 'suggested',
                                 'manual')),
    score       REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    quote       TEXT NOT NULL CHECK (quote <> ''),
    document_id INTEGER REFERENCES source_document (id), -- the quote's
    start       INTEGER,           -- its bytes there: from …
    end         INTEGER,           -- … to
    why         TEXT,              -- the terms and their weight
    diagnostic  TEXT               -- "edition-not-stated"
) STRICT, WITHOUT ROWID;
CREATE INDEX link_subject ON link (subject);
CREATE INDEX link_pledge ON link (strategy_id, pledge);
CREATE INDEX link_document ON link (document_id);

-- A document's text in pieces, for search.
CREATE TABLE passage (
    id          INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES source_document (id),
    start       INTEGER NOT NULL,  -- bytes of the text: from …
    size        INTEGER NOT NULL,  -- … so many
    agenda_item INTEGER,           -- agenda_item.n under which it stands
    restricted  INTEGER NOT NULL CHECK (restricted IN (0, 1))
) STRICT;
CREATE INDEX passage_document ON passage (document_id);
CREATE VIEW passage_text (id, text) AS
    SELECT p.id, CAST (substr (CAST (t.text AS BLOB), p.start + 1, p.size)
        AS TEXT)
    FROM passage p JOIN source_text t ON t.document_id = p.document_id;
CREATE VIRTUAL TABLE passage_fts USING fts5 (
    text,
    content = 'passage_text', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
-- Every commit adds a segment to the index. To merge 16, as FTS5 does at once
-- where nothing is told, takes seconds in a large register; a search through
-- some dozens takes a millisecond. So they are merged later, a little with
-- every commit; at once only where many commits were too small for that.
INSERT INTO passage_fts (passage_fts, rank) VALUES
    ('hashsize', 67108864), ('automerge', 64), ('crisismerge', 128);

-- Documents whose clauses were settled since links were last made for them.
CREATE TABLE link_stale (
    document_id INTEGER PRIMARY KEY REFERENCES source_document (id)
) STRICT;
