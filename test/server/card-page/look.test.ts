import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type bwipLibrary from "bwip-js/node";
import QRCode from "qrcode";
import { contrast } from "../../../server/src/look/index.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";

/** Width of the smallest phone's page inside a voucher, in points. */
const room = 288;

interface Symbol {
  readonly symbology: string;
  readonly across: number;
  readonly pointsAModule: number;
}

const bwip = createRequire(import.meta.url)("bwip-js/node") as typeof bwipLibrary;

/** How many codes are drawn while a call lasts. */
const drawnDuring = async (call: () => Promise<unknown>): Promise<number> => {
  const [create, raw] = [QRCode.create, bwip.raw];
  let drawn = 0;
  const counted = <A extends unknown[], R>(draw: (...input: A) => R) => {
    return (...input: A): R => {
      drawn += 1;
      return draw(...input);
    };
  };
  Object.assign(QRCode, { create: counted(create) });
  Object.assign(bwip, { raw: counted(raw) });
  try {
    await call();
  } finally {
    Object.assign(QRCode, { create });
    Object.assign(bwip, { raw });
  }
  return drawn;
};

describe("card page › look", () => {
  let app: TestApp;
  let owner: Client;
  let issued = 0;

  before(async () => {
    app = await startTestApp();
    owner = (await app.tenant()).owner;
  });
  after(() => app.stop());

  const issue = async (template: object, stamps = 0) => {
    const id = (await owner.post("/templates", { name: "Card", ...template })).body.id;
    issued += 1;
    const card = (await owner.post("/cards", { template_id: id, email: `c${issued}@example.com` })).body;
    if (stamps > 0) await owner.post("/stamps", { card_id: card.id, count: stamps });
    return { templateId: id as string, cardId: card.id as string, link: card.link as string };
  };
  const read = async (link: string) => (await fetch(link)).text();
  const styleOf = async (link: string): Promise<string> => {
    const [, href = ""] = /href="([^"]*look-[^"]*)"/.exec(await read(link)) ?? [];
    return read(new URL(href, link).href);
  };
  const long = (target: number) => ({
    goals: [{ stamps: target, reward: { type: "award", name: "Cake" } }],
    limits: { max_stamps_per_call: null },
  });

  it("is the business's, and where the template says otherwise, the template's", async () => {
    const look = { color: "#0B7A75", address: "12 Main Street", logo_url: "https://example.com/logo.png" };
    await owner.patch("/business", { look });
    const { link, templateId } = await issue({});
    assert.match(await styleOf(link), /--brand:#0b7a75;/);
    const page = await read(link);
    assert.match(page, /<meta name="theme-color" content="#0b7a75" \/>/);
    assert.match(page, /class="logo" src="https:\/\/example\.com\/logo\.png"/);
    assert.match(page, /<address>[\s\S]*12 Main Street<\/address>/);
    await owner.patch(`/templates/${templateId}`, { look: { color: "#ffd400" } });
    assert.match(await styleOf(link), /--brand:#ffd400;/);
    assert.match(await read(link), /12 Main Street/);
    await owner.patch(`/templates/${templateId}`, { look: { color: null } });
    assert.match(await styleOf(link), /--brand:#0b7a75;/);
  });

  it("shows pictures of ours by the way from the page, others over https, and no others", async () => {
    const own = `${app.url}/pictures/${"a".repeat(40)}.jpg`;
    const shown = async (picture_url: string) =>
      /class="hero" src="([^"]+)"/.exec(await read((await issue({ look: { picture_url } })).link))?.[1];
    assert.equal(await shown(own), `../pictures/${"a".repeat(40)}.jpg`);
    assert.equal(await shown("https://example.com/a.jpg"), "https://example.com/a.jpg");
    assert.equal(await shown("http://example.com/a.jpg"), undefined);
  });

  it("can be read in any colour, in both themes", async () => {
    const colors = ["#000000", "#ffffff", "#ffd400", "#808080", "#00ff00", "#5b2a86", "#ff0000", "#777700"];
    for (const color of colors) {
      const style = await read(`${app.url}/c/assets/look-${color.slice(1)}.css`);
      const themes = style.split("@media").map((text, at, [first]) => (at === 0 ? text : `${first}${text}`));
      assert.equal(themes.length, 2);
      for (const theme of themes) {
        const value = (name: string): string =>
          [...theme.matchAll(new RegExp(`--${name}:(#[0-9a-f]{6});`, "g"))].at(-1)?.[1] ?? "";
        const pairs = [
          "on-brand brand",
          "on-brand shade",
          "ink paper",
          "ink panel",
          "soft paper",
          "soft panel",
        ];
        for (const pair of [...pairs, "accent panel", "accent paper", "on-accent accent"]) {
          const [text = "", ground = ""] = pair.split(" ").map(value);
          assert.ok(contrast(text, ground) >= 4.5, `${color}: ${pair} is ${text} on ${ground}`);
        }
      }
    }
  });

  it("draws every stamp up to 60, then a bar", async () => {
    const at = async (target: number) => read((await issue(long(target), 23)).link);
    const sixty = await at(60);
    assert.equal([...sixty.matchAll(/class="stamp[" ]/g)].length, 60);
    assert.equal([...sixty.matchAll(/class="stamp full[" ]/g)].length, 23);
    assert.doesNotMatch(sixty, /<progress/);
    assert.match(await at(61), /<progress\s+max="61"\s+value="23"\s+aria-label="23 of 61 stamps"\s*>/);
  });

  it("draws barcodes that a scanner can read on a phone at any length", async () => {
    const { cardId, link } = await issue({});
    const codes = ["ABC", "FREECOFFEE", "1234567890123456", "abcdefghijklmnopqrstuvwxyz.ABCD_EF-GH-12"];
    for (const redeem_code of codes)
      await owner.post("/vouchers", { card_id: cardId, title: "Gift", redeem_code, formats: ["barcode"] });
    const symbols = [...(await read(link)).matchAll(/<svg\s[^>]*class="barcode"[^>]*>/g)].map(
      ([svg]): Symbol => {
        const [, width] = /\bwidth="(\d+)"/.exec(svg) ?? [];
        const [, modules] = /viewBox="\S+ \S+ (\d+) /.exec(svg) ?? [];
        const [, symbology = ""] = /data-symbology="(\w+)"/.exec(svg) ?? [];
        return { symbology, across: Number(width), pointsAModule: Number(width) / Number(modules) };
      },
    );
    assert.deepEqual(
      symbols.map(({ symbology }) => symbology),
      ["pdf417", "code128", "code128", "code128"],
    );
    for (const { across, pointsAModule } of symbols) {
      assert.ok(across <= room, `${across} wide`);
      assert.ok(pointsAModule >= 1.49, `${pointsAModule} a module`);
    }
  });

  it("stays under 60 kB with 50 vouchers, each of whose codes can be had", async () => {
    const { cardId, link } = await issue(long(60), 59);
    const code = (at: number): string => `abcdefghijklmnopqrstuvwxyz.ABCD_EF-${100 + at}`;
    for (let at = 0; at < 50; at += 1) {
      const body = { card_id: cardId, title: `Gift ${at}`, redeem_code: code(at) };
      await owner.post("/vouchers", { ...body, formats: ["text", "qr", "barcode"] });
    }
    const page = await read(link);
    assert.ok(page.length < 60_000, `${page.length} bytes`);
    assert.doesNotMatch(page, new RegExp(`aria-label="QR code of ${code(0)}"`));
    const links = [...page.matchAll(/href="(\?[^"#]*)#(v_\w+)"/g)];
    assert.equal(links.length, 44);
    const oldest = links.at(-1);
    const [, query = "", id] = oldest ?? [];
    const asked = await read(`${link}${query.replaceAll("&amp;", "&")}`);
    assert.match(asked, new RegExp(`id="${id}"[\\s\\S]*aria-label="QR code of ${code(0)}"`));
  });

  it("draws a code once, however often and by whomever it is looked at", async () => {
    const { cardId, link } = await issue({});
    for (const redeem_code of ["DRAWN.ONCE", `drawn.once.${"x".repeat(29)}`]) {
      const body = { card_id: cardId, title: "Gift", redeem_code, formats: ["text", "qr", "barcode"] };
      assert.equal((await owner.post("/vouchers", body)).status, 201);
    }
    let first = "";
    // A long barcode is measured as a Code 128 before it is drawn as a PDF417.
    const drawn = await drawnDuring(async () => (first = await read(link)));
    const shown: string[] = first.match(/data-symbology="\w+"/g) ?? [];
    assert.ok(shown.includes('data-symbology="pdf417"'));
    assert.equal(drawn, shown.length + 1);
    const again = () => Promise.all(Array.from({ length: 5 }, () => read(link)));
    assert.equal(await drawnDuring(again), 0);
  });

  it("says स्टैम्प and रिवॉर्ड in Hindi", async () => {
    const { link } = await issue(long(5), 2);
    const page = await read(`${link}?lang=hi`);
    assert.match(page, /5 में से 2 स्टैम्प/);
    assert.match(page, /रिवॉर्ड/);
    assert.doesNotMatch(page, /मुहर/);
  });
});
