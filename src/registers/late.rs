//! 补录: what was entered later than it happened, by more days than the plant allows its area.

use chrono::NaiveDate;

use crate::error::Result;
use crate::store::Store;

use super::{ALL, Register};

/// Days by which a record may be entered after its own date before it shows 补录, unless the plant set another limit.
pub const DEFAULT_DAYS: i64 = 3;

/// Prefix of the settings that change it: `late.inspection`.
pub const PREFIX: &str = "late.";

/// Registers whose records have a date of their own: those with a limit.
pub fn registers() -> impl Iterator<Item = &'static Register> {
    ALL.iter().copied().filter(|it| it.own_date.is_some())
}

/// The register a setting is about: `late.inspection` → 检查记录.
#[must_use]
pub fn register_of(key: &str) -> Option<&'static Register> {
    let name = key.strip_prefix(PREFIX)?;
    registers().find(|it| it.key == name)
}

/// The limit in force for a register, in days.
///
/// # Errors
/// When the file cannot be read.
pub fn limit(store: &Store, register: &str) -> Result<i64> {
    let key = format!("{PREFIX}{register}");
    Ok(store.setting(&key)?.and_then(|it| it.value.parse().ok()).unwrap_or(DEFAULT_DAYS))
}

/// Whether a record was entered later than it happened by more than `limit` days.
#[must_use]
pub fn is_late_entry(own: Option<NaiveDate>, entered_on: Option<NaiveDate>, limit: i64) -> bool {
    own.zip(entered_on).is_some_and(|(own, entered)| (entered - own).num_days() > limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_late_from_the_day_after_its_limit() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        for (own, entered, limit, late) in [
            ("2026-11-01", "2026-11-04", DEFAULT_DAYS, false),
            ("2026-11-01", "2026-11-05", DEFAULT_DAYS, true),
            ("2026-11-01", "2026-11-01", 0, false),
            ("2026-11-01", "2026-11-02", 0, true),
            ("2026-11-05", "2026-11-01", 0, false),
        ] {
            assert_eq!(is_late_entry(day(own), day(entered), limit), late, "{own} {entered} {limit}");
        }
        assert!(!is_late_entry(None, day("2026-11-01"), 0), "without a date of its own nothing is late");
    }
}
