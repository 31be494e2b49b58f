//! Several papers as one file: laid out one by one, counted, indexed, numbered through, with a bookmark for each.

use serde::Serialize;
use typst::layout::Point;
use typst::model::Document;
use typst_layout::{Page, PagedDocument};

use super::parts::bare;
use super::world::{Sandbox, lay_out, warnings};
use super::{Options, Pdf};
use crate::error::{Error, Result};
use crate::report::model::Report;

/// How often the index is laid out anew until its own length is right.
const TRIES: usize = 5;

/// A page of the overlay: size in points, number, and the bookmark that begins on it.
#[derive(Serialize)]
struct Mark {
    width: f64,
    height: f64,
    mark: Option<String>,
}

#[derive(Serialize)]
struct Marks {
    pages: Vec<Mark>,
}

/// Binds cover, index and papers. `index` makes the index from the first page of each paper, counted from 1.
pub fn bind(
    cover: &Report,
    index: &dyn Fn(&[usize]) -> Report,
    papers: &[(&str, &Report)],
    options: Options<'_>,
) -> Result<(Pdf, Vec<usize>)> {
    let mut said = Vec::new();
    let mut lay = |report: &Report| -> Result<(Vec<Page>, PagedDocument)> {
        let (document, missing) = lay_out(report, options)?;
        said.extend(warnings(&missing));
        let pages = document.pages().iter().cloned().map(|page| Page { frame: bare(page.frame), ..page }).collect();
        typst::comemo::evict(0);
        Ok((pages, document))
    };
    let (mut pages, first) = lay(cover)?;
    let info = first.info().clone();
    let mut bodies = Vec::with_capacity(papers.len());
    for (title, report) in papers {
        bodies.push((*title, lay(report)?.0));
    }
    let mut length = 1;
    let mut tries = 0;
    let (listed, firsts) = loop {
        let mut next = pages.len() + length + 1;
        let mut firsts = Vec::with_capacity(bodies.len());
        for (_, body) in &bodies {
            firsts.push(next);
            next += body.len();
        }
        let (listed, _) = lay(&index(&firsts))?;
        tries += 1;
        if listed.len() == length {
            break (listed, firsts);
        }
        if tries == TRIES {
            return Err(Error::internal("目录的页数定不下来"));
        }
        length = listed.len();
    };
    let mut marks: Vec<Option<String>> = vec![None; pages.len()];
    if let Some(it) = marks.first_mut() {
        *it = Some("封面".to_owned());
    }
    for (title, body) in std::iter::once(("目录", listed)).chain(bodies) {
        marks.extend(body.iter().enumerate().map(|(at, _)| (at == 0).then(|| title.to_owned())));
        pages.extend(body);
    }
    let overlay = Marks {
        pages: pages
            .iter()
            .zip(marks)
            .map(|(page, mark)| {
                let size = page.frame.size();
                Mark { width: size.x.to_pt(), height: size.y.to_pt(), mark }
            })
            .collect(),
    };
    let mut world = Sandbox::of("binder.typ", options)?;
    let numbers = world.lay_out(&overlay)?;
    if numbers.pages().len() != pages.len() {
        return Err(Error::internal("页码和页数不一致"));
    }
    for (page, number) in pages.iter_mut().zip(numbers.pages()) {
        // The tags of the bookmarks are in the overlay: it is put on whole.
        page.frame.push_frame(Point::zero(), number.frame.clone());
    }
    let count = pages.len();
    let document = PagedDocument::new(pages.into_iter().collect(), info);
    let bytes = world.export(&document, cover.kind, &cover.file_stem, false, options.created)?;
    typst::comemo::evict(0);
    said.sort();
    said.dedup();
    Ok((Pdf { bytes, pages: count, warnings: said }, firsts))
}
