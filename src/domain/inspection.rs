//! Inspections: their kinds, the four results of an item, the pass rate, and the marks of a rubber stamp.

use super::code::codes;
use super::statistics::Ratio;
use serde::{Deserialize, Serialize};

codes! {
    /// Kind of an inspection. The default frequency and the basis of each are data of the packs.
    pub enum InspectionKind {
        Shift = "shift" "岗位检查",
        Daily = "daily" "日检查",
        Weekly = "weekly" "周检查",
        Monthly = "monthly" "月检查",
        Leader = "leader" "主要负责人带队检查",
        Comprehensive = "comprehensive" "综合性检查",
        Special = "special" "专业检查",
        Season = "season" "季节性检查",
        Holiday = "holiday" "节假日前检查",
        Restart = "restart" "复工复产检查",
        Analogy = "analogy" "事故类比检查",
        Contractor = "contractor" "承包商检查",
        Patrol = "patrol" "安管人员日常检查",
        Firepatrol = "firepatrol" "防火巡查",
    }
}

codes! {
    /// Result of one item (decisions 19). What nobody looked at is 未查, never 合格.
    pub enum ItemResult {
        Pass = "pass" "合格",
        Fail = "fail" "不合格",
        NotApplicable = "not_applicable" "不适用",
        NotChecked = "not_checked" "未查",
    }
}

/// How many items had which result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// 合格
    pub pass: i64,
    /// 不合格
    pub fail: i64,
    /// 不适用
    pub not_applicable: i64,
    /// 未查
    pub not_checked: i64,
}

impl Counts {
    /// Counts an inspection of `total` items of which only the exceptions are stored. The rest passed when the inspector stated that
    /// they were checked; without that word they are `not_checked` (decisions 19).
    #[must_use]
    pub fn by_exception(total: usize, exceptions: impl IntoIterator<Item = ItemResult>, rest_checked: bool) -> Self {
        let mut counts = Self::default();
        let mut named = 0usize;
        for result in exceptions {
            named += 1;
            counts.add(result, 1);
        }
        let rest = i64::try_from(total.saturating_sub(named)).unwrap_or(i64::MAX);
        counts.add(if rest_checked { ItemResult::Pass } else { ItemResult::NotChecked }, rest);
        counts
    }

    /// Adds `n` items of one result.
    pub fn add(&mut self, result: ItemResult, n: i64) {
        match result {
            ItemResult::Pass => self.pass += n,
            ItemResult::Fail => self.fail += n,
            ItemResult::NotApplicable => self.not_applicable += n,
            ItemResult::NotChecked => self.not_checked += n,
        }
    }

    /// Sum of two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            pass: self.pass + other.pass,
            fail: self.fail + other.fail,
            not_applicable: self.not_applicable + other.not_applicable,
            not_checked: self.not_checked + other.not_checked,
        }
    }

    /// All items.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.checked() + self.not_applicable + self.not_checked
    }

    /// Items that were really looked at and judged: pass and fail.
    #[must_use]
    pub fn checked(&self) -> i64 {
        self.pass + self.fail
    }

    /// Pass ÷ (pass + fail); `None` when nothing was judged.
    #[must_use]
    pub fn pass_rate(&self) -> Option<Ratio> {
        (self.checked() > 0).then(|| Ratio::new(self.pass, self.checked()))
    }
}

codes! {
    /// Sign that an inspection may be a rubber stamp. Shown to the manager; nothing is refused for it.
    pub enum RubberStamp {
        TooFast = "too_fast" "录入过快",
        SameTenTimes = "same_ten_times" "连续雷同",
    }
}

/// From when on an inspection is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// Seconds per item below which terminal entry is too fast.
    pub seconds_per_item: u32,
    /// Inspections running with the same exceptions.
    pub same_running: usize,
}

impl Default for Guard {
    fn default() -> Self {
        Self { seconds_per_item: 2, same_running: 10 }
    }
}

/// What the guard looks at.
#[derive(Clone, Copy, Debug)]
pub struct Watched<'a, T> {
    /// Seconds from opening the sheet to finishing it in the terminal; `None` by command line or import: unknown, not marked.
    pub terminal_seconds: Option<u32>,
    /// Items answered in it, those answered by the inspector's word included.
    pub items_answered: u32,
    /// Exceptions (item and result, in one order) of the inspections with this checklist at this place, this one first, then
    /// backwards in time.
    pub newest_first: &'a [T],
    /// Whether other places found something within the span of the last [`Guard::same_running`] of them.
    pub others_found: bool,
}

