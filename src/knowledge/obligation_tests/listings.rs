use super::*;
use crate::domain::obligation::{lines, listed, why};

#[test]
fn the_list_is_soonest_first_with_undated_ones_last() {
    let mut records = plant("fire_high_risk_place=no");
    records.holders.insert(crate::domain::post::PostRole::SafetyManager, "陈静".to_owned());
    let answer = judged(&records, "2026-11-21");
    let dates: Vec<Option<NaiveDate>> = answer.obligations.iter().map(|it| it.due_on).collect();
    let dated: Vec<NaiveDate> = dates.iter().flatten().copied().collect();
    assert!(dated.is_sorted());
    assert!(dates.iter().skip(dated.len()).all(Option::is_none) && dates.len() > dated.len());
    assert_eq!(find(&answer, "F02/plant/2026-11").unwrap().owner.as_deref(), Some("陈静"));
}

#[test]
fn ids_are_unique_and_the_same_on_every_day() {
    let mut records = plant("fire_key_unit=yes fire_high_risk_place=yes special_equipment=yes mine=yes");
    inspected(&mut records, "F03", "2026-03-01");
    for today in ["2026-02-01", "2026-11-21", "2027-01-01"] {
        let answer = judged(&records, today);
        let ids: std::collections::BTreeSet<&str> = answer.obligations.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids.len(), answer.obligations.len());
        for it in &answer.obligations {
            assert_eq!(it.id, format!("{}/{}/{}", it.code, it.object, it.period));
        }
    }
}

#[test]
fn upcoming_ones_are_listed_only_as_far_ahead_as_asked() {
    let answer = judged(&plant(""), "2026-11-21");
    let f02 = find(&answer, "F02/plant/2026-11").unwrap(); // nine days ahead
    assert!(!listed(f02, None, false) && !listed(f02, Some(8), false));
    assert!(listed(f02, Some(9), false) && listed(f02, None, true));
    let open = find(&answer, "F03/plant/2026-11-21").unwrap();
    assert!(listed(open, None, false));
}

#[test]
fn missed_patrols_fold_to_one_line_and_old_ones_still_count() {
    let mut records = plant("fire_key_unit=yes");
    for on in ["2026-01-05", "2026-11-10"] {
        inspected(&mut records, "F03", on);
    }
    let answer = judged(&records, "2026-11-21");
    let tally = &answer.tallies["F03"];
    // 2026-01-01 to 2026-11-20 are 324 days, two of them done; today is open
    assert_eq!((tally.met, tally.missed, tally.overdue, tally.open), (2, 322, 322, 1));
    let rows = answer.obligations.iter().filter(|it| it.code == "F03").count();
    assert_eq!(rows, 93); // 92 days back and today
    assert_eq!(tally.folded, 232);
    let home = lines(&answer, None);
    let folded: Vec<_> = home.iter().filter(|it| it.head.code == "F03" && it.head.missed).collect();
    assert_eq!(folded.len(), 1);
    assert_eq!((folded[0].count, folded[0].head.period.as_str()), (322, "2026-11-20"));
    let today: Vec<_> = home.iter().filter(|it| it.head.id == "F03/plant/2026-11-21").collect();
    assert_eq!((today.len(), today[0].count), (1, 1));
}

#[test]
fn a_snapshot_of_the_last_months_judges_nothing_it_cannot_see() {
    let mut records = plant("fire_key_unit=yes");
    records.loaded_from = Some(day("2026-10-10"));
    let answer = judged(&records, "2026-11-21");
    assert!(answer.get("F03/plant/2026-10-09").is_none());
    assert!(answer.get("F02/plant/2026-10").is_none()); // begun before the snapshot did
    assert_eq!(answer.get("F03/plant/2026-10-10").unwrap().state.code(), "overdue");
    assert_eq!(answer.get("A05/plant/2026-Q3").unwrap().state.code(), "overdue"); // reports do not rest on it
}

fn trace(records: &Records, today: &str, id: &str) -> String {
    let trace = why(rules(), records, day(today), id).unwrap();
    trace.steps.iter().flat_map(|it| it.lines.clone()).collect::<Vec<_>>().join("\n")
}

#[test]
fn why_lays_open_rule_facts_records_arithmetic_and_what_to_do() {
    let mut records = plant("fire_key_unit=no");
    submitted(&mut records, "quarterly", "2026-Q3", "2026-10-12", "");
    let text = trace(&records, "2026-10-16", "A05/plant/2026-Q3");
    for part in [
        "16号令",
        "期满次月15日前，含当日",
        "没有记主要负责人签字",
        "逾期",
        "report submit quarterly --period 2026-Q3",
        "征求意见稿",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let text = trace(&records, "2026-10-16", "F03/plant/2026-10-16");
    assert!(text.contains("消防安全重点单位：否"), "{text}");
    let text = trace(&records, "2026-10-16", "LD01/plant/2026-Q4");
    assert!(text.contains("不能判定（由下列各项推导）") && text.contains("矿山：未答"), "{text}");
}

#[test]
fn why_finds_an_occurrence_too_old_for_a_row() {
    let mut records = plant("fire_key_unit=yes");
    let id = inspected(&mut records, "F03", "2026-02-03");
    assert!(judged(&records, "2026-11-21").get("F03/plant/2026-02-03").is_none());
    let text = trace(&records, "2026-11-21", "F03/plant/2026-02-03");
    assert!(text.contains(&format!("检查#{id}：算数")), "{text}");
    assert!(trace(&records, "2026-11-21", "F03/plant/2026-02-04").contains("已无法补做"));
    assert!(why(rules(), &records, day("2026-11-21"), "F03/plant/2025-02-03").is_none());
    assert!(why(rules(), &records, day("2026-11-21"), "XX/plant/2026").is_none());
    assert!(why(rules(), &records, day("2026-11-21"), "").is_none());
}

#[test]
fn the_json_shape_is_the_documented_one() {
    let answer = judged(&plant(""), "2026-10-10");
    let row = find(&answer, "A05/plant/2026-Q3").unwrap();
    let json = serde_json::to_value(row.view("《安全生产事故隐患排查治理暂行规定》第十四条".to_owned())).unwrap();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let documented = "id code object period title basis force edition mark subject owner due_on advise_on window_from \
                      state days late_days missed missing because record";
    assert_eq!(keys, documented.split_whitespace().collect::<Vec<_>>());
    assert_eq!(json["state"], "due");
    assert_eq!(json["due_on"], "2026-10-15");
    assert_eq!(json["days"], 5);
    assert_eq!(json["force"], "法");
    assert_eq!(json["record"], serde_json::Value::Null);
}

#[test]
fn a_new_plant_owes_no_past_and_is_asked_what_is_not_known() {
    let answer = judged(&plant_since("2026-11-21", ""), "2026-11-21");
    let counts = answer.counts();
    assert_eq!((counts["overdue"], counts["met"]), (0, 0));
    assert!(counts["data_missing"] >= 5, "{counts:?}");
}
