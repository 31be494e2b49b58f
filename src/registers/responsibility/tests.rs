//! The registers of the responsibility system: what is typed and what stands in the file afterwards.

use chrono::NaiveDate;

use super::adopt::{Approval, adopt_all, adoptable};
use super::need::coverage;
use super::sign::{Selection, sign, wanting};
use super::{Book, duties_of, holdings_of, lists_of_post, posts_on, wording_on};
use crate::domain::obligation::State;
use crate::error::Result;
use crate::knowledge::Packs;
use crate::registers::{self, Door, duty, enterprise, resolve};
use crate::store::{Access, Store};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-20")
}

fn put(store: &mut Store, register: &str, pairs: &[(&str, &str)]) -> Result<i64> {
    let register = registers::find(register).unwrap();
    let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    registers::add(store, register, &pairs, today(), Door::Cli, false).map(|it| it.id)
}

fn set(store: &mut Store, register: &str, id: &str, pairs: &[(&str, &str)]) -> Result<()> {
    let id = resolve(store, register, id)?;
    let register = registers::find(register).unwrap();
    let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    registers::change(store, register, id, None, &pairs, today(), Door::Cli, false).map(|_| ())
}

/// Two electricians and a head; R06, R08 and R11 adopted, approved and carried since March.
fn plant() -> Store {
    let clock = || "2026-11-20T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", day("2026-01-01"), &[]).unwrap();
    let s = &mut store;
    put(s, "department", &[("name", "生产部")]).unwrap();
    put(s, "department", &[("name", "一车间"), ("parent", "生产部")]).unwrap();
    for (name, role) in [("车间主任", "workshop_head"), ("电工", "worker"), ("安全员", "part_time_safety")] {
        put(s, "post", &[("name", name), ("role", role)]).unwrap();
    }
    for (no, name, post) in [("0001", "王建国", "车间主任"), ("0002", "张启安", "电工"), ("0003", "赵磊", "电工")]
    {
        let pairs = [("no", no), ("name", name), ("部门", "一车间"), ("岗位", post), ("入职日期", "2024-03-01")];
        put(s, "person", &pairs).unwrap();
    }
    let packs = Packs::builtin().unwrap();
    let chosen: Vec<_> = ["R06", "R08", "R11"].iter().map(|code| packs.duty_list(code).unwrap()).collect();
    let approval = Approval { by: "周启明".into(), on: day("2026-03-01") };
    adopt_all(s, &chosen, day("2026-03-01"), Some(&approval), today()).unwrap();
    for (post, list) in [("车间主任", "R06"), ("电工", "R08"), ("电工", "R11")] {
        put(s, "post_duty_list", &[("post", post), ("list", list), ("from_on", "2026-03-01")]).unwrap();
    }
    store
}

fn list(store: &Store, code: &str) -> i64 {
    resolve(store, "duty_list", code).unwrap()
}

#[test]
fn an_adopted_list_is_whole_and_cited_as_of_its_day() {
    let store = plant();
    let wording = wording_on(&store, list(&store, "R06"), day("2026-03-01")).unwrap().unwrap();
    assert_eq!((wording.number, wording.approved_by.as_deref()), (1, Some("周启明")));
    assert_eq!(wording_on(&store, list(&store, "R06"), day("2026-02-28")).unwrap(), None);
    let duties = duties_of(&store, wording.id).unwrap();
    assert_eq!(duties.len(), 6);
    assert_eq!(duties[0].law_edition, Some(day("2021-09-01")));
    assert!(duties[0].basis.as_deref().unwrap().contains("《安全生产法》第五条"));
    assert_eq!(adoptable(&store).unwrap().len(), 14);
    let (_, coverage) = coverage(&store, today()).unwrap();
    let counts = coverage.counts();
    assert_eq!((counts.posts, counts.covered, counts.people, counts.signed), (2, 2, 3, 0));
}

