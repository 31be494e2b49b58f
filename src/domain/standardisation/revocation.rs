//! The nine conditions under which a grade is revoked (企业安全生产标准化建设定级办法, 应急〔2021〕83号).
//!
//! Records can show that one has come about; that none has, they show only where they cover the whole time and are kept at
//! all. For the rest a person is asked, and an answer older than a year counts no more: 资料不足, never 无.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::code::codes;
use crate::domain::date::{add_months, chinese, days_between};

/// How many days an answer counts.
pub const ANSWER_DAYS: i64 = 365;
/// Serious injuries within twelve months that revoke.
const SERIOUS: i64 = 3;
/// Direct loss within twelve months that revokes: one million yuan, in 分.
const LOSS_FEN: i64 = 100_000_000;

codes! {
    /// The conditions, in the order of the regulation.
    pub enum Condition {
        Death = "death" "发生生产安全死亡事故",
        Injury = "injury" "连续12个月内总计重伤3人及以上或直接经济损失总计100万元及以上",
        Impact = "impact" "发生造成重大不良社会影响的事件",
        LateReport = "late_report" "瞒报、谎报、迟报、漏报生产安全事故",
        Dishonest = "dishonest" "被列入安全生产失信惩戒名单",
        Fraud = "fraud" "提供虚假材料或以其他不正当手段取得定级",
        Licence = "licence" "行政许可证照注销、吊销、撤销，或者不再从事相关行业生产经营活动",
        MajorHazard = "major_hazard" "存在重大事故隐患，未在规定期限内完成整改",
        NotRunning = "not_running" "未按标准化管理体系持续、有效运行，情节严重",
    }
}

codes! {
    /// What is said of a condition.
    pub enum Finding {
        Clear = "no" "没有",
        Hit = "yes" "有",
        Missing = "data_missing" "资料不足",
    }
}

codes! {
    /// What a person answered.
    pub enum Answer {
        No = "no" "没有",
        Yes = "yes" "有",
    }
}

/// One accident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accident {
    /// Number.
    pub code: String,
    /// Day.
    pub on: NaiveDate,
    /// Deaths.
    pub deaths: i64,
    /// Serious injuries.
    pub serious: i64,
    /// Direct loss in 分; absent: not known.
    pub loss_fen: Option<i64>,
    /// Whether it was reported later than the hour allows; absent: times are not known.
    pub late: Option<bool>,
}

/// One major hazard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Major {
    /// Number.
    pub code: String,
    /// Deadline; absent: none set.
    pub due_on: Option<NaiveDate>,
    /// Day it was rectified; absent: not yet.
    pub rectified_on: Option<NaiveDate>,
}

/// A person's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What.
    pub answer: Answer,
    /// When.
    pub on: NaiveDate,
    /// Who.
    pub by: String,
    /// What was looked at.
    pub evidence: String,
}

/// What the conditions are judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// First day of the certificate.
    pub from: NaiveDate,
    /// The day judged.
    pub today: NaiveDate,
    /// First day the plant keeps records here.
    pub records_since: NaiveDate,
    /// Accidents up to today.
    pub accidents: Vec<Accident>,
    /// Major hazards found up to today.
    pub majors: Vec<Major>,
    /// Whether hazards are kept here at all.
    pub keeps_hazards: bool,
    /// Whole years of the certificate without a finished yearly self-assessment.
    pub years_without: Vec<i32>,
    /// The newest answer of each condition, up to today.
    pub answers: BTreeMap<Condition, Said>,
}

/// One condition judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The condition.
    pub condition: Condition,
    /// What is said of it.
    pub finding: Finding,
    /// Whether the records decided it; else a person is asked.
    pub computed: bool,
    /// Why, one Chinese sentence each.
    pub trace: Vec<String>,
}

/// Judges the nine conditions.
#[must_use]
pub fn judge(facts: &Facts) -> Vec<Judged> {
    Condition::ALL.iter().map(|condition| one(facts, *condition)).collect()
}

