//! The papers of one hazard, and the ledger of all that are shown, written beside the data file.

use crate::domain::hazard::{Level, State};
use crate::error::{Error, Result};
use crate::registers::hazard::HAZARD;
use crate::report::collect::ledger::{self, Asked};
use crate::report::kinds::{self, About, KINDS};
use crate::tui::overlay::Pick;
use crate::tui::paper;
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::screens::report::moment;

/// Name of the question which paper to print.
pub(super) const TAG: &str = "hazard.print";
/// The answer that means the ledger of what is shown.
pub(super) const LEDGER: &str = "ledger";

/// Asks which paper.
pub(super) fn ask(cx: &Session, id: i64) -> Result<Msg> {
    paper::folder(cx)?;
    let row = cx.store.row(&HAZARD.relation, id)?.ok_or_else(|| Error::input("没有这条隐患"))?;
    let state = row.get("state").as_text().and_then(State::from_code);
    let notice = Choice::new("notice", "隐患整改通知单");
    let acceptance = Choice::new("acceptance", "复查（验收）单");
    let notice_first = matches!(state, Some(State::Found | State::Assessed | State::Rectifying));
    let mut choices = if notice_first { vec![notice, acceptance] } else { vec![acceptance, notice] };
    if row.get("level").as_text() == Some(Level::Major.code()) {
        let letters = KINDS.iter().filter(|kind| kind.is_letter() && kind.about == About::Record(HAZARD.key));
        choices.extend(letters.map(|kind| Choice::new(kind.key, kind.title)));
    }
    choices.push(Choice::new(LEDGER, ledger::paper_title(&HAZARD)).note("当前显示的"));
    Ok(Msg::Push(Box::new(Pick::new(TAG, "打印", choices))))
}

/// Writes the paper of one hazard and says where it lies.
pub(super) fn print(cx: &Session, id: i64, which: &str) -> Result<Vec<Msg>> {
    let row = cx.store.row(&HAZARD.relation, id)?.ok_or_else(|| Error::input("没有这条隐患"))?;
    paper::of_record(cx, which, row.get("code").as_text().unwrap_or_default())
}

/// Writes the ledger of these hazards and says where it lies.
pub(super) fn print_ledger(cx: &Session, asked: &Asked) -> Result<Vec<Msg>> {
    let made = ledger::of_register(&cx.store, kinds::find(LEDGER)?, &HAZARD, asked, moment(cx))?;
    paper::write(cx, &made)
}
