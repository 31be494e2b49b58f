//! Long ledgers: Typst sets what stands above the table, the sign line and the feet; the grid between them is drawn here,
//! row by row. A cell of a ledger is a line or two of plain text, for which a general layout takes twenty times as long.
//!
//! Sizes are those of `ledger.typ` and `data-table`, so that a long ledger looks like a short one.

use typst::foundations::{NativeElement, Value};
use typst::introspection::MetadataElem;
use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::model::Document;
use typst::visualize::{Color, FixedStroke, Geometry};
use typst_layout::{Page, PagedDocument};

use super::data::{Align, Data, LongTable, Part};
use super::letters::Letters;
use super::world::Sandbox;
use crate::error::{Error, Result};

/// Ledgers of more rows are drawn here.
pub const LONG: usize = 200;

/// Margins of the page in points: top, left, right, bottom.
const MARGINS: (f64, f64, f64, f64) = (51.024, 51.024, 42.520, 51.024);
/// Distance of text from the lines around it.
const INSET: (f64, f64) = (3.0, 4.5);
/// Least height of a row: 7 mm.
const LEAST: f64 = 19.843;
/// Distance from one baseline to the next, and from the top of a line to its baseline, in ems.
const LEADING: f64 = 1.4;
const ASCENT: f64 = 0.82;
/// Thickness of a line.
const HAIR: f64 = 0.5;

/// The pages of a ledger; `data` is all of it but the table.
///
/// # Errors
/// As [`Sandbox::lay_out`].
pub fn lay_out(world: &mut Sandbox<'_>, data: &mut Data, table: &LongTable) -> Result<PagedDocument> {
    data.set_part(Part { feet: 0 });
    let ends = world.lay_out(data)?;
    let info = ends.info().clone();
    let first = ends.pages().first().ok_or_else(|| Error::internal("台账没有一页"))?;
    let sign = ends.pages().get(1).map(|page| End {
        frame: bare(page.frame.clone()),
        from: spot(&ends, 2),
        to: spot(&ends, 3),
    });
    let size = first.frame.size();
    let mut grid = Grid {
        letters: Letters::new(world.fonts, table.size),
        table,
        edges: edges(table, size.x.to_pt() - MARGINS.1 - MARGINS.2),
        bottom: size.y.to_pt() - MARGINS.3,
        empty: Frame::hard(size),
        pages: vec![bare(first.frame.clone())],
        begun: 0.0,
        rules: Vec::new(),
        y: spot(&ends, 1),
    };
    grid.begin();
    for nth in 0..table.rows.len() {
        grid.row(nth, table.rows.len() == nth + 1, sign.as_ref().map_or(0.0, End::height));
    }
    let end = grid.end();
    if let (Some(sign), Some(page)) = (sign, grid.pages.last_mut()) {
        page.push_frame(Point::new(Abs::zero(), Abs::pt(end - sign.from)), sign.frame);
    }
    let like = first.clone();
    let mut pages: Vec<Page> = grid.pages.into_iter().map(|frame| Page { frame, ..like.clone() }).collect();
    drop(ends);
    data.set_part(Part { feet: pages.len() });
    let feet = world.lay_out(data)?;
    for (page, foot) in pages.iter_mut().zip(feet.pages()) {
        page.frame.push_frame(Point::zero(), bare(foot.frame.clone()));
    }
    Ok(PagedDocument::new(pages.into_iter().collect(), info))
}

/// What stands under the last row: where on its own page it begins and ends.
struct End {
    frame: Frame,
    from: f64,
    to: f64,
}

impl End {
    fn height(&self) -> f64 {
        self.to - self.from
    }
}

/// The table on its pages, as far as it is drawn.
struct Grid<'a> {
    letters: Letters<'a>,
    table: &'a LongTable,
    /// Where the upright lines stand, from the left.
    edges: Vec<f64>,
    bottom: f64,
    empty: Frame,
    pages: Vec<Frame>,
    /// Where the table begins on this page, and the lines across it so far.
    begun: f64,
    rules: Vec<f64>,
    y: f64,
}

/// Lines of the cells of a row.
type Lines = Vec<Vec<String>>;

