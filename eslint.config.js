import tseslint from "typescript-eslint";

/** Import directions, a sentence each. test/guards/imports.test.ts holds the whole tree against the same table. */
const areas =
  "staff|templates|customers|cards|rewards|vouchers|campaigns|hooks|tills|messengers|wallets|card-page|businesses|clockwork|personal-data|look|pictures|events|stats|refusals";

/** The catalogue has a folder of events of its own. */
const areasOutside = areas.replace("|events", "");

/** A relative import of one of these folders of server/src, from any depth. */
const folder = (names) => `^(\\.\\./)+(${names})/`;

const forbid = (regex, message) => ({ regex, message });

const throughTheDoor = forbid(
  `/(${areas})/(?!index\\.ts$)[^/]+\\.ts$`,
  "Enter an area through its door: import its index.ts.",
);
const noKoa = forbid("^@?koa(/|$)", "Koa lives in http/ and docs/; routes bind functions to actions.");

const restrict = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

const importDirections = [
  restrict(
    ["server/src/catalog/**/*.ts"],
    [
      forbid(
        folder(`core|journal|platform|process|http|generate|docs|embedded-mongo|${areasOutside}`),
        "The catalogue holds facts: it imports zod and itself only.",
      ),
      forbid("^(?!zod$|\\.)", "The catalogue holds facts: it imports zod and itself only."),
    ],
  ),
  restrict(
    ["server/src/core/**/*.ts"],
    [
      forbid(
        folder(
          `journal|platform|process|http|generate|docs|embedded-mongo|${areas}|catalog(?!/errors\\.ts$)`,
        ),
        "Core is mechanism without loyalty meaning: libraries and catalog/errors only.",
      ),
      noKoa,
    ],
  ),
  restrict(
    ["server/src/embedded-mongo/**/*.ts"],
    [
      forbid(
        folder(`catalog|core|journal|platform|process|http|generate|docs|${areas}`),
        "embedded-mongo knows nothing of the server: libraries only.",
      ),
      forbid("mongoose", "embedded-mongo is what mongoose talks to, not its user."),
    ],
  ),
  restrict(
    ["server/src/journal/**/*.ts"],
    [
      forbid(
        folder(`platform|process|http|generate|docs|embedded-mongo|${areas}`),
        "The journal imports core and catalog only; areas come to it.",
      ),
      noKoa,
    ],
  ),
  restrict(
    ["server/src/platform/**/*.ts"],
    [
      forbid(
        folder(`http|generate|docs|embedded-mongo|${areas}`),
        "The platform is what commands have at hand: core, catalog, the journal, the type of the config.",
      ),
      noKoa,
    ],
  ),
  restrict(
    ["server/src/generate/**/*.ts"],
    [
      forbid(
        folder(`core|journal|platform|process|http|docs|embedded-mongo|${areas}`),
        "Generation is catalogue in, files out: it imports the catalogue only.",
      ),
    ],
  ),
  restrict(
    ["server/src/docs/**/*.ts"],
    [forbid("^\\.\\./", "The docs page shows the generated document and knows nothing else of the server.")],
  ),
  restrict(
    [`server/src/{${areas.replaceAll("|", ",")}}/**/*.ts`],
    [
      throughTheDoor,
      forbid(folder("http"), "Only routes.ts and app.ts know HTTP."),
      forbid(folder("generate|docs"), "Generated documents are nobody's source: import the catalogue."),
      noKoa,
    ],
    ["server/src/**/routes.ts"],
  ),
  restrict(["server/src/**/routes.ts"], [throughTheDoor]),
  {
    files: ["server/console/**/*.{ts,tsx}"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "/src/catalog/",
              allowTypeImports: true,
              message:
                "The console knows the types of the catalogue; at run time it knows the public API only.",
            },
            {
              regex: "/src/(?!catalog/)",
              message:
                "The console knows the public API and the types of the catalogue, nothing of the server.",
            },
          ],
        },
      ],
    },
  },
];

export default tseslint.config(
  { ignores: ["**/.stryker-tmp/**", "**/dist/**", "**/build/**", "node_modules/**", "data/**"] },
  ...tseslint.configs.strict.map((config) => ({ ...config, files: ["**/*.ts", "**/*.tsx"] })),
  {
    files: ["**/*.ts", "**/*.tsx"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  ...importDirections,
  {
    files: ["server/src/embedded-mongo/**/*.ts", "test/**/*.ts"],
    rules: { "@typescript-eslint/no-dynamic-delete": "off" },
  },
);
