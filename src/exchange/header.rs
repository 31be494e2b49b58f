//! Finds the header of a sheet: which row or two rows name the columns, and which column is which.
//!
//! Title rows above the header are normal, and so are merged two-row headers; names are compared folded and through
//! synonyms, so that a real roster need not be retyped.

use std::collections::{BTreeMap, HashMap};

use super::sheet::{Book, Layout, Row, column_index, column_letters};
use super::template::GUIDE;
use crate::domain::fold;
use crate::error::{Error, Result};

/// How many filled rows are looked at for a header.
const LOOKED_AT: usize = 30;

/// A column that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Stable key of the register's column.
    pub key: &'static str,
    /// Its own header.
    pub header: String,
    /// Other words for it in real files.
    pub synonyms: Vec<String>,
}

/// What the user said about the header.
#[derive(Clone, Debug, Default)]
pub struct HeaderOptions {
    /// Row number (from 1) of the header's first or only row.
    pub row: Option<u32>,
    /// `--map 列=表头`: the register's column by key or header, and the file's header text, or its letters as `D列`.
    pub map: Vec<(String, String)>,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// Column, from 0.
    pub column: u32,
    /// Header text as the file has it; the two rows of a double header joined by `/`.
    pub text: String,
}

impl Title {
    /// `D 列“姓名”`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} 列“{}”", column_letters(self.column), self.text)
    }
}

/// The header that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// First row of the header, from 1.
    pub first_row: u32,
    /// Last row of the header, from 1; rows behind it are data.
    pub last_row: u32,
    /// Recognised columns: key and column of the file.
    pub mapped: Vec<(&'static str, Title)>,
    /// Columns with a title that no known column answers to; they are not read.
    pub unmapped: Vec<Title>,
    /// Known columns that several columns of the file answer to equally well.
    pub duplicates: Vec<(String, Vec<Title>)>,
}

impl Found {
    /// Column of the file that holds this key.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<u32> {
        self.mapped.iter().find(|(mapped, _)| *mapped == key).map(|(_, title)| title.column)
    }

    /// Whether a data row merely repeats the header, as page breaks of printed rosters do.
    #[must_use]
    pub fn is_repeated_by(&self, row: &Row) -> bool {
        !self.mapped.is_empty()
            && self.mapped.iter().all(|(_, title)| {
                let shown = full_key(&row.value(title.column).display());
                !shown.is_empty() && title.text.split('/').chain([title.text.as_str()]).any(|t| full_key(t) == shown)
            })
    }

    /// Refuses a header in which one column is there twice.
    ///
    /// # Errors
    /// Names the columns and the option that decides between them.
    pub fn refuse_duplicates(&self) -> Result<()> {
        let Some((header, titles)) = self.duplicates.first() else { return Ok(()) };
        let places: Vec<String> = titles.iter().map(Title::label).collect();
        let first = titles.first().map_or_else(String::new, |title| format!("{}列", column_letters(title.column)));
        Err(Error::input(format!("有 {} 列都像“{header}”：{}", titles.len(), places.join("、")))
            .hint(format!("用 --map {header}={first} 指定用哪一列")))
    }
}

/// A sheet with its header.
#[derive(Debug)]
pub struct Located {
    /// Index of the sheet in the book.
    pub sheet: usize,
    /// Its header.
    pub header: Found,
    /// Its merged ranges and hidden columns.
    pub layout: Layout,
    /// Visible sheets with content that were passed over.
    pub other_sheets: Vec<String>,
}

