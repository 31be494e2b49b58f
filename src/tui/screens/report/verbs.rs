//! What can be done with a report: the menu, and what each answer does. The list, the preview and the versions share it.

use super::doc::Doc;
use super::{check, export, forms, preview, versions};
use crate::error::Result;
use crate::registers::submission::{self, Frozen, SUBMISSION, SubmissionState};
use crate::report::drafts;
use crate::report::frozen::{self, Again};
use crate::tui::overlay::Pick;
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::screens::RegisterList;

/// Name of the question what to do with a report.
const STEPS: &str = "report.steps";
/// Said before the reason why something cannot be done.
const NOT_NOW: &str = "现在不能：";

/// What can be done, in the order of the work: code and name.
const VERBS: &[(&str, &str)] = &[
    ("preview", "预览"),
    ("words", "填写文字"),
    ("carry", "带来上期的文字作草稿"),
    ("check", "用语体检"),
    ("finalise", "定稿"),
    ("submit", "登记报送"),
    ("return", "登记退回"),
    ("versions", "各次版本"),
    ("export", "导出"),
    ("print", "打印"),
    ("verify", "核对全部已冻结的"),
    ("log", "报送记录"),
];

/// Where a report is looked at.
#[derive(Clone, Copy)]
pub(super) enum From<'a> {
    /// A row of the calendar.
    Row,
    /// Its preview.
    Preview,
    /// The preview or row of a frozen version.
    Version(&'a Frozen),
}

impl<'a> From<'a> {
    /// The frozen version that is looked at.
    fn frozen(self) -> Option<&'a Frozen> {
        match self {
            Self::Version(frozen) => Some(frozen),
            Self::Row | Self::Preview => None,
        }
    }
}

/// Asks what to do with a report.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn ask(cx: &Session, doc: &Doc, from: From<'_>) -> Result<Vec<Msg>> {
    let mut choices = Vec::new();
    let mut later = Vec::new();
    let shown = |verb: &str| verb != "preview" || matches!(from, From::Row);
    for (verb, name) in VERBS.iter().filter(|(verb, _)| shown(verb)) {
        let (name, note) = named(cx, doc, verb, name)?;
        match blocked(cx, doc, verb)? {
            None => choices.push(Choice::new(*verb, name).note(note)),
            Some(why) => later.push(Choice::new(*verb, name).note(format!("{NOT_NOW}{why}"))),
        }
    }
    choices.append(&mut later);
    Ok(vec![Msg::Push(Box::new(Pick::new(STEPS, doc.title(), choices)))])
}

/// What a verb is called for this report, and what is to be known of it.
fn named(cx: &Session, doc: &Doc, verb: &str, name: &str) -> Result<(String, String)> {
    let plain = |note: String| (name.to_owned(), note);
    Ok(match verb {
        "words" => {
            let parts = drafts::parts(&cx.store, doc.kind, &doc.about).unwrap_or_default();
            let empty = parts.iter().filter(|it| it.text.is_empty()).count();
            plain(format!("{} 段，{empty} 段空着", parts.len()))
        }
        "check" => plain("空着的和没有内容的话".to_owned()),
        "finalise" => plain("冻结数字、文字和签发人".to_owned()),
        "submit" => {
            let again = frozen::next_is(&cx.store, doc.kind, &doc.about).unwrap_or(Again::First);
            let name = match again {
                Again::First => name.to_owned(),
                Again::Resubmitted => "登记补报".to_owned(),
                Again::Corrected => "登记更正后再报".to_owned(),
            };
            (name, String::new())
        }
        "versions" => {
            let count = submission::of(&cx.store, doc.kind.key, &doc.about)?.len();
            plain(format!("{count} 次；重印、比较"))
        }
        _ => plain(String::new()),
    })
}

/// Why a verb cannot be done now; none when it can.
fn blocked(cx: &Session, doc: &Doc, verb: &str) -> Result<Option<String>> {
    let writes = matches!(verb, "words" | "carry" | "finalise" | "submit" | "return");
    if writes && cx.store.is_read_only() {
        return Ok(Some("文件以只读方式打开".to_owned()));
    }
    Ok(match verb {
        "words" => doc.kind.texts.is_empty().then(|| "没有由人写的文字".to_owned()),
        "carry" => {
            let parts = drafts::parts(&cx.store, doc.kind, &doc.about).unwrap_or_default();
            let any = parts.iter().any(drafts::Part::can_be_carried);
            (!any).then(|| "上期没有写过，或本期都写了".to_owned())
        }
        "finalise" => unripe(cx, doc, "定稿"),
        "submit" => unripe(cx, doc, "报送"),
        "return" => {
            let all = submission::of(&cx.store, doc.kind.key, &doc.about)?;
            let last = all.iter().rev().find(|it| !it.retired && it.state != SubmissionState::Final);
            (!last.is_some_and(Frozen::is_handed_in)).then(|| "没有报送在外的".to_owned())
        }
        "versions" => {
            let none = submission::of(&cx.store, doc.kind.key, &doc.about)?.is_empty();
            none.then(|| "还没有定稿或报送过".to_owned())
        }
        _ => None,
    })
}

/// Why a report cannot be frozen today.
fn unripe(cx: &Session, doc: &Doc, what: &str) -> Option<String> {
    frozen::unripe(doc.period?, what, cx.today)
}

/// Does what was answered.
///
/// # Errors
/// When it cannot be done.
pub(super) fn answered(cx: &mut Session, answer: &Answer, doc: &Doc, from: From<'_>) -> Result<Vec<Msg>> {
    if let Some(messages) = export::answered(cx, answer)? {
        return Ok(messages);
    }
    if answer.tag != STEPS {
        return Ok(Vec::new());
    }
    let verb = answer.value.as_str();
    if let Some(why) = blocked(cx, doc, verb)? {
        return Ok(vec![Msg::Notice(format!("{NOT_NOW}{why}"))]);
    }
    let number = from.frozen().map(|it| it.number);
    match verb {
        "preview" => Ok(vec![preview::screen(doc.clone())]),
        "words" => Ok(vec![forms::words(doc)]),
        "carry" => carry(cx, doc),
        "check" => check::wording(cx, doc),
        "finalise" => Ok(vec![forms::finalise(doc)]),
        "submit" => Ok(vec![forms::submit(doc)]),
        "return" => Ok(vec![forms::give_back(doc)]),
        "versions" => Ok(vec![versions::screen(doc.clone())]),
        "export" => Ok(vec![export::ask(cx, doc, number)?]),
        "print" => export::print(cx, doc, number),
        "verify" => check::verify(cx, None),
        "log" => Ok(vec![Msg::Push(Box::new(RegisterList::new(&SUBMISSION).screen()))]),
        _ => Ok(Vec::new()),
    }
}

/// Takes the texts of the period before over and opens them for editing.
fn carry(cx: &mut Session, doc: &Doc) -> Result<Vec<Msg>> {
    let done = drafts::carry(&mut cx.store, doc.kind, &doc.about, None)?;
    let labels: Vec<&str> = done.sections.iter().map(|it| it.label).collect();
    let said = format!("已带来{}的“{}”，请改成本期的情况；u 可撤销", done.from.label(), labels.join("”“"));
    Ok(vec![Msg::Stale, forms::words(doc), Msg::Notice(said)])
}