#[test]
fn an_edit_of_an_approved_wording_makes_one_draft_however_many_duties_change() {
    let mut store = plant();
    let r08 = list(&store, "R08");
    set(&mut store, "duty", "R08-1", &[("content", "遵守规章，服从管理")]).unwrap();
    set(&mut store, "duty", "R08-2", &[("分值", "20")]).unwrap();
    put(&mut store, "duty", &[("清单", "R08"), ("职责", "参加班前会"), ("依据", "《安全生产法》第四十四条")]).unwrap();
    let wordings = store.duty_wordings(Some(r08)).unwrap();
    assert_eq!(wordings.len(), 2);
    assert_eq!(wordings[1].approved_on, None);
    let draft = store.duties_of(wordings[1].id).unwrap();
    assert_eq!(draft.len(), 7);
    assert_eq!((draft[0].content.as_str(), draft[1].points), ("遵守规章，服从管理", 20));
    assert_eq!((draft[6].code.as_str(), draft[6].law_edition), ("R08-7", Some(day("2021-09-01"))));
    // The wording in force has not moved.
    let in_force = wording_on(&store, r08, today()).unwrap().unwrap();
    assert_eq!(in_force.number, 1);
    assert_ne!(store.duties_of(in_force.id).unwrap()[0].content, "遵守规章，服从管理");
    // Approved, it holds from its day on; the one before it holds until then.
    let approve = [("批准人", "周启明"), ("批准日期", "2026-11-18"), ("生效日期", "2026-11-20")];
    set(&mut store, "duty_list", "R08", &approve).unwrap();
    assert_eq!(wording_on(&store, r08, day("2026-11-19")).unwrap().unwrap().number, 1);
    assert_eq!(wording_on(&store, r08, day("2026-11-20")).unwrap().unwrap().number, 2);
}

#[test]
fn what_does_not_fit_a_list_is_refused_in_words() {
    let mut store = plant();
    let s = &mut store;
    for (register, id, pairs, says) in [
        ("duty_list", "R08", vec![("批准日期", "2026-11-21")], "还没有到"),
        ("duty_list", "R08", vec![("批准人", ""), ("批准日期", "2026-11-19")], "也要写是谁批准的"),
        ("duty", "R08-1", vec![("清单", "R11")], "不能移到另一份清单"),
        ("duty", "R08-1", vec![("职责编号", "R08-2")], "已被"),
    ] {
        let said = set(s, register, id, &pairs).unwrap_err().to_string();
        assert!(said.contains(says), "{pairs:?}: {said}");
    }
    put(s, "pledge", &[("person", "王建国"), ("signed_on", "2026-03-10")]).unwrap();
    let said = set(s, "duty_list", "R06", &[("批准日期", "")]).unwrap_err().to_string();
    assert!(said.contains("已有 1 人签收"), "{said}");
    let said = put(s, "post_duty_list", &[("post", "电工"), ("list", "R08")]).unwrap_err().to_string();
    assert!(said.contains("已经执行这份清单"), "{said}");
}

#[test]
fn a_signature_finds_its_post_wording_and_year_or_says_what_to_add() {
    let mut store = plant();
    let s = &mut store;
    // One post, one list: nothing else need be typed.
    put(s, "pledge", &[("person", "0001"), ("signed_on", "2026-03-10")]).unwrap();
    let book = Book::read(s).unwrap();
    let it = book.pledges.values().next().unwrap();
    assert_eq!((it.year, book.wordings[&list(s, "R06")][0].id), (2026, it.wording));
    for (pairs, says) in [
        (vec![("person", "张启安")], "请写明岗位和清单"),
        (vec![("person", "王建国"), ("signed_on", "2026-03-11")], "已于2026年3月10日签收"),
        (vec![("person", "王建国"), ("list", "R11")], "没有对应这份责任清单"),
        (vec![("person", "王建国"), ("post", "电工")], "没有担任过电工"),
        (vec![("person", "张启安"), ("list", "R11"), ("number", "2")], "没有第 2 版"),
        (vec![("person", "张启安"), ("list", "R11"), ("signed_on", "2026-11-21")], "还没有到"),
    ] {
        let said = put(s, "pledge", &pairs).unwrap_err().to_string();
        assert!(said.contains(says), "{pairs:?}: {said}");
    }
    put(s, "pledge", &[("person", "张启安"), ("清单", "R11")]).unwrap();
    // A draft is signed by nobody.
    set(s, "duty", "R11-1", &[("content", "持证上岗")]).unwrap();
    let said = put(s, "pledge", &[("person", "赵磊"), ("list", "R11"), ("number", "2")]).unwrap_err().to_string();
    assert!(said.contains("还没有批准"), "{said}");
}

