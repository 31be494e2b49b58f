//! The duties, read from `knowledge/obligations/*.toml` and checked before anything is judged by them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::check::check_basis;
use super::instrument;
use super::shape::Fault;
use super::{Packs, fact};
use crate::domain::fold::clean_line;
use crate::domain::obligation::rule::{AccidentStep, Cadence, Cycle, Deed, Due, Edition, Force, MetBy, Rule, Rules};
use crate::domain::profile::{Basis, FactBook};
use crate::error::{Error, Result};

/// The embedded packs: path below `knowledge/` and text.
pub const FILES: &[(&str, &str)] = &[
    ("obligations/inspection.toml", include_str!("../../knowledge/obligations/inspection.toml")),
    ("obligations/hazard.toml", include_str!("../../knowledge/obligations/hazard.toml")),
    ("obligations/report.toml", include_str!("../../knowledge/obligations/report.toml")),
    ("obligations/assessment.toml", include_str!("../../knowledge/obligations/assessment.toml")),
    ("obligations/event.toml", include_str!("../../knowledge/obligations/event.toml")),
    ("obligations/five.toml", include_str!("../../knowledge/obligations/five.toml")),
    ("obligations/organisation.toml", include_str!("../../knowledge/obligations/organisation.toml")),
    ("obligations/standardisation.toml", include_str!("../../knowledge/obligations/standardisation.toml")),
    ("obligations/responsibility.toml", include_str!("../../knowledge/obligations/responsibility.toml")),
    ("obligations/training.toml", include_str!("../../knowledge/obligations/training.toml")),
    ("obligations/certificate.toml", include_str!("../../knowledge/obligations/certificate.toml")),
    ("obligations/risk.toml", include_str!("../../knowledge/obligations/risk.toml")),
    ("obligations/criteria.toml", include_str!("../../knowledge/obligations/criteria.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ObligationPack {
    #[serde(rename = "pack")]
    _pack: String,
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "edition")]
    _edition: String,
    #[serde(rename = "checked_on")]
    _checked_on: String,
    rule: Vec<Rule>,
}

/// The rules that come with the program; read on the first call, the same ones ever after.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when an embedded pack cannot be read; a test holds that none is like that.
pub fn builtin() -> Result<&'static Rules> {
    static BUILTIN: OnceLock<Result<Rules, String>> = OnceLock::new();
    BUILTIN.get_or_init(read_builtin).as_ref().map_err(|message| Error::internal(message.clone()))
}

fn read_builtin() -> Result<Rules, String> {
    let book = fact::book().map_err(|error| error.message)?.clone();
    let mut rules = Rules { book, rules: Vec::new() };
    for (file, text) in FILES {
        rules.rules.extend(read(text, file)?);
    }
    let faults = check(&rules);
    if faults.is_empty() { Ok(rules) } else { Err(format!("内置规则包：{}", faults.join("；"))) }
}

/// Reads one pack of duties.
///
/// # Errors
/// What is wrong with the text, as one sentence.
pub fn read(text: &str, file: &str) -> Result<Vec<Rule>, String> {
    let pack: ObligationPack = toml::from_str(text).map_err(|error| format!("规则包 {file} 读不出来：{error}"))?;
    Ok(pack.rule)
}

/// A reference of a rule as the instruments cite it.
#[must_use]
pub fn reference(basis: &Basis) -> instrument::Basis {
    instrument::Basis {
        reg: basis.reg.clone(),
        article: (!basis.article.is_empty()).then(|| basis.article.clone()),
        edition: None,
        mark: instrument::Mark::Confirmed,
    }
}

/// The citation of an obligation or a trace: `《安全生产法》第四十一条；…`, standards by the edition in force on `date`.
///
/// # Errors
/// As [`Packs::builtin`].
pub fn cite(bases: &[Basis], date: Option<NaiveDate>) -> Result<String> {
    let bases: Vec<instrument::Basis> = bases.iter().map(reference).collect();
    Ok(Packs::builtin()?.cite_all(&bases, date))
}

/// Adds what is wrong with a reference: an instrument nobody knows, an article that is none.
pub(super) fn check_reference(basis: &Basis, place: &str, faults: &mut Vec<Fault>) {
    match Packs::builtin() {
        Ok(packs) => check_basis(&reference(basis), packs, place, faults),
        Err(error) => faults.push((place.to_owned(), error.message)),
    }
}

/// Every fault of a pack of duties, judged with the questions that come with the program.
#[must_use]
pub fn check_pack(table: &toml::Table) -> Vec<Fault> {
    let pack: ObligationPack = match table.clone().try_into() {
        Ok(pack) => pack,
        Err(error) => return vec![(String::new(), clean_line(error.message()))],
    };
    let book = match fact::book() {
        Ok(book) => book.clone(),
        Err(error) => return vec![(String::new(), error.message)],
    };
    let rules = Rules { book, rules: pack.rule };
    let mut faults: Vec<Fault> = check(&rules).into_iter().map(|message| (String::new(), message)).collect();
    for rule in &rules.rules {
        for basis in rule.editions.iter().flat_map(|it| &it.basis) {
            check_reference(basis, &rule.id, &mut faults);
        }
    }
    faults
}

