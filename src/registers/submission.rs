//! 报送记录: reports frozen (定稿), handed in, given back. Written by `report finalise`, `submit` and `return`.
//!
//! What is frozen in a row (facts, layouts' hashes, packs, chain head, number) is held by triggers of the schema: no way
//! of writing, undo included, changes or erases it. A correction is a new number.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::codes;
use crate::domain::fold::clean_line;
use crate::domain::value::Value;
use crate::error::{Error, Kind as Fault, Result};
use crate::store::{Condition, Direction, Query, Relation, Row, Store, Tx};

use super::{Column, Doors, Kind, Register, no_check, save};

codes! {
    /// How far a frozen report got. A draft is not frozen and has no row.
    pub enum SubmissionState {
        Final = "final" "定稿",
        Submitted = "submitted" "已报送",
        Returned = "returned" "退回",
    }
}

/// 报送记录.
pub static SUBMISSION: Register = Register {
    key: "submission",
    title: "报送记录",
    what: "哪份报告何时定稿、报给了谁、是否退回；在“报告”里按 Ctrl+G 办理，或用 report finalise、submit、return；定稿时冻结数字",
    relation: Relation {
        table: "submission",
        columns: &[
            "kind",
            "period",
            "number",
            "state",
            "finalised_on",
            "recipient",
            "submitted_on",
            "signed_by",
            "submitted_by",
            "channel",
            "receipt",
            "late_reason",
            "returned_on",
            "return_reason",
            "facts_sha256",
            "chain_head",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("kind", "报告", Kind::Code).shown_only().width(12),
        Column::new("period", "期间或编号", Kind::Code).shown_only().synonyms(&["期间"]).width(12),
        Column::new("number", "次", Kind::Whole(1, 999)).shown_only().width(4),
        Column::new("state", "状态", Kind::Choice(SubmissionState::CHOICES)).shown_only().width(8),
        Column::new("finalised_on", "定稿日期", Kind::Date).shown_only().width(12),
        Column::new("recipient", "报送单位", Kind::Line).shown_only().width(24),
        Column::new("submitted_on", "报送日期", Kind::Date).shown_only().width(12),
        Column::new("signed_by", "签发人", Kind::Line).shown_only().width(10),
        Column::new("submitted_by", "经办人", Kind::Line).shown_only().width(10),
        Column::new("channel", "方式", Kind::Line).width(8).help("纸质、平台、邮件"),
        Column::new("receipt", "回执", Kind::Line).width(16),
        Column::new("late_reason", "迟报原因", Kind::Line),
        Column::new("returned_on", "退回日期", Kind::Date).shown_only().width(12),
        Column::new("return_reason", "退回原因", Kind::Line).shown_only(),
        Column::new("facts_sha256", "冻结内容校验", Kind::Code).shown_only(),
        Column::new("chain_head", "日志链", Kind::Code).shown_only(),
    ],
    identity: &[],
    label: "kind",
    own_date: Some("submitted_on"),
    order: ("submitted_on", Direction::Down),
    doors: Doors { add: false, set: true, retire: true, import: false },
    check: no_check,
    write: save::write,
};

/// The register's table with the frozen parts themselves.
const FROZEN: Relation = Relation {
    table: "submission",
    columns: &[
        "kind",
        "period",
        "number",
        "state",
        "finalised_on",
        "recipient",
        "submitted_on",
        "signed_by",
        "submitted_by",
        "channel",
        "receipt",
        "late_reason",
        "returned_on",
        "return_reason",
        "facts",
        "facts_sha256",
        "layouts",
        "packs",
        "chain_head",
    ],
    retires: true,
    versioned: true,
};

/// What is frozen of a report.
#[derive(Clone, Debug)]
pub struct Freeze {
    /// Kind of report.
    pub kind: String,
    /// Period it is about, or the number of the record it is about.
    pub period: String,
    /// The report in words for the log: `安全生产月报 2026年11月`.
    pub title: String,
    /// Day as of which the facts were collected.
    pub on: NaiveDate,
    /// 签发人.
    pub signed_by: Option<String>,
    /// The facts, JSON.
    pub facts: String,
    /// Moment, program and hash of each file laid out, JSON.
    pub layouts: String,
    /// Edition and hash of each pack that judged, JSON.
    pub packs: String,
    /// Hash of the audit chain's last operation before the facts were collected, hex; empty where there is none.
    pub chain_head: String,
}

/// How a frozen report is handed in.
#[derive(Clone, Debug)]
pub struct HandIn {
    /// Who it goes to.
    pub recipient: String,
    /// Day it is handed in.
    pub on: NaiveDate,
    /// 签发人, where the frozen one has none.
    pub signed_by: Option<String>,
    /// 经办人; none: who is at the keyboard.
    pub submitted_by: Option<String>,
    /// 纸质, 平台, 邮件.
    pub channel: Option<String>,
    /// 回执.
    pub receipt: Option<String>,
    /// Why it is late.
    pub late_reason: Option<String>,
}

/// A frozen report: 定稿, 已报送 or 退回.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// Row id.
    pub id: i64,
    /// Version of the row.
    pub version: i64,
    /// Kind of report.
    pub kind: String,
    /// Period it is about, or the number of the record it is about.
    pub period: String,
    /// 1, 2 … within kind and period.
    pub number: i64,
    /// How far it got.
    pub state: SubmissionState,
    /// Day as of which the facts were frozen.
    pub finalised_on: NaiveDate,
    /// Who it went to; none while it was not handed in.
    pub recipient: Option<String>,
    /// Day it was handed in.
    pub submitted_on: Option<NaiveDate>,
    /// 签发人.
    pub signed_by: Option<String>,
    /// 经办人.
    pub submitted_by: Option<String>,
    /// 纸质, 平台, 邮件.
    pub channel: Option<String>,
    /// 回执.
    pub receipt: Option<String>,
    /// Why it was late.
    pub late_reason: Option<String>,
    /// Day it was given back.
    pub returned_on: Option<NaiveDate>,
    /// Why it was given back.
    pub return_reason: Option<String>,
    /// The facts, JSON, byte for byte as frozen.
    pub facts: String,
    /// SHA-256 of them as stored, hex.
    pub sha256: String,
    /// Moment, program and hash of each file laid out, JSON; none in rows of version 1.
    pub layouts: Option<String>,
    /// Edition and hash of each pack that judged, JSON; none in rows of version 1.
    pub packs: Option<String>,
    /// Hash of the audit chain's last operation at that moment, hex; empty where nothing was written before.
    pub chain_head: String,
    /// Whether the row was retired (作废).
    pub retired: bool,
}

