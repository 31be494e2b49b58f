//! 任免告知: the authority is told who becomes and who ceases to be a safety manager (安全生产法 第二十六条第四款).
//!
//! Owed by those who make or store dangerous goods, mines and metal smelters; the list is a condition of the rule pack.

use chrono::NaiveDate;

use super::appointment::{Appointment, Staff};
use crate::domain::code::codes;

codes! {
    /// What is told.
    pub enum Change {
        Appointed = "appointed" "任命",
        Removed = "removed" "免去",
    }
}

/// One change of a safety manager that the authority is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice<'a> {
    /// The appointment it is about.
    pub appointment: &'a Appointment,
    /// What is told.
    pub change: Change,
    /// Day of the change: first day in office, last day in office.
    pub on: NaiveDate,
    /// Day on which the authority was told; absent: not yet.
    pub told_on: Option<NaiveDate>,
}

/// Changes among the safety managers up to `today`. A person who left the plant has ceased to be one.
#[must_use]
pub fn notices(staff: &Staff, today: NaiveDate) -> Vec<Notice<'_>> {
    let mut found = Vec::new();
    for it in staff.appointments.iter().filter(|it| it.kind.is_safety_staff()) {
        let ended = it.days.to.into_iter().chain(it.employed.to).min();
        let by_today = |day: Option<NaiveDate>| day.filter(|on| *on <= today);
        if let Some(on) = by_today(it.days.from) {
            found.push(Notice { appointment: it, change: Change::Appointed, on, told_on: by_today(it.notified_on) });
        }
        if let Some(on) = by_today(ended) {
            let told_on = by_today(it.removal_notified_on);
            found.push(Notice { appointment: it, change: Change::Removed, on, told_on });
        }
    }
    found
}
