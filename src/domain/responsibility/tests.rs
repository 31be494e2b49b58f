//! Tables of cases: who owes a signature from when, what covers a post, when a list must be looked at again.

use chrono::NaiveDate;

use super::coverage::{Counts, Coverage, Gap, list_state};
use super::signing::{Cause, Owed, Standing, owed};
use super::upkeep::{Hanging, Posted, Why, hanging, reviews};
use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn worker(id: i64, hired: Option<&str>) -> Worker {
    Worker {
        id,
        no: None,
        name: format!("甲{id}"),
        department: Some(1),
        post: None,
        outsourced: false,
        hired_on: hired.map(day),
        ended_on: None,
        entered_on: day("2025-06-01"),
    }
}

fn holding(person: i64, post: i64, from: Option<&str>, to: Option<&str>) -> Holding {
    Holding {
        person,
        post,
        department: Some(1),
        main: true,
        from: from.map(day),
        known_by: Some(day("2025-06-01")),
        to: to.map(day),
    }
}

fn wording(list: i64, number: i64, effective: &str, approved: Option<&str>) -> Wording {
    Wording {
        id: list * 10 + number,
        list,
        number,
        scope: Some("本岗位".into()),
        effective_from: day(effective),
        approved_on: approved.map(day),
        ..Wording::default()
    }
}

fn whole(duties: usize) -> Content {
    Content { duties, without_standard: 0, cited: Vec::new() }
}

/// One worker (1) in one post (10) that carries one list (20) in its first wording since 2025-01-01.
fn plain() -> Book {
    let mut book = Book { workers: vec![worker(1, Some("2024-03-01"))], ..Book::default() };
    book.holdings.insert(1, vec![holding(1, 10, Some("2024-03-01"), None)]);
    book.carried.insert(10, vec![Carried { id: 1, post: 10, list: 20, from: day("2025-01-01"), to: None }]);
    book.wordings.insert(20, vec![wording(20, 1, "2025-01-01", Some("2024-12-20"))]);
    book.contents.insert(201, whole(6));
    book
}

fn sign(book: &mut Book, person: i64, post: i64, wording: i64, year: i64, on: &str) {
    let id = i64::try_from(book.pledges.len()).unwrap() + 1;
    let pledge = Pledge { id, person, post, wording, year, signed_on: day(on) };
    book.pledges.insert((person, post, wording, year), pledge);
}

/// What the first signature owed on a day looks like: from, cause, whether it is signed; none: nothing is owed.
fn first(book: &Book, today: &str) -> Option<(String, Cause, &'static str)> {
    let all = owed(book, day(today), 15);
    assert!(all.len() <= 1, "{all:?}");
    all.first().map(seen)
}

fn seen(it: &Owed) -> (String, Cause, &'static str) {
    let standing = match it.standing {
        Standing::Signed { .. } => "signed",
        Standing::Unsigned { .. } => "unsigned",
        Standing::Unknown => "unknown",
    };
    (it.from.to_string(), it.cause, standing)
}

