//! 迎审资料: the papers of this program that serve each element of a self-assessment, in element order, with an index.
//!
//! The element → paper map is data of the edition. A paper that serves several elements is bound once; what is empty or
//! cannot be made is said in the index, never left out silently.

use std::collections::HashMap;

use crate::domain::fold::folded_key;
use crate::domain::period::{Period, PeriodKind};
use crate::error::{Error, Kind, Result};
use crate::knowledge::standardisation::{self as packs, Element};
use crate::registers::standard::{self, Round};
use crate::registers::{self, ListQuery, Register};
use crate::report::collect::{self, Collected, Moment, ledger};
use crate::report::kinds::{self, About, ReportKind};
use crate::report::model::{Block, Column, Footer, Page, Para, Report, Row as TableRow, Section, Table, file_stem};
use crate::store::{Condition, Direction, Query, Row, Store};

/// Records of one kind of paper that are bound at most, the newest.
const RECORDS: usize = 3;
/// Rows of one ledger that are bound at most, the newest.
const ROWS: usize = 300;
/// Registers whose rows belong to a day: only those of the span are bound.
const DATED: &[&str] = &[
    "inspection",
    "hazard",
    "meeting",
    "accident",
    "submission",
    "assessment",
    "authority_order",
    "standard_round",
    "training_session",
    "training_plan",
    "risk_change",
];

/// One paper of the binder.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Title in the index and the bookmarks.
    pub title: String,
    /// The paper with its facts.
    pub made: Collected,
}

/// One line of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Element: code and title.
    pub element: String,
    /// What serves it.
    pub what: String,
    /// Which paper it is, counted from 0; absent: there is none, and `note` says why.
    pub paper: Option<usize>,
    /// What the reader should know.
    pub note: String,
}

/// Everything that is bound.
#[derive(Clone, Debug)]
pub struct Binder {
    /// Enterprise.
    pub unit: String,
    /// Number of the round.
    pub number: String,
    /// Edition.
    pub edition: String,
    /// Span of the round in words.
    pub span: String,
    /// Lines of the index, in element order.
    pub lines: Vec<Line>,
    /// Papers in the order of their first mention.
    pub papers: Vec<Paper>,
    footer: Footer,
}

/// Gathers the papers of a round.
///
/// # Errors
/// When the file cannot be read.
pub fn gather(store: &Store, round: i64, moment: Moment) -> Result<Binder> {
    let round = standard::round(store, round)?;
    let made = collect::collect(store, kinds::find("standardisation")?, &format!("#{}", round.row.id), moment)?;
    let text = |column: &str| round.row.get(column).as_text().unwrap_or_default().to_owned();
    let (from, to) = round.span();
    let unit = made.report.caption.first().map(|(_, unit)| unit.clone()).unwrap_or_default();
    let footer = made.report.footer.clone();
    let (id, edition) = (text("edition_code"), text("edition"));
    let known = standard::editions(store)?;
    let own = known.iter().find(|it| it.id == id && it.edition == edition);
    let mut gatherer = Gatherer { store, round: &round, moment, papers: Vec::new(), known: HashMap::new() };
    gatherer.put("standardisation", "自评报告".to_owned(), made);
    let mut lines = vec![Line {
        element: "自评".to_owned(),
        what: format!("安全生产标准化自评报告 {}", round.code()),
        paper: Some(0),
        note: if round.is_finished() { String::new() } else { "还没有办结".to_owned() },
    }];
    for [code, title, ..] in round.elements() {
        let element =
            own.and_then(|it| it.element(&code)).filter(|it| !it.registers.is_empty() || !it.papers.is_empty());
        let element = match element {
            Some(element) => Some(element.clone()),
            None => same_title(&title)?,
        };
        let head = format!("{code} {title}");
        let served = match &element {
            Some(element) => gatherer.serve(element, &head)?,
            None => Vec::new(),
        };
        if served.is_empty() {
            let note = "本程序没有对应的台账和文书，请另附".to_owned();
            lines.push(Line { element: head, what: "—".to_owned(), paper: None, note });
        }
        lines.extend(served);
    }
    Ok(Binder {
        unit,
        number: round.code(),
        edition,
        span: format!("{from}至{to}"),
        lines,
        papers: gatherer.papers,
        footer,
    })
}

/// The element of the program's own edition with this title: an own sheet without a map is served by it.
fn same_title(title: &str) -> Result<Option<Element>> {
    let key = folded_key(title);
    let mut all = packs::editions()?.iter().flat_map(|it| &it.element);
    Ok(all.find(|it| folded_key(&it.title) == key).cloned())
}

