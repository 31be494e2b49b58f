//! The organisation of safety as the rules look at it: head count and lists, appointments and posts, the committee.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::domain::date::add_days;
use crate::domain::identity::Employment;
use crate::domain::obligation::records::HEADCOUNT;
use crate::domain::organisation::committee::{CommitteeRole, Member, StandsFor};
use crate::domain::organisation::engineer::{self, Lists};
use crate::domain::organisation::staffing::{self, FULL_TIME_ABOVE, Plant};
use crate::domain::organisation::{Appointment, AppointmentKind, Days, Finding, Held, Staff, committee};
use crate::domain::profile::{Condition, FactBook, FactValue, Facts, Verdict};
use crate::error::{Error, Result};
use crate::knowledge;
use crate::store::{Employed, HeldPost, Query, Row, Store};

use super::committee::{APPOINTMENT, COMMITTEE_MEMBER};
use super::person::PERSON;

/// Key of the number of dispatched workers.
const DISPATCHED: &str = "dispatched";

/// Appointments, posts, committee and head count of the plant.
pub struct Organisation {
    /// Who is appointed and who holds which post.
    pub staff: Staff,
    /// Members of the committee, those no longer in office included.
    pub members: Vec<Member>,
    /// Days on which each employed person works here, and whether as a dispatched worker; outsourced ones left out.
    people: Vec<(Days, bool)>,
    facts: Facts,
    book: &'static FactBook,
}

/// Reads the organisation; `facts` are the plant's own answers.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn read(store: &Store, facts: Facts, today: NaiveDate) -> Result<Organisation> {
    let book = &knowledge::obligation::builtin()?.book;
    let employed = store.employed()?;
    let here: HashMap<i64, Days> = employed.iter().map(|it| (it.id, working(it))).collect();
    let names = names(store)?;
    let posts = posts(&employed, &store.held_posts()?, today);
    let outsourced = Some(Employment::Outsourced.code());
    let dispatched = Some(Employment::Dispatched.code());
    let people = employed.iter().filter(|it| it.employment.as_deref() != outsourced);
    let people = people.map(|it| (working(it), it.employment.as_deref() == dispatched)).collect();
    let rows = store.rows(&APPOINTMENT.relation, &Query::default())?;
    let appointments = rows.iter().map(|row| appointment(row, &names, &here)).collect::<Result<_>>()?;
    let rows = store.rows(&COMMITTEE_MEMBER.relation, &Query::default())?;
    let members = rows.iter().map(|row| member(row, &names, &here)).collect::<Result<_>>()?;
    let has_roster = !posts.is_empty();
    Ok(Organisation { staff: Staff { appointments, posts, has_roster }, members, people, facts, book })
}

fn working(it: &Employed) -> Days {
    Days { from: it.hired_on, to: it.ended_on }
}

/// Days of somebody who is not in the register of people (any more): none.
fn never() -> Days {
    Days { from: None, to: Some(NaiveDate::MIN) }
}

fn names(store: &Store) -> Result<HashMap<i64, String>> {
    let rows = store.rows(&PERSON.relation, &Query { retired: true, ..Query::default() })?;
    Ok(rows.iter().map(|row| (row.id, row.get("name").as_text().unwrap_or_default().to_owned())).collect())
}

/// Posts held with their roles: the history where there is one, else the present post.
fn posts(employed: &[Employed], held: &[HeldPost], today: NaiveDate) -> Vec<Held> {
    let mut by_person: BTreeMap<i64, Vec<&HeldPost>> = BTreeMap::new();
    for it in held {
        by_person.entry(it.person_id).or_default().push(it);
    }
    let mut all = Vec::new();
    for person in employed {
        let work = working(person);
        let mut hold = |role, days: Days| {
            all.push(Held { person: person.id, name: person.name.clone(), role, days });
        };
        let rows = by_person.get(&person.id).map(Vec::as_slice).unwrap_or_default();
        for it in rows {
            if let Some(role) = it.role {
                hold(role, within(Days { from: it.from, to: it.to }, work));
            }
        }
        let main: Vec<&&HeldPost> = rows.iter().filter(|it| it.main).collect();
        let runs = main.iter().any(|it| Days { from: it.from, to: it.to }.cover(today));
        if let Some(role) = person.role.filter(|_| !runs) {
            // The history does not reach today: the post of the roster goes on from where it ends.
            let last = main.iter().filter_map(|it| it.to).filter(|last| *last < today).max();
            hold(role, within(Days { from: last.map(|last| add_days(last, 1)), to: None }, work));
        }
    }
    all
}

/// The days two spans share.
fn within(one: Days, other: Days) -> Days {
    let to = match (one.to, other.to) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    Days { from: one.from.max(other.from), to }
}

fn odd(row: &Row, table: &str, column: &str) -> Error {
    Error::file(format!("{table} {} 的 {column} 列有不认识的代码", row.id))
}

fn days_of(row: &Row) -> Days {
    Days { from: row.get("from_on").as_date(), to: row.get("to_on").as_date() }
}

