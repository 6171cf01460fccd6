//! The description of the interface: what stands beside each handler, completed from the table of addresses. A statement that holds
//! for every address of a kind (who may, what a key is, how refusals look) is made once, here.

use crate::problem::{Details, Wrong};
use crate::resources::{
    access_reviews, agreements, assessments, concerns, description, due, duties, extracts, flags, gaps, groups, ledger, me, measures,
    organisations, outbox, people, policy, priorities, requests, sources, users,
};
use crate::routes::{ROUTES, RouteInfo, Verb, Who};
use crate::words::{KEY, KEY_LENGTH};
use permission::{Action, Purpose};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use utoipa::OpenApi;

/// The header that names a purpose, as it is written.
const PURPOSE: &str = "Wardmote-Purpose";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Wardmote",
        version = "1",
        description = "The programs' interface of a community safety partnership's working system. What may be done here is what the \
                       owner of the token may do, and no more than the token is good for; every refusal and every reading of personal \
                       data has its row in the ledger. What is absent, hidden or destroyed answers alike. Fields may be added to \
                       answers; none is taken away within version 1."
    ),
    paths(
        description::openapi,
        me::me,
        due::due_list,
        duties::duties,
        organisations::organisations,
        organisations::organisation,
        users::users,
        users::user,
        groups::groups,
        groups::group,
        agreements::agreements,
        agreements::agreement,
        agreements::parties,
        extracts::extracts,
        extracts::extract,
        extracts::rejects,
        measures::measures,
        measures::measure,
        assessments::assessments,
        assessments::figures,
        flags::flags,
        sources::sources,
        sources::source,
        sources::judge,
        sources::chase,
        sources::answer,
        gaps::gaps,
        gaps::record,
        gaps::review,
        gaps::close,
        requests::requests,
        requests::ask,
        requests::chase,
        requests::answer,
        concerns::concerns,
        concerns::raise,
        concerns::withdraw,
        priorities::priorities,
        priorities::propose,
        priorities::decide,
        people::write::record,
        people::search::search,
        people::read::person,
        people::write::edit,
        people::read::versions,
        people::give::share,
        people::give::disclosures,
        people::write::close,
        people::hold::hold,
        people::hold::holds,
        ledger::ledger,
        access_reviews::review,
        outbox::outbox,
        policy::explain,
    ),
    components(schemas(Details, Wrong)),
    tags(
        (name = "interface", description = "The interface itself, and whose token it is that asks"),
        (name = "partnership", description = "Organisations, people in office by their labels, groups, agreements, and what is due"),
        (name = "evidence", description = "Extracts, measures, assessments, flags, and the registers beside them"),
        (name = "people", description = "Sealed records about people; every touch names a purpose and has its row in the ledger"),
        (name = "governance", description = "The ledger, access reviews, mail, what the policy says"),
    )
)]
struct Described;

/// A word of a request.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) schema: Value,
}

/// What a request to an address is made of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Operation {
    pub(crate) path: Vec<Parameter>,
    pub(crate) query: Vec<Parameter>,
    pub(crate) headers: Vec<Parameter>,
    pub(crate) body: Option<Value>,
}

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| completed(serde_json::to_value(Described::openapi()).unwrap_or_default()));
static OPERATIONS: LazyLock<Vec<Option<Operation>>> =
    LazyLock::new(|| ROUTES.iter().map(|info| at(&DOCUMENT, info).map(operation_of)).collect());

/// The description.
pub(crate) fn document() -> &'static Value {
    &DOCUMENT
}

/// The description as it is served and kept in the documentation.
pub fn document_text() -> String {
    serde_json::to_string_pretty(document()).unwrap_or_default() + "\n"
}

/// What a request to an address is made of.
pub(crate) fn operation(info: &RouteInfo) -> Option<&'static Operation> {
    let place = ROUTES.iter().position(|route| route == info)?;
    OPERATIONS.get(place)?.as_ref()
}

fn method(info: &RouteInfo) -> String {
    info.verb.method().to_ascii_lowercase()
}

/// What the description says of an address.
fn at<'a>(document: &'a Value, info: &RouteInfo) -> Option<&'a Value> {
    document.get("paths")?.get(info.path)?.get(method(info))
}

