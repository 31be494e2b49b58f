//! The file as it stood at the end of an earlier day, from the images of the audit.

use chrono::{Days, NaiveDate, NaiveTime, SecondsFormat, TimeZone, Utc};
use rusqlite::{Connection, params};

use crate::error::{Error, Result};

use super::{Store, audit};

impl Store {
    /// The local day of the first operation; `None` in a file without any.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn first_day(&self) -> Result<Option<NaiveDate>> {
        let mut one = self.conn.prepare("SELECT min(at) FROM operation WHERE hash IS NOT NULL")?;
        let at: Option<String> = one.query_row([], |r| r.get(0))?;
        let read = |at: String| chrono::DateTime::parse_from_rfc3339(&at).ok();
        Ok(at.and_then(read).map(|at| at.with_timezone(self.now().offset()).date_naive()))
    }

    /// Looks at the file as it stood at the end of `day`: each of `tables` that changed since is shadowed, while `look`
    /// runs, by a temporary one made of the rows that did not change and of the images before the first change of those
    /// that did. The file itself is not written. Views go on reading the tables as they are now.
    ///
    /// # Errors
    /// Whatever `look` says, and when the file cannot be read.
    pub fn as_known<T>(&self, day: NaiveDate, tables: &[&str], look: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        let shadowed = self.shadow(day, tables);
        let found = match &shadowed {
            Ok(_) => look(self),
            Err(error) => Err(Error::file(format!("当时的记录读不出来：{}", error.message))),
        };
        for table in tables {
            self.conn.execute_batch(&format!("DROP TABLE IF EXISTS temp.\"{table}\""))?;
        }
        self.conn.flush_prepared_statement_cache();
        found
    }

    fn shadow(&self, day: NaiveDate, tables: &[&str]) -> Result<()> {
        let cut = self.last_operation_of(day)?;
        for table in tables {
            if changed_since(&self.conn, table, cut)? {
                make_shadow(&self.conn, table, cut)?;
            }
        }
        // Statements prepared before would go on reading the tables behind.
        self.conn.flush_prepared_statement_cache();
        Ok(())
    }

    /// The last operation, in the order of entry, that was done by the end of a local day; 0 before the first.
    fn last_operation_of(&self, day: NaiveDate) -> Result<i64> {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(NaiveTime::MIN);
        let Some(bound) = self.now().offset().from_local_datetime(&next).single() else { return Ok(0) };
        let bound = bound.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Millis, true);
        let mut one =
            self.conn.prepare("SELECT coalesce(max(seq), 0) FROM operation WHERE hash IS NOT NULL AND at < ?1")?;
        Ok(one.query_row([bound], |r| r.get(0))?)
    }
}

fn changed_since(conn: &Connection, table: &str, cut: i64) -> Result<bool> {
    let mut one = conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM change WHERE operation > ?2 AND tbl = ?1)")?;
    Ok(one.query_row(params![table, cut], |r| r.get(0))?)
}

fn make_shadow(conn: &Connection, table: &str, cut: i64) -> Result<()> {
    let columns = audit::columns(conn, table)?;
    let names: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
    let values: Vec<String> = columns.iter().map(|name| format!("json_extract(before, '$.\"{name}\"')")).collect();
    conn.execute_batch(&format!("CREATE TEMP TABLE \"{table}\" AS SELECT * FROM main.\"{table}\" WHERE 0"))?;
    conn.execute(
        &format!(
            "INSERT INTO temp.\"{table}\" SELECT * FROM main.\"{table}\" WHERE id NOT IN
               (SELECT row_id FROM main.change WHERE tbl = ?1 AND operation > ?2)"
        ),
        params![table, cut],
    )?;
    conn.execute(
        &format!(
            "INSERT INTO temp.\"{table}\" ({}) SELECT {} FROM
               (SELECT before, min(id) FROM main.change WHERE tbl = ?1 AND operation > ?2 GROUP BY row_id)
             WHERE before IS NOT NULL",
            names.join(", "),
            values.join(", ")
        ),
        params![table, cut],
    )?;
    conn.execute_batch(&format!("CREATE INDEX temp.\"{table}_known\" ON \"{table}\"(id)"))?;
    Ok(())
}
