//! What the plant owes about its duty lists, one by one, for the engine.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{Book, lists::DUTY_LIST};
use crate::domain::date::{add_days, chinese};
use crate::domain::obligation::records::{Evidence, Need, RecordRef, Records};
use crate::domain::responsibility::coverage::{Counts, Coverage, PostState};
use crate::domain::responsibility::signing::{Owed, Standing};
use crate::domain::responsibility::upkeep::{Hanging, Review, Why, hanging, reviews};
use crate::error::Result;
use crate::registers::{Register, organisation};
use crate::store::{Query, Store};

/// Setting: within how many days a list is signed.
pub const SIGN_DAYS: &str = "RL01.days";

/// Days within which a list is signed where the plant has not set them; habit.
pub const USUAL_DAYS: i64 = 15;

/// The plant's term of a signature, in days.
#[must_use]
pub fn sign_days(records: &Records) -> i64 {
    records.settings.number(SIGN_DAYS).map_or(USUAL_DAYS, i64::from)
}

/// As [`sign_days`], from the file.
///
/// # Errors
/// When the file cannot be read.
pub fn sign_days_of(store: &Store) -> Result<i64> {
    let set = store.settings()?.into_iter().find(|it| it.key == SIGN_DAYS);
    Ok(set.and_then(|it| it.value.trim().parse().ok()).unwrap_or(USUAL_DAYS))
}

/// How far the responsibility system reaches today.
///
/// # Errors
/// When the file cannot be read.
pub fn coverage(store: &Store, today: NaiveDate) -> Result<(Book, Coverage)> {
    let book = Book::read(store)?;
    let coverage = Coverage::of(&book, today, sign_days_of(store)?);
    Ok((book, coverage))
}

/// The figures of `status`; `None` while the plant has no duty list.
///
/// # Errors
/// When the file cannot be read.
pub fn counts(store: &Store, today: NaiveDate) -> Result<Option<Counts>> {
    if store.count(&DUTY_LIST.relation)? == 0 {
        return Ok(None);
    }
    Ok(Some(coverage(store, today)?.1.counts()))
}

/// People at work in a department and those below it, outsourced ones left out, by row id.
///
/// # Errors
/// When the file cannot be read.
pub fn people_of(store: &Store, department: i64, today: NaiveDate) -> Result<Vec<i64>> {
    let all = super::carried::with_those_below(store, &[department])?;
    let here = store.workers()?.into_iter().filter(|it| !it.outsourced && it.is_here(today));
    Ok(here.filter(|it| it.department.is_some_and(|id| all.contains(&id))).map(|it| it.id).collect())
}

/// Names of posts, lists, departments and people, by row id.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// 岗位.
    pub posts: BTreeMap<i64, String>,
    /// 责任清单: code and title.
    pub lists: BTreeMap<i64, (String, String)>,
    /// 部门.
    pub departments: BTreeMap<i64, String>,
    /// 人员.
    pub people: BTreeMap<i64, String>,
}

impl Names {
    /// Reads them, retired rows included.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(store: &Store, book: &Book) -> Result<Self> {
        let all = Query { retired: true, ..Query::default() };
        let named = |register: &Register| -> Result<BTreeMap<i64, String>> {
            let rows = store.rows(&register.relation, &all)?;
            Ok(rows.iter().map(|row| (row.id, row.get("name").as_text().unwrap_or_default().to_owned())).collect())
        };
        let lists = store.rows(&DUTY_LIST.relation, &all)?;
        let text = |row: &crate::store::Row, column: &str| row.get(column).as_text().unwrap_or_default().to_owned();
        Ok(Self {
            posts: named(&organisation::POST)?,
            lists: lists.iter().map(|row| (row.id, (text(row, "code"), text(row, "title")))).collect(),
            departments: named(&organisation::DEPARTMENT)?,
            people: book.workers.iter().map(|it| (it.id, it.name.clone())).collect(),
        })
    }

    /// Name of a post.
    #[must_use]
    pub fn post(&self, id: i64) -> &str {
        self.posts.get(&id).map_or("（岗位）", String::as_str)
    }

    /// Name of a person.
    #[must_use]
    pub fn person(&self, id: i64) -> &str {
        self.people.get(&id).map_or("（人员）", String::as_str)
    }

    /// `R08 一线岗位员工`.
    #[must_use]
    pub fn list(&self, id: i64) -> String {
        self.lists.get(&id).map_or_else(String::new, |(code, title)| format!("{code} {title}"))
    }
}

