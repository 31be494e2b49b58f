//! Figures: exact ratios, and the hazard figures that must balance (decisions 18 and 22).

use super::hazard::{Hazard, Level};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// An exact ratio. With denominator 0 there is nothing to rate: it shows "—" and has no value.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Ratio {
    /// What counts.
    pub num: i64,
    /// Out of how many.
    pub den: i64,
}

/// What is shown where there is no figure.
pub const NO_FIGURE: &str = "—";

impl Ratio {
    /// The whole: 100 %.
    pub const WHOLE: Self = Self { num: 1, den: 1 };

    /// `num` out of `den`.
    #[must_use]
    pub fn new(num: i64, den: i64) -> Self {
        Self { num, den }
    }

    /// A threshold given in percent.
    #[must_use]
    pub fn percent_of(percent: i64) -> Self {
        Self { num: percent, den: 100 }
    }

    /// Whether there is something to rate.
    #[must_use]
    pub fn has_value(self) -> bool {
        self.den != 0
    }

    /// The value as a float for charts and JSON; `None` when the denominator is 0. Never compare by it.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // counts far below 2^53
    pub fn as_f64(self) -> Option<f64> {
        self.has_value().then(|| self.num as f64 / self.den as f64)
    }

    /// Compares exact values; `None` when either has none.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        let (a, b) = (self.upright()?, other.upright()?);
        Some((a.0 * b.1).cmp(&(b.0 * a.1)))
    }

    /// Whether the exact value is at or above the threshold; `false` when there is no value.
    #[must_use]
    pub fn reaches(self, threshold: Self) -> bool {
        self.compare(threshold).is_some_and(Ordering::is_ge)
    }

    /// Percent with one decimal, half up; never "100.0%" for less than the whole. "—" without a value.
    #[must_use]
    pub fn percent(self) -> String {
        self.percent_below(&[])
    }

    /// As [`Self::percent`], but cut where half-up would reach one of these thresholds that the exact value misses (decisions 22).
    #[must_use]
    pub fn percent_below(self, thresholds: &[Self]) -> String {
        self.tenths(thresholds).map_or_else(|| NO_FIGURE.to_owned(), |tenths| format!("{}%", in_tenths(tenths)))
    }

    /// Difference to another ratio in percentage points with one decimal and its sign, from the exact values; "—" when either
    /// has none.
    #[must_use]
    pub fn points_above(self, other: Self) -> String {
        let (Some(a), Some(b)) = (self.upright(), other.upright()) else { return NO_FIGURE.to_owned() };
        let tenths = half_up(a.0 * b.1 - b.0 * a.1, a.1 * b.1);
        let sign = if tenths > 0 { "+" } else { "" };
        format!("{sign}{}", in_tenths(tenths))
    }

    /// Tenths of a percent as shown.
    fn tenths(self, thresholds: &[Self]) -> Option<i128> {
        let (num, den) = self.upright()?;
        let shown = half_up(num, den);
        let overstates = |threshold: &Self| {
            !self.reaches(*threshold) && threshold.upright().is_some_and(|(limit, of)| shown * of >= limit * 1000)
        };
        let cut = thresholds.iter().chain([&Self::WHOLE]).any(overstates);
        Some(if cut { (num * 1000).div_euclid(den) } else { shown })
    }

    /// Numerator and a denominator above 0.
    fn upright(self) -> Option<(i128, i128)> {
        let (num, den) = (i128::from(self.num), i128::from(self.den));
        match den.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Less => Some((-num, -den)),
            Ordering::Greater => Some((num, den)),
        }
    }
}

impl PartialEq for Ratio {
    /// By exact value: 1/2 is 2/4. Two without a value are the same.
    fn eq(&self, other: &Self) -> bool {
        match self.compare(*other) {
            Some(order) => order.is_eq(),
            None => !self.has_value() && !other.has_value(),
        }
    }
}

impl Eq for Ratio {}

/// Thousandths of num/den, half up (away from zero).
fn half_up(num: i128, den: i128) -> i128 {
    let rounded = (num.abs() * 2000 + den) / (den * 2);
    if num < 0 { -rounded } else { rounded }
}

fn in_tenths(tenths: i128) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// A hazard with the dates from which figures of any past day can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Day it was found; the day it counts as registered.
    pub registered_on: NaiveDate,
    /// Levels it was given, by day.
    pub gradings: Vec<(NaiveDate, Level)>,
    /// Day its rectification was accepted.
    pub accepted_on: Option<NaiveDate>,
    /// Whether it was rectified after the deadline of that time.
    pub late: bool,
    /// Day it was closed.
    pub closed_on: Option<NaiveDate>,
    /// Day its record was retired.
    pub retired_on: Option<NaiveDate>,
}

impl History {
    /// The history of a hazard; `retired_on` is known to the store only.
    #[must_use]
    pub fn of(hazard: &Hazard, retired_on: Option<NaiveDate>) -> Self {
        Self {
            registered_on: hazard.found_on,
            gradings: hazard.gradings.clone(),
            accepted_on: hazard.accepted_on,
            late: hazard.late,
            closed_on: hazard.closed_on,
            retired_on,
        }
    }

    /// Level at the end of that day; `None` before it was graded.
    #[must_use]
    pub fn level_on(&self, day: NaiveDate) -> Option<Level> {
        self.gradings.iter().rev().find(|(on, _)| *on <= day).map(|(_, level)| *level)
    }

