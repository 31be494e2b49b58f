//! A file into a register: every row read, matched and judged, then all of them written as one operation, or none.
//!
//! The file is read once, row by row; nothing of it is held but what tells rows apart. Faults are collected with their
//! place and told at once; from the first fault on nothing more is written and everything is taken back at the end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::domain::date::Order;
use crate::domain::fold::folded_key;
use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::registers::{self, Column, Door, Draft, Input, Kind, Lookups, Reading, Register};
use crate::store::{Store, Tx};

use super::ahead;
use super::closing::closes;
use super::csv_out::unguarded;
use super::header::{Header, HeaderOptions, Located, locate};
use super::known::{Known, Match, MatchBy};
use super::refused::Refused;
use super::sheet::{self, Book, Epoch, Merge, Raw, ReadOptions, Row};

/// What to do with hidden rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// Import them like the others.
    Take,
    /// Pass them over.
    Skip,
}

/// What to do with merged cells among the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merged {
    /// The value counts for every row of the range.
    Fill,
    /// Such rows are faults.
    Refuse,
}

/// How to import; what is not decided and would need asking is refused with the option that decides it.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Sheet by name or number.
    pub sheet: Option<String>,
    /// Row of the header.
    pub header_row: Option<u32>,
    /// Column of the register → header of the file.
    pub map: Vec<(String, String)>,
    /// What tells two records apart.
    pub match_by: MatchBy,
    /// Create departments and posts that the file names and the plant does not have.
    pub create_missing: bool,
    /// Hidden rows.
    pub hidden: Option<Hidden>,
    /// Merged cells among the data.
    pub merged: Option<Merged>,
    /// How ambiguous slash dates read.
    pub date_order: Option<Order>,
    /// Take document numbers whose check digit is wrong, marked 校验未通过.
    pub accept_bad_id: bool,
    /// Leave faulty rows out, into a file of their own, and import the rest.
    pub skip_bad: bool,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows of data read.
    pub rows: usize,
    /// New records.
    pub added: usize,
    /// Changed records.
    pub changed: usize,
    /// Rows that change nothing, those repeated in the file included.
    pub unchanged: usize,
    /// Faulty rows.
    pub refused: usize,
    /// Every fault with its place.
    pub problems: Vec<Problem>,
    /// Departments and posts created.
    pub created: Vec<String>,
    /// What the user should know: columns not read, formulas, hidden columns, other sheets.
    pub notes: Vec<String>,
    /// Where the refused rows were written.
    pub refused_file: Option<PathBuf>,
}

/// Faults listed at most; the count goes on.
const LISTED: usize = 1000;

/// Imports `path` into `register`.
///
/// # Errors
/// [`crate::error::Kind::Input`] for a file that cannot be read, a question left open, or any fault of any row unless
/// `skip_bad` (then nothing was written). A dry run gives its faults in the outcome instead.
pub fn import(
    store: &mut Store,
    register: &'static Register,
    path: &Path,
    options: &Options,
    today: NaiveDate,
) -> Result<Outcome> {
    if !register.doors.import {
        return Err(Error::input(format!("{}不能从文件导入", register.title)).hint(register.what));
    }
    let reading = ReadOptions { sheet: options.sheet.clone(), ..ReadOptions::default() };
    let mut book = sheet::open(path, &reading)?;
    let header = HeaderOptions { row: options.header_row, map: options.map.clone() };
    let located = locate(&mut book, &headers(register), &header)?;
    located.header.refuse_duplicates()?;
    demand_columns(register, &located)?;
    if options.dry_run {
        return store.rehearse(|tx| Run::new(tx, register, &located, &book, options, today)?.all(tx, &mut book, path));
    }
    let done = store.write_many(&format!("import.{}", register.key), |tx| {
        let outcome = Run::new(tx, register, &located, &book, options, today)?.all(tx, &mut book, path)?;
        let Outcome { added, changed, unchanged, refused, .. } = outcome;
        let summary = format!("导入{}：新增 {added}，修改 {changed}，未变 {unchanged}，退回 {refused}", register.title);
        Ok((outcome, summary))
    })?;
    Ok(done)
}

/// The columns that a file may bring.
fn headers(register: &Register) -> Vec<Header> {
    register
        .inputs()
        .map(|column| Header {
            key: column.key,
            header: column.header.to_owned(),
            synonyms: column.synonyms.iter().map(|it| (*it).to_owned()).collect(),
        })
        .collect()
}

