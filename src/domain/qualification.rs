//! Certificates against the people who hold them and the posts that ask for them: how one stands in a list, what is owed
//! about it and by when, and who may not do the work his post brings for want of one.

use chrono::NaiveDate;

use super::certificate::{Ahead, Before, Certificate, CertificateKind, Family, Validity, standing};
use super::code::codes;
use super::date::add_days;
use super::training::{Tenure, Worker};

/// A certificate with so many days left or fewer is 临期 (decisions 4: certificates 90).
pub const SOON: i64 = 90;

codes! {
    /// How a certificate stands in a list.
    pub enum Stand {
        Valid = "valid" "有效",
        Expiring = "expiring" "临期",
        Expired = "expired" "已到期",
        ReviewMissed = "review_missed" "未复审",
        NotYet = "not_yet" "未生效",
        Unknown = "unknown" "期限不明",
        Revoked = "revoked" "已注销",
        Renewed = "renewed" "已换证",
        Left = "left" "持证人离职",
    }
}

/// What else is known of a certificate beside its own row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The certificate that took its place and has begun.
    pub renewed_by: Option<i64>,
    /// Its holder no longer works here.
    pub left: bool,
}

/// How a certificate stands on a day.
#[must_use]
pub fn stand(it: &Certificate, kind: &CertificateKind, around: Around, day: NaiveDate) -> Stand {
    let validity = it.on(kind, day);
    if let Validity::Revoked(_) = validity {
        return Stand::Revoked;
    }
    if around.renewed_by.is_some() {
        return Stand::Renewed;
    }
    if around.left {
        return Stand::Left;
    }
    match validity {
        Validity::Valid(_) => match next_day(it, kind).filter(|next| *next <= add_days(day, SOON)) {
            Some(_) => Stand::Expiring,
            None => Stand::Valid,
        },
        Validity::NotYet(_) => Stand::NotYet,
        Validity::Expired(_) => Stand::Expired,
        Validity::ReviewMissed(_) => Stand::ReviewMissed,
        Validity::Revoked(_) => Stand::Revoked,
        Validity::Unknown(_) => Stand::Unknown,
    }
}

/// The next day on which something about it is due: its review, else its end.
#[must_use]
pub fn next_day(it: &Certificate, kind: &CertificateKind) -> Option<NaiveDate> {
    match (it.review_due(kind), it.ends(kind)) {
        (Some(review), Some(end)) => Some(review.min(end)),
        (review, end) => review.or(end),
    }
}

/// The certificate that took this one's place by a day: one that names it, else one of the same kind and holder that ends
/// later; it must have begun, and it must not have been revoked.
#[must_use]
pub fn successor(old: &Certificate, held: &[&Certificate], kind: &CertificateKind, day: NaiveDate) -> Option<i64> {
    let begun = |it: &&&Certificate| {
        it.id != old.id
            && it.kind == old.kind
            && it.holder == old.holder
            && it.valid_from.or(it.issued_on).is_some_and(|first| first <= day)
            && it.revoked_on.is_none_or(|on| day < on)
    };
    let later = |it: &&&Certificate| {
        it.renews == Some(old.id) || it.ends(kind).zip(old.ends(kind)).is_some_and(|(new, old)| new > old)
    };
    held.iter().filter(begun).filter(later).map(|it| it.id).max()
}

/// What is owed about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Apply for its renewal or review.
    Apply,
    /// Have it reviewed (复审).
    Review,
    /// Have a new one before it ends.
    Renew,
}

/// What is owed about a certificate that nothing has taken the place of, with the last day in time.
#[must_use]
pub fn steps(it: &Certificate, kind: &CertificateKind, today: NaiveDate) -> Vec<(Step, NaiveDate)> {
    let mut found = Vec::new();
    if it.revoked_on.is_some_and(|on| on <= today) {
        return found;
    }
    let end = it.ends(kind);
    let terms = it.terms(kind);
    if let (Some(end), Some(ahead)) = (end, terms.and_then(|terms| terms.ahead)) {
        // Once it has ended there is nothing to apply for: it has to be taken anew.
        if ahead.before == Before::Deadline && today <= end {
            found.push((Step::Apply, Ahead::of(&ahead, end)));
        }
    }
    if let Some(due) = it.review_due(kind).filter(|_| end.is_none_or(|end| today <= end)) {
        found.push((Step::Review, due));
    }
    found.extend(end.map(|end| (Step::Renew, end)));
    found
}

