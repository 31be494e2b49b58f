//! Risks in a file: grades by values, evaluations kept, controls on checklists, hazards that point back, needs.

use super::check::put_on_list;
use super::*;
use crate::domain::inspection::ItemResult;
use crate::domain::obligation::records::Evidence;
use crate::registers::five::tests::{TODAY, day, plant, put};
use crate::registers::hazard::HAZARD;
use crate::registers::inspection::{EnteredBy, Mark, Sheet, record};
use crate::registers::{Door, add, change as alter, checklist, find, resolve};
use crate::store::{Query, Store};

const LEC: &[(&str, &str)] = &[("method", "lec"), ("likelihood", "3"), ("exposure", "6"), ("consequence", "15")];

fn risk(store: &mut Store, more: &[(&str, &str)]) -> i64 {
    let mut pairs = vec![("unit", "打磨车间"), ("point", "打磨作业"), ("factor", "铝粉尘堆积")];
    pairs.extend(more);
    put(store, "risk", &pairs)
}

fn get(store: &Store, id: i64) -> Row {
    store.row(&RISK.relation, id).unwrap().unwrap()
}

fn refusal(store: &mut Store, pairs: &[(&str, &str)]) -> String {
    let base = [("unit", "打磨车间"), ("point", "打磨作业"), ("factor", "铝粉尘堆积")];
    let pairs: Vec<(String, String)> =
        base.iter().chain(pairs).map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let error = add(store, &RISK, &pairs, day(TODAY), Door::Cli, false).unwrap_err();
    format!("{} {}", error.message, error.problems.iter().map(|it| it.message.clone()).collect::<Vec<_>>().join(" "))
}

fn set(store: &mut Store, id: i64, pairs: &[(&str, &str)]) -> Result<(), String> {
    let pairs: Vec<(String, String)> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let done = alter(store, &RISK, id, None, &pairs, day(TODAY), Door::Cli, false);
    done.map(|_| ()).map_err(|error| error.problems.iter().map(|it| it.message.clone()).collect())
}

