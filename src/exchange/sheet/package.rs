//! The zip side of an xlsx file: its parts, read under caps on what is declared and on what really comes out.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::read::{HasZipMetadata, ZipFile};
use zip::result::ZipError;

use super::limits::{Limits, megabytes};
use crate::error::{Error, Result};

/// An opened zip file whose declared sizes are within the limits.
pub(super) struct Package {
    archive: ZipArchive<BufReader<File>>,
    /// Index of each part by its name in lower case with `/`.
    names: HashMap<String, usize>,
    limits: Limits,
}

/// The inflated bytes of one part.
pub(super) type Part<'a> = PartReader<ZipFile<'a, BufReader<File>>>;

impl Package {
    /// Opens the container and refuses it when it declares more than the limits allow.
    pub fn open(mut file: File, limits: &Limits) -> Result<Self> {
        check_directory(&mut file, limits)?;
        let archive = ZipArchive::new(BufReader::with_capacity(64 << 10, file)).map_err(|_| incomplete())?;
        let mut names = HashMap::new();
        let mut total: u64 = 0;
        for index in 0..archive.len() {
            let entry = archive.by_index_data(index).map_err(|_| incomplete())?;
            let size = entry.get_metadata().uncompressed_size;
            if size > limits.part_bytes {
                return Err(too_big(limits));
            }
            total = total.saturating_add(size);
            let name = String::from_utf8_lossy(entry.file_name_raw_bytes()).replace('\\', "/").to_ascii_lowercase();
            names.insert(name, index);
        }
        if total > limits.total_bytes {
            return Err(Error::input(format!(
                "文件解压后有 {} MB，超过 {} MB 的上限，没有读取",
                megabytes(total),
                megabytes(limits.total_bytes)
            ))
            .hint("请把需要的表单独另存为一个 xlsx 文件后再导入"));
        }
        Ok(Self { archive, names, limits: limits.clone() })
    }

    /// Whether the file has this part.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// Whether any part's name starts so.
    pub fn has_under(&self, prefix: &str) -> bool {
        self.names.keys().any(|name| name.starts_with(prefix))
    }

    /// Opens a part; nothing when there is none of that name.
    pub fn part(&mut self, name: &str) -> Result<Option<Part<'_>>> {
        let Some(index) = self.names.get(&key(name)).copied() else { return Ok(None) };
        match self.archive.by_index(index) {
            Ok(file) => Ok(Some(PartReader::new(file, &self.limits))),
            Err(ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_)) => {
                Err(Error::input("文件被加密，或用了不支持的压缩方式")
                    .hint("请用 Excel 或 WPS 打开，去掉密码后另存为 xlsx"))
            }
            Err(_) => Err(incomplete()),
        }
    }
}

fn key(name: &str) -> String {
    name.trim_start_matches('/').to_ascii_lowercase()
}

/// Raw name of an entry; the crate's own accessor may refuse names that are no UTF-8.
trait RawName {
    fn file_name_raw_bytes(&self) -> &[u8];
}

impl RawName for zip::read::ZipFileEntry<'_> {
    fn file_name_raw_bytes(&self) -> &[u8] {
        self.name_raw()
    }
}

/// The end-of-directory record: there must be one (else the download broke off) and it must not promise too many parts.
fn check_directory(file: &mut File, limits: &Limits) -> Result<()> {
    let read_failed = |error: io::Error| Error::input(format!("文件读取失败：{error}"));
    let size = file.seek(SeekFrom::End(0)).map_err(read_failed)?;
    file.seek(SeekFrom::Start(size.saturating_sub(66 << 10))).map_err(read_failed)?;
    let mut tail = Vec::new();
    file.take(66 << 10).read_to_end(&mut tail).map_err(read_failed)?;
    file.rewind().map_err(read_failed)?;
    let Some(at) = memchr::memmem::rfind(&tail, b"PK\x05\x06") else { return Err(incomplete()) };
    let count = match tail.get(at + 10..at + 12) {
        Some(&[low, high]) => usize::from(u16::from_le_bytes([low, high])),
        _ => return Err(incomplete()),
    };
    if count > limits.parts {
        return Err(Error::input(format!("压缩包里有 {} 个以上的文件，不是正常的表格，没有读取", limits.parts)));
    }
    Ok(())
}

