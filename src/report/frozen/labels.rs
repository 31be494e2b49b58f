//! What people call the figure at a path in the facts of a report.
//!
//! Three sources, in this order: the indicators of the facts, which name their figures; the keys of the path, put into
//! words, with the labels that lists give their entries; and the report as it is laid out, where a figure that can be
//! opened stands beside its words.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::verify::entry_name;
use crate::report::figure::{Rate, RowSet};
use crate::report::kinds::ReportKind;
use crate::report::model::{Block, Cell, Form, Report, Run, Table, Value};

/// Words for the keys of facts that several reports share.
const WORDS: &[(&str, &str)] = &[
    ("accepted", "已验收"),
    ("accidents", "事故"),
    ("annual", "年度附加"),
    ("annual_before", "上年度附加"),
    ("before", "上期"),
    ("by_accident", "按事故类别"),
    ("by_category", "按类别"),
    ("by_department", "按部门"),
    ("by_kind", "按类别"),
    ("by_level", "按级别"),
    ("by_source", "按来源"),
    ("by_state", "按状态"),
    ("carried", "上年结转"),
    ("checked", "判定"),
    ("closed", "本期销号"),
    ("count", "数量"),
    ("days", "逾期天数"),
    ("deaths", "死亡"),
    ("distribution", "分布"),
    ("done", "完成"),
    ("done_late", "逾期完成"),
    ("failed", "不合格"),
    ("findings", "发现问题"),
    ("flow", "增减"),
    ("found", "排查数"),
    ("free", "清单外"),
    ("from_items", "来自检查项"),
    ("funds", "治理资金"),
    ("general", "一般隐患"),
    ("goal", "目标任务"),
    ("hazards", "隐患"),
    ("id", "记录"),
    ("in_time", "按期整改率"),
    ("inspections", "自查"),
    ("issued", "份数"),
    ("items", "检查项"),
    ("loss_fen", "直接经济损失（分）"),
    ("major", "重大隐患"),
    ("major_list", "重大隐患清单"),
    ("major_open", "未销号重大隐患"),
    ("minor", "轻伤"),
    ("missed", "漏查"),
    ("missed_list", "漏查清单"),
    ("missing", "下落不明"),
    ("months", "各月"),
    ("not_applicable", "不适用"),
    ("not_checked", "未检查"),
    ("open_end", "期末未销号"),
    ("open_matters", "未办结事项"),
    ("open_start", "期初未销号"),
    ("orders", "执法文书"),
    ("organisation", "机构人员"),
    ("overdue", "逾期未整改"),
    ("overdue_list", "逾期清单"),
    ("pass_rate", "合格率"),
    ("passed", "合格"),
    ("pending", "未到期"),
    ("plan", "治理计划"),
    ("planned", "计划"),
    ("rate", "完成率"),
    ("rectified", "已整改数"),
    ("registered", "登记"),
    ("regraded", "级别调整"),
    ("replied", "已回复"),
    ("reported", "已上报"),
    ("resources", "经费物资"),
    ("retired", "本期作废"),
    ("safety", "安全措施和应急预案"),
    ("schedule", "时间要求"),
    ("serious", "重伤"),
    ("settled_fen", "方案已落实资金（分）"),
    ("spent_fen", "实际费用（分）"),
    ("table", "统计表"),
    ("total", "合计"),
    ("total_fen", "合计（分）"),
    ("trend", "趋势"),
    ("ungraded", "未定级"),
    ("unknown", "未填费用"),
    ("unplanned", "计划外"),
    ("year_before", "上年同期"),
];

/// Names of the figures of one report.
pub(super) struct Labels<'a> {
    facts: [&'a Json; 2],
    indicators: BTreeMap<String, String>,
    laid_out: Vec<Laid>,
}

/// A figure of the report as it is laid out: the records behind it, as it is printed, the words beside it.
struct Laid {
    rows: RowSet,
    shown: String,
    label: String,
}

