import assert from "node:assert/strict";
import { evaluate } from "./evaluate.ts";
import { fill, piecesOf } from "./template.ts";

const scope = {
  body: { name: "Ann", items: [{ id: "a" }, { id: "b" }], zero: 0, none: null },
  headers: { "webhook-id": "evt_1" },
  parameters: { a: 1, b: 2, no: false },
};
const value = (source: string): unknown => evaluate(source, scope);

describe("IML for tests", () => {
  it("reads members, also with odd characters, and counts items from one", () => {
    assert.equal(value("body.name"), "Ann");
    assert.equal(value("headers.`webhook-id`"), "evt_1");
    assert.equal(value("body.items[2].id"), "b");
    assert.equal(value("body.items[].id"), "a");
    assert.equal(value("body.items[0].id"), undefined);
    assert.equal(value("body.missing.deeper"), undefined);
  });

  it("computes with the usual precedence", () => {
    assert.equal(value("1 + 2 * 3 == 7 && !(2 > 3)"), true);
    assert.equal(value("'a' + 1"), "a1");
    assert.equal(value("2 - -1"), 3);
  });

  it("takes zero and false for values, but not for true", () => {
    assert.equal(value("ifempty(body.zero, 5)"), 0);
    assert.equal(value("ifempty(body.none, 5)"), 5);
    assert.equal(value("if(parameters.no, 1, 2)"), 2);
    assert.equal(value("ifempty(parameters.no, 'none') != 'none'"), true);
  });

  it("looks at the chosen argument only", () => {
    assert.equal(value("if(body.name, 1, nowhere.to.be.found)"), 1);
    assert.equal(value("switch(body.name, 'Ann', 'yes', nowhere)"), "yes");
  });

  it("formats and parses dates", () => {
    const at = evaluate("formatDate(parseDate(text), 'YYYY-MM-DDTHH:mm:ssZ')", {
      text: "2026-05-11T12:34:56Z",
    });
    assert.equal(at, "2026-05-11T12:34:56+00:00");
    assert.equal(value("formatDate('2026-05-11T12:34:56Z', 'X')"), "1778502896");
  });

  it("keeps the type of a whole expression, joins text, spreads objects, leaves out undefined", () => {
    assert.deepEqual(
      fill(
        {
          whole: "{{parameters.a}}",
          text: "<{{parameters.a}}{{body.none}}>",
          gone: "{{undefined}}",
          "{{...}}": "{{omit(parameters, 'a')}}",
          list: ["{{body.name}}"],
        },
        scope,
      ),
      { whole: 1, text: "<1>", b: 2, no: false, list: ["Ann"] },
    );
  });

  it("throws at what it does not know, instead of guessing", () => {
    for (const source of [
      "nowhere",
      "shout('a')",
      "1 +",
      "a b",
      "formatDate('2026-05-11T12:34:56Z', 'dddd')",
    ])
      assert.throws(() => value(source), Error, source);
    assert.throws(() => value("'1' == 1"), /depends on the engine/);
    assert.throws(() => piecesOf("{{body.name"), /braces/);
  });
});
