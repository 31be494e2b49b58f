//! A stored value and a row of them, for whatever treats registers alike.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Serialize, Serializer};

/// One stored value. Dates are ISO text, booleans 0/1, money integer 分.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Nothing was entered.
    #[default]
    Null,
    /// Whole number, boolean, money in 分, or the id of another row.
    Int(i64),
    /// Text, code or ISO date.
    Text(String),
}

impl Value {
    /// Text of the value, if it is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Int(_) => None,
        }
    }

    /// Number of the value, if it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Null | Self::Text(_) => None,
        }
    }

    /// Date of the value, if it is an ISO date.
    #[must_use]
    pub fn as_date(&self) -> Option<NaiveDate> {
        self.as_text().and_then(|text| text.parse().ok())
    }

    /// Local time of the value, if it is an ISO time to the minute.
    #[must_use]
    pub fn as_moment(&self) -> Option<NaiveDateTime> {
        self.as_text().and_then(super::moment::from_iso)
    }

    /// Day of the value, if it is an ISO date or an ISO time.
    #[must_use]
    pub fn as_day(&self) -> Option<NaiveDate> {
        self.as_date().or_else(|| self.as_moment().map(|at| at.date()))
    }

    /// Whether nothing was entered.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl From<NaiveDate> for Value {
    fn from(date: NaiveDate) -> Self {
        Self::Text(date.to_string())
    }
}

impl From<NaiveDateTime> for Value {
    fn from(at: NaiveDateTime) -> Self {
        Self::Text(super::moment::iso(at))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Int(i64::from(yes))
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}
