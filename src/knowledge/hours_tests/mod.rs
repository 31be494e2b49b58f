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

mod entry;
mod managers;
mod transfer;
mod yearly;

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
            periods_from: None,
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
fn every_rule_is_tried_at_least_twice_and_the_pack_is_sound() {
    let rules = super::builtin().unwrap();
    let text =
        [include_str!("entry.rs"), include_str!("managers.rs"), include_str!("transfer.rs"), include_str!("yearly.rs")]
            .concat();
    for rule in rules {
        let tried = text.matches(&format!("\"{}\"", rule.code)).count();
        assert!(tried >= 2, "{} is tried {tried} times", rule.code);
    }
    let source = crate::knowledge::source::SOURCES.iter().find(|it| it.file == super::FILE).unwrap();
    assert_eq!(super::check_pack(&source.text.parse().unwrap()), []);
}
