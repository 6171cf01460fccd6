//! A record of a scheme, new or changed: the form is made from the scheme.

use super::{Numbered, address, answered, beneath, beneath_record, faults, record_address, with_fields};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::plan::{moment, recorded, today};
use crate::pages::recording::{changed, finished, mend, seen};
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::plans::tasking::{self, RecordView, Scheme, SchemeView};
use axum::extract::{Path, State};
use ui::Form;

async fn scheme_of(web: &Web, who: &SignedIn, name: &str) -> Result<SchemeView, Failure> {
    super::show::absent(tasking::scheme_view(&web.house, &moment(web, who), name, None).await)
}

/// A record, or the page for what is absent.
pub(super) async fn record_of(web: &Web, who: &SignedIn, name: &str, number: u32) -> Result<RecordView, Failure> {
    super::show::absent(tasking::scheme_record(&web.house, &moment(web, who), name, number).await)?.ok_or(Failure::NotFound)
}

/// `GET /plan/schemes/{scheme}/new`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(name): Path<String>) -> Answer {
    let view = scheme_of(&web, &who, &name).await?;
    let draft = who.draft(&web, &format!("{}/new", address(&name))).await?;
    page(&web, &who, &name, &view.scheme, None, draft.as_ref(), &[])
}

/// `POST /plan/schemes/{scheme}/new`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, Path(name): Path<String>, sent: Sent) -> Answer {
    let view = scheme_of(&web, &who, &name).await?;
    let mut mistakes = Vec::new();
    let values = answered(&view.scheme, &sent, &mut mistakes);
    gather(&web, &who, &name, &values, &mut mistakes).await?;
    if mistakes.is_empty() {
        match tasking::record_activity(&web.house, &moment(&web, &who), &name, &values).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/new", address(&name)), &address(&name), "recorded").await,
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    page(&web, &who, &name, &view.scheme, None, Some(&sent), &mistakes)
}

/// What may not stand, of the fields in which nothing else is to be mended.
async fn gather(
    web: &Web,
    who: &SignedIn,
    name: &str,
    values: &std::collections::BTreeMap<String, String>,
    mistakes: &mut Vec<Mistake>,
) -> Result<(), Failure> {
    let found = tasking::check_values(&web.house, &moment(web, who), name, values).await?;
    let there: Vec<String> = mistakes.iter().map(|mistake| mistake.field.clone()).collect();
    mistakes.extend(faults(&found).filter(|fault| !there.iter().any(|field| field.starts_with(&fault.field))));
    Ok(())
}

/// `GET /plan/schemes/{scheme}/{number}/edit`
pub(crate) async fn ask_change(State(web): State<Web>, who: SignedIn, Numbered(name, number): Numbered) -> Answer {
    let view = record_of(&web, &who, &name, number).await?;
    let draft = who.draft(&web, &format!("{}/edit", record_address(&name, number))).await?;
    page(&web, &who, &name, &view.scheme, Some(&view), draft.as_ref(), &[])
}

/// `POST /plan/schemes/{scheme}/{number}/edit`
pub(crate) async fn change(State(web): State<Web>, who: SignedIn, Numbered(name, number): Numbered, sent: Sent) -> Answer {
    let view = record_of(&web, &who, &name, number).await?;
    let mut mistakes: Vec<Mistake> = changed(&sent, Some(&view.kept.last)).into_iter().collect();
    let values = answered(&view.scheme, &sent, &mut mistakes);
    gather(&web, &who, &name, &values, &mut mistakes).await?;
    if mistakes.is_empty() {
        match tasking::change_record(&web.house, &moment(&web, &who), &name, number, &values, view.kept.last.seq).await {
            Ok(_) => {
                let here = record_address(&name, number);
                return recorded(&web, &who, &format!("{here}/edit"), &here, "changed").await;
            }
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    page(&web, &who, &name, &view.scheme, Some(&view), Some(&sent), &mistakes)
}

fn page(
    web: &Web,
    who: &SignedIn,
    name: &str,
    scheme: &Scheme,
    stands: Option<&RecordView>,
    sent: Option<&Sent>,
    mistakes: &[Mistake],
) -> Answer {
    let (title, path, back) = match stands {
        None => (format!("{}: record one {}", scheme.name, scheme.one), format!("{}/new", address(name)), address(name)),
        Some(view) => {
            let here = record_address(name, view.kept.body.number);
            (format!("Change {} {}", scheme.one, view.kept.body.number), format!("{here}/edit"), here)
        }
    };
    let mut sheet = Sheet::narrow(&title)
        .leading("No names of people, and no place finer than a street or a village. What is recorded here may be read by every partner.");
    let mut form = Form::post(path.as_str(), who.visit.token());
    if let Some(view) = stands {
        form = form.hidden("seen", seen(Some(&view.kept.last)));
    }
    let form = with_fields(form, scheme, stands.map(|view| &view.kept.body), today(web, who))
        .button(&format!("Record the {}", words::plain(&scheme.one)))
        .cancel(&back);
    sheet.form_of(&finished(form, &path, sent, mistakes));
    match stands {
        None => beneath(&title, name, scheme).form(&sheet),
        Some(view) => beneath_record(&title, name, scheme, view.kept.body.number).form(&sheet),
    }
}
