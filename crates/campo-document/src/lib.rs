//! A record's facets as Automerge documents: edits, changes, merge, conflicts and the guard.
//!
//! A facet is one Automerge document in the *flat profile*: its root map holds scalars, counters and nothing else.
//! For that profile an ordinary Automerge change can be made, parsed and merged without loading a document, which
//! costs microseconds instead of a tenth of a millisecond. The `automerge` crate is the oracle of the tests (same
//! bytes, same winners, same conflicts) and serves the one kind of document that is not flat: long text.
//!
//! The layers, from bytes to intent: [`change`] (one Automerge change), [`document`] (the merged state of a facet),
//! [`guard`] (what a server checks of a change), [`edit`] (what a person meant, kept beside the change),
//! [`fields`] (between a record's fields and a document's keys), [`text`] (text that merges letter by letter), [`part`]
//! (a document of a record, whichever of the two kinds it is), [`past`] (the documents as they were),
//! [`erase`] (values out, for good).
//!
//! Pure: no clock, random, file or socket. No input, however hostile, makes this crate panic or allocate without bound.

pub mod change;
mod codec;
pub mod document;
pub mod edit;
pub mod erase;
pub mod fields;
pub mod guard;
mod hash;
mod limits;
pub mod part;
pub mod past;
mod scalar;
pub mod text;

pub use change::{Action, Change, KeyOp, Op, OpId, ParseError};
pub use document::{Applied, ApplyError, AuthorError, Document, Entry};
pub use edit::{Body, Edit, EditId, EditTime, Group, link};
pub use erase::ERASED_KEY;
pub use guard::Refusal;
pub use hash::ChangeHash;
pub use limits::Limits;
pub use part::{Part, PartError};
pub use past::Past;
pub use scalar::Scalar;
pub use text::{TextChange, TextDocument, TextError, TextLimits};
