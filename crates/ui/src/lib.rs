//! GOV.UK components as typed templates, tested against the published fixtures, and the page they stand in.
//!
//! Text is escaped by type: [`Html`] is the only way to markup. Nothing here shows a crown or needs a network.

pub mod assets;
mod components;
mod form;
mod html;
mod loose;
pub mod page;
pub mod texts;

pub use components::{
    Action, Affix, BackLink, Breadcrumb, Breadcrumbs, Button, Card, Cell, CharacterCount, Checkboxes, Choice, ChoiceLabel, Component,
    ContentLicence, Copyright, DateInput, DateItem, DatePart, Details, EndSlot, ErrorItem, ErrorMessage, ErrorSummary, Fieldset,
    FileUpload, Footer, FooterLink, FooterMeta, FooterSection, FormGroup, Hint, Input, InsetText, Label, Legend, NavigationItem,
    NotificationBanner, PageLink, PageNumber, PageNumbers, Pagination, PasswordInput, PhaseBanner, PhaseTag, Radios, Row, RowActions,
    Select, SelectItem, ServiceNavigation, SkipLink, Slots, SubNavigation, SummaryList, SummaryPart, SummaryRow, Table, Tag, Textarea,
    WarningText,
};
pub use form::{Answer, Field, Form};
pub use html::{Attributes, Classes, Content, Html, push_escaped, without_forbidden};
