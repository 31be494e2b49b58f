//! 设置: what the plant may change about the duties and about 补录, each change with its reason.
//!
//! A duty set by law can't be switched off here, and only the terms that the packs call a habit have a setting at all
//! (decisions 27). Derived flags of the profile are set by hand here too, since both need a reason.

use crate::domain::assessment::plan::{self as assessing, Setting as Assessing};
use crate::domain::fold::{clean_line, folded_key, to_half_width};
use crate::domain::obligation::rule::lead_key;
use crate::domain::obligation::{Rule, Rules, Settings};
use crate::domain::problem::Problem;
use crate::domain::profile::FLAG_PREFIX;
use crate::error::{Error, Result};
use crate::knowledge;
use crate::store::Store;

use super::{late, readiness};

/// Longest term or lead that can be set, days.
const LONGEST: u32 = 366;

/// One setting as people see it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Setting {
    /// Key: `R02.day`, `A05.strict`, `F02.lead`, `flag.training`, `late.inspection`.
    pub key: String,
    /// Chinese name.
    pub label: String,
    /// What holds without a change, as text; empty where it is derived.
    pub default: String,
    /// What the plant set; absent: the default holds.
    pub value: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// What a key sets.
enum What<'a> {
    /// A number with its default and bounds.
    Number { rule: &'a Rule, default: u32, low: u32, high: u32 },
    /// Yes or no.
    Switch { rule: &'a Rule },
    /// A derived flag of the profile.
    Flag { label: String },
    /// Days after which a record of this register shows 补录.
    Late { title: &'static str },
    /// Yearly 学时 that the plant set its workers itself.
    OwnHours,
    /// The plant has no workshops: the plant's session stands for theirs.
    NoWorkshop,
    /// How responsibility is assessed.
    Assess(Assessing),
}

/// Every setting that can be changed: local terms first, then switches; leads only where they were changed.
///
/// # Errors
/// When the file cannot be read.
pub fn list(store: &Store) -> Result<Vec<Setting>> {
    let rules = knowledge::obligation::builtin()?;
    let mut keys: Vec<String> = rules.settings().into_iter().map(|(key, _, _)| key).collect();
    for rule in &rules.rules {
        if rule.may_be_switched_off() {
            keys.push(format!("{}.off", rule.code));
        }
        if rule.editions.iter().any(|it| it.house) {
            keys.push(format!("{}.house", rule.code));
        }
    }
    keys.extend(rules.book.flags.iter().map(|flag| flag.key.clone()));
    keys.extend(Assessing::ALL.iter().map(|it| it.key()));
    keys.extend(late::registers().map(|it| format!("{}{}", late::PREFIX, it.key)));
    keys.extend([readiness::OWN_YEARLY, readiness::NO_WORKSHOP].map(str::to_owned));
    let set = store.settings()?;
    let facts = store.facts()?;
    keys.extend(set.iter().map(|it| it.key.clone()).filter(|key| key.ends_with(".lead")));
    let all = keys.into_iter().filter_map(|key| {
        let (label, default) = describe(rules, &key)?;
        let answer = set.iter().chain(facts.iter()).find(|it| it.key == key);
        let value = answer.map(|it| it.value.clone());
        Some(Setting { key, label, default, value, reason: answer.and_then(|it| it.reason.clone()) })
    });
    Ok(all.collect())
}

/// Changes settings; an empty value restores the default. `true` when anything changed.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every fault at once: a key nobody knows, a value that does not fit, a duty of the
/// law to be switched off, no reason.
pub fn alter(store: &mut Store, pairs: &[(String, String)], reason: &str) -> Result<bool> {
    let rules = knowledge::obligation::builtin()?;
    let reason = clean_line(reason);
    let (mut read, mut problems) = (Vec::new(), Vec::new());
    for (key, typed) in pairs {
        match read_one(rules, key, typed, &reason) {
            Ok(value) => read.push((key.clone(), value)),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(Error::problems("设置没有保存，请改正：", problems).hint("用 anguan setting 查看可改的设置"));
    }
    if reason.is_empty() && read.iter().any(|(_, value)| value.is_some()) {
        return Err(Error::input("改设置要写原因").hint("例如 --reason 街道要求每月3日前报"));
    }
    judge_bands(store, &read)?;
    let before = (store.settings()?, store.facts()?);
    store.write("setting.set", |tx| {
        for (key, value) in &read {
            let reason = value.as_ref().map(|_| reason.as_str());
            if key.starts_with(FLAG_PREFIX) {
                tx.set_fact(key, value.as_deref(), reason)?;
            } else {
                tx.set_setting(key, value.as_deref(), reason)?;
            }
        }
        let words: Vec<String> =
            read.iter().map(|(key, value)| format!("{key}={}", value.as_deref().unwrap_or("（缺省）"))).collect();
        let because = if reason.is_empty() { String::new() } else { format!("（{reason}）") };
        Ok(((), format!("设置：{}{because}", words.join("，"))))
    })?;
    Ok((store.settings()?, store.facts()?) != before)
}

/// The bounds of the bands must keep their order, whichever of them is moved.
fn judge_bands(store: &Store, read: &[(String, Option<String>)]) -> Result<()> {
    if !read.iter().any(|(key, _)| key.starts_with(assessing::PREFIX)) {
        return Ok(());
    }
    let kept = store.settings()?.into_iter().filter(|it| !read.iter().any(|(key, _)| *key == it.key));
    let mut all: Vec<(String, String)> = kept.map(|it| (it.key, it.value)).collect();
    all.extend(read.iter().filter_map(|(key, value)| Some((key.clone(), value.clone()?))));
    let bands = assessing::Plan::of(all.iter().map(|(key, value)| (key.as_str(), value.as_str()))).bands;
    if bands.excellent > bands.pass && bands.pass > bands.basic {
        return Ok(());
    }
    let said = format!("优秀 {}、合格 {}、基本合格 {} 应当一个比一个低", bands.excellent, bands.pass, bands.basic);
    Err(Error::input(format!("设置没有保存：{said}")).hint("几条线一起改：assess.excellent、assess.pass、assess.basic"))
}

fn read_one(rules: &Rules, key: &str, typed: &str, reason: &str) -> Result<Option<String>, Problem> {
    let what = what(rules, key).ok_or_else(|| refused(rules, key))?;
    let typed = to_half_width(&clean_line(typed));
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let value = match &what {
        What::Number { low, high, .. } => whole(key, typed, *low, *high)?,
        What::Late { .. } => return whole(key, typed, 0, LONGEST).map(Some),
        What::OwnHours => return whole(key, typed, 1, 200).map(Some),
        What::Assess(setting) => {
            let read = setting.read(typed).map_err(|right| Problem::record(format!("{key}：“{typed}”{right}")));
            return read.map(Some);
        }
        What::Switch { .. } | What::NoWorkshop => match folded_key(typed).as_str() {
            "1" | "是" | "yes" | "y" | "true" => "1".to_owned(),
            "0" | "否" | "no" | "n" | "false" => "0".to_owned(),
            other => return Err(Problem::record(format!("{key}：“{other}”应为 是 或 否"))),
        },
        What::Flag { .. } => rules.book.read(key, typed)?.stored(),
    };
    if matches!(what, What::NoWorkshop) {
        return Ok(Some(value));
    }
    if !key.starts_with(FLAG_PREFIX) {
        // The engine has the last word on what may be changed.
        Settings::default().put(rules, key, &value, reason)?;
    }
    Ok(Some(value))
}

/// A whole number within its bounds, as it is stored.
fn whole(key: &str, typed: &str, low: u32, high: u32) -> Result<String, Problem> {
    let number = typed.parse::<u32>().ok().filter(|number| (low..=high).contains(number));
    number
        .map(|number| number.to_string())
        .ok_or_else(|| Problem::record(format!("{key}：“{typed}”应为 {low} 至 {high} 的整数")))
}

fn what<'a>(rules: &'a Rules, key: &str) -> Option<What<'a>> {
    if let Some(flag) = rules.book.flag(key) {
        return Some(What::Flag { label: flag.label.clone() });
    }
    if let Some(register) = late::register_of(key) {
        return Some(What::Late { title: register.title });
    }
    match key {
        readiness::OWN_YEARLY => return Some(What::OwnHours),
        readiness::NO_WORKSHOP => return Some(What::NoWorkshop),
        _ => {}
    }
    if let Some(setting) = Assessing::find(key) {
        return Some(What::Assess(setting));
    }
    let (code, part) = key.split_once('.')?;
    let rule = rules.rule(code)?;
    let known = rules.settings();
    let number = known.iter().find(|(known, _, _)| known == key).map(|(_, default, _)| *default);
    match (part, number) {
        ("strict", Some(_)) => Some(What::Switch { rule }),
        ("months", Some(default)) => Some(What::Number { rule, default, low: 1, high: 12 }),
        ("day", Some(default)) => Some(What::Number { rule, default, low: 1, high: 31 }),
        (_, Some(default)) => Some(What::Number { rule, default, low: 0, high: LONGEST }),
        ("lead", None) => Some(What::Number { rule, default: 0, low: 0, high: LONGEST }),
        ("off", None) if rule.may_be_switched_off() => Some(What::Switch { rule }),
        ("house", None) if rule.editions.iter().any(|it| it.house) => Some(What::Switch { rule }),
        (_, None) => None,
    }
}

/// Why a key cannot be set.
fn refused(rules: &Rules, key: &str) -> Problem {
    let rule = key.split_once('.').and_then(|(code, part)| Some((rules.rule(code)?, part)));
    match rule {
        Some((rule, "off")) => Problem::record(format!(
            "{} {} 出自法规或标准，不是惯例，不能停用；企业情况变了请改企业情况",
            rule.code, rule.title
        )),
        Some((rule, _)) => {
            Problem::record(format!("{} {} 没有可改的“{key}”：期限出自法规或标准的不能改", rule.code, rule.title))
        }
        None => Problem::record(format!("没有设置“{}”", clean_line(key))),
    }
}

fn describe(rules: &Rules, key: &str) -> Option<(String, String)> {
    let part = key.split_once('.').map_or("", |(_, part)| part);
    let named = |rule: &Rule, words: &str| format!("{} {}：{words}", rule.code, rule.title);
    Some(match what(rules, key)? {
        What::Number { rule, .. } if key == lead_key(&rule.code) => (named(rule, "提前提醒天数"), "按周期".to_owned()),
        What::Number { rule, default, .. } => {
            let words = match part {
                "day" => "期满次月几日前",
                "months" => "周期是几个月（1、3、6、12）",
                "days_after" => "期满后几天内",
                "working_days" => "起算日后几个工作日内",
                _ => "起算日后几天内",
            };
            (named(rule, words), default.to_string())
        }
        What::Switch { rule } => {
            let words = match part {
                "strict" => "“某日前”从严，不含当日",
                "off" => "停用这项惯例",
                _ => "国家规定期满后，作为本单位规定继续执行",
            };
            (named(rule, words), "否".to_owned())
        }
        What::Assess(setting) => (setting.label(), setting.default_text()),
        What::Late { title } => (format!("{title}：超过几天算补录"), late::DEFAULT_DAYS.to_string()),
        What::OwnHours => ("从业人员每年再培训学时（本单位自定）".to_owned(), "不定学时，每年至少一次".to_owned()),
        What::NoWorkshop => ("没有车间，车间级教育由厂级代行".to_owned(), "否".to_owned()),
        What::Flag { label } => (format!("{label}：人工认定"), "按企业情况推导".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_local_reports_can_be_set_and_those_of_an_order_cannot() {
        let rules = knowledge::obligation::builtin().unwrap();
        let known = |key: &str| describe(rules, key).map(|(_, default)| default);
        // 周报、月报、半年总结、年度总结 are habits of a place; the statistics tables stand in 16号令 14.
        for (key, default) in [("R01.days_after", "1"), ("R02.day", "5"), ("R21.day", "10"), ("R21Y.day", "10")] {
            assert_eq!(known(key).as_deref(), Some(default), "{key}");
            let code = key.split('.').next().unwrap();
            assert!(known(&format!("{code}.off")).is_some(), "{code} can be switched off");
        }
        for code in ["A05", "A06"] {
            assert!(known(&format!("{code}.strict")).is_some(), "{code}: how “before” is read");
            for part in ["day", "days_after", "off"] {
                assert_eq!(known(&format!("{code}.{part}")), None, "{code}.{part}");
            }
        }
    }
}
