//! The snapshot that proposals look at, read from the registers of every area as they stood on a day.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::domain::date::{add_days, days_between};
use crate::domain::five::Snapshot;
use crate::domain::five::facts::{
    Action, Appointment, Assessment, Card, Document, Duty, DutyList, Inspection, Loop, Meeting, Member, OpenHazard,
    Person, Pledge, Post, Posting,
};
use crate::domain::identity::Employment;
use crate::domain::obligation;
use crate::domain::post::PostRole;
use crate::domain::profile::{Condition, Facts, Verdict};
use crate::error::Result;
use crate::knowledge::{self, fact};
use crate::registers::{duty, figures};
use crate::store::{Query, Relation, Row, Store};

/// A table of an area, read as it stands; the areas' own descriptions stay theirs.
const fn table(table: &'static str, columns: &'static [&'static str]) -> Relation {
    Relation { table, columns, retires: true, versioned: true }
}

const PERSON: Relation = table("person", &["name", "post_id", "employment", "hired_on", "ended_on"]);
const POST: Relation = table("post", &["name", "role"]);
const ASSIGNMENT: Relation = table("assignment", &["person_id", "post_id", "main", "from_on", "to_on"]);
const ABSENCE: Relation = table("absence", &["person_id", "left_on", "returned_on"]);
const LIST: Relation = table("duty_list", &["code", "title"]);
const CARRIED: Relation = table("post_duty_list", &["post_id", "list_id", "from_on"]);
const PLEDGE: Relation = table("pledge", &["person_id", "post_id", "version_id", "year", "signed_on"]);
const ASSESSMENT: Relation = table("assessment", &["person_id", "period", "assessed_on", "reward"]);
const MEMBER: Relation = table("committee_member", &["person_id", "role", "stands_for", "document", "from_on", "to_on"]);
const MEETING: Relation =
    table("meeting", &["code", "kind", "on_date", "chair_id", "present", "attendees", "minutes", "minutes_no"]);
const ACTION: Relation = table("meeting_action", &["meeting_id", "number", "owner_id", "due_on", "done_on"]);
const APPOINTMENT: Relation =
    table("appointment", &["kind", "person_id", "title", "full_time", "from_on", "to_on", "notified_on"]);
const POSTING: Relation = table("posting", &["kind", "title", "place", "list_id", "wording", "from_on", "to_on"]);
const PROMISE: Relation = table("promise", &["on_date", "published_at"]);
const DOCUMENT: Relation =
    table("document", &["kind", "number", "title", "year", "issued_on", "signed_by", "reviewed_on", "expires_on"]);
const CARD: Relation = table("card", &["kind", "title", "issued_on", "handed_on"]);
const WORDING: Relation = Relation {
    table: "duty_list_version",
    columns: &["list_id", "number", "scope", "effective_from", "approved_on"],
    retires: false,
    versioned: true,
};

/// Days before the span from which inspections are read: the last period of a half-year may lie before it.
const BEFORE: i64 = 400;

/// Everything the proposals of a round look at: its span, judged on its last day or on `day` where that is earlier.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn read(store: &Store, from: NaiveDate, to: NaiveDate, day: NaiveDate) -> Result<Snapshot> {
    let day = to.min(day);
    let reader = Reader { store, day };
    let since = add_days(from, -BEFORE);
    let mut records = duty::records(store, day, Some(since))?;
    records.detail_days = u32::try_from(days_between(from, day).max(0) + 40).unwrap_or(u32::MAX);
    let judgement = obligation::judge(knowledge::obligation::builtin()?, &records, day);
    let answers = records.answers();
    let members = reader.rows(&MEMBER, "from_on")?;
    let appointments = reader.rows(&APPOINTMENT, "from_on")?;
    let names = reader.names()?;
    Ok(Snapshot {
        from,
        to,
        day,
        records_since: records.records_since,
        organisation_flag: holds("flag.organisation", &answers)?,
        drills_flag: holds("flag.drills", &answers)?,
        answers,
        people: reader.people()?,
        posts: reader.posts()?,
        lists: reader.lists()?,
        pledges: reader.pledges()?,
        assessments: reader.assessments()?,
        had_members: !members.is_empty(),
        members: members.iter().filter(|row| reader.runs(row)).map(|row| member(row, &names)).collect(),
        meetings: reader.meetings()?,
        actions: reader.actions()?,
        had_appointments: !appointments.is_empty(),
        appointments: appointments.iter().filter(|row| reader.runs(row)).map(|row| appointment(row, &names)).collect(),
        postings: reader.rows(&POSTING, "from_on")?.iter().map(posting).collect(),
        promises: reader.promises()?,
        documents: reader.rows(&DOCUMENT, "issued_on")?.iter().map(document).collect(),
        cards: reader.rows(&CARD, "issued_on")?.iter().map(|row| card(row, day)).collect(),
        duties: judgement.obligations.iter().map(owed).collect(),
        inspections: reader.inspections(since)?,
        hazards: reader.hazard_loop(from)?,
    })
}

