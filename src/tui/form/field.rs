//! One field of a form: what is asked, what was typed, how it was understood.

use super::super::screen::Choice;
use super::super::widgets::editor::Editor;

/// What sort of thing is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text or figures.
    Line,
    /// Several lines; that many are shown.
    Note(u16),
    /// A date, in any of the forms people type.
    Date,
    /// One of a few.
    Choice(Vec<Choice>),
    /// One of many records: type to find.
    Reference,
    /// Shown, not asked.
    Fixed,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Key of the column.
    pub key: &'static str,
    /// What stands before the field.
    pub label: String,
    /// What sort of thing.
    pub kind: FieldKind,
    /// Whether it must be filled in; shown as a star.
    pub required: bool,
    /// One line on what to type.
    pub help: String,
    /// Most characters; 0 for the usual.
    pub limit: usize,
}

impl FieldSpec {
    /// A field that may stay empty.
    pub fn new(key: &'static str, label: impl Into<String>, kind: FieldKind) -> Self {
        Self { key, label: label.into(), kind, required: false, help: String::new(), limit: 0 }
    }

    /// The same field, to be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field with a line of help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

/// A field with what stands in it.
#[derive(Clone, Debug)]
pub struct Field {
    /// What is asked.
    pub spec: FieldSpec,
    /// What was typed.
    pub editor: Editor,
    /// What was picked, when what stands there came from a list.
    pub picked: Option<String>,
    /// How it was understood, shown beside it.
    pub shown: String,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// Text and pick at the beginning.
    initial: (String, Option<String>),
}

impl Field {
    /// A field with what stands in it at first: a text, and for references and choices what it stands for.
    #[must_use]
    pub fn new(spec: FieldSpec, text: &str, picked: Option<String>) -> Self {
        let editor = if matches!(spec.kind, FieldKind::Note(_)) { Editor::note(text) } else { Editor::line(text) };
        let editor = if spec.limit > 0 { editor.limit(spec.limit) } else { editor };
        let initial = (editor.text().to_owned(), picked.clone());
        Self { spec, editor, picked, shown: String::new(), problem: None, initial }
    }

    /// What the model is given: what was picked, else what was typed.
    #[must_use]
    pub fn raw(&self) -> &str {
        self.picked.as_deref().unwrap_or_else(|| self.editor.text())
    }

    /// Replaces what stands in the field.
    pub fn put(&mut self, text: &str, picked: Option<String>) {
        let known = match &self.spec.kind {
            FieldKind::Choice(choices) => choices.iter().find(|choice| choice.value == text),
            _ => None,
        };
        let (text, picked) = match (known, &picked) {
            (Some(choice), None) => (choice.label.clone(), Some(choice.value.clone())),
            _ => (text.to_owned(), picked),
        };
        self.editor.set(&text);
        self.picked = picked;
        self.problem = None;
        self.shown.clear();
    }

    /// Puts the field back as it was.
    pub fn revert(&mut self) {
        let (text, picked) = self.initial.clone();
        self.put(&text, picked);
    }

    /// Takes what stands there as saved.
    pub fn accept(&mut self) {
        self.initial = (self.editor.text().to_owned(), self.picked.clone());
    }

    /// Whether it differs from what stood there at first.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.editor.text() != self.initial.0 || self.picked != self.initial.1
    }
}
