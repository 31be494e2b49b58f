//! Facts of the standardisation self-assessment report, from the stored items of one round alone.

use super::papers::{name, text};
use super::{Collected, Moment, chain_code, collected, record, unit};
use crate::domain::hazard::State;
use crate::domain::standardisation::{Forecast, Points};
use crate::error::Result;
use crate::knowledge::fact;
use crate::registers::hazard::HAZARD;
use crate::registers::posting::{POSTING, PostingKind};
use crate::registers::standard::{self, Round};
use crate::registers::{Lookups, duty, report_text, toll};
use crate::report::kinds::ReportKind;
use crate::report::standardisation::{
    AccidentFacts, CertificateFacts, ElementFacts, ItemFacts, PointFacts, PostingFacts, StandardFacts, TextFacts,
    TrendFacts,
};
use crate::store::{Condition, Direction, Query, Row, Store};

/// Rounds the trend shows at most.
const TREND: usize = 8;

/// Facts of a round's self-assessment report.
///
/// # Errors
/// As [`super::collect`].
pub fn standardisation(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let round = standard::round(store, record(store, kind, about)?)?;
    let facts = facts(store, kind, &round, moment)?;
    collected(store, &facts, kind, &facts.number)
}

fn points(it: Points) -> PointFacts {
    let tenths = |hundredths: u32| i64::from(hundredths / 10);
    PointFacts {
        full: tenths(it.full),
        not_applicable: tenths(it.not_applicable),
        open: tenths(it.open),
        got: tenths(it.got),
    }
}

fn facts(store: &Store, kind: &ReportKind, round: &Round, moment: Moment) -> Result<StandardFacts> {
    let row = &round.row;
    let lookups = Lookups::named(&["person"], store)?;
    let score = round.score();
    let forecast: Forecast = round.forecast();
    let (from_on, to_on) = round.span();
    let elements = round
        .elements()
        .into_iter()
        .map(|[code, title, chapter, chapter_title]| ElementFacts {
            points: score.categories.get(&code).copied().map(points).unwrap_or_default(),
            chapter,
            chapter_title,
            code,
            title,
        })
        .collect();
    let mut texts = report_text::all(store, kind.key, &round.code())?;
    let mut written = |section: &str| texts.remove(section).unwrap_or_default();
    let certificate = standard::current(store, moment.today)?;
    let records = duty::records(store, moment.today, Some(moment.today))?;
    let industry = records.facts.get("industry").map(|_| fact::book()).transpose()?;
    let industry = industry.map(|book| book.describe("industry", &records.facts));
    Ok(StandardFacts {
        id: row.id,
        unit: unit(store)?.name,
        number: round.code(),
        kind: round.kind(),
        edition: text(row, "edition").unwrap_or_default(),
        edition_title: text(row, "edition_title").unwrap_or_default(),
        edition_note: text(row, "edition_note"),
        from_on,
        to_on,
        on_date: row.get("on_date").as_date().unwrap_or(from_on),
        leader: name(row, &lookups, "person", "leader_id"),
        others: text(row, "others"),
        scope: text(row, "scope"),
        finished_on: row.get("finished_on").as_date(),
        signed_by: text(row, "signed_by"),
        industry,
        headcount: records.headcount,
        elements,
        items: items(store, round, &lookups)?,
        total: points(forecast.points),
        printed: forecast.graded.printed,
        level: forecast.graded.level,
        exact: forecast.graded.exact,
        rounded: forecast.graded.rounded,
        vetoes: forecast.graded.vetoes,
        missing: forecast.missing,
        next: forecast.next,
        accidents: accidents(store, round, moment)?,
        records_since: records.records_since,
        certificate: certificate.map(|it| CertificateFacts {
            level: it.level,
            number: text(&it.row, "number"),
            until: it.until,
        }),
        postings: postings(store, round, moment)?,
        trend: trend(store, round)?,
        texts: TextFacts {
            overview: written("overview"),
            performance: written("performance"),
            improvement: written("improvement"),
        },
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    })
}

