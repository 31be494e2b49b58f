//! 责任制考核 from the command line: sheets opened, scored, finished; a yearly sheet imported by 工号; who was not assessed.

use serde_json::Value;

use crate::support::Plant;

/// Two electricians and a team leader of one workshop, each post with a list of its own, assessed by quarter.
fn plant() -> Plant {
    let mut plant = Plant::new("2026-01-05");
    for args in [
        &["add", "department", "name=一车间"][..],
        &["add", "department", "name=安全环保部"],
        &["add", "post", "name=电工", "role=worker"],
        &["add", "post", "name=班组长", "role=team_leader"],
        &["add", "post", "name=安全主管", "role=safety_manager"],
        &["add", "person", "no=A001", "姓名=王建国", "部门=一车间", "岗位=电工", "入职日期=2020-03-01"],
        &["add", "person", "no=A002", "姓名=李敏", "部门=安全环保部", "岗位=安全主管", "入职日期=2020-03-01"],
        &["add", "person", "no=A003", "姓名=赵磊", "部门=一车间", "岗位=班组长", "入职日期=2020-03-01"],
        &["add", "person", "no=A004", "姓名=何平", "部门=一车间", "岗位=电工", "入职日期=2026-09-20"],
        &["add", "duty_list", "code=Z01", "title=电工", "tier=operation", "effective_from=2026-01-01"],
        &["add", "duty", "list=Z01", "code=Z01-1", "content=按规程操作", "standard=违章 0 次", "points=60"],
        &[
            "add",
            "duty",
            "list=Z01",
            "code=Z01-2",
            "content=报告隐患",
            "standard=有报告记录",
            "points=40",
            "measure=hazard_found",
        ],
        &["set", "duty_list", "Z01", "approved_by=周启明", "approved_on=2026-01-04"],
        &["add", "post_duty_list", "post=电工", "list=Z01", "from_on=2026-01-05"],
        &["add", "post_duty_list", "post=班组长", "list=Z01", "from_on=2026-01-05"],
        &["setting", "assess.operation=quarter", "--reason", "本厂考核制度"],
    ] {
        plant.ok(args);
    }
    plant.today = "2026-08-10";
    plant.ok(&["add", "hazard", "title=护栏松动", "found_by=A001", "department=一车间"]);
    plant.today = "2026-10-12";
    plant
}

fn one<'a>(all: &'a Value, key: &str, value: &str) -> &'a Value {
    all.as_array().unwrap().iter().find(|it| it[key] == value).unwrap_or_else(|| panic!("{key}={value} in {all}"))
}

/// State and reason of the workshop's duty for the third quarter.
fn owed(plant: &Plant) -> (String, String) {
    let due = plant.json(&["due", "--all"]);
    let found = due.as_array().unwrap().iter().find(|it| it["code"] == "RL04" && it["period"] == "2026-Q3").cloned();
    let found = found.unwrap_or_else(|| panic!("{due}"));
    (found["state"].as_str().unwrap().to_owned(), found["because"].as_str().unwrap().to_owned())
}

