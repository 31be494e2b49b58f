//! 三级安全教育卡: one person's education at plant, workshop and team level, with content, dates, hours, trainers, scores and
//! room for the signatures (3号令 12—16).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::person_training::Attended;
use crate::domain::training::Level;
use crate::registers::readiness::hours::Line;
use crate::report::Facts;
use crate::report::figure::RowSet;
use crate::report::model::{
    Block, Cell, Footer, Form, FormBox, FormRow, Page, Report, Section, Signature, Value, file_stem, sign_date,
};

/// Facts of the card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EducationFacts {
    /// Row id of the person.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// 工号.
    pub no: Option<String>,
    /// 姓名.
    pub name: String,
    /// 性别 as people read it.
    pub sex: Option<String>,
    /// Department today.
    pub department: Option<String>,
    /// Post today.
    pub post: Option<String>,
    /// 用工形式 as people read it.
    pub employment: Option<String>,
    /// 入职日期.
    pub hired_on: Option<NaiveDate>,
    /// Sessions of the initial education, oldest first.
    pub taught: Vec<Taught>,
    /// What is owed before the post, with hours asked and done.
    pub required: Option<Line>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

/// One session of the education.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taught {
    /// Level, code; empty: none was named.
    pub level: String,
    /// The session.
    pub session: Attended,
    /// Where.
    pub place: Option<String>,
}

/// What each level is to teach (3号令 14—16), in our own words.
const POINTS: &[(Level, &str)] = &[
    (Level::Plant, "本单位安全生产情况和安全生产基本知识；规章制度和劳动纪律；从业人员的权利和义务；有关事故案例"),
    (
        Level::Workshop,
        "工作环境和危险因素；可能遭受的职业伤害和伤亡事故；岗位安全职责、操作技能和强制性标准；自救互救、急救、疏散和现场处置；安全设施和防护用品的使用维护；本车间安全状况和制度；预防措施和事故案例",
    ),
    (Level::Team, "岗位安全操作规程；岗位之间工作衔接配合的安全与职业卫生事项；有关事故案例"),
];

