//! Risks from the command line: graded, evaluated anew, copied, printed, counted by the report, chased by duties.

use serde_json::{Value, json};

use crate::story::small_plant;
use crate::support::Plant;

fn codes(rows: &Value, column: &str) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|it| it[column].as_str().unwrap_or("").to_owned()).collect()
}

/// Two risks of one unit, one of them not evaluated.
fn plant() -> Plant {
    let plant = small_plant("2026-11-20");
    let first = ["add", "risk", "unit=打磨间", "point=打磨", "factor=铝粉尘", "L=3", "E=6", "C=15", "owner=王建国"];
    plant.ok(&[&first[..], &["evaluated_on=2026-03-01", "management==HYPERLINK(\"http://x\")"]].concat());
    plant.ok(&["add", "risk", "unit=打磨间", "point=除尘器", "factor=滤袋破损"]);
    plant
}

#[test]
fn a_risk_is_graded_evaluated_anew_and_its_unit_copied() {
    let plant = plant();
    let rows = plant.json(&["list", "risk"]);
    assert_eq!(codes(&rows, "grade"), ["orange", ""]);
    assert_eq!((&rows[0]["score"], &rows[0]["next_on"]), (&json!("270"), &json!("2027-03-01")));
    let said = plant.fails(2, &["add", "risk", "unit=x", "point=y", "factor=z", "L=4", "E=6", "C=15"]);
    assert!(said.contains("4不在取值表里") && said.contains("10、6、3"), "{said}");
    let lower = ["risk", "FX-2026-0001", "evaluate", "--l", "1"];
    assert!(plant.fails(2, &lower).contains("要写明理由"));
    let told = plant.ok(&[&lower[..], &["--reason", "改为湿式除尘", "--occasion", "equipment"]].concat());
    assert!(told.contains("一般风险（黄），评分 90") && told.contains("资料不足"), "{told}");
    let kept = plant.json(&["list", "risk_change"]);
    assert_eq!(kept.as_array().unwrap().len(), 2);
    plant.ok(&["risk", "copy", "--from", "打磨间", "--to", "二号打磨间"]);
    assert_eq!(plant.json(&["list", "risk"]).as_array().unwrap().len(), 4);
    plant.ok(&["undo"]);
    assert_eq!(plant.json(&["list", "risk"]).as_array().unwrap().len(), 2);
    assert!(plant.fails(2, &["risk", "copy", "--from", "打磨间", "--to", " 打磨间 "]).contains("另一个"));
}

#[test]
fn duties_follow_from_risks_and_the_province() {
    let plant = plant();
    let state = |plant: &Plant, code: &str, object: &str| {
        let due = plant.json(&["due", "--all"]);
        let found = due.as_array().unwrap().iter().find(|it| it["code"] == code && it["object"] == object).cloned();
        found.map(|it| (it["state"].clone(), it["due_on"].clone()))
    };
    assert_eq!(state(&plant, "RK01", "FX-2026-0001"), Some((json!("upcoming"), json!("2027-03-01"))));
    assert_eq!(state(&plant, "RK03", "FX-2026-0001").unwrap().0, json!("overdue"));
    assert!(
        plant
            .json(&["due", "--all"])
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["code"] != "A07" || it["state"] == "data_missing"),
        "the province is not asked yet"
    );
    plant.ok(&["set", "enterprise", "1", "province=江苏"]);
    let due = plant.json(&["due", "--all"]);
    assert!(due.as_array().unwrap().iter().any(|it| it["code"] == "A09" && it["state"] != "data_missing"));
    let more = ["risk", "FX-2026-0001", "evaluate", "--l", "10", "--date", "2026-11-10"];
    plant.ok(&more);
    assert_eq!(state(&plant, "RK02", "FX-2026-0001.1").unwrap().1, json!("2026-11-25"));
    let change = plant.json(&["due", "--all"]);
    let change = change.as_array().unwrap().iter().find(|it| it["code"] == "A08").cloned().unwrap();
    assert_eq!(change["state"], "data_missing", "nobody said whether it is 较大以上风险");
    plant.ok(&["why", change["id"].as_str().unwrap()]);
}

#[test]
fn the_papers_of_risks_say_the_same_as_the_list() {
    let plant = plant();
    let report = plant.ok(&["report", "risk_report", "--period", "2026", "--format", "json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((&report["total"]["orange"], &report["total"]["ungraded"]), (&json!(1), &json!(1)));
    assert_eq!(report["grave"].as_array().unwrap().len(), 1);
    let text = plant.ok(&["report", "risk_report", "--period", "2026", "--format", "txt"]);
    assert!(text.contains("FX-2026-0001") && text.contains("资料不足"), "{text}");
    let card = plant.ok(&["report", "risk_card", "--record", "FX-2026-0001", "--format", "txt"]);
    assert!(card.contains("较大风险（橙）") && card.contains("铝粉尘"), "{card}");
    let list = plant.ok(&["report", "risk_list", "--format", "txt"]);
    assert!(list.contains("安全风险分级管控清单") && list.contains("除尘器"), "{list}");
}