impl<'a> Labels<'a> {
    /// Reads the names from frozen facts and from those of today.
    pub(super) fn of(kind: &ReportKind, then: &'a Json, now: &'a Json) -> Self {
        let mut indicators = BTreeMap::new();
        let mut laid_out = Vec::new();
        for facts in [then, now] {
            let named = facts.pointer("/comparison/indicators").and_then(Json::as_array);
            for it in named.into_iter().flatten() {
                if let (Some(key), Some(label)) = (text(it, "key"), text(it, "label")) {
                    indicators.insert(key.to_owned(), label.to_owned());
                }
            }
            if let Ok(report) = (kind.shape_of(facts).1)(facts) {
                read(&report, &mut laid_out);
            }
        }
        Self { facts: [then, now], indicators, laid_out }
    }

    /// What people call the figure at a path; none where nothing says it.
    pub(super) fn label(&self, path: &str) -> Option<String> {
        if let Some(label) = self.indicators.get(path) {
            return Some(label.clone());
        }
        if let Some((key, column)) = path.strip_prefix("comparison.indicators.").and_then(|it| it.rsplit_once('.')) {
            let column = match column {
                "now" => "本期",
                "before" => "上期",
                _ => "上年同期",
            };
            return Some(format!("{}（{column}）", self.indicators.get(key)?));
        }
        let words = self.facts.iter().find_map(|facts| in_words(facts, path));
        words.or_else(|| self.facts.iter().find_map(|facts| self.beside(facts, path)))
    }

    /// The words beside the figure in the report.
    fn beside(&self, facts: &Json, path: &str) -> Option<String> {
        let rows: RowSet = serde_json::from_value(facts.get("rows")?.get(path)?.clone()).ok()?;
        let shown = shown(at(facts, path)?.0)?;
        self.laid_out.iter().find(|it| it.rows == rows && it.shown == shown).map(|it| it.label.clone())
    }
}

fn text<'a>(value: &'a Json, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Json::as_str)
}

/// A figure as every layout prints it.
fn shown(figure: &Json) -> Option<String> {
    let count = |key| figure.get(key).and_then(Json::as_u64);
    match (figure, count("part"), count("whole")) {
        (Json::Number(number), ..) => Some(number.to_string()),
        (_, Some(part), Some(whole)) => Some(Rate::new(part, whole).show()),
        (..) => None,
    }
}

/// One step of a path.
enum Step<'a> {
    /// A key of an object.
    Key(&'a str),
    /// An entry of a list, by its label or, without one, its name.
    Entry(String),
}

/// The value at a path and the steps to it; none where the path leads nowhere.
fn at<'a>(facts: &'a Json, path: &'a str) -> Option<(&'a Json, Vec<Step<'a>>)> {
    let (mut here, mut steps, mut rest) = (facts, Vec::new(), path);
    while !rest.is_empty() {
        match here {
            Json::Object(map) => {
                let (key, after) = rest.split_once('.').unwrap_or((rest, ""));
                here = map.get(key)?;
                steps.push(Step::Key(key));
                rest = after;
            }
            Json::Array(items) => {
                // A name may hold dots itself: the entry whose name begins the rest.
                let found = items.iter().enumerate().find_map(|(index, item)| {
                    let name = entry_name(index, item);
                    let after = rest.strip_prefix(name.as_str())?;
                    let after = if after.is_empty() { after } else { after.strip_prefix('.')? };
                    Some((item, name, after))
                });
                let (item, name, after) = found?;
                here = item;
                steps.push(Step::Entry(text(item, "label").map_or(name, str::to_owned)));
                rest = after;
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => return None,
        }
    }
    Some((here, steps))
}

/// Row id of the list entry that a path leads through; none where it leads through none that is a record.
pub(super) fn entry_id(facts: &Json, path: &str) -> Option<i64> {
    let (entry, _) = path.rsplit_once('.')?;
    at(facts, entry)?.0.get("id").and_then(Json::as_i64)
}

