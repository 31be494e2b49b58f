//! What a period came to: every person's result, and the departments'.

use std::collections::BTreeMap;

use crate::domain::assessment::summary::{Part, PersonResult, Rated, Summary};
use crate::domain::assessment::{Band, State};
use crate::domain::hazard::case::says;
use crate::domain::period::Period;
use crate::error::Result;
use crate::registers::organisation::{DEPARTMENT, POST};
use crate::registers::person::PERSON;
use crate::store::{Condition, Query, Row, Store};

use super::owed::{Roll, names};
use super::{ASSESSMENT, score_of, state_of};

/// One post of a person in a period.
#[derive(Clone, Debug)]
pub struct PostLine {
    /// The post.
    pub post: String,
    /// Weight in the person's result.
    pub weight: i64,
    /// Whether it is owed; somebody who owed nothing may have been assessed all the same.
    pub owed: bool,
    /// The sheet, where there is one.
    pub sheet: Option<Row>,
}

impl PostLine {
    /// Where the sheet stands; none: nobody opened one.
    #[must_use]
    pub fn state(&self) -> Option<State> {
        self.sheet.as_ref().map(state_of)
    }

    /// Band of the finished sheet.
    #[must_use]
    pub fn band(&self) -> Option<Band> {
        self.sheet.as_ref().and_then(|row| row.get("band").as_text()).and_then(Band::from_code)
    }
}

/// One person in a period.
#[derive(Clone, Debug)]
pub struct PersonLine {
    /// Row id.
    pub person: i64,
    /// 工号.
    pub no: Option<String>,
    /// 姓名.
    pub name: String,
    /// Department of the main post, row id.
    pub department: Option<i64>,
    /// Posts, the heaviest first.
    pub posts: Vec<PostLine>,
    /// What they come to.
    pub result: PersonResult,
}

/// A period as a whole.
#[derive(Clone, Debug)]
pub struct Results {
    /// The period.
    pub period: Period,
    /// People, by department and name.
    pub people: Vec<PersonLine>,
    /// Departments in their order, each with its summary; people without a department under none.
    pub departments: Vec<(Option<i64>, String, Summary)>,
    /// The plant.
    pub all: Summary,
    /// People not to be assessed though their post has a list: name, why.
    pub left_out: Vec<(String, String)>,
}

/// Everybody who is to be assessed for a period, or was.
///
/// # Errors
/// When the file cannot be read.
pub fn of_period(store: &Store, period: Period) -> Result<Results> {
    let roll = Roll::read(store)?;
    let conditions = vec![Condition::Is("period", period.to_string().into())];
    let rows = store.rows(&ASSESSMENT.relation, &Query { conditions, ..Query::default() })?;
    let (posts, people) = (names(store, &POST)?, names(store, &PERSON)?);
    let numbers: BTreeMap<i64, Option<String>> = roll.book.workers.iter().map(|it| (it.id, it.no.clone())).collect();
    let mut by_person: BTreeMap<i64, (Option<i64>, Vec<PostLine>)> = BTreeMap::new();
    let mut left_out = Vec::new();
    let mut seen = Vec::new();
    for due in roll.of_period(period) {
        let of_due = |row: &&Row| {
            row.get("person_id").as_int() == Some(due.person) && row.get("post_id").as_int() == Some(due.post)
        };
        let sheet = rows.iter().find(of_due).cloned();
        let weight = match due.standing {
            crate::domain::assessment::Standing::Owed { weight, .. } => weight,
            crate::domain::assessment::Standing::Not(why) => {
                if sheet.is_none() {
                    left_out.push((roll.person(due.person).to_owned(), why.label().to_owned()));
                    continue;
                }
                0
            }
        };
        let kept = sheet.as_ref().and_then(|row| row.get("weight").as_int());
        seen.extend(sheet.as_ref().map(|row| row.id));
        let line = PostLine {
            post: posts.get(&due.post).cloned().unwrap_or_default(),
            weight: kept.unwrap_or(weight),
            owed: due.standing.is_owed(),
            sheet,
        };
        let entry = by_person.entry(due.person).or_default();
        entry.0 = entry.0.or(due.department);
        entry.1.push(line);
    }
    for row in rows.iter().filter(|row| !seen.contains(&row.id)) {
        let Some(person) = row.get("person_id").as_int() else { continue };
        let post = row.get("post_id").as_int().and_then(|id| posts.get(&id)).cloned().unwrap_or_default();
        let weight = row.get("weight").as_int().unwrap_or(100);
        let entry = by_person.entry(person).or_default();
        entry.0 = entry.0.or(row.get("department_id").as_int());
        entry.1.push(PostLine { post, weight, owed: false, sheet: Some(row.clone()) });
    }
    let bands = roll.plan.bands;
    let mut lines: Vec<PersonLine> = by_person
        .into_iter()
        .map(|(person, (department, mut posts))| {
            posts.sort_by_key(|it| std::cmp::Reverse(it.weight));
            let parts: Vec<Part> = posts.iter().map(part).collect();
            let result = PersonResult::of(&bands, &parts);
            let no = numbers.get(&person).cloned().flatten();
            PersonLine { person, no, name: people.get(&person).cloned().unwrap_or_default(), department, posts, result }
        })
        .collect();
    let order = order(store)?;
    let place = |id: Option<i64>| id.and_then(|id| order.iter().position(|(own, _)| *own == id)).unwrap_or(usize::MAX);
    lines.sort_by(|a, b| (place(a.department), &a.no, a.person).cmp(&(place(b.department), &b.no, b.person)));
    let mut departments: Vec<(Option<i64>, String, Summary)> = Vec::new();
    let mut all = Summary::default();
    for line in &lines {
        if departments.last().is_none_or(|(id, ..)| *id != line.department) {
            let name =
                order.iter().find(|(id, _)| Some(*id) == line.department).map_or("未分部门", |(_, name)| name);
            departments.push((line.department, name.to_owned(), Summary::default()));
        }
        if let Some((.., summary)) = departments.last_mut() {
            summary.add(&bands, line.result);
        }
        all.add(&bands, line.result);
    }
    Ok(Results { period, people: lines, departments, all, left_out })
}

fn part(line: &PostLine) -> Part {
    let done = line.sheet.as_ref().filter(|row| !row.get("assessed_on").is_null()).map(|row| Rated {
        score: score_of(row),
        vetoed: says(row.get("veto").as_text()),
        band: line.band(),
    });
    Part { weight: line.weight.max(1), done }
}

/// Departments as they are listed.
fn order(store: &Store) -> Result<Vec<(i64, String)>> {
    let rows = store
        .rows(&DEPARTMENT.relation, &Query { retired: true, order: Some(DEPARTMENT.order), ..Query::default() })?;
    Ok(rows.iter().map(|row| (row.id, row.get("name").as_text().unwrap_or_default().to_owned())).collect())
}
