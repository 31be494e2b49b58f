//! The hours rules against dated cases, each with the article it follows from.
//!
//! A case is a person in a few words: `hired 2026-03-02; post 1 worker 2026-03-02; train 2026-03-01 initial/plant 8`. What is
//! expected is the standing of one rule (`met`, `unmet`, `missing`, `not_owed`, `none`), its due day, hours done, and every
//! rule that bars on that day.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::identity::Employment;
use crate::domain::post::PostRole;
use crate::domain::profile::{FactValue, Facts};
use crate::domain::training::bar::bars;
use crate::domain::training::owed::{Ground, Owed, Standing, owed};
use crate::domain::training::{Absence, Attendance, Length, Level, Tenure, Topic, Trait, Worker};

fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap_or_else(|_| panic!("{text}"))
}

fn worker(text: &str) -> Worker {
    let mut it = Worker {
        id: 1,
        name: "张三".to_owned(),
        employment: Some(Employment::Regular),
        hired_on: None,
        ended_on: None,
        tenures: Vec::new(),
        absences: Vec::new(),
        attended: Vec::new(),
    };
    for said in text.split(';').map(str::trim).filter(|said| !said.is_empty()) {
        let words: Vec<&str> = said.split_whitespace().collect();
        match words[0] {
            "hired" => it.hired_on = Some(day(words[1])),
            "ended" => it.ended_on = Some(day(words[1])),
            "as" => it.employment = Employment::from_code(words[1]),
            "away" => {
                it.absences.push(Absence { left_on: day(words[1]), returned_on: words.get(2).map(|back| day(back)) });
            }
            "post" => it.tenures.push(tenure(&words[1..])),
            "train" => it.attended.push(session(it.attended.len() as i64 + 1, &words[1..])),
            other => panic!("{other}"),
        }
    }
    it
}

/// `1 worker 2026-03-02 [2026-05-31] [in 7] [+dust]`
fn tenure(words: &[&str]) -> Tenure {
    let traits = words.iter().filter_map(|it| it.strip_prefix('+')).map(|it| Trait::from_code(it).unwrap());
    let days: Vec<NaiveDate> = words.iter().filter(|it| it.starts_with("20")).map(|it| day(it)).collect();
    let place = words.iter().position(|it| *it == "in").map(|at| words[at + 1].parse().unwrap());
    Tenure {
        post: words[0].parse().unwrap(),
        post_name: "岗位".to_owned(),
        department: place,
        role: PostRole::from_code(words[1]).unwrap(),
        traits: traits.collect::<BTreeSet<_>>(),
        from: days.first().copied(),
        to: days.get(1).copied(),
    }
}

/// `2026-03-01 initial,fire/plant 8 [fail|open|absent] [for 1]`; `90m` are minutes of 45.
fn session(id: i64, words: &[&str]) -> Attendance {
    let (topics, level) = words[1].split_once('/').map_or((words[1], None), |(topics, level)| (topics, Some(level)));
    let length = match words[2].strip_suffix('m') {
        Some(minutes) => Length::Minutes { taught: minutes.parse().unwrap(), unit: 45 },
        None => Length::Hours((words[2].parse::<f64>().unwrap() * 100.0) as u32),
    };
    let post = words.iter().position(|it| *it == "for").map(|at| words[at + 1].parse().unwrap());
    Attendance {
        session: id,
        on: day(words[0]),
        began: day(words[0]),
        topics: topics.split(',').map(|it| Topic::from_code(it).unwrap_or_else(|| panic!("{it}"))).collect(),
        level: level.map(|it| Level::from_code(it).unwrap()),
        length,
        post,
        attended: !words.contains(&"absent"),
        passed: if words.contains(&"fail") {
            Some(false)
        } else if words.contains(&"open") {
            None
        } else {
            Some(true)
        },
    }
}

/// `general` answers every question of the training flag with no; `H` says fireworks; `?` answers nothing.
fn answers(text: &str) -> Facts {
    let mut facts = Facts::new();
    for word in text.split_whitespace() {
        match word {
            "?" => {}
            "general" | "H" => {
                for key in
                    ["mine", "metal_smelting", "hazardous_goods_production", "hazardous_goods_storage", "fireworks"]
                {
                    facts.set(key, FactValue::Bool(word == "H" && key == "fireworks"));
                }
            }
            other => {
                let (key, value) = other.split_once('=').unwrap();
                let value = match value {
                    "yes" => FactValue::Bool(true),
                    "no" => FactValue::Bool(false),
                    code if key == "occupational_hazard" => FactValue::Code(code.to_owned()),
                    text => FactValue::Text(text.to_owned()),
                };
                facts.set(key, value);
            }
        }
    }
    facts
}

