//! The questions of the profile and the flags derived from the answers, read from `knowledge/facts.toml`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::obligation::check_reference;
use super::shape::Fault;
use crate::domain::fold::clean_line;
use crate::domain::profile::{Condition, FLAG_PREFIX, FactBook, FactDef, FactKind, Facts, FlagDef, Verdict};
use crate::error::{Error, Result};

/// Path below `knowledge/`.
pub const FILE: &str = "facts.toml";
/// The embedded pack.
pub const TEXT: &str = include_str!("../../knowledge/facts.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactPack {
    #[serde(rename = "pack")]
    _pack: String,
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "edition")]
    _edition: String,
    #[serde(rename = "checked_on")]
    _checked_on: String,
    fact: Vec<FactDef>,
    #[serde(default)]
    flag: Vec<FlagDef>,
}

/// The questions that come with the program; read on the first call, the same ones ever after.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when the embedded pack cannot be read; a test holds that it can.
pub fn book() -> Result<&'static FactBook> {
    static BOOK: OnceLock<Result<FactBook, String>> = OnceLock::new();
    BOOK.get_or_init(|| read(TEXT, FILE)).as_ref().map_err(|message| Error::internal(message.clone()))
}

/// Reads a pack of questions.
///
/// # Errors
/// What is wrong with the text, as one sentence.
pub fn read(text: &str, file: &str) -> Result<FactBook, String> {
    let pack: FactPack = toml::from_str(text).map_err(|error| format!("规则包 {file} 读不出来：{error}"))?;
    let book = FactBook { facts: pack.fact, flags: pack.flag };
    let faults = check(&book);
    if faults.is_empty() { Ok(book) } else { Err(format!("规则包 {file}：{}", faults.join("；"))) }
}

/// Whether something concerns a plant, by what it answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Concern {
    /// It does.
    Yes,
    /// It does not; the answers it rests on, in words.
    No(String),
    /// Questions are not answered; which, in words.
    Unknown(String),
}

/// Whether what is under this condition concerns a plant.
///
/// # Errors
/// As [`book`].
pub fn concern(when: &Condition, answers: &Facts) -> Result<Concern> {
    let book = book()?;
    let said = |facts: &BTreeSet<String>| -> String {
        facts.iter().map(|key| book.describe(key, answers)).collect::<Vec<_>>().join("；")
    };
    Ok(match book.judge(when, answers) {
        Verdict::True { .. } => Concern::Yes,
        Verdict::False { facts } => Concern::No(said(&facts)),
        Verdict::Unknown { facts } => Concern::Unknown(said(&facts)),
    })
}

/// Every fault of a pack of questions, references into the instruments included.
#[must_use]
pub fn check_pack(table: &toml::Table) -> Vec<Fault> {
    let pack: FactPack = match table.clone().try_into() {
        Ok(pack) => pack,
        Err(error) => return vec![(String::new(), clean_line(error.message()))],
    };
    let book = FactBook { facts: pack.fact, flags: pack.flag };
    let mut faults: Vec<Fault> = check(&book).into_iter().map(|message| (String::new(), message)).collect();
    for it in &book.facts {
        it.basis.iter().for_each(|basis| check_reference(basis, &it.key, &mut faults));
    }
    for it in &book.flags {
        it.basis.iter().for_each(|basis| check_reference(basis, &it.key, &mut faults));
    }
    faults
}

/// Everything that is wrong with the questions: keys used twice, choices wanting, flags over unknown facts.
#[must_use]
pub fn check(book: &FactBook) -> Vec<String> {
    let mut faults = Vec::new();
    let mut keys = BTreeSet::new();
    for fact in &book.facts {
        if !keys.insert(fact.key.as_str()) {
            faults.push(format!("企业情况项 {} 重复", fact.key));
        }
        if fact.key.starts_with(FLAG_PREFIX) || !is_key(&fact.key) {
            faults.push(format!("企业情况项的键“{}”应为小写字母、数字和下划线", fact.key));
        }
        if (fact.kind == FactKind::Choice) == fact.choices.is_empty() {
            faults.push(format!("企业情况项 {} 的选项与类型不符", fact.key));
        }
        if fact.choices.iter().map(|it| it.code.as_str()).collect::<BTreeSet<_>>().len() != fact.choices.len() {
            faults.push(format!("企业情况项 {} 的选项代码重复", fact.key));
        }
    }
    for flag in &book.flags {
        if !flag.key.starts_with(FLAG_PREFIX) || !keys.insert(flag.key.as_str()) {
            faults.push(format!("推导项的键“{}”重复，或不以 {FLAG_PREFIX} 开头", flag.key));
        }
        if flag.basis.is_empty() {
            faults.push(format!("推导项 {} 没有依据", flag.key));
        }
        // A flag over flags could go in circles.
        if flag.when.keys().iter().any(|key| key.starts_with(FLAG_PREFIX)) {
            faults.push(format!("推导项 {} 不能引用别的推导项", flag.key));
        }
        faults.extend(check_condition(book, &flag.when).into_iter().map(|fault| format!("{}：{fault}", flag.key)));
    }
    faults
}