fn operation_of(described: &Value) -> Operation {
    let mut operation = Operation::default();
    for one in described.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
        let parameter = Parameter {
            name: text("name").to_owned(),
            required: one.get("required") == Some(&Value::Bool(true)),
            schema: one.get("schema").cloned().unwrap_or_default(),
        };
        match text("in") {
            "path" => operation.path.push(parameter),
            "query" => operation.query.push(parameter),
            _ => operation.headers.push(parameter),
        }
    }
    operation.body = described.pointer("/requestBody/content/application~1json/schema").cloned();
    operation
}

fn completed(mut document: Value) -> Value {
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        components.insert("securitySchemes".to_owned(), json!({ "token": scheme() }));
        components.insert("responses".to_owned(), Value::Object(problems()));
        if let Some(schemas) = components.get_mut("schemas").and_then(Value::as_object_mut) {
            name_lines(schemas);
        }
    }
    for info in ROUTES {
        let described = document.get_mut("paths").and_then(|paths| paths.get_mut(info.path)).and_then(|path| path.get_mut(method(info)));
        if let Some(described) = described.and_then(Value::as_object_mut) {
            complete(described, info);
        }
    }
    document
}

/// Lines of lists by their names, rather than described once more in each list.
fn name_lines(schemas: &mut Map<String, Value>) {
    let named: Vec<String> = schemas.keys().cloned().collect();
    for (name, list) in schemas.iter_mut() {
        let line = name.strip_prefix("Listed_").filter(|line| named.iter().any(|known| known == line));
        if let (Some(line), Some(items)) = (line, list.pointer_mut("/properties/items/items")) {
            *items = json!({ "$ref": format!("#/components/schemas/{line}") });
        }
    }
}

/// How somebody signs in here.
fn scheme() -> Value {
    let scopes: Vec<String> = scopes().map(|action| format!("`{}` ({})", action.id(), action.says())).collect();
    json!({
        "type": "http",
        "scheme": "bearer",
        "description": format!(
            "A token that somebody in office made on the page of their account: shown once, good for the actions chosen for it, for one \
             organisation and one purpose where those were chosen, until it runs out, is revoked, or its owner leaves. The actions: {}.",
            scopes.join(", ")
        ),
    })
}

/// The actions that an address asks of a token.
fn scopes() -> impl Iterator<Item = Action> {
    Action::ALL.iter().copied().filter(|action| ROUTES.iter().any(|info| info.scope() == Some(*action)))
}

fn complete(described: &mut Map<String, Value>, info: &RouteInfo) {
    let mut parameters: Vec<Value> = described.remove("parameters").and_then(|all| all.as_array().cloned()).unwrap_or_default();
    for parameter in &mut parameters {
        if let Some(schema) = parameter.get_mut("schema") {
            never_null(schema);
        }
    }
    if info.takes_purpose() {
        parameters.push(purpose());
    }
    if info.verb == Verb::Post {
        parameters.push(key());
    }
    if info.takes_purpose() {
        carry_purpose(described);
    }
    let takes_words = parameters.iter().any(|one| one.get("in") != Some(&Value::from("path")));
    if !parameters.is_empty() {
        described.insert("parameters".to_owned(), Value::Array(parameters));
    }
    let security = match (info.who, info.scope()) {
        (Who::Anybody, _) => json!([]),
        (_, Some(action)) => json!([{ "token": [action.id()] }]),
        (_, None) => json!([{ "token": [] }]),
    };
    described.insert("security".to_owned(), security);
    if let Some(responses) = described.get_mut("responses").and_then(Value::as_object_mut) {
        for status in refusals(info, takes_words) {
            responses.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/Problem{status}") }));
        }
        responses.insert("504".to_owned(), json!({ "description": "It took longer than a minute and was given up" }));
    }
}

/// The statuses with which an address may refuse.
fn refusals(info: &RouteInfo, takes_words: bool) -> Vec<u16> {
    let mut statuses = Vec::new();
    // Whoever sends a parameter to an address that takes none sends something that is not described.
    if info.who != Who::Anybody {
        statuses.extend([400, 401, 403]);
    }
    if info.path.contains('{') {
        statuses.push(404);
    }
    if info.verb == Verb::Post {
        statuses.push(409);
    }
    if info.verb.has_body() {
        statuses.extend([413, 415]);
    }
    if info.verb.has_body() || takes_words {
        statuses.push(422);
    }
    statuses.push(500);
    statuses
}

