//! Reports handed in: frozen with their figures, and held against the records ever after.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::collect::Moment;
use super::kinds::{self, ReportKind};
use crate::domain::date::{add_days, chinese};
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::registers::duty;
use crate::registers::submission::{self, Frozen, HandIn};
use crate::store::{Store, chain_code};

/// A report to be handed in.
#[derive(Clone, Debug)]
pub struct Handing {
    /// Who it goes to.
    pub to: String,
    /// Day it is handed in.
    pub on: NaiveDate,
    /// 签发人.
    pub signed_by: Option<String>,
    /// 纸质, 平台, 邮件.
    pub channel: Option<String>,
    /// Why it is late.
    pub late_reason: Option<String>,
}

/// What was frozen, and what its author should know.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The stored report.
    pub frozen: Frozen,
    /// Days after the day due; none when in time or when no duty asks for it.
    pub late_days: Option<i64>,
    /// One Chinese sentence each.
    pub warnings: Vec<String>,
}

/// First day on which a report about a period may be handed in: the day after it; a week's report from its Friday on,
/// as plants do it.
fn earliest(period: Period) -> NaiveDate {
    match period {
        Period::Week { .. } => add_days(period.last(), -2),
        Period::Day(_) | Period::Month { .. } | Period::Quarter { .. } | Period::HalfYear { .. } | Period::Year(_) => {
            add_days(period.last(), 1)
        }
    }
}

/// Freezes the facts of a period as they stand on the day of handing in, and logs that it was handed in.
///
/// # Errors
/// [`crate::error::Kind::Input`] when the kind is not about periods, the period has not ended, the day lies in the
/// future or nobody is named to receive it; when the file cannot be written.
pub fn submit(
    store: &mut Store,
    kind: &'static ReportKind,
    about: &str,
    handing: &Handing,
    moment: Moment,
) -> Result<Submitted> {
    let period = kind.period(about)?;
    if handing.on > moment.today {
        return Err(Error::input(format!("报送日期{}还没有到", chinese(handing.on))));
    }
    if handing.on < earliest(period) {
        return Err(Error::input(format!("{}还没有结束，不能报送", period.label())).hint(format!(
            "{}之后再报送；要先看数据用 anguan report {}",
            chinese(period.last()),
            kind.key
        )));
    }
    if handing.to.trim().is_empty() {
        return Err(Error::input("没有写明报送给谁").hint("用 --to 写明报送单位的全称"));
    }
    let facts = (kind.collect)(store, kind, about, as_of(moment, handing.on))?.facts;
    let late_days = late_days(store, kind, period, handing.on)?;
    let mut warnings = Vec::new();
    let ungraded = ungraded(&facts);
    if ungraded > 0 {
        warnings.push(format!("有 {ungraded} 项隐患尚未定级，报告里单列为“未定级”；定级后数字会变，须另报更正"));
    }
    if let (Some(days), None) = (late_days, &handing.late_reason) {
        warnings.push(format!("已迟报 {days} 天，没有写原因；可用 anguan set submission 行号 late_reason=原因 补上"));
    }
    if handing.signed_by.is_none() && matches!(kind.key, "quarterly" | "yearly") {
        warnings.push("季度和年度统计分析表须由主要负责人签字，没有签发人的不算完成".to_owned());
    }
    let text = serde_json::to_string(&facts).map_err(|err| Error::internal(format!("报告数据无法冻结：{err}")))?;
    let given = HandIn {
        kind: kind.key.to_owned(),
        period: period.to_string(),
        recipient: handing.to.clone(),
        on: handing.on,
        signed_by: handing.signed_by.clone(),
        channel: handing.channel.clone(),
        late_reason: handing.late_reason.clone(),
        facts: text,
    };
    Ok(Submitted { frozen: submission::submit(store, &given)?, late_days, warnings })
}

/// Hazards that nobody graded by the period's end, as the facts count them.
fn ungraded(facts: &Json) -> u64 {
    let flow = facts.pointer("/hazards/flow").and_then(Json::as_array);
    let row = flow.and_then(|all| all.iter().find(|it| it.get("key").and_then(Json::as_str) == Some("ungraded")));
    row.and_then(|it| it.get("open_end")).and_then(Json::as_u64).unwrap_or(0)
}

/// The moment of a day: the present one today, else that day's end.
fn as_of(moment: Moment, day: NaiveDate) -> Moment {
    let end = day.and_hms_opt(23, 59, 0).and_then(|it| it.and_local_timezone(*moment.at.offset()).single());
    let at = end.filter(|_| day != moment.today).unwrap_or(moment.at);
    Moment { today: day, at }
}

