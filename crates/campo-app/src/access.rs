//! Who asks, and what they may do: every use case works inside a [`Context`].

use std::collections::BTreeMap;

use campo_model::expr::{Fields, Scope};
use campo_model::id::{DeviceTag, TypeKey};
use campo_model::manifest::{FieldKind, RecordType};
use campo_model::registry::Registry;
use campo_model::rights::{Access, Principal, TypeAccess};
use campo_model::value::Value;
use campo_store::{RecordState, Stamp, StoreError, Tx};
use campo_wire::error::{ErrorCode, WireError};

use crate::app::App;
use crate::error::AppError;

/// One use case: its transaction, the person who asks and the moment.
pub(crate) struct Context<'a> {
    pub(crate) tx: &'a Tx<'a>,
    pub(crate) principal: Principal,
    pub(crate) access: Access,
    /// What expressions read as `user`.
    pub(crate) user: Fields,
    pub(crate) stamp: Stamp,
}

impl App {
    /// Reads for the signed-in person.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Context<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let stamp = self.stamp()?;
        self.store(|store| store.read(|tx| work(&Context::new(tx, stamp)?)))
    }

    /// Writes for the signed-in person, in one transaction, and wakes the sync loop.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Context<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let stamp = self.stamp()?;
        let done = self.store(|store| store.write(|tx| work(&Context::new(tx, stamp)?)))?;
        self.nudge();
        Ok(done)
    }
}

impl<'a> Context<'a> {
    fn new(tx: &'a Tx<'a>, stamp: Stamp) -> Result<Self, AppError> {
        let membership = tx.membership()?;
        if membership.token.is_empty() {
            return Err(StoreError::SignedOut.into());
        }
        let identity = membership.identity;
        let attributes: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&identity.attributes).unwrap_or_default();
        let principal = Principal {
            id: identity.user,
            name: identity.name,
            roles: identity.roles,
            attributes: attributes
                .iter()
                .map(|(key, value)| (key.clone(), Value::from(value)))
                .collect(),
        };
        let access = Access::of(tx.registry(), &principal);
        let user = principal.fields();
        Ok(Self {
            tx,
            principal,
            access,
            user,
            stamp,
        })
    }

    pub(crate) fn registry(&self) -> &'a Registry {
        self.tx.registry()
    }

    /// The type as its module declares it, if this person may see it at all.
    pub(crate) fn declared(&self, key: &TypeKey) -> Result<&'a RecordType, AppError> {
        let declared = self.registry().record_type(key);
        declared.ok_or_else(|| AppError::refused(ErrorCode::UnknownType, self.unknown_type(key)))
    }

    fn unknown_type(&self, key: &TypeKey) -> String {
        let known: Vec<&str> = self.access.readable_types().map(TypeKey::as_str).collect();
        format!(
            "there is no record type `{key}` here; there are {}",
            known.join(", ")
        )
    }

    pub(crate) fn on(&self, key: &TypeKey) -> &TypeAccess {
        self.access.on(key)
    }

    /// What an expression about a record sees.
    pub(crate) fn scope<'s>(
        &'s self,
        fields: &'s Fields,
        related: &'s BTreeMap<String, Fields>,
    ) -> Scope<'s> {
        Scope {
            record: Some(fields),
            user: Some(&self.user),
            line: None,
            settings: None,
            related: Some(related),
            now_ms: self.stamp.now_ms,
        }
    }

    /// Who wrote as this device, and what the device is called: for conflicts and history.
    pub(crate) fn author(&self, device: DeviceTag) -> Result<(String, String), AppError> {
        let here = device == self.stamp.actor.device();
        Ok(match self.tx.device_owner(device)? {
            Some((_, user, name)) => (user, name),
            None if here => (self.principal.name.clone(), device.to_string()),
            None => (device.to_string(), device.to_string()),
        })
    }

    /// A record's fields as the documents say, computed ones left out, with its id.
    pub(crate) fn stored_fields(&self, record: &RecordState) -> Result<Fields, AppError> {
        let mut fields = self.tx.fields_of(record)?;
        fields.insert("id".to_owned(), Value::Text(record.id.to_string()));
        Ok(fields)
    }

    /// The fields of the records that a record refers to, by the referring field: what one hop of an expression reads.
    pub(crate) fn related(
        &self,
        declared: &RecordType,
        fields: &Fields,
    ) -> Result<BTreeMap<String, Fields>, AppError> {
        let mut related = BTreeMap::new();
        for field in declared
            .fields
            .iter()
            .filter(|field| field.kind == FieldKind::Ref)
        {
            let id = fields
                .get(&field.key)
                .and_then(Value::as_text)
                .and_then(|id| id.parse().ok());
            if let Some(id) = id
                && let Some(record) = self.tx.find_record(id)?
            {
                related.insert(field.key.clone(), self.stored_fields(&record)?);
            }
        }
        Ok(related)
    }
}

/// "You may not", in one place.
pub(crate) fn forbidden(what: &str) -> AppError {
    let message = format!(
        "your role does not allow {what}; nothing was changed, ask the office for the right"
    );
    AppError::Refused(WireError::new(ErrorCode::Forbidden, message))
}
