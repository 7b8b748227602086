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

/** Tries the connection, and says whose it is: the members its label is made of. */
const test = async (z: ZObject, bundle: Bundle): Promise<Record<string, string>> => {
  const response = await callApi(z, bundle, { method: "GET", path: "/me" });
  const { business, staff } = meIn(z, response);
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
