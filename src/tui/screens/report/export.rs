//! Reports as files: the dialog of format, folder and name, what lies there already, and what is done with the file then.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::doc::Doc;
use super::moment;
use crate::domain::fold::clean_line;
use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::exchange::out_file;
use crate::report::collect;
use crate::report::frozen;
use crate::report::kinds::Format;
use crate::report::model::file_stem;
use crate::report::render::{Rendered, render};
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel, FormScreen};
use crate::tui::overlay::Confirm;
use crate::tui::paper;
use crate::tui::screen::{Answer, Choice, Msg, Session};

/// Folder beside the data file.
const FOLDER: &str = "导出";
/// Habit: the folder of the last export. It belongs to nobody's records: see [`crate::store::Store::habit`].
const LAST_FOLDER: &str = "export/folder";
/// Habit: the format of the last export.
const LAST_FORMAT: &str = "export/format";
/// Files of one name that may lie beside each other.
const COPIES: u32 = 999;
/// Name of the question what becomes of a file that is there.
const EXISTS: &str = "report.exists";

/// A file to be written.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Job {
    /// Which report.
    doc: String,
    /// Which frozen version of it; none: as the records stand now.
    number: Option<i64>,
    /// Its format.
    format: String,
    /// Where to.
    path: PathBuf,
    /// Whether a file that is there was given up by the user.
    over: bool,
}

/// A report in bytes.
fn bytes(cx: &Session, doc: &Doc, number: Option<i64>, format: Format) -> Result<Rendered> {
    let moment = moment(cx);
    let templates = frozen::templates(cx.store.path());
    match number {
        Some(_) => {
            let it = frozen::find(&cx.store, doc.kind, &doc.about, number)?;
            frozen::reprint_as(doc.kind, &it, format, moment, templates.as_deref())
        }
        None => {
            let made = collect::collect(&cx.store, doc.kind, &doc.about, moment)?;
            render(&made.report, &made.facts, format, moment.at, templates.as_deref())
        }
    }
}

/// Name of its file, without ending.
fn stem(cx: &Session, doc: &Doc, number: Option<i64>) -> Result<String> {
    Ok(match number {
        Some(number) => file_stem(&[doc.kind.title, &doc.about, &format!("第{number}次")]),
        None => collect::collect(&cx.store, doc.kind, &doc.about, moment(cx))?.file_stem,
    })
}

/// The folder of the data file; none while the data lies in memory only.
fn home(cx: &Session) -> Option<&Path> {
    let data = cx.store.path();
    data.file_name()?;
    data.parent()
}

/// The folder of the last export if it is still there, else the one beside the data file.
fn folder(cx: &Session) -> Result<Option<PathBuf>> {
    let last = cx.store.habit(LAST_FOLDER)?.map(PathBuf::from).filter(|it| it.is_dir());
    Ok(last.or_else(|| home(cx).map(|home| home.join(FOLDER))))
}

/// Formats of a kind that this build can write.
fn formats(doc: &Doc) -> impl Iterator<Item = Format> + use<> {
    doc.kind.formats.iter().copied().filter(|it| *it != Format::Pdf || cfg!(feature = "pdf"))
}

/// The dialog.
///
/// # Errors
/// When the report cannot be collected.
pub(super) fn ask(cx: &Session, doc: &Doc, number: Option<i64>) -> Result<Msg> {
    let form = ExportForm {
        doc: doc.clone(),
        number,
        stem: stem(cx, doc, number)?,
        format: Format::Txt,
        folder: PathBuf::new(),
        default: home(cx).map(|home| home.join(FOLDER)),
        name: String::new(),
    };
    Ok(Msg::Push(Box::new(FormScreen::new(form))))
}

struct ExportForm {
    doc: Doc,
    number: Option<i64>,
    stem: String,
    format: Format,
    folder: PathBuf,
    /// The folder that is made when it is not there.
    default: Option<PathBuf>,
    name: String,
}

impl FormModel for ExportForm {
    fn title(&self) -> String {
        let which = self.number.map_or_else(String::new, |number| format!(" 第 {number} 次"));
        format!("导出：{}{which}", self.doc.title())
    }

    fn purpose(&self) -> String {
        "选格式、文件夹和文件名，Ctrl+S 写出；已有同名文件时先询问。文件夹下次还在这里。".to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let choices: Vec<Choice> = formats(&self.doc).map(|it| Choice::new(it.code(), it.label())).collect();
        let last = cx.store.habit(LAST_FORMAT)?;
        let chosen = choices.iter().find(|it| Some(&it.value) == last.as_ref()).or(choices.first()).cloned();
        let (value, label) = chosen.map(|it| (it.value, it.label)).unzip();
        let folder = folder(cx)?.map(|it| clean_line(&it.to_string_lossy())).unwrap_or_default();
        let format = FieldSpec::new("format", "格式", FieldKind::Choice(choices)).required();
        let place = FieldSpec::new("folder", "文件夹", FieldKind::Line)
            .required()
            .help("不写完整路径的，从数据文件的文件夹算起");
        let name = FieldSpec::new("name", "文件名", FieldKind::Line).required().help("扩展名按格式自动加上");
        Ok(vec![
            Field::new(format, &label.unwrap_or_default(), value),
            Field::new(name, &self.stem, None),
            Field::new(place, &folder, None),
        ])
    }