/// Everything that is wrong with the rules as a whole.
#[must_use]
pub fn check(rules: &Rules) -> Vec<String> {
    let mut faults = fact::check(&rules.book);
    let mut codes = BTreeSet::new();
    for rule in &rules.rules {
        let mut say = |fault: &str| faults.push(format!("{}：{fault}", rule.id));
        if !codes.insert(rule.code.as_str()) {
            say("代码重复");
        }
        if rule.id != format!("ob.{}", rule.code) || rule.code.contains('/') {
            say("编号应为 ob. 加代码，代码里不能有 /");
        }
        for key in rule.asks.iter().filter(|key| rules.book.fact(key).is_none() && rules.book.flag(key).is_none()) {
            say(&format!("asks 里的 {key} 不存在"));
        }
        for fault in check_shape(rule) {
            say(fault);
        }
        for fault in check_editions(rule, &rules.book) {
            say(&fault);
        }
    }
    faults
}

/// Whether cycle, deed and evidence fit each other and the engine can judge them.
fn check_shape(rule: &Rule) -> Vec<&'static str> {
    let mut faults = Vec::new();
    match (rule.cycle, &rule.met_by, rule.deed) {
        (Cycle::Calendar, MetBy::Inspection { .. } | MetBy::Plan, Some(Deed::Within))
        | (Cycle::Calendar, MetBy::Submission { .. }, Some(Deed::After))
        | (Cycle::Event, MetBy::Hazard(_) | MetBy::Accident(_) | MetBy::Order(_), None)
        | (Cycle::Calendar, MetBy::Done { .. }, Some(Deed::Within))
        | (_, MetBy::Need(_), None) => {}
        (Cycle::Rolling, _, _) => faults.push("按上次日期滚动的义务还没有可依据的台账"),
        (Cycle::Calendar | Cycle::Event, _, _) => faults.push("周期、做法（deed）和所需记录不相配"),
    }
    if rule.editions.is_empty() {
        faults.push("没有版本");
    }
    if !rule.asks.is_empty() && !matches!(rule.met_by, MetBy::Need(_)) {
        faults.push("只有由各区域自己判定的义务可以写 asks");
    }
    if matches!(rule.met_by, MetBy::Done { .. } | MetBy::Need(_)) && rule.advice.register.is_none() {
        faults.push("advice 没有写明台账（register）");
    }
    faults
}

fn check_editions(rule: &Rule, book: &FactBook) -> Vec<String> {
    let mut faults = Vec::new();
    let mut names = BTreeMap::new();
    for (position, edition) in rule.editions.iter().enumerate() {
        if names.insert(edition.name.as_str(), position).is_some() {
            faults.push(format!("版本名“{}”重复", edition.name));
        }
        faults.extend(check_edition(rule, edition, book).into_iter().map(|fault| format!("{}：{fault}", edition.name)));
    }
    for (one, next) in rule.editions.iter().zip(rule.editions.iter().skip(1)) {
        if one.effective_to.is_none_or(|last| next.effective_from <= last) {
            faults.push(format!("版本“{}”与“{}”的施行期重叠或次序颠倒", one.name, next.name));
        }
    }
    faults
}

fn check_edition(rule: &Rule, edition: &Edition, book: &FactBook) -> Vec<String> {
    let mut faults = Vec::new();
    if edition.basis.is_empty() {
        faults.push("没有依据".to_owned());
    }
    if edition.effective_to.is_some_and(|last| last < edition.effective_from) {
        faults.push("施行期终点早于起点".to_owned());
    }
    if edition.due.setting().is_some() && edition.period_force != Force::Habit {
        faults.push("期限出自法规或标准，不能由设置改动".to_owned());
    }
    if edition.force == Force::Habit && edition.period_force != Force::Habit {
        faults.push("惯例的周期不能出自法规".to_owned());
    }
    let parts = edition.cadence.iter().filter_map(|it| it.when.as_ref());
    for condition in edition.when.iter().chain(parts) {
        faults.extend(fact::check_condition(book, condition));
    }
    faults.extend(check_due(rule, edition).map(str::to_owned));
    faults.extend(check_cadence(rule, edition).map(str::to_owned));
    faults
}

fn check_due(rule: &Rule, edition: &Edition) -> Option<&'static str> {
    let fits = match (&edition.due, rule.cycle, rule.deed) {
        (Due::PeriodEnd, Cycle::Calendar, Some(Deed::Within))
        | (Due::AfterPeriod { .. }, Cycle::Calendar, Some(Deed::After))
        | (Due::AfterEvent { .. } | Due::WorkingDaysAfterEvent { .. } | Due::DateOnRecord, Cycle::Event, None) => true,
        (Due::AfterEvent { .. } | Due::DateOnRecord, Cycle::Calendar | Cycle::Rolling, None) => {
            matches!(rule.met_by, MetBy::Need(_))
        }
        (Due::HoursAfterEvent { hours }, Cycle::Event, None) => {
            *hours > 0 && matches!(rule.met_by, MetBy::Accident(AccidentStep::Report))
        }
        (Due::DayOfMonth { months_after, day, .. }, Cycle::Calendar, Some(Deed::After)) => {
            *months_after >= 1 && (1..=31).contains(day)
        }
        (_, Cycle::Calendar | Cycle::Rolling | Cycle::Event, _) => false,
    };
    (!fits).then_some("到期日的写法与周期不相配")
}

