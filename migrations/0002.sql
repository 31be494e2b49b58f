-- Version 1 → 2: major hazards' files, accidents, orders of authorities; submissions with states, hashes of layouts and packs.
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

ALTER TABLE submission RENAME TO submission_v1;
DROP INDEX submission_date;
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
INSERT INTO submission (id, version, kind, period, number, state, finalised_on, recipient, submitted_on, signed_by, channel,
    receipt, late_reason, facts, facts_sha256, chain_head, entered_on, retired_on, retired_reason)
  SELECT id, version, kind, period, number, 'submitted', submitted_on, recipient, submitted_on, signed_by, channel,
    receipt, late_reason, facts, facts_sha256, chain_head, entered_on, retired_on, retired_reason FROM submission_v1;
-- A row number is never given twice, though the last rows were undone.
DELETE FROM sqlite_sequence WHERE name = 'submission';
INSERT INTO sqlite_sequence (name, seq) SELECT 'submission', seq FROM sqlite_sequence WHERE name = 'submission_v1';
DROP TABLE submission_v1;

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
