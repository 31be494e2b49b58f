//! `hazard ID …`: the next step of a hazard.

use clap::{Args, Subcommand};

use crate::domain::code::Choice;
use crate::domain::date::{self, Order};
use crate::domain::hazard::{Level, Step, Verb, Who};
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::registers::hazard::{self, HAZARD, Typed};
use crate::registers::{self, Column, Input, Lookups, Reading};
use crate::store::Store;

use super::{Output, Session};

/// Arguments of `hazard`.
#[derive(Debug, Args)]
pub(super) struct HazardArgs {
    /// 隐患编号（YH-2026-0147）或行号
    id: String,
    #[command(subcommand)]
    verb: StepCommand,
}

/// When and by whom.
#[derive(Debug, Args)]
struct Signed {
    /// 办理人：姓名或工号（缺省：操作人；整改缺省为责任人）
    #[arg(long, value_name = "人")]
    by: Option<String>,
    /// 办理日期（缺省：今天）
    #[arg(long, value_name = "日期")]
    date: Option<String>,
}

/// The five fixes.
#[derive(Debug, Args)]
struct Fixes {
    /// 级别：general 一般、major 重大
    #[arg(long, value_name = "级别")]
    level: Option<String>,
    /// 整改责任人
    #[arg(long, value_name = "人")]
    owner: Option<String>,
    /// 整改期限
    #[arg(long, value_name = "日期")]
    due: Option<String>,
    /// 整改措施
    #[arg(long, value_name = "措施")]
    measures: Option<String>,
    /// 整改资金（元）
    #[arg(long, value_name = "元")]
    funds: Option<String>,
    /// 应急预案或临时防范措施
    #[arg(long, value_name = "预案")]
    plan: Option<String>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
enum StepCommand {
    /// 评估定级
    Assess {
        #[command(flatten)]
        fixes: Fixes,
        #[command(flatten)]
        signed: Signed,
    },
    /// 开始整改
    Start {
        #[command(flatten)]
        signed: Signed,
    },
    /// 申报整改完成（一般隐患可当场整改）
    Rectify {
        #[command(flatten)]
        fixes: Fixes,
        /// 整改情况
        #[arg(long, value_name = "说明")]
        note: Option<String>,
        /// 实际费用（元）
        #[arg(long, value_name = "元")]
        cost: Option<String>,
        #[command(flatten)]
        signed: Signed,
    },
    /// 验收通过（一般隐患随即销号）
    Accept {
        /// 验收意见
        #[arg(long, value_name = "意见")]
        note: Option<String>,
        #[command(flatten)]
        signed: Signed,
    },
    /// 验收不通过，退回整改
    Return {
        /// 退回的原因
        #[arg(long, value_name = "原因")]
        reason: Option<String>,
        #[command(flatten)]
        signed: Signed,
    },
    /// 延期：原期限保留；--by 是批准人，不得是整改责任人
    Extend {
        /// 新的整改期限
        #[arg(long, value_name = "日期")]
        due: Option<String>,
        /// 延期的原因
        #[arg(long, value_name = "原因")]
        reason: Option<String>,
        #[command(flatten)]
        signed: Signed,
    },
    /// 重新定级
    Regrade {
        #[command(flatten)]
        fixes: Fixes,
        /// 重新定级的原因
        #[arg(long, value_name = "原因")]
        reason: Option<String>,
        #[command(flatten)]
        signed: Signed,
    },
    /// 复发：登记一条新隐患，注明复发自这一条
    Recur {
        #[command(flatten)]
        signed: Signed,
    },
    /// 销号（重大隐患）
    Close {
        /// 意见
        #[arg(long, value_name = "意见")]
        note: Option<String>,
        #[command(flatten)]
        signed: Signed,
    },
}

pub(super) fn run(session: &Session, args: &HazardArgs, out: &mut Output) -> Result<u8> {
    let mut store = session.open()?;
    let id = registers::resolve(&store, HAZARD.key, &args.id)?;
    let typed = typed(session, &store, id, &args.verb)?;
    let verb = typed.step.verb;
    let taken = hazard::take(&mut store, id, &typed, session.today)?;
    out.line(&taken.told(verb))?;
    out.flush()?;
    Ok(0)
}

fn typed(session: &Session, store: &Store, id: i64, command: &StepCommand) -> Result<Typed> {
    let lookups = Lookups::of(&HAZARD, store)?;
    let desk = Desk { session, store, lookups: &lookups, id };
    let (typed, fixes) = match command {
        StepCommand::Assess { fixes, signed } => (desk.step(Verb::Assess, signed, None)?, Some(fixes)),
        StepCommand::Start { signed } => (desk.step(Verb::Start, signed, None)?, None),
        StepCommand::Rectify { fixes, note, cost, signed } => {
            let mut typed = desk.step(Verb::Rectify, signed, note.as_deref())?;
            typed.cost_fen = cost.as_deref().map(|it| desk.read("cost", it)).transpose()?.and_then(|it| it.as_int());
            (typed, Some(fixes))
        }
        StepCommand::Accept { note, signed } => (desk.step(Verb::Accept, signed, note.as_deref())?, None),
        StepCommand::Return { reason, signed } => (desk.step(Verb::Return, signed, reason.as_deref())?, None),
        StepCommand::Extend { due, reason, signed } => {
            let mut typed = desk.step(Verb::Extend, signed, reason.as_deref())?;
            typed.step.due_on =
                due.as_deref().map(|it| desk.read("due_on", it)).transpose()?.and_then(|it| it.as_date());
            (typed, None)
        }
        StepCommand::Regrade { fixes, reason, signed } => {
            (desk.step(Verb::Regrade, signed, reason.as_deref())?, Some(fixes))
        }
        StepCommand::Recur { signed } => (desk.step(Verb::Recur, signed, None)?, None),
        StepCommand::Close { note, signed } => (desk.step(Verb::Close, signed, note.as_deref())?, None),
    };
    fixes.map_or(Ok(typed.clone()), |fixes| desk.with(typed, fixes))
}

/// Reads what was typed for a step of one hazard.
struct Desk<'a> {
    session: &'a Session,
    store: &'a Store,
    lookups: &'a Lookups,
    id: i64,
}

