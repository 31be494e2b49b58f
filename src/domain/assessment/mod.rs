//! 责任制考核: who is assessed for which period, what the records propose, what the points come to.
//!
//! 安全生产法 第二十二条 asks for assessment and sets no period, no marks and no bands: those here are habit, each a
//! setting of the plant (responsibility lists, 1.2). Nobody is given marks nobody gave him: who was not assessed is
//! told as such and stands outside every average.

pub mod measure;
pub mod plan;
pub mod score;
pub mod standing;
pub mod summary;

pub use measure::Proposal;
pub use plan::{Cadence, Plan};
pub use score::{Band, Bands, Mark, Scored, State, Total};
pub use standing::{Holding, Presence, Span, Standing, Unowed};
pub use summary::{PersonResult, Summary};

#[cfg(test)]
mod tests;
