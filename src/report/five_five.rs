//! 五落实五到位自查报告: one round as it was judged, with its score, its gaps and the rounds before.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::five::score::{Counts, Whole};
use crate::domain::five::{RoundKind, Verdict};
use crate::report::Facts;
use crate::report::figure::{Figure, Rate, RowSet};
use crate::report::letter::chinese_number;
use crate::report::model::{
    Block, Cell, Chart, ChartKind, Column, Footer, Page, Para, Report, Row, Section, Series, Signature, Table,
    file_stem, letter_date, sign_date,
};

/// Facts of one round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiveFacts {
    /// Row id of the round.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// Number of the round.
    pub number: String,
    /// Sort of the round.
    pub kind: Option<RoundKind>,
    /// Edition of the check points.
    pub edition: String,
    /// First day judged.
    pub from_on: NaiveDate,
    /// Last day judged.
    pub to_on: NaiveDate,
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
    /// Clauses with their counts, in order; add-ons last and outside the total.
    pub clauses: Vec<ClauseFacts>,
    /// All counted points.
    pub total: Counts,
    /// What the round comes to.
    pub whole: Option<Whole>,
    /// Hard stops that are unmet.
    pub failed: Vec<String>,
    /// Points, in order.
    pub points: Vec<PointFacts>,
    /// This round and those before, oldest first.
    pub trend: Vec<TrendFacts>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One clause.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseFacts {
    /// `L1` … `D5`, `X`.
    pub code: String,
    /// Title.
    pub title: String,
    /// Counts of its points.
    pub counts: Counts,
    /// Whether it is in the total.
    pub counted: bool,
}

/// One check point as it was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointFacts {
    /// Row id.
    pub id: i64,
    /// `L1.1`.
    pub code: String,
    /// Its clause.
    pub clause: String,
    /// 检查内容.
    pub content: String,
    /// Citation.
    pub basis: String,
    /// 依据待核对.
    pub unverified: bool,
    /// 一票否决.
    pub hard_stop: bool,
    /// What the records proposed; absent: a person was asked.
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
    /// Who mends the gap.
    pub owner: Option<String>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// The rectification item.
    pub hazard: Option<String>,
    /// Its row id.
    pub hazard_id: Option<i64>,
    /// Where that item stands; of a finished round, where it stood on the day of the finish.
    pub hazard_state: Option<String>,
    /// What the records would propose now, where they changed after the decision; never of a finished round.
    pub changed: Option<Verdict>,
}

impl PointFacts {
    fn counts_as(&self) -> Verdict {
        self.verdict.unwrap_or(Verdict::DataMissing)
    }

    fn said(&self) -> String {
        let mut said: Vec<String> = Vec::new();
        let day = self.evidence_on.map(|day| format!("（{day}）")).unwrap_or_default();
        said.extend(self.evidence.as_ref().map(|it| format!("证据：{it}{day}")));
        said.extend(self.reason.as_ref().map(|it| format!("原因：{it}")));
        if let (Some(proposed), Some(verdict)) = (self.proposed, self.verdict)
            && proposed != verdict
        {
            said.push(format!("记录建议：{}", proposed.label()));
        }
        if self.evidence.is_none() && self.verdict.is_some() && self.verdict == self.proposed {
            said.push(format!("按记录确认：{}", self.trace.join("；")));
        }
        if let Some(now) = self.changed {
            said.push(format!("事后变化：按现在的记录，建议为{}或理由不同，认定不变，请复核", now.label()));
        }
        said.join("\n")
    }
}

/// One round of the trend.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendFacts {
    /// Row id.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Sort.
    pub kind: Option<RoundKind>,
    /// Last day judged.
    pub to_on: NaiveDate,
    /// Counts.
    pub counts: Counts,
    /// What it came to.
    pub whole: Option<Whole>,
}

