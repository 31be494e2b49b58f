//! What every letter to an authority has: addressee, document number, elements with an honest mark where one is missing,
//! attachments, signature and stamp (GB/T 9704-2012).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::error::Result;
use crate::registers::{report_text, submission};
use crate::report::kinds::{ReportKind, TextSpec};
use crate::report::model::{
    Block, Footer, Form, FormBox, FormRow, Page, Para, Report, Section, Signature, Value, file_stem, letter_date,
};
use crate::report::parts;
use crate::store::Store;

/// Printed where an element was never written down.
pub const UNWRITTEN: &str = "（未填写）";

/// Name of the author's text with further matters.
pub const OTHER: &str = "other";
/// Name of the author's text with attachments, one a line.
pub const ATTACHMENTS: &str = "attachments";

/// Kinds of which several letters go out about one record.
const SERIAL: &[&str] = &["hazard_progress"];

/// What the author of a letter may add.
pub const TEXTS: &[TextSpec] = &[
    TextSpec {
        key: OTHER, label: "其他需要说明的情况", help: "要素之外还要说明的；没有就空着"
    },
    TextSpec {
        key: ATTACHMENTS, label: "附件", help: "一行一个附件名称，接在固定附件之后；没有就空着"
    },
];

/// Head and foot of a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Enterprise.
    pub unit: String,
    /// Document number, `恒岳安〔2026〕3号`; none before one was assigned.
    pub number: Option<String>,
    /// What stands instead of a number not yet assigned, `恒岳安〔2026〕　号`.
    pub open_number: String,
    /// Who it goes to.
    pub addressee: Option<String>,
    /// 主要负责人.
    pub principal: Option<String>,
    /// Telephone of the enterprise.
    pub phone: Option<String>,
    /// Day of the letter.
    pub dated_on: Option<NaiveDate>,
    /// Statutory elements that are not written down, as the articles name them.
    pub missing: Vec<String>,
    /// What the author added, by section.
    pub texts: BTreeMap<String, String>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

impl Head {
    /// What the author wrote under this name.
    fn text(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(|it| it.trim()).filter(|it| !it.is_empty())
    }

