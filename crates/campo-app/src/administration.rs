//! What a tenant's managers handle: at the server, which decides who may; roles are read from the modules here.

use campo_model::manifest::{FieldRight, RoleScope};
use campo_model::registry::{MergedRole, Rule, TypeGrant};
use campo_wire::administration::{
    AuditPage, AuditSearch, ChangePerson, DecideSetAside, DecidedEdit, NewPerson, OrderDevice,
    PersonRights, Right, Role, SetAsideEdit, TenantChange, TenantDevice, TenantPerson, TenantState,
    TypeRights,
};
use campo_wire::command::{Empty, RecordRef};

use crate::app::App;
use crate::error::AppError;
use crate::workspace::label;

impl App {
    /// The tenant's people.
    pub async fn people(&self, _: Empty) -> Result<Vec<TenantPerson>, AppError> {
        let people = self.signed_in_remote()?.people().await;
        people.map_err(AppError::Remote)
    }

    /// Makes a person.
    pub async fn create_person(&self, new: NewPerson) -> Result<TenantPerson, AppError> {
        let made = self.signed_in_remote()?.create_person(&new).await;
        made.map_err(AppError::Remote)
    }

    /// Changes a person.
    pub async fn change_person(&self, request: ChangePerson) -> Result<TenantPerson, AppError> {
        let changed = self.signed_in_remote()?.change_person(&request).await;
        changed.map_err(AppError::Remote)
    }

    /// The tenant's devices.
    pub async fn tenant_devices(&self, _: Empty) -> Result<Vec<TenantDevice>, AppError> {
        let devices = self.signed_in_remote()?.tenant_devices().await;
        devices.map_err(AppError::Remote)
    }

    /// Takes a device's access, gives it back, or has it destroyed.
    pub async fn order_device(&self, request: OrderDevice) -> Result<TenantDevice, AppError> {
        let device = self.signed_in_remote()?.order_device(&request).await;
        device.map_err(AppError::Remote)
    }

    /// The work that waits for a decision.
    pub async fn set_aside(&self, _: Empty) -> Result<Vec<SetAsideEdit>, AppError> {
        let waiting = self.signed_in_remote()?.set_aside().await;
        waiting.map_err(AppError::Remote)
    }

    /// Decides on work that waits.
    pub async fn decide_set_aside(
        &self,
        request: DecideSetAside,
    ) -> Result<Vec<DecidedEdit>, AppError> {
        let decided = self.signed_in_remote()?.decide_set_aside(&request).await;
        decided.map_err(AppError::Remote)
    }

    /// Looks into the audit log.
    pub async fn audit(&self, request: AuditSearch) -> Result<AuditPage, AppError> {
        let page = self.signed_in_remote()?.audit(&request).await;
        page.map_err(AppError::Remote)
    }

    /// How the tenant stands.
    pub async fn tenant(&self, _: Empty) -> Result<TenantState, AppError> {
        let state = self.signed_in_remote()?.tenant().await;
        state.map_err(AppError::Remote)
    }

    /// Changes the tenant's settings.
    pub async fn change_tenant(&self, change: TenantChange) -> Result<TenantState, AppError> {
        let state = self.signed_in_remote()?.change_tenant(&change).await;
        state.map_err(AppError::Remote)
    }

    /// What each person may do with a record, and why.
    pub async fn record_rights(&self, record: RecordRef) -> Result<Vec<PersonRights>, AppError> {
        let rights = self.signed_in_remote()?.record_rights(&record.id).await;
        rights.map_err(AppError::Remote)
    }

    /// What each role may do, as the modules declare it.
    pub fn roles(&self, _: Empty) -> Result<Vec<Role>, AppError> {
        self.read(|context| Ok(context.registry().roles().map(role).collect()))
    }
}

fn role(role: &MergedRole) -> Role {
    let others = role.includes.iter().filter(|key| **key != role.key);
    let types = role.grants.iter().map(|(key, grant)| TypeRights {
        record_type: key.to_string(),
        read: right(&grant.read),
        create: right(&grant.create),
        update: right(&grant.update),
        delete: right(&grant.delete),
        export: right(&grant.export),
        hidden: narrowed(grant, FieldRight::Hidden),
        read_only: narrowed(grant, FieldRight::Read),
    });
    Role {
        key: role.key.clone(),
        label: label(&role.label),
        includes: others.cloned().collect(),
        everything: role.scope == RoleScope::All,
        types: types.collect(),
    }
}

fn right(rule: &Rule) -> Right {
    match rule {
        Rule::Never => Right::None,
        Rule::Always => Right::All,
        Rule::When(any) => Right::Some(any.iter().map(|one| one.source().to_owned()).collect()),
    }
}

/// The facets and fields on which this narrower right is given.
fn narrowed(grant: &TypeGrant, to: FieldRight) -> Vec<String> {
    let all = grant.facets.iter().chain(&grant.fields);
    all.filter(|(_, right)| **right == to)
        .map(|(key, _)| key.clone())
        .collect()
}
