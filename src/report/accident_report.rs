//! 生产安全事故快报 and 续报 (493号令 9, 12, 13).

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::domain::moment;
use crate::report::Facts;
use crate::report::letter::{Head, UNWRITTEN, demanded, said, wide};
use crate::report::model::{
    Block, Column, Form, FormBox, FormRow, Para, Report, Row, Section, Table, Value, letter_date,
};

/// The first report of an accident: the six elements of article 12.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccidentFacts {
    /// Head and foot.
    pub head: Head,
    /// Row id.
    pub id: i64,
    /// 编号.
    pub code: String,
    /// 事故名称.
    pub title: String,
    /// 单位概况: what the file says of the enterprise, one line each.
    pub enterprise: Vec<String>,
    /// When it happened, local.
    #[serde(with = "moment::optional")]
    pub happened_at: Option<NaiveDateTime>,
    /// When the principal was told.
    #[serde(with = "moment::optional")]
    pub told_at: Option<NaiveDateTime>,
    /// When it was first reported.
    #[serde(with = "moment::optional")]
    pub reported_at: Option<NaiveDateTime>,
    /// To whom.
    pub reported_to: Option<String>,
    /// By whom.
    pub reported_by: Option<String>,
    /// Minutes from being told to reporting; none where one of them is not known.
    pub minutes: Option<i64>,
    /// More than an hour passed.
    pub is_late: bool,
    /// Where.
    pub place: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// 事故类别.
    pub kind: Option<String>,
    /// Dead, missing, seriously and slightly injured.
    pub casualties: Casualties,
    /// 初步估计的直接经济损失 in 分; none where not known yet.
    pub loss_fen: Option<i64>,
    /// 现场情况.
    pub scene: Option<String>,
    /// 简要经过.
    pub course: Option<String>,
    /// 已经采取的措施.
    pub measures: Option<String>,
    /// 其他应当报告的情况.
    pub other: Option<String>,
}

/// Numbers of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Casualties {
    /// Dead.
    pub deaths: i64,
    /// 下落不明.
    pub missing: i64,
    /// 重伤.
    pub serious: i64,
    /// 轻伤.
    pub minor: i64,
}

impl Casualties {
    fn words(self) -> String {
        let Self { deaths, missing, serious, minor } = self;
        format!("死亡{deaths}人，下落不明{missing}人，重伤{serious}人，轻伤{minor}人")
    }

    fn parts(self) -> [(&'static str, i64); 4] {
        [("死亡", self.deaths), ("下落不明", self.missing), ("重伤", self.serious), ("轻伤", self.minor)]
    }
}

fn time(at: Option<NaiveDateTime>) -> Value {
    at.map_or_else(|| Value::from(UNWRITTEN), |at| moment::chinese(at).into())
}

impl AccidentFacts {
    /// How long the report took, in words.
    fn pace(&self) -> String {
        match (self.minutes, self.is_late) {
            (Some(minutes), true) => format!("{minutes}分钟，超过1小时"),
            (Some(minutes), false) => format!("{minutes}分钟"),
            (None, _) if self.told_at.is_some() && self.reported_at.is_some() => "负责人接报之前已上报".to_owned(),
            (None, _) => "不能计算（缺接报或上报时间）".to_owned(),
        }
    }

