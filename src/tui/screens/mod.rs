//! The screens of the areas.

pub mod checklist;
pub mod hazard;
pub mod inspection;
