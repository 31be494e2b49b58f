//! What rounds mean for the duties: a round made in its quarter and year, and gaps that need somebody and a day.

use chrono::NaiveDate;

use crate::domain::five::{RoundKind, Verdict};
use crate::domain::obligation::records::{Done, Evidence, Need, RecordRef};
use crate::error::Result;
use crate::store::{Query, Store};

use super::{FIVE_ROUND, round, standing, text};

/// Rounds made, as calendar duties ask for them (WL01, WL02).
///
/// # Errors
/// When the file cannot be read.
pub fn done(store: &Store) -> Result<Vec<Done>> {
    let mut all = Vec::new();
    for row in store.rows(&FIVE_ROUND.relation, &Query::default())? {
        let kind = row.get("kind").as_text().and_then(RoundKind::from_code);
        let (Some(kind), Some(begun)) = (kind, row.get("on_date").as_date()) else { continue };
        let finished = row.get("finished_on").as_date();
        let unsigned = row.get("signed_by").as_text().is_none_or(|name| name.trim().is_empty());
        let unfit = match finished {
            None => Some("还没有办结".to_owned()),
            Some(_) if unsigned => Some("没有签字".to_owned()),
            Some(_) => None,
        };
        let made = |name: &'static str| Done {
            kind: name,
            on: finished.unwrap_or(begun),
            record: RecordRef { register: "five_round", id: row.id },
            what: format!("五落实五到位自查 {}（{}）", text(&row, "code"), kind.label()),
            unfit: unfit.clone(),
        };
        match kind {
            RoundKind::Yearly => all.extend([made("five_round"), made("five_round.yearly")]),
            RoundKind::Review => all.push(made("five_round")),
            RoundKind::Special => {}
        }
    }
    Ok(all)
}

/// Gaps decided by a day and whether somebody and a day are named for each (WL03); after that their rectification item
/// is chased like any hazard.
///
/// # Errors
/// When the file cannot be read.
pub fn needs(store: &Store, today: NaiveDate) -> Result<Vec<Need>> {
    let mut all = Vec::new();
    for row in store.rows(&FIVE_ROUND.relation, &Query::default())? {
        let round = round(store, row.id)?;
        for point in &round.points {
            let Some(from) = point.get("decided_on").as_date().filter(|day| *day <= today) else { continue };
            let stands = standing(point);
            let Some(verdict) = stands.verdict.filter(|it| it.is_gap()) else { continue };
            let (code, label) = (text(point, "code"), Verdict::label(verdict));
            let named = stands.owner.is_some() && stands.due_on.is_some();
            let evidence = if named {
                Evidence::Met {
                    record: RecordRef { register: "five_five", id: point.id },
                    on: Some(from),
                    said: format!("{code}已有整改责任人和期限"),
                }
            } else {
                Evidence::Unmet { near: Some(format!("{code}{label}，还没有整改责任人或期限")) }
            };
            all.push(Need {
                kind: "five_gap",
                object: format!("{}.{code}", round.code()),
                of_period: None,
                title: format!("五落实五到位缺口 {code} 定责任人和期限"),
                subject: None,
                owner: None,
                from,
                due_on: None,
                lapses: false,
                field: "owner",
                evidence,
                looked: vec![format!("{} {code} 认定{label}：{}", round.code(), text(point, "content"))],
            });
        }
    }
    Ok(all)
}
