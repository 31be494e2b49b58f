//! Facts of the papers about duty lists.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::{Collected, Moment, chain_code, collected, record, unit};
use crate::domain::date::add_days;
use crate::domain::responsibility::coverage::Coverage;
use crate::domain::responsibility::signing::Standing;
use crate::domain::responsibility::{Cycle, Tier};
use crate::error::{Error, Result};
use crate::registers::responsibility::lists::DUTY_LIST;
use crate::registers::responsibility::need::{self, Names, sign_days_of};
use crate::registers::responsibility::{Book, duties_of};
use crate::report::duty_coverage::{DutyCoverageFacts, ListGap, PostGap, Wanting};
use crate::report::duty_notice::{DutyLine, DutyNoticeFacts, ListSheet};
use crate::report::kinds::{ReportKind, WHOLE};
use crate::report::pledge_letter::{PledgeLetterFacts, PostHeld, Signed};
use crate::store::{Query, Store};

/// What the papers about lists are read from.
struct Ground {
    book: Book,
    coverage: Coverage,
    names: Names,
    today: NaiveDate,
}

impl Ground {
    fn read(store: &Store, today: NaiveDate) -> Result<Self> {
        let (book, coverage) = need::coverage(store, today)?;
        let names = Names::read(store, &book)?;
        Ok(Self { book, coverage, names, today })
    }

    /// A list as it is in force; `None` while nothing of it is.
    fn sheet(&self, store: &Store, list: i64) -> Result<Option<ListSheet>> {
        let Some(wording) = self.book.wording_on(list, self.today) else { return Ok(None) };
        let row = store.row(&DUTY_LIST.relation, list)?.ok_or_else(|| Error::input("没有这份责任清单"))?;
        let text = |column: &str| row.get(column).as_text().unwrap_or_default().to_owned();
        let carrying = self.coverage.posts.iter().filter(|it| it.lists.iter().any(|own| own.list == list));
        let carrying: Vec<_> = carrying.collect();
        let people: BTreeSet<i64> = carrying.iter().flat_map(|it| it.people.iter().copied()).collect();
        let duties = duties_of(store, wording.id)?;
        Ok(Some(ListSheet {
            id: list,
            code: text("code"),
            title: text("title"),
            tier: Tier::from_code(&text("tier")),
            number: wording.number,
            from: wording.in_force_from(),
            scope: wording.scope.clone().filter(|it| !it.trim().is_empty()),
            assessed: wording.assessed.as_deref().and_then(Cycle::from_code),
            assessor: wording.assessor.clone(),
            reward: wording.reward.clone(),
            signers: [wording.drafted_by.clone(), wording.reviewed_by.clone(), wording.approved_by.clone()],
            approved_on: wording.approved_on,
            posts: carrying.iter().map(|it| self.names.post(it.post).to_owned()).collect(),
            people: people.iter().map(|it| self.names.person(*it).to_owned()).collect(),
            duties: duties
                .into_iter()
                .map(|it| DutyLine {
                    code: it.code,
                    content: it.content,
                    standard: it.standard,
                    points: it.points,
                    cycle: it.cycle,
                    basis: it.basis,
                })
                .collect(),
        }))
    }

    /// Posts in use that are not covered, with what is wanting.
    fn holes(&self) -> Vec<PostGap> {
        let open = self.coverage.posts.iter().filter(|it| !it.is_covered());
        open.map(|it| {
            let said = it.holes().into_iter().map(|(list, _, said)| {
                list.map_or_else(|| said.clone(), |list| format!("{}：{said}", self.names.list(list)))
            });
            PostGap {
                id: it.post,
                post: self.names.post(it.post).to_owned(),
                people: u64::try_from(it.people.len()).unwrap_or(0),
                gap: said.collect::<Vec<_>>().join("；"),
            }
        })
        .collect()
    }
}

