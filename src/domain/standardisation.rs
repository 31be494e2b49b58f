//! 安全生产标准化: the score of a self-assessment, its grade, and until when a certificate runs.
//!
//! Points are exact, in hundredths. What does not concern the plant (不参评) leaves the base; what nobody looked at is no
//! zero and no full marks but makes the score incomplete. Floors: a scoring item never falls below zero, nor does the
//! category that a 特别扣分 is taken off (decisions 25).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::code::codes;
use super::date::{add_days, add_months};
use super::statistics::Ratio;

codes! {
    /// Grades, the highest first.
    pub enum Level {
        One = "1" "一级",
        Two = "2" "二级",
        Three = "3" "三级",
    }
}

codes! {
    /// What a 特别扣分 is taken off.
    pub enum SpecialOff {
        Category = "category" "类目",
        Total = "total" "总分",
    }
}

codes! {
    /// By which value the grade is given.
    pub enum GradeOn {
        Exact = "exact" "精确值",
        Rounded = "rounded" "四舍五入后的值",
    }
}

/// From how many percent on a grade is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The grade.
    pub level: Level,
    /// Percent.
    pub percent: i64,
}

/// How an edition scores.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scoring {
    /// What a 特别扣分 is taken off.
    pub special_off: SpecialOff,
    /// By which value the grade is given.
    pub grade_on: GradeOn,
    /// Grades, the highest first.
    pub line: Vec<Line>,
}

/// What was said of one scoring item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nobody looked at it yet.
    Open,
    /// It does not concern the plant.
    NotApplicable,
    /// Points taken off, each in hundredths.
    Deducted(Vec<u32>),
}

/// One scoring item with what was said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// Category it stands in: the second-level element, `5.1.2`.
    pub category: String,
    /// Standard points, in hundredths.
    pub full: u32,
    /// What was said.
    pub mark: Mark,
    /// 特别扣分 in hundredths, taken off category or total.
    pub special: u32,
}

/// Points of a category or of the whole, in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Points {
    /// Standard points.
    pub full: u32,
    /// Of those, points of items that do not concern the plant.
    pub not_applicable: u32,
    /// Of those, points of items nobody looked at.
    pub open: u32,
    /// Points got.
    pub got: u32,
}

impl Points {
    /// Points that count: what the plant could have got.
    #[must_use]
    pub fn base(&self) -> u32 {
        self.full - self.not_applicable
    }

    /// Got out of what counts. Nothing to rate where nothing counts or something is still open.
    #[must_use]
    pub fn score(&self) -> Ratio {
        if self.open > 0 { Ratio::new(0, 0) } else { Ratio::new(i64::from(self.got), i64::from(self.base())) }
    }

    fn add(&mut self, other: Self) {
        self.full += other.full;
        self.not_applicable += other.not_applicable;
        self.open += other.open;
        self.got += other.got;
    }
}

/// The score of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// By category.
    pub categories: BTreeMap<String, Points>,
    /// The whole.
    pub whole: Points,
}

/// Adds up a round.
#[must_use]
pub fn score(items: &[Scored], scoring: &Scoring) -> Score {
    let mut categories: BTreeMap<String, Points> = BTreeMap::new();
    let mut special: BTreeMap<String, u32> = BTreeMap::new();
    for item in items {
        let points = match &item.mark {
            Mark::Open => Points { full: item.full, open: item.full, ..Points::default() },
            Mark::NotApplicable => Points { full: item.full, not_applicable: item.full, ..Points::default() },
            Mark::Deducted(off) => {
                let off = off.iter().fold(0_u32, |sum, it| sum.saturating_add(*it));
                Points { full: item.full, got: item.full.saturating_sub(off), ..Points::default() }
            }
        };
        categories.entry(item.category.clone()).or_default().add(points);
        if item.mark != Mark::NotApplicable {
            let sum = special.entry(item.category.clone()).or_default();
            *sum = sum.saturating_add(item.special);
        }
    }
    let mut whole = Points::default();
    for (category, points) in &mut categories {
        if scoring.special_off == SpecialOff::Category {
            points.got = points.got.saturating_sub(special.get(category).copied().unwrap_or(0));
        }
        whole.add(*points);
    }
    if scoring.special_off == SpecialOff::Total {
        whole.got = whole.got.saturating_sub(special.values().fold(0, |sum, it| sum.saturating_add(*it)));
    }
    Score { categories, whole }
}