struct Case(&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

fn told(it: &Owed) -> String {
    let standing = match &it.standing {
        Standing::Met(on) => format!("met {on}"),
        Standing::Unmet(_) => "unmet".to_owned(),
        Standing::Missing(field, _) => format!("missing {field}"),
        Standing::NotOwed(_) => "not_owed".to_owned(),
    };
    let wanted = it.wanted.map_or_else(|| "-".to_owned(), |it| it.to_string());
    format!("{standing} {}/{wanted} by {}", it.done, it.due_on)
}

fn check(cases: &[Case], since: &str, own: &str) {
    let book = crate::knowledge::fact::book().unwrap();
    let rules = super::builtin().unwrap();
    let mut wrong = Vec::new();
    for Case(article, facts, person, today, code, expected, barred) in cases {
        let facts = answers(facts);
        let ground = Ground {
            rules,
            book,
            facts: &facts,
            records_since: day(since),
            own_yearly: (own == "own8").then_some(8),
            no_workshop: (own == "noworkshop").then(|| "没有车间".to_owned()),
            today: day(today),
        };
        let worker = worker(person);
        let all = owed(&ground, &worker);
        let mine: Vec<String> = all.iter().filter(|it| it.code == *code).map(told).collect();
        let found = mine.last().cloned().unwrap_or_else(|| "none".to_owned());
        let by: Vec<String> = bars(&ground, &worker).iter().map(|it| it.code.clone()).collect();
        if found != *expected || by.join(" ") != *barred {
            wrong.push(format!(
                "{article} {person} 于{today} {code}\n  应 {expected} | {barred}\n  得 {found} | {}",
                by.join(" ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn new_workers_are_trained_at_three_levels_before_the_post() {
    let three =
        "train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8";
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let hired = "hired 2026-03-02; post 1 worker 2026-03-02; ";
    let full = leak(format!("{hired}{three}"));
    let cases = [
        Case(
            "3号令13 上岗前一日",
            "general",
            "hired 2026-03-02; post 1 worker 2026-03-02",
            "2026-03-01",
            "HR05",
            "none",
            "",
        ),
        Case(
            "3号令13 上岗当日未训",
            "general",
            "hired 2026-03-02; post 1 worker 2026-03-02",
            "2026-03-02",
            "HR05",
            "unmet 0/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "3号令13 当日的记录算数（决定6）",
            "general",
            full,
            "2026-03-02",
            "HR05",
            "met 2026-03-02 24/24 by 2026-03-02",
            "",
        ),
        Case(
            "3号令13 次日才完成，仍是完成但迟",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-03 initial/team 8"
            )),
            "2026-03-03",
            "HR05",
            "met 2026-03-03 24/24 by 2026-03-02",
            "",
        ),
        Case(
            "3号令13 差半学时",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 7.5"
            )),
            "2026-03-02",
            "HR05",
            "unmet 23.5/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "3号令12 缺班组级",
            "general",
            leak(format!("{hired}train 2026-03-01 initial/plant 16; train 2026-03-01 initial/workshop 8")),
            "2026-03-02",
            "HR05",
            "unmet 24/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "3号令12 缺车间级",
            "general",
            leak(format!("{hired}train 2026-03-01 initial/plant 16; train 2026-03-01 initial/team 8")),
            "2026-03-05",
            "HR05",
            "unmet 24/24 by 2026-03-02",
            "HR05",
        ),
        Case("3号令13 高危72，24不够", "H", full, "2026-03-02", "HR05", "unmet 24/72 by 2026-03-02", "HR05"),
        Case(
            "3号令13 高危72够",
            "H",
            leak(format!(
                "{hired}train 2026-02-20 initial/plant 24; train 2026-02-25 initial/workshop 24; train 2026-03-02 initial/team 24"
            )),
            "2026-03-02",
            "HR05",
            "met 2026-03-02 72/72 by 2026-03-02",
            "",
        ),
        Case(
            "安法28 考核不合格不算",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8 fail"
            )),
            "2026-03-02",
            "HR05",
            "unmet 16/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "安法28 补考合格后",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8 fail; train 2026-03-04 initial/team 8"
            )),
            "2026-03-04",
            "HR05",
            "met 2026-03-04 24/24 by 2026-03-02",
            "",
        ),
        Case(
            "安法28 没有考核结果不算",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8 open"
            )),
            "2026-03-02",
            "HR05",
            "unmet 16/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "安法28 缺席不算",
            "general",
            leak(format!("{hired}train 2026-03-01 initial/plant 24 absent")),
            "2026-03-02",
            "HR05",
            "unmet 0/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "决定3 高危与否未答，满24不满72",
            "?",
            full,
            "2026-03-02",
            "HR05",
            "missing fireworks 24/72 by 2026-03-02",
            "",
        ),
        Case(
            "决定3 高危与否未答，不满24也不行",
            "?",
            "hired 2026-03-02; post 1 worker 2026-03-02",
            "2026-03-02",
            "HR05",
            "unmet 0/72 by 2026-03-02",
            "HR05",
        ),
        Case(
            "决定3 高危与否未答，满72都行",
            "?",
            leak(format!(
                "{hired}train 2026-02-20 initial/plant 24; train 2026-02-25 initial/workshop 24; train 2026-03-02 initial/team 24"
            )),
            "2026-03-02",
            "HR05",
            "met 2026-03-02 72/72 by 2026-03-02",
            "",
        ),
        Case(
            "决定2 启用前入职且无记录",
            "general",
            "hired 2024-05-06; post 1 worker 2024-05-06",
            "2026-03-02",
            "HR05",
            "missing training 0/24 by 2024-05-06",
            "",
        ),
        Case(
            "决定2 启用前入职、有不全的记录",
            "general",
            "hired 2025-12-30; post 1 worker 2025-12-30; train 2025-12-30 initial/plant 8",
            "2026-03-02",
            "HR05",
            "unmet 8/24 by 2025-12-30",
            "HR05",
        ),
        Case(
            "决定2 启用日当天入职要判",
            "general",
            "hired 2026-01-01; post 1 worker 2026-01-01",
            "2026-01-01",
            "HR05",
            "unmet 0/24 by 2026-01-01",
            "HR05",
        ),
        Case(
            "决定2 入职日期不明",
            "general",
            "post 1 worker",
            "2026-03-02",
            "HR05",
            "missing hired_on 0/- by 2026-01-01",
            "",
        ),
        Case(
            "培训太早（一年以前）不算",
            "general",
            leak(format!(
                "{hired}train 2025-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8"
            )),
            "2026-03-02",
            "HR05",
            "unmet 16/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "培训正好一年前算",
            "general",
            leak(format!(
                "{hired}train 2025-03-02 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8"
            )),
            "2026-03-02",
            "HR05",
            "met 2026-03-02 24/24 by 2026-03-02",
            "",
        ),
        Case(
            "决定23 同日同级同题只计一次",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial/plant 8; train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 4"
            )),
            "2026-03-02",
            "HR05",
            "unmet 20/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "决定23 分钟合计后取整",
            "general",
            leak(format!(
                "{hired}train 2026-02-27 initial/plant 370m; train 2026-02-28 initial/workshop 370m; train 2026-03-02 initial/team 340m"
            )),
            "2026-03-02",
            "HR05",
            "met 2026-03-02 24/24 by 2026-03-02",
            "",
        ),
        Case(
            "决定23 差一分钟",
            "general",
            leak(format!(
                "{hired}train 2026-02-27 initial/plant 370m; train 2026-02-28 initial/workshop 370m; train 2026-03-02 initial/team 339m"
            )),
            "2026-03-02",
            "HR05",
            "unmet 23.5/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "职业卫生学时不充抵",
            "general",
            leak(format!(
                "{hired}train 2026-03-01 initial,occupational_initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8"
            )),
            "2026-03-02",
            "HR05",
            "unmet 16/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "安法28 离职者不在名单",
            "general",
            "hired 2026-03-02; ended 2026-03-10; post 1 worker 2026-03-02",
            "2026-03-11",
            "HR05",
            "unmet 0/24 by 2026-03-02",
            "",
        ),
        Case(
            "安法28 离职当日仍在岗",
            "general",
            "hired 2026-03-02; ended 2026-03-10; post 1 worker 2026-03-02",
            "2026-03-10",
            "HR05",
            "unmet 0/24 by 2026-03-02",
            "HR05",
        ),
        Case(
            "不在岗的不在名单",
            "general",
            "hired 2026-03-02; post 1 worker 2026-03-02; away 2026-03-05",
            "2026-03-06",
            "HR05",
            "unmet 0/24 by 2026-03-02",
            "",
        ),
        Case(
            "未训而转岗，岗前培训仍欠，转岗培训也欠",
            "general",
            "hired 2026-03-02; post 1 worker 2026-03-02 2026-04-30; post 2 worker 2026-05-01",
            "2026-05-01",
            "HR05",
            "unmet 0/24 by 2026-03-02",
            "HR05 HR07",
        ),
        Case(
            "安法28-2 派遣工同训",
            "general",
            leak(format!("as dispatched; {full}")),
            "2026-03-02",
            "HR20",
            "met 2026-03-02 24/- by 2026-03-02",
            "",
        ),
        Case(
            "安法28-2 派遣工未训",
            "general",
            "as dispatched; hired 2026-03-02; post 1 worker 2026-03-02",
            "2026-03-02",
            "HR20",
            "unmet 0/- by 2026-03-02",
            "HR05 HR20",
        ),
        Case(
            "安法28-3 实习生未训",
            "general",
            "as intern; hired 2026-03-02; post 1 worker 2026-03-02",
            "2026-03-02",
            "HR21",
            "unmet 0/- by 2026-03-02",
            "HR21",
        ),
        Case(
            "安法28-3 实习生已训，不问24学时",
            "general",
            "as intern; hired 2026-03-02; post 1 worker 2026-03-02; train 2026-03-02 initial/plant 4",
            "2026-03-02",
            "HR21",
            "met 2026-03-02 4/- by 2026-03-02",
            "",
        ),
        Case(
            "外包人员由承包单位自训",
            "general",
            "as outsourced; hired 2026-03-02; post 1 worker 2026-03-02",
            "2026-03-02",
            "HR05",
            "none",
            "",
        ),
        Case(
            "闰日入职",
            "general",
            "hired 2028-02-29; post 1 worker 2028-02-29",
            "2028-02-29",
            "HR05",
            "unmet 0/24 by 2028-02-29",
            "HR05",
        ),
    ];
    check(&cases, "2026-01-01", "");
    let two = leak(format!("{hired}train 2026-03-01 initial/plant 16; train 2026-03-02 initial/team 8"));
    check(
        &[Case(
            "3号令12 没有车间，厂级代行（待核）",
            "general",
            two,
            "2026-03-02",
            "HR05",
            "met 2026-03-02 24/24 by 2026-03-02",
            "",
        )],
        "2026-01-01",
        "noworkshop",
    );
}

