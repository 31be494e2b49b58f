//! 安全生产标准化自评报告: one round as it was scored, by element, with its deductions, its grade and the rounds before.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::assessment::score::show_tenths;
use crate::domain::standardisation::{Level, RoundKind};
use crate::report::Facts;
use crate::report::figure::RowSet;
use crate::report::letter::chinese_number;
use crate::report::model::{
    Block, Cell, Column, Footer, Page, Para, Report, Row, Section, Signature, Table, file_stem, free_text, letter_date,
    sign_date,
};

/// Facts of one self-assessment. Points are in tenths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandardFacts {
    /// Row id of the round.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// Number of the round.
    pub number: String,
    /// Sort of the round.
    pub kind: Option<RoundKind>,
    /// Edition, as printed.
    pub edition: String,
    /// Title of the edition.
    pub edition_title: String,
    /// What the reader must know about its points.
    pub edition_note: Option<String>,
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
    /// Trade and head count of the enterprise, where known.
    pub industry: Option<String>,
    /// Head count.
    pub headcount: Option<i64>,
    /// Elements, in order.
    pub elements: Vec<ElementFacts>,
    /// Items, in order.
    pub items: Vec<ItemFacts>,
    /// The whole.
    pub total: PointFacts,
    /// The score of a hundred as printed; `—`: there is none.
    pub printed: String,
    /// The grade whose line is reached.
    pub level: Option<Level>,
    /// By the exact score.
    pub exact: Option<Level>,
    /// By the score rounded to a tenth.
    pub rounded: Option<Level>,
    /// Veto items that hold.
    pub vetoes: Vec<String>,
    /// Why no grade can be told.
    pub missing: Vec<String>,
    /// The next grade, its percent, hundredths of a point that are missing.
    pub next: Option<(Level, i64, u32)>,
    /// Accidents of the span: number, deaths, serious and slight injuries.
    pub accidents: Vec<AccidentFacts>,
    /// Whether records cover the whole span; else it is said.
    pub records_since: NaiveDate,
    /// The certificate: grade, number, last day.
    pub certificate: Option<CertificateFacts>,
    /// Postings of the result: place, from, to.
    pub postings: Vec<PostingFacts>,
    /// This round and those before, oldest first.
    pub trend: Vec<TrendFacts>,
    /// What the author wrote.
    pub texts: TextFacts,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// Points, in tenths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointFacts {
    /// Standard points.
    pub full: i64,
    /// Not applicable.
    pub not_applicable: i64,
    /// Not scored.
    pub open: i64,
    /// Got.
    pub got: i64,
}

impl PointFacts {
    fn lost(&self) -> i64 {
        self.full - self.not_applicable - self.open - self.got
    }
}

/// One second-level element.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElementFacts {
    /// Code of its first-level element.
    pub chapter: String,
    /// Title of that.
    pub chapter_title: String,
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Points.
    pub points: PointFacts,
}

/// One scoring item as it was scored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFacts {
    /// Row id.
    pub id: i64,
    /// Code.
    pub code: String,
    /// Its element.
    pub element: String,
    /// 评定内容.
    pub content: String,
    /// 扣分办法.
    pub rule: Option<String>,
    /// Citation.
    pub basis: Option<String>,
    /// Points or rule are still to be verified.
    pub unverified: bool,
    /// Standard points; 0 for a veto item.
    pub points: i64,
    /// Veto item.
    pub veto: bool,
    /// Got; absent: not scored, or not applicable.
    pub got: Option<i64>,
    /// 特别扣分.
    pub special: i64,
    /// 不参评.
    pub not_applicable: bool,
    /// Of a veto item: whether it holds.
    pub stands: Option<bool>,
    /// Points of the round before.
    pub last: Option<i64>,
    /// Why.
    pub reason: Option<String>,
    /// What was seen.
    pub evidence: Option<String>,
    /// Who mends it.
    pub owner: Option<String>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// The rectification item.
    pub hazard: Option<String>,
    /// Its row id.
    pub hazard_id: Option<i64>,
    /// Where that item stands.
    pub hazard_state: Option<String>,
}

impl ItemFacts {
    fn is_lost(&self) -> bool {
        self.stands == Some(true) || self.got.is_some_and(|got| got < self.points || self.special > 0)
    }

    fn is_open(&self) -> bool {
        if self.veto { self.stands.is_none() } else { self.got.is_none() && !self.not_applicable }
    }
}

/// One accident of the span.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccidentFacts {
    /// Row id.
    pub id: i64,
    /// Number.
    pub code: String,
    /// What happened.
    pub title: String,
    /// Day.
    pub on: String,
    /// Deaths, serious injuries, slight injuries.
    pub deaths: i64,
    /// Serious injuries.
    pub serious: i64,
    /// Slight injuries.
    pub minor: i64,
    /// Direct loss.
    pub loss_fen: Option<i64>,
}

