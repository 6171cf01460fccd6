//! The web door, opened as the configuration says.

use app::outbox::MailServer;
use app::signing::SignInSetup;
use app::{House, Moment};
use base::{Result, Trouble};
use cli::config::{Config, Header, LogFormat};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use web::{ForwardingHeader, Proxies, Serving, Settings, Site, Tls};

const HOUR: Duration = Duration::from_hours(1);

/// Begins to write the log, and to send traces where that is asked for.
pub fn tell(config: &Config) -> Result<telemetry::Telling> {
    telemetry::start(&telemetry::Settings {
        json: config.log.format == LogFormat::Json,
        level: config.log.level.as_str().to_owned(),
        directives: std::env::var("WARDMOTE_LOG").ok().filter(|directives| !directives.is_empty()),
        endpoint: config.telemetry.endpoint.clone(),
        clock: clock().0,
    })
}

/// Serves a home until it is told to stop.
pub async fn serve(house: House, config: &Config, who: String) -> Result<()> {
    let listener = web::bind(&config.listen.0).await?;
    let address = address_of(&listener)?;
    let metrics = match &config.metrics.listen {
        Some(listen) => Some(web::bind(listen).await?),
        None => None,
    };
    let tls = match &config.tls {
        Some(tls) => Some(Tls::read(&tls.certificate, &tls.key).await?),
        None => None,
    };
    let settings = settings(&house, config, address).await?;
    if let Some(warning) = web::exposure(address, &settings, tls.is_some()) {
        eprintln!("warning: {warning}");
    }
    let house = house.with_sign_in(SignInSetup {
        address: settings.site.origin().to_owned(),
        mail: config.mail.is_some(),
        demo: settings.demo,
        providers: config.providers()?,
    })?;
    let house = Arc::new(house);
    let mut beside = JoinSet::new();
    if let Some(mail) = &config.mail {
        let server = MailServer::open(mail, config.site.language.into())?;
        beside.spawn(app::outbox::work(House::clone(&house), clock(), who.clone(), server));
    }
    if let Some(tls) = tls.clone() {
        beside.spawn(renew_when_told(tls));
    }
    beside.spawn(put_away(Arc::clone(&house), who));
    let scheme = if tls.is_some() { "https" } else { "http" };
    eprintln!("serving {scheme}://{address}; stop with Ctrl-C");
    let besides = Some(api::router(Arc::clone(&house), clock()));
    let serving = Serving { listener, tls, metrics, house: Arc::clone(&house), clock: clock(), settings, besides };
    let ended = web::serve(serving, asked_to_stop()).await;
    // What they had begun is begun again by whoever serves next.
    beside.shutdown().await;
    house.store.close().await;
    ended
}

/// How the pages are served. One click signs in only where this machine alone can come, to a home that `demo` made.
async fn settings(house: &House, config: &Config, address: SocketAddr) -> Result<Settings> {
    let header = match config.proxy.header {
        Header::XForwardedFor => ForwardingHeader::XForwardedFor,
        Header::Forwarded => ForwardingHeader::Forwarded,
    };
    let mut site = config.site()?.unwrap_or_else(|| Site::local(address));
    site.name.clone_from(&config.site.name);
    site.language = config.site.language.into();
    let alone = address.ip().is_loopback() && config.proxy.trusted.is_empty();
    let demo = alone && app::demo::is_demonstration(house).await?;
    Ok(Settings { site, demo, proxies: Proxies::new(&config.proxy.trusted, header)?, ..Settings::bare(address) })
}

fn address_of(listener: &TcpListener) -> Result<SocketAddr> {
    listener
        .local_addr()
        .map_err(|e| Trouble::failed("listen-failed", format!("cannot say where it listens: {e}"), "start `wardmote serve` again"))
}

fn clock() -> app::Clock {
    app::Clock(crate::clock::now)
}

/// Puts away what is over at the doors, every hour: leavers, sessions that ran out, what counts no more.
async fn put_away(house: Arc<House>, who: String) {
    loop {
        let moment = Moment { now: clock().moment().now, who: who.clone() };
        if let Err(trouble) = app::signing::tidy(&house, &moment).await {
            tracing::error!(code = trouble.code, "what is over at the doors was not put away");
        }
        tokio::time::sleep(HOUR).await;
    }
}

/// Reads certificate and key again at each SIGHUP.
async fn renew_when_told(tls: Tls) {
    let Ok(mut told) = signal(SignalKind::hangup()) else { return };
    while told.recv().await.is_some() {
        match tls.read_again().await {
            Ok(()) => tracing::info!("the certificate was read again"),
            Err(trouble) => {
                tracing::error!(code = trouble.code, "the certificate could not be read again; the one before stays");
                eprintln!("error: {trouble}");
            }
        }
    }
}

/// Ends at Ctrl-C, or when the service manager says so.
async fn asked_to_stop() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
