//! Facts of the papers about 责任制考核.

use super::papers::{name, text};
use super::{Collected, Moment, chain_code, collected, record, unit};
use crate::domain::assessment::score::show_tenths;
use crate::domain::assessment::{Band, Mark, PersonResult, Plan, Summary};
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::registers::Lookups;
use crate::registers::assessment::results::{PersonLine, of_period};
use crate::registers::assessment::{self, ASSESSMENT, mark_of, period_of, proposal_of, score_of};
use crate::registers::person::PERSON;
use crate::report::assessment_sheet::{AssessmentFacts, ItemFacts, NOT_ASSESSED, OtherPost};
use crate::report::assessment_summary::{AssessmentSummaryFacts, GroupFacts, LeftOut, PersonLineFacts};
use crate::report::kinds::ReportKind;
use crate::store::{Row, Store};

/// Facts of one assessment's sheet.
///
/// # Errors
/// As [`super::collect`].
pub fn sheet(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let facts = sheet_facts(store, record(store, kind, about)?, moment)?;
    collected(store, &facts, kind, &facts.code)
}

/// Facts of a period's summary.
///
/// # Errors
/// As [`super::collect`].
pub fn summary(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let period = kind.period(about)?;
    let facts = summary_facts(store, period, moment)?;
    collected(store, &facts, kind, &period.to_string())
}

fn sheet_facts(store: &Store, id: i64, moment: Moment) -> Result<AssessmentFacts> {
    let row = store.row(&ASSESSMENT.relation, id)?.ok_or_else(|| Error::input("没有这份考核"))?;
    let lookups = Lookups::of(&ASSESSMENT, store)?;
    let plan = assessment::plan(store)?;
    let period = period_of(&row).ok_or_else(|| Error::file(format!("assessment 第 {id} 行的 period 列不是期间")))?;
    let person_id = row.get("person_id").as_int();
    let person = person_id.map(|id| store.row(&PERSON.relation, id)).transpose()?.flatten();
    let done = !row.get("assessed_on").is_null();
    let band = row.get("band").as_text().and_then(Band::from_code);
    let of_person = of_period(store, period)?.people.into_iter().find(|it| Some(it.person) == person_id);
    let others: Vec<OtherPost> = of_person
        .iter()
        .flat_map(|it| &it.posts)
        .filter(|it| it.sheet.as_ref().is_none_or(|sheet| sheet.id != id))
        .map(|it| OtherPost {
            post: it.post.clone(),
            weight: it.weight,
            score: it.sheet.as_ref().and_then(|row| score(&plan, row)),
        })
        .collect();
    let items = assessment::items(store, id)?;
    Ok(AssessmentFacts {
        id,
        unit: unit(store)?.name,
        code: text(&row, "code").unwrap_or_default(),
        period: period.to_string(),
        period_label: period.label(),
        person: name(&row, &lookups, "person", "person_id").unwrap_or_default(),
        no: person.and_then(|it| text(&it, "no")),
        post: name(&row, &lookups, "post", "post_id").unwrap_or_default(),
        department: name(&row, &lookups, "department", "department_id"),
        assessor: name(&row, &lookups, "person", "assessor_id"),
        assessed_on: row.get("assessed_on").as_date(),
        items: items.iter().map(item).collect(),
        got: row.get("got").as_int().filter(|_| done).map(show_tenths),
        possible: row.get("possible").as_int().filter(|_| done),
        score: score(&plan, &row),
        band: band.map(|it| it.label().to_owned()),
        veto: text(&row, "veto"),
        reward: text(&row, "reward"),
        objection: text(&row, "objection"),
        objection_on: row.get("objection_on").as_date(),
        answer: text(&row, "answer"),
        answered_on: row.get("answered_on").as_date(),
        weight: row.get("weight").as_int().unwrap_or(100),
        overall: of_person.filter(|_| !others.is_empty()).map(|it| overall(&plan, it.result)),
        others,
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    })
}

/// The score of a finished sheet as printed.
fn score(plan: &Plan, row: &Row) -> Option<String> {
    let score = score_of(row);
    let done = !row.get("assessed_on").is_null() && score.has_value();
    done.then(|| plan.bands.show(score))
}

