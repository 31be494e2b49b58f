//! Local times to the minute: the clock of an accident (493号令 9) runs in minutes, so a day alone is not enough.
//!
//! The date part is read as [`super::date`] reads it; a time of day must follow, on the 24-hour clock.

use std::fmt;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::date::{self, Order};
use super::fold::{clean_line, to_half_width};

/// Why a text is no local time. `Display` is the Chinese sentence for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The date part is faulty.
    Date(date::Fault),
    /// A day without a time of day; the text as given.
    TimeMissing(String),
    /// A time of day on the 12-hour clock (上午, 下午, pm); the text as given.
    HalfDay(String),
    /// No time of day; the text as given.
    NotATime(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(fault) => write!(f, "{fault}"),
            Self::TimeMissing(text) => write!(f, "“{text}”缺少时刻，请写到分，如 2026-11-05 14:30"),
            Self::HalfDay(text) => write!(f, "“{text}”请用24小时制，如下午2点半写成 14:30"),
            Self::NotATime(text) => write!(f, "“{text}”的时刻读不懂，请写成 2026-11-05 14:30"),
        }
    }
}

impl std::error::Error for Fault {}

/// ISO text to the minute, as stored: `2026-11-05T14:30`.
#[must_use]
pub fn iso(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}

/// As people read it in lists and forms: `2026-11-05 14:30`.
#[must_use]
pub fn show(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// As documents write it: `2026年11月5日14时30分`.
#[must_use]
pub fn chinese(at: NaiveDateTime) -> String {
    format!("{}{}时{:02}分", date::chinese(at.date()), at.hour(), at.minute())
}

/// A stored time: `2026-11-05T14:30`.
#[must_use]
pub fn from_iso(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok()
}

/// Serde of a time that may be absent: ISO to the minute, or null.
pub mod optional {
    use chrono::NaiveDateTime;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    /// Writes `2026-11-05T14:30` or null.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(at: &Option<NaiveDateTime>, to: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => to.serialize_str(&super::iso(*at)),
            None => to.serialize_none(),
        }
    }

    /// Reads what [`serialize`] wrote.
    ///
    /// # Errors
    /// When the text is no time to the minute.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDateTime>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        let read = |text: String| super::from_iso(&text).ok_or_else(|| D::Error::custom(format!("no time: {text}")));
        text.map(read).transpose()
    }
}

/// Whole minutes from one time to another; negative when the second is earlier.
#[must_use]
pub fn minutes_between(from: NaiveDateTime, to: NaiveDateTime) -> i64 {
    to.signed_duration_since(from).num_minutes()
}

/// A local time as a person types it: `2026-11-05 14:30`, `2026-11-05T14:30`, `11-05 14:30` (this year), `今天 8:05`,
/// `2026年11月5日14时30分`, full-width forms of all of them. Seconds are dropped. Without `today` (files) only whole
/// dates are taken.
///
/// # Errors
/// [`Fault`] says in Chinese what is wrong and what would be right.
pub fn read(text: &str, today: Option<NaiveDate>, order: Order) -> Result<NaiveDateTime, Fault> {
    let folded = to_half_width(&clean_line(text));
    let plain = folded.trim();
    if ["上午", "下午", "晚上", "凌晨", "中午", "早上", "am", "AM", "pm", "PM"].iter().any(|it| plain.contains(it))
    {
        return Err(Fault::HalfDay(shorten(text)));
    }
    let (day, time) = split(plain);
    let day = match today {
        Some(today) => date::read(day, today, order),
        None => date::read_strict(day, order),
    };
    let day = day.map_err(Fault::Date)?;
    let Some(time) = time else { return Err(Fault::TimeMissing(shorten(text))) };
    clock(time).map(|time| day.and_time(time)).ok_or_else(|| Fault::NotATime(shorten(text)))
}

