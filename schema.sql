-- 安管 anguan: the whole database as it is today. A fresh file is made from this text; files of older versions
-- get here through migrations/. Reading this page is reading the data model.
--
-- Conventions
--   * Every table is STRICT. Dates are ISO text (2026-03-01) and checked; times are UTC text; booleans are 0/1;
--     money is integer 分; closed sets are short stable codes with a CHECK.
--   * Records are evidence: nothing is deleted. `retired_on` + `retired_reason` hide a record, and undo brings it back.
--   * `version` counts the saves of a row: a save from a stale form is refused instead of overwriting.
--   * `entered_on` is the local day the row was typed in (the audit's own clock). A record whose own date lies
--     further back than the area's limit shows 补录.
--   * What can be derived is not stored. Exceptions, kept by the same transaction and recounted by `verify`:
--     the state columns of `hazard` (from `hazard_step`) and the counts of `inspection` (from its exceptions).
--   * Every table below "records" carries three triggers made by the program (store/audit.rs) from its columns.
--     They write each row before and after into `change` and refuse any write outside an open `operation`.

PRAGMA application_id = 0x414E4755;  -- 'ANGU'

------------------------------------------------------------------------------------------------------------------
-- The audit: every change is one operation
------------------------------------------------------------------------------------------------------------------

-- One thing somebody did, in one transaction. Rows form a chain: `hash` covers the row, its changes and `prev`.
CREATE TABLE operation (
  seq      INTEGER PRIMARY KEY,                 -- 1, 2, 3 …: the order of entry, whatever the clock says
  at       TEXT NOT NULL,                       -- UTC, RFC 3339
  operator TEXT NOT NULL,                       -- 操作人
  act      TEXT NOT NULL CHECK (act IN ('do', 'undo', 'redo')),
  verb     TEXT NOT NULL,                       -- stable code: person.add, hazard.accept, import.person …
  summary  TEXT NOT NULL,                       -- one line for people, without ID or phone numbers
  target   INTEGER REFERENCES operation(seq),   -- the operation an undo/redo is about
  prev     BLOB,                                -- hash of the operation before; NULL for the first
  hash     BLOB                                 -- SHA-256; NULL only while the operation is open
) STRICT;
CREATE UNIQUE INDEX operation_hash ON operation(hash);
CREATE INDEX operation_open ON operation(seq) WHERE hash IS NULL;
CREATE INDEX operation_target ON operation(target) WHERE target IS NOT NULL;
CREATE INDEX operation_done ON operation(seq) WHERE act = 'do';

-- A row before and after, as JSON objects of its columns. `before` is NULL for a new row, `after` for a removed one.
CREATE TABLE change (
  id        INTEGER PRIMARY KEY,
  operation INTEGER NOT NULL REFERENCES operation(seq),
  tbl       TEXT NOT NULL,
  row_id    INTEGER NOT NULL,
  before    TEXT,
  after     TEXT
) STRICT;
CREATE INDEX change_operation ON change(operation);
CREATE INDEX change_row ON change(tbl, row_id, id);

CREATE TRIGGER change_is_final_u BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'audit: change rows are final'); END;
CREATE TRIGGER change_is_final_d BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'audit: change rows are final'); END;
CREATE TRIGGER operation_is_final_u BEFORE UPDATE ON operation WHEN OLD.hash IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'audit: closed operations are final'); END;
CREATE TRIGGER operation_is_final_d BEFORE DELETE ON operation WHEN OLD.hash IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'audit: closed operations are final'); END;

------------------------------------------------------------------------------------------------------------------
-- Not audited: conveniences that are nobody's evidence
------------------------------------------------------------------------------------------------------------------

-- Running numbers (YH-2026-0147). Never goes back, not even by undo: a printed number is never given twice.
CREATE TABLE counter (
  name  TEXT PRIMARY KEY,                       -- 'hazard/2026'
  value INTEGER NOT NULL
) STRICT;

-- What was typed into a form that was never saved; offered again at the next start.
CREATE TABLE draft (
  form     TEXT PRIMARY KEY,                    -- 'hazard/new', 'person/17'
  body     TEXT NOT NULL,                       -- JSON: field key → text as typed
  saved_at TEXT NOT NULL
) STRICT;

------------------------------------------------------------------------------------------------------------------
-- Records: the enterprise and its organisation
------------------------------------------------------------------------------------------------------------------

-- 企业. One row.
CREATE TABLE enterprise (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  version       INTEGER NOT NULL DEFAULT 1,
  name          TEXT NOT NULL CHECK (name <> ''),
  short_name    TEXT,                           -- 企业简称, for document numbers 企简称安〔2026〕3号
  credit_code   TEXT,                           -- 统一社会信用代码, check digit verified
  industry      TEXT,                           -- 行业小类, free text
  address       TEXT,
  principal     TEXT,                           -- 主要负责人 as printed on reports
  safety_head   TEXT,                           -- 安全生产管理负责人
  phone         TEXT,
  records_since TEXT NOT NULL CHECK (records_since IS date(records_since)),  -- duties due before it are not judged
  entered_on    TEXT NOT NULL CHECK (entered_on IS date(entered_on))
) STRICT;

-- 企业情况: answers to the questions that rules ask (knowledge/facts.toml). No row = not asked yet = unknown, never "no".
CREATE TABLE fact (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  version    INTEGER NOT NULL DEFAULT 1,
  key        TEXT NOT NULL UNIQUE,              -- fire_key_unit, dust_explosion, headcount …
  value      TEXT NOT NULL,                     -- yes / no / a number / a code
  reason     TEXT,                              -- why a derived flag was overruled
  entered_on TEXT NOT NULL CHECK (entered_on IS date(entered_on))
) STRICT;

-- Settings of the plant (deadlines of local reports, limits of 补录 …). No row = the default of the pack or program.
CREATE TABLE setting (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  version    INTEGER NOT NULL DEFAULT 1,
  key        TEXT NOT NULL UNIQUE,
  value      TEXT NOT NULL,
  reason     TEXT,
  entered_on TEXT NOT NULL CHECK (entered_on IS date(entered_on))
) STRICT;

