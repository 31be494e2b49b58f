//! Native charts of a workbook, drawn over the cells of their tables.

use rust_xlsxwriter::{
    Chart as Native, ChartFormat, ChartLegendPosition, ChartLine, ChartPatternFill, ChartPatternFillType,
    ChartSolidFill, ChartType, Color, Worksheet, XlsxError,
};

use super::plot::plot;
use crate::report::figure::Figure;
use crate::report::model::{Chart, ChartKind};

/// Rows of the sheet a chart takes, its gap to the next included.
const ROWS: u32 = 15;
/// Charts on a page.
const ON_A_PAGE: u32 = 3;
/// Pixels of a row nobody set a height for.
const ROW_PIXELS: u32 = 20;
/// Pixels of a chart's width: with the scale below narrower than a page in every office program.
const WIDE: u32 = 560;

/// Draws charts below one another on a sheet of their own; `of` names the sheet of their tables, whose heads stand in the
/// rows given. A chart is left out where a value that is not known stands between known ones: it would be drawn as 0.
pub(super) fn draw(sheet: &mut Worksheet, of: &str, charts: &[(&Chart, u32)]) -> Result<(), XlsxError> {
    let mut row = 0;
    for (chart, head) in charts {
        let Some(native) = native(of, chart, *head) else { continue };
        sheet.insert_chart(row, 0, &native)?;
        row += ROWS;
    }
    // A page that is made to fit takes no breaks.
    let breaks: Vec<u32> = (1..=row / (ROWS * ON_A_PAGE)).map(|nth| nth * ROWS * ON_A_PAGE).collect();
    sheet.set_print_scale(80).set_page_breaks(&breaks)?;
    Ok(())
}

fn native(name: &str, chart: &Chart, head: u32) -> Option<Native> {
    let (first, last) = known(chart)?;
    let (from, to) = (head + 1 + first, head + 1 + last);
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
            .set_categories((name, from, 0, to, 0))
            .set_values((name, from, column, to, column))
            .set_format(&mut format);
    }
    native.title().set_name(chart.caption.as_str());
    if chart.series.len() > 1 {
        native.legend().set_position(ChartLegendPosition::Bottom);
    } else {
        native.legend().set_hidden();
    }
    let shares = chart.series.iter().flat_map(|it| &it.values).any(|it| matches!(it, Some(Figure::Rate(_))));
    let number = if shares { "0%" } else { "0" };
    match chart.kind {
        // The greatest stands on top, as on paper; the axes of lying bars change places.
        ChartKind::Bars => {
            native.y_axis().set_reverse();
            native.x_axis().set_num_format(number).set_min(0);
        }
        ChartKind::Line => {
            native.y_axis().set_num_format(number).set_min(0).set_max(1);
        }
        ChartKind::Columns => {
            native.y_axis().set_num_format(number).set_min(0);
        }
    }
    native.set_width(WIDE).set_height((ROWS - 1) * ROW_PIXELS);
    Some(native)
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
