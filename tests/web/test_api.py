"""The JSON API: true to its OpenAPI, pages by cursor, ETags, plain refusals."""

import json

import pytest
from starlette.testclient import TestClient

from marsad.web import schemas

SHAPES = {"/api/v1/incidents": schemas.IncidentPage, "/api/v1/incidents?kind=window": schemas.IncidentPage, "/api/v1/claims?limit=500": schemas.ClaimPage}


@pytest.mark.parametrize("address", SHAPES)
def test_lists_have_the_declared_shape(client: TestClient, address: str):
    body = client.get(address).content
    page = SHAPES[address].model_validate_json(body)
    assert page.items
    assert page.model_dump(mode="json", by_alias=True) == json.loads(body)  # nothing undeclared is in the answer


def test_single_things_have_the_declared_shape(client: TestClient):
    claim = client.get("/api/v1/claims").json()["items"][0]
    assert schemas.Claim.model_validate(client.get(f"/api/v1/claims/{claim['id']}").json()).id == claim["id"]
    assert schemas.Document.model_validate(client.get(f"/api/v1/documents/{claim['document']}").json()).text
    assert schemas.Incident.model_validate(client.get(f"/api/v1/incidents/{claim['incident']}").json())
    assert schemas.SearchResult.model_validate(client.get("/api/v1/search", params={"q": "الميادين"}).json()).documents


def test_the_cursor_reaches_everything_once(client: TestClient):
    seen, cursor = [], ""
    while True:
        page = client.get("/api/v1/claims", params={"limit": 5, "cursor": cursor}).json()
        seen += [c["id"] for c in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == page["total"] > 5


def test_search_answers_with_true_spans(client: TestClient):
    for hit in client.get("/api/v1/search", params={"q": "الميادين"}).json()["documents"]:
        text = client.get(f"/api/v1/documents/{hit['id']}").json()["text"]
        assert text[hit["span"][0] : hit["span"][1]] == hit["text"]


def test_an_unchanged_answer_is_not_sent_again(client: TestClient):
    first = client.get("/api/v1/incidents")
    again = client.get("/api/v1/incidents", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/v1/incidents?limit=1", headers={"if-none-match": first.headers["etag"]}).status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/incidents/x", "/api/v1/claims/x", "/api/v1/documents/x", "/api/v1/claims?document=x", "/api/v1/claims?incident=x", "/api/v1/incidents?cursor=%25", "/api/v1/incidents?cursor=eA", "/api/v1/x"])
def test_what_is_not_there_is_not_found(client: TestClient, address: str):
    response = client.get(address)
    assert response.status_code == 404
    assert set(response.json()) == {"detail"}


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=99999999999999999999", "type=war", "grade=x", "from=2018-13-01", "country=syria", "sort=x", "kind=x", "disputed=maybe"])
def test_values_out_of_bounds_are_named(client: TestClient, query: str):
    response = client.get(f"/api/v1/incidents?{query}")
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"][0] == "query"


def test_openapi_names_every_route(client: TestClient):
    spec = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/incidents", "/api/v1/incidents/{incident_id}", "/api/v1/claims", "/api/v1/claims/{claim_id}", "/api/v1/documents/{document_id}", "/api/v1/search"} <= set(spec["paths"])
    for path, methods in spec["paths"].items():
        assert set(methods) == {"get"}, path
        if path.startswith("/api/v1/export/"):  # files, not shapes
            continue
        assert methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]


def test_the_map_is_geojson_of_areas(client: TestClient):
    response = client.get("/map.geojson")
    assert response.headers["content-type"] == "application/geo+json"
    features = response.json()["features"]
    areas = [f for f in features if f["properties"]["role"] == "area"]
    assert areas
    assert all(f["geometry"]["type"] in ("Polygon", "MultiPolygon") for f in areas)
    assert any(f["properties"]["wide"] for f in areas)
