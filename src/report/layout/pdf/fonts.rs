//! Fonts to print with: the two embedded subsets, and the system's 仿宋, 宋体, 黑体, 楷体 where they are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::error::{Error, Result};

static SERIF: &[u8] = include_bytes!("../../../../fonts/NotoSerifSC-Regular-gb2312plus.otf");
static SANS: &[u8] = include_bytes!("../../../../fonts/NotoSansSC-Regular-gb2312plus.otf");

/// Families for each part of a page, best first; GB/T 9704-2012 asks for 小标宋, 仿宋, 黑体, 楷体. A font names itself in
/// English or Chinese, so both stand here; what is not there is passed over without a word.
const PARTS: &[(&str, &[&str])] = &[
    (
        "title",
        &["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "SimSun", "宋体", "STSong", "Songti SC"],
    ),
    ("body", &["FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong"]),
    ("hei", &["SimHei", "黑体", "STHeiti", "Heiti SC", "Noto Sans CJK SC", "Source Han Sans SC"]),
    ("kai", &["KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "Kaiti SC"]),
    ("table", &["SimSun", "宋体", "STSong", "Songti SC"]),
];

/// Beginnings of the file names (lower case) those fonts and the large ones for rare hanzi come in.
const FILES: &[&str] = &[
    "simfang",
    "simsun",
    "simhei",
    "simkai",
    "fangsong",
    "kaiti",
    "fzxbs",
    "fzxiaobiaosong",
    "stfangso",
    "stsong",
    "stheiti",
    "stkaiti",
    "songti",
    "notoserifcjk",
    "notosanscjk",
    "notoserifsc",
    "notosanssc",
    "sourcehans",
    "hanamin",
    "uming",
    "ukai",
];

/// Largest font file read, and how many at most.
const LARGEST: u64 = 64 << 20;
const MOST: usize = 24;

/// A set of fonts. Making one with system fonts reads some tens of megabytes: keep it for as long as reports are printed.
#[derive(Debug)]
pub struct Fonts {
    pub(super) fonts: Vec<Font>,
    pub(super) book: LazyHash<FontBook>,
    families: BTreeMap<&'static str, Vec<String>>,
    /// A bit for every code point some font has; asking the fonts themselves costs more than laying out the page.
    covered: Vec<u64>,
}

impl Fonts {
    /// Only the embedded fonts: the same bytes on every machine.
    ///
    /// # Errors
    /// A fault of the program: the embedded fonts cannot be read.
    pub fn embedded_only() -> Result<Self> {
        Self::from_files(&[])
    }

    /// The system's official fonts first, the embedded ones for what they lack.
    ///
    /// # Errors
    /// As [`Fonts::embedded_only`]; a system font that cannot be read is passed over.
    pub fn with_system() -> Result<Self> {
        let mut files = Vec::new();
        for folder in system_folders() {
            find(&folder, 3, &mut files);
        }
        files.sort();
        files.truncate(MOST);
        Self::from_files(&files)
    }

    /// These font files first, the embedded fonts for what they lack.
    ///
    /// # Errors
    /// As [`Fonts::embedded_only`]; a file that is no font is passed over.
    pub fn from_files(files: &[PathBuf]) -> Result<Self> {
        let mut fonts: Vec<Font> = Vec::new();
        for file in files {
            fonts.extend(std::fs::read(file).ok().into_iter().flat_map(|data| Font::iter(Bytes::new(data))));
        }
        let mut embedded = Vec::new();
        for data in [SERIF, SANS] {
            let font = Font::new(Bytes::new(data), 0).ok_or_else(|| Error::internal("内置字体损坏"))?;
            embedded.push(font.info().family.clone());
            fonts.push(font);
        }
        let book = FontBook::from_fonts(&fonts);
        let families =
            PARTS.iter().map(|(part, wanted)| (*part, families_for(part, wanted, &book, &embedded))).collect();
        let covered = covered(&fonts);
        Ok(Self { fonts, book: LazyHash::new(book), families, covered })
    }

    /// Family lists by part of a page, as the templates read them.
    pub(super) fn families(&self) -> &BTreeMap<&'static str, Vec<String>> {
        &self.families
    }

    /// Whether some font has a glyph for it.
    pub(super) fn covers(&self, it: char) -> bool {
        let (word, bit) = place(u32::from(it));
        self.covered.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

fn place(code: u32) -> (usize, u64) {
    ((code / 64) as usize, 1 << (code % 64))
}

fn covered(fonts: &[Font]) -> Vec<u64> {
    let mut bits = vec![0; 0x11_0000 / 64];
    for code in fonts.iter().flat_map(|font| font.info().coverage.iter()) {
        let (word, bit) = place(code);
        if let Some(it) = bits.get_mut(word) {
            *it |= bit;
        }
    }
    bits
}

/// The wanted families that are there, then the embedded one of the fitting shape, then every other for rare hanzi.
fn families_for(part: &str, wanted: &[&str], book: &FontBook, embedded: &[String]) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    let mut add = |family: &str| {
        if !list.iter().any(|it| it == family) {
            list.push(family.to_owned());
        }
    };
    wanted.iter().filter(|it| book.contains_family(&it.to_lowercase())).for_each(|it| add(it));
    let (serif, sans) = (embedded.first(), embedded.last());
    let order = if part == "hei" { [sans, serif] } else { [serif, sans] };
    order.into_iter().flatten().for_each(|it| add(it));
    book.families().for_each(|(family, _)| add(family));
    list
}

fn system_folders() -> Vec<PathBuf> {
    let home = |below: &str| std::env::var_os("HOME").map(|it| Path::new(&it).join(below));
    if cfg!(windows) {
        let windows = std::env::var_os("WINDIR").map(|it| Path::new(&it).join("Fonts"));
        let own =
            std::env::var_os("LOCALAPPDATA").map(|it| Path::new(&it).join("Microsoft").join("Windows").join("Fonts"));
        windows.into_iter().chain(own).collect()
    } else if cfg!(target_os = "macos") {
        let shared = ["/System/Library/Fonts", "/Library/Fonts"].map(PathBuf::from);
        shared.into_iter().chain(home("Library/Fonts")).collect()
    } else {
        let shared = ["/usr/share/fonts", "/usr/local/share/fonts"].map(PathBuf::from);
        shared.into_iter().chain(home(".local/share/fonts")).chain(home(".fonts")).collect()
    }
}

/// Font files of the known names below `folder`, `depth` folders deep.
fn find(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(about) = std::fs::metadata(&path) else { continue };
        if about.is_dir() {
            if depth > 0 {
                find(&path, depth - 1, files);
            }
            continue;
        }
        let name = entry.file_name().to_string_lossy().to_lowercase();
        let font = [".ttf", ".ttc", ".otf"].iter().any(|it| name.ends_with(it));
        if font && about.len() <= LARGEST && FILES.iter().any(|it| name.starts_with(it)) {
            files.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_page_has_a_family_that_is_there() {
        let fonts = Fonts::embedded_only().unwrap();
        for (part, families) in fonts.families() {
            assert!(!families.is_empty(), "{part}");
            for family in families {
                assert!(fonts.book.contains_family(&family.to_lowercase()), "{part}: {family}");
            }
        }
        assert!(fonts.families()["hei"][0].contains("Sans"));
        assert!(fonts.families()["body"][0].contains("Serif"));
        assert!(fonts.covers('〓') && fonts.covers('隐') && fonts.covers('—') && !fonts.covers('𠮷'));
    }

    #[test]
    fn a_file_that_is_no_font_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("simsun.ttc");
        std::fs::write(&file, b"no font").unwrap();
        assert_eq!(Fonts::from_files(&[file, folder.path().join("simhei.ttf")]).unwrap().fonts.len(), 2);
    }
}
