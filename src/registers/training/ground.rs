//! What the hours rules are judged on besides the people: the pack, the plant's answers, its first day.

use chrono::NaiveDate;

use crate::domain::profile::Facts;
use crate::domain::training::owed;
use crate::error::Result;
use crate::knowledge;
use crate::registers::duty;
use crate::store::Store;

/// The plant's side of the rules, read once.
pub struct Ground {
    facts: Facts,
    records_since: NaiveDate,
}

impl Ground {
    /// Reads it.
    ///
    /// # Errors
    /// When the file cannot be read or holds no enterprise.
    pub fn read(store: &Store) -> Result<Self> {
        Ok(Self { facts: duty::facts(store)?, records_since: duty::records_since(store)? })
    }

    /// As it is judged on a day.
    ///
    /// # Errors
    /// When the embedded packs cannot be read.
    pub fn on(&self, today: NaiveDate) -> Result<owed::Ground<'_>> {
        Ok(owed::Ground {
            rules: knowledge::hours::builtin()?,
            book: &knowledge::obligation::builtin()?.book,
            facts: &self.facts,
            records_since: self.records_since,
            periods_from: None,
            own_yearly: None,
            no_workshop: None,
            today,
        })
    }
}
