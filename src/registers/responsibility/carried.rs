//! 岗位责任清单: which lists a post carries, and which might fit it.

use super::Book;
use crate::domain::post::PostRole;
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::knowledge::Packs;
use crate::knowledge::duty::proposed;
use crate::registers::major::refused;
use crate::registers::{Column, Doors, Kind, Register, no_check, organisation, save};
use crate::store::{Condition, Direction, Query, Relation, Store, Tx};

use super::lists::DUTY_LIST;

/// 岗位责任清单.
pub static POST_DUTY_LIST: Register = Register {
    key: "post_duty_list",
    title: "岗位责任清单",
    what: "每个岗位执行哪几份责任清单；一个岗位可以有几份，一人多岗按全部岗位合计",
    relation: Relation {
        table: "post_duty_list",
        columns: &["post_id", "list_id", "from_on"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("post", "岗位", "post", "post_id").required().width(20).synonyms(&["岗位名称"]),
        Column::reference("list", "责任清单", "duty_list", "list_id").required().width(28).synonyms(&[
            "清单",
            "清单编号",
            "清单名称",
        ]),
        Column::new("from_on", "开始日期", Kind::Date).required().width(12).default("今天").synonyms(&["起", "自"]),
    ],
    identity: &[],
    label: "from_on",
    own_date: Some("from_on"),
    order: ("post_id", Direction::Up),
    doors: Doors::ALL,
    check: no_check,
    write: |tx, register, before, draft| {
        let (post, list) = (draft.id("post", "post_id"), draft.id("list", "list_id"));
        let conditions = vec![Condition::Is("post_id", post.into()), Condition::Is("list_id", list.into())];
        let same = tx.rows(&register.relation, &Query { conditions, ..Query::default() })?;
        if same.iter().any(|row| before.is_none_or(|own| own.id != row.id)) {
            return Err(refused(register, vec![Problem::field("list", "责任清单：这个岗位已经执行这份清单")]));
        }
        save::write(tx, register, before, draft)
    },
};

/// A list proposed for a post that carries none. Offered, never taken without a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The post.
    pub post: i64,
    /// Its name.
    pub post_name: String,
    /// The plant's list.
    pub list: i64,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
}

/// What might fit the posts in use that carry no list: the lists of the packs that the plant has adopted, by role and name.
///
/// # Errors
/// When the file cannot be read.
pub fn proposals(store: &Store, book: &Book, day: chrono::NaiveDate) -> Result<Vec<Proposal>> {
    let packs = Packs::builtin()?;
    let adopted = store.rows(&DUTY_LIST.relation, &Query::default())?;
    let mut all = Vec::new();
    for row in store.rows(&organisation::POST.relation, &Query::default())? {
        if book.lists_on(row.id, day).next().is_some() {
            continue;
        }
        let name = row.get("name").as_text().unwrap_or_default();
        let role = row.get("role").as_text().and_then(PostRole::from_code).unwrap_or(PostRole::Other);
        for list in proposed(packs.duty_lists(), role, name) {
            let own = adopted.iter().find(|it| it.get("code").as_text() == Some(list.code.as_str()));
            all.extend(own.map(|own| Proposal {
                post: row.id,
                post_name: name.to_owned(),
                list: own.id,
                code: list.code.clone(),
                title: own.get("title").as_text().unwrap_or_default().to_owned(),
            }));
        }
    }
    Ok(all)
}

/// Has posts carry lists from a day on, as one operation.
///
/// # Errors
/// Constraint or disk failures.
pub fn take(store: &mut Store, chosen: &[Proposal], from: chrono::NaiveDate) -> Result<()> {
    store.write("post_duty_list.take", |tx| {
        for it in chosen {
            link(tx, it.post, it.list, from)?;
        }
        Ok(((), format!("为 {} 个岗位对应责任清单", chosen.len())))
    })
}

/// Has a post carry a list.
///
/// # Errors
/// Constraint or disk failures.
pub fn link(tx: &Tx<'_>, post: i64, list: i64, from: chrono::NaiveDate) -> Result<i64> {
    tx.add("post_duty_list", &[("post_id", post.into()), ("list_id", list.into()), ("from_on", from.into())])
}

/// These departments and those below them.
///
/// # Errors
/// When the file cannot be read.
pub fn with_those_below(store: &Store, above: &[i64]) -> Result<Vec<i64>> {
    let rows = store.rows(&organisation::DEPARTMENT.relation, &Query::default())?;
    let mut all = above.to_vec();
    let mut at = 0;
    while let Some(id) = all.get(at).copied() {
        let below = rows.iter().filter(|row| row.get("parent_id").as_int() == Some(id)).map(|row| row.id);
        let new: Vec<i64> = below.filter(|it| !all.contains(it)).collect();
        all.extend(new);
        at += 1;
    }
    Ok(all)
}
