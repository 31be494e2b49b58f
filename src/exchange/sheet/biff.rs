//! Records and strings of an old xls workbook (MS-XLS), as far as values and layout need them.

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::compound::{u16_at, u32_at};
use super::limits::Limits;
use super::package::incomplete;
use super::strings::{SharedStrings, clean};
use crate::error::Result;

/// Kinds of record that are looked at.
pub(super) mod kind {
    pub const FORMULA: u16 = 0x0006;
    pub const EOF: u16 = 0x000A;
    pub const DATE_MODE: u16 = 0x0022;
    pub const FILE_PASS: u16 = 0x002F;
    pub const CONTINUE: u16 = 0x003C;
    pub const CODE_PAGE: u16 = 0x0042;
    pub const COLUMN_INFO: u16 = 0x007D;
    pub const BOUND_SHEET: u16 = 0x0085;
    pub const MUL_RK: u16 = 0x00BD;
    pub const RICH_STRING: u16 = 0x00D6;
    pub const XF: u16 = 0x00E0;
    pub const MERGED_CELLS: u16 = 0x00E5;
    pub const SHARED_STRINGS: u16 = 0x00FC;
    pub const LABEL_SHARED: u16 = 0x00FD;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const BOOL_OR_ERROR: u16 = 0x0205;
    pub const STRING: u16 = 0x0207;
    pub const ROW: u16 = 0x0208;
    pub const RK: u16 = 0x027E;
    pub const FORMAT: u16 = 0x041E;
    pub const BOF: u16 = 0x0809;
}

/// The records of a stream from some position on. Ends at the first one that is cut short.
pub(super) struct Records<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    /// Records from byte `at` on.
    pub fn new(data: &'a [u8], at: usize) -> Self {
        Self { data, at }
    }

    /// Kind of the next record, without taking it.
    pub fn peek(&self) -> Option<u16> {
        u16_at(self.data, self.at)
    }

    /// The record's own data and that of the continuations behind it.
    pub fn with_continuations(&mut self, first: &'a [u8]) -> Vec<&'a [u8]> {
        let mut pieces = vec![first];
        while self.peek() == Some(kind::CONTINUE) {
            match self.next() {
                Some((_, piece)) => pieces.push(piece),
                None => break,
            }
        }
        pieces
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.data, self.at)?;
        let length = usize::from(u16_at(self.data, self.at + 2)?);
        let start = self.at + 4;
        let data = self.data.get(start..start + length)?;
        self.at = start + length;
        Some((kind, data))
    }
}

/// How strings of this workbook are stored.
#[derive(Clone, Copy)]
pub(super) struct TextStyle {
    /// BIFF8 (1997 and later) stores Unicode, earlier ones bytes of a code page.
    pub unicode: bool,
    /// Encoding of those bytes.
    pub encoding: &'static Encoding,
}

impl TextStyle {
    /// Encoding of a Windows code page; what Chinese Windows wrote when it is unknown.
    pub fn of_code_page(page: u16) -> &'static Encoding {
        match page {
            932 => encoding_rs::SHIFT_JIS,
            949 => encoding_rs::EUC_KR,
            950 => encoding_rs::BIG5,
            1252 | 0x8001 => encoding_rs::WINDOWS_1252,
            65_001 => encoding_rs::UTF_8,
            _ => encoding_rs::GB18030,
        }
    }

    /// Text of a string whose length takes `length_bytes` (1 or 2) bytes at `at`; nothing when it does not decode.
    pub fn read(self, pieces: &[&[u8]], at: usize, length_bytes: usize) -> Option<String> {
        let mut bytes = Pieces::new(pieces, at);
        let length = if length_bytes == 1 { usize::from(bytes.byte()?) } else { usize::from(bytes.u16()?) };
        if self.unicode {
            let flags = bytes.byte()?;
            return bytes.characters(length, flags & 1 == 1);
        }
        let raw = bytes.take(length)?;
        let text = self.encoding.decode_without_bom_handling_and_without_replacement(&raw)?;
        Some(match text {
            Cow::Borrowed(text) => text.to_owned(),
            Cow::Owned(text) => text,
        })
    }
}

