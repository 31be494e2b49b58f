//! The yearly training plan as a duty: every year has one, laid down as a document or line by line.

use chrono::{Datelike, NaiveDate};

use crate::domain::date::chinese;
use crate::domain::obligation::records::{Evidence, Need, RecordRef};
use crate::error::Result;
use crate::store::{Condition, Query, Relation, Row, Store};

use super::TRAINING_PLAN;

/// Papers of the plant, as far as a plan is one.
const DOCUMENT: Relation = Relation {
    table: "document",
    columns: &["kind", "title", "year", "issued_on", "signed_by"],
    retires: true,
    versioned: true,
};

/// Last day on which a year's plan is in time, month and day.
const DUE: (u32, u32) = (3, 31);

/// The plan of every year whose day in time lies in the records, from `since` on.
///
/// # Errors
/// When the file cannot be read.
pub fn plan_needs(
    store: &Store,
    today: NaiveDate,
    since: Option<NaiveDate>,
    records_since: NaiveDate,
) -> Result<Vec<Need>> {
    let first = since.map_or(records_since, |day| day.max(records_since));
    let conditions = vec![Condition::Is("kind", "training_plan".into())];
    let papers = store.rows(&DOCUMENT, &Query { conditions, ..Query::default() })?;
    let lines = store.rows(&TRAINING_PLAN.relation, &Query::default())?;
    let mut found = Vec::new();
    for year in first.year()..=today.year() {
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
        let (Some(from), Some(due_on)) = (day(1, 1), day(DUE.0, DUE.1)) else { continue };
        if due_on < records_since {
            continue;
        }
        let (evidence, looked) = evidence(&papers, &lines, year, today);
        found.push(Need {
            kind: "training_plan",
            object: "training_plan".to_owned(),
            of_period: Some(year.to_string()),
            title: format!("{year}年度安全培训计划"),
            subject: None,
            owner: None,
            from,
            due_on: Some(due_on),
            lapses: false,
            field: "training_plan",
            evidence,
            looked,
        });
    }
    Ok(found)
}

fn evidence(papers: &[Row], lines: &[Row], year: i32, today: NaiveDate) -> (Evidence, Vec<String>) {
    let of_year = |row: &&Row| row.get("year").as_int() == Some(i64::from(year));
    let text = |row: &Row, column: &str| row.get(column).as_text().unwrap_or_default().trim().to_owned();
    let own: Vec<&Row> =
        lines.iter().filter(of_year).filter(|row| row.entered_on.is_none_or(|on| on <= today)).collect();
    let mut looked = vec![format!("{year}年培训计划 {} 项", own.len())];
    let issued = |row: &&Row| row.get("issued_on").as_date().is_some_and(|on| on <= today);
    let mut near = None;
    for paper in papers.iter().filter(of_year).filter(issued) {
        let (title, on) = (text(paper, "title"), paper.get("issued_on").as_date());
        let signer = text(paper, "signed_by");
        if signer.is_empty() {
            near = Some(format!("文件《{title}》没有写签发人"));
            looked.push(format!("文件《{title}》没有写签发人，不算"));
            continue;
        }
        let said = format!("文件《{title}》由{signer}签发");
        looked.push(format!("{}：{said}", on.map(chinese).unwrap_or_default()));
        return (Evidence::Met { record: RecordRef { register: "document", id: paper.id }, on, said }, looked);
    }
    let first = own.iter().filter_map(|row| Some((row.entered_on?, row.id))).min();
    match first {
        Some((on, id)) => {
            let said = format!("培训计划 {} 项已列出", own.len());
            (Evidence::Met { record: RecordRef { register: "training_plan", id }, on: Some(on), said }, looked)
        }
        None => (Evidence::Unmet { near }, looked),
    }
}
