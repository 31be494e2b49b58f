//! Whole-program tests, in one binary so that the program is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod assessment;
mod barred;
mod crash;
mod due;
mod events;
mod five;
mod import;
mod layers;
mod organisation;
mod papers;
mod property;
mod report;
mod responsibility;
mod risk;
mod story;
mod submission;
mod support;
mod training;
