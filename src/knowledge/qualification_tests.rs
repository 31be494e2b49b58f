//! Certificates against posts and days, each case with the article it follows from.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::certificate::{Certificate, CertificateKind};
use crate::domain::post::PostRole;
use crate::domain::qualification::{Around, Required, Stand, Step, lacks, stand, steps, successor};
use crate::domain::training::{Absence, Tenure, Worker};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

fn kinds() -> &'static [CertificateKind] {
    &crate::knowledge::certificate::builtin().unwrap().kinds
}

/// `electric_low 2023-06-01 [to 2029-05-31] [review 2026-05-31] [reviewed 2026-05-20] [revoked 2026-01-01] [renews 1] [from d]`
fn certificate(id: i64, text: &str) -> Certificate {
    let words: Vec<&str> = text.split_whitespace().collect();
    let after = |name: &str| words.iter().position(|it| *it == name).map(|at| words[at + 1]);
    Certificate {
        id,
        holder: 1,
        kind: format!("ct.{}", words[0]),
        issued_on: words.get(1).filter(|it| it.starts_with("20")).map(|it| day(it)),
        valid_from: after("from").map(day),
        expires_on: after("to").map(day),
        review_due_on: after("review").map(day),
        reviewed_on: after("reviewed").map(day),
        revoked_on: after("revoked").map(day),
        renews: after("renews").map(|it| it.parse().unwrap()),
    }
}

fn worker(from: &str, absences: Vec<Absence>) -> Worker {
    Worker {
        id: 1,
        name: "赵磊".to_owned(),
        employment: None,
        hired_on: Some(day("2020-03-02")),
        ended_on: Some(day("2030-12-31")),
        tenures: vec![Tenure {
            post: 3,
            post_name: "电工".to_owned(),
            department: Some(1),
            role: PostRole::Worker,
            traits: BTreeSet::new(),
            from: Some(day(from)),
            to: None,
        }],
        absences,
        attended: Vec::new(),
    }
}

/// Certificates of a person at a post from 2020-03-02 that asks for one; whether the work is forbidden on the day, and since.
struct Case(&'static str, &'static str, &'static str, Option<&'static str>);

#[test]
fn who_holds_no_valid_certificate_on_the_day_is_barred_from_the_operation() {
    let cases = [
        // 安全生产法30、30号令: no certificate on record is none.
        Case("安全生产法30 没有登记", "", "2026-03-01", Some("2020-03-02")),
        Case("安全生产法30 有效", "electric_low 2020-03-02 to 2026-03-01 reviewed 2023-02-20", "2026-02-28", None),
        Case("安全生产法30 最后一日", "electric_low 2020-03-02 to 2026-03-01 reviewed 2023-02-20", "2026-03-01", None),
        Case(
            "安全生产法30 次日",
            "electric_low 2020-03-02 to 2026-03-01 reviewed 2023-02-20",
            "2026-03-02",
            Some("2026-03-02"),
        ),
        // 30号令21: three years, then a review.
        Case("30号令21 复审日", "electric_low 2023-03-02", "2026-03-01", None),
        Case("30号令21 复审日次日", "electric_low 2023-03-02", "2026-03-02", Some("2026-03-02")),
        Case("30号令21 已复审", "electric_low 2023-03-02 reviewed 2026-02-10", "2026-03-02", None),
        // The dates printed win over the rule.
        Case("印制日期优先 10年延期", "electric_low 2020-03-02 to 2026-03-01 review 2026-03-01", "2024-05-01", None),
        Case(
            "印制日期优先 复审早",
            "electric_low 2023-03-02 to 2029-03-01 review 2025-12-31",
            "2026-01-01",
            Some("2026-01-01"),
        ),
        // Renewals: a gap of a day bars on that day, an overlap never.
        Case(
            "换证隔一日 旧证末日",
            "electric_low 2020-06-01 to 2026-05-31 reviewed 2023-05-20; electric_low 2026-06-02 to 2032-06-01 renews 1",
            "2026-05-31",
            None,
        ),
        Case(
            "换证隔一日 当日",
            "electric_low 2020-06-01 to 2026-05-31 reviewed 2023-05-20; electric_low 2026-06-02 to 2032-06-01 renews 1",
            "2026-06-01",
            Some("2026-06-01"),
        ),
        Case(
            "换证隔一日 新证首日",
            "electric_low 2020-06-01 to 2026-05-31 reviewed 2023-05-20; electric_low 2026-06-02 to 2032-06-01 renews 1",
            "2026-06-02",
            None,
        ),
        Case(
            "换证重叠",
            "electric_low 2020-06-01 to 2026-05-31 reviewed 2023-05-20; electric_low 2026-05-20 to 2032-05-19 renews 1",
            "2026-06-01",
            None,
        ),
        Case(
            "两张同种 一张有效",
            "electric_low 2018-06-01 to 2024-05-31; electric_low 2024-01-01 to 2029-12-31",
            "2026-06-01",
            None,
        ),
        // Revoked.
        Case("撤销前一日", "electric_low 2024-06-01 revoked 2026-04-10", "2026-04-09", None),
        Case("撤销当日", "electric_low 2024-06-01 revoked 2026-04-10", "2026-04-10", Some("2026-04-10")),
        Case("撤销次日", "electric_low 2024-06-01 revoked 2026-04-10", "2026-04-11", Some("2026-04-10")),
        // Another kind does not do.
        Case("别的证", "weld_fusion 2024-06-01", "2026-04-11", Some("2020-03-02")),
        // The order of 2026 keeps six and three years until its text is known.
        Case("19号令 新证复审日", "electric_low 2026-06-10 from 2026-06-10", "2029-06-09", None),
        Case("19号令 新证复审日次日", "electric_low 2026-06-10 from 2026-06-10", "2029-06-10", Some("2029-06-10")),
        Case("没有任何日期", "electric_low", "2026-04-11", Some("2020-03-02")),
    ];
    let required = [Required { post: 3, kind: "ct.electric_low".to_owned() }];
    for Case(article, held, on, since) in cases {
        let held: Vec<Certificate> = held
            .split(';')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .enumerate()
            .map(|(n, text)| certificate(n as i64 + 1, text))
            .collect();
        let refs: Vec<&Certificate> = held.iter().collect();
        let worker = worker("2020-03-02", Vec::new());
        let found = lacks(&worker, &refs, &required, kinds(), day(on));
        assert_eq!(found.first().map(|it| it.since), since.map(day), "{article} {on}");
        assert!(found.iter().all(|it| it.forbids() && it.is_major_sign()), "{article}");
    }
}

