import assert from "node:assert/strict";
import { tills } from "../../server/src/tills/model.ts";
import { made } from "./calls.ts";
import { logIn, program, sale, type Row } from "./keyed-world.ts";

/** The rows of tills and their sales. */
export const tillRows: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  create_till: {
    new: async (world) => ({
      path: "/tills",
      body: { name: "Counter", kind: "generic", template_id: await program(world) },
      async verify({ id, secret }) {
        const stored = await world.app.platform.store.collection(tills).findOne({ _id: id });
        assert.equal(world.app.platform.vault.open(stored?.secret ?? ""), secret);
      },
    }),
  },
  connect_till: {
    new: async (world) => {
      const template_id = await program(world);
      const till = await made(world.owner, "/tills", { name: "P", kind: "poster", template_id });
      const session = await logIn(world);
      return { path: `/tills/${till.id}/connect`, bearer: null, headers: () => session };
    },
  },
  try_sale: {
    "our own shape": async (world) => {
      const template_id = await program(world);
      const till = await made(world.owner, "/tills", { name: "T", kind: "generic", template_id });
      const tried = { receipt_id: "R-1", sold_at: "2026-05-11T12:00:00Z", amount: "5.00", currency: "EUR" };
      return { path: `/tills/${till.id}/try-mapping`, body: { sale: tried } };
    },
  },
  record_sale: { "with a code": sale },
};
