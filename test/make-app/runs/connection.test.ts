import assert from "node:assert/strict";
import { startReceiver } from "../../support/receiver.ts";
import { errorOf } from "../runner/request.ts";
import { connect } from "../runner/run.ts";
import { address, worldAt } from "../runner/world.ts";
import { openStage, type Stage } from "../stage.ts";

describe("Make app › connection", () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());

  it("is labelled Business – staff, knows the staff member, and keeps the shop's time zone", async () => {
    const { body: me } = await stage.owner.get("/me");
    assert.equal(stage.connection.label, `${me.business.name} – ${me.staff.name}`);
    assert.equal(stage.connection.uid, me.staff.id);
    const { time_zone: timeZone } = me.business;
    assert.deepEqual(stage.connection.values, { baseUrl: address, apiKey: stage.owner.key, timeZone });
  });

  it("works with the key of a scanner", async () => {
    const scanner = await (await stage.app.tenant()).member("scanner");
    assert.match(String((await connect(stage.world, { baseUrl: address, apiKey: scanner.key })).label), /–/);
  });

  it("fails with a wrong key, and says where to get one", async () => {
    const error = await errorOf(connect(stage.world, { baseUrl: address, apiKey: "7loc_sc_wrong" }));
    assert.equal(error.type, "InvalidAccessTokenError");
    assert.match(error.message, /^\[401\] The API key is not valid\./);
  });

  it("fails without a key, and with an address that is none, before anything is sent", async () => {
    const sent = stage.world.calls.length;
    for (const baseUrl of ["http://connect.example.com", "https://connect.example.com/", "connect"])
      assert.equal(
        (await errorOf(connect(stage.world, { baseUrl, apiKey: "x" }))).type,
        "BundleValidationError",
      );
    assert.match((await errorOf(connect(stage.world, { baseUrl: address }))).message, /apiKey is required/);
    assert.equal(stage.world.calls.length, sent);
  });

  it("fails at an address where something else answers, and follows no redirect", async () => {
    const other = await startReceiver();
    const world = worldAt(`http://127.0.0.1:${other.port}`);
    const attempt = () => errorOf(connect(world, { baseUrl: address, apiKey: stage.owner.key }));
    other.always({ status: 200, body: "<html>Welcome</html>" });
    assert.equal((await attempt()).type, "InvalidConfigurationError");
    assert.match((await attempt()).message, /no 7stamp Connect at this address/);
    other.always({ status: 404, body: "not here" });
    assert.match((await attempt()).message, /no 7stamp Connect at this address/);
    other.always({ status: 302, headers: { location: "https://elsewhere.example/v1/me" } });
    assert.match((await attempt()).message, /no 7stamp Connect at this address/);
    await other.close();
  });
});
