//! Evidence: measures, figures, flags, registers, assessments, extracts.

use super::group;
use crate::pages;

group! {
    Get "/assessments" => pages::assessments::assessments, ReadEvidence, SignedIn, "every assessment, newest first";
    Get "/assessments/{district}" => pages::assessment::assessment, ReadEvidence, SignedIn, "the latest assessment of a district";
    Get "/assessments/{district}/assessment.pdf" => pages::assessment_pdf::assessment_pdf, ReadEvidence, SignedIn, "the same as a PDF";
    Get "/assessments/{district}/figures.json" => pages::figures_json::figures_json, ReadEvidence, SignedIn, "its figures as JSON";
    Get "/assessments/{district}/figures/{id}" => pages::figure::figure, ReadEvidence, SignedIn, "one figure, where it comes from and its rows";
    Get "/evidence" => pages::evidence::evidence, ReadEvidence, SignedIn, "what is held, and where each question is answered";
    Get "/evidence/measures" => pages::measures::measures, ReadEvidence, SignedIn, "the catalogue of measures";
    Get "/evidence/measures/{id}" => pages::measure::measure, ReadEvidence, SignedIn, "one measure for one place";
    Get "/evidence/measures/{id}/rows" => pages::measure::rows::rows, ReadEvidence, SignedIn, "the rows behind a number of a measure";
    Get "/evidence/measures/{id}/rows.csv" => pages::measure::rows::rows_csv, ReadEvidence, SignedIn, "the same as CSV, all of them";
    Get "/evidence/measures/{id}/{drawing}" => pages::measure::download::download, ReadEvidence, SignedIn, "a drawing of a measure as SVG, PNG or CSV";
    Get "/evidence/areas/{code}" => pages::profile::profile, ReadEvidence, SignedIn, "an area on one printed page";
    Get "/wards/{code}" => pages::ward::ward, ReadEvidence, SignedIn, "one ward in the latest assessment of its district";
    Get "/evidence/sources" => pages::judgement::sources::sources, ReadEvidence, SignedIn, "the source register, with gaps and requests";
    Get "/evidence/sources/{id}" => pages::judgement::source::source, ReadEvidence, SignedIn, "one data set: judgements, extracts, what it feeds";
    Get "/evidence/flags" => pages::judgement::flags::flags, ReadEvidence, SignedIn, "ward flags by a dated rule, and by another";
    Get "/evidence/flags.csv" => pages::judgement::flag_files::flags_csv, ReadEvidence, SignedIn, "the same as a table";
    Get "/evidence/flags/matrix.svg" => pages::judgement::flag_files::matrix_svg, ReadEvidence, SignedIn, "the same as a drawing";
    Get "/evidence/flags/matrix.png" => pages::judgement::flag_files::matrix_png, ReadEvidence, SignedIn, "the drawing as PNG";
    Get "/evidence/flags/matrix.csv" => pages::judgement::flag_files::matrix_csv, ReadEvidence, SignedIn, "the numbers of the drawing";
    Get "/evidence/flags/{rule}/{ward}" => pages::judgement::flag_ward::flag_ward, ReadEvidence, SignedIn, "one ward\u{2019}s flags, each explained";
    Get "/evidence/priorities" => pages::judgement::priorities::priorities, ReadEvidence, SignedIn, "priorities, decided and undecided";
    Get "/evidence/scan" => pages::judgement::scan::scan, ReadEvidence, SignedIn, "the scan and the lines of enquiry";
    Get "/evidence/areas" => pages::judgement::areas::areas, ReadEvidence, SignedIn, "villages and areas of the partnership\u{2019}s own";
    Get "/extracts" => pages::extracts::extracts, ReadEvidence, SignedIn, "the register of extracts";
    Get "/extracts/{id}" => pages::extract::extract, ReadEvidence, SignedIn, "the passport of an extract";
    Get "/extracts/{id}/rejects.csv" => pages::rejects_csv::rejects_csv, ReadEvidence, SignedIn, "every rejected row of an extract";
}