impl Frozen {
    /// Whether the facts are those that were frozen.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        sha256(&self.facts) == self.sha256
    }

    /// Whether it stands as handed in: neither only final, nor returned, nor retired.
    #[must_use]
    pub fn is_handed_in(&self) -> bool {
        self.state == SubmissionState::Submitted && !self.retired
    }

    /// Where it stands, in words: `2026-12-03 报送`.
    #[must_use]
    pub fn standing(&self) -> String {
        let retired = if self.retired { "，已作废" } else { "" };
        let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| format!("{day} "));
        let said = match self.state {
            SubmissionState::Final => format!("{} 定稿，未报送", self.finalised_on),
            SubmissionState::Submitted => format!("{}报送", day(self.submitted_on)),
            SubmissionState::Returned => format!("{}报送，{}退回", day(self.submitted_on), day(self.returned_on)),
        };
        format!("{said}{retired}")
    }
}

/// SHA-256 of a text, hex.
#[must_use]
pub fn sha256(text: &str) -> String {
    sha256_of(text.as_bytes())
}

/// SHA-256 of bytes, hex.
#[must_use]
pub fn sha256_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn line(text: Option<&String>) -> Value {
    text.map(|it| clean_line(it)).filter(|it| !it.is_empty()).into()
}

/// 定稿: freezes a report without handing it in; gives the row.
///
/// # Errors
/// When the file cannot be written.
pub fn finalise(store: &mut Store, given: &Freeze) -> Result<Frozen> {
    let before = of(store, &given.kind, &given.period)?;
    let id = store.write("report.finalise", |tx| {
        let (id, number) = add(tx, given, &before, &[("signed_by", line(given.signed_by.as_ref()))])?;
        Ok((id, format!("定稿 {} 第 {number} 次", given.title)))
    })?;
    one(store, id)
}

