//! The responsibility system on the command line: lists, posts, signatures, papers — and its figures counted again from
//! `list … --json` by code that shares nothing with the program.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};

use crate::support::{Plant, arg};

fn date(row: &Value, key: &str) -> Option<NaiveDate> {
    row[key].as_str().map(|it| it.parse().unwrap())
}

fn rows(plant: &Plant, register: &str) -> Vec<Value> {
    plant.json(&["list", register]).as_array().unwrap().clone()
}

/// Row id of a post, first and last day in it.
type Tenure = (i64, Option<NaiveDate>, Option<NaiveDate>);

/// Posts held today by row id of the person: post, first day, last day.
fn held(plant: &Plant, today: NaiveDate) -> BTreeMap<i64, Vec<Tenure>> {
    let assignments = rows(plant, "assignment");
    let mut all = BTreeMap::new();
    for person in rows(plant, "person") {
        let (hired, ended) = (date(&person, "hired_on"), date(&person, "ended_on"));
        let here = hired.is_none_or(|on| on <= today) && ended.is_none_or(|on| today <= on);
        if person["employment"] == "outsourced" || !here {
            continue;
        }
        let own: Vec<&Value> =
            assignments.iter().filter(|it| it["person_id"] == person["id"] && !it["post_id"].is_null()).collect();
        let mut posts: Vec<_> = own
            .iter()
            .map(|it| {
                let from = [date(it, "from_on"), hired].into_iter().flatten().max();
                let to = [date(it, "to_on"), ended].into_iter().flatten().min();
                (it["post_id"].as_i64().unwrap(), from, to)
            })
            .collect();
        if let (false, Some(post)) = (own.iter().any(|it| it["main"] == true), person["post_id"].as_i64()) {
            posts.push((post, hired, ended));
        }
        posts.retain(|(_, from, to)| from.is_none_or(|on| on <= today) && to.is_none_or(|on| today <= on));
        all.insert(person["id"].as_i64().unwrap(), posts);
    }
    all
}

/// The figures of `status` counted again.
fn recount(plant: &Plant) -> Value {
    let today: NaiveDate = plant.today.parse().unwrap();
    let held = held(plant, today);
    let lists: BTreeMap<i64, Value> =
        rows(plant, "duty_list").into_iter().map(|it| (it["id"].as_i64().unwrap(), it)).collect();
    let mut links: BTreeMap<i64, Vec<(i64, NaiveDate)>> = BTreeMap::new();
    for it in rows(plant, "post_duty_list") {
        let from = date(&it, "from_on").unwrap();
        if from <= today {
            links.entry(it["post_id"].as_i64().unwrap()).or_default().push((it["list_id"].as_i64().unwrap(), from));
        }
    }
    let whole = |list: &i64| {
        let it = &lists[list];
        let is_current = it["current"] == it["number"];
        is_current && it["scope"].is_string() && it["duties"].as_i64() > Some(0) && it["without_standard"] == 0
    };
    let mut posts: Vec<i64> = held.values().flatten().map(|it| it.0).collect();
    posts.sort_unstable();
    posts.dedup();
    let carried = |post: &i64| links.get(post).cloned().unwrap_or_default();
    let covered = posts.iter().filter(|it| !carried(it).is_empty() && carried(it).iter().all(|(list, _)| whole(list)));
    let covered = covered.count();
    let (pledges, absences) = (rows(plant, "pledge"), rows(plant, "absence"));
    let year = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap();
    let (mut people, mut signed) = (0, 0);
    for (person, posts) in &held {
        let (mut open, mut done, mut spared) = (0, 0, 0);
        for (post, from, to) in posts {
            for (list, link) in carried(post) {
                let Some(begun) = date(&lists[&list], "current_from") else { continue };
                let given = pledges.iter().any(|it| {
                    it["person_id"] == *person
                        && it["post_id"] == *post
                        && it["list_id"] == list
                        && it["number"] == lists[&list]["current"]
                        && it["year"] == today.year()
                        && date(it, "signed_on") <= Some(today)
                });
                let event = [Some(year), Some(link), Some(begun), *from].into_iter().flatten().max().unwrap();
                let away = absences.iter().any(|it| {
                    it["person_id"] == *person
                        && date(it, "left_on") < Some(event)
                        && date(it, "returned_on").is_none_or(|back| back > today)
                });
                let leaves = to.is_some_and(|to| to < event + Days::new(15));
                match given {
                    true => done += 1,
                    false if away || leaves => spared += 1,
                    false => open += 1,
                }
            }
        }
        if open + done > 0 || spared == 0 {
            people += 1;
            signed += i32::from(done > 0 && open == 0);
        }
    }
    json!({ "posts": posts.len(), "covered": covered, "people": people, "signed": signed })
}

