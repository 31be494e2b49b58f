//! The keys of a screen, from the keymap: what each is for, and why one cannot act now.

use super::super::keymap::{Offer, Scope, View, bindings};
use super::super::screen::Screen;
use super::super::theme::Tone;
use super::super::widgets::pane::Paragraph;
use super::Reader;
use crate::text::{self, Align};

/// The help of a screen.
#[must_use]
pub fn help(screen: &dyn Screen, view: &View, plain: bool) -> Reader {
    Reader::new(format!("帮助：{}", screen.title()), paragraphs(&screen.purpose(), screen.chain(), view, plain))
}

fn paragraphs(purpose: &str, chain: &[Scope], view: &View, plain: bool) -> Vec<Paragraph> {
    let mut all = Vec::new();
    if !purpose.is_empty() {
        all.extend([Paragraph::text(purpose), Paragraph::gap()]);
    }
    all.push(Paragraph::toned(
        Tone::Faint,
        "开着中文输入法时，字母键到不了程序：请用同一行里的功能键、Ctrl 组合键、方向键或数字键。",
    ));
    let mut groups: Vec<&str> = Vec::new();
    let here = || bindings(chain).filter(|binding| binding.offer(view) != Offer::Absent);
    for binding in here() {
        if !groups.contains(&binding.group) {
            groups.push(binding.group);
        }
    }
    for group in groups {
        all.extend([Paragraph::gap(), Paragraph::heading(group)]);
        for binding in here().filter(|b| b.group == group) {
            let keys = text::fit(&binding.key_names(plain), 16, Align::Left);
            let name = text::fit(binding.name, 10, Align::Left);
            let line = format!("{keys}{name}{}", binding.doc);
            all.push(match binding.offer(view) {
                Offer::Ready | Offer::Absent => Paragraph::fixed(line),
                Offer::Blocked(reason) => Paragraph::toned(Tone::Faint, format!("{line}（现在不能：{reason}）")),
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::super::keymap::LIST;
    use super::*;

    #[test]
    fn what_cannot_be_done_now_says_why() {
        let view = View { read_only: true, ..View::default() };
        let all = paragraphs("隐患从登记到销号。", LIST, &view, false);
        assert_eq!(all.first().map(|p| p.content.as_str()), Some("隐患从登记到销号。"));
        let add = all.iter().find(|p| p.content.contains("登记一条新记录")).unwrap();
        assert!(add.content.contains("F2") && add.content.contains("只读"), "{}", add.content);
    }
}
