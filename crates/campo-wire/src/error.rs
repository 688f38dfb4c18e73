//! What goes wrong, as the UI and the command line see it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::schema::Label;

/// Why a command was not done. The UI branches on this, never on the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request is not of the command's form.
    BadRequest,
    /// Nobody is signed in on this device.
    SignedOut,
    /// The app is locked on this device: unlock it first.
    Locked,
    /// The PIN is wrong.
    WrongPin,
    /// User, password or tenant is wrong; which of them is not said.
    WrongCredentials,
    /// The password is right and a code of the second factor is needed as well.
    CodeNeeded,
    /// The code of the second factor is wrong, or was used before.
    WrongCode,
    /// The code to enroll a device is none of this server's.
    EnrollmentUnknown,
    /// The code to enroll a device was used before.
    EnrollmentUsed,
    /// The code to enroll a device is too old.
    EnrollmentExpired,
    /// The new password is too short or too easy to guess.
    WeakPassword,
    /// The signed-in person may not do this.
    Forbidden,
    /// The device was revoked; what it had not sent is handed in and waits for the office.
    Revoked,
    /// No such record, or it is not visible to this person.
    NotFound,
    /// No installed module declares this record type.
    UnknownType,
    /// The record type has no such field.
    UnknownField,
    /// Some fields' values are not acceptable; see `problems`.
    Invalid,
    /// The record is deleted; restore it first.
    Deleted,
    /// Other records refer to the record and forbid its deletion.
    Referenced,
    /// The server cannot be reached; everything is kept on this device.
    Offline,
    /// Too much is asked at once; the same can be asked again later.
    Busy,
    /// The server answered something this version does not understand.
    Protocol,
    /// The file is larger than files here may be; it is kept on this device.
    FileTooLarge,
    /// The file is no picture of a kind that can be read.
    NotAPicture,
    /// The picture has more pixels, or more bytes, than can be read.
    PictureTooLarge,
    /// The picture's file ends too early or is damaged.
    PictureDamaged,
    /// The storage for files at the server is used up; the file is kept on this device.
    QuotaExceeded,
    /// The disk is full; nothing was changed.
    DiskFull,
    /// The device's database cannot be opened or is damaged.
    Storage,
    /// There is no place to keep the database key.
    NoKeystore,
    /// A program error; details are in the log.
    Internal,
}

/// What is wrong with one field's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema)]
pub struct Problem {
    /// The field's key; `items/<line id>/<field>` inside lines; empty for the record as a whole.
    pub field: String,
    /// Stable name of the rule that failed, e.g. `required`, `option_unknown`.
    pub code: String,
    /// What is wrong and what to do, in each language it is known in.
    pub message: Label,
    /// Whether the record can be saved all the same.
    pub warning: bool,
}

impl Problem {
    /// What is wrong in a language, else in any; the code when nothing is said.
    pub fn text(&self, locale: &str) -> &str {
        let texts = &self.message;
        let text = texts.get(locale).or_else(|| texts.values().next());
        text.map_or(&self.code, String::as_str)
    }
}

/// A command's refusal: a code for programs, a text for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, JsonSchema, thiserror::Error)]
#[error("{message}")]
pub struct WireError {
    /// Why.
    pub code: ErrorCode,
    /// What happened, what was kept safe and what to do.
    pub message: String,
    /// The fields concerned, if any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Problem>>", optional)]
    pub problems: Vec<Problem>,
}

impl WireError {
    /// An error without field problems.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            problems: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_in_the_language_asked_for_or_in_any() {
        let mut problem = Problem {
            field: "price".to_owned(),
            code: "required".to_owned(),
            message: Label::new(),
            warning: false,
        };
        assert_eq!(problem.text("en"), "required");
        for (locale, text) in [("en", "fill it in"), ("pt-BR", "preencha")] {
            problem.message.insert(locale.to_owned(), text.to_owned());
        }
        assert_eq!(problem.text("pt-BR"), "preencha");
        assert_eq!(problem.text("fr"), "fill it in");
    }
}
