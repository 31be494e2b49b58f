//! The workbook of an xlsx file: its sheets, styles, shared strings and the layout of one sheet.
//!
//! The parts are read here rather than through a reader library because that is what lets every part be capped while
//! it inflates and hidden rows, merged ranges and formulas be seen in the same pass as the values.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::book::SheetInfo;
use super::layout::{Layout, Merge};
use super::limits::Limits;
use super::package::{Package, Part, incomplete};
use super::place::cell_reference;
use super::serial::{Epoch, NumberFormat};
use super::strings::{SharedStrings, clean};
use super::xlsx_rows::XlsxRows;
use super::xml::{Xml, attribute, flag, missing, number};
use crate::error::{Error, Result};

/// An opened xlsx workbook.
pub(super) struct Xlsx {
    package: Package,
    limits: Limits,
    epoch: Epoch,
    sheets: Vec<SheetInfo>,
    /// Part of each sheet; chart sheets and the like have none.
    parts: Vec<String>,
    strings_part: Option<String>,
    strings: Option<SharedStrings>,
    formats: Vec<NumberFormat>,
}

/// One relationship of a part: its kind (last word of the type) and the part it leads to.
struct Relation {
    kind: String,
    target: String,
}

impl Xlsx {
    /// Reads the workbook, its relations and styles; no sheet yet.
    pub fn open(mut package: Package, limits: &Limits) -> Result<Self> {
        refuse_other_formats(&package)?;
        let workbook = match relations(&mut package, "", limits)?.into_values().find(|r| r.kind == "officeDocument") {
            Some(relation) => relation.target,
            None => "xl/workbook.xml".to_owned(),
        };
        let related = relations(&mut package, &workbook, limits)?;
        let part = package.part(&workbook)?.ok_or_else(|| missing("工作簿目录"))?;
        let (epoch, listed) = read_workbook(part, limits)?;
        let mut sheets = Vec::new();
        let mut parts = Vec::new();
        for (info, relation) in listed {
            if let Some(relation) = related.get(&relation).filter(|relation| relation.kind == "worksheet") {
                sheets.push(info);
                parts.push(relation.target.clone());
            }
        }
        if sheets.is_empty() {
            return Err(missing("工作表"));
        }
        let part_of = |kind: &str| related.values().find(|r| r.kind == kind).map(|r| r.target.clone());
        let formats = match part_of("styles") {
            Some(name) => match package.part(&name)? {
                Some(part) => read_formats(part, limits)?,
                None => Vec::new(),
            },
            None => Vec::new(),
        };
        let strings_part = part_of("sharedStrings");
        Ok(Self { package, limits: limits.clone(), epoch, sheets, parts, strings_part, strings: None, formats })
    }

    /// The sheets in the order of the workbook.
    pub fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// How this workbook counts days.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Hidden columns and merged ranges of a sheet. Runs through the sheet once without looking at its cells.
    pub fn layout(&mut self, sheet: usize) -> Result<Layout> {
        let limits = self.limits.clone();
        let mut layout = Layout::default();
        let mut xml = Xml::new(self.sheet_part(sheet)?, &limits);
        loop {
            match xml.next()? {
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "col" => {
                    push_hidden_columns(&mut layout, &tag)?;
                }
                Event::Start(tag) if tag.local_name().as_ref() == "sheetData" => break,
                Event::Empty(tag) if tag.local_name().as_ref() == "sheetData" => break,
                Event::Eof => return Err(incomplete()),
                _ => {}
            }
        }
        let mut xml = xml.skip_element("sheetData")?;
        loop {
            match xml.next()? {
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "mergeCell" => {
                    let merge = attribute(&tag, "ref")?.as_deref().and_then(Merge::parse).ok_or_else(incomplete)?;
                    layout.merges.push(merge);
                    if layout.merges.len() > limits.merges {
                        return Err(Error::input(format!("合并单元格超过 {} 处的上限，没有读取", limits.merges)));
                    }
                }
                Event::Eof => return Ok(layout),
                _ => {}
            }
        }
    }

    /// The rows of a sheet.
    pub fn rows(&mut self, sheet: usize) -> Result<XlsxRows<'_>> {
        if self.strings.is_none() {
            let strings = match self.strings_part.clone() {
                Some(name) => match self.package.part(&name)? {
                    Some(part) => SharedStrings::read(part, &self.limits)?,
                    None => SharedStrings::default(),
                },
                None => SharedStrings::default(),
            };
            self.strings = Some(strings);
        }
        let info = self.sheets.get(sheet).ok_or_else(incomplete)?;
        let name = self.parts.get(sheet).ok_or_else(incomplete)?;
        let part = self.package.part(name)?.ok_or_else(|| missing(&format!("工作表“{}”", info.name)))?;
        let strings = self.strings.as_ref().ok_or_else(|| Error::internal("shared strings not loaded"))?;
        Ok(XlsxRows::new(Xml::new(part, &self.limits), &info.name, strings, &self.formats, self.epoch, &self.limits))
    }

    fn sheet_part(&mut self, sheet: usize) -> Result<Part<'_>> {
        let name = self.parts.get(sheet).ok_or_else(incomplete)?;
        self.package.part(name)?.ok_or_else(|| missing("工作表"))
    }
}

