//! The invented plant while its story runs: the open file, its clock, its people, and an agenda of what happens when.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::chance::Chance;
use super::hands::Hands;
use super::roster::{Person, Roster};
use super::rounds::Round;
use super::{Scale, Submit};
use crate::domain::calendar::Calendar;
use crate::domain::date::{Order, add_days};
use crate::domain::hazard::Who;
use crate::error::{Error, Result};
use crate::registers::{self, Door, Input, Lookups, Reading, Register};
use crate::store::Store;

/// Something that will be done.
pub(super) type Task = Box<dyn FnOnce(&mut World) -> Result<()>>;

/// The plant and its story so far.
pub(super) struct World {
    pub(super) store: Store,
    pub(super) hands: Hands,
    pub(super) chance: Chance,
    /// Chance of training.
    pub(super) lessons: Chance,
    pub(super) scale: Scale,
    /// First day of the records.
    pub(super) start: NaiveDate,
    /// The day the story ends, in the morning.
    pub(super) today: NaiveDate,
    pub(super) roster: Roster,
    pub(super) calendar: Calendar,
    pub(super) rounds: Vec<Round>,
    pub(super) submit: Submit,
    agenda: BTreeMap<(NaiveDateTime, u64), Task>,
    tickets: u64,
}

impl World {
    pub(super) fn new(
        store: Store,
        hands: Hands,
        scale: Scale,
        seed: u64,
        start: NaiveDate,
        today: NaiveDate,
        submit: Submit,
    ) -> Self {
        Self {
            store,
            hands,
            chance: Chance::new(seed),
            lessons: super::training::stream(seed),
            scale,
            start,
            today,
            roster: Roster::default(),
            calendar: Calendar::default(),
            rounds: Vec::new(),
            submit,
            agenda: BTreeMap::new(),
            tickets: 0,
        }
    }

    /// The local time of the story.
    pub(super) fn now(&self) -> NaiveDateTime {
        self.hands.now()
    }

    /// The day of the story.
    pub(super) fn day(&self) -> NaiveDate {
        self.now().date()
    }

    /// Puts something on the agenda; never before now.
    pub(super) fn at(&mut self, time: NaiveDateTime, task: impl FnOnce(&mut World) -> Result<()> + 'static) {
        self.tickets += 1;
        self.agenda.insert((time.max(self.now()), self.tickets), Box::new(task));
    }

    /// Does what is on the agenda, in order of time, until the morning of the last day.
    pub(super) fn run(&mut self) -> Result<()> {
        let end = moment(self.today, 8, 0);
        while let Some(((time, _), task)) = self.agenda.pop_first() {
            if time >= end {
                break;
            }
            self.hands.set(time);
            task(self)?;
        }
        self.hands.set(end);
        Ok(())
    }

    /// A time of that day between two hours.
    pub(super) fn between(&mut self, day: NaiveDate, from_hour: i64, to_hour: i64) -> NaiveDateTime {
        let seconds = self.chance.between(from_hour * 3600, to_hour * 3600 - 1);
        day.and_time(chrono::NaiveTime::MIN) + TimeDelta::seconds(seconds)
    }

    /// The first working day from `day` on.
    pub(super) fn working_from(&self, day: NaiveDate) -> NaiveDate {
        (0..20).map(|n| add_days(day, n)).find(|it| self.calendar.is_working_day(*it)).unwrap_or(day)
    }

    /// The last working day up to `day`, but not before `least`.
    pub(super) fn working_until(&self, day: NaiveDate, least: NaiveDate) -> NaiveDate {
        (0..20)
            .map(|n| add_days(day, -n))
            .take_while(|it| *it >= least)
            .find(|it| self.calendar.is_working_day(*it))
            .unwrap_or(day)
    }

    pub(super) fn person(&self, place: usize) -> Result<&Person> {
        self.roster.people.get(place).ok_or_else(|| Error::internal("演示数据里没有这个人"))
    }

    /// Somebody as the signer of a step.
    pub(super) fn who(&self, place: usize) -> Result<Who> {
        self.person(place).map(|it| Who::person(it.id, it.name.clone()))
    }

    /// Somebody sits down at the keyboard.
    pub(super) fn operate_as(&mut self, place: usize) -> Result<()> {
        let name = self.person(place)?.name.clone();
        self.store.set_operator(name);
        Ok(())
    }

    /// Adds one record as the form would.
    pub(super) fn add(&mut self, register: &'static Register, values: &[(&str, String)]) -> Result<i64> {
        let day = self.day();
        registers::add(&mut self.store, register, &owned(values), day, Door::Form, false).map(|it| it.id)
    }

    /// Changes one record as the form would.
    pub(super) fn change(&mut self, register: &'static Register, id: i64, values: &[(&str, String)]) -> Result<()> {
        let day = self.day();
        registers::change(&mut self.store, register, id, None, &owned(values), day, Door::Form, false).map(|_| ())
    }

    /// Adds many records as an import would: each judged, all in one operation.
    pub(super) fn add_all(
        &mut self,
        register: &'static Register,
        rows: &[Vec<(&str, String)>],
        verb: &str,
        summary: String,
    ) -> Result<Vec<i64>> {
        let lookups = Lookups::typed(register, &self.store)?;
        let reading = Reading { today: self.day(), lookups: &lookups, order: Order::Ymd, short_dates: false };
        let mut drafts = Vec::with_capacity(rows.len());
        for row in rows {
            let mut read = Vec::with_capacity(row.len());
            for (key, text) in row {
                let column = register.column(key).ok_or_else(|| Error::internal(format!("没有列 {key}")))?;
                read.push((column, reading.read(column, &Input::Text(text.clone()))));
            }
            let judged = registers::judge(register, None, read, &reading, false, Door::Import);
            drafts.push(judged.map_err(|it| Error::problems(format!("演示数据{}：", register.title), it))?);
        }
        self.store.write(verb, |tx| {
            let ids = drafts.iter().map(|draft| (register.write)(tx, register, None, draft)).collect::<Result<_>>()?;
            Ok((ids, summary))
        })
    }
}

fn owned(values: &[(&str, String)]) -> Vec<(String, String)> {
    values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

/// A moment of a day.
pub(super) fn moment(day: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
    day.and_hms_opt(hour, minute, 0).unwrap_or_else(|| day.and_time(chrono::NaiveTime::MIN))
}
