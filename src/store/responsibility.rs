//! 责任清单: lists with their wordings and duties, posts that carry them, posts people hold, signatures.

use chrono::NaiveDate;
use rusqlite::{Connection, Row as SqlRow};

use crate::domain::responsibility::upkeep::Posted;
use crate::domain::responsibility::{Absence, Assigned, Carried, Duty, Pledge, Wording, Worker, day_before};
use crate::error::Result;

use super::{Store, Tx};

const WORDING: &str =
    "SELECT id, list_id, number, scope, effective_from, drafted_by, reviewed_by, approved_by, approved_on,
  union_opinion, assessed, assessor, reward, note FROM duty_list_version";

fn wording_of(r: &SqlRow<'_>) -> rusqlite::Result<Wording> {
    Ok(Wording {
        id: r.get(0)?,
        list: r.get(1)?,
        number: r.get(2)?,
        scope: r.get(3)?,
        effective_from: r.get(4)?,
        drafted_by: r.get(5)?,
        reviewed_by: r.get(6)?,
        approved_by: r.get(7)?,
        approved_on: r.get(8)?,
        union_opinion: r.get(9)?,
        assessed: r.get(10)?,
        assessor: r.get(11)?,
        reward: r.get(12)?,
        note: r.get(13)?,
    })
}

const DUTY: &str = "SELECT id, position, code, content, standard, points, cycle, evidence, measure, basis, law_edition,
  basis_mark = 'unverified', active FROM duty";

const DUTY_AND_WORDING: &str = "SELECT id, position, code, content, standard, points, cycle, evidence, measure, basis,
  law_edition, basis_mark = 'unverified', active, version_id FROM duty";

fn duty_of(r: &SqlRow<'_>) -> rusqlite::Result<Duty> {
    Ok(Duty {
        id: r.get(0)?,
        position: r.get(1)?,
        code: r.get(2)?,
        content: r.get(3)?,
        standard: r.get(4)?,
        points: r.get(5)?,
        cycle: r.get(6)?,
        evidence: r.get(7)?,
        measure: r.get(8)?,
        basis: r.get(9)?,
        law_edition: r.get(10)?,
        basis_unverified: r.get(11)?,
        active: r.get(12)?,
    })
}

fn wordings(conn: &Connection, list: Option<i64>) -> Result<Vec<Wording>> {
    let sql = format!(
        "{WORDING} WHERE list_id = ?1 OR (?1 IS NULL AND list_id IN (SELECT id FROM duty_list WHERE retired_on IS NULL)) ORDER BY list_id, number"
    );
    let mut all = conn.prepare_cached(&sql)?;
    Ok(all.query_map([list], wording_of)?.collect::<Result<_, _>>()?)
}

fn duties(conn: &Connection, wording: i64) -> Result<Vec<Duty>> {
    let mut all = conn.prepare_cached(&format!("{DUTY} WHERE version_id = ?1 ORDER BY position, id"))?;
    Ok(all.query_map([wording], duty_of)?.collect::<Result<_, _>>()?)
}

