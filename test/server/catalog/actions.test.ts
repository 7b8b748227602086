import assert from "node:assert/strict";
import {
  actions,
  errorsOf,
  listCards,
  listVouchers,
  spellOut,
  titleCase,
} from "../../../server/src/catalog/index.ts";

describe("actions", () => {
  it("have names and addresses of their own", () => {
    const names = actions.map((action) => action.name);
    const addresses = actions.map((action) => `${action.method} ${action.path}`);
    assert.equal(new Set(names).size, names.length);
    assert.equal(new Set(addresses).size, addresses.length);
  });

  it("declare each parameter of their path and no other", () => {
    for (const { name, path, params } of actions) {
      const inPath = [...path.matchAll(/:(\w+)/g)].map(([, key]) => key);
      assert.deepEqual(Object.keys((params as unknown as { shape: object }).shape), inPath, name);
    }
  });

  it("take at most one card selector in a list", () => {
    for (const { query } of [listCards, listVouchers]) {
      assert.ok(query.safeParse({ email: "ann.lee@example.com", template_id: "tpl_1" }).success);
      assert.ok(!query.safeParse({ email: "ann.lee@example.com", phone: "+380671112233" }).success);
    }
  });

  it("answer with what their method, access and body bring along", () => {
    const [logIn] = actions.filter((action) => action.name === "log_in");
    const [read] = actions.filter((action) => action.name === "get_card");
    assert.ok(logIn && read);
    assert.ok(!errorsOf(logIn).includes("unauthenticated"));
    assert.ok(errorsOf(logIn).includes("malformed_json"));
    assert.ok(!errorsOf(read).includes("idempotency_mismatch"));
    assert.ok(errorsOf(read).includes("forbidden"));
  });
});

describe("words", () => {
  it("spell out a key", () => {
    assert.equal(spellOut("voucher_template_id"), "Voucher template ID");
    assert.equal(spellOut("whatsapp"), "WhatsApp");
  });

  it("make Title Case of a label", () => {
    assert.equal(titleCase("Stamps to next goal"), "Stamps to Next Goal");
    assert.equal(titleCase("Voucher template ID"), "Voucher Template ID");
  });
});
