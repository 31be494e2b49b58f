//! Charts as text: lying bars with their values, drawn in ASCII so that no terminal draws a cell twice as wide.

use super::plot::plot;
use super::text::{Piece, Setter, Style, plain};
use super::text_table;
use crate::report::model::{Chart, Value};
use crate::text::{BarSymbols, bar, width};

/// What the bars of each series are drawn with.
const SERIES: [BarSymbols; 3] = [symbols("#"), symbols("="), symbols("-")];
/// Longest a bar gets.
const LONGEST: usize = 48;
/// Below this a bar says nothing: the values are printed as a table.
const SHORTEST: usize = 6;

const fn symbols(full: &'static str) -> BarSymbols {
    BarSymbols { full, parts: &[], empty: " ", levels: &["."] }
}

/// Sets a chart; its caption is left out where the section's heading says the same.
pub(super) fn chart(page: &mut Setter, chart: &Chart, heading: &str) {
    let values: Vec<Vec<String>> =
        chart.series.iter().map(|it| it.values.iter().map(|it| Value::from(*it).show()).collect()).collect();
    let label = chart.labels.iter().map(|it| width(it)).max().unwrap_or(0);
    let value = values.iter().flatten().map(|it| width(it)).max().unwrap_or(0);
    let room = page.width.saturating_sub(label + value + 3).min(LONGEST);
    if room < SHORTEST || chart.series.len() > SERIES.len() || chart.labels.is_empty() {
        text_table::table(page, &chart.table(), heading);
        return;
    }
    page.wrapped(&format!("〔{}〕", chart.caption), Style::Head, 0);
    if chart.series.len() > 1 {
        let legend: Vec<String> = chart
            .series
            .iter()
            .zip(SERIES)
            .map(|(it, symbols)| format!("{} {}", symbols.full.repeat(2), it.name))
            .collect();
        page.wrapped(&format!("{}（{}）", legend.join("  "), chart.unit), Style::Note, 2);
    }
    let heights = plot(chart).heights;
    for (at, name) in chart.labels.iter().enumerate() {
        for (nth, ((series, symbols), shown)) in chart.series.iter().zip(SERIES).zip(&values).enumerate() {
            let height = heights.get(nth).and_then(|it| *it.get(at)?).unwrap_or(0);
            let text = shown.get(at).cloned().unwrap_or_default();
            let name = if nth == 0 { name.as_str() } else { "" };
            let figure = page.figure(series.rows.get(at).and_then(Option::as_ref));
            #[allow(clippy::cast_precision_loss)] // thousandths
            let drawn = bar(height as f64 / 1000.0, room, &symbols);
            let gap = value - width(&text);
            page.line(
                Style::Body,
                vec![
                    plain(format!("{name}{}  {drawn} {}", " ".repeat(label - width(name)), " ".repeat(gap))),
                    Piece { text, figure },
                ],
            );
        }
    }
}
