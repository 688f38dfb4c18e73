//! The whole HTTP face under schemathesis, a program that is not ours: it makes requests from the OpenAPI document, sound
//! and unsound ones, and finds answers that the document does not tell of.

use std::path::{Path, PathBuf};
use std::process::Command;

use campo_tests::{Server, Tenant, bin};
use campo_wire::frame;
use campo_wire::sync::{SessionReply, SessionRequest};

const VERSION: &str = "schemathesis==4.32.5";
/// How many requests are made of each operation and kind; `CAMPO_API_EXAMPLES` says another number.
const EXAMPLES: &str = "20";
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,unsupported_method,allow_header_conformance,ignored_auth";
/// How it sends frames: every other one with the head of a frame, so that the rest is read as a message.
const FRAMES: &str = "
import schemathesis

@schemathesis.serializer('application/x-campo-frame')
def frame(context, value):
    value = value.encode(errors='replace') if isinstance(value, str) else bytes(value)
    return value if len(value) % 2 else b'CF\\x01\\x00' + value
";

/// The program, installed beside the build the first time; `None` where that cannot be done.
fn schemathesis() -> Option<PathBuf> {
    let folder = bin("campo-server").ancestors().nth(2)?.join("schemathesis");
    let program = folder.join("bin/schemathesis");
    if program.exists() {
        return Some(program);
    }
    let made = Command::new("python3")
        .args(["-m", "venv"])
        .arg(&folder)
        .output();
    let installed = Command::new(folder.join("bin/pip"))
        .args(["install", "--quiet", VERSION])
        .output();
    let done = made.is_ok_and(|made| made.status.success())
        && installed.is_ok_and(|installed| installed.status.success());
    done.then_some(program).filter(|program| program.exists())
}

/// The access token of somebody who signs in.
fn token(server: &Server, tenant: &Tenant, user: &str) -> String {
    let request = SessionRequest {
        tenant: tenant.key.clone(),
        user: user.to_owned(),
        password: Tenant::PASSWORD.to_owned(),
        device_name: "schemathesis".to_owned(),
        device: None,
        code: None,
        key: None,
    };
    let body = frame::encode(&request).unwrap();
    let url = format!("{}/v1/session", server.url());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let answer = runtime.block_on(async {
        let call = reqwest::Client::new().post(url).body(body);
        call.send().await.unwrap().bytes().await.unwrap()
    });
    frame::decode::<SessionReply>(&answer).unwrap().token
}

/// Runs it as whoever holds the token.
fn check(program: &Path, server: &Server, token: &str) {
    let folder = server.data();
    std::fs::write(folder.join("frames.py"), FRAMES).unwrap();
    let examples = std::env::var("CAMPO_API_EXAMPLES").unwrap_or_else(|_| EXAMPLES.to_owned());
    let output = Command::new(program)
        .arg("run")
        .arg(format!("{}/api/openapi.json", server.url()))
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--checks", CHECKS, "--max-examples", &examples])
        .args([
            "--phases",
            "examples,coverage,fuzzing",
            "--seed",
            "1",
            "--no-color",
        ])
        .args(["--suppress-health-check", "all", "--warnings", "off"])
        // Ends the session that all else is asked in.
        .args(["--exclude-path", "/v1/wiped"])
        .env("PYTHONPATH", folder)
        .env("SCHEMATHESIS_HOOKS", "frames")
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
}

#[test]
fn no_request_made_from_the_document_meets_an_answer_it_does_not_tell_of() {
    let Some(program) = schemathesis() else {
        eprintln!("SKIPPED: schemathesis cannot be installed (python3 with venv and PyPI)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    // It asks more than people do.
    let rates = ["CAMPO_RATE_PERSON", "CAMPO_RATE_ADDRESS"]
        .map(|name| (name.to_owned(), "1000000".to_owned()));
    let mut server = Server::at(folder.path(), &rates);
    server.launch();
    let tenant = server.tenant("esquema");
    for (user, role) in [("gil", "manager"), ("ivo", "agent")] {
        server.user(&tenant, user, role, &[]);
        check(&program, &server, &token(&server, &tenant, user));
        let left = server.admin(&["session", "list", &tenant.key, "--user", user], "");
        assert_eq!(
            left.as_array().map(Vec::len),
            Some(1),
            "it asked as {user} to the end"
        );
    }
}