#[test]
fn a_department_signs_in_one_operation_that_one_undo_takes_back() {
    let mut store = plant();
    let department = resolve(&store, "department", "生产部").unwrap();
    let selection = Selection { departments: vec![department], ..Selection::default() };
    let open = wanting(&store, &selection, today()).unwrap();
    assert_eq!(open.len(), 5, "departments below are meant too; an electrician has two lists");
    assert!(sign(&mut store, &open, day("2026-02-28"), None, today()).is_err(), "before it was approved");
    assert!(sign(&mut store, &open, day("2026-11-21"), None, today()).is_err(), "tomorrow");
    sign(&mut store, &open, day("2026-11-19"), Some("李敏"), today()).unwrap();
    assert_eq!(coverage(&store, today()).unwrap().1.counts().signed, 3);
    assert!(wanting(&store, &selection, today()).unwrap().is_empty());
    store.undo().unwrap();
    assert_eq!(coverage(&store, today()).unwrap().1.counts().signed, 0);
}

#[test]
fn a_person_moved_to_another_post_owes_a_new_signature_and_why_shows_the_days() {
    let mut store = plant();
    let selection = Selection::default();
    let open = wanting(&store, &selection, today()).unwrap();
    sign(&mut store, &open, day("2026-03-10"), None, today()).unwrap();
    put(&mut store, "post_duty_list", &[("post", "安全员"), ("list", "R06"), ("from_on", "2026-03-01")]).unwrap();
    put(&mut store, "assignment", &[("person", "王建国"), ("post", "安全员"), ("from_on", "2026-11-02")]).unwrap();
    let judged = duty::judgement(&store, today()).unwrap();
    let new: Vec<_> = judged.obligations.iter().filter(|it| it.code == "RL01" && it.state != State::Met).collect();
    assert_eq!(new.len(), 1);
    assert_eq!((new[0].due_on, new[0].state), (Some(day("2026-11-17")), State::Overdue));
    let id = new[0].id.clone();
    let told = duty::trace(&store, today(), &id).unwrap().unwrap();
    let lines: Vec<&String> = told.steps.iter().flat_map(|it| &it.lines).collect();
    for part in ["到岗 2026年11月2日", "最晚的是到岗", "起算日后第15天"] {
        assert!(lines.iter().any(|it| it.contains(part)), "{part}: {lines:#?}");
    }
    // The plant's own term.
    let pairs = [("RL01.days".to_owned(), "30".to_owned())];
    registers::setting::alter(&mut store, &pairs, "厂规").unwrap();
    let judged = duty::judgement(&store, today()).unwrap();
    assert_eq!(judged.get(&id).unwrap().due_on, Some(day("2026-12-02")));
}

