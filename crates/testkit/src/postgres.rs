//! A private PostgreSQL cluster for the tests of one binary, and a fresh database for each test.
//!
//! The server is the child of a small shell that waits on a pipe held by the test process. However that process
//! ends (well, by panic, by kill -9), the pipe closes, and the shell stops the server and removes its folder: no
//! process and no file stays behind. It listens on a socket in its own folder only, so that no port is taken.
//!
//! With `WARDMOTE_TEST_POSTGRES` set to the URL of a server, that server is used instead.

use std::fmt::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The variable that names a server to use instead of a private one.
pub const VARIABLE: &str = "WARDMOTE_TEST_POSTGRES";

/// What Debian calls what is needed.
const PACKAGES: &str = "`apt-get install -y postgresql` (Debian: postgresql-15 or later, with postgresql-client)";
/// The superuser of a private cluster.
const USER: &str = "wardmote";
/// How long a server may take to answer, in tenths of a second: long, since a loaded machine is slow.
const PATIENCE: u32 = 1200;

/// A server, private or named by the environment.
#[derive(Debug)]
struct Server {
    /// URL up to the database's name, and what follows it.
    before: String,
    after: String,
    psql: PathBuf,
    /// Holds the pipe whose closing stops a private server.
    _guard: Option<Child>,
}

static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
static NEXT: AtomicU64 = AtomicU64::new(1);

/// The URL of a database that is empty and belongs to the caller alone.
///
/// # Errors
/// What is missing or went wrong, and what to install.
pub fn try_fresh_database() -> Result<String, String> {
    let server = SERVER.get_or_init(start).as_ref().map_err(Clone::clone)?;
    let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    server.psql("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"))?;
    Ok(server.url(&name))
}

/// The same for a test, which fails where there is no PostgreSQL.
///
/// # Panics
/// Where PostgreSQL is missing or does not start, saying why.
#[allow(clippy::panic)] // a missing PostgreSQL must fail the test, not leave it out
pub fn fresh_database() -> String {
    try_fresh_database().unwrap_or_else(|why| panic!("{why}"))
}

impl Server {
    fn url(&self, database: &str) -> String {
        format!("{}{database}{}", self.before, self.after)
    }

    fn psql(&self, database: &str, statement: &str) -> Result<(), String> {
        let output = Command::new(&self.psql)
            .args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--command", statement, &self.url(database)])
            .stdin(Stdio::null())
            .output()
            .map_err(|e| format!("could not run `{}`: {e}; {PACKAGES}", self.psql.display()))?;
        if output.status.success() { Ok(()) } else { Err(format!("psql: {}", String::from_utf8_lossy(&output.stderr).trim())) }
    }
}

/// The folders in which PostgreSQL's programs may lie: those of PATH, then Debian's, newest version first.
fn folders() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::env::var_os("PATH").map(|p| std::env::split_paths(&p).collect()).unwrap_or_default();
    let mut debian: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    debian.sort_by(|a, b| b.cmp(a));
    found.extend(debian.into_iter().map(|(_, bin)| bin));
    found.push(PathBuf::from("/usr/local/bin"));
    found.push(PathBuf::from("/usr/bin"));
    found
}

fn program(name: &str) -> Result<PathBuf, String> {
    let found = folders().into_iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    found.ok_or_else(|| format!("the tests need PostgreSQL, and `{name}` was not found: {PACKAGES}, or set {VARIABLE}"))
}

