//! Native charts of a workbook, drawn over the cells of the table above them.

use rust_xlsxwriter::{
    Chart as Native, ChartFormat, ChartLegendPosition, ChartLine, ChartPatternFill, ChartPatternFillType,
    ChartSolidFill, ChartType, Color, Worksheet, XlsxError,
};

use super::plot::plot;
use crate::report::model::{Chart, ChartKind};

/// Rows of a sheet a chart covers.
pub(super) const ROWS: u32 = 15;
/// Pixels of a row nobody set a height for.
const ROW_PIXELS: u32 = 20;

/// Draws a chart whose table begins (its head) at `head`, at `row`, `wide` pixels wide. `false`: not drawn, because a value
/// that is not known stands between known ones and would be drawn as 0.
pub(super) fn draw(sheet: &mut Worksheet, chart: &Chart, head: u32, row: u32, wide: u32) -> Result<bool, XlsxError> {
    let Some((first, last)) = known(chart) else { return Ok(false) };
    let (from, to) = (head + 1 + first, head + 1 + last);
    let name = sheet.name();
    let mut native = Native::new(match chart.kind {
        ChartKind::Columns => ChartType::Column,
        ChartKind::Bars => ChartType::Bar,
        ChartKind::Line => ChartType::Line,
    });
    for (column, series) in (1_u16..).zip(&chart.series) {
        let mut format = ChartFormat::new();
        if chart.kind == ChartKind::Line {
            format.set_line(ChartLine::new().set_color(Color::Black));
        } else if column == 1 {
            format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(0x0059_5959)));
        } else {
            format.set_border(ChartLine::new().set_color(Color::Black)).set_pattern_fill(
                ChartPatternFill::new()
                    .set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards)
                    .set_foreground_color(Color::Black)
                    .set_background_color(Color::White),
            );
        }
        native
            .add_series()
            .set_name(series.name.as_str())
            .set_categories((name.as_str(), from, 0, to, 0))
            .set_values((name.as_str(), from, column, to, column))
            .set_format(&mut format);
    }
    native.title().set_name(chart.caption.as_str());
    if chart.series.len() > 1 {
        native.legend().set_position(ChartLegendPosition::Bottom);
    } else {
        native.legend().set_hidden();
    }
    if chart.kind == ChartKind::Bars {
        // The greatest stands on top, as on paper.
        native.x_axis().set_reverse();
    }
    native.set_width(wide).set_height((ROWS - 1) * ROW_PIXELS);
    sheet.insert_chart(row, 0, &native)?;
    Ok(true)
}

/// First and last label with a value, where every label between has one.
fn known(chart: &Chart) -> Option<(u32, u32)> {
    let heights = plot(chart).heights;
    let has = |at: usize| heights.iter().all(|it| it.get(at).copied().flatten().is_some());
    let all: Vec<usize> = (0..chart.labels.len()).filter(|at| has(*at)).collect();
    let (first, last) = (all.first().copied()?, all.last().copied()?);
    (all.len() == last - first + 1).then_some(())?;
    Some((u32::try_from(first).ok()?, u32::try_from(last).ok()?))
}
