//! Paper and margins of each kind of page, in twips (1/1440 inch), as the PDF templates have them.

use crate::report::model::Page;

/// A sheet of paper.
#[derive(Clone, Copy, Debug)]
pub struct Paper {
    pub width: usize,
    pub height: usize,
    pub top: usize,
    pub right: usize,
    pub bottom: usize,
    pub left: usize,
    /// From the lower edge of the paper to the foot line.
    pub footer: usize,
}

/// Millimetres in twips.
pub const fn mm(mm: usize) -> usize {
    (mm * 14_400 + 127) / 254
}

/// Height of a line of the foot.
const FOOT: usize = 240;

/// Paper of a page: GB/T 9704-2012, 5.2.1 for a letter; the others leave room for ruled boxes and wide tables.
pub const fn paper(page: Page) -> Paper {
    let (short, long) = (11_906, 16_838);
    match page {
        Page::Letter => Paper {
            width: short,
            height: long,
            top: mm(37),
            right: mm(26),
            bottom: mm(35),
            left: mm(28),
            footer: mm(28) - FOOT,
        },
        Page::Form => Paper {
            width: short,
            height: long,
            top: mm(25),
            right: mm(20),
            bottom: mm(22),
            left: mm(25),
            footer: mm(16) - FOOT,
        },
        Page::Card => Paper {
            width: short,
            height: long,
            top: mm(15),
            right: mm(15),
            bottom: mm(18),
            left: mm(15),
            footer: mm(12) - FOOT,
        },
        Page::Ledger => Paper {
            width: long,
            height: short,
            top: mm(18),
            right: mm(15),
            bottom: mm(18),
            left: mm(18),
            footer: mm(12) - FOOT,
        },
    }
}

impl Paper {
    /// Width between the margins.
    pub const fn room(&self) -> usize {
        self.width - self.left - self.right
    }
}

/// Shares `whole` by weight without losing a twip.
pub fn shares(weights: &[usize], whole: usize) -> Vec<usize> {
    let sum = weights.iter().sum::<usize>().max(1);
    let mut before = 0;
    let mut end = 0;
    let share = |weight: &usize| {
        before += weight;
        let from = end;
        end = before * whole / sum;
        end - from
    };
    weights.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_has_the_margins_of_the_standard() {
        let it = paper(Page::Letter);
        assert_eq!((it.top, it.left, it.room()), (2098, 1587, 8845));
        // 22 lines of 28.9 pt stand on a page.
        assert!(22 * 578 <= it.height - it.top - it.bottom);
    }

    #[test]
    fn shares_add_up() {
        for weights in [vec![1, 1, 1], vec![5, 13, 11, 7], vec![0, 3], vec![7]] {
            assert_eq!(shares(&weights, 8845).iter().sum::<usize>(), 8845, "{weights:?}");
        }
        assert_eq!(shares(&[], 100), Vec::<usize>::new());
    }
}