fn items(store: &Store, round: &Round, lookups: &Lookups) -> Result<Vec<ItemFacts>> {
    let hazards: Vec<i64> = round.items.iter().filter_map(|row| row.get("hazard_id").as_int()).collect();
    let hazards = store.rows_among(&HAZARD.relation, &hazards)?;
    let item = |row: &Row| {
        let hazard = row.get("hazard_id").as_int().and_then(|id| hazards.iter().find(|it| it.id == id));
        let state = hazard.and_then(|it| it.get("state").as_text()).and_then(State::from_code);
        let flag = |column: &str| row.get(column).as_int() == Some(1);
        ItemFacts {
            id: row.id,
            code: text(row, "code").unwrap_or_default(),
            element: text(row, "element").unwrap_or_default(),
            content: text(row, "content").unwrap_or_default(),
            rule: text(row, "rule"),
            basis: text(row, "basis"),
            unverified: text(row, "basis_mark").as_deref() == Some("unverified"),
            points: row.get("points").as_int().unwrap_or(0),
            veto: flag("veto"),
            got: row.get("got").as_int(),
            special: row.get("special").as_int().unwrap_or(0),
            not_applicable: flag("not_applicable"),
            stands: row.get("stands").as_int().map(|it| it != 0),
            last: row.get("last_got").as_int(),
            reason: text(row, "reason"),
            evidence: text(row, "evidence"),
            owner: name(row, lookups, "person", "owner_id"),
            due_on: row.get("due_on").as_date(),
            hazard: hazard.and_then(|it| text(it, "code")),
            hazard_id: hazard.map(|it| it.id),
            hazard_state: state.map(|it| it.label().to_owned()),
        }
    };
    Ok(round.items.iter().map(item).collect())
}

fn accidents(store: &Store, round: &Round, moment: Moment) -> Result<Vec<AccidentFacts>> {
    let (from, to) = round.span();
    let all = toll::accidents(store, from, to, moment.today)?;
    let one = |it: &toll::Accident| {
        let [deaths, _, serious, minor] = it.casualties;
        AccidentFacts {
            id: it.id,
            code: it.code.clone(),
            title: it.title.clone(),
            on: it.happened_at.chars().take(10).collect(),
            deaths,
            serious,
            minor,
            loss_fen: it.loss_fen,
        }
    };
    Ok(all.iter().map(one).collect())
}

/// Postings of standardisation since this round was finished, up to today.
fn postings(store: &Store, round: &Round, moment: Moment) -> Result<Vec<PostingFacts>> {
    let Some(finished) = round.row.get("finished_on").as_date() else { return Ok(Vec::new()) };
    let conditions = vec![
        Condition::Is("kind", PostingKind::Standardisation.code().into()),
        Condition::AtLeast("from_on", finished.into()),
        Condition::AtMost("from_on", moment.today.into()),
    ];
    let order = Some(("from_on", Direction::Up));
    let rows = store.rows(&POSTING.relation, &Query { conditions, order, ..Query::default() })?;
    // A later round's posting is not this one's.
    let next = standard::rounds(store, moment.today)?;
    let next = next.iter().filter_map(|row| row.get("finished_on").as_date()).filter(|on| *on > finished).min();
    let own = |row: &&Row| row.get("from_on").as_date().is_some_and(|on| next.is_none_or(|next| on < next));
    let one = |row: &Row| PostingFacts {
        id: row.id,
        place: text(row, "place").unwrap_or_default(),
        from_on: row.get("from_on").as_date().unwrap_or(finished),
        to_on: row.get("to_on").as_date(),
    };
    Ok(rows.iter().filter(own).map(one).collect())
}

/// This round and those begun before it, oldest first.
fn trend(store: &Store, round: &Round) -> Result<Vec<TrendFacts>> {
    let on = round.row.get("on_date").as_date().unwrap_or_default();
    let rows = standard::rounds(store, on)?;
    let earlier =
        rows.iter().filter(|row| row.id < round.row.id && !row.get("finished_on").is_null() || row.id == round.row.id);
    let mut all = Vec::new();
    for row in earlier.take(TREND) {
        let forecast = standard::round(store, row.id)?.forecast();
        all.push(TrendFacts {
            id: row.id,
            number: text(row, "code").unwrap_or_default(),
            edition: text(row, "edition").unwrap_or_default(),
            to_on: row.get("to_on").as_date().unwrap_or(on),
            points: points(forecast.points),
            printed: forecast.graded.printed,
            level: forecast.graded.level,
            whole: forecast.missing.is_empty(),
        });
    }
    all.reverse();
    Ok(all)
}
