//! People in the forms of rounds: one picked from the list or typed by name, and who signs.

use crate::domain::fold::clean_line;
use crate::domain::post::PostRole;
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::registers::Lookups;
use crate::tui::screen::{Choice, Session};

/// A picked person as the value of a field; a bare number would be mistaken for a 工号.
pub(super) fn key(id: i64) -> String {
    format!("id:{id}")
}

/// Everybody a field may name.
pub(super) fn options(people: &Lookups) -> Vec<Choice> {
    let all = people.get("person").choices();
    all.into_iter().map(|(id, label, number)| Choice::new(key(id), label).note(number)).collect()
}

/// The person picked or typed; none where the field is empty.
///
/// # Errors
/// When nobody, or more than one, is called so.
pub(super) fn read(people: &Lookups, field: &'static str, raw: &str) -> Result<Option<i64>, Problem> {
    if let Some(id) = raw.strip_prefix("id:").and_then(|id| id.parse().ok()) {
        return Ok(Some(id));
    }
    let name = clean_line(raw);
    if name.is_empty() {
        return Ok(None);
    }
    people
        .get("person")
        .find(&name)
        .map(Some)
        .map_err(|_| Problem::field(field, format!("人员台账里没有（或不止一个）“{name}”，按 F4 从列表里选")))
}

/// Name of the 主要负责人 who is here today.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn principal(cx: &Session) -> Result<Option<String>> {
    let employed = cx.store.employed()?;
    let mut here = employed.into_iter().filter(|it| it.ended_on.is_none_or(|last| cx.today <= last));
    Ok(here.find(|it| it.role == Some(PostRole::Principal)).map(|it| it.name))
}
