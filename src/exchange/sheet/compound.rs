//! The container of old Office files (MS-CFB): names and bytes of its streams.

use super::package::incomplete;
use crate::error::Result;

/// First bytes of every compound file.
pub(super) const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const NO_SECTOR: u32 = 0xFFFF_FFFF;

/// An opened compound file, held in memory.
pub(super) struct Compound {
    data: Vec<u8>,
    sector: usize,
    mini_sector: usize,
    mini_cutoff: u64,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    is_stream: bool,
    is_root: bool,
    start: u32,
    size: u64,
}

/// Little-endian number of two bytes at `at`.
pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

/// Little-endian number of four bytes at `at`.
pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

impl Compound {
    /// Reads the tables and the directory.
    pub fn open(data: Vec<u8>) -> Result<Self> {
        Self::read(data).ok_or_else(incomplete)
    }

    fn read(data: Vec<u8>) -> Option<Self> {
        let shift = u16_at(&data, 30)?;
        let mini_shift = u16_at(&data, 32)?;
        if !matches!(shift, 9 | 12) || mini_shift != 6 {
            return None;
        }
        let mut file = Self {
            sector: 1 << shift,
            mini_sector: 1 << mini_shift,
            mini_cutoff: u64::from(u32_at(&data, 56)?),
            data,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            entries: Vec::new(),
        };
        file.read_fat()?;
        let mini = file.chain_bytes(u32_at(&file.data, 60)?, u64::MAX)?;
        file.mini_fat = numbers(&mini).collect();
        let directory = file.chain_bytes(u32_at(&file.data, 48)?, u64::MAX)?;
        file.entries = directory.chunks_exact(128).filter_map(|raw| entry(raw, shift)).collect();
        Some(file)
    }

    /// The sector table, whose own sectors are listed in the header and in a chain behind it.
    fn read_fat(&mut self) -> Option<()> {
        let sectors = self.data.len() / self.sector + 1;
        let mut listed: Vec<u32> = numbers(self.data.get(76..512)?).collect();
        let mut next = u32_at(&self.data, 68)?;
        let mut seen = 0;
        while next < END_OF_CHAIN - 4 && seen <= sectors {
            let block: Vec<u32> = numbers(self.sector_bytes(next)?).collect();
            let (last, head) = block.split_last()?;
            listed.extend_from_slice(head);
            next = *last;
            seen += 1;
        }
        for sector in listed.into_iter().filter(|sector| *sector != NO_SECTOR).take(sectors) {
            let block: Vec<u32> = numbers(self.sector_bytes(sector)?).collect();
            self.fat.extend(block);
        }
        Some(())
    }

    fn sector_bytes(&self, sector: u32) -> Option<&[u8]> {
        let start = (sector as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.data.len());
        self.data.get(start..end)
    }

    /// Bytes of a chain of sectors, cut at `size`. A chain that runs in circles or off the file is broken.
    fn chain_bytes(&self, start: u32, size: u64) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut next = start;
        let mut steps = 0;
        while next != END_OF_CHAIN && next != NO_SECTOR && (out.len() as u64) < size {
            out.extend_from_slice(self.sector_bytes(next)?);
            next = *self.fat.get(next as usize)?;
            steps += 1;
            if steps > self.fat.len() {
                return None;
            }
        }
        out.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        Some(out)
    }

    /// Whether there is a stream or folder of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// Bytes of the stream of this name; nothing when there is none.
    pub fn stream(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let found = self.entries.iter().find(|entry| entry.is_stream && entry.name.eq_ignore_ascii_case(name));
        let Some(entry) = found else { return Ok(None) };
        let bytes = if entry.size < self.mini_cutoff {
            self.mini_bytes(entry)
        } else {
            self.chain_bytes(entry.start, entry.size)
        };
        bytes.filter(|bytes| bytes.len() as u64 == entry.size).map(Some).ok_or_else(incomplete)
    }

    /// Bytes of a short stream, which lies in pieces within the root's own stream.
    fn mini_bytes(&self, entry: &Entry) -> Option<Vec<u8>> {
        let root = self.entries.iter().find(|entry| entry.is_root)?;
        let container = self.chain_bytes(root.start, root.size)?;
        let mut out = Vec::new();
        let mut next = entry.start;
        while (out.len() as u64) < entry.size {
            let start = (next as usize).checked_mul(self.mini_sector)?;
            let end = start.checked_add(self.mini_sector)?.min(container.len());
            let piece = container.get(start..end).filter(|piece| !piece.is_empty())?;
            out.extend_from_slice(piece);
            next = self.mini_fat.get(next as usize).copied().unwrap_or(END_OF_CHAIN);
        }
        out.truncate(usize::try_from(entry.size).ok()?);
        Some(out)
    }
}

fn numbers(data: &[u8]) -> impl Iterator<Item = u32> + '_ {
    data.chunks_exact(4).filter_map(|piece| piece.try_into().ok().map(u32::from_le_bytes))
}

fn entry(raw: &[u8], shift: u16) -> Option<Entry> {
    let length = usize::from(u16_at(raw, 64)?).saturating_sub(2).min(62);
    let units: Vec<u16> = (0..length / 2).filter_map(|index| u16_at(raw, index * 2)).collect();
    let kind = *raw.get(66)?;
    // Version 3 files leave the upper half of the size undefined.
    let high = if shift == 9 { 0 } else { u64::from(u32_at(raw, 124)?) << 32 };
    (kind != 0).then(|| Entry {
        name: String::from_utf16_lossy(&units),
        is_stream: kind == 2,
        is_root: kind == 5,
        start: u32_at(raw, 116).unwrap_or(NO_SECTOR),
        size: high | u64::from(u32_at(raw, 120).unwrap_or(0)),
    })
}
