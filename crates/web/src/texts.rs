//! What public pages say, by language: one line a text, English first. Where a line has no Welsh yet, its English is shown.
//!
//! A page is marked with the language of its texts; pages for those who are signed in are in English.

use crate::settings::Language;

/// The language as the attribute `lang` says it.
pub(crate) fn code(language: Language) -> &'static str {
    match language {
        Language::English => "en-GB",
        Language::Welsh => "cy",
    }
}

macro_rules! texts {
    ($($name:ident $english:literal $(, $welsh:literal)?;)+) => {
        /// A text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Text { $(#[doc = $english] $name,)+ }

        /// A text in a language.
        pub(crate) fn say(language: Language, text: Text) -> &'static str {
            match (text, language) {
                $(
                    $((Text::$name, Language::Welsh) => $welsh,)?
                    (Text::$name, _) => $english,
                )+
            }
        }
    };
}

texts! {
    About "About Wardmote", "Ynglŷn â Wardmote";
    Accessibility "Accessibility", "Hygyrchedd";
    RecordedCrime "Recorded crime is what was reported and recorded, not all that happened. Each figure says where it comes from.",
        "Troseddau a gofnodwyd yw’r hyn a adroddwyd ac a gofnodwyd, nid popeth a ddigwyddodd. Mae pob ffigur yn dweud o ble y daw.";
    SignIn "Sign in", "Mewngofnodi";
    PartnershipUnnamed "Community safety partnership", "Partneriaeth diogelwch cymunedol";
    PublicLead "The councils, police, fire and health services and others who work together here so that people are safe.",
        "Y cynghorau, yr heddlu, y gwasanaethau tân ac iechyd ac eraill sy’n cydweithio yma er mwyn i bobl fod yn ddiogel.";
    WhatWeKnow "What we know", "Yr hyn a wyddom";
    NothingKnown "Nothing has been published yet.", "Nid oes dim wedi’i gyhoeddi eto.";
    Invented "These figures rest on values that were invented for a demonstration. Nobody may decide anything from them.",
        "Mae’r ffigurau hyn yn seiliedig ar werthoedd a ddyfeisiwyd ar gyfer arddangosiad. Ni chaiff neb benderfynu dim ar eu sail.";
    RoseAndFell "“Rose” and “fell” mean more than chance explains.";
    Published "Strategic assessments that were published", "Asesiadau strategol a gyhoeddwyd";
    WhoWeAre "Who we are", "Pwy ydym ni";
    Organisations "Organisations", "Sefydliadau";
    Groups "Groups", "Grwpiau";
    NobodyKnown "No organisations are listed yet.", "Nid oes sefydliadau wedi’u rhestru eto.";
    ForPartners "For people who work in the partnership", "I bobl sy’n gweithio yn y bartneriaeth";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_welsh_is_said_in_english() {
        assert_eq!(say(Language::Welsh, Text::SignIn), "Mewngofnodi");
        assert_eq!(say(Language::English, Text::SignIn), "Sign in");
        assert_eq!(say(Language::Welsh, Text::RoseAndFell), say(Language::English, Text::RoseAndFell));
    }
}
