//! Editions a round can be made by: those of the program, and those the plant brought itself.

use chrono::NaiveDate;

use crate::domain::fold::{clean_line, folded_key};
use crate::error::{Error, Result};
use crate::knowledge::standardisation::{self as packs, Edition, tenths};
use crate::store::{Direction, Query, Relation, Row, Store};

use super::text;
use crate::registers::{Column, Doors, Kind, Register, no_check, save};

/// 评定标准 of the plant's own.
pub static STANDARD_EDITION: Register = Register {
    key: "standard_edition",
    title: "自带评定标准",
    what: "本单位采用的行业评定标准（Excel 或规则包）：用 pack check 检查、pack install 采用；自带的版本不在这里",
    relation: Relation {
        table: "standard_edition",
        columns: &["code", "title", "edition", "full_points", "items", "vetoes", "source", "pack", "installed_on"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("code", "编号", Kind::Code).shown_only().width(18),
        Column::new("title", "名称", Kind::Line).shown_only().width(28),
        Column::new("edition", "版本", Kind::Line).shown_only().width(16),
        Column::new("full_points", "满分", Kind::Decimal(1)).shown_only().width(6),
        Column::new("items", "评分项", Kind::Whole(0, 99_999)).shown_only().width(6),
        Column::new("vetoes", "否决项", Kind::Whole(0, 99_999)).shown_only().width(6),
        Column::new("source", "来源文件", Kind::Line).shown_only().width(20),
        Column::new("installed_on", "采用日期", Kind::Date).shown_only().width(12),
    ],
    identity: &["code"],
    label: "title",
    own_date: Some("installed_on"),
    order: ("installed_on", Direction::Down),
    doors: Doors { add: false, set: false, retire: true, import: false },
    check: no_check,
    write: save::write,
};

/// What became of an edition that was to be taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Installed {
    /// The plant did not have it.
    New,
    /// The same edition stands already; nothing was written.
    Same,
}

fn read(row: &Row) -> Result<Edition> {
    serde_json::from_str(&text(row, "pack"))
        .map_err(|_| Error::file(format!("standard_edition {} 的 pack 列读不出来", row.id)))
}

fn own(store: &Store) -> Result<Vec<(Row, Edition)>> {
    let order = Some(("installed_on", Direction::Up));
    let rows = store.rows(&STANDARD_EDITION.relation, &Query { order, ..Query::default() })?;
    rows.into_iter().map(|row| read(&row).map(|edition| (row, edition))).collect()
}

/// Every edition: those of the program first, then the plant's own in the order they came.
///
/// # Errors
/// When the file cannot be read.
pub fn editions(store: &Store) -> Result<Vec<Edition>> {
    let own = own(store)?.into_iter().map(|(_, edition)| edition);
    Ok(packs::editions()?.iter().cloned().chain(own).collect())
}

/// The edition a person means: its id with or without `sd.`, its edition, its title; of several the last that came.
///
/// # Errors
/// [`crate::error::Kind::Input`] naming those there are.
pub fn named(store: &Store, typed: &str) -> Result<Edition> {
    let key = folded_key(typed);
    let all = editions(store)?;
    let is = |it: &&Edition| {
        let short = it.id.strip_prefix("sd.").unwrap_or(&it.id);
        [it.id.as_str(), short, &it.edition, &it.title, &format!("{} {}", it.id, it.edition)]
            .iter()
            .any(|name| folded_key(name) == key)
    };
    all.iter().rfind(is).cloned().ok_or_else(|| {
        let known: Vec<String> = all.iter().map(|it| format!("{}（{}）", it.id, it.edition)).collect();
        Error::input(format!("没有评定标准“{}”", clean_line(typed))).hint(format!("有：{}", known.join("、")))
    })
}

/// Takes over an edition that passed its check. Rounds made by earlier editions stay as they were.
///
/// # Errors
/// [`crate::error::Kind::Input`] for one that does not score, that goes by an id of the program's own, or that says other
/// things than the one with the same id and edition.
pub fn install(
    store: &mut Store,
    edition: &Edition,
    source: &str,
    today: NaiveDate,
    dry_run: bool,
) -> Result<Installed> {
    let named = format!("{} {}", edition.id, edition.edition);
    if packs::editions()?.iter().any(|it| it.id == edition.id) {
        return Err(Error::input(format!("“{}”是自带的评定标准，不能代替", edition.id)).hint("换一个编号，如 sd.own"));
    }
    let (true, Some(full)) = (edition.scores(), edition.full.and_then(tenths)) else {
        return Err(Error::input(format!("{named} 没有评分项，不能评分，没有采用")));
    };
    let held = own(store)?.into_iter().find(|(_, it)| it.id == edition.id && it.edition == edition.edition);
    if let Some((_, held)) = held {
        if held == *edition {
            return Ok(Installed::Same);
        }
        return Err(
            Error::input(format!("已有 {named}，内容不同")).hint("改了内容要写成新的版本；已做的自评仍按原来的版本")
        );
    }
    if dry_run {
        return Ok(Installed::New);
    }
    let pack = serde_json::to_string(edition).map_err(|error| Error::internal(format!("{named}：{error}")))?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    store.write("standard.install", |tx| {
        tx.add(
            STANDARD_EDITION.relation.table,
            &[
                ("code", edition.id.as_str().into()),
                ("title", edition.title.as_str().into()),
                ("edition", edition.edition.as_str().into()),
                ("full_points", full.into()),
                ("items", count(edition.item.len()).into()),
                ("vetoes", count(edition.veto.len()).into()),
                ("source", clean_line(source).into()),
                ("pack", pack.as_str().into()),
                ("installed_on", today.into()),
            ],
        )?;
        Ok((Installed::New, format!("采用评定标准 {named}：{}，{} 项", edition.title, edition.item.len())))
    })
}
