//! Who was trained in what, as the rules of training take it: one query a list, however many years there are.

use chrono::NaiveDate;

use crate::error::Result;

use super::Store;

/// One person in one session, codes as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trained {
    /// Who.
    pub person_id: i64,
    /// Row id of the session.
    pub session_id: i64,
    /// First day of the session.
    pub from_on: NaiveDate,
    /// Its last day.
    pub on_date: NaiveDate,
    /// Topics, codes with blanks between.
    pub topics: String,
    /// Level, code.
    pub level: Option<String>,
    /// 学时 given as such, in hundredths.
    pub hours: Option<u32>,
    /// Minutes taught.
    pub minutes: Option<u32>,
    /// Minutes to one 学时 on that day.
    pub unit: u32,
    /// The one post it prepared for.
    pub post_id: Option<i64>,
    /// Whether the person was there.
    pub attended: bool,
    /// Whether the assessment was passed in the end; absent: no result.
    pub passed: Option<bool>,
    /// Day of the second attempt, where there was one.
    pub resit_on: Option<NaiveDate>,
}

/// A post somebody held, with what it is under the law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldTenure {
    /// Who.
    pub person_id: i64,
    /// Row id of the post.
    pub post_id: i64,
    /// Its name.
    pub post: String,
    /// Its role, code.
    pub role: String,
    /// Row id of the department.
    pub department_id: Option<i64>,
    /// Whether it was the main post.
    pub main: bool,
    /// First day; absent: unknown.
    pub from: Option<NaiveDate>,
    /// Last day; absent: still.
    pub to: Option<NaiveDate>,
}

/// How many people of one session stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Everybody in it.
    pub people: i64,
    /// Not there.
    pub absent: i64,
    /// Failed.
    pub failed: i64,
    /// Without a result.
    pub pending: i64,
}

impl Store {
    /// How the people of these sessions stand, by row id of the session; one without people is not in it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn training_tallies(&self, sessions: &[i64]) -> Result<std::collections::HashMap<i64, Tally>> {
        let mut all = self.conn.prepare_cached(
            "SELECT session_id, count(*), sum(attended = 0), sum(attended = 1 AND passed IS 0),
                    sum(attended = 1 AND passed IS NULL)
             FROM training WHERE session_id IN (SELECT value FROM json_each(?1)) AND retired_on IS NULL GROUP BY session_id",
        )?;
        let rows = all.query_map([super::id_list(sessions)], |r| {
            Ok((r.get(0)?, Tally { people: r.get(1)?, absent: r.get(2)?, failed: r.get(3)?, pending: r.get(4)? }))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Everybody's sessions held up to a day, by day; with `known`, only what had been entered by that day. Retired
    /// records and those of retired sessions are left out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn trained(&self, until: NaiveDate, known: Option<NaiveDate>) -> Result<Vec<Trained>> {
        let mut all = self.conn.prepare_cached(
            "SELECT t.person_id, s.id, s.from_on, s.on_date, s.topics, s.level, s.hours, s.minutes, s.unit, s.post_id,
                    t.attended, t.passed, t.resit_on
             FROM training_session s JOIN training t ON t.session_id = s.id
             WHERE s.on_date <= ?1
               AND (?2 IS NULL OR t.entered_on <= ?2 AND s.entered_on <= ?2)
               AND (t.retired_on IS NULL OR t.retired_on > ?2) AND (s.retired_on IS NULL OR s.retired_on > ?2)
             ORDER BY s.on_date, s.id",
        )?;
        let rows = all.query_map((until, known), |r| {
            Ok(Trained {
                person_id: r.get(0)?,
                session_id: r.get(1)?,
                from_on: r.get(2)?,
                on_date: r.get(3)?,
                topics: r.get(4)?,
                level: r.get(5)?,
                hours: r.get(6)?,
                minutes: r.get(7)?,
                unit: r.get(8)?,
                post_id: r.get(9)?,
                attended: r.get(10)?,
                passed: r.get(11)?,
                resit_on: r.get(12)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every post anybody was assigned to, and where nobody was assigned one by a date the post in the roster.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn held_tenures(&self) -> Result<Vec<HeldTenure>> {
        let mut all = self.conn.prepare_cached(
            "SELECT a.person_id, p.id, p.name, p.role, a.department_id, a.main, a.from_on, a.to_on
               FROM assignment a JOIN post p ON p.id = a.post_id WHERE a.retired_on IS NULL
             UNION ALL
             SELECT n.id, p.id, p.name, p.role, n.department_id, 1, n.hired_on, n.ended_on
               FROM person n JOIN post p ON p.id = n.post_id
              WHERE n.retired_on IS NULL AND NOT EXISTS
                (SELECT 1 FROM assignment a WHERE a.person_id = n.id AND a.main = 1 AND a.post_id IS NOT NULL AND a.retired_on IS NULL)
             ORDER BY 1, 7",
        )?;
        let rows = all.query_map([], |r| {
            Ok(HeldTenure {
                person_id: r.get(0)?,
                post_id: r.get(1)?,
                post: r.get(2)?,
                role: r.get(3)?,
                department_id: r.get(4)?,
                main: r.get(5)?,
                from: r.get(6)?,
                to: r.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