/// The date and the time of day of a text: cut at the last blank or `T`, after 日 or 号, or after a word for a day.
fn split(text: &str) -> (&str, Option<&str>) {
    let is_clock = |time: &str| time.contains([':', '时', '点']);
    for mark in ["日", "号", "今天", "今日", "昨天", "昨日", "前天"] {
        if let Some(at) = text.find(mark).map(|at| at + mark.len())
            && let Some((day, time)) = text.split_at_checked(at)
            && is_clock(time)
        {
            return (day, Some(time.trim()));
        }
    }
    // The blank before `14:30`, not those within `14: 30`.
    let cuts = text.char_indices().filter(|(_, c)| matches!(c, ' ' | 'T'));
    for (at, mark) in cuts {
        if let (Some(day), Some(time)) = (text.get(..at), text.get(at + mark.len_utf8()..))
            && is_clock(time)
            && !is_clock(day)
            && time.trim().starts_with(|c: char| c.is_ascii_digit())
            && !time.contains(['-', '/', '年', '月'])
        {
            return (day.trim(), Some(time.trim()));
        }
    }
    (text, None)
}

/// `14:30`, `14:30:59`, `8时5分`, `14点`.
fn clock(text: &str) -> Option<NaiveTime> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.replace(['时', '点'], ":").replace('秒', "");
    let text = text.strip_suffix('分').map_or_else(|| text.replace('分', ":"), str::to_owned);
    let parts: Vec<&str> = text.trim_end_matches(':').split(':').collect();
    let number = |part: &str| {
        let fits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if fits { part.parse::<u32>().ok() } else { None }
    };
    match parts.as_slice() {
        [hour] if text.ends_with(':') => NaiveTime::from_hms_opt(number(hour)?, 0, 0),
        [hour, minute] => NaiveTime::from_hms_opt(number(hour)?, number(minute)?, 0),
        [hour, minute, second] => {
            number(second.split('.').next().unwrap_or_default()).filter(|it| *it < 60)?;
            NaiveTime::from_hms_opt(number(hour)?, number(minute)?, 0)
        }
        _ => None,
    }
}

fn shorten(text: &str) -> String {
    let clean = clean_line(text);
    if clean.chars().count() <= 24 { clean } else { clean.chars().take(24).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Result<String, Fault> {
        read(text, NaiveDate::from_ymd_opt(2026, 11, 21), Order::Ymd).map(iso)
    }

    #[test]
    fn every_usual_way_of_writing_a_time_is_read() {
        for text in [
            "2026-11-05 14:30",
            "2026-11-05T14:30",
            "2026-11-05T14:30:59",
            "２０２６－１１－０５　１４：３０",
            "2026/11/5 14:30:00",
            "2026.11.5  14:30",
            "11-05 14:30",
            "11月5日14:30",
            "11月5日 14时30分",
            "2026年11月5日14点30分",
            "20261105 14:30",
        ] {
            assert_eq!(typed(text).unwrap(), "2026-11-05T14:30", "{text}");
        }
        assert_eq!(typed("今天 8:05").unwrap(), "2026-11-21T08:05");
        assert_eq!(typed("昨天23时").unwrap(), "2026-11-20T23:00");
        assert_eq!(typed("-1 0:00").unwrap(), "2026-11-20T00:00");
    }

    #[test]
    fn a_time_that_is_not_there_or_not_clear_is_refused_with_the_right_form() {
        for (text, said) in [
            ("2026-11-05", "缺少时刻"),
            ("今天", "缺少时刻"),
            ("2026-11-05 24:00", "读不懂"),
            ("2026-11-05 14:60", "读不懂"),
            ("2026-11-05 14:3a", "读不懂"),
            ("2026-11-05 下午2:30", "24小时制"),
            ("2026-02-30 14:30", "只有28天"),
            ("14:30", "日期"),
        ] {
            let fault = typed(text).unwrap_err().to_string();
            assert!(fault.contains(said), "{text}: {fault}");
        }
        assert!(read("11-05 14:30", None, Order::Ymd).is_err(), "files need whole dates");
        assert!(read("2026-11-05 14:30", None, Order::Ymd).is_ok());
    }

    #[test]
    fn a_time_is_shown_without_leading_zeros_in_documents() {
        let at = from_iso("2026-11-05T08:05").unwrap();
        assert_eq!((show(at).as_str(), chinese(at).as_str()), ("2026-11-05 08:05", "2026年11月5日8时05分"));
        assert_eq!(minutes_between(at, from_iso("2026-11-06T00:05").unwrap()), 960);
        assert_eq!(from_iso("2026-11-05"), None);
    }
}