/// Bytes that run over several records.
struct Pieces<'a> {
    pieces: &'a [&'a [u8]],
    piece: usize,
    at: usize,
}

impl<'a> Pieces<'a> {
    fn new(pieces: &'a [&'a [u8]], at: usize) -> Self {
        Self { pieces, piece: 0, at }
    }

    fn byte(&mut self) -> Option<u8> {
        loop {
            let piece = self.pieces.get(self.piece)?;
            if let Some(byte) = piece.get(self.at) {
                self.at += 1;
                return Some(*byte);
            }
            self.piece += 1;
            self.at = 0;
        }
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?]))
    }

    fn take(&mut self, count: usize) -> Option<Vec<u8>> {
        (0..count).map(|_| self.byte()).collect()
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let left = self.pieces.get(self.piece)?.len().saturating_sub(self.at);
            if left >= count {
                self.at += count;
                return Some(());
            }
            count -= left;
            self.piece += 1;
            self.at = 0;
        }
        Some(())
    }

    fn at_end_of_piece(&self) -> bool {
        self.pieces.get(self.piece).is_some_and(|piece| self.at >= piece.len())
    }

    /// `count` characters of one or two bytes. Where they run into the next record, that one says anew how wide they are.
    fn characters(&mut self, count: usize, mut wide: bool) -> Option<String> {
        let mut units = Vec::with_capacity(count.min(1 << 16));
        for _ in 0..count {
            if self.at_end_of_piece() {
                self.piece += 1;
                self.at = 0;
                wide = self.byte()? & 1 == 1;
            }
            units.push(if wide { self.u16()? } else { u16::from(self.byte()?) });
        }
        Some(String::from_utf16_lossy(&units).replace('\u{FFFD}', ""))
    }
}

/// The shared strings of a BIFF8 workbook.
pub(super) fn shared_strings(pieces: &[&[u8]], limits: &Limits) -> Result<SharedStrings> {
    let mut all = SharedStrings::default();
    let mut bytes = Pieces::new(pieces, 4);
    let count = bytes.u32().ok_or_else(incomplete)?;
    for _ in 0..count {
        let text = shared_string(&mut bytes).ok_or_else(incomplete)?;
        all.push_clean(&clean(&text), limits)?;
    }
    Ok(all)
}

fn shared_string(bytes: &mut Pieces<'_>) -> Option<String> {
    let length = usize::from(bytes.u16()?);
    let flags = bytes.byte()?;
    let runs = if flags & 8 == 0 { 0 } else { usize::from(bytes.u16()?) };
    let extra = if flags & 4 == 0 { 0 } else { bytes.u32()? as usize };
    let text = bytes.characters(length, flags & 1 == 1)?;
    bytes.skip(runs * 4)?;
    bytes.skip(extra)?;
    Some(text)
}

/// A number in its short form (MS-XLS 2.5.217).
pub(super) fn short_number(raw: u32) -> f64 {
    let number = if raw & 2 == 0 {
        f64::from_bits(u64::from(raw & !3) << 32)
    } else {
        f64::from(i32::from_le_bytes(raw.to_le_bytes()) >> 2)
    };
    if raw & 1 == 1 { number / 100.0 } else { number }
}

/// What Excel shows for an error code.
pub(super) fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#错误",
    }
}

/// Number of eight bytes at `at`.
pub(super) fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    data.get(at..at + 8)?.try_into().ok().map(f64::from_le_bytes)
}

/// Row and column of a cell record.
pub(super) fn position(data: &[u8]) -> Option<(u16, u16)> {
    Some((u16_at(data, 0)?, u16_at(data, 2)?))
}

/// Index into the shared strings at `at`.
pub(super) fn index_at(data: &[u8], at: usize) -> Option<u32> {
    u32_at(data, at)
}
