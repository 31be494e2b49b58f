//! What the records say of a criterion: cases of looks, open and closed failures, places, and months.

use super::*;

const TODAY: &str = "2026-11-20";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn look(item: &str, on: &str, place: &str, result: ItemResult) -> Look {
    let hazard = (result == ItemResult::Fail).then(|| Failure {
        id: 7,
        code: "YH-2026-0007".into(),
        is_open: true,
        is_major: false,
    });
    Look {
        item: item.into(),
        on: day(on),
        place: Some(place.into()),
        inspection: format!("JC-{on}"),
        result,
        words: None,
        hazard,
    }
}

fn closed(mut it: Look) -> Look {
    it.hazard.as_mut().unwrap().is_open = false;
    it
}

fn said(items: &[&str], all: bool, looks: Vec<Look>) -> (Verdict, String) {
    let judging = Judging::Items(Items { items: items.iter().map(|it| (*it).to_owned()).collect(), all });
    let s = Snapshot { months: 12, looks, ..Snapshot::default() };
    let proposal = propose(&judging, &s, day(TODAY));
    (proposal.verdict, proposal.text())
}

#[test]
fn one_item_is_yes_no_or_unknown_by_its_results() {
    use ItemResult::{Fail, NotApplicable, NotChecked, Pass};
    use Verdict::{DataMissing, No, Yes};
    let cases: Vec<(&str, Vec<Look>, Verdict, &str)> = vec![
        ("never looked at", vec![], DataMissing, "从来没有查过"),
        ("right", vec![look("FC03", "2026-10-12", "一车间", Pass)], No, "JC-2026-10-12"),
        ("right a year ago to the day", vec![look("FC03", "2025-11-20", "一车间", Pass)], No, "2025"),
        ("right too long ago", vec![look("FC03", "2025-11-19", "一车间", Pass)], DataMissing, "上次查是2025"),
        ("wrong and open", vec![look("FC03", "2026-10-12", "一车间", Fail)], Yes, "YH-2026-0007还没有销号"),
        ("wrong long ago and open", vec![look("FC03", "2024-01-12", "一车间", Fail)], Yes, "还没有销号"),
        (
            "wrong and open, right since",
            vec![look("FC03", "2026-05-12", "一车间", Fail), look("FC03", "2026-10-12", "一车间", Pass)],
            Yes,
            "还没有销号",
        ),
        ("wrong and closed", vec![closed(look("FC03", "2026-10-12", "一车间", Fail))], DataMissing, "没有再查过"),
        (
            "wrong, closed, right since",
            vec![closed(look("FC03", "2026-05-12", "一车间", Fail)), look("FC03", "2026-10-12", "一车间", Pass)],
            No,
            "查过",
        ),
        (
            "closed here, right only elsewhere",
            vec![closed(look("FC03", "2026-05-12", "一车间", Fail)), look("FC03", "2026-10-12", "二车间", Pass)],
            DataMissing,
            "一车间",
        ),
        ("thought not applicable", vec![look("FC03", "2026-10-12", "一车间", NotApplicable)], DataMissing, "不适用"),
        (
            "right at one place, not applicable at another",
            vec![look("FC03", "2026-10-12", "一车间", NotApplicable), look("FC03", "2026-09-12", "二车间", Pass)],
            No,
            "二车间",
        ),
        (
            "not checked says nothing",
            vec![look("FC03", "2026-10-12", "一车间", NotChecked), look("FC03", "2026-05-12", "一车间", Pass)],
            No,
            "JC-2026-05-12",
        ),
        ("another item", vec![look("FC04", "2026-10-12", "一车间", Pass)], DataMissing, "从来没有查过"),
        ("of a day to come", vec![look("FC03", "2026-11-21", "一车间", Pass)], DataMissing, "从来没有查过"),
    ];
    for (case, looks, verdict, part) in cases {
        let (got, trace) = said(&["FC03"], false, looks);
        assert_eq!(got, verdict, "{case}: {trace}");
        assert!(trace.contains(part), "{case}: {trace}");
    }
}

#[test]
fn several_items_need_all_right_and_one_or_all_wrong() {
    use ItemResult::{Fail, Pass};
    use Verdict::{DataMissing, No, Yes};
    let at = |item: &str, result| look(item, "2026-10-12", "一车间", result);
    for (all, looks, verdict) in [
        (false, vec![at("YX07", Pass), at("YX08", Pass)], No),
        (false, vec![at("YX07", Pass)], DataMissing),
        (false, vec![at("YX07", Pass), at("YX08", Fail)], Yes),
        (false, vec![at("YX08", Fail)], Yes),
        (true, vec![at("YX07", Pass), at("YX08", Fail)], DataMissing),
        (true, vec![at("YX08", Fail)], DataMissing),
        (true, vec![at("YX07", Fail), at("YX08", Fail)], Yes),
        (true, vec![at("YX07", Pass), at("YX08", Pass)], No),
    ] {
        let (got, trace) = said(&["YX07", "YX08"], all, looks);
        assert_eq!(got, verdict, "all {all}: {trace}");
    }
    // Items of several lists that look at the same thing: the newest at a place speaks.
    let (got, _) = said(&["FC11|W17"], false, vec![look("W17", "2026-11-13", "一车间", Pass)]);
    assert_eq!(got, No);
    let mixed = vec![closed(look("FC11", "2026-05-12", "一车间", Fail)), look("W17", "2026-11-13", "一车间", Pass)];
    assert_eq!(said(&["FC11|W17"], false, mixed).0, No);
    assert_eq!(said(&[], false, vec![]).0, DataMissing, "nothing to look at proves nothing");
}

#[test]
fn names_are_yes_none_is_no_and_not_known_is_neither() {
    for (test, names) in [(Test::SpecialOperators, true), (Test::SmeltingManagers, false)] {
        for (known, verdict, part) in [
            (None, Verdict::DataMissing, "资料不足"),
            (Some(vec![]), Verdict::No, "不存在"),
            (Some(vec!["孙电工".to_owned()]), Verdict::Yes, "孙电工"),
        ] {
            let mut s = Snapshot { months: 12, ..Snapshot::default() };
            if names {
                s.special_operators_without_certificate = known;
            } else {
                s.managers_not_qualified = known;
            }
            let proposal = propose(&Judging::Test { test }, &s, day(TODAY));
            assert_eq!(proposal.verdict, verdict, "{test}");
            assert!(proposal.text().contains(part), "{}", proposal.text());
        }
    }
}

#[test]
fn a_round_is_free_of_major_hazards_only_when_nothing_is_left_open() {
    use Verdict::{DataMissing, No, NotApplicable, Yes};
    for (verdicts, said) in [
        (vec![No, NotApplicable], "未发现重大事故隐患"),
        (vec![No, DataMissing], "不能说没有"),
        (vec![Yes, No], "存在重大事故隐患1项"),
        (vec![Yes, DataMissing, DataMissing], "另有2项资料不足"),
        (vec![NotApplicable], "没有适用"),
        (vec![], "没有适用"),
    ] {
        let counts = Counts::of(verdicts.clone());
        assert!(counts.said().contains(said), "{verdicts:?}: {}", counts.said());
        assert_eq!(usize::try_from(counts.items()).unwrap(), verdicts.len());
    }
}