impl Facts for FiveFacts {
    const KIND: &'static str = "five_five";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let mut caption = vec![("单位".to_owned(), self.unit.clone()), ("编号".to_owned(), self.number.clone())];
        let mut add = |label: &str, value: Option<String>| caption.extend(value.map(|it| (label.to_owned(), it)));
        add("种类", self.kind.map(|it| it.label().to_owned()));
        add("自查期间", Some(format!("{}至{}", letter_date(self.from_on), letter_date(self.to_on))));
        add("开始日期", Some(letter_date(self.on_date)));
        add("办结日期", Some(self.finished_on.map_or_else(|| "进行中".to_owned(), letter_date)));
        add("组长", self.leader.clone());
        add("参加人员", self.others.clone());
        add("范围", self.scope.clone());
        add("检查要点版本", Some(self.edition.clone()));
        let mut sections = vec![self.summary()];
        sections.extend(self.clauses.iter().map(|clause| self.clause(clause)));
        sections.push(self.gaps());
        sections.push(self.trend());
        for (n, section) in sections.iter_mut().enumerate() {
            section.heading = section.heading.as_ref().map(|it| format!("{}、{it}", chinese_number(n + 1)));
        }
        Report {
            kind: Self::KIND,
            page: Page::Ledger,
            title: "五落实五到位自查报告".to_owned(),
            file_stem: file_stem(&["五落实五到位自查报告", &self.number]),
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

fn rate(counts: Counts) -> Rate {
    let whole = |n: i64| u64::try_from(n).unwrap_or(0);
    Rate::new(whole(counts.met), whole(counts.applicable()))
}

fn verdict_words(verdict: Option<Verdict>) -> Option<&'static str> {
    verdict.map(Verdict::label)
}

impl FiveFacts {
    fn of_clause<'f>(&'f self, clause: &'f str) -> impl Iterator<Item = &'f PointFacts> {
        self.points.iter().filter(move |it| it.clause == clause)
    }

    fn ids(&self, clause: Option<&str>, verdict: Verdict) -> Option<RowSet> {
        let counted = |it: &&PointFacts| match clause {
            Some(clause) => it.clause == clause,
            None => self.clauses.iter().any(|own| own.counted && own.code == it.clause),
        };
        let ids: Vec<i64> =
            self.points.iter().filter(counted).filter(|it| it.counts_as() == verdict).map(|it| it.id).collect();
        (!ids.is_empty()).then(|| RowSet::ids("five_five", ids))
    }

    fn row(&self, code: &str, title: &str, counts: Counts, whole: Whole, clause: Option<&str>, total: bool) -> Row {
        let figure = |count: i64, verdict| Cell::opened(count, self.ids(clause, verdict));
        Row {
            cells: vec![
                code.into(),
                title.into(),
                counts.points().into(),
                figure(counts.met, Verdict::Met),
                figure(counts.partly, Verdict::Partly),
                figure(counts.unmet, Verdict::Unmet),
                figure(counts.data_missing, Verdict::DataMissing),
                figure(counts.not_applicable, Verdict::NotApplicable),
                Cell::from(rate(counts)),
                whole.label().into(),
            ],
            total,
        }
    }

    fn summary(&self) -> Section {
        let mut rows: Vec<Row> = self
            .clauses
            .iter()
            .filter(|it| it.counted)
            .map(|it| self.row(&it.code, &it.title, it.counts, it.counts.whole(), Some(&it.code), false))
            .collect();
        let whole = self.whole.unwrap_or(Whole::NotApplicable);
        rows.push(self.row("合计", "五落实五到位", self.total, whole, None, true));
        let table = Table {
            caption: "各条结果".to_owned(),
            columns: vec![
                Column::short("条款", 6),
                Column::text("名称", 28),
                Column::number("要点", 6),
                Column::number("已落实", 8),
                Column::number("部分落实", 9),
                Column::number("未落实", 8),
                Column::number("资料不足", 9),
                Column::number("不适用", 8),
                Column::number("落实率", 9),
                Column::short("结论", 12),
            ],
            rows,
            empty: "无。".to_owned(),
            own_sheet: false,
        };
        let mut blocks = vec![Block::Table(table)];
        if !self.failed.is_empty() {
            let said = format!("一票否决的要点未落实：{}，本轮不合格。", self.failed.join("、"));
            blocks.push(Para::new().text(said).block());
        }
        blocks.push(Block::Note(
            "一条只有全部适用的要点已落实才算落实；落实率=已落实÷（要点－不适用），只作参照。没有认定的要点按资料不足计。"
                .to_owned(),
        ));
        Section::new("自查结果", blocks)
    }

