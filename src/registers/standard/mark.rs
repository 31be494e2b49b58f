//! What a person gives: several items at once, deductions with their reasons, 不参评, veto items, and the rest in one word.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::assessment::score::show_tenths;
use crate::domain::date::chinese;
use crate::domain::fold::{clean_line, clean_text};
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::store::{Row, Store};

use super::{Round, STANDARD_SCORE, State, flag, round, state, text};

/// What is given to one item. Points in tenths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// So many points got.
    Got(i64),
    /// So many points off; more than it has leaves nought.
    Off(i64),
    /// 特别扣分, off category or total, besides what the item has.
    Special(i64),
    /// 不参评.
    NotApplicable,
    /// A veto item: whether it holds.
    Veto(bool),
    /// Takes back what was given.
    Clear,
}

/// What was typed in one go.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Item, what is given, and why.
    pub entries: Vec<(String, Entry, Option<String>)>,
    /// All other items nobody scored, of elements that begin so (empty: all), were looked at and have full marks.
    pub rest_full: Option<String>,
    /// What was seen; of every item of this call.
    pub evidence: Option<String>,
    /// Who mends the deductions of this call.
    pub owner: Option<i64>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// Who scored.
    pub by: String,
}

pub(super) fn refuse_finished(round: &Round) -> Result<()> {
    if round.row.retired_on.is_some() {
        return Err(Error::input(format!("{} 已停用", round.code())));
    }
    if round.is_finished() {
        return Err(Error::input(format!("{} 已办结，不能再评分", round.code()))
            .hint("办结有误的，撤销办结这一步（undo）后再改"));
    }
    Ok(())
}

