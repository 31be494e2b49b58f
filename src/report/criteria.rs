//! 重大事故隐患自判表: one round, every criterion by category with its verdict, basis, reasons and hazard.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::criteria::{Counts, Verdict};
use crate::report::Facts;
use crate::report::figure::RowSet;
use crate::report::letter::chinese_number;
use crate::report::model::{
    Block, Cell, Column, Footer, Page, Para, Report, Row, Section, Signature, Table, file_stem, letter_date, sign_date,
};

/// Facts of one round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriteriaFacts {
    /// Row id of the round.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// Number of the round.
    pub number: String,
    /// Edition of the criteria.
    pub edition: String,
    /// What the edition says of all its criteria.
    pub note: Option<String>,
    /// How long a result of a checklist answers, in months.
    pub months: u32,
    /// Day it was begun.
    pub on_date: NaiveDate,
    /// Who led it.
    pub leader: Option<String>,
    /// Who took part.
    pub others: Option<String>,
    /// What was looked at.
    pub scope: Option<String>,
    /// Day it was finished; absent: under way.
    pub finished_on: Option<NaiveDate>,
    /// Who signed.
    pub signed_by: Option<String>,
    /// Categories with their counts, in order.
    pub categories: Vec<CategoryFacts>,
    /// All criteria.
    pub total: Counts,
    /// Criteria, in order.
    pub items: Vec<CriterionFacts>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One category.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryFacts {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Counts of its criteria.
    pub counts: Counts,
}

/// One criterion as it was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionFacts {
    /// Row id.
    pub id: i64,
    /// `10-11-3`.
    pub code: String,
    /// Its category.
    pub category: String,
    /// 判定情形.
    pub content: String,
    /// Citation.
    pub basis: String,
    /// 依据待核对.
    pub unverified: bool,
    /// Why a person is asked; absent: records answer it.
    pub asked: Option<String>,
    /// What the records proposed.
    pub proposed: Option<Verdict>,
    /// Why so proposed.
    pub trace: Vec<String>,
    /// What was decided; absent: nothing, counts as 资料不足.
    pub verdict: Option<Verdict>,
    /// The round before.
    pub last: Option<Verdict>,
    /// Why not as proposed, or why not applicable.
    pub reason: Option<String>,
    /// What was seen.
    pub evidence: Option<String>,
    /// Day of the evidence.
    pub evidence_on: Option<NaiveDate>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// Day of the decision.
    pub decided_on: Option<NaiveDate>,
    /// The major hazard.
    pub hazard: Option<String>,
    /// Its row id.
    pub hazard_id: Option<i64>,
    /// Where that hazard stands.
    pub hazard_state: Option<String>,
    /// Who mends it.
    pub owner: Option<String>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// What the records would propose now, where they changed after the decision.
    pub changed: Option<Verdict>,
}

impl CriterionFacts {
    fn counts_as(&self) -> Verdict {
        self.verdict.unwrap_or(Verdict::DataMissing)
    }

    fn said(&self) -> String {
        let mut said: Vec<String> = Vec::new();
        let day = self.evidence_on.map(|day| format!("（{day}）")).unwrap_or_default();
        said.extend(self.evidence.as_ref().map(|it| format!("证据：{it}{day}")));
        said.extend(self.reason.as_ref().map(|it| format!("原因：{it}")));
        match (self.proposed, self.verdict) {
            (Some(proposed), Some(verdict)) if proposed != verdict => {
                said.push(format!("记录建议：{}", proposed.label()));
            }
            (Some(_), _) => said.extend(self.trace.iter().cloned()),
            (None, None) => said.extend(self.asked.clone()),
            (None, Some(_)) => {}
        }
        if let Some(now) = self.changed {
            said.push(format!("事后变化：按现在的记录，建议为{}或理由不同，认定不变，请复核", now.label()));
        }
        said.join("\n")
    }
}

impl Facts for CriteriaFacts {
    const KIND: &'static str = "criteria";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let mut caption = vec![("单位".to_owned(), self.unit.clone()), ("编号".to_owned(), self.number.clone())];
        let mut add = |label: &str, value: Option<String>| caption.extend(value.map(|it| (label.to_owned(), it)));
        add("开始日期", Some(self.on_date.to_string()));
        add("办结日期", Some(self.finished_on.map_or_else(|| "进行中".to_owned(), |day| day.to_string())));
        add("组长", self.leader.clone());
        add("参加人员", self.others.clone());
        add("范围", self.scope.clone());
        add("判定标准版本", Some(self.edition.clone()));
        let mut sections = vec![self.summary()];
        sections.extend(self.categories.iter().map(|it| self.category(it)));
        sections.push(self.hazards());
        for (n, section) in sections.iter_mut().enumerate() {
            section.heading = section.heading.as_ref().map(|it| format!("{}、{it}", chinese_number(n + 1)));
        }
        Report {
            kind: Self::KIND,
            page: Page::Ledger,
            title: "重大事故隐患自判表".to_owned(),
            file_stem: file_stem(&["重大事故隐患自判表", &self.number]),
            caption,
            sections,
            signature: Some(Signature {
                lead: self.statements(),
                fields: vec![
                    ("组长".to_owned(), self.leader.clone().unwrap_or_default()),
                    ("主要负责人".to_owned(), self.signed_by.clone().unwrap_or_default()),
                ],
                stamp: String::new(),
                date: self.finished_on.map_or_else(|| sign_date(None), letter_date),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
            addressee: None,
        }
    }
}

impl CriteriaFacts {
    fn ids(&self, category: Option<&str>, verdict: Verdict) -> Option<RowSet> {
        let own = self.items.iter().filter(|it| category.is_none_or(|code| it.category == code));
        let ids: Vec<i64> = own.filter(|it| it.counts_as() == verdict).map(|it| it.id).collect();
        (!ids.is_empty()).then(|| RowSet::ids("criterion", ids))
    }

