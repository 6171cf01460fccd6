//! A connection that begins in clear, and on which the server may speak only when it was spoken to.
//!
//! Whoever sits between us and the server could put answers of their own behind one of its answers while all is in clear;
//! read after the connection is encrypted, they would pass for the server's. Here an answer with anything behind it ends
//! the connection.

use lettre::transport::smtp::client::AsyncTokioStream;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A TCP connection, watched until the encryption begins.
#[derive(Debug)]
pub(crate) struct Lockstep {
    stream: TcpStream,
    turn: Turn,
}

#[derive(Debug)]
enum Turn {
    /// In clear: what came since we last spoke.
    Clear { heard: Vec<u8>, asked_to_encrypt: bool },
    /// What goes over is the encryption's own, and it looks after itself.
    Encrypted,
}

const ASK: &[u8] = b"STARTTLS\r\n";

impl Lockstep {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self { stream, turn: Turn::Clear { heard: Vec::new(), asked_to_encrypt: false } }
    }
}

/// Whether anything stands behind the first whole answer: lines of which the last has no `-` behind its number.
fn more_than_an_answer(heard: &[u8]) -> bool {
    let mut rest = heard;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (line, behind) = rest.split_at(end + 1);
        if line.get(3) != Some(&b'-') {
            return !behind.is_empty();
        }
        rest = behind;
    }
    false
}

impl AsyncRead for Lockstep {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(cx, buf))?;
        if let Turn::Clear { heard, .. } = &mut this.turn {
            heard.extend_from_slice(buf.filled().get(before..).unwrap_or_default());
            if more_than_an_answer(heard) {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, "the server spoke out of turn")));
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Lockstep {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let count = ready!(Pin::new(&mut this.stream).poll_write(cx, bytes))?;
        if let Turn::Clear { heard, asked_to_encrypt } = &mut this.turn {
            if *asked_to_encrypt && bytes != ASK {
                this.turn = Turn::Encrypted;
            } else {
                heard.clear();
                *asked_to_encrypt = bytes == ASK;
            }
        }
        Poll::Ready(Ok(count))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Lockstep {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}

#[cfg(test)]
mod tests {
    use super::more_than_an_answer;

    #[test]
    fn an_answer_may_have_many_lines_and_nothing_behind_them() {
        for (heard, more) in [
            ("", false),
            ("220", false),
            ("220 ready\r\n", false),
            ("220\r\n", false),
            ("250-one\r\n250-two\r\n", false),
            ("250-one\r\n250 two\r\n", false),
            ("220 ready\r\n2", true),
            ("220 ready\r\n250 injected\r\n", true),
            ("250-one\r\n250 two\r\n235 signed in\r\n", true),
        ] {
            assert_eq!(more_than_an_answer(heard.as_bytes()), more, "{heard:?}");
        }
    }
}