/// Scores items of a round, all of what was typed or nothing of it. Gives how many items were written.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every fault; for a finished round.
pub fn score(store: &mut Store, id: i64, typed: &Typed, today: NaiveDate) -> Result<usize> {
    let round = round(store, id)?;
    refuse_finished(&round)?;
    let mut problems = Vec::new();
    if let Some(due) = typed.due_on.filter(|due| *due < today) {
        problems.push(Problem::field("due_on", format!("整改期限：{}已经过去", chinese(due))));
    }
    let mut writes: Vec<(&Row, Vec<(&'static str, Value)>)> = Vec::new();
    let mut seen = BTreeSet::new();
    for (code, entry, reason) in &typed.entries {
        let row = match round.item(code) {
            Ok(row) => row,
            Err(error) => {
                let hint = error.hints.first().map(|it| format!("（{it}）")).unwrap_or_default();
                problems.push(Problem::record(format!("{}{hint}", error.message)));
                continue;
            }
        };
        if !seen.insert(row.id) {
            problems.push(Problem::record(format!("{}：写了两次", text(row, "code"))));
            continue;
        }
        let reason = reason.as_deref().map(clean_text).filter(|it| !it.is_empty());
        match columns(row, entry, reason, typed) {
            Ok(columns) => writes.push((row, columns)),
            Err(said) => problems.push(Problem::record(format!("{}：{said}", text(row, "code")))),
        }
    }
    if let Some(prefix) = &typed.rest_full {
        let prefix = clean_line(prefix);
        let inside = |row: &&Row| {
            let element = text(row, "element");
            prefix.is_empty() || element == prefix || element.starts_with(&format!("{prefix}."))
        };
        if !prefix.is_empty() && !round.scored().any(|row| inside(&row)) {
            problems.push(Problem::record(format!("没有要素“{prefix}”")));
        }
        for row in round.scored().filter(inside).filter(|row| state(row) == State::Open && !seen.contains(&row.id)) {
            let mut columns = vec![("got", row.get("points").clone())];
            columns.push(("evidence", cleaned(typed.evidence.as_ref()).into()));
            writes.push((row, columns));
        }
    }
    if !problems.is_empty() {
        return Err(Error::problems(format!("{} 没有评分，请改正：", round.code()), problems));
    }
    if writes.is_empty() {
        return Ok(0);
    }
    let count = writes.len();
    let told: Vec<String> = writes.iter().take(6).map(|(row, _)| text(row, "code")).collect();
    let more = if count > told.len() { format!(" 等 {count} 项") } else { String::new() };
    store.write("standard.score", |tx| {
        for (row, mut columns) in writes {
            let cleared = columns.iter().any(|(name, value)| *name == "scored_on" && value.is_null());
            if !cleared {
                columns.push(("scored_by", clean_line(&typed.by).into()));
                columns.push(("scored_on", today.into()));
            }
            tx.update(STANDARD_SCORE.relation.table, row.id, Some(row.version), &columns)?;
        }
        Ok((count, format!("{} 评分：{}{more}", round.code(), told.join("、"))))
    })
}

fn cleaned(text: Option<&String>) -> Option<String> {
    text.map(|it| clean_text(it)).filter(|it| !it.is_empty())
}

/// The columns of an item for what is given to it.
fn columns(
    row: &Row,
    entry: &Entry,
    reason: Option<String>,
    typed: &Typed,
) -> Result<Vec<(&'static str, Value)>, String> {
    let full = row.get("points").as_int().unwrap_or(0);
    let veto = flag(row, "veto");
    let evidence = cleaned(typed.evidence.as_ref()).or_else(|| row.get("evidence").as_text().map(str::to_owned));
    let kept = row.get("reason").as_text().map(str::to_owned);
    let mut got = row.get("got").as_int();
    let mut special = row.get("special").as_int().unwrap_or(0);
    let (mut not_applicable, mut stands) = (false, None);
    match entry {
        Entry::Veto(holds) if veto => stands = Some(*holds),
        Entry::Veto(_) => return Err("不是否决项".to_owned()),
        Entry::Clear => {
            let nothing = ["got", "stands", "reason", "evidence", "owner_id", "due_on", "scored_by", "scored_on"];
            let mut all: Vec<(&'static str, Value)> = nothing.iter().map(|name| (*name, Value::Null)).collect();
            all.extend([("special", 0.into()), ("not_applicable", false.into())]);
            return Ok(all);
        }
        Entry::Got(_) | Entry::Off(_) | Entry::Special(_) | Entry::NotApplicable if veto => {
            return Err("是否决项，只写成立（是）或不成立（否）".to_owned());
        }
        Entry::Got(points) if *points < 0 => return Err("得分不能小于 0".to_owned()),
        Entry::Got(points) if *points > full => {
            return Err(format!("得分 {} 超过标准分 {}", show_tenths(*points), show_tenths(full)));
        }
        Entry::Got(points) => got = Some(*points),
        Entry::Off(points) if *points < 0 => return Err("扣分不能小于 0".to_owned()),
        Entry::Off(points) => got = Some((full - points).max(0)),
        Entry::Special(points) if *points < 0 => return Err("特别扣分不能小于 0".to_owned()),
        Entry::Special(points) => {
            special = *points;
            got = Some(got.unwrap_or(full));
        }
        Entry::NotApplicable => {
            (got, special, not_applicable) = (None, 0, true);
        }
    }
    let deducted = stands == Some(true) || got.is_some_and(|got| got < full || special > 0);
    let needs = deducted || not_applicable;
    let reason = reason.or(kept.filter(|_| needs));
    if needs && reason.is_none() {
        return Err(if not_applicable { "不参评要写原因" } else { "扣分要写原因" }.to_owned());
    }
    let mends = |value: Value, stored: &str| match (deducted, value) {
        (false, _) => Value::Null,
        (true, Value::Null) => row.get(stored).clone(),
        (true, value) => value,
    };
    Ok(vec![
        ("got", got.into()),
        ("special", special.into()),
        ("not_applicable", not_applicable.into()),
        ("stands", stands.into()),
        ("reason", reason.filter(|_| needs).into()),
        ("evidence", evidence.into()),
        ("owner_id", mends(typed.owner.into(), "owner_id")),
        ("due_on", mends(typed.due_on.into(), "due_on")),
    ])
}
