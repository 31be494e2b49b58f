//! Training through the story: a plan every year, retraining by department with people absent and failed, three-level education
//! of who joins and who moves, and a new machine somebody was not taught.

use chrono::{Datelike, NaiveDate};

use super::chance::Chance;
use super::world::{World, moment};
use crate::domain::date::{add_days, add_months};
use crate::error::Result;
use crate::registers::person::ABSENCE;
use crate::registers::training::{Mark, NOVELTY, Rest, Roll, TRAINING, TRAINING_PLAN, Target, attendance_of, record};
use crate::store::{Condition, Query};

/// One training of the year: month, day, title, topics, hours in words, for whom.
struct Lesson {
    month: u32,
    day: u32,
    title: &'static str,
    topics: &'static str,
    hours: &'static str,
    who: Who,
    budget: &'static str,
}

/// For whom a lesson is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Every department, one session each.
    Everybody,
    /// Departments on these lines.
    Lines(&'static [char]),
    /// Holders of these posts, all in one.
    Posts(&'static [&'static str]),
}

/// What the plant teaches every year.
const LESSONS: &[Lesson] = &[
    Lesson {
        month: 3,
        day: 9,
        title: "年度安全再培训",
        topics: "年度再培训,责任制",
        hours: "8",
        who: Who::Everybody,
        budget: "6000",
    },
    Lesson {
        month: 4,
        day: 20,
        title: "有限空间作业安全专题培训",
        topics: "有限空间",
        hours: "4",
        who: Who::Posts(&["机修工", "电工", "设备管理员", "安全管理员"]),
        budget: "1500",
    },
    Lesson {
        month: 5,
        day: 18,
        title: "主要负责人和安全管理人员再培训",
        topics: "负责人、安管人员再培训",
        hours: "12",
        who: Who::Posts(&["总经理", "安全环保部部长", "安全管理员", "兼职安全员"]),
        budget: "8000",
    },
    Lesson {
        month: 6,
        day: 8,
        title: "粉尘防爆专项培训",
        topics: "粉尘防爆",
        hours: "4",
        who: Who::Lines(&['g']),
        budget: "1000",
    },
    Lesson {
        month: 9,
        day: 14,
        title: "职业卫生继续教育",
        topics: "职业卫生继续教育",
        hours: "4",
        who: Who::Lines(&['w', 'g']),
        budget: "1200",
    },
    Lesson {
        month: 10,
        day: 26,
        title: "消防知识和灭火器材使用培训",
        topics: "消防,应急",
        hours: "2",
        who: Who::Everybody,
        budget: "3000",
    },
];

/// What is known of a session before its people.
struct Session<'a> {
    title: &'a str,
    topics: &'a str,
    level: Option<&'a str>,
    hours: &'a str,
    on: NaiveDate,
    trainer: String,
    place: String,
    plan: Option<i64>,
    outside: bool,
}

/// Puts the training of all years on the agenda.
pub(super) fn teach_all(world: &mut World) {
    let first = world.start;
    world.at(moment(world.working_from(add_days(first, 2)), 14, 0), before_the_records);
    for year in first.year()..=world.today.year() {
        let planned = NaiveDate::from_ymd_opt(year, 1, 8).unwrap_or(first).max(add_days(first, 1));
        world.at(moment(world.working_from(planned), 10, 0), move |world| plan(world, year));
        for (n, lesson) in LESSONS.iter().enumerate() {
            let Some(day) =
                NaiveDate::from_ymd_opt(year, lesson.month, lesson.day).filter(|day| *day > add_days(first, 4))
            else {
                continue;
            };
            schedule(world, n, lesson, world.working_from(day));
        }
    }
    let machine = world.working_from(add_months(world.today, -2));
    if machine > add_days(first, 10) {
        world.at(moment(machine, 11, 0), new_machine);
    }
}

