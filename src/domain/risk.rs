//! Risk grading: LEC and LS on their scales, exact, into the four colours.
//!
//! Only values of the scale are taken; products are exact and thresholds are data of the plant's method. What a rule
//! names as red or orange by itself lifts a grade and never lowers it. 江苏“较大以上风险” is a field of its own and never
//! derived from the colour (decisions 20).

use serde::Deserialize;

use super::code::codes;

pub mod upkeep;

codes! {
    /// The four grades, the gravest first.
    pub enum Grade {
        Red = "red" "重大风险（红）",
        Orange = "orange" "较大风险（橙）",
        Yellow = "yellow" "一般风险（黄）",
        Blue = "blue" "低风险（蓝）",
    }
}

impl Grade {
    /// The graver of two.
    #[must_use]
    pub fn graver(self, other: Self) -> Self {
        self.min(other)
    }

    /// Its letter, for places where a colour cannot be seen.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::Red => "红",
            Self::Orange => "橙",
            Self::Yellow => "黄",
            Self::Blue => "蓝",
        }
    }
}

codes! {
    /// How a risk is evaluated.
    pub enum Method {
        Lec = "lec" "LEC法",
        Ls = "ls" "LS法",
        Direct = "direct" "直接判定",
    }
}

codes! {
    /// What makes a risk grave whatever its product (通行的直接判定情形).
    pub enum Direct {
        Breach = "breach" "命中重大事故隐患判定标准或违反强制性规定",
        Accident = "accident" "发生过死亡、重伤、职业病或重大损失，条件仍在",
        Hazchem = "hazchem" "构成危险化学品重大危险源",
        Crowd = "crowd" "有中毒、爆炸、火灾危险，同时作业10人以上",
        Catalogue = "catalogue" "列入较大以上风险目录",
        Law = "law" "法规、标准列为重大的场所或作业",
    }
}

impl Direct {
    /// The least grade it gives: everything red, what stands on the catalogue at least orange (decisions 20).
    #[must_use]
    pub fn least(self) -> Grade {
        match self {
            Self::Breach | Self::Accident | Self::Hazchem | Self::Crowd | Self::Law => Grade::Red,
            Self::Catalogue => Grade::Orange,
        }
    }
}

codes! {
    /// What is graded: the kind of point.
    pub enum Category {
        Equipment = "equipment" "设备设施",
        Activity = "activity" "作业活动",
        Environment = "environment" "场所环境",
        Management = "management" "管理",
    }
}

codes! {
    /// Who keeps a risk in hand; the higher does not relieve the lower.
    pub enum Tier {
        Plant = "plant" "公司级",
        Department = "department" "部门级",
        Workshop = "workshop" "车间级",
        Team = "team" "班组级",
    }
}

impl Tier {
    /// The level that a grade asks for at least (习惯: 红—公司, 橙—部门, 黄—车间, 蓝—班组).
    #[must_use]
    pub fn asked_by(grade: Grade) -> Self {
        match grade {
            Grade::Red => Self::Plant,
            Grade::Orange => Self::Department,
            Grade::Yellow => Self::Workshop,
            Grade::Blue => Self::Team,
        }
    }
}

codes! {
    /// Why a risk was evaluated.
    pub enum Occasion {
        First = "first" "首次辨识",
        Yearly = "yearly" "年度全面辨识",
        Process = "process" "工艺变化",
        Equipment = "equipment" "设备变化",
        Material = "material" "材料变化",
        People = "people" "人员变化",
        Law = "law" "法规标准变化",
        Accident = "accident" "事故或未遂事件",
        Hazards = "hazards" "隐患反复出现",
        Mistake = "mistake" "原评估有误",
        Other = "other" "其他",
    }
}

codes! {
    /// Kinds of control, in the order of preference.
    pub enum Measure {
        Engineering = "engineering" "工程技术措施",
        Management = "management" "管理措施",
        Training = "training" "培训教育措施",
        Protection = "protection" "个体防护措施",
        Emergency = "emergency" "应急处置措施",
    }
}

/// A value of a scale in tenths, so that 0.1 is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tenths(pub u32);

