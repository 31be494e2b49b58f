use super::*;
use crate::domain::date::add_days;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const TODAY: &str = "2026-11-21";

fn wang() -> Who {
    Who::person(1, "王建国")
}
fn li() -> Who {
    Who::person(2, "李敏")
}
fn zhao() -> Who {
    Who::person(3, "赵磊")
}

fn found() -> Hazard {
    Hazard { id: Some(147), ..Hazard::found(day("2026-11-10"), Some(zhao())) }
}

fn step(verb: Verb, on: &str, by: Who) -> Step {
    Step::new(verb, day(on), by)
}

fn assess(level: Level, due: &str) -> Step {
    let base = step(Verb::Assess, "2026-11-11", li());
    Step { level: Some(level), owner: Some(wang()), due_on: Some(day(due)), ..base }
}

fn assess_major(due: &str) -> Step {
    let said = |text: &str| Some(text.to_owned());
    Step {
        measures: said("更换防爆电气"),
        funds_fen: Some(2_000_000),
        plan: said("停用并设警戒"),
        ..assess(Level::Major, due)
    }
}

fn go(hazard: &Hazard, step: &Step) -> Hazard {
    apply(hazard, step, day(TODAY), Door::Form).unwrap_or_else(|p| panic!("{:?}: {p:?}", step.verb))
}

fn refused(hazard: &Hazard, step: &Step) -> Vec<String> {
    match apply(hazard, step, day(TODAY), Door::Form) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(|p| format!("{}|{}", p.field.unwrap_or("-"), p.message)).collect(),
    }
}

/// Assessed as general, due on the 25th, rectified on the 15th.
fn rectified(level: Level) -> Hazard {
    let assess = if level == Level::Major { assess_major("2026-11-25") } else { assess(level, "2026-11-25") };
    go(&go(&found(), &assess), &step(Verb::Rectify, "2026-11-15", wang()))
}

#[test]
fn a_general_hazard_closes_with_its_acceptance_and_a_major_one_after_its_closing() {
    // decisions 16, design §6
    let general = go(&rectified(Level::General), &step(Verb::Accept, "2026-11-16", li()));
    assert_eq!((general.state, general.closed_on), (State::Closed, Some(day("2026-11-16"))));
    let major = go(&rectified(Level::Major), &step(Verb::Accept, "2026-11-16", li()));
    assert_eq!((major.state, major.accepted_on, major.closed_on), (State::ToAccept, Some(day("2026-11-16")), None));
    let major = go(&major, &step(Verb::Close, "2026-11-20", zhao()));
    assert_eq!((major.state, major.closed_on, major.closer), (State::Closed, Some(day("2026-11-20")), Some(zhao())));
}

#[test]
fn each_verb_is_possible_only_where_it_belongs() {
    use Verb::{Accept, Assess, Close, Extend, Rectify, Recur, Regrade, Return, Start};
    let assessed = go(&found(), &assess(Level::General, "2026-11-25"));
    let started = go(&assessed, &step(Start, "2026-11-12", wang()));
    let accepted_major = go(&rectified(Level::Major), &step(Accept, "2026-11-16", li()));
    let closed = go(&rectified(Level::General), &step(Accept, "2026-11-16", li()));
    let cases = [
        ("found", found(), vec![Assess, Rectify]),
        ("found, major", Hazard { level: Some(Level::Major), ..found() }, vec![Assess]),
        ("assessed", assessed, vec![Start, Rectify, Extend, Regrade]),
        ("rectifying", started, vec![Rectify, Extend, Regrade]),
        ("to accept", rectified(Level::General), vec![Accept, Return, Regrade]),
        ("to accept, major", rectified(Level::Major), vec![Accept, Return, Regrade]),
        ("accepted, major", accepted_major, vec![Close]),
        ("closed", closed, vec![Recur]),
    ];
    for (name, hazard, expected) in cases {
        assert_eq!(possible(&hazard), expected, "{name}");
        for verb in Verb::ALL.iter().filter(|verb| !expected.contains(verb)) {
            let why = why_not(&hazard, *verb).unwrap();
            assert!(why.contains(hazard.state.label()) && why.contains(verb.label()), "{why}");
        }
    }
}

