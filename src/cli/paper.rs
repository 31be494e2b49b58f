//! What `report` takes for working papers: which rows and columns of a ledger, what a blank sheet knows beforehand.

use clap::Args;

use crate::domain::date::{self, Order};
use crate::domain::fold::clean_line;
use crate::error::{Error, Result};
use crate::registers::person::note_reveal;
use crate::registers::{self, Column, Context, ListQuery, Lookups, Register};
use crate::report::collect::ledger::{self, Asked};
use crate::report::collect::{self, Collected, Moment};
use crate::report::kinds::{About, ReportKind};
use crate::report::sheet::Prefill;
use crate::store::Store;

/// Options of single kinds of report.
#[derive(Debug, Args)]
#[command(next_help_heading = "台账、花名册、空白检查表、一人一档")]
pub(super) struct Wishes {
    /// 台账：只打印包含这些字的（也可用拼音或首字母）
    #[arg(long, value_name = "TEXT", default_value = "")]
    filter: String,
    /// 台账：条件，列=值、列>=值、列<=值；列= 表示空；可写多个
    #[arg(long = "where", value_name = "列=值")]
    conditions: Vec<String>,
    /// 台账：打印哪些列，按这个次序，用逗号隔开
    #[arg(long, value_name = "列,列", value_delimiter = ',')]
    columns: Vec<String>,
    /// 台账：连同已停用的
    #[arg(long)]
    retired: bool,
    /// 台账、一人一档：完整的证件号码和电话（记入操作日志）
    #[arg(long)]
    reveal: bool,
    /// 空白检查表：地点
    #[arg(long, value_name = "地点")]
    place: Option<String>,
    /// 空白检查表：检查日期
    #[arg(long, value_name = "日期")]
    date: Option<String>,
}

impl Wishes {
    /// What of a ledger was asked for, in words; empty where nothing was.
    fn of_rows(&self) -> Vec<&'static str> {
        let given = [
            (!self.filter.is_empty(), "--filter"),
            (!self.conditions.is_empty(), "--where"),
            (!self.columns.is_empty(), "--columns"),
            (self.retired, "--retired"),
        ];
        given.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect()
    }

    fn of_sheet(&self) -> Vec<&'static str> {
        let given = [(self.place.is_some(), "--place"), (self.date.is_some(), "--date")];
        given.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect()
    }
}

/// Collects a report, with what was asked of its kind. Personal numbers in full are logged before they are read.
///
/// # Errors
/// As [`collect::collect`]; an option that the kind does not have.
pub(super) fn collect(
    store: &mut Store,
    kind: &'static ReportKind,
    about: &str,
    wishes: &Wishes,
    moment: Moment,
) -> Result<Collected> {
    let is_sheet = matches!(kind.about, About::Record("checklist" | "plan"));
    let is_person = matches!(kind.about, About::Record("person"));
    let is_ledger = matches!(kind.about, About::Register(_));
    let mut wrong = if is_ledger { Vec::new() } else { wishes.of_rows() };
    wrong.extend(if is_sheet { Vec::new() } else { wishes.of_sheet() });
    wrong.extend((wishes.reveal && !is_ledger && !is_person).then_some("--reveal"));
    if !wrong.is_empty() {
        return Err(Error::input(format!("{}没有 {} 这样的选项", kind.title, wrong.join("、")))
            .hint("用 anguan report --help 看哪些选项用于哪种报告"));
    }
    if is_ledger {
        return rows(store, kind, about, wishes, moment);
    }
    if is_person && wishes.reveal {
        let register = ledger::register_of(kind, "person")?;
        registers::resolve(store, register.key, about)?;
        note_reveal(store, register, 1)?;
        return collect::person_page(store, kind, about, true, moment);
    }
    if is_sheet && !wishes.of_sheet().is_empty() {
        let read = |text: &String| {
            date::read(text, moment.today, Order::Ymd).map_err(|e| Error::input(format!("--date：{e}")))
        };
        let place = wishes.place.as_deref().map(clean_line).filter(|it| !it.is_empty());
        let given = Prefill { place, on: wishes.date.as_ref().map(read).transpose()? };
        return match kind.about {
            About::Record("plan") => collect::planned(store, kind, about, &given, moment),
            About::Record(_) | About::Period(_) | About::Register(_) => {
                collect::filled_in(store, kind, about, &given, moment)
            }
        };
    }
    collect::collect(store, kind, about, moment)
}

fn rows(store: &mut Store, kind: &ReportKind, about: &str, wishes: &Wishes, moment: Moment) -> Result<Collected> {
    let register = ledger::register_of(kind, about)?;
    let lookups = Lookups::of(register, store)?;
    let filters = wishes
        .conditions
        .iter()
        .map(|text| registers::parse_where(register, text, &lookups, moment.today))
        .collect::<Result<Vec<_>>>()?;
    let asked = Asked {
        list: ListQuery { text: wishes.filter.clone(), filters, retired: wishes.retired, ..ListQuery::default() },
        columns: columns(register, &wishes.columns)?,
        only: None,
        scope: scope(wishes),
        reveal: wishes.reveal,
    };
    if wishes.reveal {
        let context = Context { today: moment.today, lookups: &lookups };
        let found = registers::list(store, register, &asked.list, &context)?.len();
        note_reveal(store, register, found)?;
    }
    ledger::of_register(store, kind, register, &asked, moment)
}

fn columns(register: &'static Register, names: &[String]) -> Result<Vec<&'static Column>> {
    let named = names.iter().map(|it| it.trim()).filter(|it| !it.is_empty());
    named.map(|it| register.column(it).ok_or_else(|| registers::unknown_column(register, it))).collect()
}

/// What was asked for, as it stands under the title.
fn scope(wishes: &Wishes) -> String {
    let mut all = Vec::new();
    if !wishes.filter.is_empty() {
        all.push(format!("含“{}”", clean_line(&wishes.filter)));
    }
    all.extend(wishes.conditions.iter().map(|it| clean_line(it)));
    all.extend(wishes.retired.then(|| "含已停用的".to_owned()));
    all.join("，")
}
