//! 检查计划: which checklist, where, by whom, how often.

use crate::error::Result;
use crate::registers::plan::PLAN;
use crate::registers::{self, Context, LATE_ENTRY_DAYS, ListQuery, Lookups};
use crate::tui::form::FormScreen;
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, ListScreen, Page, Query, Span};
use crate::tui::overlay::Prompt;
use crate::tui::screen::{Answer, Msg, Screen, Session};
use crate::tui::screens::hazard::record_form::RecordForm;
use crate::tui::widgets::table::{Column, Row, Width};

/// The list of plans.
pub(super) fn screen() -> Box<dyn Screen> {
    Box::new(ListScreen::new(Plans))
}

struct Plans;

/// Columns shown, most important first, and the cells the fixed ones take.
const SHOWN: &[(&str, Width, u8)] = &[
    ("checklist", Width::Fill(2), 0),
    ("place", Width::Fill(1), 0),
    ("frequency", Width::Length(8), 0),
    ("weekdays", Width::Length(12), 1),
    ("person", Width::Length(8), 0),
    ("post", Width::Length(10), 3),
    ("department", Width::Length(12), 2),
    ("from_on", Width::Length(10), 4),
    ("to_on", Width::Length(10), 5),
];

impl ListModel for Plans {
    fn title(&self) -> String {
        PLAN.title.to_owned()
    }

    fn purpose(&self) -> String {
        PLAN.what.to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        let named = |(key, width, spare): &(&'static str, Width, u8)| {
            let header = PLAN.column(key).map_or("", |column| column.header);
            Column::new(key, header, *width).spare(*spare)
        };
        SHOWN.iter().map(named).collect()
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let lookups = Lookups::of(&PLAN, &cx.store)?;
        let context = Context { today: cx.today, lookups: &lookups, late_limit: LATE_ENTRY_DAYS };
        let all = registers::list(&cx.store, &PLAN, &ListQuery::default(), &context)?;
        let rows = all.iter().map(|listed| {
            let text = |key: &str| listed.cell(&PLAN, key).map(|cell| cell.text.clone()).unwrap_or_default();
            let id = listed.row.id.to_string();
            Row { key: id.clone(), id, cells: SHOWN.iter().map(|(key, ..)| text(key)).collect(), ..Row::default() }
        });
        Ok(Page::of(rows, query, span))
    }

    fn empty(&self) -> String {
        "还没有检查计划。按 F2 排一个：哪张检查表、查哪里、谁来查、多久一次。".to_owned()
    }

    fn describe(&self, _row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Steps, Act::Export, Act::Print, Act::Evidence, Act::Why, Act::Mark]);
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let id = rows.first().and_then(|id| id.parse().ok());
        Ok(match (act, id) {
            (Act::Add, _) => vec![Msg::Push(Box::new(FormScreen::new(RecordForm::add(cx, &PLAN)?)))],
            (Act::Open | Act::Edit, Some(id)) => {
                vec![Msg::Push(Box::new(FormScreen::new(RecordForm::change(cx, &PLAN, id)?)))]
            }
            (Act::Retire, Some(_)) => {
                let label = "停用后不再要求检查，做过的检查照旧。停用的原因：";
                vec![Msg::Push(Box::new(Prompt::new("plan.retire", "停用检查计划", label, true)))]
            }
            _ => Vec::new(),
        })
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        let Some(id) = rows.first().and_then(|id| id.parse().ok()) else { return Ok(Vec::new()) };
        if answer.tag != "plan.retire" {
            return Ok(Vec::new());
        }
        registers::retire(&mut cx.store, &PLAN, id, cx.today, &answer.value)?;
        Ok(vec![Msg::Stale, Msg::Notice("检查计划已停用，可以撤销".to_owned())])
    }
}
