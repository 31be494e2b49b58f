//! What the proposals of 五落实五到位 count in tables that are no registers of their own.

use crate::error::Result;

use super::Store;

impl Store {
    /// Who signed in at which meeting: `(meeting, person)`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn attendance(&self) -> Result<Vec<(i64, i64)>> {
        let mut all =
            self.conn.prepare_cached("SELECT meeting_id, person_id FROM meeting_person ORDER BY meeting_id, id")?;
        Ok(all.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?)
    }
}
