// The behaviour of the components in use; every page works without it.
import {
  Button,
  ErrorSummary,
  NotificationBanner,
  ServiceNavigation,
  SkipLink,
  createAll,
} from 'govuk-frontend';

for (const component of [Button, ErrorSummary, NotificationBanner, ServiceNavigation, SkipLink]) {
  createAll(component);
}
