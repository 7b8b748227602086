import assert from "node:assert/strict";
import { dropdowns, errors, spellOut } from "../../../server/src/catalog/index.ts";
import { base, codeOf, component, idsOf, modulesOf, type Code } from "../runner/files.ts";
import { codeFiles, expressionsIn, textsIn, variablesIn } from "./code.ts";

const definitions: Code[] = codeFiles
  .filter(({ key }) => ["params", "staticParams", "mappableParams"].includes(key))
  .flatMap(({ code }) => code);

const isSentence = (label: string): boolean =>
  label
    .split(" ")
    .every(
      (word, at) =>
        at === 0 ||
        /^[a-z]/.test(word) ||
        /^(IDs?|URL|API)$/.test(word) ||
        spellOut(word.toLowerCase()) === word,
    );

describe("Make app › components", () => {
  it("base and connection map errors, with the sentence that helps, for every status of the error table", () => {
    const statuses = new Set(Object.values(errors).map(({ status }) => String(status)));
    for (const status of statuses)
      assert.ok(base.response.error[status], `base says nothing about ${status}`);
    const { response } = codeOf("connection", "apiKey")["communication"];
    for (const status of ["401", "403", "404", "429", "500", "503"])
      assert.ok(response.error[status], `the connection says nothing about ${status}`);
  });

  it("give the types that decide what Make does with an error", () => {
    const typeOf = (status: string): string => base.response.error[status].type;
    assert.deepEqual(
      ["400", "401", "403", "404", "413", "422", "429", "500", "503"].map((status) => [
        status,
        typeOf(status),
      ]),
      [
        ["400", "DataError"],
        // What does not answer as this API, such as a proxy's log-in, says nothing about the key.
        ["401", "{{if(body.code, 'InvalidAccessTokenError', 'ConnectionError')}}"],
        ["403", "InvalidConfigurationError"],
        ["404", "DataError"],
        ["413", "DataError"],
        ["422", "DataError"],
        ["429", "RateLimitError"],
        ["500", "ConnectionError"],
        ["503", "ConnectionError"],
      ],
    );
  });

  it("follow no redirect, which could carry the key to another host", () => {
    for (const code of [base, codeOf("connection", "apiKey")["communication"]])
      assert.deepEqual([code.followRedirects, code.followAllRedirects], [false, false]);
  });

  it("of kind connection offer an editable password, and an address that cannot be edited", () => {
    const [address, key] = codeOf("connection", "apiKey")["params"];
    assert.equal(address.editable, undefined);
    assert.deepEqual([key.type, key.editable], ["password", true]);
    const pattern = new RegExp(address.validate.pattern);
    for (const good of ["https://a.example", "https://a.example:8443", "https://a.example/loyalty"])
      assert.match(good, pattern);
    for (const bad of [
      "http://a.example",
      "https://a.example/",
      "https://b@a.example",
      "https://a.example?x",
      "a.example",
      "https://a.example\\\\@b.example",
    ])
      assert.doesNotMatch(bad, pattern);
  });

  it("of kind search iterate, page by cursor, and have a limit last", () => {
    for (const id of modulesOf("search")) {
      const { communication, mappableParams } = codeOf("module", id);
      assert.equal(communication.response.limit, "{{parameters.limit}}", id);
      assert.equal(communication.response.iterate, "{{body.data}}", id);
      assert.deepEqual(Object.keys(communication.pagination.qs), ["cursor"], id);
      assert.equal(communication.qs.limit, 100, id);
      const limit = mappableParams.at(-1);
      assert.deepEqual(
        [limit.name, limit.type, limit.default, limit.required, limit.advanced],
        ["limit", "uinteger", 10, undefined, undefined],
        id,
      );
    }
  });

  it("of kind action neither iterate nor page; writing ones send their reference as Idempotency-Key", () => {
    for (const id of modulesOf("action")) {
      const { communication, mappableParams } = codeOf("module", id);
      assert.equal(communication.pagination, undefined, id);
      assert.equal(communication.response.iterate, undefined, id);
      const writes = communication.method === "POST";
      assert.equal(component("module", id).actionCrud === "read", !writes, id);
      assert.equal(
        mappableParams.some(({ name }: Code) => name === "reference"),
        writes,
        id,
      );
      assert.equal(communication.headers?.["Idempotency-Key"] !== undefined, writes, id);
    }
  });

  it("of kind instant trigger have a webhook, an interface and samples, and ask nothing", () => {
    for (const id of modulesOf("instant_trigger")) {
      const code = codeOf("module", id);
      assert.ok(component("module", id).webhook, id);
      assert.ok(code["interface"].length > 0 && Object.keys(code["samples"]).length > 0, id);
      assert.deepEqual(
        [code["communication"], code["staticParams"], code["mappableParams"]],
        [{}, [], []],
        id,
      );
    }
  });

  it("of kind webhook detach and update with what attaching saved", () => {
    for (const id of idsOf("webhook")) {
      const { attach, detach, update } = codeOf("webhook", id);
      const saved = Object.keys(attach.response.data);
      const needed = [detach, update]
        .flatMap((code) => expressionsIn(code))
        .flatMap(({ node }) => variablesIn(node))
        .filter((variable) => variable.startsWith("webhook."))
        .map((variable) => variable.slice("webhook.".length));
      assert.ok(needed.length > 0);
      assert.deepEqual(
        needed.filter((key) => !saved.includes(key)),
        [],
        id,
      );
    }
  });

  it("of kind remote procedure answer a drop-down of the catalogue in at most three requests", () => {
    const titles: string[] = Object.values(dropdowns).map(({ title }) => title);
    for (const id of idsOf("rpc")) {
      const { communication } = codeOf("rpc", id);
      const { label } = component("rpc", id);
      assert.ok(titles.includes(label) || label === "List event types", label);
      assert.deepEqual(Object.keys(communication.response.output), ["label", "value"], id);
      assert.equal(communication.response.limit, 300, id);
      if (communication.pagination)
        assert.match(communication.pagination.condition, /pagination\.page <= 3/, id);
    }
  });

  it("hide the key, and every secret that an answer may hold, from the log", () => {
    const logging = codeFiles.filter(({ code }) => code.log !== undefined);
    for (const { id, key, code } of logging)
      assert.ok(code.log.sanitize.includes("request.headers.authorization"), `${id}.${key}`);
    assert.ok(base.log.sanitize.includes("response.body.secret"));
    for (const id of idsOf("webhook"))
      assert.ok(codeOf("webhook", id)["attach"].log.sanitize.includes("response.body.secret"), id);
  });

  it("label their inputs in sentence case, one to three words, and explain them in sentences", () => {
    for (const { label, help, name } of definitions) {
      assert.ok(isSentence(label) && label.split(" ").length <= 3 && !/[.:!?]/.test(label), label);
      if (help !== undefined) assert.match(help, /\.$/, name);
    }
  });

  it("tell nobody to leave a field empty that the form insists on", () => {
    const below = (code: Code[]): Code[] =>
      code.flatMap((one) => [
        one,
        ...(Array.isArray(one.options) ? one.options.flatMap(({ nested = [] }: Code) => below(nested)) : []),
      ]);
    const wrong = below(definitions).filter(
      ({ required, help = "" }) => required && /empty|only when/.test(help),
    );
    assert.deepEqual(
      wrong.filter(({ options }) => !Array.isArray(options)).map(({ help }) => help),
      [],
    );
  });

  it("label the members of bundles in sentence case", () => {
    const labels = codeFiles
      .filter(({ key }) => key === "interface")
      .flatMap(({ code }) => textsIn(code).filter(({ path }) => path.at(-1) === "label"));
    assert.deepEqual(
      labels.map(({ text }) => text).filter((label) => !isSentence(label)),
      [],
    );
  });
});