/// A column without which no row could be taken must be in the file.
fn demand_columns(register: &Register, located: &Located) -> Result<()> {
    let missing: Vec<&str> = register
        .inputs()
        .filter(|column| column.required && column.default.is_empty() && located.header.column(column.key).is_none())
        .map(|column| column.header)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let seen: Vec<&str> = located.header.unmapped.iter().map(|title| title.text.as_str()).collect();
    let mut error = Error::input(format!("文件里没有必填的列：{}", missing.join("、")));
    if !seen.is_empty() {
        error = error.hint(format!("没认出的表头：{}；用 --map 列=表头 指明", seen.join("、")));
    }
    Err(error)
}

/// One import under way.
struct Run<'a> {
    register: &'static Register,
    located: &'a Located,
    options: &'a Options,
    today: NaiveDate,
    epoch: Epoch,
    is_text: bool,
    /// Column of the register and column of the file.
    columns: Vec<(&'static Column, u32)>,
    lookups: Lookups,
    known: Known,
    refused: Refused,
    outcome: Outcome,
    hidden_rows: usize,
    /// Numbers of the rows passed over as totals or signatures.
    closing: Vec<u32>,
    merged_rows: usize,
    formulas: usize,
    missing: BTreeMap<&'static str, Vec<String>>,
    /// What was said of a name that leads nowhere, and of how many rows: told once, or it would bury the other faults.
    unknown: BTreeMap<String, usize>,
    filled: Option<(Merge, Raw)>,
}

