//! Certificates: until when one is valid, what renewal asks and when, and who may do the work it opens.
//!
//! The dates printed on the certificate win; the rule gives only what is not printed. A renewal leaves the old certificate
//! as its predecessor. No valid certificate on record means no: what opens work is never assumed.

use chrono::NaiveDate;
use serde::Deserialize;

use super::code::codes;
use super::date::{add_days, add_months, chinese};
use super::profile::Basis;

codes! {
    /// Family of a kind: which work it opens and which rules it falls under.
    pub enum Family {
        Special = "special" "特种作业操作证",
        Equipment = "equipment" "特种设备安全管理和作业人员证",
        Manager = "manager" "安全生产知识和管理能力考核合格证",
        Engineer = "engineer" "注册安全工程师",
        Fire = "fire" "消防设施操作员",
        Occupational = "occupational" "职业卫生培训合格证明",
        Other = "other" "其他证书",
    }
}

codes! {
    /// What the days before an end are for (decisions 7).
    pub enum Before {
        Deadline = "deadline" "此前须提出申请",
        Window = "window" "此间办理",
    }
}

/// So long before an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ahead {
    /// What they are for.
    pub before: Before,
    /// Days.
    #[serde(default)]
    pub days: u32,
    /// Months, instead of days.
    #[serde(default)]
    pub months: u32,
}

impl Ahead {
    /// The day so long before `end`.
    #[must_use]
    pub fn of(&self, end: NaiveDate) -> NaiveDate {
        add_days(add_months(end, -i32::try_from(self.months).unwrap_or(0)), -i64::from(self.days))
    }
}

/// The rule of a kind between two days, by the day the certificate was issued.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// First day in force.
    pub effective_from: NaiveDate,
    /// Last day in force; absent: until further notice.
    #[serde(default)]
    pub effective_to: Option<NaiveDate>,
    /// Months of validity; absent: what is printed, else without end.
    #[serde(default)]
    pub valid_months: Option<u32>,
    /// Months between reviews (复审); absent: none.
    #[serde(default)]
    pub review_months: Option<u32>,
    /// When renewal or review is to be seen to.
    #[serde(default)]
    pub ahead: Option<Ahead>,
    /// Articles.
    pub basis: Vec<Basis>,
    /// Whether figures here still have to be checked (依据待核对).
    #[serde(default)]
    pub unverified: bool,
    /// What is open about them.
    #[serde(default)]
    pub note: String,
}

/// A kind of certificate.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateKind {
    /// Id, `ct.electric_low`.
    pub id: String,
    /// Name, as the certificate says: `低压电工作业`.
    pub title: String,
    /// Family.
    pub family: Family,
    /// Its category in the catalogue: `电工作业`.
    #[serde(default)]
    pub category: String,
    /// Other names in use.
    #[serde(default)]
    pub also: Vec<String>,
    /// Work it opens, in words; empty: none that is forbidden without it.
    #[serde(default)]
    pub opens: String,
    /// Terms by edition, oldest first.
    pub terms: Vec<Terms>,
}

impl CertificateKind {
    /// The terms for a certificate issued on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&Terms> {
        self.terms.iter().find(|it| it.effective_from <= day && it.effective_to.is_none_or(|last| day <= last))
    }
}

/// One certificate as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Row id.
    pub id: i64,
    /// Row id of the person.
    pub holder: i64,
    /// Id of its kind.
    pub kind: String,
    /// 发证或初领日期 of this certificate; absent: unknown.
    pub issued_on: Option<NaiveDate>,
    /// First day it is valid, where printed; else the day of issue.
    pub valid_from: Option<NaiveDate>,
    /// Last day it is valid, as printed.
    pub expires_on: Option<NaiveDate>,
    /// Day by which it is to be reviewed, as printed.
    pub review_due_on: Option<NaiveDate>,
    /// Day of the last review passed.
    pub reviewed_on: Option<NaiveDate>,
    /// Day it was revoked or cancelled.
    pub revoked_on: Option<NaiveDate>,
    /// The certificate it renews.
    pub renews: Option<i64>,
}

/// How a certificate stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Valid; last day, where there is one.
    Valid(Option<NaiveDate>),
    /// Not valid yet; its first day.
    NotYet(NaiveDate),
    /// Ended on that day.
    Expired(NaiveDate),
    /// Its review was due on that day and no later review is recorded.
    ReviewMissed(NaiveDate),
    /// Revoked on that day.
    Revoked(NaiveDate),
    /// It cannot be said: this field is wanting.
    Unknown(&'static str),
}

impl Validity {
    /// Whether the work it opens may be done.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        matches!(self, Self::Valid(_))
    }

    /// In words.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::Valid(None) => "有效".to_owned(),
            Self::Valid(Some(last)) => format!("有效，至{}", chinese(*last)),
            Self::NotYet(first) => format!("{}起有效", chinese(*first)),
            Self::Expired(last) => format!("{}已到期", chinese(*last)),
            Self::ReviewMissed(due) => format!("{}应复审，没有复审记录", chinese(*due)),
            Self::Revoked(on) => format!("{}被撤销或注销", chinese(*on)),
            Self::Unknown(_) => "没有登记有效期，不能当作有效".to_owned(),
        }
    }
}

