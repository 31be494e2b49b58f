//! A scoring standard brought as an Excel sheet: read whole, every fault told with sheet, row and column, nothing guessed.
//!
//! Three sheets: 说明 (name, edition, points, grade lines), 评分项 (one line an item), 否决项 (may be left out).

use std::collections::{BTreeMap, HashMap};
use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::out_file;
use super::sheet::{self, Book, Raw, ReadOptions, Row, number_text};
use super::xlsx_out::{header_format, refused};
use crate::domain::date::{self, Order};
use crate::domain::fold::{clean_line, folded_key};
use crate::domain::standardisation::{GradeOn, Level, Line, Scoring, SpecialOff};
use crate::error::Result;
use crate::knowledge::check::PackProblem;
use crate::knowledge::checklist::Thousandths;
use crate::knowledge::instrument::Mark;
use crate::knowledge::standardisation::{Chapter, Edition, Element, Item, MOST, Veto, tenths};

/// Name of the sheet that says what the standard is.
pub const HEAD: &str = "说明";
/// Name of the sheet of the items.
pub const ITEMS: &str = "评分项";
/// Name of the sheet of the veto items.
pub const VETOES: &str = "否决项";

/// Longest text of a cell, in characters.
const LONGEST: usize = 2_000;

/// Lines of the head: what, whether it must be there, how it is filled in.
const HEAD_LINES: &[(&str, bool, &str)] = &[
    ("编号", true, "英文字母、数字和连字符，如 own-2026；同一个编号的新版本不影响已做的自评"),
    ("名称", true, "评定标准的全称"),
    ("版本", true, "文号或年份，如 2026版"),
    ("启用日期", true, "如 2026-01-01"),
    ("行业", false, "适用的行业、专业"),
    ("满分", true, "各项标准分之和，如 1000"),
    ("特别扣分", false, "类目 或 总分；空着按类目"),
    ("定级取值", false, "精确值 或 四舍五入后的值；空着按精确值"),
    ("一级分数线", false, "百分制，如 90；没有这一级就空着"),
    ("二级分数线", false, "如 75"),
    ("三级分数线", false, "如 60"),
    ("备注", false, "读者要知道的，如出处、待核的内容"),
];

/// Columns of the items: header, whether it must be filled in, whether an empty cell means the one above, how.
const COLUMNS: &[(&str, bool, bool, &str)] = &[
    ("一级要素编号", true, true, "如 1；空着同上一行"),
    ("一级要素名称", true, true, "如 目标职责；空着同上一行"),
    ("要素编号", true, true, "如 1.1；空着同上一行"),
    ("要素名称", true, true, "如 目标；空着同上一行"),
    ("要素标准分", false, false, "写在要素的第一行，与各项之和核对；可以不填"),
    ("项目编号", true, false, "如 1.1.1；不能重复"),
    ("评定内容", true, false, ""),
    ("达标标准", true, false, ""),
    ("扣分办法", true, false, ""),
    ("标准分", true, false, "大于 0，至多一位小数"),
    ("出处", false, false, "条款；空着按评定标准的版本"),
    ("核对", false, false, "确认 或 待核；空着按待核"),
    ("对应台账", false, false, "本程序的台账，写英文键，用空格分开，如 hazard inspection；可以不填"),
];
const VETO_COLUMNS: &[(&str, bool, bool, &str)] =
    &[("编号", true, false, "如 V1"), ("否决内容", true, false, ""), ("出处", true, false, "没有出处的不能否决")];

/// Whether a file is a workbook by its first bytes: a ZIP or a compound file.
#[must_use]
pub fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// Reads a scoring standard. With any fault there is no edition.
///
/// # Errors
/// The file cannot be opened or is no workbook at all.
pub fn read(path: &Path, name: &str) -> Result<(Option<Edition>, Vec<PackProblem>)> {
    let book = sheet::open(path, &ReadOptions::default())?;
    let mut reader = Reader { book, name: name.to_owned(), faults: Vec::new(), bad_points: false };
    let edition = reader.edition()?;
    let faults = reader.faults;
    Ok((edition.filter(|_| faults.is_empty()), faults))
}

