//! The audit's UTC time as it reads on the clock of this machine.

use chrono::{DateTime, FixedOffset};

/// Local time to the second with its offset, `2026-11-20 16:03:09 +08:00`; what is no RFC 3339 time stays as it is.
#[must_use]
pub fn local_moment(at: &str, offset: FixedOffset) -> String {
    local(at, offset, "%Y-%m-%d %H:%M:%S %:z")
}

/// Local time to the minute, `2026-11-20 16:03`; what is no RFC 3339 time stays as it is.
#[must_use]
pub fn local_minute(at: &str, offset: FixedOffset) -> String {
    local(at, offset, "%Y-%m-%d %H:%M")
}

fn local(at: &str, offset: FixedOffset, form: &str) -> String {
    DateTime::parse_from_rfc3339(at)
        .map_or_else(|_| at.to_owned(), |time| time.with_timezone(&offset).format(form).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_reads_as_the_clock_on_the_wall() {
        let beijing = FixedOffset::east_opt(8 * 3600).unwrap();
        assert_eq!(local_moment("2026-11-20T18:03:09.120Z", beijing), "2026-11-21 02:03:09 +08:00");
        assert_eq!(local_minute("2026-11-20T08:03:09.120Z", beijing), "2026-11-20 16:03");
        assert_eq!(local_minute("不是时间", beijing), "不是时间");
    }
}
