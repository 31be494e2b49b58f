//! Days: the arithmetic of terms and the dates people type.
//!
//! The first day is not counted (民法典 第二百零一条) and a month step clamps to the month's end (民法典 第二百零二条); nothing rolls
//! over a weekend. A date that could mean two days is refused, never guessed.

use super::code::codes;
use super::fold::to_half_width;
use chrono::{Datelike, Days, Months, NaiveDate};
use std::fmt;

codes! {
    /// Order of the parts in a date whose year stands last, such as `5/6/2026`.
    pub enum Order {
        Ymd = "ymd" "年月日",
        Dmy = "dmy" "日月年",
        Mdy = "mdy" "月日年",
    }
}

#[allow(clippy::derivable_impls)] // `codes!` declares the enum and takes no `#[default]`
impl Default for Order {
    fn default() -> Self {
        Self::Ymd
    }
}

/// First year a typed or imported date may lie in.
pub const FIRST_YEAR: i32 = 1900;
/// Last year a typed or imported date may lie in.
pub const LAST_YEAR: i32 = 2199;

/// Why a text is no date. `Display` is the Chinese sentence for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing but blanks.
    Empty,
    /// No form of a date; the text as given.
    NotADate(String),
    /// The year has two digits; the text as given.
    TwoDigitYear(String),
    /// Year and month without a day; the text as given.
    DayMissing(String),
    /// Day and month could be exchanged, and no order was said; the text as given and both readings.
    Ambiguous {
        /// The text as given.
        text: String,
        /// Read as month, day, year.
        month_first: NaiveDate,
        /// Read as day, month, year.
        day_first: NaiveDate,
    },
    /// The declared order makes a month above 12 of it; the text as given and the order.
    AgainstOrder(String, Order),
    /// There is no such month.
    NoSuchMonth(u32),
    /// There is no such day in this month.
    NoSuchDay {
        /// Year of the date.
        year: i32,
        /// Month of the date, 1–12.
        month: u32,
        /// The day that does not exist.
        day: u32,
    },
    /// The year is outside [`FIRST_YEAR`]..=[`LAST_YEAR`].
    YearOutOfRange(i64),
    /// A short or relative form where only whole dates are taken; the text as given.
    Incomplete(String),
    /// A bare five-digit number: probably a spreadsheet's serial that lost its format. The caller may know the
    /// date system and ask [`from_serial`].
    Serial(u32),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("没有填日期"),
            Self::NotADate(text) => write!(f, "“{text}”不是日期，请写成 2026-03-01 或 2026年3月1日"),
            Self::TwoDigitYear(text) => write!(f, "“{text}”的年份只有两位，请写四位年份"),
            Self::DayMissing(text) => write!(f, "“{text}”缺少日，请写到年月日"),
            Self::Ambiguous { text, month_first, day_first } => write!(
                f,
                "“{text}”有歧义：可以是{}，也可以是{}；请写成年-月-日，或指明日期顺序",
                chinese(*month_first),
                chinese(*day_first)
            ),
            Self::AgainstOrder(text, order) => {
                write!(f, "“{text}”按“{}”的顺序读不通（月份大于12），请核对日期顺序", order.label())
            }
            Self::NoSuchMonth(month) => write!(f, "没有{month}月，月份应为1—12"),
            Self::NoSuchDay { year, month, day } => {
                let length = days_in_month(*year, *month);
                write!(f, "{year}年{month}月只有{length}天，没有{day}日")
            }
            Self::YearOutOfRange(year) => write!(f, "年份{year}超出{FIRST_YEAR}—{LAST_YEAR}"),
            Self::Incomplete(text) => write!(f, "“{text}”不是完整日期，这里须写年月日"),
            Self::Serial(number) => write!(f, "“{number}”像是表格的日期序号，请把该列设为日期格式或写成年-月-日"),
        }
    }
}

impl std::error::Error for Fault {}

