//! The little world Typst sees: a handful of files of ours, our fonts, no clock, no disk, no network.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use chrono::{Datelike, NaiveDateTime, Timelike};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::data;
use super::{Options, Pdf, fonts::Fonts, long};
use crate::error::{Error, Result};
use crate::report::model::{Page, Report};

const TEMPLATES: &[(&str, &str)] = &[
    ("base.typ", include_str!("../../../../templates/base.typ")),
    ("letter.typ", include_str!("../../../../templates/letter.typ")),
    ("form.typ", include_str!("../../../../templates/form.typ")),
    ("ledger.typ", include_str!("../../../../templates/ledger.typ")),
    ("card.typ", include_str!("../../../../templates/card.typ")),
    ("binder.typ", include_str!("../../../../templates/binder.typ")),
];
/// Largest template a plant may put in place of ours.
const LARGEST: u64 = 1 << 20;

/// Prints a report.
pub fn print(report: &Report, options: Options<'_>) -> Result<Pdf> {
    // Tags of thousands of cells cost more memory than the page itself.
    let tagged = report.page != Page::Ledger;
    let printed = lay_out_in(report, options).and_then(|(world, document, missing)| {
        let bytes = world.export(&document, report.kind, &report.file_stem, tagged, options.created)?;
        Ok(Pdf { bytes, pages: document.pages().len(), warnings: warnings(&missing) })
    });
    // What was cached for this report is of no use to the next one, and a long-lived program would keep it all.
    typst::comemo::evict(0);
    printed
}

/// Characters no font has, and where they stand.
pub type Missing = BTreeMap<char, Vec<String>>;

/// The pages of a report, and the characters no font has.
pub fn lay_out(report: &Report, options: Options<'_>) -> Result<(PagedDocument, Missing)> {
    lay_out_in(report, options).map(|(_, document, missing)| (document, missing))
}

fn lay_out_in<'a>(report: &Report, options: Options<'a>) -> Result<(Sandbox<'a>, PagedDocument, Missing)> {
    let (mut data, missing) = data::data(report, options.fonts);
    let mut world = Sandbox::new(report, options)?;
    // A plant's own template knows nothing of parts: it is given the whole.
    let table = if report.page == Page::Ledger && world.built_in { data.take_table(long::LONG) } else { None };
    let document = match table {
        Some(table) => long::lay_out(&mut world, &mut data, &table),
        None => world.lay_out(&data),
    }?;
    Ok((world, document, missing))
}

/// What the reader must know of characters no font has.
pub fn warnings(missing: &Missing) -> Vec<String> {
    missing.iter().map(|(it, places)| warning(*it, places)).collect()
}

fn warning(it: char, places: &[String]) -> String {
    let named = places.iter().take(3).cloned().collect::<Vec<_>>().join("；");
    let more = if places.len() > 3 { format!(" 等 {} 处", places.len()) } else { String::new() };
    format!("现有字体没有“{it}”（U+{:04X}），已印作“{}”，见：{named}{more}", u32::from(it), data::MISSING)
}

/// Templates, data and fonts of one report.
pub struct Sandbox<'a> {
    library: LazyHash<Library>,
    /// Fonts to print with.
    pub(super) fonts: &'a Fonts,
    main: FileId,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
    /// All templates are the program's own.
    built_in: bool,
}

impl<'a> Sandbox<'a> {
    fn new(report: &Report, options: Options<'a>) -> Result<Self> {
        let main = match report.page {
            Page::Letter => "letter.typ",
            Page::Form => "form.typ",
            Page::Ledger => "ledger.typ",
            Page::Card => "card.typ",
        };
        let mut world = Self::of(main, options)?;
        let own_name = format!("{}.typ", report.kind);
        if let Some(text) = own_template(options.templates, &own_name)? {
            world.built_in = false;
            world.main = id(&own_name)?;
            world.sources.insert(world.main, Source::new(world.main, text));
        }
        Ok(world)
    }

