//! What lies around a home when it is served, as far as the doctor can see it: the site, its certificate, the mail server,
//! organisations' sign-ins. Nothing is sent but a greeting.

use super::Examined;
use crate::{MailSettings, Moment, Provider, Site};
use base::Result;
use jiff::Timestamp;
use rulebook::Rulebook;
use std::path::PathBuf;
use vault::Certificate;

/// What the configuration says of the surroundings.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Where people reach the pages.
    pub site: Option<Site>,
    /// The certificate that the service answers with itself.
    pub certificate: Option<PathBuf>,
    /// The mail server.
    pub mail: Option<MailSettings>,
    /// Organisations' own sign-ins.
    pub providers: Vec<Provider>,
}

/// Examines the surroundings.
pub async fn doctor_around(around: &Surroundings, moment: &Moment) -> Result<Vec<Examined>> {
    let mut examined = Vec::new();
    match &around.site {
        Some(site) => examined.push(Examined::well("site", site.origin())),
        None => examined.push(Examined::well("site", "no address is configured: this machine alone reaches the pages")),
    }
    if let Some(path) = &around.certificate {
        let days = Rulebook::builtin()?.keeping(crate::registers::today(moment), None)?.parameters.certificate_days;
        examined.push(match Certificate::read(path) {
            Ok(certificate) => of_certificate(&certificate, around.site.as_ref(), moment, days),
            Err(trouble) => Examined::of("certificate", &trouble),
        });
    }
    examined.push(mail(around.mail.as_ref()).await);
    sign_ins(&around.providers, moment, &mut examined).await;
    Ok(examined)
}

fn of_certificate(certificate: &Certificate, site: Option<&Site>, moment: &Moment, days: u32) -> Examined {
    let day = |seconds: i64| {
        Timestamp::from_second(seconds).map_or_else(|_| "an unknown day".to_owned(), |at| at.strftime("%Y-%m-%d").to_string())
    };
    let now = moment.now.as_second();
    let renew = "renew it, then `systemctl reload wardmote`";
    if let Some(site) = site.filter(|site| !certificate.speaks_for(site.host())) {
        let says = format!("it speaks for {}, not for `{}`", certificate.names.join(", "), site.host());
        return Examined::wrong("certificate", says, "have one made for the host of the site's address");
    }
    if now < certificate.since {
        let says = format!("it holds from {} on", day(certificate.since));
        return Examined::wrong("certificate", says, "see whether the machine's clock is right");
    }
    let says = format!("it holds until {}", day(certificate.until));
    Examined::unless("certificate", certificate.until - now < i64::from(days) * 86_400, says, renew)
}

async fn mail(settings: Option<&MailSettings>) -> Examined {
    let Some(settings) = settings else { return Examined::well("mail", "no server is configured: nothing is sent") };
    let server = match courier::Server::open(settings) {
        Ok(server) => server,
        Err(trouble) => return Examined::of("mail", &trouble),
    };
    let shown = format!("`{}` on port {}", settings.host, settings.port());
    match server.try_out().await {
        Ok(()) => Examined::well("mail", format!("{shown} would take a message")),
        Err(code) => {
            let remedy = "see [mail] in the configuration, and whether a firewall stands between; the code says how far it came";
            Examined::wrong("mail", format!("{shown} takes none: {code}"), remedy)
        }
    }
}

async fn sign_ins(providers: &[Provider], moment: &Moment, examined: &mut Vec<Examined>) {
    let asked = match identity::oidc::Providers::new(providers.iter().map(Provider::asked).collect()) {
        Ok(asked) => asked,
        Err(trouble) => return examined.push(Examined::of("sign-in", &trouble)),
    };
    for provider in providers {
        examined.push(match asked.reach(&provider.id, moment.now).await {
            Ok(()) => Examined::well("sign-in", format!("the issuer of `{}` answers", provider.id)),
            Err(trouble) => Examined::of("sign-in", &trouble),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    fn moment(now: &str) -> Moment {
        Moment { now: now.parse().unwrap(), who: "operator:1000".to_owned() }
    }

    #[test]
    fn a_certificate_is_told_of_before_it_ends() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_second();
        let certificate = Certificate {
            since: at("2026-01-01T00:00:00Z"),
            until: at("2026-04-01T00:00:00Z"),
            names: vec!["wardmote.example.org".to_owned()],
        };
        let site = |address| Site::new(address, "Invented", Language::English).unwrap();
        let ours = site("https://wardmote.example.org");
        for (now, site, ok, says) in [
            ("2026-02-01T00:00:00Z", &ours, true, "until 2026-04-01"),
            ("2026-03-20T00:00:00Z", &ours, false, "until 2026-04-01"),
            ("2026-05-01T00:00:00Z", &ours, false, "until 2026-04-01"),
            ("2025-12-01T00:00:00Z", &ours, false, "from 2026-01-01 on"),
            ("2026-02-01T00:00:00Z", &site("https://other.example.org"), false, "not for `other.example.org`"),
        ] {
            let found = of_certificate(&certificate, Some(site), &moment(now), 21);
            assert_eq!(found.ok, ok, "{now} {found:?}");
            assert!(found.says.contains(says) && found.ok == found.remedy.is_empty(), "{found:?}");
        }
    }

    #[tokio::test]
    async fn a_server_that_is_away_is_told_of() {
        let away = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut settings = MailSettings::new("127.0.0.1", "wardmote@example.org");
        (settings.tls, settings.port) = (crate::MailSecurity::None, Some(away));
        let provider = Provider {
            id: "hexby-council".to_owned(),
            name: "Hexby Council".to_owned(),
            organisation: "hexby-council".to_owned(),
            issuer: format!("http://127.0.0.1:{away}"),
            client_id: "wardmote".to_owned(),
            client_secret: None,
            scopes: Vec::new(),
            claim: None,
            allowed: Vec::new(),
            two_factors: crate::TwoFactors::Told,
        };
        let around = Surroundings { mail: Some(settings), providers: vec![provider], ..Surroundings::default() };
        let examined = doctor_around(&around, &moment("2026-11-05T10:00:00Z")).await.unwrap();
        let wrong: Vec<&str> = examined.iter().filter(|one| !one.ok).map(|one| one.item).collect();
        assert_eq!(wrong, ["mail", "sign-in"], "{examined:?}");
        let nothing = doctor_around(&Surroundings::default(), &moment("2026-11-05T10:00:00Z")).await.unwrap();
        assert!(nothing.iter().all(|one| one.ok), "{nothing:?}");
    }
}
