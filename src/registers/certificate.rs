//! 证书: what each holds, until when, and what took its place; beside it what posts ask for and bring with them.
//!
//! A renewal is a new certificate that names the old one; the old one stays as it was.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::domain::certificate::{Certificate, CertificateKind};
use crate::domain::date::days_between;
use crate::domain::problem::Problem;
use crate::domain::qualification::{self, Around, Stand};
use crate::domain::training::Trait;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::knowledge;
use crate::store::{Direction, Query, Relation, Row, Store, Tx};

use super::major::past;
use super::{Column, Context, Door, Doors, Draft, Kind, Register, Saved, Terms, no_check, save};

/// The kinds of certificate of the rule pack.
pub static KINDS: Terms = Terms { choices: knowledge::certificate::choices, find: knowledge::certificate::find };

/// 证书.
pub static CERTIFICATE: Register = Register {
    key: "certificate",
    title: "证书",
    what: "人员持有的证书：有效期、复审、换证和扫描件；证上印的日期优先于规则",
    relation: Relation {
        table: "certificate",
        columns: &[
            "person_id",
            "kind",
            "number",
            "grade",
            "authority",
            "issued_on",
            "valid_from",
            "expires_on",
            "review_due_on",
            "reviewed_on",
            "applied_on",
            "revoked_on",
            "revoke_reason",
            "renews_id",
            "verified_on",
            "scan",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("person", "持证人", "person", "person_id").required().width(10).synonyms(&[
            "工号",
            "姓名",
            "人员",
            "持证人员",
            "持证人姓名",
            "员工编号",
            "职工号",
        ]),
        Column::new("kind", "证书", Kind::Term(&KINDS))
            .required()
            .width(26)
            .synonyms(&["证书名称", "证书种类", "作业项目", "操作项目", "准操项目", "作业类别", "资格名称", "证件名称"])
            .help("写证上的名称、代号（N1、Q2）或习惯叫法（低压电工）"),
        Column::derived("standing", "状态", Kind::Choice(Stand::CHOICES), standing).width(10),
        Column::new("expires_on", "有效期止", Kind::Date)
            .width(12)
            .synonyms(&["有效期至", "到期日期", "有效期限", "失效日期", "有效期届满日期"])
            .help("证上印的最后一天；没有印的空着，按规则推算"),
        Column::derived("next_on", "下次期限", Kind::Date, next_on).width(12),
        Column::derived("days_left", "剩余天数", Kind::Whole(i64::MIN, i64::MAX), days_left).width(8),
        Column::new("number", "证号", Kind::Printed)
            .width(22)
            .synonyms(&["证书编号", "证件编号", "操作证号", "证书号", "证书号码"])
            .help("其中的身份证号显示时遮盖"),
        Column::new("grade", "级别和项目", Kind::Line).synonyms(&["级别", "项目代号", "准操范围"]),
        Column::new("authority", "发证机关", Kind::Line).synonyms(&["发证单位", "签发机关"]),
        Column::new("issued_on", "发证日期", Kind::Date).synonyms(&[
            "初领日期",
            "领证日期",
            "初次领证日期",
            "批准日期",
            "取证日期",
        ]),
        Column::new("valid_from", "有效期起", Kind::Date)
            .synonyms(&["有效期自", "生效日期", "有效期开始日期"])
            .help("与发证日期相同就空着"),
        Column::new("review_due_on", "应复审日期", Kind::Date)
            .synonyms(&["复审日期", "下次复审日期", "复审期限"])
            .help("证上印的复审日期；没有印的空着，按规则推算"),
        Column::new("reviewed_on", "最近复审日期", Kind::Date).synonyms(&["实际复审日期", "复审合格日期"]),
        Column::new("applied_on", "申请日期", Kind::Date)
            .synonyms(&["换证申请日期", "延期申请日期"])
            .help("复审、延期申请提出的日期；还没拿到新证时登记"),
        Column::new("revoked_on", "注销日期", Kind::Date).synonyms(&["撤销日期", "吊销日期"]),
        Column::new("revoke_reason", "注销原因", Kind::Line).synonyms(&["撤销原因", "吊销原因"]),
        Column::reference("renews", "所换的旧证", "certificate", "renews_id")
            .synonyms(&["旧证", "换发自"])
            .help("写 #行号；空着时自动接上同一人同种的前一张"),
        Column::derived("renewed_by", "换发的新证", Kind::Reference("certificate"), renewed_by),
        Column::derived("ends_on", "推算有效期止", Kind::Date, ends_on),
        Column::derived("review_next", "推算复审期限", Kind::Date, review_next),
        Column::new("verified_on", "查验日期", Kind::Date).help("在官方平台查验的日期"),
        Column::new("scan", "扫描件", Kind::Line).synonyms(&["扫描件编号", "证书扫描件"]).help("文件名或存放编号"),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &[],
    label: "kind",
    own_date: None,
    order: ("id", Direction::Down),
    doors: Doors::ALL,
    check: judge_certificate,
    write: write_certificate,
};

fn judge_certificate(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let dates = [
        ("issued_on", "发证日期"),
        ("reviewed_on", "最近复审日期"),
        ("applied_on", "申请日期"),
        ("revoked_on", "注销日期"),
        ("verified_on", "查验日期"),
    ];
    let mut problems = past(draft, context, &dates);
    let (issued, from, end) = (draft.date("issued_on"), draft.date("valid_from"), draft.date("expires_on"));
    for (first, named) in [(from, "有效期起"), (issued, "发证日期")] {
        if first.zip(end).is_some_and(|(first, end)| end < first) {
            problems.push(Problem::field("expires_on", format!("有效期止：早于{named}")));
            break;
        }
    }
    let first = issued.or(from);
    for (key, header) in [("reviewed_on", "最近复审日期"), ("review_due_on", "应复审日期"), ("revoked_on", "注销日期")]
    {
        if first.zip(draft.date(key)).is_some_and(|(first, day)| day < first) {
            problems.push(Problem::field(key, format!("{header}：早于发证日期")));
        }
    }
    if draft.date("revoked_on").is_some() && draft.text("revoke_reason").is_none() {
        problems.push(Problem::field("revoke_reason", "注销原因：填了注销日期，也要写原因"));
    }
    if issued.is_none() && from.is_none() && end.is_none() {
        problems.push(Problem::field("issued_on", "发证日期：发证日期、有效期起、有效期止至少填一个"));
    }
    problems
}

/// A new certificate of the same kind and holder takes the place of the one before it, unless it says which.
fn write_certificate(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let mut draft = draft.clone();
    let holder = draft.id("person", "person_id");
    if let Some(old) = draft.id("renews", "renews_id") {
        let row = tx.row(&register.relation, old)?.ok_or_else(|| Error::input("没有这张旧证"))?;
        let same = row.get("person_id").as_int() == holder && *row.get("kind") == draft.get("kind");
        if !same || before.is_some_and(|own| own.id == old) {
            let said = "所换的旧证：不是同一人的同一种证书";
            return Err(super::major::refused(register, vec![Problem::field("renews", said)]));
        }
    } else if before.is_none() {
        let fresh = draft.date("valid_from").or(draft.date("issued_on")).or(draft.date("expires_on"));
        let query =
            Query { conditions: vec![crate::store::Condition::Is("person_id", holder.into())], ..Query::default() };
        let rows = tx.rows(&register.relation, &query)?;
        let begins = |row: &Row| day(row, "valid_from").or(day(row, "issued_on")).or(day(row, "expires_on"));
        let taken = |id: i64| rows.iter().any(|row| row.get("renews_id").as_int() == Some(id));
        let earlier = rows.iter().filter(|row| *row.get("kind") == draft.get("kind") && !taken(row.id));
        let last = earlier.filter(|row| begins(row).zip(fresh).is_some_and(|(old, new)| old < new));
        if let Some(old) = last.max_by_key(|row| begins(row)) {
            draft.also("renews_id", old.id.into());
        }
    }
    save::write(tx, register, before, &draft)
}

fn day(row: &Row, column: &str) -> Option<NaiveDate> {
    row.get(column).as_date()
}

/// A stored certificate as the rules take it.
#[must_use]
pub fn of_row(row: &Row) -> Certificate {
    Certificate {
        id: row.id,
        holder: row.get("person_id").as_int().unwrap_or_default(),
        kind: row.get("kind").as_text().unwrap_or_default().to_owned(),
        issued_on: day(row, "issued_on"),
        valid_from: day(row, "valid_from"),
        expires_on: day(row, "expires_on"),
        review_due_on: day(row, "review_due_on"),
        reviewed_on: day(row, "reviewed_on"),
        revoked_on: day(row, "revoked_on"),
        renews: row.get("renews_id").as_int(),
    }
}

/// The kind a row names; `None` for one that no pack knows.
#[must_use]
pub fn kind_of(row: &Row) -> Option<&'static CertificateKind> {
    knowledge::certificate::builtin().ok()?.kind(row.get("kind").as_text()?)
}

/// What is known of each certificate beside its row: which one took its place and from when, and whether its holder left.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn enrich(register: &Register, store: &Store) -> Result<BTreeMap<i64, String>> {
    if register.key != CERTIFICATE.key {
        return Ok(BTreeMap::new());
    }
    let rows = store.rows(&CERTIFICATE.relation, &Query::default())?;
    let all: Vec<Certificate> = rows.iter().map(of_row).collect();
    let mut held: HashMap<i64, Vec<&Certificate>> = HashMap::new();
    for it in &all {
        held.entry(it.holder).or_default().push(it);
    }
    let left: HashMap<i64, NaiveDate> =
        store.employed()?.into_iter().filter_map(|it| Some((it.id, it.ended_on?))).collect();
    let mut notes = BTreeMap::new();
    for (it, row) in all.iter().zip(&rows) {
        let Some(kind) = kind_of(row) else { continue };
        let others = held.get(&it.holder).map(Vec::as_slice).unwrap_or_default();
        let heir = qualification::successor(it, others, kind, NaiveDate::MAX);
        let from =
            heir.and_then(|id| others.iter().find(|it| it.id == id)).and_then(|it| it.valid_from.or(it.issued_on));
        let gone = left.get(&it.holder).map(ToString::to_string).unwrap_or_default();
        let heir = heir.map(|id| id.to_string()).unwrap_or_default();
        let from = from.map(|day| day.to_string()).unwrap_or_default();
        if !(heir.is_empty() && gone.is_empty()) {
            notes.insert(row.id, format!("{heir}|{from}|{gone}"));
        }
    }
    Ok(notes)
}

