//! Papers of a major hazard: report, its twin for the workers, plan, progress, closure, request to resume
//! (安全生产法 41; 16号令 14, 15, 18, 23). One set of facts, laid out as the paper asks.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::codes;
use crate::domain::hazard::case::Element;
use crate::report::Facts;
use crate::report::letter::{Head, pairs, point, said};
use crate::report::model::{Block, Column, Para, Report, Row, Section, Table, Value, letter_date};
use crate::report::notice::HazardFacts;

codes! {
    /// Which paper.
    pub enum Paper {
        Report = "major_hazard" "重大事故隐患报告",
        Workers = "workers_report" "重大事故隐患排查治理情况报告（向职工大会）",
        Plan = "hazard_plan" "重大事故隐患治理方案",
        Progress = "hazard_progress" "重大事故隐患治理进展报告",
        Closure = "hazard_closure" "重大事故隐患治理情况（销号）报告",
        Resume = "resume" "恢复生产经营申请",
    }
}

/// Facts of a paper about one major hazard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MajorHazardFacts {
    /// Which paper.
    pub paper: Paper,
    /// Head and foot.
    pub head: Head,
    /// The hazard.
    pub hazard: HazardFacts,
    /// Where it stands, as people read it.
    pub state: String,
    /// Day it was graded.
    pub assessed_on: Option<NaiveDate>,
    /// Day it was reported to the authority.
    pub reported_on: Option<NaiveDate>,
    /// The nine elements of report and plan, each as written or missing.
    pub elements: Vec<ElementFacts>,
    /// Safeguards while it is being governed.
    pub interim: Option<String>,
    /// Money set aside, in 分.
    pub funds_fen: Option<i64>,
    /// Day the plan was approved.
    pub planned_on: Option<NaiveDate>,
    /// Day of the workers' meeting.
    pub meeting_on: Option<NaiveDate>,
    /// Which meeting.
    pub meeting: Option<String>,
    /// Day it was made public in the plant.
    pub public_on: Option<NaiveDate>,
    /// Authority that stopped the work.
    pub stopped_by: Option<String>,
    /// Day of the stop.
    pub stopped_on: Option<NaiveDate>,
    /// What was done so far, oldest first.
    pub progress: Vec<ProgressFacts>,
    /// Spent by the progress noted, in 分; none where no amount was ever noted.
    pub spent_fen: Option<i64>,
    /// Day it was rectified.
    pub rectified_on: Option<NaiveDate>,
    /// What was done.
    pub rectification: Option<String>,
    /// What it cost, in 分.
    pub cost_fen: Option<i64>,
    /// Day of acceptance.
    pub accepted_on: Option<NaiveDate>,
    /// Who accepted it.
    pub accepter: Option<String>,
    /// Opinion at acceptance.
    pub opinion: Option<String>,
    /// Day of the evaluation.
    pub evaluated_on: Option<NaiveDate>,
    /// Who evaluated.
    pub evaluator: Option<String>,
    /// Conclusion, or the authority's opinion.
    pub evaluation: Option<String>,
    /// Day it was closed.
    pub closed_on: Option<NaiveDate>,
    /// Who approved the closure.
    pub closed_by: Option<String>,
}

/// One element of report or plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElementFacts {
    /// Which.
    pub key: Element,
    /// As the article names it.
    pub label: String,
    /// As written; none where nothing was.
    pub text: Option<String>,
}

/// One entry of progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressFacts {
    /// Row id.
    pub id: i64,
    /// Day.
    pub on: NaiveDate,
    /// What was done.
    pub words: String,
    /// Percent done.
    pub percent: Option<i64>,
    /// Spent, in 分.
    pub cost_fen: Option<i64>,
}

impl Facts for MajorHazardFacts {
    const KIND: &'static str = "major_hazard";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let (title, article, sections, attachments): (_, _, _, &[&str]) = match self.paper {
            Paper::Report => (self.paper.label(), "16号令第十四条", self.report_sections(), &["重大事故隐患治理方案"]),
            Paper::Workers => ("重大事故隐患排查治理情况报告", "安全生产法第四十一条", self.workers_sections(), &[]),
            Paper::Plan => (self.paper.label(), "16号令第十五条", self.plan_sections(), &[]),
            Paper::Progress => (self.paper.label(), "安全生产法第四十一条", self.progress_sections(), &[]),
            Paper::Closure => (self.paper.label(), "16号令第十八条", self.closure_sections(), &["治理情况评估材料"]),
            Paper::Resume => (
                self.paper.label(),
                "16号令第十八条",
                self.resume_sections(),
                &["重大事故隐患治理方案", "治理情况评估（评价）报告"],
            ),
        };
        let mut report = self.head.letter(self.paper.code(), title, &self.hazard.code, article, sections, attachments);
        if self.paper == Paper::Plan {
            report.caption.push(("审定日期".to_owned(), self.planned_on.map_or_else(|| "—".to_owned(), letter_date)));
        }
        report
    }
}

