//! Text tables: CSV and tab-separated, in UTF-8, GBK/GB18030 or UTF-16, streamed.

use std::fs::File;
use std::io::{Read, Seek};
use std::sync::Arc;

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::limits::Limits;
use super::place::place;
use super::raw::{Cell, Raw, Row};
use super::strings::{clean, text_value};
use super::xlsx_rows::{too_many_columns, too_many_rows};
use crate::error::{Error, Result};
use crate::exchange::csv_out::unguarded;

/// How a text file was read; shown to the user, because it is a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextFormat {
    /// Encoding the bytes were taken for.
    pub encoding: &'static Encoding,
    /// Character between two fields.
    pub delimiter: char,
}

impl TextFormat {
    /// `GBK/GB18030 编码，逗号分隔`.
    #[must_use]
    pub fn label(&self) -> String {
        let encoding = if self.encoding == GB18030 { "GBK/GB18030" } else { self.encoding.name() };
        let delimiter = match self.delimiter {
            '\t' => "制表符",
            ';' => "分号",
            _ => "逗号",
        };
        format!("{encoding} 编码，{delimiter}分隔")
    }
}

/// Finds encoding and delimiter. Reads the whole file: a byte that does not decode must be known before the first row.
pub(super) fn detect(file: &mut File) -> Result<TextFormat> {
    let mut head = [0_u8; 4];
    rewind(file)?;
    let count = file.read(&mut head).map_err(|error| read_failed(&error))?;
    let encoding = match head.get(..count).unwrap_or_default() {
        [0xEF, 0xBB, 0xBF, ..] => checked(file, UTF_8)?.map_err(|line| undecodable("UTF-8", line))?,
        [0xFF, 0xFE, ..] => checked(file, UTF_16LE)?.map_err(|line| undecodable("UTF-16", line))?,
        [0xFE, 0xFF, ..] => checked(file, UTF_16BE)?.map_err(|line| undecodable("UTF-16", line))?,
        _ => match checked(file, UTF_8)? {
            Ok(encoding) => encoding,
            Err(utf8) => checked(file, GB18030)?.map_err(|gb| mixed(utf8, gb))?,
        },
    };
    let mut chunk = String::new();
    Decoding::new(file, encoding)?.next(&mut chunk)?.map_err(|line| undecodable(encoding.name(), line))?;
    Ok(TextFormat { encoding, delimiter: delimiter(&chunk) })
}

fn read_failed(error: &std::io::Error) -> Error {
    Error::input(format!("文件读取失败：{error}"))
}

fn rewind(file: &mut File) -> Result<()> {
    file.rewind().map_err(|error| read_failed(&error))
}

fn undecodable(encoding: &str, line: u32) -> Error {
    Error::input(format!("第 {line} 行有不是 {encoding} 编码的字节，没有导入"))
        .hint("请用 Excel 或 WPS 打开，另存为 xlsx 或“CSV UTF-8”后再导入")
}

fn mixed(utf8: u32, gb: u32) -> Error {
    Error::input(format!(
        "无法识别文字编码：第 {utf8} 行不是 UTF-8，第 {gb} 行不是 GBK/GB18030；文件可能混用了编码或已损坏"
    ))
    .hint("请用 Excel 或 WPS 打开，另存为 xlsx 或“CSV UTF-8”后再导入")
}

/// Reads all of the file in one encoding; the line of the first byte that does not decode, if any.
fn checked(file: &mut File, encoding: &'static Encoding) -> Result<Result<&'static Encoding, u32>> {
    let mut decoding = Decoding::new(file, encoding)?;
    let mut chunk = String::new();
    loop {
        match decoding.next(&mut chunk)? {
            Ok(true) => {}
            Ok(false) => return Ok(Ok(encoding)),
            Err(line) => return Ok(Err(line)),
        }
    }
}

/// The separator that the first line uses most, outside quotes.
fn delimiter(text: &str) -> char {
    let mut counts = [(',', 0_usize), ('\t', 0), (';', 0)];
    let mut quoted = false;
    for c in text.trim_start().chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(delimiter, _)| *delimiter == c).for_each(|(_, count)| *count += 1),
        }
    }
    let [mut best, rest @ ..] = counts;
    for candidate in rest {
        if candidate.1 > best.1 {
            best = candidate;
        }
    }
    best.0
}

/// Decodes a file piece by piece and refuses what does not decode.
struct Decoding<R> {
    source: R,
    decoder: Decoder,
    input: Vec<u8>,
    start: usize,
    end: usize,
    at_end: bool,
    finished: bool,
    line: u32,
}

impl<'f> Decoding<&'f mut File> {
    fn new(file: &'f mut File, encoding: &'static Encoding) -> Result<Self> {
        rewind(file)?;
        Ok(Decoding::over(file, encoding))
    }
}

impl<R: Read> Decoding<R> {
    fn over(source: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        let input = vec![0; 64 << 10];
        Self { source, decoder, input, start: 0, end: 0, at_end: false, finished: false, line: 1 }
    }

