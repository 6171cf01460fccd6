//! Listening, and stopping without cutting anybody off.

use crate::metrics;
use crate::settings::Settings;
use crate::tls::Tls;
use app::{Clock, House};
use axum::Router;
use axum_server::accept::Accept;
use axum_server::tls_rustls::RustlsAcceptor;
use axum_server::{Control, Handle, Server};
use base::{Result, Trouble};
use std::future::{Future, Ready, ready};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long requests under way may still take once the service was told to stop.
const FAREWELL: Duration = Duration::from_secs(10);
/// How long anybody may take to say what they want, from the connection on or from the answer before; also how long a
/// connection stays open that nobody uses.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a connection of HTTP/2 is asked whether its other end is still there.
const PULSE: Duration = Duration::from_secs(20);
/// Connections at once, for a machine that serves one partnership; more are closed as they come.
const CONNECTIONS: usize = 2_048;
/// Connections at once of whoever reads the counters.
const WATCHERS: usize = 8;
/// What the headers of one request may take.
const HEADER_BYTES: usize = 32 * 1024;
/// Requests under way on one connection of HTTP/2.
const STREAMS: u32 = 64;

/// What is served, and where.
pub struct Serving {
    /// Where the pages are.
    pub listener: TcpListener,
    /// With which certificate; without one the answer is plain HTTP.
    pub tls: Option<Tls>,
    /// Where the counters are, apart from the pages.
    pub metrics: Option<TcpListener>,
    /// What the pages are over.
    pub house: Arc<House>,
    /// What tells the time.
    pub clock: Clock,
    /// How the pages are served.
    pub settings: Settings,
    /// What else is served, such as the API.
    pub besides: Option<Router>,
}

/// Takes the address `listen` (`127.0.0.1:8642`).
pub async fn bind(listen: &str) -> Result<TcpListener> {
    let unknown = || {
        Trouble::usage(
            "listen-address",
            format!("`{listen}` is not an address to listen on"),
            "write an address and a port, such as `127.0.0.1:8642`",
        )
    };
    let address = tokio::net::lookup_host(listen).await.map_err(|_| unknown())?.next().ok_or_else(unknown)?;
    TcpListener::bind(address).await.map_err(|e| {
        Trouble::failed(
            "listen-failed",
            format!("cannot listen on `{listen}`: {e}"),
            "stop what uses that port, or choose another with `--listen`",
        )
    })
}

/// What to warn of before serving: pages that other machines reach, and that travel in clear.
pub fn exposure(listening: SocketAddr, settings: &Settings, tls: bool) -> Option<String> {
    let in_clear = !tls && settings.proxies.is_empty() && !listening.ip().is_loopback();
    in_clear.then(|| {
        format!(
            "`{listening}` can be reached from other machines, and what is typed and shown travels in clear: name certificate and key \
             under [tls], or the proxy that has them under [proxy]"
        )
    })
}

/// Serves until `shutdown` is done, then lets requests under way finish, for ten seconds at the most.
pub async fn serve(serving: Serving, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<()> {
    let Serving { listener, tls, metrics, house, clock, settings, besides } = serving;
    let control = Control::new();
    let teller = control.clone();
    tokio::spawn(async move {
        shutdown.await;
        teller.graceful_shutdown(Some(FAREWELL));
    });
    let meters = settings.meters.clone();
    let pages = crate::router(Arc::clone(&house), clock, settings, besides).into_make_service_with_connect_info::<SocketAddr>();
    let room = Room::of(CONNECTIONS);
    let pages = async {
        match tls {
            Some(tls) => {
                let acceptor = RustlsAcceptor::new(tls.config()).acceptor(room);
                server(listener, &control)?.acceptor(acceptor).serve(pages).await
            }
            None => server(listener, &control)?.acceptor(room).serve(pages).await,
        }
    };
    let counters = async {
        match metrics {
            Some(listener) => {
                let counters = metrics::router(house, clock, meters).into_make_service();
                server(listener, &control)?.acceptor(Room::of(WATCHERS)).serve(counters).await
            }
            None => Ok(()),
        }
    };
    tokio::try_join!(pages, counters)
        .map(|_| ())
        .map_err(|e| Trouble::failed("serve-failed", format!("the pages can no longer be served: {e}"), "start `wardmote serve` again"))
}

fn server(listener: TcpListener, control: &Control) -> io::Result<Server<SocketAddr>> {
    let mut server =
        axum_server::from_tcp(listener.into_std()?)?.handle(Handle::with_control(control.clone())).first_request_timeout(PATIENCE);
    let builder = server.http_builder();
    builder.http1().header_read_timeout(PATIENCE).max_buf_size(HEADER_BYTES);
    builder
        .http2()
        .keep_alive_interval(PULSE)
        .keep_alive_timeout(PULSE)
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(u32::try_from(HEADER_BYTES).unwrap_or(u32::MAX));
    Ok(server)
}

/// Room for so many connections: whoever comes when it is full is sent away at once, so that nobody's waiting takes files
/// from those who are served.
#[derive(Clone)]
struct Room(Arc<Semaphore>);

impl Room {
    fn of(connections: usize) -> Self {
        Self(Arc::new(Semaphore::new(connections)))
    }
}

impl<S> Accept<TcpStream, S> for Room {
    type Stream = Held;
    type Service = S;
    type Future = Ready<io::Result<(Held, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        ready(match Arc::clone(&self.0).try_acquire_owned() {
            Ok(place) => stream.set_nodelay(true).map(|()| (Held { stream, _place: place }, service)),
            Err(_) => Err(io::Error::other("no connection is left")),
        })
    }
}

/// A connection, and its place in the room.
struct Held {
    stream: TcpStream,
    _place: OwnedSemaphorePermit,
}

impl AsyncRead for Held {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Held {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, parts: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_comes_when_the_room_is_full_is_sent_away() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let room = Room::of(1);
        let come = || async {
            let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            room.accept(listener.accept().await.unwrap().0, ()).await
        };
        let first = come().await.unwrap();
        assert!(come().await.is_err());
        drop(first);
        assert!(come().await.is_ok());
    }
}
