//! Kinds of accident, by the edition of the classification in force on the day.
//!
//! Old records keep the kind they were given; nothing is converted from one edition to the other.

use chrono::NaiveDate;
use serde::Deserialize;

use super::instrument::{Basis, Mark};

/// One kind of accident in one edition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccidentKind {
    /// Our stable code, unique over all editions; never changes once shipped.
    pub code: String,
    /// Name in the standard.
    pub name: String,
    /// Code printed in the standard, where it is known.
    pub number: Option<String>,
    /// Whether name and code are verified.
    pub mark: Mark,
}

/// One edition of the classification.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccidentEdition {
    /// Number of the standard.
    pub number: String,
    /// First day on which accidents are classified by it.
    pub effective_from: NaiveDate,
    /// Last such day; absent while it has no end.
    pub effective_to: Option<NaiveDate>,
    /// What is still to be verified.
    pub note: Option<String>,
    /// The kinds, in the order of the standard.
    pub kind: Vec<AccidentKind>,
}

/// All editions, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccidentKinds {
    /// Always `accident_kinds`.
    pub pack: String,
    /// Title of the pack.
    pub title: String,
    /// Edition of the pack.
    pub edition: String,
    /// The standard that classifies.
    pub basis: Vec<Basis>,
    /// The editions of the classification.
    pub classification: Vec<AccidentEdition>,
}

impl AccidentKinds {
    /// The classification in force on `date`.
    #[must_use]
    pub fn edition_on(&self, date: NaiveDate) -> Option<&AccidentEdition> {
        self.classification.iter().find(|it| it.effective_from <= date && it.effective_to.is_none_or(|to| date <= to))
    }

    /// The kind with this code, in whichever edition.
    #[must_use]
    pub fn kind(&self, code: &str) -> Option<&AccidentKind> {
        self.classification.iter().flat_map(|it| &it.kind).find(|it| it.code == code)
    }
}