/// The day `months` calendar months from `anchor`, clamped to the end of the month (01-31 + 1 → 02-28). Always step
/// from the original anchor, never from the last result, or the clamp sticks.
#[must_use]
pub fn add_months(anchor: NaiveDate, months: i32) -> NaiveDate {
    let step = Months::new(months.unsigned_abs());
    if months < 0 {
        anchor.checked_sub_months(step).unwrap_or(NaiveDate::MIN)
    } else {
        anchor.checked_add_months(step).unwrap_or(NaiveDate::MAX)
    }
}

/// The day `days` days from `date`, held at the ends of the calendar.
#[must_use]
pub fn add_days(date: NaiveDate, days: i64) -> NaiveDate {
    let step = Days::new(days.unsigned_abs());
    if days < 0 {
        date.checked_sub_days(step).unwrap_or(NaiveDate::MIN)
    } else {
        date.checked_add_days(step).unwrap_or(NaiveDate::MAX)
    }
}

/// Days from `from` to `to`, the first not counted: 03-01 to 03-02 is 1, and negative when `to` is earlier.
#[must_use]
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

/// Number of days in a month; 0 for a month that does not exist.
#[must_use]
pub fn days_in_month(year: i32, month: u32) -> u32 {
    (28..=31).rev().find(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some()).unwrap_or(0)
}

/// ISO text: `2026-11-05`.
#[must_use]
pub fn show(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// As documents write it: `2026年11月5日`, no leading zeros.
#[must_use]
pub fn chinese(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// A spreadsheet's serial number as a day; a time of day is dropped. In the 1900 system the day 60 (1900-02-29) never
/// was and is refused, and serials below it lie one day apart from the rest. `None` outside 1900..=2199.
#[must_use]
pub fn from_serial(n: f64, date1904: bool) -> Option<NaiveDate> {
    if !n.is_finite() || !(0.0..200_000.0).contains(&n) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)] // below 200,000 by the line above
    let serial = n.floor() as i64;
    let (epoch, shift) = match (date1904, serial) {
        (true, _) => (NaiveDate::from_ymd_opt(1904, 1, 1)?, 0),
        (false, 0 | 60) => return None,
        (false, 1..=59) => (NaiveDate::from_ymd_opt(1899, 12, 30)?, 1),
        (false, _) => (NaiveDate::from_ymd_opt(1899, 12, 30)?, 0),
    };
    let date = add_days(epoch, serial + shift);
    (FIRST_YEAR..=LAST_YEAR).contains(&date.year()).then_some(date)
}

/// A date as a person types it in a form: whole dates, and also `3-1` and `3月1日` (this year), `+7` and `-3` (days from
/// today), 今天, 昨天, 明天. `order` decides dates whose year stands last.
///
/// # Errors
/// [`Fault`] says in Chinese why the text is no date, or which two days it could mean.
pub fn read(text: &str, today: NaiveDate, order: Order) -> Result<NaiveDate, Fault> {
    let plain = plain(text);
    if plain.is_empty() {
        return Err(Fault::Empty);
    }
    if let Some(days) = relative(&plain) {
        let date = add_days(today, days);
        return in_range(date);
    }
    parse(text.trim(), &plain, order, Some(today.year()))
}

/// A whole date as an import takes it: no short and no relative forms. A time of day after the date is dropped.
///
/// # Errors
/// As [`read`].
pub fn read_strict(text: &str, order: Order) -> Result<NaiveDate, Fault> {
    let plain = plain(text);
    if plain.is_empty() {
        return Err(Fault::Empty);
    }
    if relative(&plain).is_some() {
        return Err(Fault::Incomplete(text.trim().to_owned()));
    }
    parse(text.trim(), &plain, order, None)
}

/// Width folded, dashes unified, a time of day cut off, blanks beside 年月日 and separators dropped.
fn plain(text: &str) -> String {
    let folded: String = text
        .chars()
        .map(|c| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}') { '-' } else { c })
        .collect();
    let folded = to_half_width(&folded);
    let folded = without_time(folded.trim());
    let chars: Vec<char> = folded.chars().collect();
    let digit_at = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let kept = chars.iter().enumerate().filter(|(at, c)| {
        let between_digits = at.checked_sub(1).is_some_and(digit_at) && digit_at(at + 1);
        !c.is_whitespace() || between_digits
    });
    kept.map(|(_, c)| *c).collect()
}

