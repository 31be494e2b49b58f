//! Tells by a file's first bytes what it is, whatever it is called.

use std::path::Path;

use super::compound::SIGNATURE;
use crate::error::{Error, Result};

/// Families of files that may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// A zip file: xlsx, if its parts say so.
    Zip,
    /// An old Office container: xls, if its streams say so.
    Compound,
    /// Text: CSV, if it decodes.
    Text,
}

/// Beginnings of files that are no tables, and what they are.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xFF\xD8\xFF", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"RIFF", "图片或音视频文件"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xBC\xAF", "7z 压缩包"),
    (b"\x1F\x8B", "gzip 压缩包"),
    (b"SQLite format 3", "数据库文件"),
    (b"{\\rtf", "RTF 文档"),
    (b"MZ", "程序文件"),
    (b"\x7FELF", "程序文件"),
    (b"\x09\x00\x04\x00", "Excel 2.x 的旧表格"),
    (b"\x09\x02\x06\x00", "Excel 3.0 的旧表格"),
    (b"\x09\x04\x06\x00", "Excel 4.0 的旧表格"),
];

/// Names under which people expect a workbook, not text.
const WORKBOOK_NAMES: &[&str] = &["xlsx", "xlsm", "xltx", "xls", "xlsb", "et", "ett", "ods"];

/// Tells the family of a file from its first bytes; its name is only used to say what is odd about it.
pub(super) fn family(head: &[u8], path: &Path) -> Result<Family> {
    if head.is_empty() {
        return Err(Error::input("文件是空的（0 字节）").hint("请确认文件已经完整保存或下载"));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Family::Zip);
    }
    if head.starts_with(&SIGNATURE) {
        return Ok(Family::Compound);
    }
    if let Some((_, what)) = FOREIGN.iter().find(|(start, _)| head.starts_with(start)) {
        return Err(Error::input(format!("这是{what}，不是表格，不能导入")).hint("请选择 xlsx、xls 或 csv 文件"));
    }
    let wide = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let nuls = head.iter().filter(|byte| **byte == 0).count();
    let controls = head.iter().filter(|byte| matches!(byte, 1..=8 | 14..=31)).count();
    if !wide && (nuls * 10 > head.len() || controls >= 8 && controls * 50 > head.len()) {
        return Err(Error::input("不是能识别的表格文件（既不是 Excel，也不是文本）")
            .hint("请用 Excel 或 WPS 打开后另存为 xlsx 再导入"));
    }
    refuse_markup(head)?;
    let extension = path.extension().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    if WORKBOOK_NAMES.contains(&extension.as_str()) {
        return Err(Error::input(format!("这是文本（CSV）文件，只是取名为 .{extension}，不是 Excel 工作簿"))
            .hint("请用 Excel 或 WPS 打开后另存为“Excel 工作簿 (*.xlsx)”，或把文件改名为 .csv 再导入"));
    }
    Ok(Family::Text)
}

/// Web pages and XML tables that platforms hand out under the name `.xls`.
fn refuse_markup(head: &[u8]) -> Result<()> {
    // Dropping NULs and marks lets UTF-16 be looked at as well.
    let start: String = head
        .iter()
        .filter(|byte| byte.is_ascii() && **byte != 0)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    let start = start.trim_start();
    let what = if start.starts_with("<?xml") && start.contains("spreadsheet") {
        "XML 表格 2003"
    } else if ["<!doctype", "<html", "<table", "<head", "<meta", "<style", "<?xml"].iter().any(|t| start.starts_with(t))
    {
        "网页（HTML/XML）格式的表格"
    } else {
        return Ok(());
    };
    Err(Error::input(format!("这是{what}，不能直接导入"))
        .hint("请用 Excel 或 WPS 打开后另存为“Excel 工作簿 (*.xlsx)”再导入"))
}
