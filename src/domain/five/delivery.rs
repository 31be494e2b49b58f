//! Clause 六: what the records say of responsibility, funds, training, management and emergency 到位.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::facts::{Card, Document, DutyList, Signature, Snapshot};
use super::part::{Part, each_period, names, standing};
use crate::domain::date::{add_months, chinese};
use crate::domain::hazard::Level;
use crate::domain::obligation::State;
use crate::domain::period::PeriodKind;
use crate::domain::profile::FactValue;

/// Months within which rules are reviewed (惯), and plans evaluated (预案管理办法 第三十五条).
const REVIEW_MONTHS: i32 = 36;

/// D1.1: every post somebody holds carries a list in force, complete as the law wants it.
pub(super) fn list_coverage(s: &Snapshot) -> Vec<Part> {
    if s.people.is_empty() {
        return vec![Part::Unknown("没有花名册，岗位不能判定".to_owned())];
    }
    if s.lists.is_empty() {
        return vec![Part::Unknown("还没有登记责任清单，覆盖情况不能判定".to_owned())];
    }
    let mut held: BTreeMap<i64, &str> = BTreeMap::new();
    for id in s.people.iter().flat_map(|it| &it.posts) {
        held.insert(*id, s.post(*id).map_or("（已停用的岗位）", |it| it.name.as_str()));
    }
    let bare: Vec<&str> = held.iter().filter(|(id, _)| s.lists_of(**id).is_empty()).map(|(_, name)| *name).collect();
    let postless: Vec<&str> = s.people.iter().filter(|it| it.posts.is_empty()).map(|it| it.name.as_str()).collect();
    let mut parts = Vec::new();
    if held.len() > bare.len() {
        parts.push(Part::Yes(format!(
            "有人的岗位{}个，{}个有已批准、在用的责任清单",
            held.len(),
            held.len() - bare.len()
        )));
    }
    if !bare.is_empty() {
        parts.push(Part::No(format!("没有责任清单的岗位{}个：{}", bare.len(), names(&bare))));
    }
    if !postless.is_empty() {
        parts.push(Part::Unknown(format!("没有写岗位的{}人：{}", postless.len(), names(&postless))));
    }
    let in_force: Vec<&DutyList> = s.lists.iter().filter(|it| it.wording.is_some()).collect();
    let odd = |wrong: fn(&DutyList) -> bool| -> Vec<&str> {
        in_force.iter().filter(|it| wrong(it)).map(|it| it.title.as_str()).collect()
    };
    for (wrong, said) in [
        (odd(|it| it.duties == 0), "没有职责条目"),
        (odd(|it| it.without_standard > 0), "有条目没有考核标准"),
        (odd(|it| !it.has_scope), "没有写责任范围"),
    ] {
        if !wrong.is_empty() {
            parts.push(Part::No(format!("{said}的清单{}份：{}", wrong.len(), names(&wrong))));
        }
    }
    parts
}

/// D1.2: every list in use hangs somewhere in its present wording.
pub(super) fn list_posting(s: &Snapshot) -> Vec<Part> {
    let used: Vec<&DutyList> = s.lists.iter().filter(|it| it.wording.is_some()).collect();
    if used.is_empty() {
        return vec![Part::Unknown("没有已批准、在用的责任清单，公示不能判定".to_owned())];
    }
    let hanging: Vec<_> = s.postings.iter().filter(|it| it.kind == "duty_list" && s.hangs(it)).collect();
    if hanging.is_empty() {
        return vec![standing(&[], !s.postings.is_empty(), "责任清单的公示")];
    }
    let shown = |list: &DutyList| {
        hanging.iter().any(|it| match (it.list, it.wording) {
            (Some(id), Some(number)) => id == list.id && number == list.number,
            (Some(id), None) => id == list.id && list.from.is_some_and(|from| from <= it.from),
            // A board of all lists is as new as its first day.
            (None, _) => list.from.is_some_and(|from| from <= it.from),
        })
    };
    let (fresh, stale): (Vec<&&DutyList>, Vec<&&DutyList>) = used.iter().partition(|it| shown(it));
    let titles = |all: &[&&DutyList]| names(&all.iter().map(|it| it.title.as_str()).collect::<Vec<_>>());
    let mut parts = Vec::new();
    if !fresh.is_empty() {
        parts.push(Part::Yes(format!("现行版本在公示的清单{}份", fresh.len())));
    }
    if !stale.is_empty() {
        parts.push(Part::No(format!("没有公示或公示的不是现行版本的清单{}份：{}", stale.len(), titles(&stale))));
    }
    parts.push(Part::Look("公示内容责任、责任范围、考核标准三样俱全".to_owned()));
    parts
}

