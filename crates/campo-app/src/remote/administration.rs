//! What managers handle, over the server's JSON routes.

use campo_wire::administration::{
    AuditPage, AuditSearch, ChangePerson, DecideSetAside, DecidedEdit, NewPerson, OrderDevice,
    PersonRights, SetAsideEdit, TenantChange, TenantDevice, TenantPerson, TenantState,
};
use campo_wire::enrollment::{NewEnrollment, OfferEnrollment};
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::{Remote, RemoteError, bounded_body, protocol, refusal};

impl Remote {
    /// The tenant's people.
    pub async fn people(&self) -> Result<Vec<TenantPerson>, RemoteError> {
        self.json(self.manage(Method::GET, &["people"])?).await
    }

    /// Makes a person.
    pub async fn create_person(&self, new: &NewPerson) -> Result<TenantPerson, RemoteError> {
        let call = self.manage(Method::POST, &["people"])?;
        self.json(call.json(new)).await
    }

    /// Changes a person.
    pub async fn change_person(&self, request: &ChangePerson) -> Result<TenantPerson, RemoteError> {
        let call = self.manage(Method::PATCH, &["people", &request.name])?;
        self.json(call.json(&request.change)).await
    }

    /// Makes a code that signs a person in on one device.
    pub async fn offer_enrollment(
        &self,
        request: &OfferEnrollment,
    ) -> Result<NewEnrollment, RemoteError> {
        let call = self.manage(Method::POST, &["people", &request.user, "enrollment"])?;
        self.json(call).await
    }

    /// The tenant's devices.
    pub async fn tenant_devices(&self) -> Result<Vec<TenantDevice>, RemoteError> {
        self.json(self.manage(Method::GET, &["devices"])?).await
    }

    /// Says what is to become of a device.
    pub async fn order_device(&self, request: &OrderDevice) -> Result<TenantDevice, RemoteError> {
        let call = self.manage(Method::PATCH, &["devices", &request.device])?;
        self.json(call.json(&json!({ "order": request.order })))
            .await
    }

    /// The work that waits for a decision.
    pub async fn set_aside(&self) -> Result<Vec<SetAsideEdit>, RemoteError> {
        self.json(self.manage(Method::GET, &["set-aside"])?).await
    }

    /// Decides on work that waits.
    pub async fn decide_set_aside(
        &self,
        request: &DecideSetAside,
    ) -> Result<Vec<DecidedEdit>, RemoteError> {
        let call = self.manage(Method::POST, &["set-aside", "decide"])?;
        self.json(call.json(request)).await
    }

    /// How the tenant stands.
    pub async fn tenant(&self) -> Result<TenantState, RemoteError> {
        self.json(self.manage(Method::GET, &["tenant"])?).await
    }

    /// Changes the tenant's settings.
    pub async fn change_tenant(&self, change: &TenantChange) -> Result<TenantState, RemoteError> {
        let call = self.manage(Method::PATCH, &["tenant"])?;
        self.json(call.json(change)).await
    }

    /// What each person may do with a record, and why.
    pub async fn record_rights(&self, record: &str) -> Result<Vec<PersonRights>, RemoteError> {
        self.json(self.manage(Method::GET, &["records", record, "rights"])?)
            .await
    }

    /// Looks into the audit log.
    pub async fn audit(&self, search: &AuditSearch) -> Result<AuditPage, RemoteError> {
        let url = format!("{}/api/audit/search", self.server);
        self.json(self.client.get(url).query(search)).await
    }

    /// A call of a route below `/v1/admin`; the parts of its path may hold any characters.
    fn manage(&self, method: Method, path: &[&str]) -> Result<RequestBuilder, RemoteError> {
        let mut url = reqwest::Url::parse(&self.server).map_err(protocol)?;
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().extend(["v1", "admin"]).extend(path);
        }
        Ok(self.client.request(method, url))
    }

    async fn json<R: DeserializeOwned>(&self, call: RequestBuilder) -> Result<R, RemoteError> {
        let answer = self.call(call).await?;
        if !answer.status().is_success() {
            return Err(refusal(answer).await);
        }
        let body = bounded_body(answer).await?;
        serde_json::from_slice(&body).map_err(protocol)
    }
}
