//! Choosing in a form: the suggestions under a reference field, the turning of a field of choices.

use super::super::screen::{Choice, Session};
use super::{FieldKind, FormModel, FormScreen};
use crate::text::Finder;

/// Suggestions open under a reference field.
pub(super) struct Suggest {
    /// Indices among the field's options.
    pub(super) found: Vec<usize>,
    pub(super) selected: usize,
}

impl<M: FormModel> FormScreen<M> {
    /// Opens, renews or closes the suggestions after the text of the field changed.
    pub(super) fn suggest_anew(&mut self) {
        let Some(field) = self.fields.get(self.focus) else { return };
        if !matches!(field.spec.kind, FieldKind::Reference) {
            return;
        }
        let finder = Finder::new(field.editor.text());
        let found: Vec<usize> = self
            .options
            .iter()
            .enumerate()
            .filter(|(_, choice)| finder.matches_any([choice.label.as_str(), choice.note.as_str()]))
            .map(|(n, _)| n)
            .collect();
        self.suggest = (!field.editor.is_empty() && !found.is_empty()).then_some(Suggest { found, selected: 0 });
    }

    pub(super) fn pick_what_is_clear(&mut self) {
        let Some(field) = self.fields.get(self.focus) else { return };
        if !matches!(field.spec.kind, FieldKind::Reference) || field.picked.is_some() || field.editor.is_empty() {
            return;
        }
        let typed = field.editor.text().trim().to_owned();
        let exact: Vec<&Choice> = self.options.iter().filter(|choice| choice.label == typed).collect();
        let finder = Finder::new(&typed);
        let found: Vec<&Choice> = self.options.iter().filter(|choice| finder.matches(&choice.label)).collect();
        let clear = match (exact.as_slice(), found.as_slice()) {
            ([one], _) | ([], [one]) => Some((*one).clone()),
            _ => None,
        };
        if let (Some(choice), Some(field)) = (clear, self.fields.get_mut(self.focus)) {
            field.put(&choice.label, Some(choice.value));
        }
    }

    /// Choices of the field in focus.
    pub(super) fn choices(&self) -> Vec<Choice> {
        match self.current().map(|field| &field.spec.kind) {
            Some(FieldKind::Choice(choices)) => choices.clone(),
            Some(FieldKind::Reference) => self.options.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn close_suggestions(&mut self, cx: &mut Session, take: bool) {
        let Some(suggest) = self.suggest.take() else { return };
        let choice = suggest.found.get(suggest.selected).and_then(|n| self.options.get(*n)).cloned();
        if let (true, Some(choice), Some(field)) = (take, choice, self.fields.get_mut(self.focus)) {
            field.put(&choice.label, Some(choice.value));
            self.step(cx, true);
        }
    }

    pub(super) fn move_suggestion(&mut self, down: bool) {
        if let Some(suggest) = &mut self.suggest {
            let last = suggest.found.len().saturating_sub(1);
            suggest.selected = if down { (suggest.selected + 1).min(last) } else { suggest.selected.saturating_sub(1) };
        }
    }

    pub(super) fn turn_choice(&mut self, forward: bool) {
        let choices = self.choices();
        let Some(field) = self.fields.get_mut(self.focus) else { return };
        let at = choices.iter().position(|choice| Some(&choice.value) == field.picked.as_ref());
        let next = match (at, forward) {
            (None, true) => Some(0),
            (None, false) => choices.len().checked_sub(1),
            (Some(at), true) => Some((at + 1) % choices.len().max(1)),
            (Some(at), false) => at.checked_sub(1).or(choices.len().checked_sub(1)),
        };
        if let Some(choice) = next.and_then(|n| choices.get(n)) {
            field.put(&choice.label, Some(choice.value.clone()));
            self.edited();
        }
    }

    /// Text in a field of choices: its digit, or letters that mean only one of them.
    pub(super) fn choose_by_text(&mut self, typed: &str) {
        let choices = self.choices();
        let folded = crate::domain::fold::to_half_width(typed);
        let by_digit = folded.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1)).and_then(|n| choices.get(n));
        let finder = Finder::new(typed);
        let choice =
            by_digit.or_else(|| choices.iter().find(|choice| !finder.is_empty() && finder.matches(&choice.label)));
        if let (Some(choice), Some(field)) = (choice, self.fields.get_mut(self.focus)) {
            field.put(&choice.label, Some(choice.value.clone()));
            self.edited();
        }
    }
}
