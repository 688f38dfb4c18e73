//! The sessions of a person, at the server.

use campo_wire::enrollment::{EnrollReply, EnrollRequest};
use campo_wire::renewal::{EndSession, MySession};

use super::{Remote, RemoteError};

impl Remote {
    /// The person's sessions.
    pub async fn sessions(&self) -> Result<Vec<MySession>, RemoteError> {
        let url = format!("{}/v1/account/sessions", self.server);
        self.exchange(self.client.get(url)).await
    }

    /// Ends one of the person's sessions.
    pub async fn end_session(&self, request: &EndSession) -> Result<Vec<MySession>, RemoteError> {
        self.post("account/sessions/end", request).await
    }

    /// Exchanges a code of the office for a session.
    pub async fn enroll_device(&self, request: &EnrollRequest) -> Result<EnrollReply, RemoteError> {
        self.post("enrollment", request).await
    }

    /// Ends the session that the requests are sent in.
    pub async fn end_this_session(&self) -> Result<(), RemoteError> {
        let this = self.sessions().await?.into_iter().find(|own| own.this);
        if let Some(this) = this {
            let session = this.session;
            self.end_session(&EndSession { session }).await?;
        }
        Ok(())
    }
}
