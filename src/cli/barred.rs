//! `barred`: who must not do which work, by which article, since when, why, and what cures it.

use clap::Args;
use serde_json::json;

use crate::domain::date::{self, Order, chinese};
use crate::error::{Error, Result};
use crate::registers::readiness::bar;

use super::{Output, Session};

/// Arguments of `barred`.
#[derive(Debug, Args)]
pub(super) struct BarredArgs {
    /// 以哪一天来判断（缺省：今天）
    #[arg(long, value_name = "日期")]
    date: Option<String>,
    /// 只用到那一天为止已经录入的记录（当时知道的）；缺省用现在知道的
    #[arg(long)]
    as_known: bool,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn barred(session: &Session, args: &BarredArgs, out: &mut Output) -> Result<u8> {
    let day = match &args.date {
        Some(text) => date::read(text, session.today, Order::Ymd).map_err(|e| Error::input(format!("--date：{e}")))?,
        None => session.today,
    };
    let store = session.open()?;
    let found = bar::barred(&store, day, args.as_known)?;
    if args.json {
        out.json(&found)?;
        out.flush()?;
        return Ok(0);
    }
    if found.is_empty() {
        out.line(&format!("{}：没有不得上岗的人员（按已登记的岗位、作业特征、培训和证书判断）", chinese(day)))?;
    } else {
        let rows: Vec<Vec<String>> = found
            .iter()
            .map(|it| {
                let place = [it.department.as_deref(), it.post.as_deref()].into_iter().flatten().collect::<Vec<_>>();
                let sign = if it.major_hazard.is_some() { "【重大隐患情形】" } else { "" };
                vec![
                    it.person.clone(),
                    it.no.clone().unwrap_or_default(),
                    place.join(" "),
                    format!("{sign}{}", it.operation),
                    it.since.to_string(),
                    it.why.clone(),
                    it.basis.clone(),
                ]
            })
            .collect();
        out.table(&["姓名", "工号", "部门岗位", "不得从事", "自", "原因", "依据"], &rows, 40)?;
        let people: std::collections::BTreeSet<i64> = found.iter().map(|it| it.person_id).collect();
        out.say(&format!("{}：{} 人 {} 项不得从事", chinese(day), people.len(), found.len()));
        if let Some(sign) = found.iter().find_map(|it| it.major_hazard.as_deref()) {
            out.say(sign);
        }
    }
    let said = if args.as_known {
        "只用当日及以前录入的记录"
    } else {
        "用现在知道的全部记录；--as-known 只用当时已录入的"
    };
    out.say(&format!("{said}；anguan why 编号 看为什么（编号见 --json）"));
    out.flush()?;
    Ok(0)
}

/// `why bar/…`: rule, records, arithmetic and cure of one bar today.
pub(super) fn why(session: &Session, id: &str, as_json: bool, out: &mut Output) -> Result<u8> {
    let store = session.open()?;
    let (it, steps) = bar::trace(&store, session.today, id)?.ok_or_else(|| {
        Error::input(format!("{}没有编号为 {} 的不得上岗", chinese(session.today), crate::domain::fold::clean_line(id)))
            .hint("用 anguan barred --json 查看编号；别的日子用 --today")
    })?;
    if as_json {
        let steps: Vec<_> = steps.iter().map(|(label, lines)| json!({ "label": label, "lines": lines })).collect();
        out.json(&json!({ "bar": it, "steps": steps }))?;
    } else {
        out.line(&format!("● {} 不得{}  自{}  {}", it.person, it.operation, it.since, it.id))?;
        for (label, lines) in &steps {
            out.line("")?;
            out.line(&format!("【{label}】"))?;
            for line in lines {
                out.line(&format!("  {line}"))?;
            }
        }
    }
    out.flush()?;
    Ok(0)
}
