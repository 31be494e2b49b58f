//! What assessing reads beside the registers' rows.

use chrono::NaiveDate;

use crate::error::Result;

use super::Store;

impl Store {
    /// Who signed in at which meeting of a span of days, retired meetings left out: meeting and person.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn signed_in(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<(i64, i64)>> {
        let mut all = self.conn.prepare_cached(
            "SELECT p.meeting_id, p.person_id FROM meeting_person p JOIN meeting m ON m.id = p.meeting_id
             WHERE m.retired_on IS NULL AND m.on_date BETWEEN ?1 AND ?2 ORDER BY p.meeting_id, p.person_id",
        )?;
        let rows = all.query_map([from, to], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