fn appointment(row: &Row, names: &HashMap<i64, String>, here: &HashMap<i64, Days>) -> Result<Appointment> {
    let kind = row.get("kind").as_text().and_then(AppointmentKind::from_code);
    let person = row.get("person_id").as_int();
    let title = row.get("title").as_text().unwrap_or_default();
    Ok(Appointment {
        id: row.id,
        kind: kind.ok_or_else(|| odd(row, "appointment", "kind"))?,
        person,
        name: person.map_or_else(|| title.to_owned(), |id| names.get(&id).cloned().unwrap_or_default()),
        full_time: row.get("full_time").as_int().map(|it| it != 0),
        days: days_of(row),
        employed: person.map_or_else(Days::default, |id| here.get(&id).copied().unwrap_or_else(never)),
        notified_on: row.get("notified_on").as_date(),
        removal_notified_on: row.get("removal_notified_on").as_date(),
    })
}

fn member(row: &Row, names: &HashMap<i64, String>, here: &HashMap<i64, Days>) -> Result<Member> {
    let role = row.get("role").as_text().and_then(CommitteeRole::from_code);
    let side = row.get("stands_for").as_text();
    let stands_for = side.map(|it| StandsFor::from_code(it).ok_or_else(|| odd(row, "committee_member", "stands_for")));
    let person = row.get("person_id").as_int().unwrap_or_default();
    Ok(Member {
        id: row.id,
        person,
        name: names.get(&person).cloned().unwrap_or_default(),
        role: role.ok_or_else(|| odd(row, "committee_member", "role"))?,
        stands_for: stands_for.transpose()?,
        days: days_of(row),
        employed: here.get(&person).copied().unwrap_or_else(never),
    })
}

impl Organisation {
    /// The plant on a day: its answers, the roster where it gave none.
    #[must_use]
    pub fn plant(&self, day: NaiveDate) -> Plant {
        let answered = self.answer(HEADCOUNT);
        let counted = answered.is_none() && !self.people.is_empty();
        let here = |only_dispatched: bool| {
            let people = self.people.iter().filter(|(days, is)| days.cover(day) && (*is || !only_dispatched));
            i64::try_from(people.count()).ok().filter(|_| counted)
        };
        Plant {
            headcount: answered.or_else(|| here(false)),
            dispatched: self.answer(DISPATCHED).or_else(|| here(true)),
            counted,
            organisation: self.verdict("flag.organisation"),
        }
    }

    fn answer(&self, key: &str) -> Option<i64> {
        match self.facts.get(key).map(|it| &it.value) {
            Some(FactValue::Int(number)) => Some(*number),
            Some(FactValue::Bool(_) | FactValue::Code(_) | FactValue::Text(_)) | None => None,
        }
    }

    /// What a fact or a derived flag of the profile comes to.
    #[must_use]
    pub fn verdict(&self, key: &str) -> Verdict {
        self.book.judge(&Condition::is(key), &self.facts)
    }

    /// Whether the safety staff is as 安全生产法 24 asks on a day.
    #[must_use]
    pub fn staffing(&self, day: NaiveDate) -> Finding {
        staffing::staffing(&self.plant(day), &self.staff, day)
    }

    /// Whether the registered safety engineers are as 安全生产法 27-3 asks on a day.
    #[must_use]
    pub fn engineers(&self, day: NaiveDate) -> Finding {
        engineer::registered_engineer(&self.plant(day), &self.engineer_lists(), &self.staff, day)
    }

    /// Lists that decide about registered safety engineers.
    #[must_use]
    pub fn engineer_lists(&self) -> Lists {
        Lists { owes: self.verdict("flag.engineer"), share: self.verdict("flag.engineer_share") }
    }

    /// Whether the committee stands on a day with the right chair.
    #[must_use]
    pub fn committee(&self, day: NaiveDate) -> Finding {
        committee::stands(&self.members, &self.staff, day)
    }

    /// Whether the committee covers all sides on a day.
    #[must_use]
    pub fn coverage(&self, day: NaiveDate) -> Finding {
        committee::coverage(&self.members, &self.staff, day)
    }

    /// Days on which a judgement of the organisation may have changed: appointments, posts and members come and go, the
    /// head count of the roster passes a threshold.
    #[must_use]
    pub fn changes(&self) -> Vec<NaiveDate> {
        let mut all = self.staff.changes();
        let spans = self.members.iter().flat_map(|it| [it.days, it.employed]);
        all.extend(spans.flat_map(|it| [it.from, it.to.map(|last| add_days(last, 1))]).flatten());
        if self.answer(HEADCOUNT).is_none() {
            all.extend(self.crossings());
        }
        all
    }

    /// Days on which the head count of the roster passes 100 or 300, up or down.
    fn crossings(&self) -> Vec<NaiveDate> {
        let mut steps: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        let mut people = 0;
        for (days, _) in &self.people {
            match days.from {
                Some(from) => *steps.entry(from).or_default() += 1,
                None => people += 1,
            }
            if let Some(last) = days.to {
                *steps.entry(add_days(last, 1)).or_default() -= 1;
            }
        }
        let mut found = Vec::new();
        for (day, step) in steps {
            let (before, after) = (people, people + step);
            people = after;
            if [FULL_TIME_ABOVE + 1, engineer::SHARE_FROM].iter().any(|mark| (before < *mark) != (after < *mark)) {
                found.push(day);
            }
        }
        found
    }
}