#[test]
fn who_is_away_or_gone_or_not_yet_at_the_post_is_not_named() {
    let required = [Required { post: 3, kind: "ct.electric_low".to_owned() }];
    let away = vec![Absence { left_on: day("2026-01-31"), returned_on: Some(day("2026-06-01")) }];
    let cases = [
        ("2026-02-28", vec![], "2026-03-01", 0),
        ("2026-03-01", vec![], "2026-03-01", 1),
        ("2025-03-01", away.clone(), "2026-01-31", 1),
        ("2025-03-01", away.clone(), "2026-02-01", 0),
        ("2025-03-01", away.clone(), "2026-05-31", 0),
        ("2025-03-01", away, "2026-06-01", 1),
        ("2025-03-01", vec![], "2031-01-01", 0),
    ];
    for (from, absences, on, expected) in cases {
        let from = if expected == 0 && absences.is_empty() && on < "2030" { "2026-03-02" } else { from };
        let worker = worker(from, absences);
        assert_eq!(lacks(&worker, &[], &required, kinds(), day(on)).len(), expected, "{from} {on}");
    }
}

#[test]
fn only_special_operations_and_special_equipment_forbid_the_work() {
    for (kind, forbids, major) in [
        ("electric_low", true, true),
        ("se_n1", true, false),
        ("se_a", false, false),
        ("fire_operator", false, false),
        ("manager", false, false),
    ] {
        let required = [Required { post: 3, kind: format!("ct.{kind}") }];
        let worker = worker("2020-03-02", Vec::new());
        let found = lacks(&worker, &[], &required, kinds(), day("2026-03-01"));
        assert_eq!(found.len(), 1, "{kind}");
        assert_eq!((found[0].forbids(), found[0].is_major_sign()), (forbids, major), "{kind}");
    }
}

/// Article, certificate, today, what is owed by which day.
type Owing<'a> = (&'a str, &'a str, &'a str, &'a [(Step, &'a str)]);