/// Names zip files that are something else than an xlsx workbook.
fn refuse_other_formats(package: &Package) -> Result<()> {
    let what = if package.has("xl/workbook.bin") {
        "二进制工作簿 (.xlsb)"
    } else if package.has("mimetype") && package.has("content.xml") {
        "OpenDocument 表格 (.ods) 或文档"
    } else if package.has_under("word/") {
        "Word 文档"
    } else if package.has_under("ppt/") {
        "演示文稿"
    } else if package.has_under("index/") && package.has_under("metadata/") {
        "苹果 Numbers 表格"
    } else if package.has("[content_types].xml") || package.has_under("xl/") {
        return Ok(());
    } else {
        return Err(Error::input("这是压缩包，里面不是 Excel 工作簿，不能导入").hint("请先解压，再导入其中的表格文件"));
    };
    Err(Error::input(format!("这是{what}，不能导入")).hint("请打开后另存为“Excel 工作簿 (*.xlsx)”再导入"))
}

/// Relations of a part (of the package itself for ""), by id.
fn relations(package: &mut Package, of: &str, limits: &Limits) -> Result<HashMap<String, Relation>> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let folder = folder.trim_start_matches('/');
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut all = HashMap::new();
    let Some(part) = package.part(&format!("{prefix}_rels/{file}.rels"))? else { return Ok(all) };
    let mut xml = Xml::new(part, limits);
    loop {
        match xml.next()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                // An external target is an address outside the file: never followed.
                if attribute(&tag, "TargetMode")?.is_some_and(|mode| mode == "External") {
                    continue;
                }
                let (Some(id), Some(kind), Some(target)) =
                    (attribute(&tag, "Id")?, attribute(&tag, "Type")?, attribute(&tag, "Target")?)
                else {
                    continue;
                };
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                all.insert(id, Relation { kind, target: resolve(folder, &target) });
            }
            Event::Eof => return Ok(all),
            _ => {}
        }
    }
}

/// Full name of a part that `target` names from within `folder`.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|piece| !piece.is_empty()).collect();
    for piece in target.split('/') {
        match piece {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            piece => path.push(piece),
        }
    }
    path.join("/")
}

/// Date system and the listed sheets with the id of their relation.
fn read_workbook(part: Part<'_>, limits: &Limits) -> Result<(Epoch, Vec<(SheetInfo, String)>)> {
    let mut xml = Xml::new(part, limits);
    let mut epoch = Epoch::From1900;
    let mut sheets = Vec::new();
    loop {
        match xml.next()? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "workbookPr" if flag(&tag, "date1904")? => epoch = Epoch::From1904,
                "sheet" => {
                    let (Some(name), Some(id)) = (attribute(&tag, "name")?, attribute(&tag, "id")?) else { continue };
                    let hidden = attribute(&tag, "state")?.is_some_and(|state| state != "visible");
                    sheets.push((SheetInfo { name: clean(&name).replace('\n', " "), hidden }, id));
                }
                _ => {}
            },
            Event::Eof => return Ok((epoch, sheets)),
            _ => {}
        }
    }
}

/// Number format of each cell style.
fn read_formats(part: Part<'_>, limits: &Limits) -> Result<Vec<NumberFormat>> {
    let mut xml = Xml::new(part, limits);
    let mut custom = HashMap::new();
    let mut formats = Vec::new();
    let mut in_cell_styles = false;
    loop {
        match xml.next()? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (number(&tag, "numFmtId")?, attribute(&tag, "formatCode")?) {
                        custom.entry(id).or_insert_with(|| NumberFormat::custom(&code));
                    }
                }
                "cellXfs" => in_cell_styles = true,
                "xf" if in_cell_styles => {
                    let id = number(&tag, "numFmtId")?.unwrap_or(0);
                    formats.push(custom.get(&id).copied().unwrap_or_else(|| NumberFormat::built_in(id)));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => in_cell_styles = false,
            Event::Eof => return Ok(formats),
            _ => {}
        }
    }
}

fn push_hidden_columns(layout: &mut Layout, tag: &BytesStart<'_>) -> Result<()> {
    if flag(tag, "hidden")? {
        let first = number(tag, "min")?.unwrap_or(1).max(1);
        let last = number(tag, "max")?.unwrap_or(first).min(16_384);
        if first <= last && layout.hidden_columns.len() < 16_384 {
            layout.hidden_columns.push((first - 1, last - 1));
        }
    }
    Ok(())
}

impl Merge {
    /// Reads `A1:C2`; one cell alone is a range of one cell.
    fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once(':').unwrap_or((text, text));
        let ((row_a, column_a), (row_b, column_b)) = (cell_reference(from)?, cell_reference(to)?);
        Some(Self {
            first_row: row_a.min(row_b) + 1,
            last_row: row_a.max(row_b) + 1,
            first_column: column_a.min(column_b),
            last_column: column_a.max(column_b),
        })
    }
}
