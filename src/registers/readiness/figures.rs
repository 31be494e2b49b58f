//! Figures of training and certificates: what `status`, 首页 and the month report show, with the rows behind each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::domain::identity::Employment;
use crate::domain::obligation::{Judgement, State};
use crate::domain::qualification::Stand;
use crate::domain::statistics::Ratio;
use crate::error::Result;
use crate::registers::certificate::CERTIFICATE;
use crate::registers::training::TRAINING_SESSION;
use crate::registers::{Context, ListQuery, Lookups, list};
use crate::store::Store;

use super::Staff;
use super::bar::{self, Barred};

/// How many have the training they owe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrainingFigures {
    /// Everybody who works here today, outsourced people left out: row ids.
    pub people: BTreeSet<i64>,
    /// Of them those of whom some training is known to be done and none is overdue.
    pub reached: BTreeSet<i64>,
    /// Of them those with training overdue.
    pub short: BTreeSet<i64>,
    /// People who must not do some work today.
    pub barred: BTreeSet<i64>,
    /// Each thing that is forbidden.
    pub bars: Vec<Barred>,
}

impl TrainingFigures {
    /// Reached among those of whom it can be said.
    #[must_use]
    pub fn rate(&self) -> Ratio {
        let count = |set: &BTreeSet<i64>| i64::try_from(set.len()).unwrap_or(i64::MAX);
        Ratio::new(count(&self.reached), count(&self.reached).saturating_add(count(&self.short)))
    }
}

/// `status --json`: `training`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrainingCounts {
    /// People who work here today, outsourced ones left out.
    pub people: usize,
    /// Of them those of whom some training is known to be done and none is overdue.
    pub reached: usize,
    /// Of them those with training overdue.
    pub short: usize,
    /// `reached` among `reached` and `short`; null while nothing can be said of anybody.
    pub rate: Option<f64>,
    /// People who must not do some work today.
    pub barred: usize,
}

/// `status --json`: `certificate`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateCounts {
    /// In force, those that end soon included.
    pub valid: usize,
    /// Of them those with 90 days or fewer to their next day.
    pub expiring: usize,
    /// Ended, or not reviewed in time, and not renewed.
    pub expired: usize,
}

impl TrainingFigures {
    /// The numbers.
    #[must_use]
    pub fn counts(&self) -> TrainingCounts {
        TrainingCounts {
            people: self.people.len(),
            reached: self.reached.len(),
            short: self.short.len(),
            rate: self.rate().as_f64(),
            barred: self.barred.len(),
        }
    }
}

impl CertificateFigures {
    /// The numbers.
    #[must_use]
    pub fn counts(&self) -> CertificateCounts {
        CertificateCounts { valid: self.valid.len(), expiring: self.expiring.len(), expired: self.expired.len() }
    }
}

/// The figures of training as the duties stand; `None` while no session was ever entered.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn training(store: &Store, judgement: &Judgement) -> Result<Option<TrainingFigures>> {
    if store.count(&TRAINING_SESSION.relation)? == 0 {
        return Ok(None);
    }
    let today = judgement.today;
    let staff = Staff::read(store, today, None)?;
    let mut found = TrainingFigures { bars: bar::of_staff(&staff)?, ..TrainingFigures::default() };
    found.barred = found.bars.iter().map(|it| it.person_id).collect();
    let here = staff.workers.iter().filter(|it| it.is_here(today) && it.employment != Some(Employment::Outsourced));
    found.people = here.map(|it| it.id).collect();
    let this_year = today.year().to_string();
    let mut known: BTreeMap<i64, bool> = BTreeMap::new();
    for it in judgement.obligations.iter().filter(|it| it.code.starts_with("HR")) {
        let Some(person) = person_of(&it.object).filter(|id| found.people.contains(id)) else { continue };
        // A year that is over and was missed is told by its own line, not held against somebody for ever.
        let counts = !it.missed || it.period.starts_with(&this_year);
        match it.state {
            State::Overdue if counts => {
                known.insert(person, false);
            }
            State::Met => {
                known.entry(person).or_insert(true);
            }
            State::Overdue | State::Due | State::Upcoming | State::NotApplicable | State::DataMissing => {}
        }
    }
    let of = |wanted: bool| known.iter().filter(|(_, met)| **met == wanted).map(|(id, _)| *id).collect();
    found.reached = of(true);
    found.short = of(false);
    Ok(Some(found))
}

/// `person-12.post-3` → 12.
#[must_use]
pub fn person_of(object: &str) -> Option<i64> {
    object.strip_prefix("person-")?.split('.').next()?.parse().ok()
}

/// Certificates by how they stand; those renewed, revoked or of people who left are in none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateFigures {
    /// In force, those that end soon included: row ids.
    pub valid: BTreeSet<i64>,
    /// Of them those with 90 days or fewer to their next day.
    pub expiring: BTreeSet<i64>,
    /// Ended, or not reviewed in time.
    pub expired: BTreeSet<i64>,
}

/// The figures of certificates; `None` while none was ever entered.
///
/// # Errors
/// When the file cannot be read.
pub fn certificates(store: &Store, today: NaiveDate) -> Result<Option<CertificateFigures>> {
    if store.count(&CERTIFICATE.relation)? == 0 {
        return Ok(None);
    }
    let lookups = Lookups::of(&CERTIFICATE, store)?;
    let context = Context { today, lookups: &lookups };
    let mut found = CertificateFigures::default();
    for it in list(store, &CERTIFICATE, &ListQuery::default(), &context)? {
        let stand = it.cell(&CERTIFICATE, "standing").and_then(|cell| Stand::from_code(cell.value.as_text()?));
        match stand {
            Some(Stand::Valid) => {
                found.valid.insert(it.row.id);
            }
            Some(Stand::Expiring) => {
                found.valid.insert(it.row.id);
                found.expiring.insert(it.row.id);
            }
            Some(Stand::Expired | Stand::ReviewMissed) => {
                found.expired.insert(it.row.id);
            }
            Some(Stand::NotYet | Stand::Unknown | Stand::Revoked | Stand::Renewed | Stand::Left) | None => {}
        }
    }
    Ok(Some(found))
}
