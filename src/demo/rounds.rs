//! The plans, and the inspections made by them: mostly in time and by honest people, some missed, some entered late, and one
//! team leader who signs without looking.

use chrono::{Datelike, NaiveDate};

use super::cases::{self, Case};
use super::defects::{BESIDE, Cure, DEFECTS, MEASURED, NOT_APPLICABLE, NOT_CHECKED};
use super::world::{World, moment};
use crate::domain::date::add_days;
use crate::domain::hazard::Level;
use crate::domain::inspection::ItemResult;
use crate::domain::recurrence::{Frequency, Occurrence, Schedule, Weekdays};
use crate::error::{Error, Result};
use crate::registers::checklist;
use crate::registers::inspection::{EnteredBy, Extra, Mark, Sheet, record};
use crate::registers::plan::PLAN;

/// How those who make a round are, in thousandths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Temper {
    missed: i64,
    late: i64,
    fails: i64,
    unchecked: i64,
    /// Signs without looking.
    rubber: bool,
}

/// A plan and who goes by it.
#[derive(Clone, Debug)]
pub(super) struct Round {
    /// Row id of the plan; `None`: made when there is an occasion.
    plan: Option<i64>,
    checklist: i64,
    list: &'static str,
    place: Option<String>,
    /// Workshop it is made in; `None`: the whole plant.
    unit: Option<usize>,
    by: Vec<usize>,
    others: Vec<usize>,
    schedule: Schedule,
    temper: Temper,
    /// When it is entered: from, to (hours).
    hours: (i64, i64),
    /// How far into its period it is made, in thousandths.
    share: i64,
    /// Exceptions of the last time, and how often they were the same.
    last: Vec<(String, ItemResult)>,
    same: u32,
}

const HONEST: Temper = Temper { missed: 12, late: 12, fails: 130, unchecked: 60, rubber: false };

/// Writes the plans and puts every round on the agenda.
pub(super) fn plan_all(world: &mut World) -> Result<()> {
    world.hands.set(moment(world.start, 10, 50));
    let mut rounds = of_workshops(world)?;
    rounds.extend(of_plant(world)?);
    let rows = rounds.iter().map(|it| row_of(world, it)).collect::<Result<Vec<_>>>()?;
    let ids = world.add_all(&PLAN, &rows, "import.plan", format!("制定检查计划 {} 个", rows.len()))?;
    for (round, id) in rounds.iter_mut().zip(ids) {
        round.plan = Some(id);
    }
    world.rounds = rounds;
    for at in 0..world.rounds.len() {
        schedule(world, at);
    }
    occasions(world)
}

fn round(world: &World, list: &'static str, frequency: Frequency, by: Vec<usize>, temper: Temper) -> Result<Round> {
    let schedule =
        Schedule { frequency, weekdays: Weekdays::WORKWEEK, from: world.start, to: None, only_working_days: true };
    Ok(Round {
        plan: None,
        checklist: checklist::resolve(&world.store, list)?,
        list,
        place: None,
        unit: None,
        by,
        others: Vec::new(),
        schedule,
        temper,
        hours: (15, 18),
        share: 850,
        last: Vec::new(),
        same: 0,
    })
}

fn of_workshops(world: &World) -> Result<Vec<Round>> {
    let scale = &world.scale;
    let mut rounds = Vec::new();
    let workshops = world.roster.units.iter().enumerate().filter(|(_, it)| it.is_workshop);
    for (number, (unit, workshop)) in workshops.enumerate() {
        let nature = number % 5;
        let fails = scale.fails * [100, 130, 170, 190, 100].get(nature).copied().unwrap_or(100) / 100;
        let missed = if nature == 1 { 45 } else { 10 };
        for (team, leader) in workshop.leaders.iter().enumerate().take(scale.teams.max(1)) {
            let rubber = nature == 4 && team == 0;
            let temper = Temper { missed, fails, rubber, ..HONEST };
            let mut daily = round(world, "cl.daily", Frequency::Day, vec![*leader], temper)?;
            let team =
                if scale.teams > 1 { format!("{}{}班", workshop.name, team + 1) } else { workshop.name.clone() };
            (daily.unit, daily.place) = (Some(unit), Some(team));
            rounds.push(daily);
        }
        let temper = Temper { missed: missed / 2, fails: scale.fails * 3, ..HONEST };
        let mut weekly = round(world, "cl.weekly", Frequency::Week, vec![workshop.head], temper)?;
        (weekly.unit, weekly.place) = (Some(unit), Some(workshop.name.clone()));
        rounds.push(weekly);
    }
    Ok(rounds)
}