#[test]
fn transfers_and_returns_are_trained_at_workshop_and_team() {
    let base = "hired 2024-01-08; post 1 worker 2024-01-08 2026-04-30; post 2 worker 2026-05-01; ";
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let with = |more: &str| leak(format!("{base}{more}"));
    let away = |back: &str| leak(format!("hired 2020-01-08; post 1 worker 2020-01-08; away 2025-03-31 {back}"));
    let cases = [
        Case("3号令17 转岗前一日", "general", base, "2026-04-30", "HR07", "none", ""),
        Case("3号令17 转岗当日未训", "general", base, "2026-05-01", "HR07", "unmet 0/- by 2026-05-01", "HR07"),
        Case(
            "3号令17 转岗前训完",
            "general",
            with("train 2026-04-28 transfer/workshop 4; train 2026-04-29 transfer/team 4"),
            "2026-05-01",
            "HR07",
            "met 2026-04-29 8/- by 2026-05-01",
            "",
        ),
        Case(
            "3号令17 当日训完",
            "general",
            with("train 2026-04-28 transfer/workshop 4; train 2026-05-01 transfer/team 4"),
            "2026-05-01",
            "HR07",
            "met 2026-05-01 8/- by 2026-05-01",
            "",
        ),
        Case(
            "3号令17 缺班组级",
            "general",
            with("train 2026-04-28 transfer/workshop 8"),
            "2026-05-02",
            "HR07",
            "unmet 8/- by 2026-05-01",
            "HR07",
        ),
        Case(
            "3号令17 为别的岗位的培训不算",
            "general",
            with("train 2026-04-28 transfer/workshop 4 for 3; train 2026-04-29 transfer/team 4 for 3"),
            "2026-05-01",
            "HR07",
            "unmet 0/- by 2026-05-01",
            "HR07",
        ),
        Case(
            "3号令17 又转走，前一岗不再限制",
            "general",
            "hired 2024-01-08; post 1 worker 2024-01-08 2026-04-30; post 2 worker 2026-05-01 2026-05-31; post 3 worker 2026-06-01; train 2026-05-31 transfer/workshop 4; train 2026-06-01 transfer/team 4",
            "2026-06-01",
            "HR07",
            "met 2026-06-01 8/- by 2026-06-01",
            "",
        ),
        Case(
            "3号令17 前一次转岗的培训不算这一次的",
            "general",
            "hired 2024-01-08; post 1 worker 2024-01-08 2026-04-30; post 2 worker 2026-05-01 2026-05-31; post 3 worker 2026-06-01; train 2026-04-30 transfer/workshop 4; train 2026-05-01 transfer/team 4",
            "2026-06-01",
            "HR07",
            "unmet 0/- by 2026-06-01",
            "HR07",
        ),
        Case(
            "3号令17 同岗换部门也是调整岗位",
            "general",
            "hired 2024-01-08; post 1 worker 2024-01-08 2026-04-30 in 5; post 1 worker 2026-05-01 in 6",
            "2026-05-01",
            "HR07",
            "unmet 0/- by 2026-05-01",
            "HR07",
        ),
        Case(
            "同岗同部门换一行记录不算调岗",
            "general",
            "hired 2024-01-08; post 1 worker 2024-01-08 2026-04-30 in 5; post 1 worker 2026-05-01 in 5",
            "2026-05-01",
            "HR07",
            "none",
            "",
        ),
        Case(
            "3号令17 加兼一岗",
            "general",
            "hired 2024-01-08; post 1 worker 2024-01-08; post 4 worker 2026-05-01",
            "2026-05-01",
            "HR07",
            "unmet 0/- by 2026-05-01",
            "HR07",
        ),
        Case(
            "决定2 启用前转岗且无记录",
            "general",
            "hired 2020-01-08; post 1 worker 2020-01-08 2025-05-31; post 2 worker 2025-06-01",
            "2026-05-01",
            "HR07",
            "missing training 0/- by 2025-06-01",
            "",
        ),
        Case(
            "3号令17 离岗满一年整不算一年以上（决定8）",
            "general province=江苏",
            away("2026-03-31"),
            "2026-03-31",
            "HR07",
            "none",
            "",
        ),
        Case(
            "3号令17 离岗一年零一天",
            "general province=江苏",
            away("2026-04-01"),
            "2026-04-01",
            "HR07",
            "unmet 0/- by 2026-04-01",
            "HR07",
        ),
        Case(
            "3号令17 返岗前一日还不在岗",
            "general province=江苏",
            away("2026-04-01"),
            "2026-03-31",
            "HR07",
            "none",
            "",
        ),
        Case(
            "3号令17 返岗前训完",
            "general province=江苏",
            leak(format!(
                "{}; train 2026-03-30 transfer/workshop 4; train 2026-03-31 transfer/team 4",
                away("2026-04-01")
            )),
            "2026-04-01",
            "HR07",
            "met 2026-03-31 8/- by 2026-04-01",
            "",
        ),
        Case(
            "浙江条例 离岗六个月零一天",
            "general province=浙江省",
            "hired 2020-01-08; post 1 worker 2020-01-08; away 2025-08-31 2026-03-01",
            "2026-03-01",
            "HR07",
            "unmet 0/- by 2026-03-01",
            "HR07",
        ),
        Case(
            "浙江条例 离岗整六个月（8-31起算到2月末）",
            "general province=浙江省",
            "hired 2020-01-08; post 1 worker 2020-01-08; away 2025-08-31 2026-02-28",
            "2026-02-28",
            "HR07",
            "none",
            "",
        ),
        Case(
            "宁波12 按城市认",
            "general province=某省 region=宁波市北仑区",
            "hired 2020-01-08; post 1 worker 2020-01-08; away 2025-08-31 2026-03-15",
            "2026-03-15",
            "HR07",
            "unmet 0/- by 2026-03-15",
            "HR07",
        ),
        Case(
            "国家口径 七个月不必",
            "general province=江苏",
            "hired 2020-01-08; post 1 worker 2020-01-08; away 2025-08-31 2026-03-31",
            "2026-03-31",
            "HR07",
            "none",
            "",
        ),
        Case(
            "所在地未答，七个月不能判定",
            "general",
            "hired 2020-01-08; post 1 worker 2020-01-08; away 2025-08-31 2026-03-31",
            "2026-03-31",
            "HR07",
            "missing province 0/- by 2026-03-31",
            "",
        ),
        Case(
            "离开后回原岗（任职有空档一年以上）",
            "general province=江苏",
            "hired 2020-01-08; post 1 worker 2020-01-08 2025-01-31; post 1 worker 2026-03-01",
            "2026-03-01",
            "HR07",
            "unmet 0/- by 2026-03-01",
            "HR07",
        ),
        Case(
            "离开后回原岗（空档三个月）",
            "general province=江苏",
            "hired 2020-01-08; post 1 worker 2020-01-08 2025-11-30; post 1 worker 2026-03-01",
            "2026-03-01",
            "HR07",
            "none",
            "",
        ),
        Case(
            "主要负责人转任不在此列",
            "general",
            "hired 2024-01-08; post 1 worker 2024-01-08 2026-04-30; post 9 principal 2026-05-01",
            "2026-05-01",
            "HR07",
            "none",
            "",
        ),
    ];
    check(&cases, "2026-01-01", "");
}

