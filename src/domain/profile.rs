//! What the plant has said about itself, and conditions over it in three values.
//!
//! A fact nobody has asked is unknown, never false. A condition is therefore true, false or unknown, and each
//! verdict names the facts it rests on, so that the reader can see which answer would change it. The six
//! "high-risk" flags are conditions with an article; the plant may set one by hand, with a reason.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;

use super::fold::{clean_line, folded_key};
use super::problem::Problem;

mod condition;
mod verdict;

pub use condition::{AllOf, AnyOf, Condition, IsYes, Names, NotOf, OneOf, Range};
pub use verdict::Verdict;

/// Prefix of the keys of derived flags: `flag.training`.
pub const FLAG_PREFIX: &str = "flag.";

/// The answer to one question of the profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactValue {
    /// Yes or no.
    Bool(bool),
    /// A whole number (people, units …).
    Int(i64),
    /// The code of one of the question's choices.
    Code(String),
    /// Free text (a city, an authority).
    Text(String),
}

impl FactValue {
    /// The value as it is stored: `yes`/`no`, digits, the code, the text.
    #[must_use]
    pub fn stored(&self) -> String {
        match self {
            Self::Bool(true) => "yes".to_owned(),
            Self::Bool(false) => "no".to_owned(),
            Self::Int(number) => number.to_string(),
            Self::Code(text) | Self::Text(text) => text.clone(),
        }
    }
}

/// One answered fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The answer.
    pub value: FactValue,
    /// First day on which it holds, if the plant said so; duties due before it are not judged.
    pub since: Option<NaiveDate>,
    /// Why a derived flag was set by hand.
    pub reason: Option<String>,
}

/// Everything the plant has answered. What is not in here is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    answers: BTreeMap<String, Fact>,
}

impl Facts {
    /// Nothing answered.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers `key`, replacing an earlier answer.
    pub fn set(&mut self, key: impl Into<String>, value: FactValue) {
        self.put(key, Fact { value, since: None, reason: None });
    }

    /// Answers `key` with all that is known about the answer.
    pub fn put(&mut self, key: impl Into<String>, fact: Fact) {
        self.answers.insert(key.into(), fact);
    }

    /// Sets a derived flag by hand (安全管理人员判断与推导不同), saying why.
    pub fn override_flag(&mut self, key: impl Into<String>, yes: bool, reason: impl Into<String>) {
        self.put(key, Fact { value: FactValue::Bool(yes), since: None, reason: Some(reason.into()) });
    }

    /// Answers `key` only where the plant has not answered it itself (a head count taken from the roster).
    pub fn set_if_unknown(&mut self, key: &str, value: FactValue) {
        if !self.answers.contains_key(key) {
            self.set(key, value);
        }
    }

    /// The answer, if there is one.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Fact> {
        self.answers.get(key)
    }

    /// Keys and answers, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Fact)> {
        self.answers.iter().map(|(key, fact)| (key.as_str(), fact))
    }
}

/// What sort of answer a question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// Yes or no.
    Bool,
    /// Whole number, not negative.
    Int,
    /// One of `choices`.
    Choice,
    /// Free text.
    Text,
}

/// One choice of a question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactChoice {
    /// Stable code, as stored and as scripts type it.
    pub code: String,
    /// Chinese label.
    pub label: String,
}

/// One question of the profile.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactDef {
    /// English key, as in `init --fact key=value`.
    pub key: String,
    /// Short Chinese name, for messages: `消防安全重点单位`.
    pub label: String,
    /// The question as it is put to the user.
    pub question: String,
    /// Sort of answer.
    pub kind: FactKind,
    /// Choices of a `choice`.
    #[serde(default)]
    pub choices: Vec<FactChoice>,
    /// Group of the profile form.
    pub group: String,
    /// How to find the answer.
    #[serde(default)]
    pub help: String,
    /// Where the notion comes from.
    #[serde(default)]
    pub basis: Vec<Basis>,
}