#[test]
fn a_signature_is_owed_from_the_latest_of_what_brings_it_about() {
    // 安全生产法 22: 明确各岗位的责任人员; fifteen days are habit, the engine adds them.
    type Change = fn(&mut Book);
    type Owed = Option<(&'static str, Cause, &'static str)>;
    let table: [(&str, Change, &str, Owed); 14] = [
        ("an old hand owes from New Year", |_| {}, "2026-03-01", Some(("2026-01-01", Cause::Year, "unsigned"))),
        (
            "hired in the middle of the year",
            |book| {
                book.workers[0].hired_on = Some(day("2026-05-06"));
                book.holdings.insert(1, vec![holding(1, 10, Some("2026-05-06"), None)]);
            },
            "2026-05-06",
            Some(("2026-05-06", Cause::Hired, "unsigned")),
        ),
        (
            "not yet hired",
            |book| {
                book.workers[0].hired_on = Some(day("2026-05-06"));
                book.holdings.insert(1, vec![holding(1, 10, Some("2026-05-06"), None)]);
            },
            "2026-05-05",
            None,
        ),
        (
            "a new wording on its first day",
            |book| {
                book.wordings.get_mut(&20).unwrap().push(wording(20, 2, "2026-04-10", Some("2026-04-01")));
            },
            "2026-04-10",
            Some(("2026-04-10", Cause::Wording, "unsigned")),
        ),
        (
            "the day before it the old wording holds",
            |book| {
                book.wordings.get_mut(&20).unwrap().push(wording(20, 2, "2026-04-10", Some("2026-04-01")));
            },
            "2026-04-09",
            Some(("2026-01-01", Cause::Year, "unsigned")),
        ),
        (
            "a wording approved later than it was to begin binds from its approval",
            |book| {
                book.wordings.get_mut(&20).unwrap().push(wording(20, 2, "2026-04-10", Some("2026-04-20")));
            },
            "2026-04-20",
            Some(("2026-04-20", Cause::Wording, "unsigned")),
        ),
        (
            "a draft binds nobody",
            |book| {
                book.wordings.get_mut(&20).unwrap().push(wording(20, 2, "2026-04-10", None));
            },
            "2026-06-01",
            Some(("2026-01-01", Cause::Year, "unsigned")),
        ),
        (
            "the post took the list up this year",
            |book| book.carried.get_mut(&10).unwrap()[0].from = day("2026-02-03"),
            "2026-03-01",
            Some(("2026-02-03", Cause::Mapped, "unsigned")),
        ),
        (
            "before the post took it up nothing is owed",
            |book| book.carried.get_mut(&10).unwrap()[0].from = day("2026-02-03"),
            "2026-02-02",
            None,
        ),
        ("outsourced: another employer's", |book| book.workers[0].outsourced = true, "2026-03-01", None),
        ("a leaver owes none", |book| book.workers[0].ended_on = Some(day("2026-02-28")), "2026-03-01", None),
        (
            "who leaves before the fifteen days are over owes none",
            |book| book.holdings.get_mut(&1).unwrap()[0].to = Some(day("2026-01-15")),
            "2026-01-10",
            None,
        ),
        (
            "who leaves on the fifteenth day owes one",
            |book| book.holdings.get_mut(&1).unwrap()[0].to = Some(day("2026-01-16")),
            "2026-01-10",
            Some(("2026-01-01", Cause::Year, "unsigned")),
        ),
        (
            "a list taken off is owed no more",
            |book| book.carried.get_mut(&10).unwrap()[0].to = Some(day("2026-01-31")),
            "2026-02-01",
            None,
        ),
    ];
    for (case, change, today, expected) in table {
        let mut book = plain();
        change(&mut book);
        let expected = expected.map(|(from, cause, standing)| (from.to_owned(), cause, standing));
        assert_eq!(first(&book, today), expected, "{case}");
    }
}

#[test]
fn a_signature_counts_for_its_post_wording_and_year_only() {
    for (case, (post, wording_id, year, on), today, expected) in [
        ("this year's", (10, 201, 2026, "2026-01-08"), "2026-03-01", "signed"),
        ("signed ahead for the year", (10, 201, 2026, "2025-12-30"), "2026-03-01", "signed"),
        ("last year's", (10, 201, 2025, "2025-01-08"), "2026-03-01", "unsigned"),
        ("of another post", (11, 201, 2026, "2026-01-08"), "2026-03-01", "unsigned"),
        ("of another wording", (10, 202, 2026, "2026-01-08"), "2026-03-01", "unsigned"),
        ("signed after the day that is looked at", (10, 201, 2026, "2026-01-08"), "2026-01-07", "unsigned"),
    ] {
        let mut book = plain();
        sign(&mut book, 1, post, wording_id, year, on);
        assert_eq!(first(&book, today).unwrap().2, expected, "{case}");
    }
    let mut book = plain();
    sign(&mut book, 1, 10, 201, 2025, "2025-01-08");
    let all = owed(&book, day("2026-03-01"), 15);
    let lines = all[0].looked();
    assert!(lines.iter().any(|it| it.contains("2025 年度第 1 版") && it.contains("不顶这一次")), "{lines:?}");
    assert!(lines.iter().any(|it| it.contains("最晚的是新年度")), "{lines:?}");
}

#[test]
fn a_person_moved_to_another_post_owes_a_new_signature() {
    let mut book = plain();
    sign(&mut book, 1, 10, 201, 2026, "2026-01-08");
    book.holdings.insert(
        1,
        vec![holding(1, 10, Some("2024-03-01"), Some("2026-06-30")), holding(1, 11, Some("2026-07-01"), None)],
    );
    book.carried.insert(11, vec![Carried { id: 2, post: 11, list: 20, from: day("2025-01-01"), to: None }]);
    assert_eq!(first(&book, "2026-06-30"), Some(("2026-01-01".into(), Cause::Year, "signed")));
    // The same list, but for the new post: 岗位变动须重签.
    assert_eq!(first(&book, "2026-07-01"), Some(("2026-07-01".into(), Cause::Post, "unsigned")));
    sign(&mut book, 1, 11, 201, 2026, "2026-07-03");
    assert_eq!(first(&book, "2026-07-04").unwrap().2, "signed");
}

