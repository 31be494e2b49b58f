//! 企业情况: what the rules ask of the plant, answered or unknown, and the flags that follow from the answers.

use super::super::form::{Field, FieldKind, FieldSpec, FormModel, FormScreen};
use super::super::keymap::{Act, View};
use super::super::list::{ListModel, ListScreen, Page, Query, Span};
use super::super::overlay::Pick;
use super::super::screen::{Answer, Choice, Msg, Screen, Session};
use super::super::theme::Tone;
use super::super::widgets::pane::Paragraph;
use super::super::widgets::table::{Column, Row, Width};
use crate::domain::problem::Problem;
use crate::domain::profile::{FLAG_PREFIX, FactBook, FactDef, FactKind, Facts, FlagDef, Verdict};
use crate::error::{Error, Result};
use crate::knowledge::{fact, obligation};
use crate::registers::enterprise;

/// What stands for "not answered".
const UNKNOWN: &str = "unknown";

/// The first screen of 企业情况.
///
/// # Errors
/// When the embedded questions cannot be read.
pub(super) fn open(_: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(FactList { book: fact::book()?, facts: Facts::new() })))
}

/// Every question with its answer, then the flags.
pub struct FactList {
    book: &'static FactBook,
    facts: Facts,
}

impl FactList {
    fn fact_row(&self, def: &FactDef) -> Row {
        let answer = self.facts.get(&def.key).map(|fact| self.book.show(&def.key, &fact.value));
        Row {
            id: def.key.clone(),
            tone: if answer.is_some() { Tone::Normal } else { Tone::Unknown },
            cells: vec![
                def.label.clone(),
                answer.unwrap_or_else(|| "未知".to_owned()),
                def.group.clone(),
                def.question.clone(),
            ],
            ..Row::default()
        }
    }

    fn flag_row(&self, flag: &FlagDef) -> Row {
        let by_hand = self.facts.get(&flag.key).is_some();
        let verdict = self.verdict(flag);
        let (said, tone) = said(&verdict);
        let how = if by_hand { "人工认定" } else { "按情况推导" };
        Row {
            id: flag.key.clone(),
            tone,
            cells: vec![flag.label.clone(), said.to_owned(), how.to_owned(), rests_on(self.book, &verdict)],
            ..Row::default()
        }
    }

    fn verdict(&self, flag: &FlagDef) -> Verdict {
        use crate::domain::profile::Condition;
        self.book.judge(&Condition::is(&flag.key), &self.facts)
    }

    fn about_fact(&self, def: &FactDef) -> Result<Vec<Paragraph>> {
        let mut all = vec![Paragraph::heading(def.question.clone())];
        all.push(Paragraph::text(self.book.describe(&def.key, &self.facts)));
        if !def.help.is_empty() {
            all.extend([Paragraph::gap(), Paragraph::text(def.help.clone())]);
        }
        all.extend([Paragraph::gap(), Paragraph::pair("依据", obligation::cite(&def.basis, None)?)]);
        let rules = obligation::builtin()?;
        let asked: Vec<String> = rules
            .asked_by(&def.key)
            .into_iter()
            .filter_map(|code| Some(format!("{code} {}", rules.rule(code)?.title)))
            .collect();
        if !asked.is_empty() {
            all.extend([Paragraph::gap(), Paragraph::heading("没有回答时，这些义务显示资料不足")]);
            all.extend(asked.into_iter().map(Paragraph::text));
        }
        Ok(all)
    }