/// 报送: freezes a report and logs that it was handed in, as one operation; gives the row.
///
/// # Errors
/// [`crate::error::Kind::Input`] without a recipient; when the file cannot be written.
pub fn submit(store: &mut Store, given: &Freeze, handing: &HandIn) -> Result<Frozen> {
    let before = of(store, &given.kind, &given.period)?;
    let handed = handed(store, handing, given.signed_by.as_ref())?;
    let recipient = clean_line(&handing.recipient);
    let id = store.write("report.submit", |tx| {
        let (id, number) = add(tx, given, &before, &handed)?;
        Ok((id, format!("报送 {} 第 {number} 次：{recipient}", given.title)))
    })?;
    one(store, id)
}

/// 报送: logs that a report that is final was handed in; gives the row.
///
/// # Errors
/// [`crate::error::Kind::Input`] without a recipient, [`crate::error::Kind::Conflict`] when it is no longer final; when
/// the file cannot be written.
pub fn hand_in(store: &mut Store, frozen: &Frozen, title: &str, handing: &HandIn) -> Result<Frozen> {
    if frozen.state != SubmissionState::Final || frozen.retired {
        return Err(Error::new(Fault::Conflict, format!("{title} 第 {} 次不是待报送的定稿", frozen.number)));
    }
    let handed = handed(store, handing, frozen.signed_by.as_ref())?;
    let recipient = clean_line(&handing.recipient);
    store.write("report.submit", |tx| {
        tx.update(FROZEN.table, frozen.id, Some(frozen.version), &handed)?;
        Ok(((), format!("报送 {title} 第 {} 次（定稿）：{recipient}", frozen.number)))
    })?;
    one(store, frozen.id)
}

/// 退回: logs that a report handed in was given back; gives the row.
///
/// # Errors
/// [`crate::error::Kind::Input`] without a reason, for a day before it was handed in, for a report that is not handed
/// in; when the file cannot be written.
pub fn give_back(store: &mut Store, frozen: &Frozen, title: &str, on: NaiveDate, reason: &str) -> Result<Frozen> {
    let reason = clean_line(reason);
    if reason.is_empty() {
        return Err(Error::input("没有写明退回的原因").hint("用 --reason 写明，例如 --reason 缺主要负责人签字"));
    }
    if !frozen.is_handed_in() {
        return Err(Error::input(format!("{title} 第 {} 次：{}，不能退回", frozen.number, frozen.standing())));
    }
    if frozen.submitted_on.is_some_and(|day| on < day) {
        return Err(Error::input(format!("退回日期 {on} 早于报送日期")));
    }
    store.write("report.return", |tx| {
        let values = [
            ("state", SubmissionState::Returned.code().into()),
            ("returned_on", on.into()),
            ("return_reason", reason.as_str().into()),
        ];
        tx.update(FROZEN.table, frozen.id, Some(frozen.version), &values)?;
        Ok(((), format!("退回 {title} 第 {} 次：{reason}", frozen.number)))
    })?;
    one(store, frozen.id)
}

/// Columns of a hand-in.
fn handed(store: &Store, it: &HandIn, signed: Option<&String>) -> Result<Vec<(&'static str, Value)>> {
    let recipient = clean_line(&it.recipient);
    if recipient.is_empty() {
        return Err(Error::input("没有写明报送给谁").hint("用 --to 写明报送单位的全称"));
    }
    let keyboard = store.operator().to_owned();
    Ok(vec![
        ("state", SubmissionState::Submitted.code().into()),
        ("recipient", recipient.as_str().into()),
        ("submitted_on", it.on.into()),
        ("signed_by", line(it.signed_by.as_ref().or(signed))),
        ("submitted_by", line(Some(it.submitted_by.as_ref().unwrap_or(&keyboard)))),
        ("channel", line(it.channel.as_ref())),
        ("receipt", line(it.receipt.as_ref())),
        ("late_reason", line(it.late_reason.as_ref())),
    ])
}