    fn times(&self) -> Vec<FormRow> {
        let pair = |head: &str, value: Value, head2: &str, value2: Value| {
            FormRow::new(
                1,
                vec![FormBox::label(head), FormBox::value(value, 1), FormBox::label(head2), FormBox::value(value2, 1)],
            )
        };
        vec![
            pair("发生时间", time(self.happened_at), "负责人接报", time(self.told_at)),
            pair("首次上报", time(self.reported_at), "接报至上报", self.pace().into()),
            pair("向谁上报", self.reported_to.as_deref().into(), "报告人", self.reported_by.as_deref().into()),
            pair("事故类别", self.kind.as_deref().into(), "事故部门", self.department.as_deref().into()),
        ]
    }
}

impl Facts for AccidentFacts {
    const KIND: &'static str = "accident";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let loss = self.loss_fen.map_or_else(
            || "初步估计的直接经济损失：尚在核实".to_owned(),
            |fen| format!("初步估计的直接经济损失：{}元", Value::Fen(fen).show()),
        );
        let scene = format!(
            "地点：{}\n现场情况：{}",
            demanded(self.place.as_deref()).show(),
            demanded(self.scene.as_deref()).show()
        );
        // Two a line, so that the whole report keeps to one page.
        let overview: Vec<String> = self.enterprise.chunks(2).map(|it| it.join("；")).collect();
        let other = self.other.as_deref().map(str::trim).filter(|it| !it.is_empty()).unwrap_or("无");
        let mut rows = vec![wide(1, "事故名称", format!("{}（{}）", self.title, self.code).into())];
        rows.extend(self.times());
        rows.extend([
            wide(3, "1 事故发生\n单位概况", overview.join("\n").into()),
            wide(2, "2 地点和\n现场情况", scene.into()),
            wide(2, "3 简要经过", demanded(self.course.as_deref())),
            wide(2, "4 伤亡人数\n和经济损失", format!("{}\n{loss}", self.casualties.words()).into()),
            wide(2, "5 已经采取\n的措施", demanded(self.measures.as_deref())),
            wide(2, "6 其他应当\n报告的情况", other.into()),
        ]);
        let blocks = vec![
            Block::Form(Form { widths: vec![15, 32, 15, 32], rows }),
            Block::Note("一小时从单位负责人接到报告时起算（493号令第九条）；伤亡人数有变化的及时续报。".to_owned()),
        ];
        let sections = vec![Section { heading: None, blocks }];
        self.head.letter(Self::KIND, "生产安全事故快报", &self.code, "493号令第十二条", sections, &[])
    }
}

/// What became known after the first report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeFacts {
    /// Head and foot.
    pub head: Head,
    /// Row id.
    pub id: i64,
    /// 续报编号.
    pub code: String,
    /// The accident's number.
    pub accident: String,
    /// 事故名称.
    pub title: String,
    /// When it happened.
    #[serde(with = "moment::optional")]
    pub happened_at: Option<NaiveDateTime>,
    /// When it was first reported.
    #[serde(with = "moment::optional")]
    pub first_reported_at: Option<NaiveDateTime>,
    /// Where.
    pub place: Option<String>,
    /// When the news became known.
    #[serde(with = "moment::optional")]
    pub known_at: Option<NaiveDateTime>,
    /// When they were passed on.
    #[serde(with = "moment::optional")]
    pub reported_at: Option<NaiveDateTime>,
    /// As reported before.
    pub before: Casualties,
    /// As known now.
    pub now: Casualties,
    /// 新出现的情况.
    pub words: String,
}

impl Facts for ChangeFacts {
    const KIND: &'static str = "accident_change";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let happened = self.happened_at.map_or_else(|| UNWRITTEN.to_owned(), moment::chinese);
        let first = self
            .first_reported_at
            .map_or_else(|| "尚无首次上报的记录".to_owned(), |at| format!("已于{}首次报告", moment::chinese(at)));
        let place = self.place.as_deref().map_or_else(String::new, |it| format!("在{it}"));
        let lead =
            format!("{happened}{place}发生的“{}”（{}），{first}。现将新情况续报如下。", self.title, self.accident);
        let rows = self.before.parts().into_iter().zip(self.now.parts()).map(|((label, before), (_, now))| Row {
            cells: vec![label.into(), before.into(), now.into(), (now - before).into()],
            total: false,
        });
        let table = Table {
            caption: "伤亡人数变化".to_owned(),
            columns: vec![
                Column::text("项目（人）", 20),
                Column::number("此前报告", 14),
                Column::number("目前累计", 14),
                Column::number("增减", 10),
            ],
            rows: rows.collect(),
            empty: "无".to_owned(),
            own_sheet: false,
        };
        let known = self.known_at.map_or_else(|| UNWRITTEN.to_owned(), moment::chinese);
        let passed = self
            .reported_at
            .map_or_else(|| "本件报送前尚未以其他方式续报".to_owned(), |at| format!("{}续报", moment::chinese(at)));
        let sections = vec![
            Section { heading: None, blocks: vec![Para::new().text(lead).block()] },
            Section::new("新出现的情况", said(Some(&self.words))),
            Section::new("伤亡人数变化情况", vec![Block::Table(table)]),
            Section::new("得知和续报时间", vec![Para::new().text(format!("{known}得知，{passed}。")).block()]),
        ];
        let mut report = self.head.letter(Self::KIND, "生产安全事故续报", &self.code, "493号令第十三条", sections, &[]);
        if let Some(at) = self.happened_at {
            report.caption.push(("事故发生".to_owned(), letter_date(at.date())));
        }
        report
    }
}
