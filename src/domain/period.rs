//! Calendar periods: day, ISO week, month, quarter, half-year, year.
//!
//! Every function is total: a period outside the years 1900–2999 or with parts that do not exist is held at the
//! nearest one that does. `parse` and serde never make such a period.

use super::code::codes;
use super::date::{add_days, add_months, chinese, days_in_month};
use super::fold::to_half_width;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

codes! {
    /// How long a period is.
    pub enum PeriodKind {
        Day = "day" "日",
        Week = "week" "周",
        Month = "month" "月",
        Quarter = "quarter" "季度",
        HalfYear = "half_year" "半年",
        Year = "year" "年",
    }
}

const FIRST_YEAR: i32 = 1900;
const LAST_YEAR: i32 = 2999;

/// One period of the calendar. Text form: `2026-11-21`, `2026-W47`, `2026-11`, `2026-Q3`, `2026-H1`, `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// One day.
    Day(NaiveDate),
    /// ISO week, Monday to Sunday; `year` is the ISO year.
    Week {
        /// ISO year, which near New Year is not the calendar year of every day of the week.
        year: i32,
        /// ISO week, 1–53.
        week: u32,
    },
    /// Calendar month.
    Month {
        /// Calendar year.
        year: i32,
        /// 1–12.
        month: u32,
    },
    /// Calendar quarter.
    Quarter {
        /// Calendar year.
        year: i32,
        /// 1–4.
        quarter: u32,
    },
    /// January–June or July–December.
    HalfYear {
        /// Calendar year.
        year: i32,
        /// 1 or 2.
        half: u32,
    },
    /// Calendar year.
    Year(i32),
}

/// A text that names no period. `Display` is the Chinese sentence for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeriodFault {
    /// No form of a period; the text as given.
    NotAPeriod(String),
    /// The form is right, but the calendar has no such period; the text as given.
    NoSuchPeriod(String),
}

impl fmt::Display for PeriodFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPeriod(text) => {
                write!(f, "“{text}”不是期间，请写成 2026-11、2026-W47、2026-Q3、2026-H1、2026 或 2026-11-21")
            }
            Self::NoSuchPeriod(text) => write!(f, "日历上没有“{text}”这个期间"),
        }
    }
}

impl std::error::Error for PeriodFault {}

impl Period {
    /// Reads the text form; width and case are folded, the hyphen before W, Q and H may be left out.
    ///
    /// # Errors
    /// [`PeriodFault`] when the text has no such form, or names a week 53, month 13 … that is not there.
    pub fn parse(text: &str) -> Result<Self, PeriodFault> {
        let quoted = || super::fold::clean_line(text).chars().take(20).collect::<String>();
        let plain = to_half_width(text).trim().to_ascii_uppercase();
        let period = read_form(&plain).ok_or_else(|| PeriodFault::NotAPeriod(quoted()))?;
        if period.is_real() { Ok(period) } else { Err(PeriodFault::NoSuchPeriod(quoted())) }
    }

    /// The period of this kind in which the day lies.
    #[must_use]
    pub fn containing(kind: PeriodKind, date: NaiveDate) -> Self {
        let date = date.clamp(first_day(), last_day());
        let (year, month) = (date.year(), date.month());
        match kind {
            PeriodKind::Day => Self::Day(date),
            PeriodKind::Week => {
                let week = date.iso_week();
                Self::Week { year: week.year(), week: week.week() }.held()
            }
            PeriodKind::Month => Self::Month { year, month },
            PeriodKind::Quarter => Self::Quarter { year, quarter: month.div_ceil(3) },
            PeriodKind::HalfYear => Self::HalfYear { year, half: month.div_ceil(6) },
            PeriodKind::Year => Self::Year(year),
        }
    }