/// Finds the sheet to read: the one asked for, else the only visible one with a known header.
///
/// # Errors
/// No header is recognised, two sheets have one, a `--map` fits nothing, or the file is damaged.
pub fn locate(book: &mut Book, known: &[Header], options: &HeaderOptions) -> Result<Located> {
    let candidates: Vec<usize> = match book.chosen() {
        Some(sheet) => vec![sheet],
        // The page of our own template that says how to fill it in holds no records.
        None => (0..book.sheets().len())
            .filter(|at| book.sheets().get(*at).is_some_and(|info| !info.hidden && info.name != GUIDE))
            .collect(),
    };
    let mut found = Vec::new();
    let mut others = Vec::new();
    let mut refused = None;
    for sheet in candidates {
        let wanted = options.row.map_or(LOOKED_AT, |row| LOOKED_AT.max(row as usize + 2));
        let rows: Vec<Row> = book.rows(sheet)?.take(wanted).collect::<Result<_>>()?;
        if rows.is_empty() {
            continue;
        }
        let name = book.sheets().get(sheet).map(|info| info.name.clone()).unwrap_or_default();
        let layout = book.layout(sheet)?;
        match find_header(&rows, &layout, known, options) {
            Ok(header) => found.push((sheet, name, header, layout)),
            Err(error) => {
                others.push(name);
                refused.get_or_insert(error);
            }
        }
    }
    if found.len() > 1 {
        let names: Vec<String> = found.iter().map(|(_, name, ..)| format!("“{name}”")).collect();
        return Err(Error::input(format!("有 {} 个工作表都能导入：{}", found.len(), names.join("、")))
            .hint("用 --sheet 指定导入哪一个"));
    }
    match found.pop() {
        Some((sheet, _, header, layout)) => Ok(Located { sheet, header, layout, other_sheets: others }),
        None => Err(refused.unwrap_or_else(|| Error::input("文件里没有内容").hint("请确认选对了文件和工作表"))),
    }
}

/// Finds the header among the first rows of a sheet: the row, or the two rows, in which most columns are recognised.
///
/// # Errors
/// None is recognised, a forced row is not there, or a `--map` fits nothing.
pub fn find_header(rows: &[Row], layout: &Layout, known: &[Header], options: &HeaderOptions) -> Result<Found> {
    let names = Names::new(known, &options.map)?;
    let mut best: Option<(usize, Candidate)> = None;
    let looked_at = |at: usize, row: &Row| options.row.map_or(at < LOOKED_AT, |wanted| wanted == row.number);
    // Two rows win only where they tell more than any one row does.
    for doubled in [false, true] {
        for (at, row) in rows.iter().enumerate().filter(|(at, row)| looked_at(*at, row)) {
            let below = rows.get(at + 1).filter(|below| doubled && below.number == row.number + 1);
            if doubled && below.is_none() {
                continue;
            }
            let candidate = Candidate::new(row, below, layout);
            let score = names.score(&candidate);
            let said = options.row.is_some() || !options.map.is_empty();
            let enough = score >= 2 || (score == 1 && (said || candidate.titles.len() == 1));
            if enough && best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, candidate));
            }
        }
    }
    let Some((_, candidate)) = best else { return Err(not_found(rows, known, options)) };
    let found = names.assign(candidate);
    for (column, title) in &options.map {
        let Some(at) = names.wished(column, title) else { continue };
        let taken = |(key, _): &(&str, Title)| known.get(at).is_some_and(|header| header.key == *key);
        let doubled = |(header, _): &(String, Vec<Title>)| known.get(at).is_some_and(|known| known.header == *header);
        if !found.mapped.iter().any(taken) && !found.duplicates.iter().any(doubled) {
            return Err(no_such_title(title, &found));
        }
    }
    Ok(found)
}

fn not_found(rows: &[Row], known: &[Header], options: &HeaderOptions) -> Error {
    let sheet = rows.first().map_or("", |row| &row.sheet);
    let name = if sheet.is_empty() { String::new() } else { format!("表“{sheet}”") };
    let wanted: Vec<&str> = known.iter().take(6).map(|header| header.header.as_str()).collect();
    let wanted = wanted.join("、");
    match options.row {
        Some(row) => Error::input(format!("{name}第 {row} 行不像表头：没有认出“{wanted}”等任何一列"))
            .hint("检查 --header-row 的行号，或用 --map 列=表头 指明各列"),
        None => Error::input(format!("{name}没有认出表头：前 {LOOKED_AT} 行里没有“{wanted}”等列名"))
            .hint("用 --header-row 指定表头所在行，用 --map 列=表头 指明各列；或用 template 命令导出模板填写"),
    }
}

