//! Facts of the papers about events: a major hazard, an accident, an order of an authority.

use chrono::Datelike;

use super::papers::{Case, name, text};
use super::{Collected, Moment, authority, chain_code, collected, record, unit};
use crate::domain::hazard::State;
use crate::domain::hazard::case::{Element, OF_PLAN, OF_REPORT};
use crate::error::{Error, Result};
use crate::registers::accident::{ACCIDENT, ACCIDENT_CHANGE, REPORT_MINUTES, changes_of, minutes};
use crate::registers::enterprise::ENTERPRISE;
use crate::registers::major::{case_of, progress_of};
use crate::registers::order::{AUTHORITY_ORDER, AUTHORITY_ORDER_ITEM, OrderKind, items_of};
use crate::registers::{Lookups, report_text};
use crate::report::accident_report::{AccidentFacts, Casualties, ChangeFacts};
use crate::report::kinds::ReportKind;
use crate::report::letter::Head;
use crate::report::major_hazard::{ElementFacts, MajorHazardFacts, Paper, ProgressFacts};
use crate::report::order_reply::{ItemFacts, OrderReplyFacts};
use crate::store::{Row, Store};

/// Head and foot of a letter; missing elements and another addressee are filled in by who knows them.
fn head(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Head> {
    let row = store.row(&ENTERPRISE.relation, 1)?;
    let of = |column: &str| row.as_ref().and_then(|row| text(row, column));
    let mut texts = report_text::all(store, kind.key, about)?;
    let number = texts.remove(report_text::NUMBER);
    let mark = report_text::letter_mark(store)?;
    Ok(Head {
        unit: unit(store)?.name,
        number,
        open_number: format!("{mark}〔{}〕　号", moment.today.year()),
        addressee: authority(store)?,
        principal: of("principal"),
        phone: of("phone"),
        dated_on: Some(moment.today),
        missing: Vec::new(),
        texts,
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    })
}

/// Facts of any paper about a major hazard.
///
/// # Errors
/// [`crate::error::Kind::Input`] when there is no such hazard or it is not a major one; when the file cannot be read.
pub fn major_hazard(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let paper = Paper::from_code(kind.key).ok_or_else(|| Error::internal(format!("{}不是重大隐患的文书", kind.key)))?;
    let id = record(store, kind, about)?;
    let hazard = Case::read(store, id)?;
    let facts = hazard.facts();
    if facts.level.as_deref() != Some("major") {
        return Err(Error::input(format!("隐患 {} 是{}隐患，没有{}", facts.code, facts.level_label, kind.title))
            .hint("只有定为重大的隐患才有这类文书"));
    }
    let file = case_of(store, id)?;
    let of = |column: &str| file.as_ref().and_then(|row| text(row, column));
    let on = |column: &str| file.as_ref().and_then(|row| row.get(column).as_date());
    let elements: Vec<ElementFacts> = Element::ALL
        .iter()
        .map(|key| ElementFacts { key: *key, label: key.label().to_owned(), text: of(key.code()) })
        .collect();
    let progress: Vec<ProgressFacts> = progress_of(store, id)?
        .iter()
        .filter_map(|row| {
            Some(ProgressFacts {
                id: row.id,
                on: row.get("on_date").as_date().filter(|on| *on <= moment.today)?,
                words: text(row, "words").unwrap_or_default(),
                percent: row.get("percent").as_int(),
                cost_fen: row.get("cost_fen").as_int(),
            })
        })
        .collect();
    let row = &hazard.row;
    let mut head = head(store, kind, &facts.code, moment)?;
    match paper {
        Paper::Workers => head.addressee = Some("职工大会（职工代表大会）".to_owned()),
        Paper::Plan => head.addressee = None,
        Paper::Resume => head.addressee = of("stopped_by").or(head.addressee),
        Paper::Report | Paper::Progress | Paper::Closure => {}
    }
    let state = row.get("state").as_text().and_then(State::from_code);
    let mut facts = MajorHazardFacts {
        paper,
        head,
        state: state.map_or("", State::label).to_owned(),
        assessed_on: row.get("assessed_on").as_date(),
        reported_on: row.get("reported_on").as_date(),
        elements,
        interim: of("interim"),
        funds_fen: file.as_ref().and_then(|row| row.get("funds_fen").as_int()),
        planned_on: on("planned_on"),
        meeting_on: on("meeting_on"),
        meeting: of("meeting"),
        public_on: on("public_on"),
        stopped_by: of("stopped_by"),
        stopped_on: on("stopped_on"),
        spent_fen: progress.iter().filter_map(|it| it.cost_fen).reduce(|sum, fen| sum + fen),
        progress,
        rectified_on: row.get("rectified_on").as_date(),
        rectification: text(row, "rectification"),
        cost_fen: row.get("cost_fen").as_int(),
        accepted_on: row.get("accepted_on").as_date(),
        accepter: hazard.name("person", "accepter_id").or_else(|| text(row, "accepter_name")),
        opinion: text(row, "opinion"),
        evaluated_on: on("evaluated_on"),
        evaluator: of("evaluator"),
        evaluation: of("evaluation"),
        closed_on: row.get("closed_on").as_date(),
        closed_by: hazard.name("person", "closer_id").or_else(|| text(row, "closer_name")),
        hazard: facts,
    };
    facts.head.missing = missing(&facts);
    collected(store, &facts, kind, &facts.hazard.code)
}

/// The statutory elements a paper lacks, as the articles name them.
fn missing(facts: &MajorHazardFacts) -> Vec<String> {
    let wanted = |of: &'static [Element]| {
        let lacks = |key: &&Element| facts.elements.iter().any(|it| it.key == **key && it.text.is_none());
        of.iter().filter(lacks).map(|it| it.label().to_owned())
    };
    let named = |parts: &[(bool, &str)]| -> Vec<String> {
        parts.iter().filter(|(there, _)| !there).map(|(_, what)| (*what).to_owned()).collect()
    };
    let done = [
        (facts.rectified_on.is_some(), "整改完成日期"),
        (facts.rectification.is_some(), "整改情况"),
        (facts.accepted_on.is_some(), "验收"),
        (facts.evaluated_on.is_some() && facts.evaluation.is_some(), "治理情况评估"),
    ];
    match facts.paper {
        Paper::Report => wanted(OF_REPORT).chain(wanted(OF_PLAN)).collect(),
        Paper::Workers => {
            let told = named(&[(facts.meeting_on.is_some(), "会议日期")]);
            wanted(OF_REPORT).chain(wanted(OF_PLAN)).chain(told).collect()
        }
        Paper::Plan => wanted(OF_PLAN).chain(named(&[(facts.planned_on.is_some(), "审定日期")])).collect(),
        Paper::Progress => named(&[(!facts.progress.is_empty(), "治理进展")]),
        Paper::Closure => named(&done),
        Paper::Resume => {
            let stopped = (facts.stopped_by.is_some(), "责令停产停业的部门");
            wanted(OF_PLAN).chain(named(&[stopped])).chain(named(&done)).collect()
        }
    }
}

