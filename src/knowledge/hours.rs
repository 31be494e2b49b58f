//! The pack of hours rules: read once, checked as every pack is.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::fact;
use super::shape::Fault;
use crate::domain::fold::clean_line;
use crate::domain::training::rule::{HoursRule, Occasion};
use crate::error::{Error, Result};

/// Path below `knowledge/`.
pub const FILE: &str = "hours.toml";

/// The pack.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursPack {
    /// Always `hours`.
    pub pack: String,
    /// Title.
    pub title: String,
    /// Edition of the pack.
    pub edition: String,
    /// Day it was last held against the texts.
    pub checked_on: chrono::NaiveDate,
    /// Rules.
    pub rule: Vec<HoursRule>,
}

/// The rules that come with the program.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when the embedded pack cannot be read; tests hold that it can.
pub fn builtin() -> Result<&'static [HoursRule]> {
    static BUILTIN: OnceLock<Result<HoursPack, String>> = OnceLock::new();
    let read = || {
        let source = super::source::SOURCES.iter().find(|it| it.file == FILE).ok_or("内置规则包缺少 hours.toml")?;
        toml::from_str(source.text).map_err(|error| format!("内置规则包 {FILE} 读不出来：{error}"))
    };
    let pack = BUILTIN.get_or_init(read).as_ref().map_err(|message| Error::internal(message.clone()))?;
    Ok(&pack.rule)
}

/// Every fault of a pack of hours rules.
#[must_use]
pub fn check_pack(table: &toml::Table) -> Vec<Fault> {
    let pack: HoursPack = match table.clone().try_into() {
        Ok(pack) => pack,
        Err(error) => return vec![(String::new(), clean_line(error.message()))],
    };
    let book = match fact::book() {
        Ok(book) => book,
        Err(error) => return vec![(String::new(), error.message)],
    };
    let mut faults = Vec::new();
    let mut codes = BTreeSet::new();
    for rule in &pack.rule {
        let mut say = |message: String| faults.push((rule.id.clone(), message));
        if !codes.insert(rule.code.as_str()) {
            say("代码重复".to_owned());
        }
        if !rule.id.starts_with("hr.") {
            say("编号应以 hr. 开头".to_owned());
        }
        if rule.topics.is_empty() {
            say("没有写明哪些题目的培训可以计入（topics）".to_owned());
        }
        if rule.editions.is_empty() {
            say("没有学时（numbers）".to_owned());
        }
        if rule.after.as_ref().is_some_and(|code| !pack.rule.iter().any(|it| it.code == *code)) {
            say("after 所指的规则不在这个包里".to_owned());
        }
        for numbers in &rule.editions {
            if numbers.demand.last().is_none_or(|last| last.when.is_some()) {
                say("最后一个学时（demand）不能带条件".to_owned());
            }
            let conditions = numbers.demand.iter().filter_map(|it| it.when.as_ref()).chain(&numbers.when);
            conditions.flat_map(|it| fact::check_condition(book, it)).for_each(&mut say);
            if rule.occasion != Occasion::Transfer && numbers.away_months.is_some() {
                say("只有转岗返岗的规则写离岗月数".to_owned());
            }
        }
        for (one, next) in rule.editions.iter().zip(rule.editions.iter().skip(1)) {
            if one.effective_to.is_none_or(|last| next.effective_from <= last) {
                say("版本的施行期重叠或次序颠倒".to_owned());
            }
        }
    }
    faults
}

#[cfg(test)]
#[path = "hours_tests/mod.rs"]
mod judged;
#[cfg(test)]
#[path = "special_tests.rs"]
mod special;
