//! One item of a checklist as a form. It is kept with the others; the list is saved as a whole.

use std::rc::Rc;

use super::items::Shared;
use crate::domain::fold::{clean_line, folded_key, to_half_width};
use crate::domain::hazard::{Field as Profession, Kind as Nature};
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::knowledge::checklist::Thousandths;
use crate::store::ChecklistItem;
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel};
use crate::tui::screen::{Choice, Msg, Session};

/// The form.
pub(super) struct ItemForm {
    shared: Shared,
    at: Option<usize>,
    item: ChecklistItem,
}

impl ItemForm {
    /// The item at this place, or a new one behind the others.
    pub(super) fn new(shared: Shared, at: Option<usize>) -> Self {
        let stored = at.and_then(|at| shared.borrow().items.get(at).cloned());
        let item = stored.unwrap_or_else(|| ChecklistItem { active: true, ..ChecklistItem::default() });
        Self { shared: Rc::clone(&shared), at, item }
    }

    /// Whether another item has this code.
    fn is_taken(&self, code: &str) -> bool {
        let draft = self.shared.borrow();
        let same =
            |(n, item): (usize, &ChecklistItem)| Some(n) != self.at && folded_key(&item.code) == folded_key(code);
        draft.items.iter().enumerate().any(same)
    }
}

fn choices(all: &[crate::domain::code::Choice]) -> FieldKind {
    FieldKind::Choice(all.iter().map(|it| Choice::new(it.code, it.label)).collect())
}

/// A bound as decimal text.
fn bound(field: &'static str, raw: &str) -> Result<Option<String>, Problem> {
    let folded = to_half_width(&clean_line(raw));
    if folded.is_empty() {
        return Ok(None);
    }
    let value = Thousandths::read(&folded).map(|value| value.to_string());
    value.map(Some).ok_or_else(|| Problem::field(field, "不是数值（最多三位小数）"))
}

impl FormModel for ItemForm {
    fn title(&self) -> String {
        if self.at.is_some() { format!("检查项 {}", self.item.code) } else { "新增检查项".to_owned() }
    }

    fn fields(&mut self, _cx: &mut Session) -> Result<Vec<Field>> {
        let item = &self.item;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let line = |key, label: &str| FieldSpec::new(key, label, FieldKind::Line);
        let chosen = |key, label: &str, all: &'static [crate::domain::code::Choice], code: &Option<String>| {
            let known = code.as_deref().and_then(|code| all.iter().find(|it| it.code == code));
            let label_of = known.map_or("", |it| it.label);
            Field::new(FieldSpec::new(key, label, choices(all)), label_of, known.map(|it| it.code.to_owned()))
        };
        Ok(vec![
            Field::new(line("code", "编码").required().help("录入时打的码，如 D19；最多 12 字"), &item.code, None),
            Field::new(line("object", "对象").required(), &item.object, None),
            Field::new(FieldSpec::new("content", "检查内容", FieldKind::Note(2)).required(), &item.content, None),
            Field::new(FieldSpec::new("standard", "合格标准", FieldKind::Note(2)), &text(&item.standard), None),
            Field::new(line("method", "方法"), &text(&item.method), None),
            Field::new(FieldSpec::new("basis", "依据", FieldKind::Note(2)), &text(&item.basis), None),
            chosen("hazard_field", "隐患专业", Profession::CHOICES, &item.hazard_field),
            chosen("hazard_kind", "隐患类别", Nature::CHOICES, &item.hazard_kind),
            Field::new(line("unit", "测量单位").help("要测量数值的项才填，如 Ω"), &text(&item.unit), None),
            Field::new(line("low", "不小于"), &text(&item.low), None),
            Field::new(line("high", "不大于"), &text(&item.high), None),
            Field::new(line("below", "小于"), &text(&item.below), None),
        ])
    }

    fn shows(&self, key: &str, value: &dyn Fn(&str) -> String) -> bool {
        !matches!(key, "low" | "high" | "below") || !value("unit").trim().is_empty()
    }

    fn set(&mut self, _cx: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        let line = clean_line(raw);
        let some = Some(line.clone()).filter(|text| !text.is_empty());
        let demanded = |name: &str| {
            if line.is_empty() { Err(Problem::field(key, format!("{name}：必须填写"))) } else { Ok(line.clone()) }
        };
        match key {
            "code" => {
                let code = demanded("编码")?;
                if code.chars().count() > 12 {
                    return Err(Problem::field(key, "编码：最多 12 字"));
                }
                if self.is_taken(&code) {
                    return Err(Problem::field(key, format!("编码：已有一项是 {code}")));
                }
                self.item.code = code;
            }
            "object" => self.item.object = demanded("对象")?,
            "content" => self.item.content = demanded("检查内容")?,
            "standard" => self.item.standard = some,
            "method" => self.item.method = some,
            "basis" => {
                // The plant's own citation is the plant's own word.
                self.item.basis_unverified &= self.item.basis == some;
                self.item.basis = some;
            }
            "hazard_field" => self.item.hazard_field = some,
            "hazard_kind" => self.item.hazard_kind = some,
            "unit" => self.item.unit = some,
            "low" => self.item.low = bound(key, raw)?,
            "high" => self.item.high = bound(key, raw)?,
            "below" => self.item.below = bound(key, raw)?,
            _ => {}
        }
        Ok(String::new())
    }

    fn save(&mut self, _cx: &mut Session) -> Result<Vec<Msg>> {
        let mut item = self.item.clone();
        if item.unit.is_none() {
            (item.low, item.high, item.below) = (None, None, None);
        }
        let mut draft = self.shared.borrow_mut();
        match self.at.and_then(|at| draft.items.get_mut(at)) {
            Some(place) => *place = item,
            None => draft.items.push(item),
        }
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice("已改好，Ctrl+G 保存为新版本后生效".to_owned())])
    }
}
