//! Accidents, orders of authorities and the file of a major hazard: entered, refused, judged, printed.

use serde_json::{Value, json};

use crate::story::small_plant;
use crate::support::{Plant, arg};

fn hurt(plant: &Plant, told: &str, reported: &str) -> String {
    plant.ok(&[
        "add",
        "accident",
        "事故名称=冲压工位手指挤伤",
        "发生时间=２０２６-11-05 13：50",
        &format!("负责人接报时间={told}"),
        &format!("首次上报时间={reported}"),
        "向谁上报=江城市应急管理局",
        "报告人=王建国",
        "地点=一车间",
        "部门=一车间",
        "死亡=0",
        "下落不明=0",
        "重伤=0",
        "轻伤=1",
        "现场情况=已断电",
        "简要经过=清理卡料时被上模挤伤",
        "已采取的措施=送医，停机",
    ])
}

#[test]
fn an_accident_keeps_both_times_to_the_minute() {
    let plant = small_plant("2026-11-20");
    hurt(&plant, "11-05 14:30", "2026-11-05T15:41");
    let row = plant.json(&["list", "accident"])[0].clone();
    assert_eq!(row["code"], "SG-2026-001");
    assert_eq!(row["happened_at"], "2026-11-05T13:50");
    assert_eq!((&row["told_at"], &row["minutes"]), (&json!("2026-11-05T14:30"), &json!(71)));
    assert_eq!(row["late_entry"], true, "entered a fortnight later");
    assert!(plant.ok(&["list", "accident"]).contains("2026-11-05 14:30"));
    for (condition, count) in [
        ("发生时间>=2026-11-05", 1),
        ("发生时间>=2026-11-06", 0),
        ("发生时间<=2026-11-05", 1),
        ("发生时间=2026-11-05", 1),
        ("发生时间=2026-11-05 13:50", 1),
        ("发生时间<=2026-11-05 13:49", 0),
        ("told_at=", 0),
    ] {
        let found = plant.json(&["list", "accident", "--where", condition]);
        assert_eq!(found.as_array().unwrap().len(), count, "{condition}");
    }
    let due = plant.json(&["due", "--all"]);
    let duty = due.as_array().unwrap().iter().find(|it| it["code"] == "R08").unwrap().clone();
    assert_eq!(duty["state"], "met");
    assert!(duty["because"].as_str().unwrap().contains("71分钟，超过1小时，迟报11分钟"), "{duty}");
    let why = plant.ok(&["why", duty["id"].as_str().unwrap()]);
    assert!(why.contains("第九条") && why.contains("14时30分") && why.contains("15时41分"), "{why}");
}

