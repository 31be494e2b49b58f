//! The one table of keys: the handler, the footer, the help screen, the palette and `docs/keys.md` all read
//! [`BINDINGS`]. Nothing about keys is said twice.

use std::fmt::Write as _;

use super::key::Key;

mod act;
mod table;

pub use act::Act;
pub use table::BINDINGS;

/// Where a binding holds. Screens name a [`Chain`] of scopes; the first scope that knows the key decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Moving among rows.
    Rows,
    /// A list of records.
    List,
    /// The find line of a list.
    Find,
    /// Editing text, wherever there is a caret.
    Text,
    /// A field of one line in a form.
    Line,
    /// A field of several lines in a form.
    Note,
    /// A field with a fixed set of choices.
    Choice,
    /// Suggestions standing open under a field.
    Suggest,
    /// The whole form.
    Form,
    /// Scrolling through a text.
    Lines,
    /// A text to read.
    Pane,
    /// A report or ledger before it is printed.
    Preview,
    /// A period that can be stepped.
    Turn,
    /// Entering an inspection.
    Entry,
    /// Entering who took part in a session.
    Roll,
    /// Deciding the check points of a round.
    Judge,
    /// Scoring an assessment.
    Scoring,
    /// A list to pick one from.
    Pick,
    /// A question with a few answers.
    Confirm,
    /// Everywhere but in forms and popups.
    Global,
    /// Everywhere.
    Always,
}

impl Scope {
    /// What the scope is called in help and documents.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Rows => "移动",
            Self::List => "列表",
            Self::Find => "查找",
            Self::Text => "编辑文字",
            Self::Line => "表单：单行项",
            Self::Note => "表单：多行项",
            Self::Choice => "表单：选择项",
            Self::Suggest => "表单：候选",
            Self::Form => "表单",
            Self::Lines => "滚动",
            Self::Pane => "阅读",
            Self::Preview => "预览",
            Self::Turn => "期间",
            Self::Entry => "录入自查",
            Self::Roll => "登记培训",
            Self::Judge => "认定检查要点",
            Self::Scoring => "考核评分",
            Self::Pick => "选择窗口",
            Self::Confirm => "询问窗口",
            Self::Global => "各屏通用",
            Self::Always => "任何时候",
        }
    }
}

/// A legitimate stack of scopes, innermost first. In none of them does a key stand twice.
pub type Chain = &'static [Scope];

/// A list of records.
pub const LIST: Chain = &[Scope::Rows, Scope::List, Scope::Turn, Scope::Global, Scope::Always];
/// A list while its find line has the caret.
pub const FIND: Chain = &[Scope::Find, Scope::Text, Scope::Always];
/// A form whose focus is in a one-line text field.
pub const FORM_LINE: Chain = &[Scope::Line, Scope::Text, Scope::Form, Scope::Always];
/// A form whose focus is in a field of several lines.
pub const FORM_NOTE: Chain = &[Scope::Note, Scope::Text, Scope::Form, Scope::Always];
/// A form whose focus is in a field of choices.
pub const FORM_CHOICE: Chain = &[Scope::Line, Scope::Choice, Scope::Form, Scope::Always];
/// A form with suggestions open.
pub const FORM_SUGGEST: Chain = &[Scope::Suggest, Scope::Text, Scope::Form, Scope::Always];
/// A text to scroll through, on top of everything.
pub const PANE: Chain = &[Scope::Pane, Scope::Lines, Scope::Always];
/// A report before it is printed.
pub const PREVIEW: Chain = &[Scope::Preview, Scope::Turn, Scope::Lines, Scope::Global, Scope::Always];
/// Entering an inspection.
pub const ENTRY: Chain = &[Scope::Entry, Scope::Text, Scope::Always];
/// Entering who took part in a session.
pub const ROLL: Chain = &[Scope::Roll, Scope::Text, Scope::Always];
/// The check points of a round: digits are verdicts there, not areas.
pub const ROUND: Chain = &[Scope::Rows, Scope::Judge, Scope::Always];
/// Scoring an assessment.
pub const SCORING: Chain = &[Scope::Scoring, Scope::Text, Scope::Always];
/// A list to pick one from.
pub const PICK: Chain = &[Scope::Pick, Scope::Text, Scope::Always];
/// A question.
pub const CONFIRM: Chain = &[Scope::Confirm, Scope::Always];

