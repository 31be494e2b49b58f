//! Who owes which signature (签收): each person for each post, list, wording and year.
//!
//! No article sets the term. 全员安全生产责任制 asks that every post's list be known to whoever holds it (安全生产法 22, 28; 57);
//! fifteen days from the latest of what brings the signature about is our habit (惯, setting RL01.days).
//!
//! A signature is an event duty: what is owed is that the person has read the wording in force, this year. A signature missing
//! of a past year or of a wording since replaced is not asked for any more: nobody can honestly sign it now, and the newer
//! event asks for the same reading. It was overdue until then, and shows as not signed wherever that day is looked at.

use chrono::{Datelike, NaiveDate};

use super::{Book, Carried, Holding, Pledge, Wording, Worker};
use crate::domain::code::codes;
use crate::domain::date::{add_days, chinese};

codes! {
    /// What brings a signature about; the latest one counts.
    pub enum Cause {
        Year = "year" "新年度",
        Mapped = "mapped" "岗位开始执行清单",
        Wording = "wording" "这一版生效",
        Post = "post" "到岗",
        Hired = "hired" "入职",
        Back = "back" "返岗",
    }
}

/// How a signature stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Signed.
    Signed {
        /// Row id of the signature.
        pledge: i64,
        /// When.
        on: NaiveDate,
    },
    /// Not signed; what was signed of this list for this post before, where something was: year, wording's number, day.
    Unsigned {
        /// The last signature of another wording or year.
        before: Option<(i64, i64, NaiveDate)>,
    },
    /// The day from which it is owed is not known: neither 入职日期 nor the day the post was taken up.
    Unknown,
}

/// One signature owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Who.
    pub person: i64,
    /// For which post.
    pub post: i64,
    /// Where the post is held.
    pub department: Option<i64>,
    /// Of which list.
    pub list: i64,
    /// Row id of the wording.
    pub wording: i64,
    /// Its number.
    pub number: i64,
    /// For which year.
    pub year: i64,
    /// Day from which it is owed; of an unknown one the earliest it can be.
    pub from: NaiveDate,
    /// What brought it about on that day.
    pub cause: Cause,
    /// Everything that was looked at, with its day.
    pub starts: Vec<(Cause, NaiveDate)>,
    /// How it stands.
    pub standing: Standing,
}

impl Owed {
    /// Whether it is signed.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        matches!(self.standing, Standing::Signed { .. })
    }

    /// What was looked at, one Chinese sentence each.
    #[must_use]
    pub fn looked(&self) -> Vec<String> {
        let starts: Vec<String> =
            self.starts.iter().map(|(cause, on)| format!("{} {}", cause.label(), chinese(*on))).collect();
        let mut lines = vec![format!("起算看这几个日子：{}", starts.join("，"))];
        match &self.standing {
            Standing::Unknown => lines.push("入职日期和到岗日期都没有登记，起算日可能更晚".to_owned()),
            Standing::Signed { .. } | Standing::Unsigned { .. } => {
                lines.push(format!("最晚的是{}：从{}起算", self.cause.label(), chinese(self.from)));
            }
        }
        if let Standing::Unsigned { before: Some((year, number, on)) } = &self.standing {
            lines.push(format!("上次签的是 {year} 年度第 {number} 版（{}），不顶这一次", chinese(*on)));
        }
        lines
    }
}

/// Every signature that stands owed or given today, by person, post and list.
///
/// Nobody owes one who has left, is outsourced, is away (from his return on he does), or leaves the post before the term
/// of `days` is over. Only what holds today is asked: a wording or a post that has passed cannot be signed for any more.
#[must_use]
pub fn owed(book: &Book, today: NaiveDate, days: i64) -> Vec<Owed> {
    let mut all: Vec<Owed> = Vec::new();
    for worker in book.here(today) {
        for holding in book.posts_on(worker.id, today) {
            for link in book.lists_on(holding.post, today) {
                let Some(wording) = book.wording_on(link.list, today) else { continue };
                let mut own = all.iter().rev().take_while(|it| it.person == worker.id);
                let known = own.any(|it| it.post == holding.post && it.list == link.list);
                if !known {
                    all.extend(one(book, worker, (holding, link, wording), today, days));
                }
            }
        }
    }
    all
}