/// Pointer to an article: an instrument by id and the place in it. Rendered by the knowledge layer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Id of the instrument, `reg.…`.
    pub reg: String,
    /// Article as a bare number or clause: `33`, `5.2.2`; empty when only the instrument is known.
    #[serde(default)]
    pub article: String,
}

/// A derived flag: a condition with its article.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagDef {
    /// Key, `flag.…`.
    pub key: String,
    /// Chinese name.
    pub label: String,
    /// Facts that make it true.
    pub when: Condition,
    /// Articles whose list this is.
    pub basis: Vec<Basis>,
    /// Whether the reading still has to be checked against the text (依据待核对).
    #[serde(default)]
    pub unverified: bool,
    /// What the list leaves open, one sentence.
    #[serde(default)]
    pub note: String,
}

/// Every question and every derived flag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactBook {
    /// Questions, in the order they are asked.
    pub facts: Vec<FactDef>,
    /// Derived flags.
    pub flags: Vec<FlagDef>,
}

impl FactBook {
    /// The question with this key.
    #[must_use]
    pub fn fact(&self, key: &str) -> Option<&FactDef> {
        self.facts.iter().find(|it| it.key == key)
    }

    /// The derived flag with this key.
    #[must_use]
    pub fn flag(&self, key: &str) -> Option<&FlagDef> {
        self.flags.iter().find(|it| it.key == key)
    }

    /// Chinese name of a fact or flag; the key itself when neither is known.
    #[must_use]
    pub fn label<'a>(&'a self, key: &'a str) -> &'a str {
        self.fact(key).map(|it| it.label.as_str()).or_else(|| self.flag(key).map(|it| it.label.as_str())).unwrap_or(key)
    }

    /// An answer as people read it: 是/否, the number, the choice's label.
    #[must_use]
    pub fn show(&self, key: &str, value: &FactValue) -> String {
        match value {
            FactValue::Bool(true) => "是".to_owned(),
            FactValue::Bool(false) => "否".to_owned(),
            FactValue::Int(number) => number.to_string(),
            FactValue::Text(text) => text.clone(),
            FactValue::Code(code) => self
                .fact(key)
                .and_then(|def| def.choices.iter().find(|it| it.code == *code))
                .map_or_else(|| code.clone(), |it| it.label.clone()),
        }
    }

    /// `消防安全重点单位：否`, or `…：未答`.
    #[must_use]
    pub fn describe(&self, key: &str, facts: &Facts) -> String {
        let answer = facts.get(key).map_or_else(
            || "未答".to_owned(),
            |fact| match &fact.reason {
                Some(reason) => format!("{}（人工认定：{reason}）", self.show(key, &fact.value)),
                None => self.show(key, &fact.value),
            },
        );
        format!("{}：{answer}", self.label(key))
    }

    /// Reads an answer as typed (`init --fact key=value`, the profile form, the stored text).
    ///
    /// # Errors
    /// An unknown key, or a value the question does not take, as a sentence for the user.
    pub fn read(&self, key: &str, typed: &str) -> Result<FactValue, Problem> {
        let typed = clean_line(typed);
        if self.flag(key).is_some() {
            return read_bool(&typed).map(FactValue::Bool).ok_or_else(|| not_yes_or_no(self.label(key), &typed));
        }
        let Some(def) = self.fact(key) else {
            return Err(Problem::record(format!("没有名为“{key}”的企业情况项")));
        };
        match def.kind {
            FactKind::Bool => read_bool(&typed).map(FactValue::Bool).ok_or_else(|| not_yes_or_no(&def.label, &typed)),
            FactKind::Int => match folded_key(&typed).parse::<i64>() {
                Ok(number) if number >= 0 => Ok(FactValue::Int(number)),
                Ok(_) | Err(_) => Err(Problem::record(format!("{}应为不小于 0 的整数，不能是“{typed}”", def.label))),
            },
            FactKind::Choice => {
                let wanted = folded_key(&typed);
                def.choices
                    .iter()
                    .find(|it| folded_key(&it.code) == wanted || folded_key(&it.label) == wanted)
                    .map(|it| FactValue::Code(it.code.clone()))
                    .ok_or_else(|| {
                        let offered: Vec<String> =
                            def.choices.iter().map(|it| format!("{}={}", it.code, it.label)).collect();
                        Problem::record(format!("{}不能是“{typed}”，可选：{}", def.label, offered.join("、")))
                    })
            }
            FactKind::Text if typed.is_empty() => Err(Problem::record(format!("{}不能为空", def.label))),
            FactKind::Text => Ok(FactValue::Text(typed)),
        }
    }