fn no_such_title(title: &str, found: &Found) -> Error {
    let titles: Vec<&str> =
        found.mapped.iter().map(|(_, title)| title).chain(&found.unmapped).map(|title| title.text.as_str()).collect();
    Error::input(format!("文件里没有表头“{}”", fold::clean_line(title))).hint(format!(
        "第 {} 行的表头有：{}",
        found.last_row,
        titles.join("、")
    ))
}

/// One row or two adjacent rows taken for a header.
struct Candidate {
    first_row: u32,
    last_row: u32,
    /// Upper and lower text of each column.
    titles: BTreeMap<u32, (String, String)>,
}

impl Candidate {
    fn new(upper: &Row, lower: Option<&Row>, layout: &Layout) -> Self {
        let mut titles: BTreeMap<u32, (String, String)> = BTreeMap::new();
        for cell in &upper.cells {
            let text = fold::clean_line(&cell.value.display());
            let spread = layout
                .merges
                .iter()
                .find(|merge| lower.is_some() && merge.first_row == upper.number && merge.first_column == cell.column);
            let last = spread.map_or(cell.column, |merge| merge.last_column.min(cell.column + 1000));
            for column in cell.column..=last {
                titles.entry(column).or_default().0 = text.clone();
            }
        }
        for cell in lower.into_iter().flat_map(|row| &row.cells) {
            titles.entry(cell.column).or_default().1 = fold::clean_line(&cell.value.display());
        }
        titles.retain(|_, (upper, lower)| !upper.is_empty() || !lower.is_empty());
        Self { first_row: upper.number, last_row: lower.map_or(upper.number, |row| row.number), titles }
    }
}

/// Known names by their folded form.
struct Names<'a> {
    known: &'a [Header],
    by_key: HashMap<String, (usize, u8)>,
    by_column: HashMap<u32, usize>,
}

impl<'a> Names<'a> {
    fn new(known: &'a [Header], map: &[(String, String)]) -> Result<Self> {
        let mut by_key = HashMap::new();
        for (at, header) in known.iter().enumerate() {
            for synonym in header.synonyms.iter().map(String::as_str).chain([header.key]) {
                by_key.entry(full_key(synonym)).or_insert((at, 1));
            }
        }
        for (at, header) in known.iter().enumerate() {
            by_key.insert(full_key(&header.header), (at, 0));
        }
        let mut names = Self { known, by_key, by_column: HashMap::new() };
        for (column, title) in map {
            let at = names.known_column(column).ok_or_else(|| {
                let all: Vec<&str> = known.iter().map(|header| header.header.as_str()).collect();
                Error::input(format!("--map 里的列“{}”不存在", fold::clean_line(column)))
                    .hint(format!("可以用的列：{}", all.join("、")))
            })?;
            // What the user names is the only name from here on.
            names.by_key.retain(|_, (other, _)| *other != at);
            match letters(title) {
                Some(column) => {
                    names.by_column.insert(column, at);
                }
                None => {
                    names.by_key.insert(full_key(title), (at, 0));
                }
            }
        }
        Ok(names)
    }

    fn known_column(&self, name: &str) -> Option<usize> {
        let wanted = full_key(name);
        let is = |header: &Header| header.key == name || full_key(&header.header) == wanted;
        self.known.iter().position(is).or_else(|| self.by_key.get(&wanted).map(|(at, _)| *at))
    }

    /// The known column that a `--map` asks for.
    fn wished(&self, column: &str, title: &str) -> Option<usize> {
        letters(title)
            .and_then(|column| self.by_column.get(&column).copied())
            .or_else(|| self.by_key.get(&full_key(title)).map(|(at, _)| *at))
            .or_else(|| self.known_column(column))
    }

