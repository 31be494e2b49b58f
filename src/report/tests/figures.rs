//! The same figures in facts, json and text.

use crate::report::Facts;
use crate::report::figure::figures;
use crate::report::layout::{json, text};
use crate::report::monthly::{MonthlyFacts, sample};

#[test]
fn the_sample_hangs_together() {
    let facts = sample::month(3);
    assert!(facts.hazards.flow.iter().all(crate::report::monthly::Flow::balances));
    let total = facts.hazards.flow.last().unwrap();
    let sum =
        |pick: fn(&crate::report::monthly::Flow) -> u64| facts.hazards.flow.iter().rev().skip(1).map(pick).sum::<u64>();
    assert_eq!(sum(|it| it.open_start), total.open_start);
    assert_eq!(sum(|it| it.open_end), total.open_end);
    assert_eq!(sum(|it| it.closed), total.closed);
}

#[test]
fn json_reads_back_as_the_same_facts() {
    let facts = sample::month(3);
    let printed = json::json(&facts).unwrap();
    let read: MonthlyFacts = serde_json::from_str(&printed).unwrap();
    assert_eq!(read, facts);
    let value: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(value["report"], "monthly");
    assert_eq!(value["hazards"]["rate"]["part"], 18);
    assert_eq!(value["comparison"]["indicators"][0]["year_before"], serde_json::Value::Null);
}

#[test]
fn every_figure_of_the_json_stands_in_the_text() {
    let facts = sample::month(3);
    let printed = text::text(&facts.report(), 200);
    for (path, figure) in figures(&json::value(&facts).unwrap()) {
        if path == "version" || path.ends_with(".id") {
            continue;
        }
        let shown = crate::report::model::Value::from(figure).show();
        assert!(printed.contains(&shown), "{path} = {shown}");
    }
}

#[test]
fn a_figure_in_the_preview_opens_its_rows() {
    let page = text::preview(&sample::month(3).report(), 80);
    let opened: Vec<_> = page
        .lines
        .iter()
        .flat_map(|line| &line.pieces)
        .filter_map(|piece| Some((piece.text.trim(), page.figures.get(piece.figure?)?)))
        .collect();
    let behind = |text: &str| &opened.iter().find(|(shown, _)| *shown == text).unwrap().1;
    assert_eq!(behind("23").filter, ["found_on>=2026-11-01", "found_on<=2026-11-30"]);
    assert_eq!(behind("YH-2026-0103").ids, [103]);
}

#[test]
fn month_text_with_three_overdue() {
    insta::assert_snapshot!(text::text(&sample::month(3).report(), 80));
}

#[test]
fn month_text_with_nothing() {
    insta::assert_snapshot!(text::text(&sample::nothing().report(), 80));
}

#[test]
fn no_text_line_is_wider_than_the_screen() {
    use unicode_width::UnicodeWidthStr;
    for width in [24, 40, 60, 80, 120, 200] {
        for line in text::text(&sample::month(40).report(), width).lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
}