    /// Templates and fonts, `main` the one that is laid out.
    ///
    /// # Errors
    /// A plant's own template that cannot be read.
    pub fn of(main: &str, options: Options<'a>) -> Result<Self> {
        let mut sources = HashMap::new();
        let mut all_ours = true;
        for &(name, built_in) in TEMPLATES {
            let own = own_template(options.templates, name)?;
            all_ours &= own.is_none();
            let text = own.unwrap_or_else(|| built_in.to_owned());
            let id = id(name)?;
            sources.insert(id, Source::new(id, text));
        }
        let main = id(main)?;
        let families = serde_json::to_vec(options.fonts.families())
            .map_err(|err| Error::internal(format!("字体表无法写出：{err}")))?;
        let files = HashMap::from([(id("fonts.json")?, Bytes::new(families))]);
        let (library, fonts, built_in) = (LazyHash::new(Library::default()), options.fonts, all_ours);
        Ok(Self { library, fonts, main, sources, files, built_in })
    }

    /// The pages of this data.
    ///
    /// # Errors
    /// A template that does not compile.
    pub fn lay_out<D: serde::Serialize>(&mut self, data: &D) -> Result<PagedDocument> {
        let data = serde_json::to_vec(data).map_err(|err| Error::internal(format!("报告数据无法写出：{err}")))?;
        self.files.insert(id("data.json")?, Bytes::new(data));
        typst::compile::<PagedDocument>(self).output.map_err(|errors| self.refused(&errors))
    }

    /// The file of these pages.
    ///
    /// # Errors
    /// What Typst refuses.
    pub fn export(
        &self,
        document: &PagedDocument,
        kind: &str,
        stem: &str,
        tagged: bool,
        created: NaiveDateTime,
    ) -> Result<Vec<u8>> {
        let moment = Datetime::from_ymd_hms(
            created.year(),
            u8::try_from(created.month()).unwrap_or(1),
            u8::try_from(created.day()).unwrap_or(1),
            u8::try_from(created.hour()).unwrap_or(0),
            u8::try_from(created.minute()).unwrap_or(0),
            u8::try_from(created.second()).unwrap_or(0),
        );
        let mut settings = PdfOptions {
            ident: Smart::Custom(format!("anguan {kind} {stem}")),
            creator: Smart::Custom(Some(concat!("anguan ", env!("CARGO_PKG_VERSION")).to_owned())),
            timestamp: moment.map(Timestamp::new_utc),
            tagged,
            ..PdfOptions::default()
        };
        settings.standards = PdfStandards::new(&[PdfStandard::A_2u])
            .map_err(|err| Error::internal(format!("PDF 标准设定有误：{}", err.message())))?;
        let bytes = typst_pdf::pdf(document, &settings).or_else(|_| {
            // A system font may hold what PDF/A forbids (characters of private use): then a plain PDF, not none.
            settings.standards = PdfStandards::default();
            typst_pdf::pdf(document, &settings)
        });
        bytes.map_err(|errors| self.refused(&errors))
    }

    /// What Typst said, with file and line.
    fn refused(&self, errors: &[SourceDiagnostic]) -> Error {
        let said = errors.iter().take(3).map(|error| {
            let place = error.span.id().and_then(|id| {
                let range = self.range(error.span)?;
                let line = self.sources.get(&id)?.lines().byte_to_line(range.start)?;
                Some(format!("{} 第 {} 行：", id.vpath().get_without_slash(), line + 1))
            });
            format!("{}{}", place.unwrap_or_default(), error.message)
        });
        Error::input(format!("报告模板不能排版：{}", said.collect::<Vec<_>>().join("；")))
            .hint("检查数据文件旁 templates 文件夹里的模板；移走它即恢复内置版式")
    }
}

/// A plant's own template of that name, if there is one.
fn own_template(folder: Option<&Path>, name: &str) -> Result<Option<String>> {
    let Some(path) = folder.map(|it| it.join(name)) else { return Ok(None) };
    let Ok(about) = std::fs::metadata(&path) else { return Ok(None) };
    if about.len() > LARGEST {
        return Err(Error::input(format!("模板 {} 超过 1 MB，未使用", path.display())));
    }
    std::fs::read_to_string(&path)
        .map(Some)
        .map_err(|err| Error::file(format!("模板 {} 读不出来：{err}", path.display())).hint("模板须是 UTF-8 文本文件"))
}

fn id(name: &str) -> Result<FileId> {
    let path = VirtualPath::new(name).map_err(|err| Error::internal(format!("模板名 {name} 无效：{err}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Sandbox<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or_else(|| not_here(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| not_here(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_here(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_with_slash().into())
}