struct Reader {
    book: Book,
    name: String,
    faults: Vec<PackProblem>,
    /// A number could not be read: sums would only repeat it.
    bad_points: bool,
}

/// One line of a table: where it stands, and its texts by header.
struct Entry {
    row: Row,
    cells: HashMap<&'static str, u32>,
}

impl Reader {
    fn say(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.faults.push(PackProblem { file: self.name.clone(), item: place.into(), message: message.into() });
    }

    fn edition(&mut self) -> Result<Option<Edition>> {
        let head = self.head()?;
        let mut places: BTreeMap<String, String> = BTreeMap::new();
        let items = self.table(ITEMS, COLUMNS, true)?;
        let vetoes = self.table(VETOES, VETO_COLUMNS, false)?;
        let Some(mut edition) = head else { return Ok(None) };
        self.items(&mut edition, items, &mut places);
        for entry in vetoes {
            let [code, content, source] = ["编号", "否决内容", "出处"].map(|it| self.text(&entry, it, true));
            if let Some(code) = code {
                self.unique(&code, &entry, &mut places);
                edition.veto.push(Veto {
                    code,
                    content: content.unwrap_or_default(),
                    source: source.unwrap_or_default(),
                });
            }
        }
        if edition.item.is_empty() {
            self.say(format!("表“{ITEMS}”"), "没有评分项");
            return Ok(None);
        }
        for (place, message) in edition.faults() {
            let told = message.contains("没有写") || message.contains("重复") || message.contains("应大于 0");
            if told || self.bad_points && message.contains("之和") {
                continue;
            }
            let at = if place.is_empty() {
                format!("表“{HEAD}”")
            } else {
                places.get(&place).cloned().unwrap_or(place)
            };
            self.say(at, message);
        }
        Ok(Some(edition))
    }

    fn sheet(&mut self, name: &str) -> Option<usize> {
        let key = folded_key(name);
        self.book.sheets().iter().position(|it| folded_key(&it.name) == key)
    }

    /// The rows of a sheet, as far as they can be read.
    fn rows(&mut self, sheet: usize, name: &str) -> Result<Vec<Row>> {
        let mut all = Vec::new();
        let mut too_many = false;
        for row in self.book.rows(sheet)? {
            if all.len() > MOST {
                too_many = true;
                break;
            }
            all.push(row?);
        }
        if too_many {
            self.say(format!("表“{name}”"), format!("超过 {MOST} 行，不像评定标准，后面的没有读"));
            all.truncate(MOST);
        }
        Ok(all)
    }

