import assert from "node:assert/strict";
import { mailCall, type OutsideCall } from "./other-apps.ts";

/** Module ids and versions of other apps that were seen in exports of real scenarios. */
export const known: Readonly<Record<string, number>> = {
  "http:ActionSendData": 3,
  "slack:CreateMessage": 4,
  "google-sheets:addRow": 2,
  "hubspotcrm:MakeAnApiCall": 2,
  "pipedrive:MakeAPICallV2": 2,
  "mailchimp:watchSubscribers": 1,
  "gateway:CustomWebHook": 1,
  "json:TransformToJSON": 1,
  "google-email:sendAnEmail": 4,
  "builtin:BasicRouter": 1,
};

/** The call that a module of another app makes. */
export const callOf = (module: string, mapper: Record<string, unknown>): OutsideCall => {
  const json = (value: unknown): unknown => {
    try {
      return JSON.parse(String(value)) as unknown;
    } catch {
      return assert.fail(`what ${module} sends is no JSON: ${String(value)}`);
    }
  };
  const text = (name: string): string => String(mapper[name]);
  if (module === "http:ActionSendData") {
    // Mailchimp takes any name before the key.
    const [{ value = "" } = {}] = mapper["headers"] as { value?: string }[];
    assert.equal(value, `Basic ${Buffer.from("any:<Mailchimp API key>").toString("base64")}`);
    const url = new URL(text("url").replace("<dc>", "us1").replace("<list>", "1"));
    for (const { name, value } of mapper["qs"] as { name: string; value: string }[])
      url.searchParams.append(name, value);
    return {
      url: url.href,
      method: text("method").toUpperCase(),
      body: json(mapper["data"]),
    };
  }
  if (module === "slack:CreateMessage")
    return { url: "https://slack.com/api/chat.postMessage", method: "POST", body: mapper };
  if (module === "hubspotcrm:MakeAnApiCall")
    return {
      url: `https://api.hubapi.com${text("url")}`,
      method: text("method"),
      body: json(mapper["body"]),
    };
  if (module === "pipedrive:MakeAPICallV2")
    return {
      url: `https://api.pipedrive.com${text("url")}`,
      method: text("method"),
      body: json(mapper["body"]),
    };
  if (module === "google-email:sendAnEmail") {
    assert.equal(text("bodyType"), "rawHtml");
    const [to = ""] = mapper["to"] as string[];
    return mailCall({ to, subject: text("subject"), type: "html", text: text("content") });
  }
  assert.equal(module, "google-sheets:addRow");
  return {
    url: "https://sheets.googleapis.com/v4/spreadsheets/1/values/A1:append",
    method: "POST",
    // A member that the event has not leaves its cell empty.
    body: { values: [Object.values(mapper["values"] as object).map((value: unknown) => value ?? "")] },
  };
};
