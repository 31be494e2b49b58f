//! Sheets over a small plant: opened with what the records say, scored, finished, owed. 安全生产法 22-2.

use chrono::NaiveDate;

use super::act::{self, Asked, Scoring, Typed};
use super::results;
use super::*;
use crate::domain::assessment::PersonResult;
use crate::domain::hazard::{Level, Step, Verb, Who};
use crate::domain::obligation::{Obligation, State as Standing};
use crate::registers::hazard::Typed as Taken;
use crate::registers::{self, duty, enterprise, resolve};
use crate::store::Access;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Two departments; a list for electricians (40 points measured by plans, 30 by hazards, 30 by hand) and one for team
/// leaders (all by hand), both assessed by quarter, carried since the first of January.
pub(crate) fn plant() -> Store {
    let clock = || "2026-10-08T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", day("2026-01-01"), &[]).unwrap();
    for name in ["一车间", "安全环保部"] {
        put(&mut store, "department", &[("name", name)]);
    }
    for (post, role) in [("电工", "worker"), ("班组长", "team_leader"), ("安全主管", "safety_manager")] {
        put(&mut store, "post", &[("name", post), ("role", role)]);
    }
    for (no, name, post, department) in [
        ("A001", "王建国", "电工", "一车间"),
        ("A002", "李敏", "安全主管", "安全环保部"),
        ("A003", "赵磊", "班组长", "一车间"),
    ] {
        let pairs =
            [("no", no), ("name", name), ("post", post), ("department", department), ("hired_on", "2020-03-01")];
        put(&mut store, "person", &pairs);
    }
    list(
        &mut store,
        "Z01",
        "电工",
        "operation",
        &[("40", "巡检不缺次", "inspection_plan"), ("30", "整改按期率≥95%", "hazard_in_time"), ("30", "违章 0 次", "")],
    );
    list(&mut store, "Z02", "班组长", "execution", &[("60", "班前会不缺", ""), ("40", "带教到位", "")]);
    for (post, code) in [("电工", "Z01"), ("班组长", "Z02")] {
        put(&mut store, "post_duty_list", &[("post", post), ("list", code), ("from_on", "2026-01-01")]);
    }
    let pairs: Vec<(String, String)> =
        ["execution", "operation"].iter().map(|tier| (format!("assess.{tier}"), "quarter".to_owned())).collect();
    registers::setting::alter(&mut store, &pairs, "本厂制度").unwrap();
    store
}

fn list(store: &mut Store, code: &str, title: &str, tier: &str, duties: &[(&str, &str, &str)]) {
    put(store, "duty_list", &[("code", code), ("title", title), ("tier", tier), ("effective_from", "2026-01-01")]);
    for (points, standard, measure) in duties {
        let content = format!("{title}职责：{standard}");
        let mut pairs = vec![("list", code), ("content", &content), ("standard", standard), ("points", points)];
        if !measure.is_empty() {
            pairs.push(("measure", measure));
        }
        put(store, "duty", &pairs);
    }
    let id = resolve(store, "duty_list", code).unwrap();
    let approved = [("approved_by", "周启明"), ("approved_on", "2025-12-20")];
    set(store, "duty_list", id, &approved).unwrap();
}

pub(crate) fn put(store: &mut Store, register: &str, pairs: &[(&str, &str)]) -> i64 {
    try_put(store, register, pairs).unwrap()
}

fn try_put(store: &mut Store, register: &str, pairs: &[(&str, &str)]) -> Result<i64> {
    let pairs: Vec<(String, String)> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let register = registers::find(register).unwrap();
    registers::add(store, register, &pairs, day("2026-12-31"), Door::Import, false).map(|it| it.id)
}

fn set(store: &mut Store, register: &str, id: i64, pairs: &[(&str, &str)]) -> Result<()> {
    let pairs: Vec<(String, String)> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let register = registers::find(register).unwrap();
    registers::change(store, register, id, None, &pairs, day("2026-10-08"), Door::Cli, false).map(|_| ())
}

fn open(store: &mut Store, period: &str, today: &str) -> act::Opened {
    let period = Period::parse(period).unwrap();
    act::open(store, Asked { period, department: None, person: None }, day(today)).unwrap()
}

