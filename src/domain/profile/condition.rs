//! Conditions on the profile, as the packs write them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A condition on the profile.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Condition {
    /// Every part holds.
    All(AllOf),
    /// At least one part holds.
    Any(AnyOf),
    /// The part does not hold.
    Not(NotOf),
    /// A yes/no fact or a flag is yes.
    Is(IsYes),
    /// A choice is one of these codes.
    OneOf(OneOf),
    /// A text names one of these: the province, the city.
    Names(Names),
    /// A number lies within bounds, both included (以上、以下 include the number, 民法典 1259).
    Range(Range),
}

/// `{ all = [ … ] }`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AllOf {
    /// Parts.
    pub all: Vec<Condition>,
}

/// `{ any = [ … ] }`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AnyOf {
    /// Parts.
    pub any: Vec<Condition>,
}

/// `{ not = … }`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NotOf {
    /// Part.
    pub not: Box<Condition>,
}

/// `{ is = "key" }`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct IsYes {
    /// Key of the fact or flag.
    pub is: String,
}

/// `{ fact = "key", one_of = [ … ] }`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OneOf {
    /// Key of the fact.
    pub fact: String,
    /// Codes that satisfy it.
    pub one_of: Vec<String>,
}

/// `{ text = "province", names = ["山东"] }`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Key of the fact.
    pub text: String,
    /// Words any of which satisfies it where the text contains it.
    pub names: Vec<String>,
}

/// `{ number = "key", at_least = 100 }`, `{ number = "key", at_most = 99 }`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Key of the fact.
    pub number: String,
    /// Lowest number that satisfies it.
    #[serde(default)]
    pub at_least: Option<i64>,
    /// Highest number that satisfies it.
    #[serde(default)]
    pub at_most: Option<i64>,
}

impl Condition {
    /// `{ is = key }`.
    #[must_use]
    pub fn is(key: &str) -> Self {
        Self::Is(IsYes { is: key.to_owned() })
    }

    /// Keys of facts and flags it names directly.
    #[must_use]
    pub fn keys(&self) -> BTreeSet<&str> {
        match self {
            Self::All(it) => it.all.iter().flat_map(Self::keys).collect(),
            Self::Any(it) => it.any.iter().flat_map(Self::keys).collect(),
            Self::Not(it) => it.not.keys(),
            Self::Is(it) => [it.is.as_str()].into(),
            Self::OneOf(it) => [it.fact.as_str()].into(),
            Self::Names(it) => [it.text.as_str()].into(),
            Self::Range(it) => [it.number.as_str()].into(),
        }
    }
}
