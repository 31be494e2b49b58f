//! 事故隐患排查治理情况统计分析表, by quarter and by year (16号令 14): the facts. Key names are stable; they are the JSON of
//! `anguan report quarterly --format json` and `yearly`.
//!
//! Counts of inspections and hazards stand under the same keys as in the monthly report and are counted alike.

mod build;

use serde::{Deserialize, Serialize};

use crate::report::figure::{Figure, Rate, RowMap};
use crate::report::monthly::{Comparison, Findings, HazardGroup, Hazards, Inspections, Items, Period, Signers, Unit};
use crate::report::trend::Trend;
use crate::report::{Facts, model};

/// How the statutory table is counted; printed below it and frozen with it.
pub const TABLE_BASIS: &str = "排查数＝本期登记的隐患数，级别按期末认定，未定级的单列、不计入一般和重大；一般隐患的已整改数＝其中截至期末已验收的；\
重大隐患的已整改销号数＝其中截至期末已销号的，已验收而未销号的不计；整改率＝已整改数（已整改销号数）÷排查数，排查数为 0 的记“—”。\
列入治理计划的重大隐患＝期末未销号的重大隐患，不论何时登记；五项落实按治理方案中已写明的计。\
累计落实治理资金＝本期整改的实际费用＋期末未销号重大隐患治理方案已落实的资金，同一隐患不重复计，四舍五入到 0.01 万元；应有费用而均未填写的记“—”。";

/// Facts of one quarter or year.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatisticsFacts {
    /// Who reports to whom.
    pub unit: Unit,
    /// What the head of the statutory table asks beside it.
    pub header: Header,
    /// What time it is about.
    pub period: Period,
    /// Local time up to which records were counted.
    pub cut_off: String,
    /// Short code of the audit chain's head at that moment.
    pub chain_code: Option<String>,
    /// Nothing was found and nothing is open (零报告).
    pub zero_report: bool,
    /// The articles the table is owed by, as cited.
    pub basis: String,
    /// The statutory table.
    pub table: Official,
    /// The same table of the period before; null where nothing was recorded yet.
    pub before: Option<Official>,
    /// The same table of the same period a year before; null where nothing was recorded yet.
    pub year_before: Option<Official>,
    /// What a year's table adds.
    #[serde(default)]
    pub annual: Option<Annual>,
    /// The same of the year before; null where nothing was recorded yet.
    #[serde(default)]
    pub annual_before: Option<Annual>,
    /// Major hazards under governance, and which elements of their plans are settled.
    pub governed: Vec<Governed>,
    /// Plans and inspections.
    pub inspections: Inspections,
    /// Check items.
    pub items: Items,
    /// What the inspections found.
    pub findings: Findings,
    /// Hazards.
    pub hazards: Hazards,
    /// Further ways to divide the hazards.
    pub distribution: Distribution,
    /// How the table is counted, [`TABLE_BASIS`].
    pub table_basis: String,
    /// How rates are counted.
    pub rate_basis: String,
    /// Main indicators beside earlier periods.
    pub comparison: Comparison,
    /// Twelve months up to the last of the period.
    pub trend: Trend,
    /// What the author wrote.
    pub texts: Texts,
    /// What a reader must know of the data.
    pub notes: Vec<String>,
    /// Who signs.
    pub signers: Signers,
    /// Records behind the figures, by path.
    #[serde(default, skip_serializing_if = "RowMap::is_empty")]
    pub rows: RowMap,
}

/// Head of the statutory table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// 所属行业.
    pub industry: Option<String>,
    /// 联系电话.
    pub phone: Option<String>,
    /// 主要负责人, who has to sign.
    pub principal: Option<String>,
}

/// The statutory table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Official {
    /// 一般隐患.
    pub general: Governance,
    /// 重大隐患.
    pub major: Governance,
    /// Registered and not graded by the end; in neither column.
    pub ungraded: u64,
    /// 列入治理计划的重大隐患.
    pub plan: Plan,
    /// 累计落实治理资金.
    pub funds: Funds,
}

/// One level of hazards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Governance {
    /// Registered in the period, by level at its end.
    pub found: u64,
    /// Of these: general ones accepted, major ones closed by its end.
    pub rectified: u64,
    /// `rectified ÷ found`.
    pub rate: Rate,
}

/// Major hazards open at the end, and how many plans have settled which element.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Major hazards open at the period's end, whenever registered.
    pub count: u64,
    /// 落实治理目标任务.
    pub goal: u64,
    /// 落实治理经费物资.
    pub resources: u64,
    /// 落实治理机构人员.
    pub organisation: u64,
    /// 落实治理时间要求.
    pub schedule: u64,
    /// 落实安全措施应急预案.
    pub safety: u64,
}

