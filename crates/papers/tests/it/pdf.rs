//! Papers on paper: PDF/UA-1, the same bytes, any text.

use crate::{html::any_paper, sample};
use papers::pdf::render_pdf;
use proptest::prelude::*;

#[test]
fn long_paper_is_set_the_same_each_time_and_says_it_is_accessible() {
    let pdf = render_pdf(&sample::long()).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let holds = |needle: &[u8]| pdf.windows(needle.len()).any(|window| window == needle);
    assert!(holds(b"pdfuaid"), "names PDF/UA");
    assert!(holds(b"en-GB"), "names its language");
    assert_eq!(pdf, render_pdf(&sample::long()).unwrap());
    if let Ok(folder) = std::env::var("WARDMOTE_LOOK") {
        std::fs::write(std::path::Path::new(&folder).join("paper.pdf"), pdf).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn any_text_can_be_set((_, paper) in any_paper()) {
        let pdf = render_pdf(&paper);
        prop_assert!(pdf.is_ok(), "{:?}", pdf.err());
    }
}
