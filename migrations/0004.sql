-- Version 3 → 4: 申请日期 on 证书, the risk a hazard broke; 风险分级管控; one row of the log for many rows added together.
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
ALTER TABLE hazard RENAME TO hazard_v3;
DROP INDEX hazard_code;
DROP INDEX hazard_found;
DROP INDEX hazard_open;
DROP INDEX hazard_accepted;
DROP INDEX hazard_closed;
DROP INDEX hazard_retired;
DROP INDEX hazard_inspection;
DROP INDEX hazard_recurs;
CREATE TABLE hazard (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  version         INTEGER NOT NULL DEFAULT 1,
  code            TEXT NOT NULL,                -- YH-2026-0147
  title           TEXT NOT NULL CHECK (title <> ''),                          -- 隐患描述
  kind            TEXT CHECK (kind IN ('human', 'equipment', 'environment', 'management')),  -- 人机环管
  field           TEXT CHECK (field IN ('management', 'fire', 'electrical', 'special_equipment', 'machinery', 'chemical',
                    'confined_space', 'dust', 'operation', 'height', 'traffic', 'building', 'site', 'occupational', 'emergency',
                    'contractor', 'records', 'other')),  -- 专业
  accident        TEXT,                         -- 可能导致的事故类别: 'edition/code'
  place           TEXT,
  department_id   INTEGER REFERENCES department(id),                          -- 整改责任部门
  source          TEXT NOT NULL DEFAULT 'other' CHECK (source IN ('shift', 'daily', 'weekly', 'monthly', 'leader', 'comprehensive', 'special',
                    'season', 'holiday', 'restart', 'contractor', 'patrol', 'firepatrol', 'analogy', 'self_check', 'employee', 'authority', 'other')),
  inspection_id   INTEGER REFERENCES inspection(id),
  checklist_item  TEXT,                         -- item code it failed; NULL: on no list
  found_on        TEXT NOT NULL CHECK (found_on IS date(found_on)),
  found_by_id     INTEGER REFERENCES person(id),
  basis           TEXT,                         -- 判定依据
  recurs_id       INTEGER REFERENCES hazard(id),                              -- 复发: the hazard it repeats
  risk_id         INTEGER REFERENCES risk(id),                                -- the risk whose control it broke
  note            TEXT,
  level           TEXT CHECK (level IN ('general', 'major')),                 -- NULL: not graded
  state           TEXT NOT NULL DEFAULT 'found' CHECK (state IN ('found', 'assessed', 'rectifying', 'to_accept', 'closed')),
  assessed_on     TEXT CHECK (assessed_on IS date(assessed_on)),
  owner_id        INTEGER REFERENCES person(id),                              -- 责任
  measures        TEXT,                         -- 措施
  funds_fen       INTEGER CHECK (funds_fen >= 0),                             -- 资金 (planned)
  due_on          TEXT CHECK (due_on IS date(due_on)),                        -- 时限
  original_due_on TEXT CHECK (original_due_on IS date(original_due_on)),
  plan            TEXT,                         -- 预案 / 临时防范措施
  rectified_on    TEXT CHECK (rectified_on IS date(rectified_on)),
  rectifier_id    INTEGER REFERENCES person(id),                              -- 申报整改完成的人
  rectification   TEXT,                         -- 整改情况
  cost_fen        INTEGER CHECK (cost_fen >= 0),                              -- 实际费用
  accepted_on     TEXT CHECK (accepted_on IS date(accepted_on)),
  accepter_id     INTEGER REFERENCES person(id),
  accepter_name   TEXT,                         -- name when the accepter is not in the register of people
  opinion         TEXT,                         -- 验收意见
  closed_on       TEXT CHECK (closed_on IS date(closed_on)),
  closer_id       INTEGER REFERENCES person(id),
  closer_name     TEXT,
  reported_on     TEXT CHECK (reported_on IS date(reported_on)),              -- 重大隐患报告
  late            INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),          -- ever rectified after the deadline of that day
  returned        INTEGER NOT NULL DEFAULT 0,   -- times 退回
  extended        INTEGER NOT NULL DEFAULT 0,   -- times 延期
  entered_on      TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on      TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason  TEXT,
  CHECK (due_on IS NULL OR due_on >= found_on),
  CHECK (rectified_on IS NULL OR rectified_on >= found_on),
  CHECK (accepter_id IS NULL OR accepter_id IS NOT owner_id)
) STRICT;
INSERT INTO hazard (
  id, version, code, title, kind, field, accident, place, department_id, source, inspection_id,
  checklist_item, found_on, found_by_id, basis, recurs_id, note, level, state, assessed_on, owner_id,
  measures, funds_fen, due_on, original_due_on, plan, rectified_on, rectifier_id, rectification, cost_fen,
  accepted_on, accepter_id, accepter_name, opinion, closed_on, closer_id, closer_name, reported_on, late,
  returned, extended, entered_on, retired_on, retired_reason)
  SELECT
  id, version, code, title, kind, field, accident, place, department_id, source, inspection_id,
  checklist_item, found_on, found_by_id, basis, recurs_id, note, level, state, assessed_on, owner_id,
  measures, funds_fen, due_on, original_due_on, plan, rectified_on, rectifier_id, rectification, cost_fen,
  accepted_on, accepter_id, accepter_name, opinion, closed_on, closer_id, closer_name, reported_on, late,
  returned, extended, entered_on, retired_on, retired_reason
  FROM hazard_v3;
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'hazard_v3') WHERE name = 'hazard';
INSERT INTO sqlite_sequence (name, seq) SELECT 'hazard', seq FROM sqlite_sequence WHERE name = 'hazard_v3' AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'hazard');
DROP TABLE hazard_v3;
CREATE UNIQUE INDEX hazard_code ON hazard(code);
CREATE INDEX hazard_found ON hazard(found_on, id);
CREATE INDEX hazard_open ON hazard(due_on, id) WHERE state <> 'closed' AND retired_on IS NULL;
CREATE INDEX hazard_accepted ON hazard(accepted_on) WHERE accepted_on IS NOT NULL;
CREATE INDEX hazard_closed ON hazard(closed_on) WHERE closed_on IS NOT NULL;
CREATE INDEX hazard_retired ON hazard(retired_on) WHERE retired_on IS NOT NULL;
CREATE INDEX hazard_inspection ON hazard(inspection_id) WHERE inspection_id IS NOT NULL;
CREATE INDEX hazard_recurs ON hazard(recurs_id) WHERE recurs_id IS NOT NULL;
CREATE INDEX hazard_risk ON hazard(risk_id, found_on) WHERE risk_id IS NOT NULL;

