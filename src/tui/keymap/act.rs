//! Everything a key can do, by a name that never changes.

macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident = $name:literal,)*) => {
        /// What a key asks for. Screens match on this, never on keys.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Act { $($(#[$doc])* $act,)* }

        impl Act {
            /// Every act.
            pub const ALL: &'static [Act] = &[$(Act::$act,)*];

            /// Its stable name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Act::$act => $name,)* }
            }

            /// The act of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Act> {
                match name { $($name => Some(Act::$act),)* _ => None }
            }
        }
    };
}

acts! {
    /// One row up, or one line.
    Up = "up",
    /// One row down, or one line.
    Down = "down",
    /// To the left: the pane, column or answer beside.
    Left = "left",
    /// To the right.
    Right = "right",
    /// A screenful up.
    PageUp = "page-up",
    /// A screenful down.
    PageDown = "page-down",
    /// To the first row.
    First = "first",
    /// To the last row.
    Last = "last",
    /// To the next part of the screen.
    NextPane = "next-pane",
    /// Open the selected row or do the next sensible thing with it.
    Open = "open",
    /// Back to where one came from.
    Back = "back",
    /// Find as one types.
    Find = "find",
    /// Filter by a ready-made condition.
    Filter = "filter",
    /// A new record.
    Add = "add",
    /// Change the selected record.
    Edit = "edit",
    /// Retire the selected record.
    Retire = "retire",
    /// What can be done with the record: the next steps.
    Steps = "steps",
    /// Mark the row.
    Mark = "mark",
    /// Sort by another column.
    Sort = "sort",
    /// Choose the columns shown.
    Columns = "columns",
    /// Export what is shown.
    Export = "export",
    /// Print what is shown.
    Print = "print",
    /// The period before.
    Earlier = "earlier",
    /// The period after.
    Later = "later",
    /// More in detail.
    More = "more",
    /// Less in detail.
    Less = "less",
    /// Open the evidence files.
    Evidence = "evidence",
    /// Why: the rule, the facts, the arithmetic.
    Why = "why",
    /// Undo the last operation.
    Undo = "undo",
    /// Redo what was undone.
    Redo = "redo",
    /// Every command in one list.
    Palette = "palette",
    /// Leave the program.
    Quit = "quit",
    /// Leave the program, always asking.
    Leave = "leave",
    /// The keys of this screen.
    Help = "help",
    /// Draw everything anew.
    Repaint = "repaint",
    /// Caret one grapheme left.
    CursorLeft = "cursor-left",
    /// Caret one grapheme right.
    CursorRight = "cursor-right",
    /// Caret to the start of the line.
    LineStart = "line-start",
    /// Caret to the end of the line.
    LineEnd = "line-end",
    /// Erase before the caret.
    EraseBack = "erase-back",
    /// Erase after the caret.
    EraseForward = "erase-forward",
    /// Erase the whole field.
    EraseAll = "erase-all",
    /// The next field.
    NextField = "next-field",
    /// The field before.
    PrevField = "prev-field",
    /// A line break in a field of several lines.
    Newline = "newline",
    /// Save and close.
    Save = "save",
    /// Put the field back as it was when the form was opened.
    Revert = "revert",
    /// All choices of the field in a window.
    Options = "options",
    /// Take the selected candidate or answer.
    Accept = "accept",
    /// Close the window without an answer.
    Cancel = "cancel",
    /// Report a failed item.
    EntryFail = "entry-fail",
    /// A finding on no list.
    EntryFinding = "entry-finding",
    /// The item does not apply here.
    EntryNotApplicable = "entry-not-applicable",
    /// The item was not checked.
    EntryNotChecked = "entry-not-checked",
    /// A measured value.
    EntryValue = "entry-value",
    /// Take the line in: people to add, or what is said of them.
    RollTake = "roll-take",
    /// Add people by department, post, list.
    RollAdd = "roll-add",
    /// Add everybody who still owes this.
    RollOwing = "roll-owing",
    /// They were absent.
    RollAbsent = "roll-absent",
    /// They failed.
    RollFailed = "roll-failed",
    /// Their score.
    RollScore = "roll-score",
    /// They have no result yet.
    RollPending = "roll-pending",
    /// The check point is 已落实.
    JudgeMet = "judge-met",
    /// The check point is 部分落实.
    JudgePartly = "judge-partly",
    /// The check point is 未落实.
    JudgeUnmet = "judge-unmet",
    /// The check point does not apply.
    JudgeNotApplicable = "judge-not-applicable",
    /// The check point cannot be judged.
    JudgeMissing = "judge-missing",
    /// Why a duty got these points.
    ScoreReason = "score-reason",
    /// The duty was not due in the period.
    ScoreNotDue = "score-not-due",
    /// Area 1.
    Area1 = "area-1",
    /// Area 2.
    Area2 = "area-2",
    /// Area 3.
    Area3 = "area-3",
    /// Area 4.
    Area4 = "area-4",
    /// Area 5.
    Area5 = "area-5",
    /// Area 6.
    Area6 = "area-6",
    /// Area 7.
    Area7 = "area-7",
    /// Area 8.
    Area8 = "area-8",
    /// Area 9.
    Area9 = "area-9",
    /// Area 0.
    Area0 = "area-0",
}

impl Act {
    /// The digit of an area, when the act is to go to one.
    #[must_use]
    pub fn area(self) -> Option<char> {
        self.name().strip_prefix("area-").and_then(|digit| digit.chars().next())
    }
}