fn of_plant(world: &World) -> Result<Vec<Round>> {
    let post = |name: &str| world.roster.holder(name);
    let head = post("安全环保部部长");
    let managers = world.roster.holders("安全管理员");
    let manager = managers.first().copied().unwrap_or(head);
    let second = managers.last().copied().unwrap_or(head);
    let keeper = post("设备管理员");
    let rare = Temper { missed: 0, late: 30, fails: 600, unchecked: 90, rubber: false };
    // list, frequency, by, with, place, temper, share of the period
    let plant = [
        (
            "cl.fire-patrol",
            Frequency::Day,
            world.roster.holders("门卫"),
            vec![],
            "厂区",
            Temper { missed: 8, fails: 45, unchecked: 120, ..HONEST },
            0,
        ),
        (
            "own.s18d",
            Frequency::Day,
            vec![keeper],
            vec![],
            "特种设备",
            Temper { missed: 10, fails: 25, unchecked: 90, ..HONEST },
            0,
        ),
        (
            "own.s18w",
            Frequency::Week,
            vec![post("设备动力部部长")],
            vec![keeper],
            "特种设备",
            Temper { missed: 10, fails: 90, ..HONEST },
            800,
        ),
        (
            "cl.monthly",
            Frequency::Month,
            vec![post("安全副总经理")],
            vec![head, manager],
            "全厂",
            Temper { missed: 0, late: 60, fails: 950, ..rare },
            800,
        ),
        ("cl.fire", Frequency::Month, vec![head], vec![second], "全厂", rare, 420),
        ("cl.extinguisher", Frequency::Month, vec![second], vec![], "全厂", rare, 250),
        ("cl.leader", Frequency::Quarter, vec![post("总经理")], vec![head], "全厂", rare, 700),
        ("cl.dust", Frequency::HalfYear, vec![head], vec![second], "打磨抛光车间", rare, 300),
        ("cl.confined-space", Frequency::HalfYear, vec![manager], vec![], "污水站和除尘系统", rare, 450),
        ("cl.electric", Frequency::HalfYear, vec![post("设备动力部部长")], vec![post("电工")], "全厂", rare, 600),
        ("cl.special-equipment", Frequency::HalfYear, vec![keeper], vec![second], "全厂", rare, 520),
        ("cl.summer", Frequency::Year, vec![head], vec![manager], "全厂", rare, 390),
        ("cl.winter", Frequency::Year, vec![head], vec![manager], "全厂", rare, 860),
    ];
    let mut rounds = Vec::new();
    for (list, frequency, by, others, place, temper, share) in plant {
        let mut one = round(world, list, frequency, by, temper)?;
        (one.others, one.place, one.share) = (others, Some(place.to_owned()), share);
        if list == "cl.fire-patrol" {
            one.schedule.weekdays = Weekdays::ALL;
            one.schedule.only_working_days = false;
            one.hours = (19, 22);
        }
        if frequency == Frequency::Year && world.start.month() > 4 {
            let next = NaiveDate::from_ymd_opt(world.start.year() + i32::from(list == "cl.summer"), 1, 1);
            one.schedule.from = next.unwrap_or(world.start).max(world.start);
        }
        rounds.push(one);
    }
    Ok(rounds)
}

fn row_of(world: &World, round: &Round) -> Result<Vec<(&'static str, String)>> {
    let mut row = vec![
        ("checklist", round.list.to_owned()),
        ("place", round.place.clone().unwrap_or_default()),
        ("frequency", round.schedule.frequency.code().to_owned()),
        ("weekdays", round.schedule.weekdays.to_string()),
        ("on_holidays", if round.schedule.only_working_days { "否" } else { "是" }.to_owned()),
        ("from_on", round.schedule.from.to_string()),
    ];
    if let Some(unit) = round.unit.and_then(|it| world.roster.units.get(it)) {
        row.push(("department", unit.name.clone()));
    }
    match round.by.as_slice() {
        [one] => row.push(("person", world.person(*one)?.no.clone())),
        [] => {}
        [first, ..] => row.push(("post", world.person(*first)?.post.to_owned())),
    }
    Ok(row)
}

