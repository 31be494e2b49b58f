//! What one report is about, as it is kept and called: a period, or a record by its number.

use super::collect::ledger::register_of;
use super::kinds::{About, ReportKind};
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::registers;
use crate::store::Store;

/// What one report is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// As it is stored: `2026-11`, `YH-2026-0147`; the row id of a record without a number.
    pub key: String,
    /// The period, for a report about one.
    pub period: Option<Period>,
    /// As people say it: `2026年11月`, `YH-2026-0147`.
    pub label: String,
    /// The report in words: `安全生产月报 2026年11月`.
    pub title: String,
}

/// What a report is about, from what was typed: a period, or a record's number or row id.
///
/// # Errors
/// [`crate::error::Kind::Input`] when it fits no period of the kind or no record; when the file cannot be read.
pub fn of(store: &Store, kind: &ReportKind, about: &str) -> Result<Subject> {
    let (key, period) = match kind.about {
        About::Period(_) => {
            let period = kind.period(about)?;
            (period.to_string(), Some(period))
        }
        About::Record(register) => (number(store, register, about)?, None),
        About::Register(_) => (register_of(kind, about)?.key.to_owned(), None),
    };
    let label = period.map_or_else(|| key.clone(), Period::label);
    Ok(Subject { title: format!("{} {label}", kind.title), key, period, label })
}

/// The number by which people name a record; its row id where it has none.
fn number(store: &Store, register: &str, about: &str) -> Result<String> {
    let register = registers::find(register).ok_or_else(|| Error::internal(format!("没有台账 {register}")))?;
    let id = registers::resolve(store, register.key, about)?;
    let row = store.row(&register.relation, id)?;
    let named = |column: &&str| {
        let text = row.as_ref().and_then(|row| row.get(column).as_text()).map(str::to_owned);
        text.filter(|it| !it.is_empty())
    };
    Ok(register.identity.iter().find_map(named).unwrap_or_else(|| id.to_string()))
}