impl<'a> Run<'a> {
    fn new(
        tx: &Tx<'_>,
        register: &'static Register,
        located: &'a Located,
        book: &Book,
        options: &'a Options,
        today: NaiveDate,
    ) -> Result<Self> {
        let columns: Vec<(&'static Column, u32)> = located
            .header
            .mapped
            .iter()
            .filter_map(|(key, title)| register.column(key).map(|column| (column, title.column)))
            .collect();
        let titles = located.header.mapped.iter().map(|(_, title)| title).chain(&located.header.unmapped);
        Ok(Self {
            register,
            located,
            options,
            today,
            epoch: book.epoch(),
            is_text: book.text_format().is_some(),
            columns,
            lookups: Lookups::within(register, tx)?,
            known: Known::load(tx, register, options.match_by)?,
            refused: Refused::new(titles.map(|title| (title.column, title.text.clone())).collect()),
            outcome: Outcome { notes: notes(located), ..Outcome::default() },
            hidden_rows: 0,
            closing: Vec::new(),
            merged_rows: 0,
            formulas: 0,
            missing: BTreeMap::new(),
            unknown: BTreeMap::new(),
            filled: None,
        })
    }

    fn all(mut self, tx: &Tx<'_>, book: &mut Book, path: &Path) -> Result<Outcome> {
        let located = self.located;
        let mut walk = located.layout.walk();
        ahead::each(book, located.sheet, |row| {
            if row.number <= located.header.last_row || located.header.is_repeated_by(&row) {
                return Ok(());
            }
            if row.hidden {
                self.hidden_rows += 1;
                if self.options.hidden != Some(Hidden::Take) {
                    return Ok(());
                }
            }
            let merges: Vec<Merge> = walk.touching(row.number).iter().map(|merge| **merge).collect();
            self.row(tx, &row, &merges)
        })?;
        self.finish(path)
    }

    /// Reads, matches, judges and writes one row.
    fn row(&mut self, tx: &Tx<'_>, row: &Row, merges: &[Merge]) -> Result<()> {
        if closes(row) {
            self.closing.push(row.number);
            return Ok(());
        }
        let (inputs, faults) = self.inputs(row, merges);
        if inputs.is_empty() && faults.is_empty() {
            return Ok(());
        }
        let (inputs, others) = registers::join_numbers(self.register, inputs, &self.lookups);
        let mut faults = faults;
        faults.extend(self.place(row, others));
        self.outcome.rows += 1;
        let problems = match self.take(tx, row, &inputs, faults)? {
            Ok(()) => return Ok(()),
            Err(problems) => problems,
        };
        self.outcome.refused += 1;
        self.refused.add(row, &problems);
        for problem in problems {
            if self.is_first_of_its_name(&problem) && self.outcome.problems.len() < LISTED {
                self.outcome.problems.push(problem);
            }
        }
        Ok(())
    }

    /// Whether nothing like it was listed: the same unknown name in a hundred rows is one thing to mend.
    fn is_first_of_its_name(&mut self, problem: &Problem) -> bool {
        let named = self.columns.iter().find(|(column, _)| Some(column.key) == problem.field);
        if !named.is_some_and(|(column, _)| matches!(column.kind, Kind::Reference(_))) {
            return true;
        }
        let rows = self.unknown.entry(problem.message.clone()).or_default();
        *rows += 1;
        *rows == 1
    }

    /// The row's cells as values of the register's columns; blank cells are left out.
    fn inputs(&mut self, row: &Row, merges: &[Merge]) -> (Vec<(&'static Column, Input)>, Vec<Problem>) {
        let (mut inputs, mut problems) = (Vec::new(), Vec::new());
        let mut merged = false;
        for (column, at) in self.columns.clone() {
            let mut raw = row.value(at).clone();
            // One without a result is a fault of its own: nothing was taken from it.
            let has_result = !matches!(raw, Raw::Error(_));
            self.formulas += usize::from(has_result && row.cell(at).is_some_and(|cell| cell.from_formula));
            if let Some(merge) = merges.iter().find(|merge| merge.covers(row.number, at)) {
                merged = true;
                raw = self.spread(merge, row.number, at, raw);
            }
            match self.input(column, &raw) {
                Ok(Some(input)) => inputs.push((column, input)),
                Ok(None) => {}
                Err(message) => {
                    let message = format!("{}：{message}", column.header);
                    problems.push(Problem::field(column.key, message).at(row.place(Some(at))));
                }
            }
        }
        if merged {
            self.merged_rows += 1;
            if self.options.merged == Some(Merged::Refuse) {
                problems.push(Problem::record("数据区有合并单元格").at(row.place(None)));
            }
        }
        (inputs, problems)
    }

    /// The value a merged range gives to one of its cells.
    fn spread(&mut self, merge: &Merge, row: u32, column: u32, raw: Raw) -> Raw {
        if (merge.first_row, merge.first_column) == (row, column) {
            self.filled = Some((*merge, raw.clone()));
            return raw;
        }
        match &self.filled {
            Some((last, value)) if last == merge && self.options.merged == Some(Merged::Fill) => value.clone(),
            Some(_) | None => raw,
        }
    }

    /// A cell as the column takes it.
    fn input(&self, column: &Column, raw: &Raw) -> Result<Option<Input>, String> {
        match (raw, column.kind) {
            (Raw::Blank, _) => Ok(None),
            (Raw::Error(why), _) => Err(why.clone()),
            (Raw::Number(serial), Kind::Date) if *serial < 100_000.0 => {
                self.epoch.day(*serial).map(|day| Some(Input::Date(day))).map_err(|fault| fault.message(*serial))
            }
            (Raw::Number(serial), Kind::Moment) if *serial < 100_000.0 => {
                self.epoch.moment(*serial).map(|at| Some(Input::Moment(at))).map_err(|fault| fault.message(*serial))
            }
            (Raw::Moment(at), Kind::Date) => Ok(Some(Input::Date(at.date()))),
            (Raw::Moment(at), Kind::Moment) => Ok(Some(Input::Moment(*at))),
            (Raw::Date(day), Kind::Date) => Ok(Some(Input::Date(*day))),
            // Our own export masks these; a mask says nothing, so it changes nothing.
            (Raw::Text(text), Kind::IdNumber | Kind::Printed | Kind::Phone) if text.contains("**") => Ok(None),
            (_, Kind::Code | Kind::IdNumber | Kind::Printed | Kind::Phone | Kind::CreditCode) => raw
                .as_code_text()
                .map(|text| text.map(|text| Input::Text(self.plain(&text).to_owned())))
                .map_err(|damaged| damaged.message()),
            (Raw::Text(text), Kind::Date) => Ok(Some(self.date_text(text))),
            (Raw::Text(text), _) => Ok(Some(Input::Text(self.plain(text).to_owned()))),
            (Raw::Bool(yes), _) => Ok(Some(Input::Flag(*yes))),
            (Raw::Number(_) | Raw::Date(_) | Raw::Moment(_), _) => Ok(Some(Input::Text(raw.display().into_owned()))),
        }
    }

    /// A bare five-digit text in a date column is a day as the workbook counts it.
    fn date_text(&self, text: &str) -> Input {
        let digits = text.trim();
        let is_serial = digits.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let day = is_serial.then(|| digits.parse().ok().and_then(|serial| self.epoch.day(serial).ok())).flatten();
        day.map_or_else(|| Input::Text(text.to_owned()), Input::Date)
    }

    fn plain<'t>(&self, text: &'t str) -> &'t str {
        if self.is_text { unguarded(text) } else { text }
    }