/// Adds the row of a frozen report; gives its id and number. A number is never given twice, not even after undo.
fn add(tx: &Tx<'_>, given: &Freeze, before: &[Frozen], more: &[(&'static str, Value)]) -> Result<(i64, i64)> {
    let counter = format!("submission/{}/{}", given.kind, given.period);
    tx.claim_number(&counter, before.iter().map(|it| it.number).max().unwrap_or(0))?;
    let number = tx.next_number(&counter)?;
    let digest = sha256(&given.facts);
    let mut values = vec![
        ("kind", given.kind.as_str().into()),
        ("period", given.period.as_str().into()),
        ("number", number.into()),
        ("finalised_on", given.on.into()),
        ("facts", given.facts.as_str().into()),
        ("facts_sha256", digest.as_str().into()),
        ("layouts", given.layouts.as_str().into()),
        ("packs", given.packs.as_str().into()),
        ("chain_head", given.chain_head.as_str().into()),
    ];
    values.extend_from_slice(more);
    if !more.iter().any(|(name, _)| *name == "state") {
        values.push(("state", SubmissionState::Final.code().into()));
    }
    Ok((tx.add(FROZEN.table, &values)?, number))
}

fn one(store: &Store, id: i64) -> Result<Frozen> {
    let row = store.row(&FROZEN, id)?.ok_or_else(|| Error::internal("冻结后读不到记录"))?;
    frozen_of(&row)
}

/// Everything frozen for a kind and period, retired rows included, by number.
///
/// # Errors
/// When the file cannot be read.
pub fn of(store: &Store, kind: &str, period: &str) -> Result<Vec<Frozen>> {
    let conditions = vec![Condition::Is("kind", kind.into()), Condition::Is("period", period.into())];
    let query = Query { conditions, retired: true, ..Query::default() };
    let mut found = store.rows(&FROZEN, &query)?.iter().map(frozen_of).collect::<Result<Vec<_>>>()?;
    found.sort_by_key(|it| it.number);
    Ok(found)
}

/// Everything frozen and not retired, oldest first.
///
/// # Errors
/// When the file cannot be read.
pub fn all(store: &Store) -> Result<Vec<Frozen>> {
    store.rows(&FROZEN, &Query::default())?.iter().map(frozen_of).collect()
}

/// Everything ever frozen, retired rows included, oldest first.
///
/// # Errors
/// When the file cannot be read.
pub fn every(store: &Store) -> Result<Vec<Frozen>> {
    store.rows(&FROZEN, &Query { retired: true, ..Query::default() })?.iter().map(frozen_of).collect()
}

/// What was frozen on this head of the audit chain, hex.
///
/// # Errors
/// When the file cannot be read.
pub fn on_head(store: &Store, hash: &str) -> Result<Vec<Frozen>> {
    let conditions = vec![Condition::Is("chain_head", hash.into())];
    let query = Query { conditions, retired: true, ..Query::default() };
    store.rows(&FROZEN, &query)?.iter().map(frozen_of).collect()
}

fn frozen_of(row: &Row) -> Result<Frozen> {
    let own = |name: &str| row.get(name).as_text().map(str::to_owned);
    let text = |name: &str| own(name).unwrap_or_default();
    let odd = |name: &str, what: &str| Error::file(format!("submission 第 {} 行的 {name} 列{what}", row.id));
    let submitted_on = row.get("submitted_on").as_date();
    let state = text("state");
    Ok(Frozen {
        id: row.id,
        version: row.version,
        kind: text("kind"),
        period: text("period"),
        number: row.get("number").as_int().unwrap_or(1),
        state: SubmissionState::from_code(&state)
            .ok_or_else(|| odd("state", &format!("有不认识的代码 {}", clean_line(&state))))?,
        finalised_on: row
            .get("finalised_on")
            .as_date()
            .or(submitted_on)
            .ok_or_else(|| odd("finalised_on", "不是日期"))?,
        recipient: own("recipient"),
        submitted_on,
        signed_by: own("signed_by"),
        submitted_by: own("submitted_by"),
        channel: own("channel"),
        receipt: own("receipt"),
        late_reason: own("late_reason"),
        returned_on: row.get("returned_on").as_date(),
        return_reason: own("return_reason"),
        facts: text("facts"),
        sha256: text("facts_sha256"),
        layouts: own("layouts"),
        packs: own("packs"),
        chain_head: text("chain_head"),
        retired: row.retired_on.is_some(),
    })
}
