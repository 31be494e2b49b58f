//! 隐患整改通知单: one hazard, handed to the department that answers for it (hazard-governance, 6.3).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::report::Facts;
use crate::report::model::{
    Block, Column, Footer, Form, FormBox, FormRow, Page, Report, Row, Section, Table, Value, file_stem, sign_date,
};

/// Facts of a rectification notice. What is `None` and yet to be written by hand is left empty on the paper; what simply
/// is not there prints “—”.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeFacts {
    /// Enterprise.
    pub unit: String,
    /// Number of the notice, `整改〔2026〕147号`.
    pub number: String,
    /// The hazard.
    pub hazard: HazardFacts,
    /// Day of the inspection that found it.
    pub inspected_on: Option<NaiveDate>,
    /// Who inspected.
    pub inspectors: Vec<String>,
    /// What is to be done (整改要求).
    pub requirement: Option<String>,
    /// The five fixes.
    pub five: FiveFixes,
    /// Who issues the notice.
    pub issued_by: Option<String>,
    /// Day of issue.
    pub issued_on: Option<NaiveDate>,
    /// Who received it; as a rule left for the pen.
    pub received_by: Option<String>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One hazard as its papers name it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HazardFacts {
    /// Row id.
    pub id: i64,
    /// 编号.
    pub code: String,
    /// 隐患描述.
    pub title: String,
    /// `general`, `major` or null.
    pub level: Option<String>,
    /// Level as people read it; `未定级` where null.
    pub level_label: String,
    /// Category as people read it.
    pub category: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Department that answers for it (受检部门).
    pub department: Option<String>,
    /// Person who answers for the rectification.
    pub owner: Option<String>,
    /// Day it was found.
    pub found_on: Option<NaiveDate>,
    /// Who found it.
    pub found_by: Option<String>,
    /// Source as people read it.
    pub source: Option<String>,
    /// Article or standard it offends.
    pub basis: Option<String>,
    /// Current deadline.
    pub due_on: Option<NaiveDate>,
    /// First deadline, where it was extended.
    pub original_due_on: Option<NaiveDate>,
    /// The extensions, oldest first.
    #[serde(default)]
    pub extensions: Vec<Extension>,
}

/// More time that was granted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// When it was granted.
    pub on: NaiveDate,
    /// The new deadline.
    pub due_on: Option<NaiveDate>,
    /// Who granted it (批准人).
    pub by: Option<String>,
    /// Why.
    pub reason: String,
}

impl HazardFacts {
    /// The deadline as printed, with the first one where it was extended.
    #[must_use]
    pub fn deadline(&self) -> Value {
        match (self.due_on, self.original_due_on) {
            (Some(due), Some(first)) if first != due => format!("{due}（原期限 {first}）").into(),
            (due, _) => due.into(),
        }
    }

    /// What every paper of a hazard says it is about: number and level, place with something beside it, the hazard itself
    /// on so many lines.
    pub(super) fn about(&self, beside_place: (&str, Value), lines: u16) -> [FormRow; 3] {
        let (head, value) = beside_place;
        [
            pair("隐患编号", self.code.as_str().into(), "隐患级别", self.level_label.as_str().into()),
            pair("所在部位", self.place.as_deref().into(), head, value),
            wide(lines, "隐患描述", self.title.as_str().into()),
        ]
    }

    /// The extensions as a table; nothing where there was none.
    pub(super) fn extended(&self) -> Option<Block> {
        let rows: Vec<Row> = self
            .extensions
            .iter()
            .map(|it| Row {
                cells: vec![it.on.into(), it.due_on.into(), it.by.as_deref().into(), it.reason.as_str().into()],
                total: false,
            })
            .collect();
        (!rows.is_empty()).then(|| {
            Block::Table(Table {
                caption: format!("延期 {} 次", rows.len()),
                columns: vec![
                    Column::short("批准日期", 12),
                    Column::short("新期限", 12),
                    Column::text("批准人", 10),
                    Column::text("延期原因", 40),
                ],
                rows,
                empty: "无".to_owned(),
                own_sheet: false,
            })
        })
    }

