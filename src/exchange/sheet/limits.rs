//! How much of a file is read before it is refused.

/// Caps on what a file may hold; each is named in the message that refuses the file.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Size of the file itself, in bytes.
    pub file_bytes: u64,
    /// Size of one inflated part of an xlsx file, declared and actually read, in bytes.
    pub part_bytes: u64,
    /// Size of all inflated parts of an xlsx file together, in bytes.
    pub total_bytes: u64,
    /// Number of parts in an xlsx file.
    pub parts: usize,
    /// Longest single piece of XML (one tag or one text), in bytes.
    pub token_bytes: usize,
    /// Text of all shared strings together, in bytes.
    pub shared_text_bytes: usize,
    /// Last column that may hold something, counted from 1.
    pub columns: u32,
    /// Rows that hold something.
    pub rows: u32,
    /// Characters in one cell; Excel's own limit.
    pub cell_chars: usize,
    /// Cells that hold something in an old xls sheet, which has to be held in memory.
    pub held_cells: usize,
    /// Merged ranges of one sheet.
    pub merges: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 200 << 20,
            part_bytes: 200 << 20,
            total_bytes: 512 << 20,
            parts: 10_000,
            token_bytes: 4 << 20,
            shared_text_bytes: 128 << 20,
            columns: 1_000,
            rows: 1_000_000,
            cell_chars: 32_767,
            held_cells: 4_000_000,
            merges: 200_000,
        }
    }
}

/// Bytes as whole megabytes, for messages.
pub(super) fn megabytes(bytes: u64) -> u64 {
    bytes >> 20
}
