//! 公示 and 安全承诺公告: what hangs where from when to when, and what is promised to the public each day.

use crate::codes;
use crate::domain::date::chinese;
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::store::{Direction, Relation, Row, Tx};

use super::committee::ends_after;
use super::major::{past, refused};
use super::person::PERSON;
use super::{Column, Context, Door, Doors, Draft, Kind, Register, save};

codes! {
    /// What is made public.
    pub enum PostingKind {
        DutyList = "duty_list" "责任清单公示",
        FiveFive = "five_five" "五落实五到位规定",
        Hazard = "hazard" "隐患排查治理情况通报",
        SafetyStatus = "safety_status" "安全生产情况公示",
        Risk = "risk" "安全风险公告",
        Standardisation = "standardisation" "标准化公示",
        Reporting = "reporting" "举报电话和事故报告流程",
        Occupational = "occupational" "职业病危害公告",
        Other = "other" "其他",
    }
}

impl PostingKind {
    /// Name under which rule packs ask for it: `posting.hazard`.
    #[must_use]
    pub fn done_kind(self) -> &'static str {
        match self {
            Self::DutyList => "posting.duty_list",
            Self::FiveFive => "posting.five_five",
            Self::Hazard => "posting.hazard",
            Self::SafetyStatus => "posting.safety_status",
            Self::Risk => "posting.risk",
            Self::Standardisation => "posting.standardisation",
            Self::Reporting => "posting.reporting",
            Self::Occupational => "posting.occupational",
            Self::Other => "posting.other",
        }
    }
}

