//! A living plant for newcomers and for measuring: invented, plausible, the same for the same seed and day.
//!
//! The story runs day by day through the same operations as real work, on a clock that is moved by hand, so that the audit
//! trail reads as if people had really sat there. Nothing here is random beyond the seed.

use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};

use crate::domain::date::{add_days, add_months};
use crate::error::Result;
use crate::report::collect::Moment;
use crate::report::frozen::{self, Handing, Hashing};
use crate::store::{Access, Store};

mod assessments;
mod cases;
mod certificates;
mod chance;
mod defects;
mod events;
mod five;
mod found;
mod hands;
mod holidays;
mod moves;
mod organisation;
mod plant;
mod reports;
mod responsibility;
mod risks;
mod roster;
mod rounds;
mod staged;
mod training;
mod world;

pub use reports::Past;

use hands::Hands;
use world::{World, moment};

/// How large the plant is (design: S a plant-year, M ten years of 2,000 people, L ten million checked items).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 200 people, 14 months.
    Small,
    /// 2,000 people, ten years.
    Medium,
    /// 2,000 people, ten years, a sheet for every team.
    Large,
}

/// The measures of a plant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    /// Months of records, the present one included.
    months: i32,
    workshops: usize,
    /// Teams of a workshop that have a daily sheet of their own.
    teams: usize,
    /// Workers of a workshop; `None`: as in the table of the plant.
    workers: Option<usize>,
    /// Likelihood in thousandths that something fails on a daily sheet.
    fails: i64,
    /// Likelihood in thousandths that what is usual beside failures is written down.
    detail: i64,
}

impl Scale {
    const SMALL: Self = Self { months: 14, workshops: 5, teams: 1, workers: None, fails: 75, detail: 1000 };
    const MEDIUM: Self = Self { months: 120, workshops: 24, teams: 1, workers: Some(78), fails: 25, detail: 400 };
    const LARGE: Self = Self { months: 120, workshops: 24, teams: 9, workers: Some(70), fails: 12, detail: 100 };
}

/// Hands in a past report: freezes and logs it in the store, on the store's clock.
pub type Submit = fn(&mut Store, &Past) -> Result<()>;

/// What to make.
#[derive(Clone, Copy)]
pub struct Brief {
    /// How large.
    pub size: Size,
    /// Seed of chance.
    pub seed: u64,
    /// The day on which the story ends, in the morning.
    pub today: NaiveDate,
    /// How past reports are handed in.
    pub submit: Submit,
}

/// Hands a past report in as the program does it: its figures frozen on the day of the story.
///
/// # Errors
/// When the story hands in what may not be handed in, which is our own fault; disk failures.
pub fn submit(store: &mut Store, past: &Past) -> Result<()> {
    let kind = crate::report::kinds::find(past.kind)?;
    let handing = Handing {
        to: past.recipient.to_owned(),
        on: past.submitted_on,
        signed_by: past.signed_by.clone(),
        channel: Some(past.channel.to_owned()),
        late_reason: past.late_reason.map(str::to_owned),
        ..Handing::default()
    };
    let moment = Moment { today: past.submitted_on, at: store.now() };
    frozen::submit_hashing(store, kind, &past.period.to_string(), &handing, moment, Hashing::Light).map(|_| ())
}

/// Makes the plant in memory.
///
/// # Errors
/// Only when SQLite fails or the story breaks a rule, which is our own fault.
pub fn in_memory(brief: &Brief) -> Result<Store> {
    tell(brief, scale_of(brief.size), Store::in_memory)
}

/// Makes the plant in a new file at `path`. It appears there when it is whole, never half.
///
/// # Errors
/// [`crate::error::Kind::Input`] when a file is there already, [`crate::error::Kind::File`] when it cannot be written.
pub fn make(brief: &Brief, path: &Path) -> Result<()> {
    match brief.size {
        Size::Small => in_memory(brief)?.save_to(path),
        Size::Medium | Size::Large => {
            let mut name = path.as_os_str().to_owned();
            name.push(".making");
            let scratch = PathBuf::from(name);
            let made = tell(brief, scale_of(brief.size), |access| Store::scratch(&scratch, access));
            let saved = made.and_then(|store| store.save_to(path));
            // Scratch or not, what is left of it is nobody's record.
            let _ = std::fs::remove_file(&scratch);
            saved
        }
    }
}

fn scale_of(size: Size) -> Scale {
    match size {
        Size::Small => Scale::SMALL,
        Size::Medium => Scale::MEDIUM,
        Size::Large => Scale::LARGE,
    }
}

/// The first day of the records: that of the month so many months before yesterday's.
fn first_day(today: NaiveDate, months: i32) -> NaiveDate {
    let yesterday = add_days(today, -1);
    let first = add_months(yesterday.with_day(1).unwrap_or(yesterday), 1 - months);
    first.with_day(1).unwrap_or(first)
}

fn tell(brief: &Brief, scale: Scale, open: impl FnOnce(Access) -> Result<Store>) -> Result<Store> {
    let start = first_day(brief.today, scale.months);
    let hands = Hands::at(moment(start, 8, 30));
    let store = open(Access { operator: "安管员".to_owned(), clock: hands.clock(), read_only: false })?;
    let mut world = World::new(store, hands, scale, brief.seed, start, brief.today, brief.submit);
    found::found(&mut world)?;
    rounds::plan_all(&mut world)?;
    moves::move_all(&mut world);
    staged::stage(&mut world);
    certificates::certify_all(&mut world);
    organisation::organise(&mut world);
    reports::report_all(&mut world);
    training::teach_all(&mut world);
    responsibility::take_on(&mut world, brief.seed);
    five::check(&mut world);
    risks::identify(&mut world);
    assessments::assess_all(&mut world, brief.seed);
    world.run()?;
    Ok(world.store)
}

#[cfg(test)]
mod tests;
