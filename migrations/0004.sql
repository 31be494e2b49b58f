-- Version 3 → 4: 申请日期 on 证书, the risk a hazard broke; 风险分级管控.
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
