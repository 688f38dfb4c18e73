//! Who acts as an administrator: whoever runs the server, or a manager of the tenant.

use campo_model::id::UserId;

use crate::error::{LogError, Result};
use crate::signin::Caller;
use crate::table::user;
use crate::tenant::Tenant;

/// Holders of this role manage the tenant: its people, devices and modules.
pub(crate) const MANAGER: &str = "manager";

/// Who does something as an administrator, and when: for the audit log, and so that nobody shuts themselves out.
///
/// Whoever runs the server is given by the moment alone, in ms; a manager by [`Tenant::manager`].
#[derive(Debug, Clone, Copy)]
pub struct By {
    /// The manager; `None` for whoever runs the server.
    pub(crate) user: Option<UserId>,
    /// When, ms since 1970 UTC.
    pub(crate) now_ms: i64,
}

impl From<i64> for By {
    fn from(now_ms: i64) -> Self {
        Self { user: None, now_ms }
    }
}

impl Caller {
    /// The caller, acting on what is theirs.
    pub(crate) fn at(&self, now_ms: i64) -> By {
        By {
            user: Some(self.user),
            now_ms,
        }
    }
}

impl Tenant {
    /// The caller as an administrator, if they manage the tenant; `what` they want to do is for the refusal.
    pub fn manager(&self, caller: &Caller, what: &'static str, now_ms: i64) -> Result<By> {
        let user = self.read(|connection| user::by_id(connection, caller.user))?;
        match user {
            Some(user) if user.roles.iter().any(|role| role == MANAGER) => Ok(By {
                user: Some(user.id),
                now_ms,
            }),
            _ => Err(LogError::Forbidden(what)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{NOW, World};
    use crate::{AuditQuery, LogError, UserChange};

    fn world() -> World {
        let world = World::new();
        let module = "
campo: 1
module: lead
version: 1.0.0
roles: [{ key: manager }]
";
        let module = campo_model::load::parse_module(&[("module.yaml", module)]).unwrap();
        world.tenant().install(vec![module], NOW).unwrap();
        world
    }

    fn roles(of: &[&str]) -> UserChange {
        UserChange {
            roles: Some(of.iter().map(|role| (*role).to_owned()).collect()),
            ..UserChange::default()
        }
    }

    #[test]
    fn only_a_manager_acts_as_an_administrator_and_is_named_for_it() {
        let world = world();
        let (tenant, office) = (world.tenant(), world.device("office"));
        let refused = tenant.manager(&office.caller, "changing people", NOW);
        assert!(matches!(
            refused,
            Err(LogError::Forbidden("changing people"))
        ));
        tenant
            .change_user("office", roles(&["office", "manager"]), NOW)
            .unwrap();
        let by = tenant
            .manager(&office.caller, "changing people", NOW)
            .unwrap();
        tenant.change_user("ana", roles(&[]), by).unwrap();
        let last = &tenant.audit(&AuditQuery::default()).unwrap()[0];
        assert_eq!((last.action.as_str(), last.user), ("user.change", by.user));
        assert!(by.user.is_some());
    }

    #[test]
    fn a_manager_cannot_take_their_own_access() {
        let world = world();
        let (tenant, office) = (world.tenant(), world.device("office"));
        tenant
            .change_user("office", roles(&["manager"]), NOW)
            .unwrap();
        let by = tenant
            .manager(&office.caller, "changing people", NOW)
            .unwrap();
        let disabled = UserChange {
            disabled: Some(true),
            ..UserChange::default()
        };
        for change in [disabled, roles(&["office"])] {
            let refused = tenant.change_user("office", change, by);
            assert!(
                matches!(refused, Err(LogError::Forbidden(_))),
                "{refused:?}"
            );
        }
        tenant
            .change_user("office", roles(&["manager", "office"]), by)
            .unwrap();
        tenant
            .change_user("office", roles(&["office"]), NOW)
            .unwrap();
    }
}
