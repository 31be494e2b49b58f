-- Version 3 → 4: 申请日期 on 证书; one row of the log for many rows added together.
-- A table is rebuilt under its own name: references of other tables go on naming it (legacy_alter_table is on meanwhile).
ALTER TABLE certificate RENAME TO certificate_v3;
DROP INDEX certificate_person;
DROP INDEX certificate_expires;
DROP INDEX certificate_once;
CREATE TABLE certificate (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  person_id      INTEGER NOT NULL REFERENCES person(id),
  kind           TEXT NOT NULL,                 -- id of the kind in the pack: ct.electric_low
  number         TEXT,                          -- 证号, as printed
  grade          TEXT,                          -- 级别、准操项目 as printed
  authority      TEXT,                          -- 发证机关
  issued_on      TEXT CHECK (issued_on IS date(issued_on)),
  valid_from     TEXT CHECK (valid_from IS date(valid_from)),
  expires_on     TEXT CHECK (expires_on IS date(expires_on)),                 -- last valid day, as printed
  review_due_on  TEXT CHECK (review_due_on IS date(review_due_on)),           -- 应复审日期, as printed
  reviewed_on    TEXT CHECK (reviewed_on IS date(reviewed_on)),               -- last review passed
  applied_on     TEXT CHECK (applied_on IS date(applied_on)),                 -- renewal or review applied for
  revoked_on     TEXT CHECK (revoked_on IS date(revoked_on)),
  revoke_reason  TEXT,
  renews_id      INTEGER REFERENCES certificate(id),                          -- the certificate it renews
  verified_on    TEXT CHECK (verified_on IS date(verified_on)),               -- 官方平台查验
  scan           TEXT,                          -- 扫描件: file name or number
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (expires_on IS NULL OR valid_from IS NULL OR expires_on >= valid_from),
  CHECK (expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on)
) STRICT;
INSERT INTO certificate (id, version, person_id, kind, number, grade, authority, issued_on, valid_from, expires_on, review_due_on, reviewed_on, revoked_on, revoke_reason, renews_id, verified_on, scan, note, entered_on, retired_on, retired_reason)
  SELECT id, version, person_id, kind, number, grade, authority, issued_on, valid_from, expires_on, review_due_on, reviewed_on, revoked_on, revoke_reason, renews_id, verified_on, scan, note, entered_on, retired_on, retired_reason
  FROM certificate_v3;
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'certificate_v3') WHERE name = 'certificate';
INSERT INTO sqlite_sequence (name, seq) SELECT 'certificate', seq FROM sqlite_sequence WHERE name = 'certificate_v3' AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'certificate');
DROP TABLE certificate_v3;
CREATE INDEX certificate_person ON certificate(person_id, kind);
CREATE INDEX certificate_expires ON certificate(expires_on);
CREATE UNIQUE INDEX certificate_once ON certificate(person_id, kind, issued_on) WHERE issued_on IS NOT NULL AND retired_on IS NULL;

DROP TRIGGER change_is_final_u;
DROP TRIGGER change_is_final_d;
ALTER TABLE change RENAME TO change_v3;
DROP INDEX change_operation;
DROP INDEX change_row;
CREATE TABLE change (
  id        INTEGER PRIMARY KEY,
  operation INTEGER NOT NULL REFERENCES operation(seq),
  tbl       TEXT NOT NULL,
  row_id    INTEGER NOT NULL,
  last_id   INTEGER CHECK (last_id >= row_id),  -- NULL: one row
  before    TEXT,
  after     TEXT
) STRICT;
INSERT INTO change (id, operation, tbl, row_id, before, after) SELECT id, operation, tbl, row_id, before, after FROM change_v3;
DROP TABLE change_v3;
CREATE INDEX change_operation ON change(operation, row_id, last_id);
CREATE INDEX change_row ON change(tbl, row_id, id);
CREATE INDEX change_span ON change(tbl, last_id) WHERE last_id IS NOT NULL;
CREATE TRIGGER change_is_final_u BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'audit: change rows are final'); END;
CREATE TRIGGER change_is_final_d BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'audit: change rows are final'); END;
