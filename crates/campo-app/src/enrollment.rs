//! Enrolling a device with a code: the office offers one, the device exchanges it for a session.

use campo_store::Renewal;
use campo_wire::enrollment::{Enroll, EnrollRequest, EnrollmentOffer, OfferEnrollment};
use campo_wire::error::ErrorCode;
use campo_wire::session::Session;
use reqwest::Url;

use crate::app::App;
use crate::error::AppError;
use crate::remote::{Access, Remote, address};
use crate::session::{Arrived, device_name, public_key};
use crate::vault;

/// A code that was read.
struct Code {
    server: String,
    token: String,
    /// The tenant's public key in hexadecimal digits.
    authority: String,
}

impl App {
    /// Makes a code that signs a person in on one device, for ten minutes.
    pub async fn offer_enrollment(
        &self,
        request: OfferEnrollment,
    ) -> Result<EnrollmentOffer, AppError> {
        let server = self.membership().ok_or_else(|| self.nobody())?.server;
        let remote = self.signed_in_remote()?;
        let made = remote.offer_enrollment(&request).await;
        let made = made.map_err(AppError::Remote)?;
        Ok(EnrollmentOffer {
            link: made.link(&server).ok_or_else(not_a_code)?,
            expires: made.expires,
        })
    }

    /// Signs in with a code, and makes this home's database the first time.
    pub async fn enroll(&self, request: Enroll) -> Result<Session, AppError> {
        let Code {
            server,
            token,
            authority,
        } = read(&request.link)?;
        let tenant = tenant_of(&token)?;
        self.refuse_others(&server, &tenant)?;
        let seed = *vault::random().map_err(vault::VaultError::Random)?;
        let request = EnrollRequest {
            token,
            device_name: device_name(),
            device: self.known_device(),
            key: public_key(&seed)?,
        };
        let remote = Remote::new(&server, Access::Nobody)?;
        let reply = remote.enroll_device(&request).await;
        let reply = reply.map_err(AppError::Remote)?;
        if vault::to_hex(&reply.session.authority) != authority {
            let message = "another server answered than the one that made this code: nothing was changed; ask the office";
            return Err(AppError::refused(ErrorCode::Forbidden, message));
        }
        let renewal = |refresh| Renewal { refresh, seed };
        self.arrive(Arrived {
            server,
            tenant,
            login: reply.login,
            renewal: reply.session.refresh.clone().map(renewal),
            reply: reply.session,
        })
    }

    /// Refuses a code for another server or tenant than this home belongs to, before it is used up.
    fn refuse_others(&self, server: &str, tenant: &str) -> Result<(), AppError> {
        match self.membership() {
            Some(known) if known.server != server || known.tenant != tenant => {
                let message = format!(
                    "this home belongs to {} of {}: use another home (--home)",
                    known.login, known.tenant
                );
                Err(AppError::refused(ErrorCode::Forbidden, message))
            }
            _ => Ok(()),
        }
    }
}

fn read(link: &str) -> Result<Code, AppError> {
    let url = Url::parse(link.trim()).map_err(|_| not_a_code())?;
    if url.scheme() != "campo" || url.host_str() != Some("enroll") {
        return Err(not_a_code());
    }
    let said = |name: &str| {
        let mut pairs = url.query_pairs();
        let found = pairs.find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.into_owned())
            .ok_or_else(not_a_code)
    };
    Ok(Code {
        server: address::parse(&said("server")?).map_err(|_| not_a_code())?,
        token: said("token")?,
        authority: said("authority")?,
    })
}

/// The tenant that a token names.
fn tenant_of(token: &str) -> Result<String, AppError> {
    let (tenant, _) = token.split_once('.').ok_or_else(not_a_code)?;
    Ok(tenant.to_owned())
}

fn not_a_code() -> AppError {
    let message = "this is no code to enroll a device: ask the office to show it again";
    AppError::refused(ErrorCode::EnrollmentUnknown, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_that_lead_to_a_server_are_read() {
        let good =
            "campo://enroll?server=https%3A%2F%2Fcampo.example.org%2F&token=acme.00&authority=ff";
        let code = read(good).unwrap();
        assert_eq!(code.server, "https://campo.example.org");
        assert_eq!(tenant_of(&code.token).unwrap(), "acme");
        assert!(
            read("campo://enroll?server=http%3A%2F%2F127.0.0.1%3A80&token=a.0&authority=f").is_ok()
        );
        for bad in [
            "",
            "otpauth://totp/x",
            "https://enroll?server=https%3A%2F%2Fx&token=a.0&authority=f",
            "campo://record/1",
            "campo://enroll",
            "campo://enroll?server=https%3A%2F%2Fx&token=a.0",
            "campo://enroll?server=http%3A%2F%2Fcampo.example.org&token=a.0&authority=f",
            "campo://enroll?server=ftp%3A%2F%2F127.0.0.1&token=a.0&authority=f",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(tenant_of("without a point").is_err());
    }
}
