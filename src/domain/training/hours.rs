//! 学时: lengths of training added exactly, cut to half hours once.
//!
//! What a session says in 学时 is kept; what it says in minutes is converted with the unit in force on its day. Only the
//! sum of a rule is cut, and what is cut is both compared and printed (decisions 23).

use std::fmt;

/// How long a session was, as it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// 学时 given as such, in hundredths.
    Hours(u32),
    /// Minutes, and how many of them made one 学时 on that day (45 unless the plant says otherwise).
    Minutes {
        /// Minutes taught.
        taught: u32,
        /// Minutes to one 学时; 0 counts nothing.
        unit: u32,
    },
}

/// A sum of lengths, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    over: i128,
    under: i128,
}

impl Default for Sum {
    fn default() -> Self {
        Self { over: 0, under: 1 }
    }
}

impl Sum {
    /// The sum with one more length.
    #[must_use]
    pub fn and(self, length: Length) -> Self {
        let (over, under) = match length {
            Length::Hours(hundredths) => (i128::from(hundredths), 100),
            Length::Minutes { unit: 0, .. } => return self,
            Length::Minutes { taught, unit } => (i128::from(taught), i128::from(unit)),
        };
        let sum = (self.over * under + over * self.under, self.under * under);
        let common = gcd(sum.0, sum.1).max(1);
        Self { over: sum.0 / common, under: sum.1 / common }
    }

    /// Cut down to half hours: what is compared and printed.
    #[must_use]
    pub fn cut(self) -> Halves {
        Halves(u32::try_from(self.over * 2 / self.under).unwrap_or(u32::MAX))
    }
}

impl FromIterator<Length> for Sum {
    fn from_iter<I: IntoIterator<Item = Length>>(lengths: I) -> Self {
        lengths.into_iter().fold(Self::default(), Self::and)
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

/// 学时 in halves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Halves(pub u32);

impl Halves {
    /// So many whole 学时.
    #[must_use]
    pub fn whole(hours: u32) -> Self {
        Self(hours.saturating_mul(2))
    }

    /// What is missing to `wanted`.
    #[must_use]
    pub fn short_of(self, wanted: Self) -> Self {
        Self(wanted.0.saturating_sub(self.0))
    }
}

impl fmt::Display for Halves {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.0 % 2 == 1 { ".5" } else { "" };
        write!(f, "{}{half}", self.0 / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_cut_once_and_not_by_the_session() {
        let minutes = |taught| Length::Minutes { taught, unit: 45 };
        let cases: &[(&[Length], &str)] = &[
            (&[], "0"),
            (&[minutes(45)], "1"),
            (&[minutes(44)], "0.5"),
            (&[minutes(22)], "0"),
            // Three times 30 minutes are two 学时, although each alone is cut to half a one.
            (&[minutes(30), minutes(30), minutes(30)], "2"),
            (&[minutes(40), Length::Minutes { taught: 40, unit: 40 }], "1.5"),
            (&[Length::Hours(150), Length::Hours(33), Length::Hours(17)], "2"),
            (&[Length::Hours(2399)], "23.5"),
            (&[Length::Hours(800), Length::Hours(800), Length::Hours(800)], "24"),
            (&[Length::Minutes { taught: 90, unit: 0 }], "0"),
        ];
        for (lengths, told) in cases {
            assert_eq!(lengths.iter().copied().collect::<Sum>().cut().to_string(), *told, "{lengths:?}");
        }
        assert_eq!(Halves(47).short_of(Halves::whole(24)).to_string(), "0.5");
        assert_eq!(Halves(50).short_of(Halves::whole(24)), Halves(0));
    }
}
