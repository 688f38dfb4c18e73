//! The people of a tenant and their devices, as an administrator handles them.
//!
//! Every change of a person's rights is an entry of the log, so devices hear of it in order with the data.

use std::collections::BTreeMap;

use campo_model::id::UserId;
use rusqlite::{Connection, Transaction};
use serde_json::{Map, Value, json};

use crate::administrator::{By, MANAGER};
use crate::audit::{self, Act};
use crate::devices;
use crate::error::{LogError, Result};
use crate::limits;
use crate::secret;
use crate::signin::SESSION_MS;
use crate::table::user::{self, User};
use crate::table::{entry, session};
use crate::tenant::Tenant;

/// The most characters of a name.
pub(crate) const MAX_NAME_CHARS: usize = 100;

/// What makes a person.
pub struct NewUser {
    /// The name at sign-in.
    pub name: String,
    /// The password.
    pub password: String,
    /// Roles held.
    pub roles: Vec<String>,
    /// Attributes for rules.
    pub attributes: Map<String, Value>,
}

/// What changes of a person; `None` and absent attributes stay, a null attribute is taken away.
#[derive(Debug, Default)]
pub struct UserChange {
    /// The roles held from now on.
    pub roles: Option<Vec<String>>,
    /// Attributes to set.
    pub attributes: Map<String, Value>,
    /// Whether signing in is refused from now on.
    pub disabled: Option<bool>,
}

impl UserChange {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.roles.is_none() && self.attributes.is_empty() && self.disabled.is_none()
    }

    /// Whether who is changed so does not manage the tenant any more.
    fn takes_management(&self) -> bool {
        let loses_role = |roles: &Vec<String>| !roles.iter().any(|role| role == MANAGER);
        self.disabled == Some(true) || self.roles.as_ref().is_some_and(loses_role)
    }
}

impl Tenant {
    /// Makes a person.
    pub fn create_user(&self, new: NewUser, by: impl Into<By>) -> Result<User> {
        let by = by.into();
        check_name(&new.name)?;
        let hash = secret::hash_password(&new.password, &[&new.name, self.key()])?;
        let id = UserId(uuid::Builder::from_random_bytes(self.entropy().bytes()?).into_uuid());
        self.write(|transaction| {
            if user::by_name(transaction, &new.name)?.is_some() {
                return Err(LogError::Exists {
                    what: "user",
                    name: new.name,
                });
            }
            self.check_roles(transaction, &new.roles)?;
            limits::check_users(transaction)?;
            let NewUser {
                name,
                roles,
                attributes,
                ..
            } = new;
            let mut user = User {
                id,
                name,
                roles,
                attributes,
                disabled: false,
                seq: 0,
            };
            user.seq = append_person(transaction, &user, by.now_ms)?;
            user::insert(transaction, &user, &hash)?;
            note(transaction, "user.create", &user, by)?;
            Ok(user)
        })
    }

    /// Changes a person's roles or attributes; their devices learn of it with the next pull.
    ///
    /// No manager takes their own access: somebody must be left who can give it back.
    pub fn change_user(&self, name: &str, change: UserChange, by: impl Into<By>) -> Result<User> {
        let by = by.into();
        self.write(|transaction| {
            let mut user = user_named(transaction, name)?;
            if by.user == Some(user.id) && change.takes_management() {
                return Err(LogError::Forbidden("taking your own access"));
            }
            if let Some(roles) = change.roles {
                self.check_roles(transaction, &roles)?;
                user.roles = roles;
            }
            user.attributes.extend(change.attributes);
            user.attributes.retain(|_, value| !value.is_null());
            let was_disabled = user.disabled;
            user.disabled = change.disabled.unwrap_or(was_disabled);
            user.seq = append_person(transaction, &user, by.now_ms)?;
            user::update(transaction, &user)?;
            note(transaction, "user.change", &user, by)?;
            if user.disabled {
                devices::keep_person_for_handing_in(transaction, user.id, by.now_ms)?;
            } else {
                self.reconsider(transaction, user.id, by.now_ms)?;
            }
            if was_disabled && !user.disabled {
                // With access sessions last as others do, not as long as work may be handed in.
                session::shorten_of_user(transaction, user.id, by.now_ms + SESSION_MS)?;
            }
            Ok(user)
        })
    }

    /// Every person, by name.
    pub fn users(&self) -> Result<Vec<User>> {
        self.read(user::all)
    }

    /// The person with this name.
    pub fn user(&self, name: &str) -> Result<User> {
        self.read(|connection| user_named(connection, name))
    }

    /// The name of the person with this id.
    pub fn user_name(&self, id: UserId) -> Result<Option<String>> {
        self.read(|connection| Ok(user::by_id(connection, id)?.map(|user| user.name)))
    }

    /// How many people hold each role.
    pub fn role_holders(&self) -> Result<BTreeMap<String, usize>> {
        let mut holders = BTreeMap::new();
        for role in self.users()?.into_iter().flat_map(|user| user.roles) {
            *holders.entry(role).or_default() += 1;
        }
        Ok(holders)
    }

    fn check_roles(&self, connection: &Connection, roles: &[String]) -> Result<()> {
        let catalog = self.catalog(connection)?;
        let unknown = roles
            .iter()
            .find(|role| catalog.registry().role(role).is_none());
        unknown.map_or(Ok(()), |role| Err(LogError::missing("role", role)))
    }
}

fn user_named(connection: &Connection, name: &str) -> Result<User> {
    user::by_name(connection, name)?.ok_or_else(|| LogError::missing("user", name))
}

/// Notes what an administrator made of a person.
fn note(connection: &Connection, action: &str, user: &User, by: By) -> Result<()> {
    let act = Act {
        user: by.user,
        action,
        resource_type: "user",
        resource: user.name.clone(),
        detail: json!({ "roles": user.roles, "attributes": user.attributes, "disabled": user.disabled }),
    };
    audit::append(connection, &act, by.now_ms)
}

fn append_person(transaction: &Transaction<'_>, user: &User, now_ms: i64) -> Result<u64> {
    let User {
        name,
        roles,
        attributes,
        disabled,
        ..
    } = user;
    let json =
        json!({ "name": name, "roles": roles, "attributes": attributes, "disabled": disabled });
    entry::append_person(transaction, user.id, &json, now_ms)
}

fn check_name(name: &str) -> Result<()> {
    let fits =
        !name.trim().is_empty() && name == name.trim() && name.chars().count() <= MAX_NAME_CHARS;
    if fits && !name.chars().any(char::is_control) {
        return Ok(());
    }
    Err(LogError::Unfit {
        what: "a user's name",
        value: name.chars().take(MAX_NAME_CHARS).collect(),
    })
}
