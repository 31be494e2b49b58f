//! Writes CSV that Excel opens right (UTF-8 with BOM) and that cannot run a formula.

use std::io::Write;
use std::path::Path;

use super::column::{ColumnSpec, Kind};
use super::out_file;
use super::sheet::{Raw, number_text};
use crate::error::{Error, Result};

/// First characters by which a spreadsheet takes a text for a formula (OWASP "CSV Injection"), with the full-width forms.
fn is_trigger(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠')
}

/// Text as it goes into a CSV file: a leading `'` where a spreadsheet would read a formula; plain numbers stay.
#[must_use]
pub fn guarded(text: &str) -> String {
    if needs_guard(text) { format!("'{text}") } else { text.to_owned() }
}

/// Text of a CSV field without the `'` that [`guarded`] put before it.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if needs_guard(rest) => rest,
        _ => text,
    }
}

/// Whether a text, after any apostrophes of its own, starts like a formula.
fn needs_guard(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(is_trigger) && !is_number(text)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

/// Writes the columns' headers and the rows to a new file, or over an old one when the caller says so.
///
/// # Errors
/// The file exists and `overwrite` is false; the disk refuses; a row fails.
pub fn write(
    path: &Path,
    columns: &[ColumnSpec],
    rows: impl Iterator<Item = Result<Vec<Raw>>>,
    overwrite: bool,
) -> Result<u64> {
    out_file::write(path, overwrite, |file| {
        let failed = |error: csv::Error| match error.kind() {
            csv::ErrorKind::Io(error) => out_file::failed(path, error),
            _ => Error::internal(format!("生成 CSV 失败：{error}")),
        };
        file.write_all(b"\xEF\xBB\xBF").map_err(|error| out_file::failed(path, &error))?;
        let mut writer = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::NonNumeric)
            .terminator(csv::Terminator::CRLF)
            .from_writer(file);
        writer.write_record(columns.iter().map(|column| guarded(&column.header))).map_err(failed)?;
        let mut count = 0;
        for row in rows {
            let row = row?;
            let fields = columns
                .iter()
                .enumerate()
                .map(|(index, column)| row.get(index).map_or_else(String::new, |value| field(value, &column.kind)));
            writer.write_record(fields).map_err(failed)?;
            count += 1;
        }
        writer.flush().map_err(|error| out_file::failed(path, &error))?;
        Ok(count)
    })
}

fn field(value: &Raw, kind: &Kind) -> String {
    match value {
        Raw::Number(number) if *kind == Kind::Money => format!("{number:.2}"),
        Raw::Number(number) => number_text(*number),
        Raw::Text(text) => guarded(text),
        other => other.display().into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_guarded_and_comes_back_unchanged() {
        for text in [
            "=HYPERLINK(\"http://x\")",
            "+86 138",
            "-1+1",
            "@SUM(A1)",
            "\tx",
            "＝1+1",
            "＋a",
            "－a",
            "＠a",
            "'=1",
            "''=1",
            "-",
        ] {
            assert!(guarded(text).starts_with('\''), "{text}");
            assert_eq!(unguarded(&guarded(text)), text);
        }
        for text in ["-5", "+3.25", "张三", "'引号", "", "1=1", "'-5", "-5.", "a;=1"] {
            assert_eq!(unguarded(&guarded(text)), text, "{text}");
        }
        for text in ["-5", "+3.25", "张三", "'引号"] {
            assert_eq!(guarded(text), text);
        }
    }
}