fn one(facts: &Facts, condition: Condition) -> Judged {
    let mut trace = Vec::new();
    let by_records = records(facts, condition, &mut trace);
    if let Some(finding) = by_records.filter(|it| *it != Finding::Missing) {
        return Judged { condition, finding, computed: true, trace };
    }
    let finding = answered(facts, condition, &mut trace);
    Judged { condition, finding, computed: false, trace }
}

/// What a person said, while it counts.
fn answered(facts: &Facts, condition: Condition, trace: &mut Vec<String>) -> Finding {
    let Some(said) = facts.answers.get(&condition).filter(|it| it.on <= facts.today) else {
        trace.push("还没有人核对过".to_owned());
        return Finding::Missing;
    };
    trace.push(format!("{}{}核对：{}（{}）", chinese(said.on), said.by, said.answer.label(), said.evidence));
    match said.answer {
        Answer::Yes => Finding::Hit,
        Answer::No if said.on < facts.from => {
            trace.push("是在取得本证书以前核对的，不算数".to_owned());
            Finding::Missing
        }
        Answer::No if days_between(said.on, facts.today) > ANSWER_DAYS => {
            trace.push("已超过一年，须重新核对".to_owned());
            Finding::Missing
        }
        Answer::No => Finding::Clear,
    }
}

/// What the records say; `None`: nothing, a person is asked.
fn records(facts: &Facts, condition: Condition, trace: &mut Vec<String>) -> Option<Finding> {
    match condition {
        Condition::Death => Some(deaths(facts, trace)),
        Condition::Injury => Some(injuries(facts, trace)),
        Condition::LateReport => Some(late(facts, trace)),
        Condition::MajorHazard => Some(majors(facts, trace)),
        Condition::NotRunning => {
            if !facts.years_without.is_empty() {
                let years: Vec<String> = facts.years_without.iter().map(ToString::to_string).collect();
                trace.push(format!("{}年没有办结的年度自评；是否情节严重由人认定", years.join("、")));
            }
            None
        }
        Condition::Impact | Condition::Dishonest | Condition::Fraud | Condition::Licence => None,
    }
}

fn own(facts: &Facts) -> impl Iterator<Item = &Accident> {
    facts.accidents.iter().filter(|it| facts.from <= it.on && it.on <= facts.today)
}

/// Whether the accident register speaks for the whole time: kept from the first day, and not empty.
fn covered(facts: &Facts, trace: &mut Vec<String>) -> bool {
    if facts.records_since > facts.from {
        trace.push(format!("台账自{}起，此前没有记录", chinese(facts.records_since)));
        return false;
    }
    if facts.accidents.is_empty() {
        trace.push("事故台账是空的，不能据此认定没有".to_owned());
        return false;
    }
    true
}

fn deaths(facts: &Facts, trace: &mut Vec<String>) -> Finding {
    let fatal: Vec<&Accident> = own(facts).filter(|it| it.deaths > 0).collect();
    if !fatal.is_empty() {
        trace.extend(fatal.iter().map(|it| format!("{}（{}）死亡 {} 人", it.code, chinese(it.on), it.deaths)));
        return Finding::Hit;
    }
    if !covered(facts, trace) {
        return Finding::Missing;
    }
    trace.push(format!("证书有效期内登记事故 {} 起，没有死亡", own(facts).count()));
    Finding::Clear
}