/// The certificate that counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateFacts {
    /// Grade.
    pub level: Option<Level>,
    /// Number.
    pub number: Option<String>,
    /// Last day.
    pub until: Option<NaiveDate>,
}

/// One posting of the result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingFacts {
    /// Row id.
    pub id: i64,
    /// Where.
    pub place: String,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day; absent: still.
    pub to_on: Option<NaiveDate>,
}

/// One round of the trend.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendFacts {
    /// Row id.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Edition.
    pub edition: String,
    /// Last day judged.
    pub to_on: NaiveDate,
    /// Points.
    pub points: PointFacts,
    /// Score as printed.
    pub printed: String,
    /// Grade whose line is reached.
    pub level: Option<Level>,
    /// Whether the score is whole.
    pub whole: bool,
}

/// What the author wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFacts {
    /// 企业概况.
    pub overview: String,
    /// 安全绩效说明.
    pub performance: String,
    /// 改进计划.
    pub improvement: String,
}

impl Facts for StandardFacts {
    const KIND: &'static str = "standardisation";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let mut caption = vec![("单位".to_owned(), self.unit.clone()), ("编号".to_owned(), self.number.clone())];
        let mut add = |label: &str, value: Option<String>| caption.extend(value.map(|it| (label.to_owned(), it)));
        add("种类", self.kind.map(|it| it.label().to_owned()));
        add("自评期间", Some(format!("{}至{}", self.from_on, self.to_on)));
        add("办结日期", Some(self.finished_on.map_or_else(|| "进行中".to_owned(), |day| day.to_string())));
        add("评定标准", Some(format!("{}《{}》", self.edition, self.edition_title)));
        let mut sections = vec![
            self.overview(),
            self.organisation(),
            self.elements(),
            self.total_section(),
            self.lost(),
            self.not_applicable(),
            self.performance(),
            self.conclusion(),
            self.posted(),
            self.trend(),
        ];
        for (n, section) in sections.iter_mut().enumerate() {
            section.heading = section.heading.as_ref().map(|it| format!("{}、{it}", chinese_number(n + 1)));
        }
        Report {
            kind: Self::KIND,
            page: Page::Ledger,
            title: "安全生产标准化自评报告".to_owned(),
            file_stem: file_stem(&["安全生产标准化自评报告", &self.number]),
            caption,
            sections,
            signature: Some(Signature {
                lead: self.statements(),
                fields: vec![
                    ("自评组组长".to_owned(), self.leader.clone().unwrap_or_default()),
                    ("主要负责人".to_owned(), self.signed_by.clone().unwrap_or_default()),
                ],
                stamp: self.unit.clone(),
                date: self.finished_on.map_or_else(|| sign_date(None), letter_date),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
            addressee: None,
        }
    }
}

fn tenths(value: i64) -> Cell {
    show_tenths(value).into()
}

fn level_words(level: Option<Level>) -> &'static str {
    level.map_or("没有达到任何等级的分数线", |it| it.label())
}

impl StandardFacts {
    fn overview(&self) -> Section {
        let mut blocks = Vec::new();
        let mut said = vec![format!("单位名称：{}", self.unit)];
        said.extend(self.industry.clone());
        said.extend(self.headcount.map(|it| format!("从业人员 {it} 人（花名册）")));
        if let Some(it) = &self.certificate {
            let number = it.number.as_deref().map_or_else(String::new, |it| format!(" {it}"));
            let until = it.until.map_or_else(|| "届满日资料不足".to_owned(), |day| format!("{day} 届满"));
            said.push(format!("现有等级：{}{number}，{until}", it.level.map_or("—", |level| level.label())));
        }
        blocks.push(Para::new().text(format!("{}。", said.join("；"))).block());
        blocks.extend(free_text(&self.texts.overview));
        Section::new("企业概况", blocks)
    }

    fn organisation(&self) -> Section {
        let leader = self.leader.as_deref().unwrap_or("（未填写）");
        let others = self.others.as_deref().unwrap_or("（未填写）");
        let scope = self.scope.as_deref().unwrap_or("全厂");
        let text = format!(
            "自评组组长：{leader}；成员（含员工代表）：{others}；范围：{scope}；自{}开始，评定{}至{}的情况。依据{}《{}》。",
            self.on_date, self.from_on, self.to_on, self.edition, self.edition_title
        );
        let mut blocks = vec![Para::new().text(text).block()];
        blocks.extend(self.edition_note.clone().map(Block::Note));
        Section::new("自评组织、依据和范围", blocks)
    }

    fn point_cells(it: PointFacts) -> [Cell; 5] {
        [it.full, it.not_applicable, it.open, it.lost(), it.got].map(tenths)
    }

