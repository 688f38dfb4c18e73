//! The command list: `name(Request) -> Response`.
//!
//! To add a command: one line below, a handler of the same name in `campo-app`, `cargo xtask gen`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use crate::account::{
    ChangePassword, EndDevice, FactorCode, FactorOffer, FactorState, MyDevice, RecoveryCodes,
};
pub use crate::administration::{
    AuditPage, AuditSearch, ChangePerson, DecideSetAside, DecidedEdit, NewPerson, OrderDevice,
    PersonRights, Role, SetAsideEdit, TenantChange, TenantDevice, TenantPerson, TenantState,
};
pub use crate::aggregate::{AggregateRecords, AggregateTable, MapCluster, MapRecords};
pub use crate::blob::{
    Attachment, BlobDraft, BlobInfo, BlobPiece, BlobPolicy, BlobRefs, FinishBlob, NetworkState,
    PinBlob, SaveBlob, SavedBlob,
};
pub use crate::bulk::{BulkEdit, BulkOutcome};
pub use crate::capture::{
    BindPages, BoundPages, FindCode, FoundCode, FoundPage, LookAt, MadeCode, MakeCode, MarkPicture,
    PageRecipe,
};
pub use crate::draft::{DraftRef, KeepDraft, KeptDraft};
pub use crate::enrollment::{Enroll, EnrollmentOffer, OfferEnrollment};
pub use crate::import::{
    ImportRows, ImportRun, ImportStep, ImportTable, OpenImport, UndoImport, UndoStep,
};
pub use crate::lock::{IdleLimit, LockState, Presence, RemovePin, SetPin, Unlock};
pub use crate::notice::{MarkNotices, Notices};
pub use crate::record::{Conflict, FormState, HistoryEntry, Hit, ListRecords, Record, RecordPage};
pub use crate::renewal::{EndSession, MySession};
pub use crate::schema::Workspace;
pub use crate::session::{Session, SignIn};
pub use crate::sync_status::{OutboxItem, SyncStatus};
pub use crate::track::{AllowTracks, AppendTrack, PauseTrack, StartTrack, TrackState};

use crate::record::{Fields, Settlement};

/// A request without parameters, or an answer without content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(type = "Record<string, never>")]
pub struct Empty {}

/// Names one record.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecordRef {
    /// The record's id.
    pub id: String,
}

/// Names one record as it was at a moment.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecordAt {
    /// The record's id.
    pub id: String,
    /// The moment, RFC 3339 in UTC.
    pub at: String,
}

/// Makes a record.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CreateRecord {
    /// Its type, `module.type`.
    pub record_type: String,
    /// Its fields.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Fields,
}

/// Changes some fields of a record; null empties a field, absent fields stay.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UpdateRecord {
    /// The record.
    pub id: String,
    /// The fields to change. A counter also takes `{"increment": n}`.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Fields,
}

/// Asks what a form shows for the values typed so far.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckRecord {
    /// The type of the record.
    pub record_type: String,
    /// The record, when it exists.
    #[ts(optional)]
    pub id: Option<String>,
    /// The fields changed so far.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Fields,
}

/// Settles one conflict with an ordinary edit.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ResolveConflict {
    /// The record.
    pub id: String,
    /// The field, as the conflict names it.
    pub field: String,
    /// What to keep.
    pub take: Settlement,
}

/// Names one edit of this device.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EditRef {
    /// The edit's id, `device:number`.
    pub edit: String,
}

/// Finds records of every type.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Search {
    /// Words, accents and case ignored; the last may be unfinished.
    pub text: String,
    /// How many to return, at most 50.
    pub limit: u32,
}

