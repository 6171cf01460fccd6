//! The components against GOV.UK Frontend's published fixtures, and the page.

mod dom;
mod fixtures;
mod page;
