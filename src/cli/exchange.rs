//! `import`, `export`, `template`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::Value as Json;

use crate::domain::date::Order;
use crate::error::{Error, Result};
use crate::exchange::export::{self, Format};
use crate::exchange::import::{self, Hidden, Merged, Options, Outcome};
use crate::exchange::known::MatchBy;
use crate::exchange::{out_file, scoring_sheet};
use crate::registers::{self, Context, ListQuery, Lookups, Register, standard};

use super::{Output, Session, records};

/// Arguments of `import`.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// 台账，如 person、hazard
    register: String,
    /// xlsx、xls 或 csv 文件
    file: PathBuf,
    /// 工作表的名称或序号
    #[arg(long, value_name = "S")]
    sheet: Option<String>,
    /// 表头在第几行
    #[arg(long, value_name = "N")]
    header_row: Option<u32>,
    /// 指明列：台账的列=文件的表头（或 D列）
    #[arg(long = "map", value_name = "列=表头")]
    map: Vec<String>,
    /// 按什么认出已有的记录
    #[arg(long = "match", value_enum, default_value_t = By::No)]
    by: By,
    /// 新建文件里有而厂里没有的部门和岗位
    #[arg(long)]
    create_missing: bool,
    /// 隐藏的行：一并导入或跳过
    #[arg(long, value_enum)]
    hidden: Option<HiddenArg>,
    /// 数据区的合并单元格：填到每一行，或当作错误
    #[arg(long, value_enum)]
    merged: Option<MergedArg>,
    /// 有歧义的斜杠日期怎么读
    #[arg(long, value_enum)]
    date_order: Option<OrderArg>,
    /// 身份证号校验位不对也收下，并注明校验未通过
    #[arg(long)]
    accept_bad_id: bool,
    /// 有错的行另存一个文件，其余照常导入
    #[arg(long)]
    skip_bad: bool,
    /// 只说会怎样，不写入
    #[arg(long)]
    dry_run: bool,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
