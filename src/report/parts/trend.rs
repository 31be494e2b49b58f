//! Charts of hazards: months side by side, shares of causes.

use super::Behind;
use crate::report::figure::{Figure, Rate, RowSet};
use crate::report::model::{Block, Chart, ChartKind, Series};
use crate::report::monthly::HazardGroup;
use crate::report::trend::{MonthPoint, Trend};

/// Bars a chart of shares has at most; the smallest ones are taken together.
const MOST_BARS: usize = 8;

/// Hazards registered and closed by month, and the rate of each month. Words instead where nothing was recorded yet.
#[must_use]
pub fn charts(behind: Behind<'_>, trend: &Trend) -> Vec<Block> {
    if trend.months.iter().all(|it| it.registered.is_none()) {
        return vec![Block::Note("近十二个月均无隐患记录，没有可画的趋势图。".to_owned())];
    }
    let labels: Vec<String> = trend.months.iter().map(|it| it.key.clone()).collect();
    let series = |name: &str, part: &str, value: &dyn Fn(&MonthPoint) -> Option<Figure>| Series {
        name: name.to_owned(),
        values: trend.months.iter().map(value).collect(),
        rows: trend.months.iter().map(|it| behind.at(&format!("trend.months.{}.{part}", it.key))).collect(),
    };
    let moved = Chart {
        caption: "近十二个月隐患登记与销号".to_owned(),
        kind: ChartKind::Columns,
        labels: labels.clone(),
        series: vec![
            series("登记", "registered", &|it| it.registered.map(Figure::Count)),
            series("销号", "closed", &|it| it.closed.map(Figure::Count)),
        ],
        unit: "项".to_owned(),
    };
    let rate = Chart {
        caption: "近十二个月隐患整改率".to_owned(),
        kind: ChartKind::Line,
        labels,
        series: vec![series("整改率", "rate", &|it| it.rate.map(Figure::Rate))],
        unit: "%".to_owned(),
    };
    vec![Block::Chart(moved), Block::Chart(rate)]
}

/// Shares of the hazards registered in the period, the greatest first; none where nothing was registered.
#[must_use]
pub fn shares(behind: Behind<'_>, caption: &str, path: &str, groups: &[HazardGroup]) -> Option<Block> {
    let mut parts: Vec<&HazardGroup> = groups.iter().filter(|it| it.key != "total" && it.registered > 0).collect();
    let total: u64 = parts.iter().map(|it| it.registered).sum();
    if total == 0 {
        return None;
    }
    parts.sort_by(|a, b| (b.registered, &a.label).cmp(&(a.registered, &b.label)));
    let rest = if parts.len() > MOST_BARS { parts.split_off(MOST_BARS - 1) } else { Vec::new() };
    let at = |it: &HazardGroup| behind.at(&format!("{path}.{}.registered", it.key));
    let mut bars: Vec<(String, u64, Option<RowSet>)> =
        parts.iter().map(|it| (it.label.clone(), it.registered, at(it))).collect();
    if !rest.is_empty() {
        let ids = rest.iter().filter_map(|it| at(it)).flat_map(|it| it.ids);
        let rows = RowSet::ids("hazard", ids);
        bars.push((format!("其余 {} 类", rest.len()), rest.iter().map(|it| it.registered).sum(), Some(rows)));
    }
    let share = |count: u64| Some(Figure::Rate(Rate::new(count, total)));
    Some(Block::Chart(Chart {
        caption: caption.to_owned(),
        kind: ChartKind::Bars,
        labels: bars.iter().map(|(label, count, _)| format!("{label}（{count} 项）")).collect(),
        series: vec![Series {
            name: "占比".to_owned(),
            values: bars.iter().map(|(_, count, _)| share(*count)).collect(),
            rows: bars.into_iter().map(|(_, _, rows)| rows).collect(),
        }],
        unit: "%".to_owned(),
    }))
}