/// One session for all, or one a department on days following each other.
fn schedule(world: &mut World, n: usize, lesson: &'static Lesson, day: NaiveDate) {
    match lesson.who {
        Who::Posts(_) => world.at(moment(day, 17, 0), move |world| hold(world, n, lesson, None)),
        Who::Everybody | Who::Lines(_) => {
            let lines = if let Who::Lines(lines) = lesson.who { Some(lines) } else { None };
            let units: Vec<usize> = (0..world.roster.units.len())
                .filter(|it| {
                    let line = world.roster.units.get(*it).map(|it| it.line);
                    lines.is_none_or(|lines| line.is_some_and(|line| lines.contains(&line)))
                })
                .collect();
            for (at, unit) in units.into_iter().enumerate() {
                let on = world.working_from(add_days(day, i64::try_from(at / 3).unwrap_or(0)));
                let minute = u32::try_from(at % 3).unwrap_or(0) * 15;
                world.at(moment(on, 17, minute), move |world| hold(world, n, lesson, Some(unit)));
            }
        }
    }
}

fn teacher(world: &mut World) -> Result<String> {
    let place = world.roster.holder("安全管理员");
    world.operate_as(place)?;
    Ok(world.person(place)?.name.clone())
}

/// The year's plan, a line a lesson.
fn plan(world: &mut World, year: i32) -> Result<()> {
    let trainer = teacher(world)?;
    let rows: Vec<Vec<(&str, String)>> = LESSONS
        .iter()
        .map(|it| {
            let audience = match it.who {
                Who::Everybody => "全体从业人员".to_owned(),
                Who::Lines(lines) => if lines.len() > 1 { "焊接、打磨抛光车间" } else { "打磨抛光车间" }.to_owned(),
                Who::Posts(posts) => posts.join("、"),
            };
            vec![
                ("year", year.to_string()),
                ("month", it.month.to_string()),
                ("title", it.title.to_owned()),
                ("topics", it.topics.to_owned()),
                ("audience", audience),
                ("hours", it.hours.to_owned()),
                ("trainer", trainer.clone()),
                ("cost", it.budget.to_owned()),
            ]
        })
        .collect();
    world.add_all(&TRAINING_PLAN, &rows, "training_plan.add", format!("新增{year}年培训计划")).map(drop)
}

/// The line of the plan for a lesson.
fn line_of(world: &World, year: i32, title: &str) -> Result<Option<i64>> {
    let conditions = vec![Condition::Is("year", i64::from(year).into()), Condition::Is("title", title.into())];
    let found = world.store.rows(&TRAINING_PLAN.relation, &Query { conditions, limit: Some(1), ..Query::default() })?;
    Ok(found.first().map(|row| row.id))
}

/// People by place: here on that day, in a department or holding one of the posts.
fn people(world: &World, day: NaiveDate, unit: Option<usize>, posts: &[&str]) -> Vec<usize> {
    let fits = |(_, it): &(usize, &super::roster::Person)| {
        let here = it.id > 0 && it.hired_on <= day && it.ended_on.is_none_or(|last| last >= day);
        here && it.employment != "outsourced"
            && unit.is_none_or(|unit| it.unit == unit)
            && (posts.is_empty() || posts.contains(&it.post))
    };
    world.roster.people.iter().enumerate().filter(fits).map(|(at, _)| at).collect()
}

/// Row ids of people who are away on the day.
fn away(world: &World) -> Result<Vec<i64>> {
    let conditions = vec![Condition::Is("returned_on", crate::domain::value::Value::Null)];
    let rows = world.store.rows(&ABSENCE.relation, &Query { conditions, ..Query::default() })?;
    Ok(rows.iter().filter_map(|row| row.get("person_id").as_int()).collect())
}