/// The refusal of a file that ends too early or does not hold together.
pub(super) fn incomplete() -> Error {
    Error::input("文件不完整或已损坏（可能是下载、拷贝中断）")
        .hint("请重新下载或拷贝；能用 Excel 或 WPS 打开的话，打开后另存为 xlsx 再导入")
}

/// The refusal of a part that inflates beyond the limit.
fn too_big(limits: &Limits) -> Error {
    Error::input(format!("文件里有一部分解压后超过 {} MB 的上限，没有读取", megabytes(limits.part_bytes)))
        .hint("请把需要的表单独另存为一个 xlsx 文件后再导入")
}

/// Why reading stopped although bytes were left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The part is bigger than allowed, whatever it declared.
    Part,
    /// One tag or text is longer than allowed.
    Token,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Part => "part too big",
            Self::Token => "token too long",
        })
    }
}

impl std::error::Error for Stop {}

/// Turns a failure of a [`PartReader`] into words.
pub(super) fn refusal(error: &io::Error, limits: &Limits) -> Error {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Stop>()) {
        Some(Stop::Part) => too_big(limits),
        Some(Stop::Token) => Error::input(format!(
            "文件里有一段内容超过 {} MB，不是正常的表格，没有读取",
            megabytes(limits.token_bytes as u64)
        )),
        None => incomplete(),
    }
}

/// Buffered bytes of one part that stop with [`Stop`] at the limits.
pub(super) struct PartReader<R> {
    inner: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    left: u64,
    token: usize,
    token_limit: usize,
}

impl<R: Read> PartReader<R> {
    /// Reads `inner` under `limits`.
    pub fn new(inner: R, limits: &Limits) -> Self {
        Self {
            inner,
            buffer: vec![0; 64 << 10],
            start: 0,
            end: 0,
            left: limits.part_bytes,
            token: 0,
            token_limit: limits.token_bytes,
        }
    }

    /// Moves what is buffered to the front and reads more behind it; false at the end of the part.
    fn more(&mut self) -> io::Result<bool> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let Some(room) = self.buffer.get_mut(self.end..) else { return Ok(false) };
        let count = loop {
            match self.inner.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.end += count;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(Stop::Part)),
        }
        Ok(count > 0)
    }

    /// Skips to just behind the end tag of this element, whatever its namespace prefix, without parsing. The element
    /// must not hold another of its name.
    pub fn skip_past_end_of(&mut self, element: &str) -> io::Result<bool> {
        let needle = format!("{element}>");
        let finder = memchr::memmem::Finder::new(&needle);
        loop {
            let available = self.buffer.get(self.start..self.end).unwrap_or_default();
            let found = finder.find_iter(available).find(|at| is_end_tag(available.get(..*at).unwrap_or_default()));
            if let Some(at) = found {
                self.start += at + needle.len();
                return Ok(true);
            }
            // A tag may straddle the seam: the last bytes stay in view.
            self.start += available.len().saturating_sub(256);
            if !self.more()? {
                return Ok(false);
            }
        }
    }
}

/// Whether the bytes before an element's name open an end tag: `</` or `</prefix:`.
fn is_end_tag(before: &[u8]) -> bool {
    let Some(at) = memchr::memrchr(b'<', before) else { return false };
    match before.get(at + 1..) {
        Some([b'/']) => true,
        Some([b'/', prefix @ .., b':']) => prefix.iter().all(u8::is_ascii_alphanumeric),
        _ => false,
    }
}

impl<R: Read> Read for PartReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(out)?;
        self.start += count;
        Ok(count)
    }
}

impl<R: Read> BufRead for PartReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.token > self.token_limit {
            return Err(io::Error::other(Stop::Token));
        }
        if self.start == self.end {
            self.more()?;
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        let next = (self.start + amount).min(self.end);
        // Only what takes all there is may be a piece of something longer.
        self.token = if next == self.end { self.token + (next - self.start) } else { 0 };
        self.start = next;
    }
}
