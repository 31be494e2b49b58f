//! Frozen reports held against the file: unaltered? and which figures would come out otherwise today, and why?

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use serde_json::Value as Json;

use super::causes::{self, Causes, PackChange};
use super::files::{lay_out, layouts_of, templates};
use super::labels::Labels;
use super::{as_of, parsed};
use crate::error::Result;
use crate::knowledge;
use crate::registers::submission::{self, Frozen, SubmissionState, sha256_of};
use crate::report::collect::Moment;
use crate::report::kinds::{self, Format, ReportKind};
use crate::report::wording::written_in;
use crate::store::{Operation, Store, chain_code};

/// One figure that the records give differently today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Path in the facts: `hazards.by_department.3.registered`.
    pub path: String,
    /// What people call it, where the report says it.
    pub label: Option<String>,
    /// As frozen; none where the figure was not there.
    pub frozen: Option<String>,
    /// As the records give it today; none where it is no more.
    pub now: Option<String>,
    /// Numbers of the operations since the freezing that touched the records behind it, oldest first; empty where those
    /// are not known.
    pub operations: Vec<i64>,
}

impl Difference {
    /// The figure by label and path.
    #[must_use]
    pub fn name(&self) -> String {
        self.label.as_ref().map_or_else(|| self.path.clone(), |label| format!("{label}（{}）", self.path))
    }
}

/// A frozen report held against the file.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The report.
    pub frozen: Frozen,
    /// What is wrong with the frozen report itself: it was altered, or the log it was frozen on is another.
    pub broken: Vec<String>,
    /// Why it cannot be worked out again from the records; none where it can.
    pub failed: Option<String>,
    /// Figures that come out otherwise today.
    pub differences: Vec<Difference>,
    /// The operations that [`Difference::operations`] number, oldest first.
    pub operations: Vec<Operation>,
    /// Operations since the freezing that may have done what no record behind a figure explains (calendars, plans,
    /// settings), newest first; empty where everything is explained.
    pub possible: Vec<Operation>,
    /// Packs that are others today than when it was frozen.
    pub packs: Vec<PackChange>,
    /// Number of the later version that was handed in instead of it.
    pub superseded: Option<i64>,
    /// What else is worth knowing; none of it is a fault.
    pub notes: Vec<String>,
}

impl Checked {
    /// Whether it is unaltered and either stands as frozen or was replaced by a later version.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        let settled = self.superseded.is_some() || self.frozen.retired;
        self.broken.is_empty() && ((self.failed.is_none() && self.differences.is_empty()) || settled)
    }
}

/// Checks that every report is byte for byte what was frozen and stands on this file's log; retired ones too.
///
/// # Errors
/// When the file cannot be read.
pub fn intact(store: &Store) -> Result<Vec<Checked>> {
    let all = submission::every(store)?;
    let superseded = |it: &Frozen| {
        let later = all.iter().filter(|other| {
            let replaces = other.is_handed_in() || (it.state == SubmissionState::Final && !other.retired);
            other.kind == it.kind && other.period == it.period && other.number > it.number && replaces
        });
        later.map(|other| other.number).max()
    };
    let checked = |it: &Frozen| {
        Ok(Checked {
            broken: faults(store, it)?,
            failed: None,
            differences: Vec::new(),
            operations: Vec::new(),
            possible: Vec::new(),
            packs: Vec::new(),
            superseded: superseded(it),
            notes: Vec::new(),
            frozen: it.clone(),
        })
    };
    all.iter().map(checked).collect()
}

/// Checks every report and works its figures out again from the records of today, as of the day it was frozen and by the
/// editions of the rules in force that day. Each figure that differs is named, with the operations that did it.
///
/// What a report says about the next period is a forecast and is not compared. A retired report is only checked for
/// being unaltered.
///
/// # Errors
/// When the file cannot be read.
pub fn verify(store: &Store, moment: Moment) -> Result<Vec<Checked>> {
    let packs = knowledge::list::digests()?;
    let mut all = intact(store)?;
    for checked in all.iter_mut().filter(|it| !it.frozen.retired) {
        if let Err(error) = compare(store, checked, moment) {
            checked.failed = Some(error.message);
        }
        checked.packs = causes::changed_packs(&checked.frozen, &packs);
    }
    Ok(all)
}