/// 公示.
pub static POSTING: Register = Register {
    key: "posting",
    title: "公示",
    what: "公示栏、网站、大屏上公开的内容：是什么、在哪里、从哪天到哪天、照片编号",
    relation: Relation {
        table: "posting",
        columns: &["kind", "title", "place", "list_id", "wording", "from_on", "to_on", "photo", "note"],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("kind", "公示种类", Kind::Choice(PostingKind::CHOICES)).required().width(20).synonyms(&[
            "种类",
            "类别",
            "公示类别",
        ]),
        Column::new("title", "公示内容", Kind::Line).required().width(28).synonyms(&["内容", "名称", "标题"]),
        Column::new("place", "位置", Kind::Line)
            .required()
            .width(16)
            .synonyms(&["地点", "公示位置", "张贴位置"])
            .help("如 厂门口公示栏、一车间看板、公司网站"),
        Column::new("from_on", "开始日期", Kind::Date).required().width(12).default("今天").synonyms(&[
            "公示日期",
            "张贴日期",
            "自",
        ]),
        Column::new("to_on", "结束日期", Kind::Date).width(12).synonyms(&["至", "撤下日期"]).help("仍在公示就空着"),
        Column::derived("state", "状态", Kind::Line, |row, context| {
            let ended = row.get("to_on").as_date().is_some_and(|last| last < context.today);
            if ended { "已撤下" } else { "公示中" }.into()
        })
        .width(8),
        Column::reference("list", "责任清单", "duty_list", "list_id").help("责任清单公示填是哪一份；全部就空着"),
        Column::new("wording", "清单版次", Kind::Whole(1, 9999)).help("公示的是第几版"),
        Column::new("photo", "照片", Kind::Line).synonyms(&["照片编号", "佐证"]).help("照片的文件名或编号"),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &[],
    label: "title",
    own_date: Some("from_on"),
    order: ("from_on", Direction::Down),
    doors: Doors::ALL,
    check: judge_posting,
    write: save::write,
};

fn judge_posting(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let mut problems = past(draft, context, &[("from_on", "开始日期")]);
    problems.extend(ends_after(draft, "from_on", "to_on", "结束日期", "开始日期"));
    let of_lists = draft.text("kind").as_deref() == Some(PostingKind::DutyList.code());
    let list = draft.id("list", "list_id");
    if list.is_some() && !of_lists {
        problems.push(Problem::field("list", "责任清单：只有责任清单公示填"));
    }
    if !draft.get("wording").is_null() && list.is_none() {
        problems.push(Problem::field("wording", "清单版次：先填是哪一份责任清单"));
    }
    problems
}

/// 安全承诺公告.
pub static PROMISE: Register = Register {
    key: "promise",
    title: "安全承诺公告",
    what: "危险化学品企业每天的风险研判和安全承诺：装置、特殊作业、研判结论、承诺人；公告牌由它打印",
    relation: Relation {
        table: "promise",
        columns: &[
            "on_date",
            "units",
            "running",
            "stopped",
            "works",
            "changing",
            "conclusion",
            "measures",
            "promised_by_id",
            "published_at",
            "carrier",
            "photo",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("on_date", "承诺日期", Kind::Date)
            .required()
            .width(12)
            .default("今天")
            .synonyms(&["日期", "公告日期"]),
        Column::new("units", "生产装置（套）", Kind::Whole(0, 10_000)).width(8).synonyms(&["装置总数", "生产装置"]),
        Column::new("running", "运行（套）", Kind::Whole(0, 10_000)).width(8).synonyms(&["运行", "运行套数"]),
        Column::new("stopped", "停产（套）", Kind::Whole(0, 10_000)).width(8).synonyms(&["停产", "停产套数"]),
        Column::new("works", "当日特殊作业", Kind::Note)
            .synonyms(&["特殊作业"])
            .help("种类和数量，如 二级动火2、受限空间1；没有写 无"),
        Column::new("changing", "开停车和检维修", Kind::Note)
            .synonyms(&["开停车", "试生产检维修"])
            .help("开停车、试生产、检维修、承包商作业；没有写 无"),
        Column::new("conclusion", "研判结论", Kind::Note)
            .required()
            .width(28)
            .synonyms(&["风险研判结论", "承诺内容"])
            .help("各级研判后的结论，如 各装置风险受控，措施已落实"),
        Column::new("measures", "管控措施", Kind::Note).synonyms(&["措施"]),
        Column::reference("promised_by", "承诺人", "person", "promised_by_id")
            .required()
            .width(10)
            .synonyms(&["主要负责人"])
            .help("主要负责人；外出时写代行职责的人"),
        Column::new("published_at", "公告时间", Kind::Moment)
            .width(17)
            .synonyms(&["发布时间"])
            .help("还没有公告就空着"),
        Column::new("carrier", "公告载体", Kind::Line).synonyms(&["载体"]).help("如 厂门口电子屏、公司网站"),
        Column::new("photo", "照片", Kind::Line).synonyms(&["照片编号", "佐证"]),
    ],
    identity: &["on_date"],
    label: "on_date",
    own_date: Some("on_date"),
    order: ("on_date", Direction::Down),
    doors: Doors::ALL,
    check: judge_promise,
    write: write_promise,
};

fn judge_promise(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let mut problems = past(draft, context, &[("on_date", "承诺日期")]);
    let number = |key: &str| draft.get(key).as_int();
    if let (Some(units), Some(running), Some(stopped)) = (number("units"), number("running"), number("stopped"))
        && running + stopped != units
    {
        let said = format!("生产装置（套）：{units} 套，与运行 {running} 套、停产 {stopped} 套之和不符");
        problems.push(Problem::field("units", said));
    }
    if let (Some(on), Some(at)) = (draft.date("on_date"), draft.get("published_at").as_moment()) {
        if at.date() < on {
            problems.push(Problem::field("published_at", "公告时间：早于承诺日期"));
        }
        if at.date() > context.today {
            problems.push(Problem::field("published_at", "公告时间：还没有到"));
        }
    }
    problems
}

/// Who promises works here on that day.
fn write_promise(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let id = draft.id("promised_by", "promised_by_id").ok_or_else(|| Error::internal("承诺公告没有承诺人"))?;
    let person = tx.row(&PERSON.relation, id)?.ok_or_else(|| Error::input("没有这个人"))?;
    let on = draft.date("on_date");
    let day = |column: &str| person.get(column).as_date();
    let said = match (day("hired_on"), day("ended_on")) {
        (Some(hired), _) if on.is_some_and(|on| on < hired) => Some(format!("承诺人：{}才入职", chinese(hired))),
        (_, Some(ended)) if on.is_some_and(|on| ended < on) => Some(format!("承诺人：已于{}离职", chinese(ended))),
        (_, _) => None,
    };
    match said {
        Some(said) => Err(refused(register, vec![Problem::field("promised_by", said)])),
        None => save::write(tx, register, before, draft),
    }
}

/// What a promise of a day was published as, or why it does not count.
#[must_use]
pub fn unfit(row: &Row) -> Option<String> {
    let on = row.get("on_date").as_date();
    match row.get("published_at") {
        Value::Null => Some("还没有对外公告".to_owned()),
        at => {
            let late = at.as_day().filter(|at| on.is_some_and(|on| *at > on))?;
            Some(format!("到{}才公告，不算当天", chinese(late)))
        }
    }
}
