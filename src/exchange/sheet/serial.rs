//! Days as spreadsheets count them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::domain::date;

/// First day of a workbook's count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Epoch {
    /// 1 is 1900-01-01, and 60 is a 29 February that never was.
    From1900,
    /// 0 is 1904-01-01 (workbooks from old Macs).
    From1904,
}

/// Why a number is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerialFault {
    /// 60 in the 1900 count: 1900-02-29 does not exist.
    NoSuchDay,
    /// Before 1900 or after the last year that dates may have here.
    OutOfRange,
}

impl SerialFault {
    /// Chinese sentence: what is wrong with the number.
    #[must_use]
    pub fn message(self, serial: f64) -> String {
        let shown = super::number_text(serial);
        match self {
            Self::NoSuchDay => format!("日期序号 {shown} 对应 1900-02-29，这一天不存在；请重新填写日期"),
            Self::OutOfRange => format!("日期序号 {shown} 超出可用范围；请重新填写日期"),
        }
    }
}

impl Epoch {
    /// The day of a serial number; its time of day is dropped.
    ///
    /// # Errors
    /// [`SerialFault`] when no such day exists.
    pub fn day(self, serial: f64) -> Result<NaiveDate, SerialFault> {
        let from_1900 = self == Self::From1900;
        match date::from_serial(serial, !from_1900) {
            Some(day) => Ok(day),
            None if from_1900 && serial.floor() == 60.0 => Err(SerialFault::NoSuchDay),
            None => Err(SerialFault::OutOfRange),
        }
    }

    /// The day and the nearest minute of a serial number.
    ///
    /// # Errors
    /// [`SerialFault`] when no such day exists.
    pub fn moment(self, serial: f64) -> Result<NaiveDateTime, SerialFault> {
        let day = self.day(serial)?;
        // The last half minute of a day does not slip into the next.
        let minute = ((serial.fract() * 1440.0).round() as u32).min(1439);
        let time = NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap_or(NaiveTime::MIN);
        Ok(day.and_time(time))
    }
}

/// A day under a date format; with its time of day where it has one.
fn dated(epoch: Epoch, number: f64) -> Result<super::Raw, SerialFault> {
    let at = epoch.moment(number)?;
    let midnight = at.time() == NaiveTime::MIN;
    Ok(if midnight { super::Raw::Date(at.date()) } else { super::Raw::Moment(at) })
}

/// `08:30` or `08:30:15` of the fraction of a day.
pub(super) fn time_text(fraction: f64) -> String {
    let seconds = (fraction.fract() * 86_400.0).round() as u32;
    let (hours, minutes, seconds) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    if seconds == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{seconds:02}") }
}

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// A number stays a number.
    Plain,
    /// A day, with or without a time.
    Date,
    /// Only a time of day, or a duration.
    Time,
    /// Whole number padded with zeros to this many digits: how codes are made to keep their zeros.
    Padded(u8),
}

impl NumberFormat {
    /// Kind of a built-in format; the East Asian ones as Chinese Excel shows them (ECMA-376 part 1, 18.8.30).
    pub fn built_in(id: u32) -> Self {
        match id {
            14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Self::Date,
            18..=21 | 32..=35 | 45..=47 | 55 | 56 => Self::Time,
            _ => Self::Plain,
        }
    }

    /// Kind of a custom format, by its first section.
    pub fn custom(code: &str) -> Self {
        let mut chars = code.chars();
        let (mut day, mut month, mut time, mut zeros, mut other) = (false, false, false, 0_usize, false);
        while let Some(c) = chars.next() {
            match c {
                ';' => break,
                '"' => {
                    chars.by_ref().find(|c| *c == '"');
                    other = true;
                }
                '\\' | '_' | '*' => {
                    chars.next();
                    other = true;
                }
                '[' => {
                    let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    time |= !inner.is_empty() && inner.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S'));
                }
                'y' | 'Y' | 'd' | 'D' => day = true,
                'm' | 'M' => month = true,
                'h' | 'H' | 's' | 'S' => time = true,
                '0' => zeros += 1,
                'G' | 'g' if chars.as_str().starts_with("eneral") => return Self::Plain,
                _ => other = true,
            }
        }
        let padded = u8::try_from(zeros).ok().filter(|zeros| (2..=20).contains(zeros) && !other);
        match (day || (month && !time), time, padded) {
            (true, ..) => Self::Date,
            (false, true, _) => Self::Time,
            (false, false, Some(zeros)) => Self::Padded(zeros),
            (false, false, None) => Self::Plain,
        }
    }

