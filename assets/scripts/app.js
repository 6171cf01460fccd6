// The behaviour of the components in use; every page works without it.
import { SortableTable } from '@ministryofjustice/frontend/moj/components/sortable-table/sortable-table.mjs';
import {
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  ExitThisPage,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from 'govuk-frontend';

// ARIA has no state "expanded" for a radio: what it opens is named by `aria-controls` alone.
class PlainRadios extends Radios {
  syncConditionalRevealWithInputState(input) {
    super.syncConditionalRevealWithInputState(input);
    input.removeAttribute('aria-expanded');
  }
}

// A button is named by the words on it, so that one can say them to press it.
class PlainAccordion extends Accordion {
  setExpanded(expanded, section) {
    super.setExpanded(expanded, section);
    section.querySelector('.govuk-accordion__section-button')?.removeAttribute('aria-label');
  }
}

for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  ExitThisPage,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  PlainAccordion,
  PlainRadios,
  ServiceNavigation,
  SkipLink,
  SortableTable,
  Tabs,
]) {
  createAll(component);
}
