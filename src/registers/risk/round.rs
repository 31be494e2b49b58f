//! 风险辨识: rounds in which the plant, or part of it, looked for its risks.

use crate::codes;
use crate::error::Result;
use crate::registers::major::past;
use crate::registers::{Column, Doors, Kind, Register, save};
use crate::store::{Direction, Query, Relation, Store};

use crate::domain::obligation::records::{Done, RecordRef};

codes! {
    /// How far a round went.
    pub enum RoundKind {
        Full = "full" "全面辨识",
        Special = "special" "专项辨识",
    }
}

/// 风险辨识.
pub static RISK_ROUND: Register = Register {
    key: "risk_round",
    title: "风险辨识",
    what: "每年的全面辨识和情形变化时的专项辨识：谁带队、查了哪些单元、结果",
    relation: Relation {
        table: "risk_round",
        columns: &["kind", "on_date", "scope", "leader_id", "people", "findings", "evidence", "note"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("kind", "辨识种类", Kind::Choice(RoundKind::CHOICES)).required().width(10).synonyms(&["种类"]),
        Column::new("on_date", "完成日期", Kind::Date)
            .required()
            .width(12)
            .default("今天")
            .synonyms(&["日期", "辨识日期"]),
        Column::new("scope", "辨识范围", Kind::Line)
            .required()
            .width(28)
            .synonyms(&["范围"])
            .help("如 全部车间、库房、公用工程和作业活动"),
        Column::reference("leader", "带队人", "person", "leader_id").width(10).synonyms(&["组织者", "组长"]),
        Column::new("people", "参加人员", Kind::Note).synonyms(&["人员"]),
        Column::new("findings", "辨识结果", Kind::Note)
            .width(24)
            .synonyms(&["结果"])
            .help("新增、变更、取消了哪些风险"),
        Column::new("evidence", "佐证", Kind::Line).synonyms(&["记录编号"]),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &[],
    label: "scope",
    own_date: Some("on_date"),
    order: ("on_date", Direction::Down),
    doors: Doors::ALL,
    check: |draft, context, _| past(draft, context, &[("on_date", "完成日期")]),
    write: save::write,
};

/// Rounds made, as the yearly duties ask for them (A09, A09H).
///
/// # Errors
/// When the file cannot be read.
pub fn done(store: &Store) -> Result<Vec<Done>> {
    let rows = store.rows(&RISK_ROUND.relation, &Query::default())?;
    let done = rows.iter().filter_map(|row| {
        let kind = row.get("kind").as_text().and_then(RoundKind::from_code)?;
        Some(Done {
            kind: match kind {
                RoundKind::Full => "risk_round.full",
                RoundKind::Special => "risk_round.special",
            },
            on: row.get("on_date").as_date()?,
            record: RecordRef { register: "risk_round", id: row.id },
            what: format!("风险辨识（{}）：{}", kind.label(), row.get("scope").as_text().unwrap_or_default()),
            unfit: row.get("leader_id").is_null().then(|| "没有写带队人".to_owned()),
        })
    });
    Ok(done.collect())
}