/// The grade of a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graded {
    /// The grade as the edition gives it; absent: none reached, or not to be said.
    pub level: Option<Level>,
    /// By the exact value.
    pub exact: Option<Level>,
    /// By the value rounded to a tenth.
    pub rounded: Option<Level>,
    /// The score as printed: `88.7`, `—`.
    pub printed: String,
    /// Veto items that stand: while one does there is no grade.
    pub vetoes: Vec<String>,
}

impl Graded {
    /// Whether exact and rounded value give different grades: then both are shown.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.exact != self.rounded
    }
}

/// Grades a score; `vetoes` are the veto items that stand.
#[must_use]
pub fn grade(points: Points, scoring: &Scoring, vetoes: Vec<String>) -> Graded {
    let score = points.score();
    let lines: Vec<Ratio> = scoring.line.iter().map(|it| Ratio::percent_of(it.percent)).collect();
    // The official scoring rounds first; else nothing is printed that the exact value does not reach.
    let printed = match scoring.grade_on {
        GradeOn::Rounded => rounded(score).map_or_else(|| score.percent(), |it| it.percent()),
        GradeOn::Exact => score.percent_below(&lines),
    };
    let reached = |value: Ratio| {
        scoring.line.iter().find(|line| value.reaches(Ratio::percent_of(line.percent))).map(|line| line.level)
    };
    let (exact, by_rounded) = (reached(score), rounded(score).and_then(reached));
    let level = match scoring.grade_on {
        GradeOn::Exact => exact,
        GradeOn::Rounded => by_rounded,
    };
    Graded {
        level: level.filter(|_| vetoes.is_empty()),
        exact,
        rounded: by_rounded,
        printed: printed.trim_end_matches('%').to_owned(),
        vetoes,
    }
}

/// The score rounded half up to a tenth of a percent.
fn rounded(score: Ratio) -> Option<Ratio> {
    if !score.has_value() {
        return None;
    }
    let (num, den) = (i128::from(score.num), i128::from(score.den));
    let tenths = (num * 2000 + den) / (den * 2);
    Some(Ratio::new(i64::try_from(tenths).ok()?, 1000))
}

/// Points in hundredths that are missing to a line: the fewest more that reach it. `None` where there is no score; 0 when
/// it is reached.
#[must_use]
pub fn short_of(points: Points, percent: i64) -> Option<u32> {
    points.score().has_value().then_some(())?;
    let wanted = (i128::from(points.base()) * i128::from(percent) + 99) / 100;
    u32::try_from((wanted - i128::from(points.got)).max(0)).ok()
}