/// D1.3: everybody signed for what he carries; who is away owes nothing, who is new to it is not late yet.
pub(super) fn list_signing(s: &Snapshot) -> Vec<Part> {
    if s.people.is_empty() || s.lists.is_empty() {
        return vec![Part::Unknown("没有花名册或责任清单，签收不能判定".to_owned())];
    }
    if !s.had_signatures {
        return vec![Part::Unknown("没有登记过任何签收，签没签不能判定".to_owned())];
    }
    let (mut signed, mut fresh, mut owing, mut unclear) = (0usize, 0usize, Vec::new(), Vec::new());
    for person in &s.people {
        let own: Vec<&Signature> = s.signatures.iter().filter(|it| it.person == person.id).collect();
        let open = || own.iter().filter(|it| it.on.is_none());
        if own.is_empty() {
            continue;
        } else if open().any(|it| it.due_on.is_some_and(|due| due < s.day)) {
            owing.push(person.name.as_str());
        } else if open().any(|it| it.due_on.is_none()) {
            unclear.push(person.name.as_str());
        } else if open().next().is_some() {
            fresh += 1;
        } else {
            signed += 1;
        }
    }
    let mut parts = Vec::new();
    if signed > 0 {
        parts.push(Part::Yes(format!("{signed}人已签收现行的责任清单")));
    }
    if !owing.is_empty() {
        parts.push(Part::No(format!("逾期没有签收的{}人：{}", owing.len(), names(&owing))));
    }
    if !unclear.is_empty() {
        parts.push(Part::Unknown(format!("到岗日期没有登记、也没有签收的{}人：{}", unclear.len(), names(&unclear))));
    }
    if fresh > 0 {
        parts.push(Part::Beside(format!("{fresh}人新到岗或清单新改版，还在签收期限内")));
    }
    parts.push(Part::Look("责任制培训的签到或试卷（在 4 教育培训 里看题目类别为责任制的）".to_owned()));
    parts
}

/// D1.4: assessments finished for every quarter, with reward and punishment.
pub(super) fn list_assessing(s: &Snapshot) -> Vec<Part> {
    let mut by_period: BTreeMap<&str, (chrono::NaiveDate, usize)> = BTreeMap::new();
    for it in &s.assessments {
        let entry = by_period.entry(it.period.as_str()).or_insert((it.on, 0));
        entry.1 += 1;
    }
    let deeds: Vec<(chrono::NaiveDate, String)> = by_period
        .iter()
        .filter_map(|(period, (_, count))| {
            let last = crate::domain::period::Period::parse(period).ok()?.last();
            Some((last, format!("{period}考核{count}份")))
        })
        .collect();
    let mut parts = each_period(s, PeriodKind::Quarter, "责任制考核", &deeds, !s.assessments.is_empty());
    let within = s.assessments.iter().filter(|it| it.on >= s.from);
    let (rewarded, all) = within.fold((0usize, 0usize), |(yes, all), it| (yes + usize::from(it.has_reward), all + 1));
    if all > 0 && rewarded > 0 {
        parts.push(Part::Yes(format!("这段时间的考核{rewarded}份写明奖惩")));
    } else if all > 0 {
        parts.push(Part::Unknown("这段时间的考核都没有写奖惩，兑现没有不能判定".to_owned()));
    }
    parts
}

/// A signed paper of the year.
fn of_year(s: &Snapshot, kind: &str, what: &str) -> Vec<Part> {
    let year = s.day.year();
    let papers: Vec<&Document> = s.documents(kind).into_iter().filter(|it| it.year == Some(year)).collect();
    let (signed, unsigned): (Vec<&&Document>, Vec<&&Document>) = papers.iter().partition(|it| it.signed);
    let titles = |all: &[&&Document]| all.iter().map(|it| it.title.clone()).collect::<Vec<_>>();
    let undated = s.documents(kind).into_iter().any(|it| it.year.is_none());
    let mut parts = Vec::new();
    if papers.is_empty() && undated {
        parts.push(Part::Unknown(format!("登记的{what}没有写年度，是不是{year}年的不能判定")));
    } else if signed.is_empty() && !unsigned.is_empty() {
        parts.push(Part::No(format!("{year}年度{what}没有写签发人：{}", names(&titles(&unsigned)))));
    } else {
        parts.push(standing(&titles(&signed), !s.documents.is_empty(), &format!("{year}年度{what}")));
    }
    parts
}