fn around(row: &Row, context: &Context<'_>) -> Around {
    let mut parts = context.lookups.note(row.id).unwrap_or_default().split('|');
    let heir = parts.next().and_then(|id| id.parse().ok());
    let begun = parts.next().and_then(|day| day.parse::<NaiveDate>().ok()).is_some_and(|day| day <= context.today);
    let left = parts.next().and_then(|day| day.parse::<NaiveDate>().ok()).is_some_and(|last| last < context.today);
    Around { renewed_by: heir.filter(|_| begun), left }
}

fn standing(row: &Row, context: &Context<'_>) -> Value {
    let stand = kind_of(row)
        .map_or(Stand::Unknown, |kind| qualification::stand(&of_row(row), kind, around(row, context), context.today));
    stand.code().into()
}

fn next_on(row: &Row, context: &Context<'_>) -> Value {
    let around = around(row, context);
    let gone =
        around.left || around.renewed_by.is_some() || day(row, "revoked_on").is_some_and(|on| on <= context.today);
    if gone {
        return Value::Null;
    }
    kind_of(row).and_then(|kind| qualification::next_day(&of_row(row), kind)).into()
}

fn days_left(row: &Row, context: &Context<'_>) -> Value {
    next_on(row, context).as_date().map_or(Value::Null, |day| Value::Int(days_between(context.today, day)))
}

