//! What a server's address may be: what is sent there is encrypted, or does not leave this machine.

use std::net::IpAddr;

use campo_wire::error::{ErrorCode, WireError};
use reqwest::Url;

/// The address without a slash at its end: of `https`, or of `http` on this machine.
pub(crate) fn parse(server: &str) -> Result<String, WireError> {
    let server = server.trim_end_matches('/');
    let refuse = |message: String| Err(WireError::new(ErrorCode::BadRequest, message));
    let Ok(url) = Url::parse(server) else {
        return refuse(not_an_address(server));
    };
    match url.scheme() {
        "https" if url.has_host() => Ok(server.to_owned()),
        "http" if is_here(&url) => Ok(server.to_owned()),
        "http" => refuse(format!(
            "what is sent to `{server}` could be read on the way: use its https:// address; nothing was sent"
        )),
        _ => refuse(not_an_address(server)),
    }
}

fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn not_an_address(server: &str) -> String {
    format!("`{server}` is not a server address: write it as https://server.example")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_this_machine_is_encrypted() {
        for good in [
            "https://campo.example.org",
            "https://campo.example.org:8443/",
            "http://127.0.0.1:80",
            "http://[::1]:8080",
            "http://localhost:3000/",
        ] {
            assert_eq!(parse(good).as_deref(), Ok(good.trim_end_matches('/')));
        }
        for bad in [
            "",
            "campo.example.org",
            "http://campo.example.org",
            "http://192.168.1.10:8080",
            "http://localhost.example.org",
            "http://127.0.0.1.example.org",
            "http://user@evil.example/127.0.0.1",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
