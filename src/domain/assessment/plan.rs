//! How often whom: the plant's settings, with the defaults of the domain (惯, to be checked: no article fixes them).

use super::score::Bands;
use crate::domain::code::codes;
use crate::domain::fold::folded_key;
use crate::domain::period::{Period, PeriodKind};
use crate::domain::responsibility::Tier;

codes! {
    /// How often something is assessed.
    pub enum Cadence {
        Month = "month" "每月",
        Quarter = "quarter" "每季度",
        HalfYear = "half_year" "每半年",
        Year = "year" "每年",
    }
}

impl Cadence {
    /// The sort of period.
    #[must_use]
    pub fn kind(self) -> PeriodKind {
        match self {
            Self::Month => PeriodKind::Month,
            Self::Quarter => PeriodKind::Quarter,
            Self::HalfYear => PeriodKind::HalfYear,
            Self::Year => PeriodKind::Year,
        }
    }

    /// The cadence of a sort of period; none for days and weeks.
    #[must_use]
    pub fn of(kind: PeriodKind) -> Option<Self> {
        match kind {
            PeriodKind::Month => Some(Self::Month),
            PeriodKind::Quarter => Some(Self::Quarter),
            PeriodKind::HalfYear => Some(Self::HalfYear),
            PeriodKind::Year => Some(Self::Year),
            PeriodKind::Day | PeriodKind::Week => None,
        }
    }
}

/// Head of every setting here.
pub const PREFIX: &str = "assess.";

/// What the plant set about its assessments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// 过程考核 of each tier, in the order of [`Tier::ALL`].
    pub cadences: [Cadence; 4],
    /// Whether a whole-year assessment (综合考核) is made besides.
    pub yearly: bool,
    /// Share of the period's days somebody must have been at work in the post, per cent.
    pub share: i64,
    /// Weight of the main post where others are held beside it, per cent.
    pub main_weight: i64,
    /// From how many points of a hundred which band.
    pub bands: Bands,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            cadences: [Cadence::Quarter, Cadence::Month, Cadence::Month, Cadence::Month],
            yearly: true,
            share: 50,
            main_weight: 70,
            bands: Bands::default(),
        }
    }
}

/// One setting: its key without [`PREFIX`], what it is called, what may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// 过程考核 of a tier.
    Cadence(Tier),
    /// Whole-year assessment besides.
    Yearly,
    /// Least share of days.
    Share,
    /// Weight of the main post.
    MainWeight,
    /// Lower bound of a band: excellent, pass, basic.
    Bound(usize),
}

impl Setting {
    /// Every setting.
    pub const ALL: &'static [Self] = &[
        Self::Cadence(Tier::Decision),
        Self::Cadence(Tier::Management),
        Self::Cadence(Tier::Execution),
        Self::Cadence(Tier::Operation),
        Self::Yearly,
        Self::Share,
        Self::MainWeight,
        Self::Bound(0),
        Self::Bound(1),
        Self::Bound(2),
    ];

    /// Its key: `assess.operation`.
    #[must_use]
    pub fn key(self) -> String {
        let part = match self {
            Self::Cadence(tier) => tier.code(),
            Self::Yearly => "yearly",
            Self::Share => "share",
            Self::MainWeight => "main_weight",
            Self::Bound(0) => "excellent",
            Self::Bound(1) => "pass",
            Self::Bound(_) => "basic",
        };
        format!("{PREFIX}{part}")
    }

    /// The setting with this key.
    #[must_use]
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.key() == key)
    }

    /// Chinese name.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Cadence(tier) => format!("责任制考核：{tier}过程考核的周期（惯，待核）"),
            Self::Yearly => "责任制考核：另作年度综合考核（惯，待核）".to_owned(),
            Self::Share => "责任制考核：本期在岗不足百分之几的不考核（惯）".to_owned(),
            Self::MainWeight => "责任制考核：有兼岗时主岗占百分之几（惯）".to_owned(),
            Self::Bound(0) => "责任制考核：多少分起为优秀（惯，待核）".to_owned(),
            Self::Bound(1) => "责任制考核：多少分起为合格（惯，待核）".to_owned(),
            Self::Bound(_) => "责任制考核：多少分起为基本合格（惯，待核）".to_owned(),
        }
    }

    /// The value as stored, from what was typed; what would be right where it is not.
    ///
    /// # Errors
    /// One Chinese phrase that says what may be written.
    pub fn read(self, typed: &str) -> Result<String, String> {
        match self {
            Self::Cadence(_) => {
                let found = Cadence::read(typed).or_else(|| match folded_key(typed).as_str() {
                    "月" => Some(Cadence::Month),
                    "季" | "季度" => Some(Cadence::Quarter),
                    "半年" => Some(Cadence::HalfYear),
                    "年" => Some(Cadence::Year),
                    _ => None,
                });
                found.map(|it| it.code().to_owned()).ok_or_else(|| "应为 每月、每季度、每半年 或 每年".to_owned())
            }
            Self::Yearly => match folded_key(typed).as_str() {
                "1" | "是" | "yes" | "y" | "true" => Ok("1".to_owned()),
                "0" | "否" | "no" | "n" | "false" => Ok("0".to_owned()),
                _ => Err("应为 是 或 否".to_owned()),
            },
            Self::Share | Self::MainWeight | Self::Bound(_) => {
                let number = typed.trim().parse::<i64>().ok().filter(|it| (1..=100).contains(it));
                number.map(|it| it.to_string()).ok_or_else(|| "应为 1 至 100 的整数".to_owned())
            }
        }
    }

    /// The default as people read it.
    #[must_use]
    pub fn default_text(self) -> String {
        Plan::default().text(self)
    }
}

