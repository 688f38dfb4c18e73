//! What devices and server send each other.

use campo_document::{Body, Document, Limits, Part, TextChange, TextLimits, guard};
use campo_wire::frame;
use campo_wire::sync::{
    Item, PullReply, PullRequest, PushReply, PushRequest, SessionReply, SessionRequest, Wake,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A frame with any message; what is read is written and read the same.
pub fn frame(bytes: &[u8]) {
    comes_back::<PushRequest>(bytes);
    comes_back::<PushReply>(bytes);
    comes_back::<PullRequest>(bytes);
    comes_back::<PullReply>(bytes);
    comes_back::<SessionRequest>(bytes);
    comes_back::<Wake>(bytes);
}

fn comes_back<T: Serialize + DeserializeOwned>(bytes: &[u8]) {
    if let Ok(message) = frame::decode::<T>(bytes) {
        let again = postcard::to_allocvec(&message).expect("what was read can be written");
        let read: Result<T, _> = postcard::from_bytes(&again);
        assert!(read.is_ok(), "what was written can be read");
    }
}

/// A push, each edit as far as the server looks at it without its database.
pub fn push(bytes: &[u8]) {
    let Ok(request) = postcard::from_bytes::<PushRequest>(bytes) else {
        return;
    };
    for edit in &request.edits {
        edit.digest();
        body(&edit.body, request.device);
    }
}

fn body(body: &Body, device: campo_model::id::DeviceTag) {
    match body {
        Body::Change { change, hash, .. } => {
            let mut document = Document::default();
            let allowed = guard::check(change, device, &document, &Limits::default());
            if allowed.is_ok() && document.apply(change, *hash).is_ok() {
                let kept = Document::from_bytes(&document.to_bytes());
                assert!(
                    kept.is_ok_and(|kept| kept == document),
                    "a document comes back"
                );
            }
        }
        Body::Text { change, .. } => {
            // What it says is of no matter here.
            let _ = TextChange::parse(change, &TextLimits::default());
        }
        Body::Delete { .. } | Body::Restore => {}
    }
    body.document();
    body.key_ops();
}

/// A request for a page, with its cursor.
pub fn pull(bytes: &[u8]) {
    if let Ok(request) = postcard::from_bytes::<PullRequest>(bytes) {
        let again = postcard::to_allocvec(&request).expect("what was read can be written");
        assert_eq!(postcard::from_bytes(&again), Ok(request));
    }
}

/// A page of the log with its snapshots, as a device reads it.
pub fn page(bytes: &[u8]) {
    let Ok(page) = postcard::from_bytes::<PullReply>(bytes) else {
        return;
    };
    for item in &page.items {
        match item {
            Item::Enter(snapshot) => {
                for (name, bytes) in &snapshot.facets {
                    part(name, bytes);
                }
            }
            Item::Edit { edit, .. } => body(&edit.body, edit.id.device),
            Item::Module(manifest) => {
                // A module that cannot be read stops the page, not the device.
                let _ = campo_model::manifest::Module::from_json(manifest);
            }
            _ => {}
        }
    }
}

fn part(name: &str, bytes: &[u8]) {
    if let Ok(part) = Part::from_bytes(name, bytes) {
        part.text();
        part.heads();
    }
}

/// Signing in, and what comes back.
pub fn session(bytes: &[u8]) {
    // The same bytes are read as each of them; which they are does not matter.
    let _ = serde_json::from_slice::<serde_json::Value>(bytes);
    let _ = postcard::from_bytes::<SessionRequest>(bytes);
    let _ = postcard::from_bytes::<SessionReply>(bytes);
}
