//! What the templates read: every value printed, every column weighed, every character checked against the fonts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::chart::{self, ChartData};
use super::fonts::Fonts;
use crate::report::layout::grid::{Weighed, form_room, is_tall, shown_caption, stays_whole, weigh};
pub use crate::report::model::Align;
use crate::report::model::{Block, Form, Page, Report, Row, Section, Table};

/// What is printed for a character that no font has.
pub const MISSING: char = '〓';

#[derive(Serialize)]
pub struct Data {
    /// What of a long ledger is asked for; the whole where none.
    part: Option<Part>,
    kind: &'static str,
    title: String,
    unit: String,
    addressee: Option<String>,
    caption: Vec<(String, String)>,
    sections: Vec<SectionData>,
    signature: Option<SignatureData>,
    footer: FooterData,
}

/// What of a long ledger Typst sets; the table itself is drawn by `long`.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Part {
    /// So many empty pages with nothing but their feet; 0: what stands above the table, and on a page of its own what
    /// stands under it.
    pub feet: usize,
}

/// The table of a long ledger.
pub struct LongTable {
    /// Size of its letters in points.
    pub size: f64,
    /// Its columns from left to right.
    pub columns: Vec<ColumnData>,
    /// Its rows.
    pub rows: Vec<RowData>,
}

#[derive(Serialize)]
struct SectionData {
    heading: Option<String>,
    blocks: Vec<BlockData>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum BlockData {
    Para {
        text: String,
    },
    Note {
        text: String,
    },
    Table {
        caption: Option<String>,
        size: f64,
        columns: Vec<ColumnData>,
        rows: Vec<RowData>,
        empty: String,
        /// Small enough to be kept on one page.
        whole: bool,
        /// Drawn instead of the rows by templates that can; others print the rows.
        chart: Option<ChartData>,
    },
    Form {
        widths: Vec<u16>,
        rows: Vec<FormRowData>,
    },
}

#[derive(Serialize)]
pub struct ColumnData {
    /// Its head.
    pub head: String,
    /// To which side its values stand.
    #[serde(serialize_with = "side")]
    pub align: Align,
    /// Its share of the width.
    pub weight: usize,
}

fn side<S: serde::Serializer>(align: &Align, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(match align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    })
}

/// One row of a table, ready to print.
#[derive(Serialize)]
pub struct RowData {
    /// What its cells say.
    pub cells: Vec<String>,
    /// A sum: in heavy letters.
    pub total: bool,
    /// Higher than [`TALL`] lines: may break across pages.
    pub tall: bool,
}

#[derive(Serialize)]
struct FormRowData {
    lines: u16,
    tall: bool,
    boxes: Vec<BoxData>,
}

#[derive(Serialize)]
struct BoxData {
    text: String,
    span: u16,
    label: bool,
    sign: Vec<(String, String)>,
}

#[derive(Serialize)]
struct SignatureData {
    lead: Vec<String>,
    fields: Vec<(String, String)>,
    stamp: String,
    date: String,
}

#[derive(Serialize)]
struct FooterData {
    cut_off: String,
    chain_code: Option<String>,
}

impl Data {
    /// Takes the table out of a ledger that is one table of more than `most` rows.
    pub fn take_table(&mut self, most: usize) -> Option<LongTable> {
        let [section] = self.sections.as_mut_slice() else { return None };
        match section.blocks.as_mut_slice() {
            [BlockData::Table { rows, columns, size, .. }] if rows.len() > most => {
                Some(LongTable { size: *size, columns: std::mem::take(columns), rows: std::mem::take(rows) })
            }
            _ => None,
        }
    }

    /// Asks for what stands around the table that was taken.
    pub fn set_part(&mut self, part: Part) {
        self.part = Some(part);
    }
}

/// Half-width characters a line of running text holds.
const LINE: usize = 50;

/// The data of a report, and the characters no font has with the places they stand in.
pub fn data(report: &Report, fonts: &Fonts) -> (Data, BTreeMap<char, Vec<String>>) {
    let mut setter = Setter { fonts, title: &report.title, missing: BTreeMap::new() };
    let unit = report.caption.first().map_or("", |(_, value)| value.as_str());
    let data = Data {
        part: None,
        kind: report.kind,
        title: setter.text(&report.title, LINE, "标题"),
        unit: setter.text(unit, LINE, "单位"),
        addressee: report.addressee.as_ref().map(|it| setter.text(it, LINE, "主送单位")),
        caption: report.caption.iter().map(|(label, value)| (label.clone(), setter.text(value, LINE, label))).collect(),
        sections: report.sections.iter().map(|it| setter.section(it, report.page)).collect(),
        signature: report.signature.as_ref().map(|it| SignatureData {
            lead: it.lead.iter().map(|line| setter.text(line, LINE, "说明")).collect(),
            fields: it.fields.iter().map(|(label, name)| (label.clone(), setter.text(name, LINE, label))).collect(),
            stamp: setter.text(&it.stamp, LINE, "落款"),
            date: it.date.clone(),
        }),
        footer: FooterData {
            cut_off: setter.text(&report.footer.cut_off, LINE, "页脚"),
            chain_code: report.footer.chain_code.as_ref().map(|it| setter.text(it, LINE, "页脚")),
        },
    };
    (data, setter.missing)
}

