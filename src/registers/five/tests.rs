//! Rounds in a file: copied points, decisions, gaps in the closed loop, facts that change afterwards.

use chrono::NaiveDate;

use super::*;
use crate::domain::five::decide::Decision;
use crate::registers::hazard::HAZARD;
use crate::registers::{Door, add, enterprise, find, resolve};
use crate::store::Access;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) const TODAY: &str = "2026-11-20";

pub(crate) fn put(store: &mut Store, register: &str, pairs: &[(&str, &str)]) -> i64 {
    let pairs: Vec<(String, String)> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    add(store, find(register).unwrap(), &pairs, day(TODAY), Door::Import, false).unwrap().id
}

pub(crate) fn plant() -> Store {
    let clock = || "2026-11-20T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", day("2026-01-01"), &[]).unwrap();
    put(&mut store, "department", &[("name", "安全环保部")]);
    for (name, role) in [("总经理", "principal"), ("安全主管", "safety_manager")] {
        put(&mut store, "post", &[("name", name), ("role", role)]);
    }
    for (no, name, post) in [("001", "周启明", "总经理"), ("002", "李敏", "安全主管")] {
        let row =
            [("no", no), ("name", name), ("post", post), ("department", "安全环保部"), ("hired_on", "2020-03-01")];
        put(&mut store, "person", &row);
    }
    enterprise::set_facts(&mut store, &[("party".to_owned(), "no".to_owned())]).unwrap();
    store
}

pub(crate) fn opening() -> Opening {
    Opening {
        kind: RoundKind::Review,
        from: day("2026-10-01"),
        to: day("2026-12-31"),
        leader: None,
        others: None,
        scope: None,
        add_ons: Vec::new(),
    }
}

pub(crate) fn decide(store: &mut Store, id: i64, code: &str, verdict: Verdict, words: &str) {
    let owner = resolve(store, "person", "李敏").unwrap();
    let gap = verdict.is_gap();
    let decision = Decision {
        verdict: Some(verdict),
        reason: Some(words.to_owned()),
        evidence: Some(words.to_owned()),
        evidence_on: None,
        owner: gap.then_some(owner),
        due_on: gap.then_some(day("2026-12-20")),
    };
    judge(store, id, code, &Typed { decision, by: "李敏".into() }, day(TODAY)).unwrap();
}

#[test]
fn a_round_copies_every_point_and_proposes_without_deciding() {
    let mut store = plant();
    let (id, code) = open(&mut store, &opening(), day(TODAY)).unwrap();
    let round = round(&store, id).unwrap();
    assert_eq!((code.as_str(), round.points.len()), ("WL-2026-01", 45));
    assert_eq!(round.undecided().len(), 45);
    let score = round.score();
    assert_eq!((score.total.data_missing, score.total.met), (45, 0), "a proposal counts for nothing");
    let proposed = |code: &str| verdict(round.point(code).unwrap(), "proposed");
    assert_eq!(proposed("L1.2"), Some(Verdict::NotApplicable), "no party organisation");
    assert_eq!(proposed("D2.2"), Some(Verdict::DataMissing), "the trade was never answered");
    assert_eq!(proposed("D2.3"), None, "asked of a person");
    assert!(text(round.point("D2.2").unwrap(), "trace").contains("所属行业"));
    // Only one round at a time.
    let refused = open(&mut store, &opening(), day(TODAY)).unwrap_err();
    assert!(refused.message.contains("WL-2026-01"), "{refused}");
}