fn renewed_by(row: &Row, context: &Context<'_>) -> Value {
    around(row, context).renewed_by.into()
}

fn ends_on(row: &Row, _: &Context<'_>) -> Value {
    kind_of(row).and_then(|kind| of_row(row).ends(kind)).into()
}

fn review_next(row: &Row, _: &Context<'_>) -> Value {
    kind_of(row).and_then(|kind| of_row(row).review_due(kind)).into()
}

/// What a renewal begins with: holder, kind and what is printed alike on the next one, as typed into the register.
///
/// # Errors
/// [`crate::error::Kind::Input`] when there is no such certificate.
pub fn renewal_of(store: &Store, id: i64) -> Result<Vec<(&'static str, String)>> {
    let row = store
        .row(&CERTIFICATE.relation, id)?
        .filter(|row| row.retired_on.is_none())
        .ok_or_else(|| Error::input(format!("没有编号为 {id} 的证书")))?;
    let holder = row.get("person_id").as_int().unwrap_or_default();
    let mut given = vec![("person", format!("#{holder}")), ("renews", format!("#{id}"))];
    for key in ["kind", "number", "grade", "authority"] {
        if let Some(text) = row.get(key).as_text().filter(|it| !it.is_empty()) {
            given.push((key, text.to_owned()));
        }
    }
    Ok(given)
}