impl Tenths {
    /// Reads `6`, `0.5`; `None` for anything that is not on the scale.
    #[must_use]
    pub fn on_scale(text: &str, scale: &[u32]) -> Option<Self> {
        let text = text.trim();
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let part = part.trim_end_matches('0');
        let digit = if part.is_empty() { 0 } else { part.parse::<u32>().ok().filter(|_| part.len() == 1)? };
        let plain = !whole.is_empty() && whole.len() <= 4 && whole.bytes().all(|byte| byte.is_ascii_digit());
        let value = plain.then(|| whole.parse::<u32>().ok()).flatten()? * 10 + digit;
        scale.contains(&value).then_some(Self(value))
    }
}

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            digit => write!(f, "{}.{digit}", self.0 / 10),
        }
    }
}

/// L, likelihood, in tenths.
pub const LIKELIHOOD: &[u32] = &[100, 60, 30, 10, 5, 2, 1];
/// E, exposure, in tenths.
pub const EXPOSURE: &[u32] = &[100, 60, 30, 20, 10, 5];
/// C, consequence, in tenths.
pub const CONSEQUENCE: &[u32] = &[1000, 400, 150, 70, 30, 10];
/// L and S of the simple matrix, in tenths.
pub const ONE_TO_FIVE: &[u32] = &[10, 20, 30, 40, 50];

/// D = L × E × C in hundredths of a point.
#[must_use]
pub fn lec(likelihood: Tenths, exposure: Tenths, consequence: Tenths) -> u64 {
    u64::from(likelihood.0) * u64::from(exposure.0) * u64::from(consequence.0) / 10
}

/// R = L × S in hundredths of a point.
#[must_use]
pub fn ls(likelihood: Tenths, severity: Tenths) -> u64 {
    u64::from(likelihood.0) * u64::from(severity.0)
}

/// A product as printed: `70`, `67.5`.
#[must_use]
pub fn shown(hundredths: u64) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// From which product on a grade holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Smallest product, in points; the band begins with it.
    pub from: u32,
    /// Its grade.
    pub grade: Grade,
}

/// The grade of a product: the band with the largest beginning that it reaches. `None` where the bands begin above it.
#[must_use]
pub fn grade(hundredths: u64, bands: &[Band]) -> Option<Grade> {
    let reached = bands.iter().filter(|band| u64::from(band.from) * 100 <= hundredths);
    reached.max_by_key(|band| band.from).map(|band| band.grade)
}

/// The grade with what is judged directly: graver counts, a product never lowers it.
#[must_use]
pub fn with_direct(by_product: Option<Grade>, direct: Option<Grade>) -> Option<Grade> {
    match (by_product, direct) {
        (Some(product), Some(direct)) => Some(product.graver(direct)),
        (one, other) => one.or(other),
    }
}

/// What is asked about 江苏“较大以上风险” (江苏省政府令第140号); absent: not answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grave {
    /// Three deaths or more are possible.
    pub deaths: Option<bool>,
    /// Ten serious injuries or more are possible.
    pub injuries: Option<bool>,
    /// A loss of ten million yuan or more is possible.
    pub loss: Option<bool>,
    /// It stands on the catalogue.
    pub catalogue: Option<bool>,
}

