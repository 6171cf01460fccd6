//! The pages through their front door: every route over a small home.

mod home;
mod routes;
mod safety;