fn problems() -> Map<String, Value> {
    let says = [
        (400, "The request is not as it is described here"),
        (401, "No token, or one that was revoked or ran out"),
        (403, "A token that never was, one that is not good for this, or an owner who may not"),
        (404, "Nothing is there, or nothing that the owner of the token may know of"),
        (409, "Something else was first: another change, another thing of that id, the same request that still runs"),
        (413, "The body is too long"),
        (415, "The body is not JSON"),
        (422, "As described, and refused by the record or by a rule"),
        (500, "Something in the service failed"),
    ];
    let problem = |status: u16, says: &str| {
        let header = json!({ "description": "How to sign in", "required": true, "schema": { "type": "string" } });
        let headers = if status == 401 { json!({ "WWW-Authenticate": header }) } else { json!({}) };
        let response = json!({
            "description": says,
            "headers": headers,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
        (format!("Problem{status}"), response)
    };
    says.into_iter().map(|(status, says)| problem(status, says)).collect()
}

/// What a link leads to is asked for the purpose of the request that it stands in the answer of.
fn carry_purpose(described: &mut Map<String, Value>) {
    let responses = described.get_mut("responses").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    let links = responses.filter_map(|response| response.get_mut("links")?.as_object_mut()).flat_map(Map::values_mut);
    for parameters in links.filter_map(|link| link.get_mut("parameters")?.as_object_mut()) {
        parameters.insert(PURPOSE.to_owned(), Value::from(format!("$request.header.{PURPOSE}")));
    }
}

fn purpose() -> Value {
    let purposes: Vec<&str> = Purpose::ALL.iter().map(|purpose| purpose.id()).collect();
    json!({
        "name": PURPOSE,
        "in": "header",
        "required": false,
        "description": "For which purpose personal data is touched; that of the token where it is not said.",
        "schema": { "type": "string", "enum": purposes },
    })
}

fn key() -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": true,
        "description": "A random key of this request. The same request under the same key is done once and answered as before; remembered \
                        for a day.",
        "schema": { "type": "string", "pattern": KEY.written, "minLength": KEY_LENGTH.0, "maxLength": KEY_LENGTH.1 },
    })
}

/// A parameter is there or it is not: none is null.
fn never_null(schema: &mut Value) {
    if let Some(way) = schema.get("oneOf").and_then(Value::as_array).and_then(|ways| ways.iter().find(|way| !is_null(way))) {
        *schema = way.clone();
    }
    let types = schema.get("type").and_then(Value::as_array);
    let only = types.and_then(|types| types.iter().find(|one| *one != "null")).cloned();
    if let (Some(only), Some(schema)) = (only, schema.as_object_mut()) {
        schema.insert("type".to_owned(), only);
    }
}

