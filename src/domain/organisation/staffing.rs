//! How many people ask for which safety staff (安全生产法 第二十四条).
//!
//! Mines, metal smelting, construction, transport and those who make, sell, store or load dangerous goods set up a unit
//! or keep full-time staff however few they are (first paragraph). Others do so above 100 people; up to and including
//! 100 part-time staff will do (second paragraph).

use chrono::NaiveDate;

use super::appointment::{Counted, Staff, Team};
use super::{Finding, Outcome, law};
use crate::domain::profile::Verdict;

/// Above so many people a unit or full-time staff is owed (安全生产法 第二十四条 第二款: 超过一百人).
pub const FULL_TIME_ABOVE: i64 = 100;

/// Fact key of the head count.
const HEADCOUNT: &str = "headcount";

/// The plant as the rules see it on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plant {
    /// People employed, dispatched ones included, outsourced ones not; absent: neither answered nor a roster.
    pub headcount: Option<i64>,
    /// Dispatched ones among them; absent: not known.
    pub dispatched: Option<i64>,
    /// Whether the head count was counted from the roster.
    pub counted: bool,
    /// 机构设置口径的高危单位 (安全生产法 第二十四条 第一款).
    pub organisation: Verdict,
}

impl Plant {
    /// `从业人员101人（其中劳务派遣12人，不计派遣为89人）`; says where the number is from.
    #[must_use]
    pub fn headcount_words(&self) -> String {
        let Some(people) = self.headcount else { return "从业人员数没有填，也没有花名册".to_owned() };
        let source = if self.counted { "，按花名册" } else { "" };
        match self.without_dispatched() {
            Some(own) if own < people => {
                format!("从业人员{people}人（其中劳务派遣{}人，不计派遣为{own}人{source}）", people - own)
            }
            Some(_) => format!("从业人员{people}人（没有劳务派遣{source}）"),
            None => format!("从业人员{people}人（含劳务派遣，派遣人数没有填{source}）"),
        }
    }

    /// The head count without dispatched workers; `None` where their number is not known or exceeds the whole.
    #[must_use]
    pub fn without_dispatched(&self) -> Option<i64> {
        let (people, dispatched) = (self.headcount?, self.dispatched?);
        (0..=people).contains(&dispatched).then_some(people - dispatched)
    }

    /// Whether a threshold lies between the two figures: reached with dispatched workers, not without them. The law
    /// does not say in so many words which figure it means (待核); the stricter one is judged by.
    #[must_use]
    pub fn straddles(&self, at_least: i64) -> bool {
        let reached = |people: i64| people >= at_least;
        self.headcount.is_some_and(reached) && !self.without_dispatched().is_none_or(reached)
    }
}

