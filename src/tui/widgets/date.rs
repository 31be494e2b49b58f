//! Dates as people type them, shown beside the field with their weekday.

use chrono::{Datelike, Days, NaiveDate};

use crate::domain::fold::to_half_width;

/// Reads `2026-3-1`, `2026.3.1`, `2026年3月1日`, `20260301`, `3-1` (this year), `5` (this month), `+7`, `-3` (days from
/// today), `今天`, `昨天`, `明天`, full-width or not. Nothing for what is no date, such as 2026-02-30.
#[must_use]
pub fn read(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let folded = to_half_width(typed);
    let typed = folded.trim();
    match typed {
        "今天" | "今日" => return Some(today),
        "昨天" | "昨日" => return today.pred_opt(),
        "前天" => return today.checked_sub_days(Days::new(2)),
        "明天" => return today.succ_opt(),
        "后天" => return today.checked_add_days(Days::new(2)),
        _ => {}
    }
    if let Some(days) = typed.strip_prefix('+') {
        return today.checked_add_days(Days::new(digits(days, 4)?));
    }
    if let Some(days) = typed.strip_prefix('-') {
        return today.checked_sub_days(Days::new(digits(days, 4)?));
    }
    if typed.len() == 8 && typed.bytes().all(|b| b.is_ascii_digit()) {
        let (year, rest) = typed.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        return date(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?);
    }
    let typed = typed.strip_suffix(['日', '号']).unwrap_or(typed);
    let parts: Vec<&str> = typed.split(['-', '.', '/', '年', '月']).map(str::trim).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => date(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?),
        [month, day] => date(u64::try_from(today.year()).ok()?, digits(month, 2)?, digits(day, 2)?),
        [day] => date(u64::try_from(today.year()).ok()?, u64::from(today.month()), digits(day, 2)?),
        _ => None,
    }
}

fn digits(text: &str, most: usize) -> Option<u64> {
    if text.is_empty() || text.len() > most || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn date(year: u64, month: u64, day: u64) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// A date as it stands beside its field: ISO form, weekday, and how far from today it is.
#[must_use]
pub fn show(date: NaiveDate, today: NaiveDate) -> String {
    let far = match date.signed_duration_since(today).num_days() {
        0 => "今天".to_owned(),
        n if n > 0 => format!("{n}天后"),
        n => format!("{}天前", -n),
    };
    format!("{date} {} {far}", weekday(date))
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
    fn dates_read_as_people_type_them() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        for (typed, expected) in [
            ("2026-3-1", Some("2026-03-01")),
            ("2026。3。1", Some("2026-03-01")),
            ("2026、3、1", Some("2026-03-01")),
            ("2026年3月1日", Some("2026-03-01")),
            ("20260301", Some("2026-03-01")),
            ("３－１", Some("2026-03-01")),
            ("3月1号", Some("2026-03-01")),
            ("12.5", Some("2026-12-05")),
            ("5", Some("2026-11-05")),
            ("+7", Some("2026-11-28")),
            ("＋７", Some("2026-11-28")),
            ("-1", Some("2026-11-20")),
            ("今天", Some("2026-11-21")),
            (" 昨天 ", Some("2026-11-20")),
            ("2026-02-30", None),
            ("2026-2-3x", None),
            ("26-3-1", None),
            ("", None),
            ("+", None),
            ("2026-3", None),
            ("+99999", None),
        ] {
            assert_eq!(read(typed, today).map(|d| d.to_string()).as_deref(), expected, "{typed}");
        }
        assert_eq!(show(read("+7", today).unwrap(), today), "2026-11-28 周六 7天后");
        assert_eq!(show(today, today), "2026-11-21 周六 今天");
    }
}
