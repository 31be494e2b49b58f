//! The period of one calendar duty: a [`Period`] or the half of a month, which reports do not know.

use chrono::{Datelike, NaiveDate};

use super::rule::Every;
use crate::domain::date::add_days;
use crate::domain::period::{Period, PeriodKind};

/// One period of a calendar duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// A period that reports know too.
    Whole(Period),
    /// First or second half of a month: days 1–15 and 16 to the end.
    HalfMonth {
        /// The month.
        month: Period,
        /// Whether it is the second half.
        second: bool,
    },
}

impl Span {
    /// The period of this length that holds `day`.
    #[must_use]
    pub fn containing(every: Every, day: NaiveDate) -> Self {
        let whole = |kind| Self::Whole(Period::containing(kind, day));
        match every {
            Every::Day => whole(PeriodKind::Day),
            Every::Week => whole(PeriodKind::Week),
            Every::HalfMonth => {
                Self::HalfMonth { month: Period::containing(PeriodKind::Month, day), second: day.day() > 15 }
            }
            Every::Month => whole(PeriodKind::Month),
            Every::Quarter => whole(PeriodKind::Quarter),
            Every::HalfYear => whole(PeriodKind::HalfYear),
            Every::Year => whole(PeriodKind::Year),
        }
    }

    /// First day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        match self {
            Self::Whole(period) => period.first(),
            Self::HalfMonth { month, second: false } => month.first(),
            Self::HalfMonth { month, second: true } => add_days(month.first(), 15),
        }
    }

    /// Last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        match self {
            Self::Whole(period) => period.last(),
            Self::HalfMonth { month, second: false } => add_days(month.first(), 14),
            Self::HalfMonth { month, second: true } => month.last(),
        }
    }

    /// The period after it; itself at the end of the calendar.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Whole(period) => Self::Whole(period.next()),
            Self::HalfMonth { month, second: false } => Self::HalfMonth { month, second: true },
            Self::HalfMonth { month, second: true } => Self::HalfMonth { month: month.next(), second: false },
        }
    }

    /// Stable text: `2026-11`, `2026-Q3`, and `2026-11a`/`2026-11b` for the halves of a month.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Whole(period) => period.to_string(),
            Self::HalfMonth { month, second } => format!("{month}{}", if second { 'b' } else { 'a' }),
        }
    }

    /// Chinese name: `2026年第三季度`, `2026年11月上半月`.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Whole(period) => period.label(),
            Self::HalfMonth { month, second } => format!("{}{}半月", month.label(), if second { '下' } else { '上' }),
        }
    }

    /// The part of the id after the year: `H1`, `Q3`, `11`.
    #[must_use]
    pub fn part(self) -> String {
        self.id().split_once('-').map_or_else(String::new, |(_, part)| part.to_owned())
    }
}
