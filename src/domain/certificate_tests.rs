//! Certificates against dated cases, each with what it follows from.

use super::*;

fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap_or_else(|_| panic!("{text}"))
}

/// Six years with a review every three, seen to within the last 60 days (30号令 19, 21—23).
fn special() -> CertificateKind {
    CertificateKind {
        id: "ct.electric_low".to_owned(),
        title: "低压电工作业".to_owned(),
        family: Family::Special,
        category: "电工作业".to_owned(),
        also: Vec::new(),
        opens: "低压电工作业".to_owned(),
        terms: vec![Terms {
            effective_from: day("2010-07-01"),
            effective_to: None,
            valid_months: Some(72),
            review_months: Some(36),
            ahead: Some(Ahead { before: Before::Window, days: 60, months: 0 }),
            basis: Vec::new(),
            unverified: false,
            note: String::new(),
        }],
    }
}

/// Four years, to be applied for a month before (TSG Z6001).
fn equipment() -> CertificateKind {
    let mut kind = special();
    kind.id = "ct.forklift".to_owned();
    kind.family = Family::Equipment;
    kind.terms[0].valid_months = Some(48);
    kind.terms[0].review_months = None;
    kind.terms[0].ahead = Some(Ahead { before: Before::Deadline, days: 0, months: 1 });
    kind
}

/// `issued=… ends=… review=… reviewed=… revoked=… from=… renews=1`
fn certificate(id: i64, kind: &CertificateKind, text: &str) -> Certificate {
    let value = |key: &str| text.split_whitespace().find_map(|it| it.strip_prefix(key)?.strip_prefix('='));
    let date = |key: &str| value(key).map(day);
    Certificate {
        id,
        holder: 1,
        kind: kind.id.clone(),
        issued_on: date("issued"),
        valid_from: date("from"),
        expires_on: date("ends"),
        review_due_on: date("review"),
        reviewed_on: date("reviewed"),
        revoked_on: date("revoked"),
        renews: value("renews").map(|it| it.parse().unwrap()),
    }
}

#[test]
fn a_certificate_is_valid_to_its_printed_day_and_not_a_day_longer() {
    use Validity::*;
    let d = day;
    let cases: &[(&str, &str, &str, Validity)] = &[
        (
            "证面日期",
            "issued=2024-03-01 ends=2030-02-28 reviewed=2027-02-01",
            "2030-02-28",
            Valid(Some(d("2030-02-28"))),
        ),
        ("到期次日", "issued=2024-03-01 ends=2030-02-28 reviewed=2027-02-01", "2030-03-01", Expired(d("2030-02-28"))),
        ("证面短于规定，以证面为准", "issued=2024-03-01 ends=2025-12-31", "2026-01-01", Expired(d("2025-12-31"))),
        ("没有印的，六年少一日", "issued=2024-03-01 reviewed=2027-02-01", "2030-02-28", Valid(Some(d("2030-02-28")))),
        ("没有印的，六年届满", "issued=2024-03-01 reviewed=2027-02-01", "2030-03-01", Expired(d("2030-02-28"))),
        ("闰日发证", "issued=2024-02-29 reviewed=2027-02-01", "2030-02-27", Valid(Some(d("2030-02-27")))),
        ("闰日发证，届满", "issued=2024-02-29 reviewed=2027-02-01", "2030-02-28", Expired(d("2030-02-27"))),
        ("发证前一日", "issued=2024-03-01", "2024-02-29", NotYet(d("2024-03-01"))),
        ("生效日晚于发证日", "issued=2024-03-01 from=2024-03-15", "2024-03-14", NotYet(d("2024-03-15"))),
        ("什么日期都没有", "", "2024-03-01", Unknown("expires_on")),
        ("只有到期日", "ends=2026-12-31", "2026-12-31", Valid(Some(d("2026-12-31")))),
        ("复审日当天", "issued=2024-03-01", "2027-02-28", Valid(Some(d("2030-02-28")))),
        ("复审日次日没有复审", "issued=2024-03-01", "2027-03-01", ReviewMissed(d("2027-02-28"))),
        ("按期复审", "issued=2024-03-01 reviewed=2027-02-20", "2027-03-01", Valid(Some(d("2030-02-28")))),
        (
            "提前十一个月复审算这一次",
            "issued=2024-03-01 reviewed=2026-03-30",
            "2027-03-01",
            Valid(Some(d("2030-02-28"))),
        ),
        ("太早的复审不算", "issued=2024-03-01 reviewed=2025-06-01", "2027-03-01", ReviewMissed(d("2027-02-28"))),
        ("过期才复审，复审后有效", "issued=2024-03-01 reviewed=2027-05-01", "2027-05-02", Valid(Some(d("2030-02-28")))),
        ("证面复审日优先", "issued=2024-03-01 review=2026-12-31", "2027-01-01", ReviewMissed(d("2026-12-31"))),
        (
            "证面复审日已复审",
            "issued=2024-03-01 review=2026-12-31 reviewed=2026-12-31",
            "2027-01-01",
            Valid(Some(d("2030-02-28"))),
        ),
        ("撤销前一日", "issued=2024-03-01 revoked=2025-05-01", "2025-04-30", Valid(Some(d("2030-02-28")))),
        ("撤销当日", "issued=2024-03-01 revoked=2025-05-01", "2025-05-01", Revoked(d("2025-05-01"))),
    ];
    let kind = special();
    for (name, text, on, expected) in cases {
        assert_eq!(certificate(1, &kind, text).on(&kind, day(on)), *expected, "{name}");
    }
}

