//! Drafts: what was typed into a form that was never saved. Outside the audit: a draft is nobody's evidence.

use rusqlite::OptionalExtension;

use crate::error::Result;

use super::Store;

/// A kept draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Which form: `hazard/new`, `person/17`.
    pub form: String,
    /// Field key → text as typed, JSON.
    pub body: String,
    /// UTC time of the last keystroke kept.
    pub saved_at: String,
}

/// What stands before the name of a habit, so that it is told from a form.
const HABIT: &str = "habit/";

impl Store {
    /// Keeps what was typed into `form`; an empty body forgets it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_draft(&self, form: &str, body: &str) -> Result<()> {
        if self.read_only {
            return Ok(());
        }
        if body.is_empty() {
            self.conn.prepare_cached("DELETE FROM draft WHERE form = ?1")?.execute([form])?;
        } else {
            let at = self.now().to_utc().to_rfc3339();
            self.conn
                .prepare_cached(
                    "INSERT INTO draft(form, body, saved_at) VALUES (?1, ?2, ?3)
                     ON CONFLICT (form) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
                )?
                .execute((form, body, at))?;
        }
        Ok(())
    }

    /// The draft kept for `form`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn draft(&self, form: &str) -> Result<Option<Draft>> {
        Ok(self
            .conn
            .prepare_cached("SELECT form, body, saved_at FROM draft WHERE form = ?1")?
            .query_row([form], |r| Ok(Draft { form: r.get(0)?, body: r.get(1)?, saved_at: r.get(2)? }))
            .optional()?)
    }

    /// Every kept draft, newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT form, body, saved_at FROM draft WHERE instr(form, ?1) <> 1 ORDER BY saved_at DESC",
        )?;
        let found =
            statement.query_map([HABIT], |r| Ok(Draft { form: r.get(0)?, body: r.get(1)?, saved_at: r.get(2)? }))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// What somebody did last and may want again: the folder of an export. Kept beside the drafts and not among the
    /// settings: it is no statement of the plant, needs no reason, and must neither stand in the log nor be undone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn habit(&self, name: &str) -> Result<Option<String>> {
        Ok(self.draft(&format!("{HABIT}{name}"))?.map(|it| it.body))
    }

    /// Keeps a habit; an empty one is forgotten. A file opened for reading only keeps none.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_habit(&self, name: &str, value: &str) -> Result<()> {
        self.keep_draft(&format!("{HABIT}{name}"), value)
    }
}
