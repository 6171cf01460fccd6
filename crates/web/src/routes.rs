//! Every address, in one table: the router is built from it and the tests visit each.

use crate::headers::Https;
use crate::settings::Settings;
use crate::{assets, failure, headers, journal, pages, proxies};
use app::{Clock, House};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension};
use axum::http::StatusCode;
use axum::middleware::{from_fn_with_state, map_response_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use permission::Action;
use std::any::Any;
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// How long a page may take; a figure's rows are counted from the extracts and a PDF is set anew.
const PATIENCE: Duration = Duration::from_mins(1);
/// Reading takes no body; a longer one is refused unread.
const BODY_BYTES: usize = 16 * 1024;

/// An address and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteInfo {
    /// The address, with its parameters in braces.
    pub path: &'static str,
    /// What is there.
    pub what: &'static str,
    /// What is done there, as the policy knows it. No address is without one: it would not compile.
    pub action: Action,
}

macro_rules! routes {
    ($($path:literal => $handler:expr, $action:ident, $what:literal;)+) => {
        /// Every address, all read with GET.
        pub const ROUTES: &[RouteInfo] = &[$(RouteInfo { path: $path, what: $what, action: Action::$action }),+];
        fn handlers() -> Vec<(&'static str, MethodRouter<Arc<House>>)> {
            vec![$(($path, get($handler))),+]
        }
    };
}

routes! {
    "/" => pages::home::home, ReadEvidence, "what matters now, or how to begin";
    "/assessments" => pages::assessments::assessments, ReadEvidence, "every assessment, newest first";
    "/assessments/{district}" => pages::assessment::assessment, ReadEvidence, "the latest assessment of a district";
    "/assessments/{district}/assessment.pdf" => pages::assessment_pdf::assessment_pdf, ReadEvidence, "the same as a PDF";
    "/assessments/{district}/figures.json" => pages::figures_json::figures_json, ReadEvidence, "its figures as JSON";
    "/assessments/{district}/figures/{id}" => pages::figure::figure, ReadEvidence, "one figure, where it comes from and its rows";
    "/evidence" => pages::evidence::evidence, ReadEvidence, "what is held, and where each question is answered";
    "/evidence/measures" => pages::measures::measures, ReadEvidence, "the catalogue of measures";
    "/evidence/measures/{id}" => pages::measure::measure, ReadEvidence, "one measure for one place";
    "/evidence/measures/{id}/rows" => pages::measure::rows::rows, ReadEvidence, "the rows behind a number of a measure";
    "/evidence/measures/{id}/rows.csv" => pages::measure::rows::rows_csv, ReadEvidence, "the same as CSV, all of them";
    "/evidence/measures/{id}/{drawing}" => pages::measure::download::download, ReadEvidence, "a drawing of a measure as SVG, PNG or CSV";
    "/evidence/areas/{code}" => pages::profile::profile, ReadEvidence, "an area on one printed page";
    "/wards/{code}" => pages::ward::ward, ReadEvidence, "one ward in the latest assessment of its district";
    "/evidence/sources" => pages::judgement::sources::sources, ReadEvidence, "the source register, with gaps and requests";
    "/evidence/sources/{id}" => pages::judgement::source::source, ReadEvidence, "one data set: judgements, extracts, what it feeds";
    "/evidence/flags" => pages::judgement::flags::flags, ReadEvidence, "ward flags by a dated rule, and by another";
    "/evidence/flags.csv" => pages::judgement::flag_files::flags_csv, ReadEvidence, "the same as a table";
    "/evidence/flags/matrix.svg" => pages::judgement::flag_files::matrix_svg, ReadEvidence, "the same as a drawing";
    "/evidence/flags/matrix.png" => pages::judgement::flag_files::matrix_png, ReadEvidence, "the drawing as PNG";
    "/evidence/flags/matrix.csv" => pages::judgement::flag_files::matrix_csv, ReadEvidence, "the numbers of the drawing";
    "/evidence/flags/{rule}/{ward}" => pages::judgement::flag_ward::flag_ward, ReadEvidence, "one ward\u{2019}s flags, each explained";
    "/evidence/priorities" => pages::judgement::priorities::priorities, ReadEvidence, "priorities, decided and undecided";
    "/evidence/scan" => pages::judgement::scan::scan, ReadEvidence, "the scan and the lines of enquiry";
    "/evidence/areas" => pages::judgement::areas::areas, ReadEvidence, "villages and areas of the partnership\u{2019}s own";
    "/extracts" => pages::extracts::extracts, ReadEvidence, "the register of extracts";
    "/extracts/{id}" => pages::extract::extract, ReadEvidence, "the passport of an extract";
    "/extracts/{id}/rejects.csv" => pages::rejects_csv::rejects_csv, ReadEvidence, "every rejected row of an extract";
    "/about" => pages::about::about, ReadEvidence, "what this is and where its numbers come from";
    "/accessibility" => pages::accessibility::accessibility, ReadEvidence, "how these pages can be used";
    "/assets/{*name}" => assets::asset, ReadEvidence, "stylesheet and scripts";
    "/healthz" => pages::healthz::healthz, ReadEvidence, "whether the service answers";
    "/readyz" => pages::healthz::readyz, ReadEvidence, "whether record, keystore and disk answer";
}

/// The pages over `house`, and what is served beside them; `clock` tells what is due today.
pub fn router(house: Arc<House>, clock: Clock, settings: Settings, besides: Option<Router>) -> Router {
    let (https, proxies, meters) = (Https(settings.site.is_https()), settings.proxies.clone(), settings.meters.clone());
    handlers()
        .into_iter()
        .fold(Router::new(), |router, (path, handler)| router.route(path, handler))
        .fallback(failure::not_found)
        .method_not_allowed_fallback(failure::method_not_allowed)
        .with_state(house)
        .merge(besides.unwrap_or_default())
        .layer(Extension(clock))
        .layer(Extension(Arc::new(settings)))
        .layer(Extension(pages::healthz::Readiness::default()))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(CatchPanicLayer::custom(|_: Box<dyn Any + Send>| -> Response { failure::failed("a handler panicked") }))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, PATIENCE))
        .layer(CompressionLayer::new())
        .layer(map_response_with_state(https, headers::set_strict))
        .layer(from_fn_with_state(proxies, proxies::tell))
        .layer(from_fn_with_state(meters, journal::write))
}
