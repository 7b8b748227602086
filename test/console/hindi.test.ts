import { strict as assert } from "node:assert";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "mocha";
import { wordFor } from "../../server/console/parts/wrong-words.ts";
import { texts as cardTexts } from "../../server/src/card-page/texts.ts";
import { startTestApp, type Client, type TestApp } from "../support/app.ts";
import { textOf } from "../support/console-texts.ts";

const folder = fileURLToPath(new URL("../../server/console", import.meta.url));

type Named = readonly [id: string, text: string];

const consoleTexts: readonly Named[] = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("hi.json"))
  .flatMap((path) =>
    Object.entries(JSON.parse(readFileSync(join(folder, path), "utf8")) as Record<string, string>),
  );

/** The card page's texts are functions too: each is asked with a value that no text holds. */
const cardPageTexts: readonly Named[] = Object.entries(cardTexts.hi).map(([id, text]) => [
  `card page ${id}`,
  typeof text === "string" ? text : (text as (...values: unknown[]) => string)("0", "0"),
]);

/** Names, which no language translates; what goes into a shell; and numbers of versions. */
const names =
  /\b(ID|API|WhatsApp|Telegram|Viber|Poster|Serve|Zapier|Make|Apple|Google|Wallet)\b|the secret of this till|^v(?=\{)/g;

/** The one word for a thing, and words that mean it too and would make a reader look for two things. */
const oneWord: Readonly<Record<string, RegExp>> = {
  स्टैम्प: /मुहर|मोहर/,
  इवेंट: /घटना/,
  ब्रॉडकास्ट: /प्रसारण/,
  माध्यम: /चैनल/,
  असफल: /विफल/,
  नतीजा: /परिणाम/,
  जवाब: /उत्तर/,
  रकम: /राशि/,
  सीक्रेट: /गुप्त कोड/,
  वैधता: /मान्यता/,
  दौर: /चक्र/,
  "कार्ड नंबर": /कार्ड संख्या/,
  ID: /आईडी/,
  "अवधि समाप्त": /समय समाप्त/,
  "वाउचर कोड": /रिडीम/,
};

describe("console › Hindi", () => {
  const all = [...consoleTexts, ...cardPageTexts];

  it("leaves no text in English but names", () => {
    assert.ok(consoleTexts.length > 500 && cardPageTexts.length > 40);
    const left = all.filter(
      ([, text]) =>
        !/[\u0900-\u097f]/.test(text) && /[a-z]/i.test(text.replace(names, "").replace(/\{[^{}]*\}/g, "")),
    );
    assert.deepEqual(left, []);
  });

  it("has one word for a thing on every page, and on the card page too", () => {
    for (const [word, others] of Object.entries(oneWord)) {
      assert.deepEqual(
        all.filter(([, text]) => others.test(text)),
        [],
        `say ${word}`,
      );
    }
  });

  describe("of what is wrong with a value", () => {
    let app: TestApp;
    let owner: Client;
    before(async () => {
      app = await startTestApp();
      ({ owner } = await app.tenant());
    });
    after(() => app.stop());

    const staff = { name: "Ram", password: "secret-password", role: "scanner" };
    const byAmount = { type: "by_amount", amount_per_stamp: "5.00", currency: "INR" };
    const wrong: readonly [word: string, path: string, body: object][] = [
      ["email", "/customers", { email: "asha" }],
      ["phone", "/customers", { phone: "12345" }],
      ["day", "/customers", { email: "a@example.com", birthday: "14.5.1990" }],
      ["day", "/customers", { email: "a@example.com", birthday: "1990-02-30" }],
      ["language", "/customers", { email: "a@example.com", language: "Hindi!" }],
      ["login", "/staff", { ...staff, login: "राम" }],
      ["code", "/vouchers", { title: "Tea", redeem_code: "!!" }],
      ["amount", "/templates", { name: "Tea", earn: { ...byAmount, amount_per_stamp: "five" } }],
      ["currency", "/templates", { name: "Tea", earn: { ...byAmount, currency: "rupee" } }],
      ["currency", "/templates", { name: "Tea", earn: { ...byAmount, currency: "XXQ" } }],
      ["url", "/templates", { name: "Tea", look: { logo_url: "logo" } }],
    ];

    it("has words of its own for what people write wrongly in a form", async () => {
      for (const [word, path, body] of wrong) {
        const answer = await owner.post(path, body);
        assert.equal(answer.status, 422, answer.text);
        assert.equal(wordFor(answer.body.errors[0].detail), word, answer.text);
        assert.match(textOf("hi", `wrong.${word}`), /[\u0900-\u097f]/);
      }
    });
  });
});
