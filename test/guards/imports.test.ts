import { dirname, join } from "node:path/posix";
import { expectNone, sourcesBelow, textOf } from "./tree.ts";

const areas = [
  "staff",
  "templates",
  "customers",
  "cards",
  "rewards",
  "vouchers",
  "campaigns",
  "hooks",
  "tills",
  "messengers",
  "wallets",
  "card-page",
  "businesses",
  "clockwork",
  "personal-data",
  "look",
  "pictures",
  "events",
  "stats",
  "refusals",
];

/** One import: `to` is a path from the root, or a package's name. */
interface Import {
  readonly from: string;
  readonly to: string;
}

const specifier = /(?:^|[\s;])(?:import|export)\s[^"'`;]*?from\s*"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"/g;

const importsOf = (from: string): Import[] =>
  [...textOf(from).matchAll(specifier)].map(([, plain, dynamic]) => {
    const name = plain ?? dynamic ?? "";
    return { from, to: name.startsWith(".") ? join(dirname(from), name) : name };
  });

const all = sourcesBelow("server", "zapier-app").flatMap(importsOf);

const areaOf = (path: string): string | undefined => {
  const [, area] = /^server\/src\/([^/]+)\//.exec(path) ?? [];
  return area !== undefined && areas.includes(area) ? area : undefined;
};

const isPackage = (to: string): boolean => !to.startsWith("server/") && !to.startsWith("zapier-app/");
const isKoa = (to: string): boolean => /^@?koa(\/|-|$)/.test(to);
const isBelow =
  (...folders: string[]) =>
  (to: string): boolean =>
    folders.some((folder) => to.startsWith(`server/src/${folder}`));
const isRoutes = (path: string): boolean => path.endsWith("/routes.ts");
const isDoor = (to: string): boolean =>
  areaOf(to) !== undefined && to.split("/").length === 4 && to.endsWith("/index.ts");

interface Direction {
  readonly sentence: string;
  readonly applies: (from: string) => boolean;
  readonly allows: (to: string, from: string) => boolean;
}

const within = isBelow;

const directions: readonly Direction[] = [
  {
    sentence: "The catalogue holds facts: it imports zod and itself only.",
    applies: within("catalog/"),
    allows: (to) => to === "zod" || isBelow("catalog/")(to),
  },
  {
    sentence: "Core is mechanism without loyalty meaning: libraries and catalog/errors only.",
    applies: within("core/"),
    allows: (to) => (isPackage(to) && !isKoa(to)) || isBelow("core/", "catalog/errors.ts")(to),
  },
  {
    sentence: "embedded-mongo knows nothing of the server: libraries only, and not mongoose.",
    applies: within("embedded-mongo/"),
    allows: (to) => (isPackage(to) && to !== "mongoose") || isBelow("embedded-mongo/")(to),
  },
  {
    sentence: "The journal imports core and catalog only; areas come to it.",
    applies: within("journal/"),
    allows: (to) => (isPackage(to) && !isKoa(to)) || isBelow("journal/", "core/", "catalog/")(to),
  },
  {
    sentence:
      "The platform is what commands have at hand: core, catalog, the journal, the type of the config.",
    applies: within("platform/"),
    allows: (to) => isBelow("platform/", "core/", "catalog/", "journal/index.ts", "process/config.ts")(to),
  },
  {
    sentence: "Generation is catalogue in, files out: it imports the catalogue only.",
    applies: within("generate/"),
    allows: (to) => to.startsWith("node:") || to === "zod" || isBelow("generate/", "catalog/")(to),
  },
  {
    sentence: "The docs page shows the generated document and knows nothing else of the server.",
    applies: within("docs/"),
    allows: (to) => isPackage(to) || isBelow("docs/")(to),
  },
  {
    sentence: "HTTP is transport: it knows core, catalog, platform and journal, and no area.",
    applies: within("http/"),
    allows: (to) =>
      isPackage(to) || isBelow("http/", "core/", "catalog/", "platform/index.ts", "journal/index.ts")(to),
  },
  {
    sentence:
      "An area knows core, catalog, platform, journal and other areas by their door; HTTP in routes.ts only.",
    applies: (from) => areaOf(from) !== undefined,
    allows: (to, from) =>
      (isPackage(to) && !isKoa(to)) ||
      areaOf(to) === areaOf(from) ||
      isDoor(to) ||
      isBelow(
        "core/",
        "catalog/index.ts",
        "platform/index.ts",
        "journal/index.ts",
        "process/config.ts",
      )(to) ||
      (isRoutes(from) && isBelow("http/")(to)),
  },
  {
    sentence: "No import leaves the Zapier app: Zapier gets that folder and nothing else.",
    applies: (from) => from.startsWith("zapier-app/"),
    allows: (to) => to.startsWith("zapier-app/") || to === "zapier-platform-core" || to.startsWith("node:"),
  },
  {
    sentence: "The server knows embedded-mongo by its URI: only the files that start or copy it import it.",
    applies: (from) => from.startsWith("server/src/") && !within("embedded-mongo/")(from),
    allows: (to, from) =>
      !isBelow("embedded-mongo/")(to) ||
      ["open-store.ts", "start-errors.ts", "backup.ts", "restore.ts"].some(
        (name) => from === `server/src/process/${name}`,
      ),
  },
];

describe("imports", () => {
  for (const { sentence, applies, allows } of directions) {
    it(sentence, () => {
      const wrong = all.filter(({ from, to }) => applies(from) && !allows(to, from));
      expectNone(
        wrong.map(({ from, to }) => `${from} → ${to}`),
        "These go the wrong way:",
      );
    });
  }

  it("between areas have no cycle: the journal stands between two that need each other", () => {
    const needs = new Map<string, Set<string>>(areas.map((area) => [area, new Set()]));
    for (const { from, to } of all) {
      const [user, used] = [areaOf(from), areaOf(to)];
      if (user !== undefined && used !== undefined && user !== used) needs.get(user)?.add(used);
    }
    const cyclesFrom = (start: string, at: string, seen: readonly string[]): string[] =>
      [...(needs.get(at) ?? [])].flatMap((next) => {
        if (next === start) return [[...seen, at, start].join(" → ")];
        return seen.includes(next) || next === at ? [] : cyclesFrom(start, next, [...seen, at]);
      });
    expectNone(
      areas.flatMap((area) => cyclesFrom(area, area, [])),
      "These areas need each other:",
    );
  });
});
