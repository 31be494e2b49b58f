//! The entries of the calendar: what the duties ask for, what was frozen or handed in, and the months on record.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::doc::{Doc, Standing, standing};
use crate::domain::obligation::{Obligation, State};
use crate::domain::period::{Period, PeriodKind};
use crate::error::Result;
use crate::registers::submission::{self, Frozen};
use crate::registers::{duty, report_text};
use crate::report::collect;
use crate::report::drafts;
use crate::report::kinds::{self, KINDS, ReportKind};
use crate::tui::screen::Session;
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::Row;

/// Months listed at most without a duty that asks for them.
const MONTHS: usize = 13;

/// One report of the calendar.
pub(super) struct Entry {
    pub(super) doc: Doc,
    /// The duty that asks for it.
    pub(super) owed: Option<Obligation>,
    /// Frozen versions, oldest first, none retired.
    pub(super) versions: Vec<Frozen>,
    /// Who it goes to, as far as that is known.
    to: String,
    standing: Standing,
}

impl Entry {
    /// The day by which it stands in the calendar: its due day, else the end of its period.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        let frozen = self.versions.last().map(|it| it.submitted_on.unwrap_or(it.finalised_on));
        self.owed.as_ref().and_then(|it| it.due_on).or(self.doc.period.map(Period::last)).or(frozen)
    }

    /// Whether somebody has to do something about it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.standing.tone, Tone::Bad | Tone::Soon | Tone::Unknown)
    }

    /// Whether it stands as handed in.
    pub(super) fn is_handed_in(&self) -> bool {
        self.versions.last().is_some_and(Frozen::is_handed_in)
    }

    /// As it is shown.
    pub(super) fn row(&self) -> Row {
        let due = self.owed.as_ref().and_then(|it| it.due_on).map(|day| day.format("%y-%m-%d").to_string());
        Row {
            id: self.doc.id(),
            cells: vec![
                self.doc.name().to_owned(),
                self.doc.short(),
                self.standing.said.clone(),
                due.unwrap_or_default(),
                self.to.clone(),
            ],
            tone: self.standing.tone,
            ..Row::default()
        }
    }

    /// Late first, then what is due, the soonest on top; done last, the latest on top.
    fn order(&self) -> (u8, i64, &'static str) {
        let day = self.day().map_or(i64::MAX, |day| i64::from(chrono::Datelike::num_days_from_ce(&day)));
        let backwards = self.standing.rank >= 4;
        (self.standing.rank, if backwards { -day } else { day }, self.doc.kind.key)
    }
}

/// Whether a duty asks for this report.
fn asks(owed: &Obligation, doc: &Doc) -> bool {
    let plant = owed.object == "plant";
    let same = if doc.period.is_some() { plant && owed.period == doc.about } else { owed.object == doc.about };
    doc.kind.duty == Some(owed.code.as_str()) && same
}

/// Every entry in the order of the calendar.
pub(super) fn entries(cx: &Session) -> Result<Vec<Entry>> {
    let judged = duty::judgement(&cx.store, cx.today)?;
    let frozen = submission::all(&cx.store)?;
    let authority = collect::authority(&cx.store)?.unwrap_or_default();
    let mut docs: BTreeMap<String, Doc> = BTreeMap::new();
    for doc in wanted(cx, &judged.obligations, &frozen)? {
        docs.insert(doc.id(), doc);
    }
    let mut entries = Vec::new();
    for doc in docs.into_values() {
        let owed = judged.obligations.iter().find(|it| asks(it, &doc)).cloned();
        let mut versions: Vec<Frozen> =
            frozen.iter().filter(|it| it.kind == doc.kind.key && it.period == doc.about).cloned().collect();
        versions.sort_by_key(|it| it.number);
        let idle = owed.as_ref().is_some_and(|it| it.state == State::NotApplicable);
        if idle && versions.is_empty() {
            continue;
        }
        let drafted = !doc.kind.texts.is_empty() && !report_text::all(&cx.store, doc.kind.key, &doc.about)?.is_empty();
        let standing = standing(&doc, owed.as_ref(), &versions.iter().collect::<Vec<_>>(), drafted, cx.today);
        let own = versions.iter().rev().find_map(|it| it.recipient.clone());
        // A paper about a record goes where that record says: 职工大会, the authority of an order.
        let usual = || last_recipient(&frozen, doc.kind).unwrap_or_else(|| authority.clone());
        let to = own.unwrap_or_else(|| if doc.period.is_some() { usual() } else { String::new() });
        entries.push(Entry { doc, owed, versions, to, standing });
    }
    entries.sort_by(|a, b| a.order().cmp(&b.order()));
    Ok(entries)
}