/// What staff is owed.
enum Demand {
    /// A unit or full-time staff.
    FullTime { article: &'static str, why: String, unverified: bool },
    /// Full-time or part-time staff.
    Any { why: String },
    /// It depends on what was not answered.
    Open { missing: Vec<String> },
}

/// Whether the plant has the safety staff that 安全生产法 24 asks for on `day` (ST-01, ST-02, ST-03).
#[must_use]
pub fn staffing(plant: &Plant, staff: &Staff, day: NaiveDate) -> Finding {
    let team = staff.team(day);
    let demand = demand(plant);
    let mut finding = Finding {
        outcome: Outcome::DataMissing,
        basis: vec![law("24")],
        said: vec![format!("{}。", plant.headcount_words())],
        missing: Vec::new(),
        unverified: false,
        record: None,
    };
    match &demand {
        Demand::FullTime { article, why, unverified } => {
            finding.basis = vec![law(article)];
            finding.unverified = *unverified;
            finding.said.push(format!("{why}，应当设置安全生产管理机构或者配备专职安全生产管理人员。"));
        }
        Demand::Any { why } => {
            finding.basis = vec![law("24:2")];
            finding.said.push(format!("{why}，应当配备专职或者兼职的安全生产管理人员。"));
        }
        Demand::Open { missing } => {
            finding.missing.clone_from(missing);
            finding
                .said
                .push("是否须设机构或配专职，取决于没有回答的企业情况（《安全生产法》第二十四条）。".to_owned());
        }
    }
    finding.said.extend(found_lines(&team));
    settle(&mut finding, &demand, staff, &team);
    finding
}

fn demand(plant: &Plant) -> Demand {
    let above = plant.headcount.map(|people| people > FULL_TIME_ABOVE);
    match (&plant.organisation, above) {
        (Verdict::True { .. }, _) => Demand::FullTime {
            article: "24:1",
            why: "属《安全生产法》第二十四条第一款所列高危单位，不论人数".to_owned(),
            unverified: false,
        },
        (Verdict::False { .. } | Verdict::Unknown { .. }, Some(true)) => {
            let straddles = plant.straddles(FULL_TIME_ABOVE + 1);
            let note = if straddles {
                "；不计派遣则不超过100人，派遣人员计不计入待核对，从严判定"
            } else {
                ""
            };
            Demand::FullTime {
                article: "24:2",
                why: format!("超过100人（《安全生产法》第二十四条第二款{note}）"),
                unverified: straddles,
            }
        }
        (Verdict::False { .. }, Some(false)) => Demand::Any {
            why: "不属第二十四条第一款所列高危单位，不超过100人（《安全生产法》第二十四条第二款）".to_owned(),
        },
        (flag, above) => {
            let mut missing: Vec<String> = match flag {
                Verdict::Unknown { facts } => facts.iter().cloned().collect(),
                Verdict::True { .. } | Verdict::False { .. } => Vec::new(),
            };
            if above.is_none() {
                missing.push(HEADCOUNT.to_owned());
            }
            Demand::Open { missing }
        }
    }
}

fn found_lines(team: &Team) -> Vec<String> {
    let words = |list: &[Counted]| list.iter().map(|it| it.words.as_str()).collect::<Vec<_>>().join("、");
    let mut lines = Vec::new();
    for (what, list) in [("机构", &team.units), ("专职", &team.full), ("兼职", &team.part)] {
        if !list.is_empty() {
            lines.push(format!("{what}：{}。", words(list)));
        }
    }
    lines.extend(team.doubtful.iter().map(|it| format!("{it}，两处记录不一致。")));
    lines.extend(team.passed_over.iter().map(|it| format!("{it}。")));
    lines
}

fn settle(finding: &mut Finding, demand: &Demand, staff: &Staff, team: &Team) {
    let strong = team.units.first().or_else(|| team.full.first());
    let any = strong.or_else(|| team.part.first());
    let fits = match demand {
        Demand::FullTime { .. } | Demand::Open { .. } => strong,
        Demand::Any { .. } => any,
    };
    if let Some(it) = fits {
        finding.outcome = Outcome::Met;
        finding.missing.clear();
        finding.record = Some(it.record.clone());
        finding.said.push(match demand {
            Demand::Open { .. } => format!("已有{}，无论哪种情况都符合。", it.words),
            Demand::FullTime { .. } | Demand::Any { .. } => format!("已有{}，符合。", it.words),
        });
        return;
    }
    if staff.is_blank() {
        finding.missing = vec!["appointment".to_owned()];
        finding.said.push("没有花名册岗位，也没有任命记录，配没配备不能判定。".to_owned());
        return;
    }
    if !team.doubtful.is_empty() {
        finding.missing = vec!["appointment".to_owned()];
        finding.said.push("岗位和任命记录不一致，核对后才能判定。".to_owned());
        return;
    }
    match demand {
        Demand::Open { .. } if any.is_some() => {
            finding.said.push("只有兼职人员，够不够取决于上面没有回答的情况。".to_owned())
        }
        Demand::Open { .. } | Demand::Any { .. } => {
            finding.outcome = Outcome::Unmet;
            finding.missing.clear();
            finding.said.push("没有在任的安全生产管理人员，不符合。".to_owned());
        }
        Demand::FullTime { .. } => {
            finding.outcome = Outcome::Unmet;
            finding.said.push(if any.is_some() {
                "没有机构，也没有专职人员，只有兼职，不符合。".to_owned()
            } else {
                "没有机构，也没有在任的安全生产管理人员，不符合。".to_owned()
            });
        }
    }
}
