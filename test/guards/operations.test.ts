import assert from "node:assert/strict";
import { actions, type ActionDefinition } from "../../server/src/catalog/index.ts";
import { createOperations, type OperationParts } from "../../server/src/operations.ts";
import { expectNone, textOf } from "./tree.ts";

const nameOf = (action: ActionDefinition): string => `${action.method} ${action.path}`;

const without = (names: readonly string[], others: readonly string[]): string[] =>
  names.filter((name) => !others.includes(name));

describe("operations", () => {
  const declared = actions.map(nameOf);

  it("serve exactly the catalogue's actions", () => {
    // Binding calls nothing, so the parts may be empty.
    const operations = createOperations({} as OperationParts);
    const served = operations.map((operation) => nameOf(operation.action));
    expectNone(without(declared, served), "Declared, but bound to no function:");
    expectNone(without(served, declared), "Served, but not in the catalogue:");
    assert.equal(new Set(served).size, served.length, "an action is bound twice");
  });

  it("are exactly the paths of the OpenAPI document", () => {
    const document = JSON.parse(textOf("server/openapi.json")) as { paths: Record<string, object> };
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
    );
    expectNone(without(declared, described), "Not described:");
    expectNone(without(described, declared), "Described, but not in the catalogue:");
  });
});