/// Calls the macro named `$then` with every command as `name(Request) -> Response`; the types are those of this module.
///
/// Those of `at_once` answer from the device; those of `in_time` wait, for the server or for work that takes a while.
#[macro_export]
macro_rules! with_commands {
    ($then:ident) => {
        $then! {
            at_once {
                session(Empty) -> Session,
                lock_app(Empty) -> Session,
                lock_state(Empty) -> LockState,
                set_idle_limit(IdleLimit) -> LockState,
                note_presence(Presence) -> Empty,
                workspace(Empty) -> Workspace,
                roles(Empty) -> Vec<Role>,
                list_records(ListRecords) -> RecordPage,
                aggregate_records(AggregateRecords) -> AggregateTable,
                map_records(MapRecords) -> Vec<MapCluster>,
                search(Search) -> Vec<Hit>,
                get_record(RecordRef) -> Record,
                create_record(CreateRecord) -> Record,
                update_record(UpdateRecord) -> Record,
                delete_record(RecordRef) -> Record,
                restore_record(RecordRef) -> Record,
                bulk_edit(BulkEdit) -> BulkOutcome,
                check_record(CheckRecord) -> FormState,
                conflicts(Empty) -> Vec<Conflict>,
                resolve_conflict(ResolveConflict) -> Record,
                sync_status(Empty) -> SyncStatus,
                forget_damage(Empty) -> Empty,
                keep_draft(KeepDraft) -> Empty,
                kept_drafts(Empty) -> Vec<KeptDraft>,
                drop_draft(DraftRef) -> Empty,
                outbox(Empty) -> Vec<OutboxItem>,
                retry_edit(EditRef) -> Empty,
                discard_edit(EditRef) -> Empty,
                begin_blob(Empty) -> BlobDraft,
                write_blob(BlobPiece) -> Empty,
                finish_blob(FinishBlob) -> Attachment,
                blobs(BlobRefs) -> Vec<BlobInfo>,
                pin_blob(PinBlob) -> BlobInfo,
                blob_policy(Empty) -> BlobPolicy,
                set_blob_policy(BlobPolicy) -> BlobPolicy,
                set_network(NetworkState) -> Empty,
                find_code(FindCode) -> Vec<Hit>,
                make_code(MakeCode) -> MadeCode,
                record_code(RecordRef) -> MadeCode,
                import_rows(ImportRows) -> ImportStep,
                imports(Empty) -> Vec<ImportRun>,
                undo_import(UndoImport) -> UndoStep,
                notices(Empty) -> Notices,
                mark_notices(MarkNotices) -> Empty,
                track_state(Empty) -> TrackState,
                allow_tracks(AllowTracks) -> TrackState,
                start_track(StartTrack) -> TrackState,
                append_track(AppendTrack) -> TrackState,
                pause_track(PauseTrack) -> TrackState,
                finish_track(Empty) -> Record,
                discard_track(Empty) -> TrackState,
            }
            in_time {
                sign_in(SignIn) -> Session,
                enroll(Enroll) -> Session,
                sign_out(Empty) -> Session,
                unlock(Unlock) -> Session,
                set_pin(SetPin) -> LockState,
                remove_pin(RemovePin) -> LockState,
                change_password(ChangePassword) -> Empty,
                devices(Empty) -> Vec<MyDevice>,
                end_device(EndDevice) -> Vec<MyDevice>,
                sessions(Empty) -> Vec<MySession>,
                end_session(EndSession) -> Vec<MySession>,
                factor(Empty) -> FactorState,
                begin_factor(Empty) -> FactorOffer,
                confirm_factor(FactorCode) -> RecoveryCodes,
                end_factor(FactorCode) -> FactorState,
                people(Empty) -> Vec<TenantPerson>,
                create_person(NewPerson) -> TenantPerson,
                change_person(ChangePerson) -> TenantPerson,
                offer_enrollment(OfferEnrollment) -> EnrollmentOffer,
                tenant_devices(Empty) -> Vec<TenantDevice>,
                order_device(OrderDevice) -> TenantDevice,
                set_aside(Empty) -> Vec<SetAsideEdit>,
                decide_set_aside(DecideSetAside) -> Vec<DecidedEdit>,
                audit(AuditSearch) -> AuditPage,
                tenant(Empty) -> TenantState,
                change_tenant(TenantChange) -> TenantState,
                record_rights(RecordRef) -> Vec<PersonRights>,
                record_history(RecordRef) -> Vec<HistoryEntry>,
                record_at(RecordAt) -> Record,
                sync_now(Empty) -> SyncStatus,
                save_blob(SaveBlob) -> SavedBlob,
                find_page(LookAt) -> FoundPage,
                make_page(PageRecipe) -> Attachment,
                bind_pages(BindPages) -> BoundPages,
                mark_picture(MarkPicture) -> Attachment,
                read_codes(LookAt) -> Vec<FoundCode>,
                open_import(OpenImport) -> ImportTable,
            }
        }
    };
}

macro_rules! command_table {
    ($($group:ident { $($name:ident($request:ty) -> $response:ty,)* })*) => {
        /// Every command's name, in the order of the list.
        pub const NAMES: &[&str] = &[$($(stringify!($name)),*),*];

        /// Shows each request and response type to a TypeScript visitor.
        pub(crate) fn visit(visitor: &mut impl FnMut(&str, CommandTypes)) {
            $($(visitor(stringify!($name), CommandTypes::of::<$request, $response>());)*)*
        }
    };
}

/// What the TypeScript bindings need of one command.
pub(crate) struct CommandTypes {
    pub(crate) request: String,
    pub(crate) response: String,
    pub(crate) declare: fn(&mut crate::typescript::Declarations),
}

impl CommandTypes {
    fn of<Request: TS + 'static, Response: TS + 'static>() -> Self {
        let config = crate::typescript::config();
        Self {
            request: Request::name(&config),
            response: Response::name(&config),
            declare: |declarations| {
                declarations.add::<Request>();
                declarations.add::<Response>();
            },
        }
    }
}

with_commands!(command_table);