#[test]
fn of_several_certificates_the_best_counts() {
    let kind = special();
    type Best = Option<(i64, bool)>;
    let cases: &[(&str, &[&str], &str, Best)] = &[
        ("没有证", &[], "2026-01-01", None),
        (
            "旧证到期，新证次日起",
            &["issued=2018-01-01 ends=2025-12-31 reviewed=2024-12-01", "issued=2026-01-01"],
            "2026-01-01",
            Some((2, true)),
        ),
        (
            "两证之间差一日",
            &["issued=2018-01-01 ends=2025-12-31 reviewed=2024-12-01", "issued=2026-01-02"],
            "2026-01-01",
            Some((2, false)),
        ),
        (
            "重叠期间",
            &["issued=2020-01-01 ends=2026-01-31 reviewed=2025-01-01", "issued=2026-01-01"],
            "2026-01-15",
            Some((2, true)),
        ),
        (
            "新证被撤销，旧证还有效",
            &["issued=2020-02-01 ends=2026-01-31 reviewed=2025-01-01", "issued=2026-01-01 revoked=2026-01-10"],
            "2026-01-15",
            Some((1, true)),
        ),
        (
            "两张都过期，说晚的那张",
            &["issued=2010-07-01 ends=2016-06-30", "issued=2016-07-01 ends=2022-06-30"],
            "2026-01-15",
            Some((2, false)),
        ),
    ];
    for (name, texts, on, expected) in cases {
        let all: Vec<Certificate> = (1..).zip(*texts).map(|(id, text)| certificate(id, &kind, text)).collect();
        let held: Vec<&Certificate> = all.iter().collect();
        let found = standing(&held, &kind, day(on)).map(|(id, validity)| (id, validity.is_valid()));
        assert_eq!(found, *expected, "{name}");
    }
}

#[test]
fn renewal_is_seen_to_before_the_end() {
    let (special, equipment) = (special(), equipment());
    let cases: &[(&str, &CertificateKind, &str, &str, &str)] = &[
        ("特种作业 届满前60日起办理", &special, "issued=2024-03-01", "2030-02-28", "2029-12-30"),
        ("特种设备 届满1个月以前申请", &equipment, "issued=2024-03-01", "2028-02-29", "2028-01-29"),
        ("特种设备 证面3月31日", &equipment, "issued=2024-03-01 ends=2028-03-31", "2028-03-31", "2028-02-29"),
    ];
    for (name, kind, text, ends, ahead) in cases {
        let it = certificate(1, kind, text);
        let end = it.ends(kind).unwrap();
        assert_eq!(end, day(ends), "{name}");
        assert_eq!(it.terms(kind).unwrap().ahead.unwrap().of(end), day(ahead), "{name}");
    }
}

#[test]
fn a_renewed_certificate_asks_for_nothing_more() {
    let kind = special();
    let old = certificate(1, &kind, "issued=2020-02-01 ends=2026-01-31");
    for (text, renewed) in [
        ("issued=2026-01-15", true),
        ("issued=2026-01-15 ends=2026-01-31", false),
        ("issued=2026-01-15 ends=2026-01-31 renews=1", true),
        ("issued=2019-01-15 ends=2025-01-14", false),
    ] {
        let new = certificate(2, &kind, text);
        assert_eq!(is_renewed(&old, &[&old, &new], &kind), renewed, "{text}");
    }
    let of_another = Certificate { holder: 2, ..certificate(2, &kind, "issued=2026-01-15") };
    assert!(!is_renewed(&old, &[&old, &of_another], &kind));
}
