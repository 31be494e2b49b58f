//! 定稿, 报送, 退回: reports frozen with their figures, handed in, given back, printed again, and held against the
//! records ever after ([`verify()`]).
//!
//! Frozen are the facts (figures, the author's words, the signer), the hash of every file laid out from them, edition and
//! hash of the packs that judged, and the head of the audit chain. Whatever is printed of a frozen report is laid out from
//! its facts alone.

mod causes;
mod files;
mod labels;
mod verify;

pub use causes::PackChange;
pub use files::{Hashing, Layouts, find_file, layouts_of, reprint_as, templates};
pub use verify::{Checked, Difference, between, differences, intact, verify};

use chrono::{NaiveDate, Timelike};
use serde_json::Value as Json;

use files::hashes;

use super::collect::Moment;
use super::kinds::{About, ReportKind};
use super::letter;
use super::model::Report;
use super::subject::{self, Subject};
use super::wording;
use crate::domain::date::{add_days, chinese};
use crate::domain::fold::clean_line;
use crate::domain::obligation::rule::MetBy;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::knowledge;
use crate::registers::duty;
use crate::registers::submission::{self, Freeze, Frozen, HandIn, SubmissionState};
use crate::store::Store;

/// How a report is handed in.
#[derive(Clone, Debug, Default)]
pub struct Handing {
    /// Who it goes to.
    pub to: String,
    /// Day it is handed in.
    pub on: NaiveDate,
    /// 签发人.
    pub signed_by: Option<String>,
    /// 经办人; none: who is at the keyboard.
    pub submitted_by: Option<String>,
    /// 纸质, 平台, 邮件.
    pub channel: Option<String>,
    /// 回执: number or who took it.
    pub receipt: Option<String>,
    /// Why it is late.
    pub late_reason: Option<String>,
    /// Hand in the final version as it was frozen even if the records changed since: it is the paper that was signed.
    pub as_finalised: bool,
}

/// What sort of hand-in it is, seen from those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// The first one.
    First,
    /// After one that was returned: 补报.
    Resubmitted,
    /// After one that still stands: 更正.
    Corrected,
}

impl Again {
    /// As people say it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::First => "报送",
            Self::Resubmitted => "补报",
            Self::Corrected => "更正后再报",
        }
    }
}

/// What was frozen, and what its author should know.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The stored report.
    pub frozen: Frozen,
    /// Whether it is the first, a 补报 or a correction.
    pub again: Again,
    /// Days after the day due; none when in time, not handed in, or when no duty asks for it.
    pub late_days: Option<i64>,
    /// One Chinese sentence each.
    pub warnings: Vec<String>,
}

/// First day on which a report about a period may be frozen: the day after it; a week's report from its Friday on, as
/// plants do it.
fn earliest(period: Period) -> NaiveDate {
    match period {
        Period::Week { .. } => add_days(period.last(), -2),
        Period::Day(_) | Period::Month { .. } | Period::Quarter { .. } | Period::HalfYear { .. } | Period::Year(_) => {
            add_days(period.last(), 1)
        }
    }
}

/// Why a report about a period cannot be frozen yet as of a day, in a few words; none when it can. `what` is done with
/// it: 定稿, 报送.
#[must_use]
pub fn unripe(period: Period, what: &str, on: NaiveDate) -> Option<String> {
    (on < earliest(period)).then(|| format!("{}还没有结束，不能{what}", period.label()))
}

/// Whether a report may be frozen as of a day; `what` is done with it: 定稿, 报送.
fn ripe(kind: &ReportKind, about: &Subject, what: &str, on: NaiveDate, moment: Moment) -> Result<()> {
    if on > moment.today {
        return Err(Error::input(format!("{what}日期{}还没有到", chinese(on))));
    }
    match about.period.and_then(|period| Some((period, unripe(period, what, on)?))) {
        Some((period, said)) => Err(Error::input(said).hint(format!(
            "{}之后再{what}；要先看数据用 anguan report {}",
            chinese(period.last()),
            kind.key
        ))),
        None => Ok(()),
    }
}

