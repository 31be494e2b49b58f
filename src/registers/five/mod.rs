//! 五落实五到位: rounds and their check points.
//!
//! Opening a round copies every point of the edition, so that it reads the same ever after. The records' proposal stands
//! beside what a person decides; a decision is never changed by records that change later, only flagged.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::five::decide::Standing;
use crate::domain::five::score::{Score, Scored};
use crate::domain::five::{RoundKind, Verdict};
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::knowledge::instrument::Mark;
use crate::store::{Condition, Direction, Query, Relation, Row, Store};

use super::{Column, Doors, Kind, Register, no_check, save};

mod again;
mod decide;
pub mod duty;
mod open;
mod snapshot;
#[cfg(test)]
pub(crate) mod tests;

pub use again::{Again, notes, of_round as again};
pub use decide::{Done, Typed, confirm, finish, judge};
pub use open::{Opening, open, open_with, propose_again};
pub use snapshot::read as snapshot;

crate::codes! {
    /// Whether a round is done, as its list shows.
    pub enum RoundState {
        Open = "open" "进行中",
        Finished = "finished" "已办结",
    }
}

/// 五落实五到位轮次.
pub static FIVE_ROUND: Register = Register {
    key: "five_round",
    title: "五落实五到位轮次",
    what: "每一轮五落实五到位自查：谁、何时、查哪段时间；用 five 命令或五落实五到位页办理",
    relation: Relation {
        table: "five_round",
        columns: &[
            "code",
            "kind",
            "edition",
            "from_on",
            "to_on",
            "on_date",
            "leader_id",
            "others",
            "scope",
            "finished_on",
            "signed_by",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("code", "编号", Kind::Code).shown_only().width(12),
        Column::new("kind", "种类", Kind::Choice(RoundKind::CHOICES)).shown_only().width(8),
        Column::new("from_on", "起始日期", Kind::Date).shown_only().width(12),
        Column::new("to_on", "截止日期", Kind::Date).shown_only().width(12),
        Column::new("on_date", "开始自查", Kind::Date).shown_only().width(12),
        Column::reference("leader", "组长", "person", "leader_id").width(10).synonyms(&["牵头人"]),
        Column::new("others", "参加人员", Kind::Line),
        Column::new("scope", "范围", Kind::Line).width(16),
        Column::derived("state", "状态", Kind::Choice(RoundState::CHOICES), |row, _| {
            let finished = !row.get("finished_on").is_null();
            if finished { RoundState::Finished } else { RoundState::Open }.code().into()
        })
        .width(8),
        Column::new("finished_on", "办结日期", Kind::Date).shown_only(),
        Column::new("signed_by", "签字", Kind::Line).shown_only(),
        Column::new("edition", "检查要点版本", Kind::Code).shown_only(),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["code"],
    label: "code",
    own_date: Some("on_date"),
    order: ("on_date", Direction::Down),
    doors: Doors { add: false, set: true, retire: true, import: false },
    check: |draft, _, _| {
        if draft.get("finished_on").is_null() {
            return Vec::new();
        }
        vec![crate::domain::problem::Problem::record("这一轮已办结，不能再改；办结有误可以撤销（undo）")]
    },
    write: save::write,
};

/// 五落实五到位检查要点.
pub static FIVE_FIVE: Register = Register {
    key: "five_five",
    title: "五落实五到位检查要点",
    what: "每一轮的每个检查要点：记录怎么建议、人怎么认定、缺口由谁何时补；用 five 命令或五落实五到位页认定",
    relation: Relation {
        table: "five_five",
        columns: &[
            "round_id",
            "position",
            "code",
            "clause",
            "clause_title",
            "content",
            "proofs",
            "frequency",
            "basis",
            "basis_mark",
            "test",
            "applies",
            "asked",
            "last_verdict",
            "hard_stop",
            "proposed",
            "trace",
            "proposed_on",
            "verdict",
            "reason",
            "evidence",
            "evidence_on",
            "decided_by",
            "decided_on",
            "owner_id",
            "due_on",
            "hazard_id",
        ],
        retires: false,
        versioned: true,
    },
    columns: &[
        Column::reference("round", "轮次", "five_round", "round_id").shown_only().width(12),
        Column::new("code", "编码", Kind::Code).shown_only().width(6).synonyms(&["要点"]),
        Column::new("clause", "条款", Kind::Code).shown_only().width(6),
        Column::new("clause_title", "条款名称", Kind::Line).shown_only(),
        Column::new("content", "检查内容", Kind::Line).shown_only().width(30),
        Column::new("verdict", "认定", Kind::Choice(Verdict::CHOICES)).shown_only().width(8),
        Column::new("proposed", "记录建议", Kind::Choice(Verdict::CHOICES)).shown_only().width(8),
        Column::new("last_verdict", "上轮认定", Kind::Choice(Verdict::CHOICES)).shown_only().width(8),
        Column::derived("changed", "事后变化", Kind::Flag, |row, context| {
            context.lookups.note(row.id).map_or(Value::Null, |note| note.starts_with('1').into())
        }),
        Column::derived("now", "现在的建议", Kind::Choice(Verdict::CHOICES), |row, context| {
            let now = context.lookups.note(row.id).and_then(|note| note.split_once(' '));
            now.and_then(|(_, code)| Verdict::from_code(code)).map(Verdict::code).into()
        }),
        Column::new("reason", "原因", Kind::Note).shown_only(),
        Column::new("evidence", "证据", Kind::Note).shown_only(),
        Column::new("evidence_on", "证据日期", Kind::Date).shown_only(),
        Column::reference("owner", "整改责任人", "person", "owner_id").shown_only().width(10),
        Column::new("due_on", "整改期限", Kind::Date).shown_only().width(12),
        Column::reference("hazard", "整改项", "hazard", "hazard_id").shown_only(),
        Column::new("trace", "建议的理由", Kind::Note).shown_only(),
        Column::new("proposed_on", "建议日期", Kind::Date).shown_only(),
        Column::new("asked", "由人认定的原因", Kind::Line).shown_only(),
        Column::new("decided_by", "认定人", Kind::Line).shown_only(),
        Column::new("decided_on", "认定日期", Kind::Date).shown_only(),
        Column::new("hard_stop", "一票否决", Kind::Flag).shown_only(),
        Column::new("proofs", "查证资料", Kind::Line).shown_only(),
        Column::new("frequency", "频次", Kind::Line).shown_only(),
        Column::new("basis", "依据", Kind::Line).shown_only(),
        Column::new("basis_mark", "依据核对", Kind::Choice(Mark::CHOICES)).shown_only(),
        Column::new("position", "次序", Kind::Whole(0, 999)).shown_only(),
    ],
    identity: &[],
    label: "code",
    own_date: None,
    order: ("id", Direction::Up),
    doors: Doors::READ,
    check: no_check,
    write: save::write,
};

/// One round with its points, as stored.
#[derive(Clone, Debug)]
pub struct Round {
    /// The round's row.
    pub row: Row,
    /// Its points, in order.
    pub points: Vec<Row>,
}

/// A verdict of a row.
#[must_use]
pub fn verdict(row: &Row, column: &str) -> Option<Verdict> {
    row.get(column).as_text().and_then(Verdict::from_code)
}

fn text(row: &Row, column: &str) -> String {
    row.get(column).as_text().unwrap_or_default().to_owned()
}

/// A point as the rules of deciding see it.
#[must_use]
pub fn standing(row: &Row) -> Standing {
    Standing {
        code: text(row, "code"),
        proposed: verdict(row, "proposed"),
        trace: text(row, "trace"),
        verdict: verdict(row, "verdict"),
        owner: row.get("owner_id").as_int(),
        due_on: row.get("due_on").as_date(),
    }
}

impl Round {
    /// Number of the round.
    #[must_use]
    pub fn code(&self) -> String {
        text(&self.row, "code")
    }

    /// Whether it is finished.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        !self.row.get("finished_on").is_null()
    }

    /// First and last day it judges.
    #[must_use]
    pub fn span(&self) -> (NaiveDate, NaiveDate) {
        let day = |column: &str| self.row.get(column).as_date().unwrap_or_default();
        (day("from_on"), day("to_on"))
    }

    /// Its score.
    #[must_use]
    pub fn score(&self) -> Score {
        let points: Vec<Scored> = self
            .points
            .iter()
            .map(|row| Scored {
                clause: text(row, "clause"),
                code: text(row, "code"),
                verdict: standing(row).counts_as(),
                hard_stop: row.get("hard_stop").as_int() == Some(1),
            })
            .collect();
        Score::of(&points)
    }

    /// Codes of the points nobody decided.
    #[must_use]
    pub fn undecided(&self) -> Vec<String> {
        self.points.iter().filter(|row| row.get("verdict").is_null()).map(|row| text(row, "code")).collect()
    }

    /// The point with this code, as typed: `L4.1`, `l4.1`, `ff.L4.1`.
    ///
    /// # Errors
    /// [`crate::error::Kind::Input`] when the round has none.
    pub fn point(&self, code: &str) -> Result<&Row> {
        let typed = crate::domain::fold::to_half_width(&crate::domain::fold::clean_line(code));
        let typed = typed.strip_prefix("ff.").unwrap_or(&typed);
        self.points.iter().find(|row| text(row, "code").eq_ignore_ascii_case(typed)).ok_or_else(|| {
            let known: Vec<String> = self.points.iter().map(|row| text(row, "code")).collect();
            Error::input(format!("{}没有检查要点“{typed}”", self.code())).hint(format!("有：{}", known.join(" ")))
        })
    }

    /// Titles of its clauses, by code.
    #[must_use]
    pub fn clause_titles(&self) -> BTreeMap<String, String> {
        self.points.iter().map(|row| (text(row, "clause"), text(row, "clause_title"))).collect()
    }
}

fn points_of(store: &Store, round: i64) -> Result<Vec<Row>> {
    let conditions = vec![Condition::Is("round_id", round.into())];
    store.rows(&FIVE_FIVE.relation, &Query { conditions, order: Some(("position", Direction::Up)), ..Query::default() })
}

/// The round with this row id.
///
/// # Errors
/// When there is none, or the file cannot be read.
pub fn round(store: &Store, id: i64) -> Result<Round> {
    let row = store.row(&FIVE_ROUND.relation, id)?.ok_or_else(|| Error::input("没有这一轮五落实五到位"))?;
    Ok(Round { points: points_of(store, id)?, row })
}

/// Rows of all rounds begun by a day, newest first; retired ones left out.
///
/// # Errors
/// When the file cannot be read.
pub fn rounds(store: &Store, until: NaiveDate) -> Result<Vec<Row>> {
    let conditions = vec![Condition::AtMost("on_date", until.into())];
    let order = Some(("on_date", Direction::Down));
    store.rows(&FIVE_ROUND.relation, &Query { conditions, order, ..Query::default() })
}

/// The newest round begun by a day, finished or not: the one `status` and 首页 count.
///
/// # Errors
/// When the file cannot be read.
pub fn latest(store: &Store, until: NaiveDate) -> Result<Option<Round>> {
    rounds(store, until)?.first().map(|row| round(store, row.id)).transpose()
}

/// Whether a round has a list of notes on its rows: only 检查要点 has.
pub(super) fn enrich(register: &Register, store: &Store) -> Result<BTreeMap<i64, String>> {
    if register.key == FIVE_FIVE.key { notes(store) } else { Ok(BTreeMap::new()) }
}