#[test]
fn the_fixes_are_demanded_where_they_are_due_and_all_named_at_once() {
    // 隐患排查治理暂行规定 15
    let bare = step(Verb::Assess, "2026-11-11", li());
    assert_eq!(refused(&found(), &bare), ["level|请定级别：一般或重大"]);
    let general = Step { level: Some(Level::General), ..bare.clone() };
    assert_eq!(refused(&found(), &general), ["owner|请填整改责任人", "due_on|请填整改期限"]);
    let major = Step { level: Some(Level::Major), ..bare };
    let fields: Vec<String> =
        refused(&found(), &major).iter().map(|p| p.split('|').next().unwrap().to_owned()).collect();
    assert_eq!(fields, ["owner", "measures", "funds_fen", "due_on", "plan"]);
    assert!(
        refused(&found(), &Step { funds_fen: Some(0), ..assess_major("2026-11-25") }).is_empty(),
        "0 says none needed"
    );
    assert_eq!(refused(&found(), &Step { plan: Some(" 　".into()), ..assess_major("2026-11-25") }).len(), 1);
    // what the finding already holds need not be said again
    let known = Hazard { owner: Some(wang()), due_on: Some(day("2026-11-25")), ..found() };
    assert!(refused(&known, &general).is_empty());
    assert_eq!(
        go(&found(), &assess(Level::General, "2026-11-25")).missing_fixes(),
        [Fix::Measures, Fix::Funds, Fix::Plan]
    );
}

#[test]
fn a_deadline_before_the_finding_is_always_refused_and_one_before_today_unless_taken_over() {
    // decisions 17
    let cases = [
        ("2026-11-09", Some("整改期限2026年11月9日早于发现日期2026年11月10日"), false),
        ("2026-11-10", Some("整改期限2026年11月10日早于今天，请填今天或以后的日期"), true),
        ("2026-11-20", Some("整改期限2026年11月20日早于今天，请填今天或以后的日期"), true),
        ("2026-11-21", None, true),
        ("2026-11-22", None, true),
    ];
    for (due, form, import) in cases {
        let got = refused(&found(), &assess(Level::General, due));
        assert_eq!(got, form.map(|m| format!("due_on|{m}")).into_iter().collect::<Vec<_>>(), "{due}");
        let taken = apply(&found(), &assess(Level::General, due), day(TODAY), Door::Import);
        assert_eq!(taken.is_ok(), import, "{due} by import");
    }
}

#[test]
fn nobody_accepts_his_own_work() {
    let by_helper =
        go(&go(&found(), &assess(Level::General, "2026-11-25")), &step(Verb::Rectify, "2026-11-15", zhao()));
    let cases = [
        (wang(), "by|验收人不得是整改责任人，请由他人验收"),
        (Who::named("王 建国"), "by|验收人不得是整改责任人，请由他人验收"),
        (zhao(), "by|验收人不得是申报整改完成的人，请由他人验收"),
        (Who::named(" "), "by|请填写验收通过由谁办理"),
    ];
    for (who, message) in cases {
        assert_eq!(refused(&by_helper, &step(Verb::Accept, "2026-11-16", who.clone())), [message], "{who:?}");
    }
    assert!(refused(&by_helper, &step(Verb::Accept, "2026-11-16", li())).is_empty());
    // another person of the same name is another person
    assert!(refused(&by_helper, &step(Verb::Accept, "2026-11-16", Who::person(9, "王建国"))).is_empty());
}

