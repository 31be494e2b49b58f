//! What was known then, what is not known, and whose certificate does not serve.

use std::sync::{Arc, Mutex};

use chrono::NaiveDate;

use super::{Barred, State, barred, trace, undecided};
use crate::domain::obligation::State as Standing;
use crate::registers::{self, Door, duty, enterprise};
use crate::store::{Access, Store};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A plant whose audit clock is set by hand.
struct Plant {
    store: Store,
    clock: Arc<Mutex<String>>,
}

impl Plant {
    fn begun(on: &str) -> Self {
        let clock = Arc::new(Mutex::new(on.to_owned()));
        let shown = Arc::clone(&clock);
        let now = move || format!("{}T08:00:00+08:00", shown.lock().unwrap()).parse().unwrap();
        let access = Access { operator: "李敏".into(), clock: Box::new(now), read_only: false };
        let mut store = Store::in_memory(access).unwrap();
        enterprise::found(&mut store, "江城精工机械有限公司", day("2026-01-01"), &[]).unwrap();
        Self { store, clock }
    }

    fn on(&mut self, on: &str) -> &mut Self {
        on.clone_into(&mut self.clock.lock().unwrap());
        self
    }

    fn put(&mut self, register: &str, pairs: &[(&str, &str)]) -> i64 {
        let today = day(&self.clock.lock().unwrap());
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let register = registers::find(register).unwrap();
        registers::add(&mut self.store, register, &pairs, today, Door::Import, false).unwrap().id
    }

    fn set(&mut self, register: &str, id: i64, pairs: &[(&str, &str)]) {
        let today = day(&self.clock.lock().unwrap());
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let register = registers::find(register).unwrap();
        registers::change(&mut self.store, register, id, None, &pairs, today, Door::Cli, false).unwrap();
    }

    /// Names and operations, as the records are now and as they were then.
    fn bars(&self, on: &str) -> (Vec<String>, Vec<String>) {
        let said = |all: Vec<Barred>| {
            let mut all: Vec<String> = all.iter().map(|it| format!("{} {}", it.person, it.operation)).collect();
            all.sort();
            all
        };
        (said(barred(&self.store, day(on), false).unwrap()), said(barred(&self.store, day(on), true).unwrap()))
    }
}

/// An electrician and a grinder from before the records; the electrician's post asks for a certificate.
fn plant() -> Plant {
    let mut plant = Plant::begun("2026-02-02");
    plant.put("department", &[("name", "一车间")]);
    for post in ["电工", "打磨工"] {
        plant.put("post", &[("name", post)]);
    }
    for (no, name, post) in [("0001", "赵磊", "电工"), ("0002", "孙立", "打磨工")] {
        let person = [("no", no), ("name", name), ("post", post), ("department", "一车间"), ("hired_on", "2020-03-01")];
        plant.put("person", &person);
    }
    plant.put("post_certificate", &[("post", "电工"), ("kind", "低压电工")]);
    plant
}

const ELECTRIC: &str = "赵磊 低压电工作业";

#[test]
fn later_entries_corrections_and_retirements_do_not_change_what_was_known_then() {
    let mut plant = plant();
    assert_eq!(plant.bars("2026-03-01"), (vec![ELECTRIC.to_owned()], vec![ELECTRIC.to_owned()]));
    // Entered in April for a day long past: known now, not known in March.
    let certificate = [("person", "0001"), ("kind", "低压电工"), ("issued_on", "2025-02-01")];
    let id = plant.on("2026-04-01").put("certificate", &certificate);
    assert_eq!(plant.bars("2026-03-01"), (vec![], vec![ELECTRIC.to_owned()]));
    assert_eq!(plant.bars("2026-04-01"), (vec![], vec![]));
    // A revocation learnt in June, dated May: in May nobody knew.
    plant.on("2026-06-01").set("certificate", id, &[("revoked_on", "2026-05-01"), ("revoke_reason", "作弊")]);
    assert_eq!(plant.bars("2026-05-10"), (vec![ELECTRIC.to_owned()], vec![]));
    assert_eq!(plant.bars("2026-06-01"), (vec![ELECTRIC.to_owned()], vec![ELECTRIC.to_owned()]));
}