/// The text before a time of day such as ` 08:30`, ` 8:30:00` or `T00:00:00`; a `:` anywhere else stays and faults.
fn without_time(text: &str) -> &str {
    let Some((date, time)) = text.split_once([' ', 'T']) else { return text };
    let parts: Vec<&str> = time.trim().split(':').collect();
    let number = |part: &str, below: u32| {
        let whole = part.split_once('.').map_or(part, |(whole, _)| whole);
        (1..=2).contains(&whole.len()) && digits(whole).is_some_and(|n| n < below)
    };
    match parts.as_slice() {
        [hour, minute] if number(hour, 24) && number(minute, 60) => date,
        [hour, minute, second] if number(hour, 24) && number(minute, 60) && number(second, 60) => date,
        _ => text,
    }
}

/// Days from today, when the text is a relative form.
fn relative(plain: &str) -> Option<i64> {
    match plain {
        "今天" | "今日" => return Some(0),
        "昨天" | "昨日" => return Some(-1),
        "明天" | "明日" => return Some(1),
        "前天" => return Some(-2),
        "后天" => return Some(2),
        _ => {}
    }
    let (sign, rest) = match plain.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, plain.strip_prefix('-')?),
    };
    let rest = rest.strip_suffix('天').unwrap_or(rest);
    (rest.len() <= 5).then(|| digits(rest)).flatten().map(|n| sign * i64::from(n))
}

/// Reads the whole forms, and the short ones when `this_year` is given.
fn parse(text: &str, plain: &str, order: Order, this_year: Option<i32>) -> Result<NaiveDate, Fault> {
    let not_a_date = || Fault::NotADate(shorten(text));
    let given = || shorten(text);
    if plain.contains(['年', '月']) {
        return parse_chinese(plain, this_year)
            .unwrap_or_else(|| Err(not_a_date()))
            .map_err(|fault| named(fault, text));
    }
    if plain.bytes().all(|b| b.is_ascii_digit()) {
        return parse_digits(plain).map_err(|fault| named(fault, text));
    }
    let parts: Vec<&str> = plain.split(['-', '.', '/']).collect();
    let numbers: Option<Vec<u32>> = parts.iter().map(|part| digits(part)).collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    match (numbers.as_deref(), lengths.as_slice()) {
        (Some(&[year, month, day]), &[4..=9, 1..=2, 1..=2]) => ymd(year, month, day),
        (Some(&[a, b, year]), &[1..=2, 1..=2, 4..=9]) => year_last(text, a, b, year, order),
        (Some(&[..]), &[1..=2, 1..=2, 1..=2]) => Err(Fault::TwoDigitYear(given())),
        (Some(&[a, b]), &[1..=2, 1..=2]) => {
            let year = this_year.ok_or_else(|| Fault::Incomplete(given()))?;
            let (month, day) = if order == Order::Dmy { (b, a) } else { (a, b) };
            ymd_of(year, month, day)
        }
        (Some(&[_, _]), &[4, 1..=2]) => Err(Fault::DayMissing(given())),
        _ => Err(not_a_date()),
    }
}

/// `2026年3月1日`, `3月1日`; `None` when it is neither.
fn parse_chinese(plain: &str, this_year: Option<i32>) -> Option<Result<NaiveDate, Fault>> {
    let (year, rest) = match plain.split_once('年') {
        Some((year, rest)) => (Some(year), rest),
        None => (None, plain),
    };
    if rest.is_empty() {
        return year.and_then(digits).map(|_| Err(Fault::DayMissing(String::new())));
    }
    let (month, day) = match rest.split_once('月') {
        Some((month, day)) => (month, day.strip_suffix(['日', '号']).unwrap_or(day)),
        None => return None,
    };
    let month = short_number(month)?;
    let year = match year {
        Some(year) if year.len() == 2 && digits(year).is_some() => {
            return Some(Err(Fault::TwoDigitYear(String::new())));
        }
        Some(year) => Some(digits(year)?),
        None => None,
    };
    if day.is_empty() {
        return Some(Err(Fault::DayMissing(String::new())));
    }
    let day = short_number(day)?;
    Some(match (year, this_year) {
        (Some(year), _) => ymd(year, month, day),
        (None, Some(this_year)) => ymd_of(this_year, month, day),
        (None, None) => Err(Fault::Incomplete(String::new())),
    })
}