/// Days after the day due on which a report is handed in.
fn late_days(store: &Store, kind: &ReportKind, period: Period, on: NaiveDate) -> Result<Option<i64>> {
    let judged = duty::judgement(store, on)?;
    let asked = |code: &str, key: &str| judged.obligations.iter().find(|it| it.code == code && it.period == key);
    let due = kind.duty.and_then(|code| asked(code, &period.to_string())).and_then(|it| it.due_on);
    Ok(due.map(|due| (on - due).num_days()).filter(|days| *days > 0))
}

/// One figure that the records give differently today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Path in the facts: `hazards.by_department.3.registered`.
    pub path: String,
    /// As frozen; none where the figure was not there.
    pub frozen: Option<String>,
    /// As the records give it today; none where it is no more.
    pub now: Option<String>,
}

/// A frozen report held against the file.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The report.
    pub frozen: Frozen,
    /// What is wrong with the frozen report itself: it was altered, or the log it was frozen on is another.
    pub broken: Vec<String>,
    /// Figures that come out otherwise today.
    pub differences: Vec<Difference>,
}

impl Checked {
    /// Whether nothing is to be said about it.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.broken.is_empty() && self.differences.is_empty()
    }
}

/// Checks that every report is byte for byte what was frozen and stands on this file's log.
///
/// # Errors
/// When the file cannot be read.
pub fn intact(store: &Store) -> Result<Vec<Checked>> {
    let broken = |frozen: Frozen| Ok(Checked { broken: faults(store, &frozen)?, differences: Vec::new(), frozen });
    submission::all(store)?.into_iter().map(broken).collect()
}

/// Checks every report and works its figures out again from the records of today, as of the day it was handed in.
///
/// What a report says about the next period is a forecast and is not compared.
///
/// # Errors
/// When the file cannot be read, or a kind or period in it is not known.
pub fn verify(store: &Store, moment: Moment) -> Result<Vec<Checked>> {
    let mut all = intact(store)?;
    for checked in &mut all {
        let frozen = &checked.frozen;
        let Ok(then) = serde_json::from_str::<Json>(&frozen.facts) else { continue };
        let kind = kinds::find(&frozen.kind)?;
        let now = (kind.collect)(store, kind, &frozen.period, as_of(moment, frozen.on))?.facts;
        checked.differences = differences(&then, &now);
    }
    Ok(all)
}

fn faults(store: &Store, frozen: &Frozen) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    if !frozen.is_intact() {
        faults.push("冻结的内容被改动过（校验值不符）".to_owned());
    }
    if serde_json::from_str::<Json>(&frozen.facts).is_err() {
        faults.push("冻结的内容读不出来".to_owned());
    }
    let bytes: Vec<u8> = (0..frozen.chain_head.len() / 2)
        .filter_map(|n| frozen.chain_head.get(n * 2..n * 2 + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    let known = store.find_code(&chain_code(&bytes))?.is_some_and(|head| head.hash == frozen.chain_head);
    if !frozen.chain_head.is_empty() && !known {
        faults.push("冻结时的操作日志不在这个文件里".to_owned());
    }
    Ok(faults)
}

/// Figures in which two sets of facts differ, by path.
#[must_use]
pub fn differences(frozen: &Json, now: &Json) -> Vec<Difference> {
    let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
    numbers(frozen, String::new(), &mut before);
    numbers(now, String::new(), &mut after);
    let mut found: Vec<Difference> = before
        .iter()
        .filter(|(path, value)| after.get(*path) != Some(value))
        .map(|(path, value)| Difference {
            path: path.clone(),
            frozen: Some(value.clone()),
            now: after.get(path).cloned(),
        })
        .collect();
    let fresh = after.iter().filter(|(path, _)| !before.contains_key(*path));
    found.extend(fresh.map(|(path, value)| Difference { path: path.clone(), frozen: None, now: Some(value.clone()) }));
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Every number with its path: keys joined by dots, a row of a list by its key, or its record, or its position.
fn numbers(value: &Json, path: String, found: &mut BTreeMap<String, String>) {
    let under = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Json::Number(number) => {
            found.insert(path, number.to_string());
        }
        Json::Object(map) => {
            let count = |key| map.get(key).and_then(Json::as_u64);
            if let (Some(part), Some(whole)) = (count("part"), count("whole")) {
                found.insert(path, format!("{part}/{whole}"));
                return;
            }
            let skipped = |key: &str| path.is_empty() && matches!(key, "rows" | "next" | "version");
            for (key, item) in map.iter().filter(|(key, _)| !skipped(key)) {
                numbers(item, under(key), found);
            }
        }
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let named = item.get("key").or_else(|| item.get("code")).and_then(Json::as_str);
                numbers(item, under(named.unwrap_or(&index.to_string())), found);
            }
        }
        Json::Null | Json::Bool(_) | Json::String(_) => {}
    }
}
