import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { startReceiver, type Received, type Reply } from "../support/receiver.ts";

/*
 * The other apps of the recipes behind one address, as their documents say they answer. A call that they would refuse is
 * refused here: a member that is not in the list, a task without a time, a message without a text.
 */

/** A call as a step of Zapier's or Make's makes it; the app is the host of the address. */
export interface OutsideCall {
  readonly url: string;
  readonly method: string;
  readonly body: unknown;
}

export interface OtherApps {
  /** Makes the call and keeps it. @throws AssertionError when the app refuses it */
  make(call: OutsideCall): Promise<void>;
  /** What was accepted so far. */
  readonly accepted: OutsideCall[];
  close(): Promise<void>;
}

type Json = Record<string, unknown>;

const answer = (status: number, body: unknown): Reply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
const hashOf = (email: string): string => createHash("md5").update(email.toLowerCase()).digest("hex");

/** A name that is there. A blank one would be taken, and wipe out the name that is known there. */
const areNames = (names: unknown): boolean =>
  names === undefined || (typeof names === "object" && Object.values(names as Json).every(isText));

/** An audience that wants a first name of everybody, unless the call says not to ask. */
const mailchimp = () => {
  const members = new Set<string>();
  const refused = answer(400, { title: "Invalid Resource", status: 400 });
  const tagged = (body: Json): Reply =>
    Array.isArray(body["tags"]) &&
    body["tags"].every((tag: Json) => isText(tag["name"]) && tag["status"] === "active")
      ? { status: 204 }
      : refused;
  const saved = (hash: string, method: string, body: Json): Reply => {
    const email = body["email_address"];
    const isNew = isText(email) && hashOf(email) === hash && isText(body["status_if_new"]);
    const isRight = method === "PUT" ? isNew : method === "PATCH" && members.has(hash);
    if (!isRight || "status" in body || !areNames(body["merge_fields"])) return refused;
    members.add(hash);
    return answer(200, { id: hash });
  };
  return (path: string, method: string, body: Json): Reply => {
    const [, hash = "", tags, query = ""] =
      /^\/3\.0\/lists\/[^/]+\/members\/([0-9a-f]{32})(\/tags)?(\?.*)?$/.exec(path) ?? [];
    const isKnown = tags === undefined || (method === "POST" && members.has(hash));
    if (hash === "" || !isKnown) return answer(404, { title: "Resource Not Found", status: 404 });
    if (tags !== undefined) return tagged(body);
    const names = (body["merge_fields"] ?? {}) as Json;
    const isAsked = new URLSearchParams(query).get("skip_merge_validation") !== "true";
    return isAsked && !("FNAME" in names) ? refused : saved(hash, method, body);
  };
};

const slack = (_path: string, _method: string, body: Json): Reply => {
  if (!isText(body["channel"])) return answer(200, { ok: false, error: "channel_not_found" });
  if (!isText(body["text"])) return answer(200, { ok: false, error: "no_text" });
  return answer(200, { ok: true, channel: body["channel"], ts: "1764000000.000200" });
};

const hubspot = (path: string, _method: string, body: Json): Reply => {
  const properties = (body["properties"] ?? {}) as Json;
  const due = properties["hs_timestamp"];
  const isDue = isText(due) && !Number.isNaN(Date.parse(due));
  const isRight = path === "/crm/v3/objects/tasks" && isDue && isText(properties["hs_task_subject"]);
  const isOfTexts = Object.values(properties).every((value) => typeof value === "string");
  return isRight && isOfTexts
    ? answer(201, { id: "101", properties })
    : answer(400, { status: "error", category: "VALIDATION_ERROR" });
};

const pipedrive = (path: string, method: string, body: Json): Reply =>
  /\/v2\/activities$/.test(path) && method === "POST" && isText(body["subject"]) && isText(body["type"])
    ? answer(200, { success: true, data: { id: 31 } })
    : answer(400, { success: false, error: "Bad request" });

const sheets = (_path: string, _method: string, body: Json): Reply =>
  Array.isArray(body["values"]) && Array.isArray(body["values"][0])
    ? answer(200, { updates: { updatedRows: 1 } })
    : answer(400, { error: { code: 400, status: "INVALID_ARGUMENT" } });

/** Takes a message as RFC 5322 has it, in base64url. */
const gmail = (path: string, method: string, body: Json): Reply => {
  const message = Buffer.from(String(body["raw"]), "base64url").toString("utf8");
  const [head = "", text = ""] = message.split("\r\n\r\n");
  const lines = head.split("\r\n");
  const isRight =
    path === "/gmail/v1/users/me/messages/send" &&
    method === "POST" &&
    lines.length === 3 &&
    /^To: \S+@\S+$/.test(lines[0] ?? "") &&
    /^Subject: \S/.test(lines[1] ?? "") &&
    isText(text);
  return isRight ? answer(200, { id: "18f", labelIds: ["SENT"] }) : answer(400, { error: { code: 400 } });
};

const reply = (members: ReturnType<typeof mailchimp>, { path, method, body }: Received): Reply => {
  const [, host = "", rest = "", query = ""] = /^\/([^/]+)(\/[^?]*)(\?.*)?/.exec(path) ?? [];
  const parsed = JSON.parse(body) as Json;
  if (host.endsWith("api.mailchimp.com")) return members(rest + query, method, parsed);
  const apps: Readonly<Record<string, typeof slack>> = {
    "slack.com": slack,
    "api.hubapi.com": hubspot,
    "api.pipedrive.com": pipedrive,
    "sheets.googleapis.com": sheets,
    "gmail.googleapis.com": gmail,
  };
  return apps[host]?.(rest, method, parsed) ?? answer(404, {});
};

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly type: "plain" | "html";
  readonly text: string;
}

/** The call by which Gmail's step sends a mail. */
export const mailCall = ({ to, subject, type, text }: Mail): OutsideCall => {
  const head = [`To: ${to}`, `Subject: ${subject}`, `Content-Type: text/${type}; charset=utf-8`];
  const raw = Buffer.from(`${head.join("\r\n")}\r\n\r\n${text}`).toString("base64url");
  return {
    url: "https://gmail.googleapis.com/gmail/v1/users/me/messages/send",
    method: "POST",
    body: { raw },
  };
};

export const startOtherApps = async (): Promise<OtherApps> => {
  const receiver = await startReceiver();
  const members = mailchimp();
  receiver.decide((request) => reply(members, request));
  const accepted: OutsideCall[] = [];
  return {
    accepted,
    async make(call) {
      const { host, pathname, search } = new URL(call.url);
      const response = await fetch(`${new URL(receiver.url).origin}/${host}${pathname}${search}`, {
        method: call.method,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(call.body),
      });
      const text = await response.text();
      // Slack says no with a 200.
      assert.ok(
        response.ok && !text.includes('"ok":false'),
        `${call.method} ${host}${pathname} answered ${response.status} ${text}: ${JSON.stringify(call.body)}`,
      );
      accepted.push(call);
    },
    close: () => receiver.close(),
  };
};
