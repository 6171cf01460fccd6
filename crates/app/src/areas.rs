//! The places that are known: the `areas` view, put together from every current lookup.

use crate::House;
use base::{Result, Table};
use geography::{AreaRow, Gazetteer, LookupRow, Places};
use intake::{Holdings, Kind};
use std::sync::Arc;
use tokio::sync::Mutex;

/// The places of one set of lookups, kept so that a page does not resolve 70,000 rows for each of its questions.
pub(crate) type Remembered = Arc<Mutex<Option<(Vec<String>, Arc<Vec<AreaRow>>)>>>;

/// The `areas` view: one row an LSOA and vintage.
pub(crate) async fn areas_table(house: &House, holdings: &Holdings) -> Result<Table> {
    Ok(AreaRow::to_table(&areas(house, holdings).await?))
}

/// The LSOA codes each vintage knows.
pub(crate) async fn places(house: &House, holdings: &Holdings) -> Result<Places> {
    Ok(Places::new(&areas(house, holdings).await?))
}

/// The rows of the `areas` view, resolved from the lookups current in `holdings`.
pub(crate) async fn areas(house: &House, holdings: &Holdings) -> Result<Arc<Vec<AreaRow>>> {
    let order: Vec<String> = received_order(holdings);
    if order.is_empty() {
        return Ok(Arc::default());
    }
    let mut remembered = house.gazetteer.lock().await;
    if let Some((known, rows)) = remembered.as_ref()
        && *known == order
    {
        return Ok(Arc::clone(rows));
    }
    let found = house.run(holdings, Vec::new(), "SELECT * FROM area_lookups", crate::Limits::default()).await?;
    // The gazetteer wants them in the order received; the view's rows come in any.
    let extract = found.position("extract");
    let place = |row: &Vec<base::Value>| {
        let id = extract.and_then(|i| row.get(i)).and_then(base::Value::as_text);
        id.and_then(|id| order.iter().position(|o| o == id)).unwrap_or(usize::MAX)
    };
    let mut rows: Vec<(usize, LookupRow)> = found.rows.iter().map(place).zip(LookupRow::from_table(&found)).collect();
    rows.sort_by_key(|(place, _)| *place);
    let rows: Vec<LookupRow> = rows.into_iter().map(|(_, row)| row).collect();
    let resolved = Arc::new(Gazetteer::resolve(&rows));
    *remembered = Some((order, Arc::clone(&resolved)));
    Ok(resolved)
}

fn received_order(holdings: &Holdings) -> Vec<String> {
    let mut lookups: Vec<_> = holdings.of(Kind::AreaLookup).collect();
    lookups.sort_by(|a, b| (&a.facts.received, a.seq).cmp(&(&b.facts.received, b.seq)));
    lookups.into_iter().map(|h| h.facts.passport.extract.clone()).collect()
}
