//! The screens of the program and the table of its areas.

use std::path::Path;

use chrono::NaiveDate;

use super::app::{App, Area};
use super::outside::System;
use super::screen::Session;
use super::terminal;
use super::theme::Theme;
use crate::error::Result;
use crate::registers;
use crate::store::{Access, Store};

mod assessment;
mod barred;
pub mod checklist;
mod clear;
mod enterprise;
pub mod five;
mod form;
mod founding;
pub mod hazard;
mod history;
mod home;
mod hours_gap;
mod import;
pub mod inspection;
mod ledgers;
mod log;
mod register;
pub mod report;
pub mod responsibility;
mod risk;
mod rows_out;
mod setting;
pub mod training;

pub use enterprise::{FactForm, FactList};
pub use form::RegisterForm;
pub use ledgers::open_register;
pub use register::RegisterList;

#[cfg(test)]
mod organisation_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk_tests;

/// The areas there are, in the order of the first line. Digits are fixed; an area that does not exist yet is not shown.
#[must_use]
pub fn areas() -> Vec<Area> {
    vec![
        Area { digit: '1', title: "首页", open: home::open },
        Area { digit: '2', title: "责任清单", open: responsibility::open },
        Area { digit: '3', title: "五落实五到位", open: five::open },
        Area { digit: '4', title: "教育培训", open: training::open },
        Area { digit: '6', title: "自查", open: inspection::open },
        Area { digit: '7', title: "隐患", open: hazard::open },
        Area { digit: '8', title: "风险", open: risk::open },
        Area { digit: '9', title: "台账", open: ledgers::open },
        Area { digit: '0', title: "报告", open: report::open },
    ]
}

/// The program over an open file.
#[must_use]
pub fn program(store: Store, today: NaiveDate, theme: Theme) -> App {
    let unfinished = unfinished(&store);
    let mut app = App::new(Session { store, today }, areas(), theme).with_outside(Box::new(System));
    if let Some(said) = unfinished {
        app.tell(said);
    }
    app
}

/// What was being filled in when the program ended, in words: who comes back after a crash need not remember the form.
fn unfinished(store: &Store) -> Option<String> {
    let drafts = store.drafts().ok()?;
    let mut names: Vec<&str> = Vec::new();
    for draft in &drafts {
        let name = match draft.form.split('/').next().unwrap_or_default() {
            "facts" => "企业情况",
            "report" => "报告",
            key => registers::find(key).map_or("表单", |register| register.title),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let names = names.join("、");
    (!drafts.is_empty()).then(|| format!("有 {} 份没有填完的输入：{names}；打开同一张表单接着填", drafts.len()))
}

/// The program without a file: a form that makes one at `path`, then the areas.
///
/// # Errors
/// Only when SQLite itself fails.
pub fn program_without(path: &Path, access: Access, today: NaiveDate, theme: Theme) -> Result<App> {
    let session = Session { store: Store::in_memory(access)?, today };
    Ok(App::before(session, areas(), theme, founding::screen(path)))
}

/// Runs the terminal program where there is no file yet; gives the exit code.
///
/// # Errors
/// As [`start`].
pub fn found(path: &Path, access: Access, today: NaiveDate, plain: bool) -> Result<u8> {
    let app = program_without(path, access, today, Theme::new(plain, true))?;
    let mut app = app.with_outside(Box::new(System));
    terminal::run(&mut app, plain.then_some(true))
}

/// Runs the terminal program on an open file until it is left; gives the exit code.
///
/// # Errors
/// When there is no terminal, or it went away.
pub fn start(store: Store, today: NaiveDate, plain: bool) -> Result<u8> {
    terminal::check()?;
    terminal::run(&mut program(store, today, Theme::new(plain, true)), plain.then_some(true))
}
