//! Long ledgers: laid out some hundred rows at a time, so that memory stays bounded however long they grow, and joined
//! into one document.
//!
//! A part other than the last gives back its last page, which is rarely full: the next part begins with the first row of
//! it. Feet are laid out apart, as empty pages, once the number of pages is known, and put under the others.

use typst::foundations::{NativeElement, Value};
use typst::introspection::MetadataElem;
use typst::layout::{Frame, FrameItem, Point};
use typst::model::Document;
use typst_layout::{Page, PagedDocument};

use super::data::{Data, Part, RowData};
use super::world::Sandbox;
use crate::error::{Error, Result};

/// Ledgers of more rows are laid out in parts.
pub const LONG: usize = 500;
/// Rows of a part.
const ROWS: usize = 300;

/// The pages of a ledger with these rows; `data` is all the rest of it.
///
/// # Errors
/// As [`Sandbox::lay_out`].
pub fn lay_out(world: &mut Sandbox<'_>, data: &mut Data, rows: &[RowData]) -> Result<PagedDocument> {
    let (mut pages, mut info, mut from) = (Vec::new(), None, 0);
    while from < rows.len() {
        let to = rows.len().min(from + ROWS);
        let last = to == rows.len();
        let part = Part { first: from == 0, last, from, feet: 0 };
        data.set_part(part, rows.get(from..to).unwrap_or_default().to_vec());
        let document = world.lay_out(data)?;
        let (kept, next) = if last { (usize::MAX, to) } else { cut(&document, rows, to) };
        pages.extend(document.pages().iter().take(kept).cloned().map(|page| Page { frame: bare(page.frame), ..page }));
        info.get_or_insert_with(|| document.info().clone());
        from = next;
        drop(document);
        typst::comemo::evict(0);
    }
    data.set_part(Part { feet: pages.len(), ..Part::default() }, Vec::new());
    let feet = world.lay_out(data)?;
    for (page, foot) in pages.iter_mut().zip(feet.pages()) {
        page.frame.push_frame(Point::zero(), bare(foot.frame.clone()));
    }
    let info = info.ok_or_else(|| Error::internal("台账没有一页"))?;
    Ok(PagedDocument::new(pages.into_iter().collect(), info))
}

/// How many pages of a part are kept, and the row the next part begins with. `to` is the row after the part's last one.
fn cut(document: &PagedDocument, rows: &[RowData], to: usize) -> (usize, usize) {
    let introspector = document.introspector();
    let begins: Vec<(usize, usize)> = introspector
        .elements()
        .query(&MetadataElem::ELEM.select())
        .iter()
        .filter_map(|it| {
            let Value::Int(row) = it.to_packed::<MetadataElem>()?.value else { return None };
            let page = introspector.position(it.location()?)?.page.get();
            Some((page, usize::try_from(row).ok()?))
        })
        .collect();
    let first_of = |page: usize| begins.iter().filter(|it| it.0 == page).map(|it| it.1).min();
    // A row that may break can reach into the page after the one it begins on: there is no cut behind it.
    let breaks = |row: usize| rows.get(row.wrapping_sub(1)).is_some_and(|before| before.tall);
    (2..=document.pages().len())
        .rev()
        .find_map(|page| first_of(page).filter(|row| !breaks(*row)).map(|row| (page - 1, row)))
        .unwrap_or((usize::MAX, to))
}

/// The frame with only what is seen: tags hold all the content they came from.
pub fn bare(frame: Frame) -> Frame {
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
