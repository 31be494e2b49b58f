//! 报送记录: reports frozen and handed in. Written by `report submit`.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::domain::fold::clean_line;
use crate::error::{Error, Result};
use crate::store::{Condition, Direction, Query, Relation, Row, Store};

use super::{Column, Doors, Kind, Register, no_check, save};

/// 报送记录.
pub static SUBMISSION: Register = Register {
    key: "submission",
    title: "报送记录",
    what: "哪份报告何时报给了谁；用 report submit 登记，登记时冻结数字",
    relation: Relation {
        table: "submission",
        columns: &[
            "kind",
            "period",
            "number",
            "recipient",
            "submitted_on",
            "signed_by",
            "channel",
            "receipt",
            "late_reason",
            "facts_sha256",
            "chain_head",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("kind", "报告", Kind::Code).shown_only().width(12),
        Column::new("period", "期间", Kind::Code).shown_only().width(10),
        Column::new("number", "次", Kind::Whole(1, 999)).shown_only().width(4),
        Column::new("recipient", "报送单位", Kind::Line).shown_only().width(24),
        Column::new("submitted_on", "报送日期", Kind::Date).shown_only().width(12),
        Column::new("signed_by", "签发人", Kind::Line).shown_only().width(10),
        Column::new("channel", "方式", Kind::Line).width(8).help("纸质、平台、邮件"),
        Column::new("receipt", "回执", Kind::Line).width(16),
        Column::new("late_reason", "迟报原因", Kind::Line),
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

/// The register's table with the frozen facts themselves.
const FROZEN: Relation = Relation {
    table: "submission",
    columns: &["kind", "period", "number", "recipient", "submitted_on", "facts", "facts_sha256", "chain_head"],
    retires: true,
    versioned: true,
};

/// A report as it is handed in.
#[derive(Clone, Debug)]
pub struct HandIn {
    /// Kind of report.
    pub kind: String,
    /// Period it is about.
    pub period: String,
    /// Who it goes to.
    pub recipient: String,
    /// Day it is handed in.
    pub on: NaiveDate,
    /// 签发人.
    pub signed_by: Option<String>,
    /// 纸质, 平台, 邮件.
    pub channel: Option<String>,
    /// Why it is late.
    pub late_reason: Option<String>,
    /// The facts, JSON.
    pub facts: String,
}

/// A report that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// Row id.
    pub id: i64,
    /// Kind of report.
    pub kind: String,
    /// Period it is about.
    pub period: String,
    /// 1, 2 … within kind and period.
    pub number: i64,
    /// Who it went to.
    pub recipient: String,
    /// Day it was handed in.
    pub on: NaiveDate,
    /// The facts, JSON, byte for byte as frozen.
    pub facts: String,
    /// SHA-256 of them as stored, hex.
    pub sha256: String,
    /// Hash of the audit chain's last operation at that moment, hex.
    pub chain_head: String,
}

impl Frozen {
    /// Whether the facts are those that were frozen.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        sha256(&self.facts) == self.sha256
    }
}

/// SHA-256 of a text, hex.
#[must_use]
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Freezes a report and logs that it was handed in. A correction of an earlier one is a new number; gives the row.
///
/// # Errors
/// [`crate::error::Kind::Input`] without a recipient; when the file cannot be written.
pub fn submit(store: &mut Store, given: &HandIn) -> Result<Frozen> {
    let line = |text: &Option<String>| text.as_deref().map(clean_line).filter(|it| !it.is_empty());
    let recipient = clean_line(&given.recipient);
    if recipient.is_empty() {
        return Err(Error::input("没有写明报送给谁").hint("用 --to 写明报送单位的全称"));
    }
    let number = 1 + of(store, &given.kind, &given.period)?.iter().map(|it| it.number).max().unwrap_or(0);
    let head = store.chain_head()?.map(|head| head.hash).unwrap_or_default();
    let digest = sha256(&given.facts);
    let id = store.write("report.submit", |tx| {
        let id = tx.add(
            "submission",
            &[
                ("kind", given.kind.as_str().into()),
                ("period", given.period.as_str().into()),
                ("number", number.into()),
                ("recipient", recipient.as_str().into()),
                ("submitted_on", given.on.into()),
                ("signed_by", line(&given.signed_by).into()),
                ("channel", line(&given.channel).into()),
                ("late_reason", line(&given.late_reason).into()),
                ("facts", given.facts.as_str().into()),
                ("facts_sha256", digest.as_str().into()),
                ("chain_head", head.as_str().into()),
            ],
        )?;
        Ok((id, format!("报送 {} {} 第 {number} 次：{recipient}", given.kind, given.period)))
    })?;
    let row = store.row(&FROZEN, id)?.ok_or_else(|| Error::internal("报送后读不到记录"))?;
    frozen_of(&row)
}

/// Reports handed in for a kind and period, retired ones included, oldest first.
///
/// # Errors
/// When the file cannot be read.
pub fn of(store: &Store, kind: &str, period: &str) -> Result<Vec<Frozen>> {
    let conditions = vec![Condition::Is("kind", kind.into()), Condition::Is("period", period.into())];
    let query = Query { conditions, retired: true, ..Query::default() };
    store.rows(&FROZEN, &query)?.iter().map(frozen_of).collect()
}

/// Every report handed in and not retired, oldest first.
///
/// # Errors
/// When the file cannot be read.
pub fn all(store: &Store) -> Result<Vec<Frozen>> {
    store.rows(&FROZEN, &Query::default())?.iter().map(frozen_of).collect()
}

fn frozen_of(row: &Row) -> Result<Frozen> {
    let text = |name: &str| row.get(name).as_text().unwrap_or_default().to_owned();
    Ok(Frozen {
        id: row.id,
        kind: text("kind"),
        period: text("period"),
        number: row.get("number").as_int().unwrap_or(1),
        recipient: text("recipient"),
        on: row
            .get("submitted_on")
            .as_date()
            .ok_or_else(|| Error::file(format!("submission 第 {} 行的 submitted_on 列不是日期", row.id)))?,
        facts: text("facts"),
        sha256: text("facts_sha256"),
        chain_head: text("chain_head"),
    })
}
