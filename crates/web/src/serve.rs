//! Listening, and stopping without cutting anybody off.

use app::{Clock, House};
use base::{Result, Trouble};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// How long requests under way may still take once the service was told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Takes the address `listen` (`127.0.0.1:8642`).
///
/// Anybody who can reach the address can read every page, since there is no sign-in yet: the second value is a
/// warning to print where the address is not a loopback one.
pub async fn bind(listen: &str) -> Result<(TcpListener, Option<String>)> {
    let unknown = || {
        Trouble::usage(
            "listen-address",
            format!("`{listen}` is not an address to listen on"),
            "write an address and a port, such as `127.0.0.1:8642`",
        )
    };
    let address = tokio::net::lookup_host(listen).await.map_err(|_| unknown())?.next().ok_or_else(unknown)?;
    let listener = TcpListener::bind(address).await.map_err(|e| {
        Trouble::failed(
            "listen-failed",
            format!("cannot listen on `{listen}`: {e}"),
            "stop what uses that port, or choose another with `--listen`",
        )
    })?;
    let warning = (!address.ip().is_loopback()).then(|| {
        format!("`{listen}` can be reached from other machines and there is no sign-in yet: everybody who reaches it can read these pages")
    });
    Ok((listener, warning))
}

/// Serves the pages of `house` until `shutdown` is done, then lets requests under way finish, for ten seconds at the most.
pub async fn serve(
    listener: TcpListener,
    house: Arc<House>,
    clock: Clock,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let (teller, told) = oneshot::channel::<()>();
    let stop = async move {
        shutdown.await;
        let _ = teller.send(());
    };
    let server = axum::serve(listener, crate::router(house, clock)).with_graceful_shutdown(stop);
    let deadline = async move {
        if told.await.is_ok() {
            tokio::time::sleep(FAREWELL).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        ended = server => ended.map_err(|e| Trouble::failed("serve-failed", format!("the pages can no longer be served: {e}"), "start `wardmote serve` again")),
        () = deadline => Ok(()),
    }
}
