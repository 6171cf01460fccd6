//! The letters in English.

use super::{Wording, Wordings};

pub(crate) static WORDINGS: Wordings = Wordings {
    months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    changes: [
        "a passkey was added",
        "a passkey was removed",
        "the password was set or changed",
        "the code generator was set up or changed",
        "new recovery codes were made",
        "signing in through your organisation was connected",
        "the password was removed, with its codes",
        "signing in through your organisation was removed",
    ],
    moment: "{time} on {day}",
    farewell: "\
This message was sent by Wardmote, the working system of your community
safety partnership. Please do not reply: nobody reads the replies.
",
    invitation: Wording {
        subject: "You are invited to Wardmote",
        body: "\
Hello,

you are invited to use Wardmote as {office} at
{organisation}.

To accept, open this link:

{link}

It works once, until {ends}. It is meant for you alone:
please do not forward it. If you did not expect it, you need do nothing.
",
    },
    approval_waits: Wording {
        subject: "An invitation waits for your approval",
        body: "\
Hello,

somebody was invited to an office at {organisation}.
The invitation is of no use until you approve it. You can see it here after
signing in:

{page}
",
    },
    approved: Wording {
        subject: "You can sign in now",
        body: "\
Hello,

your access to Wardmote was approved. You can sign in here:

{page}
",
    },
    way_changed: Wording {
        subject: "How you sign in was changed",
        body: "\
Hello,

for your account, on {on}:
{change}.

If it was you, you need do nothing. If it was not, tell your organisation's
single point of contact at once, who can end every way in to your account,
and look at your account here:

{page}
",
    },
    recovery_asked: Wording {
        subject: "Somebody needs you to confirm who they are",
        body: "\
Hello,

somebody at your organisation has lost their way in and asked for a new one.
Speak to them in person, or call them on a number that you know already, and
confirm only if you are sure. You can see the request here after signing in:

{page}
",
    },
    recovery_noticed: Wording {
        subject: "A new way in to your account was asked for",
        body: "\
Hello,

on {on}, a new way in to your account was asked for. Somebody at
your organisation will speak to you before it is given.

If you did not ask for it, tell your organisation's single point of contact.
",
    },
    recovery_confirmed: Wording {
        subject: "Your new way in",
        body: "\
Hello,

a second person has confirmed who you are. To set up a new way in, open this
link:

{link}

It works once, until {ends}. If you did not ask for it,
tell your organisation's single point of contact at once.
",
    },
    reminder: Wording {
        subject: "Something is due",
        body: "\
Hello,

Overdue: {overdue}
Due in the coming days: {due}

You can see what, and why, here after signing in:

{page}
",
    },
    link_to_answer: Wording {
        subject: "An answer is asked of you",
        body: "\
Hello,

{organisation}
asks you for an answer. You can see what is asked and answer it here,
without an account:

{link}

The link can be answered once, until {ends}.
",
    },
    link_to_update: Wording {
        subject: "Say how something goes",
        body: "\
Hello,

{organisation}
asks you how something in your care goes. You can see what it is and say
how it went here, without an account:

{link}

The link can be used once, until {ends}.
",
    },
    cut_off: Wording {
        subject: "Your access has ended",
        body: "\
Hello,

on {on}, every way in to your account with Wardmote was ended.

If you do not know why, ask your organisation's single point of contact.
",
    },
};