impl Facts for EducationFacts {
    const KIND: &'static str = "education_card";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let mut rows = vec![
            pair("姓名", self.name.as_str().into(), "工号", text(&self.no)),
            pair("性别", text(&self.sex), "用工形式", text(&self.employment)),
            pair("部门", text(&self.department), "岗位（工种）", text(&self.post)),
            pair("入厂日期", self.hired_on.into(), "岗前应学时", self.wanted().into()),
        ];
        for (level, points) in POINTS {
            rows.extend(self.level(*level, points));
        }
        rows.extend(self.without_level());
        rows.push(FormRow::new(1, vec![FormBox::label("考核结论"), FormBox::value(self.verdict(), 3)]));
        rows.push(FormRow::new(
            2,
            vec![
                FormBox::label("准予上岗意见"),
                FormBox::value("（安全管理部门签字、盖章）　　　　　　年　　月　　日", 3),
            ],
        ));
        let note = "依据《生产经营单位安全培训规定》第十二条至第十六条；本表由培训记录印出，签名栏由本人和教育者手签，不得代签。";
        Report {
            kind: Self::KIND,
            page: Page::Form,
            title: "三级安全教育卡".to_owned(),
            file_stem: file_stem(&["三级安全教育卡", self.no.as_deref().unwrap_or(""), &self.name]),
            addressee: None,
            caption: vec![("单位".to_owned(), self.unit.clone()), ("姓名".to_owned(), self.name.clone())],
            sections: vec![Section {
                heading: None,
                blocks: vec![Block::Form(Form { widths: vec![14, 30, 14, 22], rows }), Block::Note(note.to_owned())],
            }],
            signature: Some(Signature {
                lead: Vec::new(),
                fields: ["受教育人", "建卡人"].map(|it| (it.to_owned(), String::new())).to_vec(),
                stamp: String::new(),
                date: sign_date(None),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}

impl EducationFacts {
    fn wanted(&self) -> String {
        match self.required.as_ref().and_then(|it| it.wanted.as_deref()) {
            Some(hours) => format!("{hours} 学时"),
            None => "未定学时".to_owned(),
        }
    }

    fn verdict(&self) -> String {
        match &self.required {
            Some(it) if it.state == "met" => format!("三级教育合格，共 {} 学时", it.done),
            Some(it) if it.state == "missing" => format!("资料不足：{}", it.why),
            Some(it) => {
                let wanted = it.wanted.as_deref().map(|it| format!("，应 {it} 学时")).unwrap_or_default();
                format!("未完成：已 {} 学时{wanted}{}", it.done, if it.why.is_empty() { "" } else { "；不得上岗" })
            }
            None => "本人不适用岗前三级教育的学时要求".to_owned(),
        }
    }

    /// The rows of one level: its points, then a row for each session, or blanks to be filled in by hand.
    fn level(&self, level: Level, points: &str) -> Vec<FormRow> {
        let mut rows = vec![FormRow::new(
            2,
            vec![FormBox::label(level.label()), FormBox::value(format!("内容要点：{points}").as_str(), 3)],
        )];
        let mine: Vec<&Taught> = self.taught.iter().filter(|it| it.level == level.code()).collect();
        for it in &mine {
            rows.extend(session(it));
        }
        if mine.is_empty() {
            rows.extend(session(&Taught::default()));
        }
        rows
    }

    /// Sessions that name no level stand by themselves: they count their hours, but pass no level.
    fn without_level(&self) -> Vec<FormRow> {
        let others: Vec<&Taught> = self.taught.iter().filter(|it| Level::from_code(&it.level).is_none()).collect();
        if others.is_empty() {
            return Vec::new();
        }
        let mut rows = vec![FormRow::new(
            1,
            vec![FormBox::label("未注明级别"), FormBox::value("以下培训没有写明级别，只计学时", 3)],
        )];
        others.into_iter().for_each(|it| rows.extend(session(it)));
        rows
    }
}

fn session(it: &Taught) -> Vec<FormRow> {
    let one = &it.session;
    let when = match (one.on, one.hours.as_str()) {
        (Some(on), hours) => format!("{on}　{hours} 学时"),
        (None, _) => String::new(),
    };
    let mut title = one.title.clone();
    if let Some(place) = &it.place {
        title.push('　');
        title.push_str(place);
    }
    let result = match (&one.score, one.result.as_str()) {
        (Some(score), result) => format!("{score} 分　{result}"),
        (None, result) => result.to_owned(),
    };
    let mut taught = FormBox::value(Value::from(title.as_str()), 1);
    if one.id > 0 {
        taught.cell = Cell::opened(title.as_str(), Some(RowSet::ids("training_session", [one.id])));
    }
    vec![
        FormRow::new(
            1,
            vec![FormBox::label("内容、地点"), taught, FormBox::label("日期、学时"), FormBox::value(when.as_str(), 1)],
        ),
        FormRow::new(
            1,
            vec![
                FormBox::label("教育者"),
                FormBox::value(format!("{}　（签名）", one.trainer.as_deref().unwrap_or("")).as_str(), 1),
                FormBox::label("成绩、结果"),
                FormBox::value(result.as_str(), 1),
            ],
        ),
        FormRow::new(
            1,
            vec![
                FormBox::label("受教育人签名"),
                FormBox::value("　", 1),
                FormBox::label("签名日期"),
                FormBox::value("　", 1),
            ],
        ),
    ]
}

fn pair(head: &str, value: Value, head2: &str, value2: Value) -> FormRow {
    FormRow::new(
        1,
        vec![FormBox::label(head), FormBox::value(value, 1), FormBox::label(head2), FormBox::value(value2, 1)],
    )
}

fn text(it: &Option<String>) -> Value {
    Value::from(it.as_deref())
}