/// A row of the register a kind is about.
fn row_of(store: &Store, kind: &ReportKind, about: &str, relation: &crate::store::Relation) -> Result<Row> {
    let id = record(store, kind, about)?;
    store.row(relation, id)?.ok_or_else(|| Error::input(format!("没有这条记录，不能打印{}", kind.title)))
}

fn casualties(row: &Row) -> Casualties {
    let count = |column: &str| row.get(column).as_int().unwrap_or_default();
    Casualties { deaths: count("deaths"), missing: count("missing"), serious: count("serious"), minor: count("minor") }
}

/// What the file says of the enterprise, for 单位概况.
fn enterprise(store: &Store) -> Result<Vec<String>> {
    let row = store.row(&ENTERPRISE.relation, 1)?;
    let of = |column: &str| row.as_ref().and_then(|row| text(row, column));
    let parts = [
        ("单位名称", "name"),
        ("统一社会信用代码", "credit_code"),
        ("行业", "industry"),
        ("地址", "address"),
        ("主要负责人", "principal"),
        ("联系电话", "phone"),
    ];
    Ok(parts
        .into_iter()
        .map(|(label, column)| format!("{label}：{}", of(column).as_deref().unwrap_or("（未填写）")))
        .collect())
}

/// Facts of the first report of an accident.
///
/// # Errors
/// [`crate::error::Kind::Input`] when there is no such accident; when the file cannot be read.
pub fn accident(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let row = row_of(store, kind, about, &ACCIDENT.relation)?;
    let lookups = Lookups::of(&ACCIDENT, store)?;
    let code = text(&row, "code").unwrap_or_default();
    let minutes = minutes(&row);
    let mut facts = AccidentFacts {
        head: head(store, kind, &code, moment)?,
        id: row.id,
        title: text(&row, "title").unwrap_or_default(),
        enterprise: enterprise(store)?,
        happened_at: row.get("happened_at").as_moment(),
        told_at: row.get("told_at").as_moment(),
        reported_at: row.get("reported_at").as_moment(),
        reported_to: text(&row, "reported_to"),
        reported_by: text(&row, "reported_by"),
        minutes,
        is_late: minutes.is_some_and(|it| it > REPORT_MINUTES),
        place: text(&row, "place"),
        department: name(&row, &lookups, "department", "department_id"),
        kind: text(&row, "accident"),
        casualties: casualties(&row),
        loss_fen: row.get("loss_fen").as_int(),
        scene: text(&row, "scene"),
        course: text(&row, "course"),
        measures: text(&row, "measures"),
        other: text(&row, "other"),
        code,
    };
    let wanted = [
        (facts.told_at.is_some(), "单位负责人接报时间"),
        (facts.place.is_some(), "地点"),
        (facts.scene.is_some(), "现场情况"),
        (facts.course.is_some(), "简要经过"),
        (facts.measures.is_some(), "已经采取的措施"),
        (!facts.enterprise.iter().any(|it| it.ends_with("（未填写）")), "单位概况"),
    ];
    facts.head.missing = wanted.iter().filter(|(there, _)| !there).map(|(_, it)| (*it).to_owned()).collect();
    collected(store, &facts, kind, &facts.code)
}