    fn set(&mut self, cx: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        let text = clean_line(raw);
        match key {
            "format" => {
                self.format = Format::from_code(&text).ok_or_else(|| Problem::field("format", "格式：请选一种"))?;
                Ok(String::new())
            }
            "folder" => {
                let typed = PathBuf::from(&text);
                let whole = home(cx).map_or(typed.clone(), |home| home.join(&typed));
                if text.is_empty() || !whole.is_absolute() {
                    return Err(Problem::field("folder", "文件夹：写完整的路径"));
                }
                if !whole.is_dir() && Some(&whole) != self.default.as_ref() {
                    return Err(Problem::field("folder", "文件夹：没有这个文件夹"));
                }
                self.folder = whole;
                Ok(String::new())
            }
            _ => {
                let ending = format!(".{}", self.format.code());
                let bare = text.strip_suffix(&ending).unwrap_or(&text);
                if bare.contains(['/', '\\']) {
                    return Err(Problem::field("name", "文件名：不能有斜杠，文件夹写在下一项"));
                }
                self.name = file_stem(&[bare]);
                if self.name.is_empty() {
                    return Err(Problem::field("name", "文件名：必须填写"));
                }
                Ok(format!("{}{ending}", self.name))
            }
        }
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let path = self.folder.join(format!("{}.{}", self.name, self.format.code()));
        let job =
            Job { doc: self.doc.id(), number: self.number, format: self.format.code().to_owned(), path, over: false };
        cx.store.keep_habit(LAST_FOLDER, &self.folder.to_string_lossy())?;
        cx.store.keep_habit(LAST_FORMAT, self.format.code())?;
        let mut messages = vec![Msg::Pop];
        messages.extend(if job.path.symlink_metadata().is_ok() { vec![ask_again(&job)?] } else { run(cx, &job)? });
        Ok(messages)
    }
}

fn packed(job: &Job) -> Result<String> {
    serde_json::to_string(job).map_err(|_| Error::input("文件夹的名称不是文字，不能导出到那里"))
}

/// Asks what becomes of the file that is there.
fn ask_again(job: &Job) -> Result<Msg> {
    let copy = Job { path: free(&job.path), ..job.clone() };
    let over = Job { over: true, ..job.clone() };
    let name = |path: &Path| path.file_name().map(|it| clean_line(&it.to_string_lossy())).unwrap_or_default();
    let question = format!("已有同名文件 {}。", name(&job.path));
    let answers = vec![
        Choice::new(packed(&copy)?, format!("另存为 {}", tail(&name(&copy.path)))),
        Choice::new(packed(&over)?, "覆盖"),
        Choice::new("", "不导出"),
    ];
    Ok(Msg::Push(Box::new(Confirm::new(EXISTS, "导出", question, answers))))
}

/// The end of a long name: where copies differ.
fn tail(name: &str) -> String {
    let count = name.chars().count();
    if count <= 20 { name.to_owned() } else { format!("..{}", name.chars().skip(count - 18).collect::<String>()) }
}

/// The first name beside this one that is free.
fn free(path: &Path) -> PathBuf {
    let stem = path.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = path.extension().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let name = |n: u32| path.with_file_name(format!("{stem}-{n}.{ending}"));
    (2..COPIES).map(name).find(|path| path.symlink_metadata().is_err()).unwrap_or_else(|| name(COPIES))
}

/// Writes the file.
fn run(cx: &Session, job: &Job) -> Result<Vec<Msg>> {
    let format = Format::from_code(&job.format).ok_or_else(|| Error::internal(format!("格式 {}", job.format)))?;
    let made = bytes(cx, &Doc::named(&job.doc)?, job.number, format)?;
    put(&job.path, &made, job.over)?;
    Ok(vec![written(&job.path, &made, format)])
}

fn put(path: &Path, made: &Rendered, over: bool) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| out_file::failed(folder, &error))?;
    }
    out_file::write(path, over, |file| file.write_all(&made.bytes).map_err(|error| out_file::failed(path, &error)))
}

/// Writes a report for the printer into the folder of the last export; an earlier file of the name stays, unless it is the
/// same.
///
/// # Errors
/// When it cannot be collected or written.
pub(super) fn print(cx: &Session, doc: &Doc, number: Option<i64>) -> Result<Vec<Msg>> {
    let format = formats(doc).find(|it| matches!(it, Format::Pdf)).unwrap_or(Format::Txt);
    let folder =
        folder(cx)?.ok_or_else(|| Error::input("数据只在内存里，没有可以放文件的文件夹").hint("按 F8 选一个文件夹"))?;
    let made = bytes(cx, doc, number, format)?;
    let mut path = folder.join(format!("{}.{}", stem(cx, doc, number)?, format.code()));
    let same = std::fs::read(&path).is_ok_and(|there| there == made.bytes);
    if !same {
        if path.symlink_metadata().is_ok() {
            path = free(&path);
        }
        put(&path, &made, false)?;
    }
    Ok(vec![written(&path, &made, format)])
}

/// Says what was written and asks what is done with it.
fn written(path: &Path, made: &Rendered, format: Format) -> Msg {
    let pages = made.pages.map_or_else(String::new, |pages| format!(" {pages} 页"));
    let mut said =
        format!("已写出{pages}，{} KB：\n{}", made.bytes.len().div_ceil(1024), clean_line(&path.to_string_lossy()));
    for warning in made.warnings.iter().take(3) {
        said = format!("{said}\n注意：{warning}");
    }
    paper::offer(said, path, format)
}

/// Takes an answer of these questions; none when it is of another.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn answered(cx: &Session, answer: &Answer) -> Result<Option<Vec<Msg>>> {
    match answer.tag {
        EXISTS if answer.value.is_empty() => Ok(Some(vec![Msg::Notice("没有导出，原来的文件没有动".to_owned())])),
        EXISTS => {
            let job: Job = serde_json::from_str(&answer.value).map_err(|err| Error::internal(err.to_string()))?;
            run(cx, &job).map(Some)
        }
        _ => Ok(paper::offered(answer)),
    }
}
