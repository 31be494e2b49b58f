//! The small parts of the package: what it holds, fonts, settings, foot of the page, properties.

use std::io::{self, Write};

use chrono::NaiveDateTime;

use super::paper::paper;
use super::styles::{FACES, FOOTER};
use super::xml::Xml;
use crate::report::model::Report;

/// Namespace of the elements `w:`.
pub const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// Namespace of the attributes `r:`.
pub const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Parts beside the document that it refers to: file below `word/`, end of its type.
const BESIDE: &[(&str, &str)] =
    &[("styles", "styles"), ("settings", "settings"), ("fontTable", "fontTable"), ("footer1", "footer")];
/// Reference of the document to its foot; the parts are numbered from 1 in the order of [`BESIDE`].
pub const FOOT_LINK: &str = "rId4";

pub fn content_types<W: Write>(xml: &mut Xml<W>) -> io::Result<()> {
    xml.open("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))])?;
    let relations = "application/vnd.openxmlformats-package.relationships+xml";
    xml.empty("Default", &[("Extension", "rels"), ("ContentType", relations)])?;
    xml.empty("Default", &[("Extension", "xml"), ("ContentType", "application/xml")])?;
    let mut part = |name: &str, kind: &str| xml.empty("Override", &[("PartName", name), ("ContentType", kind)]);
    part("/word/document.xml", &format!("{WORD}.document.main+xml"))?;
    for (file, kind) in BESIDE {
        part(&format!("/word/{file}.xml"), &format!("{WORD}.{kind}+xml"))?;
    }
    part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")?;
    part("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml")?;
    xml.close("Types")
}

/// Parts of the whole package.
pub fn package_links<W: Write>(xml: &mut Xml<W>) -> io::Result<()> {
    links(
        xml,
        &[
            (format!("{LINKS}/officeDocument"), "word/document.xml".to_owned()),
            (format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml".to_owned()),
            (format!("{LINKS}/extended-properties"), "docProps/app.xml".to_owned()),
        ],
    )
}

/// Parts the document refers to; nothing outside of the package.
pub fn document_links<W: Write>(xml: &mut Xml<W>) -> io::Result<()> {
    let all: Vec<_> = BESIDE.iter().map(|(file, kind)| (format!("{LINKS}/{kind}"), format!("{file}.xml"))).collect();
    links(xml, &all)
}

fn links<W: Write>(xml: &mut Xml<W>, all: &[(String, String)]) -> io::Result<()> {
    xml.open("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))])?;
    for (nth, (kind, target)) in (1..).zip(all) {
        xml.empty("Relationship", &[("Id", &format!("rId{nth}")), ("Type", kind), ("Target", target)])?;
    }
    xml.close("Relationships")
}

pub fn settings<W: Write>(xml: &mut Xml<W>) -> io::Result<()> {
    xml.open("w:settings", &[("xmlns:w", MAIN)])?;
    xml.empty("w:zoom", &[("w:percent", "100")])?;
    xml.empty("w:bordersDoNotSurroundHeader", &[])?;
    xml.empty("w:bordersDoNotSurroundFooter", &[])?;
    xml.val("w:defaultTabStop", "420")?;
    xml.val("w:characterSpacingControl", "compressPunctuation")?;
    xml.open("w:compat", &[])?;
    for flag in [
        "w:spaceForUL",
        "w:balanceSingleByteDoubleByteWidth",
        "w:doNotLeaveBackslashAlone",
        "w:ulTrailSpace",
        "w:doNotExpandShiftReturn",
        "w:adjustLineHeightInTable",
        "w:useFELayout",
    ] {
        xml.empty(flag, &[])?;
    }
    // Without it Word opens the file in the compatibility mode of an older version.
    for (name, value) in [
        ("compatibilityMode", "15"),
        ("overrideTableStyleFontSizeAndJustification", "1"),
        ("doNotFlipMirrorIndents", "1"),
    ] {
        let uri = "http://schemas.microsoft.com/office/word";
        xml.empty("w:compatSetting", &[("w:name", name), ("w:uri", uri), ("w:val", value)])?;
    }
    xml.close("w:compat")?;
    xml.empty("w:themeFontLang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")])?;
    xml.val("w:decimalSymbol", ".")?;
    xml.val("w:listSeparator", ",")?;
    xml.close("w:settings")
}

/// Fonts by name, with the name to take instead and the shape to look for where neither is there.
pub fn font_table<W: Write>(xml: &mut Xml<W>) -> io::Result<()> {
    xml.open("w:fonts", &[("xmlns:w", MAIN)])?;
    for face in FACES {
        xml.open("w:font", &[("w:name", face.name)])?;
        xml.val("w:altName", face.instead)?;
        xml.val("w:panose1", face.panose)?;
        // Simplified Chinese.
        xml.val("w:charset", "86")?;
        xml.val("w:family", face.family)?;
        xml.val("w:pitch", "auto")?;
        xml.empty(
            "w:sig",
            &[
                ("w:usb0", "00000001"),
                ("w:usb1", "080E0000"),
                ("w:usb2", "00000010"),
                ("w:usb3", "00000000"),
                ("w:csb0", "00040000"),
                ("w:csb1", "00000000"),
            ],
        )?;
        xml.close("w:font")?;
    }
    xml.close("w:fonts")
}

/// Cut-off and code of the chain on the left, page x of y on the right.
pub fn footer<W: Write>(xml: &mut Xml<W>, report: &Report) -> io::Result<()> {
    xml.open("w:ftr", &[("xmlns:w", MAIN), ("xmlns:r", LINKS)])?;
    xml.open("w:p", &[])?;
    xml.open("w:pPr", &[])?;
    xml.val("w:pStyle", FOOTER)?;
    xml.open("w:tabs", &[])?;
    xml.empty("w:tab", &[("w:val", "right"), ("w:pos", &paper(report.page).room().to_string())])?;
    xml.close("w:tabs")?;
    xml.close("w:pPr")?;
    let mut left = format!("数据截至 {}", report.footer.cut_off);
    left.extend(report.footer.chain_code.iter().map(|code| format!("　校验码 {code}")));
    foot_text(xml, &left)?;
    xml.open("w:r", &[])?;
    xml.empty("w:tab", &[])?;
    xml.close("w:r")?;
    foot_text(xml, "第 ")?;
    field(xml, " PAGE ")?;
    foot_text(xml, " 页 共 ")?;
    field(xml, " NUMPAGES ")?;
    foot_text(xml, " 页")?;
    xml.close("w:p")?;
    xml.close("w:ftr")
}

fn foot_text<W: Write>(xml: &mut Xml<W>, text: &str) -> io::Result<()> {
    xml.open("w:r", &[])?;
    xml.leaf("w:t", &[("xml:space", "preserve")], &text.replace('\n', " "))?;
    xml.close("w:r")
}

/// A number that Word works out while it lays out the pages.
fn field<W: Write>(xml: &mut Xml<W>, code: &str) -> io::Result<()> {
    let mark = |xml: &mut Xml<W>, kind: &str| {
        xml.open("w:r", &[])?;
        xml.empty("w:fldChar", &[("w:fldCharType", kind)])?;
        xml.close("w:r")
    };
    mark(xml, "begin")?;
    xml.open("w:r", &[])?;
    xml.leaf("w:instrText", &[("xml:space", "preserve")], code)?;
    xml.close("w:r")?;
    mark(xml, "separate")?;
    foot_text(xml, "1")?;
    mark(xml, "end")
}

pub fn core<W: Write>(xml: &mut Xml<W>, report: &Report, created: NaiveDateTime) -> io::Result<()> {
    xml.open(
        "cp:coreProperties",
        &[
            ("xmlns:cp", &format!("{PACKAGE}/metadata/core-properties")),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:dcterms", "http://purl.org/dc/terms/"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ],
    )?;
    let unit = report.caption.first().map_or("", |(_, value)| value.as_str());
    xml.leaf("dc:title", &[], &report.title)?;
    xml.leaf("dc:creator", &[], unit)?;
    xml.leaf("cp:lastModifiedBy", &[], unit)?;
    let moment = created.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    for name in ["dcterms:created", "dcterms:modified"] {
        xml.leaf(name, &[("xsi:type", "dcterms:W3CDTF")], &moment)?;
    }
    xml.leaf("dc:language", &[], "zh-CN")?;
    xml.close("cp:coreProperties")
}

pub fn app<W: Write>(xml: &mut Xml<W>) -> io::Result<()> {
    let space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
    xml.open("Properties", &[("xmlns", space)])?;
    xml.leaf("Application", &[], "anguan")?;
    xml.close("Properties")
}