    /// Matches, judges and writes a row. One with cells that could not be read is judged too, so that all its faults are
    /// told at once, and not written.
    fn take(
        &mut self,
        tx: &Tx<'_>,
        row: &Row,
        inputs: &[(&'static Column, Input)],
        mut faults: Vec<Problem>,
    ) -> Result<Result<(), Vec<Problem>>> {
        self.create_missing(tx, inputs)?;
        let reading = Reading {
            today: self.today,
            lookups: &self.lookups,
            order: self.options.date_order.unwrap_or(Order::Ymd),
            short_dates: false,
        };
        let (bad_id, register) = (self.options.accept_bad_id, self.register);
        let values: Vec<_> = inputs.iter().map(|(column, input)| (*column, reading.read(column, input))).collect();
        let matched = self.known.find(register, &values, row.number);
        let repeated = matched.is_err();
        let before = match matched {
            // Told with the row's other faults: the rest of it is judged as a new record's.
            Err(problem) => {
                faults.extend(self.place(row, vec![problem]));
                None
            }
            Ok(Match::Repeated) if faults.is_empty() => {
                self.outcome.unchanged += 1;
                return Ok(Ok(()));
            }
            Ok(Match::Stored(id)) => tx.row(&register.relation, id)?,
            Ok(Match::New | Match::Repeated) => None,
        };
        let said = if self.known.is_told_together() { values.clone() } else { Vec::new() };
        let judged = registers::judge(register, before.as_ref(), values, &reading, bad_id, Door::Import);
        let claimed = judged.and_then(|draft| {
            if !repeated {
                self.known.claim(register, &draft, before.as_ref(), row.number).map_err(|problem| vec![problem])?;
            }
            Ok(draft)
        });
        match claimed {
            Ok(draft) if faults.is_empty() => {
                self.write(tx, before.as_ref(), &draft)?;
                self.known.note_together(register, &said, row.number);
                Ok(Ok(()))
            }
            Ok(_) => Ok(Err(faults)),
            Err(mut problems) => {
                if repeated {
                    // What a second row of a record leaves out, the record may well have.
                    let given = |it: &Problem| inputs.iter().any(|(column, _)| Some(column.key) == it.field);
                    problems.retain(given);
                }
                if !self.options.skip_bad {
                    let values: Vec<_> =
                        inputs.iter().map(|(column, input)| (*column, reading.read(column, input))).collect();
                    self.known.note_number(register, &values, row.number);
                }
                // A cell that could not be read is not also called empty.
                let told = |it: &Problem| it.field.is_some() && faults.iter().any(|fault| fault.field == it.field);
                let more: Vec<Problem> = self.place(row, problems).into_iter().filter(|it| !told(it)).collect();
                faults.extend(more);
                Ok(Err(faults))
            }
        }
    }

    fn write(&mut self, tx: &Tx<'_>, before: Option<&crate::store::Row>, draft: &Draft) -> Result<()> {
        if draft.is_unchanged() {
            self.outcome.unchanged += 1;
            return Ok(());
        }
        // After the first fault nothing will stay: judging goes on, writing would be for nothing.
        if self.outcome.refused == 0 || self.options.skip_bad {
            (self.register.write)(tx, self.register, before, draft)?;
        }
        match before {
            None => self.outcome.added += 1,
            Some(_) => self.outcome.changed += 1,
        }
        Ok(())
    }

    /// Creates the departments and posts a row names and the plant does not have, or notes that they are missing.
    fn create_missing(&mut self, tx: &Tx<'_>, inputs: &[(&'static Column, Input)]) -> Result<()> {
        for (column, input) in inputs {
            let Kind::Reference(key @ ("department" | "post")) = column.kind else { continue };
            let name = crate::domain::fold::clean_line(&input.text());
            if name.is_empty() || self.lookups.get(key).find(&name).is_ok() {
                continue;
            }
            if !self.options.create_missing {
                let names = self.missing.entry(key).or_default();
                if !names.iter().any(|known| folded_key(known) == folded_key(&name)) {
                    names.push(name);
                }
                continue;
            }
            let table = if key == "department" { "department" } else { "post" };
            let id = tx.add(table, &[("name", name.as_str().into())])?;
            self.lookups.learn(table, id, &name);
            let title = registers::find(key).map_or(key, |it| it.title);
            self.outcome.created.push(format!("{title}“{name}”"));
        }
        Ok(())
    }

