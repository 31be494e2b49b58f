//! Facts of the papers of the organisation of safety: minutes, cards, the daily promise, letters of appointment.

use std::collections::HashSet;

use super::papers::{name, text};
use super::{Collected, Moment, authority, chain_code, collected, enterprise_text, record, unit};
use crate::domain::organisation::AppointmentKind;
use crate::domain::organisation::meeting::MeetingKind;
use crate::domain::profile::Basis;
use crate::error::{Error, Result};
use crate::knowledge;
use crate::registers::committee::APPOINTMENT;
use crate::registers::document::{CARD, CardKind};
use crate::registers::meeting::{MEETING, MEETING_ACTION, action_of, actions_of, names_in, wanting};
use crate::registers::organisation::AUTHORITY;
use crate::registers::posting::PROMISE;
use crate::registers::{self, Lookups};
use crate::report::appointment_letter::AppointmentFacts;
use crate::report::card::{CardFacts, OneCard};
use crate::report::kinds::ReportKind;
use crate::report::minutes::{ActionFacts, MinutesFacts};
use crate::report::promise_sheet::PromiseFacts;
use crate::store::{Condition, Query, Store};

/// Facts of a meeting's minutes.
///
/// # Errors
/// As [`super::collect`].
pub fn minutes(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let id = record(store, kind, about)?;
    let row = store.row(&MEETING.relation, id)?.ok_or_else(|| Error::input("没有这次会议"))?;
    let (lookups, people) = (Lookups::of(&MEETING, store)?, Lookups::of(&MEETING_ACTION, store)?);
    let code = text(&row, "code").unwrap_or_default();
    let actions = actions_of(store, id)?;
    let actions = actions.iter().map(|it| {
        let action = action_of(it, &code, name(it, &people, "person", "owner_id"));
        ActionFacts {
            id: action.id,
            number: action.number,
            state: action.state_words(moment.today),
            due_on: action.due_on,
            done_on: action.done_on,
            owner: action.owner,
            content: action.content,
        }
    });
    let wanting = wanting(&row, moment.today);
    let facts = MinutesFacts {
        id,
        unit: unit(store)?.name,
        number: text(&row, "minutes_no"),
        kind: row.get("kind").as_text().and_then(MeetingKind::from_code).map_or("", MeetingKind::label).to_owned(),
        title: text(&row, "title").unwrap_or_default(),
        on_date: row.get("on_date").as_date(),
        place: text(&row, "place"),
        department: name(&row, &lookups, "department", "department_id"),
        chair: name(&row, &lookups, "person", "chair_id"),
        recorder: text(&row, "recorder"),
        expected: row.get("expected").as_int(),
        present: row.get("present").as_int(),
        attendees: text(&row, "attendees").map(|it| names_in(&it)).unwrap_or_default(),
        topics: text(&row, "topics"),
        earlier: text(&row, "earlier"),
        minutes: text(&row, "minutes"),
        signed_by: text(&row, "signed_by"),
        actions: actions.collect(),
        wanting: wanting.map(|it| it.split('、').map(str::to_owned).collect()).unwrap_or_default(),
        held: row.get("on_date").as_date().is_some_and(|on| on <= moment.today),
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
        code,
    };
    collected(store, &facts, kind, &facts.code)
}

/// Facts of cards; several are named with commas, all of a kind by 应急处置卡 or 安全风险告知卡, every one by 全部.
///
/// # Errors
/// As [`super::collect`].
pub fn card(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let ids = cards_named(store, kind, about)?;
    let lookups = Lookups::of(&CARD, store)?;
    let mut cards = Vec::new();
    for id in ids {
        let row = store.row(&CARD.relation, id)?.ok_or_else(|| Error::input("没有这张卡"))?;
        cards.push(OneCard {
            id,
            kind: text(&row, "kind").unwrap_or_default(),
            title: text(&row, "title").unwrap_or_default(),
            post: name(&row, &lookups, "post", "post_id"),
            department: name(&row, &lookups, "department", "department_id"),
            place: text(&row, "place"),
            danger: text(&row, "danger").unwrap_or_default(),
            consequence: text(&row, "consequence"),
            first: text(&row, "first"),
            second: text(&row, "second"),
            third: text(&row, "third"),
            forbidden: text(&row, "forbidden"),
            measures: text(&row, "measures"),
            reporting: text(&row, "reporting"),
            phones: text(&row, "phones"),
            issued_on: row.get("issued_on").as_date(),
            grade: None,
        });
    }
    let named = match cards.as_slice() {
        [one] => one.title.clone(),
        several => format!("{}张", several.len()),
    };
    let facts = CardFacts {
        unit: unit(store)?.name,
        cards,
        authority: outside(store)?,
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    };
    collected(store, &facts, kind, &named)
}

/// The authority reports go to with its telephone: public, not masked.
pub(super) fn outside(store: &Store) -> Result<Option<(String, Option<String>)>> {
    let Some(called) = authority(store)? else { return Ok(None) };
    let conditions = vec![Condition::Is("name", called.as_str().into())];
    let rows = store.rows(&AUTHORITY.relation, &Query { conditions, ..Query::default() })?;
    let phone = rows.first().and_then(|row| text(row, "phone"));
    Ok(Some((called, phone)))
}

