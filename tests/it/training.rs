//! Sessions and records of training: entered by exception, imported as kept elsewhere, taken back.

use std::fmt::Write as _;
use std::time::Instant;

use serde_json::{Value, json};

use crate::support::{Plant, arg, text};

/// Two departments and eight people.
fn plant() -> Plant {
    let plant = Plant::new("2026-11-20");
    for department in ["一车间", "二车间"] {
        plant.ok(&["add", "department", &format!("name={department}")]);
    }
    plant.ok(&["add", "department", "name=钳工班", "parent=一车间"]);
    plant.ok(&["add", "post", "name=操作工"]);
    for (no, name, department) in [
        ("1001", "王建国", "一车间"),
        ("1002", "张启安", "一车间"),
        ("1003", "赵磊", "钳工班"),
        ("1004", "李伟", "钳工班"),
        ("1005", "李伟", "一车间"),
        ("1006", "陈静", "二车间"),
        ("1007", "周敏", "二车间"),
    ] {
        let fields = [format!("no={no}"), format!("name={name}"), format!("department={department}")];
        plant.ok(&["add", "person", &fields[0], &fields[1], &fields[2], "post=操作工", "hired_on=2020-03-01"]);
    }
    plant
}

fn rows(plant: &Plant, register: &str) -> Vec<Value> {
    plant.json(&["list", register]).as_array().unwrap().clone()
}

const SESSION: &[&str] =
    &["train", "--title", "机械伤害防护", "--topics", "年度再培训,消防", "--hours", "1.25", "--date", "2026-11-18"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    SESSION.iter().chain(more).copied().collect()
}

#[test]
fn a_session_is_entered_by_exception_and_one_undo_takes_it_back() {
    let plant = plant();
    let before = plant.bytes();
    let said = plant.fails(2, &with(&["--department", "一车间", "--absent", "1001"]));
    assert!(said.contains("还有 4 人没有交代") && said.contains("--rest-passed"), "{said}");
    assert!(plant.bytes() == before, "nothing was written");
    let said =
        plant.ok(&with(&["--department", "一车间", "--absent", "1001:病假", "--fail", "张启安", "--rest-passed"]));
    assert!(
        said.contains("已登记培训 PX-2026-0001：5 人，缺席 1、不合格 1、待考 0，其余 3 人均已参加并合格"),
        "{said}"
    );
    let session = &rows(&plant, "training_session")[0];
    assert_eq!((&session["code"], &session["hours"]), (&json!("PX-2026-0001"), &json!(1.25)));
    assert_eq!(session["topics"], json!(["yearly", "fire"]));
    let people = rows(&plant, "training");
    assert_eq!(people.len(), 5);
    let of = |no: &str| people.iter().find(|it| it["no"] == no).unwrap().clone();
    assert_eq!((&of("1001")["attended"], &of("1001")["note"]), (&json!(false), &json!("病假")));
    assert_eq!((&of("1002")["passed"], &of("1002")["result"]), (&json!(false), &json!("不合格")));
    assert_eq!((&of("1004")["passed"], &of("1004")["title"]), (&json!(true), &json!("机械伤害防护")));
    let absent = plant.json(&["list", "training", "--where", "结果=缺席"]);
    assert_eq!(absent.as_array().unwrap().len(), 1);
    plant.ok(&["undo"]);
    assert!(rows(&plant, "training").is_empty() && rows(&plant, "training_session").is_empty());
    plant.ok(&["redo"]);
    assert_eq!(rows(&plant, "training").len(), 5);
    assert!(plant.ok(&["verify"]).contains("完好"));
}