fn compare(store: &Store, checked: &mut Checked, moment: Moment) -> Result<()> {
    let frozen = &checked.frozen;
    let Ok(then) = serde_json::from_str::<Json>(&frozen.facts) else { return Ok(()) };
    let kind = kinds::find(&frozen.kind)?;
    let now = collected(store, kind, frozen, &then, moment)?;
    let mut found = differences(&then, &now);
    // A comparison repeats the figures of the period; those are named themselves.
    let named: BTreeSet<String> = found.iter().map(|it| it.path.clone()).collect();
    let repeated = |path: &str| {
        let own = path.strip_prefix("comparison.indicators.").and_then(|it| it.strip_suffix(".now"));
        own.is_some_and(|own| named.contains(own))
    };
    found.retain(|it| !repeated(&it.path));
    let mut later = 0;
    if !found.is_empty() {
        let labels = Labels::of(kind, &then, &now);
        let mut operations = Vec::new();
        let head = frozen_seq(store, frozen)?;
        let mut causes = Causes::new(store, head, frozen.finalised_on);
        for difference in &mut found {
            difference.label = labels.label(&difference.path);
            let done = causes.of(&difference.path, &then, &now)?;
            difference.operations = done.iter().map(|it| it.seq).collect();
            operations.extend(done);
        }
        if kind.period(&frozen.period).is_ok_and(|period| frozen.finalised_on <= period.last()) {
            later = excuse(&mut causes, &mut found)?;
        }
        operations.sort_by_key(|it: &Operation| it.seq);
        operations.dedup_by_key(|it| it.seq);
        operations.retain(|it| found.iter().any(|difference| difference.operations.contains(&it.seq)));
        if found.iter().any(|it| it.operations.is_empty()) {
            checked.possible = causes::possible(store, head, &operations)?;
        }
        checked.operations = operations;
    }
    checked.differences = found;
    checked.notes = notes(store, kind, &checked.frozen, &then, &now);
    if later > 0 {
        let day = checked.frozen.finalised_on;
        checked
            .notes
            .push(format!("{day} 冻结之后又录了当天的记录，{later} 个数字因此不同；期间当时未结束，不算不一致"));
    }
    Ok(())
}

/// Takes out the figures that differ only by what happened on the day of the freezing after it: a report of a period that
/// was still running says no more than what was there. Gives how many.
fn excuse(causes: &mut Causes<'_>, found: &mut Vec<Difference>) -> Result<usize> {
    let before = found.len();
    let mut kept = Vec::new();
    for difference in found.drain(..) {
        let mut excused = !difference.operations.is_empty();
        for seq in &difference.operations {
            excused &= causes.is_later_that_day(*seq)?;
        }
        if !excused {
            kept.push(difference);
        }
    }
    *found = kept;
    Ok(before - found.len())
}

/// Facts of a frozen report as today's records give them for the moment it was frozen.
fn collected(store: &Store, kind: &ReportKind, frozen: &Frozen, then: &Json, moment: Moment) -> Result<Json> {
    let mut as_of = as_of(moment, frozen.finalised_on);
    if let Some(at) = moment_of(frozen, then, moment) {
        as_of.at = at;
    }
    let (collect, _) = kind.shape_of(then);
    let facts = collect(store, kind, &frozen.period, as_of)?.facts;
    // Through text, as the frozen facts went: a float must not differ by how it was read.
    let text = serde_json::to_string(&facts).map_err(|err| crate::error::Error::internal(err.to_string()))?;
    serde_json::from_str(&text).map_err(|err| crate::error::Error::internal(err.to_string()))
}

/// The moment a report was frozen for: as its layouts say, else as its facts print it.
fn moment_of(frozen: &Frozen, facts: &Json, moment: Moment) -> Option<DateTime<FixedOffset>> {
    if let Some(layouts) = layouts_of(frozen) {
        return Some(layouts.at);
    }
    let printed = facts.get("cut_off").and_then(Json::as_str)?;
    let local = NaiveDateTime::parse_from_str(printed, "%Y-%m-%d %H:%M").ok()?;
    local.and_local_timezone(*moment.at.offset()).single()
}

/// What differs between a frozen report and the same report as the records give it now: labels of figures, 文字, 其他内容.
pub(super) fn since(store: &Store, kind: &ReportKind, frozen: &Frozen) -> Result<Vec<String>> {
    const NAMED: usize = 4;
    let mut then = parsed(frozen)?;
    let moment = Moment { today: frozen.finalised_on, at: store.now() };
    let mut now = collected(store, kind, frozen, &then, moment)?;
    let figures = differences(&then, &now);
    let labels = Labels::of(kind, &then, &now);
    let mut found: Vec<String> = Vec::new();
    for it in &figures {
        let name = labels.label(&it.path).unwrap_or_else(|| it.path.clone());
        if !found.contains(&name) {
            found.push(name);
        }
    }
    if found.len() > NAMED {
        let more = found.len() - NAMED;
        found.truncate(NAMED);
        found.push(format!("另有 {more} 个数字"));
    }
    found.extend(changed_texts(kind, &then, &now).into_iter().map(|label| format!("文字“{label}”")));
    strip(&mut then);
    strip(&mut now);
    if found.is_empty() && then != now {
        found.push("其他内容".to_owned());
    }
    Ok(found)
}

