//! What the plant owes about its risks, one by one, for the engine: evaluation, control, posting, the report of a change.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::change::RISK_CHANGE;
use super::{RISK, grade_of, score_of, told, wanting};
use crate::domain::date::chinese;
use crate::domain::obligation::records::{Evidence, Need, RecordRef};
use crate::domain::risk::Grade;
use crate::domain::risk::upkeep::{Standing, Why};
use crate::error::Result;
use crate::registers::Lookups;
use crate::registers::posting::{POSTING, PostingKind};
use crate::store::{Condition, Query, Row, Store};

/// Everything owed about risks.
///
/// # Errors
/// When the file cannot be read.
pub fn needs(store: &Store, today: NaiveDate) -> Result<Vec<Need>> {
    let risks = store.rows(&RISK.relation, &Query::default())?;
    if risks.is_empty() {
        return Ok(Vec::new());
    }
    let hazards = told::hazards(store)?;
    let people = Lookups::of(&RISK, store)?;
    let posted = posted(store, today)?;
    let first = first_grades(store)?;
    let mut all = Vec::new();
    for row in &risks {
        let Some(entered) = row.entered_on else { continue };
        let about = About::of(row, &people);
        all.push(review(row, &about, entered, hazards.get(&row.id).map_or(&[], Vec::as_slice), today));
        let Some(evaluated) = row.get("evaluated_on").as_date().filter(|on| *on <= today) else { continue };
        all.push(control(row, &about, first.get(&row.id).copied().unwrap_or(evaluated)));
        if grade_of(row) == Some(Grade::Red) {
            all.push(posting(row, &about, red_since(store, row.id, evaluated)?, posted.as_ref()));
        }
    }
    all.extend(changes(store, &risks, &people, today)?);
    Ok(all)
}

/// A risk in words.
struct About {
    code: String,
    called: String,
    subject: Option<String>,
    owner: Option<String>,
}

impl About {
    fn of(row: &Row, lookups: &Lookups) -> Self {
        let text = |column: &str| row.get(column).as_text().unwrap_or_default();
        let name = |register: &str, column: &str| {
            row.get(column).as_int().and_then(|id| lookups.get(register).label(id).map(str::to_owned))
        };
        Self {
            code: text("code").to_owned(),
            called: format!("{} {}·{}", text("code"), text("unit"), text("point")),
            subject: name("department", "department_id"),
            owner: name("person", "owner_id"),
        }
    }

    fn need(&self, kind: &'static str, title: String, from: NaiveDate, evidence: Evidence, looked: String) -> Need {
        Need {
            kind,
            object: self.code.clone(),
            of_period: None,
            title,
            subject: self.subject.clone(),
            owner: self.owner.clone(),
            from,
            due_on: None,
            lapses: false,
            field: "method",
            evidence,
            looked: vec![looked],
        }
    }
}

fn review(row: &Row, about: &About, entered: NaiveDate, hazards: &[NaiveDate], today: NaiveDate) -> Need {
    let standing = Standing {
        entered_on: entered,
        evaluated_on: row.get("evaluated_on").as_date().filter(|on| *on <= today),
        months: row.get("review_months").as_int().and_then(|it| i32::try_from(it).ok()).unwrap_or(12),
        hazards: hazards.to_vec(),
    };
    let next = standing.next(today);
    let grade = grade_of(row).map_or("没有等级", Grade::label);
    let near = match (next.why, standing.evaluated_on) {
        (Why::Repeated(count), _) => Some(format!("上次评估之后同一风险的隐患已有{count}次，说明管控措施失效")),
        (Why::Cycle, Some(on)) => Some(format!("{}评估为{grade}", chinese(on))),
        (Why::Never, _) | (Why::Cycle, None) => None,
    };
    let title = match next.why {
        Why::Never => format!("评估风险 {}", about.called),
        Why::Repeated(_) => format!("隐患反复，重新评估风险 {}", about.called),
        Why::Cycle => format!("复评风险 {}", about.called),
    };
    let score = score_of(row).map(|it| format!("，评分 {it}")).unwrap_or_default();
    let looked = format!("{}：{grade}{score}", about.called);
    let mut need = about.need("risk_review", title, next.from, Evidence::Unmet { near }, looked);
    need.due_on = Some(next.due_on);
    need
}

fn control(row: &Row, about: &About, from: NaiveDate) -> Need {
    let wanting = wanting(row);
    let evidence = if wanting.is_empty() {
        Evidence::Met {
            record: RecordRef { register: "risk", id: row.id },
            on: Some(from),
            said: format!("{}的管控层级、责任和措施都有", about.code),
        }
    } else {
        Evidence::Unmet { near: Some(format!("还没有：{}", wanting.join("、"))) }
    };
    let looked = format!("{}：{}", about.called, grade_of(row).map_or("没有等级", Grade::label));
    Need {
        field: "owner",
        ..about.need("risk_control", format!("落实风险管控 {}", about.called), from, evidence, looked)
    }
}

