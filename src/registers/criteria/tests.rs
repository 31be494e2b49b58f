//! Rounds in a file: what checklists found proposes, a yes opens a major hazard at once, facts that change afterwards.

use super::*;
use crate::domain::criteria::decide::Decision;
use crate::domain::inspection::ItemResult;
use crate::domain::obligation::State as Owed;
use crate::knowledge::criteria::editions;
use crate::registers::five::tests::{TODAY, day, plant as bare, put};
use crate::registers::hazard::HAZARD;
use crate::registers::inspection::{EnteredBy, Mark as Seen, Sheet, record};
use crate::registers::{checklist, duty, enterprise, resolve, retire};

/// A machine plant with dust, confined spaces, contractors and special operations; nothing else is answered.
pub(crate) fn plant() -> Store {
    let mut store = bare();
    let facts = [
        ("industry", "machinery"),
        ("dust_explosion", "yes"),
        ("confined_space", "yes"),
        ("contractors", "yes"),
        ("special_operations", "yes"),
    ];
    let facts: Vec<(String, String)> = facts.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    enterprise::set_facts(&mut store, &facts).unwrap();
    store
}

/// Makes an inspection in which all was right but these items; gives the numbers of the hazards.
pub(crate) fn inspect(store: &mut Store, list: &str, on: &str, failed: &[&str]) -> Vec<String> {
    let mark = |code: &&str| Seen {
        code: (*code).to_owned(),
        result: ItemResult::Fail,
        value: None,
        words: "现场不符合".to_owned(),
    };
    let sheet = Sheet {
        checklist: checklist::resolve(store, list).unwrap(),
        plan: None,
        on: day(on),
        by: resolve(store, "person", "李敏").unwrap(),
        others: Vec::new(),
        place: Some("打磨车间".to_owned()),
        department: None,
        accompanied_by: None,
        marks: failed.iter().map(mark).collect(),
        extras: Vec::new(),
        rest_checked: true,
        entered_by: EnteredBy::Cli,
        note: None,
    };
    record(store, &sheet, day(TODAY)).unwrap().hazards
}

pub(crate) fn begin(store: &mut Store) -> i64 {
    open(store, &Opening::default(), day(TODAY)).unwrap().0
}

fn proposed(store: &Store, id: i64, code: &str) -> Option<Verdict> {
    verdict(round(store, id).unwrap().item(code).unwrap(), "proposed")
}

pub(crate) fn fixes(store: &Store) -> Fixes {
    Fixes {
        owner: Some(resolve(store, "person", "周启明").unwrap()),
        due_on: Some(day("2026-12-20")),
        measures: Some("停用除尘系统，加装锁气卸灰阀".into()),
        funds_fen: Some(800_000),
        plan: Some("停产整改，专人清扫，现场警戒".into()),
    }
}

pub(crate) fn decide(store: &mut Store, id: i64, code: &str, verdict: Verdict, words: &str) -> Judged {
    let yes = verdict == Verdict::Yes;
    let open = going(store, id, round(store, id).unwrap().item(code).unwrap(), day(TODAY)).unwrap();
    let fixes = if yes && open.is_none() { fixes(store) } else { Fixes::default() };
    let decision = Decision {
        verdict: Some(verdict),
        reason: Some(words.to_owned()),
        evidence: Some(words.to_owned()),
        evidence_on: None,
    };
    judge(store, id, code, &Typed { decision, fixes, by: "李敏".into() }, day(TODAY)).unwrap()
}

