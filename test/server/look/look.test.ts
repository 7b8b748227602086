import assert from "node:assert/strict";
import { businesses } from "../../../server/src/businesses/model.ts";
import { templates } from "../../../server/src/templates/model.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";

const nothing = { color: null, logo_url: null, picture_url: null, address: null };

describe("look", () => {
  let app: TestApp;
  let owner: Client;
  let businessId: string;

  beforeEach(async () => {
    const tenant = await app.tenant();
    owner = tenant.owner;
    businessId = tenant.business.id;
  });
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const newTemplate = async (look?: object) =>
    (await owner.post("/templates", { name: "Coffee card", ...(look && { look }) })).body;

  it("of a business is changed member by member, and null takes a member back", async () => {
    assert.deepEqual((await owner.get("/business")).body.look, nothing);
    await owner.patch("/business", { look: { color: "#ABCDEF", address: " 12 Main Street " } });
    await owner.patch("/business", { look: { logo_url: "https://example.com/a.png", address: null } });
    const { look } = (await owner.get("/me")).body.business;
    assert.deepEqual(look, { ...nothing, color: "#abcdef", logo_url: "https://example.com/a.png" });
  });

  it("of a business keeps what two changes at once say", async () => {
    const changes = [
      { color: "#112233" },
      { address: "12 Main Street" },
      { picture_url: "https://example.com/p.jpg" },
    ];
    await Promise.all(changes.map((look) => owner.patch("/business", { look })));
    const { look } = (await owner.get("/business")).body;
    assert.deepEqual(look, Object.assign({}, nothing, ...changes));
  });

  it("of a card template makes no new version, and its goals stay", async () => {
    const { id } = await newTemplate({ color: "#112233" });
    const changed = (await owner.patch(`/templates/${id}`, { look: { address: "12 Main Street" } })).body;
    assert.deepEqual([changed.version, changed.goals], [1, []]);
    assert.deepEqual(changed.look, { ...nothing, color: "#112233", address: "12 Main Street" });
    const named = (await owner.patch(`/templates/${id}`, { name: "Tea card" })).body;
    assert.deepEqual(named.look, changed.look);
  });

  it("goes with a card template that is exported and imported", async () => {
    const look = { ...nothing, color: "#112233", picture_url: "https://example.com/p.jpg" };
    const { id } = await newTemplate(look);
    const whole = (await owner.get(`/templates/${id}`)).body;
    const ours = ["id", "version", "created_at", "updated_at"];
    const exported = Object.fromEntries(Object.entries(whole).filter(([name]) => !ours.includes(name)));
    const other = (await app.tenant()).owner;
    const imported = await other.post("/templates", exported);
    assert.equal(imported.status, 201, imported.text);
    assert.deepEqual(imported.body.look, look);
  });

  it("is refused where it is none", async () => {
    const { id } = await newTemplate();
    for (const look of [
      { color: "red" },
      { color: "#fff" },
      { color: "#11223" },
      { color: "#112233;}body{" },
      { logo_url: "javascript:alert(1)" },
      { picture_url: "/pictures/a.png" },
      { address: "" },
      { font: "serif" },
    ])
      for (const path of ["/business", `/templates/${id}`]) {
        const { status, body } = await owner.patch(path, { look });
        assert.equal(status, 422, `${path} ${JSON.stringify(look)}`);
        assert.equal(body.errors[0].pointer, `/look/${Object.keys(look)[0]}`);
      }
  });

  it("of a business is its owner's to change, of a card template a manager's", async () => {
    const tenant = await app.tenant();
    const manager = await tenant.member("manager");
    const look = { color: "#112233" };
    assert.equal((await manager.patch("/business", { look })).status, 403);
    assert.equal((await manager.post("/templates", { name: "Card", look })).status, 201);
    assert.equal(
      (await (await tenant.member("scanner")).post("/templates", { name: "Card", look })).status,
      403,
    );
  });

  it("is empty in what the version before has left", async () => {
    const { id } = await newTemplate({ color: "#112233" });
    const { store } = app.platform;
    await store.collection(businesses).updateOne({ _id: businessId }, { $unset: { look: "" } });
    await store.collection(templates).updateOne({ _id: id }, { $unset: { look: "" } });
    assert.deepEqual((await owner.get(`/templates/${id}`)).body.look, nothing);
    const changed = await owner.patch("/business", { look: { color: "#445566" } });
    assert.deepEqual(changed.body.look, { ...nothing, color: "#445566" });
  });
});
