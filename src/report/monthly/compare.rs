//! Main indicators of a month beside those of other months, taken from the facts of each.

use std::collections::HashMap;

use serde::Serialize;

use super::{Comparison, Indicator};
use crate::report::figure::{Figure, figures};

/// Path, name and unit of the main indicators, in the order they are printed.
pub const INDICATORS: &[(&str, &str, &str)] = &[
    ("inspections.planned", "计划自查", "次"),
    ("inspections.done", "完成自查", "次"),
    ("inspections.missed", "漏查", "次"),
    ("inspections.rate", "自查完成率", "%"),
    ("items.checked", "检查项判定", "项次"),
    ("items.failed", "不合格项", "项次"),
    ("items.pass_rate", "检查项合格率", "%"),
    ("findings.total", "发现问题", "个"),
    ("hazards.registered", "登记隐患", "项"),
    ("hazards.accepted", "其中已验收", "项"),
    ("hazards.rate", "隐患整改率", "%"),
    ("hazards.in_time", "按期整改率", "%"),
    ("hazards.open_end", "期末未销号隐患", "项"),
    ("hazards.overdue", "期末逾期未整改", "项"),
    ("hazards.major_open", "期末未销号重大事故隐患", "项"),
];

impl Comparison {
    /// The main indicators of some counts beside those of the period before and of the same period a year before. A period
    /// in which nothing was recorded yet is `None` and prints “—”; its label is still named.
    #[must_use]
    pub fn of<T: Serialize>(now: &T, before: (String, Option<&T>), year_before: (String, Option<&T>)) -> Self {
        let now = by_path(now);
        let (then, last_year) = (before.1.map(by_path), year_before.1.map(by_path));
        let at = |facts: &Option<HashMap<String, Figure>>, key: &str| facts.as_ref()?.get(key).copied();
        let indicators = INDICATORS.iter().map(|(key, label, unit)| Indicator {
            key: (*key).to_owned(),
            label: (*label).to_owned(),
            unit: (*unit).to_owned(),
            now: now.get(*key).copied(),
            before: at(&then, key),
            year_before: at(&last_year, key),
        });
        Self { before_label: before.0, year_before_label: year_before.0, indicators: indicators.collect() }
    }
}

fn by_path(facts: &impl Serialize) -> HashMap<String, Figure> {
    // Facts are plain data: they always turn into JSON.
    serde_json::to_value(facts).map(|json| figures(&json).into_iter().collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::monthly::sample;

    #[test]
    fn every_indicator_names_a_figure_and_an_unrecorded_month_stays_empty() {
        let (mut now, before) = (sample::month(3), sample::month(5));
        now.comparison =
            Comparison::of(&now, ("2026年10月".to_owned(), Some(&before)), ("2025年11月".to_owned(), None));
        for it in &now.comparison.indicators {
            assert!(it.now.is_some() && it.before.is_some(), "{} is no figure", it.key);
            assert_eq!(it.year_before, None, "nothing recorded is not 0");
        }
        let overdue = now.comparison.indicators.iter().find(|it| it.key == "hazards.overdue").unwrap();
        assert_eq!((overdue.now, overdue.before), (Some(Figure::Count(3)), Some(Figure::Count(5))));
    }
}