    fn elements(&self) -> Section {
        let mut rows = Vec::new();
        let mut chapter = "";
        for (at, it) in self.elements.iter().enumerate() {
            if chapter != it.chapter {
                chapter = &it.chapter;
                let sum = self.elements.iter().skip(at).take_while(|own| own.chapter == it.chapter).fold(
                    PointFacts::default(),
                    |sum, own| PointFacts {
                        full: sum.full + own.points.full,
                        not_applicable: sum.not_applicable + own.points.not_applicable,
                        open: sum.open + own.points.open,
                        got: sum.got + own.points.got,
                    },
                );
                let mut cells = vec![it.chapter.as_str().into(), it.chapter_title.as_str().into()];
                cells.extend(Self::point_cells(sum));
                rows.push(Row { cells, total: true });
            }
            let mut cells = vec![it.code.as_str().into(), it.title.as_str().into()];
            cells.extend(Self::point_cells(it.points));
            rows.push(Row { cells, total: false });
        }
        let mut cells: Vec<Cell> = vec!["合计".into(), "".into()];
        cells.extend(Self::point_cells(self.total));
        rows.push(Row { cells, total: true });
        let table = Table {
            caption: "各要素得分".to_owned(),
            columns: vec![
                Column::short("要素", 8),
                Column::text("名称", 28),
                Column::number("标准分", 9),
                Column::number("不参评分", 9),
                Column::number("未评分", 9),
                Column::number("扣分", 9),
                Column::number("得分", 9),
            ],
            rows,
            empty: "没有要素。".to_owned(),
            own_sheet: false,
        };
        Section::new("各要素自评情况", vec![Block::Table(table)])
    }

    fn total_section(&self) -> Section {
        let it = self.total;
        let text = format!(
            "得分 {} ÷（满分 {} − 不参评 {}）× 100 = {}。",
            show_tenths(it.got),
            show_tenths(it.full),
            show_tenths(it.not_applicable),
            self.printed
        );
        let mut blocks = vec![Para::new().text(text).block()];
        if it.open > 0 {
            let said = format!("还有 {} 分的项没有评分，不算满分，也不算零分：得分不能换算。", show_tenths(it.open));
            blocks.push(Para::new().text(said).block());
        }
        if self.exact != self.rounded && self.missing.is_empty() {
            blocks.push(Block::Note(format!(
                "按精确值：{}；四舍五入到一位小数后：{}。",
                level_words(self.exact),
                level_words(self.rounded)
            )));
        }
        Section::new("得分汇总与换算", blocks)
    }

    fn lost(&self) -> Section {
        let rows = self.items.iter().filter(|it| it.is_lost()).map(|it| {
            let off =
                if it.veto { "否决".to_owned() } else { show_tenths(it.points - it.got.unwrap_or(0) + it.special) };
            Row {
                cells: vec![
                    Cell::opened(it.code.as_str(), Some(RowSet::ids("standard_score", [it.id]))),
                    it.content.as_str().into(),
                    tenths(it.points),
                    off.into(),
                    it.last.map(show_tenths).into(),
                    it.reason.as_deref().into(),
                    it.owner.as_deref().into(),
                    it.due_on.into(),
                    Cell::opened(it.hazard.as_deref(), it.hazard_id.map(|id| RowSet::ids("hazard", [id]))),
                    it.hazard_state.as_deref().into(),
                ],
                total: false,
            }
        });
        let table = Table {
            caption: "扣分点及原因汇总表".to_owned(),
            columns: vec![
                Column::short("编号", 9),
                Column::text("评定内容", 20),
                Column::number("标准分", 7),
                Column::number("扣分", 6),
                Column::number("上轮得分", 7),
                Column::text("扣分原因", 34),
                Column::short("责任人", 9),
                Column::short("期限", 12),
                Column::short("整改项", 15),
                Column::short("结果", 9),
            ],
            rows: rows.collect(),
            empty: "没有扣分。".to_owned(),
            own_sheet: true,
        };
        Section::new("扣分点及原因", vec![Block::Table(table)])
    }

    fn not_applicable(&self) -> Section {
        let rows = self.items.iter().filter(|it| it.not_applicable).map(|it| Row {
            cells: vec![
                it.code.as_str().into(),
                it.content.as_str().into(),
                tenths(it.points),
                it.reason.as_deref().into(),
            ],
            total: false,
        });
        let table = Table {
            caption: "不参评项".to_owned(),
            columns: vec![
                Column::short("编号", 9),
                Column::text("评定内容", 28),
                Column::number("标准分", 8),
                Column::text("原因", 50),
            ],
            rows: rows.collect(),
            empty: "没有不参评的项。".to_owned(),
            own_sheet: true,
        };
        Section::new("不参评项", vec![Block::Table(table)])
    }

