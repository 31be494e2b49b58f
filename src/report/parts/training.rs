//! Training and certificates of a month in words.

use serde::{Deserialize, Serialize};

use super::Behind;
use crate::report::figure::Rate;
use crate::report::model::{Block, Para};

/// Training of the month, and how people and certificates stand at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingPart {
    /// Sessions whose last day lies in the month.
    pub sessions: u64,
    /// 人次: people who were there.
    pub attended: u64,
    /// Of them those who passed.
    pub passed: u64,
    /// People in employ at the end of the month, outsourced ones left out.
    pub people: u64,
    /// Of them those with training done and none overdue.
    pub reached: u64,
    /// Of them those with training overdue.
    pub short: u64,
    /// `reached` among `reached` and `short`.
    pub rate: Rate,
    /// People who must not do some work.
    pub barred: u64,
    /// Certificates in force.
    pub valid: u64,
    /// Of them those with 90 days or fewer to their next day.
    pub expiring: u64,
    /// Ended or not reviewed in time, and not renewed.
    pub expired: u64,
}

/// The month in two sentences.
#[must_use]
pub fn blocks(behind: Behind<'_>, it: &TrainingPart) -> Vec<Block> {
    let at = |path: &str| behind.at(path);
    vec![
        Para::new()
            .text("本期举办培训 ")
            .figure(it.sessions, at("training.sessions"))
            .text(" 期、")
            .figure(it.attended, at("training.attended"))
            .text(" 人次，考核合格 ")
            .figure(it.passed, at("training.passed"))
            .text(" 人次。期末在册 ")
            .figure(it.people, at("training.people"))
            .text(" 人，培训达标 ")
            .figure(it.reached, at("training.reached"))
            .text(" 人、未达标 ")
            .figure(it.short, at("training.short"))
            .text(" 人，达标率 ")
            .figure(it.rate, at("training.rate"))
            .text("；不得上岗 ")
            .figure(it.barred, at("training.barred"))
            .text(" 人。")
            .block(),
        Para::new()
            .text("有效证书 ")
            .figure(it.valid, at("training.valid"))
            .text(" 张，其中90日内到期或应复审 ")
            .figure(it.expiring, at("training.expiring"))
            .text(" 张；过期或未复审 ")
            .figure(it.expired, at("training.expired"))
            .text(" 张。")
            .block(),
    ]
}
