//! `report number`: the document number of a letter.

use clap::Args;

use super::super::{Output, Session};
use crate::error::{Error, Result};
use crate::registers::report_text;
use crate::report::{kinds, subject};

/// Arguments of `report number`.
#[derive(Debug, Args)]
pub(super) struct NumberArgs {
    /// 文书：major_hazard、hazard_plan、accident、order_reply 等
    kind: String,
    /// 关于哪条记录：编号或行号
    #[arg(long, value_name = "ID")]
    record: String,
    /// 用这个文号（缺省：本年下一个号）
    #[arg(long, value_name = "文号")]
    number: Option<String>,
    /// 已有文号也另编一个（同一记录的下一份文书）
    #[arg(long)]
    fresh: bool,
}

pub(super) fn number(session: &Session, args: &NumberArgs, out: &mut Output) -> Result<u8> {
    let kind = kinds::find(&args.kind)?;
    if !kind.is_letter() {
        return Err(Error::input(format!("{}不是编文号的文书", kind.title)));
    }
    let mut store = session.open()?;
    let about = subject::of(&store, kind, &args.record)?.key;
    let typed = args.number.as_deref();
    let number = report_text::assign_number(&mut store, kind.key, &about, session.today, typed, args.fresh)?;
    out.line(&format!("{} {about}：{number}", kind.title))?;
    Ok(0)
}
