//! `init`: a new data file.

use clap::Args;

use crate::domain::date::{self, Order};
use crate::domain::fold::clean_line;
use crate::error::{Error, Result};
use crate::registers::enterprise;
use crate::store::Store;

use super::{Output, Session, records};

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// 企业名称
    #[arg(long, value_name = "企业名称")]
    name: String,
    /// 记录起始日：此前到期的义务不判定（缺省：今天）
    #[arg(long, value_name = "日期")]
    records_since: Option<String>,
    /// 企业情况：键=值，可写多个；没写的按“未知”，不按“否”
    #[arg(long = "fact", value_name = "KEY=VALUE")]
    facts: Vec<String>,
}

pub(super) fn run(session: &Session, args: &InitArgs, out: &mut Output) -> Result<u8> {
    let name = clean_line(&args.name);
    if name.is_empty() {
        return Err(Error::input("企业名称不能空").hint("写成 --name 江城精工机械有限公司"));
    }
    let since = match &args.records_since {
        None => session.today,
        Some(text) => {
            date::read(text, session.today, Order::Ymd).map_err(|e| Error::input(format!("--records-since：{e}")))?
        }
    };
    let facts = enterprise::read_facts(&records::assignments(&args.facts)?)?;
    let path = session.path()?;
    let mut store = Store::in_memory(session.access())?;
    store.found_at(&path, |store| enterprise::found(store, &name, since, &facts))?;
    out.line(&format!("已新建 {}：{name}", path.display()))?;
    out.flush()?;
    Ok(0)
}
