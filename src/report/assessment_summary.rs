//! 责任制考核汇总表: a period by department and by person. Who was not assessed is counted by himself.

use serde::{Deserialize, Serialize};

use crate::report::Facts;
use crate::report::assessment_sheet::NOT_ASSESSED;
use crate::report::figure::RowSet;
use crate::report::model::{
    Block, Cell, Column, Footer, Page, Para, Report, Row, Section, Signature, Table, Value, file_stem, sign_date,
};

/// Facts of a summary. Scores are text as printed: `92.5`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentSummaryFacts {
    /// Enterprise.
    pub unit: String,
    /// Period: `2026-Q3`.
    pub period: String,
    /// As people say it.
    pub period_label: String,
    /// Lower bounds of 优秀, 合格, 基本合格.
    pub bounds: [i64; 3],
    /// Whether the period is over.
    pub ended: bool,
    /// The plant.
    pub total: GroupFacts,
    /// Departments in their order.
    pub departments: Vec<GroupFacts>,
    /// People, by department.
    pub people: Vec<PersonLineFacts>,
    /// People not to be assessed, with the reason.
    pub left_out: Vec<LeftOut>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// Counts of a department, people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupFacts {
    /// Department.
    pub name: String,
    /// To be assessed.
    pub owed: u64,
    /// With a result.
    pub assessed: u64,
    /// 优秀.
    pub excellent: u64,
    /// 合格.
    pub pass: u64,
    /// 基本合格.
    pub basic: u64,
    /// 不合格.
    pub fail: u64,
    /// Of those 不合格, by veto.
    pub vetoed: u64,
    /// None of whose duties was due.
    pub nothing_due: u64,
    /// Of whose posts only some were assessed.
    pub partly: u64,
    /// Not assessed.
    pub not_assessed: u64,
    /// Mean score as printed; none where nobody has one.
    pub average: Option<String>,
}

/// One person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLineFacts {
    /// Row ids of the sheets.
    pub sheets: Vec<i64>,
    /// Department.
    pub department: String,
    /// 工号.
    pub no: Option<String>,
    /// 姓名.
    pub name: String,
    /// Posts with their weights where there are several.
    pub posts: String,
    /// Score as printed; none: no result.
    pub score: Option<String>,
    /// 等次, or why there is none.
    pub result: String,
    /// Veto, reward, objection.
    pub remark: Option<String>,
}

/// Somebody who is not to be assessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// 姓名.
    pub name: String,
    /// Why.
    pub reason: String,
}

impl Facts for AssessmentSummaryFacts {
    const KIND: &'static str = "assessment";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let [excellent, pass, basic] = self.bounds;
        let mut first = vec![self.lead(), self.departments()];
        first.push(Block::Note(format!(
            "等次：{excellent} 分及以上优秀，{pass} 分及以上合格，{basic} 分及以上基本合格，以下不合格；一票否决的为不合格。\
             一人多岗按权重加权，各岗位都考核完才有结果。未考核、未考完和本期无到期职责的不计入平均分。"
        )));
        if !self.ended {
            first.push(Block::Note("本期还没有结束，数字到制表时为止。".to_owned()));
        }
        let mut sections = vec![Section::new("一、各部门", first), Section::new("二、人员", vec![self.people()])];
        if !self.left_out.is_empty() {
            let named: Vec<String> = self.left_out.iter().map(|it| format!("{}（{}）", it.name, it.reason)).collect();
            let said = Para::new().text(format!("{}。", named.join("、"))).block();
            sections.push(Section::new("三、不考核的人员", vec![said]));
        }
        Report {
            kind: Self::KIND,
            page: Page::Ledger,
            title: "全员安全生产责任制考核汇总表".to_owned(),
            file_stem: file_stem(&["责任制考核汇总表", &self.period]),
            caption: vec![("单位".to_owned(), self.unit.clone()), ("考核期".to_owned(), self.period_label.clone())],
            sections,
            signature: Some(Signature {
                lead: Vec::new(),
                fields: ["制表", "安全管理部门", "主要负责人"].map(|it| (it.to_owned(), String::new())).to_vec(),
                stamp: String::new(),
                date: sign_date(None),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
            ..Report::default()
        }
    }
}

impl AssessmentSummaryFacts {
    fn lead(&self) -> Block {
        let it = &self.total;
        let open = it.owed - it.assessed.min(it.owed);
        let said = if it.owed == 0 {
            "本期没有应考核的人员（岗位没有配责任清单，或本期不考核）。".to_owned()
        } else if open == 0 {
            format!("应考核 {} 人，全部有结果。", it.owed)
        } else {
            format!(
                "应考核 {} 人，有结果 {} 人；{NOT_ASSESSED} {} 人，岗位未考完 {} 人。",
                it.owed, it.assessed, it.not_assessed, it.partly
            )
        };
        Para::new().text(said).block()
    }

    fn departments(&self) -> Block {
        let row = |it: &GroupFacts, total: bool| {
            let counts = [
                it.owed,
                it.excellent,
                it.pass,
                it.basic,
                it.fail,
                it.vetoed,
                it.nothing_due,
                it.partly,
                it.not_assessed,
            ];
            let mut cells = vec![Cell::from(it.name.as_str())];
            cells.extend(counts.into_iter().map(Cell::from));
            cells.push(it.average.as_deref().into());
            Row { cells, total }
        };
        let mut rows: Vec<Row> = self.departments.iter().map(|it| row(it, false)).collect();
        if !rows.is_empty() {
            rows.push(row(&self.total, true));
        }
        let heads = [
            "应考核",
            "优秀",
            "合格",
            "基本合格",
            "不合格",
            "其中否决",
            "无到期职责",
            "未考完",
            NOT_ASSESSED,
            "平均分",
        ];
        let mut columns = vec![Column::text("部门", 18)];
        columns.extend(heads.into_iter().map(|head| Column::number(head, 9)));
        Block::Table(Table {
            caption: "各部门考核结果".to_owned(),
            columns,
            rows,
            empty: "无应考核的人员。".to_owned(),
            own_sheet: false,
        })
    }

    fn people(&self) -> Block {
        let rows = self.people.iter().map(|it| {
            let opened = (!it.sheets.is_empty()).then(|| RowSet::ids("assessment", it.sheets.iter().copied()));
            Row {
                cells: vec![
                    it.department.as_str().into(),
                    it.no.as_deref().into(),
                    Cell::opened(it.name.as_str(), opened),
                    it.posts.as_str().into(),
                    it.score.as_deref().map_or(Value::Absent, Value::from).into(),
                    it.result.as_str().into(),
                    it.remark.as_deref().into(),
                ],
                total: false,
            }
        });
        Block::Table(Table {
            caption: "人员考核结果".to_owned(),
            columns: vec![
                Column::text("部门", 16),
                Column::short("工号", 9),
                Column::short("姓名", 9),
                Column::text("岗位", 22),
                Column::number("得分", 7),
                Column::short("等次", 11),
                Column::text("备注", 26),
            ],
            rows: rows.collect(),
            empty: "无应考核的人员。".to_owned(),
            own_sheet: true,
        })
    }
}