#[test]
fn principals_and_managers_are_trained_within_six_months_and_every_year() {
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let boss = "hired 2026-02-10; post 9 principal 2026-02-10; ";
    let guard = "hired 2020-01-08; post 1 worker 2020-01-08 2026-06-14; post 8 safety_manager 2026-06-15; ";
    let with = |who: &str, more: &str| leak(format!("{who}{more}"));
    let old = "hired 2019-01-08; post 8 safety_manager 2019-01-08; ";
    let cases = [
        Case("3号令9、24 任职当日", "general", boss, "2026-02-10", "HR01", "unmet 0/32 by 2026-08-10", ""),
        Case(
            "3号令24 六个月届满次日，欠而不禁（决定13）",
            "general",
            boss,
            "2026-08-11",
            "HR01",
            "unmet 0/32 by 2026-08-10",
            "",
        ),
        Case(
            "3号令9 初训完成",
            "general",
            with(boss, "train 2026-04-01 manager_initial 32"),
            "2026-08-10",
            "HR01",
            "met 2026-04-01 32/32 by 2026-08-10",
            "",
        ),
        Case(
            "3号令9 高危48",
            "H",
            with(boss, "train 2026-04-01 manager_initial 32"),
            "2026-08-10",
            "HR01",
            "unmet 32/48 by 2026-08-10",
            "",
        ),
        Case(
            "3号令9 两次合计",
            "H",
            with(boss, "train 2026-04-01 manager_initial 32; train 2026-05-01 manager_initial 16"),
            "2026-08-10",
            "HR01",
            "met 2026-05-01 48/48 by 2026-08-10",
            "",
        ),
        Case(
            "3号令9 任职前已训",
            "general",
            with(boss, "train 2023-04-01 manager_initial 32"),
            "2026-02-10",
            "HR01",
            "met 2023-04-01 32/32 by 2026-08-10",
            "",
        ),
        Case(
            "8月31日任职，六个月到2月28日",
            "general",
            "hired 2026-08-31; post 9 principal 2026-08-31",
            "2026-08-31",
            "HR01",
            "unmet 0/32 by 2027-02-28",
            "",
        ),
        Case(
            "决定12 初训当年不再算年度",
            "general",
            with(boss, "train 2026-04-01 manager_initial 32"),
            "2026-12-31",
            "HR02",
            "not_owed 0/12 by 2026-12-31",
            "",
        ),
        Case(
            "3号令9 次年12学时",
            "general",
            with(boss, "train 2026-04-01 manager_initial 32; train 2027-05-01 manager_yearly 8"),
            "2027-12-31",
            "HR02",
            "unmet 8/12 by 2027-12-31",
            "",
        ),
        Case(
            "3号令9 次年12学时够",
            "general",
            with(
                boss,
                "train 2026-04-01 manager_initial 32; train 2027-05-01 manager_yearly 8; train 2027-12-31 manager_yearly 4",
            ),
            "2027-12-31",
            "HR02",
            "met 2027-12-31 12/12 by 2027-12-31",
            "",
        ),
        Case(
            "3号令9 高危再培训16",
            "H",
            with(boss, "train 2026-04-01 manager_initial 48; train 2027-05-01 manager_yearly 12"),
            "2027-12-31",
            "HR02",
            "unmet 12/16 by 2027-12-31",
            "",
        ),
        Case(
            "上一年的学时不算本年",
            "general",
            with(old, "train 2025-12-31 manager_yearly 12"),
            "2026-06-30",
            "HR04",
            "unmet 0/12 by 2026-12-31",
            "",
        ),
        Case(
            "1月1日的算本年",
            "general",
            with(old, "train 2026-01-01 manager_yearly 12"),
            "2026-06-30",
            "HR04",
            "met 2026-01-01 12/12 by 2026-12-31",
            "",
        ),
        Case(
            "决定12 初训没完成，年度不算",
            "general",
            guard,
            "2026-12-31",
            "HR04",
            "not_owed 0/12 by 2026-12-31",
            "HR07",
        ),
        Case(
            "3号令9 工人转任安管员，初训期限从任职起",
            "general",
            with(guard, "train 2026-06-14 transfer/workshop 4; train 2026-06-15 transfer/team 4"),
            "2026-06-15",
            "HR03",
            "unmet 0/32 by 2026-12-15",
            "",
        ),
        Case("决定2.3 转任后不再欠工人的年度", "general", guard, "2026-12-31", "HR06", "none", "HR07"),
        Case(
            "安管员换到另一安管岗不重新起算",
            "general",
            "hired 2019-01-08; post 8 safety_manager 2019-01-08 2026-03-31; post 7 safety_head 2026-04-01; train 2026-03-30 transfer/workshop 4; train 2026-03-31 transfer/team 4",
            "2026-04-01",
            "HR03",
            "missing training 0/32 by 2019-07-08",
            "",
        ),
        Case(
            "决定12 全年不在岗",
            "general",
            with(old, "away 2025-11-01 2027-02-01"),
            "2026-12-31",
            "HR04",
            "not_owed 0/12 by 2026-12-31",
            "",
        ),
        Case(
            "年内返岗仍欠全年",
            "general province=江苏",
            with(old, "away 2025-11-01 2026-09-01"),
            "2026-12-31",
            "HR04",
            "unmet 0/12 by 2026-12-31",
            "",
        ),
        Case(
            "年内离任者不欠",
            "general",
            "hired 2019-01-08; ended 2026-09-30; post 8 safety_manager 2019-01-08 2026-09-30",
            "2026-12-31",
            "HR04",
            "none",
            "",
        ),
        Case(
            "12月31日离任仍欠",
            "general",
            "hired 2019-01-08; ended 2026-12-31; post 8 safety_manager 2019-01-08 2026-12-31",
            "2026-12-31",
            "HR04",
            "unmet 0/12 by 2026-12-31",
            "",
        ),
        Case(
            "441号 主要负责人职业卫生16",
            "general occupational_hazard=general",
            boss,
            "2026-08-10",
            "HR12I",
            "unmet 0/16 by 2026-08-10",
            "",
        ),
        Case("441号 无危害不适用", "general occupational_hazard=none", boss, "2026-08-10", "HR12I", "none", ""),
        Case(
            "441号 未答不能判定",
            "general",
            boss,
            "2026-08-10",
            "HR12I",
            "missing occupational_hazard 0/16 by 2026-08-10",
            "",
        ),
        Case(
            "441号 继续教育8，安全学时不充抵",
            "general occupational_hazard=serious",
            with(boss, "train 2026-03-01 occupational_initial 16; train 2027-03-01 manager_yearly 12"),
            "2027-12-31",
            "HR12",
            "unmet 0/8 by 2027-12-31",
            "",
        ),
        Case(
            "441号 继续教育8够",
            "general occupational_hazard=serious",
            with(boss, "train 2026-03-01 occupational_initial 16; train 2027-03-01 occupational 8"),
            "2027-12-31",
            "HR12",
            "met 2027-03-01 8/8 by 2027-12-31",
            "",
        ),
    ];
    check(&cases, "2026-01-01", "");
}

