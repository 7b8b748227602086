import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TYPE, parse, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { before, describe, it } from "mocha";
import { prepareBundle, type Bundle } from "../../server/src/console/index.ts";
import { errors } from "../../server/src/catalog/index.ts";
import { languages, type Language } from "../support/console-texts.ts";

/** Bytes after gzip: brotli is used on secure origins only. */
const mostAtFirst = 200_000;
const mostOfPage = 300_000;

describe("console › budget", () => {
  let bundle: Bundle;
  before(async () => {
    bundle = await prepareBundle("");
  });

  /** These files and all that they import at once. */
  const whole = (names: readonly string[]): ReadonlySet<string> => {
    const found = new Set<string>();
    const follow = (name: string): void => {
      if (found.has(name)) return;
      found.add(name);
      for (const one of bundle.manifest.files[name]?.static ?? []) follow(one);
    };
    names.forEach(follow);
    return found;
  };
  const bytes = (names: Iterable<string>): number =>
    [...names].reduce((sum, name) => sum + (bundle.manifest.files[name]?.gzipBytes ?? Number.NaN), 0);
  /** The file that begins with this source. */
  const fileOf = (source: string): string => {
    const found = Object.entries(bundle.manifest.files).find(([, file]) => file.source === source);
    assert.ok(found, `the bundle has no part for ${source}`);
    return found[0];
  };
  const firstLoad = (language: Language): ReadonlySet<string> => {
    const { boot, style, entry } = bundle.manifest;
    return whole([boot, style, entry, fileOf(`i18n/${language}.json`)]);
  };
  /** Everything that may be asked for once a page is open, whatever is done on it. */
  const graphOf = (source: string): ReadonlySet<string> => {
    const found = new Set<string>();
    const follow = (name: string): void => {
      if (found.has(name)) return;
      found.add(name);
      const file = bundle.manifest.files[name];
      for (const one of [...(file?.static ?? []), ...(file?.dynamic ?? [])]) follow(one);
    };
    const page = fileOf(source);
    const { entry } = bundle.manifest;
    // The entry names every page; only what this page reaches beyond it counts.
    firstLoad("hi").forEach((name) => found.add(name));
    found.add(entry);
    follow(page);
    return found;
  };

  const folder = fileURLToPath(new URL("../../server/console", import.meta.url));
  const index = readFileSync(join(folder, "pages/index.ts"), "utf8");
  const sources = [...index.matchAll(/load: \(\) => import\("\.\/([^"]+)"\)/g)].map(
    ([, path = ""]) => `pages/${path}`,
  );
  const textFiles = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("en.json"))
    .map((path) => dirname(path));

  it("begins with at most 200 kB", () => {
    for (const language of languages) {
      const size = bytes(firstLoad(language));
      assert.ok(size <= mostAtFirst, `${language}: ${size} bytes`);
    }
  });

  it("needs at most 300 kB for any page, with all that it may load later", () => {
    assert.equal(sources.length, index.split("definePage({").length - 1, "every page is counted");
    const sizes = sources.map((source) => {
      const texts = languages.map((language) => join(dirname(source), `${language}.json`));
      const largest = Math.max(...texts.map((path) => bytes(whole([fileOf(path)]))));
      return { source, size: bytes(graphOf(source)) + largest };
    });
    assert.deepEqual(
      sizes.filter(({ size }) => !(size <= mostOfPage)),
      [],
    );
  });

  it("asks no other host for anything: the only whole addresses are names of standards, of pages that explain a library's errors, and of the two services that a person may open from here", () => {
    const known =
      /^(www\.w3\.org|react\.dev|react-spectrum\.adobe\.com|formatjs\.github\.io|zapier\.com|www\.make\.com|localhost|127\.0\.0\.1)$/;
    const hosts = Object.keys(bundle.manifest.files)
      .filter((name) => /\.(js|css)$/.test(name))
      .flatMap((name) => {
        const content = readFileSync(join(bundle.folder, name), "utf8");
        return [...content.matchAll(/https?:\/\/([a-z0-9.-]+\.[a-z]+|localhost|[\d.]+)/gi)].map(
          ([, host]) => host ?? "",
        );
      });
    assert.deepEqual(
      [...new Set(hosts)].filter((host) => !known.test(host)),
      [],
    );
    const style = readFileSync(join(bundle.folder, bundle.manifest.style), "utf8");
    assert.doesNotMatch(style, /@import|url\((?!["']?data:)/);
  });

  describe("texts", () => {
    const read = (place: string, language: Language): Record<string, string> =>
      JSON.parse(readFileSync(join(folder, place, `${language}.json`), "utf8")) as Record<string, string>;

    /** Names of the values that a message takes, with the kind of each. */
    const argumentsOf = (elements: readonly MessageFormatElement[]): readonly string[] =>
      elements.flatMap((element) => {
        if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
        if (element.type === TYPE.tag) return [`<${element.value}>`, ...argumentsOf(element.children)];
        if (element.type !== TYPE.plural && element.type !== TYPE.select)
          return [`${TYPE[element.type]} ${element.value}`];
        const inner = Object.values(element.options).flatMap(({ value }) => argumentsOf(value));
        return [`${TYPE[element.type]} ${element.value}`, ...inner];
      });
    const takes = (text: string): string =>
      [...new Set(argumentsOf(parse(text, { ignoreTag: true })))].sort().join();

    /** What went wrong the server says in English by itself; other languages have texts of their own for it. */
    const isServersOwn = (id: string): boolean => id.startsWith("problem.");

    it("have words of their own in Hindi for every error of the API", () => {
      const hi = read("i18n", "hi");
      assert.deepEqual(
        Object.keys(errors).filter((code) => !(`problem.${code}` in hi)),
        [],
      );
    });

    it("say the same in both languages: the same ids, taking the same values", () => {
      assert.ok(textFiles.length > 1);
      for (const place of textFiles) {
        const [en, hi] = [read(place, "en"), read(place, "hi")];
        const extra = Object.keys(hi).filter((id) => !(id in en) && !isServersOwn(id));
        assert.deepEqual(extra, [], place);
        for (const [id, text] of Object.entries(en)) {
          assert.equal(takes(hi[id] ?? ""), takes(text), `${place}: ${id}`);
          assert.notEqual((hi[id] ?? "").trim(), "", `${place}: ${id}`);
        }
      }
    });

    it("stand once: no page's id hides another's", () => {
      const owners = new Map<string, string>();
      for (const place of textFiles) {
        for (const id of Object.keys(read(place, "en"))) {
          assert.equal(owners.get(id), undefined, `${id} stands in ${place} too`);
          owners.set(id, place);
        }
      }
    });

    it("write plurals with =0, =1 and other: Hindi's own form for one is nought too", () => {
      const wrong = (elements: readonly MessageFormatElement[]): readonly string[] =>
        elements.flatMap((element) => {
          if (element.type !== TYPE.plural && element.type !== TYPE.select) return [];
          const inner = Object.values(element.options).flatMap(({ value }) => wrong(value));
          const forms = Object.keys(element.options).filter((form) => !/^(=\d+|other)$/.test(form));
          return element.type === TYPE.plural && forms.length > 0
            ? [`${element.value}: ${forms.join()}`, ...inner]
            : inner;
        });
      for (const place of textFiles)
        for (const language of languages)
          for (const [id, text] of Object.entries(read(place, language)))
            assert.deepEqual(wrong(parse(text, { ignoreTag: true })), [], `${place} ${language}: ${id}`);
    });
  });
});