fn sheet(store: &Store, code: &str) -> (i64, Vec<Row>) {
    let id = resolve(store, "assessment", code).unwrap();
    (id, items(store, id).unwrap())
}

fn given(marks: &[(&str, i64, &str)]) -> Vec<Typed> {
    let reason = |text: &str| Some(text.to_owned()).filter(|it| !it.is_empty());
    marks
        .iter()
        .map(|(code, tenths, why)| Typed { code: (*code).to_owned(), mark: Mark::Tenths(*tenths), reason: reason(why) })
        .collect()
}

/// A hazard of the electrician's, due on a day, rectified on another.
fn hazard(store: &mut Store, found: &str, due: &str, done: Option<&str>) {
    let id = put(store, "hazard", &[("title", "电缆破损"), ("found_on", found), ("department", "一车间")]);
    let who = |name: &str, store: &Store| Who::person(resolve(store, "person", name).unwrap(), name);
    let mut step = Step::new(Verb::Assess, day(found), who("李敏", store));
    step.level = Some(Level::General);
    step.owner = Some(who("王建国", store));
    step.due_on = Some(day(due));
    take(store, id, step, found);
    if let Some(done) = done {
        let step = Step::new(Verb::Rectify, day(done), who("王建国", store));
        take(store, id, step, done);
    }
}

fn take(store: &mut Store, id: i64, step: Step, today: &str) {
    registers::hazard::take(store, id, &Taken { step, words: None, cost_fen: None }, day(today)).unwrap();
}

fn obligation(store: &Store, today: &str, id: &str) -> Obligation {
    let judgement = duty::judgement(store, day(today)).unwrap();
    let ids: Vec<&str> = judgement.obligations.iter().map(|it| it.id.as_str()).collect();
    judgement.get(id).unwrap_or_else(|| panic!("{id} is not among {ids:?}")).clone()
}

#[test]
fn a_sheet_proposes_what_the_records_tell_and_nothing_where_they_cannot() {
    let mut store = plant();
    // Two deadlines in the quarter, one kept; one after it, which does not count yet.
    hazard(&mut store, "2026-07-02", "2026-07-20", Some("2026-07-18"));
    hazard(&mut store, "2026-08-02", "2026-08-20", Some("2026-08-25"));
    hazard(&mut store, "2026-09-20", "2026-10-20", None);
    let made = open(&mut store, "2026-Q3", "2026-10-08");
    let named: Vec<(&str, &str)> = made.opened.iter().map(|it| (it.code.as_str(), it.person.as_str())).collect();
    assert_eq!(named, [("KH-2026-0001", "王建国"), ("KH-2026-0002", "赵磊")], "who has no list has no sheet");
    let (_, duties) = sheet(&store, "KH-2026-0001");
    let proposed: Vec<Mark> = duties.iter().map(proposal_of).collect();
    // No plan is his: no proposal, never full marks. 1 of 2 in time: 15 of 30 points.
    assert_eq!(proposed, [Mark::Open, Mark::Tenths(150), Mark::Open]);
    let trace = |n: usize| duties[n].get("trace").as_text().unwrap().to_owned();
    assert!(trace(0).starts_with("资料不足"), "{}", trace(0));
    assert_eq!(trace(1), "由本人整改、到期的隐患 2 项，按期整改 1 项：1÷2＝50.0%，达到 95% 得满分；分值 30，得 15 分");
    assert_eq!(trace(2), "没有台账可据，由考核人评分");
    assert!(duties.iter().all(|it| mark_of(it) == Mark::Open), "a proposal is no score");
}