struct Setter<'a> {
    fonts: &'a Fonts,
    title: &'a str,
    missing: BTreeMap<char, Vec<String>>,
}

impl Setter<'_> {
    /// The text with what cannot be printed replaced, and long runs of Latin letters given places to break at.
    fn text(&mut self, text: &str, room: usize, place: &str) -> String {
        let room = room.max(4);
        let mut out = String::with_capacity(text.len());
        let mut run = 0;
        for it in text.chars() {
            let it = match it {
                '\n' => '\n',
                it if it.is_control() || it == '\u{2028}' || it == '\u{2029}' => ' ',
                it if ignorable(it) => continue,
                it if it.is_whitespace() || self.fonts.covers(it) => it,
                it => {
                    let places = self.missing.entry(it).or_default();
                    if places.last().is_none_or(|last| last != place) {
                        places.push(place.to_owned());
                    }
                    MISSING
                }
            };
            run = if it.is_ascii_graphic() { run + 1 } else { 0 };
            if run >= room {
                out.push('\u{200B}');
                run = 1;
            }
            out.push(it);
        }
        out
    }

    fn section(&mut self, section: &Section, page: Page) -> SectionData {
        let heading = section.heading.as_deref();
        SectionData {
            heading: heading.map(|it| self.text(it, LINE, "标题")),
            blocks: section.blocks.iter().map(|it| self.block(it, heading.unwrap_or("正文"), page)).collect(),
        }
    }

    fn block(&mut self, block: &Block, heading: &str, page: Page) -> BlockData {
        match block {
            Block::Para(runs) => {
                let text: String = runs.iter().map(|it| it.value.show()).collect();
                BlockData::Para { text: self.text(&text, LINE, heading) }
            }
            Block::Note(note) => BlockData::Note { text: self.text(note, LINE, heading) },
            Block::Table(table) => self.table(table, heading, page, None),
            Block::Form(form) => self.form(form),
            Block::Chart(chart) => {
                let drawn = chart::data(chart, |text| self.text(text, LINE, &chart.caption));
                self.table(&chart.table(), heading, page, Some(drawn))
            }
        }
    }

    fn table(&mut self, table: &Table, heading: &str, page: Page, chart: Option<ChartData>) -> BlockData {
        let Weighed { size, weights, folded } = weigh(table, page);
        let columns = table.columns.iter().zip(&weights).map(|(it, weight)| ColumnData {
            head: self.text(&it.head, *weight, &table.caption),
            align: it.align,
            weight: *weight,
        });
        let columns = columns.collect();
        let caption = shown_caption(table, heading, self.title).map(|it| self.text(it, LINE, heading));
        let rows = (1..).zip(&table.rows).map(|(nth, row)| self.row(row, nth, table, (&weights, &folded))).collect();
        let whole = stays_whole(table, &weights);
        BlockData::Table { caption, size, columns, rows, empty: self.text(&table.empty, LINE, heading), whole, chart }
    }

    fn row(&mut self, row: &Row, nth: usize, table: &Table, (weights, folded): (&[usize], &[bool])) -> RowData {
        let mut tall = false;
        let places = table.columns.iter().zip(weights).zip(folded);
        let cells = row.cells.iter().zip(places).map(|(cell, ((column, weight), folded))| {
            let shown = cell.value.show();
            tall |= is_tall(&shown, *weight);
            let place = || format!("{}第 {nth} 行“{}”", table.caption, column.head);
            if *folded {
                // A date or code in a narrow column breaks behind a hyphen and nowhere else.
                return self.cell_text(&shown, LINE, place).replace('-', "-\u{200B}");
            }
            self.cell_text(&shown, *weight * 3 / 4, place)
        });
        let cells = cells.collect();
        RowData { cells, total: row.total, tall }
    }

    /// As [`Setter::text`], naming the place only when there is something to say of it.
    fn cell_text(&mut self, text: &str, room: usize, place: impl FnOnce() -> String) -> String {
        let clean =
            text.chars().all(|it| it == '\n' || it.is_whitespace() || (!ignorable(it) && self.fonts.covers(it)));
        let place = if clean { String::new() } else { place() };
        self.text(text, room, &place)
    }

    fn form(&mut self, form: &Form) -> BlockData {
        let rows = form.rows.iter().map(|row| {
            let (mut tall, mut label, mut column) = (false, String::new(), 0);
            let boxes = row.boxes.iter().map(|it| {
                let room = form_room(&form.widths, column, it.span);
                column += usize::from(it.span);
                let shown = it.cell.value.show();
                tall |= is_tall(&shown, room);
                if it.label {
                    label.clone_from(&shown);
                }
                BoxData {
                    text: self.text(&shown, room, &label),
                    span: it.span,
                    label: it.label,
                    sign: it.sign.iter().map(|(head, name)| (head.clone(), self.text(name, room, head))).collect(),
                }
            });
            let boxes = boxes.collect();
            FormRowData { lines: row.lines.max(1), tall, boxes }
        });
        BlockData::Form { widths: form.widths.clone(), rows: rows.collect() }
    }
}

/// Characters without a shape of their own: joiners, marks of direction, variation selectors.
fn ignorable(it: char) -> bool {
    matches!(u32::from(it), 0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xE0000..=0xE0FFF)
}
