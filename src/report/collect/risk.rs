//! Facts of the papers about risks: the card for the wall, the year's report.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::papers::{name, text};
use super::{Collected, Moment, chain_code, collected, enterprise_text, record, unit};
use crate::domain::risk::{Grade, Measure, Tier};
use crate::error::{Error, Result};
use crate::registers::risk::change::RISK_CHANGE;
use crate::registers::risk::round::{RISK_ROUND, RoundKind};
use crate::registers::risk::{RISK, grade_of, grave_of, wanting};
use crate::registers::{Lookups, report_text};
use crate::report::card::{CardFacts, OneCard, RiskCardFacts};
use crate::report::kinds::ReportKind;
use crate::report::risk_report::{GraveLine, RiskFacts, RiskGroup};
use crate::store::{Query, Row, Store};

/// What stands for a department that is not named.
const NOWHERE: &str = "（没有责任部门）";

/// Facts of the card of one risk.
///
/// # Errors
/// As [`super::collect`].
pub fn risk_card(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let id = record(store, kind, about)?;
    let row = store.row(&RISK.relation, id)?.ok_or_else(|| Error::input("没有这条风险"))?;
    let lookups = Lookups::of(&RISK, store)?;
    let said = |column: &str| text(&row, column).unwrap_or_default();
    let responsible = [
        row.get("tier").as_text().and_then(Tier::from_code).map(|it| it.label().to_owned()),
        name(&row, &lookups, "post", "post_id"),
        name(&row, &lookups, "person", "owner_id"),
    ];
    let responsible: Vec<String> = responsible.into_iter().flatten().collect();
    let card = OneCard {
        id,
        kind: "risk".to_owned(),
        title: format!("{}安全风险告知卡", said("point")),
        department: name(&row, &lookups, "department", "department_id"),
        place: text(&row, "unit"),
        danger: said("factor"),
        consequence: text(&row, "accident"),
        measures: Some(measures(&row)).filter(|it| !it.is_empty()),
        reporting: text(&row, "emergency"),
        phones: Some(responsible.join(" ")).filter(|it| !it.is_empty()),
        issued_on: row.get("evaluated_on").as_date(),
        grade: Some(grade_of(&row).map_or("没有评估", Grade::label).to_owned()),
        ..OneCard::default()
    };
    let facts = RiskCardFacts {
        code: said("code"),
        card: CardFacts {
            unit: unit(store)?.name,
            cards: vec![card],
            authority: super::organisation::outside(store)?,
            cut_off: moment.cut_off(),
            chain_code: chain_code(store)?,
        },
    };
    collected(store, &facts, kind, &facts.code)
}

/// Controls, a kind a line; 应急处置 stands elsewhere on a card.
fn measures(row: &Row) -> String {
    let kinds = [Measure::Engineering, Measure::Management, Measure::Training, Measure::Protection];
    lines(row, &kinds)
}

fn lines(row: &Row, kinds: &[Measure]) -> String {
    let said = kinds.iter().filter_map(|it| Some(format!("{}：{}", it.label(), text(row, it.code())?)));
    said.collect::<Vec<_>>().join("\n")
}

/// Facts of a year's report.
///
/// # Errors
/// As [`super::collect`].
pub fn risk_report(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let period = kind.period(about)?;
    let (first, last) = (period.first(), period.last());
    if first > moment.today {
        return Err(Error::input(format!("{}还没有开始", period.label())));
    }
    let as_of = last.min(moment.today);
    let standing = standing(store, as_of)?;
    let lookups = Lookups::of(&RISK, store)?;
    let mut groups: BTreeMap<(String, String), RiskGroup> = BTreeMap::new();
    let mut total = RiskGroup { key: "total".to_owned(), name: "合计".to_owned(), ..RiskGroup::default() };
    let mut grave = Vec::new();
    for (row, grade) in &standing {
        let department = name(row, &lookups, "department", "department_id").unwrap_or_else(|| NOWHERE.to_owned());
        let key = row.get("department_id").as_int().map_or_else(|| "none".to_owned(), |id| id.to_string());
        let group = groups.entry((department.clone(), key.clone())).or_insert_with(|| RiskGroup {
            key,
            name: department,
            ..RiskGroup::default()
        });
        let judged = grave_of(row).judged();
        count(group, row.id, *grade, judged);
        count(&mut total, row.id, *grade, judged);
        if judged == Some(true) || matches!(grade, Some(Grade::Red | Grade::Orange)) {
            grave.push(line(row, *grade, judged, &lookups));
        }
    }
    grave.sort_by(|a, b| (a.grade.is_none(), a.grade, &a.code).cmp(&(b.grade.is_none(), b.grade, &b.code)));
    let [new, raised, lowered] = moved(store, first, as_of)?;
    let mut written = report_text::all(store, kind.key, &period.to_string())?;
    let texts = kind.texts.iter().filter_map(|part| {
        let said = written.remove(part.key).filter(|it| !it.trim().is_empty())?;
        Some((part.label.to_owned(), said))
    });
    let texts = texts.collect();
    let facts = RiskFacts {
        unit: unit(store)?.name,
        credit_code: enterprise_text(store, "credit_code")?,
        period: period.to_string(),
        as_of,
        groups: groups.into_values().collect(),
        total,
        new,
        raised,
        lowered,
        rounds: rounds(store, first, as_of)?,
        grave,
        texts,
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    };
    collected(store, &facts, kind, &period.to_string())
}

