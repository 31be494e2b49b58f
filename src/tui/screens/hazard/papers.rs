//! The papers of one hazard: 整改通知单 and 复查（验收）单, written beside the data file.

use std::io::Write as _;
use std::path::PathBuf;

use crate::domain::hazard::{State, Verb};
use crate::error::{Error, Kind, Result};
use crate::exchange::out_file;
use crate::registers::enterprise::ENTERPRISE;
use crate::registers::hazard::HAZARD;
use crate::registers::{self, Context, LATE_ENTRY_DAYS, Listed, Lookups};
use crate::report::Facts;
use crate::report::acceptance::{AcceptanceFacts, Returned};
use crate::report::layout;
use crate::report::model::Report;
use crate::report::notice::{FiveFixes, HazardFacts, NoticeFacts};
use crate::store::{Query, StoredStep};
use crate::tui::overlay::Pick;
use crate::tui::screen::{Choice, Msg, Session};

/// Name of the question which paper to print.
pub(super) const TAG: &str = "hazard.print";
/// Folder beside the data file.
const FOLDER: &str = "打印";

/// Asks which paper.
pub(super) fn ask(cx: &Session, id: i64) -> Result<Msg> {
    folder(cx)?;
    let row = cx.store.row(&HAZARD.relation, id)?.ok_or_else(|| Error::input("没有这条隐患"))?;
    let state = row.get("state").as_text().and_then(State::from_code);
    let notice = Choice::new("notice", "隐患整改通知单");
    let acceptance = Choice::new("acceptance", "复查（验收）单");
    let notice_first = matches!(state, Some(State::Found | State::Assessed | State::Rectifying));
    let choices = if notice_first { vec![notice, acceptance] } else { vec![acceptance, notice] };
    Ok(Msg::Push(Box::new(Pick::new(TAG, "打印", choices))))
}

/// Writes the paper and says where it lies.
pub(super) fn print(cx: &Session, id: i64, which: &str) -> Result<Vec<Msg>> {
    let read = Read::of(cx, id)?;
    let report = if which == "notice" { read.notice(cx).report() } else { read.acceptance(cx).report() };
    let path = write(cx, &report)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(vec![Msg::Notice(format!("已生成 {FOLDER}/{name}"))])
}

fn folder(cx: &Session) -> Result<PathBuf> {
    let path = cx.store.path();
    match path.parent() {
        Some(folder) if path.file_name().is_some() => Ok(folder.join(FOLDER)),
        _ => Err(Error::input("数据只在内存里，没有可以放打印文件的文件夹")),
    }
}

fn write(cx: &Session, report: &Report) -> Result<PathBuf> {
    let folder = folder(cx)?;
    std::fs::create_dir_all(&folder)
        .map_err(|e| Error::new(Kind::File, format!("不能建立文件夹 {}：{e}", folder.display())))?;
    let (extension, bytes) = bytes(cx, report)?;
    let path = folder.join(format!("{}.{extension}", report.file_stem));
    out_file::write(&path, true, |file| {
        file.write_all(&bytes).map_err(|e| Error::new(Kind::File, format!("不能写入 {}：{e}", path.display())))
    })?;
    Ok(path)
}

#[cfg(feature = "pdf")]
fn bytes(cx: &Session, report: &Report) -> Result<(&'static str, Vec<u8>)> {
    let fonts = layout::pdf::Fonts::with_system()?;
    let options = layout::pdf::Options { created: cx.store.now().naive_utc(), templates: None, fonts: &fonts };
    Ok(("pdf", layout::pdf::pdf(report, options)?.bytes))
}

/// Without PDF in this build the paper is plain text.
#[cfg(not(feature = "pdf"))]
fn bytes(_cx: &Session, report: &Report) -> Result<(&'static str, Vec<u8>)> {
    Ok(("txt", layout::text::text(report, 80).into_bytes()))
}

/// A hazard read for its papers.
struct Read {
    listed: Listed,
    steps: Vec<StoredStep>,
    lookups: Lookups,
    unit: String,
}

impl Read {
    fn of(cx: &Session, id: i64) -> Result<Self> {
        let lookups = Lookups::of(&HAZARD, &cx.store)?;
        let context = Context { today: cx.today, lookups: &lookups, late_limit: LATE_ENTRY_DAYS };
        let listed = registers::one(&cx.store, &HAZARD, id, &context)?.ok_or_else(|| Error::input("没有这条隐患"))?;
        let plant = cx.store.rows(&ENTERPRISE.relation, &Query::default())?;
        let unit = plant.first().and_then(|row| row.get("name").as_text()).unwrap_or_default().to_owned();
        Ok(Self { steps: cx.store.hazard_steps(id)?, listed, lookups, unit })
    }

