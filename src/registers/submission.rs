//! 报送记录: reports frozen and handed in. Written by `report submit`.

use crate::store::{Direction, Relation};

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