#[test]
fn dates_are_in_order_and_never_after_today() {
    let hazard = rectified(Level::General);
    let accept = |on: &str| refused(&hazard, &step(Verb::Accept, on, li()));
    assert_eq!(accept("2026-11-22"), ["on|验收通过日期2026年11月22日晚于今天"]);
    assert!(accept("2026-11-21").is_empty() && accept("2026-11-15").is_empty());
    assert_eq!(accept("2026-11-14"), ["on|验收通过日期2026年11月14日早于上一步办理的日期2026年11月15日"]);
    assert_eq!(accept("2026-11-09"), ["on|验收通过日期2026年11月9日早于发现日期2026年11月10日"]);
    // several faults at once
    let bad = Step { by: Who::default(), ..step(Verb::Return, "2026-11-22", li()) };
    assert_eq!(refused(&hazard, &bad).len(), 3, "{:?}", refused(&hazard, &bad));
}

#[test]
fn a_return_counts_and_keeps_the_deadline() {
    // decisions 16
    let returned = |reason: &str| Step { reason: Some(reason.into()), ..step(Verb::Return, "2026-11-16", li()) };
    assert_eq!(refused(&rectified(Level::General), &returned(" ")), ["reason|请写明退回整改的原因"]);
    let hazard = go(&rectified(Level::General), &returned("未上锁"));
    assert_eq!((hazard.state, hazard.returned, hazard.rectified_on), (State::Rectifying, 1, None));
    assert_eq!((hazard.due_on, hazard.original_due_on), (Some(day("2026-11-25")), Some(day("2026-11-25"))));
    let again = go(&hazard, &step(Verb::Rectify, "2026-11-18", wang()));
    let back = Step { on: day("2026-11-19"), ..returned("仍未上锁") };
    assert_eq!(go(&again, &back).returned, 2);
}

#[test]
fn an_extension_needs_a_reason_and_a_later_day_and_keeps_the_original() {
    let assessed = go(&found(), &assess(Level::General, "2026-11-25"));
    let extend = |due: Option<&str>, reason: &str| Step {
        due_on: due.map(day),
        reason: Some(reason.into()),
        ..step(Verb::Extend, "2026-11-20", li())
    };
    assert_eq!(refused(&assessed, &extend(None, "")), ["reason|请写明延期的原因", "due_on|请填新的整改期限"]);
    assert_eq!(refused(&assessed, &extend(Some("2026-11-25"), "缺件")), ["due_on|新期限须晚于现期限2026年11月25日"]);
    let granted_to_himself = Step { by: wang(), ..extend(Some("2026-11-26"), "缺件") };
    assert_eq!(refused(&assessed, &granted_to_himself), ["by|延期的批准人不得是整改责任人，请由他人批准"]);
    let once = go(&assessed, &extend(Some("2026-11-26"), "缺件"));
    let twice = go(&once, &extend(Some("2026-12-10"), "缺件"));
    assert_eq!((twice.due_on, twice.original_due_on), (Some(day("2026-12-10")), Some(day("2026-11-25"))));
    assert_eq!(twice.extended, 2);
    assert_eq!((twice.overdue_days(day("2026-12-11")), twice.overdue_days_original(day("2026-12-11"))), (1, 16));
}

#[test]
fn on_the_spot_is_for_general_hazards_of_the_same_day_and_still_accepted_by_another() {
    // decisions 16
    let spot = |on: &str, level| Step {
        level,
        owner: Some(wang()),
        measures: Some("锁好箱门".into()),
        ..step(Verb::Rectify, on, wang())
    };
    let hazard = go(&found(), &spot("2026-11-10", Some(Level::General)));
    assert_eq!(
        (hazard.state, hazard.level, hazard.due_on),
        (State::ToAccept, Some(Level::General), Some(day("2026-11-10")))
    );
    assert!(!hazard.late);
    assert!(!refused(&hazard, &step(Verb::Accept, "2026-11-10", wang())).is_empty());
    assert_eq!(go(&hazard, &step(Verb::Accept, "2026-11-10", li())).state, State::Closed);
    assert_eq!(refused(&found(), &spot("2026-11-11", Some(Level::General))).len(), 1, "not the same day");
    assert_eq!(
        refused(&found(), &spot("2026-11-10", Some(Level::Major))),
        ["level|重大隐患不能当场整改，请先评估定级"]
    );
    assert_eq!(refused(&found(), &spot("2026-11-10", None)).len(), 1);
    let bare = Step { owner: None, measures: None, ..spot("2026-11-10", Some(Level::General)) };
    assert_eq!(refused(&found(), &bare), ["owner|请填整改责任人", "measures|请填整改措施"]);
}