/// Risks in the register on a day, each with the grade it had then.
fn standing(store: &Store, day: NaiveDate) -> Result<Vec<(Row, Option<Grade>)>> {
    let mut then: BTreeMap<i64, (NaiveDate, i64, Option<Grade>)> = BTreeMap::new();
    for change in store.rows(&RISK_CHANGE.relation, &Query::default())? {
        let (Some(risk), Some(on)) = (change.get("risk_id").as_int(), change.get("on_date").as_date()) else {
            continue;
        };
        if on <= day && then.get(&risk).is_none_or(|(known, id, _)| (*known, *id) < (on, change.id)) {
            then.insert(risk, (on, change.id, change.get("to_grade").as_text().and_then(Grade::from_code)));
        }
    }
    let all = store.rows(&RISK.relation, &Query { retired: true, ..Query::default() })?;
    let there = |row: &Row| {
        let evaluated = row.get("evaluated_on").as_date();
        let begun = then.contains_key(&row.id) || row.entered_on.is_some_and(|on| on <= day) || evaluated.is_none();
        begun && row.retired_on.is_none_or(|on| on > day)
    };
    let graded = all.into_iter().filter(there).map(|row| {
        let grade = then.get(&row.id).and_then(|(.., grade)| *grade);
        (row, grade)
    });
    Ok(graded.collect())
}

fn count(group: &mut RiskGroup, id: i64, grade: Option<Grade>, grave: Option<bool>) {
    match grade {
        Some(Grade::Red) => group.red += 1,
        Some(Grade::Orange) => group.orange += 1,
        Some(Grade::Yellow) => group.yellow += 1,
        Some(Grade::Blue) => group.blue += 1,
        None => group.ungraded += 1,
    }
    match grave {
        Some(true) => group.grave += 1,
        None => group.unanswered += 1,
        Some(false) => {}
    }
    group.ids.push(id);
}

fn line(row: &Row, grade: Option<Grade>, grave: Option<bool>, lookups: &Lookups) -> GraveLine {
    let said = |column: &str| text(row, column).unwrap_or_default();
    let tier = row.get("tier").as_text().and_then(Tier::from_code).map(|it| it.label().to_owned());
    let responsible: Vec<String> = [tier, name(row, lookups, "person", "owner_id")].into_iter().flatten().collect();
    GraveLine {
        id: row.id,
        code: said("code"),
        place: format!("{}·{}", said("unit"), said("point")),
        factor: said("factor"),
        accident: text(row, "accident"),
        grade,
        grave,
        measures: Some(lines(row, Measure::ALL)).filter(|it| !it.is_empty()).unwrap_or_else(|| "（未填写）".to_owned()),
        responsible: responsible.join(" "),
        wanting: Some(wanting(row).join("、")).filter(|it| !it.is_empty()),
    }
}

/// First evaluations, raised and lowered grades of a span.
fn moved(store: &Store, first: NaiveDate, last: NaiveDate) -> Result<[u64; 3]> {
    let mut moved = [0; 3];
    let [new, raised, lowered] = &mut moved;
    for change in store.rows(&RISK_CHANGE.relation, &Query::default())? {
        if !change.get("on_date").as_date().is_some_and(|on| first <= on && on <= last) {
            continue;
        }
        let grade = |column: &str| change.get(column).as_text().and_then(Grade::from_code);
        match (grade("from_grade"), grade("to_grade")) {
            (None, Some(_)) => *new += 1,
            (Some(before), Some(after)) if after < before => *raised += 1,
            (Some(before), Some(after)) if after > before => *lowered += 1,
            (_, _) => {}
        }
    }
    Ok(moved)
}

/// Full rounds of a span.
fn rounds(store: &Store, first: NaiveDate, last: NaiveDate) -> Result<Vec<(NaiveDate, String)>> {
    let rows = store.rows(&RISK_ROUND.relation, &Query::default())?;
    let full = rows.iter().filter(|row| row.get("kind").as_text() == Some(RoundKind::Full.code()));
    let mut all: Vec<(NaiveDate, String)> = full
        .filter_map(|row| Some((row.get("on_date").as_date()?, text(row, "scope").unwrap_or_default())))
        .filter(|(on, _)| first <= *on && *on <= last)
        .collect();
    all.sort();
    Ok(all)
}
