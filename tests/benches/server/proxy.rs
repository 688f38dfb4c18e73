//! A socket between two programs that counts what goes through it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The most that is taken from a socket at once.
const CHUNK: usize = 64 * 1024;

/// A door to another address, until it is dropped.
pub struct Proxy {
    port: u16,
    bytes: Arc<AtomicU64>,
    task: tokio::task::JoinHandle<()>,
}

impl Proxy {
    /// Leads to what listens at `http://host:port`.
    pub async fn to(url: &str) -> Result<Self> {
        let address = url.strip_prefix("http://").context("an http address")?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let bytes = Arc::new(AtomicU64::new(0));
        let task = tokio::spawn(accept(listener, address.to_owned(), Arc::clone(&bytes)));
        Ok(Self { port, bytes, task })
    }

    /// Its own address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How many bytes went through since the last call, both ways.
    pub fn take(&self) -> u64 {
        self.bytes.swap(0, Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, address: String, bytes: Arc<AtomicU64>) {
    while let Ok((near, _)) = listener.accept().await {
        let Ok(far) = TcpStream::connect(&address).await else {
            continue;
        };
        for socket in [&near, &far] {
            // Without it the counting would add the system's wait for more to send.
            socket.set_nodelay(true).ok();
        }
        let (near_in, near_out) = near.into_split();
        let (far_in, far_out) = far.into_split();
        tokio::spawn(pass(near_in, far_out, Arc::clone(&bytes)));
        tokio::spawn(pass(far_in, near_out, Arc::clone(&bytes)));
    }
}

async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    bytes: Arc<AtomicU64>,
) {
    let mut chunk = vec![0; CHUNK];
    while let Ok(read @ 1..) = from.read(&mut chunk).await {
        bytes.fetch_add(read as u64, Ordering::Relaxed);
        let Some(portion) = chunk.get(..read) else {
            return;
        };
        if to.write_all(portion).await.is_err() {
            return;
        }
    }
    to.shutdown().await.ok();
}
