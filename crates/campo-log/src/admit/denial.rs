//! Why an edit is not accepted.

use campo_document::guard;
use campo_model::validate::FieldProblem;
use campo_wire::sync::{FieldRefusal, Refusal, Verdict};

use crate::error::LogError;

/// An edit that is not accepted, or could not be judged.
#[derive(Debug)]
pub(super) enum Denial {
    /// It is not accepted; the device keeps it with the reason.
    Refused(Refusal),
    /// It waits for somebody's decision, for this reason.
    SetAside(String),
    /// It builds on what the server does not have.
    Rebase,
    /// The storage failed: nothing of the whole push is done.
    Failed(LogError),
}

impl Denial {
    /// A refusal without fields.
    pub(super) fn refused(code: &str, message: impl Into<String>) -> Self {
        Self::Refused(Refusal {
            code: code.to_owned(),
            message: message.into(),
            problems: Vec::new(),
        })
    }

    /// A refusal because of fields.
    pub(super) fn fields(code: &str, message: &str, problems: &[FieldProblem]) -> Self {
        let problems = problems.iter().map(problem).collect();
        Self::Refused(Refusal {
            code: code.to_owned(),
            message: message.to_owned(),
            problems,
        })
    }

    /// A refusal because of one field.
    pub(super) fn field(code: &str, field: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let problem = FieldRefusal {
            field: field.to_owned(),
            code: code.to_owned(),
            message: message.clone(),
            warning: false,
        };
        Self::Refused(Refusal {
            code: code.to_owned(),
            message,
            problems: vec![problem],
        })
    }

    /// The verdict for the device, or the failure.
    pub(super) fn verdict(self) -> Result<Verdict, LogError> {
        match self {
            Self::Refused(refusal) => Ok(Verdict::Refused(refusal)),
            Self::SetAside(reason) => Ok(Verdict::Quarantined { reason }),
            Self::Rebase => Ok(Verdict::Rebase),
            Self::Failed(error) => Err(error),
        }
    }
}

/// The server does not know the person's language; devices translate by the code where they can.
fn problem(problem: &FieldProblem) -> FieldRefusal {
    FieldRefusal {
        field: problem.field.clone(),
        code: problem.code.to_owned(),
        message: problem.message.get("pt-BR", problem.code).to_owned(),
        warning: !problem.severity.is_error(),
    }
}

impl From<LogError> for Denial {
    fn from(error: LogError) -> Self {
        match error {
            LogError::LimitReached { .. } => Self::refused("limit", error.to_string()),
            failed => Self::Failed(failed),
        }
    }
}

impl From<guard::Refusal> for Denial {
    fn from(refusal: guard::Refusal) -> Self {
        let code = match &refusal {
            guard::Refusal::Form(campo_document::ParseError::TooLarge { .. }) => "too_large",
            guard::Refusal::Value(_) | guard::Refusal::Increment(_) => "invalid",
            _ => "forged",
        };
        Self::refused(code, refusal.to_string())
    }
}