#[test]
fn regrading_is_recorded_and_raises_what_is_demanded() {
    let assessed = go(&found(), &assess(Level::General, "2026-11-25"));
    let regrade =
        |level| Step { level, reason: Some("对照判定标准".into()), ..step(Verb::Regrade, "2026-11-13", li()) };
    assert_eq!(refused(&assessed, &regrade(Some(Level::General))), ["level|级别已是“一般”"]);
    assert_eq!(refused(&assessed, &Step { reason: None, ..regrade(None) }).len(), 2);
    assert_eq!(refused(&assessed, &regrade(Some(Level::Major))).len(), 3, "measures, funds and plan are missing");
    let full = Step {
        measures: Some("停用".into()),
        funds_fen: Some(0),
        plan: Some("警戒".into()),
        ..regrade(Some(Level::Major))
    };
    let major = go(&assessed, &full);
    assert_eq!(major.gradings, [(day("2026-11-11"), Level::General), (day("2026-11-13"), Level::Major)]);
    assert_eq!(major.original_due_on, Some(day("2026-11-25")));
    // it may not be a back door to a longer deadline or to another owner after the work
    let longer = Step { due_on: Some(day("2026-11-26")), ..full.clone() };
    assert_eq!(refused(&assessed, &longer), ["due_on|重新定级不能放宽整改期限，请另办延期"]);
    let shorter = go(&assessed, &Step { due_on: Some(day("2026-11-22")), ..full.clone() });
    assert_eq!((shorter.due_on, shorter.original_due_on), (Some(day("2026-11-22")), Some(day("2026-11-25"))));
    let other = Step { owner: Some(zhao()), on: day("2026-11-16"), ..full };
    assert_eq!(refused(&rectified(Level::General), &other), ["owner|已申报整改完成，不能换整改责任人；请先退回"]);
}

#[test]
fn a_recurrence_is_a_new_hazard_that_names_the_old_one() {
    // decisions 16
    let closed = go(&rectified(Level::General), &step(Verb::Accept, "2026-11-16", li()));
    let again = go(&closed, &step(Verb::Recur, "2026-11-20", zhao()));
    assert_eq!((again.id, again.recurs, again.state), (None, Some(147), State::Found));
    assert_eq!((again.found_on, again.level, again.due_on), (day("2026-11-20"), None, None));
    assert_eq!(refused(&closed, &step(Verb::Recur, "2026-11-15", zhao())).len(), 1, "before it was closed");
}

#[test]
fn overdue_counts_the_days_after_the_deadline_until_rectified() {
    // decisions 17: overdue ⇔ not rectified and today > due_on
    let assessed = go(&found(), &assess(Level::General, "2026-11-25"));
    for (today, days) in [("2026-11-24", 0), ("2026-11-25", 0), ("2026-11-26", 1), ("2026-12-25", 30)] {
        assert_eq!(assessed.overdue_days(day(today)), days, "{today}");
    }
    assert_eq!(rectified(Level::General).overdue_days(day("2026-12-25")), 0, "it waits for acceptance");
    let late = advance(&assessed, &step(Verb::Rectify, "2026-11-26", wang()));
    let in_time = advance(&assessed, &step(Verb::Rectify, "2026-11-25", wang()));
    assert!(late.late && !in_time.late);
    let returned = advance(&late, &step(Verb::Return, "2026-11-27", li()));
    let longer = Step { due_on: Some(day("2026-12-31")), ..step(Verb::Extend, "2026-11-28", li()) };
    assert!(advance(&advance(&returned, &longer), &step(Verb::Rectify, "2026-12-01", wang())).late, "late stays late");
    assert_eq!(returned.overdue_days(day("2026-11-28")), 3, "returned: not rectified again");
}