-- 主管部门: the authorities that reports go to.
CREATE TABLE authority (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  name           TEXT NOT NULL CHECK (name <> ''),
  kind           TEXT NOT NULL CHECK (kind IN ('emergency', 'industry', 'market', 'health', 'fire', 'township', 'park', 'other')),
  contact        TEXT,
  phone          TEXT,
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;

-- 部门, a tree.
CREATE TABLE department (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  name           TEXT NOT NULL CHECK (name <> ''),
  parent_id      INTEGER REFERENCES department(id),
  position       INTEGER NOT NULL DEFAULT 0,    -- order among its siblings
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE INDEX department_parent ON department(parent_id, position);
CREATE UNIQUE INDEX department_name ON department(name) WHERE retired_on IS NULL;

-- 岗位. `role` says what the law sees in it.
CREATE TABLE post (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  name           TEXT NOT NULL CHECK (name <> ''),
  role           TEXT NOT NULL DEFAULT 'worker' CHECK (role IN ('principal', 'party_secretary', 'deputy', 'leader', 'safety_director',
                   'safety_head', 'safety_manager', 'part_time_safety', 'workshop_head', 'team_leader', 'worker', 'other')),
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX post_name ON post(name) WHERE retired_on IS NULL;

-- 人员. `department_id` and `post_id` are the main ones of today; their history is in `assignment`.
CREATE TABLE person (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  no             TEXT,                          -- 工号; unique where given
  name           TEXT NOT NULL CHECK (name <> ''),
  sex            TEXT CHECK (sex IN ('male', 'female')),
  id_kind        TEXT NOT NULL DEFAULT 'resident' CHECK (id_kind IN ('resident', 'passport', 'hk_macao', 'taiwan', 'foreigner', 'other')),
  id_number      TEXT,                          -- as given; compared by its 18-digit form
  id_key         TEXT,                          -- folded 18-digit form for comparison
  id_unverified  INTEGER NOT NULL DEFAULT 0 CHECK (id_unverified IN (0, 1)),  -- check digit waived: 校验未通过
  phone          TEXT,
  department_id  INTEGER REFERENCES department(id),
  post_id        INTEGER REFERENCES post(id),
  employment     TEXT CHECK (employment IN ('regular', 'contract', 'dispatched', 'outsourced', 'intern', 'temporary', 'retired_rehired')),
  hired_on       TEXT CHECK (hired_on IS date(hired_on)),
  ended_on       TEXT CHECK (ended_on IS date(ended_on)),
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (ended_on IS NULL OR hired_on IS NULL OR ended_on >= hired_on)
) STRICT;
CREATE UNIQUE INDEX person_no ON person(no) WHERE no IS NOT NULL AND retired_on IS NULL;
CREATE UNIQUE INDEX person_id_key ON person(id_kind, id_key) WHERE id_key IS NOT NULL AND retired_on IS NULL;
CREATE INDEX person_name ON person(name);
CREATE INDEX person_department ON person(department_id);
CREATE INDEX person_post ON person(post_id);

-- 缺勤: away from work (maternity, illness, secondment). Away a year or more ⇔ returned_on > left_on + 1 year.
CREATE TABLE absence (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  person_id      INTEGER NOT NULL REFERENCES person(id),
  left_on        TEXT NOT NULL CHECK (left_on IS date(left_on)),              -- last day at work
  returned_on    TEXT CHECK (returned_on IS date(returned_on)),               -- first day back
  reason         TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (returned_on IS NULL OR returned_on > left_on)
) STRICT;
CREATE INDEX absence_person ON absence(person_id, left_on);

-- 调岗: who held which post in which department from when to when. The open main row equals person.post_id.
CREATE TABLE assignment (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  person_id      INTEGER NOT NULL REFERENCES person(id),
  department_id  INTEGER REFERENCES department(id),
  post_id        INTEGER REFERENCES post(id),
  main           INTEGER NOT NULL DEFAULT 1 CHECK (main IN (0, 1)),           -- 0: holds this post as well
  from_on        TEXT CHECK (from_on IS date(from_on)),                       -- NULL: unknown (no 入职日期 given)
  to_on          TEXT CHECK (to_on IS date(to_on)),                           -- last day; NULL: still
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (to_on IS NULL OR from_on IS NULL OR to_on >= from_on)
) STRICT;
CREATE INDEX assignment_person ON assignment(person_id, from_on);

-- 放假、调休上班、停产: days on which no inspection is owed, or a weekend is worked.
CREATE TABLE calendar_day (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  kind           TEXT NOT NULL CHECK (kind IN ('holiday', 'makeup', 'stoppage')),
  from_on        TEXT NOT NULL CHECK (from_on IS date(from_on)),
  to_on          TEXT NOT NULL CHECK (to_on IS date(to_on)),
  department_id  INTEGER REFERENCES department(id),                           -- a stoppage of one department; NULL: the plant
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (to_on >= from_on)
) STRICT;
CREATE INDEX calendar_day_from ON calendar_day(from_on);

------------------------------------------------------------------------------------------------------------------
-- Records: self-inspection 自查
------------------------------------------------------------------------------------------------------------------

-- 检查表 as the plant uses it: adopted from a pack or its own.
CREATE TABLE checklist (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  code           TEXT NOT NULL,                 -- 'cl.daily', or the plant's own
  title          TEXT NOT NULL CHECK (title <> ''),
  kind           TEXT NOT NULL CHECK (kind IN ('shift', 'daily', 'weekly', 'monthly', 'leader', 'comprehensive', 'special',
                   'season', 'holiday', 'restart', 'analogy', 'contractor', 'patrol', 'firepatrol')),
  serves         TEXT,                          -- obligation codes it may meet, blank-separated: 'F02 F04'
  pack           TEXT,                          -- pack edition it was adopted from; NULL: the plant's own
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX checklist_code ON checklist(code) WHERE retired_on IS NULL;

-- A wording of a checklist. Editing makes the next one; inspections keep the one they were made with.
CREATE TABLE checklist_version (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  checklist_id   INTEGER NOT NULL REFERENCES checklist(id),
  number         INTEGER NOT NULL,              -- 1, 2, 3 …
  effective_from TEXT NOT NULL CHECK (effective_from IS date(effective_from)),
  note           TEXT,                          -- what was changed
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  UNIQUE (checklist_id, number)
) STRICT;

CREATE TABLE checklist_item (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  version_id   INTEGER NOT NULL REFERENCES checklist_version(id),
  position     INTEGER NOT NULL,
  code         TEXT NOT NULL,                   -- D01 … as written on the sheet
  object       TEXT NOT NULL,                   -- 检查对象
  content      TEXT NOT NULL,                   -- 检查内容
  standard     TEXT,                            -- 合格标准
  method       TEXT,                            -- 看 查 问 测 试
  basis        TEXT,                            -- citation as printed
  basis_mark   TEXT NOT NULL DEFAULT 'confirmed' CHECK (basis_mark IN ('confirmed', 'unverified')),  -- 待核
  unit         TEXT,                            -- of the measured value, when the item is measured
  low          TEXT,                            -- smallest value that passes, decimal text
  high         TEXT,                            -- largest value that passes
  below        TEXT,                            -- the value must be smaller than this
  hazard_field TEXT CHECK (hazard_field IN ('management', 'fire', 'electrical', 'special_equipment', 'machinery', 'chemical',
                 'confined_space', 'dust', 'operation', 'height', 'traffic', 'building', 'site', 'occupational', 'emergency',
                 'contractor', 'records', 'other')),  -- 专业 of the hazard a failure opens
  hazard_kind  TEXT CHECK (hazard_kind IN ('human', 'equipment', 'environment', 'management')),
  active       INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  UNIQUE (version_id, code)
) STRICT;

-- 检查计划: which checklist, where, by whom, how often. Occurrences are derived from it, never stored.
CREATE TABLE plan (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  checklist_id   INTEGER NOT NULL REFERENCES checklist(id),
  place          TEXT,
  department_id  INTEGER REFERENCES department(id),
  post_id        INTEGER REFERENCES post(id),
  person_id      INTEGER REFERENCES person(id),
  frequency      TEXT NOT NULL CHECK (frequency IN ('day', 'week', 'month', 'quarter', 'half_year', 'year')),
  weekdays       INTEGER NOT NULL DEFAULT 31 CHECK (weekdays BETWEEN 0 AND 127),  -- bit 0 Monday … bit 6 Sunday; 0: any
  on_holidays    INTEGER NOT NULL DEFAULT 0 CHECK (on_holidays IN (0, 1)),        -- owed on holidays too (fire patrol)
  from_on        TEXT NOT NULL CHECK (from_on IS date(from_on)),
  to_on          TEXT CHECK (to_on IS date(to_on)),
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (to_on IS NULL OR to_on >= from_on)
) STRICT;
CREATE INDEX plan_checklist ON plan(checklist_id);

-- A missed occurrence of a plan or duty closed with a reason. It stays missed.
CREATE TABLE missed (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  duty       TEXT NOT NULL,                     -- obligation id: 'P01/plan-3/2026-11-20'
  reason     TEXT NOT NULL CHECK (reason <> ''),
  entered_on TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  UNIQUE (duty)
) STRICT;

-- Personal numbers shown in full: which register, how many rows. The audit names who and when.
CREATE TABLE disclosure (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  register   TEXT NOT NULL,
  records    INTEGER NOT NULL,
  entered_on TEXT NOT NULL CHECK (entered_on IS date(entered_on))
) STRICT;

-- 检查记录. Stores its checklist version and the exceptions only; the counts follow from both.
CREATE TABLE inspection (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  code           TEXT NOT NULL,                 -- JC-2026-00012
  version_id     INTEGER NOT NULL REFERENCES checklist_version(id),
  checklist_id   INTEGER NOT NULL REFERENCES checklist(id),
  plan_id        INTEGER REFERENCES plan(id),
  period         TEXT,                          -- occurrence of the plan it was made for: '2026-11-20', '2026-W47'
  on_date        TEXT NOT NULL CHECK (on_date IS date(on_date)),
  place          TEXT,
  department_id  INTEGER REFERENCES department(id),                           -- 受检部门
  person_id      INTEGER NOT NULL REFERENCES person(id),                      -- 检查人
  others         TEXT,                          -- 参加人员 as written, beside inspection_person
  accompanied_by TEXT,                          -- 陪同人
  rest_checked   INTEGER NOT NULL CHECK (rest_checked IN (0, 1)),             -- the signer's word that the rest was checked
  items          INTEGER NOT NULL,              -- active items of the version
  passed         INTEGER NOT NULL,
  failed         INTEGER NOT NULL,
  not_applicable INTEGER NOT NULL,
  not_checked    INTEGER NOT NULL,
  findings       INTEGER NOT NULL DEFAULT 0,    -- hazards opened, those on no list included
  entered_by     TEXT NOT NULL CHECK (entered_by IN ('terminal', 'cli', 'import')),
  entry_seconds  INTEGER,                       -- how long the entry took; NULL: unknown
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (items = passed + failed + not_applicable + not_checked)
) STRICT;
CREATE UNIQUE INDEX inspection_code ON inspection(code);
CREATE INDEX inspection_date ON inspection(on_date, id);
CREATE INDEX inspection_checklist ON inspection(checklist_id, on_date);
CREATE INDEX inspection_plan ON inspection(plan_id, period);
CREATE INDEX inspection_person_date ON inspection(person_id, on_date);

-- Further inspectors (leader-led checks look at all of them).
CREATE TABLE inspection_person (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  inspection_id INTEGER NOT NULL REFERENCES inspection(id),
  person_id     INTEGER NOT NULL REFERENCES person(id),
  UNIQUE (inspection_id, person_id)
) STRICT;

-- What was not simply "ok": failed, not applicable, not checked, or passed with a measured value.
CREATE TABLE inspection_exception (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  inspection_id INTEGER NOT NULL REFERENCES inspection(id),
  item_id       INTEGER NOT NULL REFERENCES checklist_item(id),
  result        TEXT NOT NULL CHECK (result IN ('pass', 'fail', 'not_applicable', 'not_checked')),
  value         TEXT,                           -- measured value, decimal text
  words         TEXT,                           -- what was seen, or why not applicable
  hazard_id     INTEGER REFERENCES hazard(id),  -- the hazard a failure opened
  UNIQUE (inspection_id, item_id)
) STRICT;
CREATE INDEX inspection_exception_item ON inspection_exception(item_id);
CREATE INDEX inspection_exception_hazard ON inspection_exception(hazard_id) WHERE hazard_id IS NOT NULL;

------------------------------------------------------------------------------------------------------------------
-- Records: hazards 隐患
------------------------------------------------------------------------------------------------------------------

-- 隐患台账. Columns from `level` to `returned` are what its steps have made of it.
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
CREATE UNIQUE INDEX hazard_code ON hazard(code);
CREATE INDEX hazard_found ON hazard(found_on, id);
CREATE INDEX hazard_open ON hazard(due_on, id) WHERE state <> 'closed' AND retired_on IS NULL;
CREATE INDEX hazard_accepted ON hazard(accepted_on) WHERE accepted_on IS NOT NULL;
CREATE INDEX hazard_closed ON hazard(closed_on) WHERE closed_on IS NOT NULL;
CREATE INDEX hazard_retired ON hazard(retired_on) WHERE retired_on IS NOT NULL;
CREATE INDEX hazard_inspection ON hazard(inspection_id) WHERE inspection_id IS NOT NULL;
CREATE INDEX hazard_recurs ON hazard(recurs_id) WHERE recurs_id IS NOT NULL;
CREATE INDEX hazard_risk ON hazard(risk_id, found_on) WHERE risk_id IS NOT NULL;

-- 治理环节: each verb, dated and signed by a person. Never edited; undo removes the whole operation.
CREATE TABLE hazard_step (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  hazard_id  INTEGER NOT NULL REFERENCES hazard(id),
  number     INTEGER NOT NULL,                  -- 1, 2, 3 … within the hazard
  verb       TEXT NOT NULL CHECK (verb IN ('assess', 'start', 'rectify', 'accept', 'return', 'extend', 'regrade', 'close')),
  on_date    TEXT NOT NULL CHECK (on_date IS date(on_date)),
  person_id  INTEGER REFERENCES person(id),     -- who signs for it; NULL: somebody outside the register of people
  signer     TEXT NOT NULL DEFAULT '',          -- name of who signs
  level      TEXT CHECK (level IN ('general', 'major')),
  owner_id   INTEGER REFERENCES person(id),
  due_on     TEXT CHECK (due_on IS date(due_on)),
  measures   TEXT,
  funds_fen  INTEGER CHECK (funds_fen >= 0),
  plan       TEXT,
  words      TEXT,                              -- reason, opinion or what was done
  cost_fen   INTEGER CHECK (cost_fen >= 0),
  entered_on TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  UNIQUE (hazard_id, number)
) STRICT;

-- 重大隐患治理档案: what the report (three elements) and the plan (six elements) of a major hazard say. 16号令 14, 15, 18, 23.
CREATE TABLE hazard_case (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  hazard_id      INTEGER NOT NULL REFERENCES hazard(id),
  cause          TEXT,                          -- 现状及产生原因
  harm           TEXT,                          -- 危害程度
  difficulty     TEXT,                          -- 整改难易程度分析
  goal           TEXT,                          -- 治理目标和任务
  method         TEXT,                          -- 采取的方法和措施
  resources      TEXT,                          -- 经费和物资的落实
  funds_fen      INTEGER CHECK (funds_fen >= 0),                              -- 已落实治理资金
  organisation   TEXT,                          -- 负责治理的机构和人员
  schedule       TEXT,                          -- 治理的时限和要求
  safety         TEXT,                          -- 安全措施和应急预案
  planned_on     TEXT CHECK (planned_on IS date(planned_on)),                 -- 治理方案审定的日期
  interim        TEXT,                          -- 治理前和治理中的防范措施（撤人、停用、警戒）
  meeting_on     TEXT CHECK (meeting_on IS date(meeting_on)),                 -- 向职工大会或职代会报告
  meeting        TEXT,                          -- which meeting, who attended
  public_on      TEXT CHECK (public_on IS date(public_on)),                   -- 公示
  stopped_by     TEXT,                          -- 挂牌督办、责令停产停业的部门; NULL: none
  stopped_on     TEXT CHECK (stopped_on IS date(stopped_on)),
  evaluated_on   TEXT CHECK (evaluated_on IS date(evaluated_on)),             -- 治理情况评估
  evaluator      TEXT,                          -- 评估人员或安全评价机构
  evaluation     TEXT,                          -- 评估结论
  resumed_on     TEXT CHECK (resumed_on IS date(resumed_on)),                 -- 部门同意恢复生产经营
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX hazard_case_hazard ON hazard_case(hazard_id) WHERE retired_on IS NULL;

-- 治理进展 of a major hazard.
CREATE TABLE hazard_progress (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  hazard_id      INTEGER NOT NULL REFERENCES hazard(id),
  on_date        TEXT NOT NULL CHECK (on_date IS date(on_date)),
  words          TEXT NOT NULL CHECK (words <> ''),                           -- 进展情况
  percent        INTEGER CHECK (percent BETWEEN 0 AND 100),
  cost_fen       INTEGER CHECK (cost_fen >= 0),                               -- 本次支出
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE INDEX hazard_progress_hazard ON hazard_progress(hazard_id, on_date);

------------------------------------------------------------------------------------------------------------------
-- Records: accidents 事故 and orders of authorities 执法文书
------------------------------------------------------------------------------------------------------------------

-- 事故. Times are local, to the minute: the hour for the report runs from `told_at`. 493号令 9, 12.
CREATE TABLE accident (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  code           TEXT NOT NULL,                 -- SG-2026-001
  title          TEXT NOT NULL CHECK (title <> ''),
  happened_at    TEXT NOT NULL CHECK (happened_at IS strftime('%Y-%m-%dT%H:%M', happened_at)),
  told_at        TEXT CHECK (told_at IS strftime('%Y-%m-%dT%H:%M', told_at)),         -- 单位负责人接到报告; NULL: unknown
  reported_at    TEXT CHECK (reported_at IS strftime('%Y-%m-%dT%H:%M', reported_at)), -- 首次上报（口头、电话或书面）; NULL: not yet
  reported_to    TEXT,                          -- 向谁上报
  reported_by    TEXT,                          -- 报告人
  place          TEXT,
  department_id  INTEGER REFERENCES department(id),
  accident       TEXT,                          -- 事故类别: 'edition/code'
  traffic_fire   INTEGER NOT NULL DEFAULT 0 CHECK (traffic_fire IN (0, 1)),   -- 道路交通、火灾: casualties count for 7 days, not 30
  deaths         INTEGER NOT NULL CHECK (deaths >= 0),
  missing        INTEGER NOT NULL CHECK (missing >= 0),                       -- 下落不明
  serious        INTEGER NOT NULL CHECK (serious >= 0),                       -- 重伤
  minor          INTEGER NOT NULL CHECK (minor >= 0),                         -- 轻伤
  loss_fen       INTEGER CHECK (loss_fen >= 0),                               -- 初步估计的直接经济损失; NULL: not known yet
  scene          TEXT,                          -- 事故现场情况
  course         TEXT,                          -- 简要经过
  measures       TEXT,                          -- 已经采取的措施
  other          TEXT,                          -- 其他应当报告的情况
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (told_at IS NULL OR told_at >= happened_at),
  CHECK (reported_at IS NULL OR reported_at >= happened_at)
) STRICT;
CREATE UNIQUE INDEX accident_code ON accident(code);
CREATE INDEX accident_happened ON accident(happened_at, id);

-- 事故续报: what became known after the first report, and when it was passed on. 493号令 13.
CREATE TABLE accident_change (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  accident_id    INTEGER NOT NULL REFERENCES accident(id),
  code           TEXT NOT NULL,                 -- SG-2026-001-2: number of the accident and which report about it
  known_at       TEXT NOT NULL CHECK (known_at IS strftime('%Y-%m-%dT%H:%M', known_at)),
  reported_at    TEXT CHECK (reported_at IS strftime('%Y-%m-%dT%H:%M', reported_at)), -- NULL: not yet
  deaths         INTEGER CHECK (deaths >= 0),   -- totals as then known; NULL: unchanged
  missing        INTEGER CHECK (missing >= 0),
  serious        INTEGER CHECK (serious >= 0),
  minor          INTEGER CHECK (minor >= 0),
  words          TEXT NOT NULL CHECK (words <> ''),                           -- 新出现的情况
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (reported_at IS NULL OR reported_at >= known_at)
) STRICT;
CREATE UNIQUE INDEX accident_change_code ON accident_change(code);
CREATE INDEX accident_change_accident ON accident_change(accident_id, known_at);

-- 执法文书: an order received from an authority, answered by a reply (整改回执).
CREATE TABLE authority_order (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  number         TEXT NOT NULL CHECK (number <> ''),                          -- 文书编号 as printed
  authority_id   INTEGER NOT NULL REFERENCES authority(id),
  kind           TEXT NOT NULL CHECK (kind IN ('rectify', 'site', 'stop', 'review', 'other')),  -- 责令限期整改 现场处理措施 停产停业 复查意见 其他
  title          TEXT,
  issued_on      TEXT NOT NULL CHECK (issued_on IS date(issued_on)),
  received_on    TEXT CHECK (received_on IS date(received_on)),
  due_on         TEXT CHECK (due_on IS date(due_on)),                         -- 要求回复的期限; NULL: none printed
  replied_on     TEXT CHECK (replied_on IS date(replied_on)),                 -- 回执送达
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (received_on IS NULL OR received_on >= issued_on)
) STRICT;
CREATE INDEX authority_order_issued ON authority_order(issued_on, id);

-- One thing an order asks for.
CREATE TABLE authority_order_item (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  order_id       INTEGER NOT NULL REFERENCES authority_order(id),
  number         INTEGER NOT NULL CHECK (number > 0),                         -- 第几项
  requirement    TEXT NOT NULL CHECK (requirement <> ''),                     -- 问题和整改要求
  due_on         TEXT CHECK (due_on IS date(due_on)),                         -- NULL: the order's own
  owner_id       INTEGER REFERENCES person(id),
  hazard_id      INTEGER REFERENCES hazard(id),                               -- the hazard it is chased as
  done_on        TEXT CHECK (done_on IS date(done_on)),
  words          TEXT,                          -- 整改情况
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX authority_order_item_number ON authority_order_item(order_id, number) WHERE retired_on IS NULL;
CREATE INDEX authority_order_item_hazard ON authority_order_item(hazard_id) WHERE hazard_id IS NOT NULL;

------------------------------------------------------------------------------------------------------------------
-- Records: reports 报告
------------------------------------------------------------------------------------------------------------------

-- The author's own words in a report, per kind, period (or number of the record it is about) and section.
CREATE TABLE report_text (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  version    INTEGER NOT NULL DEFAULT 1,
  kind       TEXT NOT NULL,
  period     TEXT NOT NULL,
  section    TEXT NOT NULL,
  body       TEXT NOT NULL,
  entered_on TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  UNIQUE (kind, period, section)
) STRICT;

-- 报送: a report frozen (定稿) and handed in. A correction is a new number; what is frozen in the old row never changes.
CREATE TABLE submission (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  kind           TEXT NOT NULL,                 -- monthly, quarterly, major_hazard …
  period         TEXT NOT NULL,                 -- 2026-11; for a paper about a record its number, YH-2026-0147
  number         INTEGER NOT NULL,              -- 1, 2 … within kind and period
  state          TEXT NOT NULL DEFAULT 'submitted' CHECK (state IN ('final', 'submitted', 'returned')),  -- 定稿 已报送 退回
  finalised_on   TEXT CHECK (finalised_on IS date(finalised_on)),             -- 定稿: day the facts were frozen
  recipient      TEXT,                          -- full name; NULL: not handed in yet
  submitted_on   TEXT CHECK (submitted_on IS date(submitted_on)),
  signed_by      TEXT,                          -- 签发人; NULL: not signed yet
  submitted_by   TEXT,                          -- 经办人
  channel        TEXT,                          -- 纸质 / 平台 / 邮件
  receipt        TEXT,
  late_reason    TEXT,
  returned_on    TEXT CHECK (returned_on IS date(returned_on)),               -- 退回
  return_reason  TEXT,
  facts          TEXT NOT NULL,                 -- the frozen facts, JSON: figures, author's text, signers
  facts_sha256   TEXT NOT NULL,
  layouts        TEXT,                          -- JSON: moment, program, and format → SHA-256 of the file laid out then; NULL: before version 2
  packs          TEXT,                          -- JSON: pack → edition and SHA-256 that judged it
  chain_head     TEXT NOT NULL,                 -- hash of the last operation when it was frozen, hex
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  UNIQUE (kind, period, number),
  CHECK (state = 'final' OR (submitted_on IS NOT NULL AND recipient IS NOT NULL AND recipient <> '')),
  CHECK (state <> 'returned' OR returned_on IS NOT NULL)
) STRICT;
CREATE INDEX submission_date ON submission(submitted_on, id);

-- What is frozen never changes, and a frozen row is never erased: undoing it only retires it.
CREATE TRIGGER submission_is_frozen_u BEFORE UPDATE ON submission
  WHEN OLD.kind IS NOT NEW.kind OR OLD.period IS NOT NEW.period OR OLD.number IS NOT NEW.number
    OR OLD.finalised_on IS NOT NEW.finalised_on OR OLD.facts IS NOT NEW.facts OR OLD.facts_sha256 IS NOT NEW.facts_sha256
    OR OLD.layouts IS NOT NEW.layouts OR OLD.packs IS NOT NEW.packs OR OLD.chain_head IS NOT NEW.chain_head
  BEGIN SELECT RAISE(ABORT, 'submission: what is frozen is final'); END;
-- Nor do the words of a hand-in that stands: taking it back (undo) makes the row 定稿 again.
CREATE TRIGGER submission_is_handed_in_u BEFORE UPDATE ON submission
  WHEN OLD.state <> 'final' AND NEW.state <> 'final' AND (OLD.recipient IS NOT NEW.recipient
    OR OLD.submitted_on IS NOT NEW.submitted_on OR OLD.signed_by IS NOT NEW.signed_by
    OR OLD.submitted_by IS NOT NEW.submitted_by)
  BEGIN SELECT RAISE(ABORT, 'submission: what was handed in is final'); END;
CREATE TRIGGER submission_is_frozen_d BEFORE DELETE ON submission
  BEGIN SELECT RAISE(ABORT, 'submission: what is frozen is never erased'); END;

------------------------------------------------------------------------------------------------------------------
-- Records: 全员安全生产责任制
------------------------------------------------------------------------------------------------------------------

-- 责任清单 of a kind of post, adopted from a pack or the plant's own.
CREATE TABLE duty_list (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  code           TEXT NOT NULL,                 -- 'R01', or the plant's own
  title          TEXT NOT NULL CHECK (title <> ''),
  tier           TEXT NOT NULL CHECK (tier IN ('decision', 'management', 'execution', 'operation')),  -- 决策 管理 执行 操作层
  pack           TEXT,                          -- pack edition it was adopted from; NULL: the plant's own
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX duty_list_code ON duty_list(code) WHERE retired_on IS NULL;

-- A wording of a list. Editing makes the next one, which everybody on it signs anew; what was signed stays as it was.
CREATE TABLE duty_list_version (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  list_id        INTEGER NOT NULL REFERENCES duty_list(id),
  number         INTEGER NOT NULL CHECK (number > 0),                         -- 1, 2, 3 …
  scope          TEXT,                          -- 责任范围
  effective_from TEXT NOT NULL CHECK (effective_from IS date(effective_from)),
  drafted_by     TEXT,                          -- 编制
  reviewed_by    TEXT,                          -- 审核
  approved_by    TEXT,                          -- 批准: 主要负责人
  approved_on    TEXT CHECK (approved_on IS date(approved_on)),               -- NULL: not approved yet
  union_opinion  TEXT,                          -- 工会意见, 安全生产法 7
  assessed       TEXT CHECK (assessed IN ('month', 'quarter', 'half_year', 'year')),  -- 考核周期; NULL: the plant's setting for the tier
  assessor       TEXT,                          -- 考核人, in words
  reward         TEXT,                          -- 奖惩挂钩条款
  note           TEXT,                          -- what was changed
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  UNIQUE (list_id, number)
) STRICT;

-- 安全职责条目 of one wording.
CREATE TABLE duty (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  version      INTEGER NOT NULL DEFAULT 1,
  version_id   INTEGER NOT NULL REFERENCES duty_list_version(id),
  position     INTEGER NOT NULL,
  code         TEXT NOT NULL,                   -- R01-1; stable over wordings
  content      TEXT NOT NULL CHECK (content <> ''),                           -- 职责
  standard     TEXT,                            -- 考核标准; NULL: incomplete, 安全生产法 22
  points       INTEGER NOT NULL DEFAULT 10 CHECK (points BETWEEN 1 AND 1000), -- 分值
  cycle        TEXT,                            -- 周期, in words
  evidence     TEXT,                            -- 对应记录
  measure      TEXT CHECK (measure IN ('list_coverage', 'pledge_rate', 'assessment_done', 'inspection_plan', 'department_plan', 'checks',
                 'leader_inspection', 'hazard_in_time', 'department_hazard_in_time', 'plant_hazard_in_time', 'hazard_closed', 'hazard_found',
                 'major_hazard_report', 'accident_report', 'committee_meeting', 'committee_attendance', 'safety_meeting', 'meeting_action',
                 'congress_meeting', 'training_hours')),  -- what of the records can prefill its score
  basis        TEXT,                            -- citation as printed
  law_edition  TEXT CHECK (law_edition IS date(law_edition)),                 -- day from which the cited text is in force
  basis_mark   TEXT NOT NULL DEFAULT 'confirmed' CHECK (basis_mark IN ('confirmed', 'unverified')),
  active       INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  UNIQUE (version_id, code)
) STRICT;

-- 评审 of a list: looked through on a day, with what came of it. A year without one is overdue, whatever the next year brings.
CREATE TABLE duty_list_review (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  list_id        INTEGER NOT NULL REFERENCES duty_list(id),
  on_date        TEXT NOT NULL CHECK (on_date IS date(on_date)),
  conclusion     TEXT NOT NULL CHECK (conclusion IN ('keep', 'revise')),      -- 无需修改 需要修改
  reviewer       TEXT,
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE INDEX duty_list_review_list ON duty_list_review(list_id, on_date);

-- Which lists a post carries. A person in several posts carries the union.
CREATE TABLE post_duty_list (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  post_id        INTEGER NOT NULL REFERENCES post(id),
  list_id        INTEGER NOT NULL REFERENCES duty_list(id),
  from_on        TEXT NOT NULL CHECK (from_on IS date(from_on)),              -- the post carries the list from here
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX post_duty_list_pair ON post_duty_list(post_id, list_id) WHERE retired_on IS NULL;
CREATE INDEX post_duty_list_list ON post_duty_list(list_id);

-- 签收: a person signed a wording of a list for a post and a year.
CREATE TABLE pledge (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  person_id      INTEGER NOT NULL REFERENCES person(id),
  post_id        INTEGER NOT NULL REFERENCES post(id),
  version_id     INTEGER NOT NULL REFERENCES duty_list_version(id),
  year           INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2200),
  signed_on      TEXT NOT NULL CHECK (signed_on IS date(signed_on)),
  signed_before  TEXT,                          -- 监签人
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX pledge_once ON pledge(person_id, post_id, version_id, year) WHERE retired_on IS NULL;
CREATE INDEX pledge_version ON pledge(version_id);

-- The lists as they read now: each with its newest wording, which may still be a draft. `in_force` names the approved wordings
-- and the day each binds from (`1:2026-01-01 2:2026-06-01`), by which any day finds its own.
CREATE VIEW duty_list_now AS
  SELECT l.id, l.version, l.code, l.title, l.tier, l.pack, l.note, l.entered_on, l.retired_on, l.retired_reason,
         v.id AS version_id, v.number, v.scope, v.effective_from, v.drafted_by, v.reviewed_by, v.approved_by, v.approved_on,
         v.union_opinion, v.assessed, v.assessor, v.reward, v.note AS changed,
         (SELECT count(*) FROM duty d WHERE d.version_id = v.id AND d.active = 1) AS duties,
         (SELECT count(*) FROM duty d WHERE d.version_id = v.id AND d.active = 1 AND d.standard IS NULL) AS without_standard,
         (SELECT group_concat(w.number || ':' || max(w.effective_from, w.approved_on), ' ')
            FROM duty_list_version w WHERE w.list_id = l.id AND w.approved_on IS NOT NULL) AS in_force
    FROM duty_list l
    JOIN duty_list_version v ON v.list_id = l.id
     AND v.number = (SELECT max(w.number) FROM duty_list_version w WHERE w.list_id = l.id);

-- The duties of each list's newest wording. A duty keeps the id it had in the first wording that has it.
CREATE VIEW duty_now AS
  SELECT (SELECT min(e.id) FROM duty e JOIN duty_list_version w ON w.id = e.version_id
           WHERE w.list_id = v.list_id AND e.code = d.code) AS id,
         d.version, d.version_id, d.position, d.code, d.content, d.standard, d.points, d.cycle, d.evidence, d.measure, d.basis,
         d.law_edition, d.basis_mark, d.active, v.list_id, v.number, v.entered_on
    FROM duty d
    JOIN duty_list_version v ON v.id = d.version_id
    JOIN duty_list l ON l.id = v.list_id AND l.retired_on IS NULL
   WHERE v.number = (SELECT max(w.number) FROM duty_list_version w WHERE w.list_id = v.list_id);

-- Signatures with the list and the number of the wording they are for.
CREATE VIEW pledge_now AS
  SELECT p.*, v.list_id, v.number FROM pledge p JOIN duty_list_version v ON v.id = p.version_id;

-- 考核 of one person in one post for one period. What nobody assessed has no row: "not assessed", never full marks.
CREATE TABLE assessment (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  code           TEXT NOT NULL,                 -- KH-2026-0012
  person_id      INTEGER NOT NULL REFERENCES person(id),
  post_id        INTEGER NOT NULL REFERENCES post(id),
  department_id  INTEGER REFERENCES department(id),                           -- where he held the post
  period         TEXT NOT NULL,                 -- 2026-11, 2026-Q3, 2026-H1, 2026
  weight         INTEGER NOT NULL DEFAULT 100 CHECK (weight BETWEEN 1 AND 100),  -- share of this post in the person's result
  assessor_id    INTEGER REFERENCES person(id),
  assessed_on    TEXT CHECK (assessed_on IS date(assessed_on)),               -- NULL: still being scored
  got            INTEGER CHECK (got >= 0),      -- tenths of a point got; NULL: still being scored
  possible       INTEGER CHECK (possible >= 0), -- points of the duties that were due; 0: none was
  score          INTEGER CHECK (score BETWEEN 0 AND 1000),                    -- of a hundred, in tenths as printed; NULL: being scored, or nothing was due
  band           TEXT CHECK (band IN ('excellent', 'pass', 'basic', 'fail')), -- 等次 by the bounds of that day; NULL: being scored, or nothing was due
  veto           TEXT,                          -- 一票否决: why; NULL: none
  reward         TEXT,                          -- 奖惩
  objection      TEXT,                          -- 本人申诉
  objection_on   TEXT CHECK (objection_on IS date(objection_on)),
  answer         TEXT,                          -- 申诉处理
  answered_on    TEXT CHECK (answered_on IS date(answered_on)),
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK ((assessed_on IS NULL) = (got IS NULL)),
  CHECK ((got IS NULL) = (possible IS NULL))
) STRICT;
CREATE UNIQUE INDEX assessment_code ON assessment(code);
CREATE UNIQUE INDEX assessment_once ON assessment(person_id, post_id, period) WHERE retired_on IS NULL;
CREATE INDEX assessment_period ON assessment(period, id);

-- One duty in an assessment: copied from its wording when it was opened, with what the records proposed then. A post that
-- carries several lists is assessed by all of them at once. No row: only a total came in with an imported sheet.
CREATE TABLE assessment_score (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  assessment_id  INTEGER NOT NULL REFERENCES assessment(id),
  entry          TEXT NOT NULL,                 -- KH-2026-0012/R01-1: what a filled-in sheet is matched by
  duty_id        INTEGER NOT NULL REFERENCES duty(id),
  position       INTEGER NOT NULL,
  list           TEXT NOT NULL,                 -- its list and wording: R01 主要负责人（第2版）
  code           TEXT NOT NULL,                 -- R01-1
  content        TEXT NOT NULL,                 -- 职责
  standard       TEXT,                          -- 考核标准
  points         INTEGER NOT NULL CHECK (points BETWEEN 1 AND 1000),          -- 分值
  proposal       TEXT NOT NULL DEFAULT 'none' CHECK (proposal IN ('points', 'not_due', 'none')),
  proposed       INTEGER CHECK (proposed >= 0), -- what the records gave, in tenths of a point; NULL: they could not tell
  trace          TEXT,                          -- the arithmetic of the proposal, or why there is none
  applies        INTEGER NOT NULL DEFAULT 1 CHECK (applies IN (0, 1)),        -- 0: not due in this period, outside the result
  tenths         INTEGER CHECK (tenths BETWEEN 0 AND points * 10),            -- score got; NULL with applies = 1: not scored yet
  reason         TEXT,                          -- why points were taken off, or why not as proposed
  evidence       TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  UNIQUE (assessment_id, duty_id),
  CHECK (applies = 1 OR tenths IS NULL),
  CHECK ((proposal = 'points') = (proposed IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX assessment_score_entry ON assessment_score(entry);

------------------------------------------------------------------------------------------------------------------
-- Records: 五落实五到位
------------------------------------------------------------------------------------------------------------------

-- A round: who looked, when, at what. Its points are copied into `five_five`, so that it prints as it was.
CREATE TABLE five_round (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  code           TEXT NOT NULL,                 -- WL-2026-01
  kind           TEXT NOT NULL CHECK (kind IN ('yearly', 'review', 'special')),  -- 年度正式 季度复核 专项
  edition        TEXT NOT NULL,                 -- edition of the pack it was made with
  from_on        TEXT NOT NULL CHECK (from_on IS date(from_on)),              -- the span it judges
  to_on          TEXT NOT NULL CHECK (to_on IS date(to_on)),
  on_date        TEXT NOT NULL CHECK (on_date IS date(on_date)),              -- day it was made
  leader_id      INTEGER REFERENCES person(id),
  others         TEXT,                          -- 参加人员
  scope          TEXT,                          -- 范围
  finished_on    TEXT CHECK (finished_on IS date(finished_on)),               -- NULL: under way
  signed_by      TEXT,                          -- 主要负责人
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (to_on >= from_on)
) STRICT;
CREATE UNIQUE INDEX five_round_code ON five_round(code);
CREATE INDEX five_round_date ON five_round(on_date, id);

-- One check point in one round: what it asks, what the records proposed, what a person decided.
CREATE TABLE five_five (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  round_id       INTEGER NOT NULL REFERENCES five_round(id),
  position       INTEGER NOT NULL,
  code           TEXT NOT NULL,                 -- L1.1 … D5.4
  clause         TEXT NOT NULL,                 -- L1 … L5, D1 … D5
  clause_title   TEXT NOT NULL,                 -- 落实“党政同责”
  content        TEXT NOT NULL,                 -- 检查内容 as the edition had it
  proofs         TEXT,                          -- 查证资料
  frequency      TEXT,                          -- 频次, in words
  basis          TEXT NOT NULL,                 -- citation as printed
  basis_mark     TEXT NOT NULL CHECK (basis_mark IN ('confirmed', 'unverified')),
  test           TEXT,                          -- what its proposal is worked out from; NULL: asked of a person
  applies        TEXT,                          -- condition over the profile as JSON; NULL: every plant
  asked          TEXT,                          -- why it is asked of a person
  last_verdict   TEXT CHECK (last_verdict IN ('met', 'partly', 'unmet', 'not_applicable', 'data_missing')),  -- of the round before; NULL: not in it
  hard_stop      INTEGER NOT NULL DEFAULT 0 CHECK (hard_stop IN (0, 1)),      -- unmet: the whole round fails
  proposed       TEXT CHECK (proposed IN ('met', 'partly', 'unmet', 'not_applicable', 'data_missing')),  -- NULL: asked of a person
  trace          TEXT,                          -- why so proposed: one sentence a line
  proposed_on    TEXT CHECK (proposed_on IS date(proposed_on)),
  verdict        TEXT CHECK (verdict IN ('met', 'partly', 'unmet', 'not_applicable', 'data_missing')),   -- NULL: not decided yet
  reason         TEXT,                          -- why not as proposed, or why not applicable
  evidence       TEXT,                          -- what was seen
  evidence_on    TEXT CHECK (evidence_on IS date(evidence_on)),
  decided_by     TEXT,
  decided_on     TEXT CHECK (decided_on IS date(decided_on)),
  owner_id       INTEGER REFERENCES person(id), -- who mends the gap
  due_on         TEXT CHECK (due_on IS date(due_on)),
  hazard_id      INTEGER REFERENCES hazard(id), -- the rectification item the gap became
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  UNIQUE (round_id, code),
  CHECK (verdict IS NOT 'not_applicable' OR proposed IS 'not_applicable' OR (reason IS NOT NULL AND reason <> '')),
  CHECK ((verdict IS NULL) = (decided_on IS NULL))
) STRICT;
CREATE INDEX five_five_hazard ON five_five(hazard_id) WHERE hazard_id IS NOT NULL;

------------------------------------------------------------------------------------------------------------------
-- Records: organisation of safety 安全生产组织
------------------------------------------------------------------------------------------------------------------

-- 安委会成员.
CREATE TABLE committee_member (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  person_id      INTEGER NOT NULL REFERENCES person(id),
  role           TEXT NOT NULL CHECK (role IN ('chair', 'deputy_chair', 'member', 'secretary')),  -- 主任 副主任 成员 办公室主任
  stands_for     TEXT CHECK (stands_for IN ('leaders', 'department', 'safety', 'union', 'workers')),  -- 班子 部门车间 安管机构 工会 职工代表
  duty           TEXT,                          -- 分工
  document       TEXT,                          -- 成立或调整文件的文号
  from_on        TEXT NOT NULL CHECK (from_on IS date(from_on)),
  to_on          TEXT CHECK (to_on IS date(to_on)),
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (to_on IS NULL OR to_on >= from_on)
) STRICT;
CREATE INDEX committee_member_person ON committee_member(person_id, from_on);

-- 会议 with its minutes.
CREATE TABLE meeting (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  code           TEXT NOT NULL,                 -- HY-2026-003
  kind           TEXT NOT NULL CHECK (kind IN ('committee', 'safety', 'workshop', 'congress', 'party', 'board', 'performance', 'equipment', 'other')),
  title          TEXT NOT NULL CHECK (title <> ''),
  on_date        TEXT NOT NULL CHECK (on_date IS date(on_date)),
  place          TEXT,
  department_id  INTEGER REFERENCES department(id),                           -- of a workshop's meeting
  chair_id       INTEGER REFERENCES person(id), -- 主持人
  expected       INTEGER CHECK (expected >= 0), -- 应到
  present        INTEGER CHECK (present >= 0),  -- 实到
  attendees      TEXT,                          -- 参加人员 as written, beside meeting_person
  topics         TEXT,                          -- 议题
  earlier        TEXT,                          -- 上次决议落实情况
  minutes        TEXT,                          -- 纪要: 议定情况; NULL: no minutes yet
  minutes_no     TEXT,
  signed_by      TEXT,                          -- 签发
  recorder       TEXT,
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (present IS NULL OR expected IS NULL OR present <= expected)
) STRICT;
CREATE UNIQUE INDEX meeting_code ON meeting(code);
CREATE INDEX meeting_date ON meeting(on_date, id);

-- Who signed in.
CREATE TABLE meeting_person (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  meeting_id INTEGER NOT NULL REFERENCES meeting(id),
  person_id  INTEGER NOT NULL REFERENCES person(id),
  UNIQUE (meeting_id, person_id)
) STRICT;
CREATE INDEX meeting_person_person ON meeting_person(person_id);

-- 议定事项: what a meeting resolved, by whom and when.
CREATE TABLE meeting_action (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  meeting_id     INTEGER NOT NULL REFERENCES meeting(id),
  number         INTEGER NOT NULL CHECK (number > 0),
  content        TEXT NOT NULL CHECK (content <> ''),
  owner_id       INTEGER REFERENCES person(id),
  due_on         TEXT CHECK (due_on IS date(due_on)),
  done_on        TEXT CHECK (done_on IS date(done_on)),
  words          TEXT,                          -- 办结情况
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX meeting_action_number ON meeting_action(meeting_id, number) WHERE retired_on IS NULL;
CREATE INDEX meeting_action_due ON meeting_action(due_on) WHERE done_on IS NULL;

-- 任命: who was appointed to a safety function, by which paper.
CREATE TABLE appointment (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  kind           TEXT NOT NULL CHECK (kind IN ('unit', 'safety_head', 'safety_manager', 'part_time_safety', 'safety_director', 'deputy',
                   'registered_engineer', 'engineer_service', 'fire_manager', 'equipment_director', 'equipment_officer', 'occupational', 'hazard_source', 'other')),
  person_id      INTEGER REFERENCES person(id), -- NULL only for a unit set up or an institution's service
  title          TEXT,                          -- 机构名称, 服务机构, 其他职务
  full_time      INTEGER CHECK (full_time IN (0, 1)),                         -- 专职; NULL: not said
  grade          TEXT,                          -- 注册安全工程师: 级别和专业
  document       TEXT,                          -- 文号 or contract number
  from_on        TEXT NOT NULL CHECK (from_on IS date(from_on)),
  to_on          TEXT CHECK (to_on IS date(to_on)),                           -- last day; of a service the contract's end
  notified_on    TEXT CHECK (notified_on IS date(notified_on)),               -- 任命告知主管部门
  removal_notified_on TEXT CHECK (removal_notified_on IS date(removal_notified_on)),  -- 免职告知主管部门
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (to_on IS NULL OR to_on >= from_on),
  CHECK (person_id IS NOT NULL OR (kind IN ('unit', 'engineer_service') AND title IS NOT NULL AND title <> ''))
) STRICT;
CREATE INDEX appointment_kind ON appointment(kind, from_on);
CREATE INDEX appointment_person ON appointment(person_id);

-- 公示、张贴: what hangs where, from when to when.
CREATE TABLE posting (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  kind           TEXT NOT NULL CHECK (kind IN ('duty_list', 'five_five', 'hazard', 'safety_status', 'risk', 'standardisation', 'reporting', 'occupational', 'other')),
  title          TEXT NOT NULL CHECK (title <> ''),
  place          TEXT NOT NULL CHECK (place <> ''),
  list_id        INTEGER REFERENCES duty_list(id),                            -- of a 责任清单 posting: which; NULL: all
  wording        INTEGER,                       -- number of its wording that hangs there
  from_on        TEXT NOT NULL CHECK (from_on IS date(from_on)),
  to_on          TEXT CHECK (to_on IS date(to_on)),                           -- NULL: still
  photo          TEXT,                          -- 照片: file name or number
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (to_on IS NULL OR to_on >= from_on)
) STRICT;
CREATE INDEX posting_kind ON posting(kind, from_on);

-- 安全承诺公告 of a day. 应急〔2018〕74号.
CREATE TABLE promise (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  on_date        TEXT NOT NULL CHECK (on_date IS date(on_date)),
  units          INTEGER CHECK (units >= 0),    -- 生产装置套数
  running        INTEGER CHECK (running >= 0),
  stopped        INTEGER CHECK (stopped >= 0),
  works          TEXT,                          -- 当日特殊作业: kinds and numbers
  changing       TEXT,                          -- 开停车、试生产、检维修、承包商作业
  conclusion     TEXT NOT NULL CHECK (conclusion <> ''),                      -- 研判结论
  measures       TEXT,                          -- 管控措施
  promised_by_id INTEGER NOT NULL REFERENCES person(id),
  published_at   TEXT CHECK (published_at IS strftime('%Y-%m-%dT%H:%M', published_at)),  -- NULL: not published yet
  carrier        TEXT,                          -- 公告载体
  photo          TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX promise_date ON promise(on_date) WHERE retired_on IS NULL;

-- 文件: rules, plans, budgets, reports that must exist on paper.
CREATE TABLE document (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  kind           TEXT NOT NULL CHECK (kind IN ('responsibility', 'leaders', 'policy', 'procedure', 'reporting', 'assessment', 'training_plan', 'budget',
                   'duty_report', 'board_report', 'performance_report', 'opinion', 'emergency_plan', 'other')),
  number         TEXT,                          -- 文号
  title          TEXT NOT NULL CHECK (title <> ''),
  year           INTEGER CHECK (year BETWEEN 2000 AND 2200),                  -- of a yearly plan, budget or report
  issued_on      TEXT NOT NULL CHECK (issued_on IS date(issued_on)),
  signed_by      TEXT,                          -- 签发
  department_id  INTEGER REFERENCES department(id),                           -- 编制部门
  reviewed_on    TEXT CHECK (reviewed_on IS date(reviewed_on)),               -- last 评审
  expires_on     TEXT CHECK (expires_on IS date(expires_on)),
  place          TEXT,                          -- where it is kept
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE INDEX document_kind ON document(kind, issued_on);

-- 岗位应急处置卡 and 安全风险告知卡.
CREATE TABLE card (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  kind           TEXT NOT NULL CHECK (kind IN ('emergency', 'risk')),         -- 应急处置卡 风险告知卡
  title          TEXT NOT NULL CHECK (title <> ''),
  post_id        INTEGER REFERENCES post(id),
  department_id  INTEGER REFERENCES department(id),
  place          TEXT,
  danger         TEXT NOT NULL CHECK (danger <> ''),                          -- 可能险情 / 主要安全风险
  consequence    TEXT,                          -- 可能引发的事故隐患类别、事故后果
  first          TEXT,                          -- 第一步: 停、断、撤
  second         TEXT,                          -- 第二步: 报
  third          TEXT,                          -- 第三步: 处置
  forbidden      TEXT,                          -- 禁止事项
  measures       TEXT,                          -- 管控措施
  reporting      TEXT,                          -- 报告方式
  phones         TEXT,                          -- 内部联络人员和电话
  issued_on      TEXT NOT NULL CHECK (issued_on IS date(issued_on)),
  handed_on      TEXT CHECK (handed_on IS date(handed_on)),                   -- 发放或上墙
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE INDEX card_post ON card(post_id);

------------------------------------------------------------------------------------------------------------------
-- Records: training and certificates 教育培训、证书
------------------------------------------------------------------------------------------------------------------

-- What a post brings its holder into, as far as training rules ask.
CREATE TABLE post_trait (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  post_id        INTEGER NOT NULL REFERENCES post(id),
  trait          TEXT NOT NULL CHECK (trait IN ('confined_space', 'dust', 'exposed', 'rescue', 'hazardous_process', 'fire_duty', 'equipment', 'occupational')),
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX post_trait_pair ON post_trait(post_id, trait) WHERE retired_on IS NULL;

-- Which certificate a post asks of its holder.
CREATE TABLE post_certificate (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  post_id        INTEGER NOT NULL REFERENCES post(id),
  kind           TEXT NOT NULL,                 -- id of the kind in the pack: ct.electric_low
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE UNIQUE INDEX post_certificate_pair ON post_certificate(post_id, kind) WHERE retired_on IS NULL;

-- 年度培训计划: what is to be taught to whom and when. Sessions are made from it.
CREATE TABLE training_plan (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  year           INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2200),
  title          TEXT NOT NULL CHECK (title <> ''),
  topics         TEXT NOT NULL DEFAULT 'other', -- codes of domain::training::Topic, blank-separated
  level          TEXT CHECK (level IN ('plant', 'workshop', 'team')),
  audience       TEXT,                          -- 培训对象, in words
  department_id  INTEGER REFERENCES department(id),
  post_id        INTEGER REFERENCES post(id),
  hours          INTEGER CHECK (hours > 0),     -- 学时 in hundredths
  month          INTEGER CHECK (month BETWEEN 1 AND 12),
  planned_on     TEXT CHECK (planned_on IS date(planned_on)),
  trainer        TEXT,
  cost_fen       INTEGER CHECK (cost_fen >= 0),
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT
) STRICT;
CREATE INDEX training_plan_year ON training_plan(year, month);

-- 培训班: one session, 一期一档. 安全生产法 28: 时间、内容、参加人员、考核结果.
CREATE TABLE training_session (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  code           TEXT NOT NULL,                 -- PX-2026-0012
  plan_id        INTEGER REFERENCES training_plan(id),
  title          TEXT NOT NULL CHECK (title <> ''),                           -- 培训内容
  topics         TEXT NOT NULL DEFAULT 'other', -- codes of domain::training::Topic, blank-separated
  level          TEXT CHECK (level IN ('plant', 'workshop', 'team')),         -- of the three-level education
  from_on        TEXT NOT NULL CHECK (from_on IS date(from_on)),
  on_date        TEXT NOT NULL CHECK (on_date IS date(on_date)),              -- last day: the day it counts on
  hours          INTEGER CHECK (hours > 0),     -- 学时 given as such, in hundredths; else minutes
  minutes        INTEGER CHECK (minutes > 0),
  unit           INTEGER NOT NULL DEFAULT 45 CHECK (unit BETWEEN 40 AND 60),  -- minutes to one 学时 on that day
  post_id        INTEGER REFERENCES post(id),   -- the post it prepares for, where it does for one only
  department_id  INTEGER REFERENCES department(id),                           -- 组织部门
  trainer        TEXT,                          -- 授课人
  institution    TEXT,                          -- 委托机构; NULL: own
  place          TEXT,
  mode           TEXT NOT NULL DEFAULT 'onsite' CHECK (mode IN ('onsite', 'online', 'practice', 'outside')),  -- 面授 线上 实操 外培
  materials      TEXT,                          -- 教材课件
  exam           TEXT CHECK (exam IN ('paper', 'oral', 'practice', 'none')),  -- 笔试 口试 实操 不考核; NULL: not said
  pass_mark      INTEGER CHECK (pass_mark BETWEEN 0 AND 1000),                -- 及格分 in tenths
  evaluation     TEXT,                          -- 效果评价
  evidence       TEXT,                          -- 签到表、试卷、影像 and where they are kept
  cost_fen       INTEGER CHECK (cost_fen >= 0),
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (on_date >= from_on),
  CHECK (hours IS NOT NULL OR minutes IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX training_session_code ON training_session(code);
CREATE INDEX training_session_date ON training_session(on_date, id);

-- 培训记录: one person in one session.
CREATE TABLE training (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  session_id     INTEGER NOT NULL REFERENCES training_session(id),
  person_id      INTEGER NOT NULL REFERENCES person(id),
  attended       INTEGER NOT NULL DEFAULT 1 CHECK (attended IN (0, 1)),       -- 0: 缺席
  score          INTEGER CHECK (score BETWEEN 0 AND 1000),                    -- 成绩 in tenths
  passed         INTEGER CHECK (passed IN (0, 1)),                            -- 考核合格; NULL: no result yet. Without a pass nothing counts
  resit_on       TEXT CHECK (resit_on IS date(resit_on)),                     -- 补考
  resit_score    INTEGER CHECK (resit_score BETWEEN 0 AND 1000),
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (attended = 1 OR passed IS NOT 1)
) STRICT;
CREATE UNIQUE INDEX training_once ON training(session_id, person_id) WHERE retired_on IS NULL;
CREATE INDEX training_person ON training(person_id, session_id);

-- 四新: a new process, technology, material or equipment, and from when it is used. 安全生产法 29.
CREATE TABLE novelty (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  version        INTEGER NOT NULL DEFAULT 1,
  title          TEXT NOT NULL CHECK (title <> ''),
  kind           TEXT NOT NULL CHECK (kind IN ('process', 'technology', 'material', 'equipment')),
  in_use_on      TEXT NOT NULL CHECK (in_use_on IS date(in_use_on)),          -- 投用日期
  department_id  INTEGER REFERENCES department(id),
  post_id        INTEGER REFERENCES post(id),   -- whose holders work with it; NULL: everybody of the department
  session_id     INTEGER REFERENCES training_session(id),                     -- the training made for it
  note           TEXT,
  entered_on     TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  retired_on     TEXT CHECK (retired_on IS date(retired_on)),
  retired_reason TEXT,
  CHECK (department_id IS NOT NULL OR post_id IS NOT NULL)
) STRICT;
CREATE INDEX novelty_in_use ON novelty(in_use_on);

-- 证书.
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
CREATE INDEX certificate_person ON certificate(person_id, kind);
CREATE INDEX certificate_expires ON certificate(expires_on);
CREATE UNIQUE INDEX certificate_once ON certificate(person_id, kind, issued_on) WHERE issued_on IS NOT NULL AND retired_on IS NULL;

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
