//! What a condition comes to, in three values (Kleene's logic).

use std::collections::BTreeSet;

use chrono::NaiveDate;

/// What a condition comes to. `facts` are the keys of asked facts (never of derived flags, unless set by hand).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds because of these facts; `since` is the latest first day of them.
    True {
        /// Facts it rests on.
        facts: BTreeSet<String>,
        /// Latest `since` of those facts.
        since: Option<NaiveDate>,
    },
    /// It does not hold because of these facts.
    False {
        /// Facts it rests on.
        facts: BTreeSet<String>,
    },
    /// It cannot be said until these facts are answered.
    Unknown {
        /// Facts not answered.
        facts: BTreeSet<String>,
    },
}

impl Verdict {
    /// Whether it is known to hold.
    #[must_use]
    pub fn holds(&self) -> bool {
        matches!(self, Self::True { .. })
    }

    pub(super) fn always() -> Self {
        Self::True { facts: BTreeSet::new(), since: None }
    }

    pub(super) fn never() -> Self {
        Self::False { facts: BTreeSet::new() }
    }

    pub(super) fn negate(self) -> Self {
        match self {
            Self::True { facts, .. } => Self::False { facts },
            Self::False { facts } => Self::True { facts, since: None },
            Self::Unknown { facts } => Self::Unknown { facts },
        }
    }

    /// Kleene's conjunction: one false part decides, else one unknown part leaves it open.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False { facts: a }, Self::False { facts: b }) => Self::False { facts: union(a, b) },
            (Self::False { facts }, Self::True { .. } | Self::Unknown { .. })
            | (Self::True { .. } | Self::Unknown { .. }, Self::False { facts }) => Self::False { facts },
            (Self::Unknown { facts: a }, Self::Unknown { facts: b }) => Self::Unknown { facts: union(a, b) },
            (Self::Unknown { facts }, Self::True { .. }) | (Self::True { .. }, Self::Unknown { facts }) => {
                Self::Unknown { facts }
            }
            (Self::True { facts: a, since: x }, Self::True { facts: b, since: y }) => {
                Self::True { facts: union(a, b), since: x.max(y) }
            }
        }
    }

    /// Kleene's disjunction: one true part decides, else one unknown part leaves it open.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True { facts: a, since: x }, Self::True { facts: b, since: y }) => {
                // Either would do: it has held since the earlier of the two; `None` is "always".
                Self::True { facts: union(a, b), since: x.min(y) }
            }
            (Self::True { facts, since }, Self::False { .. } | Self::Unknown { .. })
            | (Self::False { .. } | Self::Unknown { .. }, Self::True { facts, since }) => Self::True { facts, since },
            (Self::Unknown { facts: a }, Self::Unknown { facts: b }) => Self::Unknown { facts: union(a, b) },
            (Self::Unknown { facts }, Self::False { .. }) | (Self::False { .. }, Self::Unknown { facts }) => {
                Self::Unknown { facts }
            }
            (Self::False { facts: a }, Self::False { facts: b }) => Self::False { facts: union(a, b) },
        }
    }
}

fn union(mut a: BTreeSet<String>, b: BTreeSet<String>) -> BTreeSet<String> {
    a.extend(b);
    a
}
