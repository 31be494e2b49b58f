//! The head of a sheet as a form: day, inspector, place, department.

use super::sheet::{Head, head_json};
use crate::domain::date::{self, Order};
use crate::domain::fold::{clean_line, clean_text};
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::registers::Lookups;
use crate::registers::inspection::INSPECTION;
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel};
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::widgets::date::show;

/// Name of the answer that carries the head back.
pub(super) const TAG: &str = "inspection.head";

/// The form.
pub(super) struct HeadForm {
    head: Head,
    lookups: Lookups,
}

impl HeadForm {
    pub(super) fn new(cx: &Session, head: Head) -> Result<Self> {
        Ok(Self { head, lookups: Lookups::of(&INSPECTION, &cx.store)? })
    }

    fn named(&self, register: &str, id: Option<i64>) -> (String, Option<String>) {
        let label = id.and_then(|id| self.lookups.get(register).label(id)).unwrap_or_default().to_owned();
        (label, id.map(key))
    }

    /// The row a field names: picked from the list, or typed as a name or a number.
    fn id(&self, field: &'static str, register: &str, raw: &str) -> Result<Option<i64>, Problem> {
        if let Some(id) = picked(raw) {
            return Ok(Some(id));
        }
        if clean_line(raw).is_empty() {
            return Ok(None);
        }
        self.lookups
            .get(register)
            .find(raw)
            .map(Some)
            .map_err(|_| Problem::field(field, format!("没有找到“{}”，按 F4 从列表里选", clean_line(raw))))
    }
}

/// A picked row as the value of a field; a bare number would be mistaken for a 工号.
pub(super) fn key(id: i64) -> String {
    format!("id:{id}")
}

/// The inverse of [`key`].
pub(super) fn picked(raw: &str) -> Option<i64> {
    raw.strip_prefix("id:")?.parse().ok()
}

impl FormModel for HeadForm {
    fn title(&self) -> String {
        "检查表头".to_owned()
    }

    fn purpose(&self) -> String {
        "这次检查的日期、检查人、地点和受检部门；Ctrl+S 后回到录入。".to_owned()
    }

    fn fields(&mut self, _cx: &mut Session) -> Result<Vec<Field>> {
        let head = self.head.clone();
        let (by, by_key) = self.named("person", head.by);
        let (department, department_key) = self.named("department", head.department);
        let names: Vec<String> = head.others.iter().map(|id| self.named("person", Some(*id)).0).collect();
        let line = |spec: FieldSpec, text: &str| Field::new(spec, text, None);
        Ok(vec![
            Field::new(FieldSpec::new("by", "检查人", FieldKind::Reference).required(), &by, by_key),
            line(FieldSpec::new("place", "地点", FieldKind::Line), &head.place),
            Field::new(FieldSpec::new("department", "受检部门", FieldKind::Reference), &department, department_key),
            line(FieldSpec::new("on", "检查日期", FieldKind::Date).required(), &date::show(head.on)),
            line(
                FieldSpec::new("others", "参加人员", FieldKind::Line).help("其他检查人的姓名或工号，用顿号或空格隔开"),
                &names.join("、"),
            ),
            line(FieldSpec::new("accompanied_by", "陪同人", FieldKind::Line), &head.accompanied_by),
            line(FieldSpec::new("note", "备注", FieldKind::Note(3)), &head.note),
        ])
    }

    fn options(&mut self, _cx: &mut Session, field: &str) -> Result<Vec<Choice>> {
        let register = if field == "by" { "person" } else { field };
        let all = self.lookups.get(register).choices();
        Ok(all.into_iter().map(|(id, label, hint)| Choice::new(key(id), label).note(hint)).collect())
    }

    fn set(&mut self, cx: &mut Session, field: &'static str, raw: &str) -> Result<String, Problem> {
        match field {
            "by" => {
                self.head.by = self.id(field, "person", raw)?;
                if self.head.by.is_none() {
                    return Err(Problem::field(field, "检查人：必须填写"));
                }
            }
            "department" => self.head.department = self.id(field, "department", raw)?,
            "on" => {
                let day = date::read(raw, cx.today, Order::Ymd).map_err(|e| Problem::field(field, e.to_string()))?;
                if day > cx.today {
                    return Err(Problem::field(field, "检查日期：还没有到"));
                }
                self.head.on = day;
                return Ok(show(day, cx.today));
            }
            "others" => {
                let names = raw.split(|c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，' | ';' | '；'));
                let ids: Result<Vec<Option<i64>>, Problem> = names.map(|name| self.id(field, "person", name)).collect();
                self.head.others = ids?.into_iter().flatten().collect();
            }
            "place" => self.head.place = clean_line(raw),
            "accompanied_by" => self.head.accompanied_by = clean_line(raw),
            _ => self.head.note = clean_text(raw),
        }
        Ok(String::new())
    }

    fn save(&mut self, _cx: &mut Session) -> Result<Vec<Msg>> {
        Ok(vec![Msg::Answer(Answer { tag: TAG, value: head_json(&self.head).to_string() })])
    }
}
