//! Styles of a page: letters, line heights, indents; what a clerk changes in one place to change a whole paper.
//!
//! Sizes follow GB/T 9704-2012, 7.2 to 7.3 for a letter (title 2 号 小标宋, text 3 号 仿宋, heads 黑体 and 楷体) and the PDF
//! templates for the rest.

use std::io::{self, Write};

use super::parts::MAIN;
use super::xml::Xml;
use crate::report::model::Page;

/// A font of the paper and what to take where it is not installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Face {
    pub name: &'static str,
    pub instead: &'static str,
    pub panose: &'static str,
    pub family: &'static str,
}

const fn face(name: &'static str, instead: &'static str, panose: &'static str, family: &'static str) -> Face {
    Face { name, instead, panose, family }
}

const BODY: Face = face("仿宋_GB2312", "仿宋", "02010609030101010101", "modern");
const SONG: Face = face("宋体", "SimSun", "02010600030101010101", "auto");
const HEI: Face = face("黑体", "SimHei", "02010609060101010101", "modern");
const KAI: Face = face("楷体_GB2312", "楷体", "02010609030101010101", "modern");
const DISPLAY: Face = face("方正小标宋简体", "宋体", "02010601030101010101", "auto");

/// Every font a paper asks for.
pub const FACES: &[Face] = &[BODY, SONG, HEI, KAI, DISPLAY];

/// Height of a line, in twips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Exact(usize),
    Least(usize),
}

/// One style of a paragraph.
#[derive(Clone, Copy, Debug)]
struct Style {
    id: &'static str,
    name: &'static str,
    /// The style of the next paragraph while somebody types.
    next: &'static str,
    face: Face,
    /// Half points.
    size: usize,
    line: Line,
    before: usize,
    after: usize,
    align: &'static str,
    /// First line two characters in.
    indented: bool,
    /// Level in the outline, from 0; it stays with what follows.
    level: Option<&'static str>,
    /// A name of Word's own, known in every language.
    known: bool,
}

pub const NORMAL: &str = "Normal";
pub const TITLE: &str = "Title";
pub const CAPTION: &str = "CaptionLine";
pub const ADDRESSEE: &str = "Addressee";
pub const BODY_TEXT: &str = "BodyText";
pub const HEADING: [&str; 3] = ["Heading1", "Heading2", "Heading3"];
pub const NOTE: &str = "NoteText";
pub const TABLE_CAPTION: &str = "TableCaption";
pub const FORM_TEXT: &str = "FormText";
pub const SIGN: &str = "SignLine";
pub const GAP: &str = "TableGap";
pub const END: &str = "TableEnd";
pub const FOOTER: &str = "Footer";
/// Letters of table heads, totals and labels of a form.
pub const HEI_LETTERS: &str = "HeiLetters";

/// Sizes of the letters of a table (half points) and the style of its cells.
const CELLS: &[(usize, &str, &str)] = &[
    (21, "Cell21", "表格文字 五号"),
    (18, "Cell18", "表格文字 小五"),
    (15, "Cell15", "表格文字 六号"),
    (13, "Cell13", "表格文字 小六"),
];

/// The style of a table's cells for letters of `points`.
pub fn cell_style(points: f64) -> &'static str {
    let near = |size: usize| (f64::from(u32::try_from(size).unwrap_or(21)) / 2.0 - points).abs() < 0.2;
    CELLS.iter().find(|(size, _, _)| near(*size)).map_or("Cell21", |(_, id, _)| id)
}

/// Size of the letters of sign lines, in half points.
pub const fn sign_size(page: Page) -> usize {
    match page {
        Page::Card => 32,
        Page::Letter | Page::Form => 24,
        Page::Ledger => 21,
    }
}

/// Size of the letters of the line under the title, in half points.
pub const fn caption_size(page: Page) -> usize {
    match page {
        Page::Card => 28,
        Page::Form => 22,
        Page::Letter | Page::Ledger => 21,
    }
}

