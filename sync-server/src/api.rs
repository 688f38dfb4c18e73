//! Routes with what is said of them: a route that is not in the OpenAPI document cannot be made.
//!
//! The document is at `/api/openapi.json`. Answers in JSON have schemas, made from the types that are sent; a frame is
//! named by its message, see `docs/protocol.md`.

mod document;
mod operation;

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{StatusCode, header};
use axum::routing::{MethodRouter, get, patch, post, put};
use tower_http::timeout::TimeoutLayer;

pub(crate) use operation::{Operation, Who};

use crate::exchange::Shared;

/// Where the document is.
const DOCUMENT: &str = "/api/openapi.json";

/// Routes and what is said of each.
#[derive(Default)]
pub(crate) struct Api {
    router: Router<Shared>,
    described: Vec<Described>,
}

/// A route as the document tells of it.
struct Described {
    method: &'static str,
    path: &'static str,
    operation: Operation,
}

impl Api {
    pub(crate) fn get<H, T>(self, path: &'static str, operation: Operation, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add("get", path, operation, get(handler))
    }

    pub(crate) fn post<H, T>(self, path: &'static str, operation: Operation, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add("post", path, operation, post(handler))
    }

    pub(crate) fn put<H, T>(self, path: &'static str, operation: Operation, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add("put", path, operation, put(handler))
    }

    pub(crate) fn patch<H, T>(self, path: &'static str, operation: Operation, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add("patch", path, operation, patch(handler))
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        operation: Operation,
        handler: MethodRouter<Shared>,
    ) -> Self {
        let limit = DefaultBodyLimit::max(operation.body_limit());
        self.router = self.router.route(path, handler.layer(limit));
        self.described.push(Described {
            method,
            path,
            operation,
        });
        self
    }

    /// Limits how long each route so far may take to answer.
    pub(crate) fn within(mut self, time: Duration) -> Self {
        let late = StatusCode::GATEWAY_TIMEOUT;
        self.router = self
            .router
            .layer(TimeoutLayer::with_status_code(late, time));
        for described in &mut self.described {
            described.operation.add_refusals(&[late]);
        }
        self
    }

    /// The routes, and one more: that of the document.
    pub(crate) fn finish(mut self) -> Router<Shared> {
        let itself = Operation::of("This document", Who::Anybody).gives_json::<serde_json::Value>();
        self.described.push(Described {
            method: "get",
            path: DOCUMENT,
            operation: itself,
        });
        let document = Bytes::from(document::write(&self.described).to_string());
        let answer = move || {
            let document = document.clone();
            async move { ([(header::CONTENT_TYPE, "application/json")], document) }
        };
        self.router.route(DOCUMENT, get(answer))
    }
}
