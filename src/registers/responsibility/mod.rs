//! 全员安全生产责任制 as the file has it: lists and their wordings, posts that carry them, people that hold posts.
//!
//! What other areas read: [`wording_on`], [`duties_of`], [`lists_of_post`], [`holdings_of`], [`posts_on`], and [`Book`]
//! for everybody at once.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::NaiveDate;

use crate::domain::responsibility::{self, Carried, Cited, Content, Duty, Holding, Wording};
use crate::error::{Error, Result};
use crate::knowledge::Packs;
use crate::knowledge::instrument::Instrument;
use crate::registers::{Context, Draft};
use crate::store::{Store, Tx};

pub use crate::domain::responsibility::Book;

pub mod adopt;
pub mod carried;
pub mod lists;
pub mod need;
pub mod pledge;
pub mod sign;

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

impl Book {
    /// Reads it: a handful of queries.
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
        for (person, absence) in store.absences()? {
            book.absences.entry(person).or_default().push(absence);
        }
        for it in store.pledges()? {
            book.pledges.insert((it.person, it.post, it.wording, it.year), it);
        }
        book.contents = contents(store)?;
        Ok(book)
    }
}

/// Titles and editions of the instruments that a citation names.
type Named = Arc<Vec<(String, Vec<NaiveDate>)>>;

/// What a citation names; the packs of the program never change while it runs, so each is read once.
fn named_in(citation: &str) -> Result<Named> {
    static KNOWN: LazyLock<Mutex<BTreeMap<String, Named>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.get(citation) {
        return Ok(Arc::clone(found));
    }
    let editions = |it: &Instrument| it.edition.iter().filter_map(|it| it.effective_from).collect();
    let named: Vec<_> = Packs::builtin()?.named_in(citation).map(|it| (it.short.clone(), editions(it))).collect();
    let named = Arc::new(named);
    known.insert(citation.to_owned(), Arc::clone(&named));
    Ok(named)
}

/// What each wording holds, with the editions of what its duties cite.
fn contents(store: &Store) -> Result<BTreeMap<i64, Content>> {
    let mut contents: BTreeMap<i64, Content> = BTreeMap::new();
    for (wording, duty) in store.all_duties()? {
        let content = contents.entry(wording).or_default();
        if !duty.active {
            continue;
        }
        content.duties += 1;
        content.without_standard += usize::from(duty.standard.as_deref().is_none_or(|it| it.trim().is_empty()));
        let Some(basis) = duty.basis else { continue };
        for (name, editions) in named_in(&basis)?.iter() {
            let cited = Cited { name: name.clone(), as_of: duty.law_edition, editions: editions.clone() };
            if !content.cited.contains(&cited) {
                content.cited.push(cited);
            }
        }
    }
    Ok(contents)
}

/// Name under which a draft carries the day it was judged on; no column.
const TODAY: &str = "today";

/// Lets the writing of a changed record know the day: a wording begins and is cited on it.
fn note_today(draft: &mut Draft, context: &Context<'_>) {
    if !draft.stored().is_empty() {
        draft.also(TODAY, context.today.into());
    }
}

/// The day a draft was judged on.
fn today_of(draft: &Draft, tx: &Tx<'_>) -> NaiveDate {
    let noted = draft.stored().into_iter().find(|(name, _)| *name == TODAY);
    noted.and_then(|(_, value)| value.as_date()).unwrap_or(tx.entered_on)
}

/// The newest wording of a list, draft or not.
fn newest_wording(tx: &Tx<'_>, list: i64) -> Result<Wording> {
    tx.duty_wordings(Some(list))?.pop().ok_or_else(|| Error::file(format!("责任清单 {list} 没有任何一版")))
}

#[cfg(test)]
mod tests;