/// Who a report of this kind went to last.
fn last_recipient(frozen: &[Frozen], kind: &ReportKind) -> Option<String> {
    let sent = frozen.iter().filter(|it| it.kind == kind.key && it.recipient.is_some());
    sent.max_by_key(|it| it.submitted_on).and_then(|it| it.recipient.clone())
}

/// Reports to show: the months on record, every report a duty asks for, everything frozen.
fn wanted(cx: &Session, owed: &[Obligation], frozen: &[Frozen]) -> Result<Vec<Doc>> {
    let mut wanted = Vec::new();
    let first = collect::first_record(&cx.store)?.unwrap_or(cx.today);
    let monthly = kinds::find("monthly")?;
    let mut month = Period::containing(PeriodKind::Month, cx.today);
    for _ in 0..MONTHS {
        wanted.push(Doc::of_period(monthly, month));
        month = month.previous();
        if month.last() < first {
            break;
        }
    }
    for kind in KINDS {
        let asked = owed.iter().filter(|it| Some(it.code.as_str()) == kind.duty).map(|it| match kind.period_kind() {
            Some(_) => it.period.as_str(),
            None => it.object.as_str(),
        });
        let given = frozen.iter().filter(|it| it.kind == kind.key).map(|it| it.period.as_str());
        wanted.extend(asked.chain(given).filter_map(|about| Doc::stored(kind, about).ok()));
    }
    Ok(wanted)
}

impl Entry {
    /// More about it, for the pane beside.
    pub(super) fn told(&self, cx: &Session) -> Vec<Paragraph> {
        let doc = &self.doc;
        let mut all =
            vec![Paragraph::heading(doc.title()), Paragraph::toned(self.standing.tone, self.standing.said.clone())];
        if let Some(owed) = &self.owed {
            let due = owed.due_on.map_or_else(|| "没有期限".to_owned(), |day| day.to_string());
            all.push(Paragraph::pair("期限", due));
            all.push(Paragraph::pair("判定", owed.because.clone()));
            all.extend(owed.owner.as_ref().map(|owner| Paragraph::pair("经办", owner.clone())));
        }
        if !self.to.is_empty() {
            all.push(Paragraph::pair("报给", self.to.clone()));
        }
        let parts = drafts::parts(&cx.store, doc.kind, &doc.about).unwrap_or_default();
        if !parts.is_empty() {
            all.extend([Paragraph::gap(), Paragraph::heading("由人写的文字")]);
        }
        all.extend(parts.into_iter().map(|part| {
            let words = match (part.text.is_empty(), part.can_be_carried()) {
                (false, _) => part.text.replace('\n', " "),
                (true, true) => "空着，可以带来上期的".to_owned(),
                (true, false) => "空着".to_owned(),
            };
            Paragraph::pair(part.spec.label, words)
        }));
        if !self.versions.is_empty() {
            all.extend([Paragraph::gap(), Paragraph::heading("各次版本")]);
        }
        all.extend(self.versions.iter().map(|it| {
            let to = it.recipient.as_ref().map_or_else(String::new, |to| format!("：{to}"));
            Paragraph::pair(format!("第 {} 次", it.number), format!("{}{to}", it.standing()))
        }));
        all
    }
}

/// Last day on which a report is in time; none where no duty asks for it.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn due_on(cx: &Session, doc: &Doc) -> Result<Option<NaiveDate>> {
    if doc.kind.duty.is_none() {
        return Ok(None);
    }
    let judged = duty::judgement(&cx.store, cx.today)?;
    Ok(judged.obligations.iter().find(|it| asks(it, doc)).and_then(|it| it.due_on))
}