    fn performance(&self) -> Section {
        let rows = self.accidents.iter().map(|it| Row {
            cells: vec![
                Cell::opened(it.code.as_str(), Some(RowSet::ids("accident", [it.id]))),
                it.on.as_str().into(),
                it.title.as_str().into(),
                it.deaths.into(),
                it.serious.into(),
                it.minor.into(),
                it.loss_fen.map(crate::report::model::Value::Fen).into(),
            ],
            total: false,
        });
        let table = Table {
            caption: "自评期间的事故".to_owned(),
            columns: vec![
                Column::short("编号", 14),
                Column::short("日期", 12),
                Column::text("事故", 40),
                Column::number("死亡", 7),
                Column::number("重伤", 7),
                Column::number("轻伤", 7),
                Column::number("直接经济损失（元）", 16),
            ],
            rows: rows.collect(),
            empty: "事故台账没有这一期间的记录。".to_owned(),
            own_sheet: false,
        };
        let mut blocks = vec![Block::Table(table)];
        if self.records_since > self.from_on {
            blocks.push(Block::Note(format!("台账自{}启用，此前的事故不在其中。", self.records_since)));
        }
        blocks.extend(free_text(&self.texts.performance));
        Section::new("安全绩效", blocks)
    }

    fn conclusion(&self) -> Section {
        let text = if !self.missing.is_empty() {
            format!("资料不足，不能得出等级：{}。", self.missing.join("；"))
        } else if self.vetoes.is_empty() {
            match self.level {
                Some(level) => format!("自评得分 {}，达到{}的分数线。", self.printed, level.label()),
                None => format!("自评得分 {}，没有达到任何等级的分数线。", self.printed),
            }
        } else {
            format!("自评得分 {}，否决项成立（{}），不能定级。", self.printed, self.vetoes.join("、"))
        };
        let mut blocks = vec![Para::new().text(text).block()];
        if let (Some((level, percent, short)), true) = (self.next, self.missing.is_empty()) {
            let short = crate::domain::standardisation::points_text(short);
            let said = format!("到{}（{percent} 分）还差 {short} 分（按本次应得分计算）。", level.label());
            blocks.push(Para::new().text(said).block());
        }
        blocks.push(Block::Note(
            "达到分数线只是条件之一；定级还须符合定级办法（应急〔2021〕83号）的申请条件。".to_owned(),
        ));
        blocks.extend(free_text(&self.texts.improvement));
        Section::new("结论和改进", blocks)
    }

    fn posted(&self) -> Section {
        let rows = self.postings.iter().map(|it| Row {
            cells: vec![
                Cell::opened(it.place.as_str(), Some(RowSet::ids("posting", [it.id]))),
                it.from_on.into(),
                it.to_on.map_or_else(|| Cell::from("仍在公示"), Cell::from),
            ],
            total: false,
        });
        let table = Table {
            caption: "公示情况".to_owned(),
            columns: vec![Column::text("位置", 40), Column::short("开始", 14), Column::short("结束", 14)],
            rows: rows.collect(),
            empty: "还没有登记公示。".to_owned(),
            own_sheet: false,
        };
        let note = Block::Note("自评结果在企业内部公示不少于10个工作日（天数待核）。".to_owned());
        Section::new("公示情况", vec![Block::Table(table), note])
    }

    fn trend(&self) -> Section {
        let rows = self.trend.iter().map(|it| Row {
            cells: vec![
                Cell::opened(it.number.as_str(), Some(RowSet::ids("standard_round", [it.id]))),
                it.edition.as_str().into(),
                it.to_on.into(),
                tenths(it.points.full - it.points.not_applicable),
                tenths(it.points.got),
                it.printed.as_str().into(),
                if it.whole { level_words(it.level) } else { "资料不足" }.into(),
            ],
            total: false,
        });
        let table = Table {
            caption: "历次自评".to_owned(),
            columns: vec![
                Column::short("轮次", 12),
                Column::text("版本", 20),
                Column::short("截止日期", 12),
                Column::number("应得分", 9),
                Column::number("得分", 9),
                Column::number("百分", 9),
                Column::short("分数线", 14),
            ],
            rows: rows.collect(),
            empty: "无。".to_owned(),
            own_sheet: false,
        };
        Section::new("历次自评", vec![Block::Table(table)])
    }

    fn statements(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let open: Vec<&str> = self.items.iter().filter(|it| it.is_open()).map(|it| it.code.as_str()).collect();
        if !open.is_empty() {
            let named = open.iter().take(20).copied().collect::<Vec<_>>().join("、");
            let more = if open.len() > 20 { "等" } else { "" };
            lines.push(format!("没有评分（认定）的 {} 项：{named}{more}。", open.len()));
        }
        let unverified = self.items.iter().filter(|it| it.unverified).count();
        if unverified > 0 {
            lines.push(format!("{unverified} 项的分值和扣分办法没有官方出处，待核对。"));
        }
        lines
    }
}
