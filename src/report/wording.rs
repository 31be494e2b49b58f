//! 用语体检: what in a report says nothing, what is still empty, which statutory element is not filled in. Warns, never
//! blocks.
//!
//! Of a report about a period the author's sections are read; of a paper about a record, whose words stand in the record,
//! the values of its form and its free paragraphs too.

use serde_json::Value as Json;

use super::collect::Moment;
use super::kinds::{About, ReportKind};
use super::model::{Block, Form, Report, Run, Section, Value};
use super::subject::{self, Subject};
use crate::error::Result;
use crate::knowledge::Packs;
use crate::registers::report_text;
use crate::store::Store;

/// What stands in a statutory paper where an element was not recorded.
pub const UNFILLED: &str = "未填写";

/// Characters shown on either side of a phrase.
const CONTEXT: usize = 8;

/// A phrase that says nothing, where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Section or field, as people call it.
    pub section: String,
    /// As it was written.
    pub found: String,
    /// The phrase of the pack.
    pub phrase: String,
    /// What to write instead.
    pub suggest: String,
    /// The words around it.
    pub context: String,
    /// First character in the section's text, counted from 0.
    pub start: usize,
    /// The character after the last one.
    pub end: usize,
}

/// What the author of a report should look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// Labels of sections without text.
    pub empty: Vec<String>,
    /// Labels of elements printed as 未填写.
    pub unfilled: Vec<String>,
    /// Phrases that say nothing, in the order of the report.
    pub hits: Vec<Found>,
}

/// Looks through a report as it would be printed now.
///
/// # Errors
/// As [`super::collect::collect`].
pub fn check(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Review> {
    let about = subject::of(store, kind, about)?;
    let facts = (kind.collect)(store, kind, &about.key, moment)?.facts;
    review(store, kind, &about, &facts)
}

/// Looks through the facts of a report.
///
/// # Errors
/// When the file cannot be read or the facts are not of this kind.
pub fn review(store: &Store, kind: &ReportKind, about: &Subject, facts: &Json) -> Result<Review> {
    let mut review = Review::default();
    let written = report_text::all(store, kind.key, &about.key)?;
    for spec in kind.texts {
        let frozen = written_in(facts, spec.key).and_then(Json::as_str);
        let text = frozen.unwrap_or_else(|| written.get(spec.key).map_or("", String::as_str));
        if text.trim().is_empty() {
            if !spec.is_optional() {
                review.empty.push(spec.label.to_owned());
            }
        } else {
            review.hits.extend(phrases(spec.label, text)?);
        }
    }
    let missing = [facts.get("missing"), facts.pointer("/head/missing")].into_iter().flatten();
    let missing = missing.filter_map(Json::as_array).flatten().filter_map(Json::as_str);
    review.unfilled = missing.map(str::to_owned).collect();
    let named = !review.unfilled.is_empty();
    let report = (kind.shape_of(facts).1)(facts)?;
    let own = matches!(kind.about, About::Record(_));
    for Text { label, text, typed } in texts(&report) {
        if let Some(label) = unfilled(&label, text) {
            // Where the facts name what is missing, by the words of the article, those words stand.
            if !named && !review.unfilled.contains(&label) {
                review.unfilled.push(label);
            }
        } else if own && typed {
            for hit in phrases(&label, text)? {
                if !review.hits.iter().any(|it| it.context == hit.context && it.found == hit.found) {
                    review.hits.push(hit);
                }
            }
        }
    }
    Ok(review)
}

/// What the author wrote in a section, as the facts keep it: all together, or in the head of a letter.
pub(super) fn written_in<'a>(facts: &'a Json, section: &str) -> Option<&'a Json> {
    let texts = [facts.get("texts"), facts.pointer("/head/texts")];
    texts.into_iter().flatten().find_map(|it| it.get(section))
}

/// What a text says is 未填写: the words before it in the text (`1. 目标：（未填写）`), else what the text is called.
fn unfilled(label: &str, text: &str) -> Option<String> {
    let (before, _) = text.split_once(UNFILLED)?;
    let own = before.trim_end_matches(['（', '(', '：', ':', ' ', '　']);
    let own = own.rsplit(['。', '；', '，', '\n', '　']).next().unwrap_or_default();
    let own = own.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | '、'));
    let named = if own.is_empty() { label } else { own };
    Some(named.trim().to_owned())
}

/// Phrases of the pack in one text.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when the embedded packs cannot be read.
pub fn phrases(section: &str, text: &str) -> Result<Vec<Found>> {
    let part = |from: usize, to: usize| -> String { text.chars().skip(from).take(to.saturating_sub(from)).collect() };
    let hits = Packs::builtin()?.phrases().find(text);
    let found = hits.into_iter().map(|it| Found {
        section: section.to_owned(),
        found: part(it.start, it.end),
        phrase: it.phrase.text.clone(),
        suggest: it.phrase.suggest.clone(),
        context: part(it.start.saturating_sub(CONTEXT), it.end + CONTEXT),
        start: it.start,
        end: it.end,
    });
    Ok(found.collect())
}

/// One text of a report.
struct Text<'a> {
    /// What it is called.
    label: String,
    text: &'a str,
    /// Whether somebody typed it for this paper; the rows of a table come from records and checklists as they stand there.
    typed: bool,
}

/// Every text in a report.
fn texts(report: &Report) -> Vec<Text<'_>> {
    let mut found = Vec::new();
    for section in &report.sections {
        for block in &section.blocks {
            block_texts(section, block, &mut found);
        }
    }
    found
}

fn block_texts<'a>(section: &Section, block: &'a Block, found: &mut Vec<Text<'a>>) {
    match block {
        Block::Para(runs) => {
            if let [Run { value: Value::Text(text), .. }] = runs.as_slice() {
                found.push(Text { label: section.heading.clone().unwrap_or_default(), text, typed: true });
            }
        }
        Block::Form(form) => form_texts(form, found),
        Block::Table(table) => {
            for row in &table.rows {
                let first = row.cells.first().map(|cell| cell.value.show()).unwrap_or_default();
                for (column, cell) in table.columns.iter().zip(&row.cells).skip(1) {
                    if let Value::Text(text) = &cell.value {
                        let label = format!("{} {first}", column.head.replace('\n', ""));
                        found.push(Text { label, text, typed: false });
                    }
                }
            }
        }
        Block::Note(_) | Block::Chart(_) => {}
    }
}

fn form_texts<'a>(form: &'a Form, found: &mut Vec<Text<'a>>) {
    for row in &form.rows {
        let mut label = String::new();
        for it in &row.boxes {
            if it.label {
                label = it.cell.value.show().replace('\n', "");
            } else if let Value::Text(text) = &it.cell.value {
                found.push(Text { label: label.clone(), text, typed: true });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_that_was_not_written_is_named_by_the_words_before_it() {
        for (label, text, expected) in [
            ("一、概况", "（未填写）", Some("一、概况")),
            ("四、治理方案", "1. 目标和任务：（未填写）", Some("目标和任务")),
            ("四、治理方案", "治理资金（未填写）", Some("治理资金")),
            ("危害程度", "未填写", Some("危害程度")),
            ("危害程度", "可能爆炸", None),
        ] {
            assert_eq!(unfilled(label, text).as_deref(), expected, "{text}");
        }
    }
}
