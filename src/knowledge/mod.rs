//! Regulations as data: reads the packs of `knowledge/` and checks them.

pub mod fact;
pub mod obligation;
