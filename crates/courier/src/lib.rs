//! Mail and calendars: messages without personal data, handed to the partnership’s own server; feeds of what is due.
