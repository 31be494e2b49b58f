//! The self-check report of a round: from its stored points alone, flags beside.

use crate::domain::five::Verdict;
use crate::domain::hazard::{Step, Verb, Who};
use crate::knowledge::five::{FILES, FiveEdition};
use crate::registers::five::tests::{TODAY, day, decide, opening, plant, put};
use crate::registers::five::{self, open, open_with};
use crate::registers::hazard::{Typed, take};
use crate::registers::resolve;
use crate::report::collect::{self, Moment};
use crate::report::kinds;
use crate::store::Store;

fn printed(store: &Store, id: i64) -> String {
    let kind = kinds::find("five_five").unwrap();
    let at = "2026-11-20T08:00:00+08:00".parse().unwrap();
    let made = collect::collect(store, kind, &format!("#{id}"), Moment { today: day(TODAY), at }).unwrap();
    // The head of the chain moves with every operation; the round does not.
    let mut facts = made.facts;
    facts["chain_code"] = serde_json::Value::Null;
    facts.to_string()
}

#[test]
fn an_old_round_prints_exactly_as_it_was_after_the_edition_changes() {
    let mut store = plant();
    let (first, _) = open(&mut store, &opening(), day(TODAY)).unwrap();
    decide(&mut store, first, "L3.1", Verdict::Unmet, "没有成立安委会");
    decide(&mut store, first, "D5.2", Verdict::Met, "演练记录齐全");
    five::finish(&mut store, first, "周启明", "李敏", day(TODAY)).unwrap();
    let before = printed(&store, first);
    // An invented edition: another wording, another test, one point gone, one new.
    let text = FILES[0]
        .1
        .replace("edition = \"2026-11\"", "edition = \"2031-01\"")
        .replace("发文成立安全生产委员会", "发文成立安全生产与应急委员会")
        .replace("test = \"reporting_rule\"", "test = \"budget\"")
        .replace("code = \"D5.2\"", "code = \"D5.9\"");
    let edition = FiveEdition::read(&text, "invented.toml").unwrap();
    let (second, _) = open_with(&mut store, &edition, &opening(), day(TODAY)).unwrap();
    let new = five::round(&store, second).unwrap();
    assert!(new.point("L3.1").unwrap().get("content").as_text().unwrap().contains("应急委员会"));
    assert!(new.point("D5.2").is_err() && new.point("D5.9").unwrap().get("last_verdict").is_null());
    assert_eq!(new.row.get("edition").as_text(), Some("2031-01"));
    assert_eq!(printed(&store, first), before);
    assert!(!before.contains("应急委员会") && before.contains("2026-11"));
}

#[test]
fn a_finished_round_prints_its_items_and_its_proposals_as_at_the_finish() {
    let mut store = plant();
    let (id, _) = open(&mut store, &opening(), day(TODAY)).unwrap();
    decide(&mut store, id, "L3.1", Verdict::Unmet, "没有成立安委会");
    decide(&mut store, id, "L5.1", Verdict::Met, "看过文件");
    let done = five::finish(&mut store, id, "周启明", "李敏", day(TODAY)).unwrap();
    let before = printed(&store, id);
    assert!(before.contains("\"hazard_state\":\"待整改\""), "{before}");
    // Afterwards the item is mended and the records say something else.
    let item = resolve(&store, "hazard", &done.opened[0].1).unwrap();
    let step = Step::new(Verb::Rectify, day("2026-12-01"), Who::person(resolve(&store, "person", "李敏").unwrap(), ""));
    let typed = Typed { step, words: Some("已发文成立".to_owned()), cost_fen: None };
    take(&mut store, item, &typed, day("2026-12-01")).unwrap();
    let paper =
        [("kind", "policy"), ("title", "安全生产奖惩制度"), ("issued_on", "2026-02-01"), ("signed_by", "周启明")];
    put(&mut store, "document", &paper);
    assert!(five::again(&store, &five::round(&store, id).unwrap()).unwrap().iter().any(|it| it.changed), "flagged");
    assert_eq!(printed(&store, id), before);
}

#[test]
fn a_decision_whose_facts_changed_is_printed_as_it_was_with_the_flag() {
    let mut store = plant();
    let (id, _) = open(&mut store, &opening(), day(TODAY)).unwrap();
    decide(&mut store, id, "L5.1", Verdict::Met, "看过文件");
    assert!(!printed(&store, id).contains("\"changed\":\"unmet\""));
    let paper =
        [("kind", "policy"), ("title", "安全生产奖惩制度"), ("issued_on", "2026-02-01"), ("signed_by", "周启明")];
    put(&mut store, "document", &paper);
    assert!(printed(&store, id).contains("\"changed\":\"unmet\""));
}
