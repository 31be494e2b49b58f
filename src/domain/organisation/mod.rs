//! The organisation of safety: whom the law asks for by head count and trade, the committee, its meetings.
//!
//! [`staffing`], [`engineer`] and [`committee`] judge one day each and give a [`Finding`]: the outcome, its article, the
//! arithmetic in words and what is wanting. What nobody recorded is 资料不足, never met.

use chrono::NaiveDate;

use super::code::codes;
use super::obligation::records::RecordRef;
use super::profile::Basis;

pub mod appointment;
pub mod committee;
pub mod engineer;
pub mod meeting;
pub mod notice;
pub mod staffing;

pub use appointment::{Appointment, AppointmentKind, Held, Staff};

codes! {
    /// What a judgement of the organisation comes to.
    pub enum Outcome {
        Met = "met" "符合",
        Unmet = "unmet" "不符合",
        NotApplicable = "not_applicable" "不适用",
        DataMissing = "data_missing" "资料不足",
    }
}

/// First and last day of something; an end that is not recorded is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl Days {
    /// From `from` on.
    #[must_use]
    pub fn since(from: NaiveDate) -> Self {
        Self { from: Some(from), to: None }
    }

    /// Whether `day` lies in it, both ends included.
    #[must_use]
    pub fn cover(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// What a judgement of the organisation found on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it comes to.
    pub outcome: Outcome,
    /// Articles it rests on.
    pub basis: Vec<Basis>,
    /// Rule, arithmetic and what was found, one Chinese sentence each, as `why` prints them.
    pub said: Vec<String>,
    /// Keys of the facts or fields that are wanting; of [`Outcome::DataMissing`] only.
    pub missing: Vec<String>,
    /// Whether the reading of the rule that decided still has to be checked (依据待核对).
    pub unverified: bool,
    /// The record that meets it.
    pub record: Option<RecordRef>,
}

impl Finding {
    /// The last sentence: what it came to.
    #[must_use]
    pub fn conclusion(&self) -> &str {
        self.said.last().map_or("", String::as_str)
    }
}

/// An article of the law on work safety (安全生产法).
#[must_use]
pub fn law(article: &str) -> Basis {
    Basis { reg: "reg.work-safety-law".to_owned(), article: article.to_owned() }
}

/// The first day of the unbroken run, back from `day`, on which `holds`; never before `floor`.
///
/// `changes` are the days on which anything may have changed; between two of them nothing does.
pub fn run_start(
    mut changes: Vec<NaiveDate>,
    day: NaiveDate,
    floor: NaiveDate,
    holds: impl Fn(NaiveDate) -> bool,
) -> NaiveDate {
    changes.retain(|it| floor < *it && *it <= day);
    changes.push(floor.min(day));
    changes.sort_unstable();
    changes.dedup();
    changes.into_iter().rev().take_while(|it| holds(*it)).last().unwrap_or(day)
}

#[cfg(test)]
mod tests;
