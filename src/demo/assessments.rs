//! 责任制考核 of the plant: by quarter; the older quarters came in as totals, the last two were scored duty by duty, a few people
//! left over, one veto, one objection; the present quarter has just been opened in one workshop.

use chrono::NaiveDate;

use super::chance::Chance;
use super::world::{World, moment};
use crate::domain::assessment::{Mark, Standing};
use crate::domain::date::add_days;
use crate::domain::period::{Period, PeriodKind};
use crate::error::{Error, Result};
use crate::registers::assessment::act::{Asked, Scoring, Typed, open, score};
use crate::registers::assessment::owed::{Due, Roll};
use crate::registers::assessment::{self, ASSESSMENT, proposal_of};
use crate::registers::organisation::POST;
use crate::registers::setting;
use crate::store::{Query, Row};

/// Why points were taken off.
const TAKEN_OFF: &[&str] = &[
    "抽查发现一次未按规程操作",
    "记录不完整，补写两处",
    "现场抽问答不全",
    "班前检查漏记一次",
    "整改回复晚了两天",
    "劳保用品佩戴不规范一次",
];

/// Puts the assessments on the agenda.
pub(super) fn assess_all(world: &mut World, seed: u64) {
    let is_small = world.scale.months <= 24;
    let oldest = if is_small { world.start } else { world.start.max(add_days(world.today, -460)) };
    let ended: Vec<Period> = Period::overlapping(PeriodKind::Quarter, oldest, world.today)
        .into_iter()
        .filter(|it| it.first() >= oldest && add_days(it.last(), 12) < world.today)
        .collect();
    let Some(first) = ended.first() else { return };
    world.at(moment(world.working_from(add_days(first.last(), -20)), 10, 0), |world| {
        let cadence = ["management", "execution", "operation"];
        let pairs: Vec<(String, String)> =
            cadence.iter().map(|tier| (format!("assess.{tier}"), "quarter".to_owned())).collect();
        setting::alter(&mut world.store, &pairs, "本厂考核制度：各层级统一按季度考核").map(|_| ())
    });
    for (back, period) in ended.iter().rev().copied().enumerate() {
        let stream = Chance::new(seed ^ 0x4B48 ^ u64::try_from(back).unwrap_or(0));
        let day = world.working_from(add_days(period.last(), 6));
        if is_small && back < 2 {
            world.at(moment(day, 14, 10), move |world| by_duty(world, period, back == 0, stream));
        } else {
            world.at(moment(day, 15, 0), move |world| by_total(world, period, stream));
        }
    }
    let present = Period::containing(PeriodKind::Quarter, world.today);
    let day = world.working_until(add_days(world.today, -2), world.start);
    if is_small && present.first() < day {
        let stream = Chance::new(seed ^ 0x4B49);
        world.at(moment(day, 15, 20), move |world| begin(world, present, stream));
    }
}

fn is_idle(world: &World) -> Result<bool> {
    Ok(world.store.carried_lists()?.is_empty())
}

/// A quarter that was assessed on paper: totals, entered as one sheet.
fn by_total(world: &mut World, period: Period, mut chance: Chance) -> Result<()> {
    let roll = Roll::read(&world.store)?;
    let owed: Vec<Due> = roll.of_period(period).into_iter().filter(|it| it.standing.is_owed()).collect();
    if owed.is_empty() {
        return Ok(());
    }
    let clerk = world.roster.holder("安全内勤");
    world.operate_as(clerk)?;
    let posts = world.store.rows(&POST.relation, &Query { retired: true, ..Query::default() })?;
    let post =
        |id: i64| posts.iter().find(|row| row.id == id).and_then(|row| row.get("name").as_text()).unwrap_or_default();
    let day = world.day();
    let mut rows = Vec::new();
    for due in &owed {
        let Standing::Owed { weight, .. } = due.standing else { continue };
        let Some(no) = roll.book.workers.iter().find(|it| it.id == due.person).and_then(|it| it.no.clone()) else {
            continue;
        };
        let assessor = assessor(world, due.department, due.person)?;
        let number = world.person(assessor)?.no.clone();
        let tenths = if chance.hits(60) { chance.between(620, 799) } else { chance.between(805, 985) };
        rows.push(vec![
            ("period", period.to_string()),
            ("person", no),
            ("post", post(due.post).to_owned()),
            ("score", format!("{}.{}", tenths / 10, tenths % 10)),
            ("weight", weight.to_string()),
            ("assessor", number),
            ("assessed_on", day.to_string()),
        ]);
    }
    let said = format!("导入{}考核总分 {} 份", period.label(), rows.len());
    world.add_all(&ASSESSMENT, &rows, "import.assessment", said).map(|_| ())
}

