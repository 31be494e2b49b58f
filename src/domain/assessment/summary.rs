//! What a person's posts come to, and what a department's people do.

use super::score::{Band, Bands};
use crate::domain::statistics::Ratio;

/// One owed assessment of a person as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Weight of the post, per cent.
    pub weight: i64,
    /// The finished assessment; none: not assessed, or still being scored.
    pub done: Option<Rated>,
}

/// A finished assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rated {
    /// Its score; without a value where none of its duties was due.
    pub score: Ratio,
    /// Whether something vetoed it.
    pub vetoed: bool,
    /// Its band by the bounds of the day it was finished.
    pub band: Option<Band>,
}

/// What all posts of a person come to for one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonResult {
    /// Every post was assessed: the mean by weight.
    Rated {
        /// Weighted mean; without a value only where a veto stands beside duties none of which was due.
        score: Ratio,
        /// 等次.
        band: Band,
        /// Whether a veto decided it.
        vetoed: bool,
    },
    /// Some posts were assessed, others not: no result yet.
    Partly {
        /// Posts assessed.
        done: usize,
        /// Posts to be assessed.
        owed: usize,
    },
    /// Nobody assessed it. Never full marks, and outside every average.
    NotAssessed,
    /// Assessed, but nothing was due in the period: no score.
    NothingDue,
}

impl PersonResult {
    /// What the posts of a person come to. A post none of whose duties was due leaves its weight to the others.
    #[must_use]
    pub fn of(bands: &Bands, parts: &[Part]) -> Self {
        let done: Vec<(i64, Rated)> = parts.iter().filter_map(|it| Some((it.weight, it.done?))).collect();
        if done.is_empty() {
            return Self::NotAssessed;
        }
        if done.len() < parts.len() {
            return Self::Partly { done: done.len(), owed: parts.len() };
        }
        let vetoed = done.iter().any(|(_, it)| it.vetoed);
        let score = mean(done.iter().filter(|(_, it)| it.score.has_value()).map(|(weight, it)| (*weight, it.score)));
        // What was finished under other bounds keeps the band it was told.
        let band = if let [(_, only)] = done.as_slice() { only.band } else { bands.band(score, vetoed) };
        match band {
            Some(band) => Self::Rated { score, band, vetoed },
            None => Self::NothingDue,
        }
    }
}

/// Weighted mean of scores, exact.
fn mean(parts: impl Iterator<Item = (i64, Ratio)>) -> Ratio {
    let (mut num, mut den, mut weights) = (0_i128, 1_i128, 0_i128);
    for (weight, score) in parts {
        let (weight, own, of) = (i128::from(weight), i128::from(score.num), i128::from(score.den));
        num = num * of + weight * own * den;
        den *= of;
        weights += weight;
        let common = gcd(num, den);
        (num, den) = (num / common, den / common);
    }
    if weights == 0 {
        return Ratio::default();
    }
    let den = den * weights;
    let common = gcd(num, den);
    match (i64::try_from(num / common), i64::try_from(den / common)) {
        (Ok(num), Ok(den)) => Ratio::new(num, den),
        // More posts than anybody has; a millionth of the whole is kept.
        (Ok(_) | Err(_), _) => Ratio::new(i64::try_from(num * 1_000_000 / den).unwrap_or(0), 1_000_000),
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// What the people of a department come to. Who was not assessed is counted by himself and is in no average.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// People to be assessed.
    pub owed: usize,
    /// People of each band, in the order of [`Band::ALL`].
    pub bands: [usize; 4],
    /// Of those 不合格, how many by veto.
    pub vetoed: usize,
    /// People none of whose duties was due.
    pub nothing_due: usize,
    /// People of whose posts only some were assessed.
    pub partly: usize,
    /// People nobody assessed.
    pub not_assessed: usize,
    /// Tenths of a point, as printed, of everybody with a score, and how many they are.
    scores: (i64, i64),
}

impl Summary {
    /// Adds one person.
    pub fn add(&mut self, bands: &Bands, result: PersonResult) {
        self.owed += 1;
        match result {
            PersonResult::Rated { score, band, vetoed } => {
                let at = Band::ALL.iter().position(|it| *it == band).and_then(|at| self.bands.get_mut(at));
                if let Some(count) = at {
                    *count += 1;
                }
                self.vetoed += usize::from(vetoed);
                if let Some(tenths) = printed(bands, score) {
                    self.scores = (self.scores.0 + tenths, self.scores.1 + 1);
                }
            }
            PersonResult::Partly { .. } => self.partly += 1,
            PersonResult::NotAssessed => self.not_assessed += 1,
            PersonResult::NothingDue => self.nothing_due += 1,
        }
    }

    /// Adds the people of another department.
    pub fn join(&mut self, other: &Self) {
        self.owed += other.owed;
        for (own, more) in self.bands.iter_mut().zip(other.bands) {
            *own += more;
        }
        self.vetoed += other.vetoed;
        self.nothing_due += other.nothing_due;
        self.partly += other.partly;
        self.not_assessed += other.not_assessed;
        self.scores = (self.scores.0 + other.scores.0, self.scores.1 + other.scores.1);
    }

    /// People with a final result.
    #[must_use]
    pub fn assessed(&self) -> usize {
        self.bands.iter().sum::<usize>() + self.nothing_due
    }

    /// Mean of the scores as printed, so that who adds up the list gets the same; without a value where nobody has one.
    #[must_use]
    pub fn average(&self) -> Ratio {
        Ratio::new(self.scores.0, self.scores.1 * 1000)
    }
}

/// Tenths of a point as [`Bands::show`] prints them.
fn printed(bands: &Bands, score: Ratio) -> Option<i64> {
    let shown = bands.show(score);
    let (whole, part) = shown.split_once('.')?;
    Some(whole.parse::<i64>().ok()? * 10 + part.parse::<i64>().ok()?)
}
