//! Scoring by exception: one line for each item that loses points, and one word for the rest.

use crate::domain::assessment::score::read_tenths;
use crate::domain::date::{self, Order, add_days};
use crate::domain::fold::{clean_line, clean_text, to_half_width};
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::registers::Lookups;
use crate::registers::standard::{self, Entry, Typed};
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel};
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::widgets::date::show;

use super::begin_form::{choices, person};

/// Days from today to the deadline deductions begin with.
const USUAL: i64 = 30;

/// The form.
pub(super) struct ScoreForm {
    round: i64,
    code: String,
    open: usize,
    people: Lookups,
    typed: Typed,
}

impl ScoreForm {
    /// The form of a round.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn new(cx: &Session, id: i64) -> Result<Self> {
        let round = standard::round(&cx.store, id)?;
        let people = Lookups::named(&["person"], &cx.store)?;
        let typed = Typed { by: cx.store.operator().to_owned(), ..Typed::default() };
        Ok(Self { round: id, code: round.code(), open: round.open_items().len(), people, typed })
    }
}

/// `5.1.1-1 2 指标不能考核` takes two points off; `5.5.2-1 - 不构成` does not apply.
fn line(text: &str) -> Result<(String, Entry, Option<String>), String> {
    let mut parts = text.splitn(3, char::is_whitespace).map(str::trim);
    let (code, off, reason) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
    let reason = reason.map(clean_line).filter(|it| !it.is_empty());
    let entry = match to_half_width(off).as_str() {
        "" => return Err(format!("“{code}”后面写扣几分，不参评写 -")),
        "-" => Entry::NotApplicable,
        points => Entry::Off(read_tenths(points, 1_000_000).map_err(|said| format!("{code}：{said}"))?),
    };
    Ok((to_half_width(code), entry, reason))
}

impl FormModel for ScoreForm {
    fn title(&self) -> String {
        format!("逐行扣分 {}", self.code)
    }

    fn purpose(&self) -> String {
        "只写扣分和不参评的项，一行一项；其余的逐项看过、没有扣分，再选一下就都评了满分。".to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let lines = FieldSpec::new("lines", "扣分", FieldKind::Note(6))
            .help("编号 扣分 原因，如 5.1.1-1 2 指标不能考核；不参评写 5.5.2-1 - 不构成");
        let rest = vec![Choice::new("", "还没有看完，先不评"), Choice::new("full", "其余都逐项看过，没有扣分")];
        let rest =
            FieldSpec::new("rest", "其余", FieldKind::Choice(rest)).help(format!("还有 {} 项没有评分", self.open));
        let evidence = FieldSpec::new("evidence", "证据", FieldKind::Line).help("这一次共同的证据，可以不写");
        let owner =
            FieldSpec::new("owner", "责任人", FieldKind::Reference).help("这些扣分由谁整改；各不相同的，存后逐项改");
        let due = FieldSpec::new("due_on", "整改期限", FieldKind::Date);
        Ok(vec![
            Field::new(lines, "", None),
            Field::new(rest, "还没有看完，先不评", Some(String::new())),
            Field::new(evidence, "", None),
            Field::new(owner, "", None),
            Field::new(due, &date::show(add_days(cx.today, USUAL)), None),
        ])
    }

    fn options(&mut self, _: &mut Session, _: &str) -> Result<Vec<Choice>> {
        Ok(choices(&self.people))
    }

    fn set(&mut self, cx: &mut Session, field: &'static str, raw: &str) -> Result<String, Problem> {
        let text = Some(clean_text(raw)).filter(|it| !it.is_empty());
        match field {
            "lines" => {
                let lines = raw.lines().map(clean_line).filter(|it| !it.is_empty());
                let read: Result<Vec<_>, String> = lines.map(|it| line(&it)).collect();
                self.typed.entries = read.map_err(|said| Problem::field(field, said))?;
            }
            "rest" => self.typed.rest_full = (raw == "full").then(String::new),
            "evidence" => self.typed.evidence = text,
            "owner" => self.typed.owner = person(&self.people, field, raw)?,
            "due_on" => {
                let day = |raw: String| {
                    date::read(&raw, cx.today, Order::Ymd).map_err(|e| Problem::field(field, e.to_string()))
                };
                self.typed.due_on = text.map(day).transpose()?;
                return Ok(self.typed.due_on.map(|on| show(on, cx.today)).unwrap_or_default());
            }
            _ => {}
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let count = standard::score(&mut cx.store, self.round, &self.typed, cx.today)?;
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(format!("评了 {count} 项"))])
    }

    fn draft_key(&self) -> Option<String> {
        Some(format!("standard-round/{}", self.round))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_code_points_and_a_reason() {
        let of = |text: &str| line(text).unwrap();
        assert_eq!(of("5.1.1-1 2 指标 不能考核"), ("5.1.1-1".into(), Entry::Off(20), Some("指标 不能考核".into())));
        assert_eq!(of("５.1.1-1 0.5 缺"), ("5.1.1-1".into(), Entry::Off(5), Some("缺".into())));
        assert_eq!(of("5.5.2-1 - 不构成"), ("5.5.2-1".into(), Entry::NotApplicable, Some("不构成".into())));
        assert!(line("5.1.1-1").is_err() && line("5.1.1-1 两分 缺").is_err());
    }
}
