//! What is said of one route: who may call it, what it takes and gives, and how it refuses.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use campo_wire::frame::MAX_FRAME_BYTES;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

/// The most bytes of a request in JSON.
const MAX_JSON_BYTES: usize = 256 * 1024;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Whoever can reach the server.
    Anybody,
    /// Who is signed in.
    Member,
    /// Who has the role `manager`.
    Manager,
    /// Who is signed in, or was and may still hand in work.
    Recognized,
}

/// The body of a request or an answer.
#[derive(Clone, Copy)]
pub(super) enum Content {
    /// None.
    Nothing,
    /// JSON of this schema.
    Json(fn(&mut SchemaGenerator) -> Schema),
    /// A frame with this message.
    Frame(&'static str),
    /// The bytes of a file.
    Bytes,
}

/// What is said of one route.
pub(crate) struct Operation {
    pub(super) summary: &'static str,
    pub(super) who: Who,
    pub(super) parameters: Vec<Value>,
    pub(super) takes: Content,
    pub(super) gives: Content,
    /// The ways it succeeds, with what they mean.
    pub(super) success: Vec<(StatusCode, &'static str)>,
    /// The ways it refuses.
    pub(super) refusals: BTreeSet<u16>,
}

impl Operation {
    /// A route that takes and gives nothing yet.
    pub(crate) fn of(summary: &'static str, who: Who) -> Self {
        let operation = Self {
            summary,
            who,
            parameters: Vec::new(),
            takes: Content::Nothing,
            gives: Content::Nothing,
            success: vec![(StatusCode::OK, "Done.")],
            refusals: BTreeSet::new(),
        };
        let mut operation = operation.refuses(&[
            StatusCode::TOO_MANY_REQUESTS,
            StatusCode::INTERNAL_SERVER_ERROR,
            StatusCode::INSUFFICIENT_STORAGE,
        ]);
        if who != Who::Anybody {
            operation.add_refusals(&[StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN]);
        }
        operation
    }

    /// It takes JSON.
    pub(crate) fn takes_json<T: JsonSchema>(mut self) -> Self {
        self.takes = Content::Json(|generator| generator.subschema_for::<T>());
        self.refuses(&[
            StatusCode::BAD_REQUEST,
            StatusCode::PAYLOAD_TOO_LARGE,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            StatusCode::UNPROCESSABLE_ENTITY,
        ])
    }

    /// It gives JSON.
    pub(crate) fn gives_json<T: JsonSchema>(mut self) -> Self {
        self.gives = Content::Json(|generator| generator.subschema_for::<T>());
        self
    }

    /// It takes a frame with this message.
    pub(crate) fn takes_frame(mut self, message: &'static str) -> Self {
        self.takes = Content::Frame(message);
        self.refuses(&[StatusCode::BAD_REQUEST, StatusCode::PAYLOAD_TOO_LARGE])
    }

    /// It gives a frame with this message.
    pub(crate) fn gives_frame(mut self, message: &'static str) -> Self {
        self.gives = Content::Frame(message);
        self
    }

    /// It takes the bytes of a file.
    pub(crate) fn takes_bytes(mut self) -> Self {
        self.takes = Content::Bytes;
        self.refuses(&[StatusCode::PAYLOAD_TOO_LARGE])
    }

    /// It gives the bytes of a file.
    pub(crate) fn gives_bytes(mut self) -> Self {
        self.gives = Content::Bytes;
        self
    }

    /// It succeeds in this way as well.
    pub(crate) fn or(mut self, status: StatusCode, meaning: &'static str) -> Self {
        self.success.push((status, meaning));
        self
    }

    /// It succeeds in this way, and no other so far.
    pub(crate) fn succeeds(mut self, status: StatusCode, meaning: &'static str) -> Self {
        self.success = vec![(status, meaning)];
        self
    }

    /// A part of its path, as `pattern` writes it; what is not there is refused.
    pub(crate) fn part(self, name: &str, about: &str, pattern: &str) -> Self {
        let schema = json!({ "type": "string", "pattern": pattern });
        self.parameter(name, "path", about, (schema, true))
            .refuses(&[StatusCode::NOT_FOUND])
    }

    /// A parameter of its query; one of another form is refused.
    pub(crate) fn query(self, name: &str, about: &str, schema: Value) -> Self {
        self.parameter(name, "query", about, (schema, false))
            .refuses(&[StatusCode::BAD_REQUEST])
    }

    /// A parameter of its query that must be there.
    pub(crate) fn needs(self, name: &str, about: &str, schema: Value) -> Self {
        self.parameter(name, "query", about, (schema, true))
            .refuses(&[StatusCode::BAD_REQUEST])
    }

    fn parameter(
        mut self,
        name: &str,
        place: &str,
        about: &str,
        (schema, required): (Value, bool),
    ) -> Self {
        self.parameters.push(json!({
            "name": name, "in": place, "required": required, "description": about, "schema": schema,
        }));
        self
    }

    /// It refuses in these ways as well.
    pub(crate) fn refuses(mut self, with: &[StatusCode]) -> Self {
        self.add_refusals(with);
        self
    }

    pub(super) fn add_refusals(&mut self, with: &[StatusCode]) {
        self.refusals.extend(with.iter().map(StatusCode::as_u16));
    }

    /// The most bytes of a request that are read at once; the bytes of files are streamed and have limits of their own.
    pub(super) fn body_limit(&self) -> usize {
        match self.takes {
            Content::Frame(_) => MAX_FRAME_BYTES,
            _ => MAX_JSON_BYTES,
        }
    }
}