#[test]
fn what_contradicts_itself_about_an_accident_is_refused() {
    let plant = small_plant("2026-11-20");
    let before = plant.bytes();
    let said = plant.fails(
        2,
        &[
            "add",
            "accident",
            "title=挤伤",
            "happened_at=2026-11-05 13:50",
            "told_at=2026-11-05 13:40",
            "reported_at=2026-11-05 13:30",
            "deaths=0",
            "missing=0",
            "serious=0",
            "minor=1",
        ],
    );
    for part in ["负责人接报时间：早于发生时间", "首次上报时间：早于发生时间", "向谁上报"]
    {
        assert!(said.contains(part), "{part} in {said}");
    }
    let said = plant.fails(2, &["add", "accident", "title=挤伤", "happened_at=2026-11-05", "deaths=-1"]);
    for part in ["缺少时刻", "死亡", "下落不明：必须填写"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let all = ["deaths=0", "missing=0", "serious=0", "minor=1"];
    let said =
        plant.fails(2, &[&["add", "accident", "title=挤伤", "happened_at=2026-11-21 08:00"][..], &all[..]].concat());
    assert!(said.contains("发生时间：还没有到"), "{said}");
    assert_eq!(plant.bytes(), before, "nothing was written");
}

#[test]
fn news_of_an_accident_carry_a_number_and_owe_a_report_the_same_day() {
    let plant = small_plant("2026-11-20");
    hurt(&plant, "11-05 14:30", "11-05 14:50");
    plant.ok(&[
        "add",
        "accident_change",
        "事故=SG-2026-001",
        "得知时间=2026-11-10 9:00",
        "重伤=1",
        "新情况=鉴定为重伤",
    ]);
    let row = plant.json(&["list", "accident_change"])[0].clone();
    assert_eq!((&row["code"], &row["accident"]), (&json!("SG-2026-001-2"), &json!("SG-2026-001")));
    let owed = |plant: &Plant| {
        let due = plant.json(&["due", "--all"]);
        due.as_array().unwrap().iter().find(|it| it["code"] == "R09").unwrap()["state"].clone()
    };
    assert_eq!(owed(&plant), "overdue");
    let said = plant.fails(2, &["set", "accident_change", "SG-2026-001-2", "reported_at=2026-11-10 8:59"]);
    assert!(said.contains("早于得知时间"), "{said}");
    plant.ok(&["set", "accident_change", "SG-2026-001-2", "reported_at=2026-11-10 9:30"]);
    assert_eq!(owed(&plant), "met");
    let said = plant
        .fails(2, &["add", "accident_change", "accident=SG-2026-001", "known_at=2026-11-05 13:00", "words=更早的消息"]);
    assert!(said.contains("早于事故发生时间"), "{said}");
    let paper = plant.ok(&["report", "accident_change", "--record", "SG-2026-001-2"]);
    for part in ["2026年11月5日13时50分", "鉴定为重伤", "2026年11月10日9时00分得知"] {
        assert!(paper.contains(part), "{part} in {paper}");
    }
}

#[test]
fn an_order_is_answered_item_by_item() {
    let plant = small_plant("2026-11-20");
    plant.ok(&["add", "authority", "name=江城市应急管理局", "kind=emergency"]);
    let order = "江应急责改〔2026〕12号";
    let base = ["add", "authority_order", "kind=责令限期整改", "下达部门=江城市应急管理局", "issued_on=2026-11-02"];
    let said = plant.fails(2, &[&base[..], &["文书编号=x", "due_on=2026-11-01", "replied_on=2026-11-01"]].concat());
    assert!(said.contains("回复期限：早于") && said.contains("回复日期：早于"), "{said}");
    plant.ok(&[&base[..], &[&format!("文书编号={order}"), "due_on=2026-11-25"]].concat());
    let item = |more: &[&str]| {
        let named = format!("order={order}");
        plant.run(&[&["add", "authority_order_item", &named][..], more].concat())
    };
    assert!(item(&["requirement=配电箱上锁", "due_on=2026-11-10", "owner=王建国"]).status.success());
    assert!(item(&["requirement=清理积尘"]).status.success());
    assert!(!item(&["requirement=太早", "due_on=2026-11-01"]).status.success(), "due before the order");
    assert!(!item(&["requirement=重号", "number=2"]).status.success(), "two second items");
    let rows = plant.json(&["list", "authority_order_item"]);
    let mut numbers: Vec<i64> = rows.as_array().unwrap().iter().map(|it| it["number"].as_i64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2]);
    let said = plant.fails(2, &["set", "authority_order", order, "issued_on=2026-11-15"]);
    assert!(said.contains("第 1 项"), "{said}");
    let paper = plant.ok(&["report", "order_reply", "--record", order]);
    for part in ["江城市应急管理局：", "要求整改2项，已完成0项", "还缺“第1项、第2项的整改情况”", "尚未完成"]
    {
        assert!(paper.contains(part), "{part} in {paper}");
    }
    plant.ok(&["set", "authority_order_item", "1", "done_on=2026-11-09", "words=已加锁"]);
    let paper = plant.ok(&["report", "order_reply", "--record", order]);
    assert!(paper.contains("已完成1项") && paper.contains("尚有1项没有完成"), "{paper}");
    let due = plant.json(&["due", "--all"]);
    let state = |code: &str| -> Vec<(Value, Value)> {
        let all = due.as_array().unwrap().iter().filter(|it| it["code"] == code);
        all.map(|it| (it["state"].clone(), it["due_on"].clone())).collect()
    };
    assert_eq!(state("R20"), [(json!("due"), json!("2026-11-25"))]);
    assert_eq!(state("R20I"), [(json!("met"), json!("2026-11-10")), (json!("due"), json!("2026-11-25"))]);
}