#[test]
fn nobody_on_a_list_is_dropped_in_silence() {
    let plant = plant();
    let list = plant.write("名单.txt", "王建国\n1003 赵磊\n李伟\n钱多多\n周敏、陈静\n");
    let said = plant.fails(2, &with(&["--list", arg(&list), "--rest-passed"]));
    assert!(said.contains("“李伟”：有 2 人同名，请写工号：1005（一车间）、1004（钳工班）"), "{said}");
    assert!(said.contains("“钱多多”：没有这个姓名或工号"), "{said}");
    assert!(rows(&plant, "training_session").is_empty());
    let list = plant.write("名单.txt", "王建国\n1003 赵磊\n1005,李伟\n周敏、陈静\n");
    let said = plant.ok(&with(&["--list", arg(&list), "--rest-passed"]));
    assert!(said.contains("5 人") && said.contains("其余 5 人均已参加并合格"), "{said}");
    // As the old editor of an office saves it.
    let gbk = plant.write("名单gbk.txt", [0xcd, 0xf5, 0xbd, 0xa8, 0xb9, 0xfa, b'\r', b'\n']);
    let said = plant.fails(2, &with(&["--list", arg(&gbk)]));
    assert!(said.contains("还有 1 人没有交代"), "{said}");
    let said = plant.fails(2, &with(&["--person", "1001", "--absent", "1002", "--rest-passed"]));
    assert!(said.contains("张启安：不在参加人员里"), "{said}");
}