/// 定稿: freezes a report as the records stand today, without handing it in.
///
/// # Errors
/// [`crate::error::Kind::Input`] when the period has not ended or the record is not known; when the file cannot be written.
pub fn finalise(
    store: &mut Store,
    kind: &'static ReportKind,
    about: &str,
    signed_by: Option<&str>,
    moment: Moment,
) -> Result<Submitted> {
    let about = subject::of(store, kind, about)?;
    ripe(kind, &about, "定稿", moment.today, moment)?;
    let before = live(store, kind, &about)?;
    let signed_by = signed_by.map(clean_line).filter(|it| !it.is_empty());
    letter::take_number(store, kind, &about.key, moment.today)?;
    let (freeze, mut warnings) = freeze(store, kind, &about, moment, signed_by.as_deref(), Hashing::All)?;
    warnings.extend(unsigned(kind, signed_by.as_deref())?);
    if let Some(last) = before.last().filter(|it| it.state == SubmissionState::Final) {
        warnings.push(format!("第 {} 次定稿还没有报送，已由这一次取代", last.number));
    }
    let frozen = submission::finalise(store, &freeze)?;
    Ok(Submitted { frozen, again: again(&before), late_days: None, warnings })
}

/// 报送: hands in the final version where there is one and the records have not changed since; else freezes the facts as
/// they stand on the day of handing in, as a new number, and hands those in.
///
/// # Errors
/// [`crate::error::Kind::Input`] when the period has not ended, the day lies in the future or before the final version's,
/// or nobody is named to receive it; when the file cannot be written.
pub fn submit(
    store: &mut Store,
    kind: &'static ReportKind,
    about: &str,
    handing: &Handing,
    moment: Moment,
) -> Result<Submitted> {
    submit_hashing(store, kind, about, handing, moment, Hashing::All)
}

/// As [`submit`], with a say in which files are laid out for their hashes.
///
/// # Errors
/// As [`submit`].
pub fn submit_hashing(
    store: &mut Store,
    kind: &'static ReportKind,
    about: &str,
    handing: &Handing,
    moment: Moment,
    hashing: Hashing,
) -> Result<Submitted> {
    let about = subject::of(store, kind, about)?;
    ripe(kind, &about, "报送", handing.on, moment)?;
    if clean_line(&handing.to).is_empty() {
        return Err(Error::input("没有写明报送给谁").hint("用 --to 写明报送单位的全称"));
    }
    let before = live(store, kind, &about)?;
    let ready = before.last().filter(|it| it.state == SubmissionState::Final);
    let earlier: Vec<Frozen> =
        before.iter().filter(|it| ready.is_none_or(|ready| ready.id != it.id)).cloned().collect();
    let late_days = late_days(store, kind, &about, handing.on)?;
    let given = HandIn {
        recipient: handing.to.clone(),
        on: handing.on,
        signed_by: handing.signed_by.clone(),
        submitted_by: handing.submitted_by.clone(),
        channel: handing.channel.clone(),
        receipt: handing.receipt.clone(),
        late_reason: handing.late_reason.clone(),
    };
    let mut warnings = Vec::new();
    let mut signed = handing.signed_by.clone();
    let mut frozen = None;
    if let Some(ready) = ready {
        signed = signed.or_else(|| ready.signed_by.clone());
        let changed = changed(store, kind, ready, handing, &mut warnings)?;
        if changed.is_empty() || handing.as_finalised {
            let facts: Json = parsed(ready)?;
            warnings.extend(advice(store, kind, &about, &facts)?);
            frozen = Some(submission::hand_in(store, ready, &about.title, &given)?);
        } else {
            warnings.push(format!(
                "第 {} 次定稿之后有变化（{}），已按现在的记录重新冻结为新的一次；已签字的纸面如要照报，用 --as-finalised",
                ready.number,
                changed.join("、")
            ));
        }
    }
    let frozen = match frozen {
        Some(frozen) => frozen,
        None => {
            let as_of = as_of(moment, handing.on);
            letter::take_number(store, kind, &about.key, as_of.today)?;
            let (freeze, advice) = freeze(store, kind, &about, as_of, signed.as_deref(), hashing)?;
            warnings.extend(advice);
            submission::submit(store, &freeze, &given)?
        }
    };
    if let (Some(days), None) = (late_days, &handing.late_reason) {
        warnings.push(format!(
            "已迟报 {days} 天，没有写原因；可用 anguan set submission {} late_reason=原因 补上",
            frozen.id
        ));
    }
    warnings.extend(unsigned(kind, signed.as_deref())?);
    Ok(Submitted { frozen, again: again(&earlier), late_days, warnings })
}

/// 退回: logs that the report handed in last was given back. The next [`submit`] is its 补报.
///
/// # Errors
/// [`crate::error::Kind::Input`] when none stands handed in, without a reason, for a day in the future or before the
/// hand-in; when the file cannot be written.
pub fn give_back(
    store: &mut Store,
    kind: &'static ReportKind,
    about: &str,
    on: NaiveDate,
    reason: &str,
    moment: Moment,
) -> Result<Frozen> {
    let about = subject::of(store, kind, about)?;
    if on > moment.today {
        return Err(Error::input(format!("退回日期{}还没有到", chinese(on))));
    }
    let before = live(store, kind, &about)?;
    match before.iter().rev().find(|it| it.state != SubmissionState::Final) {
        Some(last) => submission::give_back(store, last, &about.title, on, reason),
        None => Err(Error::input(format!("{}还没有报送过，不能退回", about.title))),
    }
}

