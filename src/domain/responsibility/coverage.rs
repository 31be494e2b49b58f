//! How far the responsibility system reaches: posts in use with a whole list, people with a signed one, lists behind the law.
//!
//! 责任制覆盖所有组织和岗位，含劳务派遣人员、实习学生 (安委办〔2017〕29号 三); 明确各岗位的责任人员、责任范围和考核标准
//! (安全生产法 22).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::signing::{Owed, owed};
use super::{Book, Content};
use crate::domain::code::codes;
use crate::domain::date::chinese;

codes! {
    /// What is wanting of a list or a post.
    pub enum Gap {
        NoList = "no_list" "没有责任清单",
        NotApproved = "not_approved" "没有批准的版本",
        NotYet = "not_yet" "还没有生效",
        NoScope = "no_scope" "没有责任范围",
        NoDuties = "no_duties" "没有职责条目",
        NoStandard = "no_standard" "有条目缺考核标准",
        OldLaw = "old_law" "引用的法规已有新版",
        Draft = "draft" "新一版到了生效日期还没有批准",
    }
}

impl Gap {
    /// Whether a post with such a list is not covered; the others ask for a review and leave the list standing.
    #[must_use]
    pub fn is_hole(self) -> bool {
        match self {
            Self::NoList | Self::NotApproved | Self::NotYet | Self::NoScope | Self::NoDuties | Self::NoStandard => true,
            Self::OldLaw | Self::Draft => false,
        }
    }
}

/// One list as it stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListState {
    /// The list.
    pub list: i64,
    /// Row id, number and first day of the wording in force.
    pub wording: Option<(i64, i64, NaiveDate)>,
    /// What is wanting, with a Chinese sentence each.
    pub gaps: Vec<(Gap, String)>,
}

impl ListState {
    /// Whether it is whole: approved, in force, with scope, duties and a standard for each.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.gaps.iter().any(|(gap, _)| gap.is_hole())
    }
}

/// How a list stands on `day`.
#[must_use]
pub fn list_state(book: &Book, list: i64, day: NaiveDate) -> ListState {
    let wordings = book.wordings.get(&list).map(Vec::as_slice).unwrap_or_default();
    let mut gaps = Vec::new();
    let current = book.wording_on(list, day);
    let Some(current) = current else {
        let coming = wordings.iter().filter_map(|it| Some((it.number, it.in_force_from()?))).min_by_key(|(_, on)| *on);
        gaps.push(match coming {
            Some((number, on)) => (Gap::NotYet, format!("第 {number} 版{}才生效", chinese(on))),
            None => (Gap::NotApproved, "没有批准人和批准日期，还是草稿".to_owned()),
        });
        return ListState { list, wording: None, gaps };
    };
    let nothing = Content::default();
    let content = book.contents.get(&current.id).unwrap_or(&nothing);
    if current.scope.as_deref().is_none_or(|it| it.trim().is_empty()) {
        gaps.push((Gap::NoScope, format!("第 {} 版没有写责任范围", current.number)));
    }
    if content.duties == 0 {
        gaps.push((Gap::NoDuties, format!("第 {} 版没有在用的职责条目", current.number)));
    }
    if content.without_standard > 0 {
        gaps.push((Gap::NoStandard, format!("{} 条没有考核标准", content.without_standard)));
    }
    let since = current.in_force_from();
    let newer: BTreeSet<(&str, NaiveDate)> = content
        .cited
        .iter()
        .flat_map(|cited| {
            let from = cited.as_of.or(since);
            let later = cited.editions.iter().filter(move |on| **on <= day && from.is_some_and(|from| from < **on));
            later.map(|on| (cited.name.as_str(), *on))
        })
        .collect();
    for (name, on) in newer {
        gaps.push((Gap::OldLaw, format!("《{name}》自{}有新版，清单引用的是旧版", chinese(on))));
    }
    let draft = wordings.iter().rev().find(|it| it.approved_on.is_none_or(|on| on > day));
    if let Some(draft) = draft.filter(|it| it.number > current.number && it.effective_from <= day) {
        gaps.push((Gap::Draft, format!("第 {} 版应自{}生效", draft.number, chinese(draft.effective_from))));
    }
    ListState { list, wording: since.map(|from| (current.id, current.number, from)), gaps }
}