/// Who assesses: the head of the department, above him the deputy, above him the principal.
fn assessor(world: &World, department: Option<i64>, person: i64) -> Result<usize> {
    let head = world.roster.units.iter().find(|it| Some(it.id) == department).map(|it| it.head);
    let above = [head, Some(world.roster.holder("安全副总经理")), Some(world.roster.holder("总经理"))];
    for place in above.into_iter().flatten() {
        if world.person(place)?.id != person {
            return Ok(place);
        }
    }
    Err(Error::internal("演示数据里没有考核人"))
}

/// A quarter scored duty by duty.
fn by_duty(world: &mut World, period: Period, is_last: bool, mut chance: Chance) -> Result<()> {
    if is_idle(world)? {
        return Ok(());
    }
    let day = world.day();
    let chief = world.roster.holder("安全环保部部长");
    world.operate_as(chief)?;
    let made = open(&mut world.store, Asked { period, department: None, person: None }, day)?;
    let (mut vetoed, mut objects) = (!is_last, None);
    let workshops = world.roster.units.iter().filter(|it| it.is_workshop).map(|it| it.id);
    let late: Vec<i64> = workshops.skip(1).take(2).collect();
    for sheet in &made.opened {
        let row = world.store.row(&ASSESSMENT.relation, sheet.id)?.unwrap_or_else(empty);
        let person = row.get("person_id").as_int().unwrap_or(0);
        let place = assessor(world, row.get("department_id").as_int(), person)?;
        // A few were travelling or ill when the sheets went round.
        let away = row.get("department_id").as_int().is_some_and(|id| late.contains(&id));
        let left = is_last && away && chance.hits(120);
        let marks = marks(world, sheet.id, &mut chance)?;
        if left {
            continue;
        }
        let veto = (!vetoed && sheet.post == "电焊工").then(|| "焊工证过期一周仍上岗动火（无证上岗）".to_owned());
        vetoed |= veto.is_some();
        let is_fined = veto.is_some();
        world.operate_as(place)?;
        let scoring = Scoring {
            marks,
            accept: true,
            assessor: Some(world.person(place)?.id),
            reward: is_fined.then(|| "当月安全绩效扣减 30%，重新培训考核合格后上岗".to_owned()),
            veto,
            finish: Some(day),
        };
        let done = score(&mut world.store, sheet.id, &scoring, day)?;
        let low = done.get("score").as_int().is_some_and(|it| it < 930);
        if low && !is_fined && objects.is_none() {
            objects = Some(sheet.id);
        }
    }
    if let Some(id) = objects {
        let said = "对扣分有异议：当天是代班岗位，记录由原班组填写，请核对班次";
        let heard = world.working_from(add_days(day, 3));
        world.at(moment(heard, 9, 40), move |world| world.change(&ASSESSMENT, id, &[("objection", said.to_owned())]));
        if !is_last {
            let answered = world.working_from(add_days(heard, 4));
            world.at(moment(answered, 16, 0), move |world| {
                let answer = "核对排班表，当班人确为本人，维持原评分，已当面说明".to_owned();
                world.change(&ASSESSMENT, id, &[("answer", answer)])
            });
        }
    }
    Ok(())
}

fn empty() -> Row {
    Row { id: 0, version: 0, entered_on: None, retired_on: None, values: Vec::new() }
}

/// Marks for what the records could not tell: mostly full, now and then less with a reason.
fn marks(world: &World, sheet: i64, chance: &mut Chance) -> Result<Vec<Typed>> {
    let mut marks = Vec::new();
    for item in assessment::items(&world.store, sheet)? {
        if proposal_of(&item) != Mark::Open {
            continue;
        }
        let points = item.get("points").as_int().unwrap_or(0);
        let off = if chance.hits(230) { chance.between(1, (points * 4 / 10).max(1)) } else { 0 };
        let reason = (off > 0).then(|| chance.word(TAKEN_OFF).to_owned());
        let code = item.get("code").as_text().unwrap_or_default().to_owned();
        marks.push(Typed { code, mark: Mark::Tenths((points - off) * 10), reason });
    }
    Ok(marks)
}

/// The present quarter: one workshop has opened its sheets and begun with the first few.
fn begin(world: &mut World, period: Period, mut chance: Chance) -> Result<()> {
    let unit = world.roster.units.iter().find(|it| it.is_workshop).map(|it| (it.id, it.head));
    let Some((unit, head)) = unit.filter(|_| !is_idle(world).unwrap_or(true)) else { return Ok(()) };
    world.operate_as(head)?;
    let day: NaiveDate = world.day();
    let made = open(&mut world.store, Asked { period, department: Some(unit), person: None }, day)?;
    let (assessor, own) = world.person(head).map(|it| (it.id, it.name.clone()))?;
    for sheet in made.opened.iter().filter(|it| it.person != own).take(3) {
        let marks = marks(world, sheet.id, &mut chance)?;
        let half = marks.len().div_ceil(2);
        let scoring =
            Scoring { marks: marks.into_iter().take(half).collect(), assessor: Some(assessor), ..Scoring::default() };
        score(&mut world.store, sheet.id, &scoring, day)?;
    }
    Ok(())
}
