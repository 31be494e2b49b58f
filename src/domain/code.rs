//! Closed sets: a short stable code for the file, a Chinese label for people.

/// One member of a closed set as the registers, forms and templates show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is stored and what scripts see; never changes once shipped.
    pub code: &'static str,
    /// What people read.
    pub label: &'static str,
}

/// Declares an enum whose members have a stable code and a Chinese label.
///
/// `codes! { /// doc
///     pub enum Level { General = "general" "一般", Major = "major" "重大" } }`
///
/// gives `ALL`, `CHOICES`, `code()`, `label()`, `from_code()`, `read()` (code or label, as typed), `Display`
/// (the label) and serde by code.
#[macro_export]
macro_rules! codes {
    ($(#[$meta:meta])* pub enum $name:ident { $($variant:ident = $code:literal $label:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $label] $variant),+ }

        impl $name {
            /// Every member, in the order people list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Codes and labels, in the same order.
            pub const CHOICES: &'static [$crate::domain::code::Choice] =
                &[$($crate::domain::code::Choice { code: $code, label: $label }),+];

            /// Stable code: what is stored and what scripts see.
            #[must_use]
            pub fn code(self) -> &'static str { match self { $(Self::$variant => $code),+ } }

            /// Chinese label.
            #[must_use]
            pub fn label(self) -> &'static str { match self { $(Self::$variant => $label),+ } }

            /// The member with exactly this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// The member a person means by this text: its code or its label, blanks, width and case folded.
            #[must_use]
            pub fn read(text: &str) -> Option<Self> {
                let key = $crate::domain::fold::folded_key(text);
                Self::ALL.iter().copied().find(|it| {
                    key == $crate::domain::fold::folded_key(it.code()) || key == $crate::domain::fold::folded_key(it.label())
                })
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.pad(self.label()) }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.serialize_str(self.code()) }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let code = String::deserialize(d)?;
                Self::from_code(&code).ok_or_else(|| ::serde::de::Error::custom(format!("unknown code {code:?}")))
            }
        }
    };
}
pub use codes;
