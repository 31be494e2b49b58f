//! What could not be done, said so that the user can do something about it.
//!
//! An [`Error`] is a kind (it picks the exit code), a sentence, and hints. What a user can mend in a form is a
//! [`Problem`](crate::domain::problem::Problem), not an error; many problems make one [`Error`] of kind
//! [`Kind::Input`] with every one of them listed.

use std::fmt;

use crate::domain::problem::Problem;

/// Shorthand for results of everything above `domain`.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of failure this is; picks the process's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Bad usage or bad input; nothing was written. Exit code 2.
    Input,
    /// The record moved under the user's hands (saved elsewhere since it was opened). Exit code 2.
    Conflict,
    /// The file is locked, foreign, damaged, too new or cannot be reached. Exit code 3.
    File,
    /// Standard output went away (`| head`). Ends quietly.
    BrokenPipe,
    /// Our own fault. Exit code 70.
    Internal,
}

impl Kind {
    /// Exit code of the process when this kind ends it.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Input | Self::Conflict => 2,
            Self::File => 3,
            Self::BrokenPipe => 0,
            Self::Internal => 70,
        }
    }
}

/// Something that could not be done: what happened, the single problems if there are several, what to do now.
#[derive(Debug)]
pub struct Error {
    /// Sort of failure.
    pub kind: Kind,
    /// One Chinese sentence: what could not be done and why.
    pub message: String,
    /// Every single fault, when the input had several.
    pub problems: Vec<Problem>,
    /// What the user can do now, one Chinese sentence each.
    pub hints: Vec<String>,
}

impl Error {
    /// A new error of `kind` with one sentence.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), problems: Vec::new(), hints: Vec::new() }
    }

    /// Bad usage or input.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// The data file cannot be used.
    pub fn file(message: impl Into<String>) -> Self {
        Self::new(Kind::File, message)
    }

    /// A fault of the program itself.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(Kind::Internal, message)
    }

    /// Input refused for several reasons, listed at once.
    pub fn problems(message: impl Into<String>, problems: Vec<Problem>) -> Self {
        Self { kind: Kind::Input, message: message.into(), problems, hints: Vec::new() }
    }

    /// Adds what the user can do now.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        for problem in &self.problems {
            write!(f, "\n  · {problem}")?;
        }
        for hint in &self.hints {
            write!(f, "\n  → {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
