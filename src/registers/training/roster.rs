//! Who is to be in a session: a department with those below it, a post, a list of names, everybody who still owes it.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use crate::domain::fold::{clean_line, folded_key};
use crate::domain::training::owed::{Owed, Standing};
use crate::domain::training::{Topic, Worker, special};
use crate::error::Result;
use crate::knowledge;
use crate::registers::person::PERSON;
use crate::registers::readiness::Staff;
use crate::registers::{ListQuery, Lookups, organisation};
use crate::store::{Query, Row, Store};

/// Days before the first day at work on which somebody may already be taught.
const SOON: i64 = 90;

/// One person as the roll shows one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Row id.
    pub id: i64,
    /// 工号; empty for none.
    pub no: String,
    /// Name.
    pub name: String,
    /// Row id of the department.
    pub department_id: Option<i64>,
    /// Department; empty for none.
    pub department: String,
    /// Row id of the post.
    pub post_id: Option<i64>,
    /// Post; empty for none.
    pub post: String,
}

/// Everybody who was here on a day, by department and 工号.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// The people.
    pub people: Vec<Member>,
    /// Departments: row id, the one above, name, in the plant's order.
    pub departments: Vec<(i64, Option<i64>, String)>,
    /// Posts: row id and name.
    pub posts: Vec<(i64, String)>,
    /// People who came within the next weeks: taught before their first day, and taken by name only.
    soon: Vec<Member>,
    /// People who were not here on that day, so that a name that is known is not called unknown.
    gone: Vec<Member>,
}

/// What a pasted list came to. Nobody is dropped: who could not be found is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Row ids, in the order of the list, each once.
    pub people: Vec<i64>,
    /// What names nobody.
    pub unknown: Vec<String>,
    /// What names several: the text and their numbers.
    pub several: Vec<(String, Vec<String>)>,
    /// Who was not in the plant on that day.
    pub gone: Vec<String>,
}

impl Named {
    /// Whether everybody was found.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unknown.is_empty() && self.several.is_empty() && self.gone.is_empty()
    }

    /// Everything that was not found, one Chinese sentence each.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let mut all: Vec<String> = self.unknown.iter().map(|it| format!("“{it}”：没有这个姓名或工号")).collect();
        all.extend(
            self.several
                .iter()
                .map(|(text, which)| format!("“{text}”：有 {} 人同名，请写工号：{}", which.len(), which.join("、"))),
        );
        all.extend(self.gone.iter().map(|it| format!("“{it}”：那天不在册")));
        all
    }
}

