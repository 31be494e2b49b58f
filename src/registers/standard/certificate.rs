//! 标准化证书 with the steps of its renewal, and what people answered about its revocation.

use chrono::NaiveDate;

use crate::domain::date::{add_months, chinese};
use crate::domain::problem::Problem;
use crate::domain::standardisation::revocation::{Answer, Condition};
use crate::domain::standardisation::{Level, Renewal, runs_until};
use crate::error::Result;
use crate::store::{Direction, Query, Relation, Row, Store};

use crate::registers::major::past;
use crate::registers::{Column, Context, Door, Doors, Draft, Kind, Register, save};

/// Years a grade runs.
const YEARS: u32 = 3;
/// Months before its end from which the next may be applied for.
const WINDOW: i32 = 3;

/// The steps of a renewal in their order: column and header.
pub(super) const STEPS: [(&str, &str); 5] = [
    ("assessed_on", "换证自评日期"),
    ("applied_on", "申请日期"),
    ("accepted_on", "受理日期"),
    ("reviewed_on", "评审日期"),
    ("publicised_on", "定级公示日期"),
];

/// 标准化证书.
pub static STANDARDISATION: Register = Register {
    key: "standardisation",
    title: "标准化证书",
    what: "安全生产标准化等级证书：等级、公告日期、有效期，换证的自评、申请、受理、评审、公示各步的日期",
    relation: Relation {
        table: "standardisation",
        columns: &[
            "level",
            "number",
            "industry",
            "edition",
            "authority",
            "announced_on",
            "issued_on",
            "expires_on",
            "renewal",
            "assessed_on",
            "applied_on",
            "accepted_on",
            "reviewed_on",
            "publicised_on",
            "renews_id",
            "revoked_on",
            "revoke_reason",
            "scan",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("level", "等级", Kind::Choice(Level::CHOICES))
            .required()
            .width(6)
            .synonyms(&["级别", "标准化等级"]),
        Column::new("number", "证书编号", Kind::Code).width(18).synonyms(&["编号", "证号"]),
        Column::new("industry", "行业", Kind::Line).width(12).synonyms(&["专业", "行业专业"]).help("如 机械制造"),
        Column::new("edition", "定级标准", Kind::Line).help("按哪个评定标准定的级"),
        Column::new("authority", "定级部门", Kind::Line).width(16).synonyms(&["发证机关", "公告部门"]),
        Column::new("announced_on", "公告日期", Kind::Date).width(12).help("等级自公告之日起3年有效"),
        Column::new("issued_on", "发证日期", Kind::Date),
        Column::new("expires_on", "有效期至", Kind::Date)
            .synonyms(&["到期日期", "届满日期"])
            .help("证书上印的；没有印就空着，按公告日期加3年减1天"),
        Column::derived("until", "届满日", Kind::Date, |row, _| until(row).into()).width(12),
        Column::derived("window", "可申请日", Kind::Date, |row, _| until(row).map(window_from).into()),
        Column::derived("state", "状态", Kind::Line, |row, context| standing(row, context.today).into()).width(10),
        Column::new("renewal", "换证方式", Kind::Choice(Renewal::CHOICES)),
        Column::new("assessed_on", "换证自评日期", Kind::Date),
        Column::new("applied_on", "申请日期", Kind::Date).width(12).synonyms(&["换证申请日期"]),
        Column::new("accepted_on", "受理日期", Kind::Date),
        Column::new("reviewed_on", "评审日期", Kind::Date).synonyms(&["现场评审日期"]),
        Column::new("publicised_on", "定级公示日期", Kind::Date).synonyms(&["公示日期"]).help("定级部门公示的日期"),
        Column::reference("renews", "代替的证书", "standardisation", "renews_id").help("换证的，填原来的证书编号"),
        Column::new("revoked_on", "撤销日期", Kind::Date),
        Column::new("revoke_reason", "撤销原因", Kind::Note),
        Column::new("scan", "扫描件", Kind::Line).help("文件名或编号"),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &["number"],
    label: "number",
    own_date: Some("announced_on"),
    order: ("announced_on", Direction::Down),
    doors: Doors::ALL,
    check: judge,
    write: save::write,
};

/// 撤销条件核对.
pub static STANDARD_ANSWER: Register = Register {
    key: "standard_answer",
    title: "撤销等级条件核对",
    what: "标准化等级的九种撤销情形里，记录看不出来的由人核对：有没有、谁在哪天查了什么；一年内有效",
    relation: Relation {
        table: "standard_answer",
        columns: &["condition", "answer", "on_date", "answered_by", "evidence", "note"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("condition", "情形", Kind::Choice(Condition::CHOICES)).required().width(34).synonyms(&["撤销情形"]),
        Column::new("answer", "有没有", Kind::Choice(Answer::CHOICES)).required().width(6).synonyms(&["结论"]),
        Column::new("on_date", "核对日期", Kind::Date).required().width(12).default("今天").synonyms(&["日期"]),
        Column::new("answered_by", "核对人", Kind::Line).required().width(10),
        Column::new("evidence", "依据", Kind::Note)
            .required()
            .width(24)
            .synonyms(&["证据", "查了什么"])
            .help("查了什么，如 信用中国网站查询截图"),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &[],
    label: "condition",
    own_date: Some("on_date"),
    order: ("on_date", Direction::Down),
    doors: Doors::ALL,
    check: |draft, context, _| past(draft, context, &[("on_date", "核对日期")]),
    write: save::write,
};

/// Last day of a certificate: as printed, else three years from the announcement less a day.
#[must_use]
pub(super) fn until(row: &Row) -> Option<NaiveDate> {
    let printed = row.get("expires_on").as_date();
    printed.or_else(|| row.get("announced_on").as_date().map(|day| runs_until(day, YEARS)))
}

/// First day on which the next may be applied for.
#[must_use]
pub(super) fn window_from(until: NaiveDate) -> NaiveDate {
    add_months(until, -WINDOW)
}

fn standing(row: &Row, today: NaiveDate) -> &'static str {
    if row.get("revoked_on").as_date().is_some_and(|day| day <= today) {
        return "已撤销";
    }
    match until(row) {
        None => "资料不足",
        Some(last) if last < today => "已届满",
        Some(last) if window_from(last) <= today => "可申请换证",
        Some(_) => "有效",
    }
}

fn judge(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let mut dates = vec![("announced_on", "公告日期"), ("issued_on", "发证日期"), ("revoked_on", "撤销日期")];
    dates.extend(STEPS);
    let mut problems = past(draft, context, &dates);
    if let (Some(from), Some(until)) = (draft.date("announced_on"), draft.date("expires_on"))
        && until < from
    {
        problems.push(Problem::field("expires_on", format!("有效期至：早于公告日期{}", chinese(from))));
    }
    // The steps follow each other: one dated earlier than the step before was typed wrong.
    let mut last: Option<(NaiveDate, &str)> = draft.date("announced_on").map(|day| (day, "公告日期"));
    for (key, header) in STEPS {
        let Some(day) = draft.date(key) else { continue };
        if let Some((before, what)) = last.filter(|(before, _)| day < *before) {
            problems.push(Problem::field(key, format!("{header}：早于{what}{}", chinese(before))));
        }
        last = Some((day, header));
    }
    if draft.date("revoked_on").is_some() && draft.text("revoke_reason").is_none_or(|it| it.trim().is_empty()) {
        problems.push(Problem::field("revoke_reason", "撤销原因：写了撤销日期就要写"));
    }
    problems
}

/// A certificate as it stands.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Its row.
    pub row: Row,
    /// Grade.
    pub level: Option<Level>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day; absent: neither printed nor announced.
    pub until: Option<NaiveDate>,
    /// First day on which the next may be applied for.
    pub window_from: Option<NaiveDate>,
    /// The last step of its renewal that was taken, with its day.
    pub step: Option<(&'static str, NaiveDate)>,
}

impl Certificate {
    pub(super) fn of(row: Row, today: NaiveDate) -> Self {
        let until = until(&row);
        let taken = STEPS.iter().filter_map(|(key, header)| Some((*header, row.get(key).as_date()?)));
        let step = taken.rev().find(|(_, day)| *day <= today);
        Self {
            level: row.get("level").as_text().and_then(Level::from_code),
            from: row.get("announced_on").as_date().or_else(|| row.get("issued_on").as_date()),
            until,
            window_from: until.map(window_from),
            step,
            row,
        }
    }

    /// Whether it held on that day; unknown ends count as held from the first day on.
    #[must_use]
    pub fn held_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day)
            && self.until.is_none_or(|until| day <= until)
            && self.row.get("revoked_on").as_date().is_none_or(|revoked| day < revoked)
    }
}

/// Every certificate known by a day, the newest announcement first.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn all(store: &Store, today: NaiveDate) -> Result<Vec<Certificate>> {
    let order = Some(("announced_on", Direction::Down));
    let rows = store.rows(&STANDARDISATION.relation, &Query { order, ..Query::default() })?;
    let known = |it: &Certificate| it.from.is_none_or(|from| from <= today);
    Ok(rows.into_iter().map(|row| Certificate::of(row, today)).filter(known).collect())
}

/// The certificate that counts: of those not revoked the one that runs longest, expired or not.
///
/// # Errors
/// When the file cannot be read.
pub fn current(store: &Store, today: NaiveDate) -> Result<Option<Certificate>> {
    let live = |it: &Certificate| it.row.get("revoked_on").as_date().is_none_or(|day| today < day);
    let all = all(store, today)?;
    Ok(all.into_iter().filter(live).max_by_key(|it| (it.until, it.from, it.row.id)))
}
