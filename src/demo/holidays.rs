//! Holidays and make-up days as the State Council's yearly notice arranges them: by the days of 全国年节及纪念日放假办法,
//! with the weekends lent and given back by our own simple rule. The plant is invented; so is its exact arrangement.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::calendar::DayKind;
use crate::domain::date::{add_days, days_between};

/// Days of one kind.
#[derive(Clone, Debug)]
pub(super) struct Days {
    /// What they are.
    pub(super) kind: DayKind,
    /// First day.
    pub(super) from: NaiveDate,
    /// Last day.
    pub(super) to: NaiveDate,
    /// Which feast.
    pub(super) note: &'static str,
}

/// Year, then month and day of 春节, 端午, 中秋: the lunar calendar cannot be computed from the solar one in a line.
const LUNAR: &[(i32, [u32; 6])] = &[
    (2014, [1, 31, 6, 2, 9, 8]),
    (2015, [2, 19, 6, 20, 9, 27]),
    (2016, [2, 8, 6, 9, 9, 15]),
    (2017, [1, 28, 5, 30, 10, 4]),
    (2018, [2, 16, 6, 18, 9, 24]),
    (2019, [2, 5, 6, 7, 9, 13]),
    (2020, [1, 25, 6, 25, 10, 1]),
    (2021, [2, 12, 6, 14, 9, 21]),
    (2022, [2, 1, 6, 3, 9, 10]),
    (2023, [1, 22, 6, 22, 9, 29]),
    (2024, [2, 10, 6, 10, 9, 17]),
    (2025, [1, 29, 5, 31, 10, 6]),
    (2026, [2, 17, 6, 19, 9, 25]),
    (2027, [2, 6, 6, 9, 9, 15]),
    (2028, [1, 26, 5, 28, 10, 3]),
    (2029, [2, 13, 6, 16, 9, 22]),
    (2030, [2, 3, 6, 5, 9, 12]),
    (2031, [1, 23, 6, 24, 10, 1]),
    (2032, [2, 11, 6, 12, 9, 19]),
];

/// The year's holidays and make-up days in order; of a year without lunar dates only the solar ones.
pub(super) fn of_year(year: i32) -> Vec<Days> {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let holiday = |note, span: Option<(NaiveDate, NaiveDate)>| {
        span.map(|(from, to)| Days { kind: DayKind::Holiday, from, to, note })
    };
    let long = |first: Option<NaiveDate>, days: i64| first.map(|first| (first, add_days(first, days - 1)));
    let lunar = LUNAR.iter().find(|(known, _)| *known == year).map(|(_, dates)| *dates);
    let [spring, dragon, moon] = match lunar {
        Some([a, b, c, d, e, f]) => [day(a, b), day(c, d), day(e, f)],
        None => [None, None, None],
    };
    let national = day(10, 1);
    let moon_within = moon.zip(national).is_some_and(|(moon, first)| (-3..=7).contains(&days_between(first, moon)));
    let mut all: Vec<Days> = [
        holiday("元旦", day(1, 1).map(short)),
        holiday("春节", long(spring.map(|it| add_days(it, -1)), 8)),
        holiday("清明节", day(4, if year % 4 < 2 { 4 } else { 5 }).map(short)),
        holiday("劳动节", long(day(5, 1), 5)),
        holiday("端午节", dragon.map(short)),
        holiday("中秋节", moon.filter(|_| !moon_within).map(short)),
        holiday("国庆节", long(national.zip(moon).map(|(first, moon)| first.min(moon)), 8)).filter(|_| moon_within),
        holiday("国庆节", long(national, 7)).filter(|_| !moon_within),
    ]
    .into_iter()
    .flatten()
    .collect();
    let makeups: Vec<Days> = all.iter().flat_map(|it| given_back(it, &all)).collect();
    all.extend(makeups);
    all.sort_by_key(|it| it.from);
    all
}

/// A feast of one day with the weekend it touches.
fn short(feast: NaiveDate) -> (NaiveDate, NaiveDate) {
    match feast.weekday() {
        Weekday::Mon => (add_days(feast, -2), feast),
        Weekday::Fri | Weekday::Sat => (feast, add_days(feast, 2)),
        Weekday::Sun => (add_days(feast, -1), add_days(feast, 1)),
        Weekday::Tue | Weekday::Wed | Weekday::Thu => (feast, feast),
    }
}

/// The weekend days that make up for a long holiday: the Sunday before it and the Saturday after it.
fn given_back(holiday: &Days, all: &[Days]) -> Vec<Days> {
    if days_between(holiday.from, holiday.to) < 4 {
        return Vec::new();
    }
    let before = (1..=7).map(|n| add_days(holiday.from, -n)).find(|it| it.weekday() == Weekday::Sun);
    let after = (1..=7).map(|n| add_days(holiday.to, n)).find(|it| it.weekday() == Weekday::Sat);
    let free = |it: &NaiveDate| !all.iter().any(|other| other.from <= *it && *it <= other.to);
    [before, after]
        .into_iter()
        .flatten()
        .filter(free)
        .map(|it| Days { kind: DayKind::Makeup, from: it, to: it, note: holiday.note })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_year_has_its_feasts_and_no_day_is_two_things() {
        for year in 2014..=2040 {
            let days = of_year(year);
            let holidays = days.iter().filter(|it| it.kind == DayKind::Holiday).count();
            assert!((4..=7).contains(&holidays), "{year}: {holidays}");
            for pair in days.windows(2) {
                assert!(pair[0].to < pair[1].from, "{year}: {:?} {:?}", pair[0], pair[1]);
            }
        }
    }
}