/// Everything owed about duty lists by today.
///
/// # Errors
/// When the file cannot be read.
pub fn needs(store: &Store, records: &Records, today: NaiveDate) -> Result<Vec<Need>> {
    let book = Book::read(store)?;
    let coverage = Coverage::of(&book, today, sign_days(records));
    let names = Names::read(store, &book)?;
    let since = records.records_since;
    if book.wordings.is_empty() {
        return Ok(first_lists(&coverage, since).into_iter().collect());
    }
    let mut all: Vec<Need> = coverage.owed.iter().map(|it| signature(it, &names)).collect();
    all.extend(without_post(&book, &coverage, since, today));
    all.extend(coverage.posts.iter().map(|it| post_list(it, &names, since)));
    let reviewed = store.list_reviews()?;
    all.extend(reviews(&book, &reviewed, since, today).iter().map(|it| review(it, &names)));
    let postings = store.list_postings()?;
    for state in &coverage.lists {
        let carried = coverage.posts.iter().any(|post| post.lists.iter().any(|it| it.list == state.list));
        let Some(wording) = book.wording_on(state.list, today).filter(|_| carried) else { continue };
        let Some(from) = wording.in_force_from() else { continue };
        let mut looked = vec![format!("{}第 {} 版自{}执行", names.list(state.list), wording.number, chinese(from))];
        let evidence = match hanging(wording, &postings, today) {
            Hanging::Hangs { posting } => {
                let said = format!("{}公示（公示记录#{}）", posting.place, posting.id);
                Evidence::Met {
                    record: RecordRef { register: "posting", id: posting.id },
                    on: Some(posting.from),
                    said,
                }
            }
            Hanging::Not(near) => {
                looked.extend(near.is_none().then(|| "没有这份清单的公示记录".to_owned()));
                Evidence::Unmet { near }
            }
        };
        all.push(Need {
            title: format!("公示责任清单 {} 第 {} 版", names.list(state.list), wording.number),
            of_period: Some(format!("v{}", wording.number)),
            evidence,
            looked,
            ..blank("duty_list_posting", format!("list-{}", state.list), from, "posting")
        });
    }
    Ok(all)
}

/// A plant without any list owes lists, not one row for every post it has.
fn first_lists(coverage: &Coverage, since: NaiveDate) -> Option<Need> {
    let posts = coverage.posts.len();
    (posts > 0).then(|| Need {
        title: "建立全员安全生产责任清单".to_owned(),
        of_period: Some("list".to_owned()),
        evidence: Evidence::Unmet { near: Some(format!("{posts} 个在用岗位都没有责任清单")) },
        looked: vec![format!("在用岗位 {posts} 个，责任清单 0 份")],
        ..blank("duty_list", "plant".to_owned(), since, "duty_list")
    })
}

fn blank(kind: &'static str, object: String, from: NaiveDate, field: &'static str) -> Need {
    Need {
        kind,
        object,
        of_period: None,
        title: String::new(),
        subject: None,
        owner: None,
        from,
        due_on: None,
        lapses: false,
        field,
        evidence: Evidence::Unmet { near: None },
        looked: Vec::new(),
    }
}

fn signature(owed: &Owed, names: &Names) -> Need {
    let (person, post) = (names.person(owed.person), names.post(owed.post));
    let list = names.list(owed.list);
    let mut looked = vec![format!("{person}担任{post}，执行责任清单 {list}，现行第 {} 版", owed.number)];
    looked.extend(owed.looked());
    let evidence = match &owed.standing {
        Standing::Signed { pledge, on } => Evidence::Met {
            record: RecordRef { register: "pledge", id: *pledge },
            on: Some(*on),
            said: format!("{} 年度已签收第 {} 版", owed.year, owed.number),
        },
        Standing::Unsigned { .. } => Evidence::Unmet { near: None },
        Standing::Unknown => Evidence::Missing {
            field: "hired_on",
            said: format!("{person}没有签收 {list}；入职日期和到岗日期都没有登记，算不出应签日期"),
        },
    };
    Need {
        title: format!("{person}（{post}）签收责任清单 {list} 第 {} 版", owed.number),
        of_period: Some(format!("{}.v{}", owed.year, owed.number)),
        subject: owed.department.and_then(|id| names.departments.get(&id)).cloned(),
        owner: Some(person.to_owned()),
        evidence,
        looked,
        ..blank(
            "pledge",
            format!("person-{}.post-{}.list-{}", owed.person, owed.post, owed.list),
            owed.from,
            "signed_on",
        )
    }
}