    fn text(&self, key: &str) -> Option<String> {
        self.listed.cell(&HAZARD, key).map(|cell| cell.text.clone()).filter(|text| !text.is_empty())
    }

    fn date(&self, name: &str) -> Option<chrono::NaiveDate> {
        self.listed.row.get(name).as_date()
    }

    fn name(&self, step: &StoredStep) -> String {
        let registered = step.step.by.id.and_then(|id| self.lookups.get("person").label(id));
        registered.unwrap_or(&step.step.by.name).to_owned()
    }

    /// Number of a paper: that of the hazard.
    fn number(&self, head: &str) -> String {
        let code = self.text("code").unwrap_or_default();
        let parts: Vec<&str> = code.split('-').collect();
        match parts.as_slice() {
            [_, year, number] => format!("{head}〔{year}〕{number}号"),
            _ => format!("{head} {code}"),
        }
    }

    fn hazard(&self) -> HazardFacts {
        HazardFacts {
            id: self.listed.row.id,
            code: self.text("code").unwrap_or_default(),
            title: self.text("title").unwrap_or_default(),
            level: self.listed.row.get("level").as_text().map(str::to_owned),
            level_label: self.text("level").unwrap_or_else(|| "未定级".to_owned()),
            category: self.text("field").or_else(|| self.text("kind")),
            place: self.text("place"),
            department: self.text("department"),
            owner: self.text("owner"),
            found_on: self.date("found_on"),
            found_by: self.text("found_by"),
            source: self.text("source"),
            basis: self.text("basis"),
            due_on: self.date("due_on"),
            original_due_on: self.date("original_due_on"),
        }
    }

    fn cut_off(cx: &Session) -> (String, Option<String>) {
        let code = cx.store.chain_head().ok().flatten().map(|head| head.code);
        (cx.store.now().format("%Y-%m-%d %H:%M").to_string(), code)
    }

    fn notice(&self, cx: &Session) -> NoticeFacts {
        let (cut_off, chain_code) = Self::cut_off(cx);
        let assessed = self.steps.iter().find(|step| step.step.verb == Verb::Assess);
        let measures = self.text("measures");
        NoticeFacts {
            unit: self.unit.clone(),
            number: self.number("整改"),
            hazard: self.hazard(),
            inspected_on: self.date("found_on"),
            inspectors: self.text("found_by").into_iter().collect(),
            requirement: measures.clone(),
            five: FiveFixes { measures, funds_fen: self.listed.row.get("funds_fen").as_int(), plan: self.text("plan") },
            issued_by: assessed.map(|step| self.name(step)),
            issued_on: assessed.map(|step| step.step.on),
            received_by: None,
            cut_off,
            chain_code,
        }
    }

    fn acceptance(&self, cx: &Session) -> AcceptanceFacts {
        let (cut_off, chain_code) = Self::cut_off(cx);
        let last = |verb: Verb| self.steps.iter().rev().find(|step| step.step.verb == verb);
        let rectified = last(Verb::Rectify).filter(|_| self.date("rectified_on").is_some());
        let returned = self.steps.iter().filter(|step| step.step.verb == Verb::Return).map(|step| Returned {
            on: step.step.on,
            by: Some(self.name(step)),
            reason: step.words.clone().unwrap_or_default(),
        });
        AcceptanceFacts {
            unit: self.unit.clone(),
            number: self.number("验收"),
            notice_number: Some(self.number("整改")),
            hazard: self.hazard(),
            situation: rectified.and_then(|step| step.words.clone()),
            rectified_by: rectified.map(|step| self.name(step)),
            rectified_on: self.date("rectified_on"),
            late: self.listed.row.get("late").as_int() == Some(1),
            cost_fen: rectified.and_then(|step| step.cost_fen),
            returned: returned.collect(),
            opinion: self.text("opinion"),
            passed: self.date("accepted_on").map(|_| true),
            accepter: self.text("accepter"),
            accepted_on: self.date("accepted_on"),
            closed_by: self.text("closer"),
            closed_on: self.date("closed_on"),
            cut_off,
            chain_code,
        }
    }
}