#[test]
fn a_round_takes_the_categories_the_profile_does_not_exclude() {
    let mut store = plant();
    let id = begin(&mut store);
    let of = |store: &Store, id| -> Vec<String> {
        round(store, id).unwrap().categories().into_iter().map(|(code, ..)| code).collect()
    };
    // Whether ammonia is used was never answered: its criteria are there, and cannot be told.
    assert_eq!(of(&store, id), ["management", "machinery", "dust", "ammonia", "confined_space"]);
    assert_eq!(round(&store, id).unwrap().items.len(), 3 + 7 + 10 + 2 + 2);
    assert_eq!(proposed(&store, id, "10-12-1"), Some(Verdict::DataMissing), "nobody answered whether ammonia is used");
    assert_eq!(proposed(&store, id, "10-7-7"), None, "asked of a person");
    assert_eq!(proposed(&store, id, "10-3-3"), Some(Verdict::DataMissing), "metal smelting was not answered");
    assert_eq!(proposed(&store, id, "10-3-2"), Some(Verdict::DataMissing), "certificates are not known");
    let refused = open(&mut store, &Opening::default(), day(TODAY)).unwrap_err();
    assert!(refused.message.contains("ZP-2026-01"), "{refused}");
    retire(&mut store, &CRITERIA_ROUND, id, day(TODAY), "开错了").unwrap();
    // What is chosen by hand is not put aside by the profile; what is answered no is.
    enterprise::set_facts(&mut store, &[("metal_smelting".into(), "no".into())]).unwrap();
    let opening = Opening { categories: vec!["有色".into(), "management".into()], ..Opening::default() };
    let (id, code) = open(&mut store, &opening, day(TODAY)).unwrap();
    assert_eq!((code.as_str(), of(&store, id)), ("ZP-2026-02", vec!["management".into(), "nonferrous".into()]));
    assert_eq!(proposed(&store, id, "10-5-1"), None);
    assert_eq!(proposed(&store, id, "10-3-3"), Some(Verdict::NotApplicable));
    let wrong = Opening { categories: vec!["矿山".into()], ..Opening::default() };
    retire(&mut store, &CRITERIA_ROUND, id, day(TODAY), "开错了").unwrap();
    assert!(open(&mut store, &wrong, day(TODAY)).unwrap_err().problems[0].message.contains("矿山"));
}

#[test]
fn every_criterion_answered_by_items_is_unknown_then_no_then_yes() {
    let edition = editions().unwrap().last().unwrap();
    for it in edition.criterion.iter().filter(|it| it.items.is_some()) {
        let mut store = plant();
        let first = begin(&mut store);
        assert_eq!(proposed(&store, first, &it.code), Some(Verdict::DataMissing), "{} before any look", it.code);
        for list in ["cl.dust", "cl.confined-space", "cl.monthly"] {
            inspect(&mut store, list, "2026-06-10", &[]);
        }
        let stored = round(&store, first).unwrap();
        assert!(propose_again(&mut store, &stored, day(TODAY)).unwrap().contains(&it.code), "{}", it.code);
        assert_eq!(proposed(&store, first, &it.code), Some(Verdict::No), "{} after a clean look", it.code);
        for entry in it.items.iter().flatten() {
            let code = entry.split('|').next().unwrap();
            let list = crate::knowledge::Packs::builtin().unwrap().item(code).unwrap().0.id.clone();
            inspect(&mut store, &list, "2026-11-10", &[code]);
        }
        let stored = round(&store, first).unwrap();
        propose_again(&mut store, &stored, day(TODAY)).unwrap();
        assert_eq!(proposed(&store, first, &it.code), Some(Verdict::Yes), "{} after a failure", it.code);
        let trace = text(round(&store, first).unwrap().item(&it.code).unwrap(), "trace");
        assert!(trace.contains("还没有销号") && trace.contains("YH-2026-"), "{trace}");
    }
}

