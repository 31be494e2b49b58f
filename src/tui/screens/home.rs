//! 首页.
use super::super::screen::{Screen, Session};
use crate::error::Result;

/// The first screen of the program.
pub(super) fn open(cx: &mut Session) -> Result<Box<dyn Screen>> {
    super::ledgers::open(cx)
}
