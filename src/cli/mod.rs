//! The command line: one file a command. It prints and asks nothing; what would need asking is refused with the option
//! that decides it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::error::{Error, Kind, Result};
use crate::report::collect::Moment;
use crate::store::{Access, Store};

mod assess;
mod barred;
mod certificate;
mod demo;
mod due;
mod duty;
mod exchange;
mod five;
mod hazard;
mod history;
mod init;
mod inspect;
mod output;
mod pack;
mod paper;
mod records;
mod report;
mod risk;
mod setting;
mod status;
mod train;

pub use output::Output;

/// 企业安全生产主体责任自主管理.
#[derive(Debug, Parser)]
#[command(
    name = "anguan",
    version,
    about = "安管：企业安全生产主体责任自主管理（单机、单文件、键盘操作）",
    long_about = None,
    disable_help_subcommand = true,
    arg_required_else_help = false
)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Options every command takes.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// 数据文件（缺省：环境变量 ANGUAN_DB，再缺省：本机数据目录）
    #[arg(long, value_name = "FILE", global = true)]
    db: Option<PathBuf>,
    /// 以这一天为今天来判断（不影响操作日志的时间）
    #[arg(long, value_name = "YYYY-MM-DD", global = true, conflicts_with = "now")]
    today: Option<String>,
    /// 以这一时刻为现在来判断
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM", global = true)]
    now: Option<String>,
    /// 操作人（记入操作日志；缺省为登录名）
    #[arg(long, value_name = "姓名", global = true)]
    operator: Option<String>,
    /// 只读打开
    #[arg(long, global = true)]
    read_only: bool,
    /// 界面只用普通字符画线和标记（终端把框线画成两格宽时用）
    #[arg(long, global = true)]
    plain: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Command {
    /// 生成一个演示企业并打开
    Demo(demo::DemoArgs),
    /// 新建数据文件
    Init(init::InitArgs),
    /// 列出台账记录
    List(records::ListArgs),
    /// 新增一条记录
    Add(records::AddArgs),
    /// 修改一条记录
    Set(records::SetArgs),
    /// 停用一条记录（可撤销）
    Retire(records::RetireArgs),
    /// 录入一次检查（只写不合格、不适用和没查的项）
    Inspect(inspect::InspectArgs),
    /// 登记一次培训（只写缺席和不合格的人）
    Train(Box<train::TrainArgs>),
    /// 办理隐患的下一步
    Hazard(hazard::HazardArgs),
    /// 证书换证、注销
    Certificate(certificate::CertificateArgs),
    /// 五落实五到位：开一轮、认定检查要点、办结
    Five(five::FiveArgs),
    /// 风险：重新评估、转为检查项、复制风险单元
    Risk(risk::RiskArgs),
    /// 责任制考核：打开一期的考核，评分，完成
    Assess(Box<assess::AssessArgs>),
    /// 从 xlsx、xls 或 csv 导入台账
    Import(exchange::ImportArgs),
    /// 导出台账
    Export(exchange::ExportArgs),
    /// 写出导入用的空白模板
    Template(exchange::TemplateArgs),
    /// 待办：逾期、将到期和资料不足的义务
    Due(due::DueArgs),
    /// 责任清单：采用、对应岗位、登记签收、看缺口
    Duty(duty::DutyArgs),
    /// 为什么：一项义务的规则、企业情况、记录、计算和怎么办
    Why(due::WhyArgs),
    /// 说明原因，关闭一项漏做的义务（仍计为漏做）
    Missed(due::MissedArgs),
    /// 谁不得上岗
    Barred(barred::BarredArgs),
    /// 总览数字
    Status(status::StatusArgs),
    /// 查看或修改设置：本地期限、惯例开关、人工认定
    Setting(setting::SettingArgs),
    /// 规则包
    Pack(pack::PackArgs),
    /// 打印报告，登记报送，核对已报送的报告
    Report(Box<report::ReportArgs>),
    /// 操作日志
    Log(history::LogArgs),
    /// 撤销上一步操作
    Undo,
    /// 重做刚撤销的操作
    Redo,
    /// 检查文件是否完好，或查纸面校验码
    Verify(history::VerifyArgs),
    /// 备份到一个新文件
    Backup(history::FileArgs),
    /// 从备份恢复（原文件移开，不覆盖）
    Restore(history::FileArgs),
}