fn item(row: &Row) -> ItemFacts {
    let mark = |mark: Mark| match mark {
        Mark::Open => None,
        Mark::NotDue => Some("不到期".to_owned()),
        Mark::Tenths(tenths) => Some(show_tenths(tenths)),
    };
    ItemFacts {
        id: row.id,
        list: text(row, "list").unwrap_or_default(),
        code: text(row, "code").unwrap_or_default(),
        content: text(row, "content").unwrap_or_default(),
        standard: text(row, "standard"),
        points: row.get("points").as_int().unwrap_or(0),
        proposed: mark(proposal_of(row)),
        trace: text(row, "trace").filter(|_| row.get("proposal").as_text() != Some("none")),
        score: mark(mark_of(row)),
        reason: text(row, "reason"),
        evidence: text(row, "evidence"),
    }
}

fn overall(plan: &Plan, result: PersonResult) -> String {
    match result {
        PersonResult::Rated { score, band, vetoed } => {
            let veto = if vetoed { "，一票否决" } else { "" };
            format!("{} {band}{veto}", plan.bands.show(score))
        }
        PersonResult::Partly { done, owed } => format!("未考完（{owed} 个岗位考核了 {done} 个）"),
        PersonResult::NotAssessed => NOT_ASSESSED.to_owned(),
        PersonResult::NothingDue => "本期无到期职责".to_owned(),
    }
}

fn summary_facts(store: &Store, period: Period, moment: Moment) -> Result<AssessmentSummaryFacts> {
    let plan = assessment::plan(store)?;
    let results = of_period(store, period)?;
    let name_of =
        |id: Option<i64>| results.departments.iter().find(|(own, ..)| *own == id).map(|(_, name, _)| name.clone());
    let people = results.people.iter().map(|it| line(&plan, it, name_of(it.department).unwrap_or_default()));
    let left_out = results.left_out.iter().map(|(name, reason)| LeftOut { name: name.clone(), reason: reason.clone() });
    Ok(AssessmentSummaryFacts {
        unit: unit(store)?.name,
        period: period.to_string(),
        period_label: period.label(),
        bounds: [plan.bands.excellent, plan.bands.pass, plan.bands.basic],
        ended: period.last() < moment.today,
        total: group(&plan, "合计", &results.all),
        departments: results.departments.iter().map(|(_, name, it)| group(&plan, name, it)).collect(),
        people: people.collect(),
        left_out: left_out.collect(),
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    })
}

fn group(plan: &Plan, name: &str, it: &Summary) -> GroupFacts {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let [excellent, pass, basic, fail] = it.bands.map(count);
    let average = it.average();
    GroupFacts {
        name: name.to_owned(),
        owed: count(it.owed),
        assessed: count(it.assessed()),
        excellent,
        pass,
        basic,
        fail,
        vetoed: count(it.vetoed),
        nothing_due: count(it.nothing_due),
        partly: count(it.partly),
        not_assessed: count(it.not_assessed),
        average: average.has_value().then(|| plan.bands.show(average)),
    }
}

fn line(plan: &Plan, it: &PersonLine, department: String) -> PersonLineFacts {
    let several = it.posts.len() > 1;
    let posts: Vec<String> = it
        .posts
        .iter()
        .map(|post| if several { format!("{} {}%", post.post, post.weight) } else { post.post.clone() })
        .collect();
    let (score, result) = match it.result {
        PersonResult::Rated { score, band, .. } => {
            (score.has_value().then(|| plan.bands.show(score)), band.label().to_owned())
        }
        PersonResult::Partly { .. } => (None, "未考完".to_owned()),
        PersonResult::NotAssessed => (None, NOT_ASSESSED.to_owned()),
        PersonResult::NothingDue => (None, "无到期职责".to_owned()),
    };
    let said = |column: &str, label: &str| {
        let texts = it.posts.iter().filter_map(|post| post.sheet.as_ref().and_then(|row| text(row, column)));
        texts.map(|text| format!("{label}：{text}")).collect::<Vec<_>>()
    };
    let remark = [said("veto", "一票否决"), said("objection", "申诉"), said("reward", "奖惩")].concat().join("；");
    PersonLineFacts {
        sheets: it.posts.iter().filter_map(|post| post.sheet.as_ref().map(|row| row.id)).collect(),
        department,
        no: it.no.clone(),
        name: it.name.clone(),
        posts: posts.join("、"),
        score,
        result,
        remark: Some(remark).filter(|it| !it.is_empty()),
    }
}
