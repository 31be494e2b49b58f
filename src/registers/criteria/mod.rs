//! 重大事故隐患自判: rounds and their criteria.
//!
//! Opening a round copies the criteria of the chosen categories, so that it reads the same ever after. The records' proposal
//! stands beside what a person decides. A yes opens a major hazard at once, or is linked to the one that is still open; a
//! decision is never changed by records that change later, only flagged.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::criteria::decide::Standing;
use crate::domain::criteria::{Counts, Verdict};
use crate::domain::obligation::records::{Done as Deed, RecordRef};
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::knowledge::criteria::ID_PREFIX;
use crate::knowledge::instrument::Mark;
use crate::registers::five::RoundState;
use crate::store::{Condition, Direction, Query, Relation, Row, Store};

use super::{Column, Doors, Kind, Register, no_check, save};

mod again;
mod decide;
mod open;
mod snapshot;
#[cfg(test)]
pub(crate) mod tests;

pub use again::{Again, notes, of_round as again};
pub use decide::{Fixes, Judged, Typed, confirm, confirmable, finish, going, judge};
pub use open::{Opening, default_categories, open, open_with, propose_again};

/// 重大隐患自判轮次.
pub static CRITERIA_ROUND: Register = Register {
    key: "criteria_round",
    title: "重大隐患自判轮次",
    what: "每一轮对照重大事故隐患判定标准的自判：谁、何时、哪些类别；用 criteria 命令或自判页办理",
    relation: Relation {
        table: "criteria_round",
        columns: &[
            "code",
            "edition",
            "categories",
            "months",
            "note_on_order",
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
        Column::new("on_date", "开始自判", Kind::Date).shown_only().width(12),
        Column::reference("leader", "组长", "person", "leader_id").width(10).synonyms(&["牵头人"]),
        Column::new("others", "参加人员", Kind::Line),
        Column::new("scope", "范围", Kind::Line).width(16),
        Column::derived("state", "状态", Kind::Choice(RoundState::CHOICES), |row, _| {
            let finished = !row.get("finished_on").is_null();
            if finished { RoundState::Finished } else { RoundState::Open }.code().into()
        })
        .width(8),
        Column::new("finished_on", "办结日期", Kind::Date).shown_only().width(12),
        Column::new("signed_by", "签字", Kind::Line).shown_only().width(10),
        Column::new("categories", "类别", Kind::Line).shown_only(),
        Column::new("months", "检查结果有效月数", Kind::Whole(1, 120)).shown_only(),
        Column::new("edition", "判定标准版本", Kind::Code).shown_only(),
        Column::new("note_on_order", "判定标准说明", Kind::Note).shown_only(),
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
        vec![Problem::record("这一轮已办结，不能再改；办结有误可以撤销（undo）")]
    },
    write: save::write,
};

/// 重大隐患自判项.
pub static CRITERION: Register = Register {
    key: "criterion",
    title: "重大隐患自判项",
    what: "每一轮的每个判定项：记录怎么建议、人怎么认定、开出的重大隐患；用 criteria 命令或自判页认定",
    relation: Relation {
        table: "criterion",
        columns: &[
            "round_id",
            "position",
            "code",
            "category",
            "category_title",
            "content",
            "basis",
            "basis_mark",
            "judging",
            "applies",
            "asked",
            "field",
            "kind",
            "last_verdict",
            "proposed",
            "trace",
            "proposed_on",
            "verdict",
            "reason",
            "evidence",
            "evidence_on",
            "decided_by",
            "decided_on",
            "hazard_id",
            "note",
        ],
        retires: false,
        versioned: true,
    },
    columns: &[
        Column::reference("round", "轮次", "criteria_round", "round_id").shown_only().width(12),
        Column::new("code", "编码", Kind::Code).shown_only().width(8).synonyms(&["判定项"]),
        Column::new("category", "类别", Kind::Code).shown_only(),
        Column::new("category_title", "类别名称", Kind::Line).shown_only().width(10),
        Column::new("content", "判定情形", Kind::Line).shown_only().width(30),
        Column::new("verdict", "认定", Kind::Choice(Verdict::CHOICES)).shown_only().width(8),
        Column::derived("how", "判定方式", Kind::Choice(How::CHOICES), |row, _| how(row).code().into()).width(8),
        Column::new("proposed", "记录建议", Kind::Choice(Verdict::CHOICES)).shown_only().width(8),
        Column::new("last_verdict", "上轮认定", Kind::Choice(Verdict::CHOICES)).shown_only().width(8),
        Column::derived("changed", "事后变化", Kind::Flag, |row, context| {
            context.lookups.note(row.id).map_or(Value::Null, |note| note.starts_with('1').into())
        }),
        Column::derived("now", "现在的建议", Kind::Choice(Verdict::CHOICES), |row, context| {
            let now = context.lookups.note(row.id).and_then(|note| note.split_once(' '));
            now.and_then(|(_, code)| Verdict::from_code(code)).map(Verdict::code).into()
        }),
        Column::reference("hazard", "重大隐患", "hazard", "hazard_id").shown_only().width(14),
        Column::new("reason", "原因", Kind::Note).shown_only(),
        Column::new("evidence", "证据", Kind::Note).shown_only(),
        Column::new("evidence_on", "证据日期", Kind::Date).shown_only(),
        Column::new("trace", "建议的理由", Kind::Note).shown_only(),
        Column::new("proposed_on", "建议日期", Kind::Date).shown_only(),
        Column::new("asked", "由人认定的原因", Kind::Line).shown_only(),
        Column::new("decided_by", "认定人", Kind::Line).shown_only(),
        Column::new("decided_on", "认定日期", Kind::Date).shown_only(),
        Column::new("basis", "依据", Kind::Line).shown_only(),
        Column::new("basis_mark", "依据核对", Kind::Choice(Mark::CHOICES)).shown_only(),
        Column::new("note", "说明", Kind::Line).shown_only(),
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

crate::codes! {
    /// Whether records answer a criterion or a person is asked.
    pub enum How {
        Computed = "computed" "按记录",
        Asked = "asked" "由人认定",
    }
}

/// How a stored criterion is judged.
#[must_use]
pub fn how(row: &Row) -> How {
    if row.get("judging").is_null() { How::Asked } else { How::Computed }
}

/// One round with its criteria, as stored.
#[derive(Clone, Debug)]
pub struct Round {
    /// The round's row.
    pub row: Row,
    /// Its criteria, in order.
    pub items: Vec<Row>,
}

/// A verdict of a row.
#[must_use]
pub fn verdict(row: &Row, column: &str) -> Option<Verdict> {
    row.get(column).as_text().and_then(Verdict::from_code)
}

fn text(row: &Row, column: &str) -> String {
    row.get(column).as_text().unwrap_or_default().to_owned()
}

/// A criterion as the rules of deciding see it.
#[must_use]
pub fn standing(row: &Row) -> Standing {
    Standing { code: text(row, "code"), proposed: verdict(row, "proposed"), verdict: verdict(row, "verdict") }
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

    /// Months after which a result of a checklist must be looked at again.
    #[must_use]
    pub fn months(&self) -> u32 {
        self.row.get("months").as_int().and_then(|it| u32::try_from(it).ok()).unwrap_or(12)
    }

    /// What its criteria come to.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(self.items.iter().map(|row| standing(row).counts_as()))
    }

    /// Code, title and counts of every category, in order.
    #[must_use]
    pub fn categories(&self) -> Vec<(String, String, Counts)> {
        let mut all: Vec<(String, String, Counts)> = Vec::new();
        for row in &self.items {
            let code = text(row, "category");
            if !all.iter().any(|(known, ..)| *known == code) {
                let own = self.items.iter().filter(|it| text(it, "category") == code);
                let counts = Counts::of(own.map(|it| standing(it).counts_as()));
                all.push((code, text(row, "category_title"), counts));
            }
        }
        all
    }

    /// Codes of the criteria nobody decided.
    #[must_use]
    pub fn undecided(&self) -> Vec<String> {
        self.items.iter().filter(|row| row.get("verdict").is_null()).map(|row| text(row, "code")).collect()
    }

    /// The criterion with this code, as typed: `10-11-3`, `11-3`, `mh.10-11-3`.
    ///
    /// # Errors
    /// [`crate::error::Kind::Input`] when the round has none.
    pub fn item(&self, code: &str) -> Result<&Row> {
        let typed = crate::domain::fold::to_half_width(&crate::domain::fold::clean_line(code));
        let typed = typed.strip_prefix(ID_PREFIX).unwrap_or(&typed);
        let is = |row: &&Row| {
            let own = text(row, "code");
            own == typed || own.split_once('-').is_some_and(|(_, short)| short == typed)
        };
        self.items.iter().find(is).ok_or_else(|| {
            let known: Vec<String> = self.items.iter().map(|row| text(row, "code")).collect();
            Error::input(format!("{}没有判定项“{typed}”", self.code())).hint(format!("有：{}", known.join(" ")))
        })
    }
}

/// The round with this row id.
///
/// # Errors
/// When there is none, or the file cannot be read.
pub fn round(store: &Store, id: i64) -> Result<Round> {
    let row = store.row(&CRITERIA_ROUND.relation, id)?.ok_or_else(|| Error::input("没有这一轮自判"))?;
    let conditions = vec![Condition::Is("round_id", id.into())];
    let query = Query { conditions, order: Some(("position", Direction::Up)), ..Query::default() };
    Ok(Round { items: store.rows(&CRITERION.relation, &query)?, row })
}

/// Rows of all rounds begun by a day, newest first; retired ones left out.
///
/// # Errors
/// When the file cannot be read.
pub fn rounds(store: &Store, until: NaiveDate) -> Result<Vec<Row>> {
    let conditions = vec![Condition::AtMost("on_date", until.into())];
    let order = Some(("on_date", Direction::Down));
    store.rows(&CRITERIA_ROUND.relation, &Query { conditions, order, ..Query::default() })
}

/// The newest round begun by a day, finished or not.
///
/// # Errors
/// When the file cannot be read.
pub fn latest(store: &Store, until: NaiveDate) -> Result<Option<Round>> {
    rounds(store, until)?.first().map(|row| round(store, row.id)).transpose()
}

/// Rounds made, as the yearly duty asks for them (MH01).
///
/// # Errors
/// When the file cannot be read.
pub fn done(store: &Store) -> Result<Vec<Deed>> {
    let rows = store.rows(&CRITERIA_ROUND.relation, &Query::default())?;
    let deed = |row: &Row| {
        let finished = row.get("finished_on").as_date();
        Some(Deed {
            kind: "criteria_round",
            on: finished.or_else(|| row.get("on_date").as_date())?,
            record: RecordRef { register: "criteria_round", id: row.id },
            what: format!("重大事故隐患自判 {}", text(row, "code")),
            unfit: finished.is_none().then(|| "还没有办结".to_owned()),
        })
    };
    Ok(rows.iter().filter_map(deed).collect())
}

/// Notes of the rows of a register: only 自判项 have any.
pub(super) fn enrich(register: &Register, store: &Store) -> Result<BTreeMap<i64, String>> {
    if register.key == CRITERION.key { notes(store) } else { Ok(BTreeMap::new()) }
}