#[test]
fn two_posts_owe_the_union_and_a_shared_list_once_for_each_post() {
    let mut book = plain();
    let mut second = holding(1, 11, Some("2026-02-01"), None);
    second.main = false;
    book.holdings.get_mut(&1).unwrap().push(second);
    book.carried.insert(
        11,
        vec![
            Carried { id: 2, post: 11, list: 20, from: day("2025-01-01"), to: None },
            Carried { id: 3, post: 11, list: 30, from: day("2025-01-01"), to: None },
        ],
    );
    book.wordings.insert(30, vec![wording(30, 1, "2025-01-01", Some("2025-01-01"))]);
    let all = owed(&book, day("2026-03-01"), 15);
    let pairs: Vec<(i64, i64)> = all.iter().map(|it| (it.post, it.list)).collect();
    assert_eq!(pairs, [(10, 20), (11, 20), (11, 30)]);
    sign(&mut book, 1, 10, 201, 2026, "2026-01-08");
    sign(&mut book, 1, 11, 201, 2026, "2026-02-08");
    let people = Coverage::of(&book, day("2026-03-01"), 15).people;
    assert_eq!((people[0].owed, people[0].signed, people[0].is_signed()), (3, 2, false));
    // Two rows of the history of posts about one post (a change of department) are one signature.
    let mut book = plain();
    book.holdings.get_mut(&1).unwrap().push(holding(1, 10, Some("2026-02-01"), None));
    assert_eq!(owed(&book, day("2026-03-01"), 15).len(), 1);
}

#[test]
fn the_absent_owe_none_until_they_are_back() {
    for (case, (left, back), today, expected) in [
        ("away since before New Year", ("2025-11-30", None), "2026-03-01", None),
        (
            "back: counted from the return",
            ("2025-11-30", Some("2026-02-10")),
            "2026-03-01",
            Some(("2026-02-10", Cause::Back)),
        ),
        ("the day before the return", ("2025-11-30", Some("2026-02-10")), "2026-02-09", None),
        (
            "back on New Year's day itself",
            ("2025-11-30", Some("2026-01-01")),
            "2026-03-01",
            Some(("2026-01-01", Cause::Year)),
        ),
        (
            "left after New Year: he was there to sign",
            ("2026-01-01", None),
            "2026-03-01",
            Some(("2026-01-01", Cause::Year)),
        ),
        ("last day at work before New Year's", ("2025-12-31", None), "2026-03-01", None),
    ] {
        let mut book = plain();
        book.absences.insert(1, vec![Absence { left_on: day(left), returned_on: back.map(day) }]);
        let found = first(&book, today).map(|(from, cause, _)| (from, cause));
        assert_eq!(found, expected.map(|(from, cause)| (from.to_owned(), cause)), "{case}");
        let counted = Coverage::of(&book, day(today), 15).counts();
        assert_eq!(counted.people, usize::from(expected.is_some()), "{case}: exempt people are in no figure");
    }
    // Back for a day and away again at once.
    let mut book = plain();
    book.absences.insert(
        1,
        vec![
            Absence { left_on: day("2025-11-30"), returned_on: Some(day("2026-02-10")) },
            Absence { left_on: day("2026-02-09"), returned_on: Some(day("2026-04-01")) },
        ],
    );
    assert_eq!(first(&book, "2026-05-01").map(|it| it.0), Some("2026-04-01".to_owned()));
}

#[test]
fn an_unknown_beginning_is_said_and_never_taken_for_signed() {
    let unknown = |known_by: Option<&str>| {
        let mut book = plain();
        book.workers[0].hired_on = None;
        let mut held = holding(1, 10, None, None);
        held.known_by = known_by.map(day);
        book.holdings.insert(1, vec![held]);
        book
    };
    // Entered last year: he certainly held the post by New Year.
    assert_eq!(first(&unknown(Some("2025-06-01")), "2026-03-01").unwrap().2, "unsigned");
    // Entered this year: the day may lie anywhere up to then.
    assert_eq!(first(&unknown(Some("2026-02-01")), "2026-03-01").unwrap().2, "unknown");
    assert_eq!(first(&unknown(None), "2026-03-01").unwrap().2, "unknown");
    let mut book = unknown(None);
    sign(&mut book, 1, 10, 201, 2026, "2026-02-08");
    assert_eq!(first(&book, "2026-03-01").unwrap().2, "signed");
    // No post at all: owes he knows not what, and counts as not signed.
    let mut book = plain();
    book.holdings.clear();
    let coverage = Coverage::of(&book, day("2026-03-01"), 15);
    assert!(!coverage.people[0].has_post);
    assert_eq!(coverage.counts(), Counts { posts: 0, covered: 0, people: 1, signed: 0 });
}

