//! 设置: the terms that are habits and the limits of 补录, each changed with its reason.

use super::super::form::{Field, FieldKind, FieldSpec, FormModel, FormScreen};
use super::super::keymap::{Act, View};
use super::super::list::{ListModel, ListScreen, Page, Query, Span};
use super::super::screen::{Choice, Msg, Screen, Session};
use super::super::theme::Tone;
use super::super::widgets::pane::Paragraph;
use super::super::widgets::table::{Column, Row, Width};
use crate::domain::problem::Problem;
use crate::domain::profile::FLAG_PREFIX;
use crate::error::Result;
use crate::registers::setting::{self, Setting};

/// Filter: only what the plant changed.
const CHANGED: &str = "changed";

/// The screen.
pub(super) fn screen() -> Box<dyn Screen> {
    Box::new(ListScreen::new(SettingList { all: Vec::new() }))
}

/// Every setting but the flags of the profile, which have their own form in 企业情况.
struct SettingList {
    all: Vec<Setting>,
}

fn row_of(it: &Setting) -> Row {
    Row {
        id: it.key.clone(),
        cells: vec![
            it.label.clone(),
            it.value.clone().unwrap_or_default(),
            it.default.clone(),
            it.reason.clone().unwrap_or_default(),
            it.key.clone(),
        ],
        tone: if it.value.is_some() { Tone::Soon } else { Tone::Normal },
        ..Row::default()
    }
}

impl ListModel for SettingList {
    fn title(&self) -> String {
        "设置".to_owned()
    }

    fn purpose(&self) -> String {
        "可以改的期限、提醒和补录天数；回车修改，每次修改写明原因。期限出自法规或标准的不在这里，不能改。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("label", "设置", Width::Fill(2)).least(36),
            Column::new("value", "本单位", Width::Length(8)),
            Column::new("default", "缺省", Width::Length(8)),
            Column::new("reason", "原因", Width::Fill(1)).spare(1),
            Column::new("key", "键", Width::Length(20)).spare(2),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.all = setting::list(&cx.store)?;
        self.all.retain(|it| !it.key.starts_with(FLAG_PREFIX));
        let only_changed = query.filter.as_deref() == Some(CHANGED);
        let rows = self.all.iter().filter(|it| !only_changed || it.value.is_some()).map(row_of);
        Ok(Page::of(rows, query, span))
    }

    fn filters(&self) -> Vec<Choice> {
        vec![Choice::new(CHANGED, "本单位改过的")]
    }

    fn describe(&self, _: Option<&Row>, view: &mut View) {
        view.absent.extend([
            Act::Add,
            Act::Retire,
            Act::Steps,
            Act::Why,
            Act::Mark,
            Act::Evidence,
            Act::Export,
            Act::Print,
        ]);
    }

    fn detail(&mut self, _: &mut Session, row: &Row) -> Vec<Paragraph> {
        let Some(it) = self.all.iter().find(|it| it.key == row.id) else { return Vec::new() };
        let mut all = vec![Paragraph::heading(it.label.clone()), Paragraph::pair("缺省", it.default.clone())];
        if let Some(value) = &it.value {
            all.push(Paragraph::pair("本单位", value.clone()));
            all.push(Paragraph::pair("原因", it.reason.clone().unwrap_or_default()));
        }
        all
    }

    fn act(&mut self, _: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let one = rows.first().and_then(|key| self.all.iter().find(|it| it.key == *key));
        match (act, one) {
            (Act::Open | Act::Edit, Some(it)) => {
                let form = SettingForm { setting: it.clone(), value: String::new(), reason: String::new() };
                Ok(vec![Msg::Push(Box::new(FormScreen::new(form)))])
            }
            (_, _) => Ok(Vec::new()),
        }
    }
}

/// One setting, to be changed.
struct SettingForm {
    setting: Setting,
    value: String,
    reason: String,
}

impl FormModel for SettingForm {
    fn title(&self) -> String {
        format!("设置：{}", self.setting.label)
    }

    fn purpose(&self) -> String {
        "空着恢复缺省。改动写进操作日志，可以撤销。".to_owned()
    }

    fn fields(&mut self, _: &mut Session) -> Result<Vec<Field>> {
        let it = &self.setting;
        let value = FieldSpec::new("value", "本单位", FieldKind::Line).help(format!("缺省：{}", it.default));
        let reason =
            FieldSpec::new("reason", "原因", FieldKind::Note(3)).help("与缺省不同时必须写，例如：街道要求每月3日前报");
        Ok(vec![
            Field::new(FieldSpec::new("label", "设置", FieldKind::Fixed), &it.label, None),
            Field::new(value, it.value.as_deref().unwrap_or_default(), None),
            Field::new(reason, it.reason.as_deref().unwrap_or_default(), None),
        ])
    }

    fn set(&mut self, _: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        match key {
            "value" => self.value = raw.to_owned(),
            "reason" => self.reason = raw.to_owned(),
            _ => {}
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let pairs = [(self.setting.key.clone(), self.value.clone())];
        let changed = setting::alter(&mut cx.store, &pairs, &self.reason)?;
        let said = if changed { "已保存设置，u 可撤销" } else { "没有变化" };
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(said.to_owned())])
    }

    fn draft_key(&self) -> Option<String> {
        Some(format!("setting/{}", self.setting.key))
    }
}
