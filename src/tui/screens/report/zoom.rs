//! How much of a report is shown: its figures in short, the tables too, or everything that is printed.

use crate::report::model::{Block, Para, Report, Section, Table};

/// Level of detail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Level {
    /// The first section and what is said in words.
    Summary,
    /// The tables of figures too; lists of records only by their number.
    Tables,
    /// Everything, as it is printed.
    #[default]
    Everything,
}

impl Level {
    /// What people call it.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Summary => "摘要",
            Self::Tables => "表格",
            Self::Everything => "全部",
        }
    }

    /// The next level in that direction; past the end it begins again.
    pub(super) fn step(self, more: bool) -> Self {
        match (self, more) {
            (Self::Summary, true) | (Self::Everything, false) => Self::Tables,
            (Self::Tables, true) | (Self::Summary, false) => Self::Everything,
            (Self::Everything, true) | (Self::Tables, false) => Self::Summary,
        }
    }
}

/// A report at a level of detail.
pub(super) fn zoomed(report: &Report, level: Level) -> Report {
    if level == Level::Everything {
        return report.clone();
    }
    let mut shown = report.clone();
    for (n, section) in shown.sections.iter_mut().enumerate() {
        // A summary without its main figures says nothing.
        if n > 0 || level == Level::Tables {
            shorten(section, level);
        }
    }
    shown.signature = None;
    shown
}

fn shorten(section: &mut Section, level: Level) {
    let blocks = std::mem::take(&mut section.blocks);
    section.blocks = blocks
        .into_iter()
        .filter_map(|block| match block {
            Block::Table(table) if table.rows.is_empty() => Some(Block::Table(table)),
            Block::Table(table) if level == Level::Summary || table.own_sheet => Some(counted(&table)),
            Block::Chart(_) if level == Level::Summary => None,
            Block::Note(_) => None,
            Block::Para(_) | Block::Table(_) | Block::Form(_) | Block::Chart(_) => Some(block),
        })
        .collect();
}

/// A line in place of a table.
fn counted(table: &Table) -> Block {
    let rows = table.rows.iter().filter(|row| !row.total).count();
    let caption = if table.caption.is_empty() { "表" } else { &table.caption };
    Para::new().text(format!("〔{caption}〕{rows} 行，按 + 或 F6 展开")).block()
}
