//! The hands of the demo's clock: each operation is entered at a believable time of its own day, not of today.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeDelta, Utc};

use crate::store::Clock;

/// China standard time, ahead of UTC by this many hours.
const AHEAD: i32 = 8;

/// A clock that is moved by hand.
#[derive(Clone, Debug)]
pub(super) struct Hands(Arc<Mutex<NaiveDateTime>>);

impl Hands {
    /// A clock showing this local time.
    pub(super) fn at(time: NaiveDateTime) -> Self {
        Self(Arc::new(Mutex::new(time)))
    }

    /// Moves the hands.
    pub(super) fn set(&self, time: NaiveDateTime) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = time;
    }

    /// The local time shown.
    pub(super) fn now(&self) -> NaiveDateTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The clock as a store reads it.
    pub(super) fn clock(&self) -> Clock {
        let hands = self.clone();
        Box::new(move || local(hands.now()))
    }
}

fn local(time: NaiveDateTime) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(AHEAD * 3600).unwrap_or_else(|| Utc.fix());
    DateTime::from_naive_utc_and_offset(time - TimeDelta::seconds(i64::from(offset.local_minus_utc())), offset)
}
