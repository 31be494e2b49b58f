-- Version 3 → 4: 申请日期 on 证书; the tables of 安全生产标准化.
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

-- 评定标准 the plant brought itself; those of the program are not copied here.
CREATE TABLE standard_edition (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  code           TEXT NOT NULL CHECK (code LIKE 'sd.%'),
  title          TEXT NOT NULL CHECK (title <> ''),
  edition        TEXT NOT NULL CHECK (edition <> ''),
  full_points    INTEGER NOT NULL CHECK (full_points > 0),                    -- tenths
  items          INTEGER NOT NULL CHECK (items > 0),
  vetoes         INTEGER NOT NULL CHECK (vetoes >= 0),
  source         TEXT NOT NULL,                 -- name of the file it came from
  pack           TEXT NOT NULL,                 -- the whole edition as JSON
  installed_on   TEXT NOT NULL CHECK (installed_on IS date(installed_on)),
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX standard_edition_once ON standard_edition(code, edition) WHERE retired_on IS NULL;

-- 自评轮次. Edition and scoring are kept as they were.
CREATE TABLE standard_round (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  code           TEXT NOT NULL,                 -- BZ-2026-01
  kind           TEXT NOT NULL CHECK (kind IN ('yearly', 'apply', 'special')),  -- 年度自评 定级自评 专项自评
  edition_code   TEXT NOT NULL,                 -- id of the pack
  edition        TEXT NOT NULL,                 -- GB/T 33000-2016
  edition_title  TEXT NOT NULL,
  edition_note   TEXT,                          -- what the reader must know about its points
  scoring        TEXT NOT NULL,                 -- how it scores, as JSON
  full_points    INTEGER NOT NULL CHECK (full_points > 0),                    -- tenths
  from_on        TEXT NOT NULL CHECK (from_on IS date(from_on)),              -- the span it judges
  to_on          TEXT NOT NULL CHECK (to_on IS date(to_on)),
  on_date        TEXT NOT NULL CHECK (on_date IS date(on_date)),              -- day it was begun
  leader_id      INTEGER REFERENCES person(id), -- 组长：主要负责人
  others         TEXT,                          -- 成员，含员工代表
  scope          TEXT,                          -- 范围
  finished_on    TEXT CHECK (finished_on IS date(finished_on)),               -- NULL: under way
  signed_by      TEXT,                          -- 主要负责人
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (to_on >= from_on)
) STRICT;
CREATE UNIQUE INDEX standard_round_code ON standard_round(code);
CREATE INDEX standard_round_date ON standard_round(on_date, id);

-- One scoring item, or one veto item, in one round: what the standard asks and what was given. Points in tenths.
CREATE TABLE standard_score (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  round_id       INTEGER NOT NULL REFERENCES standard_round(id),
  position       INTEGER NOT NULL,
  code           TEXT NOT NULL,                 -- 5.1.1-1
  chapter        TEXT NOT NULL,                 -- 5.1
  chapter_title  TEXT NOT NULL,
  element        TEXT NOT NULL,                 -- 5.1.1
  element_title  TEXT NOT NULL,
  content        TEXT NOT NULL,                 -- 评定内容
  standard       TEXT,                          -- 达标标准
  rule           TEXT,                          -- 扣分办法
  points         INTEGER NOT NULL CHECK (points >= 0),                        -- 标准分; 0 for a veto item
  basis          TEXT,                          -- citation as printed
  basis_mark     TEXT NOT NULL CHECK (basis_mark IN ('confirmed', 'unverified')),
  veto           INTEGER NOT NULL DEFAULT 0 CHECK (veto IN (0, 1)),           -- 否决项
  got            INTEGER CHECK (got BETWEEN 0 AND points),                    -- NULL: not scored
  special        INTEGER NOT NULL DEFAULT 0 CHECK (special >= 0),             -- 特别扣分
  not_applicable INTEGER NOT NULL DEFAULT 0 CHECK (not_applicable IN (0, 1)), -- 不参评
  stands         INTEGER CHECK (stands IN (0, 1)),                            -- of a veto item: it holds; NULL: not judged
  reason         TEXT,                          -- why points were taken off, why not applicable
  evidence       TEXT,                          -- what was seen
  owner_id       INTEGER REFERENCES person(id), -- who mends it
  due_on         TEXT CHECK (due_on IS date(due_on)),
  scored_by      TEXT,
  scored_on      TEXT CHECK (scored_on IS date(scored_on)),
  last_got       INTEGER,                       -- of the round before by the same edition; NULL: not in it
  last_not_applicable INTEGER CHECK (last_not_applicable IN (0, 1)),
  hazard_id      INTEGER REFERENCES hazard(id), -- the rectification item the deduction became
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  UNIQUE (round_id, code),
  CHECK (not_applicable = 0 OR (got IS NULL AND reason IS NOT NULL AND reason <> '')),
  CHECK (veto = 1 OR stands IS NULL),
  CHECK (veto = 0 OR got IS NULL)
) STRICT;
CREATE INDEX standard_score_hazard ON standard_score(hazard_id) WHERE hazard_id IS NOT NULL;

-- 标准化证书（定级）and the steps of its renewal. 应急〔2021〕83号.
CREATE TABLE standardisation (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  level          TEXT NOT NULL CHECK (level IN ('1', '2', '3')),              -- 一级 二级 三级
  number         TEXT,                          -- 证书编号
  industry       TEXT,                          -- 行业、专业
  edition        TEXT,                          -- 定级标准
  authority      TEXT,                          -- 定级部门
  announced_on   TEXT CHECK (announced_on IS date(announced_on)),             -- 公告日期: it runs from here
  issued_on      TEXT CHECK (issued_on IS date(issued_on)),                   -- 发证日期
  expires_on     TEXT CHECK (expires_on IS date(expires_on)),                 -- as printed; NULL: three years from the announcement
  renewal        TEXT CHECK (renewal IN ('direct', 'review')),                -- 直接换证 重新评审
  assessed_on    TEXT CHECK (assessed_on IS date(assessed_on)),               -- 换证自评完成
  applied_on     TEXT CHECK (applied_on IS date(applied_on)),                 -- 申请
  accepted_on    TEXT CHECK (accepted_on IS date(accepted_on)),               -- 受理
  reviewed_on    TEXT CHECK (reviewed_on IS date(reviewed_on)),               -- 现场评审
  publicised_on  TEXT CHECK (publicised_on IS date(publicised_on)),           -- 公示
  renews_id      INTEGER REFERENCES standardisation(id),                      -- the certificate it renews
  revoked_on     TEXT CHECK (revoked_on IS date(revoked_on)),
  revoke_reason  TEXT,
  scan           TEXT,
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (expires_on IS NULL OR announced_on IS NULL OR expires_on >= announced_on)
) STRICT;

-- What a person answered about one of the nine conditions under which a certificate is revoked.
CREATE TABLE standard_answer (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  condition      TEXT NOT NULL CHECK (condition IN ('death', 'injury', 'impact', 'late_report', 'dishonest', 'fraud', 'licence', 'major_hazard', 'not_running')),
  answer         TEXT NOT NULL CHECK (answer IN ('no', 'yes')),               -- whether it has come about
  on_date        TEXT NOT NULL CHECK (on_date IS date(on_date)),              -- day it was looked into
  answered_by    TEXT NOT NULL CHECK (answered_by <> ''),
  evidence       TEXT NOT NULL CHECK (evidence <> ''),                        -- what was looked at
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE INDEX standard_answer_condition ON standard_answer(condition, on_date);