fn major(plant: &Plant) -> String {
    plant.ok(&["add", "hazard", "title=除尘系统无泄爆装置", "place=一车间", "found_on=2026-11-10"]);
    let id = "YH-2026-0001".to_owned();
    let said = plant.fails(2, &["add", "hazard_case", &format!("hazard={id}"), "goal=消除"]);
    assert!(said.contains("还没有定级"), "{said}");
    plant.ok(&[
        "hazard",
        &id,
        "assess",
        "--level",
        "major",
        "--owner",
        "王建国",
        "--due",
        "2026-12-20",
        "--measures",
        "加装",
        "--funds",
        "20000",
        "--plan",
        "停用",
        "--date",
        "2026-11-11",
    ]);
    id
}

#[test]
fn a_case_belongs_to_a_major_hazard_and_there_is_one() {
    let plant = small_plant("2026-11-20");
    let id = major(&plant);
    let named = format!("hazard={id}");
    let said = plant.fails(2, &["add", "hazard_case", &named, "meeting_on=2026-11-09", "resumed_on=2026-11-12"]);
    assert!(said.contains("没有责令停产的部门"), "{said}");
    let said = plant.fails(2, &["add", "hazard_case", &named, "meeting_on=2026-11-09"]);
    assert!(said.contains("早于隐患的发现日期"), "{said}");
    plant.ok(&["add", "hazard_case", &named, "cause=设计漏项", "goal=消除"]);
    let said = plant.fails(2, &["add", "hazard_case", &named, "cause=又一份"]);
    assert!(said.contains("已被"), "{said}");
    plant.ok(&["set", "hazard_case", &id, "harm=波及20人", "funds=20000.5"]);
    let row = plant.json(&["list", "hazard_case"])[0].clone();
    assert_eq!((&row["hazard"], &row["funds_fen"], &row["harm"]), (&json!(id), &json!(2_000_050), &json!("波及20人")));
    plant.ok(&["add", "hazard_progress", &named, "words=备件已订", "percent=30", "cost=500"]);
    let said = plant.fails(2, &["add", "hazard_progress", &named, "words=太早", "on_date=2026-11-09"]);
    assert!(said.contains("早于隐患的发现日期"), "{said}");
    let due = plant.json(&["due", "--all"]);
    let state = |code: &str| due.as_array().unwrap().iter().find(|it| it["code"] == code).unwrap()["state"].clone();
    assert_eq!((state("HZ05"), state("HZ07"), state("R06P")), (json!("overdue"), json!("overdue"), json!("upcoming")));
    plant.ok(&[
        "set",
        "hazard_case",
        &id,
        "method=加装泄爆",
        "resources=安全费用",
        "organisation=设备部",
        "schedule=12月20日前",
        "safety=停用上锁",
        "planned_on=2026-11-12",
        "meeting_on=2026-11-16",
    ]);
    let due = plant.json(&["due", "--all"]);
    let of = |code: &str| due.as_array().unwrap().iter().find(|it| it["code"] == code).unwrap().clone();
    assert_eq!((&of("HZ05")["state"], &of("HZ05")["late_days"]), (&json!("met"), &Value::Null));
    assert_eq!((&of("HZ07")["state"], &of("HZ07")["late_days"]), (&json!("met"), &json!(4)));
}

#[test]
fn the_papers_of_a_major_hazard_say_what_is_missing_and_leave_nothing_out() {
    let plant = small_plant("2026-11-20");
    let id = major(&plant);
    plant.ok(&["set", "enterprise", "1", "short_name=恒岳", "principal=周明"]);
    plant.ok(&["add", "hazard_case", &format!("hazard={id}"), "cause=设计漏项", "interim=停用上锁"]);
    let paper = plant.ok(&["report", "major_hazard", "--record", &id]);
    for part in [
        "文号：恒岳安〔2026〕　号",
        "第十四条",
        "还缺“隐患的危害程度”、“整改难易程度分析”、“治理的目标和任务”",
        "一、隐患基本情况",
        "设计漏项",
        "1. 危害程度：（未填写）",
        "6. 安全措施和应急预案：（未填写）",
        "停用上锁",
        "附件：1. 重大事故隐患治理方案",
        "2026年11月20日",
    ] {
        assert!(paper.contains(part), "{part} in {paper}");
    }
    let plan = plant.ok(&["report", "hazard_plan", "--record", &id]);
    assert!(plan.contains("二、治理的目标和任务") && plan.contains("“审定日期”"), "{plan}");
    let twin = plant.ok(&["report", "workers_report", "--record", &id]);
    assert!(twin.contains("职工大会（职工代表大会）：") && twin.contains("会议日期：（日期未填写）"), "{twin}");
    for kind in ["hazard_progress", "hazard_closure", "resume"] {
        assert!(plant.ok(&["report", kind, "--record", &id]).contains("还缺"), "{kind}");
    }
    plant.ok(&["add", "hazard", "title=一般的", "found_on=2026-11-10"]);
    let said = plant.fails(2, &["report", "major_hazard", "--record", "YH-2026-0002"]);
    assert!(said.contains("未定级"), "{said}");
}