/// A path in words; none where a key has none, or the path is not in these facts.
fn in_words(facts: &Json, path: &str) -> Option<String> {
    let (_, steps) = at(facts, path)?;
    let word = |step| match step {
        Step::Key("rate") if !path.starts_with("inspections.") => Some("整改率".to_owned()),
        Step::Key(key) => WORDS.iter().find(|(known, _)| *known == key).map(|(_, word)| (*word).to_owned()),
        Step::Entry(label) => Some(label),
    };
    let words: Vec<String> = steps.into_iter().map(word).collect::<Option<_>>()?;
    Some(words.join(" "))
}

/// The figures of a report that can be opened, with the words beside them.
fn read(report: &Report, found: &mut Vec<Laid>) {
    for section in &report.sections {
        let heading = section.heading.clone().unwrap_or_default();
        for block in &section.blocks {
            match block {
                Block::Para(runs) => para(&heading, runs, found),
                Block::Table(table) => table_cells(table, found),
                Block::Form(form) => form_boxes(form, found),
                Block::Chart(chart) => table_cells(&chart.table(), found),
                Block::Note(_) => {}
            }
        }
    }
}

fn push(cell_rows: Option<&RowSet>, value: &Value, label: String, found: &mut Vec<Laid>) {
    if let Some(rows) = cell_rows {
        found.push(Laid { rows: rows.clone(), shown: value.show(), label });
    }
}

fn para(heading: &str, runs: &[Run], found: &mut Vec<Laid>) {
    let mut before = heading.to_owned();
    for run in runs {
        if let (Value::Text(text), None) = (&run.value, &run.rows) {
            let tail = text.rsplit(['，', '。', '；', '：', '（', '）', '、']).next().unwrap_or_default().trim();
            if !tail.is_empty() {
                tail.clone_into(&mut before);
            }
        } else {
            push(run.rows.as_ref(), &run.value, before.clone(), found);
        }
    }
}

fn table_cells(table: &Table, found: &mut Vec<Laid>) {
    for row in &table.rows {
        let first = row.cells.first().map(|cell| cell.value.show()).unwrap_or_default();
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            let Cell { value, rows } = cell;
            let words = [table.caption.as_str(), &first, &column.head.replace('\n', "")].join(" ");
            push(rows.as_ref(), value, words.trim().to_owned(), found);
        }
    }
}

fn form_boxes(form: &Form, found: &mut Vec<Laid>) {
    for row in &form.rows {
        let mut label = String::new();
        for it in &row.boxes {
            if it.label {
                label = it.cell.value.show().replace('\n', "");
            } else {
                push(it.cell.rows.as_ref(), &it.cell.value, label.clone(), found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::kinds;

    #[test]
    fn figures_are_called_as_the_report_calls_them() {
        let kind = kinds::find("monthly").unwrap();
        let facts = crate::report::layout::json::value(&crate::report::monthly::sample::month(3)).unwrap();
        let labels = Labels::of(kind, &facts, &facts);
        let group = facts.pointer("/hazards/by_department/0").unwrap();
        let (key, label) = (text(group, "key").unwrap(), text(group, "label").unwrap());
        for (path, expected) in [
            ("hazards.registered".to_owned(), "登记隐患".to_owned()),
            ("comparison.indicators.hazards.registered.before".to_owned(), "登记隐患（上期）".to_owned()),
            (format!("hazards.by_department.{key}.registered"), format!("隐患 按部门 {label} 登记")),
            ("inspections.done_late".to_owned(), "自查 逾期完成".to_owned()),
        ] {
            assert_eq!(labels.label(&path).as_deref(), Some(expected.as_str()), "{path}");
        }
        assert_eq!(labels.label("hazards.nothing"), None);
    }

    #[test]
    fn a_figure_without_words_of_its_own_is_called_by_what_stands_beside_it() {
        let mut found = Vec::new();
        let rows = RowSet::ids("hazard", [1, 2]);
        let runs = [
            Run { value: Value::from("共查出，其中瓦斯超限 "), rows: None },
            Run { value: Value::Int(2), rows: Some(rows.clone()) },
        ];
        para("一、概况", &runs, &mut found);
        assert_eq!((found[0].label.as_str(), found[0].shown.as_str()), ("其中瓦斯超限", "2"));
    }
}
