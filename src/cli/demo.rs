//! `demo`: a plant to look around in.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::demo::{self, Brief, Size};
use crate::domain::date::chinese;
use crate::error::Result;
use crate::registers::hazard::{HAZARD, overdue_days};
use crate::registers::inspection::INSPECTION;
use crate::registers::organisation::DEPARTMENT;
use crate::registers::person::PERSON;
use crate::registers::plan::PLAN;
use crate::store::{Query, Store};

use super::{Output, Session};

/// How large.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SizeName {
    /// 约 200 人、14 个月
    Small,
    /// 约 2000 人、十年（一百万以上检查项，要几分钟）
    Medium,
    /// 约 2000 人、十年、每班一表（一千万以上检查项，要更久）
    Large,
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// 企业规模
    #[arg(long, value_enum, default_value = "small", value_name = "small|medium|large")]
    size: SizeName,
    /// 种子：同一种子、同一 --today 得到同样的数据
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// 只生成，不打开终端界面
    #[arg(long)]
    no_open: bool,
}

/// Makes the demo plant unless its file is there; gives the file that is to be opened now, if any.
pub(super) fn run(session: &Session, args: &DemoArgs, out: &mut Output) -> Result<Option<PathBuf>> {
    let path = session.path_or("demo.db")?;
    if path.exists() {
        out.say(&format!("{} 已经存在，按原样打开（--size、--seed 没有用上；要重新生成请先移走它）", path.display()));
    } else {
        let size = match args.size {
            SizeName::Small => Size::Small,
            SizeName::Medium => Size::Medium,
            SizeName::Large => Size::Large,
        };
        if size != Size::Small {
            out.say("正在生成演示企业，要几分钟……");
        }
        let brief = Brief { size, seed: args.seed, today: session.today, submit: demo::submit };
        demo::make(&brief, &path)?;
    }
    if !args.no_open {
        return Ok(Some(path));
    }
    let mut access = session.access();
    access.read_only = true;
    let store = Store::open(&path, access)?;
    summarise(session, &store, out)?;
    Ok(None)
}

fn summarise(session: &Session, store: &Store, out: &mut Output) -> Result<()> {
    let open = store.rows(&HAZARD.relation, &Query::default())?;
    let overdue = open.iter().filter(|it| overdue_days(it, session.today) > 0).count();
    out.line(&format!("演示数据：{}", store.path().display()))?;
    out.line(&format!(
        "人员 {}，部门 {}，检查计划 {}，检查记录 {}，隐患 {}；到{}逾期未整改 {overdue}",
        store.count(&PERSON.relation)?,
        store.count(&DEPARTMENT.relation)?,
        store.count(&PLAN.relation)?,
        store.count(&INSPECTION.relation)?,
        open.len(),
        chinese(session.today),
    ))?;
    out.flush()
}
