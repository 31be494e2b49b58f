//! The author's own words in a report, per kind, period (or the record it is about) and section.

use std::collections::BTreeMap;

use crate::domain::fold::clean_text;
use crate::error::Result;
use crate::store::{Condition, Query, Relation, Row, Store};

const TEXT: Relation =
    Relation { table: "report_text", columns: &["kind", "period", "section", "body"], retires: false, versioned: true };

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