    fn row(&self, title: &str, counts: Counts, category: Option<&str>) -> Row {
        let figure = |count: i64, verdict| Cell::opened(count, self.ids(category, verdict));
        Row {
            cells: vec![
                title.into(),
                counts.items().into(),
                figure(counts.yes, Verdict::Yes),
                figure(counts.no, Verdict::No),
                figure(counts.data_missing, Verdict::DataMissing),
                figure(counts.not_applicable, Verdict::NotApplicable),
            ],
            total: category.is_none(),
        }
    }

    fn summary(&self) -> Section {
        let mut rows: Vec<Row> =
            self.categories.iter().map(|it| self.row(&it.title, it.counts, Some(&it.code))).collect();
        rows.push(self.row("合计", self.total, None));
        let table = Table {
            caption: "各类结果".to_owned(),
            columns: vec![
                Column::text("类别", 20),
                Column::number("判定项", 8),
                Column::number("存在", 8),
                Column::number("不存在", 8),
                Column::number("资料不足", 9),
                Column::number("不适用", 8),
            ],
            rows,
            empty: "无。".to_owned(),
            own_sheet: false,
        };
        let mut blocks = vec![Para::new().text(format!("结论：{}。", self.total.said())).block(), Block::Table(table)];
        blocks.push(Block::Note(format!(
            "没有认定的按资料不足计，资料不足不等于没有。按检查表判定的，近{}个月每处都查过且合格才建议“不存在”。",
            self.months
        )));
        blocks.extend(self.note.clone().map(Block::Note));
        Section::new("自判结果", blocks)
    }

    fn category(&self, category: &CategoryFacts) -> Section {
        let own = self.items.iter().filter(|it| it.category == category.code);
        let rows = own.map(|it| {
            let mark = if it.unverified && !it.basis.contains("待核对") { "（依据待核对）" } else { "" };
            Row {
                cells: vec![
                    it.code.as_str().into(),
                    it.content.as_str().into(),
                    format!("{}{mark}", it.basis).into(),
                    it.verdict.map_or("未认定", Verdict::label).into(),
                    it.last.map(Verdict::label).into(),
                    Cell::opened(it.hazard.as_deref(), it.hazard_id.map(|id| RowSet::ids("hazard", [id]))),
                    it.said().into(),
                ],
                total: false,
            }
        });
        Section::new(
            category.title.clone(),
            vec![Block::Table(Table {
                caption: category.title.clone(),
                columns: vec![
                    Column::short("编码", 9),
                    Column::text("判定情形", 36),
                    Column::text("依据", 22),
                    Column::short("认定", 10),
                    Column::short("上轮", 10),
                    Column::short("重大隐患", 14),
                    Column::text("证据、原因和记录", 40),
                ],
                rows: rows.collect(),
                empty: "没有判定项。".to_owned(),
                own_sheet: true,
            })],
        )
    }

    fn hazards(&self) -> Section {
        let rows = self.items.iter().filter(|it| it.counts_as() == Verdict::Yes).map(|it| Row {
            cells: vec![
                it.code.as_str().into(),
                it.content.as_str().into(),
                Cell::opened(it.hazard.as_deref(), it.hazard_id.map(|id| RowSet::ids("hazard", [id]))),
                it.hazard_state.as_deref().into(),
                it.owner.as_deref().into(),
                it.due_on.into(),
                it.decided_by.as_deref().into(),
                it.decided_on.into(),
            ],
            total: false,
        });
        let table = Table {
            caption: "认定存在的重大事故隐患".to_owned(),
            columns: vec![
                Column::short("编码", 9),
                Column::text("判定情形", 44),
                Column::short("重大隐患", 15),
                Column::short("现状", 10),
                Column::short("责任人", 10),
                Column::short("期限", 12),
                Column::short("认定人", 10),
                Column::short("认定日期", 12),
            ],
            rows: rows.collect(),
            empty: "没有认定存在的判定项。".to_owned(),
            own_sheet: true,
        };
        Section::new("认定存在的重大事故隐患", vec![Block::Table(table)])
    }

    fn statements(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let codes = |keep: &dyn Fn(&CriterionFacts) -> bool| -> Vec<&str> {
            self.items.iter().filter(|it| keep(it)).map(|it| it.code.as_str()).collect()
        };
        let open = codes(&|it| it.verdict.is_none());
        if !open.is_empty() {
            lines.push(format!("没有认定的判定项 {} 个，按资料不足计：{}。", open.len(), open.join("、")));
        }
        let changed = codes(&|it| it.changed.is_some());
        if !changed.is_empty() {
            let count = changed.len();
            lines.push(format!("认定以后记录有变化的判定项 {count} 个，认定没有改动：{}。", changed.join("、")));
        }
        lines.push(
            "判定情形依《工贸企业重大事故隐患判定标准》（应急管理部令第10号）概括，正式文书引用原条文；认定存在的，按重大事故隐患治理、报告。"
                .to_owned(),
        );
        lines
    }
}