    /// Who answers for the rectification, and by when.
    pub(super) fn answerable(&self) -> FormRow {
        pair("整改责任人", self.owner.as_deref().into(), "整改期限", self.deadline())
    }
}

/// Two headed values side by side.
pub(super) fn pair(head: &str, value: Value, head2: &str, value2: Value) -> FormRow {
    let label = FormBox::label;
    FormRow::new(1, vec![label(head), FormBox::value(value, 1), label(head2), FormBox::value(value2, 1)])
}

/// One headed value over the whole width.
pub(super) fn wide(lines: u16, head: &str, value: Value) -> FormRow {
    FormRow::new(lines, vec![FormBox::label(head), FormBox::value(value, 3)])
}

/// The five fixes of a hazard (五落实: 责任、措施、资金、时限、预案). The deadline stands with the hazard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiveFixes {
    /// Measures.
    pub measures: Option<String>,
    /// Money set aside, in 分.
    pub funds_fen: Option<i64>,
    /// Safeguards until it is done, emergency plan.
    pub plan: Option<String>,
}

impl Facts for NoticeFacts {
    const KIND: &'static str = "notice";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let hazard = &self.hazard;
        let label = FormBox::label;
        let inspectors = if self.inspectors.is_empty() { Value::Absent } else { self.inspectors.join("、").into() };
        let mut rows = vec![
            pair(
                "受检部门",
                hazard.department.as_deref().into(),
                "检查日期",
                self.inspected_on.or(hazard.found_on).into(),
            ),
            pair("检查人", inspectors, "隐患来源", hazard.source.as_deref().into()),
        ];
        rows.extend(hazard.about(("隐患类别", hazard.category.as_deref().into()), 3));
        rows.extend([
            wide(2, "依据", hazard.basis.as_deref().into()),
            wide(3, "整改要求", self.requirement.as_deref().map_or(Value::Blank, Value::from)),
            wide(3, "整改措施", self.five.measures.as_deref().map_or(Value::Blank, Value::from)),
            hazard.answerable(),
            pair(
                "整改资金（元）",
                self.five.funds_fen.map_or(Value::Absent, Value::Fen),
                "下达日期",
                issued(self.issued_on),
            ),
            wide(2, "临时防范措施\n和应急预案", self.five.plan.as_deref().into()),
            FormRow::new(
                3,
                vec![
                    label("签发"),
                    FormBox::value(Value::Blank, 1).signed(&[("签发人", self.issued_by.as_deref().unwrap_or(""))]),
                    label("签收"),
                    FormBox::value(Value::Blank, 1)
                        .signed(&[("签收人", self.received_by.as_deref().unwrap_or("")), ("日期", "")]),
                ],
            ),
        ]);
        let form = Form { widths: vec![16, 30, 14, 30], rows };
        let note = "请按期整改，完成后填写整改情况并申请复查；本单一式两份，签发部门和受检部门各存一份。";
        paper(
            Self::KIND,
            "隐患整改通知单",
            (&self.unit, &self.number, &hazard.code),
            [Block::Form(form)].into_iter().chain(hazard.extended()).chain([Block::Note(note.to_owned())]).collect(),
            Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        )
    }
}

fn issued(on: Option<NaiveDate>) -> Value {
    sign_date(on).into()
}

/// A one-page paper of one hazard.
pub(super) fn paper(
    kind: &'static str,
    title: &str,
    names: (&str, &str, &str),
    blocks: Vec<Block>,
    footer: Footer,
) -> Report {
    let (unit, number, code) = names;
    Report {
        kind,
        page: Page::Form,
        title: title.to_owned(),
        file_stem: file_stem(&[title, code]),
        caption: vec![("单位".to_owned(), unit.to_owned()), ("编号".to_owned(), number.to_owned())],
        sections: vec![Section { heading: None, blocks }],
        footer,
        ..Report::default()
    }
}