/// What every command works with.
pub struct Session {
    /// Options given before or after the command.
    pub global: Global,
    /// The day judgements are made for.
    pub today: NaiveDate,
    /// The real time.
    pub clock: fn() -> DateTime<FixedOffset>,
}

/// What the command line comes to.
pub enum Outcome {
    /// A command ran; its exit code.
    Done(ExitCode),
    /// The terminal program is wanted on this file. The command line itself knows no terminal: `main` opens it.
    Open(Box<Opening>),
}

/// What the terminal program opens.
pub struct Opening {
    /// The data file.
    pub path: PathBuf,
    /// Who opens it and how.
    pub access: Access,
    /// The day judgements are made for.
    pub today: NaiveDate,
    /// Plain symbols were asked for.
    pub plain: bool,
}

impl Opening {
    /// The file and the day a session names.
    ///
    /// # Errors
    /// As [`Session::path`].
    pub fn of(session: &Session) -> Result<Self> {
        Ok(Self { path: session.path()?, access: session.access(), today: session.today, plain: session.global.plain })
    }
}

/// Runs a command, or says that the terminal program is wanted.
pub fn run(args: impl IntoIterator<Item = OsString>, clock: fn() -> DateTime<FixedOffset>) -> Outcome {
    let mut out = Output::standard();
    match try_run(args, clock, &mut out) {
        Ok(Step::Code(code)) => Outcome::Done(ExitCode::from(code)),
        Ok(Step::Open(opening)) => Outcome::Open(opening),
        Err(error) => Outcome::Done(fail(&error)),
    }
}

/// Prints a failure and gives its exit code.
#[must_use]
pub fn fail(error: &Error) -> ExitCode {
    if error.kind == Kind::BrokenPipe {
        return ExitCode::SUCCESS;
    }
    Output::standard().complain(error);
    ExitCode::from(error.kind.exit_code())
}

/// How a command ended.
enum Step {
    /// With this exit code.
    Code(u8),
    /// By asking for the terminal program.
    Open(Box<Opening>),
}

fn try_run(
    args: impl IntoIterator<Item = OsString>,
    clock: fn() -> DateTime<FixedOffset>,
    out: &mut Output,
) -> Result<Step> {
    let matches = match Cli::command().try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => return output::usage(&error, out).map(Step::Code),
    };
    let cli = Cli::from_arg_matches(&matches).map_err(|e| Error::input(e.to_string()))?;
    let today = judged_day(&cli.global, clock)?;
    let session = Session { global: cli.global, today, clock };
    let code = match cli.command {
        None => return Ok(Step::Open(Box::new(Opening::of(&session)?))),
        Some(Command::Demo(args)) => match demo::run(&session, &args, out)? {
            Some(path) => return Ok(Step::Open(Box::new(Opening { path, ..Opening::of(&session)? }))),
            None => Ok(0),
        },
        Some(Command::Init(args)) => init::run(&session, &args, out),
        Some(Command::List(args)) => records::list(&session, &args, out),
        Some(Command::Add(args)) => records::add(&session, &args, out),
        Some(Command::Set(args)) => records::set(&session, &args, out),
        Some(Command::Retire(args)) => records::retire(&session, &args, out),
        Some(Command::Inspect(args)) => inspect::run(&session, &args, out),
        Some(Command::Train(args)) => train::run(&session, &args, out),
        Some(Command::Hazard(args)) => hazard::run(&session, &args, out),
        Some(Command::Certificate(args)) => certificate::run(&session, &args, out),
        Some(Command::Five(args)) => five::run(&session, &args, out),
        Some(Command::Risk(args)) => risk::run(&session, &args, out),
        Some(Command::Assess(args)) => assess::run(&session, &args, out),
        Some(Command::Import(args)) => exchange::import(&session, &args, out),
        Some(Command::Export(args)) => exchange::export(&session, &args, out),
        Some(Command::Template(args)) => exchange::template(&session, &args, out),
        Some(Command::Due(args)) => due::due(&session, &args, out),
        Some(Command::Duty(args)) => duty::run(&session, &args, out),
        Some(Command::Why(args)) => due::why(&session, &args, out),
        Some(Command::Missed(args)) => due::missed(&session, &args, out),
        Some(Command::Barred(args)) => barred::barred(&session, &args, out),
        Some(Command::Status(args)) => status::status(&session, &args, out),
        Some(Command::Setting(args)) => setting::run(&session, &args, out),
        Some(Command::Pack(args)) => pack::run(&session, &args, out),
        Some(Command::Report(args)) => report::run(&session, &args, out),
        Some(Command::Log(args)) => history::log(&session, &args, out),
        Some(Command::Undo) => history::undo(&session, out),
        Some(Command::Redo) => history::redo(&session, out),
        Some(Command::Verify(args)) => history::verify(&session, &args, out),
        Some(Command::Backup(args)) => history::backup(&session, &args, out),
        Some(Command::Restore(args)) => history::restore(&session, &args, out),
    }?;
    Ok(Step::Code(code))
}