#[test]
fn a_document_number_is_given_once_and_counts_by_the_year() {
    let plant = small_plant("2026-11-20");
    let id = major(&plant);
    hurt(&plant, "11-05 14:30", "11-05 14:50");
    plant.ok(&["set", "enterprise", "1", "short_name=恒岳"]);
    let number = |args: &[&str]| plant.ok(&[&["report", "number"][..], args].concat());
    assert!(number(&["major_hazard", "--record", &id]).contains("恒岳安〔2026〕1号"));
    assert!(number(&["major_hazard", "--record", &id]).contains("恒岳安〔2026〕1号"), "it keeps its number");
    assert!(plant.ok(&["report", "major_hazard", "--record", &id]).contains("文号：恒岳安〔2026〕1号"));
    plant.ok(&["undo"]);
    assert!(
        number(&["accident", "--record", "SG-2026-001"]).contains("〔2026〕2号"),
        "never given twice, not after undo"
    );
    assert!(number(&["hazard_plan", "--record", &id, "--number", "恒岳安〔2026〕15号"]).contains("15号"));
    let said =
        plant.fails(2, &["report", "number", "workers_report", "--record", &id, "--number", "恒岳安〔2026〕15号"]);
    assert!(said.contains("已用于"), "{said}");
    assert!(number(&["workers_report", "--record", &id]).contains("〔2026〕16号"), "counts on after one typed");
    assert!(number(&["hazard_plan", "--record", &id, "--fresh"]).contains("〔2026〕17号"));
    assert!(plant.fails(2, &["report", "number", "notice", "--record", &id]).contains("不是编文号的文书"));
}

#[test]
fn the_first_report_of_an_accident_has_its_six_elements_and_says_how_long_it_took() {
    let plant = small_plant("2026-11-20");
    hurt(&plant, "11-05 14:30", "11-05 15:41");
    let paper = plant.ok(&["report", "accident", "--record", "SG-2026-001"]);
    for part in [
        "2026年11月5日13时50分",
        "2026年11月5日14时30分",
        "2026年11月5日15时41分",
        "71分钟，超过1小时",
        "死亡0人，下落不明0人，重伤0人，轻伤1人",
        "尚在核实",
        "清理卡料时被上模挤伤",
        "还缺“单位概况”",
    ] {
        assert!(paper.contains(part), "{part} in {paper}");
    }
    let facts: Value =
        serde_json::from_str(&plant.ok(&["report", "accident", "--record", "SG-2026-001", "--format", "json"]))
            .unwrap();
    assert_eq!(
        (&facts["report"], &facts["minutes"], &facts["is_late"]),
        (&json!("accident"), &json!(71), &json!(true))
    );
    assert_eq!(facts["told_at"], "2026-11-05T14:30");
}

