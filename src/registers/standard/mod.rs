//! 安全生产标准化: self-assessment rounds and their items, scoring standards of the plant's own, certificates.
//!
//! Opening a round copies every item of the edition with its points and the way it scores, so that it reads the same ever
//! after, whatever edition comes next. What nobody scored is not scored: neither nought nor full marks.

use chrono::NaiveDate;

use crate::domain::standardisation::{self as rules, Forecast, Mark as Said, RoundKind, Score, Scored, Scoring};
use crate::error::{Error, Result};
use crate::knowledge::instrument::Mark;
use crate::store::{Condition, Direction, Query, Relation, Row, Store};

use super::{Column, Doors, Kind, Register, no_check, save};

mod certificate;
pub mod duty;
mod edition;
mod finish;
mod mark;
mod open;
mod revocation;
#[cfg(test)]
pub(crate) mod tests;

pub use certificate::{Certificate, STANDARD_ANSWER, STANDARDISATION, current};
pub use edition::{Installed, STANDARD_EDITION, editions, install, named};
pub use finish::{Done, finish};
pub use mark::{Entry, Typed, score};
pub use open::{Opening, open};
pub use revocation::{facts as revocation_facts, judged as revocation};

crate::codes! {
    /// Whether a round is done, as its list shows.
    pub enum RoundState {
        Open = "open" "进行中",
        Finished = "finished" "已办结",
    }
}