impl Certificate {
    fn starts(&self) -> Option<NaiveDate> {
        self.valid_from.or(self.issued_on)
    }

    /// The terms it falls under: those in force when it was issued.
    #[must_use]
    pub fn terms<'k>(&self, kind: &'k CertificateKind) -> Option<&'k Terms> {
        kind.on(self.issued_on.or(self.valid_from)?)
    }

    /// Last day it is valid: as printed, else a day less than the anniversary of its first (clamped to the month's end).
    #[must_use]
    pub fn ends(&self, kind: &CertificateKind) -> Option<NaiveDate> {
        self.expires_on.or_else(|| {
            let months = self.terms(kind)?.valid_months?;
            Some(add_days(add_months(self.starts()?, i32::try_from(months).ok()?), -1))
        })
    }

    /// Whether it runs without end: nothing printed and no term set for its kind.
    fn is_endless(&self, kind: &CertificateKind) -> bool {
        self.expires_on.is_none() && self.terms(kind).is_some_and(|it| it.valid_months.is_none())
    }

    /// Day by which the next review is due: as printed unless already reviewed, else counted from the last review or the first
    /// day. `None` where its kind knows no review, or it ends first.
    #[must_use]
    pub fn review_due(&self, kind: &CertificateKind) -> Option<NaiveDate> {
        let printed = self.review_due_on.filter(|due| self.reviewed_on.is_none_or(|on| !answers(on, *due, self)));
        let due = match printed {
            Some(due) => due,
            None => {
                let months = self.terms(kind)?.review_months.filter(|months| *months > 0)?;
                self.counted_review(i32::try_from(months).ok()?)?
            }
        };
        self.ends(kind).is_none_or(|end| due < end).then_some(due)
    }

    /// The next review in steps from the first day, so that an early review does not move the days (decisions 5).
    fn counted_review(&self, months: i32) -> Option<NaiveDate> {
        let start = self.starts()?;
        let days = (1..=20).map(|step| add_days(add_months(start, months * step), -1));
        let last = self.reviewed_on;
        // A review up to a year before its day is that day's review.
        days.into_iter().find(|due| last.is_none_or(|on| on < add_months(*due, -12)))
    }

    /// How it stands on a day.
    #[must_use]
    pub fn on(&self, kind: &CertificateKind, day: NaiveDate) -> Validity {
        if let Some(on) = self.revoked_on.filter(|on| *on <= day) {
            return Validity::Revoked(on);
        }
        if let Some(first) = self.starts().filter(|first| day < *first) {
            return Validity::NotYet(first);
        }
        let end = self.ends(kind);
        if end.is_none() && !self.is_endless(kind) {
            return Validity::Unknown("expires_on");
        }
        if let Some(last) = end.filter(|last| *last < day) {
            return Validity::Expired(last);
        }
        match self.review_due(kind).filter(|due| *due < day) {
            Some(due) => Validity::ReviewMissed(due),
            None => Validity::Valid(end),
        }
    }
}

/// Whether a review on `on` answers the printed day `due`: not older than the certificate, at most a year early.
fn answers(on: NaiveDate, due: NaiveDate, certificate: &Certificate) -> bool {
    on >= add_months(due, -12) && certificate.starts().is_none_or(|first| first <= on)
}

/// How somebody stands for a kind of certificate on a day: the best of all he holds.
#[must_use]
pub fn standing(held: &[&Certificate], kind: &CertificateKind, day: NaiveDate) -> Option<(i64, Validity)> {
    let rank = |validity: &Validity| match validity {
        Validity::Valid(None) => (5, NaiveDate::MAX),
        Validity::Valid(Some(last)) => (4, *last),
        Validity::NotYet(first) => (3, *first),
        Validity::Unknown(_) => (2, NaiveDate::MIN),
        Validity::ReviewMissed(on) | Validity::Expired(on) | Validity::Revoked(on) => (1, *on),
    };
    let all = held.iter().filter(|it| it.kind == kind.id).map(|it| (it.id, it.on(kind, day)));
    all.max_by_key(|(id, validity)| (rank(validity), *id))
}

/// Whether another certificate of the same holder and kind takes this one's place: it names it, or ends later.
#[must_use]
pub fn is_renewed(old: &Certificate, held: &[&Certificate], kind: &CertificateKind) -> bool {
    held.iter()
        .filter(|it| it.id != old.id && it.kind == old.kind && it.holder == old.holder)
        .any(|it| it.renews == Some(old.id) || it.ends(kind).zip(old.ends(kind)).is_some_and(|(new, old)| new > old))
}

#[cfg(test)]
#[path = "certificate_tests.rs"]
mod tests;
