//! `duty`: lists of duties — take over those of the packs, have posts carry them, log signatures, see the gaps.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::json;

use crate::domain::date::{Order, chinese, read};
use crate::domain::responsibility::signing::Standing;
use crate::error::{Error, Result};
use crate::knowledge::Packs;
use crate::registers::resolve;
use crate::registers::responsibility::{adopt, carried, need, sign};
use crate::store::Store;

use super::{Output, Session};

/// Arguments of `duty`.
#[derive(Debug, Args)]
pub(super) struct DutyArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// 采用自带的责任清单；不写编号时列出还没有采用的
    Adopt(AdoptArgs),
    /// 按岗位的角色和名称给没有清单的岗位提出建议；--take 才采用
    Propose(ProposeArgs),
    /// 登记签收：一次登记一个部门、岗位、清单或几个人还没有签的
    Sign(SignArgs),
    /// 覆盖情况：没有完整清单的岗位、没有签收的人、要评审的清单
    Coverage {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
struct AdoptArgs {
    /// 清单编号，如 R01
    codes: Vec<String>,
    /// 全部还没有采用的
    #[arg(long, conflicts_with = "codes")]
    all: bool,
    /// 生效日期（缺省今天）
    #[arg(long, value_name = "D")]
    from: Option<String>,
    /// 批准人；不写就是草稿，批准后才生效
    #[arg(long, value_name = "人")]
    approved_by: Option<String>,
    /// 批准日期（缺省今天）
    #[arg(long, value_name = "D", requires = "approved_by")]
    approved_on: Option<String>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct ProposeArgs {
    /// 采用这些建议
    #[arg(long)]
    take: bool,
    /// 只看这些岗位
    #[arg(long = "post", value_name = "岗位")]
    posts: Vec<String>,
    /// 从哪天起执行（缺省今天）
    #[arg(long, value_name = "D")]
    from: Option<String>,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct SignArgs {
    /// 全部还没有签的
    #[arg(long, conflicts_with_all = ["people", "departments", "posts", "lists"])]
    all: bool,
    /// 人员：姓名或工号，可写多个
    #[arg(long = "person", value_name = "人")]
    people: Vec<String>,
    /// 部门（连同下级）
    #[arg(long = "department", value_name = "部门")]
    departments: Vec<String>,
    /// 岗位
    #[arg(long = "post", value_name = "岗位")]
    posts: Vec<String>,
    /// 责任清单
    #[arg(long = "list", value_name = "清单")]
    lists: Vec<String>,
    /// 签收日期（缺省今天）
    #[arg(long, value_name = "D")]
    on: Option<String>,
    /// 监签人
    #[arg(long, value_name = "人")]
    before: Option<String>,
    /// 只列出，不登记
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &DutyArgs, out: &mut Output) -> Result<u8> {
    match &args.verb {
        Verb::Adopt(args) => take_over(session, args, out)?,
        Verb::Propose(args) => propose(session, args, out)?,
        Verb::Sign(args) => log_signatures(session, args, out)?,
        Verb::Coverage { json } => coverage(session, *json, out)?,
    }
    out.flush()?;
    Ok(0)
}

/// A day as typed on the command line; today without one.
fn day(session: &Session, option: &str, text: Option<&String>) -> Result<NaiveDate> {
    let Some(text) = text else { return Ok(session.today) };
    read(text, session.today, Order::Ymd).map_err(|fault| Error::input(format!("{option} {fault}")))
}

fn take_over(session: &Session, args: &AdoptArgs, out: &mut Output) -> Result<()> {
    let mut store = session.open()?;
    let open = adopt::adoptable(&store)?;
    if args.codes.is_empty() && !args.all {
        if args.json {
            let rows: Vec<_> = open
                .iter()
                .map(|it| json!({ "code": it.code, "title": it.title, "tier": it.tier, "edition": it.edition, "duties": it.duty.len() }))
                .collect();
            return out.json(&rows);
        }
        let rows: Vec<Vec<String>> = open
            .iter()
            .map(|it| vec![it.code.clone(), it.title.clone(), it.tier.label().to_owned(), it.duty.len().to_string()])
            .collect();
        out.table(&["编号", "名称", "层级", "条目"], &rows, 40)?;
        out.say("用 anguan duty adopt 编号… --approved-by 批准人 采用");
        return Ok(());
    }
    let packs = Packs::builtin()?;
    let chosen = if args.all {
        open
    } else {
        let named = |code: &String| {
            packs.duty_list(code).ok_or_else(|| {
                Error::input(format!("没有编号为 {} 的自带责任清单", crate::domain::fold::clean_line(code)))
                    .hint("用 anguan duty adopt 列出可以采用的")
            })
        };
        args.codes.iter().map(named).collect::<Result<Vec<_>>>()?
    };
    let from = day(session, "--from", args.from.as_ref())?;
    let on = day(session, "--approved-on", args.approved_on.as_ref())?;
    let approval = args.approved_by.as_ref().map(|by| adopt::Approval { by: by.clone(), on });
    adopt::adopt_all(&mut store, &chosen, from, approval.as_ref(), session.today)?;
    let names: Vec<String> = chosen.iter().map(|it| format!("{} {}", it.code, it.title)).collect();
    out.line(&format!("已采用 {} 份责任清单：{}", chosen.len(), names.join("、")))?;
    if approval.is_none() {
        out.say("还是草稿：主要负责人批准后用 anguan set duty_list 编号 批准人=… 批准日期=… 登记");
    }
    Ok(())
}

fn propose(session: &Session, args: &ProposeArgs, out: &mut Output) -> Result<()> {
    let mut store = session.open()?;
    let (book, _) = need::coverage(&store, session.today)?;
    let mut found = carried::proposals(&store, &book, session.today)?;
    if !args.posts.is_empty() {
        let posts = ids(&store, "post", &args.posts)?;
        found.retain(|it| posts.contains(&it.post));
    }
    if args.take {
        let from = day(session, "--from", args.from.as_ref())?;
        if found.is_empty() {
            return out.line("没有可以采用的建议");
        }
        carried::take(&mut store, &found, from)?;
        return out.line(&format!("已按建议对应 {} 条", found.len()));
    }
    if args.json {
        let rows: Vec<_> = found
            .iter()
            .map(|it| json!({ "post": it.post_name, "post_id": it.post, "list": it.code, "list_id": it.list, "title": it.title }))
            .collect();
        return out.json(&rows);
    }
    let rows: Vec<Vec<String>> =
        found.iter().map(|it| vec![it.post_name.clone(), it.code.clone(), it.title.clone()]).collect();
    out.table(&["岗位", "建议清单", "名称"], &rows, 40)?;
    out.say("只是建议；用 anguan duty propose --take 采用，或逐条 anguan add post_duty_list");
    Ok(())
}

fn ids(store: &Store, register: &str, names: &[String]) -> Result<Vec<i64>> {
    names.iter().map(|it| resolve(store, register, it)).collect()
}

fn log_signatures(session: &Session, args: &SignArgs, out: &mut Output) -> Result<()> {
    let mut store = session.open()?;
    let selection = sign::Selection {
        people: ids(&store, "person", &args.people)?,
        departments: ids(&store, "department", &args.departments)?,
        posts: ids(&store, "post", &args.posts)?,
        lists: ids(&store, "duty_list", &args.lists)?,
    };
    if selection == sign::Selection::default() && !args.all {
        return Err(Error::input("没有写明谁签的").hint("用 --person、--department、--post、--list 指明，或用 --all"));
    }
    let on = day(session, "--on", args.on.as_ref())?;
    let wanting = sign::wanting(&store, &selection, session.today)?;
    let (book, _) = need::coverage(&store, session.today)?;
    let names = need::Names::read(&store, &book)?;
    for it in &wanting {
        let list = names.list(it.list);
        out.line(&format!(
            "{} {} {list} 第 {} 版 {} 年度",
            names.person(it.person),
            names.post(it.post),
            it.number,
            it.year
        ))?;
    }
    if args.dry_run {
        return out.line(&format!("共 {} 份（只试，没有登记）", wanting.len()));
    }
    if wanting.is_empty() {
        return out.line("都签过了，没有要登记的");
    }
    sign::sign(&mut store, &wanting, on, args.before.as_deref(), session.today)?;
    out.line(&format!("已登记 {} 份，签收日期{}", wanting.len(), chinese(on)))
}

fn coverage(session: &Session, json: bool, out: &mut Output) -> Result<()> {
    let store = session.open()?;
    let (book, coverage) = need::coverage(&store, session.today)?;
    let names = need::Names::read(&store, &book)?;
    let counts = coverage.counts();
    if json {
        let posts: Vec<_> = coverage
            .posts
            .iter()
            .map(|it| {
                json!({ "post": names.post(it.post), "post_id": it.post, "people": it.people.len(), "covered": it.is_covered(),
                        "lists": it.lists.iter().map(|list| names.lists.get(&list.list).map(|it| &it.0)).collect::<Vec<_>>(),
                        "gaps": it.holes().iter().map(|(_, gap, _)| gap.code()).collect::<Vec<_>>() })
            })
            .collect();
        let people: Vec<_> = coverage
            .people
            .iter()
            .map(|it| {
                json!({ "person": names.person(it.person), "person_id": it.person, "owed": it.owed, "signed": it.signed,
                        "exempt": it.exempt, "has_post": it.has_post, "all_signed": it.is_signed() })
            })
            .collect();
        let wanting: Vec<_> = coverage
            .owed
            .iter()
            .filter(|it| !it.is_signed())
            .map(|it| {
                json!({ "person": names.person(it.person), "person_id": it.person, "post": names.post(it.post), "post_id": it.post,
                        "list": names.lists.get(&it.list).map(|it| &it.0), "list_id": it.list, "number": it.number, "year": it.year,
                        "from": it.from, "cause": it.cause, "known": it.standing != Standing::Unknown })
            })
            .collect();
        let lists: Vec<_> = coverage
            .lists
            .iter()
            .map(|it| {
                let gaps: Vec<_> = it.gaps.iter().map(|(gap, said)| json!({ "gap": gap, "said": said })).collect();
                json!({ "list": names.lists.get(&it.list).map(|it| &it.0), "list_id": it.list,
                        "number": it.wording.map(|it| it.1), "from": it.wording.map(|it| it.2), "gaps": gaps })
            })
            .collect();
        return out
            .json(&json!({ "counts": counts, "posts": posts, "people": people, "wanting": wanting, "lists": lists }));
    }
    out.line(&format!(
        "在用岗位 {}，有完整清单 {}；应签收 {} 人，已全部签收 {} 人",
        counts.posts, counts.covered, counts.people, counts.signed
    ))?;
    for post in coverage.posts.iter().filter(|it| !it.is_covered()) {
        for (list, _, said) in post.holes() {
            let list = list.map(|it| format!("清单 {}：", names.list(it))).unwrap_or_default();
            out.line(&format!("岗位 {}（{} 人）：{list}{said}", names.post(post.post), post.people.len()))?;
        }
    }
    for list in &coverage.lists {
        for (_, said) in list.gaps.iter().filter(|(gap, _)| !gap.is_hole()) {
            out.line(&format!("清单 {}：{said}", names.list(list.list)))?;
        }
    }
    for it in coverage.people.iter().filter(|it| !it.has_post) {
        out.line(&format!("人员 {}：没有登记岗位", names.person(it.person)))?;
    }
    for it in coverage.owed.iter().filter(|it| !it.is_signed()) {
        let since = if it.standing == Standing::Unknown {
            "起算日不明".to_owned()
        } else {
            format!("{}起", chinese(it.from))
        };
        let list = names.list(it.list);
        out.line(&format!(
            "未签收 {}（{}）：{list} 第 {} 版，{}{since}",
            names.person(it.person),
            names.post(it.post),
            it.number,
            it.cause.label()
        ))?;
    }
    Ok(())
}
