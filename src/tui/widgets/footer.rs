//! The last line of the screen: the keys that work here, from the keymap.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::keymap::{Act, Offer, Scope, View, bindings};
use super::super::theme::{Theme, Tone};
use super::paint;
use crate::text::width;

/// Draws the keys of a chain: those that cannot act now are faint, those the screen does not have are left out, and
/// help stands last whatever the width.
pub fn footer(buf: &mut Buffer, area: Rect, chain: &[Scope], view: &View, theme: &Theme) {
    let area = paint::row(area, 0);
    let mut shown: Vec<(String, &str, bool)> = Vec::new();
    let mut help = None;
    for binding in bindings(chain).filter(|b| b.foot) {
        let offer = binding.offer(view);
        if offer == Offer::Absent {
            continue;
        }
        let typing = chain.contains(&Scope::Text);
        let key = binding.keys.iter().find(|key| !typing || key.text().is_none()).or(binding.keys.first());
        let Some(key) = key else { continue };
        let key = if theme.plain { key.plain_name() } else { key.to_string() };
        let entry = (key, binding.name, offer == Offer::Ready);
        if binding.act == Act::Help { help = Some(entry) } else { shown.push(entry) }
    }
    let cells = |entry: &(String, &str, bool)| width(&entry.0) + 1 + width(entry.1) + 2;
    let mut room = usize::from(area.width).saturating_sub(1 + help.as_ref().map_or(0, cells));
    let mut place = paint::from_left(area, 1);
    let fitting = shown.into_iter().filter(|entry| {
        let fits = cells(entry) <= room;
        if fits {
            room -= cells(entry);
        }
        fits
    });
    for (key, name, ready) in fitting.chain(help) {
        let faint = theme.tone(Tone::Faint);
        let (key_style, name_style) = if ready { (theme.key(), theme.text()) } else { (faint, faint) };
        let used = paint::pieces(buf, place, &[(&key, key_style), (" ", name_style), (name, name_style)]);
        place = paint::from_left(place, used + 2);
    }
}
