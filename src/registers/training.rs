//! 教育培训: plans, sessions, who was in them, and what is new (四新).
//!
//! A session is one record (一期一档), each person in it another. [`TRAINING`] shows both flat, so that a plant's ledger of a
//! year comes in as it is: the sessions are found or made from its rows.

mod figures;
mod ledger;
mod need;
mod novelty;
mod plan;
mod record;
mod roster;
mod session;
mod worker;

pub use figures::{Part, Planned, TrainingFigures, figures, planned};
#[cfg(test)]
pub(crate) use ledger::OWN;
pub use ledger::{TRAINING, Verdict};
pub use need::plan_needs;
pub use novelty::{NOVELTY, NoveltyKind};
pub use plan::{TRAINING_PLAN, from_plan};
pub use record::{Mark, Recorded, Rest, Roll, Target, attendance_of, record};
pub use roster::{Member, Named, Roster, filtered, owing, rules_of};
pub use session::{Exam, Mode, TRAINING_SESSION, topics_in};
pub use worker::{topics, workers, workers_as_known};
