//! `train`: a session entered by exception.

use chrono::NaiveDate;
use clap::Args;

use crate::domain::date::{self, Order};
use crate::domain::decimal;
use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::registers;
use crate::registers::training::{
    Mark, Rest, Roll, Roster, TRAINING_PLAN, TRAINING_SESSION, Target, attendance_of, filtered, owing, record,
};
use crate::store::Store;

use super::{Output, Session};

/// Arguments of `train`.
#[derive(Debug, Args)]
pub(super) struct TrainArgs {
    /// 培训内容
    #[arg(long, value_name = "内容")]
    title: Option<String>,
    /// 题目类别，几个用逗号隔开，如 年度再培训,消防
    #[arg(long, value_name = "类别")]
    topics: Option<String>,
    /// 三级教育的级别：厂级、车间级、班组级
    #[arg(long, value_name = "级别")]
    level: Option<String>,
    /// 学时，如 2、7.5
    #[arg(long, value_name = "学时", conflicts_with = "minutes")]
    hours: Option<String>,
    /// 分钟（没有学时的）
    #[arg(long, value_name = "分钟")]
    minutes: Option<String>,
    /// 培训日期（缺省：今天）
    #[arg(long, value_name = "日期")]
    date: Option<String>,
    /// 授课人
    #[arg(long, value_name = "姓名")]
    trainer: Option<String>,
    /// 地点
    #[arg(long, value_name = "地点")]
    place: Option<String>,
    /// 考核方式：笔试、口试、实操考核、不考核
    #[arg(long, value_name = "方式")]
    exam: Option<String>,
    /// 及格分
    #[arg(long, value_name = "分")]
    pass_mark: Option<String>,
    /// 培训班的其他栏目，如 --field 效果评价=良好
    #[arg(long = "field", value_name = "列=值")]
    fields: Vec<String>,
    /// 按培训计划的这一行开班：内容、类别、学时、授课人和对象取自计划
    #[arg(long, value_name = "行号")]
    plan: Option<i64>,
    /// 已有的培训班：编号 PX-2026-0012 或行号；不写就新建一个
    #[arg(long, value_name = "编号")]
    session: Option<String>,
    /// 参加部门（含下级部门），可写多次；和 --post 同写时取部门里这个岗位的人
    #[arg(long, value_name = "部门")]
    department: Vec<String>,
    /// 参加岗位
    #[arg(long, value_name = "岗位")]
    post: Vec<String>,
    /// 参加的人：姓名或工号，可写多次或用逗号隔开
    #[arg(long, value_name = "人")]
    person: Vec<String>,
    /// 名单文件：一行一人，姓名、工号或两者
    #[arg(long, value_name = "FILE")]
    list: Option<std::path::PathBuf>,
    /// 花名册里符合条件的人，如 用工形式=劳务派遣
    #[arg(long = "where", value_name = "列=值")]
    filter: Option<String>,
    /// 还欠这项培训的每个人，如 HR06
    #[arg(long, value_name = "代码")]
    owing: Vec<String>,
    /// 全厂在册人员
    #[arg(long)]
    everybody: bool,
    /// 缺席：工号或姓名[:原因]
    #[arg(long, value_name = "人[:原因]")]
    absent: Vec<String>,
    /// 不合格：工号或姓名[:分]
    #[arg(long, value_name = "人[:分]")]
    fail: Vec<String>,
    /// 成绩：工号或姓名:分
    #[arg(long, value_name = "人:分")]
    score: Vec<String>,
    /// 还没有考核结果的人
    #[arg(long, value_name = "人")]
    pending: Vec<String>,
    /// 声明其余的人都参加并合格
    #[arg(long, conflicts_with = "rest_pending")]
    rest_passed: bool,
    /// 其余的人都参加了，还没有考核结果
    #[arg(long)]
    rest_pending: bool,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(session: &Session, args: &TrainArgs, out: &mut Output) -> Result<u8> {
    let mut store = session.open()?;
    let on = day(&store, args, session.today)?;
    let roster = Roster::read(&store, on)?;
    let mut problems = Vec::new();
    let target = target(&store, args)?;
    let people = people(&store, args, &roster, on, &target, &mut problems)?;
    let marks = marks(args, &roster, &mut problems);
    if !problems.is_empty() {
        return Err(Error::problems("培训没有保存，请改正：", problems));
    }
    let rest = match (args.rest_passed, args.rest_pending) {
        (true, _) => Rest::Passed,
        (false, true) => Rest::Pending,
        (false, false) => Rest::Unsaid,
    };
    let done = record(&mut store, &Roll { session: target, people, marks, rest }, session.today)?;
    if args.json {
        out.json(&serde_json::json!({
            "id": done.id,
            "code": done.code,
            "people": done.people,
            "absent": done.absent,
            "failed": done.failed,
            "pending": done.pending,
            "passed": done.passed,
            "rest": done.rest,
        }))?;
    } else {
        let word = match rest {
            Rest::Passed => format!("，其余 {} 人均已参加并合格", done.rest),
            Rest::Pending | Rest::Unsaid => String::new(),
        };
        out.line(&format!(
            "已登记培训 {}：{} 人，缺席 {}、不合格 {}、待考 {}{word}",
            done.code, done.people, done.absent, done.failed, done.pending
        ))?;
        if done.absent + done.failed > 0 {
            let said = format!("补课和补考名单：anguan report training_catch_up --record {}", done.code);
            out.line(&said)?;
        }
    }
    out.flush()?;
    Ok(0)
}

/// The day of the session: as typed, that of the one named, or today.
fn day(store: &Store, args: &TrainArgs, today: NaiveDate) -> Result<NaiveDate> {
    if let Some(name) = &args.session {
        let id = registers::resolve(store, "training_session", name)?;
        let row = store.row(&TRAINING_SESSION.relation, id)?;
        return Ok(row.and_then(|row| row.get("on_date").as_date()).unwrap_or(today));
    }
    match &args.date {
        None => Ok(today),
        Some(text) => date::read(text, today, Order::Ymd).map_err(|e| Error::input(format!("--date：{e}"))),
    }
}

/// The session: one there is, or a new one from the options and the plan.
fn target(store: &Store, args: &TrainArgs) -> Result<Target> {
    if let Some(name) = &args.session {
        return Ok(Target::There(registers::resolve(store, "training_session", name)?));
    }
    let mut typed: Vec<(String, String)> = Vec::new();
    let options = [
        ("title", &args.title),
        ("topics", &args.topics),
        ("level", &args.level),
        ("hours", &args.hours),
        ("minutes", &args.minutes),
        ("on_date", &args.date),
        ("trainer", &args.trainer),
        ("place", &args.place),
        ("exam", &args.exam),
        ("pass_mark", &args.pass_mark),
    ];
    for (key, text) in options {
        if let Some(text) = text {
            typed.push((key.to_owned(), text.clone()));
        }
    }
    for field in &args.fields {
        let (name, text) =
            field.split_once(['=', '＝']).ok_or_else(|| Error::input(format!("--field {field} 应写成 列=值")))?;
        typed.push((name.trim().to_owned(), text.to_owned()));
    }
    if let Some(id) = args.plan {
        let row = store.row(&TRAINING_PLAN.relation, id)?.ok_or_else(|| Error::input("没有这一行培训计划"))?;
        typed.extend(registers::training::from_plan(&row, &typed));
    }
    Ok(Target::New(typed))
}

/// Who takes part. Who cannot be found is named, and nothing is written.
fn people(
    store: &Store,
    args: &TrainArgs,
    roster: &Roster,
    on: NaiveDate,
    target: &Target,
    problems: &mut Vec<Problem>,
) -> Result<Vec<i64>> {
    let ids = |key: &str, names: &[String]| {
        names.iter().map(|name| registers::resolve(store, key, name)).collect::<Result<Vec<_>>>()
    };
    let (departments, posts) = (ids("department", &args.department)?, ids("post", &args.post)?);
    let mut found: Vec<i64> = Vec::new();
    if let Target::There(id) = target {
        found.extend(attendance_of(store, *id)?.iter().filter_map(|row| row.get("person_id").as_int()));
    }
    if args.everybody {
        found.extend(roster.of(None, None));
    }
    match (departments.as_slice(), posts.as_slice()) {
        ([], posts) => found.extend(posts.iter().flat_map(|post| roster.of(None, Some(*post)))),
        (departments, []) => found.extend(departments.iter().flat_map(|it| roster.of(Some(*it), None))),
        (departments, posts) => {
            let both = departments.iter().flat_map(|it| posts.iter().map(move |post| (*it, *post)));
            found.extend(both.flat_map(|(it, post)| roster.of(Some(it), Some(post))));
        }
    }
    if let Some(filter) = &args.filter {
        let here = roster.of(None, None);
        found.extend(filtered(store, on, filter)?.into_iter().filter(|id| here.contains(id)));
    }
    if !args.owing.is_empty() {
        let codes: Vec<&str> = args.owing.iter().map(String::as_str).collect();
        found.extend(owing(store, on, &codes)?);
    }
    let mut text = args.person.join("\n");
    if let Some(path) = &args.list {
        let listed = std::fs::read_to_string(path)
            .map_err(|e| Error::file(format!("名单文件 {} 读不出来：{e}", path.display())))?;
        text = format!("{text}\n{}", listed.trim_start_matches('\u{feff}'));
    }
    let named = roster.named(&text);
    problems.extend(named.complaints().into_iter().map(Problem::record));
    found.extend(named.people);
    if let (Some(id), true) = (args.plan, found.is_empty()) {
        let row = store.row(&TRAINING_PLAN.relation, id)?;
        let of = |column: &str| row.as_ref().and_then(|row| row.get(column).as_int());
        if of("department_id").is_some() || of("post_id").is_some() {
            found.extend(roster.of(of("department_id"), of("post_id")));
        }
    }
    let mut once = Vec::new();
    for id in found {
        if !once.contains(&id) {
            once.push(id);
        }
    }
    Ok(once)
}

/// What is said of single people; several options may be about one.
fn marks(args: &TrainArgs, roster: &Roster, problems: &mut Vec<Problem>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut mark = |text: &str, problems: &mut Vec<Problem>, put: &dyn Fn(&mut Mark, &str) -> Option<String>| {
        let (who, words) = text.split_once([':', '：']).unwrap_or((text, ""));
        let named = roster.named(who);
        problems.extend(named.complaints().into_iter().map(Problem::record));
        for person in named.people {
            let at = marks.iter().position(|it| it.person == person).unwrap_or_else(|| {
                marks.push(Mark { person, ..Mark::default() });
                marks.len() - 1
            });
            if let Some(said) = marks.get_mut(at).and_then(|it| put(it, words.trim())) {
                problems.push(Problem::record(format!("{who}：{said}")));
            }
        }
    };
    let score = |mark: &mut Mark, words: &str| match decimal::read(words, 1) {
        Some(score) => {
            mark.score = Some(score);
            None
        }
        None => Some(format!("“{words}”不是成绩（最多一位小数）")),
    };
    for text in &args.absent {
        mark(text, problems, &|mark, words| {
            mark.absent = true;
            words.clone_into(&mut mark.note);
            None
        });
    }
    for text in &args.fail {
        mark(text, problems, &|mark, words| {
            mark.passed = Some(false);
            if words.is_empty() { None } else { score(mark, words) }
        });
    }
    for text in &args.score {
        mark(text, problems, &score);
    }
    for text in &args.pending {
        mark(text, problems, &|mark, _| {
            mark.pending = true;
            None
        });
    }
    marks
}