    /// Every period of this kind that shares a day with `from`..=`to`, in order.
    #[must_use]
    pub fn overlapping(kind: PeriodKind, from: NaiveDate, to: NaiveDate) -> Vec<Self> {
        if from > to {
            return Vec::new();
        }
        let mut periods = vec![Self::containing(kind, from)];
        while let Some(last) = periods.last().copied() {
            let next = last.next();
            if next == last || next.first() > to {
                break;
            }
            periods.push(next);
        }
        periods
    }

    /// How long it is.
    #[must_use]
    pub fn kind(self) -> PeriodKind {
        match self {
            Self::Day(_) => PeriodKind::Day,
            Self::Week { .. } => PeriodKind::Week,
            Self::Month { .. } => PeriodKind::Month,
            Self::Quarter { .. } => PeriodKind::Quarter,
            Self::HalfYear { .. } => PeriodKind::HalfYear,
            Self::Year(_) => PeriodKind::Year,
        }
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        match self.held() {
            Self::Day(date) => date,
            Self::Week { year, week } => NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).unwrap_or_else(first_day),
            Self::Month { year, month } => month_start(year, month),
            Self::Quarter { year, quarter } => month_start(year, quarter * 3 - 2),
            Self::HalfYear { year, half } => month_start(year, half * 6 - 5),
            Self::Year(year) => month_start(year, 1),
        }
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        match self.held() {
            Self::Day(date) => date,
            Self::Week { .. } => add_days(self.first(), 6),
            Self::Month { year, month } => month_end(year, month),
            Self::Quarter { year, quarter } => month_end(year, quarter * 3),
            Self::HalfYear { year, half } => month_end(year, half * 6),
            Self::Year(year) => month_end(year, 12),
        }
    }

    /// Whether the day lies in it.
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        self.first() <= date && date <= self.last()
    }

    /// The period after it; the last of 2999 stays.
    #[must_use]
    pub fn next(self) -> Self {
        if self.last() >= last_day() {
            return self.held();
        }
        Self::containing(self.kind(), add_days(self.last(), 1))
    }

    /// The period before it; the first of 1900 stays.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::containing(self.kind(), add_days(self.first(), -1))
    }

    /// The same month, quarter … a year earlier: same week number (53 becomes 52 where the year before is short), same
    /// day (02-29 becomes 02-28).
    #[must_use]
    pub fn year_before(self) -> Self {
        match self.held() {
            Self::Day(date) => Self::Day(add_months(date, -12)),
            Self::Week { year, week } => Self::Week { year: year - 1, week },
            Self::Month { year, month } => Self::Month { year: year - 1, month },
            Self::Quarter { year, quarter } => Self::Quarter { year: year - 1, quarter },
            Self::HalfYear { year, half } => Self::HalfYear { year: year - 1, half },
            Self::Year(year) => Self::Year(year - 1),
        }
        .held()
    }

    /// As people write it: 2026年11月, 2026年第47周（11月16日—11月22日）, 2026年第三季度, 2026年上半年.
    #[must_use]
    pub fn label(self) -> String {
        match self.held() {
            Self::Day(date) => chinese(date),
            Self::Week { year, week } => {
                let part = |date: NaiveDate| {
                    let short = format!("{}月{}日", date.month(), date.day());
                    if date.year() == year { short } else { format!("{}年{short}", date.year()) }
                };
                format!("{year}年第{week}周（{}—{}）", part(self.first()), part(self.last()))
            }
            Self::Month { year, month } => format!("{year}年{month}月"),
            Self::Quarter { year, quarter } => {
                let name = match quarter {
                    1 => "一",
                    2 => "二",
                    3 => "三",
                    _ => "四",
                };
                format!("{year}年第{name}季度")
            }
            Self::HalfYear { year, half } => format!("{year}年{}半年", if half == 1 { "上" } else { "下" }),
            Self::Year(year) => format!("{year}年"),
        }
    }

    /// Whether the calendar has it.
    fn is_real(self) -> bool {
        self == self.held()
    }

    /// The nearest period the calendar has.
    fn held(self) -> Self {
        let bounded = |year: i32| year.clamp(FIRST_YEAR, LAST_YEAR);
        match self {
            Self::Day(date) => Self::Day(date.clamp(first_day(), last_day())),
            Self::Week { year, .. } if year > LAST_YEAR => {
                Self::Week { year: LAST_YEAR, week: weeks_in_year(LAST_YEAR) }
            }
            Self::Week { year, .. } if year < FIRST_YEAR => Self::Week { year: FIRST_YEAR, week: 1 },
            Self::Week { year, week } => Self::Week { year, week: week.clamp(1, weeks_in_year(year)) },
            Self::Month { year, month } => Self::Month { year: bounded(year), month: month.clamp(1, 12) },
            Self::Quarter { year, quarter } => Self::Quarter { year: bounded(year), quarter: quarter.clamp(1, 4) },
            Self::HalfYear { year, half } => Self::HalfYear { year: bounded(year), half: half.clamp(1, 2) },
            Self::Year(year) => Self::Year(bounded(year)),
        }
    }

    /// Order of time; of periods that begin together the shorter first. The numbers tell apart what `held` joins.
    fn key(self) -> (NaiveDate, PeriodKind, i64, u32) {
        let (a, b) = match self {
            Self::Day(date) => (i64::from(date.num_days_from_ce()), 0),
            Self::Week { year, week: part }
            | Self::Month { year, month: part }
            | Self::Quarter { year, quarter: part }
            | Self::HalfYear { year, half: part } => (i64::from(year), part),
            Self::Year(year) => (i64::from(year), 0),
        };
        (self.first(), self.kind(), a, b)
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Day(date) => super::date::show(*date),
            Self::Week { year, week } => format!("{year}-W{week:02}"),
            Self::Month { year, month } => format!("{year}-{month:02}"),
            Self::Quarter { year, quarter } => format!("{year}-Q{quarter}"),
            Self::HalfYear { year, half } => format!("{year}-H{half}"),
            Self::Year(year) => year.to_string(),
        };
        f.pad(&text)
    }
}

