//! `report binder`: the papers of a standardisation self-assessment, bound in element order.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::error::{Error, Result};
use crate::exchange::out_file;
use crate::report::binder::{self, Binder};
use crate::report::kinds::Format;
use crate::report::layout::pdf;
use crate::report::{frozen, render};

use super::super::{Output, Session};
use super::hint_force;

/// Arguments of `report binder`.
#[derive(Debug, Args)]
pub(super) struct BinderArgs {
    /// 标准化自评轮次，如 BZ-2026-01
    #[arg(value_name = "轮次")]
    round: String,
    /// 一个 PDF，写到这个文件（缺省写在当前文件夹）
    #[arg(short, long, value_name = "FILE", conflicts_with = "folder")]
    output: Option<PathBuf>,
    /// 不装订：每份资料一个文件，连同目录写到这个文件夹
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// 文件夹里各份资料的格式：pdf、docx、xlsx、txt（缺省 pdf）
    #[arg(long, value_name = "FORMAT", requires = "folder")]
    format: Option<String>,
    /// 文件已存在时覆盖
    #[arg(long)]
    force: bool,
    /// 只列目录，不写文件；输出 JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(session: &Session, args: &BinderArgs, out: &mut Output) -> Result<u8> {
    let store = session.open()?;
    let moment = session.moment()?;
    let bound = binder::gather(&store, binder::resolve(&store, &args.round)?, moment)?;
    if args.json {
        let lines: Vec<_> = bound
            .lines
            .iter()
            .map(|it| json!({ "element": it.element, "what": it.what, "paper": it.paper.map(|at| at + 1), "note": it.note }))
            .collect();
        let papers: Vec<&str> = bound.papers.iter().map(|it| it.title.as_str()).collect();
        out.json(&json!({ "round": bound.number, "edition": bound.edition, "lines": lines, "papers": papers }))?;
        return Ok(0);
    }
    let templates = frozen::templates(store.path());
    if let Some(folder) = &args.folder {
        let format = match args.format.as_deref() {
            None => Format::Pdf,
            Some(name) => Format::from_code(name).filter(|it| *it != Format::Json).ok_or_else(|| {
                Error::input(format!("没有“{}”这种格式", crate::domain::fold::clean_line(name)))
                    .hint("可用：pdf、docx、xlsx、txt")
            })?,
        };
        return in_folder(
            &bound,
            folder,
            format,
            args.force,
            &|report, facts| render::render(report, facts, format, moment.at, templates.as_deref()),
            out,
        );
    }
    let fonts = pdf::Fonts::with_system()?;
    let options = pdf::Options { created: moment.at.naive_utc(), templates: templates.as_deref(), fonts: &fonts };
    let index = |pages: &[usize]| {
        let places: Vec<String> = pages.iter().map(ToString::to_string).collect();
        bound.index(&places, "页码")
    };
    let papers: Vec<_> = bound.papers.iter().map(|it| (it.title.as_str(), &it.made.report)).collect();
    let (made, _) = pdf::bind(&bound.cover(), &index, &papers, options)?;
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("{}.pdf", bound.stem())));
    write(&path, &made.bytes, args.force)?;
    for warning in &made.warnings {
        out.say(&format!("注意：{warning}"));
    }
    out.line(&format!("已写入 {}（{} 份资料，{} 页）", path.display(), bound.papers.len(), made.pages))?;
    Ok(0)
}

type Render<'a> =
    dyn Fn(&crate::report::model::Report, &serde_json::Value) -> Result<crate::report::render::Rendered> + 'a;

fn in_folder(
    bound: &Binder,
    folder: &Path,
    format: Format,
    force: bool,
    render: &Render<'_>,
    out: &mut Output,
) -> Result<u8> {
    // A paper that is not written would be missed by nobody: all of them are laid out first.
    let mut files = Vec::new();
    for (at, paper) in bound.papers.iter().enumerate() {
        let made = render(&paper.made.report, &paper.made.facts)?;
        files.push((format!("{}.{}", bound.paper_stem(at), format.code()), made));
    }
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let index = render(&bound.index(&names, "文件"), &serde_json::Value::Null)?;
    files.insert(0, (format!("000_目录.{}", format.code()), index));
    std::fs::create_dir_all(folder).map_err(|error| out_file::failed(folder, &error))?;
    for (name, made) in &files {
        write(&folder.join(name), &made.bytes, force)?;
        for warning in &made.warnings {
            out.say(&format!("注意：{name}：{warning}"));
        }
    }
    out.line(&format!("已写入 {} 份资料和目录，在 {}", bound.papers.len(), folder.display()))?;
    Ok(0)
}

fn write(path: &Path, bytes: &[u8], force: bool) -> Result<()> {
    out_file::write(path, force, |file| file.write_all(bytes).map_err(|error| out_file::failed(path, &error)))
        .map_err(|error| if force { error } else { hint_force(error, path) })
}