/// Last day of a certificate without a printed one: three years from the announcement, less a day (应急〔2021〕83号).
#[must_use]
pub fn runs_until(announced_on: NaiveDate, years: u32) -> NaiveDate {
    add_days(add_months(announced_on, i32::try_from(years * 12).unwrap_or(36)), -1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scoring(special_off: SpecialOff, grade_on: GradeOn) -> Scoring {
        let line = |level, percent| Line { level, percent };
        Scoring {
            special_off,
            grade_on,
            line: vec![line(Level::One, 90), line(Level::Two, 75), line(Level::Three, 60)],
        }
    }

    fn points(full: u32, not_applicable: u32, got: u32) -> Points {
        Points { full: full * 100, not_applicable: not_applicable * 100, open: 0, got }
    }

    #[test]
    fn a_case_just_below_on_and_above_every_line() {
        // full, not applicable, got in hundredths → printed, exact grade, rounded grade
        let cases = [
            ("812/915", points(1000, 85, 81_200), "88.7", Some(Level::Two), Some(Level::Two)),
            ("549", points(1000, 0, 54_900), "54.9", None, None),
            ("60 之下", points(1000, 0, 59_999), "59.9", None, Some(Level::Three)),
            ("59.94 舍", points(1000, 0, 59_940), "59.9", None, None),
            ("59.95 入", points(1000, 0, 59_950), "59.9", None, Some(Level::Three)),
            ("60", points(1000, 0, 60_000), "60.0", Some(Level::Three), Some(Level::Three)),
            ("60 之上", points(1000, 0, 60_001), "60.0", Some(Level::Three), Some(Level::Three)),
            ("75 之下", points(1000, 0, 74_999), "74.9", Some(Level::Three), Some(Level::Two)),
            ("75", points(1000, 0, 75_000), "75.0", Some(Level::Two), Some(Level::Two)),
            ("75 之上", points(1000, 0, 75_001), "75.0", Some(Level::Two), Some(Level::Two)),
            ("90 之下", points(1000, 0, 89_999), "89.9", Some(Level::Two), Some(Level::One)),
            ("90", points(1000, 0, 90_000), "90.0", Some(Level::One), Some(Level::One)),
            ("90 之上", points(1000, 0, 90_001), "90.0", Some(Level::One), Some(Level::One)),
            ("满分", points(1000, 300, 70_000), "100.0", Some(Level::One), Some(Level::One)),
            ("全部不参评", points(1000, 1000, 0), "—", None, None),
        ];
        for (name, points, printed, exact, by_rounded) in cases {
            let it = grade(points, &scoring(SpecialOff::Category, GradeOn::Exact), Vec::new());
            assert_eq!(
                (it.printed.as_str(), it.exact, it.rounded, it.level),
                (printed, exact, by_rounded, exact),
                "{name}"
            );
            let official = grade(points, &scoring(SpecialOff::Category, GradeOn::Rounded), Vec::new());
            assert_eq!(official.level, by_rounded, "{name}");
            assert_eq!(official.differs(), exact != by_rounded, "{name}");
        }
        let official = grade(points(1000, 0, 59_950), &scoring(SpecialOff::Category, GradeOn::Rounded), Vec::new());
        assert_eq!(official.printed, "60.0");
    }

    #[test]
    fn a_veto_leaves_no_grade_whatever_the_score() {
        let it = grade(points(1000, 0, 95_000), &scoring(SpecialOff::Total, GradeOn::Exact), vec!["V1".to_owned()]);
        assert_eq!((it.level, it.exact), (None, Some(Level::One)));
    }

    fn item(category: &str, full: u32, mark: Mark, special: u32) -> Scored {
        Scored { category: category.to_owned(), full: full * 100, mark, special: special * 100 }
    }

    #[test]
    fn deductions_stop_at_zero_and_special_ones_eat_into_category_or_total() {
        let items = [
            item("5.1.1", 10, Mark::Deducted(vec![700, 700]), 3),
            item("5.1.1", 2, Mark::Deducted(vec![]), 0),
            item("5.1.2", 20, Mark::Deducted(vec![50]), 0),
            item("5.1.2", 5, Mark::NotApplicable, 9),
        ];
        let by = |off| score(&items, &scoring(off, GradeOn::Exact));
        let category = by(SpecialOff::Category);
        // The item fell to 0, the category has 2 left, of which the special deduction of 3 takes all.
        assert_eq!(category.categories["5.1.1"].got, 0);
        assert_eq!(category.whole, Points { full: 3700, not_applicable: 500, open: 0, got: 1950 });
        assert_eq!(by(SpecialOff::Total).whole.got, 1850);
    }

    #[test]
    fn what_nobody_looked_at_is_neither_zero_nor_full() {
        let items = [item("5.1.1", 10, Mark::Deducted(vec![]), 0), item("5.1.1", 10, Mark::Open, 0)];
        let it = score(&items, &scoring(SpecialOff::Category, GradeOn::Exact)).whole;
        assert_eq!((it.open, it.score().has_value(), short_of(it, 60)), (1000, false, None));
        assert_eq!(grade(it, &scoring(SpecialOff::Category, GradeOn::Exact), Vec::new()).printed, "—");
    }

    #[test]
    fn the_forecast_names_the_fewest_points_that_reach_the_line() {
        for (points, percent, expected) in [
            (points(1000, 85, 81_200), 90, 1150),
            (points(1000, 0, 60_000), 60, 0),
            (points(1000, 0, 59_999), 60, 1),
            (points(1000, 999, 0), 75, 75),
        ] {
            let short = short_of(points, percent).unwrap();
            assert_eq!(short, expected);
            let reached = Points { got: points.got + short, ..points };
            assert!(reached.score().reaches(Ratio::percent_of(percent)));
        }
    }

    #[test]
    fn a_certificate_runs_three_years_less_a_day() {
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
        for (announced, until) in [
            ("2024-03-01", "2027-02-28"),
            ("2024-02-29", "2027-02-27"),
            ("2025-03-01", "2028-02-29"),
            ("2024-01-01", "2026-12-31"),
        ] {
            assert_eq!(runs_until(day(announced), 3), day(until), "{announced}");
        }
    }
}
