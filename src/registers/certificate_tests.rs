//! Certificates saved, renewed and revoked through the register.

use super::*;
use crate::domain::fold::clean_line;
use crate::registers::{ListQuery, Lookups, add, list};
use crate::store::{Access, Store};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn plant() -> Store {
    let clock = || "2026-11-05T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    put(&mut store, "person", &[("no", "0001"), ("name", "赵磊")]);
    store
}

fn put(store: &mut Store, register: &str, values: &[(&str, &str)]) -> i64 {
    let inputs: Vec<_> = values.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let register = crate::registers::find(register).unwrap();
    add(store, register, &inputs, day("2026-11-05"), Door::Cli, false).unwrap().id
}

fn shown(store: &Store, id: i64, key: &str) -> String {
    let lookups = Lookups::of(&CERTIFICATE, store).unwrap();
    let context = Context { today: day("2026-11-05"), lookups: &lookups };
    let rows = list(store, &CERTIFICATE, &ListQuery::default(), &context).unwrap();
    let row = rows.iter().find(|it| it.row.id == id).unwrap();
    row.cell(&CERTIFICATE, key).unwrap().text.clone()
}

#[test]
fn a_renewal_names_the_old_certificate_and_leaves_it_as_it_was() {
    let mut store = plant();
    let number = "T420000198801011234";
    let old = put(
        &mut store,
        "certificate",
        &[
            ("person", "0001"),
            ("kind", "低压电工"),
            ("number", number),
            ("issued_on", "2020-06-01"),
            ("reviewed_on", "2023-05-20"),
        ],
    );
    assert_eq!(shown(&store, old, "standing"), "已到期");
    assert_eq!(shown(&store, old, "days_left"), "-158");
    let typed = [("issued_on".to_owned(), "2026-06-02".to_owned())];
    let new = renew(&mut store, old, &typed, day("2026-11-05"), Door::Cli).unwrap().id;
    assert_eq!(shown(&store, old, "standing"), "已换证");
    assert_eq!(shown(&store, old, "renewed_by"), "低压电工作业");
    assert_eq!(shown(&store, new, "standing"), "有效");
    assert_eq!(shown(&store, new, "kind"), "低压电工作业");
    // The number is taken over, and masked where people see it.
    assert_eq!(shown(&store, new, "number"), "T420000********1234");
    let row = store.row(&CERTIFICATE.relation, new).unwrap().unwrap();
    assert_eq!(row.get("renews_id").as_int(), Some(old));
    assert_eq!(row.get("number").as_text(), Some(number));
    let log = store.operations(None, 1).unwrap();
    assert!(!log[0].summary.contains("19880101"), "{}", clean_line(&log[0].summary));
}

#[test]
fn an_imported_successor_is_joined_to_the_one_before_it() {
    let mut store = plant();
    let first = put(&mut store, "certificate", &[("person", "赵磊"), ("kind", "N1"), ("issued_on", "2021-01-10")]);
    let second = put(&mut store, "certificate", &[("person", "赵磊"), ("kind", "叉车证"), ("issued_on", "2025-01-05")]);
    let row = store.row(&CERTIFICATE.relation, second).unwrap().unwrap();
    assert_eq!(row.get("renews_id").as_int(), Some(first));
}

#[test]
fn what_is_impossible_is_refused_with_its_field() {
    let mut store = plant();
    let base = [("person", "赵磊"), ("kind", "N1")];
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("issued_on", "2026-12-01")], "issued_on"),
        (&[("issued_on", "2024-01-01"), ("expires_on", "2023-12-31")], "expires_on"),
        (&[("issued_on", "2024-01-01"), ("revoked_on", "2025-01-01")], "revoke_reason"),
        (&[("issued_on", "2024-01-01"), ("reviewed_on", "2023-01-01")], "reviewed_on"),
        (&[], "issued_on"),
    ];
    for (more, field) in cases {
        let inputs: Vec<_> = base.iter().chain(more.iter()).map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let error = add(&mut store, &CERTIFICATE, &inputs, day("2026-11-05"), Door::Cli, false).unwrap_err();
        assert!(error.problems.iter().any(|it| it.field == Some(field)), "{field}: {error:?}");
    }
    let unknown = [("person", "赵磊"), ("kind", "电工"), ("issued_on", "2024-01-01")];
    let inputs: Vec<_> = unknown.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let error = add(&mut store, &CERTIFICATE, &inputs, day("2026-11-05"), Door::Cli, false).unwrap_err();
    assert!(error.problems[0].message.contains("低压电工作业"), "{error:?}");
}
