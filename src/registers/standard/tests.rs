//! Rounds in a file: copied items, points, deductions in the closed loop, editions that change, revocation.

use chrono::NaiveDate;

use super::*;
use crate::domain::standardisation::Level;
use crate::domain::standardisation::revocation::{Condition as Revoked, Finding};
use crate::knowledge::standardisation::Edition;
use crate::registers::five::tests::{TODAY, day, plant, put};
use crate::registers::hazard::HAZARD;
use crate::registers::resolve;

pub(crate) fn opening(edition: Option<&str>) -> Opening {
    Opening {
        kind: RoundKind::Yearly,
        edition: edition.map(str::to_owned),
        from: day("2026-01-01"),
        to: day("2026-12-31"),
        leader: None,
        others: Some("李敏、员工代表".into()),
        scope: None,
    }
}

fn off(code: &str, tenths: i64) -> (String, Entry, Option<String>) {
    (code.to_owned(), Entry::Off(tenths), Some("缺资料".to_owned()))
}

fn typed(store: &Store, entries: Vec<(String, Entry, Option<String>)>, rest: bool) -> Typed {
    Typed {
        entries,
        rest_full: rest.then(String::new),
        evidence: None,
        owner: Some(resolve(store, "person", "李敏").unwrap()),
        due_on: Some(day("2026-12-20")),
        by: "李敏".into(),
    }
}

/// An invented standard of two elements with a veto.
pub(crate) fn own(edition: &str) -> Edition {
    let text = format!(
        r#"
pack = "standardisation"
id = "sd.own"
title = "某行业评定标准"
edition = "{edition}"
effective_from = "2026-01-01"
full = 30
scoring = {{ special_off = "total", grade_on = "rounded", line = [{{ level = "2", percent = 80 }}, {{ level = "3", percent = 60 }}] }}
[[chapter]]
code = "1"
title = "管理"
[[element]]
code = "1.1"
chapter = "1"
title = "制度"
points = 30
[[item]]
code = "1.1.1"
element = "1.1"
content = "制度"
standard = "齐全"
rule = "缺一项扣1分"
points = 10.5
mark = "confirmed"
[[item]]
code = "1.1.2"
element = "1.1"
content = "执行"
standard = "执行"
rule = "未执行扣2分"
points = 19.5
mark = "confirmed"
[[veto]]
code = "V1"
content = "存在未整改的重大事故隐患"
source = "某行业评定标准（虚构）"
"#
    );
    Edition::read(&text, "own.toml").unwrap()
}

#[test]
fn a_round_copies_every_item_and_says_nothing_before_it_is_scored() {
    let mut store = plant();
    let (id, code) = open(&mut store, &opening(None), day(TODAY)).unwrap();
    let round = round(&store, id).unwrap();
    assert_eq!((code.as_str(), round.items.len(), round.elements().len()), ("BZ-2026-01", 80, 28));
    let forecast = round.forecast();
    assert_eq!((forecast.graded.level, forecast.graded.printed.as_str()), (None, "—"));
    assert!(forecast.missing[0].contains("80 项没有评分"), "{:?}", forecast.missing);
    // The edition without items is named as such.
    let refused = open(&mut store, &opening(Some("g33-2025")), day(TODAY)).unwrap_err();
    assert!(refused.message.contains("BZ-2026-01"));
    crate::registers::retire(&mut store, &STANDARD_ROUND, id, day(TODAY), "开错").unwrap();
    let refused = open(&mut store, &opening(Some("GB/T 33000-2025")), day(TODAY)).unwrap_err();
    assert!(refused.message.contains("没有评分项，不能评分"), "{refused}");
}

#[test]
fn eight_hundred_and_twelve_of_nine_hundred_and_fifteen() {
    let mut store = plant();
    let (id, _) = open(&mut store, &opening(None), day(TODAY)).unwrap();
    // Not applicable: 5.5.2 (25), 5.4.3 (60) = 85. Deducted: 103 of 915.
    let na = |code: &str| (code.to_owned(), Entry::NotApplicable, Some("不涉及".to_owned()));
    let mut entries: Vec<_> = ["5.5.2-1", "5.5.2-2"].iter().map(|it| na(it)).collect();
    entries.extend((1..=5).map(|n| na(&format!("5.4.3-{n}"))));
    entries.extend([
        off("5.4.1-3", 360),
        off("5.4.2-3", 300),
        off("5.4.2-1", 240),
        off("5.1.2-3", 80),
        off("5.1.3-1", 50),
    ]);
    let typed = typed(&store, entries, true);
    assert_eq!(score(&mut store, id, &typed, day(TODAY)).unwrap(), 80);
    let forecast = round(&store, id).unwrap().forecast();
    assert_eq!((forecast.points.got, forecast.points.base()), (81_200, 91_500));
    assert_eq!((forecast.graded.printed.as_str(), forecast.graded.level), ("88.7", Some(Level::Two)));
    assert_eq!(forecast.next, Some((Level::One, 90, 1150)));
}