/// One post in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostState {
    /// The post.
    pub post: i64,
    /// Who holds it, outsourced people left out.
    pub people: Vec<i64>,
    /// First day on which one of them held it; absent: not known.
    pub since: Option<NaiveDate>,
    /// Its lists.
    pub lists: Vec<ListState>,
}

impl PostState {
    /// Whether it carries a list and every list it carries is whole.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        !self.lists.is_empty() && self.lists.iter().all(ListState::is_whole)
    }

    /// What is wanting, without the list's name.
    #[must_use]
    pub fn holes(&self) -> Vec<(Option<i64>, Gap, String)> {
        if self.lists.is_empty() {
            return vec![(None, Gap::NoList, "没有对应责任清单".to_owned())];
        }
        let wanting = |it: &ListState| {
            let list = it.list;
            it.gaps.clone().into_iter().filter(|(gap, _)| gap.is_hole()).map(move |(gap, said)| (Some(list), gap, said))
        };
        self.lists.iter().flat_map(wanting).collect()
    }
}

/// One person who works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonState {
    /// Who.
    pub person: i64,
    /// Signatures owed, given ones included.
    pub owed: usize,
    /// Of those, given.
    pub signed: usize,
    /// Owes none now although his posts carry lists: away, or leaving before the term is over.
    pub exempt: bool,
    /// Whether any post is recorded.
    pub has_post: bool,
}

impl PersonState {
    /// Whether he has signed a list, and all he owes.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.owed > 0 && self.signed == self.owed
    }
}

/// How far the system reaches on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Posts in use.
    pub posts: Vec<PostState>,
    /// People at work here, outsourced ones left out.
    pub people: Vec<PersonState>,
    /// Their signatures.
    pub owed: Vec<Owed>,
    /// Every list of the plant, carried or not.
    pub lists: Vec<ListState>,
}

/// The four figures of `status`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Posts in use: held by somebody who works here, outsourced people left out.
    pub posts: usize,
    /// Of those, posts whose lists are whole.
    pub covered: usize,
    /// People at work here who owe a signature or ought to; outsourced and exempt ones left out.
    pub people: usize,
    /// Of those, people who have signed all they owe.
    pub signed: usize,
}

impl Coverage {
    /// Works it out; `days`: the term of a signature.
    #[must_use]
    pub fn of(book: &Book, today: NaiveDate, days: i64) -> Self {
        let owed = owed(book, today, days);
        // Signatures come person by person, in the order of the people.
        let mut rest = owed.as_slice();
        let mut posts: Vec<PostState> = Vec::new();
        let mut people = Vec::new();
        for worker in book.here(today) {
            let mut carries = false;
            let mut has_post = false;
            for holding in book.posts_on(worker.id, today) {
                has_post = true;
                carries |= book.lists_on(holding.post, today).any(|it| book.wording_on(it.list, today).is_some());
                match posts.iter_mut().find(|it| it.post == holding.post) {
                    Some(known) => {
                        if !known.people.contains(&worker.id) {
                            known.people.push(worker.id);
                        }
                        known.since = known.since.zip(holding.from).map(|(a, b)| a.min(b));
                    }
                    None => posts.push(PostState {
                        post: holding.post,
                        people: vec![worker.id],
                        since: holding.from,
                        lists: book.lists_on(holding.post, today).map(|it| list_state(book, it.list, today)).collect(),
                    }),
                }
            }
            let own;
            (own, rest) = rest.split_at(rest.iter().take_while(|it| it.person == worker.id).count());
            people.push(PersonState {
                person: worker.id,
                owed: own.len(),
                signed: own.iter().filter(|it| it.is_signed()).count(),
                exempt: carries && own.is_empty(),
                has_post,
            });
        }
        posts.sort_by_key(|it| it.post);
        let lists = book.wordings.keys().map(|list| list_state(book, *list, today)).collect();
        Self { posts, people, owed, lists }
    }

    /// The four figures.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let asked = || self.people.iter().filter(|it| !it.exempt);
        Counts {
            posts: self.posts.len(),
            covered: self.posts.iter().filter(|it| it.is_covered()).count(),
            people: asked().count(),
            signed: asked().filter(|it| it.is_signed()).count(),
        }
    }
}