fn check_cadence(rule: &Rule, edition: &Edition) -> Option<&'static str> {
    let wanted = matches!(rule.met_by, MetBy::Inspection { .. } | MetBy::Submission { .. } | MetBy::Done { .. });
    let open = |it: &Cadence| it.when.is_none();
    match (wanted, edition.cadence.last()) {
        (true, None) => Some("没有周期（cadence）"),
        (false, Some(_)) => Some("不该有周期（cadence）"),
        (true, Some(last)) if !open(last) => Some("最后一个周期不能带条件"),
        (true, Some(_)) if edition.cadence.iter().filter(|it| open(it)).count() > 1 => {
            Some("只有最后一个周期可以不带条件")
        }
        (false, None) if edition.when.is_some() && !matches!(rule.met_by, MetBy::Need(_)) => {
            Some("计划和隐患类义务不看企业情况")
        }
        (true | false, _) => None,
    }
}

#[cfg(test)]
#[path = "obligation_tests/mod.rs"]
mod judged;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_rules_are_sound_and_hold_every_code_of_the_first_areas() {
        let rules = builtin().unwrap();
        let codes: Vec<&str> = rules.rules.iter().map(|it| it.code.as_str()).collect();
        for code in ["F02", "F03", "F04", "A05", "A06", "R01", "R02", "R21", "LD01", "S18D", "S18W", "P01"] {
            assert!(codes.contains(&code), "{code}");
        }
        for step in 1..=7 {
            assert!(codes.contains(&format!("HZ0{step}").as_str()));
        }
        for code in ["R06", "R06P", "R07", "R08", "R09", "R20", "R20I"] {
            assert!(codes.contains(&code), "{code}");
        }
    }

    #[test]
    fn only_habits_may_be_switched_off_or_moved() {
        let rules = builtin().unwrap();
        let off: Vec<&str> =
            rules.rules.iter().filter(|it| it.may_be_switched_off()).map(|it| it.code.as_str()).collect();
        assert_eq!(
            off,
            [
                "P01", "HZ01", "HZ03", "HZ06", "R01", "R02", "R21", "R21Y", "R06P", "WL01", "WL02", "WL03", "AW02",
                "AW03", "AW04", "AW05", "AW08", "A13", "RL01", "RL03", "RL05", "CT01O", "CT03", "A09H", "MH01"
            ]
        );
        let keys: Vec<String> = rules.settings().into_iter().map(|(key, _, _)| key).collect();
        assert!(keys.contains(&"A05.strict".to_owned()) && keys.contains(&"R02.day".to_owned()), "{keys:?}");
    }

    #[test]
    fn every_question_is_asked_in_a_group_and_the_rules_that_ask_are_known() {
        let rules = builtin().unwrap();
        assert_eq!(rules.asked_by("fire_key_unit"), ["F03", "HR14"]);
        let mine = rules.asked_by("mine");
        assert!(mine.contains(&"LD01") && mine.contains(&"ST01") && mine.contains(&"ST02"), "{mine:?}");
        assert_eq!(rules.asked_by("region"), ["ST05"]);
        assert_eq!(rules.asked_by("dispatched"), ["ST01"]);
        assert!(rules.asked_by("authority").is_empty());
    }

    #[test]
    fn a_rule_with_a_mistake_is_refused_with_its_id() {
        let sound = FILES[0].1;
        let cases = [
            ("id = \"ob.F02\"", "id = \"ob.F2\"", "ob. 加代码"),
            ("cadence = [{ every = \"month\" }]", "", "没有周期"),
            ("cycle = \"calendar\"", "cycle = \"rolling\"", "滚动"),
            ("when = { is = \"fire_key_unit\" }", "when = { is = \"fire_key\" }", "不是是非项"),
            ("effective_to = \"2026-12-31\"", "effective_to = \"2027-12-31\"", "重叠"),
            ("basis = [{ reg = \"reg.gb-50444\" }]", "basis = []", "没有依据"),
        ];
        for (from, to, expected) in cases {
            assert!(sound.contains(from), "{from}");
            let text = sound.replacen(from, to, 1);
            let book = fact::read(fact::TEXT, fact::FILE).unwrap();
            let faults = check(&Rules { book, rules: read(&text, "own.toml").unwrap() });
            assert!(faults.iter().any(|it| it.contains(expected)), "{expected}: {faults:?}");
        }
        assert!(read(&sound.replacen("cycle = \"calendar\"\n", "", 1), "own.toml").unwrap_err().contains("cycle"));
        assert!(read(&sound.replacen("force = \"law\"", "force = \"maybe\"", 1), "own.toml").is_err());
    }
}