/// Money.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funds {
    /// Actual cost of what was rectified in the period plus funds settled for what is open, 分; null: not written down.
    pub total_fen: Option<i64>,
    /// Of it, actual cost.
    pub spent_fen: i64,
    /// Of it, settled in plans of major hazards still open.
    pub settled_fen: i64,
    /// Hazards rectified in the period whose cost nobody wrote down.
    pub unknown: u64,
}

impl Funds {
    /// 万元 with two decimals, half-up; `None` where it is not known.
    #[must_use]
    pub fn ten_thousands(&self) -> Option<model::Value> {
        self.total_fen.map(ten_thousands)
    }
}

/// 分 as 万元 with two decimals, half-up (decisions, no. 22).
#[must_use]
pub fn ten_thousands(fen: i64) -> model::Value {
    let hundredths = i64::try_from((fen.unsigned_abs() + 5_000) / 10_000).unwrap_or(i64::MAX);
    model::Value::Fen(if fen < 0 { -hundredths } else { hundredths })
}

/// What a year's table adds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annual {
    /// 上年结转: open when the year began.
    pub carried: u64,
    /// 本年累计: registered in it.
    pub registered: u64,
    /// 逾期未整改 at its end.
    pub overdue: u64,
}

impl Annual {
    /// Path below `annual`, name and value of each figure.
    #[must_use]
    pub fn lines(&self) -> [(&'static str, &'static str, u64); 3] {
        [
            ("carried", "上年结转未销号", self.carried),
            ("registered", "本年累计登记", self.registered),
            ("overdue", "年末逾期未整改", self.overdue),
        ]
    }
}

/// One major hazard under governance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Governed {
    /// Row id.
    pub id: i64,
    /// 编号.
    pub code: String,
    /// What is wrong.
    pub title: String,
    /// Person who answers for it.
    pub owner: Option<String>,
    /// Deadline.
    pub due_on: Option<chrono::NaiveDate>,
    /// 治理目标任务 is written down.
    pub goal: bool,
    /// 治理经费物资.
    pub resources: bool,
    /// 治理机构人员.
    pub organisation: bool,
    /// 治理时间要求.
    pub schedule: bool,
    /// 安全措施应急预案.
    pub safety: bool,
    /// 已落实治理资金, 分.
    pub funds_fen: Option<i64>,
}

/// Further ways to divide the hazards of the period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    /// By 人、机、环、管.
    pub by_kind: Vec<HazardGroup>,
    /// By the accident they could lead to.
    pub by_accident: Vec<HazardGroup>,
}

/// What the author wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// 隐患分布分析.
    pub distribution: String,
    /// 成因分析.
    pub causes: String,
    /// 趋势分析.
    pub trend: String,
    /// 治理措施和下步安排.
    pub measures: String,
}

impl Official {
    /// Every figure of the table in the order of the form: path below the table, group, name, unit, value. Money is no
    /// figure of this sort and stands apart.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let line = |path, group, label, unit, figure| Line { path, group, label, unit, figure };
        let count = Figure::Count;
        vec![
            line("general.found", "一般隐患", "排查一般隐患数", "项", count(self.general.found)),
            line("general.rectified", "一般隐患", "其中：已整改数", "项", count(self.general.rectified)),
            line("general.rate", "一般隐患", "整改率", "%", Figure::Rate(self.general.rate)),
            line("major.found", "重大隐患", "排查重大隐患数", "项", count(self.major.found)),
            line("major.rectified", "重大隐患", "其中：已整改销号数", "项", count(self.major.rectified)),
            line("major.rate", "重大隐患", "整改率", "%", Figure::Rate(self.major.rate)),
            line("ungraded", "未定级", "登记后尚未定级的隐患数", "项", count(self.ungraded)),
            line("plan.count", PLAN, "项数", "项", count(self.plan.count)),
            line("plan.goal", PLAN, "落实治理目标任务", "项", count(self.plan.goal)),
            line("plan.resources", PLAN, "落实治理经费物资", "项", count(self.plan.resources)),
            line("plan.organisation", PLAN, "落实治理机构人员", "项", count(self.plan.organisation)),
            line("plan.schedule", PLAN, "落实治理时间要求", "项", count(self.plan.schedule)),
            line("plan.safety", PLAN, "落实安全措施应急预案", "项", count(self.plan.safety)),
        ]
    }
}

const PLAN: &str = "列入治理计划的重大隐患";

/// One figure of the statutory table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Where it stands below `table` in the facts.
    pub path: &'static str,
    /// Group of columns of the form.
    pub group: &'static str,
    /// Column of the form.
    pub label: &'static str,
    /// `项`, `%`.
    pub unit: &'static str,
    /// Its value.
    pub figure: Figure,
}

impl StatisticsFacts {
    /// `yearly` or `quarterly`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        if self.annual.is_some() { "yearly" } else { Self::KIND }
    }
}

impl Facts for StatisticsFacts {
    const KIND: &'static str = "quarterly";
    const VERSION: u32 = 2;

    fn report(&self) -> model::Report {
        build::report(self)
    }
}