impl Plan {
    /// The plan with the plant's own settings over the defaults: keys with [`PREFIX`] and stored values. What cannot be
    /// read keeps its default.
    #[must_use]
    pub fn of<'a>(settings: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut plan = Self::default();
        for (key, value) in settings {
            if let Some((setting, value)) = Setting::find(key).and_then(|it| Some((it, it.read(value).ok()?))) {
                plan.put(setting, &value);
            }
        }
        plan
    }

    fn put(&mut self, setting: Setting, value: &str) {
        let number = value.parse::<i64>().ok();
        match (setting, number) {
            (Setting::Cadence(tier), _) => {
                let at = Tier::ALL.iter().position(|it| *it == tier).and_then(|at| self.cadences.get_mut(at));
                if let (Some(own), Some(cadence)) = (at, Cadence::from_code(value)) {
                    *own = cadence;
                }
            }
            (Setting::Yearly, number) => self.yearly = number == Some(1),
            (Setting::Share, Some(number)) => self.share = number,
            (Setting::MainWeight, Some(number)) => self.main_weight = number,
            (Setting::Bound(0), Some(number)) => self.bands.excellent = number,
            (Setting::Bound(1), Some(number)) => self.bands.pass = number,
            (Setting::Bound(_), Some(number)) => self.bands.basic = number,
            (Setting::Share | Setting::MainWeight | Setting::Bound(_), None) => {}
        }
    }

    /// A setting as people read it.
    #[must_use]
    pub fn text(&self, setting: Setting) -> String {
        match setting {
            Setting::Cadence(tier) => self.cadence(tier).label().to_owned(),
            Setting::Yearly => if self.yearly { "是" } else { "否" }.to_owned(),
            Setting::Share => self.share.to_string(),
            Setting::MainWeight => self.main_weight.to_string(),
            Setting::Bound(0) => self.bands.excellent.to_string(),
            Setting::Bound(1) => self.bands.pass.to_string(),
            Setting::Bound(_) => self.bands.basic.to_string(),
        }
    }

    /// 过程考核 of a tier.
    #[must_use]
    pub fn cadence(&self, tier: Tier) -> Cadence {
        let at = Tier::ALL.iter().position(|it| *it == tier).unwrap_or_default();
        self.cadences.get(at).copied().unwrap_or(Cadence::Month)
    }

    /// Whether a list of this tier is assessed for this period; `own`: what its wording says. A wording that only repeats the
    /// default of its tier, as adopted lists do, follows what the plant set; another cycle of its own stands.
    #[must_use]
    pub fn is_assessed(&self, tier: Tier, own: Option<Cadence>, period: Period) -> bool {
        let usual = Self::default().cadence(tier);
        let cadence = own.filter(|own| *own != usual).unwrap_or_else(|| self.cadence(tier));
        cadence.kind() == period.kind() || (self.yearly && period.kind() == PeriodKind::Year)
    }
}