impl Desk<'_> {
    fn step(&self, verb: Verb, signed: &Signed, words: Option<&str>) -> Result<Typed> {
        let today = self.session.today;
        let on = match &signed.date {
            None => today,
            Some(text) => date::read(text, today, Order::Ymd).map_err(|e| Error::input(format!("--date：{e}")))?,
        };
        let by = match (&signed.by, verb) {
            (Some(name), _) => hazard::signer(self.lookups, name)?,
            (None, Verb::Rectify | Verb::Start) => match self.owner()? {
                Some(owner) => owner,
                None => hazard::signer(self.lookups, &self.session.operator())?,
            },
            (None, _) => hazard::signer(self.lookups, &self.session.operator())?,
        };
        let words = words.map(crate::domain::fold::clean_text).filter(|it| !it.is_empty());
        Ok(Typed { step: Step::new(verb, on, by), words, cost_fen: None })
    }

    fn owner(&self) -> Result<Option<Who>> {
        let row = self.store.row(&HAZARD.relation, self.id)?;
        Ok(row
            .and_then(|row| row.get("owner_id").as_int())
            .map(|id| Who::person(id, self.lookups.get("person").label(id).unwrap_or_default())))
    }

    /// Reads one option as the column of the register reads it.
    fn read(&self, key: &str, text: &str) -> Result<Value> {
        let column: &'static Column =
            HAZARD.column(key).ok_or_else(|| Error::internal(format!("隐患没有 {key} 列")))?;
        let reading =
            Reading { today: self.session.today, lookups: self.lookups, order: Order::Ymd, short_dates: true };
        reading.read(column, &Input::Text(text.to_owned())).map_err(|problem| Error::input(problem.message))
    }

    fn with(&self, mut typed: Typed, fixes: &Fixes) -> Result<Typed> {
        let read = |key: &str, text: &Option<String>| text.as_deref().map(|it| self.read(key, it)).transpose();
        typed.step.level = match &fixes.level {
            None => None,
            Some(text) => Some(Level::read(text).ok_or_else(|| {
                let known: Vec<String> =
                    Level::CHOICES.iter().map(|Choice { code, label }| format!("{code} {label}")).collect();
                Error::input(format!("--level {text} 不对，可选：{}", known.join("、")))
            })?),
        };
        let owner = read("owner", &fixes.owner)?.and_then(|it| it.as_int());
        typed.step.owner = owner.map(|id| Who::person(id, self.lookups.get("person").label(id).unwrap_or_default()));
        typed.step.due_on = read("due_on", &fixes.due)?.and_then(|it| it.as_date());
        typed.step.measures = read("measures", &fixes.measures)?.and_then(|it| it.as_text().map(str::to_owned));
        typed.step.funds_fen = read("funds", &fixes.funds)?.and_then(|it| it.as_int());
        typed.step.plan = read("plan", &fixes.plan)?.and_then(|it| it.as_text().map(str::to_owned));
        // On the spot, the owner named with the step is the one who did it.
        if typed.step.verb == Verb::Rectify
            && self.owner()?.is_none()
            && let Some(owner) = &typed.step.owner
        {
            typed.step.by = owner.clone();
        }
        Ok(typed)
    }
}
