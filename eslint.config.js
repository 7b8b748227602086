import tseslint from "typescript-eslint";

/** Import directions, a sentence each. The same table is checked as a test over the whole tree. */
const areas =
  "staff|templates|customers|cards|rewards|vouchers|campaigns|hooks|tills|messengers|wallets|businesses|clockwork";

const forbid = (regex, message) => ({ regex, message });

const everywhereInTheServer = [
  forbid(`/(${areas})/(?!index\\.ts$)[^/]+\\.ts$`, "Enter an area through its door: import its index.ts."),
];

const restrict = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

export default tseslint.config(
  { ignores: ["**/dist/**", "**/build/**", "node_modules/**", "data/**"] },
  ...tseslint.configs.strict.map((config) => ({ ...config, files: ["**/*.ts"] })),
  {
    files: ["**/*.ts"],
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
  restrict(
    ["server/src/catalog/**/*.ts"],
    [
      forbid("^\\.\\./\\.\\./", "The catalogue holds facts: it imports zod and itself only."),
      forbid("^(?!zod$|\\.)", "The catalogue holds facts: it imports zod and itself only."),
    ],
  ),
  restrict(
    ["server/src/core/**/*.ts"],
    [
      forbid(
        "^\\.\\./(?!catalog/errors\\.ts$)",
        "Core is mechanism without loyalty meaning: libraries and catalog/errors only.",
      ),
    ],
  ),
  restrict(
    ["server/src/embedded-mongo/**/*.ts"],
    [
      forbid("^\\.\\./", "embedded-mongo knows nothing of the server: libraries only."),
      forbid("mongoose", "embedded-mongo is what mongoose talks to, not its user."),
    ],
  ),
  restrict(
    ["server/src/journal/**/*.ts"],
    [
      forbid(
        "^\\.\\./(?!core/|catalog/|config\\.ts$)",
        "The journal imports core and catalog only; areas come to it.",
      ),
    ],
  ),
  restrict(
    ["server/src/generate/**/*.ts"],
    [
      forbid(
        "^\\.\\./(?!\\.\\./catalog/|catalog/|[^/]+\\.ts$)",
        "Generation is catalogue in, files out: it imports the catalogue only.",
      ),
    ],
  ),
  restrict(
    ["server/src/docs/**/*.ts"],
    [forbid("^\\.\\./", "The docs page shows the generated document and knows nothing else of the server.")],
  ),
  restrict(
    ["server/src/*/**/*.ts"],
    [
      ...everywhereInTheServer,
      forbid("^\\.\\./http/", "Only routes.ts and app.ts know HTTP."),
      forbid("^@?koa(/|$)", "Koa lives in http/ and docs/; routes bind functions to actions."),
    ],
    [
      "server/src/{catalog,core,embedded-mongo,journal,http,generate,docs}/**",
      "server/src/*/routes.ts",
      "server/src/*/*/routes.ts",
    ],
  ),
  restrict(["server/src/*/routes.ts", "server/src/*/*/routes.ts"], everywhereInTheServer),
  {
    files: ["server/src/embedded-mongo/**/*.ts", "test/**/*.ts"],
    rules: { "@typescript-eslint/no-dynamic-delete": "off" },
  },
);
