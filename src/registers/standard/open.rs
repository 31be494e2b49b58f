//! Opening a round: every item of the edition is copied, last round's points put beside.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use crate::domain::date::chinese;
use crate::domain::fold::clean_line;
use crate::domain::problem::Problem;
use crate::domain::standardisation::RoundKind;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::knowledge::Packs;
use crate::knowledge::instrument::Mark;
use crate::knowledge::standardisation::{Edition, Item, tenths};
use crate::registers::hazard::HAZARD;
use crate::store::{Row, Store};

use super::{STANDARD_ROUND, STANDARD_SCORE, State, named, round, rounds, state, text};

/// The edition of the first round of a plant that does not say otherwise.
const FIRST: &str = "sd.g33-2016";

/// A round as typed.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Sort.
    pub kind: RoundKind,
    /// Edition; absent: that of the round before, else GB/T 33000-2016.
    pub edition: Option<String>,
    /// First day it judges.
    pub from: NaiveDate,
    /// Last day it judges.
    pub to: NaiveDate,
    /// Who leads it, row id.
    pub leader: Option<i64>,
    /// Who takes part.
    pub others: Option<String>,
    /// What is looked at, in words.
    pub scope: Option<String>,
}

/// Opens a round; gives its row id and number.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every fault of what was typed; while another round is open; for an edition that
/// does not score.
pub fn open(store: &mut Store, typed: &Opening, today: NaiveDate) -> Result<(i64, String)> {
    let mut faults = Vec::new();
    if typed.to < typed.from {
        faults.push(Problem::field("to_on", format!("截止日期：早于起始日期{}", chinese(typed.from))));
    }
    if typed.from > today {
        faults.push(Problem::field("from_on", "起始日期：还没有到"));
    }
    if !faults.is_empty() {
        return Err(Error::problems("没有开始，请改正：", faults));
    }
    let earlier = rounds(store, today)?;
    if let Some(open) = earlier.iter().find(|row| row.get("finished_on").is_null()) {
        let code = text(open, "code");
        return Err(Error::input(format!("{code} 还没有办结，不能再开一轮")).hint(format!(
            "先办结：anguan standard {code} finish；开错了的停用：anguan retire standard_round {code} --reason 原因"
        )));
    }
    let last = earlier.first().map(|row| text(row, "edition_code"));
    let edition = named(store, typed.edition.as_deref().or(last.as_deref()).unwrap_or(FIRST))?;
    let (Some(scoring), Some(full), true) = (&edition.scoring, edition.full.and_then(tenths), edition.scores()) else {
        return Err(Error::input(format!("{}《{}》没有评分项，不能评分", edition.edition, edition.title))
            .hint("只有要素名称的版本供查看；评分请用 --edition g33-2016，或用 pack install 采用本行业的评定标准"));
    };
    let scoring = serde_json::to_string(scoring).map_err(|error| Error::internal(format!("计分办法：{error}")))?;
    // Points of another edition are no comparison.
    let before = match earlier.iter().find(|row| text(row, "edition_code") == edition.id) {
        Some(row) => round(store, row.id)?.items.into_iter().map(|row| (text(&row, "code"), row)).collect(),
        None => HashMap::new(),
    };
    let rows = rows(store, &edition, &before, today)?;
    let line = |text: &Option<String>| Value::from(text.as_deref().map(clean_line).filter(|it| !it.is_empty()));
    store.write("standard.open", |tx| {
        let year = today.year();
        let code = format!("BZ-{year}-{:02}", tx.next_number(&format!("standard_round/{year}"))?);
        let id = tx.add(
            STANDARD_ROUND.relation.table,
            &[
                ("code", code.as_str().into()),
                ("kind", typed.kind.code().into()),
                ("edition_code", edition.id.as_str().into()),
                ("edition", edition.edition.as_str().into()),
                ("edition_title", edition.title.as_str().into()),
                ("edition_note", edition.note.clone().into()),
                ("scoring", scoring.as_str().into()),
                ("full_points", full.into()),
                ("from_on", typed.from.into()),
                ("to_on", typed.to.into()),
                ("on_date", today.into()),
                ("leader_id", typed.leader.into()),
                ("others", line(&typed.others)),
                ("scope", line(&typed.scope)),
            ],
        )?;
        let count = rows.len();
        for mut row in rows {
            row.push(("round_id", id.into()));
            tx.add(STANDARD_SCORE.relation.table, &row)?;
        }
        let summary = format!("开始标准化自评 {code}（{}，{}）：{count} 项", typed.kind.label(), edition.edition);
        Ok(((id, code), summary))
    })
}

type Values = Vec<(&'static str, Value)>;

fn rows(store: &Store, edition: &Edition, before: &HashMap<String, Row>, today: NaiveDate) -> Result<Vec<Values>> {
    let packs = Packs::builtin()?;
    let mut all = Vec::with_capacity(edition.item.len() + edition.veto.len());
    let mut position = 0_i64;
    for item in &edition.item {
        position += 1;
        all.push(of_item(store, packs, edition, item, position, before.get(&item.code), today)?);
    }
    for veto in &edition.veto {
        position += 1;
        all.push(vec![
            ("position", position.into()),
            ("code", veto.code.as_str().into()),
            ("chapter", "veto".into()),
            ("chapter_title", "否决项".into()),
            ("element", "veto".into()),
            ("element_title", "否决项".into()),
            ("content", veto.content.as_str().into()),
            ("points", 0.into()),
            ("basis", veto.source.as_str().into()),
            ("basis_mark", Mark::Confirmed.code().into()),
            ("veto", true.into()),
            ("hazard_id", open_hazard(store, before.get(&veto.code))?.into()),
        ]);
    }
    Ok(all)
}

fn of_item(
    store: &Store,
    packs: &Packs,
    edition: &Edition,
    item: &Item,
    position: i64,
    before: Option<&Row>,
    today: NaiveDate,
) -> Result<Values> {
    let fault = || Error::internal(format!("{} {} 的要素或分值不对", edition.id, item.code));
    let element = edition.element(&item.element).ok_or_else(fault)?;
    let chapter = edition.chapter(&element.chapter).ok_or_else(fault)?;
    let basis = match &item.source {
        Some(source) => source.clone(),
        None if element.basis.is_empty() => edition.edition.clone(),
        None => packs.cite_all(&element.basis, Some(today)),
    };
    let last = before.map(state);
    Ok(vec![
        ("position", position.into()),
        ("code", item.code.as_str().into()),
        ("chapter", chapter.code.as_str().into()),
        ("chapter_title", chapter.title.as_str().into()),
        ("element", element.code.as_str().into()),
        ("element_title", element.title.as_str().into()),
        ("content", item.content.as_str().into()),
        ("standard", item.standard.as_str().into()),
        ("rule", item.rule.as_str().into()),
        ("points", tenths(item.points).ok_or_else(fault)?.into()),
        ("basis", basis.into()),
        ("basis_mark", item.mark.code().into()),
        ("last_got", before.map_or(Value::Null, |row| row.get("got").clone())),
        ("last_not_applicable", last.map(|it| it == State::NotApplicable).into()),
        ("hazard_id", open_hazard(store, before)?.into()),
    ])
}

/// The rectification item of the same deduction in the round before, while it is still open.
fn open_hazard(store: &Store, before: Option<&Row>) -> Result<Option<i64>> {
    let Some(id) = before.and_then(|row| row.get("hazard_id").as_int()) else { return Ok(None) };
    let row = store.row(&HAZARD.relation, id)?;
    Ok(row.filter(|row| row.retired_on.is_none() && row.get("state").as_text() != Some("closed")).map(|_| id))
}
