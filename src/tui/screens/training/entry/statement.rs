//! What a session says of itself: the form of its head, and the sentence that finishes it.

use super::super::super::form::RegisterForm;
use super::super::roll::Filled;
use super::{HEAD, draw};
use crate::registers::training::TRAINING_SESSION;
use crate::tui::screen::{Choice, Msg, Session};

/// Columns the form of the head asks for, the ones that differ most first.
const ASKED: &[&str] = &[
    "title",
    "hours",
    "topics",
    "level",
    "on_date",
    "trainer",
    "place",
    "exam",
    "pass_mark",
    "mode",
    "department",
    "post",
    "institution",
    "minutes",
    "unit",
    "from_on",
    "materials",
    "evaluation",
    "evidence",
    "cost",
    "note",
];
/// Names told of those absent or failed before the rest are counted.
const NAMED: usize = 8;

/// The form of the head, begun with what is known.
pub(super) fn head_form(cx: &Session, roll: &Filled) -> Msg {
    let mut form = RegisterForm::new(&TRAINING_SESSION, cx.today).only(ASKED).answering(HEAD);
    // What is not said yet begins as a new record does; topics are read from the title where they are left empty.
    if roll.said("topics").is_empty() {
        form = form.given("topics", "");
    }
    for (key, text) in &roll.head {
        if let Some(column) = TRAINING_SESSION.column(key) {
            form = form.given(column.key, text.clone());
        }
    }
    Msg::Push(Box::new(form.screen()))
}

/// The finishing statement in words, and its answers; the harmless one first.
pub(super) fn of(roll: &Filled) -> (String, Vec<Choice>) {
    let names = |ids: &[i64]| {
        let all: Vec<&str> = ids.iter().filter_map(|id| roll.roster.member(*id)).map(|it| it.name.as_str()).collect();
        let shown: Vec<&str> = all.iter().take(NAMED).copied().collect();
        let more = if all.len() > NAMED { "等" } else { "" };
        format!("{}{more}", shown.join("、"))
    };
    let mut question =
        format!("{}《{}》{}，共 {} 人。", roll.on(), roll.said("title"), draw::length(roll), roll.people.len());
    let absent = roll.marked(|mark| mark.absent);
    let failed = roll.marked(|mark| roll.fails(mark));
    let pending = roll.marked(|mark| mark.pending);
    for (ids, word) in [(&absent, "缺席"), (&failed, "不合格"), (&pending, "待考")] {
        if !ids.is_empty() {
            question = format!("{question}\n{word} {} 人：{}。", ids.len(), names(ids));
        }
    }
    let rest = roll.rest();
    let stay = Choice::new("stay", "继续登记");
    if rest == 0 {
        return (format!("{question}\n每个人都有了结果。"), vec![stay, Choice::new("passed", "完成并保存")]);
    }
    let question = format!("{question}\n其余 {rest} 人均已参加并合格。");
    let answers = vec![stay, Choice::new("passed", "是，均已参加并合格"), Choice::new("pending", "其余还没有考核结果")];
    (question, answers)
}
