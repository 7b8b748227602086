import type { Authentication, Bundle, HttpResponse, ZObject } from "zapier-platform-core";
import { isMembers } from "./answer.ts";
import { callApi } from "./api.ts";
import { failureOf } from "./failure.ts";

interface Me {
  readonly business: Readonly<Record<string, unknown>>;
  readonly staff: Readonly<Record<string, unknown>>;
}

/** The product's public page on API keys; Zapier's reviewers open it. */
const helpPage = "https://7stamp.com/help/api-keys";

/** @throws a plain error that says who answered, when it is not an installation */
const meIn = (z: ZObject, response: HttpResponse): Me => {
  const { business, staff } = isMembers(response.data) ? response.data : {};
  if (!isMembers(business) || !isMembers(staff)) throw failureOf(z, response, {});
  return { business, staff };
};

const askWhose = async (z: ZObject, bundle: Bundle): Promise<Me> =>
  meIn(z, await callApi(z, bundle, { method: "GET", path: "/me" }));

const isZone = (name: unknown): name is string => {
  try {
    return typeof name === "string" && new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};

/** The time zone of the connected business; undefined where it has one that is not known here. */
export const shopZone = async (z: ZObject, bundle: Bundle): Promise<string | undefined> => {
  const { time_zone: zone } = (await askWhose(z, bundle)).business;
  return isZone(zone) ? zone : undefined;
};

/** Tries the connection, and says whose it is: the members its label is made of. */
const test = async (z: ZObject, bundle: Bundle): Promise<Record<string, string>> => {
  const { business, staff } = await askWhose(z, bundle);
  return {
    business_id: String(business["id"]),
    business_name: String(business["name"]),
    staff_id: String(staff["id"]),
    staff_name: String(staff["name"]),
    staff_role: String(staff["role"]),
  };
};

/** An installation and a key of one of its staff; what the connection may do is what that staff member may. */
export const authentication: Authentication = {
  type: "custom",
  fields: [
    {
      key: "base_url",
      label: "Installation Address",
      type: "string",
      required: true,
      placeholder: "https://loyalty.example.com",
      helpText: "Where you open your console, without anything after the host. It starts with `https://`.",
    },
    {
      key: "api_key",
      label: "API Key",
      type: "password",
      required: true,
      placeholder: "7loc_sc_…",
      helpText: `In your console open **API keys** and choose **Add API key** ([where to find it](${helpPage})). The connection may do what the key's staff member may; sending broadcasts needs a manager.`,
    },
  ],
  test,
  connectionLabel: "{{business_name}} – {{staff_name}}",
};