#[test]
fn the_figures_of_the_demo_plant_are_those_of_its_lists() {
    let plant = Plant::nowhere("2026-11-22");
    plant.ok(&["demo", "--no-open"]);
    let told = plant.json(&["status"])["responsibility"].clone();
    assert_eq!(told, recount(&plant));
    let round = crate::five::recount(&plant);
    assert!(round["met"].as_i64() > Some(5) && round["data_missing"].as_i64() > Some(5), "{round}");
    // Gaps of earlier rounds are mended; of the newest a few are left.
    let items = plant.json(&["list", "hazard", "--where", "source=self_check"]);
    let of_rounds = |it: &&Value| it["checklist_item"].as_str().is_some_and(|item| item.starts_with("ff."));
    let open = items.as_array().unwrap().iter().filter(of_rounds).filter(|it| it["state"] != "closed");
    let open: Vec<&Value> = open.collect();
    assert!(!open.is_empty() && open.iter().all(|it| it["found_on"].as_str() > Some("2026-09-01")), "{open:?}");
    // The story has gaps of every sort, and most of it done.
    let [posts, covered, people, signed] =
        ["posts", "covered", "people", "signed"].map(|key| told[key].as_i64().unwrap());
    assert!(covered < posts && covered * 10 >= posts * 8, "{told}");
    assert!(signed < people && signed * 10 >= people * 8, "{told}");
    let due = plant.json(&["due", "--all"]);
    let of = |code: &str, state: &str| {
        due.as_array().unwrap().iter().filter(|it| it["code"] == code && it["state"] == state).count()
    };
    for (code, state) in [
        ("RL01", "met"),
        ("RL01", "overdue"),
        ("RL02", "due"),
        ("RL02", "overdue"),
        ("RL03", "met"),
        ("RL05", "overdue"),
    ] {
        assert!(of(code, state) > 0, "{code} {state}");
    }
    assert!(plant.ok(&["verify"]).contains("文件完好"));
}

/// Four people in three posts; lists adopted and approved in March; one post without.
fn plant() -> Plant {
    let plant = Plant::new("2026-11-20");
    plant.ok(&["add", "department", "name=一车间"]);
    for (name, role) in [("总经理", "principal"), ("车间主任", "workshop_head"), ("电工", "worker"), ("门卫", "other")]
    {
        plant.ok(&["add", "post", &format!("name={name}"), &format!("role={role}")]);
    }
    for (no, name, post) in [
        ("A001", "周启明", "总经理"),
        ("A002", "王建国", "车间主任"),
        ("A003", "张启安", "电工"),
        ("A004", "赵磊", "门卫"),
    ] {
        let (no, name, post) = (format!("no={no}"), format!("姓名={name}"), format!("岗位={post}"));
        plant.ok(&["add", "person", &no, &name, &post, "部门=一车间", "入职日期=2020-3-1"]);
    }
    let args = ["duty", "adopt", "R01", "R06", "R08", "R11", "--from", "2026-03-01"];
    let approved = ["--approved-by", "周启明", "--approved-on", "2026-02-27"];
    plant.ok(&[args.as_slice(), &approved].concat());
    plant
}