#[test]
fn every_fault_of_what_was_typed_is_told_and_nothing_written() {
    let mut store = plant();
    let (id, _) = open(&mut store, &opening(None), day(TODAY)).unwrap();
    let typed = Typed {
        entries: vec![
            ("5.1.1-1".into(), Entry::Got(90), None),
            ("5.1.1-2".into(), Entry::Got(50), None),
            ("5.1.1-3".into(), Entry::NotApplicable, None),
            ("5.1.1-9".into(), Entry::Got(0), None),
            ("5.1.2-1".into(), Entry::Veto(true), None),
            ("5.1.2-2".into(), Entry::Got(120), None),
            ("5.1.2-2".into(), Entry::Got(110), None),
        ],
        rest_full: Some("9".into()),
        due_on: Some(day("2026-01-01")),
        by: "李敏".into(),
        ..Typed::default()
    };
    let error = score(&mut store, id, &typed, day(TODAY)).unwrap_err();
    let said: Vec<String> = error.problems.iter().map(|it| it.message.clone()).collect();
    for expected in [
        "超过标准分 8",
        "5.1.1-2：扣分要写原因",
        "5.1.1-3：不参评要写原因",
        "没有评分项“5.1.1-9”",
        "不是否决项",
        "写了两次",
        "没有要素“9”",
        "已经过去",
    ] {
        assert!(said.iter().any(|it| it.contains(expected)), "{expected}: {said:?}");
    }
    assert_eq!(round(&store, id).unwrap().open_items().len(), 80);
}

#[test]
fn deductions_become_items_once_and_the_next_round_opens_no_second() {
    let mut store = plant();
    let (first, _) = open(&mut store, &opening(None), day(TODAY)).unwrap();
    let bare = Typed { owner: None, due_on: None, ..typed(&store, vec![off("5.1.1-1", 20)], false) };
    score(&mut store, first, &bare, day(TODAY)).unwrap();
    let refused = finish(&mut store, first, " ", "李敏", day(TODAY)).unwrap_err();
    let said: String = refused.problems.iter().map(|it| it.message.clone()).collect();
    assert!(said.contains("5.1.1-1") && said.contains("签字"), "{said}");
    let entries = vec![off("5.1.1-1", 20), off("5.2.1-1", 30)];
    let typed_two = typed(&store, entries, false);
    score(&mut store, first, &typed_two, day(TODAY)).unwrap();
    let done = finish(&mut store, first, "周启明", "李敏", day(TODAY)).unwrap();
    assert_eq!((done.opened.len(), done.linked.len(), done.open.len()), (2, 0, 78));
    let finished = round(&store, first).unwrap();
    assert!(!finished.forecast().missing.is_empty(), "what nobody scored is no full marks");
    let item = finished.item("5.1.1-1").unwrap();
    let hazard = store.row(&HAZARD.relation, item.get("hazard_id").as_int().unwrap()).unwrap().unwrap();
    for (column, expected) in [
        ("source", "self_check"),
        ("state", "assessed"),
        ("due_on", "2026-12-20"),
        ("checklist_item", "sd.g33-2016.5.1.1-1"),
    ] {
        assert_eq!(hazard.get(column).as_text(), Some(expected), "{column}");
    }
    assert!(score(&mut store, first, &typed_two, day(TODAY)).unwrap_err().message.contains("已办结"));
    let (second, _) = open(&mut store, &opening(None), day(TODAY)).unwrap();
    let opened = round(&store, second).unwrap();
    assert_eq!(opened.item("5.1.1-1").unwrap().get("last_got").as_int(), Some(60));
    assert!(opened.item("5.1.1-2").unwrap().get("last_got").is_null(), "nobody scored it");
    let again = typed(&store, vec![off("5.1.1-1", 20)], true);
    score(&mut store, second, &again, day(TODAY)).unwrap();
    let done = finish(&mut store, second, "周启明", "李敏", day(TODAY)).unwrap();
    assert_eq!((done.opened.len(), done.linked.len(), done.open.len()), (0, 1, 0));
    let again = round(&store, second).unwrap();
    assert_eq!(again.item("5.1.1-1").unwrap().get("hazard_id"), item.get("hazard_id"));
    assert!(again.item("5.2.1-1").unwrap().get("hazard_id").is_null(), "full marks now");
    store.undo().unwrap();
    assert!(!round(&store, second).unwrap().is_finished());
}