fn judged_day(global: &Global, clock: fn() -> DateTime<FixedOffset>) -> Result<NaiveDate> {
    let wrong = |option: &str, text: &str, form: &str| {
        Error::input(format!("{option} {text} 不是有效的日期")).hint(format!("写成 {form}"))
    };
    if let Some(text) = &global.today {
        return text.parse().map_err(|_| wrong("--today", text, "2026-03-31"));
    }
    if let Some(text) = &global.now {
        return read_moment(text).map(|at| at.date()).ok_or_else(|| wrong("--now", text, "2026-03-31T08:00"));
    }
    Ok(clock().date_naive())
}

fn read_moment(text: &str) -> Option<NaiveDateTime> {
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}

impl Session {
    /// Where the data file lies: `--db`, `ANGUAN_DB`, or the platform's data directory.
    ///
    /// # Errors
    /// When the platform names no data directory.
    pub fn path(&self) -> Result<PathBuf> {
        self.path_or("anguan.db")
    }

    /// As [`Session::path`], with a file of this name where neither option nor variable names one.
    ///
    /// # Errors
    /// When the platform names no data directory.
    pub fn path_or(&self, name: &str) -> Result<PathBuf> {
        if let Some(path) = &self.global.db {
            return Ok(path.clone());
        }
        if let Some(path) = std::env::var_os("ANGUAN_DB").filter(|it| !it.is_empty()) {
            return Ok(PathBuf::from(path));
        }
        directories::ProjectDirs::from("", "", "anguan")
            .map(|dirs| dirs.data_dir().join(name))
            .ok_or_else(|| Error::file("找不到本机的数据目录").hint("用 --db 指明数据文件"))
    }

    /// The moment reports are made for: now, the moment of `--now`, or the end of the day of `--today`.
    ///
    /// # Errors
    /// When `--now` or `--today` names a moment the calendar does not have.
    pub fn moment(&self) -> Result<Moment> {
        let now = (self.clock)();
        let end = || self.today.and_hms_opt(23, 59, 0);
        let local = match &self.global.now {
            Some(text) => read_moment(text).or_else(end),
            None if self.today == now.date_naive() => Some(now.naive_local()),
            None => end(),
        };
        let at = local.and_then(|it| it.and_local_timezone(*now.offset()).single());
        let at = at.ok_or_else(|| Error::input("这一时刻不在日历上"))?;
        Ok(Moment { today: self.today, at })
    }

    /// Who is at the keyboard: `--operator`, or the login name.
    #[must_use]
    pub fn operator(&self) -> String {
        let given = self
            .global
            .operator
            .clone()
            .or_else(|| std::env::var("USER").ok())
            .or_else(|| std::env::var("USERNAME").ok());
        let name = crate::domain::fold::clean_line(&given.unwrap_or_default());
        if name.is_empty() { "未署名".to_owned() } else { name }
    }

    /// How the file is opened.
    #[must_use]
    pub fn access(&self) -> Access {
        Access { operator: self.operator(), clock: Box::new(self.clock), read_only: self.global.read_only }
    }

    /// Opens the data file.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(&self) -> Result<Store> {
        Store::open(&self.path()?, self.access())
    }
}
