//! 签收: who signed which wording of which list, for which post and year.

use chrono::{Datelike, NaiveDate};

use super::{note_today, today_of};
use crate::domain::date::chinese;
use crate::domain::problem::Problem;
use crate::domain::responsibility::{Holding, holdings, in_force};
use crate::error::{Error, Result};
use crate::registers::major::{past, refused};
use crate::registers::organisation::POST;
use crate::registers::{Column, Doors, Draft, Kind, Register};
use crate::store::{Condition, Direction, Query, Relation, Row, Tx};

use super::lists::DUTY_LIST;

/// 签收.
pub static PLEDGE: Register = Register {
    key: "pledge",
    title: "责任清单签收",
    what: "谁哪天为哪个岗位签收了哪份责任清单的哪一版；每年、新版、新岗位各签一次",
    relation: Relation {
        table: "pledge_now",
        columns: &[
            "person_id",
            "post_id",
            "list_id",
            "number",
            "version_id",
            "year",
            "signed_on",
            "signed_before",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("person", "人员", "person", "person_id").required().width(12).synonyms(&[
            "姓名",
            "工号",
            "签收人",
            "责任人",
        ]),
        Column::reference("post", "岗位", "post", "post_id")
            .width(16)
            .synonyms(&["岗位名称"])
            .help("只有一个岗位执行这份清单时可以空着"),
        Column::reference("list", "责任清单", "duty_list", "list_id")
            .width(24)
            .synonyms(&["清单", "清单编号", "清单名称"])
            .help("岗位只有一份清单时可以空着"),
        Column::new("number", "版次", Kind::Whole(1, 999)).width(6).help("空着是签收当日执行的一版"),
        Column::new("year", "年度", Kind::Whole(2000, 2200)).width(6).help("空着是签收日期的年份"),
        Column::new("signed_on", "签收日期", Kind::Date)
            .required()
            .width(12)
            .default("今天")
            .synonyms(&["签字日期", "日期"]),
        Column::new("signed_before", "监签人", Kind::Line).width(10),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &[],
    label: "person_id",
    own_date: Some("signed_on"),
    order: ("signed_on", Direction::Down),
    doors: Doors::ALL,
    check: |draft, context, _| {
        note_today(draft, context);
        past(draft, context, &[("signed_on", "签收日期")])
    },
    write: write_pledge,
};

fn one(register: &Register, key: &'static str, said: String) -> Error {
    refused(register, vec![Problem::field(key, said)])
}

fn write_pledge(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let person = draft.id("person", "person_id").ok_or_else(|| Error::internal("签收没有指明人员"))?;
    let signed_on = draft.date("signed_on").unwrap_or_else(|| today_of(draft, tx));
    let (post, list) = post_and_list(tx, register, draft, person, signed_on)?;
    let number = draft.get("number").as_int();
    let wordings = tx.duty_wordings(Some(list))?;
    let wording = match number.filter(|_| draft.typed("number").is_some() || before.is_some()) {
        Some(number) => wordings.iter().find(|it| it.number == number),
        // Signed shortly before it begins: the next approved one.
        None => in_force(&wordings, signed_on).or_else(|| wordings.iter().find(|it| it.approved_on.is_some())),
    };
    let title = tx.row(&DUTY_LIST.relation, list)?.and_then(|row| row.get("title").as_text().map(str::to_owned));
    let title = title.unwrap_or_default();
    let Some(wording) = wording else {
        let said = number.map_or_else(|| "没有批准的版本，批准后再签收".to_owned(), |it| format!("没有第 {it} 版"));
        return Err(one(register, "list", format!("责任清单：{title}{said}")));
    };
    if wording.approved_on.is_none() {
        let said = format!("版次：{title}第 {} 版还没有批准，不能签收", wording.number);
        return Err(one(register, "number", said));
    }
    let year = draft.get("year").as_int().unwrap_or_else(|| i64::from(signed_on.year()));
    let pairs = [("person_id", person), ("post_id", post), ("version_id", wording.id), ("year", year)];
    let conditions = pairs.iter().map(|(name, value)| Condition::Is(name, (*value).into())).collect();
    let same = tx.rows(&PLEDGE.relation, &Query { conditions, ..Query::default() })?;
    if let Some(other) = same.iter().find(|row| before.is_none_or(|own| own.id != row.id)) {
        let on = other.get("signed_on").as_date().map(chinese).unwrap_or_default();
        let said = format!("责任清单：{title}第 {} 版 {year} 年度已于{on}签收", wording.number);
        return Err(one(register, "list", said));
    }
    let mut values: Vec<_> = draft
        .stored()
        .into_iter()
        .filter(|(name, _)| matches!(*name, "signed_on" | "signed_before" | "note"))
        .collect();
    values.extend(pairs.map(|(name, value)| (name, value.into())));
    if !values.iter().any(|(name, _)| *name == "signed_on") {
        values.push(("signed_on", signed_on.into()));
    }
    match before {
        None => tx.add("pledge", &values),
        Some(row) => {
            tx.update("pledge", row.id, Some(row.version), &values)?;
            Ok(row.id)
        }
    }
}

/// The post and list a signature is for: as typed, else the only ones there are.
fn post_and_list(
    tx: &Tx<'_>,
    register: &Register,
    draft: &Draft,
    person: i64,
    signed_on: NaiveDate,
) -> Result<(i64, i64)> {
    let worker = tx.worker(person)?.ok_or_else(|| Error::input("没有这个人"))?;
    let held: Vec<Holding> = holdings(&worker, &tx.assigned_posts(person)?);
    let carried = tx.carried_lists()?;
    let (post, list) = (draft.id("post", "post_id"), draft.id("list", "list_id"));
    if let Some(post) = post.filter(|post| !held.iter().any(|it| it.post == *post)) {
        return Err(one(register, "post", format!("岗位：{}没有担任过{}", worker.name, name_of(tx, &POST, post)?)));
    }
    let mut fitting: Vec<(i64, i64)> = Vec::new();
    for it in held.iter().filter(|it| it.covers(signed_on) || post == Some(it.post)) {
        for link in carried.iter().filter(|link| link.post == it.post && link.to.is_none()) {
            let fits = post.is_none_or(|post| post == it.post) && list.is_none_or(|list| list == link.list);
            if fits && !fitting.contains(&(it.post, link.list)) {
                fitting.push((it.post, link.list));
            }
        }
    }
    match (fitting.as_slice(), post, list) {
        ([pair], _, _) => Ok(*pair),
        // An old signature of a list the post no longer carries.
        ([], Some(post), Some(list)) => Ok((post, list)),
        ([], _, _) => {
            let said = format!("责任清单：{}{}的岗位没有对应这份责任清单", worker.name, chinese(signed_on));
            Err(one(register, "list", said))
        }
        (several, _, _) => {
            let mut names = Vec::new();
            for (post, list) in several {
                names.push(format!("{} {}", name_of(tx, &POST, *post)?, name_of(tx, &DUTY_LIST, *list)?));
            }
            let key = if list.is_none() { "list" } else { "post" };
            Err(one(register, key, format!("{}要签收的不止一份，请写明岗位和清单：{}", worker.name, names.join("、"))))
        }
    }
}

fn name_of(tx: &Tx<'_>, register: &Register, id: i64) -> Result<String> {
    let row = tx.row(&register.relation, id)?;
    Ok(row.and_then(|row| row.get(register.label).as_text().map(str::to_owned)).unwrap_or_default())
}
