import assert from "node:assert/strict";
import jwt from "jsonwebtoken";
import nodemailer from "nodemailer";
import { request } from "undici";
import { z } from "zod";
import { createLog, type LogMembers } from "../../../server/src/core/log.ts";
import { freshBytes } from "../../../server/src/core/secrets.ts";
import { openStore, type Store } from "../../../server/src/core/store.ts";
import { generateKey } from "../../../server/src/staff/key.ts";
import { freshDatabase } from "../../support/store.ts";

const { key } = generateKey(freshBytes);
const session = jwt.sign({ sub: "st_1" }, "a secret of the test");
const cardToken = "Q7hT2kLm9ZpX4vRb8NcY3w";

/** What must be in no line, and two words of it that a cut could leave over. */
const secrets = {
  key,
  hookSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLASw",
  tillSecret: "till_sec_hT2kLm9ZpX4vRb8NcY3wQ7hT2kLm9ZpX4vRb8NcY3wQ",
  operator: "operator-token-of-the-test",
  session,
  cardToken,
  password: "correct-horse-battery",
  email: "ann.lee@example.com",
  phone: "+49 30 901820",
  plainPhone: "4930901820",
  localPhone: "0171 2345678",
  name: "Ann Lee",
};

const leaks = (text: string): string[] => {
  const plain = text.replaceAll("\\", "");
  const cut = ["ann.lee", "901820", key.slice(8, 30)];
  return [...Object.values(secrets), ...cut].filter((secret) => plain.includes(secret));
};

/** A text as foreign code writes it, with everything in it that looks like what it is. */
const stuffed = [
  `Headers.append: "Bearer ${secrets.key}" is an invalid header value`,
  `X-API-Key: ${secrets.key}; Cookie: 7stamp_session=${secrets.session}; Authorization: Bearer ${secrets.operator}`,
  `signed with ${secrets.hookSecret} or ${secrets.tillSecret}\nfor <${secrets.email}>, ${secrets.phone}, tel:${secrets.plainPhone}`,
  `or ${secrets.localPhone} at smtp://mailer:${secrets.password}@mail.example.com:25/?to=${secrets.email}`,
  `GET /c/${secrets.cardToken}/x?email=ann.lee%40example.com https://hooks.example.com/catch/${secrets.cardToken}`,
  `{"name":"${secrets.name}","password":"${secrets.password}"} Received '${secrets.name}'`,
].join(" ");

class Foreign extends Error {
  readonly rawPacket = Buffer.from(stuffed);
  readonly keyValue = { email: secrets.email, name: secrets.name };
  readonly options = { headers: { authorization: `Bearer ${secrets.key}` }, password: secrets.password };
  readonly code = 11000;
}