#[test]
fn marks_appear_on_their_day() {
    // decisions 16: not graded for 3 days; 17: waiting over 7 days
    let limits = MarkLimits::default();
    let shown = |hazard: &Hazard, today: &str| hazard.marks(day(today), limits);
    assert_eq!(shown(&found(), "2026-11-12"), []);
    assert_eq!(shown(&found(), "2026-11-13"), [Mark::Ungraded]);
    let waiting = rectified(Level::General);
    assert_eq!(shown(&waiting, "2026-11-22"), [], "seven days");
    assert_eq!(shown(&waiting, "2026-11-23"), [Mark::WaitingAcceptance]);
    let accepted = go(&rectified(Level::Major), &step(Verb::Accept, "2026-11-16", li()));
    assert_eq!(accepted.waiting_acceptance_days(day("2026-11-30")), 0);
}

#[test]
fn a_past_day_is_seen_by_replaying_its_steps() {
    let assess = assess(Level::General, "2026-11-14");
    let rectify = step(Verb::Rectify, "2026-11-15", wang());
    let back = step(Verb::Return, "2026-11-17", li());
    let steps = [assess, rectify, back];
    let on = |until: &str| replay(found(), &steps, day(until));
    assert_eq!(
        ["2026-11-10", "2026-11-11", "2026-11-15", "2026-11-17"].map(|d| on(d).state),
        [State::Found, State::Assessed, State::ToAccept, State::Rectifying]
    );
    assert_eq!(on("2026-11-16").overdue_days(day("2026-11-16")), 0);
}

#[test]
fn a_ledger_row_is_judged_as_a_whole() {
    let row = |change: fn(&mut Hazard)| {
        let mut hazard = go(&rectified(Level::General), &step(Verb::Accept, "2026-11-16", li()));
        change(&mut hazard);
        let problems = check(&hazard, day(TODAY), Door::Import);
        problems.iter().map(|p| p.field.unwrap_or("-")).collect::<Vec<_>>()
    };
    assert!(row(|_| {}).is_empty());
    assert_eq!(row(|h| h.accepter = None), ["accepter"]);
    assert_eq!(row(|h| h.accepter = h.owner.clone()), ["accepter"]);
    assert_eq!(row(|h| h.accepted_on = Some(day("2026-11-14"))), ["accepted_on"]);
    assert_eq!(row(|h| h.closed_on = Some(day("2026-11-22"))), ["closed_on"]);
    assert_eq!(row(|h| h.due_on = Some(day("2026-11-09"))), ["due_on"]);
    assert_eq!(row(|h| h.state = State::ToAccept), ["closed_on", "state"]);
    assert_eq!(row(|h| h.state = State::Found), ["rectified_on", "accepted_on", "closed_on"]);
    assert_eq!(row(|h| h.level = Some(Level::Major)), ["-"], "the other fixes of a major one");
    assert_eq!(row(|h| h.level = None), ["level"]);
    let open = go(&found(), &assess(Level::General, "2026-11-25"));
    assert!(check(&open, day("2026-11-26"), Door::Import).is_empty());
    assert_eq!(check(&open, day("2026-11-26"), Door::Form).len(), 1);
}

#[test]
fn a_row_without_a_state_has_the_one_its_dates_imply() {
    let assessed = go(&found(), &assess(Level::General, "2026-11-25"));
    let accepted = go(&rectified(Level::Major), &step(Verb::Accept, "2026-11-16", li()));
    for hazard in [found(), assessed, rectified(Level::General), rectified(Level::Major), accepted] {
        assert_eq!(hazard.implied_state(), hazard.state);
    }
    assert_eq!(Hazard { level: Some(Level::General), ..found() }.implied_state(), State::Found);
}

#[test]
fn every_inspection_kind_is_a_source() {
    for kind in InspectionKind::ALL {
        let source = Source::from(*kind);
        assert_eq!(source.code(), kind.code());
    }
}

/// Days of random steps count from here; the test moves them to the hazard's last step.
const EPOCH: NaiveDate = NaiveDate::MIN;