/// Enters the certificate that takes the place of another: what is not said is taken over from it.
///
/// # Errors
/// As [`super::add`].
pub fn renew(store: &mut Store, id: i64, typed: &[(String, String)], today: NaiveDate, door: Door) -> Result<Saved> {
    let mut inputs: Vec<(String, String)> = typed.to_vec();
    let named = |key: &str| typed.iter().any(|(name, _)| CERTIFICATE.column(name).is_some_and(|it| it.key == key));
    for (key, text) in renewal_of(store, id)? {
        if !named(key) {
            inputs.push((key.to_owned(), text));
        }
    }
    super::add(store, &CERTIFICATE, &inputs, today, door, false)
}

/// Marks a certificate as revoked or cancelled from a day on.
///
/// # Errors
/// As [`super::change`]; without a reason.
pub fn revoke(store: &mut Store, id: i64, on: NaiveDate, reason: &str, today: NaiveDate, door: Door) -> Result<Saved> {
    let inputs = [("revoked_on".to_owned(), on.to_string()), ("revoke_reason".to_owned(), reason.trim().to_owned())];
    super::change(store, &CERTIFICATE, id, None, &inputs, today, door, false)
}

/// 岗位持证要求.
pub static POST_CERTIFICATE: Register = Register {
    key: "post_certificate",
    title: "岗位持证要求",
    what: "哪个岗位的人必须持有哪种证书；任职人没有有效证书的会被点名",
    relation: Relation {
        table: "post_certificate",
        columns: &["post_id", "kind", "note"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::reference("post", "岗位", "post", "post_id").required().width(20).synonyms(&["岗位名称", "工种"]),
        Column::new("kind", "应持证书", Kind::Term(&KINDS))
            .required()
            .width(30)
            .synonyms(&["证书", "证书名称", "证书种类"])
            .help("写证上的名称、代号（N1、Q2）或习惯叫法（低压电工）"),
        Column::new("note", "备注", Kind::Line).width(20),
    ],
    identity: &[],
    label: "kind",
    own_date: None,
    order: ("post_id", Direction::Up),
    doors: Doors::ALL,
    check: no_check,
    write: write_pair,
};

/// 岗位作业特征.
pub static POST_TRAIT: Register = Register {
    key: "post_trait",
    title: "岗位作业特征",
    what: "岗位带来的作业：有限空间、粉尘涉爆、接触职业病危害等，决定要做哪些专门培训",
    relation: Relation { table: "post_trait", columns: &["post_id", "trait", "note"], retires: true, versioned: true },
    columns: &[
        Column::reference("post", "岗位", "post", "post_id").required().width(20).synonyms(&["岗位名称", "工种"]),
        Column::new("trait", "作业特征", Kind::Choice(Trait::CHOICES)).required().width(24).synonyms(&["特征", "作业"]),
        Column::new("note", "备注", Kind::Line).width(20),
    ],
    identity: &[],
    label: "trait",
    own_date: None,
    order: ("post_id", Direction::Up),
    doors: Doors::ALL,
    check: no_check,
    write: write_pair,
};

/// A post asks for a certificate, or has a trait, once.
fn write_pair(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let what = if register.key == POST_TRAIT.key { "trait" } else { "kind" };
    let post = draft.id("post", "post_id");
    let query = Query { conditions: vec![crate::store::Condition::Is("post_id", post.into())], ..Query::default() };
    let twin = tx.rows(&register.relation, &query)?;
    let twin = twin.iter().any(|row| *row.get(what) == draft.get(what) && before.is_none_or(|own| own.id != row.id));
    if twin {
        let said = format!("{}：这个岗位已经登记过", register.column(what).map_or(what, |it| it.header));
        return Err(super::major::refused(register, vec![Problem::field(what, said)]));
    }
    save::write(tx, register, before, draft)
}

#[cfg(test)]
#[path = "certificate_tests.rs"]
mod tests;