impl Guard {
    /// The marks an inspection gets.
    #[must_use]
    pub fn marks<T: PartialEq>(&self, watched: Watched<'_, T>) -> Vec<RubberStamp> {
        let too_fast = self.is_too_fast(watched.terminal_seconds, watched.items_answered);
        let same = watched.others_found && self.is_same(watched.newest_first);
        [(too_fast, RubberStamp::TooFast), (same, RubberStamp::SameTenTimes)]
            .into_iter()
            .filter_map(|(marked, mark)| marked.then_some(mark))
            .collect()
    }

    /// Whether it was entered in less than the seconds per item; an unknown time is not.
    #[must_use]
    pub fn is_too_fast(&self, terminal_seconds: Option<u32>, items_answered: u32) -> bool {
        let least = u64::from(items_answered) * u64::from(self.seconds_per_item);
        terminal_seconds.is_some_and(|seconds| u64::from(seconds) < least)
    }

    /// Whether the last [`Guard::same_running`] are there and all have the same exceptions, none at all included.
    #[must_use]
    pub fn is_same<T: PartialEq>(&self, newest_first: &[T]) -> bool {
        let Some(run) = newest_first.get(..self.same_running) else { return false };
        self.same_running > 1 && run.windows(2).all(|pair| matches!(pair, [a, b] if a == b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_passes_only_on_the_inspectors_word() {
        use ItemResult::{Fail, NotApplicable, NotChecked, Pass};
        // total, exceptions, word given → pass, fail, n/a, unchecked, rate
        let cases = [
            (18, vec![], true, (18, 0, 0, 0), "100.0%"),
            (18, vec![], false, (0, 0, 0, 18), "—"),
            (18, vec![Fail, Fail, NotApplicable, NotChecked], true, (14, 2, 1, 1), "87.5%"),
            (18, vec![Fail, Fail, NotApplicable, NotChecked], false, (0, 2, 1, 15), "0.0%"),
            (3, vec![Pass, Fail], true, (2, 1, 0, 0), "66.7%"),
            (2, vec![NotApplicable, NotApplicable], true, (0, 0, 2, 0), "—"),
            (0, vec![], true, (0, 0, 0, 0), "—"),
            (1, vec![Fail, Fail], true, (0, 2, 0, 0), "0.0%"), // a free finding beyond the list
        ];
        for (total, exceptions, word, expected, rate) in cases {
            let counts = Counts::by_exception(total, exceptions.iter().copied(), word);
            let got = (counts.pass, counts.fail, counts.not_applicable, counts.not_checked);
            assert_eq!(got, expected, "{total} {exceptions:?} {word}");
            assert_eq!(counts.pass_rate().map_or("—".to_owned(), Ratio::percent), rate, "{exceptions:?}");
            assert_eq!(counts.total(), got.0 + got.1 + got.2 + got.3);
        }
    }

    #[test]
    fn entry_below_two_seconds_an_item_is_marked() {
        let guard = Guard::default();
        assert!(guard.is_too_fast(Some(35), 18));
        assert!(!guard.is_too_fast(Some(36), 18));
        assert!(!guard.is_too_fast(None, 18), "by command line or import the time is unknown");
        assert!(!guard.is_too_fast(Some(0), 0));
    }

    #[test]
    fn ten_same_in_a_row_are_marked_only_while_others_find_something() {
        let guard = Guard::default();
        let watched = |sets: &[Vec<&str>], others_found| {
            guard.marks(Watched { terminal_seconds: None, items_answered: 18, newest_first: sets, others_found })
        };
        let nothing = vec![Vec::<&str>::new(); 10];
        assert_eq!(watched(&nothing, true), [RubberStamp::SameTenTimes]);
        assert!(watched(&nothing, false).is_empty());
        assert!(watched(&nothing[..9], true).is_empty());
        let mut same = vec![vec!["D05", "D09"]; 12];
        assert_eq!(watched(&same, true), [RubberStamp::SameTenTimes]);
        same[9] = vec!["D05"];
        assert!(watched(&same, true).is_empty());
        same[9] = vec!["D05", "D09"];
        same[10] = vec![];
        assert_eq!(watched(&same, true), [RubberStamp::SameTenTimes], "the eleventh is not looked at");
    }

    #[test]
    fn both_marks_can_stand_together() {
        let watched =
            Watched { terminal_seconds: Some(3), items_answered: 18, newest_first: &[0u8; 10], others_found: true };
        assert_eq!(Guard::default().marks(watched), [RubberStamp::TooFast, RubberStamp::SameTenTimes]);
        let lenient = Guard { seconds_per_item: 0, same_running: 0 };
        assert!(lenient.marks(watched).is_empty(), "a threshold of nought switches the mark off");
    }
}