/// Takes out when and on which head a report was made and who signed it: no content of the records.
fn strip(facts: &mut Json) {
    match facts {
        Json::Object(map) => {
            map.retain(|key, _| !matches!(key.as_str(), "cut_off" | "chain_code" | "signed_by"));
            map.values_mut().for_each(strip);
        }
        Json::Array(items) => items.iter_mut().for_each(strip),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// Labels of the author's sections that say something else now.
fn changed_texts(kind: &ReportKind, then: &Json, now: &Json) -> Vec<&'static str> {
    let of = |facts: &Json, key: &str| written_in(facts, key).and_then(Json::as_str).unwrap_or_default().to_owned();
    kind.texts.iter().filter(|it| of(then, it.key) != of(now, it.key)).map(|it| it.label).collect()
}

/// What a later version of a report says otherwise than an earlier one: figures by name, and labels of the author's
/// sections.
///
/// # Errors
/// [`crate::error::Kind::File`] when the facts cannot be read.
pub fn between(kind: &ReportKind, earlier: &Frozen, later: &Frozen) -> Result<(Vec<Difference>, Vec<&'static str>)> {
    let (then, now) = (parsed(earlier)?, parsed(later)?);
    let mut found = differences(&then, &now);
    let labels = Labels::of(kind, &then, &now);
    for difference in &mut found {
        difference.label = labels.label(&difference.path);
    }
    Ok((found, changed_texts(kind, &then, &now)))
}

fn notes(store: &Store, kind: &ReportKind, frozen: &Frozen, then: &Json, now: &Json) -> Vec<String> {
    let mut notes: Vec<String> = changed_texts(kind, then, now)
        .into_iter()
        .map(|label| format!("文字“{label}”在冻结之后改写过，冻结的仍是当时的文字"))
        .collect();
    if let Some(layouts) = layouts_of(frozen)
        && layouts.program == env!("CARGO_PKG_VERSION")
        && let Ok(report) = (kind.shape_of(then).1)(then)
    {
        let own = templates(store.path());
        for format in [Format::Txt, Format::Xlsx] {
            let Some(hash) = layouts.sha256.get(format.code()) else { continue };
            let again = lay_out(&report, &frozen.facts, format, layouts.at, own.as_deref());
            if again.is_ok_and(|done| sha256_of(&done.bytes) != *hash) {
                notes.push(format!("{} 的版式与冻结时不同，内容不变", format.code()));
            }
        }
    }
    notes
}

/// Number of the last operation before the freezing; 0 where nothing was written before.
fn frozen_seq(store: &Store, frozen: &Frozen) -> Result<i64> {
    let head = store.find_code(&chain_code(&bytes_of(&frozen.chain_head)))?;
    Ok(head.filter(|head| head.hash == frozen.chain_head).map_or(0, |head| head.seq))
}

fn bytes_of(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2)
        .filter_map(|n| hex.get(n * 2..n * 2 + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect()
}

fn faults(store: &Store, frozen: &Frozen) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    if !frozen.is_intact() {
        faults.push("冻结的内容被改动过（校验值不符）".to_owned());
    }
    if serde_json::from_str::<Json>(&frozen.facts).is_err() {
        faults.push("冻结的内容读不出来".to_owned());
    }
    let known =
        store.find_code(&chain_code(&bytes_of(&frozen.chain_head)))?.is_some_and(|head| head.hash == frozen.chain_head);
    if !frozen.chain_head.is_empty() && !known {
        faults.push("冻结时的操作日志不在这个文件里".to_owned());
    }
    Ok(faults)
}

/// Figures in which two sets of facts differ, by path; labels and operations are left to [`verify`].
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
            ..Difference::default()
        })
        .collect();
    // A part that reports did not have yet when this one was frozen says nothing about it.
    let is_known = |path: &str| path.split('.').next().is_some_and(|part| frozen.get(part).is_some());
    let fresh = after.iter().filter(|(path, _)| !before.contains_key(*path) && is_known(path));
    found.extend(fresh.map(|(path, value)| Difference {
        path: path.clone(),
        now: Some(value.clone()),
        ..Difference::default()
    }));
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// What an entry of a list is called in a path: its key or code, else its position.
pub(super) fn entry_name(index: usize, item: &Json) -> String {
    let named = item.get("key").or_else(|| item.get("code")).and_then(Json::as_str);
    named.map_or_else(|| index.to_string(), str::to_owned)
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
                numbers(item, under(&entry_name(index, item)), found);
            }
        }
        Json::Null | Json::Bool(_) | Json::String(_) => {}
    }
}