fn one(
    book: &Book,
    worker: &Worker,
    (holding, link, wording): (&Holding, &Carried, &Wording),
    today: NaiveDate,
    days: i64,
) -> Option<Owed> {
    let year = NaiveDate::from_ymd_opt(today.year(), 1, 1)?;
    let mut starts = vec![(Cause::Year, year), (Cause::Mapped, link.from)];
    starts.extend(wording.in_force_from().map(|from| (Cause::Wording, from)));
    let taken = holding.from.map(|from| {
        let hired = worker.hired_on == Some(from);
        (if hired { Cause::Hired } else { Cause::Post }, from)
    });
    starts.extend(taken);
    let (mut cause, mut from) = starts.iter().copied().max_by_key(|(_, on)| *on)?;
    // An unknown beginning matters only where it may lie after what is known.
    let unknown = taken.is_none() && holding.known_by.is_none_or(|by| by > from);
    let pledge =
        book.pledge(worker.id, holding.post, wording.id, i64::from(today.year())).filter(|it| it.signed_on <= today);
    let standing = match pledge {
        Some(it) => Standing::Signed { pledge: it.id, on: it.signed_on },
        None if unknown => Standing::Unknown,
        None => {
            let before = book.last_pledge(worker.id, holding.post, link.list, today);
            Standing::Unsigned { before: before.map(|(it, number)| (it.year, number, it.signed_on)) }
        }
    };
    let back = book.back_from(worker.id, from, today);
    match back {
        Away::No => {}
        Away::Back(on) => {
            (cause, from) = (Cause::Back, on);
            starts.push((Cause::Back, on));
        }
        // Away since before it came up: owes none until the return.
        Away::Still if pledge.is_none() => return None,
        Away::Still => {}
    }
    let leaves = [holding.to, link.to].into_iter().flatten().min();
    if pledge.is_none() && leaves.is_some_and(|last| last < add_days(from, days)) {
        return None;
    }
    Some(Owed {
        person: worker.id,
        post: holding.post,
        department: holding.department,
        list: link.list,
        wording: wording.id,
        number: wording.number,
        year: i64::from(today.year()),
        from,
        cause,
        starts,
        standing,
    })
}

/// Where somebody was on the day a signature came up.
enum Away {
    /// At work.
    No,
    /// Away, and back on this day.
    Back(NaiveDate),
    /// Away and not back.
    Still,
}

impl Book {
    /// Where a person was on `day`, as known today; absences that touch are one.
    fn back_from(&self, person: i64, day: NaiveDate, today: NaiveDate) -> Away {
        let mut since = day;
        let mut away = Away::No;
        for it in self.absences.get(&person).into_iter().flatten() {
            let covers = it.left_on < since && it.returned_on.is_none_or(|back| since < back);
            if !covers {
                continue;
            }
            match it.returned_on.filter(|back| *back <= today) {
                Some(back) => (since, away) = (back, Away::Back(back)),
                None => return Away::Still,
            }
        }
        away
    }

    /// The last signature for this post and list, of another wording or year: the signature and the wording's number.
    fn last_pledge(&self, person: i64, post: i64, list: i64, today: NaiveDate) -> Option<(&Pledge, i64)> {
        let wordings = self.wordings.get(&list)?;
        let span = (person, post, i64::MIN, i64::MIN)..=(person, post, i64::MAX, i64::MAX);
        let own = self.pledges.range(span).map(|(_, it)| it).filter(|it| it.signed_on <= today);
        own.filter_map(|it| Some((it, wordings.iter().find(|word| word.id == it.wording)?.number)))
            .max_by_key(|(it, _)| it.signed_on)
    }
}
