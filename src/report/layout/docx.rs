//! Word documents (ECMA-376 transitional) for Word, WPS and LibreOffice: our own few parts, written straight through.
//!
//! Fonts are named as an office has them (仿宋_GB2312, 宋体, 黑体, 楷体_GB2312, 小标宋) with what to take instead. Nothing
//! refers to anything outside of the file. The same report with the same moment is the same bytes.

use std::io::{self, BufWriter, Cursor, Write};

use chrono::{Datelike, NaiveDateTime, Timelike};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use self::body::Body;
use self::xml::Xml;
use crate::error::{Error, Result};
use crate::report::model::Report;

mod body;
mod paper;
mod parts;
mod styles;
mod table;
mod xml;

/// The report as the bytes of a Word document. `created` is the moment (UTC) written into its properties.
///
/// # Errors
/// A fault of the program: the parts cannot be packed.
pub fn docx(report: &Report, created: NaiveDateTime) -> Result<Vec<u8>> {
    write(report, created).map_err(|err| Error::internal(format!("Word 文件写不出来：{err}")))
}

/// A part of the package while it is packed.
type Part<'a> = BufWriter<&'a mut ZipWriter<Cursor<Vec<u8>>>>;

fn write(report: &Report, created: NaiveDateTime) -> io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(moment(created));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, fill: &dyn Fn(Xml<Part>) -> io::Result<()>| {
        zip.start_file(name, options)?;
        fill(Xml::new(BufWriter::new(&mut zip))?)
    };
    // Readers that look at the first bytes expect the types first.
    part("[Content_Types].xml", &|xml| filled(xml, parts::content_types))?;
    part("_rels/.rels", &|xml| filled(xml, parts::package_links))?;
    part("word/document.xml", &|xml| Body::new(xml, report).document().map(drop))?;
    part("word/_rels/document.xml.rels", &|xml| filled(xml, parts::document_links))?;
    part("word/styles.xml", &|xml| filled(xml, |xml| styles::styles(xml, report.page)))?;
    part("word/settings.xml", &|xml| filled(xml, parts::settings))?;
    part("word/fontTable.xml", &|xml| filled(xml, parts::font_table))?;
    part("word/footer1.xml", &|xml| filled(xml, |xml| parts::footer(xml, report)))?;
    part("docProps/core.xml", &|xml| filled(xml, |xml| parts::core(xml, report, created)))?;
    part("docProps/app.xml", &|xml| filled(xml, parts::app))?;
    Ok(zip.finish()?.into_inner())
}

fn filled<W: Write>(mut xml: Xml<W>, fill: impl FnOnce(&mut Xml<W>) -> io::Result<()>) -> io::Result<()> {
    fill(&mut xml)?;
    xml.finish().map(drop)
}

/// The moment as a ZIP knows it; its first day where it knows none such.
fn moment(at: NaiveDateTime) -> DateTime {
    let small = |number: u32| u8::try_from(number).unwrap_or(0);
    u16::try_from(at.year())
        .ok()
        .and_then(|year| {
            let (month, day) = (small(at.month()), small(at.day()));
            let (hour, minute, second) = (small(at.hour()), small(at.minute()), small(at.second()));
            DateTime::from_date_and_time(year, month, day, hour, minute, second).ok()
        })
        .unwrap_or_default()
}
