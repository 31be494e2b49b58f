//! Points of the duties, what they come to, and which band that is.

use crate::domain::code::codes;
use crate::domain::statistics::Ratio;

codes! {
    /// 考核等次.
    pub enum Band {
        Excellent = "excellent" "优秀",
        Pass = "pass" "合格",
        Basic = "basic" "基本合格",
        Fail = "fail" "不合格",
    }
}

codes! {
    /// Where an assessment stands.
    pub enum State {
        Open = "open" "评分中",
        Done = "done" "已考核",
        Objected = "objected" "有申诉",
        Answered = "answered" "申诉已处理",
    }
}

/// From how many points of a hundred which band; below the last one it is 不合格.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// 优秀 from here.
    pub excellent: i64,
    /// 合格 from here.
    pub pass: i64,
    /// 基本合格 from here.
    pub basic: i64,
}

impl Default for Bands {
    fn default() -> Self {
        Self { excellent: 90, pass: 80, basic: 60 }
    }
}

impl Bands {
    /// The band of a score; a veto (一票否决) makes it 不合格 whatever the score. None where there is nothing to score.
    #[must_use]
    pub fn band(&self, score: Ratio, vetoed: bool) -> Option<Band> {
        if vetoed {
            return Some(Band::Fail);
        }
        if !score.has_value() {
            return None;
        }
        let bounds = [(self.excellent, Band::Excellent), (self.pass, Band::Pass), (self.basic, Band::Basic)];
        let reached = bounds.into_iter().find(|(bound, _)| score.reaches(Ratio::percent_of(*bound)));
        Some(reached.map_or(Band::Fail, |(_, band)| band))
    }

    /// A score of a hundred with one decimal: half up, but cut where that would reach a bound or the whole that the
    /// exact value misses (decisions 22). “—” where there is nothing to score.
    #[must_use]
    pub fn show(&self, score: Ratio) -> String {
        let bounds = [self.excellent, self.pass, self.basic].map(Ratio::percent_of);
        let shown = score.percent_below(&bounds);
        shown.strip_suffix('%').map(str::to_owned).unwrap_or(shown)
    }
}

/// What stands against one duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nobody scored it yet.
    Open,
    /// Not due in this period: outside the result.
    NotDue,
    /// Tenths of a point.
    Tenths(i64),
}

/// One duty as scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scored {
    /// Points it can bring.
    pub points: i64,
    /// What it brought.
    pub mark: Mark,
}

/// What the duties come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// Tenths of a point got.
    pub got: i64,
    /// Points that were to be had: those of the duties that were due.
    pub possible: i64,
    /// Duties nobody scored yet.
    pub open: usize,
    /// Duties not due in this period.
    pub not_due: usize,
}

impl Total {
    /// Adds the duties up.
    #[must_use]
    pub fn of(duties: impl IntoIterator<Item = Scored>) -> Self {
        let mut total = Self::default();
        for duty in duties {
            match duty.mark {
                Mark::Open => total.open += 1,
                Mark::NotDue => total.not_due += 1,
                Mark::Tenths(tenths) => {
                    total.got += tenths;
                    total.possible += duty.points;
                }
            }
        }
        total
    }

    /// The score: what was got of what was to be had.
    #[must_use]
    pub fn score(self) -> Ratio {
        Ratio::new(self.got, self.possible.saturating_mul(10))
    }
}

/// Tenths of a point from typed text: `8`, `8.5`, `８．５分`; at most one decimal, from 0 to the duty's points.
///
/// # Errors
/// One Chinese phrase that says what would be right.
pub fn read_tenths(text: &str, points: i64) -> Result<i64, String> {
    let folded = crate::domain::fold::to_half_width(&crate::domain::fold::clean_line(text));
    let plain = folded.trim().trim_end_matches('分').trim();
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    // “8.50” is what a sheet shows for 8.5.
    let part = part.trim_end_matches('0');
    if whole.is_empty() || whole.len() > 6 || part.len() > 1 || !digits(whole) || !digits(part) {
        return Err(format!("“{}”不是分数（最多一位小数）", crate::domain::fold::clean_line(text)));
    }
    let tenths = whole.parse::<i64>().unwrap_or(0) * 10 + part.parse::<i64>().unwrap_or(0);
    if tenths > points * 10 {
        return Err(format!("{} 超过分值 {points}", show_tenths(tenths)));
    }
    Ok(tenths)
}

/// Tenths of a point as people write them: `8`, `8.5`.
#[must_use]
pub fn show_tenths(tenths: i64) -> String {
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// Whether a mark has to say why: where the records proposed something else.
#[must_use]
pub fn needs_reason(proposed: Mark, mark: Mark) -> bool {
    match (proposed, mark) {
        (Mark::Open, _) | (_, Mark::Open) => false,
        (proposed, mark) => proposed != mark,
    }
}