impl Roster {
    /// Everybody in the plant on a day.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(store: &Store, day: NaiveDate) -> Result<Self> {
        let all = Query { retired: true, ..Query::default() };
        let text = |row: &Row, column: &str| row.get(column).as_text().unwrap_or_default().to_owned();
        let mut departments: Vec<(i64, i64, Option<i64>, String)> = store
            .rows(&organisation::DEPARTMENT.relation, &all)?
            .iter()
            .map(|row| {
                (row.get("position").as_int().unwrap_or(0), row.id, row.get("parent_id").as_int(), text(row, "name"))
            })
            .collect();
        departments.sort();
        let departments: Vec<_> = departments.into_iter().map(|(_, id, parent, name)| (id, parent, name)).collect();
        let posts: Vec<(i64, String)> =
            store.rows(&organisation::POST.relation, &all)?.iter().map(|row| (row.id, text(row, "name"))).collect();
        let mut roster = Self { departments, posts, ..Self::default() };
        for row in store.rows(&PERSON.relation, &Query::default())? {
            let (department_id, post_id) = (row.get("department_id").as_int(), row.get("post_id").as_int());
            let member = Member {
                id: row.id,
                no: text(&row, "no"),
                name: text(&row, "name"),
                department: roster.department(department_id),
                department_id,
                post: roster
                    .posts
                    .iter()
                    .find(|(id, _)| Some(*id) == post_id)
                    .map(|(_, name)| name.clone())
                    .unwrap_or_default(),
                post_id,
            };
            let hired = row.get("hired_on").as_date();
            let left = row.get("ended_on").as_date().is_some_and(|last| last < day);
            match hired.map(|hired| (hired - day).num_days()) {
                _ if left => roster.gone.push(member),
                Some(ahead) if ahead > SOON => roster.gone.push(member),
                Some(ahead) if ahead > 0 => roster.soon.push(member),
                Some(_) | None => roster.people.push(member),
            }
        }
        let place = |id: Option<i64>| {
            roster.departments.iter().position(|(other, ..)| Some(*other) == id).unwrap_or(usize::MAX)
        };
        let mut people = std::mem::take(&mut roster.people);
        people.sort_by_cached_key(|it| (place(it.department_id), it.no.len(), it.no.clone(), it.id));
        roster.people = people;
        Ok(roster)
    }

    fn department(&self, id: Option<i64>) -> String {
        self.departments
            .iter()
            .find(|(other, ..)| Some(*other) == id)
            .map(|(.., name)| name.clone())
            .unwrap_or_default()
    }

    /// The person with this row id.
    #[must_use]
    pub fn member(&self, id: i64) -> Option<&Member> {
        self.people.iter().chain(&self.soon).chain(&self.gone).find(|it| it.id == id)
    }

    /// Departments below one, itself included.
    fn below(&self, department: i64) -> BTreeSet<i64> {
        let mut found = BTreeSet::from([department]);
        loop {
            let before = found.len();
            for (id, parent, _) in &self.departments {
                if parent.is_some_and(|parent| found.contains(&parent)) {
                    found.insert(*id);
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    /// Everybody of a department and those below it, of a post, or of both.
    #[must_use]
    pub fn of(&self, department: Option<i64>, post: Option<i64>) -> Vec<i64> {
        let within = department.map(|id| self.below(id));
        let fits = |it: &&Member| {
            within.as_ref().is_none_or(|within| it.department_id.is_some_and(|id| within.contains(&id)))
                && post.is_none_or(|post| it.post_id == Some(post))
        };
        self.people.iter().filter(fits).map(|it| it.id).collect()
    }

    /// Whom a list of names and 工号 means, one a line or with the usual separators between; a line may hold both.
    #[must_use]
    pub fn named(&self, text: &str) -> Named {
        let mut named = Named::default();
        for line in text.lines() {
            let parts: Vec<String> = line
                .split(|c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，' | ';' | '；' | '/'))
                .map(clean_line)
                .filter(|it| !it.is_empty())
                .collect();
            // `0012 王建国`, as copied from a sheet: one person in two columns.
            if let [one, two] = parts.as_slice()
                && let Some(id) = self.pair(one, two)
            {
                named.add(id);
                continue;
            }
            for part in parts {
                self.name(&part, &mut named);
            }
        }
        named
    }

    /// The person with this number and this name, in either order.
    fn pair(&self, one: &str, two: &str) -> Option<i64> {
        let (one, two) = (folded_key(one), folded_key(two));
        let fits = |it: &&Member| {
            let (no, name) = (folded_key(&it.no), folded_key(&it.name));
            !no.is_empty() && ((no == one && name == two) || (no == two && name == one))
        };
        self.people.iter().chain(&self.soon).find(fits).map(|it| it.id)
    }

    fn name(&self, text: &str, named: &mut Named) {
        let key = folded_key(text);
        let known = || self.people.iter().chain(&self.soon);
        if let Some(it) = known().find(|it| !it.no.is_empty() && folded_key(&it.no) == key) {
            return named.add(it.id);
        }
        let called: Vec<&Member> = known().filter(|it| folded_key(&it.name) == key).collect();
        match called.as_slice() {
            [one] => named.add(one.id),
            [] if self.gone.iter().any(|it| folded_key(&it.name) == key || folded_key(&it.no) == key) => {
                named.gone.push(text.to_owned());
            }
            [] => named.unknown.push(text.to_owned()),
            several => {
                let which = several.iter().map(|it| format!("{}（{}）", it.no, it.department)).collect();
                named.several.push((text.to_owned(), which));
            }
        }
    }
}

impl Named {
    fn add(&mut self, id: i64) {
        if !self.people.contains(&id) {
            self.people.push(id);
        }
    }
}

/// Codes and titles of the training duties that sessions on these topics serve.
///
/// # Errors
/// When the embedded pack cannot be read.
pub fn rules_of(topics: &BTreeSet<Topic>) -> Result<Vec<(&'static str, &'static str)>> {
    let rules = knowledge::hours::builtin()?;
    let serves = |topic: &Topic| topics.contains(topic) && *topic != Topic::Other;
    let by_hours = rules.iter().filter(|it| it.topics.iter().any(serves));
    let mut found: Vec<_> = by_hours.map(|it| (it.code.as_str(), it.title.as_str())).collect();
    if topics.contains(&Topic::Novelty) {
        found.push((special::NOVELTY, "四新培训"));
    }
    Ok(found)
}

/// Everybody who on a day still owes what the rules with these codes ask, by the records up to that day.
///
/// # Errors
/// When the file cannot be read or holds an unknown code.
pub fn owing(store: &Store, day: NaiveDate, codes: &[&str]) -> Result<Vec<i64>> {
    let staff = Staff::read(store, day, None)?;
    // Of what is owed every year only the running one can still be done.
    let ground = staff.ground(NaiveDate::from_ymd_opt(day.year(), 1, 1))?;
    let open = |it: &Owed| {
        codes.contains(&it.code.as_str()) && matches!(it.standing, Standing::Unmet(_) | Standing::Missing(..))
    };
    let here = staff.workers.iter().filter(|it| it.is_here(day));
    let owes = |worker: &&Worker| {
        let (owed, asked) = staff.owed_by(&ground, worker);
        owed.iter().any(open) || asked.iter().any(|it| open(&it.owed))
    };
    Ok(here.filter(owes).map(|it| it.id).collect())
}

/// Row ids of the people a filter of the register of people leaves.
///
/// # Errors
/// When the file cannot be read, or the filter names no column.
pub fn filtered(store: &Store, today: NaiveDate, filter: &str) -> Result<Vec<i64>> {
    let lookups = Lookups::of(&PERSON, store)?;
    let mut query = ListQuery::default();
    if filter.contains(['=', '<', '>']) {
        query.filters.push(super::super::parse_where(&PERSON, filter, &lookups, today)?);
    } else {
        filter.clone_into(&mut query.text);
    }
    let context = super::super::Context { today, lookups: &lookups };
    Ok(super::super::list(store, &PERSON, &query, &context)?.iter().map(|it| it.row.id).collect())
}