/// Facts of a later report of an accident.
///
/// # Errors
/// As [`accident`].
pub fn accident_change(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let row = row_of(store, kind, about, &ACCIDENT_CHANGE.relation)?;
    let id = row.get("accident_id").as_int().unwrap_or_default();
    let accident = store.row(&ACCIDENT.relation, id)?.ok_or_else(|| Error::input("没有这条续报所说的事故"))?;
    let (mut before, mut now) = (casualties(&accident), casualties(&accident));
    for change in changes_of(store, id)? {
        let known = |column: &str, then: i64| change.get(column).as_int().unwrap_or(then);
        before = now;
        now = Casualties {
            deaths: known("deaths", before.deaths),
            missing: known("missing", before.missing),
            serious: known("serious", before.serious),
            minor: known("minor", before.minor),
        };
        if change.id == row.id {
            break;
        }
    }
    let code = text(&row, "code").unwrap_or_default();
    let facts = ChangeFacts {
        head: head(store, kind, &code, moment)?,
        id: row.id,
        accident: text(&accident, "code").unwrap_or_default(),
        title: text(&accident, "title").unwrap_or_default(),
        happened_at: accident.get("happened_at").as_moment(),
        first_reported_at: accident.get("reported_at").as_moment(),
        place: text(&accident, "place"),
        known_at: row.get("known_at").as_moment(),
        reported_at: row.get("reported_at").as_moment(),
        before,
        now,
        words: text(&row, "words").unwrap_or_default(),
        code,
    };
    collected(store, &facts, kind, &facts.code)
}

/// Facts of the reply to an order.
///
/// # Errors
/// [`crate::error::Kind::Input`] when there is no such order; when the file cannot be read.
pub fn order_reply(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let row = row_of(store, kind, about, &AUTHORITY_ORDER.relation)?;
    let lookups = Lookups::of(&AUTHORITY_ORDER, store)?;
    let of_items = Lookups::of(&AUTHORITY_ORDER_ITEM, store)?;
    let due_on = row.get("due_on").as_date();
    let items: Vec<ItemFacts> = items_of(store, row.id)?
        .iter()
        .map(|item| ItemFacts {
            id: item.id,
            number: item.get("number").as_int().unwrap_or_default(),
            requirement: text(item, "requirement").unwrap_or_default(),
            due_on: item.get("due_on").as_date().or(due_on),
            owner: name(item, &of_items, "person", "owner_id"),
            done_on: item.get("done_on").as_date(),
            words: text(item, "words"),
            hazard: name(item, &of_items, "hazard", "hazard_id"),
        })
        .collect();
    let number = text(&row, "number").unwrap_or_default();
    let mut facts = OrderReplyFacts {
        head: head(store, kind, &number, moment)?,
        id: row.id,
        order: number,
        kind: row.get("kind").as_text().and_then(OrderKind::from_code).map_or("文书", OrderKind::label).to_owned(),
        title: text(&row, "title"),
        issued_on: row.get("issued_on").as_date(),
        due_on,
        items,
    };
    facts.head.addressee = name(&row, &lookups, "authority", "authority_id");
    let silent: Vec<String> =
        facts.items.iter().filter(|it| it.words.is_none()).map(|it| format!("第{}项", it.number)).collect();
    if facts.items.is_empty() {
        facts.head.missing.push("整改事项".to_owned());
    } else if !silent.is_empty() {
        facts.head.missing.push(format!("{}的整改情况", silent.join("、")));
    }
    collected(store, &facts, kind, &facts.order)
}
