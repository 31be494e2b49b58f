use super::*;
use crate::domain::profile::{Condition, Verdict};

/// Y, N or ? for a flag with these answers.
fn flag(key: &str, facts: &str) -> char {
    match rules().book.judge(&Condition::is(key), &plant(facts).facts) {
        Verdict::True { .. } => 'Y',
        Verdict::False { .. } => 'N',
        Verdict::Unknown { .. } => '?',
    }
}

const FLAGS: [&str; 6] =
    ["flag.training", "flag.organisation", "flag.engineer", "flag.fees", "flag.insurance", "flag.drills"];

/// Everything the six lists ask, answered no.
fn none() -> String {
    let asked = FLAGS.iter().flat_map(|it| rules().book.flag(it).unwrap().when.keys());
    asked
        .map(|key| format!("{key}={}", if key == "industry" { "commerce" } else { "no" }))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Decisions 11: six lists, each its own; one answer moves some of them only.
#[test]
fn each_high_risk_list_is_its_own() {
    let cases = [
        // training 3号令 · organisation 安全生产法24/27 · engineer 27-3 · fees 136号 · insurance 27号 · drills 应急条例8
        ("", "NNNNNN"),
        ("mine=yes", "YYYYYY"),
        ("metal_smelting=yes", "YYYYYY"),
        ("construction=yes", "NYNYYY"),
        ("transport=yes", "NYNYYN"),
        ("fireworks=yes", "YYYYYY"),
        ("hazardous_goods_production=yes", "YYYYYY"),
        ("hazardous_goods_storage=yes", "YYYYYY"),
        ("hazardous_goods_operation=yes", "NYNNYY"), // without storage: not for training (待核)
        ("hazardous_goods_loading=yes", "NYYNNN"),
        ("hazardous_goods_use=yes", "NNNNNN"), // use alone is on no list
        ("hazardous_goods_transport=yes", "NNNNNY"),
        ("industry=machinery", "NNNYNN"), // fees yes, high-risk for training no
        ("industry=metallurgy", "NNNYNN"),
        ("crowded_place=yes", "NNNNNY"),
        ("fishery=yes", "NNNNYN"),
        ("urban_rail=yes", "NNNNNY"),
        ("oil_gas=yes", "NNNYNN"),
    ];
    for (answer, expected) in cases {
        let facts = format!("{} {answer}", none());
        let shown: String = FLAGS.iter().map(|it| flag(it, &facts)).collect();
        assert_eq!(shown, expected, "{answer}");
    }
}

#[test]
fn a_flag_is_open_until_every_question_of_its_list_is_answered() {
    assert_eq!(flag("flag.training", ""), '?');
    assert_eq!(flag("flag.training", "mine=no metal_smelting=no fireworks=no hazardous_goods_production=no"), '?');
    assert_eq!(
        flag(
            "flag.training",
            "mine=no metal_smelting=no fireworks=no hazardous_goods_production=no hazardous_goods_storage=no"
        ),
        'N'
    );
}

#[test]
fn a_flag_set_by_hand_decides_the_duty_and_shows_its_reason() {
    let mut records = plant(&none());
    records.facts.override_flag("flag.organisation", true, "主管部门列入高危名单");
    holds(&records, "LD01/plant/2026-09", &[("2026-10-01", "overdue")]);
    let trace = crate::domain::obligation::why(rules(), &records, day("2026-10-01"), "LD01/plant/2026-09").unwrap();
    let text = format!("{:?}", trace.steps);
    assert!(text.contains("人工认定：主管部门列入高危名单"), "{text}");
    assert_eq!(trace.flags.len(), 2);
}