fn is_null(way: &Value) -> bool {
    way.get("type").and_then(Value::as_str) == Some("null")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::PATTERNS;
    use std::collections::BTreeSet;

    #[test]
    fn every_address_is_described_and_no_other() {
        let described: BTreeSet<String> = document()["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, methods)| methods.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase())))
            .collect();
        let listed: BTreeSet<String> = ROUTES.iter().map(|info| format!("{} {}", info.verb.method(), info.path)).collect();
        assert_eq!(described, listed);
        let ids: BTreeSet<&str> = ROUTES.iter().map(|info| at(document(), info).unwrap()["operationId"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), ROUTES.len(), "two operations have one id");
        assert_eq!(document()["openapi"], "3.1.0");
    }

    #[test]
    fn every_operation_says_what_it_is_and_every_word_what_it_means() {
        for info in ROUTES {
            let described = at(document(), info).unwrap();
            let named = format!("{} {}", info.verb.method(), info.path);
            assert!(described["summary"].as_str().is_some_and(|text| !text.is_empty()), "{named} has no summary");
            assert_eq!(described["tags"].as_array().map(Vec::len), Some(1), "{named}");
            for parameter in described["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].as_str().is_some_and(|text| !text.is_empty()), "{named}: {parameter}");
            }
            let placeholders: BTreeSet<&str> = info.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
            let operation = operation(info).unwrap();
            assert_eq!(operation.path.iter().map(|one| one.name.as_str()).collect::<BTreeSet<_>>(), placeholders, "{named}");
            assert_eq!(operation.body.is_some(), info.verb.has_body(), "{named}");
            let writes = if info.verb == Verb::Post { "201" } else { "200" };
            assert!(described["responses"].get(writes).is_some(), "{named} does not say what it answers");
        }
    }

    #[test]
    fn every_link_leads_to_an_operation_that_takes_what_it_carries() {
        let mut led = 0;
        for info in ROUTES {
            let responses = at(document(), info).unwrap()["responses"].as_object().unwrap();
            for link in responses.values().filter_map(|response| response["links"].as_object()).flat_map(Map::values) {
                let there = ROUTES.iter().find(|there| at(document(), there).unwrap()["operationId"] == link["operationId"]).unwrap();
                let takes = at(document(), there).unwrap()["parameters"].as_array().unwrap();
                for name in link["parameters"].as_object().unwrap().keys() {
                    assert!(takes.iter().any(|one| one["name"] == name.as_str()), "{link}");
                }
                assert_eq!(link["parameters"].get(PURPOSE).is_some(), info.takes_purpose() && there.takes_purpose(), "{link}");
                led += 1;
            }
        }
        assert!(led > 0, "nothing leads anywhere");
    }

    /// Everything that is held against requests must be something that the check knows; a keyword it does not know would be a promise
    /// that nobody keeps.
    #[test]
    fn the_check_knows_every_word_by_which_a_request_is_described() {
        const KNOWN: &[&str] = &[
            "$ref",
            "additionalProperties",
            "default",
            "description",
            "enum",
            "examples",
            "format",
            "items",
            "maxItems",
            "maxLength",
            "maximum",
            "minItems",
            "minLength",
            "minimum",
            "oneOf",
            "pattern",
            "properties",
            "required",
            "type",
        ];
        fn walk(schema: &Value, named: &str) {
            let Some(object) = schema.as_object() else { return };
            for (keyword, value) in object {
                assert!(KNOWN.contains(&keyword.as_str()), "{named}: `{keyword}` is not checked");
                match keyword.as_str() {
                    "$ref" => walk(document().pointer(value.as_str().unwrap().trim_start_matches('#')).unwrap(), named),
                    "items" => walk(value, named),
                    "oneOf" => {
                        let ways = value.as_array().unwrap();
                        assert!(ways.len() == 2 && ways.iter().any(is_null), "{named}: only an optional thing may be one of two");
                        for way in ways {
                            walk(way, named);
                        }
                    }
                    "properties" => value.as_object().unwrap().values().for_each(|property| walk(property, named)),
                    "pattern" => {
                        let known = PATTERNS.iter().chain([&KEY]).any(|known| known.written == value);
                        assert!(known, "{named}: the pattern {value} is not checked");
                    }
                    "format" => {
                        let number = object["type"].to_string().contains("integer");
                        assert!(number || value == "date", "{named}: the format {value} is not checked");
                    }
                    _ => {}
                }
            }
            let is_object = object.get("type").is_some_and(|kind| kind == "object");
            assert!(!is_object || object.get("additionalProperties") == Some(&Value::Bool(false)), "{named} takes anything");
        }
        for info in ROUTES {
            let named = format!("{} {}", info.verb.method(), info.path);
            let operation = operation(info).unwrap();
            for parameter in operation.path.iter().chain(&operation.query).chain(&operation.headers) {
                walk(&parameter.schema, &named);
            }
            operation.body.iter().for_each(|schema| walk(schema, &named));
        }
    }

    #[test]
    fn every_example_is_as_described() {
        let checker = crate::check::Checker { document: document() };
        let mut tried = 0;
        for (name, schema) in document()["components"]["schemas"].as_object().unwrap() {
            for example in schema["examples"].as_array().into_iter().flatten() {
                assert_eq!(checker.check(schema, example, name), []);
                tried += 1;
            }
        }
        let bodies = ROUTES.iter().filter(|info| info.verb.has_body()).count();
        assert!(tried >= bodies, "{tried} examples for {bodies} bodies");
    }

    #[test]
    fn the_kept_description_is_fresh() {
        let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.openapi.json");
        if std::env::var_os("WARDMOTE_ACCEPT").is_some() {
            std::fs::write(kept, document_text()).unwrap();
        }
        assert!(
            std::fs::read_to_string(kept).is_ok_and(|text| text == document_text()),
            "docs/api.openapi.json is stale: look at what changed, and run once with WARDMOTE_ACCEPT=1"
        );
    }
}