fn list(page: Page) -> Vec<Style> {
    let letter = page == Page::Letter;
    let (size, line) = match page {
        Page::Letter => (32, Line::Exact(578)),
        Page::Form => (24, Line::Least(400)),
        Page::Card => (32, Line::Least(480)),
        Page::Ledger => (21, Line::Least(320)),
    };
    let normal = Style {
        id: NORMAL,
        name: "Normal",
        next: NORMAL,
        face: BODY,
        size,
        line,
        before: 0,
        after: 0,
        align: "left",
        indented: false,
        level: None,
        known: true,
    };
    let (title_face, title_size, title_line, title_after) = match page {
        Page::Letter => (DISPLAY, 44, 700, 120),
        Page::Form => (DISPLAY, 40, 600, 160),
        Page::Card => (HEI, 56, 800, 160),
        Page::Ledger => (HEI, 36, 520, 80),
    };
    let own = Style { known: false, ..normal };
    let heading = |level: usize, name, outline, face| Style {
        id: HEADING.get(level).copied().unwrap_or(NORMAL),
        name,
        next: BODY_TEXT,
        face,
        before: if letter { 120 } else { 200 },
        after: if letter { 40 } else { 100 },
        indented: letter,
        level: Some(outline),
        ..normal
    };
    let mut all = vec![
        normal,
        Style {
            id: TITLE,
            name: "Title",
            next: CAPTION,
            face: title_face,
            size: title_size,
            line: Line::Exact(title_line),
            after: title_after,
            align: "center",
            ..normal
        },
        Style {
            id: CAPTION,
            name: "单位期间行",
            face: SONG,
            size: caption_size(page),
            line: Line::Least(320),
            after: if letter { 0 } else { 120 },
            ..own
        },
        Style { id: ADDRESSEE, name: "主送单位", next: BODY_TEXT, before: 160, ..own },
        Style { id: BODY_TEXT, name: "Body Text", next: BODY_TEXT, align: "both", indented: true, ..normal },
        heading(0, "heading 1", "0", HEI),
        heading(1, "heading 2", "1", KAI),
        heading(2, "heading 3", "2", BODY),
        Style { id: NOTE, name: "说明文字", face: KAI, size: 21, line: Line::Least(320), before: 40, ..own },
        Style {
            id: TABLE_CAPTION,
            name: "表名",
            face: HEI,
            size: 21,
            line: Line::Least(320),
            before: 160,
            after: 80,
            ..own
        },
        Style { id: FORM_TEXT, name: "表单文字", size: 24, line: Line::Least(370), ..own },
        Style { id: SIGN, name: "签字行", size: sign_size(page), line: Line::Least(sign_size(page) * 16), ..own },
        Style { id: GAP, name: "表后间隔", size: 10, line: Line::Exact(120), ..own },
        Style { id: END, name: "末表之后", size: 2, line: Line::Exact(20), ..own },
        Style { id: FOOTER, name: "footer", face: SONG, size: 18, line: Line::Least(240), ..normal },
    ];
    all.extend(CELLS.iter().map(|(size, id, name)| Style {
        id,
        name,
        next: id,
        face: SONG,
        size: *size,
        line: Line::Least(size * 14),
        ..own
    }));
    all
}

/// The styles of a page as a part of the package.
pub fn styles<W: Write>(xml: &mut Xml<W>, page: Page) -> io::Result<()> {
    xml.open("w:styles", &[("xmlns:w", MAIN)])?;
    xml.open("w:docDefaults", &[])?;
    xml.open("w:rPrDefault", &[])?;
    xml.open("w:rPr", &[])?;
    fonts(xml, BODY)?;
    xml.empty("w:lang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN"), ("w:bidi", "ar-SA")])?;
    xml.close("w:rPr")?;
    xml.close("w:rPrDefault")?;
    xml.open("w:pPrDefault", &[])?;
    xml.open("w:pPr", &[])?;
    // No room between hanzi and figures, as official papers are set.
    xml.val("w:autoSpaceDE", "0")?;
    xml.val("w:autoSpaceDN", "0")?;
    xml.close("w:pPr")?;
    xml.close("w:pPrDefault")?;
    xml.close("w:docDefaults")?;
    for style in list(page) {
        paragraph(xml, style)?;
    }
    letters(xml)?;
    plain_table(xml)?;
    xml.close("w:styles")
}

