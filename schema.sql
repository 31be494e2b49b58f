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
  role           TEXT NOT NULL DEFAULT 'worker' CHECK (role IN ('principal', 'deputy', 'safety_head', 'safety_manager',
                   'part_time_safety', 'workshop_head', 'team_leader', 'worker', 'other')),
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
                    'season', 'holiday', 'restart', 'contractor', 'patrol', 'firepatrol', 'analogy', 'employee', 'authority', 'other')),
  inspection_id   INTEGER REFERENCES inspection(id),
  checklist_item  TEXT,                         -- item code it failed; NULL: on no list
  found_on        TEXT NOT NULL CHECK (found_on IS date(found_on)),
  found_by_id     INTEGER REFERENCES person(id),
  basis           TEXT,                         -- 判定依据
  recurs_id       INTEGER REFERENCES hazard(id),                              -- 复发: the hazard it repeats
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
