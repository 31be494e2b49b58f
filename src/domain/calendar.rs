//! The plant's own days: holidays, make-up days and stoppages, and what counts as a working day.
//!
//! The program knows no statutory holidays of its own: they are announced year by year and entered by the plant.
//! Where a year has none entered, [`Calendar::covers`] says so and the date is shown with that remark (decisions 5).

use super::code::codes;
use super::date::{add_days, days_between};
use chrono::{Datelike, NaiveDate, Weekday};

codes! {
    /// What an entered day is.
    pub enum DayKind {
        Holiday = "holiday" "放假",
        Makeup = "makeup" "调休上班",
        Stoppage = "stoppage" "停产",
    }
}

/// Days of one kind as the plant entered them, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarRow {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// What the days are.
    pub kind: DayKind,
    /// For a stoppage of one department: its id. `None` is the whole plant.
    pub department: Option<i64>,
}

impl CalendarRow {
    fn has(&self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.to
    }
}

/// The plant's calendar. Without rows: Monday to Friday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    rows: Vec<CalendarRow>,
}

/// Said beside a date counted in working days when [`Calendar::covers`] is false for a year it crosses.
pub const WITHOUT_HOLIDAYS: &str = "不含法定节假日调休";

impl Calendar {
    /// A calendar of these rows; rows that end before they begin are left out.
    #[must_use]
    pub fn new(rows: impl IntoIterator<Item = CalendarRow>) -> Self {
        Self { rows: rows.into_iter().filter(|row| row.from <= row.to).collect() }
    }