#[test]
fn a_post_is_covered_by_whole_lists_only() {
    // 安全生产法 22: 责任人员、责任范围和考核标准; 29号 (三): 含劳务派遣人员、实习学生 — outsourced people alone are not counted.
    type Change = fn(&mut Book);
    let table: [(&str, Change, Option<Gap>); 8] = [
        ("whole", |_| {}, None),
        ("no list", |book| book.carried.clear(), Some(Gap::NoList)),
        ("not approved", |book| book.wordings.get_mut(&20).unwrap()[0].approved_on = None, Some(Gap::NotApproved)),
        (
            "not begun",
            |book| book.wordings.get_mut(&20).unwrap()[0].effective_from = day("2026-04-01"),
            Some(Gap::NotYet),
        ),
        ("no scope", |book| book.wordings.get_mut(&20).unwrap()[0].scope = Some(" ".into()), Some(Gap::NoScope)),
        ("no duties", |book| book.contents.clear(), Some(Gap::NoDuties)),
        (
            "a duty without a standard",
            |book| book.contents.get_mut(&201).unwrap().without_standard = 1,
            Some(Gap::NoStandard),
        ),
        (
            "one of two lists is wanting",
            |book| {
                let link = Carried { id: 2, post: 10, list: 30, from: day("2025-01-01"), to: None };
                book.carried.get_mut(&10).unwrap().push(link);
                book.wordings.insert(30, vec![wording(30, 1, "2025-01-01", None)]);
            },
            Some(Gap::NotApproved),
        ),
    ];
    for (case, change, gap) in table {
        let mut book = plain();
        change(&mut book);
        let coverage = Coverage::of(&book, day("2026-03-01"), 15);
        let post = &coverage.posts[0];
        assert_eq!(post.is_covered(), gap.is_none(), "{case}");
        assert_eq!(post.holes().first().map(|it| it.1), gap, "{case}");
        let covered = usize::from(gap.is_none());
        assert_eq!((coverage.counts().posts, coverage.counts().covered), (1, covered), "{case}");
    }
    let mut book = plain();
    book.workers[0].outsourced = true;
    assert!(Coverage::of(&book, day("2026-03-01"), 15).posts.is_empty());
}

#[test]
fn a_list_is_behind_from_the_day_a_text_it_cites_is_new() {
    let mut book = plain();
    let cited = Cited {
        name: "特种作业人员安全技术培训考核管理规定".into(),
        as_of: Some(day("2021-09-01")),
        editions: vec![day("2015-07-01"), day("2026-06-01")],
    };
    book.contents.get_mut(&201).unwrap().cited.push(cited);
    for (today, behind) in [("2026-05-31", false), ("2026-06-01", true)] {
        let state = list_state(&book, 20, day(today));
        assert_eq!(state.gaps.iter().any(|it| it.0 == Gap::OldLaw), behind, "{today}");
        assert!(state.is_whole(), "the old list still stands");
    }
    let law = |book: &Book, looked: &[(i64, i64, NaiveDate)]| {
        let all = reviews(book, looked, day("2025-01-01"), day("2026-07-01"));
        all.into_iter().find(|it| matches!(it.why, Why::Law(_)))
    };
    let review = law(&book, &[(1, 20, day("2026-05-30"))]).unwrap();
    assert_eq!(
        (review.from, review.met),
        (day("2026-06-01"), None),
        "a review before the change says nothing about it"
    );
    assert!(law(&book, &[(2, 20, day("2026-06-01"))]).unwrap().met.is_some());
    // A wording cited as of a later day.
    book.contents.get_mut(&201).unwrap().cited[0].as_of = Some(day("2026-06-01"));
    assert!(law(&book, &[]).is_none());
}