    /// The head: an edition without items.
    fn head(&mut self) -> Result<Option<Edition>> {
        let Some(sheet) = self.sheet(HEAD) else {
            self.say("", format!("没有工作表“{HEAD}”（anguan template standard_edition -o 文件 写出空表）"));
            return Ok(None);
        };
        let mut lines: BTreeMap<&'static str, (String, String)> = BTreeMap::new();
        for row in self.rows(sheet, HEAD)? {
            let named = clean_line(&row.value(0).display());
            let place = row.place(Some(1));
            let value = match self.plain(&row, 1) {
                Ok(value) => value,
                Err(said) => {
                    self.say(place, said);
                    continue;
                }
            };
            if named.is_empty() || named == "项" {
                continue;
            }
            let Some((known, ..)) = HEAD_LINES.iter().find(|it| it.0 == named) else {
                self.say(row.place(Some(0)), format!("不认识的项“{named}”"));
                continue;
            };
            if let Some(value) = value
                && lines.insert(known, (value, place)).is_some()
            {
                self.say(row.place(Some(0)), format!("“{named}”写了两次"));
            }
        }
        for (name, required, _) in HEAD_LINES {
            if *required && !lines.contains_key(name) {
                self.say(format!("表“{HEAD}”"), format!("“{name}”没有写"));
            }
        }
        let text = |name: &str| lines.get(name).map(|it| it.0.clone());
        let full = lines.get("满分").cloned().and_then(|(value, place)| self.points(&value, &place, "满分"));
        let from = lines.get("启用日期").cloned().and_then(|(value, place)| self.day(&value, &place));
        let special_off = self.choice(&lines, "特别扣分", SpecialOff::read, SpecialOff::Category);
        let grade_on = self.choice(&lines, "定级取值", GradeOn::read, GradeOn::Exact);
        let mut line = Vec::new();
        for (name, level) in [("一级分数线", Level::One), ("二级分数线", Level::Two), ("三级分数线", Level::Three)]
        {
            let Some((value, place)) = lines.get(name).cloned() else { continue };
            match value.parse::<i64>() {
                Ok(percent) => line.push(Line { level, percent }),
                Err(_) => self.say(place, format!("“{value}”应为整数的百分数")),
            }
        }
        if let Some((value, place)) = lines.get("编号").cloned() {
            let plain = value.strip_prefix("sd.").unwrap_or(&value);
            if plain.is_empty() || !plain.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.')) {
                self.say(place, format!("编号“{value}”只能用英文字母、数字、连字符和点"));
            }
        }
        let id = text("编号").unwrap_or_default();
        Ok(Some(Edition {
            pack: "standardisation".to_owned(),
            id: format!("sd.{}", id.strip_prefix("sd.").unwrap_or(&id).to_ascii_lowercase()),
            title: text("名称").unwrap_or_default(),
            edition: text("版本").unwrap_or_default(),
            effective_from: from.unwrap_or_default(),
            checked_on: None,
            industry: text("行业"),
            full: Some(full.unwrap_or(Thousandths(0))),
            note: text("备注"),
            basis: Vec::new(),
            scoring: Some(Scoring { special_off, grade_on, line }),
            chapter: Vec::new(),
            element: Vec::new(),
            item: Vec::new(),
            veto: Vec::new(),
        }))
    }

    fn choice<T: Copy>(
        &mut self,
        lines: &BTreeMap<&'static str, (String, String)>,
        name: &str,
        read: fn(&str) -> Option<T>,
        usual: T,
    ) -> T {
        let Some((value, place)) = lines.get(name).cloned() else { return usual };
        read(&value).unwrap_or_else(|| {
            let how = HEAD_LINES.iter().find(|it| it.0 == name).map_or("", |it| it.2);
            self.say(place, format!("“{value}”不对：{how}"));
            usual
        })
    }

    fn day(&mut self, value: &str, place: &str) -> Option<NaiveDate> {
        // The year is written: what today is does not matter.
        match date::read(value, NaiveDate::default(), Order::Ymd) {
            Ok(day) => Some(day),
            Err(error) => {
                self.say(place, error.to_string());
                None
            }
        }
    }

    /// The lines of a table under its headers.
    fn table(
        &mut self,
        name: &str,
        columns: &[(&'static str, bool, bool, &str)],
        required: bool,
    ) -> Result<Vec<Entry>> {
        let Some(sheet) = self.sheet(name) else {
            if required {
                self.say("", format!("没有工作表“{name}”"));
            }
            return Ok(Vec::new());
        };
        let mut rows = self.rows(sheet, name)?.into_iter();
        let Some(header) = rows.next() else {
            if required {
                self.say(format!("表“{name}”"), "是空的");
            }
            return Ok(Vec::new());
        };
        let mut cells: HashMap<&'static str, u32> = HashMap::new();
        for cell in &header.cells {
            let text = clean_line(&cell.value.display());
            let plain = text.trim_end_matches('*');
            match columns.iter().find(|it| folded_key(it.0) == folded_key(plain)) {
                Some((known, ..)) => {
                    if cells.insert(known, cell.column).is_some() {
                        self.say(header.place(Some(cell.column)), format!("表头“{plain}”写了两次"));
                    }
                }
                None => self.say(header.place(Some(cell.column)), format!("不认识的表头“{plain}”")),
            }
        }
        for (known, must, ..) in columns {
            if *must && !cells.contains_key(known) {
                self.say(header.place(None), format!("缺少表头“{known}”"));
            }
        }
        let mut entries = Vec::new();
        for row in rows {
            if row.hidden {
                self.say(row.place(None), "是隐藏的行；不用的行请删除，要用的取消隐藏");
            }
            entries.push(Entry { row, cells: cells.clone() });
        }
        Ok(entries)
    }

    /// A cell as a text; a formula or a faulty cell is told.
    fn plain(&self, row: &Row, column: u32) -> Result<Option<String>, String> {
        let Some(cell) = row.cell(column) else { return Ok(None) };
        if cell.from_formula {
            return Err("是公式；请复制后选择性粘贴为数值".to_owned());
        }
        let text = match &cell.value {
            Raw::Error(said) => return Err(said.clone()),
            Raw::Number(number) => number_text(*number),
            Raw::Blank => return Ok(None),
            Raw::Text(_) | Raw::Date(_) | Raw::Moment(_) | Raw::Bool(_) => clean_line(&cell.value.display()),
        };
        if text.chars().count() > LONGEST {
            return Err(format!("超过 {LONGEST} 字"));
        }
        Ok(Some(text).filter(|it| !it.is_empty()))
    }

    fn text(&mut self, entry: &Entry, name: &str, required: bool) -> Option<String> {
        let column = entry.cells.get(name).copied()?;
        match self.plain(&entry.row, column) {
            Ok(Some(text)) => Some(text),
            Ok(None) => {
                if required {
                    self.say(entry.row.place(Some(column)), format!("{name}没有写"));
                }
                None
            }
            Err(said) => {
                self.say(entry.row.place(Some(column)), format!("{name}：{said}"));
                None
            }
        }
    }

    fn points(&mut self, value: &str, place: &str, name: &str) -> Option<Thousandths> {
        let read = Thousandths::read(value).filter(|it| tenths(*it).is_some());
        match read {
            Some(points) if points.0 > 0 => return Some(points),
            Some(points) => self.say(place, format!("{name}是 {points}，应大于 0")),
            None => self.say(place, format!("{name}“{value}”应为数字，至多一位小数")),
        }
        self.bad_points = true;
        None
    }

    /// Remembers where a code stands; a second one is told with the first.
    fn unique(&mut self, code: &str, entry: &Entry, places: &mut BTreeMap<String, String>) {
        let place = entry.row.place(None);
        if let Some(first) = places.get(code) {
            let said = format!("编号“{code}”与{first}重复");
            self.say(place, said);
        } else {
            places.insert(code.to_owned(), place);
        }
    }

    fn items(&mut self, edition: &mut Edition, entries: Vec<Entry>, places: &mut BTreeMap<String, String>) {
        let mut above: HashMap<&'static str, String> = HashMap::new();
        let mut sums: HashMap<String, Thousandths> = HashMap::new();
        let mut wanted: Vec<(String, Thousandths, String)> = Vec::new();
        for entry in entries {
            let groups = ["一级要素编号", "一级要素名称", "要素编号", "要素名称"].map(|name| {
                let typed = self.text(&entry, name, false);
                let fresh = typed.is_some();
                let value = typed.or_else(|| above.get(name).cloned());
                if value.is_none() && entry.cells.contains_key(name) {
                    let column = entry.cells.get(name).copied();
                    self.say(entry.row.place(column), format!("{name}没有写，上面也没有"));
                }
                if let Some(value) = &value {
                    above.insert(name, value.clone());
                }
                (value.unwrap_or_default(), fresh)
            });
            let [(chapter, _), (chapter_title, _), (element, fresh), (element_title, _)] = groups;
            self.group(edition, &entry, [&chapter, &chapter_title, &element, &element_title]);
            if let Some(stated) = self.text(&entry, "要素标准分", false) {
                let place = entry.row.place(entry.cells.get("要素标准分").copied());
                if let Some(points) = self.points(&stated, &place, "要素标准分") {
                    wanted.push((element.clone(), points, place));
                }
            }
            if fresh {
                places.entry(element.clone()).or_insert_with(|| entry.row.place(None));
            }
            let code = self.text(&entry, "项目编号", true);
            let [content, standard, rule] =
                ["评定内容", "达标标准", "扣分办法"].map(|name| self.text(&entry, name, true).unwrap_or_default());
            let typed = self.text(&entry, "标准分", true);
            let place = entry.row.place(entry.cells.get("标准分").copied());
            if typed.is_none() {
                self.bad_points = true;
            }
            let points = typed.and_then(|value| self.points(&value, &place, "标准分")).unwrap_or(Thousandths(1000));
            let mark = match self.text(&entry, "核对", false) {
                None => Mark::Unverified,
                Some(text) => Mark::read(&text).unwrap_or_else(|| {
                    let column = entry.cells.get("核对").copied();
                    self.say(entry.row.place(column), format!("核对“{text}”不对：确认 或 待核"));
                    Mark::Unverified
                }),
            };
            let source = self.text(&entry, "出处", false);
            if let Some(registers) = self.text(&entry, "对应台账", false)
                && let Some(own) = edition.element.iter_mut().find(|it| it.code == element)
            {
                own.registers
                    .extend(registers.split([' ', '、', '，', ',']).filter(|it| !it.is_empty()).map(str::to_owned));
            }
            let sum = sums.entry(element.clone()).or_insert(Thousandths(0));
            sum.0 = sum.0.saturating_add(points.0);
            if let Some(code) = code {
                self.unique(&code, &entry, places);
                edition.item.push(Item { code, element, content, standard, rule, points, mark, source });
            }
        }
        for element in &mut edition.element {
            element.points = sums.get(&element.code).copied().unwrap_or(Thousandths(0));
        }
        if !self.bad_points {
            for (element, points, place) in wanted {
                let sum = sums.get(&element).copied().unwrap_or(Thousandths(0));
                if sum != points {
                    self.say(place, format!("要素 {element} 标准分 {points}，下面各项之和是 {sum}"));
                }
            }
        }
    }

    /// Adds chapter and element on their first mention; another title for the same code is told.
    fn group(&mut self, edition: &mut Edition, entry: &Entry, [chapter, chapter_title, element, title]: [&String; 4]) {
        let place = entry.row.place(None);
        match edition.chapter.iter().find(|it| it.code == *chapter) {
            Some(known) if known.title != *chapter_title => {
                let said = format!("一级要素 {chapter} 前面叫“{}”，这里叫“{chapter_title}”", known.title);
                self.say(place.clone(), said);
            }
            Some(_) => {}
            None => edition.chapter.push(Chapter {
                code: chapter.clone(),
                title: chapter_title.clone(),
                mark: None,
                note: None,
            }),
        }
        match edition.element.iter().find(|it| it.code == *element) {
            Some(known) if known.title != *title || known.chapter != *chapter => {
                let said =
                    format!("要素 {element} 前面是“{} {}”，这里是“{chapter} {title}”", known.chapter, known.title);
                self.say(place, said);
            }
            Some(_) => {}
            None => edition.element.push(Element {
                code: element.clone(),
                chapter: chapter.clone(),
                title: title.clone(),
                points: Thousandths(0),
                basis: Vec::new(),
                registers: Vec::new(),
                papers: Vec::new(),
            }),
        }
    }
}

/// Writes the empty workbook to fill in; with an edition, that edition filled in, to be adapted.
///
/// # Errors
/// The file exists and `overwrite` is false, or the disk refuses.
pub fn template(path: &Path, filled: Option<&Edition>, overwrite: bool) -> Result<()> {
    out_file::write(path, overwrite, |file| {
        let mut book = build(filled).map_err(|error| refused(path, &error))?;
        let mut out = BufWriter::new(file);
        book.save_to_writer(&mut out).map_err(|error| refused(path, &error))?;
        out.flush().map_err(|error| out_file::failed(path, &error))
    })
}

fn build(filled: Option<&Edition>) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let header = header_format();
    let text = Format::new().set_num_format("@").set_text_wrap();
    let head = book.add_worksheet().set_name(HEAD)?;
    for (at, (title, width)) in (0_u16..).zip([("项", 16.0), ("值", 40.0), ("怎么填", 60.0)]) {
        head.write_string_with_format(0, at, title, &header)?;
        head.set_column_width(at, width)?;
    }
    for (row, (name, required, how)) in (1_u32..).zip(HEAD_LINES) {
        head.write_string(row, 0, *name)?;
        let value = filled.map_or_else(String::new, |it| head_value(it, name));
        head.write_string_with_format(row, 1, value, &text)?;
        let must = if *required { "必填。" } else { "可不填。" };
        head.write_string(row, 2, format!("{must}{how}"))?;
    }
    let items = book.add_worksheet().set_name(ITEMS)?;
    for (at, (name, required, _, how)) in (0_u16..).zip(COLUMNS) {
        let mark = if *required { "*" } else { "" };
        items.write_string_with_format(0, at, format!("{name}{mark}"), &header)?;
        let width = if matches!(*name, "评定内容" | "达标标准" | "扣分办法") { 36.0 } else { 14.0 };
        items.set_column_width(at, width)?;
        if !how.is_empty() {
            items.insert_note(0, at, &rust_xlsxwriter::Note::new(*how).add_author_prefix(false))?;
        }
    }
    items.set_freeze_panes(1, 0)?;
    if let Some(edition) = filled {
        for (row, item) in (1_u32..).zip(&edition.item) {
            let element = edition.element(&item.element);
            let chapter = element.and_then(|it| edition.chapter(&it.chapter));
            let texts = [
                chapter.map_or("", |it| &it.code),
                chapter.map_or("", |it| &it.title),
                &item.element,
                element.map_or("", |it| &it.title),
                "",
                &item.code,
                &item.content,
                &item.standard,
                &item.rule,
                "",
                item.source.as_deref().unwrap_or_default(),
                item.mark.label(),
                &element.map_or_else(String::new, |it| it.registers.join(" ")),
            ];
            for (at, value) in (0_u16..).zip(texts) {
                if !value.is_empty() {
                    items.write_string_with_format(row, at, value, &text)?;
                }
            }
            if let Ok(points) = item.points.to_string().parse::<f64>() {
                items.write_number(row, 9, points)?;
            }
        }
    }
    let vetoes = book.add_worksheet().set_name(VETOES)?;
    for (at, (name, ..)) in (0_u16..).zip(VETO_COLUMNS) {
        vetoes.write_string_with_format(0, at, format!("{name}*"), &header)?;
        vetoes.set_column_width(at, 30.0)?;
    }
    for (row, veto) in (1_u32..).zip(filled.map(|it| it.veto.as_slice()).unwrap_or_default()) {
        for (at, value) in (0_u16..).zip([&veto.code, &veto.content, &veto.source]) {
            vetoes.write_string_with_format(row, at, value, &text)?;
        }
    }
    Ok(book)
}

/// A line of the head as an edition has it; its id is left to whoever adapts it.
fn head_value(edition: &Edition, name: &str) -> String {
    let scoring = edition.scoring.as_ref();
    let line = |level: Level| {
        let line = scoring.and_then(|it| it.line.iter().find(|line| line.level == level));
        line.map_or_else(String::new, |it| it.percent.to_string())
    };
    match name {
        "名称" => edition.title.clone(),
        "启用日期" => edition.effective_from.to_string(),
        "行业" => edition.industry.clone().unwrap_or_default(),
        "满分" => edition.full.map_or_else(String::new, |it| it.to_string()),
        "特别扣分" => scoring.map_or("", |it| it.special_off.label()).to_owned(),
        "定级取值" => scoring.map_or("", |it| it.grade_on.label()).to_owned(),
        "一级分数线" => line(Level::One),
        "二级分数线" => line(Level::Two),
        "三级分数线" => line(Level::Three),
        "备注" => edition.note.clone().unwrap_or_default(),
        _ => String::new(),
    }
}
