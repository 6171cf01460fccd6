//! The words in Welsh.

use super::Texts;

/// Welsh. No native reader has looked at it yet: a page should be read by one before it is shown.
pub const WELSH: Texts = Texts {
    lang: "cy",
    skip: "Neidio i’r prif gynnwys",
    error: "Gwall",
    problem: "Mae problem",
    optional: "dewisol",
    day: "Diwrnod",
    month: "Mis",
    year: "Blwyddyn",
    characters_at_most: "Gallwch roi hyd at %{count} o nodau",
    choose: "Dewiswch un",
    cancel: "Canslo",
    signed_in: "Wedi mewngofnodi fel",
    sign_out: "Allgofnodi",
    switch: "Gweithredu dros sefydliad arall",
    why: "Pam y caf weld hyn?",
    exit: "Gadael y dudalen hon",
    emergency: "Argyfwng",
    menu: "Dewislen",
    breadcrumb: "Briwsion bara",
    service: "Gwybodaeth am y gwasanaeth",
    support: "Dolenni cymorth",
    language: "Iaith",
    session_ends: "Byddwch yn cael eich allgofnodi cyn bo hir",
    session_ends_in: "Nid oes dim wedi digwydd yma ers tro. Er diogelwch byddwch yn cael eich allgofnodi ymhen",
    minutes: ["%{count} munud", "%{count} munud"],
    seconds: ["%{count} eiliad", "%{count} eiliad"],
    session_keeps: "Mae’r hyn a ysgrifennwyd gennych wedi’i gadw.",
    stay: "Aros wedi mewngofnodi",
    draft_kept: "Cadwyd y drafft am %{time}",
    draft_lost: "Nid oedd modd cadw’r drafft hwn. Copïwch yr hyn a ysgrifennwyd gennych cyn gadael y dudalen.",
};
