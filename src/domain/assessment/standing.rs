//! Who is to be assessed in which post for a period.

use chrono::NaiveDate;

use super::plan::Plan;
use crate::domain::code::codes;
use crate::domain::date::days_between;
use crate::domain::period::Period;

codes! {
    /// Why somebody owes no assessment in a post for a period.
    pub enum Unowed {
        Elsewhere = "elsewhere" "本期不在该岗",
        Left = "left" "期内离职",
        Away = "away" "整期缺勤",
        Short = "short" "在岗时间不足",
        Unknown = "unknown" "入职和到岗日期没有登记",
    }
}

/// A post held, from the day on which it carried a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Row id of the post.
    pub post: i64,
    /// First day; absent: from ever.
    pub from: Option<NaiveDate>,
    /// Day by which it was certainly held, where nobody wrote down since when.
    pub known_by: Option<NaiveDate>,
    /// Last day; absent: still held.
    pub to: Option<NaiveDate>,
    /// Main post rather than one held beside it.
    pub main: bool,
}

/// When somebody was with the plant, and away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// First day in the plant.
    pub hired_on: Option<NaiveDate>,
    /// Last day in the plant.
    pub ended_on: Option<NaiveDate>,
    /// Last day at work and first day back (absent: still away) of each absence.
    pub absences: Vec<(NaiveDate, Option<NaiveDate>)>,
}

/// Days of a period during which somebody was in a post: both ends count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Days of it at work.
    pub days: i64,
}

/// What one post comes to for one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// To be assessed for this span, with this weight in the person's result (all of a person's sum up to 100).
    Owed {
        /// Days in the post.
        span: Span,
        /// Weight, per cent.
        weight: i64,
    },
    /// Not to be assessed.
    Not(Unowed),
}

impl Standing {
    /// Whether it is to be assessed.
    #[must_use]
    pub fn is_owed(self) -> bool {
        matches!(self, Self::Owed { .. })
    }
}

/// Judges all posts of one person for one period, in the order given.
///
/// A leaver owes none; who was away throughout owes none; who was at work in the post for less than the set share of the
/// period's days owes none there; where nobody wrote down since when, it is said that it is not known. Somebody whose days are spread over posts, none reaching the share, is assessed in
/// the last of them, so that moving about frees nobody.
#[must_use]
pub fn judge(plan: &Plan, period: Period, presence: &Presence, holdings: &[Holding]) -> Vec<Standing> {
    let left = presence.ended_on.is_some_and(|last| last < period.last());
    let whole = days_between(period.first(), period.last()) + 1;
    let enough = |days: i64| days * 100 >= plan.share * whole;
    let mut found: Vec<Result<Span, Unowed>> = holdings.iter().map(|it| span_in(period, presence, it)).collect();
    if left {
        for it in &mut found {
            *it = it.and(Err(Unowed::Left));
        }
    }
    for (it, holding) in found.iter_mut().zip(holdings) {
        *it = it.and_then(|span| certain(presence, holding, span, &enough));
    }
    let spans: Vec<Option<Span>> = found.iter().map(|it| it.ok()).collect();
    let mut owed: Vec<bool> = spans.iter().map(|it| it.is_some_and(|span| enough(span.days))).collect();
    if !owed.contains(&true) && enough(days_at_work(presence, &spans)) {
        let last = spans.iter().flatten().map(|it| it.to).max();
        for (mark, span) in owed.iter_mut().zip(&spans) {
            *mark = span.is_some_and(|span| Some(span.to) == last);
        }
    }
    let weights = weights(plan, holdings, &spans, &owed);
    let judged = found.into_iter().zip(&owed).zip(weights).map(|((found, owed), weight)| match found {
        Ok(span) if *owed => Standing::Owed { span, weight },
        Ok(_) => Standing::Not(Unowed::Short),
        Err(why) => Standing::Not(why),
    });
    judged.collect()
}

/// The days of a period somebody was in a post and in the plant.
fn span_in(period: Period, presence: &Presence, holding: &Holding) -> Result<Span, Unowed> {
    let from = [Some(period.first()), holding.from, presence.hired_on].into_iter().flatten().max();
    let to = [Some(period.last()), holding.to, presence.ended_on].into_iter().flatten().min();
    match (from, to) {
        (Some(from), Some(to)) if from <= to => match at_work(presence, from, to) {
            0 => Err(Unowed::Away),
            days => Ok(Span { from, to, days }),
        },
        (Some(_) | None, _) => Err(Unowed::Elsewhere),
    }
}