impl Grid<'_> {
    /// The head, on a page where the table begins.
    fn begin(&mut self) {
        self.begun = self.y;
        let heads: Vec<&str> = self.table.columns.iter().map(|it| it.head.as_str()).collect();
        let lines = self.lines(&heads, true);
        let high = self.height(&lines).max(0.0);
        self.draw(&lines, high, true, true);
    }

    /// Draws the upright lines of this page; where the table ends on it.
    fn end(&mut self) -> f64 {
        self.rules.push(self.y);
        let (left, right) = (self.edges.first().copied().unwrap_or(0.0), self.edges.last().copied().unwrap_or(0.0));
        let across: Vec<_> =
            self.rules.drain(..).map(|y| (Point::new(pt(left), pt(y)), Point::with_x(pt(right - left)))).collect();
        let down =
            self.edges.iter().map(|x| (Point::new(pt(*x), pt(self.begun)), Point::with_y(pt(self.y - self.begun))));
        let down: Vec<_> = down.collect();
        if let Some(page) = self.pages.last_mut() {
            for (from, to) in across.into_iter().chain(down) {
                let stroke = FixedStroke::from_pair(Color::BLACK, Abs::pt(HAIR));
                page.push(from, FrameItem::Shape(Geometry::Line(to).stroked(stroke), typst::syntax::Span::detached()));
            }
        }
        self.y
    }

    fn turn(&mut self) {
        self.end();
        self.pages.push(self.empty.clone());
        self.y = MARGINS.0;
        self.begin();
    }

    /// Draws a row, on the next page where it does not fit; a row of many lines is parted. The last one keeps `below`
    /// free under it, so that no sign line stands on a page of its own.
    fn row(&mut self, nth: usize, last: bool, below: f64) {
        let Some(row) = self.table.rows.get(nth) else { return };
        let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
        let mut lines = self.lines(&cells, row.total);
        let below = if last { below } else { 0.0 };
        let whole = self.height(&lines).max(LEAST);
        let page = self.bottom - MARGINS.0 - self.head_height();
        let parts = row.tall || whole + below > page;
        if !parts && self.y + whole + below > self.bottom {
            self.turn();
        }
        while parts && self.y + self.height(&lines).max(LEAST) + below > self.bottom {
            let room = ((self.bottom - self.y - 2.0 * INSET.1) / (LEADING * self.table.size)).floor();
            // Two lines at least, else the row begins on the next page.
            let fitting = if room >= 2.0 { room as usize } else { 0 };
            let most = lines.iter().map(Vec::len).max().unwrap_or(0);
            if fitting > 0 && most > 2 {
                let fitting = fitting.min(most - 1);
                let rest = lines.iter_mut().map(|it| it.split_off(fitting.min(it.len()))).collect();
                let high = self.height(&lines).max(LEAST);
                self.draw(&lines, high, row.total, false);
                lines = rest;
            }
            self.turn();
            if most <= 2 {
                break;
            }
        }
        let high = self.height(&lines).max(LEAST);
        self.draw(&lines, high, row.total, false);
    }

    fn head_height(&self) -> f64 {
        // As drawn on this page: the first two lines across it.
        match self.rules.as_slice() {
            [first, second, ..] => second - first,
            [first] => self.y - first,
            [] => 0.0,
        }
    }

    fn lines(&mut self, cells: &[&str], heavy: bool) -> Lines {
        let letters = &mut self.letters;
        let rooms = self.edges.windows(2).map(|it| match it {
            [from, to] => to - from - 2.0 * INSET.0,
            _ => 0.0,
        });
        cells.iter().zip(rooms).map(|(cell, room)| letters.lines(cell, room, heavy)).collect()
    }

    fn height(&self, lines: &Lines) -> f64 {
        let most = lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let between = u32::try_from(most - 1).map_or(0.0, f64::from) * LEADING;
        (between + 1.0) * self.table.size + 2.0 * INSET.1
    }

    /// Draws a row of this height where the last one ended.
    fn draw(&mut self, lines: &Lines, high: f64, heavy: bool, head: bool) {
        self.rules.push(self.y);
        let Some(page) = self.pages.last_mut() else { return };
        let size = self.table.size;
        let places = self.table.columns.iter().zip(self.edges.windows(2));
        for (cell, (column, edges)) in lines.iter().zip(places) {
            let [from, to] = edges else { continue };
            let text = (u32::try_from(cell.len()).map_or(0.0, f64::from) * LEADING - LEADING + 1.0) * size;
            let mut y = self.y + (high - text) / 2.0 + ASCENT * size;
            for line in cell {
                let spare = to - from - 2.0 * INSET.0 - self.letters.width(line, heavy);
                let x = from
                    + INSET.0
                    + match if head { Align::Center } else { column.align } {
                        Align::Left => 0.0,
                        Align::Center => spare / 2.0,
                        Align::Right => spare,
                    };
                let mut x = Abs::pt(x);
                for item in self.letters.items(line, heavy) {
                    let wide = item.width();
                    page.push(Point::new(x, pt(y)), FrameItem::Text(item));
                    x += wide;
                }
                y += LEADING * size;
            }
        }
        self.y += high;
    }
}

fn pt(points: f64) -> Abs {
    Abs::pt(points)
}

/// Where the upright lines stand: the columns share the width by their weights.
fn edges(table: &LongTable, wide: f64) -> Vec<f64> {
    let share = |weight: usize| u32::try_from(weight).map_or(0.0, f64::from);
    let sum: f64 = table.columns.iter().map(|it| share(it.weight)).sum();
    let mut edges = vec![MARGINS.1];
    let mut x = 0.0;
    for column in &table.columns {
        x += share(column.weight);
        edges.push(MARGINS.1 + wide * x / sum.max(1.0));
    }
    edges
}

/// How far down its page the mark with this number stands; the templates set it.
fn spot(document: &PagedDocument, wanted: i64) -> f64 {
    let introspector = document.introspector();
    let marks = introspector.elements().query(&MetadataElem::ELEM.select());
    let mark = marks.iter().find(|it| it.to_packed::<MetadataElem>().is_some_and(|it| it.value == Value::Int(wanted)));
    let place = mark.and_then(|it| introspector.position(it.location()?));
    place.map_or(MARGINS.0, |it| it.point.y.to_pt())
}

/// The frame with only what is seen: tags hold all the content they came from.
fn bare(frame: Frame) -> Frame {
    let mut out = Frame::new(frame.size(), frame.kind());
    for (point, item) in frame.items() {
        match item {
            FrameItem::Tag(_) => {}
            FrameItem::Group(group) => {
                let mut group = group.clone();
                group.frame = bare(group.frame);
                out.push(*point, FrameItem::Group(group));
            }
            FrameItem::Text(_) | FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) => {
                out.push(*point, item.clone());
            }
        }
    }
    out
}
