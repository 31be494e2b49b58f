//! The month beside the list of 首页: rates of checks and rectification, training, certificates.

use chrono::{Datelike, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::obligation::Judgement;
use crate::error::Result;
use crate::registers::readiness::figures as readiness;
use crate::registers::{figures, five, standard};
use crate::tui::screen::Session;
use crate::tui::theme::{Theme, Tone};
use crate::tui::widgets::{gauge, paint};

/// Lines of the month with its frame.
const MONTH_LINES: u16 = 5;

/// Figures of the month beside the list.
#[derive(Default)]
pub(super) struct Month {
    label: String,
    checked: Option<f64>,
    planned: (i64, i64),
    rectified: Option<f64>,
    open: usize,
    overdue: usize,
    major: usize,
    stamped: usize,
    training: Option<readiness::TrainingCounts>,
    certificates: Option<readiness::CertificateCounts>,
    /// 已落实 and applicable points of the newest round.
    five: Option<(i64, i64)>,
    /// Grade and end of the certificate, else the last score; whether it has ended.
    standard: Option<(String, bool)>,
}

/// `标准化 三级 · 2027-03到期`, or the last score of a plant without a grade.
fn graded(cx: &Session) -> Result<Option<(String, bool)>> {
    if let Some(it) = standard::current(&cx.store, cx.today)? {
        let level = it.level.map_or("", |level| level.label());
        let until = it.until.map_or_else(|| "届满日资料不足".to_owned(), |day| format!("{}到期", day.format("%Y-%m")));
        return Ok(Some((format!("标准化 {level} · {until}"), it.until.is_some_and(|day| day < cx.today))));
    }
    let round = standard::latest_finished(&cx.store, cx.today)?;
    Ok(round.map(|it| (format!("标准化 自评 {}", it.forecast().graded.printed), false)))
}

impl Month {
    /// Reads the month to date.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn read(cx: &Session, judgement: &Judgement) -> Result<Self> {
        let today: NaiveDate = cx.today;
        let from = today.with_day(1).unwrap_or(today);
        let checked = figures::inspections(&cx.store, from, today, today)?;
        let hazards = figures::hazards(&cx.store, from, today, today)?;
        Ok(Self {
            label: format!("本月 {}", today.format("%Y-%m")),
            checked: checked.rate().as_f64(),
            planned: (checked.tally.done, checked.tally.planned),
            rectified: hazards.rate().as_f64(),
            open: hazards.open.len(),
            overdue: hazards.overdue.len(),
            major: hazards.major_open.len(),
            stamped: figures::stamps(&cx.store, from, today)?.len(),
            training: readiness::training(&cx.store, judgement)?.map(|it| it.counts()),
            certificates: readiness::certificates(&cx.store, today)?.map(|it| it.counts()),
            five: five::latest(&cx.store, today)?.map(|round| round.score().total).map(|it| (it.met, it.applicable())),
            standard: graded(cx)?,
        })
    }

    /// Lines it takes below the list, with its frame: one more once there is training or a certificate to speak of.
    pub(super) fn lines(&self) -> u16 {
        MONTH_LINES + u16::from(self.training.is_some() || self.certificates.is_some())
    }

    /// Training and certificates, where there are any; who must not work stands first.
    fn readiness(&self) -> Vec<(String, Tone)> {
        let mut found = Vec::new();
        if let Some(it) = &self.training {
            let tone = if it.barred > 0 { Tone::Bad } else { Tone::Normal };
            found.push((format!("不得上岗 {}人", it.barred), tone));
            found.push((format!("培训达标 {}/{}", it.reached, it.reached + it.short), Tone::Normal));
        }
        if let Some(it) = &self.certificates {
            let tone = if it.expired > 0 { Tone::Bad } else { Tone::Normal };
            found.push((format!("证书过期 {} 临期 {}", it.expired, it.expiring), tone));
        }
        found
    }

    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, missing: usize, theme: &Theme) {
        let inside = paint::frame(buf, area, &self.label, false, theme);
        let wide = inside.height > self.lines();
        let line = |n: u16| paint::left(paint::from_left(paint::row(inside, n), 1), inside.width.saturating_sub(2));
        let (done, planned) = self.planned;
        gauge::gauge(buf, line(0), "自查完成率", 12, self.checked, theme);
        gauge::gauge(buf, line(1), "隐患整改率", 12, self.rectified, theme);
        let mut figures = vec![
            (format!("自查 {done}/{planned}"), Tone::Normal),
            (format!("未销号 {}", self.open), Tone::Normal),
            (format!("逾期整改 {}", self.overdue), if self.overdue > 0 { Tone::Bad } else { Tone::Normal }),
            (format!("重大隐患 {}", self.major), if self.major > 0 { Tone::Bad } else { Tone::Normal }),
            (format!("资料不足 {missing}"), if missing > 0 { Tone::Unknown } else { Tone::Normal }),
            (format!("疑似走过场 {}", self.stamped), if self.stamped > 0 { Tone::Soon } else { Tone::Normal }),
        ];
        if wide {
            figures.extend(self.readiness());
            let five = self.five.map(|(met, of)| (format!("五落实五到位 {met}/{of}"), Tone::Normal));
            let standard =
                self.standard.clone().map(|(text, ended)| (text, if ended { Tone::Bad } else { Tone::Normal }));
            for (n, (text, tone)) in figures.iter().chain(&five).chain(&standard).enumerate() {
                let text = format!("{} {text}", theme.mark(*tone));
                paint::line(buf, line(paint::cells(n).saturating_add(3)), &text, theme.tone(*tone));
            }
        } else {
            let parts: Vec<(String, Tone)> =
                figures.into_iter().map(|(text, tone)| (format!("{text}  "), tone)).collect();
            let styled: Vec<_> = parts.iter().map(|(text, tone)| (text.as_str(), theme.tone(*tone))).collect();
            paint::pieces(buf, line(2), &styled);
            let parts: Vec<(String, Tone)> =
                self.readiness().into_iter().map(|(text, tone)| (format!("{text}  "), tone)).collect();
            let styled: Vec<_> = parts.iter().map(|(text, tone)| (text.as_str(), theme.tone(*tone))).collect();
            paint::pieces(buf, line(3), &styled);
        }
    }
}
