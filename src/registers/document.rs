//! 文件 and 卡: rules, plans and reports that must exist on paper; cards for the post and for the wall.

use chrono::NaiveDate;

use crate::codes;
use crate::domain::date::chinese;
use crate::domain::problem::Problem;
use crate::store::{Direction, Relation, Row};

use super::major::past;
use super::{Column, Context, Door, Doors, Draft, Kind, Register, save};

codes! {
    /// What a paper is.
    pub enum DocumentKind {
        Responsibility = "responsibility" "责任制文件",
        Leaders = "leaders" "领导班子分工文件",
        Policy = "policy" "规章制度",
        Procedure = "procedure" "操作规程",
        Reporting = "reporting" "安全生产报告制度",
        Assessment = "assessment" "责任制考核制度",
        TrainingPlan = "training_plan" "年度培训计划",
        Budget = "budget" "年度安全投入计划",
        DutyReport = "duty_report" "主要负责人履职报告",
        BoardReport = "board_report" "向董事会（投资人）的报告",
        PerformanceReport = "performance_report" "向业绩考核部门的报告",
        Opinion = "opinion" "安全管理机构意见",
        EmergencyPlan = "emergency_plan" "应急预案",
        Other = "other" "其他",
    }
}

impl DocumentKind {
    /// Whether it is of one year and says which.
    #[must_use]
    pub fn is_yearly(self) -> bool {
        matches!(self, Self::TrainingPlan | Self::Budget | Self::DutyReport)
    }
}

