//! A date beside the field it was typed into: read back with its weekday, so that a slip is seen at once.

use chrono::{Datelike, NaiveDate};

/// ISO form, weekday, and how far from today it is.
#[must_use]
pub fn show(date: NaiveDate, today: NaiveDate) -> String {
    let far = match crate::domain::date::days_between(today, date) {
        0 => "今天".to_owned(),
        n if n > 0 => format!("{n}天后"),
        n => format!("{}天前", -n),
    };
    format!("{} {} {far}", crate::domain::date::show(date), weekday(date))
}

/// The weekday's Chinese name.
#[must_use]
pub fn weekday(date: NaiveDate) -> &'static str {
    match date.weekday() {
        chrono::Weekday::Mon => "周一",
        chrono::Weekday::Tue => "周二",
        chrono::Weekday::Wed => "周三",
        chrono::Weekday::Thu => "周四",
        chrono::Weekday::Fri => "周五",
        chrono::Weekday::Sat => "周六",
        chrono::Weekday::Sun => "周日",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_back_with_its_weekday() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-21");
        assert_eq!(show(day("2026-11-28"), today), "2026-11-28 周六 7天后");
        assert_eq!(show(today, today), "2026-11-21 周六 今天");
        assert_eq!(show(day("2026-11-01"), today), "2026-11-01 周日 20天前");
    }
}
