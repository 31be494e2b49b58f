//! The parts a proposal is made of, and what they come to together.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Verdict;
use super::facts::Snapshot;
use crate::domain::period::{Period, PeriodKind};

/// Begins a line of a trace that says what the records cannot tell: a person must have looked before the point counts as
/// 已落实.
pub const LOOK: &str = "还要看：";

/// How many names stand in one line before the rest are counted.
const NAMED: usize = 5;

/// One thing a check point asks for, as the records have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// It is there.
    Yes(String),
    /// It is not there.
    No(String),
    /// The records cannot tell.
    Unknown(String),
    /// Said beside; decides nothing.
    Beside(String),
    /// What a person must look at, since no record holds it.
    Look(String),
}

/// What the records say of a check point, and why: one sentence a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The verdict they lead to.
    pub verdict: Verdict,
    /// Why.
    pub trace: Vec<String>,
}

impl Proposal {
    /// The trace as it is stored.
    #[must_use]
    pub fn text(&self) -> String {
        self.trace.join("\n")
    }
}

/// What the parts come to. One that is unknown never adds up to 已落实; nothing known at all is 资料不足.
#[must_use]
pub fn conclude(parts: Vec<Part>) -> Proposal {
    let has = |wanted: fn(&Part) -> bool| parts.iter().any(wanted);
    let (yes, no) = (has(|it| matches!(it, Part::Yes(_))), has(|it| matches!(it, Part::No(_))));
    let unknown = has(|it| matches!(it, Part::Unknown(_)));
    let verdict = match (yes, no, unknown) {
        (true, true, _) => Verdict::Partly,
        (false, true, _) => Verdict::Unmet,
        (true, false, false) => Verdict::Met,
        (_, false, _) => Verdict::DataMissing,
    };
    let trace = parts.into_iter().map(|part| match part {
        Part::Yes(said) => format!("符合：{said}"),
        Part::No(said) => format!("不符合：{said}"),
        Part::Unknown(said) => format!("资料不足：{said}"),
        Part::Beside(said) => said,
        Part::Look(said) => format!("{LOOK}{said}"),
    });
    Proposal { verdict, trace: trace.collect() }
}

/// Some names and how many there are.
#[must_use]
pub(super) fn names<S: AsRef<str>>(all: &[S]) -> String {
    let shown: Vec<&str> = all.iter().take(NAMED).map(AsRef::as_ref).collect();
    let joined = shown.join("、");
    if all.len() > NAMED { format!("{joined}等{}项", all.len()) } else { joined }
}

/// A thing that must be done in every period: `deeds` are those done, by day. `in_use`: whether any such thing was ever
/// recorded; without, nothing is known. Where no period of the span can be judged yet, the one before it is.
pub(super) fn each_period(
    s: &Snapshot,
    kind: PeriodKind,
    what: &str,
    deeds: &[(NaiveDate, String)],
    in_use: bool,
) -> Vec<Part> {
    let decides = |part: &Part| !matches!(part, Part::Beside(_));
    let within = Period::overlapping(kind, s.from, s.day.max(s.from));
    let mut parts: Vec<Part> = within.iter().map(|period| of_period(s, *period, what, deeds, in_use)).collect();
    if !parts.iter().any(decides)
        && let Some(first) = within.first()
    {
        parts.insert(0, of_period(s, first.previous(), what, deeds, in_use));
    }
    if !parts.iter().any(decides) {
        parts.push(Part::Unknown(format!("还没有一期可以判定{what}")));
    }
    parts
}

fn of_period(s: &Snapshot, period: Period, what: &str, deeds: &[(NaiveDate, String)], in_use: bool) -> Part {
    let within = |day: NaiveDate| period.contains(day) && day <= s.day;
    let done: Vec<&str> = deeds.iter().filter(|(day, _)| within(*day)).map(|(_, said)| said.as_str()).collect();
    let label = period.label();
    if !done.is_empty() {
        Part::Yes(format!("{label}{what}：{}", names(&done)))
    } else if period.last() < s.records_since {
        Part::Beside(format!("{label}在记录起始日之前，不判定"))
    } else if period.last() > s.day {
        Part::Beside(format!("{label}还没有结束，目前没有{what}"))
    } else if period.first() < s.records_since || !in_use {
        Part::Unknown(format!("{label}没有{what}的记录，是没有做还是没有登记不能判定"))
    } else {
        Part::No(format!("{label}没有{what}"))
    }
}

/// Something that must stand on the day: what is found, or that it is missing; not known where nothing of the sort was
/// ever recorded.
pub(super) fn standing(found: &[String], in_use: bool, what: &str) -> Part {
    if !found.is_empty() {
        Part::Yes(format!("{what}：{}", names(found)))
    } else if in_use {
        Part::No(format!("没有{what}"))
    } else {
        Part::Unknown(format!("没有登记{what}，台账里一条也没有，有没有不能判定"))
    }
}
