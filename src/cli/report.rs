//! `report`: print a report, list the kinds; below it what is done with reports: handing in, writing their words.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use crate::error::{Error, Result};
use crate::exchange::out_file;
use crate::registers::responsibility::need;
use crate::registers::submission::{self, Frozen};
use crate::report::kinds::{self, About, Format, KINDS, ReportKind};
use crate::report::{collect, frozen};
use crate::report::{layout, model, render};

use super::paper::{self, Wishes};
use super::{Output, Session};

mod binder;
mod handing;
mod letter;
mod words;

/// Arguments of `report`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct ReportArgs {
    #[command(subcommand)]
    verb: Option<ReportCommand>,
    /// 报告：weekly 周报、monthly 月报、quarterly 季度表、yearly 年度表、half_year 半年总结、year_summary 年度总结、
    /// notice 整改通知单、acceptance 复查验收单、inspection 检查记录（report list 列出全部）
    kind: Option<String>,
    /// 期间：2026-11、2026-W47、2026-Q3、2026-H1、2026
    #[arg(long, value_name = "P")]
    period: Option<String>,
    /// 关于哪条记录：隐患编号 YH-2026-0147、检查编号 JC-2026-00012、检查表 daily、工号或行号；台账写台账名 hazard
    #[arg(long, value_name = "ID", conflicts_with = "period")]
    record: Option<String>,
    /// 格式：pdf、docx、xlsx、txt、json（缺省 txt；给了 -o 时按扩展名）
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// 写到这个文件（txt 和 json 缺省打印出来，pdf、docx 和 xlsx 缺省写在当前文件夹）
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 文件已存在时覆盖
    #[arg(long)]
    force: bool,
    /// 打印定稿或报送时冻结的第几次，不看今天的记录
    #[arg(long, value_name = "N")]
    number: Option<i64>,
    /// 打印最近一次冻结的版本
    #[arg(long, conflicts_with = "number")]
    frozen: bool,
    /// 责任书：这个部门（连同下级）每人一份，写到 -o 指明的文件夹（缺省当前文件夹）
    #[arg(long, value_name = "部门", conflicts_with_all = ["record", "period", "frozen", "number"])]
    department: Option<String>,
    #[command(flatten)]
    wishes: Wishes,
}

/// What else can be done with reports.
#[derive(Debug, Subcommand)]
enum ReportCommand {
    /// 列出报告种类
    List {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 标准化迎审资料：按要素装订台账和文书，一个 PDF 或一个文件夹，带目录
    Binder(binder::BinderArgs),
    /// 定稿：冻结数字、文字和签发人，先不报送
    Finalise(handing::FinaliseArgs),
    /// 登记已报送：有定稿的报定稿，没有的当时冻结
    Submit(handing::SubmitArgs),
    /// 登记被退回；再报送的是补报
    Return(handing::ReturnArgs),
    /// 用今天的记录重算每份冻结的报告，列出不一致的数字和引起变化的操作
    Verify {
        /// 只查这个文件（pdf、docx、xlsx、txt）是不是哪份冻结的报告原样排出的
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 填写报告里由人写的文字，或列出还空着的段
    Note(words::NoteArgs),
    /// 把上期写的问题和安排带来作草稿（只填还空着的段）
    Carry(words::CarryArgs),
    /// 用语体检：列出没有内容的套话和怎样改；只提醒
    Check(words::CheckArgs),
    /// 给上报文书编文号（企简称安〔年份〕号）；已有的不重编
    Number(letter::NumberArgs),
}

pub(super) fn run(session: &Session, args: &ReportArgs, out: &mut Output) -> Result<u8> {
    let code = match &args.verb {
        Some(ReportCommand::List { json }) => list(session, *json, out),
        Some(ReportCommand::Binder(args)) => binder::run(session, args, out),
        Some(ReportCommand::Finalise(args)) => handing::finalise(session, args, out),
        Some(ReportCommand::Submit(args)) => handing::submit(session, args, out),
        Some(ReportCommand::Return(args)) => handing::give_back(session, args, out),
        Some(ReportCommand::Verify { file: Some(file), json }) => handing::verify_file(session, file, *json, out),
        Some(ReportCommand::Verify { file: None, json }) => handing::verify(session, *json, out),
        Some(ReportCommand::Note(args)) => words::note(session, args, out),
        Some(ReportCommand::Carry(args)) => words::carry(session, args, out),
        Some(ReportCommand::Check(args)) => words::check(session, args, out),
        Some(ReportCommand::Number(args)) => letter::number(session, args, out),
        None => print(session, args, out),
    }?;
    out.flush()?;
    Ok(code)
}

fn print(session: &Session, args: &ReportArgs, out: &mut Output) -> Result<u8> {
    let Some(name) = &args.kind else {
        return Err(Error::input("没有写明哪种报告").hint("用 anguan report list 列出报告种类"));
    };
    let kind = kinds::find(name)?;
    let format = format_of(args)?;
    if let Some(department) = &args.department {
        return letters(session, args, kind, format, department, out);
    }
    let about = about(kind, args.period.as_ref(), args.record.as_ref())?;
    let mut store = session.open()?;
    let moment = session.moment()?;
    let templates = frozen::templates(store.path());
    let (bytes, stem) = if args.frozen || args.number.is_some() {
        let it = frozen::find(&store, kind, about, args.number)?;
        let stem = model::file_stem(&[kind.title, &it.period, &format!("第{}次", it.number)]);
        if (args.output.is_none(), format) == (true, Format::Txt) {
            out.raw(layout::text::text(&frozen::reprint(kind, &it)?, columns()).as_bytes())?;
            return Ok(0);
        }
        (frozen::reprint_as(kind, &it, format, moment, templates.as_deref())?, stem)
    } else {
        let made = paper::collect(&mut store, kind, about, &args.wishes, moment)?;
        if (args.output.is_none(), format) == (true, Format::Txt) {
            out.raw(layout::text::text(&made.report, columns()).as_bytes())?;
            return Ok(0);
        }
        let bytes = render::render(&made.report, &made.facts, format, moment.at, templates.as_deref())?;
        (bytes, made.file_stem)
    };
    if (args.output.is_none(), format) == (true, Format::Json) {
        out.json_text(&String::from_utf8_lossy(&bytes.bytes))?;
        return Ok(0);
    }
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("{stem}.{}", format.code())));
    out_file::write(&path, args.force, |file| {
        file.write_all(&bytes.bytes).map_err(|error| out_file::failed(&path, &error))
    })
    .map_err(|error| if args.force { error } else { hint_force(error, &path) })?;
    for warning in &bytes.warnings {
        out.say(&format!("注意：{warning}"));
    }
    let pages = bytes.pages.map_or_else(String::new, |pages| format!("（{pages} 页）"));
    out.line(&format!("已写入 {}{pages}", path.display()))?;
    Ok(0)
}