#[test]
fn accidents_go_out_to_a_sheet_and_come_back_with_their_minutes() {
    let plant = small_plant("2026-11-20");
    hurt(&plant, "11-05 14:30", "11-05 14:50");
    for name in ["out.xlsx", "out.csv"] {
        let file = plant.path(name);
        plant.ok(&["export", "accident", "-o", arg(&file)]);
        let other = small_plant("2026-11-20");
        other.ok(&["import", "accident", arg(&file)]);
        let row = other.json(&["list", "accident"])[0].clone();
        assert_eq!((&row["code"], &row["told_at"]), (&json!("SG-2026-001"), &json!("2026-11-05T14:30")), "{name}");
        assert_eq!((&row["happened_at"], &row["minutes"]), (&json!("2026-11-05T13:50"), &json!(20)), "{name}");
        other.ok(&["import", "accident", arg(&file)]);
        assert_eq!(other.json(&["list", "accident"]).as_array().unwrap().len(), 1, "the same again is no news");
    }
    let file = plant.path("template.xlsx");
    plant.ok(&["template", "accident", "-o", arg(&file)]);
    let csv = plant.write("old.csv", "事故名称,发生时间,死亡人数,失踪人数,重伤人数,轻伤人数\n旧事故,2025-3-1 8:05,0,0,0,2\n缺时刻,2025-3-1,0,0,0,1\n");
    let said = plant.fails(2, &["import", "accident", arg(&csv)]);
    assert!(said.contains("缺少时刻") && said.contains("第 3 行"), "{said}");
}

#[test]
fn a_closed_ledger_that_was_taken_over_needs_no_case() {
    let plant = small_plant("2026-11-20");
    let csv = plant.write(
        "old.csv",
        "隐患描述,级别,发现日期,整改责任人,整改期限,整改措施,资金,防范措施和预案,整改完成日期,验收日期,验收人,销号日期\n\
         旧的重大隐患,重大,2026-01-10,王建国,2026-02-10,加装,100,停用,2026-02-01,2026-02-03,李敏,2026-02-05\n",
    );
    plant.ok(&["import", "hazard", arg(&csv)]);
    let row = plant.json(&["list", "hazard"])[0].clone();
    assert_eq!((&row["state"], &row["late_entry"]), (&json!("closed"), &json!(true)));
}

#[test]
fn a_letter_takes_its_number_when_it_is_frozen_and_keeps_it() {
    let plant = small_plant("2026-11-20");
    let id = major(&plant);
    plant.ok(&["set", "enterprise", "1", "short_name=恒岳"]);
    plant.ok(&["add", "hazard_case", &format!("hazard={id}"), "cause=设计漏项"]);
    let submit = |kind: &str, record: &str| {
        let said = plant.run(&[
            "report",
            "submit",
            kind,
            "--record",
            record,
            "--to",
            "江城市应急管理局",
            "--signed-by",
            "周明",
            "--json",
        ]);
        assert!(said.status.success(), "{}", crate::support::text(&said.stderr));
        serde_json::from_slice::<Value>(&said.stdout).unwrap()
    };
    let first = submit("major_hazard", &id);
    assert!(first["warnings"].to_string().contains("治理的目标和任务"), "{first}");
    let number = |kind: &str, nth: &str| {
        let facts = plant.ok(&["report", kind, "--record", &id, "--number", nth, "--format", "json"]);
        serde_json::from_str::<Value>(&facts).unwrap()["head"]["number"].as_str().unwrap().to_owned()
    };
    assert_eq!(number("major_hazard", "1"), "恒岳安〔2026〕1号");
    plant.ok(&["set", "hazard_case", &id, "harm=波及20人"]);
    submit("major_hazard", &id);
    assert_eq!(number("major_hazard", "2"), "恒岳安〔2026〕1号", "a correction keeps its number");
    plant.ok(&["add", "hazard_progress", &format!("hazard={id}"), "words=备件已订"]);
    submit("hazard_progress", &id);
    plant.ok(&["add", "hazard_progress", &format!("hazard={id}"), "words=安装完毕"]);
    submit("hazard_progress", &id);
    assert_eq!(number("hazard_progress", "1"), "恒岳安〔2026〕2号");
    assert_eq!(number("hazard_progress", "2"), "恒岳安〔2026〕3号", "the next progress report is another letter");
    let due = plant.json(&["due", "--all"]);
    let state = |code: &str| due.as_array().unwrap().iter().find(|it| it["code"] == code).unwrap()["state"].clone();
    assert_eq!(state("HZ04"), "met");
    plant.ok(&["verify"]);
    // The old one is printed again from what was frozen, whatever the case says now.
    let old = plant.ok(&["report", "major_hazard", "--record", &id, "--number", "1"]);
    assert!(old.contains("1. 危害程度：（未填写）") && old.contains("恒岳安〔2026〕1号"), "{old}");
}