#[test]
fn yearly_and_special_training() {
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let man = "hired 2019-01-08; post 1 worker 2019-01-08; ";
    let with = |more: &str| leak(format!("{man}{more}"));
    let at = |it: &str, from: &str, more: &str| {
        leak(format!(
            "hired 2019-01-08; post 1 worker 2019-01-08; post 2 worker {from} +{it}; train {from} transfer/workshop 4; train {from} transfer/team 4; {more}"
        ))
    };
    let cases = [
        Case(
            "3号令13 高危年20",
            "H",
            with("train 2026-05-01 yearly 12"),
            "2026-12-31",
            "HR06",
            "unmet 12/20 by 2026-12-31",
            "",
        ),
        Case(
            "3号令13 高危年20够",
            "H",
            with("train 2026-05-01 yearly 12; train 2026-08-01 yearly 8"),
            "2026-12-31",
            "HR06",
            "met 2026-08-01 20/20 by 2026-12-31",
            "",
        ),
        Case("决定12 一般单位至少一次", "general", with(""), "2026-12-31", "HR06", "unmet 0/- by 2026-12-31", ""),
        Case(
            "决定12 一般单位一次即可",
            "general",
            with("train 2026-05-01 yearly 2"),
            "2026-12-31",
            "HR06",
            "met 2026-05-01 2/- by 2026-12-31",
            "",
        ),
        Case(
            "决定12 岗前培训当年不算年度",
            "general",
            "hired 2026-03-02; post 1 worker 2026-03-02; train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8",
            "2026-12-31",
            "HR06",
            "not_owed 0/- by 2026-12-31",
            "",
        ),
        Case(
            "决定12 次年要算",
            "general",
            "hired 2026-03-02; post 1 worker 2026-03-02; train 2026-03-01 initial/plant 8; train 2026-03-01 initial/workshop 8; train 2026-03-02 initial/team 8",
            "2027-12-31",
            "HR06",
            "unmet 0/- by 2027-12-31",
            "",
        ),
        Case(
            "安法28 不合格的一次不算",
            "general",
            with("train 2026-05-01 yearly 8 fail"),
            "2026-12-31",
            "HR06",
            "unmet 0/- by 2026-12-31",
            "",
        ),
        Case(
            "61号令36 重点单位年度消防",
            "general fire_key_unit=yes public_gathering=no",
            with(""),
            "2026-12-31",
            "HR14",
            "unmet 0/- by 2026-12-31",
            "",
        ),
        Case(
            "61号令36 重点单位已训",
            "general fire_key_unit=yes public_gathering=no",
            with("train 2026-11-09 fire 2"),
            "2026-12-31",
            "HR14",
            "met 2026-11-09 2/- by 2026-12-31",
            "",
        ),
        Case(
            "61号令36 非重点单位",
            "general fire_key_unit=no public_gathering=no",
            with(""),
            "2026-12-31",
            "HR14",
            "none",
            "",
        ),
        Case("61号令36 未答", "general", with(""), "2026-12-31", "HR14", "missing fire_key_unit 0/- by 2026-12-31", ""),
        Case(
            "61号令36 公众聚集场所每半年：上半年的不算下半年",
            "general fire_key_unit=yes public_gathering=yes",
            with("train 2026-06-30 fire 2"),
            "2026-12-31",
            "HR14H",
            "unmet 0/- by 2026-12-31",
            "",
        ),
        Case(
            "61号令36 公众聚集场所下半年",
            "general fire_key_unit=yes public_gathering=yes",
            with("train 2026-07-01 fire 2"),
            "2026-12-31",
            "HR14H",
            "met 2026-07-01 2/- by 2026-12-31",
            "",
        ),
        Case(
            "61号令38 消控室",
            "general",
            at("fire_duty", "2026-05-01", ""),
            "2026-05-01",
            "HR15",
            "unmet 0/- by 2026-05-01",
            "",
        ),
        Case(
            "61号令38 消控室已训",
            "general",
            at("fire_duty", "2026-05-01", "train 2026-04-20 fire_duty 16"),
            "2026-05-01",
            "HR15",
            "met 2026-04-20 16/- by 2026-05-01",
            "",
        ),
        Case(
            "13号令9 有限空间没有培训",
            "general",
            at("confined_space", "2026-05-01", ""),
            "2026-05-01",
            "HR16",
            "unmet 0/- by 2026-12-31",
            "HR16",
        ),
        Case(
            "13号令9 去年训过，今年可以作业但本年仍欠",
            "general",
            at("confined_space", "2026-05-01", "train 2025-06-01 confined_space 4"),
            "2026-05-01",
            "HR16",
            "unmet 0/- by 2026-12-31",
            "",
        ),
        Case(
            "13号令9 去年1月1日训过",
            "general",
            at("confined_space", "2026-05-01", "train 2025-01-01 confined_space 4"),
            "2026-12-31",
            "HR16",
            "unmet 0/- by 2026-12-31",
            "",
        ),
        Case(
            "13号令9 前年最后一天训的不算",
            "general",
            at("confined_space", "2026-05-01", "train 2024-12-31 confined_space 4"),
            "2026-05-02",
            "HR16",
            "unmet 0/- by 2026-12-31",
            "HR16",
        ),
        Case(
            "13号令9 不合格",
            "general",
            at("confined_space", "2026-05-01", "train 2026-05-01 confined_space 4 fail"),
            "2026-05-01",
            "HR16",
            "unmet 0/- by 2026-12-31",
            "HR16",
        ),
        Case(
            "13号令9 本年训过",
            "general",
            at("confined_space", "2026-05-01", "train 2026-05-01 confined_space 4"),
            "2026-05-01",
            "HR16",
            "met 2026-05-01 4/- by 2026-12-31",
            "",
        ),
        Case(
            "6号令 粉尘",
            "general",
            at("dust", "2026-05-01", ""),
            "2026-05-01",
            "HR17",
            "unmet 0/- by 2026-05-01",
            "HR17",
        ),
        Case(
            "6号令 粉尘已训",
            "general",
            at("dust", "2026-05-01", "train 2026-05-01 dust 4"),
            "2026-05-01",
            "HR17",
            "met 2026-05-01 4/- by 2026-05-01",
            "",
        ),
        Case(
            "应急条例11 救援人员",
            "general",
            at("rescue", "2026-05-01", ""),
            "2026-05-01",
            "HR18",
            "unmet 0/- by 2026-05-01",
            "HR18",
        ),
        Case(
            "应急条例11 救援人员已训",
            "general",
            at("rescue", "2026-05-01", "train 2026-04-30 rescue 8"),
            "2026-05-01",
            "HR18",
            "met 2026-04-30 8/- by 2026-05-01",
            "",
        ),
        Case("应急条例15 全员", "general", with(""), "2026-12-31", "HR18E", "unmet 0/- by 2026-12-31", ""),
        Case(
            "应急条例15 全员已训",
            "general",
            with("train 2026-06-16 emergency 1"),
            "2026-12-31",
            "HR18E",
            "met 2026-06-16 1/- by 2026-12-31",
            "",
        ),
        Case(
            "特设法13 作业人员",
            "general",
            at("equipment", "2026-05-01", ""),
            "2026-05-01",
            "HR19",
            "unmet 0/- by 2026-05-01",
            "",
        ),
        Case(
            "特设法13 已训",
            "general",
            at("equipment", "2026-05-01", "train 2026-04-01 equipment 4"),
            "2026-05-01",
            "HR19",
            "met 2026-04-01 4/- by 2026-05-01",
            "",
        ),
        Case(
            "441号 接触危害上岗前8",
            "general",
            at("exposed", "2026-05-01", "train 2026-04-30 occupational_initial 4"),
            "2026-05-01",
            "HR13I",
            "unmet 4/8 by 2026-05-01",
            "HR13I",
        ),
        Case(
            "441号 接触危害上岗前8够",
            "general",
            at(
                "exposed",
                "2026-05-01",
                "train 2026-04-30 occupational_initial 4; train 2026-05-01 occupational_initial 4",
            ),
            "2026-05-01",
            "HR13I",
            "met 2026-05-01 8/8 by 2026-05-01",
            "",
        ),
        Case(
            "441号 在岗4，岗前当年不算",
            "general",
            at("exposed", "2026-05-01", "train 2026-04-30 occupational_initial 8"),
            "2026-12-31",
            "HR13",
            "not_owed 0/4 by 2026-12-31",
            "",
        ),
        Case(
            "441号 在岗4",
            "general",
            at("exposed", "2026-05-01", "train 2026-04-30 occupational_initial 8; train 2027-02-01 occupational 3.5"),
            "2027-12-31",
            "HR13",
            "unmet 3.5/4 by 2027-12-31",
            "",
        ),
        Case("29号文五 责任制", "general", with(""), "2026-12-31", "HR23", "unmet 0/- by 2026-12-31", ""),
        Case(
            "29号文五 责任制已训",
            "general",
            with("train 2026-02-01 responsibility 2"),
            "2026-12-31",
            "HR23",
            "met 2026-02-01 2/- by 2026-12-31",
            "",
        ),
    ];
    check(&cases, "2026-01-01", "");
    check(
        &[
            Case(
                "决定12 企业自定8学时",
                "general",
                with("train 2026-05-01 yearly 6"),
                "2026-12-31",
                "HR06",
                "unmet 6/8 by 2026-12-31",
                "",
            ),
            Case(
                "决定12 企业自定不降低高危20",
                "H",
                with("train 2026-05-01 yearly 8"),
                "2026-12-31",
                "HR06",
                "unmet 8/20 by 2026-12-31",
                "",
            ),
        ],
        "2026-01-01",
        "own8",
    );
}

