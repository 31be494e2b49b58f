//! Where the values of a chart stand on its axis, the same in every layout that draws.

use crate::report::figure::Figure;
use crate::report::model::{Chart, ChartKind};

/// A chart on its axis. Heights are thousandths of the axis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plot {
    /// Marks of the axis from the bottom up: height and what is printed.
    pub ticks: Vec<(u64, String)>,
    /// Height of each value of each series; none where there is no value, which is not 0.
    pub heights: Vec<Vec<Option<u64>>>,
}

/// Marks an axis has at most, its foot not counted.
const MOST_TICKS: u64 = 5;

/// Puts a chart on its axis. A line of shares runs from 0 to 100 %; everything else from 0 to a round number above the
/// greatest value.
#[must_use]
pub fn plot(chart: &Chart) -> Plot {
    let values: Vec<Vec<Option<u64>>> =
        chart.series.iter().map(|it| it.values.iter().map(|it| it.and_then(size)).collect()).collect();
    let shares = chart.series.iter().flat_map(|it| &it.values).any(|it| matches!(it, Some(Figure::Rate(_))));
    let greatest = values.iter().flatten().flatten().copied().max().unwrap_or(0);
    let step = match (shares, chart.kind) {
        (true, ChartKind::Line) => 200,
        (true, ChartKind::Columns | ChartKind::Bars) => round_step(greatest).max(100),
        (false, _) => round_step(greatest),
    };
    let top = if shares && chart.kind == ChartKind::Line { 1000 } else { greatest.div_ceil(step).max(1) * step };
    let shown = |value: u64| if shares { format!("{}%", value / 10) } else { value.to_string() };
    let ticks = (0..=top / step).map(|nth| (nth * step * 1000 / top, shown(nth * step)));
    let height = |value: &Option<u64>| value.map(|it| (it.min(top) * 1000).div_ceil(top));
    Plot { ticks: ticks.collect(), heights: values.iter().map(|it| it.iter().map(height).collect()).collect() }
}

/// A count, or a share in thousandths; none for a share of nothing.
fn size(figure: Figure) -> Option<u64> {
    match figure {
        Figure::Count(count) => Some(count),
        Figure::Rate(rate) => rate.per_mille(),
    }
}

/// The least of 1, 2, 5, 10, 20 … with which few enough marks reach the greatest value.
fn round_step(greatest: u64) -> u64 {
    let mut unit: u64 = 1;
    loop {
        for step in [unit, unit.saturating_mul(2), unit.saturating_mul(5)] {
            if greatest.div_ceil(step) <= MOST_TICKS {
                return step;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::figure::Rate;
    use crate::report::model::Series;

    fn chart(kind: ChartKind, values: Vec<Option<Figure>>) -> Chart {
        let labels = values.iter().map(|_| String::new()).collect();
        let series = vec![Series { name: "登记".to_owned(), values, rows: Vec::new() }];
        Chart { kind, labels, series, ..Chart::default() }
    }

    #[test]
    fn the_axis_ends_at_a_round_number_above_the_greatest_value() {
        for (values, top) in [
            (vec![0], "1"),
            (vec![3], "3"),
            (vec![7, 2], "8"),
            (vec![23], "25"),
            (vec![101], "150"),
            (vec![1_000_000], "1000000"),
        ] {
            let plot = plot(&chart(ChartKind::Columns, values.iter().map(|it| Some(Figure::Count(*it))).collect()));
            assert_eq!(plot.ticks.last().unwrap(), &(1000, top.to_owned()), "{values:?}");
            assert!(plot.ticks.len() <= 6 && plot.heights[0].iter().all(|it| it.unwrap() <= 1000));
        }
    }

    #[test]
    fn nothing_recorded_and_a_share_of_nothing_have_no_height() {
        let rate = |part, whole| Some(Figure::Rate(Rate::new(part, whole)));
        let plot = plot(&chart(ChartKind::Line, vec![None, rate(0, 0), rate(0, 4), rate(3, 4), rate(4, 4)]));
        assert_eq!(plot.heights[0], [None, None, Some(0), Some(750), Some(1000)]);
        assert_eq!(plot.ticks.last().unwrap().1, "100%");
    }
}
