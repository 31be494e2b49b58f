//! What was typed and not saved, kept for the next time the same form is opened.

use serde_json::{Map, Value as Json};

use super::{FieldKind, FormModel, FormScreen};
use crate::tui::screen::Session;

impl<M: FormModel> FormScreen<M> {
    pub(super) fn restore(&mut self, cx: &mut Session, typed: &Map<String, Json>) {
        for n in 0..self.fields.len() {
            let Some(field) = self.fields.get(n) else { continue };
            let (key, old) = (field.spec.key, field.raw().to_owned());
            let Some(raw) = typed.get(key).and_then(Json::as_str).filter(|raw| *raw != old) else { continue };
            // What was picked is kept by its value; the name it goes by is looked up again.
            let picked = match field.spec.kind {
                FieldKind::Reference => {
                    let options = self.model.options(cx, key).unwrap_or_default();
                    options.into_iter().find(|choice| choice.value == raw)
                }
                FieldKind::Line | FieldKind::Note(_) | FieldKind::Date | FieldKind::Choice(_) | FieldKind::Fixed => {
                    None
                }
            };
            if let Some(field) = self.fields.get_mut(n) {
                match picked {
                    Some(choice) => field.put(&choice.label, Some(choice.value)),
                    None => field.put(raw, None),
                }
                self.restored = true;
            }
        }
    }

    pub(super) fn keep_draft(&mut self, cx: &mut Session) {
        let Some(key) = self.model.draft_key() else { return };
        if self.edits == 0 {
            return;
        }
        self.edits = 0;
        let mut typed = Map::new();
        for field in self.fields.iter().filter(|field| field.is_changed()) {
            typed.insert(field.spec.key.to_owned(), Json::String(field.raw().to_owned()));
        }
        let body = if typed.is_empty() { String::new() } else { Json::Object(typed).to_string() };
        // A draft that cannot be written is no reason to disturb the one who types: the save will say so.
        self.had_draft = cx.store.keep_draft(&key, &body).is_ok();
    }

    pub(super) fn drop_draft(&mut self, cx: &mut Session) {
        if let Some(key) = self.model.draft_key().filter(|_| self.had_draft) {
            let _ = cx.store.keep_draft(&key, "");
        }
        self.had_draft = false;
        self.edits = 0;
    }
}