fn cards_named(store: &Store, kind: &ReportKind, about: &str) -> Result<Vec<i64>> {
    let whole = about.trim();
    let of_kind = CardKind::read(whole);
    if of_kind.is_some() || matches!(whole, "全部" | "all") {
        let conditions = of_kind.map(|it| Condition::Is("kind", it.code().into())).into_iter().collect();
        let rows = store.rows(&CARD.relation, &Query { conditions, ..Query::default() })?;
        if rows.is_empty() {
            return Err(Error::input("还没有这种卡").hint("先在处置卡告知卡台账里登记"));
        }
        return Ok(rows.iter().map(|row| row.id).collect());
    }
    if let Ok(id) = record(store, kind, whole) {
        return Ok(vec![id]);
    }
    let mut seen = HashSet::new();
    let mut ids = Vec::new();
    for part in whole.split([',', '，', '、']).map(str::trim).filter(|it| !it.is_empty()) {
        let id = registers::resolve(store, CARD.key, part)?;
        if seen.insert(id) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        Err(Error::input("没有指明哪张卡").hint("写卡名或行号，几张用逗号隔开；全部写 全部"))
    } else {
        Ok(ids)
    }
}

/// Facts of a day's promise.
///
/// # Errors
/// As [`super::collect`].
pub fn promise(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let id = record(store, kind, about)?;
    let row = store.row(&PROMISE.relation, id)?.ok_or_else(|| Error::input("没有这一天的承诺公告"))?;
    let lookups = Lookups::of(&PROMISE, store)?;
    let facts = PromiseFacts {
        id,
        unit: unit(store)?.name,
        on_date: row.get("on_date").as_date(),
        units: row.get("units").as_int(),
        running: row.get("running").as_int(),
        stopped: row.get("stopped").as_int(),
        works: text(&row, "works"),
        changing: text(&row, "changing"),
        conclusion: text(&row, "conclusion").unwrap_or_default(),
        measures: text(&row, "measures"),
        promised_by: name(&row, &lookups, "person", "promised_by_id"),
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    };
    let day = facts.on_date.map_or_else(|| id.to_string(), |on| on.to_string());
    collected(store, &facts, kind, &day)
}

/// Facts of a letter of appointment.
///
/// # Errors
/// [`crate::error::Kind::Input`] for a service taken by contract, which nobody is appointed to; as [`super::collect`].
pub fn appointment(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    let id = record(store, kind, about)?;
    let row = store.row(&APPOINTMENT.relation, id)?.ok_or_else(|| Error::input("没有这条任命"))?;
    let lookups = Lookups::of(&APPOINTMENT, store)?;
    let function = row.get("kind").as_text().and_then(AppointmentKind::from_code);
    let function = function.ok_or_else(|| Error::file(format!("appointment {id} 的 kind 列有不认识的代码")))?;
    if function == AppointmentKind::EngineerService {
        return Err(Error::input("委托服务以合同为准，不打印任命书"));
    }
    let title = text(&row, "title");
    let basis = basis(function);
    let from_on = row.get("from_on").as_date();
    let is_unit = function == AppointmentKind::Unit;
    let facts = AppointmentFacts {
        id,
        unit: unit(store)?.name,
        kind: function.code().to_owned(),
        function: title.clone().filter(|_| !is_unit).unwrap_or_else(|| function.label().to_owned()),
        person: name(&row, &lookups, "person", "person_id"),
        title,
        grade: text(&row, "grade"),
        // Where the function says so itself it is not said twice.
        full_time: row.get("full_time").as_int().map(|it| it != 0).filter(|_| function.says_full_time().is_none()),
        document: text(&row, "document"),
        from_on,
        to_on: row.get("to_on").as_date(),
        basis: basis.map(|it| knowledge::obligation::cite(&[it], from_on)).transpose()?,
        principal: enterprise_text(store, "principal")?,
        cut_off: moment.cut_off(),
        chain_code: chain_code(store)?,
    };
    let subject = facts.person.clone().or_else(|| facts.title.clone()).unwrap_or_else(|| id.to_string());
    collected(store, &facts, kind, &subject)
}

/// The article a function rests on.
fn basis(kind: AppointmentKind) -> Option<Basis> {
    let (reg, article) = match kind {
        AppointmentKind::Unit
        | AppointmentKind::SafetyHead
        | AppointmentKind::SafetyManager
        | AppointmentKind::PartTimeSafety => ("reg.work-safety-law", "24"),
        AppointmentKind::Deputy => ("reg.work-safety-law", "25:2"),
        AppointmentKind::RegisteredEngineer => ("reg.work-safety-law", "27:3"),
        AppointmentKind::FireManager => ("reg.fire-law", "17"),
        AppointmentKind::EquipmentDirector | AppointmentKind::EquipmentOfficer => {
            ("reg.special-equipment-order-74", "")
        }
        AppointmentKind::Occupational => ("reg.occupational-order-5", "8"),
        AppointmentKind::HazardSource => ("reg.major-source-duty-12", ""),
        AppointmentKind::SafetyDirector | AppointmentKind::EngineerService | AppointmentKind::Other => return None,
    };
    Some(Basis { reg: reg.to_owned(), article: article.to_owned() })
}