/// The frozen version of a report with this number; without one the last that is not retired.
///
/// # Errors
/// [`crate::error::Kind::Input`] when there is none; when the file cannot be read.
pub fn find(store: &Store, kind: &ReportKind, about: &str, number: Option<i64>) -> Result<Frozen> {
    let about = subject::of(store, kind, about)?;
    let all = submission::of(store, kind.key, &about.key)?;
    let numbers: Vec<String> = all.iter().map(|it| format!("第 {} 次（{}）", it.number, it.standing())).collect();
    let found = match number {
        Some(number) => all.into_iter().find(|it| it.number == number),
        None => all.into_iter().rfind(|it| !it.retired),
    };
    found.ok_or_else(|| {
        let which = number.map_or_else(String::new, |number| format!("第 {number} 次"));
        let known = if numbers.is_empty() { "还没有定稿或报送过".to_owned() } else { numbers.join("、") };
        Error::input(format!("{}没有{which}冻结的版本", about.title)).hint(format!("现有：{known}"))
    })
}

/// A frozen report as a reader sees it, from its frozen facts alone.
///
/// # Errors
/// [`crate::error::Kind::File`] when the facts cannot be read.
pub fn reprint(kind: &ReportKind, frozen: &Frozen) -> Result<Report> {
    let facts = parsed(frozen)?;
    (kind.shape_of(&facts).1)(&facts)
}

/// Facts as they were frozen, parsed.
fn parsed(frozen: &Frozen) -> Result<Json> {
    serde_json::from_str(&frozen.facts).map_err(|err| Error::file(format!("冻结的报告数据读不出来：{err}")))
}

/// Collects a report and puts together what is frozen of it; with what its author should know.
fn freeze(
    store: &Store,
    kind: &ReportKind,
    about: &Subject,
    moment: Moment,
    signed_by: Option<&str>,
    hashing: Hashing,
) -> Result<(Freeze, Vec<String>)> {
    let head = store.chain_head()?;
    let at = moment.at.with_second(0).and_then(|it| it.with_nanosecond(0)).unwrap_or(moment.at);
    let mut facts = (kind.collect)(store, kind, &about.key, Moment { at, ..moment })?.facts;
    if let (Json::Object(map), Some(name)) = (&mut facts, signed_by) {
        map.insert("signed_by".to_owned(), name.into());
    }
    let mut warnings = advice(store, kind, about, &facts)?;
    let text = serde_json::to_string(&facts).map_err(|err| Error::internal(format!("报告数据无法冻结：{err}")))?;
    let layouts = Layouts {
        at,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        sha256: hashes(kind, &text, at, templates(store.path()).as_deref(), hashing, &mut warnings)?,
    };
    let json = |value: Result<String, serde_json::Error>| value.map_err(|err| Error::internal(err.to_string()));
    let freeze = Freeze {
        kind: kind.key.to_owned(),
        period: about.key.clone(),
        title: about.title.clone(),
        on: moment.today,
        signed_by: signed_by.map(str::to_owned),
        facts: text,
        layouts: json(serde_json::to_string(&layouts))?,
        packs: json(serde_json::to_string(&knowledge::list::digests()?))?,
        chain_head: head.map(|head| head.hash).unwrap_or_default(),
    };
    Ok((freeze, warnings))
}

/// What the author of a report should know before it goes out; nothing of it blocks.
fn advice(store: &Store, kind: &ReportKind, about: &Subject, facts: &Json) -> Result<Vec<String>> {
    let mut warnings = Vec::new();
    let ungraded = ungraded(facts);
    if ungraded > 0 {
        warnings.push(format!("有 {ungraded} 项隐患尚未定级，报告里单列为“未定级”；定级后数字会变，须另报更正"));
    }
    if facts.get(super::BEFORE_RECORDS).is_some() {
        warnings.push("本期整个在记录起始日之前，这里没有它的记录：数字印成“—”，不是零报告，须另行核实填写".to_owned());
    }
    let review = wording::review(store, kind, about, facts)?;
    warnings.extend(review.empty.iter().map(|label| format!("“{label}”一段是空的")));
    warnings.extend(review.unfilled.iter().map(|label| format!("“{label}”未填写")));
    warnings.extend(review.hits.iter().map(|it| format!("“{}”里的“{}”没有内容：{}", it.section, it.found, it.suggest)));
    Ok(warnings)
}

