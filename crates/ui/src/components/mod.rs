//! The components, one file for each family. Fields bear the names of GOV.UK Frontend's options.

mod choices;
mod dates;
mod forms;
mod inputs;
mod language;
mod messages;
mod moj;
mod navigation;
mod records;
mod small;
mod work;

pub use choices::{Checkboxes, Choice, ChoiceLabel, Fieldset, Legend, Radios};
pub use dates::{DateInput, DateItem, DatePart};
pub use forms::{ErrorMessage, FormGroup, Hint, Label, Select, SelectItem};
pub use inputs::{Affix, CharacterCount, FileUpload, Input, PasswordInput, Textarea};
pub use language::{Language, LanguageNavigation};
pub use messages::{ErrorItem, ErrorSummary, NotificationBanner};
pub use moj::{Badge, Chosen, Filter, Happening, IdentityBar, PageHeaderActions, Timeline};
pub use navigation::{
    Breadcrumb, Breadcrumbs, ContentLicence, Copyright, EndSlot, Footer, FooterLink, FooterMeta, FooterSection, NavigationItem, PageLink,
    PageNumber, PageNumbers, Pagination, ServiceNavigation, Slots, SubNavigation,
};
pub use records::{Action, Card, Cell, Row, RowActions, SummaryList, SummaryPart, SummaryRow, Table};
pub use small::{BackLink, Button, Details, InsetText, PhaseBanner, PhaseTag, SkipLink, Tag, WarningText};
pub(crate) use work::WEATHER;
pub use work::{
    Accordion, ExitThisPage, Panel, PanelAction, PanelActions, Section, SectionWords, Tab, TabPanel, Tabs, Task, TaskList, TaskStatus,
    TaskTitle,
};

use crate::Html;

/// A component that prints itself.
pub trait Component {
    /// Its markup.
    fn html(&self) -> Html;
}

impl<T: askama::Template> Component for T {
    fn html(&self) -> Html {
        // A template fails only where a Display does, and ours write to a string.
        Html::trusted(self.render().unwrap_or_default())
    }
}