fn para(text: impl Into<String>) -> Block {
    Para::new().text(text).block()
}

fn day(on: Option<NaiveDate>) -> String {
    on.map_or_else(|| "（日期未填写）".to_owned(), letter_date)
}

fn yuan(fen: Option<i64>) -> String {
    fen.map_or_else(|| "（未填写）".to_owned(), |fen| format!("{}元", Value::Fen(fen).show()))
}

impl MajorHazardFacts {
    fn element(&self, key: Element) -> Option<&str> {
        self.elements.iter().find(|it| it.key == key).and_then(|it| it.text.as_deref())
    }

    /// 隐患基本情况, the same on every paper.
    fn basics(&self) -> Section {
        let hazard = &self.hazard;
        let rows = vec![
            [("隐患编号", hazard.code.as_str().into()), ("级别", hazard.level_label.as_str().into())],
            [("所在部位", hazard.place.as_deref().into()), ("责任部门", hazard.department.as_deref().into())],
            [("发现日期", hazard.found_on.into()), ("发现人", hazard.found_by.as_deref().into())],
            [("定级日期", self.assessed_on.into()), ("现状", self.state.as_str().into())],
            [("治理责任人", hazard.owner.as_deref().into()), ("治理期限", hazard.deadline())],
        ];
        let basis = hazard.basis.as_deref().unwrap_or("（未填写）");
        let blocks = vec![
            para(format!("{}。", hazard.title.trim_end_matches('。'))),
            para(format!("判定依据：{}。", basis.trim_end_matches('。'))),
            pairs(rows),
        ];
        Section::new("隐患基本情况", blocks)
    }

    fn harm(&self) -> Section {
        let mut blocks = point(1, "危害程度", self.element(Element::Harm));
        blocks.extend(point(2, "整改难易程度", self.element(Element::Difficulty)));
        Section::new("危害程度和整改难易程度分析", blocks)
    }

    /// The six elements as points of one section.
    fn plan_points(&self, heading: &str) -> Section {
        let mut blocks = Vec::new();
        for (n, key) in crate::domain::hazard::case::OF_PLAN.iter().enumerate() {
            blocks.extend(point(n + 1, key.label(), self.element(*key)));
        }
        blocks.push(para(format!("已落实治理资金：{}。", yuan(self.funds_fen))));
        Section::new(heading, blocks)
    }

    fn safeguards(&self, heading: &str) -> Section {
        Section::new(heading, said(self.interim.as_deref()))
    }

    fn report_sections(&self) -> Vec<Section> {
        let lead = "按照《中华人民共和国安全生产法》第四十一条和《安全生产事故隐患排查治理暂行规定》第十四条的规定，\
                    现将我单位重大事故隐患情况报告如下。";
        vec![
            Section { heading: None, blocks: vec![para(lead)] },
            self.basics(),
            Section::new("现状及产生原因", said(self.element(Element::Cause))),
            self.harm(),
            self.plan_points("治理方案"),
            self.safeguards("临时防范和应急措施"),
        ]
    }

    fn workers_sections(&self) -> Vec<Section> {
        let lead = "按照《中华人民共和国安全生产法》第四十一条的规定，现将重大事故隐患排查治理情况向职工大会（职工代表大会）\
                    报告如下，请大家了解危害、遵守防范措施，并对治理情况进行监督。";
        let mut sections = vec![
            Section { heading: None, blocks: vec![para(lead)] },
            self.basics(),
            Section::new("现状及产生原因", said(self.element(Element::Cause))),
            self.harm(),
            self.plan_points("治理方案"),
            self.safeguards("治理期间的防范措施"),
            Section::new("治理进展", vec![self.progress_table()]),
        ];
        let meeting =
            format!("会议日期：{}；会议情况：{}。", day(self.meeting_on), or_unwritten(self.meeting.as_deref()));
        let public = self.public_on.map_or_else(|| "尚未公示".to_owned(), |on| format!("{}公示", letter_date(on)));
        sections.push(Section::new("报告和公示", vec![para(meeting), para(format!("公示情况：{public}。"))]));
        sections
    }

