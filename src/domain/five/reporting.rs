//! Clause 五: what the records say of reporting inside the plant and of telling the public.

use chrono::NaiveDate;

use super::facts::Snapshot;
use super::part::{Part, each_period, names, standing};
use crate::domain::date::{add_days, add_months, chinese, days_between};
use crate::domain::obligation::State;
use crate::domain::period::PeriodKind;

/// L5.1
pub(super) fn reporting_rule(s: &Snapshot) -> Vec<Part> {
    let papers: Vec<String> = s.documents("reporting").iter().map(|it| it.title.clone()).collect();
    let look = Part::Look("制度写明向谁报、多久报、报什么、谁签发".to_owned());
    vec![standing(&papers, !s.documents.is_empty(), "安全生产报告制度"), look]
}

/// Reports on paper or in a meeting in every period.
fn reported(s: &Snapshot, kind: PeriodKind, document: &str, meeting: &str, what: &str) -> Vec<Part> {
    let papers = s.documents.iter().filter(|it| it.kind == document).map(|it| (it.issued_on, it.title.clone()));
    let met = s
        .meetings
        .iter()
        .filter(|it| it.kind == meeting)
        .map(|it| (it.on, format!("{}会议{}", chinese(it.on), it.code)));
    let deeds: Vec<(NaiveDate, String)> = papers.chain(met).collect();
    each_period(s, kind, what, &deeds, !s.documents.is_empty() || !s.meetings.is_empty())
}

/// L5.2
pub(super) fn board_report(s: &Snapshot) -> Vec<Part> {
    let to = match s.fact("board") {
        Some(true) => "向董事会（股东会）的报告",
        Some(false) => "向投资人的报告",
        None => "向董事会（没有的向投资人）的报告",
    };
    reported(s, PeriodKind::HalfYear, "board_report", "board", to)
}

/// L5.3
pub(super) fn performance_report(s: &Snapshot) -> Vec<Part> {
    let mut parts = reported(s, PeriodKind::Quarter, "performance_report", "performance", "向业绩考核部门的报告");
    parts.push(Part::Look("安全指标列入当期绩效考核".to_owned()));
    parts
}

/// L5.4: told monthly, major hazards reported to both sides in time.
pub(super) fn hazard_told(s: &Snapshot) -> Vec<Part> {
    let posted = s.postings.iter().filter(|it| it.kind == "hazard");
    let deeds: Vec<(NaiveDate, String)> =
        posted.map(|it| (it.from, format!("{}起 {}", chinese(it.from), it.title))).collect();
    let mut parts = each_period(s, PeriodKind::Month, "隐患排查治理情况的通报", &deeds, !s.postings.is_empty());
    let reports = s.duties(&["HZ04", "HZ07"]);
    for it in &reports {
        let said = format!("{}：{}", it.title, it.because);
        parts.push(match (it.state, it.late_days.unwrap_or(0)) {
            (State::Met, late) if late > 0 => Part::No(format!("{said}（晚{late}天）")),
            (State::Met, _) => Part::Yes(said),
            (State::Overdue, _) => Part::No(said),
            (State::DataMissing, _) => Part::Unknown(said),
            (State::Due | State::Upcoming | State::NotApplicable, _) => Part::Beside(said),
        });
    }
    if reports.is_empty() {
        parts.push(Part::Beside("这段时间没有要双报告的重大事故隐患".to_owned()));
    }
    parts
}

/// Days back within which the public must have been told: a year.
const YEAR: i32 = 12;

/// L5.5
pub(super) fn made_public(s: &Snapshot) -> Vec<Part> {
    let hanging: Vec<String> =
        s.postings.iter().filter(|it| it.kind == "five_five" && s.hangs(it)).map(|it| it.title.clone()).collect();
    let in_use = !s.postings.is_empty();
    let mut parts = vec![standing(&hanging, in_use, "五落实五到位规定的张贴")];
    let since = add_months(s.day, -YEAR);
    let status = |it: &&super::facts::Posting| it.kind == "safety_status" && (s.hangs(it) || it.from > since);
    let told: Vec<String> = s.postings.iter().filter(status).map(|it| it.title.clone()).collect();
    parts.push(standing(&told, in_use && s.records_since <= since || !told.is_empty(), "近一年安全生产情况的社会公示"));
    match s.fact("chemical_plant") {
        Some(true) => parts.push(promises(s)),
        Some(false) => parts.push(Part::Beside("不是化工（危险化学品）企业，不要求每日承诺公告".to_owned())),
        None => parts.push(Part::Unknown("是否化工（危险化学品）企业没有回答，承诺公告要不要做不能判定".to_owned())),
    }
    parts
}

/// A promise published on every day of the span that the plant keeps records of.
fn promises(s: &Snapshot) -> Part {
    let from = s.from.max(s.records_since);
    let days = days_between(from, s.day) + 1;
    if days <= 0 {
        return Part::Unknown("这段时间在记录起始日之前，承诺公告不能判定".to_owned());
    }
    if s.promises.is_empty() {
        return Part::Unknown("没有登记过安全承诺公告，是没有公告还是没有登记不能判定".to_owned());
    }
    let missing: Vec<String> =
        (0..days).map(|n| add_days(from, n)).filter(|day| !s.promises.contains(day)).map(chinese).collect();
    if missing.is_empty() {
        Part::Yes(format!("每日都有承诺公告，共{days}天"))
    } else {
        Part::No(format!("{}天中{}天没有承诺公告：{}", days, missing.len(), names(&missing)))
    }
}
