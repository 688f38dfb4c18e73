//! Writing the OpenAPI document (3.1) of the routes.

use axum::http::StatusCode;
use campo_wire::error::WireError;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::Described;
use super::operation::{Content, Operation, Who};

const FRAME: &str = "application/x-campo-frame";
const BYTES: &str = "application/octet-stream";

/// The document of these routes.
pub(super) fn write(described: &[Described]) -> Value {
    let mut schemas = Schemas::new();
    let mut paths = Map::new();
    for route in described {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Value::Object(methods) = path {
            methods.insert(route.method.to_owned(), operation(route, &mut schemas));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Campo",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What devices and managers ask the server. Frames are told of in docs/protocol.md.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "tags": [
            { "name": "anybody", "description": "Without signing in." },
            { "name": "member", "description": "For who is signed in." },
            { "name": "manager", "description": "For who has the role `manager`." },
            { "name": "recognized", "description": "For who is signed in, or was and hands in work." },
        ],
        "paths": paths,
        "components": {
            "schemas": schemas.finish(),
            "securitySchemes": { "bearer": {
                "type": "http", "scheme": "bearer", "bearerFormat": "opaque",
                "description": "The access token of a session.",
            } },
        },
    })
}

/// The schemas that requests and answers name. What is absent may be left out of a request, and is null in an answer.
struct Schemas {
    requests: SchemaGenerator,
    answers: SchemaGenerator,
}

impl Schemas {
    fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        Self {
            requests: settings.clone().into_generator(),
            answers: settings.for_serialize().into_generator(),
        }
    }

    fn finish(mut self) -> Map<String, Value> {
        let mut all = self.requests.take_definitions(true);
        all.extend(self.answers.take_definitions(true));
        all
    }
}

fn operation(route: &Described, schemas: &mut Schemas) -> Value {
    let Operation {
        summary,
        who,
        parameters,
        ..
    } = &route.operation;
    let mut told = Map::new();
    told.insert("operationId".into(), name(route).into());
    told.insert("summary".into(), (*summary).into());
    told.insert("tags".into(), json!([tag(*who)]));
    told.insert("security".into(), security(*who));
    if !parameters.is_empty() {
        told.insert("parameters".into(), parameters.clone().into());
    }
    if let Some(content) = content(route.operation.takes, &mut schemas.requests) {
        let limit = route.operation.body_limit();
        let about = match route.operation.takes {
            Content::Bytes => {
                "Streamed; how large a file may be is a setting of the tenant.".to_owned()
            }
            _ => format!("At most {limit} bytes."),
        };
        let body = json!({ "required": true, "description": about, "content": content });
        told.insert("requestBody".into(), body);
    }
    told.insert("responses".into(), answers(&route.operation, schemas));
    told.into()
}

/// A name for programs that are made from the document: the method and the path's words.
fn name(route: &Described) -> String {
    let words = route
        .path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let words: Vec<&str> = std::iter::once(route.method).chain(words).collect();
    words.join("_")
}

fn tag(who: Who) -> &'static str {
    match who {
        Who::Anybody => "anybody",
        Who::Member => "member",
        Who::Manager => "manager",
        Who::Recognized => "recognized",
    }
}

fn security(who: Who) -> Value {
    match who {
        Who::Anybody => json!([]),
        _ => json!([{ "bearer": [] }]),
    }
}

fn answers(operation: &Operation, schemas: &mut Schemas) -> Value {
    let mut answers = Map::new();
    for (status, meaning) in &operation.success {
        let mut answer = json!({ "description": meaning });
        let has_body = matches!(*status, StatusCode::OK | StatusCode::PARTIAL_CONTENT);
        if let (true, Some(content)) = (has_body, content(operation.gives, &mut schemas.answers)) {
            answer["content"] = content;
        }
        answers.insert(status.as_str().to_owned(), answer);
    }
    let refusal = schemas.answers.subschema_for::<WireError>();
    for status in &operation.refusals {
        let reason = StatusCode::from_u16(*status).ok();
        let reason = reason.and_then(|status| status.canonical_reason());
        let mut answer = json!({ "description": reason.unwrap_or_default() });
        if *status == StatusCode::TOO_MANY_REQUESTS.as_u16() {
            answer["headers"] = json!({ "Retry-After": {
                "description": "In how many seconds to try again.", "schema": { "type": "integer" },
            } });
        }
        if *status != StatusCode::GATEWAY_TIMEOUT.as_u16() {
            answer["content"] = json!({ "application/json": { "schema": refusal } });
        }
        answers.insert(status.to_string(), answer);
    }
    answers.into()
}

fn content(content: Content, schemas: &mut SchemaGenerator) -> Option<Value> {
    let binary = |about: &str| json!({ "schema": { "type": "string", "format": "binary", "description": about } });
    match content {
        Content::Nothing => None,
        Content::Json(schema) => Some(json!({ "application/json": { "schema": schema(schemas) } })),
        Content::Frame(message) => {
            Some(json!({ FRAME: binary(&format!("A frame with `{message}`.")) }))
        }
        Content::Bytes => Some(json!({ BYTES: binary("The bytes.") })),
    }
}