enum By {
    No,
    IdNumber,
    Name,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum HiddenArg {
    Take,
    Skip,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum MergedArg {
    Fill,
    Refuse,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OrderArg {
    Ymd,
    Dmy,
    Mdy,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// 台账
    register: String,
    /// 格式（缺省：按文件的扩展名，没有扩展名的是 xlsx）
    #[arg(long, value_enum)]
    format: Option<FormatArg>,
    /// 写到哪个文件
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// 覆盖已有的文件
    #[arg(long)]
    force: bool,
    /// 连同已停用的
    #[arg(long)]
    retired: bool,
    /// 写出完整的证件号码和电话（记入操作日志）
    #[arg(long)]
    reveal: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatArg {
    Xlsx,
    Csv,
    Json,
}

/// The layout a file is to have by its name: a workbook called `.csv` would be taken for a damaged file.
fn format_of(file: &Path) -> Result<FormatArg> {
    let Some(ending) = file.extension() else { return Ok(FormatArg::Xlsx) };
    match ending.to_string_lossy().to_ascii_lowercase().as_str() {
        "xlsx" => Ok(FormatArg::Xlsx),
        "csv" => Ok(FormatArg::Csv),
        "json" => Ok(FormatArg::Json),
        other => Err(Error::input(format!("不知道“.{other}”是哪种格式"))
            .hint("扩展名用 xlsx、csv 或 json；要用别的文件名，加 --format 指明格式")),
    }
}

/// Arguments of `template`.
#[derive(Debug, Args)]
pub(super) struct TemplateArgs {
    /// 台账
    register: String,
    /// 写到哪个文件
    #[arg(short, long, value_name = "FILE.xlsx")]
    output: PathBuf,
    /// 评定标准（standard_edition）：把这个版本填进表里，供修改，如 g33-2016
    #[arg(long, value_name = "版本")]
    from: Option<String>,
    /// 覆盖已有的文件
    #[arg(long)]
    force: bool,
}

pub(super) fn import(session: &Session, args: &ImportArgs, out: &mut Output) -> Result<u8> {
    let register = records::register(&args.register)?;
    let options = Options {
        sheet: args.sheet.clone(),
        header_row: args.header_row,
        map: records::assignments(&args.map)?,
        match_by: match args.by {
            By::No => MatchBy::Number,
            By::IdNumber => MatchBy::Document,
            By::Name => MatchBy::Name,
        },
        create_missing: args.create_missing,
        hidden: args.hidden.map(|it| match it {
            HiddenArg::Take => Hidden::Take,
            HiddenArg::Skip => Hidden::Skip,
        }),
        merged: args.merged.map(|it| match it {
            MergedArg::Fill => Merged::Fill,
            MergedArg::Refuse => Merged::Refuse,
        }),
        date_order: args.date_order.map(|it| match it {
            OrderArg::Ymd => Order::Ymd,
            OrderArg::Dmy => Order::Dmy,
            OrderArg::Mdy => Order::Mdy,
        }),
        accept_bad_id: args.accept_bad_id,
        skip_bad: args.skip_bad,
        dry_run: args.dry_run,
    };
    let mut store = session.open()?;
    let named = |mut error: Error| {
        let name = args.file.file_name().unwrap_or_default().to_string_lossy();
        if !error.message.contains(&*name) {
            error.message = format!("{}：{}", args.file.display(), error.message);
        }
        error
    };
    let outcome = import::import(&mut store, register, &args.file, &options, session.today).map_err(named)?;
    if args.json {
        out.json(&as_json(&outcome))?
    } else {
        tell(register, &outcome, args.dry_run, out)?
    }
    out.flush()?;
    Ok(u8::from(outcome.refused > 0))
}

fn as_json(outcome: &Outcome) -> Json {
    let problems: Vec<Json> = outcome
        .problems
        .iter()
        .map(|it| serde_json::json!({ "place": it.place, "field": it.field, "message": it.message }))
        .collect();
    serde_json::json!({
        "rows": outcome.rows, "added": outcome.added, "changed": outcome.changed, "unchanged": outcome.unchanged,
        "refused": outcome.refused, "problems": problems, "created": outcome.created, "notes": outcome.notes,
        "refused_file": outcome.refused_file,
    })
}

fn tell(register: &Register, outcome: &Outcome, dry_run: bool, out: &mut Output) -> Result<()> {
    let verb = if dry_run { "试导入（没有写入）" } else { "已导入" };
    out.line(&format!(
        "{verb}{}：读到 {} 行，新增 {}，修改 {}，未变 {}，退回 {}",
        register.title, outcome.rows, outcome.added, outcome.changed, outcome.unchanged, outcome.refused
    ))?;
    if !outcome.created.is_empty() {
        out.line(&format!("新建：{}", outcome.created.join("、")))?;
    }
    for note in &outcome.notes {
        out.line(note)?;
    }
    for problem in &outcome.problems {
        out.line(&format!("  · {problem}"))?;
    }
    if let Some(file) = &outcome.refused_file {
        out.line(&format!("退回的行另存在 {}，改正后再导入", file.display()))?;
    }
    Ok(())
}

pub(super) fn export(session: &Session, args: &ExportArgs, out: &mut Output) -> Result<u8> {
    let register = records::register(&args.register)?;
    let format = args.format.map_or_else(|| format_of(&args.output), Ok)?;
    let mut store = session.open()?;
    let lookups = Lookups::of(register, &store)?;
    let context = Context { today: session.today, lookups: &lookups };
    let query = ListQuery { retired: args.retired, ..ListQuery::default() };
    let rows = registers::list(&store, register, &query, &context)?;
    if args.reveal {
        registers::person::note_reveal(&mut store, register, rows.len())?;
    }
    match format {
        FormatArg::Xlsx => {
            export::write(&args.output, register, &rows, Format::Xlsx, args.reveal, args.force, &context)?
        }
        FormatArg::Csv => export::write(&args.output, register, &rows, Format::Csv, args.reveal, args.force, &context)?,
        FormatArg::Json => {
            let objects: Vec<Json> = rows.iter().map(|row| Json::Object(row.json(register, args.reveal))).collect();
            out_file::write(&args.output, args.force, |file| {
                serde_json::to_writer_pretty(file, &objects).map_err(|e| Error::file(format!("写文件失败：{e}")))?;
                Ok(objects.len() as u64)
            })?
        }
    };
    out.line(&format!("已导出{} {} 条到 {}", register.title, rows.len(), args.output.display()))?;
    out.flush()?;
    Ok(0)
}

pub(super) fn template(session: &Session, args: &TemplateArgs, out: &mut Output) -> Result<u8> {
    if ["standard_edition", "自带评定标准", "评定标准"].contains(&args.register.as_str()) {
        let filled = match &args.from {
            Some(name) => Some(standard::named(&session.open()?, name)?),
            None => None,
        };
        scoring_sheet::template(&args.output, filled.as_ref(), args.force)?;
        out.line(&format!("已写出评定标准的表 {}；填好后用 anguan pack check 检查", args.output.display()))?;
        out.flush()?;
        return Ok(0);
    }
    let register = records::register(&args.register)?;
    if !matches!(format_of(&args.output), Ok(FormatArg::Xlsx)) {
        return Err(Error::input("模板是 xlsx 文件").hint("文件名以 .xlsx 结尾"));
    }
    export::write_template(&session.open()?, &args.output, register, args.force)?;
    out.line(&format!("已写出{}导入模板 {}", register.title, args.output.display()))?;
    out.flush()?;
    Ok(0)
}