/// A warning where the duty is met only by a signed report and nobody signed.
fn unsigned(kind: &ReportKind, signed_by: Option<&str>) -> Result<Option<String>> {
    let named = signed_by.is_some_and(|name| !clean_line(name).is_empty());
    let rules = knowledge::obligation::builtin()?;
    let rule = kind.duty.and_then(|code| rules.rule(code));
    let asked = rule.is_some_and(|rule| matches!(rule.met_by, MetBy::Submission { signed: true, .. }));
    Ok((asked && !named)
        .then(|| format!("{}须由主要负责人签字，没有签发人的不算完成；用 --signed-by 写明", kind.title)))
}

/// Hazards that nobody graded by the period's end, as the facts count them.
fn ungraded(facts: &Json) -> u64 {
    let flow = facts.pointer("/hazards/flow").and_then(Json::as_array);
    let row = flow.and_then(|all| all.iter().find(|it| it.get("key").and_then(Json::as_str) == Some("ungraded")));
    row.and_then(|it| it.get("open_end")).and_then(Json::as_u64).unwrap_or(0)
}

/// What sort of hand-in the next one of a report would be.
///
/// # Errors
/// [`crate::error::Kind::Input`] when the record is not known; when the file cannot be read.
pub fn next_is(store: &Store, kind: &ReportKind, about: &str) -> Result<Again> {
    let about = subject::of(store, kind, about)?;
    Ok(again(&live(store, kind, &about)?))
}

/// Versions of a report that are not retired, by number.
fn live(store: &Store, kind: &ReportKind, about: &Subject) -> Result<Vec<Frozen>> {
    let mut all = submission::of(store, kind.key, &about.key)?;
    all.retain(|it| !it.retired);
    Ok(all)
}

/// What sort of hand-in the next one is after those, which are in order.
#[must_use]
pub fn again(before: &[Frozen]) -> Again {
    match before.iter().rev().find(|it| it.state != SubmissionState::Final) {
        None => Again::First,
        Some(it) if it.state == SubmissionState::Returned => Again::Resubmitted,
        Some(_) => Again::Corrected,
    }
}

/// What differs between a final version and what would be frozen for its day now: labels of figures, 文字, 签发人.
fn changed(
    store: &Store,
    kind: &ReportKind,
    ready: &Frozen,
    handing: &Handing,
    warnings: &mut Vec<String>,
) -> Result<Vec<String>> {
    if handing.on < ready.finalised_on {
        return Err(Error::input(format!(
            "报送日期{}早于第 {} 次定稿的日期{}",
            chinese(handing.on),
            ready.number,
            chinese(ready.finalised_on)
        )));
    }
    let mut found = match verify::since(store, kind, ready) {
        Ok(found) => found,
        // The signed paper is handed in whatever became of the records.
        Err(error) if handing.as_finalised => {
            warnings.push(format!("今天的记录已不能重算这份报告：{}", error.message));
            Vec::new()
        }
        Err(error) => return Err(error),
    };
    let other = |name: &String| ready.signed_by.as_ref().is_some_and(|frozen| *frozen != clean_line(name));
    if let Some(name) = handing.signed_by.as_ref().filter(|name| other(name)) {
        found.push(format!("签发人改为{}", clean_line(name)));
    }
    if handing.as_finalised && !found.is_empty() {
        warnings.push(format!("第 {} 次定稿之后有变化（{}），按定稿报送", ready.number, found.join("、")));
    }
    Ok(found)
}

/// The moment of a day: the present one today, else that day's end.
fn as_of(moment: Moment, day: NaiveDate) -> Moment {
    let end = day.and_hms_opt(23, 59, 0).and_then(|it| it.and_local_timezone(*moment.at.offset()).single());
    let at = end.filter(|_| day != moment.today).unwrap_or(moment.at);
    Moment { today: day, at }
}

/// Days after the day due on which a report is handed in.
fn late_days(store: &Store, kind: &ReportKind, about: &Subject, on: NaiveDate) -> Result<Option<i64>> {
    let Some(code) = kind.duty else { return Ok(None) };
    let judged = duty::judgement(store, on)?;
    let asked = judged.obligations.iter().find(|it| {
        let named = match kind.about {
            About::Period(_) => &it.period,
            About::Record(_) | About::Register(_) => &it.object,
        };
        it.code == code && *named == about.key
    });
    let due = asked.and_then(|it| it.due_on);
    Ok(due.map(|due| (on - due).num_days()).filter(|days| *days > 0))
}
