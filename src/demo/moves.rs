//! People come and go: joiners, leavers, transfers, a long maternity leave, sick leave.

use chrono::NaiveDate;

use super::found::row_of;
use super::plant::WORKSHOPS;
use super::world::{World, moment};
use crate::domain::date::{add_days, add_months};
use crate::error::Result;
use crate::registers::person::{ABSENCE, ASSIGNMENT, PERSON};

/// Puts the comings and goings of every month on the agenda.
pub(super) fn move_all(world: &mut World) {
    let people = i64::try_from(world.roster.people.len()).unwrap_or(0);
    let mut month = world.start;
    while month < world.today {
        for (share, task) in
            [(340, leave as fn(&mut World) -> Result<()>), (330, join), (500, transfer), (600, fall_ill)]
        {
            let due = people * 1000 / share;
            let times = due / 1000 + i64::from(world.chance.hits(due % 1000));
            for _ in 0..times {
                let days = world.chance.between(3, 24);
                let day = world.working_from(add_days(month, days));
                let time = world.between(day, 9, 16);
                world.at(time, task);
            }
        }
        month = add_months(month, 1);
    }
    let time = moment(world.working_from(add_days(world.start, 8)), 9, 30);
    world.at(time, maternity);
}

fn clerk(world: &mut World) -> Result<()> {
    let clerk = world.roster.holder("人事专员");
    world.operate_as(clerk)
}

fn some_worker(world: &mut World) -> Option<usize> {
    let workers = world.roster.workers.clone();
    world.chance.pick(&workers).copied()
}

fn leave(world: &mut World) -> Result<()> {
    let Some(place) = some_worker(world) else { return Ok(()) };
    clerk(world)?;
    world.roster.workers.retain(|it| *it != place);
    let day = world.day();
    let id = world.person(place)?.id;
    if world.person(place)?.hired_on >= day {
        return Ok(());
    }
    if let Some(person) = world.roster.people.get_mut(place) {
        person.ended_on = Some(day);
    }
    world.change(&PERSON, id, &[("ended_on", day.to_string())])
}

/// A workshop and a trade in it.
fn some_trade(world: &mut World) -> Option<(usize, &'static str)> {
    let workshops: Vec<usize> = (0..world.roster.units.len())
        .filter(|it| world.roster.units.get(*it).is_some_and(|it| it.is_workshop))
        .collect();
    let unit = *world.chance.pick(&workshops)?;
    let line = world.roster.units.get(unit)?.line;
    let trades = WORKSHOPS.iter().find(|it| it.line == line)?.trades;
    Some((unit, world.chance.word(trades)))
}

fn join(world: &mut World) -> Result<()> {
    let Some((unit, trade)) = some_trade(world) else { return Ok(()) };
    clerk(world)?;
    let day = world.day();
    let place = world.roster.join(unit, trade, day, 19, &mut world.chance);
    let name = world.roster.units.get(unit).map(|it| it.name.clone()).unwrap_or_default();
    if let Some(person) = world.roster.people.get_mut(place) {
        person.hired_on = day;
    }
    let row = row_of(world.person(place)?, &name);
    let id = world.add(&PERSON, &row)?;
    if let Some(person) = world.roster.people.get_mut(place) {
        person.id = id;
    }
    world.roster.workers.push(place);
    super::training::welcome(world, place)
}

fn transfer(world: &mut World) -> Result<()> {
    let (Some(place), Some((unit, trade))) = (some_worker(world), some_trade(world)) else { return Ok(()) };
    let (no, was) = (world.person(place)?.no.clone(), world.person(place)?.unit);
    if was == unit || world.person(place)?.hired_on >= add_days(world.day(), -5) {
        return Ok(());
    }
    clerk(world)?;
    let name = world.roster.units.get(unit).map(|it| it.name.clone()).unwrap_or_default();
    let values = [
        ("person", no),
        ("department", name),
        ("post", trade.to_owned()),
        ("from_on", world.day().to_string()),
        ("note", "工作需要".to_owned()),
    ];
    world.add(&ASSIGNMENT, &values)?;
    if let Some(person) = world.roster.people.get_mut(place) {
        (person.unit, person.post) = (unit, trade);
    }
    super::training::moved(world, place)
}

fn fall_ill(world: &mut World) -> Result<()> {
    let Some(place) = some_worker(world) else { return Ok(()) };
    let days = world.chance.between(8, 70);
    let reason = if days > 30 { "骨折住院" } else { "病假" };
    absent(world, place, reason, add_days(world.day(), days))
}

/// Away for more than a year: whoever comes back is trained again.
fn maternity(world: &mut World) -> Result<()> {
    let women: Vec<usize> =
        world.roster.workers.iter().copied().filter(|it| world.person(*it).is_ok_and(|it| !it.male)).collect();
    let Some(place) = world.chance.pick(&women).copied() else { return Ok(()) };
    world.roster.workers.retain(|it| *it != place);
    let back = add_days(world.day(), 385);
    absent(world, place, "产假连哺乳假", back)
}

fn absent(world: &mut World, place: usize, reason: &str, back: NaiveDate) -> Result<()> {
    clerk(world)?;
    let no = world.person(place)?.no.clone();
    let values = [("person", no), ("left_on", world.day().to_string()), ("reason", reason.to_owned())];
    let id = world.add(&ABSENCE, &values)?;
    let back = world.working_from(back);
    world.at(moment(back, 8, 30), move |world| {
        clerk(world)?;
        world.change(&ABSENCE, id, &[("returned_on", back.to_string())])
    });
    Ok(())
}
