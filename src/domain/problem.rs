//! One thing the user can mend: which field, what is wrong, which article says so.

use std::fmt;

/// A fault in what was entered. Forms, the command line and imports show the same problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it is in a file: `表“人员” 第 7 行 D 列`. Empty outside imports.
    pub place: String,
    /// Key of the column it is about, when it is about one.
    pub field: Option<&'static str>,
    /// Chinese sentence: what is wrong, and what would be right.
    pub message: String,
    /// Citation of the rule that refuses it, when a regulation does.
    pub basis: Option<String>,
}

impl Problem {
    /// A problem of one field.
    pub fn field(field: &'static str, message: impl Into<String>) -> Self {
        Self { place: String::new(), field: Some(field), message: message.into(), basis: None }
    }

    /// A problem of the record as a whole.
    pub fn record(message: impl Into<String>) -> Self {
        Self { place: String::new(), field: None, message: message.into(), basis: None }
    }

    /// The same problem, found at `place`.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = place.into();
        self
    }

    /// The same problem, refused by this rule.
    #[must_use]
    pub fn by(mut self, basis: impl Into<String>) -> Self {
        self.basis = Some(basis.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}：", self.place)?;
        }
        f.write_str(&self.message)?;
        if let Some(basis) = &self.basis {
            write!(f, "（依据：{basis}）")?;
        }
        Ok(())
    }
}
