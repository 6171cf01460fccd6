//! GOV.UK components as typed templates, tested against the published fixtures, and the page they stand in.
//!
//! Text is escaped by type: [`Html`] is the only way to markup. Nothing here shows a crown or needs a network.

pub mod assets;
mod components;
mod html;
mod loose;
pub mod page;

pub use components::{
    Action, BackLink, Breadcrumb, Breadcrumbs, Button, Card, Cell, Component, ContentLicence, Copyright, Details, EndSlot, ErrorItem,
    ErrorMessage, ErrorSummary, Footer, FooterLink, FooterMeta, FooterSection, FormGroup, Hint, InsetText, Label, NavigationItem,
    NotificationBanner, PageLink, PageNumber, PageNumbers, Pagination, PhaseBanner, PhaseTag, Row, RowActions, Select, SelectItem,
    ServiceNavigation, SkipLink, Slots, SubNavigation, SummaryList, SummaryPart, SummaryRow, Table, Tag, WarningText,
};
pub use html::{Attributes, Classes, Content, Html, push_escaped, without_forbidden};