#[test]
fn points_other_than_proposed_need_a_reason_and_a_sheet_is_finished_only_when_whole() {
    let mut store = plant();
    hazard(&mut store, "2026-07-02", "2026-07-20", Some("2026-07-18"));
    open(&mut store, "2026-Q3", "2026-10-08");
    let (id, _) = sheet(&store, "KH-2026-0001");
    let today = day("2026-10-08");
    let by = resolve(&store, "person", "李敏").unwrap();
    let refused = |store: &mut Store, scoring: &Scoring, words: &[&str]| {
        let fault = act::score(store, id, scoring, today).unwrap_err().to_string();
        for word in words {
            assert!(fault.contains(word), "{word}: {fault}");
        }
    };
    let scoring = Scoring { marks: given(&[("Z01-2", 250, "")]), ..Scoring::default() };
    refused(&mut store, &scoring, &["Z01-2 扣分原因：与建议（30 分）不同"]);
    let scoring = Scoring { marks: given(&[("Z01-1", 401, ""), ("Z09-1", 10, "")]), ..Scoring::default() };
    refused(&mut store, &scoring, &["40.1 超过分值 40", "没有这条职责"]);
    let finish = Scoring { finish: Some(today), ..Scoring::default() };
    refused(&mut store, &finish, &["考核人", "还有 3 条职责没有评分：Z01-1、Z01-2、Z01-3"]);
    let own = resolve(&store, "person", "王建国").unwrap();
    refused(&mut store, &Scoring { assessor: Some(own), ..finish.clone() }, &["不能是本人"]);
    let early = Scoring { assessor: Some(by), finish: Some(day("2026-09-01")), accept: true, ..Scoring::default() };
    refused(&mut store, &early, &["还没到期末"]);
    let marks = given(&[("Z01-1", 360, "漏检一次"), ("Z01-2", 250, "现场仍有裸露线头"), ("z01-3", 300, "")]);
    let done = act::score(
        &mut store,
        id,
        &Scoring { marks, assessor: Some(by), finish: Some(today), ..Scoring::default() },
        today,
    )
    .unwrap();
    // 36 + 25 + 30 = 91 of 100.
    let number = |row: &Row, key: &str| row.get(key).as_int();
    assert_eq!(
        (number(&done, "got"), number(&done, "possible"), number(&done, "score")),
        (Some(910), Some(100), Some(910))
    );
    assert_eq!(done.get("band").as_text(), Some("excellent"));
    // A change afterwards asks why and adds up anew; undo takes it back.
    let (_, duties) = sheet(&store, "KH-2026-0001");
    let change = |store: &mut Store, pairs: &[(&str, &str)]| set(store, "assessment_score", duties[2].id, pairs);
    let fault = change(&mut store, &[("score", "20")]).unwrap_err().to_string();
    assert!(fault.contains("改分要写原因"), "{fault}");
    change(&mut store, &[("score", "20"), ("reason", "查实违章一次")]).unwrap();
    let row = store.row(&ASSESSMENT.relation, id).unwrap().unwrap();
    assert_eq!((number(&row, "score"), row.get("band").as_text()), (Some(810), Some("pass")));
    store.undo().unwrap();
    let row = store.row(&ASSESSMENT.relation, id).unwrap().unwrap();
    assert_eq!((number(&row, "score"), row.get("band").as_text()), (Some(910), Some("excellent")));
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn a_duty_not_due_is_outside_the_result_and_a_veto_fails_whatever_the_score() {
    let mut store = plant();
    open(&mut store, "2026-Q3", "2026-10-08");
    let (id, _) = sheet(&store, "KH-2026-0001");
    let (today, by) = (day("2026-10-08"), resolve(&store, "person", "李敏").unwrap());
    let not_due = |code: &str| Typed { code: code.to_owned(), mark: Mark::NotDue, reason: None };
    let mut marks = given(&[("Z01-3", 240, "")]);
    marks.extend([not_due("Z01-1"), not_due("Z01-2")]);
    let scoring = Scoring { marks, assessor: Some(by), finish: Some(today), ..Scoring::default() };
    let done = act::score(&mut store, id, &scoring, today).unwrap();
    // 24 of 30: 80 of a hundred, exactly the bound.
    assert_eq!((done.get("score").as_int(), done.get("band").as_text()), (Some(800), Some("pass")));
    set(&mut store, "assessment", id, &[("veto", "瞒报隐患")]).unwrap();
    let row = store.row(&ASSESSMENT.relation, id).unwrap().unwrap();
    assert_eq!((row.get("score").as_int(), row.get("band").as_text()), (Some(800), Some("fail")));
}

#[test]
fn an_objection_is_against_what_is_finished_and_an_answer_to_an_objection() {
    let mut store = plant();
    open(&mut store, "2026-Q3", "2026-10-08");
    let (id, _) = sheet(&store, "KH-2026-0002");
    let fault = set(&mut store, "assessment", id, &[("objection", "不服")]).unwrap_err().to_string();
    assert!(fault.contains("考核还没有完成"), "{fault}");
    let (today, by) = (day("2026-10-08"), resolve(&store, "person", "李敏").unwrap());
    let marks = given(&[("Z02-1", 500, ""), ("Z02-2", 400, "")]);
    let scoring = Scoring { marks, assessor: Some(by), finish: Some(today), ..Scoring::default() };
    act::score(&mut store, id, &scoring, today).unwrap();
    let state = |store: &Store| state_of(&store.row(&ASSESSMENT.relation, id).unwrap().unwrap());
    assert_eq!(state(&store), State::Done);
    let fault = set(&mut store, "assessment", id, &[("answer", "维持")]).unwrap_err().to_string();
    assert!(fault.contains("没有申诉"), "{fault}");
    set(&mut store, "assessment", id, &[("objection", "班前会记录在班组")]).unwrap();
    assert_eq!(state(&store), State::Objected);
    set(&mut store, "assessment", id, &[("answer", "核对属实，改为满分")]).unwrap();
    assert_eq!(state(&store), State::Answered);
    let row = store.row(&ASSESSMENT.relation, id).unwrap().unwrap();
    assert_eq!(row.get("answered_on").as_text(), Some("2026-10-08"));
}

#[test]
fn a_department_owes_the_assessments_of_a_period_until_the_last_is_finished() {
    let mut store = plant();
    let id = |store: &Store| format!("RL04/department-{}/2026-Q3", resolve(store, "department", "一车间").unwrap());
    let own = id(&store);
    let duty = obligation(&store, "2026-10-12", &own);
    // 15 days after the quarter's end (惯).
    assert_eq!((duty.state, duty.due_on), (Standing::Due, Some(day("2026-10-16"))));
    assert!(duty.because.contains("未考核：王建国（电工）、赵磊（班组长）"), "{}", duty.because);
    let all = duty::judgement(&store, day("2026-10-08")).unwrap();
    let owed: Vec<&str> = all.obligations.iter().filter(|it| it.code == "RL04").map(|it| it.period.as_str()).collect();
    assert!(!owed.contains(&"2026-Q4"), "a period that is not over owes nothing");
    assert_eq!(
        owed.iter().filter(|it| **it == "2026-Q3").count(),
        1,
        "one for the department, not one a person: {owed:?}"
    );
    open(&mut store, "2026-Q3", "2026-10-08");
    let opened = obligation(&store, "2026-10-17", &own);
    assert_eq!(opened.state, Standing::Overdue, "an open sheet is no assessment");
    let (today, by) = (day("2026-10-08"), resolve(&store, "person", "李敏").unwrap());
    for (code, marks) in [
        ("KH-2026-0001", given(&[("Z01-1", 400, ""), ("Z01-2", 300, ""), ("Z01-3", 300, "")])),
        ("KH-2026-0002", given(&[("Z02-1", 600, ""), ("Z02-2", 400, "")])),
    ] {
        let (id, _) = sheet(&store, code);
        let scoring = Scoring { marks, assessor: Some(by), finish: Some(today), ..Scoring::default() };
        act::score(&mut store, id, &scoring, today).unwrap();
    }
    assert_eq!(obligation(&store, "2026-10-17", &own).state, Standing::Met);
    store.undo().unwrap();
    let again = obligation(&store, "2026-10-17", &own);
    assert_eq!(again.state, Standing::Overdue);
    assert!(again.because.contains("已完成 1 份，未考核：赵磊（班组长）"), "{}", again.because);
}

#[test]
fn two_posts_are_assessed_once_each_and_weighted_and_half_of_them_is_no_result() {
    let mut store = plant();
    let beside =
        [("person", "赵磊"), ("post", "电工"), ("department", "一车间"), ("main", "否"), ("from_on", "2026-02-01")];
    put(&mut store, "assignment", &beside);
    let made = open(&mut store, "2026-Q3", "2026-10-08");
    let of = |name: &str| made.opened.iter().filter(|it| it.person == name).count();
    assert_eq!((of("王建国"), of("赵磊")), (1, 2));
    let again = open(&mut store, "2026-Q3", "2026-10-08");
    assert_eq!((again.opened.len(), again.refreshed.len()), (0, 3), "nothing is opened twice");
    let (today, by) = (day("2026-10-08"), resolve(&store, "person", "李敏").unwrap());
    let result = |store: &Store| {
        let all = results::of_period(store, Period::parse("2026-Q3").unwrap()).unwrap();
        (all.people.iter().find(|it| it.name == "赵磊").unwrap().result, all.all)
    };
    assert_eq!(result(&store).0, PersonResult::NotAssessed);
    let finish = |store: &mut Store, post: &str, marks: Vec<Typed>| {
        let code = made.opened.iter().find(|it| it.person == "赵磊" && it.post == post).unwrap().code.clone();
        let (id, _) = sheet(store, &code);
        let scoring = Scoring { marks, assessor: Some(by), finish: Some(today), ..Scoring::default() };
        act::score(store, id, &scoring, today).unwrap();
    };
    finish(&mut store, "班组长", given(&[("Z02-1", 540, ""), ("Z02-2", 360, "")]));
    assert_eq!(result(&store).0, PersonResult::Partly { done: 1, owed: 2 });
    finish(&mut store, "电工", given(&[("Z01-1", 240, ""), ("Z01-2", 180, ""), ("Z01-3", 180, "")]));
    let (one, all) = result(&store);
    // 70 % of 90 and 30 % of 60.
    assert_eq!(one, PersonResult::Rated { score: Ratio::new(81, 100), band: Band::Pass, vetoed: false });
    assert_eq!((all.owed, all.assessed(), all.not_assessed), (2, 1, 1), "王建国 is counted as not assessed");
    assert_eq!(plan(&store).unwrap().bands.show(all.average()), "81.0", "and is in no average");
}

#[test]
fn a_total_comes_in_for_the_main_post_and_only_once() {
    let mut store = plant();
    let total = [
        ("period", "2026-Q2"),
        ("person", "A001"),
        ("score", "92.5"),
        ("assessed_on", "2026-07-05"),
        ("assessor", "A002"),
    ];
    let id = put(&mut store, "assessment", &total);
    let row = store.row(&ASSESSMENT.relation, id).unwrap().unwrap();
    assert_eq!(row.get("band").as_text(), Some("excellent"));
    assert_eq!(row.get("post_id").as_int(), Some(resolve(&store, "post", "电工").unwrap()));
    assert_eq!(row.get("department_id").as_int(), Some(resolve(&store, "department", "一车间").unwrap()));
    for (pairs, word) in [
        (&total[..], "已有考核 KH-2026-0001"),
        (&[("period", "2026-Q2"), ("person", "A003")], "逐条评分请用 anguan assess"),
        (&[("period", "2026-Q2"), ("person", "A003"), ("score", "88")], "要写考核日期"),
        (&[("period", "2026-Q2"), ("person", "A003"), ("score", "101"), ("assessed_on", "2026-07-05")], "不超过 100"),
        (
            &[("period", "2026-W20"), ("person", "A003"), ("score", "88"), ("assessed_on", "2026-07-05")],
            "按月、季度、半年或年",
        ),
        (&[("period", "2026-Q2"), ("person", "A003"), ("score", "88"), ("assessed_on", "2026-05-05")], "还没到期末"),
        (
            &[
                ("period", "2026-Q2"),
                ("person", "A002"),
                ("score", "88"),
                ("assessed_on", "2026-07-05"),
                ("assessor", "A002"),
            ],
            "不能是本人",
        ),
    ] {
        let fault = try_put(&mut store, "assessment", pairs).unwrap_err().to_string();
        assert!(fault.contains(word), "{word}: {fault}");
    }
}

#[test]
fn bounds_that_do_not_fall_are_refused_and_old_results_keep_their_band() {
    let mut store = plant();
    let total = [("period", "2026-Q2"), ("person", "A001"), ("score", "85"), ("assessed_on", "2026-07-05")];
    let id = put(&mut store, "assessment", &total);
    let alter = |store: &mut Store, key: &str, value: &str| {
        registers::setting::alter(store, &[(key.to_owned(), value.to_owned())], "本厂制度").map(|_| ())
    };
    assert!(alter(&mut store, "assess.pass", "95").unwrap_err().to_string().contains("一个比一个低"));
    alter(&mut store, "assess.excellent", "85").unwrap();
    let row = store.row(&ASSESSMENT.relation, id).unwrap().unwrap();
    assert_eq!(row.get("band").as_text(), Some("pass"), "the band of that day");
    assert!(alter(&mut store, "assess.operation", "weekly").is_err());
}