#[test]
fn what_may_lie_before_the_records_bars_nobody() {
    let cases = [
        Case(
            "13号令9 启用不满两年，可能训过",
            "general",
            "hired 2019-01-08; post 2 worker 2019-01-08 +confined_space",
            "2026-05-02",
            "HR16",
            "unmet 0/- by 2026-12-31",
            "",
        ),
        Case(
            "13号令9 启用以后的两年都没有",
            "general",
            "hired 2019-01-08; post 2 worker 2019-01-08 +confined_space",
            "2027-01-02",
            "HR16",
            "unmet 0/- by 2027-12-31",
            "HR16",
        ),
        Case(
            "13号令9 启用后才到岗",
            "general",
            "hired 2026-02-01; post 2 worker 2026-02-01 +confined_space; train 2026-02-01 initial/plant 8; train 2026-02-01 initial/workshop 8; train 2026-02-01 initial/team 8",
            "2026-05-02",
            "HR16",
            "unmet 0/- by 2026-12-31",
            "HR16",
        ),
    ];
    check(&cases, "2026-01-01", "");
}

#[test]
fn every_rule_is_tried_at_least_twice_and_the_pack_is_sound() {
    let rules = super::builtin().unwrap();
    let text = include_str!("hours_tests.rs");
    for rule in rules {
        let tried = text.matches(&format!("\"{}\"", rule.code)).count();
        assert!(tried >= 2, "{} is tried {tried} times", rule.code);
    }
    let source = crate::knowledge::source::SOURCES.iter().find(|it| it.file == super::FILE).unwrap();
    assert_eq!(super::check_pack(&source.text.parse().unwrap()), []);
}