/// A letter for everybody of a department, one file each.
fn letters(
    session: &Session,
    args: &ReportArgs,
    kind: &'static ReportKind,
    format: Format,
    department: &str,
    out: &mut Output,
) -> Result<u8> {
    if kind.key != "pledge_letter" {
        return Err(Error::input(format!("{}没有 --department 这样的选项", kind.title))
            .hint("只有责任书（pledge_letter）按部门打印"));
    }
    let store = session.open()?;
    let moment = session.moment()?;
    let department = crate::registers::resolve(&store, "department", department)?;
    let people = need::people_of(&store, department, session.today)?;
    let templates = frozen::templates(store.path());
    let folder = args.output.clone().unwrap_or_else(|| PathBuf::from("."));
    std::fs::create_dir_all(&folder).map_err(|error| out_file::failed(&folder, &error))?;
    // A file for a person that is not written would be missed by nobody: all of them are laid out first.
    let mut made = Vec::new();
    for person in &people {
        let letter = collect::collect(&store, kind, &format!("#{person}"), moment)?;
        let bytes = render::render(&letter.report, &letter.facts, format, moment.at, templates.as_deref())?;
        made.push((folder.join(format!("{}.{}", letter.file_stem, format.code())), bytes));
    }
    for (path, bytes) in &made {
        out_file::write(path, args.force, |file| {
            file.write_all(&bytes.bytes).map_err(|error| out_file::failed(path, &error))
        })
        .map_err(|error| if args.force { error } else { hint_force(error, path) })?;
    }
    out.line(&format!("已写入 {} 份责任书，在 {}", made.len(), folder.display()))?;
    Ok(0)
}

fn hint_force(error: Error, path: &Path) -> Error {
    if path.symlink_metadata().is_ok() { error.hint("要覆盖请加 --force") } else { error }
}

/// As wide as the terminal; as a file is where there is none.
fn columns() -> usize {
    if !std::io::stdout().is_terminal() {
        return render::FILE_COLUMNS;
    }
    crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns))
}

fn format_of(args: &ReportArgs) -> Result<Format> {
    let ending = args.output.as_deref().and_then(Path::extension).map(|it| it.to_string_lossy().to_lowercase());
    let named = match (&args.format, &ending) {
        (Some(name), _) => name.to_lowercase(),
        (None, Some(ending)) => ending.clone(),
        (None, None) => "txt".to_owned(),
    };
    match Format::from_code(&named) {
        Some(format) => Ok(format),
        None => Err(Error::input(format!("没有“{}”这种格式", crate::domain::fold::clean_line(&named)))
            .hint("可用：pdf、docx、xlsx、txt、json")),
    }
}