#[test]
fn scores_say_who_passed_and_contradictions_are_refused() {
    let plant = plant();
    let exam = ["--department", "一车间", "--exam", "笔试", "--pass-mark", "60"];
    let all = |more: &[&'static str]| with(&exam.iter().chain(more).copied().collect::<Vec<_>>());
    let said = plant.fails(2, &all(&["--fail", "1001:75", "--rest-passed"]));
    assert!(said.contains("王建国") && said.contains("成绩已达到及格分"), "{said}");
    let said = plant.fails(2, &all(&["--score", "1001:abc", "--rest-passed"]));
    assert!(said.contains("不是成绩"), "{said}");
    plant.ok(&all(&["--score", "1001:59.5", "--score", "1002:60", "--pending", "1003", "--rest-passed"]));
    let of = |no: &str| rows(&plant, "training").into_iter().find(|it| it["no"] == no).unwrap();
    assert_eq!((&of("1001")["score"], &of("1001")["result"]), (&json!(59.5), &json!("不合格")));
    assert_eq!((&of("1002")["passed"], &of("1003")["result"]), (&json!(true), &json!("待考")));
    // The second attempt is entered on the same line.
    let id = of("1001")["id"].to_string();
    let said = plant.fails(2, &["set", "training", &id, "passed=是"]);
    assert!(said.contains("低于及格分"), "{said}");
    let said = plant.fails(2, &["set", "training", &id, "补考日期=2026-11-17", "补考成绩=80"]);
    assert!(said.contains("早于培训日期"), "{said}");
    plant.ok(&["set", "training", &id, "补考日期=2026-11-19", "补考成绩=80"]);
    assert_eq!((&of("1001")["passed"], &of("1001")["result"]), (&json!(true), &json!("补考合格")));
    let said = plant.fails(2, &["set", "training", &id, "学时=4"]);
    assert!(said.contains("请修改培训班"), "{said}");
    let said = plant.fails(2, &["set", "training_session", "PX-2026-0001", "及格分=70"]);
    assert!(said.contains("矛盾"), "{said}");
}

#[test]
fn a_ledger_of_the_year_comes_in_flat_and_twice_changes_nothing() {
    let plant = plant();
    let ledger = "\
工号,姓名,培训日期,培训内容,类别,级别,课时,讲师,培训地点,成绩,考核结果,备注
1001,王建国,2026-03-05,消防器材使用,消防、年度再培训,,2,刘工,会议室,,合格,
1002,张启安,2026-03-05,消防器材使用,年度再培训/消防,,2,刘工,会议室,,合格,
1004,李伟,2026-03-05,消防器材使用,\"消防，年度再培训\",,2.00,刘工,会议室,,不合格,
1005,李 伟,2026-04-10,岗前三级教育,岗前三级教育,厂级,8,李敏,,85,合格,
1005,李伟,2026-04-11,岗前三级教育,岗前三级教育,车间级,8,王建国,,,合格,补交
";
    let file = plant.write("台账.csv", ledger);
    let said = plant.ok(&["import", "training", arg(&file)]);
    assert!(said.contains("新增 5"), "{said}");
    let sessions = rows(&plant, "training_session");
    assert_eq!(sessions.len(), 3, "one session for the three rows of a day: {sessions:?}");
    let before = plant.json(&["log"]).as_array().unwrap().len();
    let said = plant.ok(&["import", "training", arg(&file)]);
    assert!(said.contains("新增 0，修改 0，未变 5"), "{said}");
    assert_eq!(plant.json(&["log"]).as_array().unwrap().len(), before);
    // A corrected result is a change of the same record.
    let file = plant.write("台账2.csv", ledger.replace("刘工,会议室,,不合格", "刘工,会议室,,合格"));
    let said = plant.ok(&["import", "training", arg(&file)]);
    assert!(said.contains("新增 0，修改 1，未变 4"), "{said}");
    // One undo takes an import back as a whole.
    plant.ok(&["undo"]);
    plant.ok(&["undo"]);
    assert!(rows(&plant, "training").is_empty() && rows(&plant, "training_session").is_empty());
}

#[test]
fn faults_of_a_ledger_are_told_at_once_and_nothing_is_written() {
    let plant = plant();
    let file = plant.write(
        "错.csv",
        "工号,姓名,培训日期,培训内容,学时,成绩,及格分,是否合格,出勤\n\
         1001,张启安,2026-03-05,消防,2,,,合格,\n\
         9999,,2026-03-05,消防,2,,,合格,\n\
         ,李伟,2026-03-05,消防,2,,,合格,\n\
         1002,,2026-03-05,消防,,,,合格,\n\
         1003,,2026-03-05,消防,1.255,,,合格,\n\
         1006,,2026-03-05,消防,2,55,60,合格,\n\
         1007,,2026-03-05,消防,2,,,合格,缺席\n\
         1004,,2026-12-05,消防,2,,,合格,\n\
         1005,,2026-03-05,消防,2,,,合格,\n\
         1005,,2026-03-05,消防,2,,,不合格,\n",
    );
    let said = plant.fails(2, &["import", "training", arg(&file)]);
    for wanted in [
        "1001 是“王建国”，这一行写的是“张启安”",
        "没有叫“9999”的人员",
        "有 2 个人员叫“李伟”",
        "学时和分钟要写一个",
        "最多 2 位小数",
        "低于及格分",
        "缺席的人不能合格",
        "还没有到",
        "与第 10 行是同一条培训记录",
    ] {
        assert!(said.contains(wanted), "{wanted}\n{said}");
    }
    assert!(rows(&plant, "training_session").is_empty());
}

#[test]
fn a_sheet_of_scores_for_one_session_needs_its_number_only() {
    let plant = plant();
    plant.ok(&with(&["--department", "二车间", "--pass-mark", "60", "--rest-pending"]));
    let file = plant.write("成绩.csv", "培训编号,工号,成绩\nPX-2026-0001,1006,80\nPX-2026-0001,1007,40\n");
    let said = plant.ok(&["import", "training", arg(&file)]);
    assert!(said.contains("新增 0，修改 2"), "{said}");
    let results: Vec<Value> = rows(&plant, "training").iter().map(|it| it["result"].clone()).collect();
    assert_eq!(results, [json!("不合格"), json!("合格")]);
    let said = plant.ok(&["import", "training", arg(&file)]);
    assert!(said.contains("未变 2"), "{said}");
}

#[test]
fn a_template_and_an_export_come_back_unchanged() {
    let plant = plant();
    plant.ok(&with(&["--department", "一车间", "--absent", "1001", "--rest-passed"]));
    let file = plant.path("导出.xlsx");
    plant.ok(&["export", "training", "-o", arg(&file)]);
    let said = plant.ok(&["import", "training", arg(&file)]);
    assert!(said.contains("新增 0，修改 0，未变 5"), "{said}");
    plant.ok(&["template", "training", "-o", arg(&plant.path("模板.xlsx"))]);
    let file = plant.path("班.xlsx");
    plant.ok(&["export", "training_session", "-o", arg(&file)]);
    let said = plant.ok(&["import", "training_session", arg(&file)]);
    assert!(said.contains("新增 0，修改 0，未变 1"), "{said}");
}

#[test]
fn twenty_thousand_rows_by_number_come_in_once() {
    let plant = plant();
    let mut people = String::from("工号,姓名,部门,岗位\n");
    for n in 0..500 {
        let _ = writeln!(people, "B{n:04},员工{n:03},一车间,操作工");
    }
    plant.ok(&["import", "person", arg(&plant.write("人.csv", &people))]);
    let mut ledger = String::from("工号,培训日期,培训内容,题目类别,学时,授课人,成绩,是否合格\n");
    for session in 0..40 {
        let (month, day) = (1 + session % 10, 1 + session % 27);
        for n in 0..500 {
            let _ = writeln!(
                ledger,
                "B{n:04},2026-{month:02}-{day:02},第{session}期安全培训,年度再培训,1.5,李敏,{},合格",
                60 + (n + session) % 40
            );
        }
    }
    let file = plant.write("两万.csv", &ledger);
    let began = Instant::now();
    let said = plant.ok(&["import", "training", arg(&file)]);
    let first = began.elapsed();
    assert!(said.contains("新增 20000"), "{said}");
    let began = Instant::now();
    let said = plant.ok(&["import", "training", arg(&file)]);
    assert!(said.contains("新增 0，修改 0，未变 20000"), "{said}");
    println!("20,000 rows: {first:?}, again: {:?}", began.elapsed());
    let status = plant.run(&["list", "training_session", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&text(&status.stdout)).unwrap().as_array().unwrap().len(), 40);
}

#[test]
fn papers_of_a_session_say_who_was_there_and_who_has_to_come_again() {
    let plant = plant();
    plant.ok(&[
        "add",
        "training_plan",
        "year=2026",
        "month=11",
        "title=机械伤害防护",
        "department=一车间",
        "hours=1.25",
    ]);
    plant.ok(&["add", "training_plan", "year=2026", "month=12", "title=冬季防火", "audience=全体"]);
    let said = plant.fails(2, &["train", "--plan", "1", "--date", "2026-11-18"]);
    assert!(said.contains("还有 5 人没有交代"), "{said}");
    plant.ok(&[
        "train",
        "--plan",
        "1",
        "--date",
        "2026-11-18",
        "--pass-mark",
        "60",
        "--absent",
        "1001:病假",
        "--score",
        "1002:55",
        "--rest-passed",
    ]);
    let paper = |kind: &str| plant.ok(&["report", kind, "--record", "PX-2026-0001", "--format", "txt"]);
    let record = paper("training_record");
    for wanted in
        ["安全教育培训记录", "机械伤害防护", "1.25学时", "王建国", "缺席", "病假", "不合格", "55", "PX-2026-0001"]
    {
        assert!(record.contains(wanted), "{wanted}\n{record}");
    }
    let sheet = paper("sign_sheet");
    assert!(sheet.contains("本人签名") && sheet.contains("不得代签") && !sheet.contains("不合格"), "{sheet}");
    let open = paper("training_catch_up");
    assert!(open.contains("未补") && open.contains("未补考") && !open.contains("赵磊"), "{open}");
    plant.ok(&[
        "train",
        "--title",
        "机械伤害防护",
        "--hours",
        "1.25",
        "--date",
        "2026-11-19",
        "--person",
        "1001",
        "--rest-passed",
    ]);
    let failed = plant.json(&["list", "training", "--where", "结果=不合格"])[0]["id"].to_string();
    plant.ok(&["set", "training", &failed, "补考日期=2026-11-19", "补考成绩=70"]);
    let open = paper("training_catch_up");
    assert!(open.contains("已补：2026-11-19 PX-2026-0002") && open.contains("补考合格"), "{open}");
    let plan = plant.ok(&["report", "training_plan", "--period", "2026", "--format", "txt"]);
    assert!(
        plan.contains("已办 2026-11-18 PX-2026-0001") && plan.contains("未办") && plan.contains("冬季防火"),
        "{plan}"
    );
    for (kind, period) in [("training_month", "2026-11"), ("training_quarter", "2026-Q4"), ("training_year", "2026")] {
        let facts: Value =
            serde_json::from_str(&plant.ok(&["report", kind, "--period", period, "--format", "json"])).unwrap();
        let totals = &facts["totals"];
        let count = |key: &str| totals[key].as_u64().unwrap();
        assert_eq!((count("sessions"), count("turns"), count("absent"), count("passed")), (2, 5, 1, 5), "{totals}");
        // Five times 1.25 is 6.25: cut once, to 6.
        assert_eq!(count("half_hours"), 12, "{totals}");
        assert_eq!((&facts["plan_year"], &facts["plan_year_held"]), (&json!(2), &json!(1)));
        let text = plant.ok(&["report", kind, "--period", period, "--format", "txt"]);
        assert!(text.contains("培训学时") && text.contains("一车间"), "{text}");
    }
}

#[test]
fn the_year_needs_a_plan() {
    let plant = Plant::new("2026-04-10");
    let of = |plant: &Plant| {
        let due = plant.json(&["due", "--all"]);
        due.as_array().unwrap().iter().find(|it| it["code"] == "TP01").unwrap().clone()
    };
    let duty = of(&plant);
    assert_eq!((&duty["state"], &duty["due_on"]), (&json!("overdue"), &json!("2026-03-31")));
    // Whoever signed it is asked, and the day it was signed counts, not the day it was entered.
    let paper = ["add", "document", "kind=training_plan", "title=培训计划", "year=2026", "issued_on=2026-03-20"];
    plant.ok(&paper);
    assert_eq!(of(&plant)["state"], "overdue");
    plant.ok(&["set", "document", "1", "signed_by=王厂长"]);
    assert_eq!((&of(&plant)["state"], &of(&plant)["late_days"]), (&json!("met"), &json!(null)));
    let why = plant.ok(&["why", duty["id"].as_str().unwrap()]);
    assert!(why.contains("王厂长签发") && why.contains("第二十一条"), "{why}");
}

#[test]
fn results_that_come_later_leave_what_was_recorded() {
    let plant = plant();
    plant.ok(&with(&[
        "--department",
        "一车间",
        "--pass-mark",
        "60",
        "--absent",
        "1001",
        "--score",
        "1002:40",
        "--rest-pending",
    ]));
    let said = plant.ok(&["train", "--session", "PX-2026-0001", "--score", "1003:90", "--rest-passed"]);
    assert!(said.contains("5 人，缺席 1、不合格 1、待考 0"), "{said}");
    let of = |no: &str| rows(&plant, "training").into_iter().find(|it| it["no"] == no).unwrap();
    assert_eq!((&of("1001")["result"], &of("1002")["score"]), (&json!("缺席"), &json!(40.0)));
    assert_eq!((&of("1003")["score"], &of("1004")["result"]), (&json!(90.0), &json!("合格")));
    // Somebody who begins next week is taught before: found by name, not by department.
    plant.ok(&["add", "person", "no=1008", "name=新来", "department=一车间", "post=操作工", "hired_on=2026-11-25"]);
    let said = plant.ok(&[
        "train",
        "--title",
        "三级教育",
        "--hours",
        "8",
        "--date",
        "2026-11-19",
        "--person",
        "新来",
        "--rest-passed",
    ]);
    assert!(said.contains("1 人"), "{said}");
}
