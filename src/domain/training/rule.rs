//! What the pack of hours rules says: whom, on what occasion, how many hours, at which levels.
//!
//! The article, force and mark of a rule stand with the duty of the same code among the obligations; here stand the
//! numbers, each with the days it was in force.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Forbidden, Level, Topic, Trait};
use crate::domain::code::codes;
use crate::domain::identity::Employment;
use crate::domain::post::PostRole;
use crate::domain::profile::Condition;

codes! {
    /// The occasion of a rule.
    pub enum Occasion {
        Entry = "entry" "新上岗",
        Transfer = "transfer" "转岗、返岗",
        Appointed = "appointed" "任职",
        Assigned = "assigned" "进入岗位",
        HalfYear = "half_year" "每半年",
        Year = "year" "每年",
    }
}

/// A number of hours under a condition; the first whose condition holds counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// When it counts; absent: always.
    #[serde(default)]
    pub when: Option<Condition>,
    /// 学时; absent: no number is set, one passed session is enough.
    #[serde(default)]
    pub hours: Option<u32>,
}

/// What a region asks beyond the nation; the stricter of both counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// Provinces and cities it holds in, as the profile may name them: a place counts when its name begins so.
    pub places: Vec<String>,
    /// Months away from which a return asks for training.
    #[serde(default)]
    pub away_months: Option<u32>,
    /// 学时.
    #[serde(default)]
    pub hours: Option<u32>,
    /// Name of the regional instrument, for the trace.
    pub name: String,
}

/// The numbers of a rule between two days.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// First day in force.
    pub effective_from: NaiveDate,
    /// Last day in force; absent: until further notice.
    #[serde(default)]
    pub effective_to: Option<NaiveDate>,
    /// Whether it holds at all; absent: in every plant.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Hours, first fitting first.
    pub demand: Vec<Demand>,
    /// Months away from which a return asks for training.
    #[serde(default)]
    pub away_months: Option<u32>,
    /// Months from the appointment within which it must be done; absent: before the first day at the post.
    #[serde(default)]
    pub within_months: Option<u32>,
    /// What regions add.
    #[serde(default)]
    pub overlay: Vec<Overlay>,
}

/// Whom a rule concerns: everything named must fit; an empty list fits everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// Roles of the post.
    #[serde(default)]
    pub roles: Vec<PostRole>,
    /// Roles that a stricter rule takes care of.
    #[serde(default)]
    pub not_roles: Vec<PostRole>,
    /// Ways of employment.
    #[serde(default)]
    pub employment: Vec<Employment>,
    /// Ways of employment it does not concern.
    #[serde(default)]
    pub not_employment: Vec<Employment>,
    /// Traits of the post, one of them.
    #[serde(default)]
    pub traits: Vec<Trait>,
}

/// An hours rule through its editions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursRule {
    /// Id, `hr.05`.
    pub id: String,
    /// Code, also of the duty among the obligations: `HR05`.
    pub code: String,
    /// Name.
    pub title: String,
    /// Occasion.
    pub occasion: Occasion,
    /// Whom it concerns.
    #[serde(default)]
    pub who: Who,
    /// Topics that count, any of them.
    pub topics: Vec<Topic>,
    /// Levels that must each have been passed.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// Code of the rule whose course stands for this duty in the year it is owed or completed.
    #[serde(default)]
    pub after: Option<String>,
    /// What is forbidden until it is met.
    #[serde(default)]
    pub forbids: Option<Forbidden>,
    /// Numbers by edition, oldest first.
    #[serde(rename = "numbers")]
    pub editions: Vec<Numbers>,
}

impl HoursRule {
    /// The numbers in force on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&Numbers> {
        self.editions.iter().find(|it| it.effective_from <= day && it.effective_to.is_none_or(|last| day <= last))
    }
}