/// Holds a lesson: a few are absent, a few fail; most absentees make it up, most of who failed try again.
fn hold(world: &mut World, n: usize, lesson: &'static Lesson, unit: Option<usize>) -> Result<()> {
    let (day, trainer) = (world.day(), teacher(world)?);
    let posts = if let Who::Posts(posts) = lesson.who { posts } else { &[] };
    let places = people(world, day, unit, posts);
    if places.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = places.iter().filter_map(|it| world.roster.people.get(*it)).map(|it| it.id).collect();
    let away = away(world)?;
    let mut marks = Vec::new();
    for id in &ids {
        let chance = &mut world.lessons;
        if away.contains(id) {
            marks.push(Mark { person: *id, absent: true, note: "休假".to_owned(), ..Mark::default() });
        } else if chance.hits(30) {
            let note = chance.word(&["病假", "出差", "事假", "夜班"]).to_owned();
            marks.push(Mark { person: *id, absent: true, note, ..Mark::default() });
        } else if chance.hits(18) {
            marks.push(Mark { person: *id, score: Some(chance.between(40, 59) * 10), ..Mark::default() });
        } else {
            marks.push(Mark { person: *id, score: Some(chance.between(66, 100) * 10), ..Mark::default() });
        }
    }
    let place = unit
        .and_then(|it| world.roster.units.get(it))
        .filter(|it| it.is_workshop)
        .map(|it| format!("{}会议室", it.name));
    let session = Session {
        title: lesson.title,
        topics: lesson.topics,
        level: None,
        hours: lesson.hours,
        on: day,
        trainer,
        place: place.unwrap_or_else(|| "办公楼培训室".to_owned()),
        plan: line_of(world, day.year(), lesson.title)?,
        outside: n == 2,
    };
    let id = take_down(world, &session, ids, marks)?;
    later(world, id, lesson, day);
    Ok(())
}

/// Writes a session down as the screen does.
fn take_down(world: &mut World, it: &Session<'_>, people: Vec<i64>, marks: Vec<Mark>) -> Result<i64> {
    let mut head: Vec<(String, String)> = [
        ("title", it.title.to_owned()),
        ("topics", it.topics.to_owned()),
        ("hours", it.hours.to_owned()),
        ("on_date", it.on.to_string()),
        ("trainer", it.trainer.clone()),
        ("place", it.place.clone()),
        ("exam", "笔试".to_owned()),
        ("pass_mark", "60".to_owned()),
    ]
    .map(|(key, text)| (key.to_owned(), text))
    .to_vec();
    head.extend(it.level.map(|level| ("level".to_owned(), level.to_owned())));
    head.extend(it.plan.map(|plan| ("plan".to_owned(), format!("#{plan}"))));
    if it.outside {
        head.extend(
            [("mode", "外培"), ("institution", "江城市安全生产培训中心")].map(|(k, v)| (k.to_owned(), v.to_owned())),
        );
    }
    let day = world.day();
    let roll = Roll { session: Target::New(head), people, marks, rest: Rest::Passed };
    record(&mut world.store, &roll, day).map(|done| done.id)
}

/// Two weeks on: absentees make the session up, those who failed sit again. Some are forgotten.
fn later(world: &mut World, session: i64, lesson: &'static Lesson, day: NaiveDate) {
    let again = world.working_from(add_days(day, 14));
    world.at(moment(again, 16, 30), move |world| {
        let trainer = teacher(world)?;
        let away = away(world)?;
        let mut makes_up = Vec::new();
        for row in attendance_of(&world.store, session)? {
            let Some(person) = row.get("person_id").as_int().filter(|id| !away.contains(id)) else { continue };
            if row.get("attended").as_int() == Some(0) {
                if world.lessons.hits(800) {
                    makes_up.push(person);
                }
            } else if row.get("passed").as_int() == Some(0) && world.lessons.hits(750) {
                let score = world.lessons.between(62, 85).to_string();
                world.change(&TRAINING, row.id, &[("resit_on", world.day().to_string()), ("resit_score", score)])?;
            }
        }
        if makes_up.is_empty() {
            return Ok(());
        }
        let marks = makes_up
            .iter()
            .map(|id| Mark { person: *id, score: Some(world.lessons.between(68, 95) * 10), ..Mark::default() })
            .collect();
        let title = format!("{}（补课）", lesson.title);
        let session = Session {
            title: &title,
            topics: lesson.topics,
            level: None,
            hours: lesson.hours,
            on: world.day(),
            trainer,
            place: "办公楼培训室".to_owned(),
            plan: None,
            outside: false,
        };
        take_down(world, &session, makes_up, marks).map(drop)
    });
}

