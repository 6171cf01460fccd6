# A fresh Debian root to try things in. Sourced by try-deb and fresh-debian; needs root and debootstrap.

root_open() {
  local root="$1" suite="$2"
  [ "$(id -u)" -eq 0 ] || fail "a Debian root can only be made by root" "run it with sudo"
  command -v debootstrap >/dev/null || apt_install "it makes the Debian root" debootstrap
  debootstrap --variant=minbase "$suite" "$root" http://deb.debian.org/debian >"$root.log" 2>&1 ||
    fail "debootstrap failed" "see $root.log"
  # mktemp makes it for root alone; services and users inside must reach it.
  chmod 755 "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount --make-rslave "$root/dev"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  # No service starts inside.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  # Networks with a certificate authority of their own: the root trusts what this machine trusts.
  root_run "$root" sh -c 'apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends ca-certificates >/dev/null'
  if [ -f /etc/ssl/certs/ca-certificates.crt ]; then
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  fi
}

root_run() {
  local root="$1"
  shift
  local bundle=/etc/ssl/certs/ca-certificates.crt
  chroot "$root" env -i HOME=/root TERM="${TERM:-dumb}" LANG=C.UTF-8 \
    PATH=/root/.cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    SSL_CERT_FILE="$bundle" NODE_EXTRA_CA_CERTS="$bundle" npm_config_cafile="$bundle" \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} ${no_proxy:+no_proxy="$no_proxy"} \
    "$@"
}

root_close() {
  local root="$1"
  umount -l "$root/dev" "$root/proc" 2>/dev/null || true
  mountpoint -q "$root/dev" || mountpoint -q "$root/proc" || rm -rf --one-file-system "$root" "$root.log"
}
