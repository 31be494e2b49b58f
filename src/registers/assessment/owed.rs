//! Who is to be assessed for a period, in which post, by which wordings.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::domain::assessment::{Cadence, Holding, Plan, Presence, Standing, standing};
use crate::domain::period::Period;
use crate::domain::responsibility::Tier;
use crate::error::Result;
use crate::registers::person::ABSENCE;
use crate::registers::responsibility::Book;
use crate::store::{Query, Relation, Store};

/// What is read of the lists.
const DUTY_LIST: Relation =
    Relation { table: "duty_list", columns: &["code", "title", "tier"], retires: true, versioned: true };

/// A list as a sheet names it.
#[derive(Clone, Debug)]
pub struct ListName {
    /// Code: R01.
    pub code: String,
    /// Title.
    pub title: String,
    tier: Option<Tier>,
}

/// Everything that decides who is to be assessed: a handful of queries, for any number of periods.
pub struct Roll {
    /// Lists, posts and people.
    pub book: Book,
    /// The plant's settings.
    pub plan: Plan,
    /// Lists by row id.
    pub lists: HashMap<i64, ListName>,
    absences: HashMap<i64, Vec<(NaiveDate, Option<NaiveDate>)>>,
}

/// One post of one person for one period, and whether it is to be assessed.
#[derive(Clone, Debug)]
pub struct Due {
    /// The person.
    pub person: i64,
    /// The post.
    pub post: i64,
    /// Department in which it is held.
    pub department: Option<i64>,
    /// Whether and for which days.
    pub standing: Standing,
    /// Lists and wordings it is assessed by.
    pub wordings: Vec<(i64, i64)>,
}

/// A post held in the period, its department, and the wordings it carries: list and wording.
type HeldPost = (Holding, Option<i64>, Vec<(i64, i64)>);

impl Roll {
    /// Reads it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(store: &Store) -> Result<Self> {
        let mut absences: HashMap<i64, Vec<_>> = HashMap::new();
        for row in store.rows(&ABSENCE.relation, &Query::default())? {
            if let (Some(person), Some(left)) = (row.get("person_id").as_int(), row.get("left_on").as_date()) {
                absences.entry(person).or_default().push((left, row.get("returned_on").as_date()));
            }
        }
        let lists = store.rows(&DUTY_LIST, &Query { retired: true, ..Query::default() })?;
        let name = |row: &crate::store::Row| {
            let text = |column: &str| row.get(column).as_text().unwrap_or_default().to_owned();
            let tier = row.get("tier").as_text().and_then(Tier::from_code);
            (row.id, ListName { code: text("code"), title: text("title"), tier })
        };
        Ok(Self {
            book: Book::read(store)?,
            plan: super::plan(store)?,
            lists: lists.iter().map(name).collect(),
            absences,
        })
    }

    /// Every post with a list that is assessed for this kind of period, by person; those not owed with the reason.
    #[must_use]
    pub fn of_period(&self, period: Period) -> Vec<Due> {
        let mut all = Vec::new();
        for worker in self.book.workers.iter().filter(|it| !it.outsourced) {
            self.of_person(worker.id, period, &mut all);
        }
        all
    }

    fn of_person(&self, person: i64, period: Period, all: &mut Vec<Due>) {
        let Some(worker) = self.book.workers.iter().find(|it| it.id == person) else { return };
        let mut posts: Vec<HeldPost> = Vec::new();
        for held in self.book.holdings.get(&person).into_iter().flatten() {
            let until = held.to.map_or(period.last(), |to| to.min(period.last()));
            let from = held.from.map_or(period.first(), |from| from.max(period.first()));
            if until < from {
                continue;
            }
            let (since, wordings) = self.wordings(held.post, period, until);
            let Some(since) = since else { continue };
            let from = Some(held.from.map_or(since, |from| from.max(since)));
            // The same post in another department is one post; the last department stands.
            if let Some((own, department, _)) =
                posts.iter_mut().find(|(own, ..)| own.post == held.post && own.main == held.main)
            {
                own.from = own.from.min(from);
                own.to = own.to.zip(held.to).map(|(a, b)| a.max(b));
                *department = held.department;
                continue;
            }
            let known_by = held.known_by.filter(|_| held.from.is_none());
            let holding = Holding { post: held.post, from, known_by, to: held.to, main: held.main };
            posts.push((holding, held.department, wordings));
        }
        if posts.is_empty() {
            return;
        }
        let presence = Presence {
            hired_on: worker.hired_on,
            ended_on: worker.ended_on,
            absences: self.absences.get(&person).cloned().unwrap_or_default(),
        };
        let holdings: Vec<Holding> = posts.iter().map(|it| it.0).collect();
        let judged = standing::judge(&self.plan, period, &presence, &holdings);
        for ((holding, department, wordings), standing) in posts.into_iter().zip(judged) {
            all.push(Due { person, post: holding.post, department, standing, wordings });
        }
    }

    /// The wordings a post is assessed by for a period, and the first day it carried one of their lists.
    fn wordings(&self, post: i64, period: Period, until: NaiveDate) -> (Option<NaiveDate>, Vec<(i64, i64)>) {
        let (mut since, mut wordings) = (None, Vec::new());
        for carried in self.book.lists_on(post, until) {
            let Some(tier) = self.lists.get(&carried.list).and_then(|it| it.tier) else { continue };
            let Some(wording) = self.book.wording_on(carried.list, until) else { continue };
            let own = wording.assessed.as_deref().and_then(Cadence::from_code);
            if self.plan.is_assessed(tier, own, period) {
                since = Some(since.map_or(carried.from, |day: NaiveDate| day.min(carried.from)));
                wordings.push((carried.list, wording.id));
            }
        }
        (since, wordings)
    }

    /// A list with its wording, as a sheet heads its duties: `R01 主要负责人（第2版）`.
    #[must_use]
    pub fn heading(&self, list: i64, wording: i64) -> String {
        let number =
            self.book.wordings.get(&list).into_iter().flatten().find(|it| it.id == wording).map_or(0, |it| it.number);
        let (code, title) = self.lists.get(&list).map_or(("", ""), |it| (it.code.as_str(), it.title.as_str()));
        format!("{code} {title}（第{number}版）")
    }

    /// Name of a person.
    #[must_use]
    pub fn person(&self, id: i64) -> &str {
        self.book.workers.iter().find(|it| it.id == id).map_or("", |it| it.name.as_str())
    }
}

/// Names of rows of a register by id, retired ones included.
pub(super) fn names(store: &Store, register: &super::Register) -> Result<BTreeMap<i64, String>> {
    let rows = store.rows(&register.relation, &Query { retired: true, ..Query::default() })?;
    Ok(rows.iter().map(|row| (row.id, row.get(register.label).as_text().unwrap_or_default().to_owned())).collect())
}
