//! What keeps a list alive: reviewed every year, reviewed when the law behind it changes, posted where people see it.

use chrono::{Datelike, NaiveDate};

use super::coverage::{Gap, list_state};
use super::{Book, Wording};

/// A posting of lists (公示).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Row id.
    pub id: i64,
    /// Which list; absent: all of them.
    pub list: Option<i64>,
    /// Number of the wording that hangs there; absent: the one of its first day.
    pub number: Option<i64>,
    /// Where.
    pub place: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; absent: still.
    pub to: Option<NaiveDate>,
}

/// What was found about the posting of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hanging {
    /// The wording in force hangs.
    Hangs {
        /// The posting that has hung longest.
        posting: Posted,
    },
    /// It does not; why the nearest one does not count.
    Not(Option<String>),
}

/// Whether the wording in force hangs somewhere on `day` (长期公示, 安委办〔2017〕29号 四).
#[must_use]
pub fn hanging(wording: &Wording, postings: &[Posted], day: NaiveDate) -> Hanging {
    let of_list = |it: &&Posted| it.list.is_none_or(|list| list == wording.list) && it.from <= day;
    let begun = wording.in_force_from();
    // A sheet without a number shows what was in force when it was put up.
    let shows = |it: &&Posted| match it.number {
        Some(number) => number == wording.number && it.list.is_some(),
        None => begun.is_some_and(|from| from <= it.from),
    };
    let up = |it: &&Posted| it.to.is_none_or(|to| day <= to);
    if let Some(it) = postings.iter().filter(of_list).filter(shows).find(up) {
        return Hanging::Hangs { posting: it.clone() };
    }
    let last = postings.iter().filter(of_list).max_by_key(|it| (it.from, it.id));
    Hanging::Not(last.map(|it| {
        if shows(&it) {
            format!("{}的公示{}已撤下", it.place, it.to.map(crate::domain::date::chinese).unwrap_or_default())
        } else {
            format!("{}{}公示的是以前的版本", it.place, crate::domain::date::chinese(it.from))
        }
    }))
}

/// A review that is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The list.
    pub list: i64,
    /// Why it is owed.
    pub why: Why,
    /// Day from which it is owed.
    pub from: NaiveDate,
    /// What met it: the day, and the review's row id; absent id: a wording approved that day.
    pub met: Option<(NaiveDate, Option<i64>)>,
}

/// Why a review is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Every calendar year (惯).
    Year(i32),
    /// A text it cites has a new edition: 适时更新 (安委办〔2017〕29号 三); what is new, in words.
    Law(Vec<String>),
}

/// Reviews owed by `day`: one a year from the list's first year (not before `since`), and one where the law has moved on.
///
/// `reviews`: row id, list and day.
#[must_use]
pub fn reviews(book: &Book, reviews: &[(i64, i64, NaiveDate)], since: NaiveDate, day: NaiveDate) -> Vec<Review> {
    let mut all = Vec::new();
    for (list, wordings) in &book.wordings {
        let Some(begun) = wordings.iter().filter_map(Wording::in_force_from).min().filter(|on| *on <= day) else {
            continue;
        };
        let approved = wordings.iter().filter_map(|it| it.approved_on).map(|on| (on, None));
        let looked = reviews.iter().filter(|(_, of, _)| of == list).map(|(id, _, on)| (*on, Some(*id)));
        let mut done: Vec<(NaiveDate, Option<i64>)> = approved.chain(looked).filter(|(on, _)| *on <= day).collect();
        done.sort_unstable();
        for year in begun.year().max(since.year())..=day.year() {
            let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { continue };
            // Of its first year the approval itself speaks, even where it was signed the year before.
            let own = |on: NaiveDate| on.year() == year || (year == begun.year() && on <= begun);
            let met = done.iter().copied().find(|(on, _)| own(*on));
            all.push(Review { list: *list, why: Why::Year(year), from: first.max(begun), met });
        }
        all.extend(law_review(book, *list, &done, day));
    }
    all
}

/// The review that a new edition of a cited text asks for.
fn law_review(book: &Book, list: i64, done: &[(NaiveDate, Option<i64>)], day: NaiveDate) -> Option<Review> {
    let current = book.wording_on(list, day)?;
    let state = list_state(book, list, day);
    let said: Vec<String> =
        state.gaps.into_iter().filter(|(gap, _)| *gap == Gap::OldLaw).map(|(_, said)| said).collect();
    if said.is_empty() {
        return None;
    }
    let content = book.contents.get(&current.id)?;
    let since = current.in_force_from();
    let newest = content.cited.iter().flat_map(|it| {
        let from = it.as_of.or(since);
        it.editions.iter().copied().filter(move |on| *on <= day && from.is_some_and(|from| from < *on))
    });
    let from = newest.max()?;
    let met = done.iter().copied().find(|(on, id)| *on >= from && id.is_some());
    Some(Review { list, why: Why::Law(said), from, met })
}
