//! Chance that is the same for the same seed on every machine: SplitMix64 (Steele, Lea, Flood 2014), nothing of the
//! platform in it.

/// A stream of chance.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included; `low` when there is none between.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low + i64::try_from(self.next() % span).unwrap_or(0)
    }

    /// Whether something of this likelihood, in thousandths, happens now.
    pub(super) fn hits(&mut self, thousandths: i64) -> bool {
        self.between(0, 999) < thousandths
    }

    /// One of the list; `None` only of an empty one.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(list.len()).unwrap_or(0) - 1;
        usize::try_from(self.between(0, last.max(0))).ok().and_then(|at| list.get(at))
    }

    /// One of the words; empty only of an empty list.
    pub(super) fn word(&mut self, list: &[&'static str]) -> &'static str {
        self.pick(list).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_stream() {
        let stream = |seed| {
            let mut chance = Chance::new(seed);
            (0..20).map(|_| chance.between(1, 6)).collect::<Vec<_>>()
        };
        assert_eq!(stream(7), stream(7));
        assert_ne!(stream(7), stream(8));
        assert!(stream(7).iter().all(|it| (1..=6).contains(it)));
    }
}
