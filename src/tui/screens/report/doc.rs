//! One report: its kind and the period or record it is about; where it stands.

use chrono::NaiveDate;

use crate::domain::obligation::{Obligation, State};
use crate::domain::period::{Period, PeriodKind};
use crate::error::{Error, Result};
use crate::registers::submission::{Frozen, SubmissionState};
use crate::report::frozen::{self, Again};
use crate::report::kinds::{self, ReportKind};
use crate::report::subject;
use crate::store::Store;
use crate::tui::theme::Tone;

/// One report.
#[derive(Clone, Debug)]
pub(super) struct Doc {
    /// Its kind.
    pub(super) kind: &'static ReportKind,
    /// Its period, or the number of its record, as it is stored.
    pub(super) about: String,
    /// Its period, for a report about one.
    pub(super) period: Option<Period>,
}

impl Doc {
    /// The report of a period.
    pub(super) fn of_period(kind: &'static ReportKind, period: Period) -> Self {
        Self { kind, about: period.to_string(), period: Some(period) }
    }

    /// The report about a period or record as typed.
    ///
    /// # Errors
    /// When there is no such period or record.
    pub(super) fn of(store: &Store, kind: &'static ReportKind, about: &str) -> Result<Self> {
        let subject = subject::of(store, kind, about)?;
        Ok(Self { kind, about: subject.key, period: subject.period })
    }

    /// The report as it stands in the file: nothing of it is looked up.
    pub(super) fn stored(kind: &'static ReportKind, about: &str) -> Result<Self> {
        let period = match kind.period_kind() {
            Some(_) => Some(kind.period(about)?),
            None => None,
        };
        Ok(Self { kind, about: about.to_owned(), period })
    }

    /// The report that a row is: `monthly/2026-11`.
    pub(super) fn named(id: &str) -> Result<Self> {
        let (kind, about) = id.split_once('/').ok_or_else(|| Error::internal(format!("报告 {id}")))?;
        Self::stored(kinds::find(kind)?, about)
    }

    /// The name of its row.
    pub(super) fn id(&self) -> String {
        format!("{}/{}", self.kind.key, self.about)
    }

    /// Its period or record, in words.
    pub(super) fn label(&self) -> String {
        self.period.map_or_else(|| self.about.clone(), Period::label)
    }

    /// The same in few words: a week without its days.
    pub(super) fn short(&self) -> String {
        let label = self.label();
        match self.period {
            Some(period) if period.kind() == PeriodKind::Week => {
                label.split('（').next().unwrap_or_default().to_owned()
            }
            Some(_) | None => label,
        }
    }

    /// Its title in few words: what both statistical tables begin with is left out.
    pub(super) fn name(&self) -> &'static str {
        let title = self.kind.title;
        title.strip_prefix("事故隐患排查治理情况").filter(|rest| !rest.is_empty()).unwrap_or(title)
    }

    /// The whole in words: `安全生产月报 2026年11月`.
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.kind.title, self.label())
    }

    /// The one before or after it; none for a report about a record.
    pub(super) fn beside(&self, later: bool) -> Option<Self> {
        let period = self.period?;
        Some(Self::of_period(self.kind, if later { period.next() } else { period.previous() }))
    }
}

/// Where a report stands.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// In words, at most fourteen columns.
    pub(super) said: String,
    /// How loud.
    pub(super) tone: Tone,
    /// Place among the groups of the calendar: what is late first, what is done last.
    pub(super) rank: u8,
}

/// Judges where a report stands from the duty that asks for it, its versions (oldest first, none retired) and whether
/// something was written for it.
pub(super) fn standing(
    doc: &Doc,
    owed: Option<&Obligation>,
    versions: &[&Frozen],
    drafted: bool,
    today: NaiveDate,
) -> Standing {
    let of = |said: String, tone: Tone, rank: u8| Standing { said, tone, rank };
    let late = owed.filter(|it| it.state == State::Overdue).map(|it| it.days.map_or(0, i64::abs));
    if let Some(last) = versions.last() {
        return match last.state {
            SubmissionState::Submitted => of(handed(owed, versions), Tone::Done, 5),
            // Neither is a hand-in: what is owed stays owed.
            SubmissionState::Returned => of("退回，待补报".to_owned(), Tone::Bad, 0),
            SubmissionState::Final => match late {
                Some(days) => of(format!("定稿 逾期{days}天"), Tone::Bad, 0),
                None => of("定稿，未报送".to_owned(), Tone::Soon, 1),
            },
        };
    }
    let draft = if drafted { "草稿 " } else { "" };
    match owed.map(|it| it.state) {
        Some(State::Overdue) if owed.is_some_and(|it| it.closed.is_some()) => {
            of("漏报，已说明".to_owned(), Tone::Faint, 4)
        }
        Some(State::Overdue) => of(format!("{draft}逾期{}天", late.unwrap_or(0)), Tone::Bad, 0),
        Some(State::Due) => of(format!("{draft}待报送"), Tone::Soon, 1),
        Some(State::DataMissing) => of(format!("{draft}资料不足"), Tone::Unknown, 2),
        Some(State::Met) => of("已完成".to_owned(), Tone::Done, 5),
        Some(State::NotApplicable) => of("不适用".to_owned(), Tone::Faint, 4),
        Some(State::Upcoming) if doc.period.is_some_and(|it| it.last() >= today) => {
            of(format!("{draft}期间未结束"), Tone::Faint, 3)
        }
        Some(State::Upcoming) => of(format!("{draft}未到期"), Tone::Normal, 3),
        None if drafted => of("草稿".to_owned(), Tone::Normal, 4),
        None => of("未要求报送".to_owned(), Tone::Faint, 4),
    }
}

/// What is said of a report that was handed in.
fn handed(owed: Option<&Obligation>, versions: &[&Frozen]) -> String {
    let before: Vec<Frozen> =
        versions.split_last().map(|(_, before)| before.iter().map(|it| (*it).clone()).collect()).unwrap_or_default();
    let how = match frozen::again(&before) {
        Again::First => "已报送",
        Again::Resubmitted => "已补报",
        Again::Corrected => "已更正",
    };
    match owed.and_then(|it| it.late_days) {
        Some(days) => format!("{how} 迟{days}天"),
        None => how.to_owned(),
    }
}