fn holds(flag: &str, answers: &Facts) -> Result<Option<bool>> {
    Ok(match fact::book()?.judge(&Condition::is(flag), answers) {
        Verdict::True { .. } => Some(true),
        Verdict::False { .. } => Some(false),
        Verdict::Unknown { .. } => None,
    })
}

fn text(row: &Row, column: &str) -> String {
    row.get(column).as_text().unwrap_or_default().to_owned()
}

fn says(row: &Row, column: &str) -> bool {
    row.get(column).as_text().is_some_and(|it| !it.trim().is_empty())
}

fn day_of(row: &Row, column: &str) -> NaiveDate {
    row.get(column).as_date().unwrap_or_default()
}

struct Reader<'a> {
    store: &'a Store,
    day: NaiveDate,
}

impl Reader<'_> {
    /// Rows whose own day is not after the day judged.
    fn rows(&self, relation: &Relation, own: &str) -> Result<Vec<Row>> {
        let mut rows = self.store.rows(relation, &Query::default())?;
        rows.retain(|row| row.get(own).as_date().is_none_or(|on| on <= self.day));
        Ok(rows)
    }

    /// Whether a row with `from_on` and `to_on` holds on the day.
    fn runs(&self, row: &Row) -> bool {
        row.get("from_on").as_date().is_none_or(|from| from <= self.day)
            && row.get("to_on").as_date().is_none_or(|to| self.day <= to)
    }

    fn names(&self) -> Result<HashMap<i64, String>> {
        let all = Query { retired: true, ..Query::default() };
        Ok(self.store.rows(&PERSON, &all)?.iter().map(|row| (row.id, text(row, "name"))).collect())
    }

    fn people(&self) -> Result<Vec<Person>> {
        let mut held: HashMap<i64, Vec<Row>> = HashMap::new();
        for row in self.store.rows(&ASSIGNMENT, &Query::default())? {
            if let Some(person) = row.get("person_id").as_int() {
                held.entry(person).or_default().push(row);
            }
        }
        let away: BTreeSet<i64> = self
            .store
            .rows(&ABSENCE, &Query::default())?
            .iter()
            .filter(|row| day_of(row, "left_on") < self.day)
            .filter(|row| row.get("returned_on").as_date().is_none_or(|back| back > self.day))
            .filter_map(|row| row.get("person_id").as_int())
            .collect();
        let outsourced = Some(Employment::Outsourced.code());
        let here = |row: &&Row| {
            row.get("employment").as_text() != outsourced
                && row.get("hired_on").as_date().is_none_or(|on| on <= self.day)
                && row.get("ended_on").as_date().is_none_or(|last| self.day <= last)
        };
        let rows = self.store.rows(&PERSON, &Query::default())?;
        let person = |row: &Row| {
            let assigned = held.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            let mut posts = self.held(row, assigned);
            posts.dedup_by_key(|(post, _)| *post);
            Person {
                id: row.id,
                name: text(row, "name"),
                hired_on: row.get("hired_on").as_date(),
                absent: away.contains(&row.id),
                since: posts.iter().map(|(_, since)| *since).collect(),
                posts: posts.into_iter().map(|(post, _)| post).collect(),
            }
        };
        Ok(rows.iter().filter(here).map(person).collect())
    }

    /// Posts somebody holds on the day, the main one first, each with its first day where known.
    fn held(&self, person: &Row, assigned: &[Row]) -> Vec<(i64, Option<NaiveDate>)> {
        let main = |row: &&Row| row.get("main").as_int() == Some(1);
        let post = |row: &Row| row.get("post_id").as_int().map(|id| (id, row.get("from_on").as_date()));
        let running: Vec<&Row> = assigned.iter().filter(|row| self.runs(row)).collect();
        let mains: Vec<(i64, Option<NaiveDate>)> =
            running.iter().copied().filter(main).filter_map(post).collect();
        let further = running.iter().copied().filter(|row| !main(row)).filter_map(post);
        let known_main = assigned.iter().any(|row| main(&row));
        let present = person.get("post_id").as_int().filter(|_| !known_main).map(|id| (id, None));
        mains.into_iter().chain(present).chain(further).collect()
    }

    fn posts(&self) -> Result<Vec<Post>> {
        let mut carried: HashMap<i64, Vec<i64>> = HashMap::new();
        for row in self.rows(&CARRIED, "from_on")? {
            if let (Some(post), Some(list)) = (row.get("post_id").as_int(), row.get("list_id").as_int()) {
                carried.entry(post).or_default().push(list);
            }
        }
        let rows = self.store.rows(&POST, &Query::default())?;
        Ok(rows
            .iter()
            .map(|row| Post {
                id: row.id,
                name: text(row, "name"),
                role: row.get("role").as_text().and_then(PostRole::from_code),
                lists: carried.remove(&row.id).unwrap_or_default(),
            })
            .collect())
    }

    fn lists(&self) -> Result<Vec<DutyList>> {
        let mut newest: HashMap<i64, Row> = HashMap::new();
        for row in self.store.rows(&WORDING, &Query::default())? {
            let binds = in_force_from(&row).is_some_and(|from| from <= self.day);
            let Some(list) = row.get("list_id").as_int().filter(|_| binds) else { continue };
            let number = |row: &Row| row.get("number").as_int();
            if newest.get(&list).is_none_or(|known| number(known) < number(&row)) {
                newest.insert(list, row);
            }
        }
        let duties = self.store.duty_counts()?;
        let rows = self.store.rows(&LIST, &Query::default())?;
        let list = |row: &Row| {
            let wording = newest.get(&row.id);
            let (all, bare) = wording.and_then(|it| duties.get(&it.id)).copied().unwrap_or_default();
            DutyList {
                id: row.id,
                title: format!("{} {}", text(row, "code"), text(row, "title")),
                wording: wording.map(|it| it.id),
                number: wording.and_then(|it| it.get("number").as_int()).unwrap_or(0),
                from: wording.and_then(in_force_from),
                has_scope: wording.is_some_and(|it| says(it, "scope")),
                duties: all,
                without_standard: bare,
            }
        };
        Ok(rows.iter().map(list).collect())
    }

    fn pledges(&self) -> Result<Vec<Pledge>> {
        let rows = self.rows(&PLEDGE, "signed_on")?;
        let id = |row: &Row, column: &str| row.get(column).as_int().unwrap_or(0);
        Ok(rows
            .iter()
            .map(|row| Pledge {
                person: id(row, "person_id"),
                post: id(row, "post_id"),
                wording: id(row, "version_id"),
                year: i32::try_from(id(row, "year")).unwrap_or(0),
                on: day_of(row, "signed_on"),
            })
            .collect())
    }

    fn assessments(&self) -> Result<Vec<Assessment>> {
        let rows = self.store.rows(&ASSESSMENT, &Query::default())?;
        let done = |row: &Row| {
            let on = row.get("assessed_on").as_date().filter(|on| *on <= self.day)?;
            let person = row.get("person_id").as_int()?;
            Some(Assessment { person, period: text(row, "period"), on, has_reward: says(row, "reward") })
        };
        Ok(rows.iter().filter_map(done).collect())
    }

    fn meetings(&self) -> Result<Vec<Meeting>> {
        let mut came: HashMap<i64, Vec<i64>> = HashMap::new();
        for (meeting, person) in self.store.attendance()? {
            came.entry(meeting).or_default().push(person);
        }
        let rows = self.rows(&MEETING, "on_date")?;
        Ok(rows
            .iter()
            .map(|row| {
                let mut people = came.remove(&row.id).unwrap_or_default();
                let has_presence =
                    !people.is_empty() || says(row, "attendees") || !row.get("present").is_null();
                people.extend(row.get("chair_id").as_int());
                Meeting {
                    code: text(row, "code"),
                    kind: text(row, "kind"),
                    on: day_of(row, "on_date"),
                    has_minutes: says(row, "minutes") || says(row, "minutes_no"),
                    has_presence,
                    people,
                }
            })
            .collect())
    }

    fn actions(&self) -> Result<Vec<Action>> {
        let meetings = self.rows(&MEETING, "on_date")?;
        let of: HashMap<i64, (String, String)> =
            meetings.iter().map(|row| (row.id, (text(row, "code"), text(row, "kind")))).collect();
        let rows = self.store.rows(&ACTION, &Query::default())?;
        let action = |row: &Row| {
            let (code, kind) = of.get(&row.get("meeting_id").as_int()?)?;
            // The clause is about what the committee resolved; other meetings chase their own.
            if kind != "committee" {
                return None;
            }
            Some(Action {
                name: format!("{code}第{}项", row.get("number").as_int().unwrap_or(0)),
                due_on: row.get("due_on").as_date(),
                done_on: row.get("done_on").as_date().filter(|on| *on <= self.day),
                has_owner: !row.get("owner_id").is_null(),
            })
        };
        Ok(rows.iter().filter_map(action).collect())
    }

    fn promises(&self) -> Result<Vec<NaiveDate>> {
        let rows = self.rows(&PROMISE, "on_date")?;
        Ok(rows.iter().filter(|row| says(row, "published_at")).map(|row| day_of(row, "on_date")).collect())
    }

    fn inspections(&self, since: NaiveDate) -> Result<Vec<Inspection>> {
        let mut further: HashMap<i64, Vec<i64>> = HashMap::new();
        for (inspection, person) in self.store.further_inspectors(Some(since))? {
            further.entry(inspection).or_default().push(person);
        }
        let made = self.store.made_inspections(Some(since), self.day)?;
        Ok(made
            .into_iter()
            .filter(|it| it.inspection.checked > 0)
            .map(|it| {
                let mut people = further.remove(&it.inspection.id).unwrap_or_default();
                people.push(it.person_id);
                Inspection { on: it.inspection.on, people }
            })
            .collect())
    }

    fn hazard_loop(&self, from: NaiveDate) -> Result<Loop> {
        let planned = figures::inspections(self.store, from, self.day, self.day)?;
        let hazards = figures::hazards(self.store, from, self.day, self.day)?;
        let open = hazards.open.iter().filter_map(|id| hazards.get(*id)).map(|it| OpenHazard {
            code: it.text("code").unwrap_or_default().to_owned(),
            level: it.hazard.level,
            overdue_days: it.hazard.overdue_days(self.day),
        });
        Ok(Loop {
            planned: planned.tally.planned,
            done: planned.tally.done,
            missed: planned.tally.missed,
            registered: hazards.registered.len(),
            open: open.collect(),
        })
    }
}

