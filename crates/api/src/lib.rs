//! The program’s interface: `/api/v1` over app, described by OpenAPI, with no data access of its own.