#[test]
fn posts_and_lists_of_a_day_are_read_back() {
    let mut store = plant();
    let person = resolve(&store, "person", "王建国").unwrap();
    put(
        &mut store,
        "assignment",
        &[("person", "王建国"), ("post", "安全员"), ("main", "否"), ("from_on", "2026-05-04")],
    )
    .unwrap();
    assert_eq!(holdings_of(&store, person).unwrap().len(), 2);
    let on = |text: &str| posts_on(&store, person, day(text)).unwrap().iter().map(|it| it.main).collect::<Vec<_>>();
    assert_eq!(on("2026-05-03"), [true]);
    assert_eq!(on("2026-05-04"), [true, false]);
    let post = resolve(&store, "post", "电工").unwrap();
    assert_eq!(lists_of_post(&store, post, day("2026-02-28")).unwrap().len(), 0);
    assert_eq!(lists_of_post(&store, post, day("2026-03-01")).unwrap().len(), 2);
    let link = resolve(&store, "post_duty_list", "1").unwrap();
    registers::retire(&mut store, registers::find("post_duty_list").unwrap(), link, today(), "不再执行").unwrap();
    let head = resolve(&store, "post", "车间主任").unwrap();
    assert_eq!(
        lists_of_post(&store, head, day("2026-11-19")).unwrap().len(),
        1,
        "until the day before it was taken off"
    );
    assert_eq!(lists_of_post(&store, head, today()).unwrap().len(), 0);
}

#[test]
fn posts_reviews_and_postings_are_owed_as_the_records_stand() {
    let mut store = plant();
    let s = &mut store;
    put(s, "assignment", &[("person", "赵磊"), ("post", "安全员"), ("main", "否"), ("from_on", "2026-11-10")]).unwrap();
    let of = |store: &Store, code: &str, object: &str| {
        let judged = duty::judgement(store, today()).unwrap();
        let mut found = judged.obligations.into_iter().filter(|it| it.code == code && it.object.starts_with(object));
        found.next().map(|it| (it.state, it.due_on))
    };
    let post = resolve(s, "post", "安全员").unwrap();
    assert_eq!(of(s, "RL02", &format!("post-{post}")), Some((State::Due, Some(day("2026-11-25")))));
    let covered = resolve(s, "post", "电工").unwrap();
    // Met long ago it is only counted; asked for, it is explained.
    let told = |store: &Store, id: &str| duty::trace(store, today(), id).unwrap().unwrap().obligation;
    assert_eq!(told(s, &format!("RL02/post-{covered}/list")).state, State::Met);
    // Approved this year: reviewed this year. R11 cites a catalogue that is newer: to be looked at within 15 days.
    let r11 = list(s, "R11");
    let judged = duty::judgement(s, today()).unwrap();
    let reviews: Vec<_> =
        judged.obligations.iter().filter(|it| it.code == "RL03" && it.object == format!("list-{r11}")).collect();
    assert!(reviews.iter().any(|it| it.period == "2026" && it.state == State::Met));
    assert!(reviews.iter().any(|it| it.period == "law-2026-06-01" && it.state == State::Overdue));
    put(s, "duty_list_review", &[("list", "R11"), ("on_date", "2026-11-19"), ("conclusion", "需要修改")]).unwrap();
    let law = told(s, &format!("RL03/list-{r11}/law-2026-06-01"));
    assert_eq!((law.state, law.late_days), (State::Met, Some(156)));
    assert_eq!(of(s, "RL05", &format!("list-{r11}")).unwrap().0, State::Overdue);
}

#[test]
fn a_plant_without_any_list_owes_lists_in_one_row() {
    let clock = || "2026-11-20T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    enterprise::found(&mut store, "某厂", day("2026-11-01"), &[]).unwrap();
    for name in ["甲岗", "乙岗"] {
        put(&mut store, "post", &[("name", name), ("role", "worker")]).unwrap();
        put(&mut store, "person", &[("name", name), ("岗位", name)]).unwrap();
    }
    let judged = duty::judgement(&store, today()).unwrap();
    let own: Vec<_> = judged.obligations.iter().filter(|it| it.code.starts_with("RL")).collect();
    assert_eq!(own.len(), 1);
    assert_eq!((own[0].id.as_str(), own[0].state), ("RL02/plant/list", State::Overdue));
    assert!(own[0].because.contains("2 个在用岗位都没有责任清单"), "{}", own[0].because);
    assert_eq!(super::need::counts(&store, today()).unwrap(), None);
}