    fn clause(&self, clause: &ClauseFacts) -> Section {
        let rows = self.of_clause(&clause.code).map(|it| {
            let stop = if it.hard_stop { "（一票否决）" } else { "" };
            let mark = if it.unverified && !it.basis.contains("待核对") { "（依据待核对）" } else { "" };
            let verdict = verdict_words(it.verdict).unwrap_or("未认定");
            Row {
                cells: vec![
                    it.code.as_str().into(),
                    format!("{}{stop}", it.content).into(),
                    format!("{}{mark}", it.basis).into(),
                    verdict.into(),
                    verdict_words(it.last).into(),
                    it.said().into(),
                ],
                total: false,
            }
        });
        let head = if clause.counted { "" } else { "（不计分）" };
        Section::new(
            format!("{} {}{head}", clause.code, clause.title),
            vec![Block::Table(Table {
                caption: format!("{} {}", clause.code, clause.title),
                columns: vec![
                    Column::short("要点", 7),
                    Column::text("检查内容", 34),
                    Column::text("依据", 26),
                    Column::short("认定", 10),
                    Column::short("上轮", 10),
                    Column::text("证据、原因和记录", 44),
                ],
                rows: rows.collect(),
                empty: "没有检查要点。".to_owned(),
                own_sheet: true,
            })],
        )
    }

    fn gaps(&self) -> Section {
        let rows = self.points.iter().filter(|it| it.counts_as().is_gap()).map(|it| Row {
            cells: vec![
                it.code.as_str().into(),
                it.content.as_str().into(),
                it.counts_as().label().into(),
                it.owner.as_deref().into(),
                it.due_on.into(),
                Cell::opened(it.hazard.as_deref(), it.hazard_id.map(|id| RowSet::ids("hazard", [id]))),
                it.hazard_state.as_deref().into(),
            ],
            total: false,
        });
        let table = Table {
            caption: "缺口和整改".to_owned(),
            columns: vec![
                Column::short("要点", 7),
                Column::text("检查内容", 44),
                Column::short("认定", 10),
                Column::short("责任人", 10),
                Column::short("期限", 12),
                Column::short("整改项", 15),
                Column::short(if self.finished_on.is_some() { "办结时" } else { "现状" }, 10),
            ],
            rows: rows.collect(),
            empty: "没有缺口。".to_owned(),
            own_sheet: true,
        };
        Section::new("缺口和整改", vec![Block::Table(table)])
    }

    fn trend(&self) -> Section {
        let rows = self.trend.iter().map(|it| Row {
            cells: vec![
                Cell::opened(it.number.as_str(), Some(RowSet::ids("five_round", [it.id]))),
                it.kind.map(RoundKind::label).into(),
                it.to_on.into(),
                it.counts.points().into(),
                it.counts.met.into(),
                (it.counts.partly + it.counts.unmet).into(),
                it.counts.data_missing.into(),
                Cell::from(rate(it.counts)),
                it.whole.map(Whole::label).into(),
            ],
            total: false,
        });
        let table = Table {
            caption: "各轮比较".to_owned(),
            columns: vec![
                Column::short("轮次", 12),
                Column::short("种类", 10),
                Column::short("截止日期", 12),
                Column::number("要点", 8),
                Column::number("已落实", 8),
                Column::number("缺口", 8),
                Column::number("资料不足", 9),
                Column::number("落实率", 9),
                Column::short("结论", 10),
            ],
            rows: rows.collect(),
            empty: "无。".to_owned(),
            own_sheet: false,
        };
        let mut blocks = vec![Block::Table(table)];
        if self.trend.len() > 1 {
            blocks.push(Block::Chart(Chart {
                caption: "各轮落实率".to_owned(),
                kind: ChartKind::Line,
                labels: self.trend.iter().map(|it| it.number.clone()).collect(),
                series: vec![Series {
                    name: "落实率".to_owned(),
                    values: self.trend.iter().map(|it| Some(Figure::Rate(rate(it.counts)))).collect(),
                    rows: Vec::new(),
                }],
                unit: "%".to_owned(),
            }));
        }
        Section::new("各轮比较", blocks)
    }

    fn statements(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let open: Vec<&str> = self.points.iter().filter(|it| it.verdict.is_none()).map(|it| it.code.as_str()).collect();
        if !open.is_empty() {
            lines.push(format!("没有认定的要点 {} 个，按资料不足计：{}。", open.len(), open.join("、")));
        }
        let changed: Vec<&str> =
            self.points.iter().filter(|it| it.changed.is_some()).map(|it| it.code.as_str()).collect();
        if !changed.is_empty() {
            lines.push(format!(
                "认定以后记录有变化的要点 {} 个，认定没有改动：{}。",
                changed.len(),
                changed.join("、")
            ));
        }
        lines.push("检查要点依《企业安全生产责任体系五落实五到位规定》（安监总办〔2015〕27号）整理，频次没有法条的是本程序的默认。".to_owned());
        lines
    }
}