/// A certificate that a post asks of its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Required {
    /// Row id of the post.
    pub post: i64,
    /// Id of the kind.
    pub kind: String,
}

/// A person at a post without the valid certificate it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack<'a> {
    /// The kind that is wanting.
    pub kind: &'a CertificateKind,
    /// The post that asks for it.
    pub tenure: &'a Tenure,
    /// First day of the want that lasts until the day judged.
    pub since: NaiveDate,
    /// The certificate of that kind that comes nearest, and why it does not do.
    pub nearest: Option<(i64, Validity)>,
}

impl Lack<'_> {
    /// Why the work is forbidden, in words.
    #[must_use]
    pub fn why(&self) -> String {
        match &self.nearest {
            None => format!("没有登记{}的证书", self.kind.title),
            Some((id, validity)) => format!("{}证书（证书#{id}）{}", self.kind.title, validity.said()),
        }
    }

    /// Whether it forbids the work: special operations and special equipment do, the rest is a duty (decisions 13).
    #[must_use]
    pub fn forbids(&self) -> bool {
        opens_by_law(self.kind)
    }

    /// Whether the work without it is a major hazard by 令10号第三条: special operations.
    #[must_use]
    pub fn is_major_sign(&self) -> bool {
        self.kind.family == Family::Special
    }
}

/// Whether the law forbids the work to who holds no valid certificate of this kind.
#[must_use]
pub fn opens_by_law(kind: &CertificateKind) -> bool {
    matches!(kind.family, Family::Special | Family::Equipment) && !kind.opens.is_empty()
}

/// The certificates that are wanting at the posts a person holds on a day. Who is not here, or away, lacks nothing.
#[must_use]
pub fn lacks<'a>(
    worker: &'a Worker,
    held: &[&Certificate],
    required: &[Required],
    kinds: &'a [CertificateKind],
    day: NaiveDate,
) -> Vec<Lack<'a>> {
    let mut found: Vec<Lack<'a>> = Vec::new();
    if !worker.is_here(day) || worker.is_away(day, day) {
        return found;
    }
    for tenure in worker.held_on(day) {
        for asked in required.iter().filter(|it| it.post == tenure.post) {
            let Some(kind) = kinds.iter().find(|it| it.id == asked.kind) else { continue };
            if found.iter().any(|it| it.kind.id == kind.id && it.tenure.post == tenure.post) {
                continue;
            }
            let nearest = standing(held, kind, day);
            if nearest.as_ref().is_some_and(|(_, validity)| validity.is_valid()) {
                continue;
            }
            let since = wanting_since(worker, tenure, held, kind, day);
            found.push(Lack { kind, tenure, since, nearest });
        }
    }
    found
}

/// First day of the want that lasts until `day`: the day after the last valid one, else the first at the post.
fn wanting_since(
    worker: &Worker,
    tenure: &Tenure,
    held: &[&Certificate],
    kind: &CertificateKind,
    day: NaiveDate,
) -> NaiveDate {
    let is_valid = |on: NaiveDate| standing(held, kind, on).is_some_and(|(_, validity)| validity.is_valid());
    let from = tenure.from.or(worker.began_on());
    let mut turns: Vec<NaiveDate> = Vec::new();
    for it in held.iter().filter(|it| it.kind == kind.id) {
        turns.extend(it.ends(kind).map(|end| add_days(end, 1)));
        turns.extend(it.review_due(kind).map(|due| add_days(due, 1)));
        turns.extend(it.revoked_on);
    }
    turns.retain(|turn| *turn <= day && from.is_none_or(|from| from < *turn) && is_valid(add_days(*turn, -1)));
    turns.into_iter().max().or(from).unwrap_or(day)
}
