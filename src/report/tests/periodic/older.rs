//! Reports that an older program froze, held against the shape they were frozen in.

use super::{busy, day, hazard, moment};
use crate::registers::submission::{self, Freeze, HandIn};
use crate::report::collect::monthly as collect_month;
use crate::report::frozen::verify;
use crate::report::kinds;
use crate::report::layout::text;
use crate::store::Store;

/// Hands in facts as a program froze them that had only those of the month for every period.
fn freeze_as_before(store: &mut Store, kind: &str, period: &str, on: &str) {
    let kind = kinds::find(kind).unwrap();
    let mut facts = collect_month(store, kind, period, moment(on)).unwrap().facts;
    assert_eq!((&facts["report"], &facts["version"]), (&kind.key.into(), &1.into()));
    facts.as_object_mut().unwrap().remove("trend");
    let given = Freeze {
        kind: kind.key.to_owned(),
        period: period.to_owned(),
        title: kind.title.to_owned(),
        on: day(on),
        signed_by: None,
        facts: facts.to_string(),
        layouts: String::new(),
        packs: String::new(),
        chain_head: String::new(),
    };
    let handing = HandIn {
        recipient: "主管部门".to_owned(),
        on: day(on),
        signed_by: None,
        submitted_by: None,
        channel: None,
        receipt: None,
        late_reason: None,
    };
    submission::submit(store, &given, &handing).unwrap();
}

#[test]
fn a_report_frozen_in_an_older_shape_is_held_against_that_shape() {
    let mut store = busy();
    let frozen = [("weekly", "2026-W37"), ("monthly", "2026-09"), ("quarterly", "2026-Q3"), ("half_year", "2026-H1")];
    for (kind, period) in frozen {
        freeze_as_before(&mut store, kind, period, "2026-10-08");
    }
    let later = moment("2026-10-20");
    for checked in verify(&store, later).unwrap() {
        assert!(checked.is_fine(), "{}: {:?}", checked.frozen.kind, checked.differences);
    }
    hazard(&mut store, "2026-09-08", &[]);
    for checked in verify(&store, later).unwrap() {
        let named = checked.differences.iter().any(|it| it.path == "hazards.registered");
        assert_eq!(named, checked.frozen.kind != "half_year", "{}: {:?}", checked.frozen.kind, checked.differences);
        assert!(!checked.differences.iter().any(|it| it.path.starts_with("trend") || it.path.starts_with("table")));
        let kind = kinds::find(&checked.frozen.kind).unwrap();
        let facts = serde_json::from_str(&checked.frozen.facts).unwrap();
        let (_, reprint) = kind.shape_of(&facts);
        assert!(text::text(&reprint(&facts).unwrap(), 80).contains("隐患增减"), "an old report can still be printed");
    }
}
