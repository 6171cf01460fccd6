//! GOV.UK components as typed templates, tested against the published fixtures.
