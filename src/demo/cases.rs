//! The life of a hazard from its finding to its closure, as it goes in a plant: most in time, some late, returned, extended,
//! some again after a while.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use super::defects::Cure;
use super::world::{World, moment};
use crate::domain::date::{add_days, days_between};
use crate::domain::hazard::{Level, Step, Verb};
use crate::error::{Error, Result};
use crate::registers::hazard::{HAZARD, Taken, Typed, take};
use crate::store::{Condition, Query};

/// A hazard just found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    pub(super) id: i64,
    pub(super) found_on: NaiveDate,
    /// Where; `None`: the safety manager says whose it is.
    pub(super) unit: Option<usize>,
    pub(super) cure: Cure,
    pub(super) level: Level,
    pub(super) finder: usize,
}

/// What a step says beside its verb and signer.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) words: Option<String>,
    pub(super) level: Option<Level>,
    pub(super) owner: Option<usize>,
    pub(super) measures: Option<String>,
    pub(super) funds_fen: Option<i64>,
    pub(super) due_on: Option<NaiveDate>,
    pub(super) plan: Option<String>,
    pub(super) cost_fen: Option<i64>,
}

/// Row id of the hazard with this number.
pub(super) fn id_of(world: &World, code: &str) -> Result<i64> {
    let query = Query { conditions: vec![Condition::Is("code", code.into())], limit: Some(1), ..Query::default() };
    let rows = world.store.rows(&HAZARD.relation, &query)?;
    rows.first().map(|it| it.id).ok_or_else(|| Error::internal(format!("没有隐患 {code}")))
}

/// One step today, signed by `by`, who is at the keyboard.
pub(super) fn step(world: &mut World, id: i64, verb: Verb, by: usize, said: Words) -> Result<Taken> {
    world.operate_as(by)?;
    let day = world.day();
    let mut step = Step::new(verb, day, world.who(by)?);
    step.level = said.level;
    step.owner = said.owner.map(|it| world.who(it)).transpose()?;
    (step.measures, step.funds_fen, step.due_on, step.plan) = (said.measures, said.funds_fen, said.due_on, said.plan);
    let typed = Typed { step, words: said.words, cost_fen: said.cost_fen };
    take(&mut world.store, id, &typed, day)
}

/// Who answers for a workshop or department: its head, now and then a team leader.
pub(super) fn owner_of(world: &mut World, unit: usize) -> usize {
    let (head, leaders) = world.roster.units.get(unit).map_or((0, vec![]), |it| (it.head, it.leaders.clone()));
    if world.chance.hits(300) { world.chance.pick(&leaders).copied().unwrap_or(head) } else { head }
}

/// The second safety manager accepts; the first assesses.
pub(super) fn accepter(world: &World) -> usize {
    let all = world.roster.holders("安全管理员");
    all.last().copied().unwrap_or_else(|| world.roster.holder("安全环保部部长"))
}

fn assessor(world: &World) -> usize {
    world.roster.holder("安全管理员")
}

fn some(text: impl Into<String>) -> Option<String> {
    Some(text.into())
}

/// Puts the next of a hazard's life on the agenda.
pub(super) fn enrol(world: &mut World, case: Case) -> Result<()> {
    let now = world.now();
    if case.cure.days == 0 && case.unit.is_some() && case.found_on == world.day() && now.hour() < 20 {
        let time = now + TimeDelta::minutes(world.chance.between(15, 70));
        world.at(time, move |world| on_the_spot(world, case));
        return Ok(());
    }
    let morning = if now.hour() < 9 { world.day() } else { add_days(world.day(), 1) };
    let late = i64::from(world.chance.hits(120));
    let day = world.working_from(add_days(morning, late));
    let time = world.between(day, 9, 11);
    world.at(time, move |world| assess(world, case));
    Ok(())
}

fn on_the_spot(world: &mut World, case: Case) -> Result<()> {
    let owner = case.unit.map_or(case.finder, |unit| owner_of(world, unit));
    let said = Words {
        words: some(format!("已{}", case.cure.measures)),
        level: Some(Level::General),
        owner: Some(owner),
        measures: some(case.cure.measures),
        cost_fen: Some(case.cure.yuan * 100),
        ..Words::default()
    };
    step(world, case.id, Verb::Rectify, owner, said)?;
    let time = world.now() + TimeDelta::minutes(world.chance.between(10, 40));
    world.at(time, move |world| {
        let by = accepter(world);
        step(world, case.id, Verb::Accept, by, opinion("现场复查，已改正"))?;
        Ok(())
    });
    Ok(())
}

fn opinion(text: &str) -> Words {
    Words { words: some(text), ..Words::default() }
}