impl Grave {
    /// Whether it is one; `None` while something is unanswered and nothing says yes.
    #[must_use]
    pub fn judged(self) -> Option<bool> {
        let answers = [self.deaths, self.injuries, self.loss, self.catalogue];
        if answers.contains(&Some(true)) {
            return Some(true);
        }
        (!answers.contains(&None)).then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEC: &[Band] = &[
        Band { from: 320, grade: Grade::Red },
        Band { from: 160, grade: Grade::Orange },
        Band { from: 70, grade: Grade::Yellow },
        Band { from: 0, grade: Grade::Blue },
    ];
    const LS: &[Band] = &[
        Band { from: 20, grade: Grade::Red },
        Band { from: 15, grade: Grade::Orange },
        Band { from: 9, grade: Grade::Yellow },
        Band { from: 1, grade: Grade::Blue },
    ];

    fn value(text: &str, scale: &[u32]) -> Tenths {
        Tenths::on_scale(text, scale).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn every_lec_product_falls_where_its_exact_value_says() {
        let cases = [
            (["10", "10", "100"], "10000", Grade::Red),
            (["3", "6", "15"], "270", Grade::Orange),
            (["10", "2", "15"], "300", Grade::Orange),
            (["1", "6", "40"], "240", Grade::Orange),
            (["10", "0.5", "40"], "200", Grade::Orange),
            (["3", "1", "40"], "120", Grade::Yellow),
            (["10", "1", "7"], "70", Grade::Yellow),
            (["1", "10", "7"], "70", Grade::Yellow),
            (["6", "10", "3"], "180", Grade::Orange),
            (["0.5", "3", "40"], "60", Grade::Blue),
            (["0.2", "0.5", "1"], "0.1", Grade::Blue),
            (["0.1", "0.5", "1"], "0.05", Grade::Blue),
            (["0.1", "0.5", "7"], "0.35", Grade::Blue),
            (["0.2", "20", "40"], "", Grade::Blue),
        ];
        for ([l, e, c], product, expected) in cases {
            let Some(e) = Tenths::on_scale(e, EXPOSURE) else {
                assert_eq!(product, "", "{e} is on no scale");
                continue;
            };
            let d = lec(value(l, LIKELIHOOD), e, value(c, CONSEQUENCE));
            assert_eq!((shown(d).as_str(), grade(d, LEC)), (product, Some(expected)), "{l} {c}");
        }
    }

    #[test]
    fn the_lines_belong_to_the_graver_side() {
        for (hundredths, expected) in [
            (31_999, Grade::Orange),
            (32_000, Grade::Red),
            (32_001, Grade::Red),
            (15_999, Grade::Yellow),
            (16_000, Grade::Orange),
            (6_999, Grade::Blue),
            (7_000, Grade::Yellow),
            (0, Grade::Blue),
        ] {
            assert_eq!(grade(hundredths, LEC), Some(expected), "{hundredths}");
        }
    }

    #[test]
    fn the_simple_matrix_has_its_fourteen_products() {
        let mut seen = std::collections::BTreeMap::new();
        for l in 1..=5_u32 {
            for s in 1..=5_u32 {
                let r = ls(Tenths(l * 10), Tenths(s * 10));
                assert_eq!(shown(r), (l * s).to_string());
                seen.insert(l * s, grade(r, LS).unwrap());
            }
        }
        let expected = [
            (1, Grade::Blue),
            (2, Grade::Blue),
            (3, Grade::Blue),
            (4, Grade::Blue),
            (5, Grade::Blue),
            (6, Grade::Blue),
            (8, Grade::Blue),
            (9, Grade::Yellow),
            (10, Grade::Yellow),
            (12, Grade::Yellow),
            (15, Grade::Orange),
            (16, Grade::Orange),
            (20, Grade::Red),
            (25, Grade::Red),
        ];
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn values_off_the_scale_are_not_taken() {
        for (text, scale, expected) in [
            ("0.5", LIKELIHOOD, Some(5)),
            (" 10 ", LIKELIHOOD, Some(100)),
            ("10.0", LIKELIHOOD, Some(100)),
            ("0.50", EXPOSURE, Some(5)),
            ("4", LIKELIHOOD, None),
            ("0.25", LIKELIHOOD, None),
            ("-1", LIKELIHOOD, None),
            ("1e1", LIKELIHOOD, None),
            ("", LIKELIHOOD, None),
            (".5", LIKELIHOOD, None),
            ("6", ONE_TO_FIVE, None),
            ("0", ONE_TO_FIVE, None),
            ("100", CONSEQUENCE, Some(1000)),
            ("99999999999", CONSEQUENCE, None),
        ] {
            assert_eq!(Tenths::on_scale(text, scale).map(|it| it.0), expected, "{text}");
        }
    }

    #[test]
    fn what_is_judged_directly_is_never_lowered() {
        assert_eq!(with_direct(Some(Grade::Blue), Some(Grade::Red)), Some(Grade::Red));
        assert_eq!(with_direct(Some(Grade::Red), Some(Grade::Orange)), Some(Grade::Red));
        assert_eq!(with_direct(None, Some(Grade::Orange)), Some(Grade::Orange));
        assert_eq!(with_direct(Some(Grade::Yellow), None), Some(Grade::Yellow));
        assert_eq!(with_direct(None, None), None);
    }

    #[test]
    fn an_unanswered_question_is_never_a_no() {
        let all = |answer| Grave { deaths: answer, injuries: answer, loss: answer, catalogue: answer };
        assert_eq!(all(Some(false)).judged(), Some(false));
        assert_eq!(all(None).judged(), None);
        assert_eq!(Grave { catalogue: None, ..all(Some(false)) }.judged(), None);
        assert_eq!(Grave { deaths: Some(true), ..all(None) }.judged(), Some(true));
    }
}
