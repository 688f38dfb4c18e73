//! How much a tenant may have: people, devices, records. Files have limits of their own, see [`crate::BlobLimits`].

use rusqlite::Connection;
use serde_json::json;

use crate::administrator::By;
use crate::audit::{self, Act};
use crate::error::{LogError, Result};
use crate::table::{device, meta, record, user};
use crate::tenant::Tenant;

/// The most a tenant may have of each; `None` is as many as there is room for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// People who may sign in.
    pub users: Option<u64>,
    /// Devices that were not revoked.
    pub devices: Option<u64>,
    /// Records, deleted ones too.
    pub records: Option<u64>,
}

impl Tenant {
    /// How much the tenant may have.
    pub fn limits(&self) -> Result<Limits> {
        self.read(Limits::load)
    }

    /// Changes how much the tenant may have. What is there already stays.
    pub fn set_limits(&self, limits: Limits, by: impl Into<By>) -> Result<()> {
        let by = by.into();
        self.write(|transaction| {
            let act = Act {
                user: by.user,
                action: "tenant.limit",
                resource_type: "tenant",
                resource: self.key().to_owned(),
                detail: json!({
                    "users": limits.users, "devices": limits.devices, "records": limits.records,
                }),
            };
            audit::append(transaction, &act, by.now_ms)?;
            for (key, limit) in [
                (meta::LIMIT_USERS, limits.users),
                (meta::LIMIT_DEVICES, limits.devices),
                (meta::LIMIT_RECORDS, limits.records),
            ] {
                match limit {
                    Some(limit) => meta::set(transaction, key, &limit.to_string())?,
                    None => meta::remove(transaction, key)?,
                }
            }
            Ok(())
        })
    }
}

impl Limits {
    fn load(connection: &Connection) -> Result<Self> {
        Ok(Self {
            users: limit(connection, meta::LIMIT_USERS)?,
            devices: limit(connection, meta::LIMIT_DEVICES)?,
            records: limit(connection, meta::LIMIT_RECORDS)?,
        })
    }
}

fn limit(connection: &Connection, key: &str) -> Result<Option<u64>> {
    match meta::number(connection, key) {
        Ok(limit) => Ok(Some(limit)),
        Err(LogError::Missing { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Refuses one person more than there may be.
pub(crate) fn check_users(connection: &Connection) -> Result<()> {
    let Some(limit) = limit(connection, meta::LIMIT_USERS)? else {
        return Ok(());
    };
    let users = user::all(connection)?;
    let active = users.iter().filter(|user| !user.disabled).count();
    within("people", limit, active as u64)
}

/// Refuses one device more than there may be.
pub(crate) fn check_devices(connection: &Connection) -> Result<()> {
    let Some(limit) = limit(connection, meta::LIMIT_DEVICES)? else {
        return Ok(());
    };
    let devices = device::all(connection)?;
    // The server is a device of its own; an incarnation takes the place of the one before.
    let first = |device: &&device::Device| device.origin == device.tag && !device.revoked;
    let others = devices.iter().filter(first).count().saturating_sub(1);
    within("devices", limit, others as u64)
}

/// Refuses more records than there may be, when `more` are about to be made.
pub(crate) fn check_records(connection: &Connection, more: u64) -> Result<()> {
    let Some(limit) = limit(connection, meta::LIMIT_RECORDS)? else {
        return Ok(());
    };
    let used = record::last_handle(connection)?.saturating_add(more);
    within("records", limit, used.saturating_sub(1))
}

fn within(what: &'static str, limit: u64, used: u64) -> Result<()> {
    if used < limit {
        Ok(())
    } else {
        Err(LogError::LimitReached { what, limit })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::NewUser;
    use crate::testing::{NOW, PASSWORD, World, accepted, refused};

    fn person(name: &str) -> NewUser {
        NewUser {
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
            roles: vec!["agent".to_owned()],
            attributes: Map::new(),
        }
    }

    fn limited(limits: Limits) -> World {
        let world = World::new();
        world.tenant().set_limits(limits, NOW).unwrap();
        assert_eq!(world.tenant().limits().unwrap(), limits);
        world
    }

    #[test]
    fn people_beyond_the_limit_are_refused_until_there_is_room() {
        let users = Some(4);
        let tenant = limited(Limits {
            users,
            ..Limits::default()
        })
        .tenant();
        tenant.create_user(person("caio"), NOW).unwrap();
        let refused = tenant.create_user(person("davi"), NOW);
        let expected = LogError::LimitReached {
            what: "people",
            limit: 4,
        };
        assert_eq!(refused.unwrap_err().to_string(), expected.to_string());
        let disabled = crate::UserChange {
            disabled: Some(true),
            ..Default::default()
        };
        tenant.change_user("caio", disabled, NOW).unwrap();
        tenant.create_user(person("davi"), NOW).unwrap();
    }

    #[test]
    fn devices_beyond_the_limit_do_not_sign_in() {
        let devices = Some(1);
        let world = limited(Limits {
            devices,
            ..Limits::default()
        });
        world.device("ana");
        let refused = world.sign_in("bia", PASSWORD);
        assert!(matches!(
            refused,
            Err(LogError::LimitReached {
                what: "devices",
                limit: 1
            })
        ));
    }

    #[test]
    fn records_beyond_the_limit_are_refused_and_others_still_change() {
        let records = Some(1);
        let world = limited(Limits {
            records,
            ..Limits::default()
        });
        let mut ana = world.device("ana");
        let first = ana.create_house("one", "north");
        ana.create_house("two", "north");
        let verdicts = ana.push();
        assert_eq!(
            (accepted(&verdicts[0]), refused(&verdicts[1])),
            (Some(false), "limit")
        );
        ana.set(first, "name", crate::testing::text("uno"));
        assert_eq!(accepted(&ana.push()[0]), Some(false));
    }
}