fn paragraph<W: Write>(xml: &mut Xml<W>, it: Style) -> io::Result<()> {
    let normal = it.id == NORMAL;
    let mut about = vec![("w:type", "paragraph")];
    about.extend(normal.then_some(("w:default", "1")));
    about.extend((!it.known).then_some(("w:customStyle", "1")));
    about.push(("w:styleId", it.id));
    xml.open("w:style", &about)?;
    xml.val("w:name", it.name)?;
    if !normal {
        xml.val("w:basedOn", NORMAL)?;
    }
    if it.next != it.id {
        xml.val("w:next", it.next)?;
    }
    xml.empty("w:qFormat", &[])?;
    xml.open("w:pPr", &[])?;
    if it.level.is_some() || it.id == TABLE_CAPTION {
        xml.empty("w:keepNext", &[])?;
        xml.empty("w:keepLines", &[])?;
    }
    if it.id == GAP || it.id == END {
        xml.val("w:snapToGrid", "0")?;
    }
    let (line, rule) = match it.line {
        Line::Exact(line) => (line, "exact"),
        Line::Least(line) => (line, "atLeast"),
    };
    let (before, after, line) = (it.before.to_string(), it.after.to_string(), line.to_string());
    xml.empty("w:spacing", &[("w:before", &before), ("w:after", &after), ("w:line", &line), ("w:lineRule", rule)])?;
    if it.indented {
        // Two characters, whatever their size; the twips are for readers that do not count characters.
        let twips = (it.size * 20).to_string();
        xml.empty("w:ind", &[("w:firstLine", &twips), ("w:firstLineChars", "200")])?;
    }
    xml.val("w:jc", it.align)?;
    if let Some(level) = it.level {
        xml.val("w:outlineLvl", level)?;
    }
    xml.close("w:pPr")?;
    xml.open("w:rPr", &[])?;
    fonts(xml, it.face)?;
    xml.number("w:sz", it.size)?;
    xml.number("w:szCs", it.size)?;
    xml.close("w:rPr")?;
    xml.close("w:style")
}

fn letters<W: Write>(xml: &mut Xml<W>) -> io::Result<()> {
    xml.open("w:style", &[("w:type", "character"), ("w:customStyle", "1"), ("w:styleId", HEI_LETTERS)])?;
    xml.val("w:name", "黑体字")?;
    xml.empty("w:qFormat", &[])?;
    xml.open("w:rPr", &[])?;
    fonts(xml, HEI)?;
    xml.close("w:rPr")?;
    xml.close("w:style")
}

/// The table style that Word falls back to; each table has its own borders.
fn plain_table<W: Write>(xml: &mut Xml<W>) -> io::Result<()> {
    xml.open("w:style", &[("w:type", "table"), ("w:default", "1"), ("w:styleId", "TableNormal")])?;
    xml.val("w:name", "Normal Table")?;
    xml.val("w:uiPriority", "99")?;
    xml.empty("w:semiHidden", &[])?;
    xml.empty("w:unhideWhenUsed", &[])?;
    xml.open("w:tblPr", &[])?;
    xml.empty("w:tblInd", &[("w:w", "0"), ("w:type", "dxa")])?;
    margins(xml, 0, 108)?;
    xml.close("w:tblPr")?;
    xml.close("w:style")
}

/// Room inside the cells of a table: above and below, left and right.
pub fn margins<W: Write>(xml: &mut Xml<W>, upright: usize, across: usize) -> io::Result<()> {
    let (upright, across) = (upright.to_string(), across.to_string());
    xml.open("w:tblCellMar", &[])?;
    for (side, width) in [("w:top", &upright), ("w:left", &across), ("w:bottom", &upright), ("w:right", &across)] {
        xml.empty(side, &[("w:w", width), ("w:type", "dxa")])?;
    }
    xml.close("w:tblCellMar")
}

fn fonts<W: Write>(xml: &mut Xml<W>, face: Face) -> io::Result<()> {
    let name = face.name;
    xml.empty(
        "w:rFonts",
        &[("w:hint", "eastAsia"), ("w:ascii", name), ("w:hAnsi", name), ("w:eastAsia", name), ("w:cs", name)],
    )
}