/// 标准化自评轮次.
pub static STANDARD_ROUND: Register = Register {
    key: "standard_round",
    title: "标准化自评轮次",
    what: "每一轮安全生产标准化自评：谁、何时、按哪个版本；用 standard 命令或标准化页办理",
    relation: Relation {
        table: "standard_round",
        columns: &[
            "code",
            "kind",
            "edition_code",
            "edition",
            "edition_title",
            "edition_note",
            "scoring",
            "full_points",
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
        Column::new("edition", "版本", Kind::Line).shown_only().width(18),
        Column::new("from_on", "起始日期", Kind::Date).shown_only(),
        Column::new("to_on", "截止日期", Kind::Date).shown_only().width(12),
        Column::new("on_date", "开始自评", Kind::Date).shown_only().width(12),
        Column::reference("leader", "组长", "person", "leader_id").width(10).synonyms(&["牵头人"]),
        Column::new("others", "成员", Kind::Line).help("含员工代表"),
        Column::new("scope", "范围", Kind::Line).width(12),
        Column::derived("state", "状态", Kind::Choice(RoundState::CHOICES), |row, _| {
            let finished = !row.get("finished_on").is_null();
            if finished { RoundState::Finished } else { RoundState::Open }.code().into()
        })
        .width(8),
        Column::new("finished_on", "办结日期", Kind::Date).shown_only(),
        Column::new("signed_by", "签字", Kind::Line).shown_only(),
        Column::new("edition_code", "评定标准", Kind::Code).shown_only(),
        Column::new("edition_title", "评定标准名称", Kind::Line).shown_only(),
        Column::new("full_points", "满分", Kind::Decimal(1)).shown_only(),
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

/// 标准化评分.
pub static STANDARD_SCORE: Register = Register {
    key: "standard_score",
    title: "标准化自评评分",
    what: "每一轮的每个评分项：得分、不参评、扣分原因、证据和整改；用 standard 命令或标准化页评分",
    relation: Relation {
        table: "standard_score",
        columns: &[
            "round_id",
            "position",
            "code",
            "chapter",
            "chapter_title",
            "element",
            "element_title",
            "content",
            "standard",
            "rule",
            "points",
            "basis",
            "basis_mark",
            "veto",
            "got",
            "special",
            "not_applicable",
            "stands",
            "reason",
            "evidence",
            "owner_id",
            "due_on",
            "scored_by",
            "scored_on",
            "last_got",
            "last_not_applicable",
            "hazard_id",
        ],
        retires: false,
        versioned: true,
    },
    columns: &[
        Column::reference("round", "轮次", "standard_round", "round_id").shown_only().width(12),
        Column::new("code", "编号", Kind::Code).shown_only().width(9).synonyms(&["评分项"]),
        Column::new("element", "要素", Kind::Code).shown_only().width(7),
        Column::new("element_title", "要素名称", Kind::Line).shown_only().width(12),
        Column::new("content", "评定内容", Kind::Line).shown_only().width(20),
        Column::new("points", "标准分", Kind::Decimal(1)).shown_only().width(6),
        Column::new("got", "得分", Kind::Decimal(1)).shown_only().width(6),
        Column::new("special", "特别扣分", Kind::Decimal(1)).shown_only(),
        Column::new("not_applicable", "不参评", Kind::Flag).shown_only().width(6),
        Column::new("last_got", "上轮得分", Kind::Decimal(1)).shown_only().width(8),
        Column::new("last_not_applicable", "上轮不参评", Kind::Flag).shown_only(),
        Column::new("reason", "扣分原因", Kind::Note).shown_only().width(24),
        Column::new("evidence", "证据", Kind::Note).shown_only(),
        Column::reference("owner", "整改责任人", "person", "owner_id").shown_only().width(10),
        Column::new("due_on", "整改期限", Kind::Date).shown_only().width(12),
        Column::reference("hazard", "整改项", "hazard", "hazard_id").shown_only(),
        Column::new("standard", "达标标准", Kind::Note).shown_only(),
        Column::new("rule", "扣分办法", Kind::Note).shown_only(),
        Column::new("basis", "依据", Kind::Line).shown_only(),
        Column::new("basis_mark", "依据核对", Kind::Choice(Mark::CHOICES)).shown_only(),
        Column::new("veto", "否决项", Kind::Flag).shown_only(),
        Column::new("stands", "否决成立", Kind::Flag).shown_only(),
        Column::new("scored_by", "评分人", Kind::Line).shown_only(),
        Column::new("scored_on", "评分日期", Kind::Date).shown_only(),
        Column::new("chapter", "一级要素", Kind::Code).shown_only(),
        Column::new("chapter_title", "一级要素名称", Kind::Line).shown_only(),
        Column::new("position", "次序", Kind::Whole(0, 99_999)).shown_only(),
    ],
    identity: &[],
    label: "code",
    own_date: None,
    order: ("id", Direction::Up),
    doors: Doors::READ,
    check: no_check,
    write: save::write,
};

/// One round with its items, as stored.
#[derive(Clone, Debug)]
pub struct Round {
    /// The round's row.
    pub row: Row,
    /// Its items, in order; veto items last.
    pub items: Vec<Row>,
    /// How it scores, as it was when the round was opened.
    pub scoring: Scoring,
}

pub(super) fn text(row: &Row, column: &str) -> String {
    row.get(column).as_text().unwrap_or_default().to_owned()
}

fn flag(row: &Row, column: &str) -> bool {
    row.get(column).as_int() == Some(1)
}

/// Tenths of a stored column as hundredths, as the rules count.
fn hundredths(row: &Row, column: &str) -> u32 {
    row.get(column).as_int().and_then(|it| u32::try_from(it.saturating_mul(10)).ok()).unwrap_or(0)
}

/// What stands of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody scored or judged it.
    Open,
    /// 不参评.
    NotApplicable,
    /// Full marks; a veto item that does not hold.
    Full,
    /// Points were taken off; a veto item that holds.
    Deducted,
}

/// What stands of an item.
#[must_use]
pub fn state(row: &Row) -> State {
    if flag(row, "veto") {
        return match row.get("stands").as_int() {
            None => State::Open,
            Some(0) => State::Full,
            Some(_) => State::Deducted,
        };
    }
    if flag(row, "not_applicable") {
        return State::NotApplicable;
    }
    match row.get("got").as_int() {
        None => State::Open,
        Some(got) if Some(got) == row.get("points").as_int() && row.get("special").as_int() == Some(0) => State::Full,
        Some(_) => State::Deducted,
    }
}

impl Round {
    /// Number of the round.
    #[must_use]
    pub fn code(&self) -> String {
        text(&self.row, "code")
    }

    /// Sort of the round.
    #[must_use]
    pub fn kind(&self) -> Option<RoundKind> {
        self.row.get("kind").as_text().and_then(RoundKind::from_code)
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

    /// Its scoring items, without the veto items.
    pub fn scored(&self) -> impl Iterator<Item = &Row> {
        self.items.iter().filter(|row| !flag(row, "veto"))
    }

    /// Its veto items.
    pub fn vetoes(&self) -> impl Iterator<Item = &Row> {
        self.items.iter().filter(|row| flag(row, "veto"))
    }

    /// Codes of the scoring items nobody scored.
    #[must_use]
    pub fn open_items(&self) -> Vec<String> {
        self.scored().filter(|row| state(row) == State::Open).map(|row| text(row, "code")).collect()
    }

    /// Its points.
    #[must_use]
    pub fn score(&self) -> Score {
        let items: Vec<Scored> = self
            .scored()
            .map(|row| {
                let full = hundredths(row, "points");
                let mark = match state(row) {
                    State::Open => Said::Open,
                    State::NotApplicable => Said::NotApplicable,
                    State::Full | State::Deducted => Said::Deducted(vec![full.saturating_sub(hundredths(row, "got"))]),
                };
                Scored { category: text(row, "element"), full, mark, special: hundredths(row, "special") }
            })
            .collect();
        rules::score(&items, &self.scoring)
    }

    /// What it comes to, and what is missing to the next grade.
    #[must_use]
    pub fn forecast(&self) -> Forecast {
        let vetoes: Vec<(String, Option<bool>)> =
            self.vetoes().map(|row| (text(row, "code"), row.get("stands").as_int().map(|it| it != 0))).collect();
        rules::forecast(self.score().whole, &self.scoring, &self.open_items(), &vetoes)
    }

    /// The elements in their order: code, title, code and title of the chapter.
    #[must_use]
    pub fn elements(&self) -> Vec<[String; 4]> {
        let mut all: Vec<[String; 4]> = Vec::new();
        for row in self.scored() {
            if all.last().is_none_or(|it| it.first().is_none_or(|code| *code != text(row, "element"))) {
                all.push(["element", "element_title", "chapter", "chapter_title"].map(|column| text(row, column)));
            }
        }
        all
    }

    /// The item with this code, as typed.
    ///
    /// # Errors
    /// [`crate::error::Kind::Input`] when the round has none.
    pub fn item(&self, code: &str) -> Result<&Row> {
        let typed = crate::domain::fold::to_half_width(&crate::domain::fold::clean_line(code));
        self.items.iter().find(|row| text(row, "code").eq_ignore_ascii_case(&typed)).ok_or_else(|| {
            let near: Vec<String> =
                self.items.iter().map(|row| text(row, "code")).filter(|own| own.starts_with(&typed)).take(8).collect();
            let error = Error::input(format!("{}没有评分项“{typed}”", self.code()));
            let hint = if near.is_empty() {
                format!("评分项见：anguan standard {}", self.code())
            } else {
                format!("有：{}", near.join(" "))
            };
            error.hint(hint)
        })
    }
}

/// The round with this row id.
///
/// # Errors
/// When there is none, or the file cannot be read.
pub fn round(store: &Store, id: i64) -> Result<Round> {
    let row = store.row(&STANDARD_ROUND.relation, id)?.ok_or_else(|| Error::input("没有这一轮标准化自评"))?;
    let conditions = vec![Condition::Is("round_id", id.into())];
    let order = Some(("position", Direction::Up));
    let items = store.rows(&STANDARD_SCORE.relation, &Query { conditions, order, ..Query::default() })?;
    let scoring = serde_json::from_str(&text(&row, "scoring"))
        .map_err(|_| Error::file(format!("standard_round {id} 的 scoring 列读不出来")))?;
    Ok(Round { row, items, scoring })
}

/// Rows of all rounds begun by a day, newest first; retired ones left out.
///
/// # Errors
/// When the file cannot be read.
pub fn rounds(store: &Store, until: NaiveDate) -> Result<Vec<Row>> {
    let conditions = vec![Condition::AtMost("on_date", until.into())];
    let order = Some(("on_date", Direction::Down));
    store.rows(&STANDARD_ROUND.relation, &Query { conditions, order, ..Query::default() })
}

/// The newest round finished by a day: the one `status` counts.
///
/// # Errors
/// When the file cannot be read.
pub fn latest_finished(store: &Store, until: NaiveDate) -> Result<Option<Round>> {
    let all = rounds(store, until)?;
    let done = all.iter().filter(|row| row.get("finished_on").as_date().is_some_and(|on| on <= until));
    let last = done.max_by_key(|row| (row.get("finished_on").as_date(), row.id));
    last.map(|row| round(store, row.id)).transpose()
}