#[test]
fn a_list_is_reviewed_every_calendar_year() {
    let years = |looked: &[(i64, i64, NaiveDate)], since: &str, today: &str| -> Vec<(i32, bool)> {
        let all = reviews(&plain(), looked, day(since), day(today));
        all.iter()
            .filter_map(|it| if let Why::Year(year) = it.why { Some((year, it.met.is_some())) } else { None })
            .collect()
    };
    // Approved in December for the year that follows: that year's.
    assert_eq!(years(&[], "2025-01-01", "2025-06-01"), [(2025, true)]);
    assert_eq!(years(&[], "2025-01-01", "2026-01-01"), [(2025, true), (2026, false)]);
    assert_eq!(
        years(&[(1, 20, day("2026-12-31"))], "2025-01-01", "2027-01-01"),
        [(2025, true), (2026, true), (2027, false)]
    );
    // A later year never clears an earlier one; years before the records are not asked.
    assert_eq!(years(&[(1, 20, day("2027-01-01"))], "2026-03-01", "2027-01-01"), [(2026, false), (2027, true)]);
    assert_eq!(
        years(&[(1, 21, day("2026-02-01"))], "2026-03-01", "2026-03-01"),
        [(2026, false)],
        "another list's review"
    );
}

#[test]
fn the_wording_in_force_must_hang_and_go_on_hanging() {
    let second = wording(20, 2, "2026-04-10", Some("2026-04-01"));
    let sheet = |list: Option<i64>, number: Option<i64>, from: &str, to: Option<&str>| Posted {
        id: 1,
        list,
        number,
        place: "车间门口".into(),
        from: day(from),
        to: to.map(day),
    };
    for (case, posting, hangs) in [
        ("this wording", sheet(Some(20), Some(2), "2026-04-05", None), true),
        ("the old wording", sheet(Some(20), Some(1), "2025-01-10", None), false),
        ("all lists, put up after it began", sheet(None, None, "2026-04-10", None), true),
        ("all lists, put up before", sheet(None, None, "2026-04-09", None), false),
        ("taken down", sheet(Some(20), Some(2), "2026-04-10", Some("2026-04-30")), false),
        ("taken down today", sheet(Some(20), Some(2), "2026-04-10", Some("2026-05-01")), true),
        ("another list", sheet(Some(30), Some(2), "2026-04-10", None), false),
        ("not yet put up", sheet(Some(20), Some(2), "2026-05-02", None), false),
    ] {
        let found = hanging(&second, &[posting], day("2026-05-01"));
        assert_eq!(matches!(found, Hanging::Hangs { .. }), hangs, "{case}: {found:?}");
    }
}

#[test]
fn posts_come_from_the_history_and_else_from_the_roster() {
    let mut one = worker(1, Some("2024-03-01"));
    one.post = Some(10);
    let row = |post: i64, main: bool, from: Option<&str>, to: Option<&str>| Assigned {
        person: 1,
        post: Some(post),
        department: None,
        main,
        from: from.map(day),
        to: to.map(day),
        entered_on: day("2025-06-01"),
    };
    let spans = |worker: &Worker, rows: &[Assigned]| -> Vec<(i64, bool, Option<String>, Option<String>)> {
        let text = |on: Option<NaiveDate>| on.map(|it| it.to_string());
        holdings(worker, rows).iter().map(|it| (it.post, it.main, text(it.from), text(it.to))).collect()
    };
    let since = |text: &str| Some(text.to_owned());
    assert_eq!(spans(&one, &[]), [(10, true, since("2024-03-01"), None)], "only the roster names it");
    assert_eq!(
        spans(&one, &[row(11, false, Some("2026-01-01"), None)]),
        [(10, true, since("2024-03-01"), None), (11, false, since("2026-01-01"), None)],
        "a further post does not hide the main one"
    );
    assert_eq!(
        spans(&one, &[row(11, true, None, Some("2026-06-30")), row(10, true, Some("2026-07-01"), None)]),
        [(11, true, since("2024-03-01"), since("2026-06-30")), (10, true, since("2026-07-01"), None)]
    );
    one.ended_on = Some(day("2026-08-31"));
    assert_eq!(
        spans(&one, &[row(10, true, Some("2026-07-01"), None)]),
        [(10, true, since("2026-07-01"), since("2026-08-31"))],
        "cut to the days of employment"
    );
    // Left and hired again: what lies before the present hiring is past.
    one.hired_on = Some(day("2026-08-01"));
    assert_eq!(spans(&one, &[row(11, true, Some("2024-03-01"), Some("2025-12-31"))]), []);
}