#[test]
fn posts_traits_absences_and_answers_stand_as_they_did_then() {
    let mut plant = plant();
    // The absence is entered in April, back to January: then he was thought to be at work.
    plant.on("2026-04-01").put("absence", &[("person", "0001"), ("left_on", "2026-01-10"), ("reason", "病假")]);
    assert_eq!(plant.bars("2026-03-01"), (vec![], vec![ELECTRIC.to_owned()]));
    assert_eq!(plant.bars("2026-04-01"), (vec![], vec![]));
    // Moved in May to a post entered since January: the post held then is the one known then.
    let person = plant.store.rows(&registers::person::PERSON.relation, &crate::store::Query::default()).unwrap();
    let grinder = person.iter().find(|row| row.get("no").as_text() == Some("0002")).unwrap().id;
    plant.on("2026-05-01").set("person", grinder, &[("name", "孙立新"), ("post", "电工")]);
    let (now, then) = plant.bars("2026-05-01");
    assert!(now.contains(&"孙立新 低压电工作业".to_owned()) && now == then, "{now:?} {then:?}");
    assert!(!plant.bars("2026-03-01").1.iter().any(|it| it.starts_with("孙立")));
    // Nothing of the look back stays behind: the file is as it was, and so is the list of now.
    assert!(plant.store.verify().unwrap().is_empty());
    assert_eq!(plant.bars("2026-05-01").0, now);
}

#[test]
fn a_day_before_the_file_has_no_list_instead_of_an_empty_one() {
    let plant = plant();
    let error = barred(&plant.store, day("2026-02-01"), true).unwrap_err();
    assert!(error.to_string().contains("2026年2月2日才有第一条记录"), "{error}");
    assert!(barred(&plant.store, day("2026-02-02"), true).is_ok());
    assert_eq!(plant.bars("2026-02-02").0, [ELECTRIC]);
}

#[test]
fn who_cannot_be_judged_is_named_apart() {
    let mut plant = plant();
    plant.put("post_trait", &[("post", "打磨工"), ("trait", "dust")]);
    plant.put("person", &[("no", "0003"), ("name", "钱进")]);
    let open = undecided(&plant.store, day("2026-02-02"), false).unwrap();
    assert!(open.iter().all(|it| it.state == State::DataMissing));
    let said = |person: &str, code: &str| {
        open.iter().find(|it| it.person == person && it.code == code).map(|it| it.why.clone()).unwrap_or_default()
    };
    assert!(said("孙立", "HR05").contains("启用日"), "{open:?}");
    assert!(said("钱进", "CT01").contains("没有登记岗位"), "{open:?}");
    let named = barred(&plant.store, day("2026-02-02"), false).unwrap();
    assert!(named.iter().all(|it| it.state == State::Barred && it.person == "赵磊"), "{named:?}");
    // Each can be asked why.
    let (it, steps) = trace(&plant.store, day("2026-02-02"), &open[0].id).unwrap().unwrap();
    let text: Vec<&str> = steps.iter().flat_map(|(_, lines)| lines).map(String::as_str).collect();
    assert!(it.state == State::DataMissing && text.iter().any(|it| it.contains("不等于可以")), "{text:?}");
}

#[test]
fn an_answer_that_is_wanting_shows_the_larger_figure_and_says_so() {
    let mut plant = Plant::begun("2026-02-02");
    plant.put("post", &[("name", "打磨工")]);
    plant.put("person", &[("no", "0009"), ("name", "周敏"), ("post", "打磨工"), ("hired_on", "2026-02-02")]);
    let named = barred(&plant.store, day("2026-02-02"), false).unwrap();
    let why = &named.iter().find(|it| it.code == "HR05").unwrap().why;
    assert!(why.contains("应72学时") && why.contains("企业情况未答") && why.contains("最少24学时"), "{why}");
}

#[test]
fn an_assessment_long_ended_does_not_serve_a_later_appointment() {
    let mut plant = Plant::begun("2026-02-02");
    enterprise::set_facts(&mut plant.store, &[("metal_smelting".to_owned(), "yes".to_owned())]).unwrap();
    plant.put("post", &[("name", "专职安全员"), ("role", "专职安管员")]);
    plant.put("person", &[("no", "0001"), ("name", "李敏"), ("post", "专职安全员"), ("hired_on", "2026-02-02")]);
    let stands = |plant: &Plant| {
        let all = duty::judgement(&plant.store, day("2026-09-01")).unwrap();
        all.obligations.iter().find(|it| it.code == "T02").map(|it| (it.state, it.because.clone())).unwrap()
    };
    assert_eq!(stands(&plant).0, Standing::Overdue);
    plant.put("certificate", &[("person", "0001"), ("kind", "安管人员考核合格证"), ("issued_on", "2020-01-10")]);
    let (state, because) = stands(&plant);
    assert_eq!(state, Standing::Overdue, "{because}");
    assert!(because.contains("任职前已经失效"), "{because}");
    plant
        .on("2026-05-06")
        .put("certificate", &[("person", "0001"), ("kind", "安管人员考核合格证"), ("issued_on", "2026-05-05")]);
    assert_eq!(stands(&plant).0, Standing::Met);
}
