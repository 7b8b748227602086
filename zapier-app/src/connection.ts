import type { Authentication, Bundle, ZObject } from "zapier-platform-core";
import { callApi } from "./api.ts";

interface Me {
  readonly business: { readonly id: string; readonly name: string };
  readonly staff: { readonly id: string; readonly name: string; readonly role: string };
}

/** The product's public page on API keys; Zapier's reviewers open it. */
const helpPage = "https://7stamp.com/help/api-keys";

/** Tries the connection, and says whose it is: the members its label is made of. */
const test = async (z: ZObject, bundle: Bundle): Promise<Record<string, string>> => {
  const { data } = await callApi(z, bundle, { method: "GET", path: "/me" });
  const { business, staff } = data as Me;
  return {
    business_id: business.id,
    business_name: business.name,
    staff_id: staff.id,
    staff_name: staff.name,
    staff_role: staff.role,
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