#[test]
fn another_edition_leaves_old_rounds_as_they_were_and_a_veto_leaves_no_grade() {
    let mut store = plant();
    let (first, _) = open(&mut store, &opening(None), day(TODAY)).unwrap();
    let full = typed(&store, Vec::new(), true);
    score(&mut store, first, &full, day(TODAY)).unwrap();
    finish(&mut store, first, "周启明", "李敏", day(TODAY)).unwrap();
    let before = round(&store, first).unwrap();
    let on = day(TODAY);
    assert_eq!(install(&mut store, &own("1"), "own.toml", on, true).unwrap(), Installed::New);
    assert_eq!(editions(&store).unwrap().len(), 2, "a dry run writes nothing");
    install(&mut store, &own("1"), "own.toml", on, false).unwrap();
    assert_eq!(install(&mut store, &own("1"), "own.toml", on, false).unwrap(), Installed::Same);
    let mut other = own("1");
    other.title = "改过".into();
    assert!(install(&mut store, &other, "own.toml", on, false).unwrap_err().message.contains("内容不同"));
    let (second, _) = open(&mut store, &opening(Some("own")), on).unwrap();
    let it = round(&store, second).unwrap();
    assert_eq!((it.scored().count(), it.vetoes().count()), (2, 1));
    assert!(it.item("1.1.1").unwrap().get("last_got").is_null(), "points of another edition are no comparison");
    // 10.5 + 13.5 of 30 = 80.0: the second grade, once the veto is judged.
    let entries = vec![off("1.1.2", 60)];
    let part = typed(&store, entries, true);
    score(&mut store, second, &part, on).unwrap();
    let forecast = round(&store, second).unwrap().forecast();
    assert_eq!((forecast.graded.level, forecast.missing.len()), (None, 1));
    let judge = |store: &mut Store, holds: bool| {
        let said = typed(store, vec![("V1".into(), Entry::Veto(holds), Some("见隐患台账".into()))], false);
        score(store, second, &said, on).unwrap();
        round(store, second).unwrap().forecast().graded
    };
    assert_eq!(judge(&mut store, false).level, Some(Level::Two));
    let vetoed = judge(&mut store, true);
    assert_eq!((vetoed.level, vetoed.vetoes), (None, vec!["V1".to_owned()]));
    let after = round(&store, first).unwrap();
    assert_eq!((after.forecast(), after.items), (before.forecast(), before.items.clone()));
}

fn need(store: &Store, kind: &str, today: &str) -> Vec<crate::domain::obligation::records::Need> {
    let since: NaiveDate = day("2026-01-01");
    let all = duty::needs(store, since, day(today)).unwrap();
    all.into_iter().filter(|it| it.kind == kind).collect()
}

#[test]
fn a_grade_owes_its_yearly_assessment_posting_and_end() {
    use crate::domain::obligation::records::Evidence;
    let mut store = plant();
    assert!(need(&store, "standard_round", TODAY).is_empty(), "no certificate, no duty");
    put(&mut store, "standardisation", &[("level", "三级"), ("number", "苏AQB-1"), ("announced_on", "2024-02-29")]);
    let end = need(&store, "standard_certificate", TODAY).remove(0);
    assert_eq!(end.due_on, Some(day("2027-02-27")));
    assert!(end.title.contains("2026-11-27起可申请") || end.title.contains("11月27日起可申请"), "{}", end.title);
    let year = need(&store, "standard_round", TODAY).remove(0);
    assert!(matches!(year.evidence, Evidence::Unmet { near: None }));
    let (id, _) = open(&mut store, &opening(None), day(TODAY)).unwrap();
    let full = typed(&store, Vec::new(), true);
    score(&mut store, id, &full, day(TODAY)).unwrap();
    assert!(matches!(need(&store, "standard_round", TODAY).remove(0).evidence, Evidence::Unmet { near: Some(_) }));
    finish(&mut store, id, "周启明", "李敏", day(TODAY)).unwrap();
    assert!(matches!(need(&store, "standard_round", TODAY).remove(0).evidence, Evidence::Met { .. }));
    assert!(matches!(need(&store, "standard_posting", TODAY).remove(0).evidence, Evidence::Unmet { .. }));
    let row = [("kind", "standardisation"), ("title", "自评报告"), ("place", "公示栏"), ("from_on", TODAY)];
    put(&mut store, "posting", &row);
    assert!(matches!(need(&store, "standard_posting", TODAY).remove(0).evidence, Evidence::Met { .. }));
}

#[test]
fn the_nine_conditions_are_computed_asked_or_missing() {
    let mut store = plant();
    assert!(revocation(&store, day(TODAY)).unwrap().is_none());
    put(&mut store, "standardisation", &[("level", "三级"), ("number", "苏AQB-1"), ("announced_on", "2026-03-01")]);
    let all = revocation(&store, day(TODAY)).unwrap().unwrap();
    assert_eq!(all.len(), 9);
    assert!(all.iter().all(|it| it.finding == Finding::Missing), "an empty file shows nothing: {all:#?}");
    let row = [
        ("condition", "dishonest"),
        ("answer", "no"),
        ("on_date", "2026-11-01"),
        ("answered_by", "李敏"),
        ("evidence", "信用网站查询"),
    ];
    put(&mut store, "standard_answer", &row);
    let row = [
        ("title", "叉车挤压"),
        ("happened_at", "2026-06-01 10:00"),
        ("deaths", "0"),
        ("missing", "0"),
        ("serious", "3"),
        ("minor", "0"),
    ];
    put(&mut store, "accident", &row);
    let all = revocation(&store, day(TODAY)).unwrap().unwrap();
    let of = |condition: Revoked| all.iter().find(|it| it.condition == condition).unwrap();
    assert_eq!(of(Revoked::Dishonest).finding, Finding::Clear);
    assert_eq!((of(Revoked::Injury).finding, of(Revoked::Injury).computed), (Finding::Hit, true));
    assert_eq!((of(Revoked::Death).finding, of(Revoked::Death).computed), (Finding::Clear, true));
}
