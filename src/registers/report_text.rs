//! The author's own words in a report, per kind, period and section.

use crate::codes;
use crate::domain::fold::clean_text;
use crate::error::Result;
use crate::store::{Condition, Query, Relation, Row, Store};

codes! {
    /// The parts of a report that its author writes.
    pub enum Section {
        Situation = "situation" "情况",
        Problems = "problems" "问题",
        NextMonth = "next_month" "安排",
    }
}

const TEXT: Relation =
    Relation { table: "report_text", columns: &["kind", "period", "section", "body"], retires: false, versioned: true };

fn rows(store: &Store, kind: &str, period: &str) -> Result<Vec<Row>> {
    let conditions = vec![Condition::Is("kind", kind.into()), Condition::Is("period", period.into())];
    store.rows(&TEXT, &Query { conditions, ..Query::default() })
}

/// What was written for a report; empty where nothing was.
///
/// # Errors
/// When the file cannot be read.
pub fn read(store: &Store, kind: &str, period: &str, section: Section) -> Result<String> {
    let all = rows(store, kind, period)?;
    let found = all.iter().find(|row| row.get("section").as_text() == Some(section.code()));
    Ok(found.and_then(|row| row.get("body").as_text()).unwrap_or_default().to_owned())
}

/// Writes one part of a report; empty text takes it back. `true` when anything changed.
///
/// # Errors
/// When the file cannot be written.
pub fn write(store: &mut Store, kind: &str, period: &str, section: Section, body: &str) -> Result<bool> {
    let body = clean_text(body).trim().to_owned();
    let all = rows(store, kind, period)?;
    let before = all.iter().find(|row| row.get("section").as_text() == Some(section.code()));
    if before.map_or("", |row| row.get("body").as_text().unwrap_or_default()) == body {
        return Ok(false);
    }
    store.write("report.note", |tx| {
        match before {
            Some(row) => tx.update(TEXT.table, row.id, Some(row.version), &[("body", body.as_str().into())])?,
            None => {
                let values = [
                    ("kind", kind.into()),
                    ("period", period.into()),
                    ("section", section.code().into()),
                    ("body", body.as_str().into()),
                ];
                tx.add(TEXT.table, &values)?;
            }
        }
        Ok(((), format!("报告 {kind} {period} 填写“{}”", section.label())))
    })?;
    Ok(true)
}