    fn plan_sections(&self) -> Vec<Section> {
        let mut sections = vec![self.basics()];
        for key in crate::domain::hazard::case::OF_PLAN {
            let mut blocks = said(self.element(*key));
            if *key == Element::Resources {
                blocks.push(para(format!("已落实治理资金：{}。", yuan(self.funds_fen))));
            }
            sections.push(Section::new(key.label(), blocks));
        }
        sections.push(self.safeguards("治理前和治理中的防范措施"));
        sections
    }

    fn progress_table(&self) -> Block {
        let rows = self.progress.iter().map(|it| Row {
            cells: vec![
                it.on.into(),
                it.words.as_str().into(),
                it.percent.map(|it| format!("{it}%")).into(),
                it.cost_fen.map_or(Value::Absent, Value::Fen).into(),
            ],
            total: false,
        });
        Block::Table(Table {
            caption: "治理进展".to_owned(),
            columns: vec![
                Column::short("日期", 12),
                Column::text("进展情况", 44),
                Column::number("完成比例", 10),
                Column::number("本次支出（元）", 14),
            ],
            rows: rows.collect(),
            empty: "尚未记录治理进展。".to_owned(),
            own_sheet: false,
        })
    }

    fn money(&self) -> Section {
        let spent = self.spent_fen.map_or_else(|| "未登记支出".to_owned(), |it| format!("累计支出{}", yuan(Some(it))));
        let funds = self
            .funds_fen
            .map_or_else(|| "治理资金（未填写）".to_owned(), |it| format!("已落实治理资金{}", yuan(Some(it))));
        Section::new("资金使用情况", vec![para(format!("{funds}，{spent}。"))])
    }

    fn progress_sections(&self) -> Vec<Section> {
        vec![
            self.basics(),
            Section::new("治理进展情况", vec![self.progress_table()]),
            self.money(),
            self.safeguards("治理期间防范措施落实情况"),
        ]
    }

    fn done(&self, heading: &str) -> Section {
        let mut blocks =
            vec![para(format!("整改完成日期：{}；实际费用：{}。", day(self.rectified_on), yuan(self.cost_fen)))];
        blocks.extend(said(self.rectification.as_deref()));
        blocks.push(para(format!(
            "验收日期：{}；验收人：{}；验收意见：{}。",
            day(self.accepted_on),
            or_unwritten(self.accepter.as_deref()),
            or_unwritten(self.opinion.as_deref()).trim_end_matches('。')
        )));
        Section::new(heading, blocks)
    }

    fn evaluated(&self, heading: &str) -> Section {
        let mut blocks = vec![para(format!(
            "评估日期：{}；评估人员或机构：{}。",
            day(self.evaluated_on),
            or_unwritten(self.evaluator.as_deref())
        ))];
        blocks.extend(said(self.evaluation.as_deref()));
        Section::new(heading, blocks)
    }

    fn closure_sections(&self) -> Vec<Section> {
        let end = match (self.closed_on, &self.closed_by) {
            (Some(on), Some(by)) => format!("该隐患已于{}经{by}批准销号。", letter_date(on)),
            (Some(on), None) => format!("该隐患已于{}销号。", letter_date(on)),
            (None, _) => "经验收和评估，该隐患拟予销号，请予审查。".to_owned(),
        };
        vec![
            self.basics(),
            Section::new("治理过程", vec![self.progress_table()]),
            self.done("整改和验收情况"),
            self.evaluated("治理情况评估"),
            Section::new("销号", vec![para(end)]),
        ]
    }

    fn resume_sections(&self) -> Vec<Section> {
        let stopped = format!(
            "因{}，{}于{}责令我单位停产停业。",
            self.hazard.title.trim_end_matches('。'),
            or_unwritten(self.stopped_by.as_deref()),
            day(self.stopped_on)
        );
        vec![
            Section::new("停产停业情况", vec![para(stopped)]),
            self.basics(),
            self.plan_points("治理方案的内容"),
            self.done("治理项目完成情况"),
            self.evaluated("治理情况评估（评价）"),
            Section::new(
                "申请事项",
                vec![para(
                    "上述重大事故隐患治理后符合安全生产条件。按照《安全生产事故隐患排查治理暂行规定》第十八条的规定，\
                     申请恢复生产经营，请予审查。",
                )],
            ),
        ]
    }
}

fn or_unwritten(text: Option<&str>) -> &str {
    text.map(str::trim).filter(|it| !it.is_empty()).unwrap_or("（未填写）")
}
