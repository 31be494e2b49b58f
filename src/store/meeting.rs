//! Who signed in at meetings: links between a meeting and people, kept by the same transaction as the meeting.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::error::Result;

use super::{Store, Tx};

impl Store {
    /// Who signed in at which meeting of a span of days, retired meetings left out: meeting and person.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn signed_in_between(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<(i64, i64)>> {
        let mut all = self.conn.prepare_cached(
            "SELECT p.meeting_id, p.person_id FROM meeting_person p JOIN meeting m ON m.id = p.meeting_id
             WHERE m.retired_on IS NULL AND m.on_date BETWEEN ?1 AND ?2 ORDER BY p.meeting_id, p.person_id",
        )?;
        let rows = all.query_map([from, to], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// People who signed in at a meeting, by the order in which they were noted.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn signed_in(&self, meeting: i64) -> Result<Vec<i64>> {
        let mut all =
            self.conn.prepare_cached("SELECT person_id FROM meeting_person WHERE meeting_id = ?1 ORDER BY id")?;
        Ok(all.query_map([meeting], |r| r.get(0))?.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Sets who signed in at a meeting; links that stay are not touched.
    ///
    /// # Errors
    /// Constraint or disk failures.
    pub fn set_signed_in(&self, meeting: i64, people: &[i64]) -> Result<()> {
        let stored: Vec<(i64, i64)> = self
            .sql()?
            .prepare_cached("SELECT id, person_id FROM meeting_person WHERE meeting_id = ?1")?
            .query_map([meeting], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let wanted: BTreeSet<i64> = people.iter().copied().collect();
        for (id, _) in stored.iter().filter(|(_, person)| !wanted.contains(person)) {
            self.sql()?.prepare_cached("DELETE FROM meeting_person WHERE id = ?1")?.execute([id])?;
        }
        let mut there: BTreeSet<i64> = stored.iter().map(|(_, person)| *person).collect();
        for person in people {
            if there.insert(*person) {
                self.insert("meeting_person", &[("meeting_id", meeting.into()), ("person_id", (*person).into())])?;
            }
        }
        Ok(())
    }
}