    /// Puts the next piece into `out`; false when there is none, the line number when it does not decode.
    fn next(&mut self, out: &mut String) -> Result<Result<bool, u32>> {
        out.clear();
        out.reserve(128 << 10);
        while out.is_empty() && !self.finished {
            if self.start == self.end && !self.at_end {
                self.start = 0;
                self.end = self.source.read(&mut self.input).map_err(|error| read_failed(&error))?;
                self.at_end = self.end == 0;
            }
            let source = self.input.get(self.start..self.end).unwrap_or_default();
            let (result, read) = self.decoder.decode_to_string_without_replacement(source, out, self.at_end);
            self.start += read;
            let breaks = memchr::memchr_iter(b'\n', out.as_bytes()).count();
            self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
            match result {
                DecoderResult::Malformed(..) => return Ok(Err(self.line)),
                DecoderResult::InputEmpty => self.finished = self.at_end,
                DecoderResult::OutputFull => {}
            }
        }
        Ok(Ok(!out.is_empty()))
    }
}

/// Where the reader of a text table stands.
#[derive(Clone, Copy, PartialEq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

/// Iterator over the rows of a text table.
pub(super) struct TextRows<'f> {
    decoding: Decoding<&'f mut File>,
    format: TextFormat,
    limits: Limits,
    sheet: Arc<str>,
    chunk: String,
    /// Bytes of `chunk` already read.
    at: usize,
    field: Vec<u8>,
    column: u32,
    number: u32,
    delivered: u32,
    /// The last row ended by a carriage return: a line feed right behind it belongs to it.
    after_return: bool,
    /// Row in which the quotes now open were opened.
    quote_row: u32,
    done: bool,
}

impl<'f> TextRows<'f> {
    /// Rows of the file, read from its beginning.
    pub fn new(file: &'f mut File, format: TextFormat, limits: &Limits) -> Result<Self> {
        Ok(Self {
            decoding: Decoding::new(file, format.encoding)?,
            format,
            limits: limits.clone(),
            sheet: Arc::from(""),
            chunk: String::new(),
            at: 0,
            field: Vec::new(),
            column: 0,
            number: 0,
            delivered: 0,
            after_return: false,
            quote_row: 0,
            done: false,
        })
    }

    fn byte(&mut self) -> Result<Option<u8>> {
        if self.at >= self.chunk.len() {
            let name = self.format.encoding.name();
            self.at = 0;
            if !self.decoding.next(&mut self.chunk)?.map_err(|line| undecodable(name, line))? {
                return Ok(None);
            }
        }
        let byte = self.chunk.as_bytes().get(self.at).copied();
        self.at += 1;
        Ok(byte)
    }

    /// The next row, blank ones included; nothing at the end of the file.
    fn read_row(&mut self) -> Result<Option<Row>> {
        self.number += 1;
        self.column = 0;
        let mut row = Row { sheet: Arc::clone(&self.sheet), number: self.number, hidden: false, cells: Vec::new() };
        let mut state = State::FieldStart;
        let mut any = false;
        loop {
            let Some(byte) = self.byte()? else {
                if state == State::Quoted {
                    return Err(Error::input(format!(
                        "{}开始的引号到文件末尾也没有收尾，没有导入",
                        place("", self.quote_row, None)
                    ))
                    .hint("请检查这一行的引号是否成对，或用 Excel 打开后另存为 xlsx 再导入"));
                }
                self.end_field(&mut row)?;
                return Ok(any.then_some(row));
            };
            if std::mem::take(&mut self.after_return) && byte == b'\n' && !any {
                continue;
            }
            any = true;
            state = match (state, byte) {
                (State::FieldStart, b'"') => {
                    self.quote_row = self.number;
                    State::Quoted
                }
                (State::Quoted, b'"') => State::QuoteInQuoted,
                (State::QuoteInQuoted, b'"') => {
                    self.push(b'"');
                    State::Quoted
                }
                (State::Quoted, byte) => {
                    self.push(byte);
                    State::Quoted
                }
                (_, b'\n' | b'\r') => {
                    self.after_return = byte == b'\r';
                    self.end_field(&mut row)?;
                    return Ok(Some(row));
                }
                (_, byte) if char::from(byte) == self.format.delimiter => {
                    self.end_field(&mut row)?;
                    self.column += 1;
                    State::FieldStart
                }
                (_, byte) => {
                    self.push(byte);
                    State::Plain
                }
            };
        }
    }

    /// Gathers one byte of a field; what is far beyond the limit is not kept.
    fn push(&mut self, byte: u8) {
        if self.field.len() <= self.limits.cell_chars * 4 + 4 {
            self.field.push(byte);
        }
    }

    fn end_field(&mut self, row: &mut Row) -> Result<()> {
        if self.field.is_empty() {
            return Ok(());
        }
        // Cutting an overlong field may have split its last character.
        let text = String::from_utf8_lossy(&self.field);
        let value = text_value(&clean(unguarded(&text)), &self.limits);
        self.field.clear();
        if value.is_blank() {
            return Ok(());
        }
        if self.column >= self.limits.columns {
            return Err(too_many_columns(&row.place(Some(self.column)), &self.limits));
        }
        row.put(Cell { column: self.column, value, from_formula: false });
        Ok(())
    }

    /// The next row that holds something.
    fn next_filled(&mut self) -> Result<Option<Row>> {
        while let Some(row) = self.read_row()? {
            // `sep=;` in the first line is a hint to Excel, not a row.
            let hint = row.number == 1
                && matches!(row.cells.as_slice(), [Cell { value: Raw::Text(text), .. }] if text.starts_with("sep="));
            if !row.cells.is_empty() && !hint {
                self.delivered += 1;
                if self.delivered > self.limits.rows {
                    return Err(too_many_rows("", &self.limits));
                }
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}

impl Iterator for TextRows<'_> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let row = self.next_filled().transpose();
        self.done = !matches!(row, Some(Ok(_)));
        row
    }
}
