//! What the duties are judged by, as the engine takes it: one query a list, each by an index, so that ten years of
//! records stay quick.

use chrono::NaiveDate;

use crate::domain::hazard::{Level, State};
use crate::domain::obligation::records::{Case, Closure, Hazard, Inspection, Submission};
use crate::domain::period::Period;
use crate::domain::post::PostRole;
use crate::error::{Error, Result};

use super::Store;

/// An inspection that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeInspection {
    /// The inspection; who led it is not judged here.
    pub inspection: Inspection,
    /// First inspector.
    pub person_id: i64,
}

/// A hazard as it stands by its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingHazard {
    /// The hazard; `major_on` is the earliest day a step graded it major, of those that are major now.
    pub hazard: Hazard,
    /// Whether a step is dated after the day asked for: the columns then say more than was known that day.
    pub moved_since: bool,
}

/// A post somebody held for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPost {
    /// Who.
    pub person_id: i64,
    /// Role of the post; absent: no post was named.
    pub role: Option<PostRole>,
    /// Whether it was the main post.
    pub main: bool,
    /// First day; absent: unknown.
    pub from: Option<NaiveDate>,
    /// Last day; absent: still.
    pub to: Option<NaiveDate>,
}

/// A person as the duties look at one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employed {
    /// Row id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Role of the present main post.
    pub role: Option<PostRole>,
    /// 用工形式, code.
    pub employment: Option<String>,
    /// 入职日期.
    pub hired_on: Option<NaiveDate>,
    /// 离职日期.
    pub ended_on: Option<NaiveDate>,
}

const MADE: &str = "SELECT n.id, n.on_date, n.checklist_id, n.plan_id, n.period, n.person_id, n.passed + n.failed
  FROM inspection n WHERE n.retired_on IS NULL";

fn made_of(r: &rusqlite::Row<'_>) -> rusqlite::Result<Result<MadeInspection>> {
    let (id, period, checked): (i64, Option<String>, i64) = (r.get(0)?, r.get(4)?, r.get(6)?);
    let occurrence = match period.as_deref().map(Period::parse).transpose() {
        Ok(occurrence) => occurrence,
        Err(_) => {
            let period = period.unwrap_or_default();
            return Ok(Err(Error::file(format!("inspection {id} 的 period 列“{period}”不是期间"))));
        }
    };
    let inspection = Inspection {
        id,
        on: r.get(1)?,
        checklist: Some(r.get(2)?),
        plan: r.get(3)?,
        occurrence,
        led_by_principal: None,
        checked: u32::try_from(checked).unwrap_or(0),
    };
    Ok(Ok(MadeInspection { inspection, person_id: r.get(5)? }))
}

/// The day as an open lower bound: the very first one when there is none.
fn bound(from: Option<NaiveDate>) -> NaiveDate {
    from.unwrap_or_else(|| NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or(NaiveDate::MIN))
}

fn role_of(table: &str, id: i64, code: Option<String>) -> Result<Option<PostRole>> {
    code.map(|code| {
        PostRole::from_code(&code)
            .ok_or_else(|| Error::file(format!("post 表 role 列有不认识的代码 {code}（见 {table} {id}）")))
    })
    .transpose()
}

impl Store {
    /// Inspections made from a day on (`None`: all) up to another, by day; retired ones left out.
    ///
    /// # Errors
    /// When the file cannot be read or holds a period that is none.
    pub fn made_inspections(&self, from: Option<NaiveDate>, to: NaiveDate) -> Result<Vec<MadeInspection>> {
        let sql = format!("{MADE} AND n.on_date BETWEEN ?1 AND ?2 ORDER BY n.on_date, n.id");
        let mut all = self.conn.prepare_cached(&sql)?;
        all.query_map((bound(from), to), made_of)?.map(|row| row?).collect()
    }

    /// Inspections made for one plan between two days.
    ///
    /// # Errors
    /// When the file cannot be read or holds a period that is none.
    pub fn made_for_plan(&self, plan: i64, from: NaiveDate, to: NaiveDate) -> Result<Vec<MadeInspection>> {
        let sql = format!("{MADE} AND n.plan_id = ?1 AND n.on_date BETWEEN ?2 AND ?3 ORDER BY n.on_date, n.id");
        let mut all = self.conn.prepare_cached(&sql)?;
        all.query_map((plan, from, to), made_of)?.map(|row| row?).collect()
    }

    /// Further inspectors of inspections made from a day on: `(inspection, person)`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn further_inspectors(&self, from: Option<NaiveDate>) -> Result<Vec<(i64, i64)>> {
        let mut all = self.conn.prepare_cached(
            "SELECT p.inspection_id, p.person_id FROM inspection n JOIN inspection_person p ON p.inspection_id = n.id
             WHERE n.on_date >= ?1 AND n.retired_on IS NULL",
        )?;
        Ok(all.query_map([bound(from)], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?)
    }

