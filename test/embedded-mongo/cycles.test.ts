import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path/posix";
import assert from "node:assert/strict";

const root = join(import.meta.dirname, "../../server/src/embedded-mongo");
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /\.m?ts$/.test(path));

/** What a file imports of its own house, types included: who needs to know the other's types needs to know the other. */
const importsOf = (file: string): string[] =>
  [
    ...readFileSync(join(root, file), "utf8").matchAll(/\bfrom\s*"(\.[^"]+)"|\bimport\s*\(?\s*"(\.[^"]+)"/g),
  ].map(([, plain, bare]) => relative(root, join(root, dirname(file), plain ?? bare ?? "")));

/** The circles of a graph, each once, as the way round it. */
function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const found = new Map<string, string>();
  const done = new Set<string>();
  const walk = (node: string, way: readonly string[]): void => {
    const start = way.indexOf(node);
    if (start >= 0) {
      const round = way.slice(start);
      found.set([...round].sort().join(), [...round, node].join(" → "));
      return;
    }
    if (done.has(node)) return;
    for (const next of graph.get(node) ?? []) walk(next, [...way, node]);
    done.add(node);
  };
  for (const node of graph.keys()) walk(node, []);
  return [...found.values()];
}

describe("embedded-mongo › imports", () => {
  const graph = new Map(files.map((file) => [file, new Set(importsOf(file))]));

  it("are all found: each leads to a file of the folder, and the door reaches the heart", () => {
    assert.ok(files.length > 50, `${files.length} files`);
    const known = new Set(files);
    assert.deepEqual(
      [...graph.values()]
        .flatMap((names) => [...names])
        .filter((name) => !known.has(name) && name !== "worker.js"),
      [],
    );
  });

  it("go round in no circle, from file to file", () => {
    assert.deepEqual(circles(graph), []);
  });

  it("go round in no circle, from folder to folder", () => {
    const folders = new Map<string, Set<string>>();
    for (const [file, names] of graph) {
      const from = dirname(file);
      // The files at the top put the folders together; executor.ts and retries.ts stand between two of them.
      if (from === ".") continue;
      const to = [...names].map(dirname).filter((folder) => folder !== "." && folder !== from);
      folders.set(from, new Set([...(folders.get(from) ?? []), ...to]));
    }
    assert.deepEqual(circles(folders), []);
  });
});
