import assert from "node:assert/strict";
import sharp from "sharp";
import { pictures } from "../../../server/src/pictures/model.ts";
import { startTestApp, type Answered, type Client, type TestApp } from "../../support/app.ts";
import { blackPng, flag, noise } from "./stage.ts";

describe("pictures", () => {
  let app: TestApp;
  let owner: Client;

  before(async () => {
    app = await startTestApp();
    owner = (await app.tenant()).owner;
  });
  after(() => app.stop());

  interface Upload {
    readonly type?: string;
    readonly kind?: string;
    readonly by?: Client;
    readonly idempotencyKey?: string;
  }

  const upload = async (
    bytes: Buffer,
    { type = "image/png", kind = "picture", by = owner, idempotencyKey }: Upload = {},
  ): Promise<Answered> => {
    const response = await fetch(`${app.url}/v1/pictures?kind=${kind}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${by.key}`,
        "content-type": type,
        ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      },
      body: new Uint8Array(bytes),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
  };
  const bytesAt = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());
  const refusedAs = ({ status, body }: Answered) => [status, body.code, body.errors?.[0]?.code];

  it("become a JPEG of at most 1600 pixels, whatever of the three they were", async () => {
    for (const type of ["png", "jpeg", "webp"] as const) {
      const { status, body } = await upload(await flag(3200, 400).toFormat(type).toBuffer(), {
        type: `image/${type}`,
      });
      assert.equal(status, 201, JSON.stringify(body));
      assert.deepEqual([body.kind, body.type, body.width, body.height], ["picture", "image/jpeg", 1600, 200]);
      const served = await bytesAt(body.url);
      assert.equal(served.length, body.bytes);
      const { format, width } = await sharp(served).metadata();
      assert.deepEqual([format, width], ["jpeg", 1600]);
    }
  });

  it("become a PNG of at most 512 pixels as a logo, still seen through, and no larger than they were", async () => {
    const big = await upload(await flag(1024, 2048).png().toBuffer(), { kind: "logo" });
    assert.deepEqual([big.body.type, big.body.width, big.body.height], ["image/png", 256, 512]);
    assert.equal((await sharp(await bytesAt(big.body.url)).metadata()).hasAlpha, true);
    const small = await upload(await flag(20, 10).png().toBuffer(), { kind: "logo" });
    assert.deepEqual([small.body.width, small.body.height], [20, 10]);
  });

  it("stand upright and have lost what the camera noted and what was hung on behind", async () => {
    const exif = { IFD0: { Copyright: "secret place" }, IFD3: { GPSLatitude: "51/1 30/1 0/1" } };
    const lying = await flag(40, 20)
      .flatten()
      .jpeg()
      .withMetadata({ orientation: 6 })
      .withExifMerge(exif)
      .toBuffer();
    assert.ok(lying.includes("secret place"));
    const page = Buffer.from("<script>alert(document.domain)</script>");
    const { status, body } = await upload(Buffer.concat([lying, page]), { type: "image/jpeg" });
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual([body.width, body.height], [20, 40]);
    const served = await bytesAt(body.url);
    assert.ok(!served.includes("secret place") && !served.includes("script"));
    assert.equal((await sharp(served).metadata()).exif, undefined);
  });

  it("are served as what they are and as nothing else, for ever, to every page", async () => {
    const { body } = await upload(await flag(30, 30).png().toBuffer(), { kind: "logo" });
    assert.match(body.url, new RegExp(`^${app.url}/pictures/[0-9a-f]{40}\\.png$`));
    const { status, headers } = await fetch(body.url);
    assert.equal(status, 200);
    const told = Object.fromEntries(
      [
        "content-type",
        "x-content-type-options",
        "content-security-policy",
        "cross-origin-resource-policy",
      ].map((name) => [name, headers.get(name)]),
    );
    assert.deepEqual(told, {
      "content-type": "image/png",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "cross-origin",
    });
    assert.match(headers.get("cache-control") ?? "", /immutable/);
  });

  it("are one picture when they come again, also at once", async () => {
    const { owner: by } = await app.tenant();
    const bytes = await flag(31, 31).png().toBuffer();
    const answers = await Promise.all([1, 2, 3].map(() => upload(bytes, { by })));
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
    assert.equal((await by.get("/pictures")).body.data.length, 1);
  });

  it("are told apart by a repeat with the same Idempotency-Key", async () => {
    const again = { idempotencyKey: "one upload" };
    const [one, other] = [await flag(34, 34).png().toBuffer(), await flag(35, 35).png().toBuffer()];
    const first = await upload(one, again);
    const repeat = await upload(one, again);
    assert.deepEqual([repeat.text, repeat.headers.get("idempotent-replayed")], [first.text, "true"]);
    assert.equal((await upload(other, again)).body.code, "idempotency_mismatch");
  });

  it("are listed and deleted by their own business only", async () => {
    const bytes = await flag(32, 32).png().toBuffer();
    const other = (await app.tenant()).owner;
    const [mine, theirs] = [await upload(bytes), await upload(bytes, { by: other })];
    assert.equal(mine.body.url, theirs.body.url);
    assert.equal((await other.delete(`/pictures/${mine.body.id}`)).status, 404);
    assert.equal((await owner.delete(`/pictures/${mine.body.id}`)).status, 204);
    assert.equal((await owner.delete(`/pictures/${mine.body.id}`)).status, 404);
    assert.equal((await fetch(theirs.body.url)).status, 200);
    assert.equal((await other.delete(`/pictures/${theirs.body.id}`)).status, 204);
    const gone = await fetch(theirs.body.url);
    assert.deepEqual([gone.status, gone.headers.get("cache-control")], [404, "no-store"]);
  });

  it("are uploaded by managers and owners", async () => {
    const tenant = await app.tenant();
    const bytes = await flag(8, 8).png().toBuffer();
    assert.equal((await upload(bytes, { by: await tenant.member("scanner") })).body.required_role, "manager");
    assert.equal((await upload(bytes, { by: await tenant.member("manager") })).status, 201);
  });

  it("are refused when they only call themselves a picture", async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script/></svg>');
    const gif = await flag(9, 9).gif().toBuffer();
    const tiff = await flag(9, 9).tiff().toBuffer();
    for (const bytes of [svg, gif, tiff, Buffer.from("<!doctype html>"), Buffer.from("GIF89a")])
      assert.deepEqual(refusedAs(await upload(bytes)), [422, "validation_failed", "not_a_picture"]);
  });

  it("are refused when they are cut short or damaged", async () => {
    for (const type of ["png", "jpeg", "webp"] as const) {
      const whole = await sharp(await noise(64))
        .toFormat(type)
        .toBuffer();
      const cut = whole.subarray(0, whole.length - 200);
      const answer = await upload(cut, { type: `image/${type}` });
      assert.deepEqual([answer.status, answer.body.code], [422, "validation_failed"], type);
    }
    const broken = Buffer.from(await noise(64));
    broken.fill(0, 500, 600);
    assert.deepEqual(refusedAs(await upload(broken)), [422, "validation_failed", "picture_damaged"]);
  });

  it("are refused by their head when they would unpack to very much", async () => {
    const bomb = blackPng(30_000, 30_000);
    assert.ok(bomb.length < 1024 * 1024);
    const startedAt = performance.now();
    assert.deepEqual(refusedAs(await upload(bomb)), [422, "validation_failed", "picture_too_large"]);
    assert.ok(performance.now() - startedAt < 5_000, "it was not unpacked");
    assert.equal((await upload(blackPng(4_000, 4_000))).status, 201);
  });

  it("are refused by size and by declared type, and an empty body is none", async () => {
    const large = await upload(Buffer.alloc(1024 * 1024 + 1));
    assert.deepEqual(refusedAs(large), [413, "body_too_large", undefined]);
    assert.equal(large.body.detail, "Send at most 1 MB.");
    const one = await noise(330);
    assert.ok(one.length > 256 * 1024, "more than other calls take");
    assert.equal((await upload(one)).status, 201);
    for (const type of ["image/svg+xml", "application/json", "text/html"])
      assert.equal((await upload(one, { type })).body.code, "unsupported_media_type");
    assert.deepEqual(refusedAs(await upload(Buffer.alloc(0))), [422, "validation_failed", "required"]);
    assert.equal((await upload(one, { kind: "poster" })).status, 422);
  });

  it("are kept up to 200 a business", async () => {
    const { owner: by, business } = await app.tenant();
    const standing = Array.from({ length: 200 }, (_, at) => ({
      _id: app.platform.newId("pic"),
      business_id: business.id,
      name: `${String(at).padStart(40, "0")}.png`,
      kind: "logo" as const,
      type: "image/png" as const,
      width: 1,
      height: 1,
      bytes: 1,
      created_at: app.platform.clock.now(),
    }));
    await app.platform.store.collection(pictures).insertMany(standing);
    const bytes = await flag(33, 33).png().toBuffer();
    assert.deepEqual((await upload(bytes, { by })).body.code, "picture_limit_reached");
    assert.equal((await by.delete(`/pictures/${standing[0]?._id}`)).status, 204);
    assert.equal((await upload(bytes, { by })).status, 201);
  });
});
