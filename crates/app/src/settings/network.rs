//! A part of the address space, as it is written in a configuration.

use base::{Result, Trouble};
use std::net::IpAddr;
use std::str::FromStr;

/// An address, or a network of addresses. Those of IPv4 are the same as their mapped ones of IPv6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: u128,
    /// Bits that count, of 128.
    bits: u32,
}

impl FromStr for Network {
    type Err = Trouble;

    fn from_str(text: &str) -> Result<Self> {
        let refused = || {
            Trouble::refused(
                "proxy-address",
                format!("`{text}` is not an address or a network"),
                "write `127.0.0.1`, or a network such as `10.1.0.0/16`",
            )
        };
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().map_err(|_| refused())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| refused())?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(width);
        if bits > width {
            return Err(refused());
        }
        Ok(Self { address: number(address), bits: bits + 128 - width })
    }
}

impl Network {
    /// Whether an address lies in it.
    pub fn holds(self, address: IpAddr) -> bool {
        let ignored = 128 - self.bits;
        let kept = |address: u128| address.checked_shr(ignored).unwrap_or(0);
        kept(number(address)) == kept(self.address)
    }
}

/// Every address as one of IPv6; those of IPv4 mapped, as sockets of both kinds see them.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}
