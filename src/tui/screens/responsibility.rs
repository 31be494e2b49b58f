//! 责任清单: how far the system reaches and what is wanting, the lists with their duties, the signatures.

mod lists;
mod overview;
mod signing;
#[cfg(test)]
mod tests;

use super::super::list::ListScreen;
use super::super::screen::{Choice, Msg, Screen, Session};
use super::form::RegisterForm;
use super::register::RegisterList;
use crate::error::Result;
use crate::registers::responsibility::lists::{DUTY, DUTY_LIST};
use crate::registers::responsibility::need::Names;

/// The first screen of the area.
///
/// # Errors
/// None.
pub(super) fn open(_: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(overview::Overview::default())))
}

/// The plant's lists.
pub(super) fn lists() -> Box<dyn Screen> {
    Box::new(ListScreen::new(lists::Lists))
}

/// Signatures wanting; of the people, posts and lists that this filter names (`list:3`), or all.
pub(super) fn signing(filter: Option<String>) -> Box<dyn Screen> {
    let list = ListScreen::new(signing::Signing::default());
    Box::new(match filter {
        Some(filter) => list.filtered(&filter),
        None => list,
    })
}

/// The duties of a list in its newest wording.
fn duties(list: i64, names: &Names) -> Msg {
    Msg::Push(Box::new(RegisterList::new(&DUTY).only(format!("list=#{list}"), names.list(list)).screen()))
}

/// The form that approves the newest wording of a list.
fn approval(list: i64, cx: &Session) -> Msg {
    let form = RegisterForm::change(&DUTY_LIST, list, cx.today);
    Msg::Push(Box::new(form.only(APPROVAL).screen()))
}

/// What approving asks for.
const APPROVAL: &[&str] =
    &["effective_from", "drafted_by", "reviewed_by", "union_opinion", "approved_by", "approved_on", "changed"];

/// Every list as a choice; the first ones are proposed for the post.
fn list_choices(names: &Names, proposed: &[i64]) -> Vec<Choice> {
    let mut all: Vec<(bool, Choice)> = names
        .lists
        .iter()
        .map(|(id, (code, title))| {
            let fits = proposed.contains(id);
            let choice = Choice::new(id.to_string(), format!("{code} {title}"));
            (!fits, if fits { choice.note("建议：按岗位的角色和名称") } else { choice })
        })
        .collect();
    all.sort_by(|a, b| (a.0, &a.1.label).cmp(&(b.0, &b.1.label)));
    all.into_iter().map(|(_, choice)| choice).collect()
}