    /// What `condition` comes to with these answers.
    #[must_use]
    pub fn judge(&self, condition: &Condition, facts: &Facts) -> Verdict {
        match condition {
            Condition::All(it) => {
                it.all.iter().map(|part| self.judge(part, facts)).fold(Verdict::always(), Verdict::and)
            }
            Condition::Any(it) => it.any.iter().map(|part| self.judge(part, facts)).fold(Verdict::never(), Verdict::or),
            Condition::Not(it) => self.judge(&it.not, facts).negate(),
            Condition::Is(it) => self.judge_yes(&it.is, facts),
            Condition::OneOf(it) => leaf(&it.fact, facts, |value| match value {
                FactValue::Code(code) => Some(it.one_of.contains(code)),
                FactValue::Bool(_) | FactValue::Int(_) | FactValue::Text(_) => None,
            }),
            Condition::Names(it) => leaf(&it.text, facts, |value| match value {
                FactValue::Text(text) => Some(it.names.iter().any(|name| text.contains(name.as_str()))),
                FactValue::Bool(_) | FactValue::Int(_) | FactValue::Code(_) => None,
            }),
            Condition::Range(it) => leaf(&it.number, facts, |value| match value {
                FactValue::Int(number) => Some(
                    it.at_least.is_none_or(|least| *number >= least) && it.at_most.is_none_or(|most| *number <= most),
                ),
                FactValue::Bool(_) | FactValue::Code(_) | FactValue::Text(_) => None,
            }),
        }
    }

    /// A flag set by hand stands as set; else it is derived; a plain fact is looked up.
    fn judge_yes(&self, key: &str, facts: &Facts) -> Verdict {
        match self.flag(key) {
            Some(flag) if facts.get(key).is_none() => self.judge(&flag.when, facts),
            Some(_) | None => leaf(key, facts, |value| match value {
                FactValue::Bool(yes) => Some(*yes),
                FactValue::Int(_) | FactValue::Code(_) | FactValue::Text(_) => None,
            }),
        }
    }
}

/// One fact; an answer of another kind than asked is as good as none.
fn leaf(key: &str, facts: &Facts, test: impl Fn(&FactValue) -> Option<bool>) -> Verdict {
    let named = BTreeSet::from([key.to_owned()]);
    let Some(fact) = facts.get(key) else {
        return Verdict::Unknown { facts: named };
    };
    match test(&fact.value) {
        Some(true) => Verdict::True { facts: named, since: fact.since },
        Some(false) => Verdict::False { facts: named },
        None => Verdict::Unknown { facts: named },
    }
}

fn read_bool(typed: &str) -> Option<bool> {
    match folded_key(typed).as_str() {
        "1" | "true" | "yes" | "y" | "是" | "有" => Some(true),
        "0" | "false" | "no" | "n" | "否" | "无" => Some(false),
        _ => None,
    }
}

fn not_yes_or_no(label: &str, typed: &str) -> Problem {
    Problem::record(format!("{label}应答“是”或“否”（yes/no），不能是“{typed}”"))
}

#[cfg(test)]
#[path = "profile_tests.rs"]
mod tests;
