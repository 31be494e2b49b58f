//! 责任制考核: from the list of sheets to the one that is being scored, and a period's sheets opened at once.

use crate::domain::assessment::Cadence;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::registers::assessment;
use crate::registers::assessment::act::{self, Asked};
use crate::tui::overlay::Prompt;
use crate::tui::screen::{Choice, Msg, Screen, Session};

mod draw;
mod entry;

#[cfg(test)]
mod tests;

/// Steps and answers of this area begin with it.
pub(super) const OPEN: &str = "assessment.open";

/// The screen in which a sheet is scored; none for one of which only a total came in.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn sheet(cx: &Session, id: i64) -> Result<Option<Box<dyn Screen>>> {
    if assessment::items(&cx.store, id)?.is_empty() {
        return Ok(None);
    }
    Ok(Some(Box::new(entry::Entry::new(id))))
}

/// What can be done without a sheet.
pub(super) fn step() -> Choice {
    Choice::new(OPEN, "打开一期的考核").note("按责任清单生成评分表，带出建议分；已打开的重新取数")
}

/// Asks which period; the one that is over last stands there already.
pub(super) fn ask(cx: &Session, wanted: Option<&str>) -> Msg {
    let usual = Period::containing(Cadence::Month.kind(), cx.today).previous().to_string();
    let label = "考核期（2026-11、2026-Q3、2026-H1 或 2026）：";
    Msg::Push(Box::new(Prompt::new(OPEN, "打开一期的考核", label, true).with(wanted.unwrap_or(&usual))))
}

/// Opens the sheets of a period and tells what came of it.
///
/// # Errors
/// As [`act::open`].
pub(super) fn open_period(cx: &mut Session, text: &str) -> Result<Vec<Msg>> {
    let period = assessment::read_period(text)?;
    let made = act::open(&mut cx.store, Asked { period, department: None, person: None }, cx.today)?;
    let said = format!(
        "{}：新打开 {} 份，重新取数 {} 份，已完成 {} 份，不考核 {} 份；Enter 评分",
        period.label(),
        made.opened.len(),
        made.refreshed.len(),
        made.finished,
        made.left_out.len()
    );
    Ok(vec![Msg::Stale, Msg::Notice(said)])
}

/// The row id a list names.
fn number(id: &str) -> Result<i64> {
    id.parse().map_err(|_| Error::internal(format!("行号 {id}")))
}

/// What opening a row of the list does.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn open_row(cx: &Session, id: &str) -> Result<Option<Msg>> {
    Ok(sheet(cx, number(id)?)?.map(Msg::Push))
}