    fn about_flag(&self, flag: &FlagDef) -> Result<Vec<Paragraph>> {
        let verdict = self.verdict(flag);
        let mut all = vec![Paragraph::heading(format!("{}：{}", flag.label, said(&verdict).0))];
        if let Some(reason) = self.facts.get(&flag.key).and_then(|fact| fact.reason.as_deref()) {
            all.push(Paragraph::text(format!("人工认定，原因：{reason}")));
            let derived = said(&self.book.judge(&flag.when, &self.facts)).0;
            all.push(Paragraph::text(format!("按企业情况推导则为：{derived}")));
        }
        let cited = obligation::cite(&flag.basis, None)?;
        let mark = if flag.unverified { "（依据待核对）" } else { "" };
        all.extend([Paragraph::gap(), Paragraph::pair("依据", format!("{cited}{mark}")), Paragraph::gap()]);
        all.push(Paragraph::heading("由这些情况推导"));
        all.extend(flag.when.keys().into_iter().map(|key| Paragraph::text(self.book.describe(key, &self.facts))));
        if !flag.note.is_empty() {
            all.extend([Paragraph::gap(), Paragraph::toned(Tone::Faint, flag.note.clone())]);
        }
        Ok(all)
    }

    fn about(&self, key: &str) -> Result<Vec<Paragraph>> {
        match (self.book.fact(key), self.book.flag(key)) {
            (Some(def), _) => self.about_fact(def),
            (None, Some(flag)) => self.about_flag(flag),
            (None, None) => Ok(Vec::new()),
        }
    }

    fn form(&self, keys: Vec<&'static str>, cx: &Session) -> Result<Msg> {
        if let [key] = keys.as_slice()
            && let Some(flag) = self.book.flag(key)
        {
            return Ok(Msg::Push(Box::new(FormScreen::new(FlagForm { flag, yes: None, reason: String::new() }))));
        }
        Ok(Msg::Push(Box::new(FactForm::of(keys, cx)?.screen())))
    }
}

fn said(verdict: &Verdict) -> (&'static str, Tone) {
    match verdict {
        Verdict::True { .. } => ("是", Tone::Normal),
        Verdict::False { .. } => ("否", Tone::Normal),
        Verdict::Unknown { .. } => ("未知", Tone::Unknown),
    }
}

/// The facts a verdict rests on, by name.
fn rests_on(book: &FactBook, verdict: &Verdict) -> String {
    let (word, facts) = match verdict {
        Verdict::True { facts, .. } | Verdict::False { facts } => ("因为", facts),
        Verdict::Unknown { facts } => ("未回答", facts),
    };
    let names: Vec<&str> = facts.iter().map(|key| book.label(key)).collect();
    if names.is_empty() { String::new() } else { format!("{word}：{}", names.join("、")) }
}

impl ListModel for FactList {
    fn title(&self) -> String {
        "企业情况".to_owned()
    }

    fn purpose(&self) -> String {
        "规则要问的企业情况。没有回答的是“未知”，不当作“否”：相关义务显示资料不足。最后几行是由这些情况推导的口径，与实际不符时可以写明原因改定。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("label", "项目", Width::Fill(1)).least(30),
            Column::new("answer", "回答", Width::Length(24)),
            Column::new("group", "分组", Width::Length(14)).spare(2),
            Column::new("question", "问题或来由", Width::Fill(1)).least(36).spare(1),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.facts = enterprise::answers(&cx.store)?;
        let rows: Vec<Row> = self.book.facts.iter().map(|def| self.fact_row(def)).collect();
        let flags: Vec<Row> = self.book.flags.iter().map(|flag| self.flag_row(flag)).collect();
        let kept = rows.into_iter().chain(flags).filter(|row| match query.filter.as_deref() {
            Some(UNKNOWN) => row.tone == Tone::Unknown,
            Some("flag") => row.id.starts_with(FLAG_PREFIX),
            Some(group) => row.cells.get(2).is_some_and(|it| it == group),
            None => true,
        });
        Ok(Page::of(kept, query, span))
    }

    fn filters(&self) -> Vec<Choice> {
        let mut choices = vec![Choice::new(UNKNOWN, "未知的"), Choice::new("flag", "推导的口径")];
        let mut groups: Vec<&str> = Vec::new();
        for def in &self.book.facts {
            if !groups.contains(&def.group.as_str()) {
                groups.push(&def.group);
            }
        }
        choices.extend(groups.into_iter().map(|group| Choice::new(group, group)));
        choices
    }