    /// Monday to Friday less the plant's holidays plus its make-up days (decisions 5); a day that is both is a make-up day.
    #[must_use]
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        let weekday = !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        self.is_makeup(date) || (weekday && !self.has(date, DayKind::Holiday))
    }

    /// Whether the plant rests that day because of an entered holiday (weekends are not asked).
    #[must_use]
    pub fn is_holiday(&self, date: NaiveDate) -> bool {
        self.has(date, DayKind::Holiday) && !self.is_makeup(date)
    }

    /// Whether the plant works that day to make up for a holiday.
    #[must_use]
    pub fn is_makeup(&self, date: NaiveDate) -> bool {
        self.has(date, DayKind::Makeup)
    }

    /// Whether the whole plant stands still that day.
    #[must_use]
    pub fn is_stopped(&self, date: NaiveDate) -> bool {
        self.is_stopped_for(date, &[])
    }

    /// Whether a department stands still that day: by the whole plant's stoppage or its own. Pass the department and those above
    /// it, since a stopped workshop stops its teams.
    #[must_use]
    pub fn is_stopped_for(&self, date: NaiveDate, departments: &[i64]) -> bool {
        self.rows.iter().any(|row| {
            let theirs = row.department.is_none_or(|id| departments.contains(&id));
            row.kind == DayKind::Stoppage && theirs && row.has(date)
        })
    }

    /// The calendar as one department lives it: its own stoppages (and those of the departments above it, passed too) as if
    /// the whole plant stood still, other departments' left out.
    #[must_use]
    pub fn seen_by(&self, departments: &[i64]) -> Self {
        let theirs = self.rows.iter().filter(|row| row.department.is_none_or(|id| departments.contains(&id)));
        Self { rows: theirs.map(|row| CalendarRow { department: None, ..row.clone() }).collect() }
    }

    /// The `n`th working day after `event`, which is not counted itself (民法典 第二百零一条); `event` when `n` is 0. `None` when the
    /// calendar leaves no such day within a year and ten times `n` days.
    #[must_use]
    pub fn add_working_days(&self, event: NaiveDate, n: u32) -> Option<NaiveDate> {
        let mut left = n;
        let mut date = event;
        for _ in 0..u64::from(n) * 10 + 366 {
            if left == 0 {
                return Some(date);
            }
            date = add_days(date, 1);
            if self.is_working_day(date) {
                left -= 1;
            }
        }
        None
    }

    /// Working days after `from` up to and including `to`; 0 when `to` is not later.
    #[must_use]
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        let days = (1..=days_between(from, to)).filter(|n| self.is_working_day(add_days(from, *n)));
        i64::try_from(days.count()).unwrap_or(i64::MAX)
    }

    /// Whether holidays or make-up days of that year were entered. If not, say [`WITHOUT_HOLIDAYS`] beside the date.
    /// Stoppages say nothing about holidays.
    #[must_use]
    pub fn covers(&self, year: i32) -> bool {
        self.rows.iter().any(|row| row.kind != DayKind::Stoppage && row.from.year() <= year && year <= row.to.year())
    }

    fn has(&self, date: NaiveDate, kind: DayKind) -> bool {
        self.rows.iter().any(|row| row.kind == kind && row.has(date))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn row(from: &str, to: &str, kind: DayKind) -> CalendarRow {
        CalendarRow { from: day(from), to: day(to), kind, department: None }
    }

    /// An invented autumn: 1–7 October off, made up on Sunday 27 September and Saturday 10 October.
    fn autumn() -> Calendar {
        Calendar::new([
            row("2026-10-01", "2026-10-07", DayKind::Holiday),
            row("2026-09-27", "2026-09-27", DayKind::Makeup),
            row("2026-10-10", "2026-10-10", DayKind::Makeup),
            row("2026-11-02", "2026-11-06", DayKind::Stoppage),
            CalendarRow { department: Some(7), ..row("2026-11-09", "2026-11-13", DayKind::Stoppage) },
        ])
    }

    #[test]
    fn working_days_are_weekdays_less_holidays_plus_makeup_days() {
        let cases = [
            ("2026-09-25", true),  // Friday
            ("2026-09-26", false), // Saturday
            ("2026-09-27", true),  // Sunday, made up
            ("2026-09-30", true),
            ("2026-10-01", false), // Thursday, holiday
            ("2026-10-07", false), // Wednesday, last day of the holiday
            ("2026-10-08", true),
            ("2026-10-10", true), // Saturday, made up
            ("2026-10-11", false),
            ("2026-11-03", true), // a stoppage is no holiday: terms go on running
        ];
        for (date, expected) in cases {
            assert_eq!(autumn().is_working_day(day(date)), expected, "{date}");
        }
    }

    #[test]
    fn terms_in_working_days_do_not_count_the_first_day() {
        // 民法典 201, decisions 5
        let cases = [
            ("2026-09-28", 0, "2026-09-28"),
            ("2026-09-28", 1, "2026-09-29"),
            ("2026-09-30", 1, "2026-10-08"),
            ("2026-09-30", 3, "2026-10-10"),
            ("2026-09-30", 4, "2026-10-12"),
            ("2026-10-03", 1, "2026-10-08"),
        ];
        for (event, n, expected) in cases {
            assert_eq!(autumn().add_working_days(day(event), n), Some(day(expected)), "{event} + {n}");
        }
        assert_eq!(Calendar::default().add_working_days(day("2026-09-30"), 1), Some(day("2026-10-01")));
        let always_off = Calendar::new([row("2000-01-01", "2999-12-31", DayKind::Holiday)]);
        assert_eq!(always_off.add_working_days(day("2026-09-30"), 1), None);
    }

    #[test]
    fn working_days_between_mirrors_the_term() {
        assert_eq!(autumn().working_days_between(day("2026-09-30"), day("2026-10-12")), 4);
        assert_eq!(autumn().working_days_between(day("2026-09-30"), day("2026-09-30")), 0);
        assert_eq!(autumn().working_days_between(day("2026-10-12"), day("2026-09-30")), 0);
    }

    #[test]
    fn a_year_without_holidays_is_told_apart() {
        assert!(autumn().covers(2026));
        assert!(!autumn().covers(2027));
        assert!(!Calendar::default().covers(2026));
        let stopped = Calendar::new([row("2026-11-02", "2026-11-06", DayKind::Stoppage)]);
        assert!(!stopped.covers(2026), "a stoppage says nothing about holidays");
        assert!(Calendar::new([row("2026-12-31", "2027-01-02", DayKind::Holiday)]).covers(2027));
    }

    #[test]
    fn a_stoppage_holds_for_the_plant_or_the_department_it_names() {
        let calendar = autumn();
        assert!(calendar.is_stopped(day("2026-11-02")) && calendar.is_stopped(day("2026-11-06")));
        assert!(!calendar.is_stopped(day("2026-11-01")) && !calendar.is_stopped(day("2026-11-07")));
        assert!(!calendar.is_stopped(day("2026-11-09")), "only department 7 stands still");
        assert!(calendar.is_stopped_for(day("2026-11-09"), &[12, 7]));
        assert!(!calendar.is_stopped_for(day("2026-11-09"), &[12]));
        assert!(calendar.is_stopped_for(day("2026-11-03"), &[12]));
    }

    #[test]
    fn rows_that_end_before_they_begin_say_nothing() {
        let calendar = Calendar::new([row("2026-10-07", "2026-10-01", DayKind::Holiday)]);
        assert!(calendar.is_working_day(day("2026-10-05")) && !calendar.covers(2026));
    }
}
