//! 重大事故隐患自判: what the records say of a criterion, and what a person may decide of it.
//!
//! A criterion asks whether a state stands that makes a major hazard. A proposal is worked out from a [`Snapshot`] by pure
//! functions and decides nothing: a person confirms it or overrules it with a reason. What the records cannot tell is
//! 资料不足, never 不存在.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::date::{add_months, chinese};
use super::inspection::ItemResult;

pub mod decide;
#[cfg(test)]
mod tests;

codes! {
    /// What is said of a criterion.
    pub enum Verdict {
        Yes = "yes" "存在",
        No = "no" "不存在",
        NotApplicable = "not_applicable" "不适用",
        DataMissing = "data_missing" "资料不足",
    }
}

codes! {
    /// What a criterion is judged from where no checklist answers it; the pack names one by its code.
    pub enum Test {
        SpecialOperators = "special_operators" "特种作业人员持证",
        SmeltingManagers = "smelting_managers" "金属冶炼企业管理人员考核合格",
    }
}

/// How a criterion is judged from records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Judging {
    /// By what checklists found.
    Items(Items),
    /// By other records.
    Test {
        /// Which.
        test: Test,
    },
}

/// Items of checklists that answer a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Items {
    /// One entry for each thing to be looked at: the codes of the items that look at it, parted by `|`.
    pub items: Vec<String>,
    /// Every entry must have failed for the state to stand.
    #[serde(default)]
    pub all: bool,
}

/// One result of an item of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Code of the item.
    pub item: String,
    /// Day of the inspection.
    pub on: NaiveDate,
    /// Where; `None`: no place was written.
    pub place: Option<String>,
    /// Number of the inspection.
    pub inspection: String,
    /// Result.
    pub result: ItemResult,
    /// What was seen, or why not applicable.
    pub words: Option<String>,
    /// The hazard a failure opened.
    pub hazard: Option<Failure>,
}

/// The hazard a failed item opened, as it stood on the day judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Row id.
    pub id: i64,
    /// Number.
    pub code: String,
    /// Whether it is neither closed nor retired.
    pub is_open: bool,
    /// Whether it was graded major.
    pub is_major: bool,
}

/// What the proposals of a round look at, as it stood on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Months after which what was found right must be looked at again.
    pub months: u32,
    /// Results of the items that answer criteria, up to the day judged.
    pub looks: Vec<Look>,
    /// What an item is called, by code: list and object.
    pub titles: BTreeMap<String, String>,
    /// Names of those who do special operations without a valid certificate; `None`: the records cannot tell.
    pub special_operators_without_certificate: Option<Vec<String>>,
    /// Names of the managers of a metal-smelting plant without a valid assessment; `None`: the records cannot tell.
    pub managers_not_qualified: Option<Vec<String>>,
}

/// What the records say of a criterion, and why: one sentence a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The verdict they lead to.
    pub verdict: Verdict,
    /// Why.
    pub trace: Vec<String>,
    /// Hazards, by row id and number, of the failures that speak for yes.
    pub failures: Vec<Failure>,
}

impl Proposal {
    /// A proposal that rests on no failure.
    #[must_use]
    pub fn new(verdict: Verdict, trace: Vec<String>) -> Self {
        Self { verdict, trace, failures: Vec::new() }
    }

    /// The trace as it is stored.
    #[must_use]
    pub fn text(&self) -> String {
        self.trace.join("\n")
    }
}

/// What the records say of a criterion on a day.
#[must_use]
pub fn propose(judging: &Judging, s: &Snapshot, day: NaiveDate) -> Proposal {
    match judging {
        Judging::Items(items) => by_items(items, s, day),
        Judging::Test { test: Test::SpecialOperators } => {
            let told = ("特种作业人员没有有效的操作证", "登记了证书要求的岗位上，在岗人员都有有效的特种作业操作证");
            by_names(s.special_operators_without_certificate.as_deref(), told)
        }
        Judging::Test { test: Test::SmeltingManagers } => {
            let told = ("主要负责人、安管人员没有有效的考核合格证明", "登记的主要负责人、安管人员都考核合格，证书有效");
            by_names(s.managers_not_qualified.as_deref(), told)
        }
    }
}

fn by_names(names: Option<&[String]>, (bad, good): (&str, &str)) -> Proposal {
    match names {
        None => Proposal::new(
            Verdict::DataMissing,
            vec!["资料不足：证书和岗位的台账不足以判定谁应当持证、谁持证".to_owned()],
        ),
        Some([]) => Proposal::new(Verdict::No, vec![format!("不存在：{good}")]),
        Some(names) => Proposal::new(Verdict::Yes, vec![format!("存在：{bad}：{}", names.join("、"))]),
    }
}

/// What one entry comes to.
enum Stand {
    /// A failure is still open.
    Failed(Vec<String>, Vec<Failure>),
    /// Found right wherever it was looked at.
    Right(Vec<String>),
    /// It cannot be told.
    Unknown(Vec<String>),
}

