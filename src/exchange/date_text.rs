//! Days written as text, in the forms people use; what could be two days is asked about, never guessed.

use chrono::NaiveDate;

use super::sheet::Epoch;
use crate::domain::fold;

/// Order of day, month and year where the year does not come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Year, month, day: a year that comes last stays unclear.
    Ymd,
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// Why a text is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFault {
    /// Not a form that is known.
    NotADate,
    /// The form is right, the day is not in the calendar (2026-02-30).
    NoSuchDay,
    /// Day and month could be swapped (5/6/2026).
    Ambiguous,
    /// The year has two digits.
    ShortYear,
    /// The day, or the year, is missing.
    Incomplete,
}

impl DateFault {
    /// Chinese sentence: what is wrong with `text`, and what would be right.
    #[must_use]
    pub fn message(self, text: &str) -> String {
        let shown: String = fold::clean_line(text).chars().take(30).collect();
        match self {
            Self::NotADate => format!("“{shown}”不是日期；请写成 2026-03-01 的样子"),
            Self::NoSuchDay => format!("“{shown}”这一天不存在"),
            Self::Ambiguous => format!("“{shown}”分不清哪个是日、哪个是月；用 --date-order dmy 或 mdy 指明"),
            Self::ShortYear => format!("“{shown}”的年份只有两位；请写四位年份"),
            Self::Incomplete => format!("“{shown}”缺少年或日；请写成 2026-03-01 的样子"),
        }
    }
}

/// Reads a day: `2026-3-1`, `2026.3.1`, `2026/3/1`, `2026年3月1日`, `20260301`, a serial number as text (45413), each
/// also in full-width digits and with a time behind; `13/5/2026` by `order` or because it can be only one day.
///
/// # Errors
/// [`DateFault`] says why not.
pub fn read_date(text: &str, order: Option<DateOrder>) -> Result<NaiveDate, DateFault> {
    let folded = fold::to_half_width(text).trim().to_owned();
    if folded.bytes().all(|byte| byte.is_ascii_digit()) && !folded.is_empty() {
        return read_digits(&folded);
    }
    let (numbers, rest) = split(&folded);
    if !is_time(rest) {
        return Err(DateFault::NotADate);
    }
    match numbers.as_slice() {
        [(year, 4), (month, 1 | 2), (day, 1 | 2)] => day_of(*year, *month, *day),
        [(first, 1 | 2), (second, 1 | 2), (year, 4)] => match order {
            Some(DateOrder::Dmy) => day_of(*year, *second, *first),
            Some(DateOrder::Mdy) => day_of(*year, *first, *second),
            None | Some(DateOrder::Ymd) if *first > 12 => day_of(*year, *second, *first),
            None | Some(DateOrder::Ymd) if *second > 12 || first == second => day_of(*year, *first, *second),
            None | Some(DateOrder::Ymd) => Err(DateFault::Ambiguous),
        },
        [(_, 1 | 2), (_, 1 | 2), (_, 1 | 2)] => Err(DateFault::ShortYear),
        [(_, 4), (_, 1 | 2)] | [(_, 1 | 2), (_, 1 | 2)] => Err(DateFault::Incomplete),
        _ => Err(DateFault::NotADate),
    }
}

/// A text of digits only: year, month and day, or a spreadsheet's serial number of this and the last century.
fn read_digits(digits: &str) -> Result<NaiveDate, DateFault> {
    let number: u32 = digits.parse().map_err(|_| DateFault::NotADate)?;
    match digits.len() {
        8 => day_of(number / 10_000, number / 100 % 100, number % 100),
        5 if (18_264..=73_415).contains(&number) => {
            Epoch::From1900.day(f64::from(number)).map_err(|_| DateFault::NotADate)
        }
        6 => Err(DateFault::Incomplete),
        _ => Err(DateFault::NotADate),
    }
}

/// The leading numbers with how many digits each has, and what follows them.
fn split(text: &str) -> (Vec<(u32, usize)>, &str) {
    let mut numbers = Vec::new();
    let mut rest = text;
    while numbers.len() < 3 {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at(digits);
        let Ok(value) = number.parse() else { break };
        numbers.push((value, digits));
        rest = after;
        let next = after.trim_start();
        let separators: &[char] = if numbers.len() < 3 { &['-', '.', '/', '年', '月'] } else { &['日', '号'] };
        match next.strip_prefix(separators) {
            Some(next) => rest = next.trim_start(),
            None => break,
        }
    }
    (numbers, rest)
}