fn assess(world: &mut World, case: Case) -> Result<()> {
    let unit = match case.unit {
        Some(unit) => unit,
        None => assign(world, case.id)?,
    };
    let case = Case { unit: Some(unit), ..case };
    let owner = owner_of(world, unit);
    let due = add_days(world.day(), case.cure.days.max(1) + world.chance.between(0, 2));
    let said = Words {
        level: Some(case.level),
        owner: Some(owner),
        measures: some(case.cure.measures),
        funds_fen: Some(case.cure.yuan * 100),
        due_on: Some(due),
        ..Words::default()
    };
    let by = assessor(world);
    step(world, case.id, Verb::Assess, by, said)?;
    outcome(world, case, owner, due);
    Ok(())
}

/// The safety manager says which department a finding of the whole plant belongs to.
fn assign(world: &mut World, id: i64) -> Result<usize> {
    let able: Vec<usize> = (0..world.roster.units.len())
        .filter(|it| {
            world.roster.units.get(*it).is_some_and(|it| !["经理室", "安全环保部"].contains(&it.name.as_str()))
        })
        .collect();
    let unit = world.chance.pick(&able).copied().unwrap_or(0);
    let name = world.roster.units.get(unit).map(|it| it.name.clone()).unwrap_or_default();
    let by = assessor(world);
    world.operate_as(by)?;
    world.change(&HAZARD, id, &[("department", name)])?;
    Ok(unit)
}

/// How it goes on after the assessment.
fn outcome(world: &mut World, case: Case, owner: usize, due: NaiveDate) {
    let day = world.day();
    if case.cure.days > 6 {
        let time = moment(add_days(day, 1), 8, 50);
        world.at(time, move |world| step(world, case.id, Verb::Start, owner, Words::default()).map(|_| ()));
    }
    let long_ago = add_days(due, 14) < world.today;
    let fate = world.chance.between(0, 999);
    if long_ago && fate < 60 {
        let late = add_days(due, world.chance.between(1, 6));
        rectify_on(world, case, owner, late, false);
    } else if (60..105).contains(&fate) && case.cure.days > 2 && days_between(day, due) > 2 {
        extend_before(world, case, owner, due);
    } else {
        let returned = fate >= 940 && long_ago;
        let span = days_between(day, due);
        let about = add_days(day, world.chance.between((span / 2).max(1).min(span), span));
        let on = world.working_until(about, add_days(day, 1));
        rectify_on(world, case, owner, on, returned);
    }
}

fn extend_before(world: &mut World, case: Case, owner: usize, due: NaiveDate) {
    let later = add_days(due, world.chance.between(6, 14));
    world.at(moment(add_days(due, -1), 15, 20), move |world| {
        let words = some(world.chance.word(&[
            "备件未到货，已停用设备并挂牌",
            "施工单位排期推迟，已设临时围挡",
            "需停产窗口，已加密巡检",
        ]));
        let by = assessor(world);
        step(world, case.id, Verb::Extend, by, Words { words, due_on: Some(later), ..Words::default() })?;
        let on = world.working_until(add_days(later, -1), world.day());
        rectify_on(world, case, owner, on, false);
        Ok(())
    });
}

fn rectify_on(world: &mut World, case: Case, owner: usize, on: NaiveDate, returned: bool) {
    let time = world.between(on, 13, 17);
    world.at(time, move |world| {
        let said = Words {
            words: some(format!("已{}", case.cure.measures)),
            cost_fen: Some(case.cure.yuan * world.chance.between(80, 125)),
            ..Words::default()
        };
        step(world, case.id, Verb::Rectify, owner, said)?;
        let day = world.day();
        let wait = world.chance.between(0, 3);
        let on = world.working_from(add_days(day, wait));
        let time = if on == day { world.now() + TimeDelta::minutes(40) } else { world.between(on, 9, 11) };
        world.at(time, move |world| if returned { send_back(world, case, owner) } else { accept(world, case) });
        Ok(())
    });
}

fn send_back(world: &mut World, case: Case, owner: usize) -> Result<()> {
    let reason = world.chance.word(&["现场复查仍不牢固", "只做了临时处理，没有恢复原状", "同类设备没有一并整改"]);
    let by = accepter(world);
    step(world, case.id, Verb::Return, by, opinion(reason))?;
    let days = world.chance.between(1, 3);
    let on = world.working_from(add_days(world.day(), days));
    rectify_on(world, case, owner, on, false);
    Ok(())
}

fn accept(world: &mut World, case: Case) -> Result<()> {
    let by = accepter(world);
    let words = world.chance.word(&["现场复查合格", "整改到位，同意销号", "已恢复，抽查同类未发现同样问题"]);
    step(world, case.id, Verb::Accept, by, opinion(words))?;
    if case.level == Level::General && world.chance.hits(45) {
        let time = later(world, 25, 100);
        world.at(time, move |world| {
            let taken = step(world, case.id, Verb::Recur, case.finder, Words::default())?;
            let found_on = world.day();
            enrol(world, Case { id: taken.id, found_on, ..case })
        });
    }
    Ok(())
}

/// A working time so many days from now.
pub(super) fn later(world: &mut World, from: i64, to: i64) -> NaiveDateTime {
    let days = world.chance.between(from, to);
    let day = world.working_from(add_days(world.day(), days));
    world.between(day, 9, 16)
}