/// First day a wording binds: its effective date, or its approval where that came later; a draft never does.
fn in_force_from(row: &Row) -> Option<NaiveDate> {
    let approved = row.get("approved_on").as_date()?;
    Some(row.get("effective_from").as_date()?.max(approved))
}

fn member(row: &Row, names: &HashMap<i64, String>) -> Member {
    let person = row.get("person_id").as_int().unwrap_or(0);
    Member {
        person,
        name: names.get(&person).cloned().unwrap_or_default(),
        role: text(row, "role"),
        stands_for: row.get("stands_for").as_text().map(str::to_owned),
        document: row.get("document").as_text().map(str::to_owned),
    }
}

fn appointment(row: &Row, names: &HashMap<i64, String>) -> Appointment {
    let person = row.get("person_id").as_int();
    Appointment {
        kind: text(row, "kind"),
        name: person.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| text(row, "title")),
        person,
        full_time: row.get("full_time").as_int().map(|yes| yes == 1),
        from: day_of(row, "from_on"),
        notified: !row.get("notified_on").is_null(),
    }
}

fn posting(row: &Row) -> Posting {
    Posting {
        kind: text(row, "kind"),
        title: format!("{}（{}）", text(row, "title"), text(row, "place")),
        list: row.get("list_id").as_int(),
        wording: row.get("wording").as_int(),
        from: day_of(row, "from_on"),
        to: row.get("to_on").as_date(),
    }
}

fn document(row: &Row) -> Document {
    let number = text(row, "number");
    let title = text(row, "title");
    Document {
        kind: text(row, "kind"),
        title: if number.is_empty() { format!("《{title}》") } else { format!("《{title}》（{number}）") },
        year: row.get("year").as_int().and_then(|it| i32::try_from(it).ok()),
        issued_on: day_of(row, "issued_on"),
        signed: says(row, "signed_by"),
        reviewed_on: row.get("reviewed_on").as_date(),
        expires_on: row.get("expires_on").as_date(),
    }
}

fn card(row: &Row, day: NaiveDate) -> Card {
    Card {
        kind: text(row, "kind"),
        title: text(row, "title"),
        issued_on: day_of(row, "issued_on"),
        handed: row.get("handed_on").as_date().is_some_and(|on| on <= day),
    }
}

fn owed(it: &obligation::Obligation) -> Duty {
    Duty {
        code: it.code.clone(),
        title: it.title.clone(),
        period: it.period.clone(),
        due_on: it.due_on,
        state: it.state,
        late_days: it.late_days,
        because: it.because.clone(),
    }
}
