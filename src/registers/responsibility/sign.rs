//! Signatures given together: one act for a department, a post, a list, or whoever was marked.

use chrono::NaiveDate;

use super::need::{Names, sign_days_of};
use super::{Book, carried};
use crate::domain::date::chinese;
use crate::domain::fold::clean_line;
use crate::domain::problem::Problem;
use crate::domain::responsibility::signing::{Owed, owed};
use crate::error::{Error, Result};
use crate::store::Store;

/// Whose signatures are meant; empty lists mean everybody's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Row ids of people.
    pub people: Vec<i64>,
    /// Row ids of departments; those below them are meant too.
    pub departments: Vec<i64>,
    /// Row ids of posts.
    pub posts: Vec<i64>,
    /// Row ids of lists.
    pub lists: Vec<i64>,
}

impl Selection {
    fn takes(&self, it: &Owed) -> bool {
        let among = |list: &[i64], id: i64| list.is_empty() || list.contains(&id);
        let here = self.departments.is_empty() || it.department.is_some_and(|id| self.departments.contains(&id));
        here && among(&self.people, it.person) && among(&self.posts, it.post) && among(&self.lists, it.list)
    }
}

/// Signatures wanting today of those selected.
///
/// # Errors
/// When the file cannot be read.
pub fn wanting(store: &Store, selection: &Selection, today: NaiveDate) -> Result<Vec<Owed>> {
    let book = Book::read(store)?;
    let mut selection = selection.clone();
    selection.departments = carried::with_those_below(store, &selection.departments)?;
    let all = owed(&book, today, sign_days_of(store)?);
    Ok(all.into_iter().filter(|it| !it.is_signed() && selection.takes(it)).collect())
}

/// Logs these signatures as given on a day, as one operation.
///
/// # Errors
/// [`crate::error::Kind::Input`] when there is none, when the day is to come, or when it lies before a wording was
/// approved; nothing is written then.
pub fn sign(store: &mut Store, given: &[Owed], on: NaiveDate, before: Option<&str>, today: NaiveDate) -> Result<()> {
    let Some(first) = given.first() else {
        return Err(Error::input("没有要签收的责任清单").hint("用 anguan duty coverage 看谁还没有签收"));
    };
    if on > today {
        return Err(Error::input(format!("签收日期{}还没有到", chinese(on))));
    }
    let book = Book::read(store)?;
    let names = Names::read(store, &book)?;
    let mut problems = Vec::new();
    for it in given {
        let wording = book.wordings.get(&it.list).and_then(|all| all.iter().find(|word| word.id == it.wording));
        let approved = wording.and_then(|it| it.approved_on);
        if approved.is_none_or(|approved| on < approved) {
            let said = approved.map_or_else(|| "没有批准".to_owned(), |day| format!("{}才批准", chinese(day)));
            let list = names.list(it.list);
            let problem =
                format!("{} {list} 第 {} 版：{said}，不能在{}签收", names.person(it.person), it.number, chinese(on));
            problems.push(Problem::record(problem));
        }
    }
    if !problems.is_empty() {
        return Err(Error::problems("没有登记签收，请改正：", problems));
    }
    let said = format!("{} {}", names.person(first.person), names.list(first.list));
    let many = if given.len() > 1 { format!(" 等 {} 份", given.len()) } else { String::new() };
    let before = before.map(clean_line).filter(|it| !it.is_empty());
    store.write("pledge.sign", |tx| {
        for it in given {
            tx.add(
                "pledge",
                &[
                    ("person_id", it.person.into()),
                    ("post_id", it.post.into()),
                    ("version_id", it.wording.into()),
                    ("year", it.year.into()),
                    ("signed_on", on.into()),
                    ("signed_before", before.clone().into()),
                ],
            )?;
        }
        Ok(((), format!("签收责任清单：{said}{many}")))
    })
}