impl FromStr for Period {
    type Err = PeriodFault;

    fn from_str(text: &str) -> Result<Self, PeriodFault> {
        Self::parse(text)
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The parts of a text form, not yet checked against the calendar.
fn read_form(plain: &str) -> Option<Period> {
    let (year, rest) = plain.split_at_checked(4)?;
    let year = i32::try_from(number(year)?).ok()?;
    if rest.is_empty() {
        return Some(Period::Year(year));
    }
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    if let Some(week) = rest.strip_prefix('W') {
        return Some(Period::Week { year, week: number(week).filter(|_| week.len() <= 2)? });
    }
    if let Some(quarter) = rest.strip_prefix('Q') {
        return Some(Period::Quarter { year, quarter: number(quarter).filter(|_| quarter.len() == 1)? });
    }
    if let Some(half) = rest.strip_prefix('H') {
        return Some(Period::HalfYear { year, half: number(half).filter(|_| half.len() == 1)? });
    }
    let rest = plain.get(4..)?.strip_prefix('-')?;
    match rest.split_once('-') {
        None => Some(Period::Month { year, month: number(rest).filter(|_| rest.len() <= 2)? }),
        Some((month, day)) => {
            let (month, day) = (number(month)?, number(day)?);
            NaiveDate::from_ymd_opt(year, month, day).map(Period::Day)
        }
    }
}

fn number(text: &str) -> Option<u32> {
    let fits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn first_day() -> NaiveDate {
    month_start(FIRST_YEAR, 1)
}

fn last_day() -> NaiveDate {
    month_end(LAST_YEAR, 12)
}

fn month_start(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MIN)
}

fn month_end(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, days_in_month(year, month)).unwrap_or(NaiveDate::MAX)
}

/// 52 or 53: 28 December always lies in the last ISO week of its year.
fn weeks_in_year(year: i32) -> u32 {
    NaiveDate::from_ymd_opt(year, 12, 28).map_or(52, |date| date.iso_week().week())
}

#[cfg(test)]
mod tests;