#[test]
fn lists_are_proposed_for_posts_and_taken_only_when_told() {
    let plant = plant();
    let proposed = plant.json(&["duty", "propose"]);
    let pairs: Vec<(&str, &str)> = proposed
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["post"].as_str().unwrap(), it["list"].as_str().unwrap()))
        .collect();
    assert_eq!(pairs, [("总经理", "R01"), ("车间主任", "R06"), ("电工", "R08"), ("电工", "R11")]);
    assert!(rows(&plant, "post_duty_list").is_empty(), "offered, not taken");
    plant.ok(&["duty", "propose", "--take", "--from", "2026-03-01"]);
    assert_eq!(rows(&plant, "post_duty_list").len(), 4);
    let told = plant.json(&["status"])["responsibility"].clone();
    assert_eq!(told, json!({ "posts": 4, "covered": 3, "people": 4, "signed": 0 }));
    assert_eq!(told, recount(&plant));
    let gaps = plant.ok(&["duty", "coverage"]);
    assert!(gaps.contains("岗位 门卫（1 人）：没有对应责任清单") && gaps.contains("未签收 张启安（电工）"), "{gaps}");
    assert!(plant.fails(2, &["duty", "adopt", "R01"]).contains("已经采用"));
    assert!(plant.fails(2, &["duty", "adopt", "R99"]).contains("没有编号为 R99"));
}

#[test]
fn a_sheet_of_signatures_is_imported_by_number_and_name() {
    let plant = plant();
    plant.ok(&["duty", "propose", "--take", "--from", "2026-03-01"]);
    let sheet = plant.write(
        "签收.csv",
        "工号,清单编号,签收日期\nA001,R01,2026-03-10\n张启安,R08,2026-03-10\n张启安,R11,2026-03-10\n",
    );
    plant.ok(&["import", "pledge", arg(&sheet)]);
    let told = plant.json(&["status"])["responsibility"].clone();
    assert_eq!(told, json!({ "posts": 4, "covered": 3, "people": 4, "signed": 2 }));
    // The same sheet again changes nothing: nobody signs twice.
    assert!(plant.ok(&["import", "pledge", arg(&sheet)]).contains("新增 0，修改 0，未变 3"));
    // A department in one act.
    let said = plant.ok(&["duty", "sign", "--department", "一车间", "--on", "2026-11-19", "--before", "李敏"]);
    assert!(said.contains("王建国 车间主任 R06 车间主任 第 1 版 2026 年度") && said.contains("已登记 1 份"), "{said}");
    assert_eq!(recount(&plant), plant.json(&["status"])["responsibility"]);
    plant.ok(&["undo"]);
    assert_eq!(plant.json(&["status"])["responsibility"]["signed"], 2);
    assert!(plant.fails(2, &["duty", "sign"]).contains("--all"));
}

#[test]
fn a_person_moved_to_another_post_owes_a_new_signature() {
    let plant = plant();
    plant.ok(&["duty", "propose", "--take", "--from", "2026-03-01"]);
    plant.ok(&["duty", "sign", "--all", "--on", "2026-03-10"]);
    let owed = |state: &str| -> Vec<String> {
        let due = plant.json(&["due", "--all"]);
        let own = due.as_array().unwrap().iter().filter(|it| it["code"] == "RL01" && it["state"] == state);
        own.map(|it| it["title"].as_str().unwrap().to_owned()).collect()
    };
    assert!([owed("overdue"), owed("due"), owed("upcoming")].concat().is_empty());
    plant.ok(&["add", "assignment", "人员=王建国", "岗位=电工", "开始日期=2026-11-06"]);
    let open = [owed("due"), owed("upcoming")].concat();
    assert_eq!(open.len(), 2, "both lists of the new post: {open:?}");
    assert!(open.iter().all(|it| it.contains("王建国（电工）")), "{open:?}");
    // An edit makes a draft; approved, everybody on it signs anew.
    plant.ok(&["set", "duty", "R01-2", "职责=组织制定并实施规章制度和操作规程，每年评审"]);
    assert_eq!([owed("due"), owed("upcoming")].concat().len(), 2, "a draft asks nobody");
    plant.ok(&["set", "duty_list", "R01", "批准人=周启明", "批准日期=2026-11-18", "生效日期=2026-11-19"]);
    let open = [owed("due"), owed("upcoming")].concat();
    assert!(open.iter().any(|it| it.contains("周启明（总经理）签收责任清单 R01 主要负责人 第 2 版")), "{open:?}");
    assert_eq!(recount(&plant), plant.json(&["status"])["responsibility"]);
}