#[test]
fn gaps_become_items_of_the_closed_loop_and_the_next_round_opens_no_second() {
    let mut store = plant();
    let (first, _) = open(&mut store, &opening(), day(TODAY)).unwrap();
    decide(&mut store, first, "L3.1", Verdict::Unmet, "没有成立安委会");
    decide(&mut store, first, "D2.3", Verdict::Partly, "台账缺装配车间");
    let done = finish(&mut store, first, "周启明", "李敏", day(TODAY)).unwrap();
    assert_eq!((done.opened.len(), done.linked.len(), done.undecided.len()), (2, 0, 43));
    let finished = round(&store, first).unwrap();
    let point = finished.point("L3.1").unwrap();
    let hazard = store.row(&HAZARD.relation, point.get("hazard_id").as_int().unwrap()).unwrap().unwrap();
    for (column, expected) in [
        ("source", "self_check"),
        ("state", "assessed"),
        ("level", "general"),
        ("due_on", "2026-12-20"),
        ("checklist_item", "ff.L3.1"),
    ] {
        assert_eq!(hazard.get(column).as_text(), Some(expected), "{column}");
    }
    assert!(text(&hazard, "note").contains("WL-2026-01") && text(&hazard, "title").contains("没有成立安委会"));
    // Nothing can be decided any more.
    let typed = Typed {
        decision: Decision { verdict: Some(Verdict::DataMissing), ..Decision::default() },
        by: "李敏".into(),
    };
    assert!(judge(&mut store, first, "L1.1", &typed, day(TODAY)).unwrap_err().message.contains("已办结"));
    // The next round stands beside the last, and the same gap is chased by the same item.
    let (second, _) = open(&mut store, &opening(), day(TODAY)).unwrap();
    let opened = round(&store, second).unwrap();
    assert_eq!(verdict(opened.point("L3.1").unwrap(), "last_verdict"), Some(Verdict::Unmet));
    assert_eq!(verdict(opened.point("L1.1").unwrap(), "last_verdict"), Some(Verdict::DataMissing), "nobody decided it");
    decide(&mut store, second, "L3.1", Verdict::Unmet, "还没有成立");
    decide(&mut store, second, "D2.3", Verdict::Met, "台账已补");
    let done = finish(&mut store, second, "周启明", "李敏", day(TODAY)).unwrap();
    assert_eq!(done.opened, Vec::new());
    assert_eq!(done.linked.len(), 1);
    let again = round(&store, second).unwrap();
    assert_eq!(again.point("L3.1").unwrap().get("hazard_id"), point.get("hazard_id"));
    assert!(again.point("D2.3").unwrap().get("hazard_id").is_null());
    // Undo takes the end back with everything it brought.
    store.undo().unwrap();
    assert!(!round(&store, second).unwrap().is_finished());
}

#[test]
fn a_round_is_not_finished_while_a_gap_has_nobody() {
    let mut store = plant();
    let (id, _) = open(&mut store, &opening(), day(TODAY)).unwrap();
    let decision = Decision { verdict: Some(Verdict::Unmet), reason: Some("缺".into()), ..Decision::default() };
    judge(&mut store, id, "D2.3", &Typed { decision, by: "李敏".into() }, day(TODAY)).unwrap();
    let refused = finish(&mut store, id, " ", "李敏", day(TODAY)).unwrap_err();
    let said: String = refused.problems.iter().map(|it| it.message.clone()).collect();
    assert!(said.contains("D2.3") && said.contains("整改责任人和整改期限") && said.contains("签字"), "{said}");
    assert!(!round(&store, id).unwrap().is_finished());
}

#[test]
fn facts_that_change_afterwards_are_flagged_and_the_verdict_stays() {
    let mut store = plant();
    let (id, _) = open(&mut store, &opening(), day(TODAY)).unwrap();
    let proposed = |store: &Store| verdict(round(store, id).unwrap().point("L5.1").unwrap(), "proposed");
    assert_eq!(proposed(&store), Some(Verdict::DataMissing), "no papers on record at all");
    decide(&mut store, id, "L5.1", Verdict::Met, "看过文件");
    let flagged = |store: &Store| -> Vec<String> {
        let round = round(store, id).unwrap();
        let again = again(store, &round).unwrap();
        let is = |row: &&Row| again.iter().any(|it| it.id == row.id && it.changed);
        round.points.iter().filter(is).map(|row| text(row, "code")).collect()
    };
    assert_eq!(flagged(&store), Vec::<String>::new());
    let paper =
        [("kind", "policy"), ("title", "安全生产奖惩制度"), ("issued_on", "2026-02-01"), ("signed_by", "周启明")];
    put(&mut store, "document", &paper);
    assert!(flagged(&store).contains(&"L5.1".to_owned()), "{:?}", flagged(&store));
    let row = round(&store, id).unwrap();
    let row = row.point("L5.1").unwrap();
    assert_eq!((verdict(row, "verdict"), verdict(row, "proposed")), (Some(Verdict::Met), Some(Verdict::DataMissing)));
    let note = notes(&store).unwrap().remove(&row.id).unwrap();
    assert_eq!(note, "1 unmet");
    // Deciding again is deciding by the records of now: they say 未落实, so that 已落实 takes a reason.
    let evidence = Decision { verdict: Some(Verdict::Met), evidence: Some("看过".into()), ..Decision::default() };
    let typed = Typed { decision: evidence, by: "李敏".into() };
    let refused = judge(&mut store, id, "L5.1", &typed, day(TODAY)).unwrap_err();
    assert!(refused.problems.iter().any(|it| it.message.contains("写原因")), "{:?}", refused.problems);
    // What nobody decided is proposed anew when it is asked for; the decided one is left alone.
    let stored = round(&store, id).unwrap();
    let fresh = propose_again(&mut store, &stored, day(TODAY)).unwrap();
    assert!(fresh.contains(&"D5.1".to_owned()) && !fresh.contains(&"L5.1".to_owned()), "{fresh:?}");
}