/// The days of a span that are certain; where they are too few to tell, it is not known whether he owes anything.
fn certain(presence: &Presence, holding: &Holding, span: Span, enough: &impl Fn(i64) -> bool) -> Result<Span, Unowed> {
    let Some(from) = holding.known_by.filter(|known| *known > span.from) else { return Ok(span) };
    let days = if from <= span.to { at_work(presence, from, span.to) } else { 0 };
    if enough(days) { Ok(Span { from, days, ..span }) } else { Err(Unowed::Unknown) }
}

/// Days between two days, both counted, without those away; absences that overlap count once.
fn at_work(presence: &Presence, from: NaiveDate, to: NaiveDate) -> i64 {
    if presence.absences.is_empty() {
        return days_between(from, to) + 1;
    }
    from.iter_days().take_while(|day| *day <= to).filter(|day| !presence.is_away(*day)).count().try_into().unwrap_or(0)
}

/// Days at work covered by any of the spans.
fn days_at_work(presence: &Presence, spans: &[Option<Span>]) -> i64 {
    let (from, to) = (spans.iter().flatten().map(|it| it.from).min(), spans.iter().flatten().map(|it| it.to).max());
    let (Some(from), Some(to)) = (from, to) else { return 0 };
    let covered = |day: &NaiveDate| spans.iter().flatten().any(|it| it.from <= *day && *day <= it.to);
    let days = from.iter_days().take_while(|day| *day <= to).filter(covered).filter(|day| !presence.is_away(*day));
    days.count().try_into().unwrap_or(0)
}

impl Presence {
    /// Whether a day lies in an absence: after the last day at work, before the first day back.
    #[must_use]
    pub fn is_away(&self, day: NaiveDate) -> bool {
        self.absences.iter().any(|(left, back)| day > *left && back.is_none_or(|back| day < back))
    }
}

/// Weights that sum up to 100 over the owed posts: the main post has its set share where others are held beside it, days
/// decide between posts held one after the other. Largest remainders take what is left over; none is less than 1.
fn weights(plan: &Plan, holdings: &[Holding], spans: &[Option<Span>], owed: &[bool]) -> Vec<i64> {
    let taken = || holdings.iter().zip(spans).zip(owed).filter(|(_, owed)| **owed);
    let beside = {
        let mut posts: Vec<i64> = taken().filter(|((it, _), _)| !it.main).map(|((it, _), _)| it.post).collect();
        posts.sort_unstable();
        posts.dedup();
        i64::try_from(posts.len()).unwrap_or(0)
    };
    let has_main = taken().any(|((it, _), _)| it.main);
    let raw = |holding: &Holding, span: &Span| -> i64 {
        let share = match (holding.main, has_main) {
            (true, _) => {
                if beside == 0 {
                    10_000
                } else {
                    plan.main_weight * 100
                }
            }
            (false, true) => (100 - plan.main_weight) * 100 / beside.max(1),
            (false, false) => 10_000,
        };
        (share * span.days).max(1)
    };
    let raws: Vec<i64> = holdings
        .iter()
        .zip(spans)
        .zip(owed)
        .map(|((it, span), owed)| span.filter(|_| *owed).map_or(0, |span| raw(it, &span)))
        .collect();
    spread(&raws)
}

/// 100 shared out in proportion, whole numbers, at least 1 for whoever has a share.
fn spread(raws: &[i64]) -> Vec<i64> {
    let sum: i64 = raws.iter().sum();
    if sum == 0 {
        return vec![0; raws.len()];
    }
    let mut shares: Vec<i64> = raws.iter().map(|raw| if *raw > 0 { (raw * 100 / sum).max(1) } else { 0 }).collect();
    let mut order: Vec<usize> = (0..raws.len()).collect();
    order.sort_by_key(|at| raws.get(*at).map(|raw| std::cmp::Reverse(raw * 100 % sum)));
    let mut rest = 100 - shares.iter().sum::<i64>();
    while rest != 0 {
        let step = rest.signum();
        let fits = |share: &i64| if step > 0 { *share > 0 } else { *share > 1 };
        let Some(at) = order.iter().copied().find(|at| shares.get(*at).is_some_and(fits)) else { break };
        if let Some(share) = shares.get_mut(at) {
            *share += step;
        }
        rest -= step;
        order.rotate_left(1);
    }
    shares
}

/// The first day on which a period may be finished being assessed: in its last quarter, at most its last 31 days.
#[must_use]
pub fn earliest(period: Period) -> NaiveDate {
    let days = days_between(period.first(), period.last()) + 1;
    crate::domain::date::add_days(period.last(), -(days / 4).min(31) + 1)
}