    /// Whether it was on the books, neither closed nor retired, at the end of that day.
    #[must_use]
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.registered_on <= day && self.leaving().is_none_or(|(on, _)| on > day)
    }

    /// How it left the books; closing comes before a retirement of the same day.
    fn leaving(&self) -> Option<(NaiveDate, Leaving)> {
        let closed = self.closed_on.map(|on| (on, Leaving::Closed));
        let retired = self.retired_on.map(|on| (on, Leaving::Retired));
        [closed, retired].into_iter().flatten().min_by_key(|(on, _)| *on)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaving {
    Closed,
    Retired,
}

/// One figure for each column: general, major, not graded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByLevel<T> {
    /// 一般
    pub general: T,
    /// 重大
    pub major: T,
    /// Not graded yet.
    pub ungraded: T,
}

impl<T> ByLevel<T> {
    /// The figure of a level, `None` being not graded.
    #[must_use]
    pub fn get(&self, level: Option<Level>) -> &T {
        match level {
            Some(Level::General) => &self.general,
            Some(Level::Major) => &self.major,
            None => &self.ungraded,
        }
    }

    /// The figure of a level, to change it.
    pub fn get_mut(&mut self, level: Option<Level>) -> &mut T {
        match level {
            Some(Level::General) => &mut self.general,
            Some(Level::Major) => &mut self.major,
            None => &mut self.ungraded,
        }
    }

    /// The figures of all three columns.
    pub fn each(&self) -> [&T; 3] {
        [&self.general, &self.major, &self.ungraded]
    }
}

/// How the books of one level moved in a period (decisions 18). Always
/// `open_at_start + registered + regraded_in − regraded_out − closed − retired = open_at_end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Open when the period began, by the level of that time.
    pub open_at_start: i64,
    /// Registered within it, by the level at its end or on leaving.
    pub registered: i64,
    /// Came over from another column.
    pub regraded_in: i64,
    /// Went over to another column.
    pub regraded_out: i64,
    /// Closed within it.
    pub closed: i64,
    /// Retired within it without having been closed.
    pub retired: i64,
    /// Open when the period ended, by the level of that time.
    pub open_at_end: i64,
}

impl Flow {
    /// Whether the books balance.
    #[must_use]
    pub fn balances(&self) -> bool {
        let moved = self.registered + self.regraded_in - self.regraded_out - self.closed - self.retired;
        self.open_at_start + moved == self.open_at_end
    }

    /// Sum of two columns.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            open_at_start: self.open_at_start + other.open_at_start,
            registered: self.registered + other.registered,
            regraded_in: self.regraded_in + other.regraded_in,
            regraded_out: self.regraded_out + other.regraded_out,
            closed: self.closed + other.closed,
            retired: self.retired + other.retired,
            open_at_end: self.open_at_end + other.open_at_end,
        }
    }
}

/// The flow of `from`..=`to` by level.
#[must_use]
pub fn flow<'a>(hazards: impl IntoIterator<Item = &'a History>, from: NaiveDate, to: NaiveDate) -> ByLevel<Flow> {
    let mut books = ByLevel::<Flow>::default();
    for hazard in hazards {
        let leaving = hazard.leaving();
        if from > to || hazard.registered_on > to || leaving.is_some_and(|(on, _)| on < from) {
            continue;
        }
        let left = leaving.filter(|(on, _)| *on <= to);
        let level = hazard.level_on(left.map_or(to, |(on, _)| on));
        if hazard.registered_on < from {
            let before = from.pred_opt().and_then(|day| hazard.level_on(day));
            books.get_mut(before).open_at_start += 1;
            if before != level {
                books.get_mut(before).regraded_out += 1;
                books.get_mut(level).regraded_in += 1;
            }
        } else {
            books.get_mut(level).registered += 1;
        }
        let column = books.get_mut(level);
        match left {
            Some((_, Leaving::Closed)) => column.closed += 1,
            Some((_, Leaving::Retired)) => column.retired += 1,
            None => column.open_at_end += 1,
        }
    }
    books
}

/// Rectification figures of one level (decisions 18).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rectified {
    /// Registered in the period and not retired by its end.
    pub registered: i64,
    /// Of these, accepted by its end.
    pub accepted: i64,
    /// Of these, rectified within the deadline.
    pub in_time: i64,
}

impl Rectified {
    /// Rectification rate: accepted by period end ÷ registered in the period.
    #[must_use]
    pub fn rate(&self) -> Ratio {
        Ratio::new(self.accepted, self.registered)
    }

    /// The second figure: accepted and rectified in time ÷ registered.
    #[must_use]
    pub fn in_time_rate(&self) -> Ratio {
        Ratio::new(self.in_time, self.registered)
    }

    /// Sum of two columns.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            registered: self.registered + other.registered,
            accepted: self.accepted + other.accepted,
            in_time: self.in_time + other.in_time,
        }
    }
}

/// Rectification figures of the hazards registered in `from`..=`to`, by level at `to`. A record retired by then was entered in
/// error and is in no rate; [`Flow::retired`] shows it.
#[must_use]
pub fn rectified<'a>(
    hazards: impl IntoIterator<Item = &'a History>,
    from: NaiveDate,
    to: NaiveDate,
) -> ByLevel<Rectified> {
    let mut figures = ByLevel::<Rectified>::default();
    for hazard in hazards {
        let inside = from <= hazard.registered_on && hazard.registered_on <= to;
        let gone = matches!(hazard.leaving(), Some((on, Leaving::Retired)) if on <= to);
        if !inside || gone {
            continue;
        }
        let accepted = hazard.accepted_on.is_some_and(|on| on <= to);
        let column = figures.get_mut(hazard.level_on(to));
        column.registered += 1;
        column.accepted += i64::from(accepted);
        column.in_time += i64::from(accepted && !hazard.late);
    }
    figures
}

#[cfg(test)]
mod tests;
