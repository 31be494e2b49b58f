//! 安全承诺公告: the sheet for the gate, in big letters (应急〔2018〕74号).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::report::Facts;
use crate::report::letter::demanded;
use crate::report::model::{
    Block, Footer, Form, FormBox, FormRow, Page, Report, Section, Signature, Value, file_stem, letter_date, sign_date,
};

/// Facts of a day's promise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseFacts {
    /// Row id.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// The day.
    pub on_date: Option<NaiveDate>,
    /// 生产装置套数.
    pub units: Option<i64>,
    /// Running.
    pub running: Option<i64>,
    /// Stopped.
    pub stopped: Option<i64>,
    /// 当日特殊作业.
    pub works: Option<String>,
    /// 开停车、试生产、检维修、承包商作业.
    pub changing: Option<String>,
    /// 研判结论.
    pub conclusion: String,
    /// 管控措施.
    pub measures: Option<String>,
    /// Who promises.
    pub promised_by: Option<String>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

impl Facts for PromiseFacts {
    const KIND: &'static str = "promise";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let label = FormBox::label;
        let row = |head: &str, value: Value| FormRow::new(1, vec![label(head), FormBox::value(value, 5)]);
        let number = |it: Option<i64>| it.map_or_else(|| demanded(None), |it| format!("{it}套").into());
        let rows = vec![
            FormRow::new(
                1,
                vec![
                    label("生产装置"),
                    FormBox::value(number(self.units), 1),
                    label("运行"),
                    FormBox::value(number(self.running), 1),
                    label("停产"),
                    FormBox::value(number(self.stopped), 1),
                ],
            ),
            row("当日特殊作业", demanded(self.works.as_deref())),
            row("开停车和检维修", demanded(self.changing.as_deref())),
            row("研判结论", self.conclusion.as_str().into()),
            row("管控措施", demanded(self.measures.as_deref())),
        ];
        let day = self.on_date.map_or_else(String::new, letter_date);
        Report {
            kind: Self::KIND,
            page: Page::Card,
            title: "安全承诺公告".to_owned(),
            file_stem: file_stem(&["安全承诺公告", &self.on_date.map(|it| it.to_string()).unwrap_or_default()]),
            caption: vec![("单位".to_owned(), self.unit.clone()), ("日期".to_owned(), day)],
            sections: vec![Section {
                heading: None,
                blocks: vec![Block::Form(Form { widths: vec![22, 16, 14, 16, 14, 16], rows })],
            }],
            signature: Some(Signature {
                lead: Vec::new(),
                fields: vec![("主要负责人（承诺人）".to_owned(), self.promised_by.clone().unwrap_or_default())],
                stamp: self.unit.clone(),
                date: sign_date(self.on_date),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
            ..Report::default()
        }
    }
}