/// The period or record as typed, demanded where the kind asks for it.
fn about<'a>(kind: &ReportKind, period: Option<&'a String>, record: Option<&'a String>) -> Result<&'a str> {
    match (kind.about, period, record) {
        (About::Period(_), Some(period), _) => Ok(period),
        (About::Record(_) | About::Register(None), _, Some(record)) => Ok(record),
        (About::Register(Some(own)), _, _) => Ok(own),
        (About::Record(_), None, None) if kind.may_be_whole() => Ok(kinds::WHOLE),
        (About::Register(None), _, None) => Err(Error::input(format!("{}要用 --record 写明是哪本台账", kind.title))
            .hint("写成 --record hazard；台账的名称见 anguan list 的说明")),
        (About::Period(period), None, _) => Err(Error::input(format!("{}要用 --period 写明期间", kind.title))
            .hint(format!("写成 --period {}", kinds::example(period)))),
        (About::Record(register), _, None) => {
            let register = super::records::register(register)?;
            Err(Error::input(format!("{}要用 --record 写明是哪条{}", kind.title, register.title))
                .hint(format!("用 anguan list {} 查编号", register.key)))
        }
    }
}

/// Which report: its kind, and the period or record as typed.
#[derive(Debug, Args)]
struct Which {
    /// 报告：report list 列出全部
    kind: String,
    /// 期间：2026-11、2026-W47、2026-Q3、2026-H1、2026
    #[arg(long, value_name = "P")]
    period: Option<String>,
    /// 关于哪条记录：编号或行号
    #[arg(long, value_name = "ID", conflicts_with = "period")]
    record: Option<String>,
}

impl Which {
    fn read(&self) -> Result<(&'static ReportKind, &str)> {
        let kind = kinds::find(&self.kind)?;
        Ok((kind, about(kind, self.period.as_ref(), self.record.as_ref())?))
    }

    /// As it was typed, for a hint.
    fn named(&self) -> String {
        match (&self.period, &self.record) {
            (Some(period), _) => format!("--period {period}"),
            (None, Some(record)) => format!("--record {record}"),
            (None, None) => String::new(),
        }
    }
}

/// The last version that stands of each kind: what `report list` says of the file, where there is one.
fn latest(session: &Session) -> Result<Vec<Frozen>> {
    if !session.path()?.exists() {
        return Ok(Vec::new());
    }
    submission::all(&session.open()?)
}

fn list(session: &Session, json: bool, out: &mut Output) -> Result<u8> {
    let frozen = latest(session)?;
    let last = |kind: &ReportKind| {
        let own = frozen.iter().filter(|it| it.kind == kind.key);
        own.max_by_key(|it| (it.submitted_on.unwrap_or(it.finalised_on), it.id))
    };
    if json {
        let all: Vec<_> = KINDS
            .iter()
            .map(|it| {
                let (about, period, record) = match it.about {
                    About::Period(kind) => ("period", Some(kind.code()), None),
                    About::Record(register) => ("record", None, Some(register)),
                    About::Register(register) => ("register", None, register),
                };
                let texts: Vec<_> = it
                    .texts
                    .iter()
                    .map(|it| json!({ "section": it.key, "label": it.label, "help": it.help, "carried": it.is_carried() }))
                    .collect();
                let last = last(it).map(|it| {
                    json!({ "period": it.period, "number": it.number, "state": it.state.code(),
                            "finalised_on": it.finalised_on, "submitted_on": it.submitted_on })
                });
                json!({ "kind": it.key, "title": it.title, "about": about, "period": period, "record": record,
                        "formats": it.formats.iter().map(|it| it.code()).collect::<Vec<_>>(), "duty": it.duty,
                        "texts": texts, "last": last })
            })
            .collect();
        out.json(&all)?;
        return Ok(0);
    }
    let rows: Vec<Vec<String>> = KINDS
        .iter()
        .map(|it| {
            let about = match it.about {
                About::Period(kind) => format!("--period {}", kinds::example(kind)),
                About::Record(register) => format!("--record {register} 编号"),
                About::Register(None) => "--record 台账".to_owned(),
                About::Register(Some(register)) => format!("台账 {register}"),
            };
            let formats: Vec<&str> = it.formats.iter().map(|it| it.code()).collect();
            let texts: Vec<&str> = it.texts.iter().map(|it| it.label).collect();
            let last = last(it).map_or_else(String::new, |it| format!("{} {}", it.period, it.standing()));
            vec![it.key.to_owned(), it.title.to_owned(), about, formats.join(" "), texts.join("、"), last]
        })
        .collect();
    out.table(&["报告", "名称", "关于", "格式", "人写的段", "最近一次"], &rows, 40)?;
    Ok(0)
}