/// Every chain there is, for the tests and the documents.
pub const CHAINS: &[(&str, Chain)] = &[
    ("列表", LIST),
    ("查找", FIND),
    ("表单单行项", FORM_LINE),
    ("表单多行项", FORM_NOTE),
    ("表单选择项", FORM_CHOICE),
    ("表单候选", FORM_SUGGEST),
    ("阅读", PANE),
    ("预览", PREVIEW),
    ("录入自查", ENTRY),
    ("登记培训", ROLL),
    ("认定检查要点", ROUND),
    ("考核评分", SCORING),
    ("选择窗口", PICK),
    ("询问窗口", CONFIRM),
];

/// What the keymap may know of the moment: a plain snapshot, so that the rules can be tested without a screen.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The file was opened for reading only.
    pub read_only: bool,
    /// A row is selected.
    pub has_row: bool,
    /// The screen has steps that need no row: an import, another list.
    pub steps_without_row: bool,
    /// There is something to undo.
    pub can_undo: bool,
    /// There is something to redo.
    pub can_redo: bool,
    /// Acts that have no meaning on this screen: not in its footer at all.
    pub absent: Vec<Act>,
    /// Acts that the screen has but cannot do now, with the reason.
    pub blocked: Vec<(Act, String)>,
}

/// One row of the table: keys, what they do, and what is said about it.
pub struct Binding {
    /// Where it holds.
    pub scope: Scope,
    /// The keys; the first is the one the footer shows.
    pub keys: &'static [Key],
    /// What they do.
    pub act: Act,
    /// Heading in the help.
    pub group: &'static str,
    /// Name in the footer, at most four Chinese characters.
    pub name: &'static str,
    /// One line for the help and the documents.
    pub doc: &'static str,
    /// Whether the footer shows it.
    pub foot: bool,
    /// Why it cannot be done now, if it cannot.
    pub when: fn(&View) -> Option<&'static str>,
}

/// How an act stands at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// It can be done.
    Ready,
    /// It cannot be done now, for this reason.
    Blocked(String),
    /// The screen does not know it.
    Absent,
}

impl Binding {
    /// How this binding stands at the moment.
    #[must_use]
    pub fn offer(&self, view: &View) -> Offer {
        if view.absent.contains(&self.act) {
            return Offer::Absent;
        }
        if let Some(reason) = (self.when)(view) {
            return Offer::Blocked(reason.to_owned());
        }
        match view.blocked.iter().find(|(act, _)| *act == self.act) {
            Some((_, reason)) => Offer::Blocked(reason.clone()),
            None => Offer::Ready,
        }
    }

    /// All keys of the binding as help shows them.
    #[must_use]
    pub fn key_names(&self, plain: bool) -> String {
        let names: Vec<String> =
            self.keys.iter().map(|key| if plain { key.plain_name() } else { key.to_string() }).collect();
        names.join(" ")
    }
}

/// What a key means in a chain of scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// Do this.
    Act(Act),
    /// It is bound but cannot be done now; say why.
    Blocked(String),
    /// The key is not bound here.
    Unbound,
}

/// Looks a key up, innermost scope first.
#[must_use]
pub fn resolve(chain: &[Scope], key: Key, view: &View) -> Resolved {
    let key = key.folded();
    for scope in chain {
        let Some(binding) = BINDINGS.iter().find(|b| b.scope == *scope && b.keys.contains(&key)) else { continue };
        return match binding.offer(view) {
            Offer::Ready => Resolved::Act(binding.act),
            Offer::Blocked(reason) => Resolved::Blocked(reason),
            Offer::Absent => {
                let place = if *scope == Scope::Form { "这一项" } else { "这一屏" };
                Resolved::Blocked(format!("{place}没有“{}”", binding.name))
            }
        };
    }
    Resolved::Unbound
}

/// Bindings of a chain in the order of the table.
pub fn bindings(chain: &[Scope]) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |b| chain.contains(&b.scope))
}

