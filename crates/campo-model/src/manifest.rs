//! A module's manifest: the record types, roles, views and menus a tenant installs, as data.
//!
//! The same structs are read from YAML files (unknown keys refused), written as canonical JSON, hashed, and
//! described by a JSON Schema. Keys are permanent; labels are free; a reference to a type may be local or `module.type`.

mod canonical;
mod dashboard;
mod field;
mod kind;
mod label;
mod module;
mod record_type;
mod role;
mod test_case;
mod type_ref;
mod view;

pub use canonical::{ContentHash, ManifestError, json_schema};
pub use dashboard::{Dashboard, Every, Measure, Tile, TileKind};
pub use field::{
    DefaultValue, Facet, Field, IndexKind, MergePolicy, OnDelete, RollupOp, SelectOption, Severity,
    TextCheck,
};
pub use kind::{FieldKind, ScalarKind, Storage};
pub use label::Label;
pub use module::{Import, MenuGroup, Module, Provides, Rows, Setting};
pub use record_type::{
    AllFields, Erase, FilePolicy, Index, Locks, MergeDefault, Privacy, RecordType, Retain, State,
    States, SyncPolicy, Track, Transition, Window,
};
pub use role::{FieldRight, Grant, Permission, Role, RoleScope};
pub use test_case::{Expectation, TestAction, TestCase};
pub use type_ref::TypeRef;
pub use view::{Layout, Section, View, ViewFilter, ViewKind};