    /// Hazards that are open, and those closed from a day on (`None`: all); retired ones left out. `today` is the day
    /// after which a step sets `moved_since`.
    ///
    /// # Errors
    /// When the file cannot be read or holds an unknown code.
    pub fn standing_hazards(&self, closed_from: Option<NaiveDate>, today: NaiveDate) -> Result<Vec<StandingHazard>> {
        const COLUMNS: &str = "h.id, h.code, h.title, d.name, o.name, h.level, h.state, h.found_on, h.assessed_on,
          CASE WHEN h.level = 'major' THEN
            (SELECT min(s.on_date) FROM hazard_step s WHERE s.hazard_id = h.id AND s.level = 'major') END,
          h.due_on, h.rectified_on, h.accepted_on, h.closed_on, h.reported_on,
          EXISTS (SELECT 1 FROM hazard_step s WHERE s.hazard_id = h.id AND s.on_date > ?1)";
        const NAMES: &str = "LEFT JOIN department d ON d.id = h.department_id LEFT JOIN person o ON o.id = h.owner_id";
        let sql = format!(
            "SELECT {COLUMNS} FROM hazard h INDEXED BY hazard_open {NAMES} WHERE h.state <> 'closed' AND h.retired_on IS NULL
             UNION ALL
             SELECT {COLUMNS} FROM hazard h INDEXED BY hazard_closed {NAMES}
              WHERE h.closed_on IS NOT NULL AND h.closed_on >= ?2 AND h.state = 'closed' AND h.retired_on IS NULL
             ORDER BY 1"
        );
        let mut all = self.conn.prepare_cached(&sql)?;
        all.query_map((today, bound(closed_from)), hazard_of)?.map(|row| row?).collect()
    }

    /// Every post anybody was assigned to.
    ///
    /// # Errors
    /// When the file cannot be read or holds an unknown code.
    pub fn held_posts(&self) -> Result<Vec<HeldPost>> {
        let mut all = self.conn.prepare_cached(
            "SELECT a.person_id, p.role, a.main, a.from_on, a.to_on FROM assignment a LEFT JOIN post p ON p.id = a.post_id
             WHERE a.retired_on IS NULL ORDER BY a.person_id, a.id",
        )?;
        let rows = all.query_map([], |r| {
            let (person_id, role): (i64, Option<String>) = (r.get(0)?, r.get(1)?);
            let (main, from, to) = (r.get(2)?, r.get(3)?, r.get(4)?);
            Ok(role_of("assignment", person_id, role).map(|role| HeldPost { person_id, role, main, from, to }))
        })?;
        rows.map(|row| row?).collect()
    }

    /// Everybody in the register of people, by id; retired records left out.
    ///
    /// # Errors
    /// When the file cannot be read or holds an unknown code.
    pub fn employed(&self) -> Result<Vec<Employed>> {
        let mut all = self.conn.prepare_cached(
            "SELECT n.id, n.name, p.role, n.employment, n.hired_on, n.ended_on FROM person n
             LEFT JOIN post p ON p.id = n.post_id WHERE n.retired_on IS NULL ORDER BY n.id",
        )?;
        let rows = all.query_map([], |r| {
            let (id, role): (i64, Option<String>) = (r.get(0)?, r.get(2)?);
            let (name, employment, hired_on, ended_on) = (r.get(1)?, r.get(3)?, r.get(4)?, r.get(5)?);
            Ok(role_of("person", id, role).map(|role| Employed { id, name, role, employment, hired_on, ended_on }))
        })?;
        rows.map(|row| row?).collect()
    }

    /// Every report that stands handed in; those only finalised, returned or retired are left out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn handed_in(&self) -> Result<Vec<Submission>> {
        let mut all = self.conn.prepare_cached(
            "SELECT id, kind, period, submitted_on, signed_by FROM submission
             WHERE state = 'submitted' AND submitted_on IS NOT NULL AND retired_on IS NULL ORDER BY submitted_on, id",
        )?;
        let rows = all.query_map([], |r| {
            let (id, kind, period) = (r.get(0)?, r.get(1)?, r.get(2)?);
            Ok(Submission { id, kind, period, submitted_on: r.get(3)?, signed_by: r.get(4)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every missed duty that was closed with a reason.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn missed_duties(&self) -> Result<Vec<Closure>> {
        let mut all = self.conn.prepare_cached("SELECT id, duty, reason, entered_on FROM missed ORDER BY id")?;
        let rows = all.query_map([], |r| {
            Ok(Closure { id: r.get(0)?, obligation: r.get(1)?, reason: r.get(2)?, on: r.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn hazard_of(r: &rusqlite::Row<'_>) -> rusqlite::Result<Result<StandingHazard>> {
    let (id, level, state): (i64, Option<String>, String) = (r.get(0)?, r.get(5)?, r.get(6)?);
    let odd = |column: &str, code: &str| Error::file(format!("hazard {id} 的 {column} 列有不认识的代码 {code}"));
    let Some(state) = State::from_code(&state) else { return Ok(Err(odd("state", &state))) };
    let level = match level {
        None => None,
        Some(code) => match Level::from_code(&code) {
            Some(level) => Some(level),
            None => return Ok(Err(odd("level", &code))),
        },
    };
    let hazard = Hazard {
        id,
        code: r.get(1)?,
        title: r.get(2)?,
        department: r.get(3)?,
        owner: r.get(4)?,
        level,
        state,
        found_on: r.get(7)?,
        assessed_on: r.get(8)?,
        major_on: r.get(9)?,
        due_on: r.get(10)?,
        rectified_on: r.get(11)?,
        accepted_on: r.get(12)?,
        closed_on: r.get(13)?,
        reported_on: r.get(14)?,
        // The plan and what follows from it stand in the case.
        plan_complete: false,
        planned_on: None,
        case: Case::default(),
    };
    Ok(Ok(StandingHazard { hazard, moved_since: r.get(15)? }))
}
