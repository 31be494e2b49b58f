//! Reports looked through: words that say nothing, and frozen ones held against the records of today.

use super::doc::Doc;
use super::moment;
use crate::error::Result;
use crate::report::frozen::{self, Checked, Difference};
use crate::report::kinds;
use crate::report::wording;
use crate::store::Operation;
use crate::tui::overlay::Reader;
use crate::tui::screen::{Msg, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;

/// 用语体检 of one report; it warns and blocks nothing.
///
/// # Errors
/// When the report cannot be collected.
pub(super) fn wording(cx: &Session, doc: &Doc) -> Result<Vec<Msg>> {
    let review = wording::check(&cx.store, doc.kind, &doc.about, moment(cx))?;
    let (hits, empty) = (review.hits.len(), review.empty.len() + review.unfilled.len());
    let head = match (hits, empty) {
        (0, 0) => "没有发现套话，没有空着的。".to_owned(),
        (hits, empty) => format!("{hits} 处没有内容的话，{empty} 处空着。只提醒，不妨碍报送。"),
    };
    let mut all = vec![Paragraph::text(head)];
    if empty > 0 {
        all.extend([Paragraph::gap(), Paragraph::heading("还空着")]);
    }
    all.extend(review.empty.iter().map(|label| Paragraph::toned(Tone::Soon, label.clone())));
    all.extend(review.unfilled.iter().map(|it| Paragraph::toned(Tone::Soon, format!("{it}：{}", wording::UNFILLED))));
    if hits > 0 {
        all.extend([Paragraph::gap(), Paragraph::heading("没有内容的话")]);
    }
    for it in &review.hits {
        let context = it.context.replace('\n', " ");
        all.push(Paragraph::toned(Tone::Soon, format!("{}：“{}”（{context}）", it.section, it.found)));
        all.push(Paragraph::text(format!("改法：{}", it.suggest)));
    }
    Ok(vec![Msg::Push(Box::new(Reader::new(format!("用语体检：{}", doc.title()), all)))])
}

/// Holds frozen reports against the records of today: all, or the one with this row id. Those that differ come first.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn verify(cx: &Session, only: Option<i64>) -> Result<Vec<Msg>> {
    let mut checked = frozen::verify(&cx.store, moment(cx))?;
    checked.retain(|it| only.is_none_or(|id| it.frozen.id == id));
    if checked.is_empty() {
        return Ok(vec![Msg::Notice("还没有冻结过报告".to_owned())]);
    }
    checked.sort_by_key(Checked::is_fine);
    let wrong = checked.iter().filter(|it| !it.is_fine()).count();
    let head = match wrong {
        0 => format!("{} 份冻结的报告与今天的记录一致，或已由后来的一次更正。", checked.len()),
        wrong => format!(
            "{} 份冻结的报告中有 {wrong} 份与今天的记录不一致。冻结之后补录或更正了记录；需要时改正后再报一次，原来那份保持原样。",
            checked.len()
        ),
    };
    let mut all = vec![Paragraph::toned(if wrong > 0 { Tone::Bad } else { Tone::Done }, head)];
    for it in &checked {
        all.push(Paragraph::gap());
        all.extend(told(cx, it));
    }
    Ok(vec![Msg::Push(Box::new(Reader::new("核对冻结的报告", all)))])
}

fn told(cx: &Session, it: &Checked) -> Vec<Paragraph> {
    let frozen = &it.frozen;
    let title = kinds::find(&frozen.kind).map_or(frozen.kind.as_str(), |kind| kind.title);
    let later = it.superseded.map_or_else(String::new, |number| format!("，已由第 {number} 次更正"));
    let name = format!("{title} {} 第 {} 次（{}{later}）", frozen.period, frozen.number, frozen.standing());
    let mut all = vec![Paragraph::heading(name)];
    if it.broken.is_empty() && it.failed.is_none() && it.differences.is_empty() {
        all.push(Paragraph::toned(Tone::Done, "与今天的记录一致"));
    }
    all.extend(it.broken.iter().map(|fault| Paragraph::toned(Tone::Bad, fault.clone())));
    all.extend(it.failed.iter().map(|why| Paragraph::toned(Tone::Bad, format!("不能用今天的记录重算：{why}"))));
    all.extend(operations(cx, "引起变化的操作：", &it.operations));
    all.extend(operations(cx, "其他数字可能由下列操作引起：", &it.possible));
    all.extend(it.differences.iter().map(|it| Paragraph::toned(Tone::Soon, differs(it, "冻结时", "现在"))));
    if !it.packs.is_empty() && !it.is_fine() {
        all.push(Paragraph::text("冻结之后换过的规则包："));
        let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "无".to_owned());
        all.extend(it.packs.iter().map(|pack| {
            let said = format!("{}：冻结时 {} 版，现在 {} 版", pack.file, side(&pack.frozen), side(&pack.now));
            Paragraph::toned(Tone::Faint, said)
        }));
    }
    all.extend(it.notes.iter().map(|note| Paragraph::toned(Tone::Faint, format!("说明：{note}"))));
    all
}

/// One figure that differs, with the operations that did it.
pub(super) fn differs(it: &Difference, before: &str, after: &str) -> String {
    let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
    let numbers: Vec<String> = it.operations.iter().map(i64::to_string).collect();
    let by = if numbers.is_empty() { String::new() } else { format!("（操作 {}）", numbers.join("、")) };
    let name = it.label.as_ref().unwrap_or(&it.path);
    format!("{name}：{before} {}，{after} {}{by}", side(&it.frozen), side(&it.now))
}

fn operations(cx: &Session, head: &str, all: &[Operation]) -> Vec<Paragraph> {
    if all.is_empty() {
        return Vec::new();
    }
    let mut told = vec![Paragraph::text(head)];
    told.extend(all.iter().map(|it| {
        let at = crate::text::local_minute(&it.at, *cx.store.now().offset());
        let said = format!("第 {} 条 {at} {}：{}", it.seq, it.operator, it.summary);
        Paragraph::toned(Tone::Faint, said)
    }));
    told
}
