//! Which obligations a list shows, and the folding of 首页: one choice for every face of the program.

use std::collections::BTreeMap;

use super::{Judgement, Obligation, State};

/// Whether `due` and 首页 show it: what presses always, what is upcoming within so many days, or everything.
#[must_use]
pub fn listed(obligation: &Obligation, within_days: Option<i64>, all: bool) -> bool {
    let near = || within_days.zip(obligation.days).is_some_and(|(within, days)| days <= within);
    all || obligation.is_pressing() || (obligation.state == State::Upcoming && near())
}

/// So many duties of one rule and state about single people or certificates stand for themselves; more are one line.
pub const FOLDED_FROM: usize = 4;

/// One line of 首页: an obligation, or several of one rule folded.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// The obligation shown: the only one, the longest overdue, or the last one missed.
    pub head: &'a Obligation,
    /// How many obligations stand behind the line, the head included; missed ones too old for a row of their own count.
    pub count: usize,
    /// Ids of those that have rows.
    pub ids: Vec<&'a str>,
}

impl Line<'_> {
    /// Whether it stands for several people or certificates of one rule, each of which can still be met.
    #[must_use]
    pub fn is_of_many(&self) -> bool {
        self.is_folded() && !self.head.missed && self.head.is_of_one()
    }

    /// Whether it stands for more than one.
    #[must_use]
    pub fn is_folded(&self) -> bool {
        self.count > 1
    }
}

impl Obligation {
    /// Whether it is about one person or certificate: `person-12.post-3`, `certificate-7`.
    #[must_use]
    pub fn is_of_one(&self) -> bool {
        self.object.starts_with("person-") || self.object.starts_with("certificate-")
    }
}

/// The lines of 首页, in the order of the obligations: missed occurrences folded to one line a rule, overdue periods of
/// one rule folded to one line, many people who owe the same in the same state folded to one line, everything else by
/// itself.
#[must_use]
pub fn lines(judgement: &Judgement, within_days: Option<i64>) -> Vec<Line<'_>> {
    let shown = || judgement.obligations.iter().filter(|it| listed(it, within_days, false));
    let mut many: BTreeMap<(&str, State), usize> = BTreeMap::new();
    for it in shown().filter(|it| it.is_of_one() && !it.missed) {
        *many.entry((it.code.as_str(), it.state)).or_default() += 1;
    }
    let mut found: Vec<Line<'_>> = Vec::new();
    let mut places: BTreeMap<(&str, bool, State), usize> = BTreeMap::new();
    for it in shown() {
        let place = (it.code.as_str(), it.missed, it.state);
        let of_many = !it.missed
            && it.is_of_one()
            && many.get(&(it.code.as_str(), it.state)).is_some_and(|count| *count >= FOLDED_FROM);
        let foldable = of_many || (it.state == State::Overdue && (it.missed || it.object == super::desk::PLANT));
        let known = if foldable { places.get(&place).copied() } else { None };
        match known.and_then(|at| found.get_mut(at)) {
            Some(line) => {
                line.count += 1;
                line.ids.push(&it.id);
                if it.missed {
                    line.head = it;
                }
            }
            None => {
                if foldable {
                    places.insert(place, found.len());
                }
                let older = judgement.tallies.get(&it.code).filter(|_| it.missed).map_or(0, |it| it.folded_missed);
                let older = usize::try_from(older).unwrap_or(usize::MAX);
                found.push(Line { head: it, count: older.saturating_add(1), ids: vec![&it.id] });
            }
        }
    }
    found
}
