//! The author's own words in a report, per kind, period (or the record it is about) and section.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::domain::fold::{clean_line, clean_text, folded_key};
use crate::error::{Error, Result};
use crate::store::{Condition, Query, Relation, Row, Store};

use super::enterprise::ENTERPRISE;
use super::submission;

const TEXT: Relation =
    Relation { table: "report_text", columns: &["kind", "period", "section", "body"], retires: false, versioned: true };

/// Section under which the document number of a letter is kept.
pub const NUMBER: &str = "number";

fn rows(store: &Store, kind: &str, about: &str) -> Result<Vec<Row>> {
    let conditions = vec![Condition::Is("kind", kind.into()), Condition::Is("period", about.into())];
    store.rows(&TEXT, &Query { conditions, ..Query::default() })
}

/// What was written for a report, by section; sections without text are absent.
///
/// # Errors
/// When the file cannot be read.
pub fn all(store: &Store, kind: &str, about: &str) -> Result<BTreeMap<String, String>> {
    let text = |row: &Row, column: &str| row.get(column).as_text().unwrap_or_default().to_owned();
    let written = rows(store, kind, about)?;
    Ok(written
        .iter()
        .map(|row| (text(row, "section"), text(row, "body")))
        .filter(|(_, body)| !body.is_empty())
        .collect())
}

/// What was written for one section of a report; empty where nothing was.
///
/// # Errors
/// When the file cannot be read.
pub fn read(store: &Store, kind: &str, about: &str, section: &str) -> Result<String> {
    Ok(all(store, kind, about)?.remove(section).unwrap_or_default())
}

/// Writes parts of a report as one operation: section, its label for the log, text. Empty text takes a part back.
/// `true` when anything changed.
///
/// # Errors
/// When the file cannot be written.
pub fn write(store: &mut Store, kind: &str, about: &str, parts: &[(&str, &str, &str)]) -> Result<bool> {
    put(store, ("report.note", "填写"), kind, about, parts)
}

/// As [`write`], for texts that were taken over from an earlier period; the log names it.
///
/// # Errors
/// As [`write`].
pub fn carry(store: &mut Store, kind: &str, about: &str, from: &str, parts: &[(&str, &str, &str)]) -> Result<bool> {
    put(store, ("report.carry", &format!("从{from}带来")), kind, about, parts)
}

fn put(
    store: &mut Store,
    (verb, how): (&str, &str),
    kind: &str,
    about: &str,
    parts: &[(&str, &str, &str)],
) -> Result<bool> {
    let before = rows(store, kind, about)?;
    let stored = |section: &str| before.iter().find(|row| row.get("section").as_text() == Some(section));
    let mut changed = Vec::new();
    for (section, label, body) in parts {
        let body = clean_text(body).trim().to_owned();
        if stored(section).map_or("", |row| row.get("body").as_text().unwrap_or_default()) != body {
            changed.push((*section, *label, body));
        }
    }
    if changed.is_empty() {
        return Ok(false);
    }
    store.write(verb, |tx| {
        for (section, _, body) in &changed {
            match stored(section) {
                Some(row) => tx.update(TEXT.table, row.id, Some(row.version), &[("body", body.as_str().into())])?,
                None => {
                    let values = [
                        ("kind", kind.into()),
                        ("period", about.into()),
                        ("section", (*section).into()),
                        ("body", body.as_str().into()),
                    ];
                    tx.add(TEXT.table, &values)?;
                }
            }
        }
        let labels: Vec<&str> = changed.iter().map(|(_, label, _)| *label).collect();
        Ok(((), format!("报告 {kind} {about} {how}“{}”", labels.join("、"))))
    })?;
    Ok(true)
}

/// What stands before the year of a document number: 企简称 and 安.
///
/// # Errors
/// When the file cannot be read.
pub fn letter_mark(store: &Store) -> Result<String> {
    let row = store.row(&ENTERPRISE.relation, 1)?;
    let text = |name: &str| row.as_ref().and_then(|row| row.get(name).as_text()).filter(|it| !it.is_empty());
    Ok(format!("{}安", text("short_name").or_else(|| text("name")).unwrap_or("企业")))
}

/// Gives a letter its document number, `恒岳安〔2026〕3号`: the one it has, else the year's next. `fresh` asks for a new one
/// although it has one, for a further letter about the same record. A number is never given twice, not even after undo.
///
/// `typed`: the number of a plant that counts by other means; where it is of our own make, the count goes on after it.
///
/// # Errors
/// [`crate::error::Kind::Input`] when another letter has the typed number; when the file cannot be written.
pub fn assign_number(
    store: &mut Store,
    kind: &str,
    about: &str,
    today: NaiveDate,
    typed: Option<&str>,
    fresh: bool,
) -> Result<String> {
    let before = rows(store, kind, about)?.into_iter().find(|row| row.get("section").as_text() == Some(NUMBER));
    let body = |row: &Row| row.get("body").as_text().unwrap_or_default().to_owned();
    let held = before.as_ref().map(body).filter(|it| !it.is_empty());
    let typed = typed.map(clean_line).filter(|it| !it.is_empty());
    if let (Some(held), None, false) = (&held, &typed, fresh) {
        return Ok(held.clone());
    }
    let mut taken: Vec<(String, String)> = store
        .rows(&TEXT, &Query { conditions: vec![Condition::Is("section", NUMBER.into())], ..Query::default() })?
        .iter()
        .filter(|row| before.as_ref().is_none_or(|own| own.id != row.id))
        .map(|row| (body(row), row.get("period").as_text().unwrap_or_default().to_owned()))
        .collect();
    // What went out under a number keeps it, whatever the letter was numbered afterwards.
    for frozen in submission::every(store)?.iter().filter(|it| (it.kind.as_str(), it.period.as_str()) != (kind, about))
    {
        let facts: serde_json::Value = serde_json::from_str(&frozen.facts).unwrap_or_default();
        if let Some(number) = facts.pointer("/head/number").and_then(serde_json::Value::as_str) {
            taken.push((number.to_owned(), frozen.period.clone()));
        }
    }
    if let Some(typed) = &typed
        && let Some((_, other)) = taken.iter().find(|(number, _)| folded_key(number) == folded_key(typed))
    {
        return Err(Error::input(format!("文号 {typed} 已用于 {other}")).hint("同一文号不能用两次，请换一个号"));
    }
    let (mark, year) = (letter_mark(store)?, today.year());
    let counter = format!("letter/{year}");
    let own = |number: i64| format!("{mark}〔{year}〕{number}号");
    store.write("report.number", |tx| {
        let number = match typed {
            Some(typed) => {
                let middle = typed.strip_prefix(&format!("{mark}〔{year}〕")).and_then(|it| it.strip_suffix('号'));
                if let Some(count) = middle.and_then(|it| it.parse().ok()) {
                    tx.claim_number(&counter, count)?;
                }
                typed
            }
            None => loop {
                let next = own(tx.next_number(&counter)?);
                if !taken.iter().any(|(number, _)| *number == next) {
                    break next;
                }
            },
        };
        let value = ("body", number.as_str().into());
        match &before {
            Some(row) => tx.update(TEXT.table, row.id, Some(row.version), &[value])?,
            None => {
                let names = [("kind", kind.into()), ("period", about.into()), ("section", NUMBER.into()), value];
                tx.add(TEXT.table, &names)?;
            }
        }
        Ok((number.clone(), format!("报告 {kind} {about} 编文号 {number}")))
    })
}