#[test]
fn a_plants_own_pack_is_checked_with_every_fault_and_taken_over() {
    let plant = Plant::new("2026-11-20");
    let own = "pack = \"duties\"\nid = \"du.Z01\"\ncode = \"Z01\"\ntitle = \"实验室人员\"\ntier = \"operation\"\nscope = \"实验室\"\n\
               assessed = \"month\"\nassessor = \"主任\"\nedition = \"1\"\neffective_from = \"2026-01-01\"\n[[duty]]\ncode = \"Z01-1\"\n\
               content = \"试剂双人双锁\"\nstandard = \"抽查相符\"\npoints = 100\ncycle = \"日\"\nevidence = \"检查\"\n\
               basis = [{ reg = \"reg.house\" }]\nmark = \"confirmed\"\n";
    let bad = own.replace("points = 100", "points = 90").replace("reg.house", "reg.no").replace("content", "contents");
    let said = plant.run(&["pack", "check", arg(&plant.write("bad.toml", &bad))]);
    let said = crate::support::text(&said.stdout);
    for part in ["合计 90", "“reg.no”不在法规目录里", "不认识的键“contents”", "缺少“content”"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let file = plant.write("own.toml", own);
    assert!(plant.ok(&["pack", "check", arg(&file)]).contains("没有问题"));
    assert!(plant.ok(&["pack", "install", arg(&file)]).contains("新增责任清单 Z01 实验室人员，1 条"));
    assert_eq!(rows(&plant, "duty_list")[0]["current"], Value::Null, "a draft until it is approved");
    let next = plant.write("next.toml", own.replace("edition = \"1\"", "edition = \"2\""));
    assert!(plant.ok(&["pack", "install", arg(&next)]).contains("第 2 版草稿"));
}

#[test]
fn a_plant_without_posts_is_not_told_that_all_is_covered() {
    let plant = Plant::new("2026-11-22");
    let text = plant.ok(&["report", "duty_coverage", "--record", "全部", "--format", "txt"]);
    assert!(text.contains("资料不足：没有在岗人员和在用岗位的记录"), "{text}");
    assert!(!text.contains("都有完整的责任清单") && !text.contains("都已签收"), "{text}");
}

#[test]
fn the_papers_say_who_answers_for_what_and_what_is_wanting() {
    let plant = plant();
    plant.ok(&["duty", "propose", "--take", "--from", "2026-03-01"]);
    plant.ok(&["duty", "sign", "--person", "A003", "--list", "R08", "--on", "2026-03-10"]);
    let one = plant.ok(&["report", "duty_notice", "--record", "R11"]);
    for part in ["R11 电工", "适用岗位：电工", "责任人员：张启安", "责任范围：", "考核标准", "R11-5", "批准：周启明"]
    {
        assert!(one.contains(part), "{part}: {one}");
    }
    assert!(!one.contains("R01"));
    let all = plant.ok(&["report", "duty_notice"]);
    for part in ["R01 主要负责人", "R06 车间主任", "R08 一线岗位员工", "没有列入的岗位", "门卫"]
    {
        assert!(all.contains(part), "{part}: {all}");
    }
    let letter = plant.ok(&["report", "pledge_letter", "--record", "A003"]);
    for part in [
        "2026 年度安全生产责任书",
        "R08 一线岗位员工",
        "R11 电工",
        "承诺",
        "本年度已登记的签收：R08（电工）第 1 版",
        "责任人（本人签字）",
    ] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
    let folder = plant.path("责任书");
    let said = plant.ok(&["report", "pledge_letter", "--department", "一车间", "--format", "docx", "-o", arg(&folder)]);
    assert!(said.contains("已写入 4 份"), "{said}");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 4);
    let gaps: Value = serde_json::from_str(&plant.ok(&["report", "duty_coverage", "--format", "json"])).unwrap();
    assert_eq!(gaps["counts"], plant.json(&["status"])["responsibility"]);
    assert_eq!(gaps["posts"][0]["post"], "门卫");
    assert_eq!(gaps["wanting"].as_array().unwrap().len(), 3);
    assert!(plant.fails(2, &["report", "pledge_letter"]).contains("--record"));
    assert!(plant.fails(2, &["report", "notice", "--department", "一车间"]).contains("--department"));
}