fn injuries(facts: &Facts, trace: &mut Vec<String>) -> Finding {
    let mut unknown = Vec::new();
    for last in own(facts) {
        // Twelve months that end with this accident; a certificate's own time only.
        let begins = add_months(last.on, -12);
        let within: Vec<&Accident> = own(facts).filter(|it| begins < it.on && it.on <= last.on).collect();
        let serious: i64 = within.iter().map(|it| it.serious).sum();
        let loss: i64 = within.iter().filter_map(|it| it.loss_fen).sum();
        if serious >= SERIOUS || loss >= LOSS_FEN {
            let codes: Vec<&str> = within.iter().map(|it| it.code.as_str()).collect();
            let yuan = loss / 100;
            trace.push(format!(
                "到{}的12个月内重伤 {serious} 人、损失 {yuan} 元：{}",
                chinese(last.on),
                codes.join("、")
            ));
            return Finding::Hit;
        }
        if last.loss_fen.is_none() {
            unknown.push(last.code.clone());
        }
    }
    if !unknown.is_empty() {
        trace.push(format!("直接经济损失没有登记：{}", unknown.join("、")));
        return Finding::Missing;
    }
    if !covered(facts, trace) {
        return Finding::Missing;
    }
    trace.push("按事故台账，没有哪12个月达到".to_owned());
    Finding::Clear
}

/// Lateness shows; that nothing was hidden never does.
fn late(facts: &Facts, trace: &mut Vec<String>) -> Finding {
    let late: Vec<&Accident> = own(facts).filter(|it| it.late == Some(true)).collect();
    if !late.is_empty() {
        trace.extend(late.iter().map(|it| format!("{}（{}）超过1小时上报", it.code, chinese(it.on))));
        return Finding::Hit;
    }
    trace.extend(own(facts).filter(|it| it.late.is_none()).map(|it| format!("{} 的接报或上报时间没有登记", it.code)));
    Finding::Missing
}