#[test]
fn a_quarter_is_opened_scored_and_summed_up() {
    let plant = plant();
    let (state, because) = owed(&plant);
    assert_eq!(state, "due");
    assert!(because.contains("王建国（电工）") && because.contains("赵磊（班组长）"), "{because}");
    plant.fails(2, &["assess", "--period", "2027-Q1"]);
    plant.fails(2, &["assess", "--period", "2026-W10"]);
    let made = plant.json(&["assess", "--period", "2026-Q3"]);
    assert_eq!(made["opened"].as_array().unwrap().len(), 2);
    // Hired on 20 September: eleven of ninety-two days.
    assert_eq!(made["left_out"][0]["person"], "何平");
    assert_eq!(made["left_out"][0]["reason"], "在岗时间不足");
    let list = plant.json(&["list", "assessment"]);
    let code = one(&list, "person", "王建国")["code"].as_str().unwrap().to_owned();
    let sheet = plant.json(&["assess", &code]);
    assert_eq!(sheet["items"][0]["proposed"], Value::Null);
    assert_eq!(sheet["items"][1]["proposed"], 40.0, "he found one hazard");
    // Change without a reason is refused, and the whole call with it.
    let said = plant.fails(2, &["assess", &code, "--score", "Z01-2=30", "--score", "Z01-1=54"]);
    assert!(said.contains("与建议（40 分）不同"), "{said}");
    assert_eq!(plant.json(&["assess", &code])["items"][0]["score"], Value::Null);
    let said = plant.fails(2, &["assess", &code, "--accept", "--by", "A002", "--finish"]);
    assert!(said.contains("还有 1 条职责没有评分：Z01-1"), "{said}");
    let done = plant.ok(&["assess", &code, "--score", "Z01-1=54:漏挂牌一次", "--accept", "--by", "A002", "--finish"]);
    assert!(done.contains("得分 94  优秀"), "{done}");
    let row = plant.json(&["list", "assessment", "--where", &format!("code={code}")]);
    assert_eq!(
        (&row[0]["score"], &row[0]["band"], &row[0]["state"]),
        (&94.0.into(), &"excellent".into(), &"done".into())
    );
    let (state, because) = owed(&plant);
    assert_eq!(state, "due");
    assert!(because.contains("已完成 1 份，未考核：赵磊"), "{because}");
    let summary = plant.ok(&["report", "assessment", "--period", "2026-Q3", "--format", "json"]);
    let summary: Value = serde_json::from_str(&summary).unwrap();
    let total = &summary["total"];
    assert_eq!((&total["owed"], &total["assessed"], &total["not_assessed"]), (&2.into(), &1.into(), &1.into()));
    assert_eq!(total["average"], "94.0", "who was not assessed is in no average");
    // An objection, answered; the mark changed with a reason; everything undone step by step.
    plant.ok(&["assess", &code, "--object", "漏挂牌的不是我"]);
    let said = plant.ok(&["assess", &code, "--answer", "核对属实"]);
    assert!(said.contains("申诉已处理"), "{said}");
    let entry = format!("{code}/Z01-1");
    plant.fails(2, &["set", "assessment_score", &entry, "score=60"]);
    plant.ok(&["set", "assessment_score", &entry, "score=60", "reason=核对后不扣"]);
    assert_eq!(plant.json(&["assess", &code])["score"], 100.0);
    for score in [94.0, 94.0] {
        plant.ok(&["undo"]);
        assert_eq!(plant.json(&["assess", &code])["score"], score);
    }
    assert_eq!(plant.json(&["verify"])["findings"].as_array().map_or(0, Vec::len), 0);
}

#[test]
fn a_yearly_sheet_comes_in_by_staff_number_and_again_without_change() {
    let plant = plant();
    let csv =
        "工号,考核期,得分,考核日期,考核人,奖惩\nA001,2025,92.5,2026-01-06,李敏,评优\nA003,2025,58,2026-01-06,李敏,\n";
    std::fs::write(plant.path("year.csv"), csv).unwrap();
    let said = plant.ok(&["import", "assessment", "year.csv"]);
    assert!(said.contains('2'), "{said}");
    let rows = plant.json(&["list", "assessment"]);
    let (good, bad) = (one(&rows, "person", "王建国"), one(&rows, "person", "赵磊"));
    assert_eq!((&good["score"], &good["band"], &good["post"]), (&92.5.into(), &"excellent".into(), &"电工".into()));
    assert_eq!((&bad["band"], &bad["post"], &bad["department"]), (&"fail".into(), &"班组长".into(), &"一车间".into()));
    plant.ok(&["import", "assessment", "year.csv"]);
    assert_eq!(plant.json(&["list", "assessment"]).as_array().unwrap().len(), 2, "the same sheet again is nothing new");
    std::fs::write(
        plant.path("bad.csv"),
        "工号,考核期,得分,考核日期\nA001,2024,101,2026-01-06\nA009,2024,80,2026-01-06\n",
    )
    .unwrap();
    let said = plant.fails(2, &["import", "assessment", "bad.csv"]);
    assert!(said.contains("A009") && said.contains("不超过 100"), "{said}");
    plant.ok(&["undo"]);
    assert!(plant.json(&["list", "assessment"]).as_array().unwrap().is_empty());
}

#[test]
fn scores_go_out_and_come_back_filled_in() {
    let plant = plant();
    plant.ok(&["assess", "--period", "2026-Q3", "--person", "A003"]);
    plant.ok(&["export", "assessment_score", "--format", "csv", "-o", "scores.csv"]);
    let out = std::fs::read_to_string(plant.path("scores.csv")).unwrap();
    assert!(out.contains("KH-2026-0001/Z01-1"), "{out}");
    let filled = "评分编号,得分,扣分原因\nKH-2026-0001/Z01-1,50.5,交接记录缺两次\nKH-2026-0001/Z01-2,40,\n";
    std::fs::write(plant.path("filled.csv"), filled).unwrap();
    plant.ok(&["import", "assessment_score", "filled.csv"]);
    let sheet = plant.json(&["assess", "KH-2026-0001"]);
    assert_eq!((&sheet["items"][0]["score"], &sheet["items"][1]["score"]), (&50.5.into(), &40.0.into()));
    let page = plant.ok(&["report", "assessment_sheet", "--record", "KH-2026-0001", "--format", "txt"]);
    assert!(page.contains("交接记录缺两次") && page.contains("评分中"), "{page}");
}
