//! 任命书: the paper by which somebody becomes, or ceases to be, what the register of appointments says.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::organisation::AppointmentKind;
use crate::report::Facts;
use crate::report::model::{Footer, Page, Para, Report, Section, Signature, file_stem, letter_date, sign_date};

/// Facts of an appointment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentFacts {
    /// Row id.
    pub id: i64,
    /// Enterprise.
    pub unit: String,
    /// Code of the function.
    pub kind: String,
    /// The function as people read it; its title on the paper where there is another.
    pub function: String,
    /// Who is appointed.
    pub person: Option<String>,
    /// Name of a unit set up.
    pub title: Option<String>,
    /// 级别和专业.
    pub grade: Option<String>,
    /// 专职 or 兼职, where it is said beside the function.
    pub full_time: Option<bool>,
    /// 文号.
    pub document: Option<String>,
    /// First day.
    pub from_on: Option<NaiveDate>,
    /// Last day.
    pub to_on: Option<NaiveDate>,
    /// The article it rests on, as cited.
    pub basis: Option<String>,
    /// 主要负责人.
    pub principal: Option<String>,
    /// Local time up to which records were read.
    pub cut_off: String,
    /// Short code of the audit chain's head.
    pub chain_code: Option<String>,
}

impl Facts for AppointmentFacts {
    const KIND: &'static str = "appointment";
    const VERSION: u32 = 1;

    fn report(&self) -> Report {
        let kind = AppointmentKind::from_code(&self.kind);
        let subject = self.person.as_deref().or(self.title.as_deref()).unwrap_or("");
        let is_unit = kind == Some(AppointmentKind::Unit);
        let basis = self.basis.as_ref().map_or_else(String::new, |it| format!("根据{it}，"));
        let from = self.from_on.map_or_else(|| "　　年　　月　　日".to_owned(), letter_date);
        let said = if is_unit {
            format!("{basis}经研究，决定设置{subject}为本单位安全生产管理机构，自{from}起履行职责。")
        } else {
            let grade = self.grade.as_ref().map_or_else(String::new, |it| format!("（{it}）"));
            let time = match self.full_time {
                Some(true) => "，专职",
                Some(false) => "，兼职",
                None => "",
            };
            let verb = if kind == Some(AppointmentKind::RegisteredEngineer) { "聘任" } else { "任命" };
            format!("{basis}经研究，{verb}{subject}为本单位{}{grade}{time}，自{from}起任职。", self.function)
        };
        let duty = if is_unit { "机构" } else { "被任命人" };
        let mut blocks = vec![
            Para::new().text(said).block(),
            Para::new()
                .text(format!("{duty}应当履行法律法规和本单位全员安全生产责任制规定的职责，各部门予以配合。"))
                .block(),
        ];
        if let Some(to) = self.to_on {
            blocks.push(Para::new().text(format!("任期至{}。", letter_date(to))).block());
        }
        let title = if is_unit { "设置安全生产管理机构的决定" } else { "任命书" };
        let number = self.document.clone().unwrap_or_else(|| "　　〔　　〕　号".to_owned());
        Report {
            kind: Self::KIND,
            page: Page::Letter,
            title: title.to_owned(),
            file_stem: file_stem(&[title, subject]),
            addressee: Some("各部门、车间".to_owned()),
            caption: vec![("文号".to_owned(), number)],
            sections: vec![Section { heading: None, blocks }],
            signature: Some(Signature {
                lead: Vec::new(),
                fields: vec![("主要负责人（签字）".to_owned(), self.principal.clone().unwrap_or_default())],
                stamp: self.unit.clone(),
                date: sign_date(self.from_on),
            }),
            footer: Footer { cut_off: self.cut_off.clone(), chain_code: self.chain_code.clone() },
        }
    }
}