fn majors(facts: &Facts, trace: &mut Vec<String>) -> Finding {
    let ended = |it: &Major| it.rectified_on.filter(|on| *on <= facts.today);
    let over: Vec<&Major> = facts
        .majors
        .iter()
        .filter(|it| {
            it.due_on.is_some_and(|due| ended(it).map_or(due < facts.today, |on| due < on && facts.from <= on))
        })
        .collect();
    if !over.is_empty() {
        trace.extend(over.iter().map(|it| format!("重大隐患 {} 没有在期限内完成整改", it.code)));
        return Finding::Hit;
    }
    let open: Vec<&str> = facts
        .majors
        .iter()
        .filter(|it| it.due_on.is_none() && ended(it).is_none())
        .map(|it| it.code.as_str())
        .collect();
    if !open.is_empty() {
        trace.push(format!("重大隐患没有整改期限：{}", open.join("、")));
        return Finding::Missing;
    }
    if !facts.keeps_hazards {
        trace.push("隐患台账是空的，不能据此认定没有".to_owned());
        return Finding::Missing;
    }
    if facts.records_since > facts.from {
        trace.push(format!("台账自{}起，此前没有记录", chinese(facts.records_since)));
        return Finding::Missing;
    }
    trace.push(format!("登记重大隐患 {} 项，都在期限内", facts.majors.len()));
    Finding::Clear
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facts() -> Facts {
        Facts {
            from: day("2025-01-01"),
            today: day("2026-11-01"),
            records_since: day("2024-06-01"),
            accidents: vec![accident("SG-1", "2025-05-01", 0, 0, Some(0), Some(false))],
            majors: Vec::new(),
            keeps_hazards: true,
            years_without: Vec::new(),
            answers: BTreeMap::new(),
        }
    }

    fn accident(code: &str, on: &str, deaths: i64, serious: i64, loss: Option<i64>, late: Option<bool>) -> Accident {
        Accident { code: code.to_owned(), on: day(on), deaths, serious, loss_fen: loss, late }
    }

    fn finding(facts: &Facts, condition: Condition) -> Finding {
        judge(facts).into_iter().find(|it| it.condition == condition).unwrap().finding
    }

    #[test]
    fn what_records_show_and_what_they_cannot() {
        use Condition::{Death, Injury, LateReport, MajorHazard};
        use Finding::{Clear, Hit, Missing};
        let sound = facts();
        let with = |accident: Accident| Facts { accidents: vec![accident], ..facts() };
        let major = |due: Option<&str>, done: Option<&str>| Facts {
            majors: vec![Major { code: "YH-1".into(), due_on: due.map(day), rectified_on: done.map(day) }],
            ..facts()
        };
        let cases: Vec<(&str, Facts, Condition, Finding)> = vec![
            ("无死亡", sound.clone(), Death, Clear),
            ("死亡", with(accident("SG-2", "2026-01-02", 1, 0, Some(0), None)), Death, Hit),
            ("证书以前的死亡", with(accident("SG-2", "2024-12-31", 1, 0, Some(0), None)), Death, Clear),
            ("台账是空的", Facts { accidents: Vec::new(), ..facts() }, Death, Missing),
            ("台账开始得晚", Facts { records_since: day("2025-03-01"), ..facts() }, Death, Missing),
            ("重伤2人", with(accident("SG-2", "2026-01-02", 0, 2, Some(0), None)), Injury, Clear),
            ("重伤3人", with(accident("SG-2", "2026-01-02", 0, 3, Some(0), None)), Injury, Hit),
            ("损失差一分", with(accident("SG-2", "2026-01-02", 0, 0, Some(99_999_999), None)), Injury, Clear),
            ("损失100万元", with(accident("SG-2", "2026-01-02", 0, 0, Some(100_000_000), None)), Injury, Hit),
            ("损失没有登记", with(accident("SG-2", "2026-01-02", 0, 0, None, None)), Injury, Missing),
            ("迟报", with(accident("SG-2", "2026-01-02", 0, 0, Some(0), Some(true))), LateReport, Hit),
            ("没有迟报也不能证明没有瞒报", sound.clone(), LateReport, Missing),
            ("没有重大隐患", sound.clone(), MajorHazard, Clear),
            ("逾期未改", major(Some("2026-10-31"), None), MajorHazard, Hit),
            ("到期日当天", major(Some("2026-11-01"), None), MajorHazard, Clear),
            ("逾期才改完", major(Some("2026-09-01"), Some("2026-09-02")), MajorHazard, Hit),
            ("没有期限", major(None, None), MajorHazard, Missing),
            ("没有隐患台账", Facts { keeps_hazards: false, ..facts() }, MajorHazard, Missing),
        ];
        for (name, facts, condition, expected) in cases {
            assert_eq!(finding(&facts, condition), expected, "{name}");
        }
        // Twelve months end before the corresponding day: two accidents a year apart do not add up.
        let apart = |second: &str| Facts {
            accidents: vec![
                accident("SG-1", "2025-03-10", 0, 2, Some(0), None),
                accident("SG-2", second, 0, 1, Some(0), None),
            ],
            ..facts()
        };
        assert_eq!(finding(&apart("2026-03-09"), Injury), Hit);
        assert_eq!(finding(&apart("2026-03-10"), Injury), Clear);
    }

    #[test]
    fn an_answer_counts_for_a_year_and_never_against_the_records() {
        use Finding::{Clear, Hit, Missing};
        let said =
            |answer, on: &str| Said { answer, on: day(on), by: "李敏".into(), evidence: "信用网站".into() };
        for (answer, on, expected) in [
            (Answer::No, "2026-10-01", Clear),
            (Answer::No, "2025-11-01", Clear),
            (Answer::No, "2025-10-31", Missing),
            (Answer::No, "2024-12-31", Missing),
            (Answer::Yes, "2025-02-01", Hit),
            (Answer::No, "2026-11-02", Missing),
        ] {
            let facts = Facts { answers: [(Condition::Dishonest, said(answer, on))].into(), ..facts() };
            assert_eq!(finding(&facts, Condition::Dishonest), expected, "{on}");
        }
        let fatal = Facts {
            accidents: vec![accident("SG-2", "2026-01-02", 1, 0, Some(0), None)],
            answers: [(Condition::Death, said(Answer::No, "2026-10-01"))].into(),
            ..facts()
        };
        assert_eq!(finding(&fatal, Condition::Death), Hit);
        assert_eq!(judge(&facts()).len(), 9);
    }
}