/// Puts the occurrences of one plan on the agenda, each at the time it will be entered.
fn schedule(world: &mut World, at: usize) {
    let Some(round) = world.rounds.get(at).cloned() else { return };
    let department = round.unit.and_then(|it| world.roster.units.get(it)).map(|it| it.id);
    let calendar = department.map_or_else(|| world.calendar.clone(), |id| world.calendar.seen_by(&[id]));
    for owed in round.schedule.occurrences(&calendar, world.start, world.today) {
        let Some(on) = day_of(world, &round, &owed, &calendar).filter(|on| *on < world.today) else { continue };
        let missed = if calendar.is_holiday(on) { round.temper.missed * 3 } else { round.temper.missed };
        if world.chance.hits(missed) {
            continue;
        }
        let mut entered = on;
        if world.chance.hits(round.temper.late) {
            let days = world.chance.between(4, 9);
            entered = world.working_from(add_days(on, days));
        } else if world.chance.hits(90) && calendar.is_working_day(add_days(on, 1)) && add_days(on, 1) < world.today {
            entered = add_days(on, 1);
        }
        let (from, to) = if entered == on { round.hours } else { (8, 10) };
        let time = world.between(entered, from, to);
        world.at(time, move |world| carry_out(world, at, on));
    }
}

/// The day within its window on which an occurrence is met.
fn day_of(
    world: &mut World,
    round: &Round,
    owed: &Occurrence,
    calendar: &crate::domain::calendar::Calendar,
) -> Option<NaiveDate> {
    if round.schedule.frequency == Frequency::Day {
        return Some(owed.due_on);
    }
    let days: Vec<NaiveDate> = owed
        .window_from
        .iter_days()
        .take_while(|it| *it <= owed.due_on)
        .filter(|it| calendar.is_working_day(*it) && !calendar.is_stopped(*it))
        .collect();
    let last = i64::try_from(days.len()).unwrap_or(0) - 1;
    let about = last * round.share / 1000 + world.chance.between(-1, 1);
    usize::try_from(about.clamp(0, last.max(0))).ok().and_then(|it| days.get(it)).copied()
}

/// Checks before long holidays, and spot checks of hot work: no plan owes them.
fn occasions(world: &mut World) -> Result<()> {
    let by = world.roster.holder("安全副总经理");
    let head = world.roster.holder("安全环保部部长");
    let temper = Temper { missed: 0, late: 0, fails: 350, unchecked: 0, rubber: false };
    let mut holiday = round(world, "cl.holiday", Frequency::Year, vec![by], temper)?;
    (holiday.place, holiday.others) = (Some("全厂".to_owned()), vec![head]);
    let mut hot = round(world, "cl.hot-work", Frequency::Year, world.roster.holders("安全管理员"), temper)?;
    hot.place = Some("焊接车间".to_owned());
    let first = world.rounds.len();
    world.rounds.extend([holiday, hot]);
    let days: Vec<NaiveDate> = world.start.iter_days().take_while(|it| *it < world.today).collect();
    for day in days {
        let next = add_days(day, 1);
        let long = (1..=5).all(|n| world.calendar.is_holiday(add_days(day, n)));
        if long && !world.calendar.is_holiday(day) {
            let on = world.working_until(day, world.start);
            let time = world.between(on, 15, 17);
            world.at(time, move |world| carry_out(world, first, on));
        }
        if world.calendar.is_working_day(day) && world.chance.hits(45) && next <= world.today {
            let time = world.between(day, 13, 16);
            world.at(time, move |world| carry_out(world, first + 1, day));
        }
    }
    Ok(())
}

