//! 全员安全生产责任制 as the file has it: lists and their wordings, posts that carry them, people that hold posts.
//!
//! What other areas read: [`wording_on`], [`duties_of`], [`lists_of_post`], [`holdings_of`], [`posts_on`], and [`Book`]
//! for everybody at once.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::responsibility::{self, Carried, Duty, Holding, Wording, Worker};
use crate::error::Result;
use crate::store::Store;

/// The wording of a list that is in force on `day`: approved and begun. `None`: nothing that binds.
///
/// # Errors
/// When the file cannot be read.
pub fn wording_on(store: &Store, list: i64, day: NaiveDate) -> Result<Option<Wording>> {
    let all = store.duty_wordings(Some(list))?;
    Ok(responsibility::in_force(&all, day).cloned())
}

/// Duties of a wording that are asked, in the order of the list.
///
/// # Errors
/// When the file cannot be read.
pub fn duties_of(store: &Store, wording: i64) -> Result<Vec<Duty>> {
    Ok(store.duties_of(wording)?.into_iter().filter(|it| it.active).collect())
}

/// The lists a post carries on `day`, by code.
///
/// # Errors
/// When the file cannot be read.
pub fn lists_of_post(store: &Store, post: i64, day: NaiveDate) -> Result<Vec<Carried>> {
    Ok(store.carried_lists()?.into_iter().filter(|it| it.post == post && it.covers(day)).collect())
}

/// Every post a person held or holds, main ones first, with first and last day.
///
/// # Errors
/// When the file cannot be read.
pub fn holdings_of(store: &Store, person: i64) -> Result<Vec<Holding>> {
    let workers = store.workers()?;
    let Some(worker) = workers.iter().find(|it| it.id == person) else { return Ok(Vec::new()) };
    Ok(responsibility::holdings(worker, &store.assigned_posts(Some(person))?))
}

/// The posts a person holds on `day`, the main one first.
///
/// # Errors
/// When the file cannot be read.
pub fn posts_on(store: &Store, person: i64, day: NaiveDate) -> Result<Vec<Holding>> {
    Ok(holdings_of(store, person)?.into_iter().filter(|it| it.covers(day)).collect())
}

/// Everything about lists and posts at once, for judging everybody: a handful of queries.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Everybody in the register of people, by id.
    pub workers: Vec<Worker>,
    /// Posts each of them held or holds, by person.
    pub holdings: BTreeMap<i64, Vec<Holding>>,
    /// Which lists each post carries, by post.
    pub carried: BTreeMap<i64, Vec<Carried>>,
    /// Wordings by list, oldest first.
    pub wordings: BTreeMap<i64, Vec<Wording>>,
}

impl Book {
    /// Reads it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(store: &Store) -> Result<Self> {
        let mut book = Self { workers: store.workers()?, ..Self::default() };
        let mut assigned: BTreeMap<i64, Vec<_>> = BTreeMap::new();
        for it in store.assigned_posts(None)? {
            assigned.entry(it.person).or_default().push(it);
        }
        for worker in &book.workers {
            let own = assigned.get(&worker.id).map(Vec::as_slice).unwrap_or_default();
            book.holdings.insert(worker.id, responsibility::holdings(worker, own));
        }
        for it in store.carried_lists()? {
            book.carried.entry(it.post).or_default().push(it);
        }
        for it in store.duty_wordings(None)? {
            book.wordings.entry(it.list).or_default().push(it);
        }
        Ok(book)
    }

    /// The posts a person holds on `day`, the main one first.
    pub fn posts_on(&self, person: i64, day: NaiveDate) -> impl Iterator<Item = &Holding> {
        self.holdings.get(&person).into_iter().flatten().filter(move |it| it.covers(day))
    }

    /// The lists a post carries on `day`, by code.
    pub fn lists_on(&self, post: i64, day: NaiveDate) -> impl Iterator<Item = &Carried> {
        self.carried.get(&post).into_iter().flatten().filter(move |it| it.covers(day))
    }

    /// The wording of a list that is in force on `day`.
    #[must_use]
    pub fn wording_on(&self, list: i64, day: NaiveDate) -> Option<&Wording> {
        responsibility::in_force(self.wordings.get(&list)?, day)
    }
}
