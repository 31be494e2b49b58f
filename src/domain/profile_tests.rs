use super::*;

fn book() -> FactBook {
    let def = |key: &str, kind: FactKind| FactDef {
        key: key.to_owned(),
        label: key.to_uppercase(),
        question: "？".to_owned(),
        kind,
        choices: ["none", "serious"].map(|it| FactChoice { code: it.to_owned(), label: format!("级{it}") }).to_vec(),
        group: String::new(),
        help: String::new(),
        basis: Vec::new(),
    };
    let flag = FlagDef {
        key: "flag.x".to_owned(),
        label: "推导".to_owned(),
        when: Condition::Any(AnyOf { any: vec![Condition::is("a"), Condition::is("b")] }),
        basis: Vec::new(),
        unverified: false,
        note: String::new(),
    };
    let facts = vec![
        def("a", FactKind::Bool),
        def("b", FactKind::Bool),
        def("people", FactKind::Int),
        def("hazard", FactKind::Choice),
        def("city", FactKind::Text),
    ];
    FactBook { facts, flags: vec![flag] }
}

fn facts(text: &str) -> Facts {
    let book = book();
    let mut facts = Facts::new();
    for pair in text.split_whitespace() {
        let (key, value) = pair.split_once('=').unwrap();
        facts.set(key, book.read(key, value).unwrap());
    }
    facts
}

/// `T`, `F` or `U` and the facts named, as `T:a,b`.
fn shown(verdict: Verdict) -> String {
    let (sign, facts) = match verdict {
        Verdict::True { facts, .. } => ('T', facts),
        Verdict::False { facts } => ('F', facts),
        Verdict::Unknown { facts } => ('U', facts),
    };
    format!("{sign}:{}", facts.into_iter().collect::<Vec<_>>().join(","))
}

#[test]
fn conditions_are_three_valued_and_name_the_facts_that_decide() {
    let cases = [
        ("when = { is = 'a' }", "", "U:a"),
        ("when = { is = 'a' }", "a=yes", "T:a"),
        ("when = { is = 'a' }", "a=否", "F:a"),
        ("when = { not = { is = 'a' } }", "", "U:a"),
        ("when = { not = { is = 'a' } }", "a=no", "T:a"),
        ("when = { any = [{ is = 'a' }, { is = 'b' }] }", "a=yes", "T:a"),
        ("when = { any = [{ is = 'a' }, { is = 'b' }] }", "a=no", "U:b"),
        ("when = { any = [{ is = 'a' }, { is = 'b' }] }", "a=no b=no", "F:a,b"),
        ("when = { all = [{ is = 'a' }, { is = 'b' }] }", "a=no", "F:a"),
        ("when = { all = [{ is = 'a' }, { is = 'b' }] }", "a=yes", "U:b"),
        ("when = { all = [{ is = 'a' }, { is = 'b' }] }", "", "U:a,b"),
        ("when = { all = [{ is = 'a' }, { is = 'b' }] }", "a=1 b=1", "T:a,b"),
        // 以上、以下 include the number (民法典 1259)
        ("when = { number = 'people', at_least = 300 }", "people=299", "F:people"),
        ("when = { number = 'people', at_least = 300 }", "people=300", "T:people"),
        ("when = { number = 'people', at_most = 100 }", "people=101", "F:people"),
        ("when = { number = 'people', at_most = 100 }", "", "U:people"),
        ("when = { fact = 'hazard', one_of = ['serious'] }", "hazard=serious", "T:hazard"),
        ("when = { fact = 'hazard', one_of = ['serious'] }", "hazard=级none", "F:hazard"),
        // a derived flag names the asked facts beneath it
        ("when = { is = 'flag.x' }", "", "U:a,b"),
        ("when = { is = 'flag.x' }", "a=no", "U:b"),
        ("when = { is = 'flag.x' }", "b=yes", "T:b"),
        ("when = { is = 'flag.x' }", "a=no b=no", "F:a,b"),
        ("when = { is = 'flag.x' }", "a=no b=no flag.x=yes", "T:flag.x"),
        ("when = { is = 'flag.x' }", "a=yes flag.x=no", "F:flag.x"),
    ];
    for (text, given, expected) in cases {
        let table: BTreeMap<String, Condition> = toml::from_str(text).unwrap();
        assert_eq!(shown(book().judge(&table["when"], &facts(given))), expected, "{text} with {given}");
    }
}

#[test]
fn a_condition_with_an_unknown_word_is_refused() {
    for text in ["when = { is = 'a', at_least = 3 }", "when = { some = [] }", "when = { number = 'people', more = 3 }"]
    {
        assert!(toml::from_str::<BTreeMap<String, Condition>>(text).is_err(), "{text}");
    }
}

#[test]
fn an_answer_of_the_wrong_kind_decides_nothing() {
    let mut odd = Facts::new();
    odd.set("a", FactValue::Int(1));
    assert_eq!(shown(book().judge(&Condition::is("a"), &odd)), "U:a");
}

#[test]
fn a_flag_set_by_hand_keeps_its_reason() {
    let mut set = facts("a=no b=no");
    set.override_flag("flag.x", true, "主管部门书面认定");
    assert!(book().judge(&Condition::is("flag.x"), &set).holds());
    assert_eq!(book().describe("flag.x", &set), "推导：是（人工认定：主管部门书面认定）");
}

#[test]
fn answers_are_read_as_people_type_them_and_refused_in_words() {
    let book = book();
    for (key, typed, expected) in [
        ("a", "是", FactValue::Bool(true)),
        ("a", "ＮＯ", FactValue::Bool(false)),
        ("people", "２００", FactValue::Int(200)),
        ("hazard", "级serious", FactValue::Code("serious".to_owned())),
        ("city", "江州\u{1b}市", FactValue::Text("江州市".to_owned())),
        ("flag.x", "yes", FactValue::Bool(true)),
    ] {
        assert_eq!(book.read(key, typed), Ok(expected), "{key}={typed}");
    }
    for (key, typed, word) in [
        ("a", "也许", "是"),
        ("people", "-1", "整数"),
        ("people", "很多", "整数"),
        ("hazard", "mild", "serious"),
        ("city", " ", "不能为空"),
        ("colour", "red", "没有名为"),
    ] {
        assert!(book.read(key, typed).unwrap_err().message.contains(word), "{key}={typed}");
    }
}

#[test]
fn the_roster_answers_the_head_count_only_where_the_plant_did_not() {
    let mut facts = facts("people=180");
    facts.set_if_unknown("people", FactValue::Int(200));
    facts.set_if_unknown("a", FactValue::Bool(true));
    assert_eq!(facts.get("people").unwrap().value, FactValue::Int(180));
    assert_eq!(facts.get("a").unwrap().value, FactValue::Bool(true));
}

#[test]
fn the_day_from_which_a_condition_holds_is_known() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let mut dated = Facts::new();
    let since = |text: &str| Fact { value: FactValue::Bool(true), since: Some(day(text)), reason: None };
    dated.put("a", since("2026-03-01"));
    dated.put("b", since("2026-06-01"));
    let any = Condition::is("flag.x");
    let all = Condition::All(AllOf { all: vec![Condition::is("a"), Condition::is("b")] });
    let held = |condition: &Condition| match book().judge(condition, &dated) {
        Verdict::True { since, .. } => since,
        Verdict::False { .. } | Verdict::Unknown { .. } => panic!("should hold"),
    };
    assert_eq!(held(&any), Some(day("2026-03-01")));
    assert_eq!(held(&all), Some(day("2026-06-01")));
}