/// The first day of each risk's evaluations: controls are owed from then on.
fn first_grades(store: &Store) -> Result<BTreeMap<i64, NaiveDate>> {
    let mut first = BTreeMap::new();
    for row in store.rows(&RISK_CHANGE.relation, &Query::default())? {
        if let (Some(risk), Some(on)) = (row.get("risk_id").as_int(), row.get("on_date").as_date()) {
            first.entry(risk).and_modify(|day: &mut NaiveDate| *day = on.min(*day)).or_insert(on);
        }
    }
    Ok(first)
}

/// Since when a risk has been red without a break.
fn red_since(store: &Store, risk: i64, evaluated: NaiveDate) -> Result<NaiveDate> {
    let conditions = vec![Condition::Is("risk_id", risk.into())];
    let mut rows = store.rows(&RISK_CHANGE.relation, &Query { conditions, ..Query::default() })?;
    rows.sort_by_key(|row| (row.get("on_date").as_date(), row.id));
    let red = |row: &&Row| row.get("to_grade").as_text() == Some(Grade::Red.code());
    let run = rows.iter().rev().take_while(red).filter_map(|row| row.get("on_date").as_date());
    Ok(run.min().unwrap_or(evaluated))
}

/// The posting of risks that hangs today: row id and its first day.
fn posted(store: &Store, today: NaiveDate) -> Result<Option<(i64, NaiveDate)>> {
    let conditions = vec![Condition::Is("kind", PostingKind::Risk.code().into())];
    let rows = store.rows(&POSTING.relation, &Query { conditions, ..Query::default() })?;
    let hanging = rows.iter().filter_map(|row| {
        let from = row.get("from_on").as_date().filter(|from| *from <= today)?;
        row.get("to_on").as_date().is_none_or(|to| today <= to).then_some((row.id, from))
    });
    Ok(hanging.max_by_key(|(_, from)| *from))
}

/// A posting made before the risk became red does not name it.
fn posting(row: &Row, about: &About, red: NaiveDate, posted: Option<&(i64, NaiveDate)>) -> Need {
    let evidence = match posted {
        Some((id, from)) if *from >= red => Evidence::Met {
            record: RecordRef { register: "posting", id: *id },
            on: Some(*from),
            said: format!("{}起公告", chinese(*from)),
        },
        Some((_, from)) => {
            let near = format!("现有的安全风险公告是{}的，早于定为重大风险的{}", chinese(*from), chinese(red));
            Evidence::Unmet { near: Some(near) }
        }
        None => Evidence::Unmet { near: None },
    };
    let looked = format!("{}：{}起为重大风险", about.called, chinese(red));
    let title = format!("公告重大风险 {}", about.called);
    let need = about.need("risk_posting", title, red, evidence, looked);
    Need { object: format!("{}.{}", about.code, row.id), field: "from_on", ..need }
}

/// What an evaluation says is to be reported in Jiangsu: a new 较大以上风险, or another grade of one.
fn changes(store: &Store, risks: &[Row], lookups: &Lookups, today: NaiveDate) -> Result<Vec<Need>> {
    let mut all = Vec::new();
    for change in store.rows(&RISK_CHANGE.relation, &Query::default())? {
        let Some(on) = change.get("on_date").as_date().filter(|on| *on <= today) else { continue };
        let Some(risk) = risks.iter().find(|row| change.get("risk_id").as_int() == Some(row.id)) else { continue };
        let grade = |column: &str| change.get(column).as_text().and_then(Grade::from_code);
        let (before, Some(after)) = (grade("from_grade"), grade("to_grade")) else { continue };
        let grave = change.get("grave").as_int();
        let moved = before.is_some_and(|before| before != after);
        // The first list is reported with the yearly report; here it is what came later.
        let news = grave == Some(1) && (moved || before.is_none());
        let unknown = grave.is_none() && moved && after < before.unwrap_or(after);
        if !news && !unknown {
            continue;
        }
        let about = About::of(risk, lookups);
        let from = before.map_or("（新增）".to_owned(), |it| format!("由{}", it.label()));
        let looked = format!("{}：{}评估{from}变为{}", about.called, chinese(on), after.label());
        let evidence = match change.get("reported_on").as_date() {
            Some(reported) => Evidence::Met {
                record: RecordRef { register: "risk_change", id: change.id },
                on: Some(reported),
                said: format!("{}已报告变更", chinese(reported)),
            },
            None if unknown => Evidence::Missing {
                field: "deaths",
                said: "没有判断是不是较大以上风险，要不要报告变更不能确定".to_owned(),
            },
            None => Evidence::Unmet { near: None },
        };
        let title = format!("报告风险变更 {}", about.called);
        let need = about.need("risk_change", title, on, evidence, looked);
        all.push(Need { object: format!("{}.{}", about.code, change.id), field: "reported_on", ..need });
    }
    Ok(all)
}