fn start() -> Result<Server, String> {
    let psql = program("psql")?;
    if let Ok(url) = std::env::var(VARIABLE) {
        return named(&url, psql);
    }
    let (initdb, postgres) = (program("initdb")?, program("postgres")?);
    // A folder on a short path: a socket's name may not be longer than 107 bytes.
    let folder = tempfile::Builder::new().prefix("wm-pg-").tempdir_in("/tmp").map_err(|e| format!("no temporary folder: {e}"))?.keep();
    let script = script(&folder, &initdb, &postgres);
    // A process group of its own: an interrupted terminal ends the tests, and their end stops the server in order.
    let mut command = as_ordinary_user(&folder, &script)?;
    let guard = command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut guard = guard.map_err(|e| format!("could not start PostgreSQL: {e}"))?;
    let server_psql = psql.clone();
    let host = folder.display().to_string().replace('/', "%2F");
    let server = |guard| Server {
        before: format!("postgres://{USER}@localhost/"),
        after: format!("?host={host}"),
        psql: server_psql,
        _guard: guard,
    };
    let probe = server(None);
    let mut last = String::new();
    for _ in 0..PATIENCE {
        if folder.join("ready").exists() {
            match probe.psql("postgres", "SELECT 1") {
                Ok(()) => return Ok(Server { _guard: Some(guard), ..probe }),
                Err(why) => last = why,
            }
        }
        if let Ok(Some(status)) = guard.try_wait() {
            last = format!("it ended with {status}");
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    let tail: Vec<&str> = log.lines().rev().take(10).collect();
    let mut why = format!("PostgreSQL did not start: {last}");
    for line in tail.into_iter().rev() {
        let _ = write!(why, "\n  {line}");
    }
    drop(guard.stdin.take());
    let _ = guard.wait();
    let _ = std::fs::remove_dir_all(&folder);
    Err(why)
}

/// Splits the URL of a named server around the database's name.
fn named(url: &str, psql: PathBuf) -> Result<Server, String> {
    let (rest, after) = url.split_once('?').map_or((url, String::new()), |(a, b)| (a, format!("?{b}")));
    let (scheme, place) = rest.split_once("://").ok_or_else(|| format!("{VARIABLE} is not a URL"))?;
    let host = place.split('/').next().unwrap_or_default();
    Ok(Server { before: format!("{scheme}://{host}/"), after, psql, _guard: None })
}

/// Makes the cluster, runs the server, and stops it when standard input closes. Durability is off: what these
/// tests prove does not hang on this server's disk. Collation is English where the server knows ICU, so that a
/// missing `COLLATE "C"` shows.
fn script(folder: &Path, initdb: &Path, postgres: &Path) -> String {
    let quote = |path: &Path| format!("'{}'", path.display());
    format!(
        "cd {folder} || exit 1
         exec 3<&0
         make() {{ {initdb} -D {folder}/data -U {USER} -A trust -E UTF8 --no-sync --locale=C \"$@\" >>{folder}/log 2>&1 </dev/null; }}
         make --locale-provider=icu --icu-locale=en-GB || {{ rm -rf {folder}/data; make; }} || exit 1
         {postgres} -D {folder}/data -k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off \\
            -c unix_socket_permissions=0777 -c max_connections=200 -c shared_buffers=32MB >>{folder}/log 2>&1 </dev/null 3<&- &
         server=$!
         : >{folder}/ready
         cat <&3 >/dev/null
         kill -QUIT $server
         wait $server
         rm -rf {folder}",
        folder = quote(folder),
        initdb = quote(initdb),
        postgres = quote(postgres),
    )
}

/// PostgreSQL refuses to run as root, so root hands the shell to `postgres` or `nobody`.
fn as_ordinary_user(folder: &Path, script: &str) -> Result<Command, String> {
    let plain = || {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    };
    if !runs_as_root() {
        return Ok(plain());
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let user = ["postgres", "nobody"].into_iter().find(|user| users.lines().any(|line| line.starts_with(&format!("{user}:"))));
    let user = user.ok_or("PostgreSQL cannot run as root, and there is neither a user `postgres` nor `nobody`")?;
    let owned = Command::new("chown").arg(user).arg(folder).status();
    if !owned.is_ok_and(|status| status.success()) {
        return Err(format!("could not give `{}` to the user `{user}`", folder.display()));
    }
    let mut command = if let Ok(setpriv) = program("setpriv") {
        let mut command = Command::new(setpriv);
        command.args(["--reuid", user, "--regid", &group_of(&users, user), "--clear-groups", "--", "sh", "-c", script]);
        command
    } else {
        let mut command = Command::new("runuser");
        command.args(["-u", user, "--", "sh", "-c", script]);
        command
    };
    // The folder must be passable for the tests, which run as root or, in a sandbox, as someone else.
    let opened = Command::new("chmod").arg("711").arg(folder).status();
    if !opened.is_ok_and(|status| status.success()) {
        return Err(format!("could not open `{}`", folder.display()));
    }
    command.env("HOME", "/nonexistent");
    Ok(command)
}

/// The number of a user's own group, from the lines of `/etc/passwd`.
fn group_of(users: &str, user: &str) -> String {
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields.first() == Some(&user));
    fields.and_then(|fields| fields.get(3).map(|&group| group.to_owned())).unwrap_or_else(|| "65534".to_owned())
}

fn runs_as_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_is_new_and_empty() {
        let (one, other) = (fresh_database(), fresh_database());
        assert_ne!(one, other);
        let psql = program("psql").unwrap();
        let ask = |url: &str, statement: &str| Command::new(&psql).args(["-At", "-c", statement, url]).output().unwrap();
        assert!(ask(&one, "CREATE TABLE only_here (n BIGINT)").status.success());
        let seen = ask(&other, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'");
        assert_eq!(String::from_utf8_lossy(&seen.stdout).trim(), "0", "{}", String::from_utf8_lossy(&seen.stderr));
    }

    #[test]
    fn a_named_server_keeps_its_host_and_options() {
        let cases = [
            ("postgres://me@db.example:5433/app?sslmode=disable", "postgres://me@db.example:5433/", "?sslmode=disable"),
            ("postgres://me:pw@db.example", "postgres://me:pw@db.example/", ""),
        ];
        for (url, before, after) in cases {
            let server = named(url, PathBuf::new()).unwrap();
            assert_eq!((server.before.as_str(), server.after.as_str()), (before, after));
        }
    }
}