    /// What a cell with this number under this format holds.
    pub fn read(self, number: f64, epoch: Epoch) -> super::Raw {
        use super::Raw;
        match self {
            Self::Time if (0.0..1.0).contains(&number) => Raw::Text(time_text(number)),
            Self::Date if (0.0..1.0).contains(&number) && number > 0.0 => Raw::Text(time_text(number)),
            Self::Date => dated(epoch, number).unwrap_or_else(|fault| Raw::Error(fault.message(number))),
            Self::Padded(zeros) if number >= 0.0 && number.fract() == 0.0 && number < 1e15 => {
                Raw::Text(format!("{number:0>width$}", width = usize::from(zeros)))
            }
            Self::Plain | Self::Time | Self::Padded(_) => Raw::Number(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::sheet::Raw;

    #[test]
    fn serials_give_the_day_excel_shows() {
        let day = |epoch: Epoch, serial: f64| epoch.day(serial).map(|day| day.to_string());
        assert_eq!(day(Epoch::From1900, 1.0).unwrap(), "1900-01-01");
        assert_eq!(day(Epoch::From1900, 59.0).unwrap(), "1900-02-28");
        assert_eq!(day(Epoch::From1900, 60.0), Err(SerialFault::NoSuchDay));
        assert_eq!(day(Epoch::From1900, 61.0).unwrap(), "1900-03-01");
        assert_eq!(day(Epoch::From1900, 45_413.99).unwrap(), "2024-05-01");
        assert_eq!(day(Epoch::From1904, 43_951.0).unwrap(), "2024-05-01");
        assert_eq!(day(Epoch::From1904, 0.0).unwrap(), "1904-01-01");
        assert_eq!(day(Epoch::From1900, 109_574.0).unwrap(), "2199-12-31");
        for bad in [0.0, -1.0, 2_958_465.0, f64::NAN, f64::INFINITY] {
            assert_eq!(day(Epoch::From1900, bad), Err(SerialFault::OutOfRange), "{bad}");
        }
    }

    #[test]
    fn a_serial_with_a_fraction_keeps_its_time_of_day_to_the_minute() {
        let read = |serial| NumberFormat::Date.read(serial, Epoch::From1900).display().into_owned();
        assert_eq!(read(46_331.0), "2026-11-05");
        assert_eq!(read(46_331.604_166_666_7), "2026-11-05 14:30");
        assert_eq!(read(46_331.999_99), "2026-11-05 23:59");
    }

    #[test]
    fn formats_tell_days_from_numbers() {
        for code in ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "[$-804]yyyy/m/d;@", "m月", "d-mmm", "yyyy/m/d h:mm"]
        {
            assert_eq!(NumberFormat::custom(code), NumberFormat::Date, "{code}");
        }
        for code in ["h:mm", "[h]:mm:ss", "mm:ss.0"] {
            assert_eq!(NumberFormat::custom(code), NumberFormat::Time, "{code}");
        }
        for code in ["General", "0.00", "#,##0 \"days\"", "[Red]0.0", "@", "0", "0.00E+00", "\\d0", "0_d"] {
            assert_eq!(NumberFormat::custom(code), NumberFormat::Plain, "{code}");
        }
        assert_eq!(NumberFormat::custom("00000"), NumberFormat::Padded(5));
    }

    #[test]
    fn a_padded_code_keeps_the_zeros_it_shows() {
        assert_eq!(NumberFormat::Padded(6).read(123.0, Epoch::From1900), Raw::Text("000123".into()));
        assert_eq!(NumberFormat::Time.read(0.354_166_666_7, Epoch::From1900), Raw::Text("08:30".into()));
        assert!(matches!(NumberFormat::Date.read(60.0, Epoch::From1900), Raw::Error(_)));
    }
}
