import assert from "node:assert/strict";
import { functions, lazyFunctions } from "../iml/functions.ts";
import { codeOf, idsOf } from "../runner/files.ts";
import { codeFiles, expressionsIn, functionsIn, textsIn, variablesIn, type CodeFile } from "./code.ts";

const known = new Set([...Object.keys(functions), ...Object.keys(lazyFunctions)]);

/** Roots that Make offers, by where an expression stands. */
const rootsFor = ({ kind, key }: CodeFile, path: readonly string[]): readonly string[] => {
  const answered = ["response", "pagination"].includes(path[0] ?? "")
    ? ["body", "headers", "statusCode", "item", "pagination"]
    : [];
  const asking = ["parameters", "temp", "now", ...answered];
  if (kind === "connection") return asking;
  if (kind === "webhook" && key === "communication")
    return ["body", "headers", "query", "method", "parameters", "now", "webhook"];
  if (kind === "webhook") return [...asking, "connection", "webhook"];
  return [...asking, "connection"];
};

const declaredIn = (definitions: unknown): string[] => {
  const names: string[] = [];
  for (const { path, text } of textsIn(definitions as never)) if (path.at(-1) === "name") names.push(text);
  return names;
};

const parametersOf = ({ kind, id }: CodeFile): string[] => {
  if (kind === "base") return [];
  const { params = [], staticParams = [], mappableParams = [] } = codeOf(kind, id);
  return declaredIn([params, staticParams, mappableParams]);
};

const faultsIn = (file: CodeFile): string[] => {
  const declared = parametersOf(file);
  const temp = Object.keys(file.code.temp ?? {});
  return expressionsIn(file.code).flatMap(({ path, source, node }) => {
    const roots = rootsFor(file, path);
    const strangers = variablesIn(node).filter((variable) => {
      const [root = "", member] = variable.split(".");
      if (!roots.includes(root)) return true;
      if (root === "parameters") return member !== undefined && !declared.includes(member);
      return root === "temp" && !temp.includes(member ?? "");
    });
    const wild = functionsIn(node).filter((name) => !known.has(name));
    return [...strangers, ...wild].map((name) => `${file.id}.${file.key}: ${name} in ${source}`);
  });
};

describe("Make app › language", () => {
  it("has expressions that parse, with functions that Make documents and variables that it offers there", () => {
    assert.deepEqual(codeFiles.flatMap(faultsIn), []);
  });

  it("uses every input it asks for", () => {
    const unused = codeFiles
      .filter(({ key }) => key === "communication" || key === "attach")
      .filter(({ kind, key }) => kind !== "webhook" || key === "attach")
      .flatMap((file) => {
        const text = JSON.stringify(file.code);
        return parametersOf(file)
          .filter((name) => !["key", "value"].includes(name))
          .filter((name) => !new RegExp(`\\b${name}\\b`).test(text))
          .map((name) => `${file.id}: ${name}`);
      });
    assert.deepEqual(unused, []);
  });

  it("calls its own address only: no absolute one is written, and none begins with an expression", () => {
    const absolute = codeFiles
      .filter(({ kind, key }) => kind !== "base" && !key.endsWith("arams"))
      .flatMap(({ id, key, code }) => (code.url === undefined ? [] : [{ id, key, url: code.url as string }]))
      .filter(({ url }) => !url.startsWith("/v1/") && !url.startsWith("/v1{{if("));
    assert.deepEqual(absolute, [{ id: "apiKey", key: "communication", url: "{{parameters.baseUrl}}/v1/me" }]);
  });

  it("names only remote procedures that exist, and uses each", () => {
    const named = codeFiles.flatMap(({ code }) =>
      textsIn(code).flatMap(({ text }) => /^rpc:\/\/(\w+)/.exec(text)?.[1] ?? []),
    );
    assert.deepEqual([...new Set(named)].toSorted(), idsOf("rpc").toSorted());
  });

  it("holds no secret", () => {
    const found = codeFiles.flatMap(({ id, key, code }) =>
      textsIn(code)
        .filter(({ text }) => /7loc_sc_[A-Za-z0-9]|whsec_[A-Za-z0-9+/]/.test(text))
        .map(() => `${id}.${key}`),
    );
    assert.deepEqual(found, []);
  });
});
