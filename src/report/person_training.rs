//! The training part of 一人一档: hours owed, done and planned, sessions, certificates, and what is forbidden.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::person_page::table;
use crate::registers::readiness::hours::Line;
use crate::report::figure::RowSet;
use crate::report::model::{Block, Cell, Column, Para};

/// What training and certificates say of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonTraining {
    /// Trainings owed this year and by events, settled ones included.
    pub hours: Vec<Line>,
    /// Sessions, newest first.
    pub sessions: Vec<Attended>,
    /// Certificates, newest first.
    pub certificates: Vec<Held>,
    /// What must not be done on the day.
    pub bars: Vec<Forbidden>,
}

/// One session the person was called to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attended {
    /// Row id of the session.
    pub id: i64,
    /// Number.
    pub code: String,
    /// Its last day.
    pub on: Option<NaiveDate>,
    /// What it taught.
    pub title: String,
    /// Level of the three-level education, as people read it.
    pub level: Option<String>,
    /// 学时.
    pub hours: String,
    /// Who taught.
    pub trainer: Option<String>,
    /// Score, as people read it.
    pub score: Option<String>,
    /// 合格, 不合格, 缺席, 未考核.
    pub result: String,
}

/// One certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Row id.
    pub id: i64,
    /// Kind, as people read it.
    pub kind: String,
    /// 证号, personal numbers masked.
    pub number: Option<String>,
    /// Day of issue.
    pub issued_on: Option<NaiveDate>,
    /// Last valid day.
    pub ends_on: Option<NaiveDate>,
    /// Next review.
    pub review_on: Option<NaiveDate>,
    /// How it stands, as people read it.
    pub standing: String,
}

/// One thing that is forbidden.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forbidden {
    /// What.
    pub operation: String,
    /// Since when.
    pub since: Option<NaiveDate>,
    /// Why.
    pub why: String,
    /// Articles.
    pub basis: String,
    /// What cures it.
    pub cure: String,
}

impl PersonTraining {
    /// Its sections.
    #[must_use]
    pub fn sections(&self) -> Vec<(&'static str, Vec<Block>)> {
        vec![
            ("培训要求和学时", vec![self.forbidden(), self.hours()]),
            ("培训记录", vec![self.sessions()]),
            ("持证情况", vec![self.certificates()]),
        ]
    }

    /// What is forbidden stands first: it is what a reader must not miss.
    fn forbidden(&self) -> Block {
        if self.bars.is_empty() {
            return Para::new().text("按已登记的记录，没有不得上岗的情形。").block();
        }
        let rows = self.bars.iter().map(|it| {
            vec![
                Cell::from(it.operation.as_str()),
                it.since.into(),
                it.why.as_str().into(),
                it.basis.as_str().into(),
                it.cure.as_str().into(),
            ]
        });
        let columns = vec![
            Column::text("不得从事", 14),
            Column::short("自", 12),
            Column::text("原因", 22),
            Column::text("依据", 24),
            Column::text("如何解除", 18),
        ];
        table("不得上岗", columns, rows, "无")
    }

    fn hours(&self) -> Block {
        let rows = self.hours.iter().map(|it| {
            let title = match &it.period {
                Some(period) => format!("{}（{period}）", it.title),
                None => it.title.clone(),
            };
            vec![
                Cell::from(title.as_str()),
                it.wanted.as_deref().unwrap_or("未定").into(),
                it.done.as_str().into(),
                it.planned.as_deref().unwrap_or("0").into(),
                it.due_on.into(),
                it.said().into(),
            ]
        });
        let columns = vec![
            Column::text("要求", 30),
            Column::short("应学时", 7),
            Column::short("已学时", 7),
            Column::short("年内计划", 8),
            Column::short("期限", 12),
            Column::short("情况", 13),
        ];
        table("培训要求和学时", columns, rows, "没有培训要求。")
    }

    fn sessions(&self) -> Block {
        let rows = self.sessions.iter().map(|it| {
            vec![
                it.on.into(),
                Cell::opened(it.code.as_str(), Some(RowSet::ids("training_session", [it.id]))),
                it.title.as_str().into(),
                it.level.as_deref().into(),
                it.hours.as_str().into(),
                it.trainer.as_deref().into(),
                it.score.as_deref().into(),
                it.result.as_str().into(),
            ]
        });
        let columns = vec![
            Column::short("日期", 12),
            Column::short("编号", 14),
            Column::text("内容", 26),
            Column::short("级别", 8),
            Column::short("学时", 6),
            Column::short("授课人", 10),
            Column::short("成绩", 6),
            Column::short("结果", 8),
        ];
        table("培训记录", columns, rows, "没有培训记录。")
    }

    fn certificates(&self) -> Block {
        let rows = self.certificates.iter().map(|it| {
            vec![
                Cell::opened(it.kind.as_str(), Some(RowSet::ids("certificate", [it.id]))),
                it.number.as_deref().into(),
                it.issued_on.into(),
                it.ends_on.into(),
                it.review_on.into(),
                it.standing.as_str().into(),
            ]
        });
        let columns = vec![
            Column::text("证书", 24),
            Column::short("证号", 22),
            Column::short("发证日期", 12),
            Column::short("有效期止", 12),
            Column::short("应复审", 12),
            Column::short("状态", 10),
        ];
        table("持证情况", columns, rows, "没有登记证书。")
    }
}