/// D2.1
pub(super) fn budget(s: &Snapshot) -> Vec<Part> {
    let mut parts = of_year(s, "budget", "安全投入预算");
    parts.push(Part::Look("预算由决策机构或主要负责人批准，资金到位".to_owned()));
    parts
}

/// D3.1
pub(super) fn training_plan(s: &Snapshot) -> Vec<Part> {
    let mut parts = of_year(s, "training_plan", "安全培训计划");
    parts.push(Part::Look("计划的完成率和经费（年度安全教育培训计划表）".to_owned()));
    parts
}

/// D4.1: rules and operating procedures are on file and reviewed.
pub(super) fn rules_reviewed(s: &Snapshot) -> Vec<Part> {
    let mut parts = Vec::new();
    let oldest = add_months(s.day, -REVIEW_MONTHS);
    for (kind, what) in [("policy", "安全规章制度"), ("procedure", "安全操作规程")] {
        let papers = s.documents(kind);
        let titles: Vec<String> = papers.iter().map(|it| it.title.clone()).collect();
        parts.push(standing(&titles, !s.documents.is_empty(), what));
        let stale: Vec<&str> = papers
            .iter()
            .filter(|it| it.reviewed_on.unwrap_or(it.issued_on).max(it.issued_on) < oldest)
            .map(|it| it.title.as_str())
            .collect();
        if !stale.is_empty() {
            parts.push(Part::No(format!("三年没有评审的{what}{}份：{}", stale.len(), names(&stale))));
        }
    }
    parts.push(Part::Look("制度和规程齐全，下发到岗位".to_owned()));
    parts
}

/// D4.3: inspections as planned, hazards in time, statistics handed in.
pub(super) fn hazard_loop(s: &Snapshot) -> Vec<Part> {
    let it = &s.hazards;
    let mut parts = Vec::new();
    parts.push(if it.planned == 0 {
        Part::Unknown("这段时间检查计划没有一次到期，自查不能判定".to_owned())
    } else if it.missed > 0 {
        Part::No(format!("计划检查{}次，做了{}次，漏做{}次", it.planned, it.done, it.missed))
    } else {
        Part::Yes(format!("计划检查{}次，做了{}次，没有漏做", it.planned, it.done))
    });
    let late: Vec<&str> = it.open.iter().filter(|it| it.overdue_days > 0).map(|it| it.code.as_str()).collect();
    let major = it.open.iter().filter(|it| it.level == Some(Level::Major)).count();
    parts.push(if late.is_empty() {
        Part::Yes(format!("这段时间登记隐患{}项，未销号{}项（重大{major}项），没有逾期", it.registered, it.open.len()))
    } else {
        Part::No(format!("逾期未整改隐患{}项：{}", late.len(), names(&late)))
    });
    parts.extend(duties(s, &["A05", "A06"], "隐患统计分析表报送"));
    parts
}

/// Duties of some codes that fell due in the span, counted by code.
fn duties(s: &Snapshot, codes: &[&str], what: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for code in codes {
        // A duty of the day itself is not over yet.
        let mut all = s.duties(&[code]);
        all.retain(|it| it.due_on != Some(s.day) || it.period != s.day.to_string());
        let count = |state: State| all.iter().filter(|it| it.state == state).count();
        let (met, open, unknown) = (count(State::Met), count(State::Overdue), count(State::DataMissing));
        let Some(first) = all.first() else { continue };
        let title = format!("{what}（{code} {}）", first.title);
        if unknown > 0 {
            parts.push(Part::Unknown(format!("{title}：{}", first.because)));
        }
        if open > 0 {
            let named: Vec<&str> =
                all.iter().filter(|it| it.state == State::Overdue).map(|it| it.period.as_str()).collect();
            parts.push(Part::No(format!("{title}：{open}期没有做：{}", names(&named))));
        }
        if met > 0 {
            let late = all.iter().filter(|it| it.late_days.unwrap_or(0) > 0).count();
            let said = if late > 0 { format!("，其中迟做{late}期") } else { String::new() };
            parts.push(Part::Yes(format!("{title}：{met}期做了{said}")));
        }
        if met + open + unknown == 0 {
            parts.push(Part::Beside(format!("{title}：这段时间没有一期到期，或不适用")));
        }
    }
    parts
}

