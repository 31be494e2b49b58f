//! Reports handed in for periods that are over: nearly all in time, a few late; the last quarter unsigned and the last week not
//! handed in, so that 首页 has something to chase.

use chrono::{Datelike, NaiveDate};

use super::plant::RECIPIENT;
use super::world::{World, moment};
use crate::domain::date::add_days;
use crate::domain::period::{Period, PeriodKind};

/// A report handed in on a day of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Kind, as `report KIND` names it.
    pub kind: &'static str,
    /// Period it is about.
    pub period: Period,
    /// Who it went to.
    pub recipient: &'static str,
    /// Day it was handed in: the day of the store's clock.
    pub submitted_on: NaiveDate,
    /// Who signed; `None`: not signed yet.
    pub signed_by: Option<String>,
    /// How it was handed in.
    pub channel: &'static str,
    /// Why late.
    pub late_reason: Option<&'static str>,
}

/// Puts every report that was handed in on the agenda.
pub(super) fn report_all(world: &mut World) {
    for week in Period::overlapping(PeriodKind::Week, add_days(world.start, -7), world.today) {
        weekly(world, week);
    }
    let year_ago = add_days(world.start, -366);
    let kinds = [
        ("monthly", PeriodKind::Month, 5, "安全副总经理"),
        ("quarterly", PeriodKind::Quarter, 15, "总经理"),
        ("yearly", PeriodKind::Year, 31, "总经理"),
        ("half_year", PeriodKind::HalfYear, 10, "安全副总经理"),
        ("year_summary", PeriodKind::Year, 10, "总经理"),
    ];
    for (kind, length, last_day, signer) in kinds {
        for period in Period::overlapping(length, year_ago, world.today) {
            let first = add_days(period.last(), 1);
            let due = add_days(first, last_day - 1);
            let is_second_half = kind == "half_year" && first.month() == 1;
            if due >= world.start && due <= world.today && !is_second_half {
                long(world, kind, period, (first, due), signer);
            }
        }
    }
}

fn weekly(world: &mut World, week: Period) {
    let due = add_days(week.last(), 1);
    if due < world.start || due >= add_days(world.today, -1) || add_days(due, 7) > world.today {
        return;
    }
    let friday = add_days(week.last(), -2);
    let late = world.chance.hits(30);
    let on = match (late, world.calendar.is_working_day(friday)) {
        (false, true) => friday,
        (false, false) => world.working_from(add_days(week.last(), 1)),
        (true, _) => world.working_from(add_days(due, 2)),
    };
    let reason = (on > due).then_some(if late { "填报人出差，次日补报" } else { "节假日顺延" });
    hand_in(world, "weekly", week, on, Some("安全环保部部长"), reason);
}

fn long(world: &mut World, kind: &'static str, period: Period, span: (NaiveDate, NaiveDate), signer: &'static str) {
    let (first, due) = span;
    let early = if due.day() > 8 { add_days(due, -7) } else { add_days(first, 1) };
    let late = world.chance.hits(70) || kind == "year_summary";
    let in_time = (0..8).map(|n| add_days(early, n)).find(|it| world.calendar.is_working_day(*it)).unwrap_or(due);
    let on = if late { world.working_from(add_days(due, 3)) } else { in_time };
    let is_last = kind == "quarterly" && add_days(due, 92) > world.today;
    let signer = if is_last { None } else { Some(signer) };
    let on = if is_last { in_time } else { on };
    let reason = (on > due).then_some(if late { "数据核对不及时" } else { "节假日顺延" });
    hand_in(world, kind, period, on, signer, reason);
}

fn hand_in(
    world: &mut World,
    kind: &'static str,
    period: Period,
    on: NaiveDate,
    signer: Option<&'static str>,
    late_reason: Option<&'static str>,
) {
    // Of a period before the first record there is only paper.
    if period.last() < world.start {
        return;
    }
    let on = on.max(world.start);
    world.at(moment(on, 16, 20), move |world| {
        let clerk = world.roster.holder("安全内勤");
        world.operate_as(clerk)?;
        let signed_by =
            signer.map(|post| world.person(world.roster.holder(post)).map(|it| it.name.clone())).transpose()?;
        let channel = if kind == "weekly" { "平台" } else { "纸质" };
        let past = Past { kind, period, recipient: RECIPIENT, submitted_on: on, signed_by, channel, late_reason };
        (world.submit)(&mut world.store, &past)
    });
}