fn by_items(items: &Items, s: &Snapshot, day: NaiveDate) -> Proposal {
    let since = add_months(day, -i32::try_from(s.months).unwrap_or(i32::MAX));
    let stands: Vec<Stand> = items.items.iter().map(|entry| of_entry(entry, s, since, day)).collect();
    let failed = stands.iter().filter(|it| matches!(it, Stand::Failed(..))).count();
    let right = stands.iter().filter(|it| matches!(it, Stand::Right(_))).count();
    let yes = if items.all { failed == stands.len() } else { failed > 0 } && !stands.is_empty();
    let verdict = if yes {
        Verdict::Yes
    } else if right == stands.len() && !stands.is_empty() {
        Verdict::No
    } else {
        Verdict::DataMissing
    };
    let mut proposal = Proposal::new(verdict, Vec::new());
    for stand in stands {
        match stand {
            Stand::Failed(said, failures) => {
                proposal.trace.extend(said.into_iter().map(|it| format!("不合格：{it}")));
                proposal.failures.extend(failures);
            }
            Stand::Right(said) => proposal.trace.extend(said.into_iter().map(|it| format!("合格：{it}"))),
            Stand::Unknown(said) => proposal.trace.extend(said.into_iter().map(|it| format!("资料不足：{it}"))),
        }
    }
    if verdict == Verdict::Yes {
        proposal.trace.push("检查不合格到没到判定情形，由人看过认定".to_owned());
    } else if failed > 0 {
        proposal.trace.push("几个条件同时不合格才判定为存在，由人看过认定".to_owned());
    }
    proposal
}

/// One thing to be looked at: every failure that is still open speaks, whenever it was; else the newest result of every place
/// within the months.
fn of_entry(entry: &str, s: &Snapshot, since: NaiveDate, day: NaiveDate) -> Stand {
    let codes: Vec<&str> = entry.split('|').map(str::trim).collect();
    let title = |code: &str| s.titles.get(code).map_or_else(|| code.to_owned(), |it| format!("{code} {it}"));
    let known = |it: &&Look| codes.contains(&it.item.as_str()) && it.on <= day && it.result != ItemResult::NotChecked;
    let mut looks: Vec<&Look> = s.looks.iter().filter(known).collect();
    looks.sort_by(|a, b| (b.on, &b.inspection).cmp(&(a.on, &a.inspection)));
    let open: Vec<&&Look> = looks
        .iter()
        .filter(|it| it.result == ItemResult::Fail && it.hazard.as_ref().is_some_and(|hazard| hazard.is_open))
        .collect();
    if !open.is_empty() {
        let said = open.iter().map(|it| {
            let number = it.hazard.as_ref().map(|hazard| hazard.code.as_str()).unwrap_or_default();
            format!("{}，{}，隐患{number}还没有销号", title(&it.item), told(it))
        });
        let failures = open.iter().filter_map(|it| it.hazard.clone()).collect();
        return Stand::Failed(said.collect(), failures);
    }
    let mut places: Vec<Option<&str>> = Vec::new();
    let (mut right, mut unknown, mut beside) = (Vec::new(), Vec::new(), Vec::new());
    for it in looks.iter().filter(|it| since <= it.on) {
        if places.contains(&it.place.as_deref()) {
            continue;
        }
        places.push(it.place.as_deref());
        let said = format!("{}，{}", title(&it.item), told(it));
        match it.result {
            ItemResult::Pass => right.push(said),
            ItemResult::Fail => unknown.push(format!("{said}，隐患已销号或停用，之后还没有再查过")),
            ItemResult::NotApplicable => beside.push(format!("{said}，检查时认为不适用")),
            ItemResult::NotChecked => {}
        }
    }
    if places.is_empty() {
        let names: Vec<String> = codes.iter().map(|code| title(code)).collect();
        let last = looks.first().map_or_else(|| "从来没有查过".to_owned(), |it| format!("上次查是{}", chinese(it.on)));
        unknown.push(format!("{}，{}以来没有查过（{last}）", names.join("或"), chinese(since)));
    } else if right.is_empty() && unknown.is_empty() {
        unknown.append(&mut beside);
    }
    if unknown.is_empty() { Stand::Right(right) } else { Stand::Unknown(unknown) }
}

/// When and where a result was found, in words.
fn told(it: &Look) -> String {
    let place = it.place.as_deref().map(|place| format!("（{place}）")).unwrap_or_default();
    let words =
        it.words.as_deref().filter(|words| !words.is_empty()).map(|words| format!("：{words}")).unwrap_or_default();
    let result = match it.result {
        ItemResult::Pass => "查过",
        ItemResult::Fail => "不合格",
        ItemResult::NotApplicable => "不适用",
        ItemResult::NotChecked => "没有查",
    };
    format!("{}检查{}{place}{result}{words}", chinese(it.on), it.inspection)
}

/// How many criteria have which verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// 存在.
    pub yes: i64,
    /// 不存在.
    pub no: i64,
    /// 不适用.
    pub not_applicable: i64,
    /// 资料不足, those nobody decided among them.
    pub data_missing: i64,
}

impl Counts {
    /// Counts verdicts.
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut counts = Self::default();
        for verdict in verdicts {
            match verdict {
                Verdict::Yes => counts.yes += 1,
                Verdict::No => counts.no += 1,
                Verdict::NotApplicable => counts.not_applicable += 1,
                Verdict::DataMissing => counts.data_missing += 1,
            }
        }
        counts
    }

    /// All of them.
    #[must_use]
    pub fn items(self) -> i64 {
        self.yes + self.no + self.not_applicable + self.data_missing
    }

    /// What they come to, in words. Free of major hazards only when every one that applies was found absent.
    #[must_use]
    pub fn said(self) -> String {
        let open = format!("{}项资料不足", self.data_missing);
        match (self.yes, self.data_missing) {
            (0, 0) if self.no == 0 => "没有适用的判定项".to_owned(),
            (0, 0) => "未发现重大事故隐患".to_owned(),
            (0, _) => format!("{open}，不能说没有重大事故隐患"),
            (yes, 0) => format!("存在重大事故隐患{yes}项"),
            (yes, _) => format!("存在重大事故隐患{yes}项，另有{open}"),
        }
    }
}
