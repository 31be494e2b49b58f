//! What the templates draw of a chart.

use serde::Serialize;

use crate::report::layout::plot::plot;
use crate::report::model::{Chart, ChartKind, Value};

#[derive(Serialize)]
pub struct ChartData {
    kind: &'static str,
    unit: String,
    labels: Vec<String>,
    ticks: Vec<Tick>,
    series: Vec<SeriesData>,
}

#[derive(Serialize)]
struct Tick {
    height: u64,
    text: String,
}

#[derive(Serialize)]
struct SeriesData {
    name: String,
    points: Vec<Point>,
}

/// A value as printed and its height in thousandths of the axis.
#[derive(Serialize)]
struct Point {
    height: Option<u64>,
    text: String,
}

/// The chart on its axis; `text` makes words printable.
pub fn data(chart: &Chart, mut text: impl FnMut(&str) -> String) -> ChartData {
    let plot = plot(chart);
    let series = chart.series.iter().zip(plot.heights).map(|(it, heights)| SeriesData {
        name: text(&it.name),
        points: it
            .values
            .iter()
            .zip(heights)
            .map(|(value, height)| Point { height, text: Value::from(*value).show() })
            .collect(),
    });
    let series = series.collect();
    ChartData {
        kind: match chart.kind {
            ChartKind::Columns => "columns",
            ChartKind::Bars => "bars",
            ChartKind::Line => "line",
        },
        unit: text(&chart.unit),
        labels: chart.labels.iter().map(|it| text(it)).collect(),
        ticks: plot.ticks.into_iter().map(|(height, text)| Tick { height, text }).collect(),
        series,
    }
}