    /// The problems of a row with the place of the cell each is about.
    fn place(&self, row: &Row, problems: Vec<Problem>) -> Vec<Problem> {
        let at =
            |field: Option<&str>| self.columns.iter().find(|(column, _)| Some(column.key) == field).map(|(_, at)| *at);
        problems
            .into_iter()
            .map(|problem| {
                let place = row.place(at(problem.field));
                problem.at(place)
            })
            .collect()
    }

    fn finish(mut self, path: &Path) -> Result<Outcome> {
        self.questions()?;
        for problem in &mut self.outcome.problems {
            if let Some(rows) = self.unknown.get(&problem.message).filter(|rows| **rows > 1) {
                problem.message = format!("{}（共 {rows} 行）", problem.message);
            }
        }
        if self.formulas > 0 {
            self.outcome.notes.push(format!("{} 个单元格是公式，取其计算结果", self.formulas));
        }
        if let [first, rest @ ..] = self.closing.as_slice() {
            let rows: Vec<String> = std::iter::once(first).chain(rest.iter().take(4)).map(u32::to_string).collect();
            let more = if rest.len() > 4 { "等" } else { "" };
            let said =
                format!("合计、签字和备注行 {} 行没有当作记录：第 {}{more} 行", self.closing.len(), rows.join("、"));
            self.outcome.notes.push(said);
        }
        if self.outcome.rows == 0 {
            self.outcome.notes.push("表头下面没有记录".to_owned());
        }
        if self.hidden_rows > 0 {
            let what = if self.options.hidden == Some(Hidden::Take) { "已导入" } else { "已跳过" };
            self.outcome.notes.push(format!("隐藏的行 {} 行，{what}", self.hidden_rows));
        }
        if self.outcome.refused == 0 || self.options.dry_run {
            return Ok(self.outcome);
        }
        if self.options.skip_bad {
            self.outcome.refused_file = Some(self.refused.write(path)?);
            return Ok(self.outcome);
        }
        Err(self.refusal())
    }

    /// What would have to be asked is refused with the option that decides it.
    fn questions(&self) -> Result<()> {
        if self.hidden_rows > 0 && self.options.hidden.is_none() {
            return Err(Error::input(format!("文件里有 {} 个隐藏的行", self.hidden_rows))
                .hint("用 --hidden take 一并导入，或用 --hidden skip 跳过"));
        }
        if self.merged_rows > 0 && self.options.merged.is_none() {
            return Err(Error::input(format!("数据区有合并单元格，涉及 {} 行", self.merged_rows))
                .hint("用 --merged fill 把值用于合并范围内的每一行，或用 --merged refuse 把这些行当作错误"));
        }
        Ok(())
    }

    fn refusal(self) -> Error {
        let Outcome { refused, rows, problems, .. } = self.outcome;
        let more = if problems.len() >= LISTED { format!("（只列出前 {LISTED} 处）") } else { String::new() };
        let mut error =
            Error::problems(format!("没有导入：{rows} 行中有 {refused} 行有错，一行也没有写入{more}"), problems);
        for (key, names) in &self.missing {
            let title = registers::find(key).map_or(*key, |it| it.title);
            error = error.hint(format!("没有的{title}：{}；加 --create-missing 一并新建", names.join("、")));
        }
        error.hint("改正后再导入；或加 --skip-bad 只导入没有错的行，错行另存一个文件")
    }
}

/// What of the file was not read.
fn notes(located: &Located) -> Vec<String> {
    let mut notes = Vec::new();
    if !located.header.unmapped.is_empty() {
        let titles: Vec<&str> = located.header.unmapped.iter().map(|title| title.text.as_str()).collect();
        notes.push(format!("没有用到的列：{}", titles.join("、")));
    }
    let hidden: Vec<&str> = located
        .header
        .mapped
        .iter()
        .filter(|(_, title)| located.layout.is_hidden(title.column))
        .map(|(_, title)| title.text.as_str())
        .collect();
    if !hidden.is_empty() {
        notes.push(format!("隐藏的列已照常读取：{}", hidden.join("、")));
    }
    if !located.other_sheets.is_empty() {
        notes.push(format!("没有读的工作表：{}", located.other_sheets.join("、")));
    }
    notes
}