#[test]
fn a_yes_opens_one_major_hazard_with_its_duties_and_the_next_round_no_second() {
    let mut store = plant();
    let first = begin(&mut store);
    // Without the five fixes nothing is decided and nothing opened.
    let decision = Decision { verdict: Some(Verdict::Yes), evidence: Some("漏灰".into()), ..Decision::default() };
    let typed = Typed { decision: decision.clone(), fixes: Fixes::default(), by: "李敏".into() };
    let refused = judge(&mut store, first, "11-6", &typed, day(TODAY)).unwrap_err();
    let said: String = refused.problems.iter().map(|it| it.message.clone()).collect();
    for part in ["责任", "期限", "措施", "资金", "预案"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(store.count(&HAZARD.relation).unwrap(), 0);
    let number = decide(&mut store, first, "11-6", Verdict::Yes, "锁气卸灰装置拆除").opened.unwrap();
    let hazard =
        |store: &Store| store.row(&HAZARD.relation, resolve(store, "hazard", &number).unwrap()).unwrap().unwrap();
    let row = hazard(&store);
    for (column, expected) in [
        ("source", "self_check"),
        ("state", "assessed"),
        ("level", "major"),
        ("due_on", "2026-12-20"),
        ("checklist_item", "mh.10-11-6"),
        ("field", "dust"),
        ("kind", "equipment"),
        ("assessed_on", TODAY),
    ] {
        assert_eq!(row.get(column).as_text(), Some(expected), "{column}");
    }
    assert!(text(&row, "basis").contains("第十一条第六项"), "{}", text(&row, "basis"));
    assert!(text(&row, "title").contains("锁气卸灰装置拆除") && text(&row, "note").contains("ZP-2026-01"));
    let owed = |store: &Store| -> Vec<String> {
        let judged = duty::judgement(store, day(TODAY)).unwrap();
        let of = judged.obligations.iter().filter(|it| it.object.contains(&number) && it.state != Owed::Met);
        of.map(|it| it.code.clone()).collect()
    };
    for code in ["HZ04", "HZ05", "HZ07"] {
        assert!(owed(&store).contains(&code.to_owned()), "{code}: {:?}", owed(&store));
    }
    // Taking the word back would leave a hazard with nothing behind it.
    let back = Decision { verdict: Some(Verdict::No), evidence: Some("看错".into()), ..Decision::default() };
    let typed = Typed { decision: back, fixes: Fixes::default(), by: "李敏".into() };
    let refused = judge(&mut store, first, "11-6", &typed, day(TODAY)).unwrap_err();
    assert!(refused.problems.iter().any(|it| it.message.contains(&number)), "{:?}", refused.problems);
    assert_eq!(finish(&mut store, first, "周启明", day(TODAY)).unwrap().len(), 23);
    // The next round: last time beside; the same yes goes on with the same hazard.
    let second = begin(&mut store);
    let opened = round(&store, second).unwrap();
    assert_eq!(verdict(opened.item("10-11-6").unwrap(), "last_verdict"), Some(Verdict::Yes));
    assert_eq!(
        verdict(opened.item("10-11-5").unwrap(), "last_verdict"),
        Some(Verdict::DataMissing),
        "nobody decided it"
    );
    let typed = Typed { decision, fixes: fixes(&store), by: "李敏".into() };
    let refused = judge(&mut store, second, "11-6", &typed, day(TODAY)).unwrap_err();
    assert!(refused.problems[0].message.contains("那条隐患里改"), "{:?}", refused.problems);
    let judged = decide(&mut store, second, "11-6", Verdict::Yes, "还没有装好");
    assert_eq!((judged.opened, judged.linked), (None, Some(number.clone())));
    assert_eq!(store.count(&HAZARD.relation).unwrap(), 1);
    let again = round(&store, second).unwrap();
    assert_eq!(again.item("11-6").unwrap().get("hazard_id").as_int(), Some(row.id));
    assert_eq!(again.counts().yes, 1);
    // Undo takes the decision back and leaves the hazard of the first round.
    store.undo().unwrap();
    assert!(verdict(round(&store, second).unwrap().item("11-6").unwrap(), "verdict").is_none());
    assert_eq!(store.count(&HAZARD.relation).unwrap(), 1);
}

#[test]
fn undo_of_a_yes_takes_its_hazard_away_and_redo_brings_it_back() {
    let mut store = plant();
    let id = begin(&mut store);
    decide(&mut store, id, "7-7", Verdict::Yes, "喷漆房没有可燃气体报警");
    assert_eq!(store.count(&HAZARD.relation).unwrap(), 1);
    store.undo().unwrap();
    assert_eq!(store.count(&HAZARD.relation).unwrap(), 0);
    assert!(verdict(round(&store, id).unwrap().item("7-7").unwrap(), "verdict").is_none());
    store.redo().unwrap();
    assert_eq!((store.count(&HAZARD.relation).unwrap(), round(&store, id).unwrap().counts().yes), (1, 1));
}

#[test]
fn a_failure_that_was_graded_major_is_taken_up_instead_of_a_second_hazard() {
    use crate::domain::hazard::{Level, Step, Verb, Who};
    let mut store = plant();
    let failed = inspect(&mut store, "cl.dust", "2026-11-10", &["FC07"]);
    let hazard = resolve(&store, "hazard", &failed[0]).unwrap();
    let id = begin(&mut store);
    assert_eq!(proposed(&store, id, "11-6"), Some(Verdict::Yes));
    let refused = confirm(&mut store, id, &["11-6".into()], "李敏", day(TODAY)).unwrap_err();
    assert!(refused.problems[0].message.contains("judge"), "{:?}", refused.problems);
    assert!(!confirmable(&round(&store, id).unwrap()).contains(&"10-11-6".to_owned()));
    // As long as it is not graded major, the yes opens its own and names it.
    let row = round(&store, id).unwrap();
    assert_eq!(going(&store, id, row.item("11-6").unwrap(), day(TODAY)).unwrap(), None);
    let fixes = fixes(&store);
    let step = Step {
        level: Some(Level::Major),
        owner: fixes.owner.map(|id| Who::person(id, "")),
        measures: fixes.measures,
        funds_fen: fixes.funds_fen,
        due_on: fixes.due_on,
        plan: fixes.plan,
        ..Step::new(Verb::Assess, day(TODAY), Who::named("李敏"))
    };
    let typed = crate::registers::hazard::Typed { step, words: None, cost_fen: None };
    crate::registers::hazard::take(&mut store, hazard, &typed, day(TODAY)).unwrap();
    let judged = decide(&mut store, id, "11-6", Verdict::Yes, "漏灰严重");
    assert_eq!(judged.linked, Some(failed[0].clone()));
    assert_eq!(store.count(&HAZARD.relation).unwrap(), 1);
}

#[test]
fn facts_that_change_afterwards_are_flagged_and_the_verdict_stays() {
    let mut store = plant();
    inspect(&mut store, "cl.dust", "2026-06-10", &[]);
    let id = begin(&mut store);
    assert_eq!(proposed(&store, id, "11-6"), Some(Verdict::No));
    let ready = confirmable(&round(&store, id).unwrap());
    assert!(ready.contains(&"10-11-6".to_owned()));
    confirm(&mut store, id, &ready, "李敏", day(TODAY)).unwrap();
    let flagged = |store: &Store| -> Vec<String> {
        let round = round(store, id).unwrap();
        let again = again(store, &round).unwrap();
        let is = |row: &&Row| again.iter().any(|it| it.id == row.id && it.changed);
        round.items.iter().filter(is).map(|row| text(row, "code")).collect()
    };
    assert_eq!(flagged(&store), Vec::<String>::new());
    inspect(&mut store, "cl.dust", "2026-11-18", &["FC07"]);
    assert!(flagged(&store).contains(&"10-11-6".to_owned()), "{:?}", flagged(&store));
    let round = round(&store, id).unwrap();
    let row = round.item("11-6").unwrap();
    assert_eq!((verdict(row, "verdict"), verdict(row, "proposed")), (Some(Verdict::No), Some(Verdict::No)));
    assert_eq!(notes(&store).unwrap().get(&row.id).map(String::as_str), Some("1 yes"));
    // Deciding again is deciding by the records of now.
    let decision = Decision { verdict: Some(Verdict::No), evidence: Some("看过".into()), ..Decision::default() };
    let typed = Typed { decision, fixes: Fixes::default(), by: "李敏".into() };
    let refused = judge(&mut store, id, "11-6", &typed, day(TODAY)).unwrap_err();
    assert!(refused.problems.iter().any(|it| it.message.contains("写原因")), "{:?}", refused.problems);
}

#[test]
fn a_round_serves_its_year_when_it_is_signed() {
    let mut store = plant();
    let state = |store: &Store| {
        let judged = duty::judgement(store, day(TODAY)).unwrap();
        judged.obligations.iter().find(|it| it.code == "MH01").map(|it| it.state)
    };
    assert_ne!(state(&store), Some(Owed::Met));
    let id = begin(&mut store);
    assert!(finish(&mut store, id, " ", day(TODAY)).is_err());
    assert_ne!(state(&store), Some(Owed::Met), "begun is not done");
    finish(&mut store, id, "周启明", day(TODAY)).unwrap();
    assert_eq!(state(&store), Some(Owed::Met));
    let typed = Typed {
        decision: Decision { verdict: Some(Verdict::DataMissing), ..Decision::default() },
        fixes: Fixes::default(),
        by: "李敏".into(),
    };
    assert!(judge(&mut store, id, "11-6", &typed, day(TODAY)).unwrap_err().message.contains("已办结"));
}

/// What the records propose of one criterion in a round of its own.
fn said_of(store: &mut Store, code: &str) -> (Option<Verdict>, String) {
    let id = begin(store);
    let round = round(store, id).unwrap();
    let row = round.item(code).unwrap();
    let said = (verdict(row, "proposed"), text(row, "trace"));
    retire(store, &CRITERIA_ROUND, id, day(TODAY), "看过").unwrap();
    said
}

#[test]
fn special_operators_are_judged_by_their_certificates() {
    let mut store = plant();
    assert_eq!(said_of(&mut store, "3-2").0, Some(Verdict::DataMissing), "no post says what it asks for");
    put(&mut store, "post_certificate", &[("post", "安全主管"), ("kind", "低压电工")]);
    let (proposed, trace) = said_of(&mut store, "3-2");
    assert_eq!(proposed, Some(Verdict::Yes), "{trace}");
    assert!(trace.contains("李敏"), "{trace}");
    let held = [("person", "002"), ("kind", "低压电工"), ("issued_on", "2024-06-01"), ("expires_on", "2030-05-31")];
    put(&mut store, "certificate", &held);
    assert_eq!(said_of(&mut store, "3-2").0, Some(Verdict::No), "{}", said_of(&mut store, "3-2").1);
    // Somebody without a post may do anything.
    put(&mut store, "person", &[("no", "009"), ("name", "赵磊")]);
    assert_eq!(said_of(&mut store, "3-2").0, Some(Verdict::DataMissing));
}

#[test]
fn managers_of_a_smelting_plant_are_judged_by_their_assessment() {
    let mut store = plant();
    assert_eq!(said_of(&mut store, "3-3").0, Some(Verdict::DataMissing), "nobody answered whether it smelts");
    enterprise::set_facts(&mut store, &[("metal_smelting".into(), "yes".into())]).unwrap();
    let first = said_of(&mut store, "3-3");
    assert_ne!(first.0, Some(Verdict::No), "nobody was ever assessed: {}", first.1);
    let assessed = |store: &mut Store, no: &str, kind: &str, on: &str, to: &str| {
        put(store, "certificate", &[("person", no), ("kind", kind), ("issued_on", on), ("expires_on", to)]);
    };
    assessed(&mut store, "001", "ct.principal", "2024-06-01", "2027-05-31");
    assert_ne!(said_of(&mut store, "3-3").0, Some(Verdict::No), "one of two");
    assessed(&mut store, "002", "ct.manager", "2023-06-01", "2026-05-31");
    let (proposed, trace) = said_of(&mut store, "3-3");
    assert_eq!(proposed, Some(Verdict::Yes), "it has expired: {trace}");
    assert!(trace.contains("李敏"), "{trace}");
    assessed(&mut store, "002", "ct.manager", "2026-06-01", "2029-05-31");
    assert_ne!(said_of(&mut store, "3-3").0, Some(Verdict::Yes), "{}", said_of(&mut store, "3-3").1);
}