/// `20260301`; other lengths say what they look like.
fn parse_digits(plain: &str) -> Result<NaiveDate, Fault> {
    let part = |from: usize, to: usize| plain.get(from..to).and_then(digits);
    match plain.len() {
        8 => match (part(0, 4), part(4, 6), part(6, 8)) {
            (Some(year), Some(month), Some(day)) => ymd(year, month, day),
            _ => Err(Fault::NotADate(String::new())),
        },
        5 => Err(digits(plain).map_or_else(|| Fault::NotADate(String::new()), Fault::Serial)),
        6 if plain.starts_with("19") || plain.starts_with("20") => Err(Fault::DayMissing(String::new())),
        6 => Err(Fault::TwoDigitYear(String::new())),
        _ => Err(Fault::NotADate(String::new())),
    }
}

/// A date whose year stands last: ambiguous when both parts could be a month, unless the order was said.
fn year_last(text: &str, a: u32, b: u32, year: u32, order: Order) -> Result<NaiveDate, Fault> {
    let (month, day) = match order {
        Order::Mdy => (a, b),
        Order::Dmy => (b, a),
        Order::Ymd if a <= 12 && b <= 12 => {
            let (month_first, day_first) = (ymd(year, a, b)?, ymd(year, b, a)?);
            return Err(Fault::Ambiguous { text: shorten(text), month_first, day_first });
        }
        Order::Ymd if a > 12 => (b, a),
        Order::Ymd => (a, b),
    };
    if month > 12 && day <= 12 && order != Order::Ymd {
        return Err(Fault::AgainstOrder(shorten(text), order));
    }
    ymd(year, month, day)
}

fn ymd(year: u32, month: u32, day: u32) -> Result<NaiveDate, Fault> {
    let year = i32::try_from(year).map_err(|_| Fault::YearOutOfRange(i64::from(year)))?;
    ymd_of(year, month, day)
}

fn ymd_of(year: i32, month: u32, day: u32) -> Result<NaiveDate, Fault> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return Err(Fault::YearOutOfRange(i64::from(year)));
    }
    if !(1..=12).contains(&month) {
        return Err(Fault::NoSuchMonth(month));
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Fault::NoSuchDay { year, month, day })
}

fn in_range(date: NaiveDate) -> Result<NaiveDate, Fault> {
    if (FIRST_YEAR..=LAST_YEAR).contains(&date.year()) {
        Ok(date)
    } else {
        Err(Fault::YearOutOfRange(i64::from(date.year())))
    }
}

/// ASCII digits only, at most nine: `parse` alone would take a sign.
fn digits(text: &str) -> Option<u32> {
    let fits = (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn short_number(text: &str) -> Option<u32> {
    if text.len() <= 2 { digits(text) } else { None }
}

/// Puts the text as given into a fault made where only its folded form was known.
fn named(fault: Fault, text: &str) -> Fault {
    match fault {
        Fault::NotADate(_) => Fault::NotADate(shorten(text)),
        Fault::TwoDigitYear(_) => Fault::TwoDigitYear(shorten(text)),
        Fault::DayMissing(_) => Fault::DayMissing(shorten(text)),
        Fault::Incomplete(_) => Fault::Incomplete(shorten(text)),
        Fault::Empty
        | Fault::Ambiguous { .. }
        | Fault::AgainstOrder(..)
        | Fault::NoSuchMonth(_)
        | Fault::NoSuchDay { .. }
        | Fault::YearOutOfRange(_)
        | Fault::Serial(_) => fault,
    }
}

/// A message quotes what was typed, but not a page of it, and no control characters.
fn shorten(text: &str) -> String {
    let clean = super::fold::clean_line(text);
    if clean.chars().count() <= 20 { clean } else { clean.chars().take(20).chain(['…']).collect() }
}

#[cfg(test)]
mod tests;