fn carried(conn: &Connection) -> Result<Vec<Carried>> {
    let mut all = conn.prepare_cached(
        "SELECT c.id, c.post_id, c.list_id, c.from_on, c.retired_on, l.retired_on FROM post_duty_list c
             JOIN duty_list l ON l.id = c.list_id ORDER BY c.post_id, l.code, c.id",
    )?;
    let rows = all.query_map([], |r| {
        let (link, list): (Option<NaiveDate>, Option<NaiveDate>) = (r.get(4)?, r.get(5)?);
        // What is taken off on a day is not carried on it.
        let ended = link.into_iter().chain(list).min();
        let to = ended.map(day_before);
        Ok(Carried { id: r.get(0)?, post: r.get(1)?, list: r.get(2)?, from: r.get(3)?, to })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn workers(conn: &Connection, only: Option<i64>) -> Result<Vec<Worker>> {
    let mut all = conn.prepare_cached(
        "SELECT id, no, name, department_id, post_id, employment IS 'outsourced', hired_on, ended_on, entered_on
             FROM person WHERE retired_on IS NULL AND (?1 IS NULL OR id = ?1) ORDER BY id",
    )?;
    let rows = all.query_map([only], |r| {
        Ok(Worker {
            id: r.get(0)?,
            no: r.get(1)?,
            name: r.get(2)?,
            department: r.get(3)?,
            post: r.get(4)?,
            outsourced: r.get(5)?,
            hired_on: r.get(6)?,
            ended_on: r.get(7)?,
            entered_on: r.get(8)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn assigned(conn: &Connection, person: Option<i64>) -> Result<Vec<Assigned>> {
    let mut all = conn.prepare_cached(
        "SELECT person_id, post_id, department_id, main, from_on, to_on, entered_on FROM assignment
             WHERE retired_on IS NULL AND (?1 IS NULL OR person_id = ?1) ORDER BY person_id, from_on, id",
    )?;
    let rows = all.query_map([person], |r| {
        Ok(Assigned {
            person: r.get(0)?,
            post: r.get(1)?,
            department: r.get(2)?,
            main: r.get(3)?,
            from: r.get(4)?,
            to: r.get(5)?,
            entered_on: r.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Store {
    /// Wordings of a list (`None`: of every list), oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn duty_wordings(&self, list: Option<i64>) -> Result<Vec<Wording>> {
        wordings(&self.conn, list)
    }

    /// Duties of a wording in the order of the list, switched-off ones included.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn duties_of(&self, wording: i64) -> Result<Vec<Duty>> {
        duties(&self.conn, wording)
    }

    /// Which lists each post carries since when, links that have ended included; by post and list.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn carried_lists(&self) -> Result<Vec<Carried>> {
        carried(&self.conn)
    }

    /// Everybody in the register of people, by id; retired records left out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn workers(&self) -> Result<Vec<Worker>> {
        workers(&self.conn, None)
    }

    /// The history of posts of one person (`None`: of everybody), by person and day.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn assigned_posts(&self, person: Option<i64>) -> Result<Vec<Assigned>> {
        assigned(&self.conn, person)
    }
}

impl Store {
    /// Duties of every wording of a list that is in use, by wording and place.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn all_duties(&self) -> Result<Vec<(i64, Duty)>> {
        let mut all = self.conn.prepare_cached(&format!("{DUTY_AND_WORDING} ORDER BY version_id, position, id"))?;
        let rows = all.query_map([], |r| Ok((r.get(13)?, duty_of(r)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Absences of everybody: person and days, by person and day.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn absences(&self) -> Result<Vec<(i64, Absence)>> {
        let mut all = self.conn.prepare_cached(
            "SELECT person_id, left_on, returned_on FROM absence WHERE retired_on IS NULL ORDER BY person_id, left_on, id",
        )?;
        let rows = all.query_map([], |r| Ok((r.get(0)?, Absence { left_on: r.get(1)?, returned_on: r.get(2)? })))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every signature, retired ones left out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn pledges(&self) -> Result<Vec<Pledge>> {
        let mut all = self.conn.prepare_cached(
            "SELECT id, person_id, post_id, version_id, year, signed_on FROM pledge WHERE retired_on IS NULL ORDER BY id",
        )?;
        let rows = all.query_map([], |r| {
            Ok(Pledge {
                id: r.get(0)?,
                person: r.get(1)?,
                post: r.get(2)?,
                wording: r.get(3)?,
                year: r.get(4)?,
                signed_on: r.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Reviews of lists: row id, list and day, by day.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_reviews(&self) -> Result<Vec<(i64, i64, NaiveDate)>> {
        let mut all = self.conn.prepare_cached(
            "SELECT id, list_id, on_date FROM duty_list_review WHERE retired_on IS NULL ORDER BY on_date, id",
        )?;
        Ok(all.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<Result<_, _>>()?)
    }

    /// Postings of lists (公示), by day.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_postings(&self) -> Result<Vec<Posted>> {
        let mut all = self.conn.prepare_cached(
            "SELECT id, list_id, wording, place, from_on, to_on FROM posting
             WHERE kind = 'duty_list' AND retired_on IS NULL ORDER BY from_on, id",
        )?;
        let rows = all.query_map([], |r| {
            Ok(Posted {
                id: r.get(0)?,
                list: r.get(1)?,
                number: r.get(2)?,
                place: r.get(3)?,
                from: r.get(4)?,
                to: r.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// As [`Store::duty_wordings`], as this transaction sees them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn duty_wordings(&self, list: Option<i64>) -> Result<Vec<Wording>> {
        wordings(self.sql()?, list)
    }

    /// As [`Store::duties_of`], as this transaction sees them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn duties_of(&self, wording: i64) -> Result<Vec<Duty>> {
        duties(self.sql()?, wording)
    }

    /// As [`Store::carried_lists`], as this transaction sees them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn carried_lists(&self) -> Result<Vec<Carried>> {
        carried(self.sql()?)
    }

    /// One person, as this transaction sees him.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn worker(&self, person: i64) -> Result<Option<Worker>> {
        Ok(workers(self.sql()?, Some(person))?.pop())
    }

    /// The history of posts of one person, as this transaction sees it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn assigned_posts(&self, person: i64) -> Result<Vec<Assigned>> {
        assigned(self.sql()?, Some(person))
    }

    /// How many signatures stand for a wording.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn pledges_of(&self, wording: i64) -> Result<i64> {
        let mut count =
            self.sql()?.prepare_cached("SELECT count(*) FROM pledge WHERE version_id = ?1 AND retired_on IS NULL")?;
        Ok(count.query_row([wording], |r| r.get(0))?)
    }
}
