//! 岗位应急处置卡 and 安全风险告知卡 in big letters, one or several on a page (预案管理办法 第十九条; 安委办〔2016〕11号).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::registers::document::CardKind;
use crate::report::Facts;
use crate::report::letter::demanded;
use crate::report::model::{Block, Footer, Form, FormBox, FormRow, Page, Para, Report, Section, Value, file_stem};

/// Facts of one or several cards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardFacts {
    /// Enterprise.
    pub unit: String,
    /// Cards in the order they are printed.
    pub cards: Vec<OneCard>,
    /// The authority of emergency management, and its telephone where it is recorded.
    pub authority: Option<(String, Option<String>)>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneCard {
    /// Row id.
    pub id: i64,
    /// `emergency` or `risk`.
    pub kind: String,
    /// 卡名.
    pub title: String,
    /// 岗位.
    pub post: Option<String>,
    /// 部门.
    pub department: Option<String>,
    /// 场所.
    pub place: Option<String>,
    /// 可能险情, or 主要安全风险.
    pub danger: String,
    /// 事故类别和后果.
    pub consequence: Option<String>,
    /// 停、断、撤.
    pub first: Option<String>,
    /// 报.
    pub second: Option<String>,
    /// 处置.
    pub third: Option<String>,
    /// 禁止事项.
    pub forbidden: Option<String>,
    /// 管控措施.
    pub measures: Option<String>,
    /// 应急措施和报告方式.
    pub reporting: Option<String>,
    /// Contacts inside the plant.
    pub phones: Option<String>,
    /// Day of this wording.
    pub issued_on: Option<NaiveDate>,
    /// 风险等级 with its colour in words; only on the card of a risk of the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
}

/// Facts of the card of one risk of the register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskCardFacts {
    /// 编号.
    pub code: String,
    /// The card.
    pub card: CardFacts,
}

impl Facts for RiskCardFacts {
    const KIND: &'static str = "risk_card";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let report = self.card.report();
        Report { kind: Self::KIND, file_stem: file_stem(&[&self.code, &report.title]), ..report }
    }
}

impl Facts for CardFacts {
    const KIND: &'static str = "card";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let title = match self.cards.as_slice() {
            [one] => one.title.clone(),
            several => format!("岗位卡片（{}张）", several.len()),
        };
        let alone = self.cards.len() == 1;
        let sections = self
            .cards
            .iter()
            .map(|it| Section { heading: (!alone).then(|| it.title.clone()), blocks: vec![it.form(), self.outside()] });
        Report {
            kind: Self::KIND,
            page: Page::Card,
            file_stem: file_stem(&[&title]),
            title,
            caption: vec![("单位".to_owned(), self.unit.clone())],
            sections: sections.collect(),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
            ..Report::default()
        }
    }
}

impl CardFacts {
    /// Whom to ring outside the plant.
    fn outside(&self) -> Block {
        let mut words = "火警 119　急救 120".to_owned();
        if let Some((name, Some(phone))) = &self.authority {
            words.push_str(&format!("\n{name} {phone}"));
        }
        Para::new().text(words).block()
    }
}

impl OneCard {
    fn form(&self) -> Block {
        let row = |head: &str, value: Value| FormRow::new(1, vec![FormBox::label(head), FormBox::value(value, 3)]);
        let text = |it: &Option<String>| demanded(it.as_deref());
        let at = [&self.department, &self.post, &self.place].into_iter().flatten().map(String::as_str);
        let at = at.collect::<Vec<_>>().join(" · ");
        let mut rows = vec![FormRow::new(
            1,
            vec![
                FormBox::label("岗位场所"),
                FormBox::value(at, 1),
                FormBox::label("制发日期"),
                FormBox::value(self.issued_on, 1),
            ],
        )];
        match CardKind::from_code(&self.kind).unwrap_or(CardKind::Emergency) {
            CardKind::Emergency => {
                rows.push(row("可能险情", self.danger.as_str().into()));
                if self.consequence.is_some() {
                    rows.push(row("后果", text(&self.consequence)));
                }
                rows.push(row("第一步\n停断撤", text(&self.first)));
                rows.push(row("第二步\n报告", text(&self.second)));
                rows.push(row("第三步\n处置", text(&self.third)));
            }
            CardKind::Risk => {
                if let Some(grade) = &self.grade {
                    rows.push(row("风险等级", grade.as_str().into()));
                }
                rows.push(row("主要风险", self.danger.as_str().into()));
                rows.push(row("事故类别\n和后果", text(&self.consequence)));
                rows.push(row("管控措施", text(&self.measures)));
                rows.push(row("应急措施\n和报告", text(&self.reporting)));
            }
        }
        if self.forbidden.is_some() {
            rows.push(row("禁止事项", text(&self.forbidden)));
        }
        rows.push(row(if self.grade.is_some() { "管控责任" } else { "内部电话" }, text(&self.phones)));
        Block::Form(Form { widths: vec![20, 40, 20, 24], rows })
    }
}
