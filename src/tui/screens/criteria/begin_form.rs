//! Beginning a round, and finishing one.

use crate::domain::fold::clean_line;
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::knowledge::criteria::edition_on;
use crate::registers::Lookups;
use crate::registers::criteria::{self, Opening};
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel};
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::screens::people;

/// The form that begins a round.
pub(super) struct BeginForm {
    people: Lookups,
    typed: Opening,
    /// Titles of all categories, and of those the profile does not exclude.
    categories: (Vec<String>, Vec<String>),
}

impl BeginForm {
    /// A round over the categories that the profile does not exclude.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn new(cx: &Session) -> Result<Self> {
        let edition = edition_on(cx.today)?;
        let usual = criteria::default_categories(&cx.store, edition)?;
        let all = edition.category.iter().map(|it| it.title.clone()).collect();
        let taken = edition.category.iter().filter(|it| usual.contains(&it.code)).map(|it| it.title.clone()).collect();
        Ok(Self {
            people: Lookups::named(&["person"], &cx.store)?,
            typed: Opening::default(),
            categories: (all, taken),
        })
    }
}

impl FormModel for BeginForm {
    fn title(&self) -> String {
        "开一轮重大事故隐患自判".to_owned()
    }

    fn purpose(&self) -> String {
        "选类别；保存后列出适用的判定项和记录的建议，逐项认定。".to_owned()
    }

    fn fields(&mut self, _: &mut Session) -> Result<Vec<Field>> {
        let (all, taken) = &self.categories;
        let categories = FieldSpec::new("categories", "类别", FieldKind::Note(2))
            .required()
            .help("以空格分开；已填的是企业情况没有排除的，确有下面那些工艺的加上");
        let excluded: Vec<&str> = all.iter().filter(|it| !taken.contains(it)).map(String::as_str).collect();
        let further = FieldSpec::new("further", "还可以加", FieldKind::Fixed);
        let leader = FieldSpec::new("leader", "组长", FieldKind::Reference);
        let others = FieldSpec::new("others", "参加人员", FieldKind::Line);
        let scope = FieldSpec::new("scope", "范围", FieldKind::Line).help("全厂就空着");
        Ok(vec![
            Field::new(categories, &taken.join(" "), None),
            Field::new(further, &excluded.join(" "), None),
            Field::new(leader, "", None),
            Field::new(others, "", None),
            Field::new(scope, "", None),
        ])
    }

    fn options(&mut self, _: &mut Session, _: &str) -> Result<Vec<Choice>> {
        Ok(people::options(&self.people))
    }

    fn set(&mut self, _: &mut Session, field: &'static str, raw: &str) -> Result<String, Problem> {
        let line = Some(clean_line(raw)).filter(|it| !it.is_empty());
        match field {
            "categories" => {
                let typed = raw.split([' ', '、', '，', ',', '　', '\n']).map(clean_line).filter(|it| !it.is_empty());
                self.typed.categories = typed.collect();
                let unknown = self.typed.categories.iter().find(|it| !self.categories.0.contains(it));
                if let Some(unknown) = unknown {
                    return Err(Problem::field(field, format!("没有类别“{unknown}”")));
                }
            }
            "leader" => self.typed.leader = people::read(&self.people, field, raw)?,
            "others" => self.typed.others = line,
            "scope" => self.typed.scope = line,
            _ => {}
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        // As proposed, the profile goes on deciding; a category beyond that was chosen by a person.
        if self.typed.categories == self.categories.1 {
            self.typed.categories.clear();
        }
        let (_, code) = criteria::open(&mut cx.store, &self.typed, cx.today)?;
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(format!("已开始 {code}：回车逐项认定"))])
    }
}

/// The form that finishes a round.
pub(super) struct FinishForm {
    round: i64,
    code: String,
    left: usize,
    principal: Option<String>,
    signed_by: String,
}

impl FinishForm {
    /// Finishing this round.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn new(cx: &Session, id: i64) -> Result<Self> {
        let round = criteria::round(&cx.store, id)?;
        let principal = people::principal(cx)?;
        Ok(Self { round: id, code: round.code(), left: round.undecided().len(), principal, signed_by: String::new() })
    }
}

impl FormModel for FinishForm {
    fn title(&self) -> String {
        format!("办结 {}", self.code)
    }

    fn purpose(&self) -> String {
        "主要负责人签字后办结，这一轮不再改动；认定存在的重大隐患继续治理。".to_owned()
    }

    fn fields(&mut self, _: &mut Session) -> Result<Vec<Field>> {
        let said = match self.left {
            0 => "都已认定".to_owned(),
            left => format!("还有 {left} 项没有认定，按资料不足计"),
        };
        let left = FieldSpec::new("left", "判定项", FieldKind::Fixed);
        let signed = FieldSpec::new("signed_by", "签字", FieldKind::Line).required().help("主要负责人");
        Ok(vec![Field::new(left, &said, None), Field::new(signed, self.principal.as_deref().unwrap_or_default(), None)])
    }

    fn set(&mut self, _: &mut Session, field: &'static str, raw: &str) -> Result<String, Problem> {
        if field == "signed_by" {
            self.signed_by = clean_line(raw);
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        criteria::finish(&mut cx.store, self.round, &self.signed_by, cx.today)?;
        let said = criteria::round(&cx.store, self.round)?.counts().said();
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(format!("{} 已办结：{said}", self.code))])
    }
}
