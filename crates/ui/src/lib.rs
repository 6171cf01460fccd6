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
    Accordion, Action, Affix, BackLink, Badge, Breadcrumb, Breadcrumbs, Button, Card, Cell, CharacterCount, Checkboxes, Choice,
    ChoiceLabel, Chosen, Component, ContentLicence, Copyright, DateInput, DateItem, DatePart, Details, EndSlot, ErrorItem, ErrorMessage,
    ErrorSummary, ExitThisPage, Fieldset, FileUpload, Filter, Footer, FooterLink, FooterMeta, FooterSection, FormGroup, Happening, Hint,
    IdentityBar, Input, InsetText, Label, Language, LanguageNavigation, Legend, NavigationItem, NotificationBanner, PageHeaderActions,
    PageLink, PageNumber, PageNumbers, Pagination, Panel, PanelAction, PanelActions, PasswordInput, PhaseBanner, PhaseTag, Radios, Row,
    RowActions, Section, SectionWords, Select, SelectItem, ServiceNavigation, SkipLink, Slots, SubNavigation, SummaryList, SummaryPart,
    SummaryRow, Tab, TabPanel, Table, Tabs, Tag, Task, TaskList, TaskStatus, TaskTitle, Textarea, Timeline, WarningText,
};
pub use form::{Answer, Field, Form};
pub use html::{Attributes, Classes, Content, Html, push_escaped, without_forbidden};