/// 文件.
pub static DOCUMENT: Register = Register {
    key: "document",
    title: "文件",
    what: "必须成文的制度、规程、计划、预算和报告：文号、签发、评审和有效期",
    relation: Relation {
        table: "document",
        columns: &[
            "kind",
            "number",
            "title",
            "year",
            "issued_on",
            "signed_by",
            "department_id",
            "reviewed_on",
            "expires_on",
            "place",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("kind", "文件种类", Kind::Choice(DocumentKind::CHOICES)).required().width(20).synonyms(&[
            "种类",
            "类别",
            "文件类别",
        ]),
        Column::new("number", "文号", Kind::Code).width(18).synonyms(&["文件编号", "编号"]),
        Column::new("title", "文件名称", Kind::Line).required().width(28).synonyms(&["名称", "标题", "文件"]),
        Column::new("year", "年度", Kind::Whole(2000, 2200)).width(6).help("年度的计划、预算、报告填哪一年"),
        Column::new("issued_on", "签发日期", Kind::Date).required().width(12).synonyms(&[
            "发布日期",
            "印发日期",
            "日期",
        ]),
        Column::new("signed_by", "签发人", Kind::Line).width(10).synonyms(&["签发", "批准人"]),
        Column::reference("department", "编制部门", "department", "department_id").synonyms(&["部门"]),
        Column::new("reviewed_on", "最近评审日期", Kind::Date).width(12).synonyms(&["评审日期", "修订日期"]),
        Column::new("expires_on", "有效期至", Kind::Date)
            .width(12)
            .synonyms(&["失效日期", "到期日期"])
            .help("没有期限就空着"),
        Column::derived("state", "状态", Kind::Line, |row, context| {
            let ended = row.get("expires_on").as_date().is_some_and(|last| last < context.today);
            if ended { "已过期" } else { "有效" }.into()
        })
        .width(8),
        Column::new("place", "存放处", Kind::Line).synonyms(&["保管处", "存放地点"]),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &[],
    label: "title",
    own_date: Some("issued_on"),
    order: ("issued_on", Direction::Down),
    doors: Doors::ALL,
    check: judge_document,
    write: save::write,
};

/// Faults of dates that lie before another.
fn not_before(draft: &Draft, first: (&str, &str), dates: &[(&'static str, &str)]) -> Vec<Problem> {
    let Some(from) = draft.date(first.0) else { return Vec::new() };
    let early = dates.iter().filter(|(key, _)| draft.date(key).is_some_and(|day| day < from));
    early.map(|(key, header)| Problem::field(key, format!("{header}：早于{}{}", first.1, chinese(from)))).collect()
}

fn judge_document(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let mut problems = past(draft, context, &[("issued_on", "签发日期"), ("reviewed_on", "最近评审日期")]);
    let later = [("reviewed_on", "最近评审日期"), ("expires_on", "有效期至")];
    problems.extend(not_before(draft, ("issued_on", "签发日期"), &later));
    let kind = draft.text("kind").as_deref().and_then(DocumentKind::from_code);
    if let Some(kind) = kind.filter(|kind| kind.is_yearly() && draft.get("year").is_null()) {
        problems.push(Problem::field("year", format!("年度：{}要写是哪一年的", kind.label())));
    }
    problems
}

codes! {
    /// What a card is for.
    pub enum CardKind {
        Emergency = "emergency" "应急处置卡",
        Risk = "risk" "安全风险告知卡",
    }
}

/// 卡.
pub static CARD: Register = Register {
    key: "card",
    title: "处置卡告知卡",
    what: "岗位应急处置卡和安全风险告知卡的内容、发放和上墙；按卡打印",
    relation: Relation {
        table: "card",
        columns: &[
            "kind",
            "title",
            "post_id",
            "department_id",
            "place",
            "danger",
            "consequence",
            "first",
            "second",
            "third",
            "forbidden",
            "measures",
            "reporting",
            "phones",
            "issued_on",
            "handed_on",
            "note",
        ],
        retires: true,
        versioned: true,
    },
    columns: &[
        Column::new("kind", "卡的种类", Kind::Choice(CardKind::CHOICES))
            .required()
            .width(14)
            .synonyms(&["种类", "类别"]),
        Column::new("title", "卡名", Kind::Line)
            .required()
            .width(24)
            .synonyms(&["名称", "标题"])
            .help("如 焊接岗位应急处置卡"),
        Column::reference("post", "岗位", "post", "post_id").width(14),
        Column::reference("department", "部门", "department", "department_id").synonyms(&["车间"]),
        Column::new("place", "场所", Kind::Line).width(14).synonyms(&["地点", "张贴位置"]),
        Column::new("danger", "险情或风险", Kind::Note)
            .required()
            .width(24)
            .synonyms(&["可能险情", "主要安全风险", "风险"])
            .help("处置卡写可能险情，告知卡写主要安全风险"),
        Column::new("consequence", "事故类别和后果", Kind::Note).synonyms(&["可能后果", "事故后果", "后果"]),
        Column::new("first", "第一步", Kind::Note).help("停、断、撤：先做什么"),
        Column::new("second", "第二步", Kind::Note).help("报：向谁报告、怎么报"),
        Column::new("third", "第三步", Kind::Note).help("处置：怎样施救、怎样控制"),
        Column::new("forbidden", "禁止事项", Kind::Note).synonyms(&["严禁"]),
        Column::new("measures", "管控措施", Kind::Note).synonyms(&["防范措施", "措施"]),
        Column::new("reporting", "应急措施和报告方式", Kind::Note).synonyms(&["报告方式", "应急措施"]),
        Column::new("phones", "内部联系电话", Kind::Note)
            .synonyms(&["联系电话", "电话", "联络人员"])
            .help("姓名和电话，一行一个"),
        Column::new("issued_on", "制发日期", Kind::Date).required().default("今天").synonyms(&["版本日期", "日期"]),
        Column::new("handed_on", "发放上墙日期", Kind::Date).width(12).synonyms(&["发放日期", "上墙日期"]),
        Column::derived("wanting", "欠缺", Kind::Line, |row, _| wanting(row).into()).width(16),
        Column::new("note", "备注", Kind::Note),
    ],
    identity: &[],
    label: "title",
    own_date: Some("issued_on"),
    order: ("id", Direction::Up),
    doors: Doors::ALL,
    check: judge_card,
    write: save::write,
};

fn judge_card(draft: &mut Draft, context: &Context<'_>, _: Door) -> Vec<Problem> {
    let mut problems = past(draft, context, &[("issued_on", "制发日期"), ("handed_on", "发放上墙日期")]);
    problems.extend(not_before(draft, ("issued_on", "制发日期"), &[("handed_on", "发放上墙日期")]));
    if draft.id("post", "post_id").is_none() && draft.text("place").is_none() {
        problems.push(Problem::field("post", "岗位：岗位和场所至少写一个"));
    }
    problems
}

/// What a card has to say and does not, joined by 、 (预案管理办法 第十九条: procedure, measures, contacts; 安委办〔2016〕11号: risk,
/// accident and its consequences, controls, emergency measures and how to report).
#[must_use]
pub fn wanting(row: &Row) -> Option<String> {
    let asked: &[&str] = match row.get("kind").as_text().and_then(CardKind::from_code)? {
        CardKind::Emergency => &["first", "second", "third", "phones"],
        CardKind::Risk => &["consequence", "measures", "reporting"],
    };
    let empty = asked.iter().filter(|column| row.get(column).as_text().is_none_or(|text| text.trim().is_empty()));
    let headers = empty.filter_map(|column| CARD.column(column).map(|it| it.header));
    Some(headers.collect::<Vec<_>>().join("、")).filter(|it| !it.is_empty())
}

/// Whether a document holds on a day: issued by then, not past its last day.
#[must_use]
pub fn holds(row: &Row, day: NaiveDate) -> bool {
    row.get("issued_on").as_date().is_some_and(|issued| issued <= day)
        && row.get("expires_on").as_date().is_none_or(|last| day <= last)
}