    fn describe(&self, _: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Add, Act::Retire, Act::Evidence, Act::Export, Act::Print]);
    }

    fn detail(&mut self, _: &mut Session, row: &Row) -> Vec<Paragraph> {
        self.about(&row.id).unwrap_or_else(|error| vec![Paragraph::toned(Tone::Bad, error.message)])
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let keys: Vec<&'static str> = rows.iter().filter_map(|key| known(self.book, key)).collect();
        match act {
            Act::Open | Act::Edit => Ok(vec![self.form(keys, cx)?]),
            Act::Why => {
                let Some(key) = rows.first() else { return Ok(Vec::new()) };
                let title = self.book.label(key).to_owned();
                Ok(vec![Msg::Push(Box::new(super::super::overlay::Reader::new(title, self.about(key)?)))])
            }
            Act::Steps => {
                let choices =
                    vec![Choice::new("open", "逐项回答还未知的"), Choice::new("all", "逐项查看和修改全部回答")];
                Ok(vec![Msg::Push(Box::new(Pick::new("facts.steps", "企业情况：办理", choices)))])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, _: &[String]) -> Result<Vec<Msg>> {
        let all = self.book.facts.iter().map(|def| def.key.as_str());
        let keys: Vec<&'static str> = match answer.value.as_str() {
            "open" => all.filter(|key| self.facts.get(key).is_none()).collect(),
            _ => all.collect(),
        };
        if keys.is_empty() {
            return Ok(vec![Msg::Notice("全部都已回答".to_owned())]);
        }
        Ok(vec![self.form(keys, cx)?])
    }
}

/// The key as the book holds it.
fn known(book: &'static FactBook, key: &str) -> Option<&'static str> {
    let fact = book.fact(key).map(|def| def.key.as_str());
    fact.or_else(|| book.flag(key).map(|flag| flag.key.as_str()))
}

/// Some of the questions, to be answered.
pub struct FactForm {
    defs: Vec<&'static FactDef>,
    book: &'static FactBook,
    typed: Vec<(&'static str, String)>,
}

impl FactForm {
    /// A form of the questions with these keys; a derived flag stands for the unanswered questions it hangs on.
    ///
    /// # Errors
    /// When none of the keys is a question, or the file cannot be read.
    pub fn of<'k>(keys: impl IntoIterator<Item = &'k str>, cx: &Session) -> Result<Self> {
        let book = fact::book()?;
        let facts = enterprise::answers(&cx.store)?;
        let mut defs: Vec<&'static FactDef> = Vec::new();
        for key in keys {
            let below: Vec<&str> = match book.flag(key) {
                Some(flag) => flag.when.keys().into_iter().filter(|key| facts.get(key).is_none()).collect(),
                None => vec![key],
            };
            for def in below.into_iter().filter_map(|key| book.fact(key)) {
                if !defs.iter().any(|known| known.key == def.key) {
                    defs.push(def);
                }
            }
        }
        if defs.is_empty() {
            return Err(Error::input("这里没有要回答的企业情况"));
        }
        Ok(Self { defs, book, typed: Vec::new() })
    }

    /// The screen.
    #[must_use]
    pub fn screen(self) -> FormScreen<Self> {
        FormScreen::new(self)
    }
}

impl FormModel for FactForm {
    fn title(&self) -> String {
        match self.defs.as_slice() {
            [one] => format!("企业情况：{}", one.label),
            _ => "企业情况".to_owned(),
        }
    }

    fn purpose(&self) -> String {
        "回答规则要问的企业情况。不清楚的留“未知”，不会当作“否”。".to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let facts = enterprise::answers(&cx.store)?;
        let field = |def: &&'static FactDef| {
            let answer = facts.get(&def.key).map(|fact| fact.value.stored());
            let help =
                if def.help.is_empty() { def.question.clone() } else { format!("{} {}", def.question, def.help) };
            let mut choices = vec![Choice::new(UNKNOWN, "未知")];
            match def.kind {
                FactKind::Bool => choices.extend([Choice::new("yes", "是"), Choice::new("no", "否")]),
                FactKind::Choice => {
                    choices.extend(def.choices.iter().map(|it| Choice::new(it.code.clone(), it.label.clone())));
                }
                FactKind::Int | FactKind::Text => {
                    let spec = FieldSpec::new(&def.key, def.label.clone(), FieldKind::Line).help(help);
                    return Field::new(spec, &answer.unwrap_or_default(), None);
                }
            }
            let value = answer.unwrap_or_else(|| UNKNOWN.to_owned());
            let label = choices.iter().find(|it| it.value == value).map(|it| it.label.clone()).unwrap_or_default();
            let spec = FieldSpec::new(&def.key, def.label.clone(), FieldKind::Choice(choices)).help(help);
            Field::new(spec, &label, Some(value))
        };
        Ok(self.defs.iter().map(field).collect())
    }

    fn set(&mut self, _: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        let text = if raw == UNKNOWN { "" } else { raw };
        self.typed.retain(|(typed, _)| *typed != key);
        self.typed.push((key, text.to_owned()));
        if text.trim().is_empty() {
            return Ok("未知".to_owned());
        }
        self.book.read(key, text).map_err(|problem| Problem::field(key, problem.message))?;
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let before = enterprise::answers(&cx.store)?;
        let changed = |(key, text): &&(&'static str, String)| {
            let old = before.get(key).map(|fact| fact.value.stored()).unwrap_or_default();
            let new = self.book.read(key, text).map(|value| value.stored()).unwrap_or_default();
            old != new
        };
        let pairs: Vec<(String, String)> =
            self.typed.iter().filter(changed).map(|(key, text)| ((*key).to_owned(), text.clone())).collect();
        let written = enterprise::set_facts(&mut cx.store, &pairs)?;
        let said = if written {
            format!("已保存 {} 项企业情况，u 可撤销", pairs.len())
        } else {
            "没有变化".to_owned()
        };
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(said)])
    }

    fn draft_key(&self) -> Option<String> {
        let which = match self.defs.as_slice() {
            [one] => one.key.as_str(),
            _ => "all",
        };
        Some(format!("facts/{which}"))
    }
}