struct Gatherer<'a> {
    store: &'a Store,
    round: &'a Round,
    moment: Moment,
    papers: Vec<Paper>,
    /// Papers already made, by what they are.
    known: HashMap<String, Result<usize, String>>,
}

impl Gatherer<'_> {
    fn put(&mut self, key: &str, title: String, made: Collected) -> usize {
        self.papers.push(Paper { title, made });
        let at = self.papers.len() - 1;
        self.known.insert(key.to_owned(), Ok(at));
        at
    }

    fn serve(&mut self, element: &Element, head: &str) -> Result<Vec<Line>> {
        let mut lines = Vec::new();
        for name in &element.papers {
            let kind = kinds::find(name)?;
            for (about, what) in self.abouts(kind)? {
                lines.push(self.paper(head, kind, &about, what)?);
            }
        }
        for name in &element.registers {
            // A register of an area that this program does not have yet is no evidence of anything.
            if let Some(register) = registers::find(name) {
                lines.push(self.ledger(head, register)?);
            }
        }
        Ok(lines)
    }

    /// What a paper is about, with what it is called; none: an empty text and why.
    fn abouts(&self, kind: &ReportKind) -> Result<Vec<(String, String)>> {
        let (from, to) = self.round.span();
        let last = to.min(self.moment.today);
        Ok(match kind.about {
            About::Period(period) => {
                let of = Period::containing(period, last);
                let of = if of.last() > last { of.previous() } else { of };
                if of.last() < from && period != PeriodKind::Year {
                    return Ok(Vec::new());
                }
                vec![(of.to_string(), format!("{}（{}）", kind.title, of.label()))]
            }
            About::Record(_) if kind.key == "standardisation" => {
                vec![(format!("#{}", self.round.row.id), format!("{} {}", kind.title, self.round.code()))]
            }
            About::Record(_) if kind.may_be_whole() => vec![(kinds::WHOLE.to_owned(), kind.title.to_owned())],
            About::Record("card") => vec![(kinds::WHOLE.to_owned(), kind.title.to_owned())],
            About::Record(key) => {
                let register = registers::named(key)?;
                let rows = self.rows(register)?;
                let wanted = |row: &&Row| kind.key != "major_hazard" || row.get("level").as_text() == Some("major");
                let called = |row: &Row| {
                    let label = row.get(register.label).as_text().unwrap_or_default();
                    let code = row.get("code").as_text().unwrap_or(label);
                    format!("{} {code}", kind.title)
                };
                rows.iter().filter(wanted).take(RECORDS).map(|row| (format!("#{}", row.id), called(row))).collect()
            }
            About::Register(own) => vec![(own.unwrap_or_default().to_owned(), kind.title.to_owned())],
        })
    }

    /// Rows of the span, newest first; of a register without a day of its own all of them.
    fn rows(&self, register: &Register) -> Result<Vec<Row>> {
        let (from, to) = self.round.span();
        let last = to.min(self.moment.today);
        let mut conditions = Vec::new();
        if let Some(own) = register.own_date.filter(|_| DATED.contains(&register.key)) {
            // A time of the last day comes after the day's own text.
            let end = format!("{last}T23:59");
            conditions = vec![Condition::AtLeast(own, from.into()), Condition::AtMost(own, end.as_str().into())];
        }
        let order = Some((register.own_date.unwrap_or("id"), Direction::Down)).filter(|it| it.0 != "id");
        let mut rows = self.store.rows(&register.relation, &Query { conditions, order, ..Query::default() })?;
        if order.is_none() {
            rows.reverse();
        }
        Ok(rows)
    }

    fn paper(&mut self, head: &str, kind: &ReportKind, about: &str, what: String) -> Result<Line> {
        let key = if kind.key == "standardisation" { kind.key.to_owned() } else { format!("{} {about}", kind.key) };
        let found = match self.known.get(&key) {
            Some(known) => known.clone(),
            None => match collect::collect(self.store, kind, about, self.moment) {
                Ok(made) => Ok(self.put(&key, what.clone(), made)),
                // What cannot be made (a period without records) is said in the index.
                Err(error) if error.kind == Kind::Input => Err(error.message),
                Err(error) => return Err(error),
            },
        };
        self.known.insert(key, found.clone());
        let (paper, note) = match found {
            Ok(at) => (Some(at), String::new()),
            Err(why) => (None, why),
        };
        Ok(Line { element: head.to_owned(), what, paper, note })
    }

    fn ledger(&mut self, head: &str, register: &'static Register) -> Result<Line> {
        let title = ledger::paper_title(register);
        let rows = self.rows(register)?;
        let (count, key) = (rows.len(), format!("ledger {}", register.key));
        let line = |paper, note: String| Line { element: head.to_owned(), what: title.clone(), paper, note };
        if count == 0 {
            return Ok(line(None, "台账没有这一期间的记录".to_owned()));
        }
        let cut =
            if count > ROWS { format!("共 {count} 条，装入最近 {ROWS} 条") } else { format!("{count} 条") };
        if let Some(Ok(at)) = self.known.get(&key) {
            return Ok(line(Some(*at), cut));
        }
        let mut only: Vec<i64> = rows.iter().take(ROWS).map(|row| row.id).collect();
        only.reverse();
        let (from, to) = self.round.span();
        let dated = DATED.contains(&register.key);
        let asked = ledger::Asked {
            list: ListQuery::default(),
            only: Some(only),
            scope: if dated { format!("{from}至{to}") } else { String::new() },
            ..ledger::Asked::default()
        };
        let made = ledger::of_register(self.store, kinds::find("ledger")?, register, &asked, self.moment)?;
        let at = self.put(&key, title.clone(), made);
        Ok(line(Some(at), cut))
    }
}

