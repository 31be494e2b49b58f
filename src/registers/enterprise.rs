//! 企业: the plant itself. One row; the answers to what rules ask lie beside it in `fact`.

use chrono::NaiveDate;

use crate::domain::fold::clean_line;
use crate::domain::problem::Problem;
use crate::domain::profile::{Fact, Facts};
use crate::error::{Error, Result};
use crate::knowledge::fact;
use crate::store::{Direction, Relation, Store};

use super::{Column, Doors, Kind, Register, no_check, save};

/// 企业.
pub static ENTERPRISE: Register = Register {
    key: "enterprise",
    title: "企业",
    what: "企业档案：名称、统一社会信用代码、负责人，以及规则要问的企业情况",
    relation: Relation {
        table: "enterprise",
        columns: &[
            "name",
            "short_name",
            "credit_code",
            "industry",
            "address",
            "principal",
            "safety_head",
            "phone",
            "records_since",
        ],
        retires: false,
        versioned: true,
    },
    columns: &[
        Column::new("name", "企业名称", Kind::Line).required().width(30).synonyms(&["单位名称", "公司名称"]),
        Column::new("short_name", "企业简称", Kind::Line).width(12).help("用于文号：简称＋安〔2026〕3号"),
        Column::new("credit_code", "统一社会信用代码", Kind::CreditCode)
            .width(20)
            .synonyms(&["信用代码", "社会信用代码"]),
        Column::new("industry", "行业", Kind::Line).width(16).synonyms(&["所属行业", "行业小类"]),
        Column::new("address", "地址", Kind::Line).synonyms(&["企业地址", "生产经营地址"]),
        Column::new("principal", "主要负责人", Kind::Line).width(10).synonyms(&["法定代表人"]),
        Column::new("safety_head", "安全管理负责人", Kind::Line).width(10).synonyms(&["安全负责人"]),
        Column::new("phone", "联系电话", Kind::Phone).width(14).synonyms(&["电话"]),
        Column::new("records_since", "记录起始日", Kind::Date)
            .required()
            .width(12)
            .help("从哪天起用本程序记录；此前到期的义务不判定"),
    ],
    identity: &[],
    label: "name",
    own_date: None,
    order: ("id", Direction::Up),
    doors: Doors { add: false, set: true, retire: false, import: false },
    check: no_check,
    write: save::write,
};

/// Keys and typed values.
pub type Pairs = Vec<(String, String)>;

/// Takes the answers to facts (`fire_key_unit=yes`) out of what was typed for the enterprise.
#[must_use]
pub fn split_facts(register: &Register, pairs: Vec<(String, String)>) -> (Pairs, Pairs) {
    if register.key != ENTERPRISE.key {
        return (Vec::new(), pairs);
    }
    pairs.into_iter().partition(|(name, _)| {
        register.column(name).is_none() && fact::book().is_ok_and(|book| book.fact(name).is_some())
    })
}

/// Answers facts; an empty value makes one unknown again. `true` when anything changed.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every unknown key and unfit value at once.
pub fn set_facts(store: &mut Store, pairs: &[(String, String)]) -> Result<bool> {
    let read = read_facts(pairs)?;
    if read.is_empty() {
        return Ok(false);
    }
    let before = store.facts()?;
    store.write("enterprise.facts", |tx| {
        for (key, value) in &read {
            tx.set_fact(key, value.as_deref(), None)?;
        }
        let words: Vec<String> =
            read.iter().map(|(key, value)| format!("{key}={}", value.as_deref().unwrap_or("（未知）"))).collect();
        Ok(((), format!("企业情况：{}", words.join("，"))))
    })?;
    Ok(store.facts()? != before)
}

/// Sets a derived flag by hand with a reason; `None` goes back to what the answers say.
///
/// # Errors
/// [`crate::error::Kind::Input`] for an unknown flag, or without a reason.
pub fn set_flag(store: &mut Store, key: &str, yes: Option<bool>, reason: &str) -> Result<()> {
    let flag = fact::book()?.flag(key).ok_or_else(|| Error::input(format!("没有推导项 {key}")))?;
    let reason = clean_line(reason);
    if yes.is_some() && reason.is_empty() {
        let problem = Problem::field("reason", "原因：与推导不同时要写原因");
        return Err(Error::problems("推导项没有保存，请改正：", vec![problem]));
    }
    let (word, value) = match yes {
        Some(true) => ("人工认定为 是", Some("yes")),
        Some(false) => ("人工认定为 否", Some("no")),
        None => ("改为按推导", None),
    };
    store.write("enterprise.flag", |tx| {
        tx.set_fact(key, value, value.map(|_| reason.as_str()))?;
        Ok(((), format!("企业情况：{}{word}{}{reason}", flag.label, if reason.is_empty() { "" } else { "，" })))
    })
}

/// What the plant has answered, as the rules read it. A stored answer its question no longer takes counts as unknown.
///
/// # Errors
/// When the file cannot be read.
pub fn answers(store: &Store) -> Result<Facts> {
    let book = fact::book()?;
    let mut facts = Facts::new();
    for answer in store.facts()? {
        if let Ok(value) = book.read(&answer.key, &answer.value) {
            facts.put(answer.key, Fact { value, since: None, reason: answer.reason });
        }
    }
    Ok(facts)
}

/// Reads `key=value` answers against the questions of the packs.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every unknown key and unfit value at once.
pub fn read_facts(pairs: &[(String, String)]) -> Result<Vec<(String, Option<String>)>> {
    let book = fact::book()?;
    let (mut read, mut problems) = (Vec::new(), Vec::new());
    for (key, text) in pairs {
        if book.fact(key).is_some() && text.trim().is_empty() {
            read.push((key.clone(), None));
            continue;
        }
        match book.read(key, text) {
            Ok(value) => read.push((key.clone(), Some(value.stored()))),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        return Ok(read);
    }
    Err(Error::problems("企业情况没有保存，请改正：", problems).hint("用 anguan init --help 查看可填的项目"))
}

/// Fills a new file: the enterprise, its first facts, and the checklists that come with the program.
///
/// # Errors
/// Disk failures.
pub fn found(
    store: &mut Store,
    name: &str,
    records_since: NaiveDate,
    facts: &[(String, Option<String>)],
) -> Result<()> {
    store.write("enterprise.init", |tx| {
        tx.add("enterprise", &[("id", 1.into()), ("name", name.into()), ("records_since", records_since.into())])?;
        for (key, value) in facts {
            tx.set_fact(key, value.as_deref(), None)?;
        }
        super::checklist::adopt_all(tx, records_since)?;
        Ok(((), format!("新建数据文件：{name}")))
    })
}
