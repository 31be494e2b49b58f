//! 报送记录: reports frozen and handed in. Written by `report submit`.

use chrono::NaiveDate;
use serde_json::json;

use crate::error::Result;
use crate::store::{Condition, Direction, Query, Relation, Store, digest_of};

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

/// A report that was handed in without being made here: kind and period are all its facts.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'a> {
    /// Kind, as `report KIND` names it.
    pub kind: &'a str,
    /// Period it is about, in text form.
    pub period: &'a str,
    /// Who it went to.
    pub recipient: &'a str,
    /// Day it was handed in.
    pub submitted_on: NaiveDate,
    /// Who signed; `None`: not signed yet.
    pub signed_by: Option<&'a str>,
    /// How: 纸质, 平台, 邮件.
    pub channel: Option<&'a str>,
    /// Why late.
    pub late_reason: Option<&'a str>,
}

/// Logs a report that was handed in without figures frozen here; gives its row id.
///
/// # Errors
/// Constraint or disk failures.
pub fn record_plain(store: &mut Store, plain: &Plain<'_>) -> Result<i64> {
    let head = store.chain_head()?.map(|it| it.hash).unwrap_or_default();
    let facts = json!({ "kind": plain.kind, "period": plain.period }).to_string();
    let of_period = Query {
        conditions: vec![Condition::Is("kind", plain.kind.into()), Condition::Is("period", plain.period.into())],
        retired: true,
        ..Query::default()
    };
    store.write("report.submit", |tx| {
        let number = i64::try_from(tx.rows(&SUBMISSION.relation, &of_period)?.len()).unwrap_or(0) + 1;
        let text = |value: Option<&str>| value.map(Into::into).unwrap_or_default();
        let id = tx.add(
            "submission",
            &[
                ("kind", plain.kind.into()),
                ("period", plain.period.into()),
                ("number", number.into()),
                ("recipient", plain.recipient.into()),
                ("submitted_on", plain.submitted_on.into()),
                ("signed_by", text(plain.signed_by)),
                ("channel", text(plain.channel)),
                ("late_reason", text(plain.late_reason)),
                ("facts", facts.as_str().into()),
                ("facts_sha256", digest_of(facts.as_bytes()).into()),
                ("chain_head", head.into()),
            ],
        )?;
        Ok((id, format!("报送 {} {} 至 {}", plain.kind, plain.period, plain.recipient)))
    })
}