/// Makes one round and enters it.
fn carry_out(world: &mut World, at: usize, on: NaiveDate) -> Result<()> {
    let Some(mut round) = world.rounds.get(at).cloned() else { return Ok(()) };
    let by = world.chance.pick(&round.by).copied().ok_or_else(|| Error::internal("没有检查人"))?;
    let (marks, mut cures) = marks(world, &mut round);
    let mut extras = Vec::new();
    let looks_around = !round.temper.rubber && round.schedule.frequency != Frequency::Day && world.chance.hits(60);
    if let Some(free) = world.chance.pick(BESIDE).filter(|_| looks_around) {
        extras.push(Extra { title: free.title.to_owned(), place: None });
        cures.push(free.cure);
    }
    let is_late = world.day() != on;
    let clerk = world.roster.holder("安全内勤");
    let manager = world.roster.holder("安全管理员");
    world.operate_as(if round.temper.rubber {
        by
    } else if is_late {
        clerk
    } else {
        manager
    })?;
    let items = items_of(round.list);
    let seconds =
        if round.temper.rubber { world.chance.between(6, 12) } else { items * 2 + world.chance.between(9, 90) };
    let sheet = Sheet {
        checklist: round.checklist,
        plan: round.plan,
        on,
        by: world.person(by)?.id,
        others: round.others.iter().map(|it| world.person(*it).map(|it| it.id)).collect::<Result<_>>()?,
        place: round.place.clone(),
        department: round.unit.and_then(|it| world.roster.units.get(it)).map(|it| it.id),
        accompanied_by: None,
        marks,
        extras,
        rest_checked: true,
        entered_by: EnteredBy::Terminal(u32::try_from(seconds).unwrap_or(60)),
        note: is_late.then(|| "纸质表后补录入".to_owned()).filter(|_| (world.day() - on).num_days() > 3),
    };
    let (unit, day) = (round.unit, world.day());
    if let Some(kept) = world.rounds.get_mut(at) {
        *kept = round;
    }
    let done = record(&mut world.store, &sheet, day)?;
    for (code, cure) in done.hazards.iter().zip(cures) {
        let id = cases::id_of(world, code)?;
        cases::enrol(world, Case { id, found_on: on, unit, cure, level: Level::General, finder: by })?;
    }
    Ok(())
}

/// How many items a list has, near enough for the time it takes.
fn items_of(list: &str) -> i64 {
    match list {
        "cl.daily" => 18,
        "cl.weekly" => 22,
        "cl.monthly" => 36,
        "cl.fire-patrol" => 8,
        "own.s18d" | "own.s18w" | "cl.extinguisher" => 6,
        _ => 14,
    }
}

/// What is not simply ok this time, and how each failure is mended.
fn marks(world: &mut World, round: &mut Round) -> (Vec<Mark>, Vec<Cure>) {
    let line = round.unit.and_then(|it| world.roster.units.get(it)).map_or('o', |it| it.line);
    let (list, temper, detail) = (round.list, round.temper, world.scale.detail);
    let chance = &mut world.chance;
    let mut marks: Vec<Mark> = Vec::new();
    let mut cures = Vec::new();
    let mark = |code: &str, result, value: Option<&str>, words: &str| Mark {
        code: code.to_owned(),
        result,
        value: value.map(str::to_owned),
        words: words.to_owned(),
    };
    for (_, item, _, reason, often) in
        NOT_APPLICABLE.iter().filter(|it| it.0 == list && (it.2.is_empty() || it.2.contains(line)))
    {
        if (*often == 1000 || !temper.rubber) && chance.hits(often * detail / 1000) {
            marks.push(mark(item, ItemResult::NotApplicable, None, reason));
        }
    }
    if temper.rubber {
        return (marks, cures);
    }
    for (_, item, good, bad, cure) in MEASURED.iter().filter(|it| it.0 == list) {
        if marks.iter().any(|it| it.code == *item) || !chance.hits(800 * detail / 1000) {
            continue;
        }
        if chance.hits(temper.fails / 8) {
            marks.push(mark(item, ItemResult::Fail, Some(chance.word(bad)), ""));
            cures.push(*cure);
        } else {
            marks.push(mark(item, ItemResult::Pass, Some(chance.word(good)), ""));
        }
    }
    let fitting: Vec<_> = DEFECTS.iter().filter(|it| it.fits(list, line)).collect();
    let free = |item: &str, marks: &[Mark]| !marks.iter().any(|it| it.code == item);
    let found = if chance.hits(temper.fails) { 1 + i64::from(chance.hits(220)) } else { 0 };
    for _ in 0..found {
        if let Some(defect) = chance.pick(&fitting).filter(|it| free(it.item, &marks)) {
            marks.push(mark(defect.item, ItemResult::Fail, None, defect.words));
            cures.push(defect.cure);
        }
    }
    // People look at other things on other days; nobody honest has the same sheet ten times running.
    let kept = |marks: &[Mark]| marks.iter().map(|it| (it.code.clone(), it.result)).collect::<Vec<_>>();
    let bored = round.same >= 7 && kept(&marks) == round.last;
    let skips = bored || chance.hits(temper.unchecked * detail / 1000);
    if let Some(defect) = chance.pick(&fitting).filter(|it| skips && free(it.item, &marks)) {
        marks.push(mark(defect.item, ItemResult::NotChecked, None, chance.word(NOT_CHECKED)));
    }
    let now = kept(&marks);
    round.same = if now == round.last { round.same + 1 } else { 0 };
    round.last = now;
    (marks, cures)
}
