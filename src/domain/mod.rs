//! The rules: everything a lawyer could argue about lives here, and nothing else does.
//!
//! Pure functions over plain values. No clock (`today` is an argument), no SQL, no files, no terminal, and no
//! `use crate::` of any other module.

pub mod assessment;
pub mod calendar;
pub mod certificate;
pub mod code;
pub mod date;
pub mod decimal;
pub mod five;
pub mod fold;
pub mod hazard;
pub mod identity;
pub mod inspection;
pub mod moment;
pub mod obligation;
pub mod organisation;
pub mod period;
pub mod post;
pub mod problem;
pub mod profile;
pub mod qualification;
pub mod recurrence;
pub mod responsibility;
pub mod risk;
pub mod standardisation;
pub mod statistics;
pub mod training;
pub mod value;