#[test]
fn the_grade_follows_from_the_values_and_what_is_judged_directly() {
    let mut store = plant();
    type Case = (&'static [(&'static str, &'static str)], Option<&'static str>, Option<&'static str>);
    let cases: &[Case] = &[
        (LEC, Some("orange"), Some("270")),
        (&[("likelihood", "10"), ("exposure", "0.5"), ("consequence", "40")], Some("orange"), Some("200")),
        (&[("likelihood", "0.2"), ("exposure", "0.5"), ("consequence", "1")], Some("blue"), Some("0.1")),
        (&[("likelihood", "5"), ("severity", "4")], Some("red"), Some("20")),
        (&[("direct", "catalogue")], Some("orange"), None),
        (&[("direct", "crowd")], Some("red"), None),
        // What is judged directly lifts a grade; it never lowers one.
        (
            &[("method", "ls"), ("likelihood", "1"), ("severity", "1"), ("direct", "catalogue")],
            Some("orange"),
            Some("1"),
        ),
        (&[("method", "ls"), ("likelihood", "5"), ("severity", "5"), ("direct", "catalogue")], Some("red"), Some("25")),
        (&[], None, None),
    ];
    for (pairs, grade, score) in cases {
        let id = risk(&mut store, pairs);
        let row = get(&store, id);
        assert_eq!((row.get("grade").as_text(), score_of(&row).as_deref()), (*grade, *score), "{pairs:?}");
        assert_eq!(row.get("evaluated_on").is_null(), grade.is_none(), "{pairs:?}");
    }
    let kept = store.rows(&change::RISK_CHANGE.relation, &Query::default()).unwrap();
    assert_eq!(kept.len(), cases.len() - 1, "each evaluation leaves one row");
}

#[test]
fn values_off_the_scale_and_half_evaluations_are_refused_at_once() {
    let mut store = plant();
    let said = refusal(&mut store, &[("method", "lec"), ("likelihood", "4"), ("exposure", "6")]);
    assert!(said.contains("4不在取值表里") && said.contains("后果C：LEC法要有这个取值"), "{said}");
    let said = refusal(&mut store, &[("method", "ls"), ("likelihood", "5"), ("severity", "0.5"), ("exposure", "6")]);
    assert!(said.contains("只能是 1、2、3、4、5"), "{said}");
    assert!(said.contains("不用这个取值"), "{said}");
    assert!(refusal(&mut store, &[("likelihood", "3")]).contains("LEC 或 LS"));
    assert!(refusal(&mut store, &[("method", "direct")]).contains("哪一种情形"));
    let mut low = LEC.to_vec();
    low.push(("tier", "team"));
    assert!(refusal(&mut store, &low).contains("至少由部门级管控"));
    let mut future = LEC.to_vec();
    future.push(("evaluated_on", "2026-11-21"));
    assert!(refusal(&mut store, &future).contains("还没有到"));
}

#[test]
fn lowering_a_grade_needs_a_reason_and_every_evaluation_is_kept() {
    let mut store = plant();
    let id = risk(&mut store, LEC);
    let lower = [("likelihood", "1"), ("evaluated_on", "2026-11-18")];
    assert!(set(&mut store, id, &lower).unwrap_err().contains("要写明理由"));
    let with =
        [("likelihood", "1"), ("evaluated_on", "2026-11-18"), ("reason", "加装火花探测"), ("occasion", "equipment")];
    set(&mut store, id, &with).unwrap();
    assert_eq!(grade_of(&get(&store, id)), Some(Grade::Yellow));
    // The reason given last does not excuse the next fall.
    assert!(set(&mut store, id, &[("likelihood", "0.5")]).unwrap_err().contains("要写明理由"));
    // What is no evaluation leaves no row.
    set(&mut store, id, &[("management", "每班清扫")]).unwrap();
    set(&mut store, id, &[("likelihood", "6"), ("evaluated_on", "2026-11-19")]).unwrap();
    let rows = store.rows(&change::RISK_CHANGE.relation, &Query::default()).unwrap();
    let told: Vec<_> =
        rows.iter().map(|row| (row.get("from_grade").as_text(), row.get("to_grade").as_text())).collect();
    let expected = [(None, Some("orange")), (Some("orange"), Some("yellow")), (Some("yellow"), Some("red"))];
    assert_eq!(told, expected);
    assert!(set(&mut store, id, &[("method", ""), ("likelihood", ""), ("exposure", ""), ("consequence", "")]).is_err());
}

#[test]
fn a_failed_control_is_a_hazard_of_its_risk_and_two_call_for_a_new_evaluation() {
    let mut store = plant();
    let mut pairs = LEC.to_vec();
    pairs.extend([("evaluated_on", "2026-03-01"), ("management", "每班清扫粉尘")]);
    let id = risk(&mut store, &pairs);
    let list = checklist::resolve(&store, "daily").unwrap();
    assert!(put_on_list(&mut store, id, Measure::Engineering, list, day("2026-05-01")).is_err());
    let item = put_on_list(&mut store, id, Measure::Management, list, day("2026-05-01")).unwrap();
    assert!(put_on_list(&mut store, id, Measure::Management, list, day("2026-05-01")).is_err(), "once is enough");
    for on in ["2026-06-01", "2026-06-20"] {
        let sheet = Sheet {
            checklist: list,
            plan: None,
            on: day(on),
            by: resolve(&store, "person", "李敏").unwrap(),
            others: Vec::new(),
            place: None,
            department: None,
            accompanied_by: None,
            marks: vec![Mark { code: item.clone(), result: ItemResult::Fail, value: None, words: "积尘".into() }],
            extras: Vec::new(),
            rest_checked: true,
            entered_by: EnteredBy::Cli,
            note: None,
        };
        record(&mut store, &sheet, day(TODAY)).unwrap();
    }
    let hazards = store.rows(&HAZARD.relation, &Query::default()).unwrap();
    assert!(hazards.iter().all(|row| row.get("risk_id").as_int() == Some(id)), "they point back");
    let owed = need::needs(&store, day(TODAY)).unwrap();
    let review = owed.iter().find(|it| it.kind == "risk_review").unwrap();
    assert_eq!(review.due_on, Some(day("2026-07-05")));
    assert!(review.title.contains("隐患反复"));
    // Not yet known on the day of the first.
    let early = need::needs(&store, day("2026-06-01")).unwrap();
    assert_eq!(early.iter().find(|it| it.kind == "risk_review").unwrap().due_on, Some(day("2027-03-01")));
}

#[test]
fn red_risks_hang_on_the_wall_and_a_raised_grade_is_reported() {
    let mut store = plant();
    let id = risk(&mut store, &[("likelihood", "4"), ("severity", "4"), ("evaluated_on", "2026-03-01")]);
    let kinds = |store: &Store| -> Vec<(&'static str, bool)> {
        let all = need::needs(store, day(TODAY)).unwrap();
        all.iter().map(|it| (it.kind, matches!(it.evidence, Evidence::Met { .. }))).collect()
    };
    assert_eq!(kinds(&store), [("risk_review", false), ("risk_control", false)]);
    set(&mut store, id, &[("severity", "5"), ("deaths", "是"), ("evaluated_on", "2026-05-01")]).unwrap();
    assert!(kinds(&store).contains(&("risk_posting", false)) && kinds(&store).contains(&("risk_change", false)));
    put(
        &mut store,
        "posting",
        &[("kind", "risk"), ("title", "风险公告"), ("place", "门口"), ("from_on", "2026-04-30")],
    );
    assert!(kinds(&store).contains(&("risk_posting", false)), "it was made before the risk was red");
    put(
        &mut store,
        "posting",
        &[("kind", "risk"), ("title", "风险公告"), ("place", "门口"), ("from_on", "2026-05-01")],
    );
    assert!(kinds(&store).contains(&("risk_posting", true)));
    let raised = store.rows(&change::RISK_CHANGE.relation, &Query::default()).unwrap().pop().unwrap();
    let pairs = [("reported_on".to_owned(), "2026-05-10".to_owned())];
    alter(&mut store, find("risk_change").unwrap(), raised.id, None, &pairs, day(TODAY), Door::Cli, false).unwrap();
    assert!(kinds(&store).contains(&("risk_change", true)));
}

#[test]
fn a_unit_is_copied_once_with_values_and_without_people() {
    let mut store = plant();
    let mut pairs = LEC.to_vec();
    pairs.push(("owner", "李敏"));
    risk(&mut store, &pairs);
    assert_eq!(copy::unit(&mut store, "打磨车间", "二号打磨间", None, day(TODAY)).unwrap(), 1);
    let copied = store.rows(&RISK.relation, &Query::default()).unwrap().pop().unwrap();
    assert_eq!((copied.get("unit").as_text(), grade_of(&copied)), (Some("二号打磨间"), Some(Grade::Orange)));
    assert!(copied.get("owner_id").is_null());
    assert!(copy::unit(&mut store, "打磨车间", "二号打磨间", None, day(TODAY)).is_err(), "nothing is left to copy");
    assert!(copy::unit(&mut store, "没有", "三号", None, day(TODAY)).unwrap_err().hints.concat().contains("打磨车间"));
}
