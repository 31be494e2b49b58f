//! `report`: print a report, list the kinds, freeze and log one that was handed in, hold frozen ones against the records.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use crate::domain::date::{self, Order};
use crate::error::{Error, Result};
use crate::exchange::out_file;
use crate::registers::report_text;
use crate::report::collect::{Collected, collect};
use crate::report::frozen::{self, Checked, Difference, Handing};
use crate::report::kinds::{self, About, Format, KINDS, ReportKind};
use crate::report::{layout, render};

use super::{Output, Session};

/// Arguments of `report`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct ReportArgs {
    #[command(subcommand)]
    verb: Option<ReportCommand>,
    /// 报告：monthly 月报、notice 整改通知单、acceptance 复查验收单、inspection 检查记录（report list 列出全部）
    kind: Option<String>,
    /// 期间：2026-11、2026-W47、2026-Q3、2026-H1、2026
    #[arg(long, value_name = "P")]
    period: Option<String>,
    /// 关于哪条记录：隐患编号 YH-2026-0147、检查编号 JC-2026-00012 或行号
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
    /// 冻结当期数字并登记已报送
    Submit(SubmitArgs),
    /// 用今天的记录重算每份已报送的报告，列出不一致的数字
    Verify {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 填写报告里由人写的文字
    Note(NoteArgs),
}

