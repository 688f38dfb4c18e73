//! The people of the tenant.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use campo_log::{Device, LogError, NewUser, Tenant, User, UserChange};
use campo_model::id::UserId;
use campo_wire::administration::{NewPerson, PersonChange, TenantPerson};
use campo_wire::enrollment::NewEnrollment;

use super::{latest, manage, managers};
use crate::api::Api;
use crate::clock::rfc3339;
use crate::exchange::{Authenticated, Body, Part, Shared};
use crate::failure::Failure;

pub(super) fn routes(api: Api) -> Api {
    let list = managers("Every person").gives_json::<Vec<TenantPerson>>();
    let create = managers("Make a person")
        .takes_json::<NewPerson>()
        .refuses(&[StatusCode::CONFLICT])
        .gives_json::<TenantPerson>();
    let change = managers("Change a person: roles, attributes, access, password, second factor")
        .part("name", "The name at sign-in.", "^[^/]{1,100}$")
        .takes_json::<PersonChange>()
        .gives_json::<TenantPerson>();
    let enroll = managers("Make a code that signs a person in on one device")
        .part("name", "The name at sign-in.", "^[^/]{1,100}$")
        .refuses(&[StatusCode::FORBIDDEN])
        .gives_json::<NewEnrollment>();
    api.get("/v1/admin/people", list, self::list)
        .post("/v1/admin/people", create, self::create)
        .patch("/v1/admin/people/{name}", change, self::change)
        .post("/v1/admin/people/{name}/enrollment", enroll, self::enroll)
}

/// Every person.
async fn list(
    State(shared): State<Shared>,
    who: Authenticated,
) -> Result<Json<Vec<TenantPerson>>, Failure> {
    manage(&shared, who, "seeing people's accounts", |tenant, _| {
        let users = tenant.users()?;
        describe_people(tenant, users)
    })
    .await
}

/// Makes a person.
async fn create(
    State(shared): State<Shared>,
    who: Authenticated,
    Body(new): Body<NewPerson>,
) -> Result<Json<TenantPerson>, Failure> {
    let _turn = shared.hashing.acquire().await;
    manage(&shared, who, "making people's accounts", |tenant, by| {
        let mut attributes = new.attributes;
        attributes.retain(|_, value| !value.is_null());
        let user = NewUser {
            name: new.name,
            password: new.password,
            roles: new.roles,
            attributes,
        };
        describe_person(tenant, tenant.create_user(user, by)?)
    })
    .await
}

/// Changes a person.
async fn change(
    State(shared): State<Shared>,
    Part(name): Part,
    who: Authenticated,
    Body(change): Body<PersonChange>,
) -> Result<Json<TenantPerson>, Failure> {
    let _turn = shared.hashing.acquire().await;
    manage(
        &shared,
        who,
        "changing people's accounts",
        move |tenant, by| {
            if let Some(password) = &change.password {
                tenant.set_password(&name, password, by)?;
            }
            if change.reset_factor {
                tenant.reset_factor(&name, by)?;
            }
            let rights = UserChange {
                roles: change.roles,
                attributes: change.attributes,
                disabled: change.disabled,
            };
            let user = if rights.is_empty() {
                tenant.user(&name)?
            } else {
                tenant.change_user(&name, rights, by)?
            };
            describe_person(tenant, user)
        },
    )
    .await
}

/// Makes a code that signs a person in on one device.
async fn enroll(
    State(shared): State<Shared>,
    Part(name): Part,
    who: Authenticated,
) -> Result<Json<NewEnrollment>, Failure> {
    manage(&shared, who, "enrolling devices", move |tenant, by| {
        let made = tenant.offer_enrollment(&name, by)?;
        Ok(NewEnrollment {
            token: made.token,
            authority: made.authority,
            expires: rfc3339(made.expires_ms),
        })
    })
    .await
}

fn describe_person(tenant: &Tenant, user: User) -> Result<TenantPerson, LogError> {
    let described = describe_people(tenant, vec![user])?.pop();
    described.ok_or(LogError::SignedOut)
}

fn describe_people(tenant: &Tenant, users: Vec<User>) -> Result<Vec<TenantPerson>, LogError> {
    let factors = tenant.people_with_factor()?;
    let mut devices: BTreeMap<UserId, Vec<Device>> = BTreeMap::new();
    for device in latest(tenant)? {
        devices.entry(device.user).or_default().push(device);
    }
    let describe = |user: User| {
        let own = devices.get(&user.id).map(Vec::as_slice).unwrap_or_default();
        let last_seen = own.iter().map(|device| device.last_seen_ms).max();
        TenantPerson {
            id: user.id.to_string(),
            factor: factors.contains(&user.id),
            devices: own.iter().filter(|device| !device.revoked).count() as u64,
            last_seen: last_seen.map(rfc3339),
            name: user.name,
            roles: user.roles,
            attributes: user.attributes,
            disabled: user.disabled,
        }
    };
    Ok(users.into_iter().map(describe).collect())
}