/// Shifts a random step's days to follow `last_on`.
fn following(step: Step, last_on: NaiveDate) -> Step {
    let moved = |date: NaiveDate| add_days(last_on, crate::domain::date::days_between(EPOCH, date) - 9);
    Step { on: moved(step.on), due_on: step.due_on.map(moved), ..step }
}

fn any_step() -> impl Strategy<Value = Step> {
    let who = (0i64..4).prop_map(|id| if id == 0 { Who::named("王建国") } else { Who::person(id, format!("人{id}")) });
    let level = prop_oneof![1 => Just(None), 4 => Just(Some(Level::General)), 4 => Just(Some(Level::Major))];
    let text = || prop_oneof![1 => Just(None), 4 => Just(Some("说明".to_owned()))];
    let owner = prop::option::weighted(0.9, (1i64..4).prop_map(|id| Who::person(id, format!("人{id}"))));
    let fixes = (owner, text(), prop::option::weighted(0.9, -1i64..20), prop::option::weighted(0.9, -2i64..40), text());
    (0..Verb::ALL.len(), -1i64..4, who, text(), level, fixes).prop_map(
        |(verb, on, by, reason, level, (owner, measures, funds_fen, due, plan))| Step {
            verb: Verb::ALL[verb],
            on: add_days(add_days(EPOCH, 9), on),
            by,
            reason,
            level,
            owner,
            measures,
            funds_fen,
            due_on: due.map(|due| add_days(add_days(EPOCH, 9), due)),
            plan,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// Steps in any order through any door: what is refused changes nothing, what is taken keeps the promises.
    #[test]
    fn no_sequence_of_steps_breaks_a_promise(
        steps in proptest::collection::vec(any_step(), 0..80), import in any::<bool>(), slack in 0i64..4,
    ) {
        let door = if import { Door::Import } else { Door::Form };
        let mut hazard = found();
        let mut taken = Vec::new();
        for step in steps {
            let step = following(step, hazard.last_on);
            let today = add_days(hazard.last_on.max(step.on), slack - 1);
            let Ok(next) = apply(&hazard, &step, today, door) else { continue };
            if step.verb == Verb::Recur {
                prop_assert_eq!(hazard.state, State::Closed);
                prop_assert_eq!(next.recurs, hazard.id);
                continue;
            }
            prop_assert_eq!(next.found_on, hazard.found_on);
            prop_assert!(next.last_on >= hazard.last_on && next.last_on <= today);
            prop_assert!(!hazard.late || next.late, "late stays");
            prop_assert!(next.returned >= hazard.returned && next.extended >= hazard.extended);
            prop_assert!(hazard.original_due_on.is_none() || next.original_due_on == hazard.original_due_on);
            prop_assert!(hazard.state != State::Closed, "a closed hazard never changes");
            prop_assert!(next.due_on.is_none_or(|due| due >= next.found_on));
            if next.due_on > hazard.due_on && hazard.original_due_on.is_some() {
                prop_assert_eq!(step.verb, Verb::Extend, "only an extension gives more time");
            }
            if next.state == State::Closed {
                let accepter = next.accepter.clone().unwrap();
                prop_assert!(!accepter.is(next.owner.as_ref().unwrap()), "accepted by another than the owner");
                prop_assert!(!accepter.is(next.rectifier.as_ref().unwrap()), "and than the rectifier");
                prop_assert!(next.rectified_on <= next.accepted_on && next.accepted_on <= next.closed_on);
                let by = if next.level == Some(Level::Major) { Verb::Close } else { Verb::Accept };
                prop_assert_eq!(step.verb, by);
            }
            if next.level == Some(Level::Major) {
                prop_assert!(next.missing_fixes().is_empty());
            }
            prop_assert_eq!(next.level, next.gradings.last().map(|(_, level)| *level));
            let left = check(&next, today, Door::Import);
            prop_assert!(left.is_empty(), "{:?} {:?}", next, left);
            taken.push(step);
            hazard = next;
        }
        prop_assert_eq!(replay(found(), &taken, hazard.last_on), hazard);
    }
}
