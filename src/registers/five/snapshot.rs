//! The snapshot that proposals look at, read from the registers of every area as they stood on a day.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::date::{add_days, days_between};
use crate::domain::five::Snapshot;
use crate::domain::five::facts::{
    Action, Assessment, Card, Document, Duty, DutyList, Inspection, Loop, Meeting, OpenHazard, Person, Post, Posting,
    Signature,
};
use crate::domain::obligation;
use crate::domain::post::PostRole;
use crate::domain::profile::{Condition, Facts, Verdict};
use crate::domain::responsibility::signing::{self, Owed, Standing};
use crate::domain::responsibility::{Book, Wording, Worker};
use crate::error::Result;
use crate::knowledge::{self, fact};
use crate::registers::responsibility::need;
use crate::registers::{duty, figures, staffing};
use crate::store::{Query, Relation, Row, Store};

/// A table of an area, read as it stands; the areas' own descriptions stay theirs.
const fn table(table: &'static str, columns: &'static [&'static str]) -> Relation {
    Relation { table, columns, retires: true, versioned: true }
}

const POST: Relation = table("post", &["name", "role"]);
const LIST: Relation = table("duty_list", &["code", "title"]);
const ASSESSMENT: Relation = table("assessment", &["person_id", "period", "assessed_on", "reward"]);
const MEMBER: Relation = table("committee_member", &["document", "from_on", "to_on"]);
const MEETING: Relation =
    table("meeting", &["code", "kind", "on_date", "chair_id", "present", "attendees", "minutes", "minutes_no"]);
const ACTION: Relation = table("meeting_action", &["meeting_id", "number", "owner_id", "due_on", "done_on"]);
const POSTING: Relation = table("posting", &["kind", "title", "place", "list_id", "wording", "from_on", "to_on"]);
const PROMISE: Relation = table("promise", &["on_date", "published_at"]);
const DOCUMENT: Relation =
    table("document", &["kind", "number", "title", "year", "issued_on", "signed_by", "reviewed_on", "expires_on"]);
const CARD: Relation = table("card", &["kind", "title", "issued_on", "handed_on"]);
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
    let organisation = staffing::read(store, records.facts.clone(), day)?;
    let book = Book::read(store)?;
    Ok(Snapshot {
        from,
        to,
        day,
        records_since: records.records_since,
        drills_flag: holds("flag.drills", &answers)?,
        answers,
        people: reader.people(&book),
        posts: reader.posts(&book)?,
        lists: reader.lists(&book)?,
        signatures: reader.signatures(&book, need::sign_days(&records)),
        had_signatures: book.pledges.values().any(|it| it.signed_on <= day),
        assessments: reader.assessments()?,
        plant: Some(organisation.plant(day)),
        engineer_lists: Some(organisation.engineer_lists()),
        committee_papers: reader.committee_papers()?,
        members: organisation.members,
        staff: organisation.staff,
        meetings: reader.meetings()?,
        actions: reader.actions()?,
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

    fn people(&self, book: &Book) -> Vec<Person> {
        let person = |worker: &Worker| {
            let mut posts: Vec<i64> = book.posts_on(worker.id, self.day).map(|it| it.post).collect();
            posts.dedup();
            Person { id: worker.id, name: worker.name.clone(), posts }
        };
        book.here(self.day).map(person).collect()
    }

    fn posts(&self, book: &Book) -> Result<Vec<Post>> {
        let rows = self.store.rows(&POST, &Query { retired: true, ..Query::default() })?;
        Ok(rows
            .iter()
            .map(|row| Post {
                id: row.id,
                name: text(row, "name"),
                role: row.get("role").as_text().and_then(PostRole::from_code),
                lists: book.lists_on(row.id, self.day).map(|it| it.list).collect(),
            })
            .collect())
    }

    fn lists(&self, book: &Book) -> Result<Vec<DutyList>> {
        let rows = self.store.rows(&LIST, &Query::default())?;
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let list = |row: &Row| {
            let wording = book.wording_on(row.id, self.day);
            let content = wording.and_then(|it| book.contents.get(&it.id));
            DutyList {
                id: row.id,
                title: format!("{} {}", text(row, "code"), text(row, "title")),
                wording: wording.map(|it| it.id),
                number: wording.map_or(0, |it| it.number),
                from: wording.and_then(Wording::in_force_from),
                has_scope: wording.is_some_and(|it| it.scope.as_deref().is_some_and(|it| !it.trim().is_empty())),
                duties: content.map_or(0, |it| count(it.duties)),
                without_standard: content.map_or(0, |it| count(it.without_standard)),
            }
        };
        let known =
            |row: &&Row| row.entered_on.is_none_or(|on| on <= self.day) || book.wording_on(row.id, self.day).is_some();
        Ok(rows.iter().filter(known).map(list).collect())
    }

    fn signatures(&self, book: &Book, days: i64) -> Vec<Signature> {
        let signature = |it: Owed| {
            let (due_on, on) = match it.standing {
                Standing::Signed { on, .. } => (Some(add_days(it.from, days)), Some(on).filter(|on| *on <= self.day)),
                Standing::Unsigned { .. } => (Some(add_days(it.from, days)), None),
                Standing::Unknown => (None, None),
            };
            Signature { person: it.person, post: it.post, list: it.list, number: it.number, due_on, on }
        };
        signing::owed(book, self.day, days).into_iter().map(signature).collect()
    }

    /// Papers of the committee, of members in office.
    fn committee_papers(&self) -> Result<Vec<String>> {
        let rows = self.rows(&MEMBER, "from_on")?;
        let mut papers: Vec<String> = rows
            .iter()
            .filter(|row| self.runs(row))
            .map(|row| text(row, "document"))
            .filter(|it| !it.trim().is_empty())
            .collect();
        papers.dedup();
        Ok(papers)
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
                let has_presence = !people.is_empty() || says(row, "attendees") || !row.get("present").is_null();
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
        // What is due on the day itself is not over yet.
        let planned = figures::inspections(self.store, from, add_days(self.day, -1), self.day)?;
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