    /// The known column that a column of the file answers to, and how loosely (0 = its own name).
    fn recognise(&self, column: u32, (upper, lower): &(String, String)) -> Option<(usize, u8)> {
        if let Some(at) = self.by_column.get(&column) {
            return Some((*at, 0));
        }
        let both = format!("{upper}{lower}");
        let forms: &[(&str, u8)] = match (upper.is_empty(), lower.is_empty()) {
            (false, false) => &[(both.as_str(), 0), (lower.as_str(), 4)],
            _ => &[(both.as_str(), 0)],
        };
        forms.iter().find_map(|(text, loose)| {
            let full = self.by_key.get(&full_key(text)).map(|(at, rank)| (*at, rank + loose));
            full.or_else(|| self.by_key.get(&bare_key(text)).map(|(at, rank)| (*at, rank + loose + 2)))
        })
    }

    /// How many known columns a candidate names.
    fn score(&self, candidate: &Candidate) -> usize {
        let mut seen: Vec<usize> = candidate
            .titles
            .iter()
            .filter_map(|(column, texts)| self.recognise(*column, texts).map(|(at, _)| at))
            .collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    }

    fn assign(&self, candidate: Candidate) -> Found {
        let mut claims: BTreeMap<usize, Vec<(u8, Title)>> = BTreeMap::new();
        let mut unmapped = Vec::new();
        for (column, texts) in &candidate.titles {
            let pieces: Vec<&str> =
                [texts.0.as_str(), texts.1.as_str()].into_iter().filter(|t| !t.is_empty()).collect();
            let title = Title { column: *column, text: pieces.join("/") };
            match self.recognise(*column, texts) {
                Some((at, rank)) => claims.entry(at).or_default().push((rank, title)),
                None => unmapped.push(title),
            }
        }
        let mut mapped = Vec::new();
        let mut duplicates = Vec::new();
        for (at, claims) in claims {
            let Some(header) = self.known.get(at) else { continue };
            let best = claims.iter().map(|(rank, _)| *rank).min().unwrap_or_default();
            let (mut winners, losers): (Vec<_>, Vec<_>) = claims.into_iter().partition(|(rank, _)| *rank == best);
            unmapped.extend(losers.into_iter().map(|(_, title)| title));
            if winners.len() > 1 {
                duplicates.push((header.header.clone(), winners.into_iter().map(|(_, title)| title).collect()));
            } else if let Some((_, title)) = winners.pop() {
                mapped.push((header.key, title));
            }
        }
        unmapped.sort_by_key(|title| title.column);
        let (first_row, last_row) = (candidate.first_row, candidate.last_row);
        Found { first_row, last_row, mapped, unmapped, duplicates }
    }
}

/// `D列` as a column.
fn letters(title: &str) -> Option<u32> {
    fold::to_half_width(title).trim().strip_suffix('列').and_then(|letters| column_index(letters.trim()))
}

/// Key on which two titles are the same: folded, marks and punctuation out, `（必填）` and its like out.
fn full_key(text: &str) -> String {
    key(text, |inner| matches!(inner, "必填" | "选填" | "必填项" | "选填项" | "可空" | "可不填" | "required"))
}

/// As [`full_key`], but without anything in brackets: units, formats, remarks.
fn bare_key(text: &str) -> String {
    key(text, |_| true)
}

fn key(text: &str, drop: impl Fn(&str) -> bool) -> String {
    let folded = fold::folded_key(text);
    let mut out = String::new();
    let mut rest = folded.as_str();
    while let Some(open) = rest.find(['(', '[', '【', '〔', '{']) {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let inner = from.char_indices().nth(1).map_or("", |(at, _)| from.get(at..).unwrap_or_default());
        match inner.find([')', ']', '】', '〕', '}']) {
            Some(close) => {
                let (content, after) = inner.split_at(close);
                if !drop(content) {
                    out.push_str(content);
                }
                rest = after.char_indices().nth(1).map_or("", |(at, _)| after.get(at..).unwrap_or_default());
            }
            None => rest = inner,
        }
    }
    out.push_str(rest);
    out.chars().filter(|c| c.is_alphanumeric()).collect()
}