/// Everything that is wrong with a condition: unknown keys, kinds that do not fit, codes that are no choice.
#[must_use]
pub fn check_condition(book: &FactBook, condition: &Condition) -> Vec<String> {
    let kind = |key: &str| book.fact(key).map(|it| it.kind);
    match condition {
        Condition::All(it) => it.all.iter().flat_map(|part| check_condition(book, part)).collect(),
        Condition::Any(it) => it.any.iter().flat_map(|part| check_condition(book, part)).collect(),
        Condition::Not(it) => check_condition(book, &it.not),
        Condition::Is(it) if book.flag(&it.is).is_some() || kind(&it.is) == Some(FactKind::Bool) => Vec::new(),
        Condition::Is(it) => vec![format!("条件里的 {} 不是是非项", it.is)],
        Condition::Names(it) if kind(&it.text) != Some(FactKind::Text) => {
            vec![format!("条件里的 {} 不是文字项", it.text)]
        }
        Condition::Names(it) if it.names.iter().all(|name| name.trim().is_empty()) => {
            vec![format!("条件里的 {} 没有写名称", it.text)]
        }
        Condition::Names(_) => Vec::new(),
        Condition::Range(it) if kind(&it.number) != Some(FactKind::Int) => {
            vec![format!("条件里的 {} 不是数字项", it.number)]
        }
        Condition::Range(it) if it.at_least.is_none() && it.at_most.is_none() => {
            vec![format!("条件里的 {} 没有界限", it.number)]
        }
        Condition::Range(_) => Vec::new(),
        Condition::OneOf(it) => match book.fact(&it.fact) {
            Some(fact) => {
                let known = |code: &&String| !fact.choices.iter().any(|choice| choice.code == **code);
                it.one_of.iter().filter(known).map(|code| format!("{} 没有选项 {code}", it.fact)).collect()
            }
            None => vec![format!("条件里的 {} 不存在", it.fact)],
        },
    }
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_questions_are_sound() {
        let book = read(TEXT, FILE).unwrap();
        assert_eq!(book.flags.len(), 8);
        for fact in &book.facts {
            assert!(fact.question.ends_with(['？', '。']), "{}: {}", fact.key, fact.question);
            assert!(fact.label.chars().count() <= 16, "{}", fact.label);
        }
    }

    #[test]
    fn a_pack_with_a_mistake_is_refused_with_the_key() {
        let cases = [
            ("[[fact]]\nkey='a'\nlabel='甲'\nquestion='？'\nkind='choice'\ngroup='组'\n", "选项与类型不符"),
            ("[[fact]]\nkey='A b'\nlabel='甲'\nquestion='？'\nkind='bool'\ngroup='组'\n", "小写字母"),
            (
                "[[fact]]\nkey='a'\nlabel='甲'\nquestion='？'\nkind='bool'\ngroup='组'\n[[flag]]\nkey='flag.x'\nlabel='乙'\nwhen={is='b'}\nbasis=[{reg='reg.x'}]\n",
                "不是是非项",
            ),
            ("[[fact]]\nkey='a'\nlabel='甲'\nquestion='？'\nkind='bool'\ngroup='组'\ncolour='red'\n", "colour"),
        ];
        for (body, expected) in cases {
            let text = format!("pack='facts'\ntitle='x'\nedition='1'\nchecked_on='2026-01-01'\n{body}");
            let error = read(&text, "own.toml").unwrap_err();
            assert!(error.contains(expected), "{expected}: {error}");
        }
    }
}