/// Whether what follows a day is nothing or a time of day.
fn is_time(rest: &str) -> bool {
    let time = rest.strip_prefix(['T', 't', ' ']).unwrap_or(rest).trim();
    if time.is_empty() {
        return true;
    }
    let known = |c: char| {
        c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z' | 'z' | ' ' | '时' | '分' | '秒' | '点')
    };
    time.starts_with(|c: char| c.is_ascii_digit()) && time.contains([':', '时', '点']) && time.chars().all(known)
}

fn day_of(year: u32, month: u32, day: u32) -> Result<NaiveDate, DateFault> {
    if !(1900..=2199).contains(&year) {
        return Err(DateFault::NotADate);
    }
    i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day)).ok_or(DateFault::NoSuchDay)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_the_forms_people_use() {
        for text in [
            "2026-05-01",
            "2026-5-1",
            "2026.5.1",
            "2026.05.01",
            "2026/5/1",
            "2026/05/01",
            "2026年5月1日",
            "2026年05月01日",
            "2026年5月1号",
            "2026 年 5 月 1 日",
            "２０２６。５。１",
            "２０２６／５／１",
            "20260501",
            " 2026-5-1 ",
            "2026-05-01 00:00:00",
            "2026/5/1 8:30",
            "2026-05-01T08:30:00Z",
            "2026年5月1日 8时30分",
            "2026年5月1日8:30",
            "46143",
            "2026、5、1",
            "2026-5.1",
        ] {
            assert_eq!(read_date(text, None).map(|day| day.to_string()), Ok("2026-05-01".into()), "{text}");
        }
        for (text, order, day) in [
            ("13/5/2026", None, "2026-05-13"),
            ("5/13/2026", None, "2026-05-13"),
            ("5/5/2026", None, "2026-05-05"),
            ("1/5/2026", Some(DateOrder::Dmy), "2026-05-01"),
            ("5/1/2026", Some(DateOrder::Mdy), "2026-05-01"),
            ("05-01-2026", Some(DateOrder::Mdy), "2026-05-01"),
            ("2026/1/5", Some(DateOrder::Dmy), "2026-01-05"),
        ] {
            assert_eq!(read_date(text, order).map(|day| day.to_string()), Ok(day.into()), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_says_why() {
        for (text, fault) in [
            ("2026-02-30", DateFault::NoSuchDay),
            ("2026-13-01", DateFault::NoSuchDay),
            ("2025年2月29日", DateFault::NoSuchDay),
            ("20260230", DateFault::NoSuchDay),
            ("13/13/2026", DateFault::NoSuchDay),
            ("2026-0-1", DateFault::NoSuchDay),
            ("5/6/2026", DateFault::Ambiguous),
            ("05.06.2026", DateFault::Ambiguous),
            ("12/11/2026", DateFault::Ambiguous),
            ("26.5.1", DateFault::ShortYear),
            ("5/6/26", DateFault::ShortYear),
            ("5/1", DateFault::Incomplete),
            ("2026年5月", DateFault::Incomplete),
            ("2026-05", DateFault::Incomplete),
            ("202605", DateFault::Incomplete),
            ("2026", DateFault::NotADate),
            ("待定", DateFault::NotADate),
            ("", DateFault::NotADate),
            ("1-2-3-4", DateFault::NotADate),
            ("2026-05-01张三", DateFault::NotADate),
            ("12345678901", DateFault::NotADate),
            ("60", DateFault::NotADate),
            ("0026-05-01", DateFault::NotADate),
            ("2026-05-01-02", DateFault::NotADate),
            ("3026年5月1日", DateFault::NotADate),
            ("2026-5-1 上午", DateFault::NotADate),
            ("-2026-5-1", DateFault::NotADate),
        ] {
            assert_eq!(read_date(text, None), Err(fault), "{text}");
        }
        assert!(DateFault::Ambiguous.message("5/6/2026").contains("--date-order"));
        assert_eq!(read_date("1/13/2026", Some(DateOrder::Dmy)), Err(DateFault::NoSuchDay));
        assert_eq!(read_date("5/6/2026", Some(DateOrder::Ymd)), Err(DateFault::Ambiguous));
    }
}