    /// A letter of this head: title, what is missing by which article, numbered sections, fixed attachments.
    #[must_use]
    pub fn letter(
        &self,
        kind: &'static str,
        title: &str,
        code: &str,
        article: &str,
        mut sections: Vec<Section>,
        attachments: &[&str],
    ) -> Report {
        if let Some(other) = self.text(OTHER) {
            sections.push(Section::new("其他需要说明的情况", paragraphs(other)));
        }
        number_sections(&mut sections);
        if !self.missing.is_empty() {
            let named: Vec<String> = self.missing.iter().map(|it| format!("“{it}”")).collect();
            let said = format!("注意：本件还缺{}（{article}），补齐后再签发。", named.join("、"));
            sections.insert(0, Section { heading: None, blocks: vec![Block::Note(said)] });
        }
        let further = self.text(ATTACHMENTS).map(str::lines).into_iter().flatten().map(str::trim);
        let names: Vec<&str> = attachments.iter().copied().chain(further).filter(|it| !it.is_empty()).collect();
        if !names.is_empty() {
            let list = names.iter().enumerate().map(|(n, name)| {
                let lead = if n == 0 { "附件：" } else { "　　　" };
                Para::new().text(format!("{lead}{}. {name}", n + 1)).block()
            });
            sections.push(Section { heading: None, blocks: list.collect() });
        }
        let number = self.number.as_deref().unwrap_or(&self.open_number);
        Report {
            kind,
            page: Page::Letter,
            title: title.to_owned(),
            file_stem: file_stem(&[title, code]),
            addressee: self.addressee.clone().filter(|it| !it.trim().is_empty()),
            caption: vec![("文号".to_owned(), number.to_owned())],
            sections,
            signature: Some(Signature {
                lead: Vec::new(),
                fields: vec![(parts::principal_signs(self.principal.as_deref()), String::new())],
                stamp: self.unit.clone(),
                date: self.dated_on.map(letter_date).unwrap_or_else(|| "　　年　　月　　日".to_owned()),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}

/// Gives a letter its document number where it is frozen: the one it has, a new one for a further progress report. Does
/// nothing for reports that are no letters.
///
/// # Errors
/// When the file cannot be read or written.
pub fn take_number(store: &mut Store, kind: &ReportKind, key: &str, today: NaiveDate) -> Result<()> {
    if !kind.is_letter() {
        return Ok(());
    }
    let held = report_text::read(store, kind.key, key, report_text::NUMBER)?;
    // A correction keeps its number; the next progress report about the same hazard is another letter.
    let fresh = SERIAL.contains(&kind.key)
        && submission::of(store, kind.key, key)?.iter().any(|it| {
            let facts: Json = serde_json::from_str(&it.facts).unwrap_or_default();
            facts.pointer("/head/number").and_then(Json::as_str) == Some(held.as_str())
        });
    report_text::assign_number(store, kind.key, key, today, None, fresh).map(drop)
}

/// 一、二、三 … before each heading.
fn number_sections(sections: &mut [Section]) {
    let headed = sections.iter_mut().filter_map(|it| it.heading.as_mut());
    for (n, heading) in headed.enumerate() {
        *heading = format!("{}、{heading}", chinese_number(n + 1));
    }
}

/// A number up to 99 as headings count.
#[must_use]
pub fn chinese_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: usize| DIGITS.get(at).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

/// A text that has to be there, a paragraph for every line; marked where it is not.
#[must_use]
pub fn said(text: Option<&str>) -> Vec<Block> {
    match text.map(str::trim).filter(|it| !it.is_empty()) {
        Some(text) => paragraphs(text),
        None => vec![Para::new().text(UNWRITTEN).block()],
    }
}

/// A headed paragraph: `1. 目标和任务：…`.
#[must_use]
pub fn point(number: usize, label: &str, text: Option<&str>) -> Vec<Block> {
    let text = text.map(str::trim).filter(|it| !it.is_empty()).unwrap_or(UNWRITTEN);
    let mut lines = text.lines().map(str::trim).filter(|it| !it.is_empty());
    let first = lines.next().unwrap_or(UNWRITTEN);
    let mut blocks = vec![Para::new().text(format!("{number}. {label}：{first}")).block()];
    blocks.extend(lines.map(|line| Para::new().text(line).block()));
    blocks
}

fn paragraphs(text: &str) -> Vec<Block> {
    text.lines().map(str::trim).filter(|it| !it.is_empty()).map(|it| Para::new().text(it).block()).collect()
}

/// A form of two columns of label and value.
#[must_use]
pub fn pairs(rows: Vec<[(&str, Value); 2]>) -> Block {
    let rows = rows.into_iter().map(|row| {
        let boxes = row.into_iter().flat_map(|(head, value)| [FormBox::label(head), FormBox::value(value, 1)]);
        FormRow::new(1, boxes.collect())
    });
    Block::Form(Form { widths: WIDTHS.to_vec(), rows: rows.collect() })
}

/// Widths of [`pairs`].
const WIDTHS: &[u16] = &[18, 30, 18, 28];

/// A label and a value over the rest of the form, at least so many lines high.
#[must_use]
pub fn wide(lines: u16, head: &str, value: Value) -> FormRow {
    FormRow::new(lines, vec![FormBox::label(head), FormBox::value(value, 3)])
}

/// A text that has to be there as a value.
#[must_use]
pub fn demanded(text: Option<&str>) -> Value {
    text.map(str::trim).filter(|it| !it.is_empty()).unwrap_or(UNWRITTEN).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_principal_is_named_before_the_place_to_sign_and_not_in_it() {
        for (principal, label) in [(Some("周明"), "主要负责人 周明（签字）"), (None, "主要负责人（签字）")]
        {
            let head = Head { principal: principal.map(str::to_owned), ..Head::default() };
            let report = head.letter("resume", "恢复生产经营申请", "1", "", Vec::new(), &[]);
            assert_eq!(report.signature.unwrap_or_default().fields, [(label.to_owned(), String::new())]);
        }
    }

    #[test]
    fn headings_count_in_chinese() {
        let all: Vec<String> = [1, 9, 10, 11, 20, 21].into_iter().map(chinese_number).collect();
        assert_eq!(all, ["一", "九", "十", "十一", "二十", "二十一"]);
    }

    #[test]
    fn what_was_never_written_is_marked_and_never_left_out() {
        assert_eq!(said(Some("  ")), vec![Para::new().text(UNWRITTEN).block()]);
        assert_eq!(said(Some("一\n\n二")).len(), 2);
        assert_eq!(point(1, "目标", None), vec![Para::new().text("1. 目标：（未填写）").block()]);
        assert_eq!(demanded(None).show(), UNWRITTEN);
    }
}