/// D4.7: fire inspections by their duties; occupational health only where there is none.
pub(super) fn fire_checks(s: &Snapshot) -> Vec<Part> {
    let mut parts = duties(s, &["F02", "F03", "F04"], "消防检查");
    if !parts.iter().any(|it| matches!(it, Part::Yes(_) | Part::No(_) | Part::Unknown(_))) {
        parts.push(Part::Unknown("这段时间没有一期防火检查可以判定".to_owned()));
    }
    match s.answers.get("occupational_hazard").map(|it| &it.value) {
        Some(FactValue::Code(code)) if code == "none" => {
            parts.push(Part::Beside("没有职业病危害，职业健康部分不适用".to_owned()));
        }
        Some(_) => parts.push(Part::Unknown("有职业病危害，申报、检测和体检还没有台账，须看原件".to_owned())),
        None => parts.push(Part::Unknown("职业病危害程度没有回答".to_owned())),
    }
    parts
}

/// D5.1: the plan signed by the principal; where filing and evaluation are ordered no record holds them.
pub(super) fn emergency_plan(s: &Snapshot) -> Vec<Part> {
    let papers = s.documents("emergency_plan");
    let titles: Vec<String> = papers.iter().filter(|it| it.signed).map(|it| it.title.clone()).collect();
    let mut parts = Vec::new();
    if titles.is_empty() && !papers.is_empty() {
        parts.push(Part::No("登记的应急预案没有写签署人".to_owned()));
    } else {
        parts.push(standing(&titles, !s.documents.is_empty(), "签署公布的应急预案"));
    }
    let oldest = add_months(s.day, -REVIEW_MONTHS);
    let stale: Vec<&str> = papers
        .iter()
        .filter(|it| it.reviewed_on.unwrap_or(it.issued_on).max(it.issued_on) < oldest)
        .map(|it| it.title.as_str())
        .collect();
    if !stale.is_empty() {
        parts.push(Part::No(format!("三年没有评估或修订：{}", names(&stale))));
    }
    match s.drills_flag {
        Some(true) => {
            parts.push(Part::Unknown("属应急预案须备案的单位，备案和评估没有台账，须看备案登记表".to_owned()))
        }
        Some(false) => parts.push(Part::Beside("不属应急预案须备案的单位".to_owned())),
        None => parts.push(Part::Unknown("是否属应急预案须备案的单位没有答全".to_owned())),
    }
    parts.push(Part::Look("由主要负责人签署；应当评审的有评审纪要".to_owned()));
    parts
}

/// D5.4: cards handed out, the way of reporting on the wall.
pub(super) fn emergency_cards(s: &Snapshot) -> Vec<Part> {
    let cards: Vec<&Card> = s.cards.iter().filter(|it| it.kind == "emergency").collect();
    let (handed, kept): (Vec<&Card>, Vec<&Card>) = cards.iter().partition(|it| it.handed);
    let mut parts = Vec::new();
    if cards.is_empty() {
        parts.push(standing(&[], !s.cards.is_empty(), "应急处置卡"));
    }
    if !handed.is_empty() {
        parts.push(Part::Yes(format!("已发放或上墙的应急处置卡{}张", handed.len())));
    }
    if !kept.is_empty() {
        let titles: Vec<&str> = kept.iter().map(|it| it.title.as_str()).collect();
        parts.push(Part::No(format!("没有写发放日期的应急处置卡{}张：{}", kept.len(), names(&titles))));
    }
    let hanging: Vec<String> = s
        .postings
        .iter()
        .filter(|it| it.kind == "reporting" && s.hangs(it))
        .map(|it| format!("{}起 {}", chinese(it.from), it.title))
        .collect();
    parts.push(standing(&hanging, !s.postings.is_empty(), "上墙的事故报告流程"));
    match s.drills_flag {
        Some(true) => parts.push(Part::Unknown("属应当应急值班的单位，值班没有台账，须看值班表".to_owned())),
        Some(false) => parts.push(Part::Beside("不属规定应急值班的单位".to_owned())),
        None => parts.push(Part::Unknown("是否属规定应急值班的单位没有答全".to_owned())),
    }
    parts.push(Part::Look("重点岗位都有卡".to_owned()));
    parts
}