/// People at work here without any post: which list they should sign is not known.
fn without_post(book: &Book, coverage: &Coverage, since: NaiveDate, today: NaiveDate) -> Vec<Need> {
    let year = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
    let lacking = coverage.people.iter().filter(|it| !it.has_post);
    lacking
        .filter_map(|it| book.workers.iter().find(|worker| worker.id == it.person))
        .map(|worker| {
            let from = worker.hired_on.map_or(year, |on| on.max(year)).max(since).min(today);
            let said = format!("{}没有登记岗位，不知道要签收哪份责任清单", worker.name);
            Need {
                title: format!("{}签收责任清单", worker.name),
                of_period: Some(today.year().to_string()),
                owner: Some(worker.name.clone()),
                evidence: Evidence::Missing { field: "post", said: said.clone() },
                looked: vec![said],
                ..blank("pledge", format!("person-{}", worker.id), from, "post")
            }
        })
        .collect()
}

fn post_list(post: &PostState, names: &Names, since: NaiveDate) -> Need {
    // What stands open since before the records began is owed from the day they began.
    let from = post.since.map_or(since, |on| on.max(since));
    let name = names.post(post.post);
    let held = post.since.map_or_else(|| "到岗日期没有登记".to_owned(), |on| format!("最早自{}有人担任", chinese(on)));
    let mut looked = vec![format!("岗位“{name}”现有 {} 人担任，{held}", post.people.len())];
    for list in &post.lists {
        let state = if list.is_whole() { "完整".to_owned() } else { gaps_in_words(&list.gaps) };
        looked.push(format!("责任清单 {}：{state}", names.list(list.list)));
    }
    let holes = post.holes();
    let evidence = match (holes.as_slice(), post.lists.first()) {
        ([], Some(first)) => Evidence::Met {
            record: RecordRef { register: "duty_list", id: first.list },
            on: None,
            said: format!("{} 份责任清单都已批准、完整", post.lists.len()),
        },
        (holes, _) => {
            let said = |(list, _, said): &(Option<i64>, _, String)| {
                list.map_or_else(|| said.clone(), |list| format!("{}：{said}", names.list(list)))
            };
            Evidence::Unmet { near: Some(holes.iter().map(said).collect::<Vec<_>>().join("；")) }
        }
    };
    Need {
        title: format!("岗位“{name}”的责任清单"),
        of_period: Some("list".to_owned()),
        evidence,
        looked,
        ..blank("duty_list", format!("post-{}", post.post), from, "duty_list")
    }
}

fn gaps_in_words(gaps: &[(crate::domain::responsibility::coverage::Gap, String)]) -> String {
    gaps.iter().map(|(_, said)| said.as_str()).collect::<Vec<_>>().join("；")
}

fn review(it: &Review, names: &Names) -> Need {
    let list = names.list(it.list);
    let mut looked = Vec::new();
    let (title, of_period, due_on, lapses) = match &it.why {
        Why::Year(year) => {
            looked.push(format!("{year} 年内评审一次；新版批准也算评审"));
            (format!("评审责任清单 {list}"), year.to_string(), NaiveDate::from_ymd_opt(*year, 12, 31), true)
        }
        Why::Law(said) => {
            looked.extend(said.iter().cloned());
            let due = add_days(it.from, USUAL_DAYS);
            (format!("法规有新版，重新评审责任清单 {list}"), format!("law-{}", it.from), Some(due), false)
        }
    };
    let evidence = match it.met {
        Some((on, Some(id))) => Evidence::Met {
            record: RecordRef { register: "duty_list_review", id },
            on: Some(on),
            said: "已评审".to_owned(),
        },
        Some((on, None)) => Evidence::Met {
            record: RecordRef { register: "duty_list", id: it.list },
            on: Some(on),
            said: "批准了新的一版".to_owned(),
        },
        None => {
            looked.push("没有评审记录".to_owned());
            Evidence::Unmet { near: None }
        }
    };
    Need {
        title,
        of_period: Some(of_period),
        due_on,
        lapses,
        evidence,
        looked,
        ..blank("duty_list_review", format!("list-{}", it.list), it.from, "on_date")
    }
}
