//! What people handle of their own account, all of it at the server: the password, the second factor, the devices,
//! the sessions.

use campo_wire::account::{
    ChangePassword, EndDevice, FactorCode, FactorOffer, FactorState, MyDevice, RecoveryCodes,
};
use campo_wire::command::Empty;
use campo_wire::renewal::{EndSession, MySession};

use crate::app::App;
use crate::error::AppError;
use crate::remote::Remote;

impl App {
    /// Sets another password; the person's other devices must sign in anew.
    pub async fn change_password(&self, request: ChangePassword) -> Result<Empty, AppError> {
        let remote = self.signed_in_remote()?;
        remote
            .change_password(&request)
            .await
            .map_err(AppError::Remote)?;
        Ok(Empty {})
    }

    /// The person's devices, the last seen first.
    pub async fn devices(&self, _: Empty) -> Result<Vec<MyDevice>, AppError> {
        self.signed_in_remote()?
            .devices()
            .await
            .map_err(AppError::Remote)
    }

    /// Takes the access of another device of the person.
    pub async fn end_device(&self, request: EndDevice) -> Result<Vec<MyDevice>, AppError> {
        let remote = self.signed_in_remote()?;
        remote.end_device(&request).await.map_err(AppError::Remote)
    }

    /// The person's sessions, the last used first.
    pub async fn sessions(&self, _: Empty) -> Result<Vec<MySession>, AppError> {
        self.signed_in_remote()?
            .sessions()
            .await
            .map_err(AppError::Remote)
    }

    /// Ends a session of the person's: its device must sign in anew, and keeps what it holds.
    pub async fn end_session(&self, request: EndSession) -> Result<Vec<MySession>, AppError> {
        let remote = self.signed_in_remote()?;
        remote.end_session(&request).await.map_err(AppError::Remote)
    }

    /// Whether signing in takes a code.
    pub async fn factor(&self, _: Empty) -> Result<FactorState, AppError> {
        self.signed_in_remote()?
            .factor()
            .await
            .map_err(AppError::Remote)
    }

    /// Asks for a secret for an authenticator app.
    pub async fn begin_factor(&self, _: Empty) -> Result<FactorOffer, AppError> {
        self.signed_in_remote()?
            .begin_factor()
            .await
            .map_err(AppError::Remote)
    }

    /// Puts the secret in force with a first code of it.
    pub async fn confirm_factor(&self, code: FactorCode) -> Result<RecoveryCodes, AppError> {
        self.signed_in_remote()?
            .confirm_factor(&code)
            .await
            .map_err(AppError::Remote)
    }

    /// Signs in with the password alone from now on; takes a last code.
    pub async fn end_factor(&self, code: FactorCode) -> Result<FactorState, AppError> {
        self.signed_in_remote()?
            .end_factor(&code)
            .await
            .map_err(AppError::Remote)
    }

    pub(crate) fn signed_in_remote(&self) -> Result<Remote, AppError> {
        self.remote().ok_or_else(|| self.nobody())
    }
}
