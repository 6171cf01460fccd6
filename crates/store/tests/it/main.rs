//! The store's tests: one suite on both engines, the schema of both, and hostile GeoPackages.

mod cases;
mod geopackage;
mod schema;
mod suite;
