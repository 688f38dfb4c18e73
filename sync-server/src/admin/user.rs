//! `admin user`.

use std::io::BufRead;

use anyhow::{Context, ensure};
use campo_log::{NewUser, Tenant, Tenants, User, UserChange};
use campo_wire::enrollment::NewEnrollment;
use serde_json::{Map, Value, json};

use super::{Report, moment, open};
use crate::cli::admin::{Attributes, UserCommand};
use crate::clock::now_ms;

pub(super) fn run(tenants: &Tenants, command: UserCommand) -> anyhow::Result<Report> {
    match command {
        UserCommand::Create {
            tenant,
            user,
            roles,
            attributes,
            ..
        } => {
            let mut attributes = values(attributes);
            attributes.retain(|_, value| !value.is_null());
            let new = NewUser {
                name: user,
                password: read_password()?,
                roles,
                attributes,
            };
            Ok(report(&open(tenants, &tenant)?.create_user(new, now_ms())?))
        }
        UserCommand::Enroll {
            tenant,
            user,
            server,
        } => enroll(&*open(tenants, &tenant)?, &user, &server),
        UserCommand::List { tenant } => {
            let users = open(tenants, &tenant)?.users()?;
            Ok(Report::list(users.iter().map(describe).collect()))
        }
        UserCommand::Set {
            tenant,
            user,
            roles,
            attributes,
        } => {
            let roles = (!roles.is_empty()).then_some(roles);
            let change = UserChange {
                roles,
                attributes: values(attributes),
                disabled: None,
            };
            Ok(report(&open(tenants, &tenant)?.change_user(
                &user,
                change,
                now_ms(),
            )?))
        }
        UserCommand::Password { tenant, user, .. } => {
            let tenant = open(tenants, &tenant)?;
            Ok(report(&tenant.set_password(
                &user,
                &read_password()?,
                now_ms(),
            )?))
        }
        UserCommand::ResetFactor { tenant, user } => {
            let removed = open(tenants, &tenant)?.reset_factor(&user, now_ms())?;
            let text = if removed {
                format!("{user} signs in with the password alone now")
            } else {
                format!("{user} had no second factor")
            };
            Ok(Report::new(
                json!({ "user": user, "removed": removed }),
                text,
            ))
        }
        UserCommand::Disable { tenant, user } => set_disabled(tenants, &tenant, &user, true),
        UserCommand::Enable { tenant, user } => set_disabled(tenants, &tenant, &user, false),
    }
}

fn enroll(tenant: &Tenant, user: &str, server: &str) -> anyhow::Result<Report> {
    let made = tenant.offer_enrollment(user, now_ms())?;
    let made = NewEnrollment {
        token: made.token,
        authority: made.authority,
        expires: moment(made.expires_ms),
    };
    let link = made
        .link(server)
        .with_context(|| format!("`{server}` is no address, as https://campo.example.org"))?;
    let text = format!("{link}\ngood once, until {}", made.expires);
    let json = json!({ "link": link, "expires": made.expires });
    Ok(Report::new(json, text))
}

fn set_disabled(
    tenants: &Tenants,
    tenant: &str,
    user: &str,
    disabled: bool,
) -> anyhow::Result<Report> {
    let change = UserChange {
        disabled: Some(disabled),
        ..UserChange::default()
    };
    let changed = open(tenants, tenant)?.change_user(user, change, now_ms())?;
    Ok(report(&changed))
}

/// One line of standard input, without its end.
fn read_password() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    ensure!(
        !password.is_empty(),
        "no password on standard input: write it there as one line"
    );
    Ok(password.to_owned())
}

/// The attributes as JSON; an empty text means: take it away.
fn values(attributes: Attributes) -> Map<String, Value> {
    let territory = attributes
        .territory
        .map(|territory| ("territory".to_owned(), territory));
    let all = attributes.attributes.into_iter().chain(territory);
    all.map(|(key, text)| {
        (
            key,
            if text.is_empty() {
                Value::Null
            } else {
                Value::String(text)
            },
        )
    })
    .collect()
}

fn report(user: &User) -> Report {
    let (json, text) = describe(user);
    Report::new(json, text)
}

fn describe(user: &User) -> (Value, String) {
    let User {
        id,
        name,
        roles,
        attributes,
        disabled,
        ..
    } = user;
    let json = json!({
        "id": id.to_string(), "user": name, "roles": roles, "attributes": attributes, "disabled": disabled,
    });
    let state = if *disabled { "\tdisabled" } else { "" };
    (
        json,
        format!(
            "{name}\t{}\t{}{state}",
            roles.join(","),
            Value::Object(attributes.clone())
        ),
    )
}
