//! Saving edited items as the next version: from when, and what was changed.

use super::items::Shared;
use crate::domain::date::{self, Order};
use crate::domain::fold::clean_line;
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::registers::checklist::revise;
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel};
use crate::tui::screen::{Msg, Session};
use crate::tui::widgets::date::show;

/// The form.
pub(super) struct ReviseForm {
    shared: Shared,
    from: Option<chrono::NaiveDate>,
    note: String,
}

impl ReviseForm {
    /// Saves what stands in the shared draft.
    pub(super) fn new(shared: Shared) -> Self {
        Self { shared, from: None, note: String::new() }
    }
}

impl FormModel for ReviseForm {
    fn title(&self) -> String {
        format!("保存新版本 {}", self.shared.borrow().title)
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let from = FieldSpec::new("from", "启用日期", FieldKind::Date).required();
        let from = from.help("这一天起的检查用新版本；之前的记录仍按旧版显示");
        let note = FieldSpec::new("note", "改了什么", FieldKind::Line).required();
        Ok(vec![Field::new(note, "", None), Field::new(from, &date::show(cx.today), None)])
    }

    fn set(&mut self, cx: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        if key == "note" {
            self.note = clean_line(raw);
            let missing = Problem::field(key, "改了什么：必须填写");
            return if self.note.is_empty() { Err(missing) } else { Ok(String::new()) };
        }
        let day = date::read(raw, cx.today, Order::Ymd).map_err(|e| Problem::field(key, e.to_string()))?;
        let draft = self.shared.borrow();
        if let Some(version) = draft.version.as_ref().filter(|version| day < version.effective_from) {
            let said = format!("启用日期：不能早于第 {} 版的 {}", version.number, date::show(version.effective_from));
            return Err(Problem::field(key, said));
        }
        self.from = Some(day);
        Ok(show(day, cx.today))
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let Some(from) = self.from else { return Ok(Vec::new()) };
        let mut draft = self.shared.borrow_mut();
        revise(&mut cx.store, draft.checklist, from, &self.note, &draft.items)?;
        let newest = cx.store.checklist_versions(draft.checklist)?.into_iter().next();
        draft.show(cx, newest)?;
        let said = format!("检查表“{}”已保存新版本，{} 起用", draft.title, date::show(from));
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(said)])
    }
}
