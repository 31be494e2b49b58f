//! What the look of a sheet says beside its cells: merged ranges and hidden columns.

use super::place::column_letters;

/// A merged range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// First row, from 1. Its cell in `first_column` holds the value of the whole range.
    pub first_row: u32,
    /// Last row, from 1.
    pub last_row: u32,
    /// First column, from 0.
    pub first_column: u32,
    /// Last column, from 0.
    pub last_column: u32,
}

impl Merge {
    /// Whether the range covers this cell (row from 1, column from 0).
    #[must_use]
    pub fn covers(&self, row: u32, column: u32) -> bool {
        (self.first_row..=self.last_row).contains(&row) && (self.first_column..=self.last_column).contains(&column)
    }

    /// `B3:B9`, as Excel writes it.
    #[must_use]
    pub fn label(&self) -> String {
        let (first, last) = (column_letters(self.first_column), column_letters(self.last_column));
        format!("{first}{}:{last}{}", self.first_row, self.last_row)
    }
}

/// What the look of a sheet says beside its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Merged ranges in the order of the file.
    pub merges: Vec<Merge>,
    /// Hidden columns, each range from 0 and inclusive.
    pub hidden_columns: Vec<(u32, u32)>,
}

impl Layout {
    /// A walk down the rows that tells which cells a merged range covers.
    #[must_use]
    pub fn walk(&self) -> MergeWalk<'_> {
        let mut waiting: Vec<&Merge> = self.merges.iter().collect();
        waiting.sort_by_key(|merge| std::cmp::Reverse(merge.first_row));
        MergeWalk { layout: self, waiting, open: Vec::new(), row: 0 }
    }

    /// Whether a column (from 0) is hidden.
    #[must_use]
    pub fn is_hidden(&self, column: u32) -> bool {
        self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }
}

/// Merged ranges of the row at hand, for rows that are asked for from top to bottom.
#[derive(Clone, Debug)]
pub struct MergeWalk<'a> {
    layout: &'a Layout,
    /// Ranges not yet begun, the next one last.
    waiting: Vec<&'a Merge>,
    open: Vec<&'a Merge>,
    row: u32,
}

impl<'a> MergeWalk<'a> {
    /// The merged range that covers a cell (row from 1, column from 0), unless the cell is its first, which has the value.
    pub fn covering(&mut self, row: u32, column: u32) -> Option<&'a Merge> {
        self.go_to(row);
        let covers =
            |merge: &&&Merge| merge.covers(row, column) && (merge.first_row, merge.first_column) != (row, column);
        self.open.iter().find(covers).copied()
    }

    /// Every merged range that touches a row.
    pub fn touching(&mut self, row: u32) -> &[&'a Merge] {
        self.go_to(row);
        &self.open
    }

    fn go_to(&mut self, row: u32) {
        if row < self.row {
            *self = self.layout.walk();
        }
        if row != self.row {
            self.row = row;
            self.open.retain(|merge| merge.last_row >= row);
            while let Some(merge) = self.waiting.pop_if(|merge| merge.first_row <= row) {
                if merge.last_row >= row {
                    self.open.push(merge);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_finds_what_covers_a_cell_in_any_order_of_rows() {
        let merge =
            |first_row, first_column, last_row, last_column| Merge { first_row, last_row, first_column, last_column };
        let layout =
            Layout { merges: vec![merge(5, 1, 7, 1), merge(1, 0, 1, 3), merge(6, 2, 6, 3)], ..Layout::default() };
        let mut walk = layout.walk();
        let mut at = |row, column| walk.covering(row, column).map(Merge::label);
        assert_eq!(at(1, 0), None);
        assert_eq!(at(1, 2), Some("A1:D1".into()));
        assert_eq!(at(5, 1), None);
        assert_eq!(at(7, 1), Some("B5:B7".into()));
        assert_eq!(at(8, 1), None);
        assert_eq!(at(6, 3), Some("C6:D6".into()));
        assert_eq!(walk.touching(6).len(), 2);
    }
}
