//! Installing modules.

use campo_model::manifest::Module;
use campo_store::StoreError;
use campo_wire::error::ErrorCode;

use crate::app::App;
use crate::error::AppError;

impl App {
    /// Sends a module to the server, which checks it again and gives it to every device of the tenant.
    pub async fn install_module(&self, module: &Module) -> Result<(), AppError> {
        let remote = self.remote().ok_or(StoreError::SignedOut)?;
        let manifest = module
            .canonical_json()
            .map_err(|error| AppError::refused(ErrorCode::BadRequest, error.to_string()))?;
        remote
            .install_module(&manifest)
            .await
            .map_err(AppError::Remote)?;
        self.nudge();
        Ok(())
    }
}