const thrownBy = async (cause: () => unknown): Promise<unknown> => {
  try {
    await cause();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
};

describe("core › log", () => {
  const lines: string[] = [];
  const log = createLog("trace", { write: (line) => void lines.push(line) });
  let store: Store;

  before(async () => {
    store = await openStore(await freshDatabase(), log);
  });
  beforeEach(() => void lines.splice(0));
  after(async () => {
    await store.connection.dropDatabase();
    await store.close();
  });

  /** Writes one line at each level and gives them back, parsed. */
  const written = (members: LogMembers, text = "it failed"): Record<string, never>[] => {
    for (const level of ["debug", "info", "warn", "error"] as const) log[level](members, text);
    assert.equal(lines.length, 4);
    assert.deepEqual(leaks(lines.join("")), [], lines[0]);
    return lines.map((line) => JSON.parse(line));
  };

  it("shows type, message, code and frames of a foreign error, and none of its own members", () => {
    const [line] = written({ err: new Foreign("the packet could not be read"), request_id: "req-1" });
    const { stack, ...err } = line?.["err"] as unknown as Record<string, string>;
    assert.deepEqual(err, { type: "Error", message: "the packet could not be read", code: 11000 });
    assert.match(stack ?? "", /^ {4}at .*log\.test\.ts:\d+:\d+/);
    assert.equal(line?.["request_id"], "req-1");
    assert.equal(line?.["msg"], "it failed");
  });

  it("hides what is stuffed into messages, causes, aggregates and errors below other members", () => {
    const cause = new Foreign(stuffed, { cause: new Foreign(stuffed) });
    const many = new AggregateError([new Foreign(stuffed), stuffed, { password: secrets.password }], stuffed);
    const circle = new Foreign(stuffed);
    circle.cause = circle;
    written({
      err: new Foreign(stuffed, { cause }),
      reason: many,
      deep: {
        list: [{ last: circle }, Buffer.from(stuffed)],
        one: new Headers({ authorization: secrets.key }),
      },
    });
    const [line] = lines.map((one) => JSON.parse(one));
    assert.equal(line.err.cause.cause.type, "Error");
    assert.equal(line.reason.errors.length, 3);
    assert.match(line.err.cause.stack, /log\.test\.ts/);
  });

  it("hides what is thrown that is no error", () => {
    written(
      { err: stuffed, other: [stuffed.slice(0, stuffed.indexOf("Received"))] },
      stuffed.slice(0, stuffed.indexOf('{"name"')),
    );
  });

  it("hides members by their names, at any depth, whatever their kind", () => {
    const person = { name: secrets.name, email: secrets.email, phone: "030901820", birthday: "1990-04-01" };
    const [line] = written({
      key: "k",
      customer: person,
      calls: [{ headers: [secrets.operator] }],
      password: 12,
    });
    assert.deepEqual(line?.["customer"], {
      name: "[redacted]",
      email: "[redacted]",
      phone: "[redacted]",
      birthday: "[redacted]",
    });
    assert.equal(line?.["password"], "[redacted]");
  });

  it("leaves ids, times, numbers, paths and words as they are", () => {
    const plain = {
      request_id: "0f2c1f0e-7a0b-4b7e-9a44-012345678901",
      path: "/v1/cards/card_01jv3k8q9z7w2x4y6a8b0c2d4e/history",
      operation: "add_stamps",
      at: 1_779_123_456_789,
      list: [1_779_123_456_789, 1_779_123_456_789],
      next_attempt_at: "2026-05-11T12:34:56.789Z",
      error: "the connection was refused (ECONNREFUSED)",
      port: "127.0.0.1:27017",
      zone: "2026-05-11T12:34:56+02:00",
    };
    const { level, time, msg, ...rest } = written(plain, "a request")[0] ?? {};
    assert.deepEqual(rest, plain);
    assert.deepEqual([level, typeof time, msg], [20, "number", "a request"]);
  });

  it("takes a text that is long and odd in its stride", () => {
    const odd = [
      "a",
      "a.",
      "a@",
      "+1 ",
      "01 ",
      "://",
      "?a=",
      "%40",
      "\\",
      '"',
      "Bearer ",
      "/c/",
      "eyJaaaaaaaa.",
    ];
    const startedAt = performance.now();
    for (const one of odd) log.info({ one: one.repeat(50_000) }, "long");
    assert.ok(performance.now() - startedAt < 5_000);
    for (const line of lines) JSON.parse(line);
  });

  const foreign: Record<string, () => unknown> = {
    "the driver's duplicate key": async () => {
      const people = store.connection.collection("people");
      await people.createIndex({ email: 1, name: 1, phone: 1 }, { unique: true });
      const { email, name, phone } = secrets;
      await people.insertOne({ email, name, phone });
      await people.insertOne({ email, name, phone });
    },
    "the driver's duplicate key in a bulk": () => {
      const { email, name, phone } = secrets;
      const one = () => ({ insertOne: { document: { email, name, phone, key } } });
      return store.connection.collection("people").bulkWrite([one(), one()], { ordered: false });
    },
    "an update that the store refuses": () =>
      store.connection
        .collection("people")
        .updateOne({ email: secrets.email }, { $set: { "name.first": secrets.name }, $inc: { phone: 1 } }),
    "a header that fetch refuses": () => new Headers({ authorization: `Bearer ${key}\n!` }),
    "an address that fetch cannot read": () => fetch(`http://user:${secrets.password}@`),
    "an address with a password": () =>
      fetch(`http://user:${secrets.password}@127.0.0.1:1/?email=${secrets.email}`),
    "a connection that undici cannot make": () =>
      request(`http://127.0.0.1:1/c/${cardToken}`, { headers: { authorization: `Bearer ${key}` } }),
    "a header that undici refuses": () =>
      request("http://127.0.0.1:1/", { headers: { authorization: `Bearer ${key}\n!` } }),
    "a schema": () =>
      z
        .object({ email: z.literal("x"), role: z.enum(["a"]), phone: z.number() })
        .strict()
        .parse({ ...secrets, [secrets.email]: 1 }),
    "a body that is no JSON": () => JSON.parse(`${secrets.name} ${secrets.email}`),
    "a token that does not verify": () => jwt.verify(session, "another secret"),
    "a mail that is not sent": () =>
      nodemailer
        .createTransport(`smtp://mailer:${secrets.password}@127.0.0.1:1`)
        .sendMail({ from: secrets.email, to: `"${secrets.name}" <${secrets.email}>`, text: stuffed }),
    "an argument of Node's own": () => Buffer.from({ toString: secrets.name } as never),
  };
  for (const [name, cause] of Object.entries(foreign)) {
    it(`hides what a foreign error carries: ${name}`, async () => {
      const err = await thrownBy(cause);
      assert.ok(err instanceof Error);
      const [line] = written({ err, again: { below: [err] } });
      assert.match((line?.["err"] as unknown as { stack: string }).stack, /^ {4}at /);
    });
  }
});
