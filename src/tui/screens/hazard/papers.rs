//! The papers of one hazard: 整改通知单 and 复查（验收）单, written beside the data file.

use std::io::Write as _;
use std::path::PathBuf;

use crate::domain::hazard::State;
use crate::error::{Error, Kind, Result};
use crate::exchange::out_file;
use crate::registers::hazard::HAZARD;
use crate::report::collect::{self, Moment};
use crate::report::kinds::{self, Format};
use crate::report::render::render;
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

/// Writes the paper and says where it lies. Without PDF in this build the paper is plain text.
pub(super) fn print(cx: &Session, id: i64, which: &str) -> Result<Vec<Msg>> {
    let row = cx.store.row(&HAZARD.relation, id)?.ok_or_else(|| Error::input("没有这条隐患"))?;
    let code = row.get("code").as_text().unwrap_or_default();
    let moment = Moment { today: cx.today, at: cx.store.now() };
    let made = collect::collect(&cx.store, kinds::find(which)?, code, moment)?;
    let (format, ending) = if cfg!(feature = "pdf") { (Format::Pdf, "pdf") } else { (Format::Txt, "txt") };
    let rendered = render(&made.report, &made.facts, format, moment.at, None)?;
    let folder = folder(cx)?;
    std::fs::create_dir_all(&folder)
        .map_err(|e| Error::new(Kind::File, format!("不能建立文件夹 {}：{e}", folder.display())))?;
    let name = format!("{}.{ending}", made.file_stem);
    let path = folder.join(&name);
    out_file::write(&path, true, |file| {
        let written = file.write_all(&rendered.bytes);
        written.map_err(|e| Error::new(Kind::File, format!("不能写入 {}：{e}", path.display())))
    })?;
    let warned: String = rendered.warnings.iter().map(|it| format!("；{it}")).collect();
    Ok(vec![Msg::Notice(format!("已生成 {FOLDER}/{name}{warned}"))])
}

fn folder(cx: &Session) -> Result<PathBuf> {
    let path = cx.store.path();
    match path.parent() {
        Some(folder) if path.file_name().is_some() => Ok(folder.join(FOLDER)),
        _ => Err(Error::input("数据只在内存里，没有可以放打印文件的文件夹")),
    }
}