------------------------------------------------------------------------------------------------------------------
-- Records: 风险分级管控
------------------------------------------------------------------------------------------------------------------

-- 风险. What can go wrong where, its grade by the last evaluation, and who keeps it in hand. Values of the scales are
-- kept in tenths (0.5 = 5); the grade was worked out from them on the day of the evaluation.
CREATE TABLE risk (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  version         INTEGER NOT NULL DEFAULT 1,
  code            TEXT NOT NULL,                -- FX-2026-0012
  department_id   INTEGER REFERENCES department(id),
  unit            TEXT NOT NULL CHECK (unit <> ''),                           -- 风险单元（区域）
  point           TEXT NOT NULL CHECK (point <> ''),                          -- 风险点: an activity or a piece of equipment
  category        TEXT NOT NULL CHECK (category IN ('equipment', 'activity', 'environment', 'management')),
  factor          TEXT NOT NULL CHECK (factor <> ''),                         -- 危险源
  accident        TEXT,                         -- 可能导致的事故类别
  method          TEXT CHECK (method IN ('lec', 'ls', 'direct')),             -- NULL: not evaluated
  likelihood      INTEGER CHECK (likelihood > 0),                             -- L, tenths
  exposure        INTEGER CHECK (exposure > 0),                               -- E of LEC, tenths
  consequence     INTEGER CHECK (consequence > 0),                            -- C of LEC, tenths
  severity        INTEGER CHECK (severity > 0),                               -- S of LS, tenths
  direct          TEXT CHECK (direct IN ('breach', 'accident', 'hazchem', 'crowd', 'catalogue', 'law')),  -- 直接判定
  grade           TEXT CHECK (grade IN ('red', 'orange', 'yellow', 'blue')),  -- NULL: not evaluated
  evaluated_on    TEXT CHECK (evaluated_on IS date(evaluated_on)),
  evaluated_by    TEXT,                         -- who evaluated, in words
  occasion        TEXT NOT NULL DEFAULT 'first' CHECK (occasion IN ('first', 'yearly', 'process', 'equipment', 'material', 'people', 'law',
                    'accident', 'hazards', 'mistake', 'other')),
  reason          TEXT,                         -- why the grade is what it is now; demanded when it goes down
  review_months   INTEGER NOT NULL DEFAULT 12 CHECK (review_months BETWEEN 1 AND 36),
  tier            TEXT CHECK (tier IN ('plant', 'department', 'workshop', 'team')),  -- 管控层级
  post_id         INTEGER REFERENCES post(id),
  owner_id        INTEGER REFERENCES person(id),
  engineering     TEXT,                         -- 工程技术措施
  management      TEXT,                         -- 管理措施
  training        TEXT,                         -- 培训教育措施
  protection      TEXT,                         -- 个体防护措施
  emergency       TEXT,                         -- 应急处置措施
  deaths          INTEGER CHECK (deaths IN (0, 1)),                           -- 可能死亡3人以上; NULL: not answered
  injuries        INTEGER CHECK (injuries IN (0, 1)),                         -- 可能重伤10人以上
  loss            INTEGER CHECK (loss IN (0, 1)),                             -- 可能损失1000万元以上
  catalogue       INTEGER CHECK (catalogue IN (0, 1)),                        -- 在较大以上风险目录
  note            TEXT,
  entered_on      TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on      TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason  TEXT,
  CHECK ((grade IS NULL) = (method IS NULL)),
  CHECK (grade IS NULL OR evaluated_on IS NOT NULL),
  CHECK (method IS NOT 'lec' OR (likelihood IS NOT NULL AND exposure IS NOT NULL AND consequence IS NOT NULL)),
  CHECK (method IS NOT 'ls' OR (likelihood IS NOT NULL AND severity IS NOT NULL)),
  CHECK (method IS NOT 'direct' OR direct IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX risk_code ON risk(code);
CREATE INDEX risk_unit ON risk(unit, id);
CREATE INDEX risk_grade ON risk(grade) WHERE retired_on IS NULL;

-- 风险评估记录. One for each evaluation: the grade before and after, the values, the occasion.
CREATE TABLE risk_change (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  risk_id        INTEGER NOT NULL REFERENCES risk(id),
  on_date        TEXT NOT NULL CHECK (on_date IS date(on_date)),
  from_grade     TEXT CHECK (from_grade IN ('red', 'orange', 'yellow', 'blue')),  -- NULL: the first evaluation
  to_grade       TEXT NOT NULL CHECK (to_grade IN ('red', 'orange', 'yellow', 'blue')),
  method         TEXT NOT NULL CHECK (method IN ('lec', 'ls', 'direct')),
  score          TEXT,                          -- D or R as printed; NULL when judged directly
  occasion       TEXT NOT NULL CHECK (occasion IN ('first', 'yearly', 'process', 'equipment', 'material', 'people', 'law',
                   'accident', 'hazards', 'mistake', 'other')),
  reason         TEXT,
  evaluated_by   TEXT,
  grave          INTEGER CHECK (grave IN (0, 1)),                             -- 较大以上风险 by that evaluation; NULL: not answered
  reported_on    TEXT CHECK (reported_on IS date(reported_on)),               -- 变更报告
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE INDEX risk_change_risk ON risk_change(risk_id, on_date);

-- 风险管控检查项: the item of a checklist by which a control of a risk is looked after. Its failure is a hazard of that risk.
CREATE TABLE risk_check (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  risk_id        INTEGER NOT NULL REFERENCES risk(id),
  measure        TEXT NOT NULL CHECK (measure IN ('engineering', 'management', 'training', 'protection', 'emergency')),
  checklist_id   INTEGER NOT NULL REFERENCES checklist(id),
  item           TEXT NOT NULL CHECK (item <> ''),                            -- code of the item
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE INDEX risk_check_item ON risk_check(checklist_id, item);
CREATE INDEX risk_check_risk ON risk_check(risk_id);

-- 风险辨识: a round in which a plant, or part of it, looked for its risks.
CREATE TABLE risk_round (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  kind           TEXT NOT NULL CHECK (kind IN ('full', 'special')),           -- 全面, 专项
  on_date        TEXT NOT NULL CHECK (on_date IS date(on_date)),              -- day it was finished
  scope          TEXT NOT NULL CHECK (scope <> ''),
  leader_id      INTEGER REFERENCES person(id),
  people         TEXT,                          -- who took part, in words
  findings       TEXT,                          -- what came of it
  evidence       TEXT,
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE INDEX risk_round_on ON risk_round(on_date);

------------------------------------------------------------------------------------------------------------------
-- Records: 重大事故隐患自判
------------------------------------------------------------------------------------------------------------------

-- A round of self-judgement. Its criteria are copied into `criterion`, so that it prints as it was.
CREATE TABLE criteria_round (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  code           TEXT NOT NULL,                 -- ZP-2026-01
  edition        TEXT NOT NULL,                 -- id and edition of the pack it was made with
  categories     TEXT NOT NULL,                 -- codes, blank-separated
  months         INTEGER NOT NULL CHECK (months > 0),                         -- how long a result of a checklist answers
  note_on_order  TEXT,                          -- what the edition says of all its criteria
  on_date        TEXT NOT NULL CHECK (on_date IS date(on_date)),              -- day it was begun
  leader_id      INTEGER REFERENCES person(id),
  others         TEXT,                          -- 参加人员
  scope          TEXT,                          -- 范围
  finished_on    TEXT CHECK (finished_on IS date(finished_on)),               -- NULL: under way
  signed_by      TEXT,                          -- 主要负责人
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX criteria_round_code ON criteria_round(code);
CREATE INDEX criteria_round_date ON criteria_round(on_date, id);

-- One criterion in one round: the state it asks about, what the records proposed, what a person decided.
CREATE TABLE criterion (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  round_id       INTEGER NOT NULL REFERENCES criteria_round(id),
  position       INTEGER NOT NULL,
  code           TEXT NOT NULL,                 -- 10-11-3
  category       TEXT NOT NULL,                 -- dust
  category_title TEXT NOT NULL,                 -- 粉尘涉爆
  content        TEXT NOT NULL,                 -- the state, as the edition had it
  basis          TEXT NOT NULL,                 -- citation as printed
  basis_mark     TEXT NOT NULL CHECK (basis_mark IN ('confirmed', 'unverified')),
  judging        TEXT,                          -- how the records answer it, as JSON; NULL: asked of a person
  applies        TEXT,                          -- condition over the profile as JSON; NULL: every plant
  asked          TEXT,                          -- why it is asked of a person
  field          TEXT NOT NULL,                 -- 专业 of the hazard a yes opens
  kind           TEXT NOT NULL,                 -- 人机环管 of it
  last_verdict   TEXT CHECK (last_verdict IN ('yes', 'no', 'not_applicable', 'data_missing')),  -- of the round before; NULL: not in it
  proposed       TEXT CHECK (proposed IN ('yes', 'no', 'not_applicable', 'data_missing')),      -- NULL: asked of a person
  trace          TEXT,                          -- why so proposed: one sentence a line
  proposed_on    TEXT CHECK (proposed_on IS date(proposed_on)),
  verdict        TEXT CHECK (verdict IN ('yes', 'no', 'not_applicable', 'data_missing')),       -- NULL: not decided yet
  reason         TEXT,                          -- why not as proposed, or why not applicable
  evidence       TEXT,                          -- what was seen
  evidence_on    TEXT CHECK (evidence_on IS date(evidence_on)),
  decided_by     TEXT,
  decided_on     TEXT CHECK (decided_on IS date(decided_on)),
  hazard_id      INTEGER REFERENCES hazard(id), -- the major hazard a yes opened, or was linked to
  note           TEXT,                          -- what the edition says of it
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  UNIQUE (round_id, code),
  CHECK (verdict IS NOT 'not_applicable' OR proposed IS 'not_applicable' OR (reason IS NOT NULL AND reason <> '')),
  CHECK (verdict IS NOT 'yes' OR hazard_id IS NOT NULL)
) STRICT;
CREATE INDEX criterion_hazard ON criterion(hazard_id) WHERE hazard_id IS NOT NULL;


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
