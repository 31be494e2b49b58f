//! `setting`: what the plant changed about the duties.

use clap::Args;

use crate::error::Result;
use crate::registers::setting;

use super::{Output, Session, records};

/// Arguments of `setting`.
#[derive(Debug, Args)]
pub(super) struct SettingArgs {
    /// 键=值，可写多个；值空着恢复缺省；不写则列出全部设置
    #[arg(value_name = "KEY=VALUE")]
    values: Vec<String>,
    /// 为什么改
    #[arg(long, value_name = "原因", default_value = "")]
    reason: String,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(session: &Session, args: &SettingArgs, out: &mut Output) -> Result<u8> {
    let mut store = session.open()?;
    if !args.values.is_empty() {
        let changed = setting::alter(&mut store, &records::assignments(&args.values)?, &args.reason)?;
        if !args.json {
            out.line(if changed { "已保存" } else { "没有变化" })?;
            out.flush()?;
            return Ok(0);
        }
    }
    let all = setting::list(&store)?;
    if args.json {
        out.json(&all)?;
    } else {
        let cells = |it: &setting::Setting| {
            vec![
                it.key.clone(),
                it.label.clone(),
                it.default.clone(),
                it.value.clone().unwrap_or_default(),
                it.reason.clone().unwrap_or_default(),
            ]
        };
        let rows: Vec<Vec<String>> = all.iter().map(cells).collect();
        out.table(&["键", "设置", "缺省", "本单位", "原因"], &rows, 46)?;
    }
    out.flush()?;
    Ok(0)
}
