//! Several papers as one file: laid out one by one, counted, indexed, numbered through, with a bookmark for each.

use serde::Serialize;
use typst::layout::Point;
use typst::model::Document;
use typst_layout::{Page, PagedDocument};

use super::long::bare;
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

/// The joined pages, the first page of each paper (counted from 1), and what the reader must know.
struct Joined<'a> {
    world: Sandbox<'a>,
    document: PagedDocument,
    firsts: Vec<usize>,
    said: Vec<String>,
}

/// Binds cover, index and papers. `index` makes the index from the first page of each paper, counted from 1.
pub fn bind(
    cover: &Report,
    index: &dyn Fn(&[usize]) -> Report,
    papers: &[(&str, &Report)],
    options: Options<'_>,
) -> Result<(Pdf, Vec<usize>)> {
    let mut joined = join(cover, index, papers, options)?;
    let pages = joined.document.pages().len();
    let bytes = joined.world.export(&joined.document, cover.kind, &cover.file_stem, false, options.created)?;
    typst::comemo::evict(0);
    joined.said.sort();
    joined.said.dedup();
    Ok((Pdf { bytes, pages, warnings: joined.said }, joined.firsts))
}

fn join<'a>(
    cover: &Report,
    index: &dyn Fn(&[usize]) -> Report,
    papers: &[(&str, &Report)],
    options: Options<'a>,
) -> Result<Joined<'a>> {
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
    let document = PagedDocument::new(pages.into_iter().collect(), info);
    Ok(Joined { world, document, firsts, said })
}

#[cfg(test)]
mod tests {
    use typst::layout::{Frame, FrameItem};

    use super::*;
    use crate::report::layout::pdf::Fonts;
    use crate::report::model::{Block, Column, Page as Paper, Row, Section, Table, file_stem};

    fn text_of(frame: &Frame, out: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Text(text) => out.push_str(&text.text),
                FrameItem::Group(group) => text_of(&group.frame, out),
                FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    fn paper(title: &str, page: Paper, rows: usize) -> Report {
        let row =
            |n: usize| Row { cells: vec![format!("行{n}").into(), "某项工作的记录".into()], total: false };
        let table = Table {
            caption: title.to_owned(),
            columns: vec![Column::short("序号", 8), Column::text("内容", 40)],
            rows: (1..=rows).map(row).collect(),
            empty: "无。".to_owned(),
            own_sheet: false,
        };
        Report {
            kind: "ledger",
            page,
            title: title.to_owned(),
            file_stem: file_stem(&[title]),
            sections: vec![Section { heading: None, blocks: vec![Block::Table(table)] }],
            ..Report::default()
        }
    }

    #[test]
    fn every_page_named_in_the_index_is_the_first_of_its_paper() {
        let fonts = Fonts::embedded_only().unwrap();
        let created = "2026-11-20T08:00:00".parse().unwrap();
        let options = Options { created, templates: None, fonts: &fonts };
        let titles: Vec<String> = (0..40).map(|n| format!("第{n}号资料")).collect();
        let pages = [Paper::Ledger, Paper::Letter];
        let all: Vec<Report> = titles
            .iter()
            .enumerate()
            // Some of one page, some of several; the index itself takes more than one.
            .map(|(n, title)| paper(title, pages[n % 2], if n % 5 == 0 { 60 } else { 3 }))
            .collect();
        let papers: Vec<(&str, &Report)> = titles.iter().map(String::as_str).zip(&all).collect();
        let index = |firsts: &[usize]| {
            let mut it = paper("目录", Paper::Ledger, 0);
            if let Some(Block::Table(table)) = it.sections[0].blocks.first_mut() {
                table.rows = titles
                    .iter()
                    .zip(firsts)
                    .map(|(title, page)| Row {
                        cells: vec![format!("见{page}").into(), title.as_str().into()],
                        total: false,
                    })
                    .collect();
            }
            it
        };
        let joined = join(&paper("封面", Paper::Card, 0), &index, &papers, options).unwrap();
        let texts: Vec<String> = joined
            .document
            .pages()
            .iter()
            .map(|page| {
                let mut text = String::new();
                text_of(&page.frame, &mut text);
                text
            })
            .collect();
        let first = joined.firsts[0];
        assert!(first > 3, "the index takes more than one page: {:?}", joined.firsts);
        let listed = texts[1..first - 1].concat();
        for (title, page) in titles.iter().zip(&joined.firsts) {
            assert!(texts[page - 1].contains(title.as_str()), "{title} is not on page {page}");
            assert!(!texts[page - 2].contains(&format!("{title}单位")), "{title} began before {page}");
            assert!(listed.contains(&format!("见{page}")), "{page} is not in the index");
        }
        for (at, text) in texts.iter().enumerate() {
            assert!(text.contains(&format!("总第 {} 页", at + 1)), "{text}");
        }
        let (pdf, firsts) = bind(&paper("封面", Paper::Card, 0), &index, &papers, options).unwrap();
        assert_eq!((pdf.pages, firsts), (texts.len(), joined.firsts));
        assert!(pdf.bytes.windows(9).any(|it| it == b"/Outlines"), "bookmarks");
    }
}