impl Binder {
    /// The cover.
    #[must_use]
    pub fn cover(&self) -> Report {
        let line = |text: String| Para::new().text(text).block();
        Report {
            kind: "binder",
            page: Page::Card,
            title: "安全生产标准化迎审资料".to_owned(),
            file_stem: self.stem(),
            sections: vec![Section {
                heading: None,
                blocks: vec![
                    line(self.unit.clone()),
                    line(format!("自评 {}", self.number)),
                    line(self.edition.clone()),
                    line(self.span.clone()),
                ],
            }],
            footer: self.footer.clone(),
            ..Report::default()
        }
    }

    /// The index; `place` says where each paper is: a page of the one file, or a file of the folder.
    #[must_use]
    pub fn index(&self, place: &[String], head: &str) -> Report {
        let rows = (1_i64..).zip(&self.lines).map(|(nth, line)| TableRow {
            cells: vec![
                nth.into(),
                line.element.as_str().into(),
                line.what.as_str().into(),
                line.paper.and_then(|at| place.get(at)).map(String::as_str).into(),
                line.note.as_str().into(),
            ],
            total: false,
        });
        let table = Table {
            caption: "目录".to_owned(),
            columns: vec![
                Column::number("序号", 6),
                Column::text("要素", 30),
                Column::text("资料", 40),
                Column::short(head, if head == "页码" { 8 } else { 40 }),
                Column::text("说明", 34),
            ],
            rows: rows.collect(),
            empty: "没有资料。".to_owned(),
            own_sheet: false,
        };
        let note = "同一份资料用于几个要素的，只装订一次。说明里写“没有”“另附”的，本册没有相应资料。".to_owned();
        Report {
            kind: "binder",
            page: Page::Ledger,
            title: "目录".to_owned(),
            file_stem: file_stem(&["目录", &self.number]),
            caption: vec![
                ("单位".to_owned(), self.unit.clone()),
                ("自评".to_owned(), format!("{} {}", self.number, self.edition)),
                ("资料".to_owned(), format!("{} 份", self.papers.len())),
            ],
            sections: vec![Section { heading: None, blocks: vec![Block::Table(table), Block::Note(note)] }],
            footer: self.footer.clone(),
            ..Report::default()
        }
    }

    /// Name for a file of it, without ending.
    #[must_use]
    pub fn stem(&self) -> String {
        file_stem(&["标准化迎审资料", &self.number])
    }

    /// Name of one paper in a folder, without ending: `003_隐患台账`.
    #[must_use]
    pub fn paper_stem(&self, at: usize) -> String {
        let title = self.papers.get(at).map(|it| it.title.as_str()).unwrap_or_default();
        file_stem(&[&format!("{:03}", at + 1), title])
    }
}

/// Refuses a round by an edition that has no items.
///
/// # Errors
/// [`Kind::Input`] when the text names no round.
pub fn resolve(store: &Store, about: &str) -> Result<i64> {
    registers::resolve(store, standard::STANDARD_ROUND.key, about).map_err(|error| Error {
        hints: vec!["迎审资料按一轮标准化自评装订：anguan report binder BZ-2026-01".to_owned()],
        ..error
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_register_and_paper_of_the_map_is_there() {
        for element in packs::editions().unwrap().iter().flat_map(|it| &it.element) {
            for name in &element.registers {
                assert!(registers::find(name).is_some(), "{} {name}", element.code);
            }
            for name in &element.papers {
                assert!(kinds::find(name).is_ok(), "{} {name}", element.code);
            }
        }
    }
}
