//! 教育培训: plans, sessions and who was in them.

mod worker;

pub use worker::{topics, workers, workers_as_known};