#[test]
fn what_is_owed_about_a_certificate_and_by_when() {
    let cases: &[Owing<'_>] = &[
        // 30号令21、22: a review half way, then the end.
        (
            "30号令21",
            "electric_low 2023-06-01",
            "2026-04-01",
            &[(Step::Review, "2026-05-31"), (Step::Renew, "2029-05-31")],
        ),
        (
            "30号令21 已复审",
            "electric_low 2023-06-01 reviewed 2026-05-20",
            "2026-06-01",
            &[(Step::Renew, "2029-05-31")],
        ),
        ("30号令19 过期后不谈复审", "electric_low 2018-06-01", "2026-06-01", &[(Step::Renew, "2024-05-31")]),
        // TSG Z6001-2019: apply a month before the end of four years.
        ("TSG Z6001", "se_n1 2023-01-15", "2026-10-01", &[(Step::Apply, "2026-12-14"), (Step::Renew, "2027-01-14")]),
        (
            "TSG Z6001 末日",
            "se_n1 2023-01-15",
            "2027-01-14",
            &[(Step::Apply, "2026-12-14"), (Step::Renew, "2027-01-14")],
        ),
        ("TSG Z6001 过期", "se_n1 2023-01-15", "2027-01-15", &[(Step::Renew, "2027-01-14")]),
        // The old rule's three months for what was issued under it.
        ("旧考核规则", "se_n1 2018-05-31", "2022-01-01", &[(Step::Apply, "2022-02-28"), (Step::Renew, "2022-05-30")]),
        // 44号令24: thirty days before three years are over.
        (
            "44号令24",
            "manager 2024-03-01 to 2027-02-28",
            "2026-10-01",
            &[(Step::Apply, "2027-01-29"), (Step::Renew, "2027-02-28")],
        ),
        ("消防 无失效期", "fire_operator 2020-01-01", "2026-10-01", &[]),
        ("印有日期", "fire_operator 2020-01-01 to 2026-12-31", "2026-10-01", &[(Step::Renew, "2026-12-31")]),
        ("撤销后不谈", "electric_low 2023-06-01 revoked 2026-01-01", "2026-04-01", &[]),
    ];
    for (article, text, today, expected) in cases {
        let it = certificate(1, text);
        let kind = kinds().iter().find(|kind| kind.id == it.kind).unwrap();
        let expected: Vec<(Step, NaiveDate)> = expected.iter().map(|(step, on)| (*step, day(on))).collect();
        assert_eq!(steps(&it, kind, day(today)), expected, "{article}");
    }
}

#[test]
fn a_certificate_stands_in_the_list_as_people_count_it() {
    let cases = [
        ("electric_low 2024-06-01", None, false, "2026-01-01", Stand::Valid),
        // Ninety days before the review of 2027-05-31 is 2027-03-02.
        ("electric_low 2024-06-01", None, false, "2027-03-01", Stand::Valid),
        ("electric_low 2024-06-01", None, false, "2027-03-02", Stand::Expiring),
        ("electric_low 2024-06-01", None, false, "2027-05-31", Stand::Expiring),
        ("electric_low 2024-06-01", None, false, "2027-06-01", Stand::ReviewMissed),
        ("se_n1 2022-06-01", None, false, "2026-05-31", Stand::Expiring),
        ("se_n1 2022-06-01", None, false, "2026-06-01", Stand::Expired),
        ("se_n1 2022-06-01", Some(2), false, "2026-06-01", Stand::Renewed),
        ("se_n1 2022-06-01", None, true, "2026-06-01", Stand::Left),
        ("se_n1 2022-06-01 revoked 2024-01-01", Some(2), true, "2026-06-01", Stand::Revoked),
        ("se_n1 2026-06-01", None, false, "2026-05-31", Stand::NotYet),
        ("se_n1", None, false, "2026-05-31", Stand::Unknown),
        ("fire_operator 2020-01-01", None, false, "2026-05-31", Stand::Valid),
    ];
    for (text, renewed_by, left, on, expected) in cases {
        let it = certificate(1, text);
        let kind = kinds().iter().find(|kind| kind.id == it.kind).unwrap();
        assert_eq!(stand(&it, kind, Around { renewed_by, left }, day(on)), expected, "{text} {on}");
    }
}

#[test]
fn a_successor_counts_from_the_day_it_begins_and_not_when_it_was_revoked() {
    let old = certificate(1, "se_n1 2022-06-01 to 2026-05-31");
    let new = certificate(2, "se_n1 2026-06-02 to 2030-06-01 renews 1");
    let gone = certificate(3, "se_n1 2026-05-01 to 2030-04-30 revoked 2026-05-15");
    let kind = kinds().iter().find(|kind| kind.id == "ct.se_n1").unwrap();
    let held = [&old, &new, &gone];
    for (on, expected) in [("2026-06-01", None), ("2026-06-02", Some(2)), ("2026-05-10", Some(3)), ("2026-05-15", None)]
    {
        assert_eq!(successor(&old, &held, kind, day(on)), expected, "{on}");
    }
}