/// Arguments of `report submit`.
#[derive(Debug, Args)]
struct SubmitArgs {
    /// 报告：monthly、weekly、quarterly、yearly、half_year、year_summary
    kind: String,
    /// 期间：2026-11、2026-W47、2026-Q3、2026-H1、2026
    #[arg(long, value_name = "P")]
    period: String,
    /// 报送给谁（全称）
    #[arg(long, value_name = "单位")]
    to: String,
    /// 签发人
    #[arg(long, value_name = "人")]
    signed_by: Option<String>,
    /// 方式：纸质、平台、邮件
    #[arg(long, value_name = "方式")]
    channel: Option<String>,
    /// 报送日期（缺省：今天）
    #[arg(long, value_name = "日期")]
    date: Option<String>,
    /// 迟报的原因
    #[arg(long, value_name = "原因")]
    reason: Option<String>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `report note`.
#[derive(Debug, Args)]
struct NoteArgs {
    /// 报告：monthly
    kind: String,
    /// 期间：2026-11
    #[arg(long, value_name = "P")]
    period: String,
    /// 哪一段：工作情况、存在问题、下期安排
    #[arg(long, value_name = "段")]
    section: String,
    /// 文字；空的收回已写的
    #[arg(long, value_name = "文字")]
    text: String,
}

pub(super) fn run(session: &Session, args: &ReportArgs, out: &mut Output) -> Result<u8> {
    let code = match &args.verb {
        Some(ReportCommand::List { json }) => list(*json, out),
        Some(ReportCommand::Submit(args)) => submit(session, args, out),
        Some(ReportCommand::Verify { json }) => verify(session, *json, out),
        Some(ReportCommand::Note(args)) => note(session, args, out),
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
    let about = about(kind, args)?;
    let store = session.open()?;
    let moment = session.moment()?;
    let made = collect(&store, kind, about, moment)?;
    match (&args.output, format) {
        (None, Format::Txt) => {
            out.raw(layout::text::text(&made.report, columns()).as_bytes())?;
            return Ok(0);
        }
        (None, Format::Json) => {
            out.json(&made.facts)?;
            return Ok(0);
        }
        (_, Format::Pdf | Format::Xlsx | Format::Txt | Format::Json | Format::Docx) => {}
    }
    let templates = templates(store.path());
    let bytes = render::render(&made.report, &made.facts, format, moment.at, templates.as_deref())?;
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(file_name(&made, format)));
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

fn hint_force(error: Error, path: &Path) -> Error {
    if path.symlink_metadata().is_ok() { error.hint("要覆盖请加 --force") } else { error }
}

/// `企业简称_安全生产月报_2026-11.pdf`.
fn file_name(made: &Collected, format: Format) -> String {
    format!("{}.{}", made.file_stem, format.code())
}

/// The plant's own layouts beside its data file.
fn templates(data: &Path) -> Option<PathBuf> {
    let folder = data.parent().unwrap_or(Path::new(".")).join("templates");
    folder.is_dir().then_some(folder)
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
fn about<'a>(kind: &ReportKind, args: &'a ReportArgs) -> Result<&'a str> {
    match (kind.about, &args.period, &args.record) {
        (About::Period(_), Some(period), _) => Ok(period),
        (About::Record(_), _, Some(record)) => Ok(record),
        (About::Period(period), None, _) => Err(Error::input(format!("{}要用 --period 写明期间", kind.title))
            .hint(format!("写成 --period {}", kinds::example(period)))),
        (About::Record(register), _, None) => {
            let register = super::records::register(register)?;
            Err(Error::input(format!("{}要用 --record 写明是哪条{}", kind.title, register.title))
                .hint(format!("用 anguan list {} 查编号", register.key)))
        }
    }
}

fn list(json: bool, out: &mut Output) -> Result<u8> {
    if json {
        let all: Vec<_> = KINDS
            .iter()
            .map(|it| {
                let (period, record) = match it.about {
                    About::Period(kind) => (Some(kind.code()), None),
                    About::Record(register) => (None, Some(register)),
                };
                json!({ "kind": it.key, "title": it.title, "period": period, "record": record,
                        "formats": it.formats.iter().map(|it| it.code()).collect::<Vec<_>>(), "duty": it.duty })
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
            };
            let formats: Vec<&str> = it.formats.iter().map(|it| it.code()).collect();
            let formats =
                if formats.is_empty() { "仅登记报送（版式未做）".to_owned() } else { formats.join(" ") };
            vec![it.key.to_owned(), it.title.to_owned(), about, formats]
        })
        .collect();
    out.table(&["报告", "名称", "关于", "格式"], &rows, 40)?;
    Ok(0)
}

fn submit(session: &Session, args: &SubmitArgs, out: &mut Output) -> Result<u8> {
    let kind = kinds::find(&args.kind)?;
    let on = match &args.date {
        None => session.today,
        Some(text) => date::read(text, session.today, Order::Ymd).map_err(|e| Error::input(format!("--date：{e}")))?,
    };
    let handing = Handing {
        to: args.to.clone(),
        on,
        signed_by: args.signed_by.clone(),
        channel: args.channel.clone(),
        late_reason: args.reason.clone(),
    };
    let mut store = session.open()?;
    let done = frozen::submit(&mut store, kind, &args.period, &handing, session.moment()?)?;
    let it = &done.frozen;
    if args.json {
        out.json(&json!({
            "id": it.id, "kind": it.kind, "period": it.period, "number": it.number, "recipient": it.recipient,
            "submitted_on": it.on, "late_days": done.late_days, "facts_sha256": it.sha256, "chain_head": it.chain_head,
            "warnings": done.warnings,
        }))?;
    } else {
        for warning in &done.warnings {
            out.say(&format!("注意：{warning}"));
        }
        let late = done.late_days.map_or_else(String::new, |days| format!("，迟报 {days} 天"));
        out.line(&format!(
            "已冻结并登记报送：{} {}（第 {} 次，报送 {}{late}）",
            kind.title,
            about_label(kind, &it.period),
            it.number,
            it.recipient
        ))?;
    }
    Ok(0)
}

/// The period as people say it; a record by its number.
fn about_label(kind: &ReportKind, about: &str) -> String {
    kind.period(about).map_or_else(|_| about.to_owned(), |period| period.label())
}

fn verify(session: &Session, json: bool, out: &mut Output) -> Result<u8> {
    let store = session.open()?;
    let all = frozen::verify(&store, session.moment()?)?;
    let wrong = all.iter().filter(|it| !it.is_fine()).count();
    if json {
        let shown = |it: &Checked| {
            let differences: Vec<_> = it
                .differences
                .iter()
                .map(|it| json!({ "path": it.path, "frozen": it.frozen, "now": it.now }))
                .collect();
            json!({ "id": it.frozen.id, "kind": it.frozen.kind, "period": it.frozen.period, "number": it.frozen.number,
                    "ok": it.is_fine(), "broken": it.broken, "differences": differences })
        };
        out.json(&all.iter().map(shown).collect::<Vec<_>>())?;
        return Ok(u8::from(wrong > 0));
    }
    for it in all.iter().filter(|it| !it.is_fine()) {
        let frozen = &it.frozen;
        out.line(&format!("{} {} 第 {} 次（{} 报送）：", frozen.kind, frozen.period, frozen.number, frozen.on))?;
        for fault in &it.broken {
            out.line(&format!("  {fault}"))?;
        }
        for Difference { path, frozen, now } in &it.differences {
            let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
            out.line(&format!("  {path}：报送时 {}，现在 {}", side(frozen), side(now)))?;
        }
    }
    match (all.len(), wrong) {
        (0, _) => out.line("还没有报送过报告")?,
        (all, 0) => out.line(&format!("{all} 份已报送的报告与今天的记录一致"))?,
        (all, wrong) => {
            out.line(&format!("{all} 份已报送的报告中有 {wrong} 份与今天的记录不一致"))?;
            out.say("报送之后补录或更正了记录；需要时改正后再报一次（登记为下一次），原来那份保持原样");
        }
    }
    Ok(u8::from(wrong > 0))
}

fn note(session: &Session, args: &NoteArgs, out: &mut Output) -> Result<u8> {
    let kind = kinds::find(&args.kind)?;
    let period = kind.period(&args.period)?;
    let section = kind.text(&args.section)?;
    let mut store = session.open()?;
    let parts = [(section.key, section.label, args.text.as_str())];
    let written = report_text::write(&mut store, kind.key, &period.to_string(), &parts)?;
    out.line(if written { "已保存" } else { "没有变化" })?;
    Ok(0)
}