/// The document `docs/keys.md`.
#[must_use]
pub fn document() -> String {
    let mut text = String::from(
        "# 按键\n\n本页由程序的按键表生成。字母和符号键是快捷方式；开着中文输入法时，请用同一行里的功能键、Ctrl 组合键、方向键或数字键。\n\
         全角的 `？／：１` 在文字栏以外与半角相同。\n",
    );
    let mut scope = None;
    for binding in BINDINGS {
        if scope != Some(binding.scope) {
            scope = Some(binding.scope);
            let _ = write!(text, "\n## {}\n\n| 键 | 名称 | 作用 |\n| --- | --- | --- |\n", binding.scope.title());
        }
        let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
        let _ = writeln!(text, "| {} | {} | {} |", keys.join(" "), binding.name, binding.doc);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::super::key::Code;
    use super::*;
    use crate::text;

    #[test]
    fn no_key_stands_twice_in_a_chain() {
        for (name, chain) in CHAINS {
            let mut seen = HashMap::new();
            for binding in bindings(chain) {
                for key in binding.keys {
                    assert_eq!(key.folded(), *key, "{key} of {:?} can never be looked up", binding.act);
                    let before = seen.insert(*key, binding.act);
                    assert_eq!(before, None, "{key} stands twice in {name}");
                }
            }
        }
    }

    #[test]
    fn every_act_is_bound_and_every_scope_is_in_a_chain() {
        let bound: HashSet<Act> = BINDINGS.iter().map(|b| b.act).collect();
        for act in Act::ALL {
            assert!(bound.contains(act), "{} has no key", act.name());
        }
        for binding in BINDINGS {
            assert!(CHAINS.iter().any(|(_, chain)| chain.contains(&binding.scope)), "{:?}", binding.scope);
        }
    }

    #[test]
    fn every_letter_has_a_twin_that_passes_an_input_method() {
        for (name, chain) in CHAINS {
            for binding in bindings(chain) {
                let twin =
                    bindings(chain).filter(|b| b.act == binding.act).flat_map(|b| b.keys).any(|k| k.passes_ime());
                assert!(twin, "{} cannot be reached with an input method on in {name}", binding.act.name());
            }
        }
    }

    #[test]
    fn names_are_short_and_everything_is_said() {
        for binding in BINDINGS {
            assert!(text::width(binding.name) <= 8, "{} is too long", binding.name);
            assert!(!binding.name.is_empty() && !binding.doc.is_empty() && !binding.group.is_empty());
            assert!(!binding.doc.contains('…') && !binding.name.contains('…'));
        }
    }

    #[test]
    fn no_key_belongs_to_the_input_method_or_the_terminal() {
        for binding in BINDINGS {
            for key in binding.keys {
                assert!(!key.alt, "{key}");
                if let (Code::Char(c), true) = (key.code, key.ctrl) {
                    assert!(c.is_ascii_lowercase() && !"afhijmv".contains(c), "{key}");
                }
                assert!(!matches!(key.code, Code::F(10..)), "{key} is kept by terminals");
            }
        }
    }

    #[test]
    fn an_act_has_one_name_to_scripts() {
        let names: HashSet<&str> = Act::ALL.iter().map(|act| act.name()).collect();
        assert_eq!(names.len(), Act::ALL.len());
        for act in Act::ALL {
            assert_eq!(Act::from_name(act.name()), Some(*act));
        }
    }

    #[test]
    fn a_key_that_cannot_act_says_why() {
        let view = View { read_only: true, has_row: true, ..View::default() };
        assert!(matches!(resolve(LIST, Key::f(2), &view), Resolved::Blocked(why) if why.contains("只读")));
        let view = View { has_row: true, ..View::default() };
        assert_eq!(resolve(LIST, Key::ch('ａ'), &view), Resolved::Act(Act::Add));
        assert_eq!(resolve(LIST, Key::ch('？'), &view), Resolved::Act(Act::Help));
        assert_eq!(resolve(LIST, Key::ch('配'), &view), Resolved::Unbound);
        let view = View { absent: vec![Act::Add], ..View::default() };
        assert!(matches!(resolve(LIST, Key::f(2), &view), Resolved::Blocked(_)));
    }

    /// `ANGUAN_WRITE_DOCS=1 cargo test` rewrites the page.
    #[test]
    fn the_page_of_keys_is_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keys.md");
        if std::env::var_os("ANGUAN_WRITE_DOCS").is_some() {
            std::fs::write(path, document()).unwrap();
        }
        let page = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(page == document(), "docs/keys.md is stale; run the tests with ANGUAN_WRITE_DOCS=1");
    }
}