/// Facts of the notice of one list, or of all that are in force.
///
/// # Errors
/// As [`super::collect`]; a list of which nothing is in force.
pub fn duty_notice(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let ground = Ground::read(store, moment.today)?;
    let mut facts = DutyNoticeFacts {
        unit: unit(store)?.name,
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
        ..DutyNoticeFacts::default()
    };
    if about == WHOLE {
        for row in store.rows(&DUTY_LIST.relation, &Query { order: Some(DUTY_LIST.order), ..Query::default() })? {
            facts.lists.extend(ground.sheet(store, row.id)?.filter(|it| !it.posts.is_empty()));
        }
        facts.without = ground.holes().into_iter().map(|it| format!("{}（{}）", it.post, it.gap)).collect();
        return collected(store, &facts, kind, about);
    }
    let list = ground.sheet(store, record(store, kind, about)?)?;
    let list = list.ok_or_else(|| {
        Error::input("这份责任清单还没有批准、生效的版本，不能公示")
            .hint("批准后用 anguan set duty_list 登记批准人和批准日期")
    })?;
    let code = list.code.clone();
    facts.lists.push(list);
    collected(store, &facts, kind, &code)
}

/// Facts of one person's letter.
///
/// # Errors
/// As [`super::collect`].
pub fn pledge_letter(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let id = record(store, kind, about)?;
    let ground = Ground::read(store, moment.today)?;
    let today = moment.today;
    let worker = ground.book.workers.iter().find(|it| it.id == id).ok_or_else(|| Error::input("没有这个人"))?;
    let mut facts = PledgeLetterFacts {
        id,
        unit: unit(store)?.name,
        year: today.year(),
        no: worker.no.clone(),
        name: worker.name.clone(),
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
        ..PledgeLetterFacts::default()
    };
    for held in ground.book.posts_on(id, today) {
        let post = ground.names.post(held.post).to_owned();
        let mut carries = false;
        for link in ground.book.lists_on(held.post, today) {
            let Some(sheet) = ground.sheet(store, link.list)? else { continue };
            carries = true;
            if !facts.lists.iter().any(|it| it.id == sheet.id) {
                facts.lists.push(sheet);
            }
        }
        if !carries {
            facts.without.push(post.clone());
        }
        facts.posts.push(PostHeld {
            name: post,
            department: held.department.and_then(|it| ground.names.departments.get(&it)).cloned(),
            main: held.main,
            from: held.from,
        });
    }
    for it in ground.coverage.owed.iter().filter(|it| it.person == id) {
        if let Standing::Signed { on, .. } = it.standing {
            facts.signed.push(Signed {
                list: ground.names.lists.get(&it.list).map(|it| it.0.clone()).unwrap_or_default(),
                post: ground.names.post(it.post).to_owned(),
                number: it.number,
                on,
            });
        }
    }
    let called = format!("{}_{}", worker.no.as_deref().unwrap_or_default(), worker.name);
    collected(store, &facts, kind, called.trim_matches('_'))
}

/// Facts of how far the responsibility system reaches; always of the whole plant.
///
/// # Errors
/// As [`super::collect`].
pub fn duty_coverage(store: &Store, kind: &ReportKind, _: &str, moment: Moment) -> Result<Collected> {
    let ground = Ground::read(store, moment.today)?;
    let days = sign_days_of(store)?;
    let open = ground.coverage.owed.iter().filter(|it| !it.is_signed());
    let wanting = open.map(|it| Wanting {
        id: it.person,
        person: ground.names.person(it.person).to_owned(),
        department: it.department.and_then(|id| ground.names.departments.get(&id)).cloned(),
        post: ground.names.post(it.post).to_owned(),
        list: ground.names.list(it.list),
        number: it.number,
        cause: it.cause.label().to_owned(),
        due_on: (it.standing != Standing::Unknown).then(|| add_days(it.from, days)),
    });
    let review = ground.coverage.lists.iter().flat_map(|list| {
        let asked = list.gaps.iter().filter(|(gap, _)| !gap.is_hole());
        asked.map(|(_, said)| ListGap { id: list.list, list: ground.names.list(list.list), gap: said.clone() })
    });
    let lacking = ground.coverage.people.iter().filter(|it| !it.has_post);
    let facts = DutyCoverageFacts {
        unit: unit(store)?.name,
        on: moment.today,
        counts: ground.coverage.counts(),
        posts: ground.holes(),
        wanting: wanting.collect(),
        lists: review.collect(),
        without_post: lacking.map(|it| (ground.names.person(it.person).to_owned(), it.person)).collect(),
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    };
    collected(store, &facts, kind, &moment.today.to_string())
}