/// The initial course of managers, held before the records began and entered afterwards.
fn before_the_records(world: &mut World) -> Result<()> {
    let trainer = "市安全生产培训中心".to_owned();
    teacher(world)?;
    let places = people(world, world.day(), None, &["总经理", "安全环保部部长", "安全管理员"]);
    let ids: Vec<i64> = places.iter().filter_map(|it| world.roster.people.get(*it)).map(|it| it.id).collect();
    let marks = ids.iter().map(|id| Mark { person: *id, score: Some(860), ..Mark::default() }).collect();
    let session = Session {
        title: "主要负责人和安全管理人员初次培训",
        topics: "负责人、安管人员初次培训",
        level: None,
        hours: "32",
        on: add_days(world.start, -200),
        trainer,
        place: "江城市安全生产培训中心".to_owned(),
        plan: None,
        outside: true,
    };
    take_down(world, &session, ids, marks).map(drop)
}

/// Three-level education of somebody who joins, before the first day; now and then a level was left out.
pub(super) fn welcome(world: &mut World, place: usize) -> Result<()> {
    let levels =
        [("厂级", "新员工厂级安全教育"), ("车间级", "新员工车间级安全教育"), ("班组级", "新员工班组级安全教育")];
    let left_out = world.lessons.hits(120).then(|| world.lessons.between(1, 2));
    educate(world, place, "岗前三级教育", &levels, left_out, 3)
}

/// Education of somebody who moves to another post: by the workshop and the team.
pub(super) fn moved(world: &mut World, place: usize) -> Result<()> {
    let levels = [("车间级", "转岗人员车间级安全教育"), ("班组级", "转岗人员班组级安全教育")];
    if world.lessons.hits(120) {
        return Ok(());
    }
    educate(world, place, "转岗、返岗教育", &levels, None, 2)
}

fn educate(
    world: &mut World,
    place: usize,
    topics: &str,
    levels: &[(&str, &str)],
    left_out: Option<i64>,
    days: i64,
) -> Result<()> {
    let (day, trainer) = (world.day(), teacher(world)?);
    let id = world.person(place)?.id;
    for (n, (level, title)) in (0_i64..).zip(levels) {
        if left_out == Some(n) {
            continue;
        }
        let score = world.lessons.between(66, 98) * 10;
        let session = Session {
            title,
            topics,
            level: Some(level),
            hours: "8",
            on: add_days(day, n - days),
            trainer: trainer.clone(),
            place: "办公楼培训室".to_owned(),
            plan: None,
            outside: false,
        };
        take_down(world, &session, vec![id], vec![Mark { person: id, score: Some(score), ..Mark::default() }])?;
    }
    Ok(())
}

/// A new machine: all but one of those who work with it are taught before it runs.
fn new_machine(world: &mut World) -> Result<()> {
    let (day, trainer) = (world.day(), teacher(world)?);
    let Some(unit) = world.roster.units.iter().position(|it| it.line == 'w') else { return Ok(()) };
    let name = world.roster.units.get(unit).map(|it| it.name.clone()).unwrap_or_default();
    let places = people(world, day, Some(unit), &["下料工"]);
    let mut ids: Vec<i64> = places.iter().filter_map(|it| world.roster.people.get(*it)).map(|it| it.id).collect();
    if ids.len() > 1 {
        ids.pop();
    }
    if ids.is_empty() {
        return Ok(());
    }
    let marks = ids
        .iter()
        .map(|id| Mark { person: *id, score: Some(world.lessons.between(70, 95) * 10), ..Mark::default() })
        .collect();
    let session = Session {
        title: "激光切割机操作安全培训",
        topics: "四新培训",
        level: None,
        hours: "4",
        on: add_days(day, -1),
        trainer,
        place: format!("{name}会议室"),
        plan: None,
        outside: false,
    };
    let id = take_down(world, &session, ids, marks)?;
    let values = [
        ("title", "光纤激光切割机".to_owned()),
        ("kind", "新设备".to_owned()),
        ("in_use_on", day.to_string()),
        ("department", name),
        ("post", "下料工".to_owned()),
        ("session", format!("#{id}")),
    ];
    world.add(&NOVELTY, &values).map(drop)
}

/// The stream of chance of training: its own, so that nothing else of the story changes.
pub(super) fn stream(seed: u64) -> Chance {
    Chance::new(seed ^ 0x0074_7261_696e_696e)
}
