//! 草稿: the author's words of a report, section by section: what is written, what is empty, what the period before said.

use super::kinds::{ReportKind, TextSpec};
use super::subject::{self, Subject};
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::registers::report_text;
use crate::store::Store;

/// One section of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The section.
    pub spec: &'static TextSpec,
    /// What is written; empty: nothing yet.
    pub text: String,
    /// What the period before said in it; empty where it said nothing, and for a report about a record.
    pub before: String,
}

impl Part {
    /// Whether [`carry`] would take the text of the period before over.
    #[must_use]
    pub fn can_be_carried(&self) -> bool {
        self.spec.is_carried() && self.text.is_empty() && !self.before.is_empty()
    }
}

impl TextSpec {
    /// Whether it says what stays open (problems, plans, measures, requests): what the next period begins with.
    #[must_use]
    pub fn is_carried(&self) -> bool {
        ["问题", "安排", "计划", "措施", "建议", "打算"].iter().any(|word| self.label.contains(word))
    }

    /// Whether it may stay empty without a word: its help says what that means (“没有就空着”).
    #[must_use]
    pub fn is_optional(&self) -> bool {
        self.help.contains("没有就")
    }
}

/// The sections of a report's draft, in the order they are printed.
///
/// # Errors
/// [`crate::error::Kind::Input`] when the report is about no such period or record; when the file cannot be read.
pub fn parts(store: &Store, kind: &'static ReportKind, about: &str) -> Result<Vec<Part>> {
    let about = subject::of(store, kind, about)?;
    let mut written = report_text::all(store, kind.key, &about.key)?;
    let mut before = match about.period {
        Some(period) => report_text::all(store, kind.key, &period.previous().to_string())?,
        None => std::collections::BTreeMap::new(),
    };
    let part = |spec: &'static TextSpec| Part {
        spec,
        text: written.remove(spec.key).unwrap_or_default(),
        before: before.remove(spec.key).unwrap_or_default(),
    };
    Ok(kind.texts.iter().map(part).collect())
}

/// Writes one section; empty text takes it back. `true` when anything changed.
///
/// # Errors
/// As [`parts`]; when the kind has no such section or the file cannot be written.
pub fn write(store: &mut Store, kind: &'static ReportKind, about: &str, section: &str, text: &str) -> Result<bool> {
    let about = subject::of(store, kind, about)?;
    let section = kind.text(section)?;
    report_text::write(store, kind.key, &about.key, &[(section.key, section.label, text)])
}

/// What [`carry`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The report the texts went to.
    pub to: Subject,
    /// The period they came from.
    pub from: Period,
    /// The sections taken over, in the order they are printed.
    pub sections: Vec<&'static TextSpec>,
}

/// Takes what stayed open over from an earlier period as a starting draft: the texts of the sections about problems and
/// plans that are still empty. A section with text is never touched. `from`: another period than the one before.
///
/// # Errors
/// [`crate::error::Kind::Input`] for a report about a record, and when there is nothing to take over; when the file cannot
/// be written.
pub fn carry(store: &mut Store, kind: &'static ReportKind, about: &str, from: Option<&str>) -> Result<Carried> {
    let to = subject::of(store, kind, about)?;
    let Some(period) = to.period else {
        return Err(Error::input(format!("{}是关于一条记录的，没有上期可以带来", kind.title)));
    };
    let from = match from {
        Some(text) => kind.period(text)?,
        None => period.previous(),
    };
    if from.first() >= period.first() {
        return Err(Error::input(format!("{}不在{}之前", from.label(), period.label())));
    }
    let earlier = report_text::all(store, kind.key, &from.to_string())?;
    let written = report_text::all(store, kind.key, &to.key)?;
    let open = |spec: &&'static TextSpec| {
        spec.is_carried() && !written.contains_key(spec.key) && earlier.contains_key(spec.key)
    };
    let sections: Vec<&'static TextSpec> = kind.texts.iter().filter(open).collect();
    if sections.is_empty() {
        let known: Vec<&str> = kind.texts.iter().filter(|it| it.is_carried()).map(|it| it.label).collect();
        return Err(Error::input(format!("没有可以从{}带来的文字", from.label()))
            .hint(format!("只带{}，且本期还空着、那一期写过的", known.join("、"))));
    }
    let parts: Vec<(&str, &str, &str)> =
        sections.iter().map(|it| (it.key, it.label, earlier.get(it.key).map_or("", String::as_str))).collect();
    report_text::carry(store, kind.key, &to.key, &from.label(), &parts)?;
    Ok(Carried { to, from, sections })
}