/// A derived flag, to be set by hand with a reason.
struct FlagForm {
    flag: &'static FlagDef,
    yes: Option<bool>,
    reason: String,
}

impl FormModel for FlagForm {
    fn title(&self) -> String {
        format!("口径：{}", self.flag.label)
    }

    fn purpose(&self) -> String {
        "这一口径由企业情况推导。实际认定与推导不同时写明原因改定，以后按认定的判断。".to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let facts = enterprise::answers(&cx.store)?;
        let book = fact::book()?;
        let derived = said(&book.judge(&self.flag.when, &facts)).0;
        let own = facts.get(&self.flag.key);
        let choices = vec![
            Choice::new("derive", format!("按推导（{derived}）")),
            Choice::new("yes", "认定为 是"),
            Choice::new("no", "认定为 否"),
        ];
        let picked = own.map_or_else(|| "derive".to_owned(), |fact| fact.value.stored());
        let label = choices.iter().find(|it| it.value == picked).map(|it| it.label.clone()).unwrap_or_default();
        let cited = obligation::cite(&self.flag.basis, None)?;
        let reason = own.and_then(|fact| fact.reason.clone()).unwrap_or_default();
        Ok(vec![
            Field::new(FieldSpec::new("basis", "依据", FieldKind::Fixed), &cited, None),
            Field::new(FieldSpec::new("yes", "认定", FieldKind::Choice(choices)), &label, Some(picked)),
            Field::new(
                FieldSpec::new("reason", "原因", FieldKind::Note(3))
                    .help("与推导不同时必须写，例如：应急管理局 2026-3-1 来函认定"),
                &reason,
                None,
            ),
        ])
    }

    fn set(&mut self, _: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        match key {
            "yes" => {
                self.yes = match raw {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                }
            }
            "reason" => self.reason = raw.to_owned(),
            _ => {}
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        enterprise::set_flag(&mut cx.store, &self.flag.key, self.yes, &self.reason)?;
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice("已保存，u 可撤销".to_owned())])
    }

    fn draft_key(&self) -> Option<String> {
        Some(format!("facts/{}", self.flag.key))
    }
}
